/* What lies in a sea, who claimed from it, and who is penalised. */
#include "store/db.h"

static const char PENALTY[] = "write a penalty";
static const char READING[] = "read the penalties";

StoreStatus store_penalty_add(Store *s, const PenaltyRow *row) {
  sqlite3_stmt *stmt;
  StoreStatus status =
      stmt_ready(s, STMT_PENALTY_ADD,
                 "INSERT INTO leat_penalties(rep, sea, weight, begun, until, lead) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                 "ON CONFLICT DO NOTHING",
                 PENALTY, &stmt);
  if (status != STORE_OK) return status;
  char until[40];
  bind_str(stmt, 1, row->rep);
  bind_str(stmt, 2, row->sea);
  sqlite3_bind_double(stmt, 3, row->weight);
  bind_time(s, stmt, 4, row->begun);
  bind_str(stmt, 5, (Str){until, time_format(row->until, until)});
  bind_value(stmt, 6, row->lead);
  return stmt_run(s, stmt, PENALTY);
}

StoreStatus store_penalties(Store *s, Arena *a, int64_t now, Str rep, PenaltyRow **out, uint32_t *count_out) {
  VEC(PenaltyRow) rows = {0};
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_new(s, "SELECT id, rep, sea, weight, begun, until, lead FROM leat_penalties "
                                   "WHERE lifted IS NULL AND (?1 = '' OR rep = ?1) ORDER BY id", READING, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, rep);
  while (stmt_row(s, stmt, READING, &status)) {
    PenaltyRow row = {.id = sqlite3_column_int64(stmt, 0), .rep = cell_str(stmt, 1, a), .sea = cell_str(stmt, 2, a),
                      .weight = sqlite3_column_double(stmt, 3), .begun = cell_time(stmt, 4),
                      .until = cell_time(stmt, 5), .lead = cell_value(stmt, 6, a)};
    if (row.begun <= now && now < row.until) VEC_PUSH(a, rows, row);
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

StoreStatus store_penalty_lift(Store *s, Str rep, int64_t at, int64_t *count_out) {
  sqlite3_stmt *stmt;
  StoreStatus status =
      stmt_new(s, "UPDATE leat_penalties SET lifted = ?2 WHERE rep = ?1 AND lifted IS NULL", PENALTY, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, rep);
  bind_time(s, stmt, 2, at);
  status = stmt_run(s, stmt, PENALTY);
  *count_out = sqlite3_changes64(s->db);
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus store_sea_leads(Store *s, Arena *a, Str sea, const CodeColumn *columns, uint32_t n, SeaLead **out,
                            uint32_t *count_out) {
  static const char doing[] = "read a sea";
  const MappedTable *m = &s->leads;
  VEC(SeaLead) rows = {0};
  Picks picks;
  StrBuf sql;
  sqlite3_stmt *stmt = NULL;
  need_map(s);
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  strbuf_init(&sql);
  strbuf_printf(&sql, "SELECT %.*s, %.*s, t.at", STR_FMT(m->key), STR_FMT(m->id));
  StoreStatus status = picks_add(s, a, &sql, &m->table, columns, n, 3, &picks);
  strbuf_printf(&sql,
                " FROM leat_state AS t JOIN %.*s ON %.*s = t.lead WHERE t.outcome = 'sea' AND t.pool = ?1 AND %.*s "
                "AND %.*s ORDER BY rtrim(t.at, 'Z'), t.lead",
                STR_FMT(m->from), STR_FMT(m->id), STR_FMT(m->free), STR_FMT(m->scope));
  if (status == STORE_OK) status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, sea);
  while (stmt_row(s, stmt, doing, &status)) {
    SeaLead lead = {.since = cell_time(stmt, 2)};
    lead_read(s, stmt, &picks, a, ARENA_ARRAY(a, Value, n + 1), &lead.row);
    VEC_PUSH(a, rows, lead);
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}
