/* What other rows say for the keys of a batch of leads: who owns leads with the same value, and tables of the database.
 * Tables of others get no index from us: theirs on the key is used when there is one. */
#include "base/limits.h"
#include "base/mem.h"
#include "store/db.h"

static const char OWNING[] = "read who owns the leads with the same value";
static const char TABLE[] = "read a table of the script";
static const char AGE[] = "read when a lead was made";

/* "…" IN (?1, …) AND, in the collation in which the script compares */
static void add_keys(StrBuf *sql, const Table *t, int column, bool nocase, uint32_t count) {
  sql_column(sql, t, column);
  if (nocase) strbuf_text(sql, " COLLATE NOCASE");
  for (uint32_t i = 0; i < count; i++) strbuf_printf(sql, "%s?%u", i ? ", " : " IN (", i + 1);
  strbuf_text(sql, ") AND ");
}

static StoreStatus ask(Store *s, StrBuf *sql, const Value *keys, uint32_t count, const char *doing,
                       sqlite3_stmt **out) {
  StoreStatus status = stmt_new(s, sql->p, doing, out);
  strbuf_deinit(sql);
  for (uint32_t i = 0; status == STORE_OK && i < count; i++) bind_value(*out, (int)i + 1, keys[i]);
  return status;
}

/* ---- owners ---- */

static void add_created(StrBuf *sql, const MappedTable *m) {
  if (m->role[ROLE_CREATED_AT] >= 0) sql_column(sql, &m->table, m->role[ROLE_CREATED_AT]);
  else strbuf_text(sql, "NULL");
}

/* Leads without a time are the oldest. */
static int64_t created(sqlite3_stmt *stmt, int at, const Zone *zone, Arena *a) {
  int64_t ms;
  return raw_time(cell_value(stmt, at, a), zone, &ms) ? ms : INT64_MIN;
}

StoreStatus store_owning(Store *s, const Zone *zone, const OwningAsk *asked, void (*each)(void *ctx, const Owning *row),
                         void *ctx) {
  need_map(s);
  const MappedTable *m = &s->leads;
  int column = table_column(&m->table, asked->column);
  StrBuf sql;
  sqlite3_stmt *stmt;
  if (column < 0) return table_no_column(s, &m->table, asked->column);
  ASSERT(asked->count <= LIMIT_BATCH_LEADS);
  if (!asked->count) return STORE_OK;
  strbuf_init(&sql);
  strbuf_text(&sql, "SELECT ");
  sql_column(&sql, &m->table, column);
  strbuf_text(&sql, ", trim(");
  sql_column(&sql, &m->table, m->role[ROLE_OWNER]);
  strbuf_printf(&sql, "), %.*s, ", STR_FMT(m->id));
  add_created(&sql, m);
  strbuf_printf(&sql, ", %s FROM %.*s WHERE ", m->by_rowid ? m->key.p : "0", STR_FMT(m->from));
  add_keys(&sql, &m->table, column, asked->nocase, asked->count);
  strbuf_printf(&sql, "NOT %.*s AND %.*s", STR_FMT(m->free), STR_FMT(m->scope));
  StoreStatus status = ask(s, &sql, asked->keys, asked->count, OWNING, &stmt);
  if (status != STORE_OK) return status;
  Arena a;
  arena_init(&a, 0);
  while (stmt_row(s, stmt, OWNING, &status)) {
    Owning row = {.key = cell_value(stmt, 0, &a), .rep = cell_str(stmt, 1, &a), .lead = cell_value(stmt, 2, &a),
                  .created = created(stmt, 3, zone, &a), .place = sqlite3_column_int64(stmt, 4)};
    each(ctx, &row);
    arena_reset(&a);
  }
  arena_deinit(&a);
  sqlite3_finalize(stmt);
  return status;
}

static void age_sql(StrBuf *sql, const MappedTable *m) {
  strbuf_text(sql, "SELECT ");
  add_created(sql, m);
  strbuf_printf(sql, " FROM %.*s WHERE %.*s = ?1", STR_FMT(m->from), STR_FMT(m->key));
}

StoreStatus store_lead_created(Store *s, const Zone *zone, const LeadRow *lead, int64_t *out) {
  need_map(s);
  sqlite3_stmt *stmt;
  StoreStatus status = mapped_ready(s, STMT_AGE, age_sql, AGE, &stmt);
  *out = INT64_MIN;
  if (status != STORE_OK) return status;
  Arena a;
  arena_init(&a, 0);
  bind_key(s, stmt, 1, lead);
  if (stmt_row(s, stmt, AGE, &status)) *out = created(stmt, 0, zone, &a);
  sqlite3_reset(stmt);
  arena_deinit(&a);
  return status;
}

/* ---- tables ---- */

static StoreStatus find_table(Store *s, Arena *a, Str name, Table *t) {
  bool found;
  if (name_is_reserved(name))
    return store_fail(s, STORE_BAD, "`%.*s` is one of Leat's own tables, or SQLite's", STR_FMT(name));
  StoreStatus status = table_find(s, a, name, t, &found);
  return status == STORE_OK && !found ? table_unknown(s, name) : status;
}

StoreStatus store_table_schema(Store *s, Str name, Arena *a, Schema *out) {
  Table t;
  *out = (Schema){0};
  StoreStatus status = find_table(s, a, name, &t);
  return status == STORE_OK ? table_schema(s, &t, a, out) : status;
}

static StoreStatus table_sql(Store *s, Arena *a, const TableAsk *asked, StrBuf *sql) {
  Table t;
  StoreStatus status = find_table(s, a, asked->table, &t);
  if (status != STORE_OK) return status;
  int key = table_column(&t, asked->key), result = table_column(&t, asked->result);
  if (key < 0) return table_no_column(s, &t, asked->key);
  if (result < 0) return table_no_column(s, &t, asked->result);
  if (asked->where.n) status = where_check(s, &t, asked->where);
  if (status != STORE_OK) return status;
  strbuf_text(sql, "SELECT ");
  sql_column(sql, &t, key);
  strbuf_text(sql, ", ");
  sql_column(sql, &t, result);
  strbuf_text(sql, " FROM ");
  sql_name(sql, t.name);
  strbuf_text(sql, " WHERE ");
  add_keys(sql, &t, key, asked->nocase, asked->count ? asked->count : 1);
  if (asked->where.n) strbuf_printf(sql, "(\n%.*s\n)", STR_FMT(asked->where));
  else strbuf_char(sql, '1');
  strbuf_text(sql, " ORDER BY ");
  if (t.rowid) strbuf_text(sql, t.rowid);
  else strbuf_text(sql, "1, 2");
  return STORE_OK;
}

StoreStatus store_table_check(Store *s, const TableAsk *asked) {
  Arena a;
  StrBuf sql;
  arena_init(&a, 0);
  strbuf_init(&sql);
  StoreStatus status = table_sql(s, &a, asked, &sql);
  strbuf_deinit(&sql);
  arena_deinit(&a);
  return status;
}

StoreStatus store_table_rows(Store *s, const TableAsk *asked, void (*each)(void *ctx, Value key, Value result),
                             void *ctx) {
  Arena a;
  StrBuf sql;
  sqlite3_stmt *stmt;
  ASSERT(asked->count <= LIMIT_BATCH_LEADS);
  if (!asked->count) return STORE_OK;
  arena_init(&a, 0);
  strbuf_init(&sql);
  StoreStatus status = table_sql(s, &a, asked, &sql);
  if (status == STORE_OK) status = ask(s, &sql, asked->keys, asked->count, TABLE, &stmt);
  else strbuf_deinit(&sql);
  if (status == STORE_OK) {
    while (stmt_row(s, stmt, TABLE, &status)) {
      each(ctx, cell_value(stmt, 0, &a), cell_value(stmt, 1, &a));
      arena_reset(&a);
    }
    sqlite3_finalize(stmt);
  }
  arena_deinit(&a);
  return status;
}
