/* What was decided and why, by which script, in which run. */
#include "store/db.h"

static const char LEDGER[] = "write the ledger";

StoreStatus store_ledger(Store *s, const LedgerRow *row) {
  sqlite3_stmt *stmt;
  StoreStatus status =
      stmt_ready(s, STMT_LEDGER,
                 "INSERT INTO leat_ledger(lead, at, rule, line, script, pool, rep, outcome, reason, run, inputs, "
                 "passed, errors, respond_by, arm) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                 "?14, ?15)",
                 LEDGER, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, row->lead);
  bind_time(s, stmt, 2, row->at);
  bind_str_or_null(stmt, 3, row->rule);
  bind_int_or_null(stmt, 4, row->line);
  bind_str_or_null(stmt, 5, row->script);
  bind_str_or_null(stmt, 6, row->pool);
  bind_str_or_null(stmt, 7, row->rep);
  bind_str_or_null(stmt, 8, row->outcome);
  bind_str_or_null(stmt, 9, row->reason);
  bind_int_or_null(stmt, 10, row->run);
  bind_str_or_null(stmt, 11, row->inputs);
  bind_str_or_null(stmt, 12, row->passed);
  bind_str_or_null(stmt, 13, row->errors);
  bind_time_or_null(stmt, 14, row->respond_by);
  bind_str_or_null(stmt, 15, row->arm);
  return stmt_run(s, stmt, LEDGER);
}

StoreStatus store_ledger_move(Store *s, Str move) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_LEDGER_MOVE,
                                  "UPDATE leat_ledger SET move = ?1 WHERE id = (SELECT max(id) FROM leat_ledger)",
                                  LEDGER, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, move);
  return stmt_run(s, stmt, LEDGER);
}

#define READ_COLUMNS \
  "lead, at, rule, line, script, pool, rep, outcome, reason, run, inputs, passed, errors, respond_by"
#define READ_FROM " FROM leat_ledger WHERE lead IN (?1, ?2) ORDER BY id DESC"

StoreStatus store_ledger_of(Store *s, Arena *a, Str lead_id, LedgerRow **out, uint32_t *count_out) {
  static const char doing[] = "read the ledger";
  VEC(LedgerRow) rows = {0};
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  if (!s->has_leat) return STORE_OK;
  const char *sql =
      s->version < 3 ? "SELECT " READ_COLUMNS ", NULL" READ_FROM : "SELECT " READ_COLUMNS ", arm" READ_FROM;
  StoreStatus status = stmt_new(s, sql, doing, &stmt);
  if (status != STORE_OK) return status;
  bind_id_text(stmt, 1, lead_id);
  while (stmt_row(s, stmt, doing, &status)) {
    LedgerRow row = {.lead = cell_value(stmt, 0, a),
                     .at = cell_time(stmt, 1),
                     .rule = cell_str(stmt, 2, a),
                     .line = sqlite3_column_int64(stmt, 3),
                     .script = cell_str(stmt, 4, a),
                     .pool = cell_str(stmt, 5, a),
                     .rep = cell_str(stmt, 6, a),
                     .outcome = cell_str(stmt, 7, a),
                     .reason = cell_str(stmt, 8, a),
                     .run = sqlite3_column_int64(stmt, 9),
                     .inputs = cell_str(stmt, 10, a),
                     .passed = cell_str(stmt, 11, a),
                     .errors = cell_str(stmt, 12, a),
                     .respond_by = cell_time(stmt, 13),
                     .arm = cell_str(stmt, 14, a)};
    VEC_PUSH(a, rows, row);
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

/* ---- scripts ---- */

StoreStatus store_script_save(Store *s, Str version16, Str name, Str text, int64_t at) {
  static const char doing[] = "keep the script";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_SCRIPT_SAVE,
      "INSERT INTO leat_scripts(version, name, text, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, version16);
  bind_str_or_null(stmt, 2, name);
  bind_str(stmt, 3, text);
  bind_time(s, stmt, 4, at);
  return stmt_run(s, stmt, doing);
}

StoreStatus store_script_load(Store *s, Arena *a, Str version16, Str *name_out, Str *text_out, bool *found_out) {
  static const char doing[] = "read the script";
  sqlite3_stmt *stmt;
  *found_out = false;
  if (!s->has_leat) return STORE_OK;
  StoreStatus status = stmt_new(s, "SELECT name, text FROM leat_scripts WHERE version = ?1", doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, version16);
  if (stmt_row(s, stmt, doing, &status)) {
    *found_out = true;
    *name_out = cell_str(stmt, 0, a);
    *text_out = cell_str(stmt, 1, a);
  }
  sqlite3_finalize(stmt);
  return status;
}

/* ---- runs ---- */

StoreStatus store_run_start(Store *s, int64_t at, Str script, int64_t *run_out) {
  static const char doing[] = "note the run";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_RUN_START, "INSERT INTO leat_runs(at, script) VALUES (?1, ?2)", doing, &stmt);
  if (status != STORE_OK) return status;
  bind_time(s, stmt, 1, at);
  bind_str_or_null(stmt, 2, script);
  status = stmt_run(s, stmt, doing);
  if (status == STORE_OK) *run_out = sqlite3_last_insert_rowid(s->db);
  return status;
}

StoreStatus store_run_progress(Store *s, int64_t run, int64_t leads, Str summary_json, bool finished) {
  static const char doing[] = "note how far the run is";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_RUN_PROGRESS,
      "UPDATE leat_runs SET leads = ?2, summary = coalesce(?3, summary), finished = ?4 WHERE id = ?1", doing, &stmt);
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, run);
  sqlite3_bind_int64(stmt, 2, leads);
  bind_str_or_null(stmt, 3, summary_json);
  sqlite3_bind_int(stmt, 4, finished);
  status = stmt_run(s, stmt, doing);
  if (status == STORE_OK && sqlite3_changes64(s->db) != 1)
    return store_fail(s, STORE_FAILED, "there is no run %lld", (long long)run);
  return status;
}

static StoreStatus reached_on(Store *s, int64_t run, int64_t *leads_out) {
  static const char doing[] = "read how far the run came";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s, "SELECT leads FROM leat_runs WHERE id = ?1", doing, &stmt);
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, run);
  *leads_out = 0;
  if (stmt_row(s, stmt, doing, &status)) *leads_out = sqlite3_column_int64(stmt, 0);
  sqlite3_finalize(stmt);
  return status;
}

/* The connection whose COMMIT failed may still believe in what it tried to write: another one is asked. */
StoreStatus store_run_reached(Store *s, int64_t run, int64_t *leads_out) {
  store_rollback(s);
  if (s->mode == STORE_MEMORY) return reached_on(s, run, leads_out);
  Store *fresh;
  StoreStatus status = store_open(s->path, STORE_READ, &fresh);
  if (status == STORE_OK) status = reached_on(fresh, run, leads_out);
  if (status != STORE_OK) store_fail(s, status, "%s", store_error(fresh));
  store_close(fresh);
  return status;
}
