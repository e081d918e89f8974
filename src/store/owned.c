/* Who had which lead, from when to when. */
#include "store/db.h"

static const char OWNED[] = "write who has a lead";
static const char READING[] = "read who had a lead";

#define OWNED_COLUMNS                                                                                             \
  "id, lead, rep, pool, sea, how, begun, responded, ended, why, barred, rule, line, rung, script FROM leat_owned "

static OwnedRow owned_read(sqlite3_stmt *stmt, Arena *a) {
  return (OwnedRow){.id = sqlite3_column_int64(stmt, 0), .lead = cell_value(stmt, 1, a), .rep = cell_str(stmt, 2, a),
                    .pool = cell_str(stmt, 3, a), .sea = cell_str(stmt, 4, a), .how = cell_str(stmt, 5, a),
                    .begun = cell_time(stmt, 6), .responded = cell_time(stmt, 7), .ended = cell_time(stmt, 8),
                    .why = cell_str(stmt, 9, a), .barred = sqlite3_column_int64(stmt, 10),
                    .rule = cell_str(stmt, 11, a), .line = sqlite3_column_int64(stmt, 12),
                    .rung = sqlite3_column_int64(stmt, 13), .script = cell_str(stmt, 14, a)};
}

StoreStatus store_owned_open(Store *s, Arena *a, Value lead, OwnedRow *out, bool *found_out) {
  sqlite3_stmt *stmt;
  *found_out = false;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_ready(
      s, STMT_OWNED_OPEN, "SELECT " OWNED_COLUMNS "WHERE lead = ?1 AND ended IS NULL", READING, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  if (stmt_row(s, stmt, READING, &status)) {
    *out = owned_read(stmt, a);
    *found_out = true;
  }
  sqlite3_reset(stmt);
  return status;
}

typedef struct OwnedRows { OwnedRow *v; uint32_t n, cap; } OwnedRows;

static StoreStatus owned_all(Store *s, sqlite3_stmt *stmt, Arena *a, OwnedRow **out, uint32_t *count_out) {
  OwnedRows rows = {0};
  StoreStatus status = STORE_OK;
  while (stmt_row(s, stmt, READING, &status)) VEC_PUSH(a, rows, owned_read(stmt, a));
  sqlite3_reset(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

StoreStatus store_owned_of(Store *s, Arena *a, Value lead, uint32_t most, OwnedRow **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_ready(
      s, STMT_OWNED_OF, "SELECT " OWNED_COLUMNS "WHERE lead = ?1 ORDER BY id DESC LIMIT ?2", READING, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  sqlite3_bind_int64(stmt, 2, most);
  return owned_all(s, stmt, a, out, count_out);
}

StoreStatus store_owned_by(Store *s, Arena *a, Str rep, bool open_only, OwnedRow **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_ready(
      s, STMT_OWNED_BY, "SELECT " OWNED_COLUMNS "WHERE rep = ?1 AND (ended IS NULL OR NOT ?2) ORDER BY id DESC",
      READING, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, rep);
  sqlite3_bind_int(stmt, 2, open_only);
  return owned_all(s, stmt, a, out, count_out);
}

StoreStatus store_owned_all(Store *s, Arena *a, OwnedRow **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_new(
      s, "SELECT " OWNED_COLUMNS "WHERE id IN (SELECT max(id) FROM leat_owned GROUP BY lead) ORDER BY id", READING,
      &stmt);
  if (status != STORE_OK) return status;
  status = owned_all(s, stmt, a, out, count_out);
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus store_claimed(Store *s, Arena *a, Str sea, OwnedRow **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_new(s, "SELECT " OWNED_COLUMNS "WHERE sea = ?1 ORDER BY id", READING, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, sea);
  status = owned_all(s, stmt, a, out, count_out);
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus store_owned_any(Store *s, bool *out) {
  int64_t some = 0;
  StoreStatus status =
      s->has_leat && s->version >= 3 ? db_int(s, "SELECT EXISTS (SELECT 1 FROM leat_owned)", READING, &some) : STORE_OK;
  *out = some != 0;
  return status;
}

StoreStatus store_owned_begin(Store *s, const OwnedRow *row) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_OWNED_BEGIN,
      "INSERT INTO leat_owned(lead, rep, pool, sea, how, begun, rule, line, rung, script) VALUES (?1, ?2, ?3, ?4, ?5, "
      "?6, ?7, ?8, ?9, ?10) ON CONFLICT(lead) WHERE ended IS NULL DO NOTHING",
      OWNED, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, row->lead);
  bind_str(stmt, 2, row->rep);
  bind_str_or_null(stmt, 3, row->pool);
  bind_str_or_null(stmt, 4, row->sea);
  bind_str(stmt, 5, row->how);
  bind_time(s, stmt, 6, row->begun);
  bind_str_or_null(stmt, 7, row->rule);
  if (row->line) sqlite3_bind_int64(stmt, 8, row->line);
  else sqlite3_bind_null(stmt, 8);
  sqlite3_bind_int64(stmt, 9, row->rung);
  bind_str_or_null(stmt, 10, row->script);
  status = stmt_run(s, stmt, OWNED);
  if (status == STORE_OK && sqlite3_changes64(s->db) != 1)
    return store_fail(s, STORE_CONFLICT, "the lead has an owner whose time has not ended");
  return status;
}

StoreStatus store_owned_respond(Store *s, int64_t id, int64_t at) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_OWNED_RESPOND,
                                  "UPDATE leat_owned SET responded = ?2 WHERE id = ?1 AND responded IS NULL", OWNED,
                                  &stmt);
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, id);
  bind_time(s, stmt, 2, at);
  return stmt_run(s, stmt, OWNED);
}

StoreStatus store_owned_end(Store *s, int64_t id, int64_t at, Str why, int64_t barred) {
  sqlite3_stmt *stmt;
  StoreStatus status =
      stmt_ready(s, STMT_OWNED_END,
                 "UPDATE leat_owned SET ended = ?2, why = ?3, barred = ?4 WHERE id = ?1 AND ended IS NULL", OWNED,
                 &stmt);
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, id);
  bind_time(s, stmt, 2, at);
  bind_str(stmt, 3, why);
  sqlite3_bind_int64(stmt, 4, barred);
  status = stmt_run(s, stmt, OWNED);
  if (status == STORE_OK && sqlite3_changes64(s->db) != 1)
    return store_fail(s, STORE_CONFLICT, "the time of the lead's owner has ended meanwhile");
  return status;
}

static void unassign_sql(StrBuf *sql, const MappedTable *m) {
  const Table *t = &m->table;
  strbuf_printf(sql, "UPDATE %.*s SET ", STR_FMT(m->from));
  sql_name(sql, t->columns.v[m->role[ROLE_OWNER]].name);
  strbuf_text(sql, " = NULL");
  if (m->role[ROLE_POOL] >= 0) {
    strbuf_text(sql, ", ");
    sql_name(sql, t->columns.v[m->role[ROLE_POOL]].name);
    strbuf_text(sql, " = NULL");
  }
  strbuf_printf(sql, " WHERE %.*s = ?1 AND ", STR_FMT(m->key));
  sql_column(sql, t, m->role[ROLE_OWNER]);
  strbuf_text(sql, " = ?2");
}

StoreStatus store_unassign(Store *s, const LeadRow *lead, Str rep) {
  sqlite3_stmt *stmt;
  StoreStatus status = mapped_ready(s, STMT_UNASSIGN, unassign_sql, OWNED, &stmt);
  if (status != STORE_OK) return status;
  bind_key(s, stmt, 1, lead);
  bind_str(stmt, 2, rep);
  status = stmt_run(s, stmt, OWNED);
  if (status == STORE_OK && sqlite3_changes64(s->db) != 1)
    return store_fail(s, STORE_CONFLICT, "lead %.*s has another owner by now, or is gone", STR_FMT(lead->id_text));
  return status;
}
