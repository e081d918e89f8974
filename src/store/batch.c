/* What a batch of leads gets, in one statement for all owners and one for all rows of the ledger: each costs SQLite
 * half of what a statement for each lead does. The rows stand in an array of the engine's; SQL sees it through
 *
 *   leat_writes                  an eponymous virtual table: those that the ledger keeps, in order
 *   leat_assigns(rowid)          is this lead among those that get an owner?
 *   leat_owner(rowid), leat_pool(rowid)
 *
 * The functions look a lead up by its rowid: they hold whatever the order in which SQLite asks, which is mostly that of
 * the array. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/db.h"

static const char ASSIGNING[] = "write the owners of leads";
static const char LEDGER[] = "write the ledger";

/* ---- by rowid ---- */

/* Where `rowid` is or would be, from where the last one was. */
static uint32_t place_of(const BatchWrites *b, int64_t rowid) {
  uint32_t low = 0, high = b->assigned;
  if (b->at < high && b->by_rowid[b->at].rowid < rowid) low = b->at + 1;
  if (low < high && b->by_rowid[low].rowid >= rowid && (low == 0 || b->by_rowid[low - 1].rowid < rowid)) return low;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (b->by_rowid[middle].rowid < rowid)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static const LedgerRow *assigned_at(sqlite3_context *call, sqlite3_value *key) {
  BatchWrites *b = &((Store *)sqlite3_user_data(call))->batch;
  int64_t rowid = sqlite3_value_int64(key);
  if (b->at < b->assigned && b->by_rowid[b->at].rowid == rowid) return b->by_rowid[b->at].row;
  uint32_t place = place_of(b, rowid);
  if (place >= b->assigned || b->by_rowid[place].rowid != rowid) return NULL;
  b->at = place;
  return b->by_rowid[place].row;
}

static void result_str(sqlite3_context *call, Str text) {
  if (text.n) sqlite3_result_text64(call, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void call_assigns(sqlite3_context *call, int n, sqlite3_value **args) {
  (void)n;
  sqlite3_result_int(call, assigned_at(call, args[0]) != NULL);
}

static void call_owner(sqlite3_context *call, int n, sqlite3_value **args) {
  (void)n;
  const LedgerRow *row = assigned_at(call, args[0]);
  if (row) result_str(call, row->rep);
}

static void call_pool(sqlite3_context *call, int n, sqlite3_value **args) {
  (void)n;
  const LedgerRow *row = assigned_at(call, args[0]);
  if (row) result_str(call, row->pool);
}

/* ---- the virtual table ---- */

#define LEDGER_COLUMNS "lead, rule, line, pool, rep, outcome, reason, inputs, passed, errors, respond_by, arm"
enum {
  COLUMN_LEAD,
  COLUMN_RULE,
  COLUMN_LINE,
  COLUMN_POOL,
  COLUMN_REP,
  COLUMN_OUTCOME,
  COLUMN_REASON,
  COLUMN_INPUTS,
  COLUMN_PASSED,
  COLUMN_ERRORS,
  COLUMN_RESPOND_BY,
  COLUMN_ARM
};

typedef struct WritesTable { sqlite3_vtab base; Store *s; } WritesTable;
typedef struct WritesCursor { sqlite3_vtab_cursor base; const BatchWrites *b; uint32_t at; } WritesCursor;

static int table_connect(sqlite3 *db, void *s, int argc, const char *const *argv, sqlite3_vtab **out, char **why) {
  (void)argc;
  (void)argv;
  (void)why;
  int code = sqlite3_declare_vtab(db, "CREATE TABLE x(" LEDGER_COLUMNS ")");
  if (code != SQLITE_OK) return code;
  WritesTable *table = mem_alloc(sizeof *table);
  table->s = s;
  *out = &table->base;
  return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *table) {
  mem_free(table);
  return SQLITE_OK;
}

static int table_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  info->estimatedRows = 500;
  info->estimatedCost = 500;
  return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out) {
  WritesCursor *c = mem_alloc(sizeof *c);
  c->b = &((WritesTable *)table)->s->batch;
  *out = &c->base;
  return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *cursor) {
  mem_free(cursor);
  return SQLITE_OK;
}

static int cursor_first(WritesCursor *c, uint32_t from) {
  c->at = from;
  while (c->at < c->b->n && !c->b->writes[c->at].logged) c->at++;
  return SQLITE_OK;
}

static int cursor_filter(sqlite3_vtab_cursor *cursor, int plan, const char *name, int n, sqlite3_value **args) {
  (void)plan;
  (void)name;
  (void)n;
  (void)args;
  return cursor_first((WritesCursor *)cursor, 0);
}

static int cursor_next(sqlite3_vtab_cursor *cursor) {
  WritesCursor *c = (WritesCursor *)cursor;
  return cursor_first(c, c->at + 1);
}

static int cursor_eof(sqlite3_vtab_cursor *cursor) {
  const WritesCursor *c = (const WritesCursor *)cursor;
  return c->at >= c->b->n;
}

static int cursor_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out) {
  *out = ((const WritesCursor *)cursor)->at;
  return SQLITE_OK;
}

static void result_lead(sqlite3_context *call, Value id) {
  if (id.kind == VAL_TEXT) {
    Str text = value_str(id);
    sqlite3_result_text64(call, text.n ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
  } else if (id.kind == VAL_INT) {
    sqlite3_result_int64(call, id.i);
  }
}

static void result_time(sqlite3_context *call, int64_t instant_ms) {
  char text[40];
  if (!instant_ms) return;
  size_t n = time_format(instant_ms, text);
  sqlite3_result_text64(call, text, n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static int cursor_column(sqlite3_vtab_cursor *cursor, sqlite3_context *call, int column) {
  const WritesCursor *c = (const WritesCursor *)cursor;
  const LedgerRow *row = &c->b->writes[c->at].ledger;
  switch (column) {
    case COLUMN_LEAD: result_lead(call, row->lead); break;
    case COLUMN_RULE: result_str(call, row->rule); break;
    case COLUMN_LINE:
      if (row->line) sqlite3_result_int64(call, row->line);
      break;
    case COLUMN_POOL: result_str(call, row->pool); break;
    case COLUMN_REP: result_str(call, row->rep); break;
    case COLUMN_OUTCOME: result_str(call, row->outcome); break;
    case COLUMN_REASON: result_str(call, row->reason); break;
    case COLUMN_INPUTS: result_str(call, row->inputs); break;
    case COLUMN_PASSED: result_str(call, row->passed); break;
    case COLUMN_ERRORS: result_str(call, row->errors); break;
    case COLUMN_RESPOND_BY: result_time(call, row->respond_by); break;
    case COLUMN_ARM: result_str(call, row->arm); break;
    default: break;
  }
  return SQLITE_OK;
}

/* Without xCreate it is there by its name and in no schema. */
static const sqlite3_module WRITES_MODULE = {.xConnect = table_connect,
                                             .xBestIndex = table_best_index,
                                             .xDisconnect = table_disconnect,
                                             .xOpen = cursor_open,
                                             .xClose = cursor_close,
                                             .xFilter = cursor_filter,
                                             .xNext = cursor_next,
                                             .xEof = cursor_eof,
                                             .xColumn = cursor_column,
                                             .xRowid = cursor_rowid};

/* Once for a connection: what the statements below call. */
static StoreStatus make_callable(Store *s) {
  enum { FLAGS = SQLITE_UTF8 | SQLITE_DIRECTONLY };
  if (s->batch.callable) return STORE_OK;
  int code = sqlite3_create_module(s->db, "leat_writes", &WRITES_MODULE, s);
  if (code == SQLITE_OK)
    code = sqlite3_create_function(s->db, "leat_assigns", 1, FLAGS, s, call_assigns, NULL, NULL);
  if (code == SQLITE_OK) code = sqlite3_create_function(s->db, "leat_owner", 1, FLAGS, s, call_owner, NULL, NULL);
  if (code == SQLITE_OK) code = sqlite3_create_function(s->db, "leat_pool", 1, FLAGS, s, call_pool, NULL, NULL);
  if (code != SQLITE_OK) return store_sql_failed(s, "set up the database");
  s->batch.callable = true;
  return STORE_OK;
}

/* ---- owners ---- */

static int cmp_rowid(const void *x, const void *y) {
  const RowidWrite *a = x, *b = y;
  return (a->rowid > b->rowid) - (a->rowid < b->rowid);
}

static void collect(BatchWrites *b, const LeadWrite *writes, uint32_t n) {
  bool sorted = true;
  if (n > b->room) {
    b->by_rowid = mem_realloc(b->by_rowid, n * sizeof *b->by_rowid);
    b->room = n;
  }
  b->at = b->assigned = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (!writes[i].assigned) continue;
    RowidWrite *w = &b->by_rowid[b->assigned++];
    *w = (RowidWrite){writes[i].lead->rowid, &writes[i].ledger};
    sorted &= b->assigned == 1 || w[-1].rowid < w->rowid;
  }
  if (!sorted) qsort(b->by_rowid, b->assigned, sizeof *b->by_rowid, cmp_rowid);
}

/* Do they lie so close that passing over what is between them costs less than a search for each? */
static bool lie_close(const BatchWrites *b) {
  enum { AT_LEAST = 4, PASSED_OVER = 3 };
  if (b->assigned < AT_LEAST) return false;
  uint64_t span = (uint64_t)b->by_rowid[b->assigned - 1].rowid - (uint64_t)b->by_rowid[0].rowid;
  return span / PASSED_OVER < b->assigned;
}

static void owners_sql(StrBuf *sql, const MappedTable *m) {
  const Table *t = &m->table;
  strbuf_printf(sql, "UPDATE %.*s SET ", STR_FMT(m->from));
  sql_name(sql, t->columns.v[m->role[ROLE_OWNER]].name);
  strbuf_printf(sql, " = leat_owner(%.*s)", STR_FMT(m->key));
  if (m->role[ROLE_POOL] >= 0) {
    strbuf_text(sql, ", ");
    sql_name(sql, t->columns.v[m->role[ROLE_POOL]].name);
    strbuf_printf(sql, " = leat_pool(%.*s)", STR_FMT(m->key));
  }
  if (m->role[ROLE_STATUS] >= 0) {
    strbuf_text(sql, ", ");
    sql_name(sql, t->columns.v[m->role[ROLE_STATUS]].name);
    strbuf_text(sql, " = ?3");
  }
  strbuf_printf(sql, " WHERE %.*s BETWEEN ?1 AND ?2 AND leat_assigns(%.*s) AND %.*s", STR_FMT(m->key), STR_FMT(m->key),
                STR_FMT(m->free));
}

static StoreStatus assign_close(Store *s, Str status_word) {
  BatchWrites *b = &s->batch;
  sqlite3_stmt *stmt = s->stmts[STMT_ASSIGN_ALL];
  StoreStatus status = make_callable(s);
  if (status == STORE_OK && !stmt) {
    StrBuf sql;
    strbuf_init(&sql);
    owners_sql(&sql, &s->leads);
    status = stmt_ready(s, STMT_ASSIGN_ALL, sql.p, ASSIGNING, &stmt);
    strbuf_deinit(&sql);
  }
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, b->by_rowid[0].rowid);
  sqlite3_bind_int64(stmt, 2, b->by_rowid[b->assigned - 1].rowid);
  if (s->leads.role[ROLE_STATUS] >= 0) bind_str(stmt, 3, status_word);
  status = stmt_run(s, stmt, ASSIGNING);
  if (status == STORE_OK && sqlite3_changes64(s->db) != b->assigned)
    return store_fail(s, STORE_CONFLICT, "of %u leads some have an owner by now, or are gone", b->assigned);
  return status;
}

StoreStatus store_assign_all(Store *s, const LeadWrite *writes, uint32_t n, Str status_word) {
  need_map(s);
  if (s->leads.by_rowid) {
    collect(&s->batch, writes, n);
    if (lie_close(&s->batch)) return assign_close(s, status_word);
  }
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < n && status == STORE_OK; i++)
    if (writes[i].assigned)
      status = store_assign(s, writes[i].lead, writes[i].ledger.rep, writes[i].ledger.pool, status_word);
  return status;
}

/* ---- the ledger ---- */

StoreStatus store_ledger_all(Store *s, const LeadWrite *writes, uint32_t n) {
  sqlite3_stmt *stmt;
  uint32_t first = 0;
  while (first < n && !writes[first].logged) first++;
  if (first == n) return STORE_OK;
  StoreStatus status = make_callable(s);
  if (status == STORE_OK)
    status = stmt_ready(s, STMT_LEDGER_ALL,
                        "INSERT INTO leat_ledger(" LEDGER_COLUMNS ", at, script, run) SELECT " LEDGER_COLUMNS
                        ", ?1, ?2, ?3 FROM leat_writes",
                        LEDGER, &stmt);
  if (status != STORE_OK) return status;
  const LedgerRow *row = &writes[first].ledger;
  s->batch.writes = writes;
  s->batch.n = n;
  bind_time(s, stmt, 1, row->at);
  bind_str_or_null(stmt, 2, row->script);
  bind_int_or_null(stmt, 3, row->run);
  status = stmt_run(s, stmt, LEDGER);
  s->batch.n = 0;
  return status;
}

/* ---- may it be done at once? ---- */

/* Leat's own trigger only refuses. */
StoreStatus store_has_triggers(Store *s, bool *out) {
  static const char doing[] = "look for triggers";
  sqlite3_stmt *stmt;
  need_map(s);
  *out = true;
  StoreStatus status = stmt_new(s,
                                "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name <> 'leat_state_moves' AND "
                                "(tbl_name = ?1 COLLATE NOCASE OR tbl_name LIKE 'leat\\_%' ESCAPE '\\') LIMIT 1",
                                doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, s->leads.table.name);
  *out = stmt_row(s, stmt, doing, &status);
  sqlite3_finalize(stmt);
  return status;
}
