/* What other hands did to leads whose life Leat keeps; and the small tables around it. */
#include "store/db.h"

static const char READING[] = "look for leads that others changed";

/* Rows of `kind`, lead, owner, status. A view of another's table: nothing of it is written here. */
static void strays_sql(StrBuf *sql, const MappedTable *m) {
  StrBuf owner, status;
  strbuf_init(&owner);
  strbuf_init(&status);
  sql_column(&owner, &m->table, m->role[ROLE_OWNER]);
  if (m->role[ROLE_STATUS] >= 0) sql_column(&status, &m->table, m->role[ROLE_STATUS]);
  else strbuf_text(&status, "NULL");
  strbuf_printf(sql,
                "SELECT 0, o.lead, NULL, NULL FROM leat_owned AS o WHERE o.ended IS NULL AND NOT EXISTS "
                "(SELECT 1 FROM %.*s WHERE %.*s = o.lead) ",
                STR_FMT(m->from), STR_FMT(m->id));
  strbuf_printf(sql,
                "UNION ALL SELECT CASE WHEN %.*s THEN 1 ELSE 2 END, o.lead, %s, %s FROM leat_owned AS o JOIN %.*s "
                "ON %.*s = o.lead WHERE o.ended IS NULL AND (%.*s OR %s IS NOT o.rep) ",
                STR_FMT(m->closed), owner.p, status.p, STR_FMT(m->from), STR_FMT(m->id), STR_FMT(m->closed), owner.p);
  strbuf_printf(sql,
                "UNION ALL SELECT 4, t.lead, %s, %s FROM leat_state AS t JOIN %.*s ON %.*s = t.lead "
                "WHERE (t.outcome = 'won' OR t.outcome = 'lost') AND NOT %.*s ",
                owner.p, status.p, STR_FMT(m->from), STR_FMT(m->id), STR_FMT(m->closed));
  strbuf_printf(sql,
                "UNION ALL SELECT 3, %.*s, %s, %s FROM %.*s WHERE NOT %.*s AND NOT %.*s AND %.*s AND NOT EXISTS "
                "(SELECT 1 FROM leat_owned AS o WHERE o.lead = +%.*s AND o.ended IS NULL) LIMIT ?1",
                STR_FMT(m->id), owner.p, status.p, STR_FMT(m->from), STR_FMT(m->free), STR_FMT(m->closed),
                STR_FMT(m->scope), STR_FMT(m->id));
  strbuf_deinit(&owner);
  strbuf_deinit(&status);
}

StoreStatus store_strays(Store *s, Arena *a, uint32_t most, Stray **out, uint32_t *count_out) {
  static const StrayKind kinds[] = {STRAY_GONE, STRAY_CLOSED, STRAY_OWNER, STRAY_NEW, STRAY_REOPENED};
  VEC(Stray) rows = {0};
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = mapped_ready(s, STMT_STRAYS, strays_sql, READING, &stmt);
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, most);
  while (stmt_row(s, stmt, READING, &status)) {
    Stray row = {.kind = kinds[sqlite3_column_int(stmt, 0)], .lead = cell_value(stmt, 1, a),
                 .owner = cell_str(stmt, 2, a), .status = cell_str(stmt, 3, a)};
    VEC_PUSH(a, rows, row);
  }
  sqlite3_reset(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

StoreStatus store_owners_now(Store *s, Arena *a, Str **out, uint32_t *count_out) {
  VEC(Str) rows = {0};
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status =
      stmt_new(s, "SELECT DISTINCT rep FROM leat_owned WHERE ended IS NULL ORDER BY rep", READING, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, READING, &status)) VEC_PUSH(a, rows, cell_str(stmt, 0, a));
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

/* ---- states ---- */

static StateRow state_read(sqlite3_stmt *stmt, Arena *a) {
  return (StateRow){.outcome = cell_str(stmt, 0, a), .pool = cell_str(stmt, 1, a), .rule = cell_str(stmt, 2, a),
                    .reason = cell_str(stmt, 3, a), .script = cell_str(stmt, 4, a),
                    .line = sqlite3_column_int64(stmt, 5), .at = cell_time(stmt, 6)};
}

StoreStatus store_state_of(Store *s, Arena *a, Value lead, StateRow *out, bool *found_out) {
  static const char doing[] = "read the state of a lead";
  sqlite3_stmt *stmt;
  *found_out = false;
  if (!s->has_leat) return STORE_OK;
  StoreStatus status = stmt_ready(
      s, STMT_STATE_OF, "SELECT outcome, pool, rule, reason, script, line, at FROM leat_state WHERE lead = ?1", doing,
      &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  if (stmt_row(s, stmt, doing, &status)) {
    *out = state_read(stmt, a);
    *found_out = true;
  }
  sqlite3_reset(stmt);
  return status;
}

StoreStatus store_state_put(Store *s, Value lead, const StateRow *state) {
  const LeadRow row = {.id = lead};
  StoreStatus status = store_state_drop(s, lead);
  return status == STORE_OK ? put_state(s, &row, state, false) : status;
}

StoreStatus store_state_drop(Store *s, Value lead) {
  static const char doing[] = "write the state of a lead";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_STATE_DROP, "DELETE FROM leat_state WHERE lead = ?1", doing, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  return stmt_run(s, stmt, doing);
}

StoreStatus store_held(Store *s, Arena *a, StateRow **out, Value **leads_out, uint32_t *count_out) {
  static const char doing[] = "read the state of a lead";
  VEC(StateRow) rows = {0};
  VEC(Value) leads = {0};
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat) return STORE_OK;
  StoreStatus status = stmt_new(s, "SELECT outcome, pool, rule, reason, script, line, at, lead FROM leat_state "
                                   "WHERE outcome = 'held' ORDER BY rtrim(at, 'Z'), lead", doing, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, doing, &status)) {
    VEC_PUSH(a, rows, state_read(stmt, a));
    VEC_PUSH(a, leads, cell_value(stmt, 7, a));
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *leads_out = leads.v;
  *count_out = rows.n;
  return status;
}

/* ---- what is kept by name ---- */

StoreStatus store_meta(Store *s, Arena *a, const char *key, Str *out) {
  static const char doing[] = "read Leat's tables";
  sqlite3_stmt *stmt;
  *out = (Str){"", 0};
  if (!s->has_leat) return STORE_OK;
  StoreStatus status = stmt_new(s, "SELECT value FROM leat_meta WHERE key = ?1", doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, str_of(key));
  if (stmt_row(s, stmt, doing, &status)) *out = cell_str(stmt, 0, a);
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus store_meta_set(Store *s, const char *key, Str value) {
  static const char doing[] = "write Leat's tables";
  sqlite3_stmt *stmt;
  StoreStatus status =
      stmt_new(s, "INSERT INTO leat_meta(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2", doing,
               &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, str_of(key));
  bind_str(stmt, 2, value);
  status = stmt_run(s, stmt, doing);
  sqlite3_finalize(stmt);
  return status;
}
