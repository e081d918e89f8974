/* What falls due for which lead, and when. */
#include "store/db.h"

static const char TIMERS[] = "write a timer";
static const char READING[] = "read the timers";

static StoreStatus timer_write(Store *s, StmtSlot slot, const char *sql, const TimerRow *timer) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, slot, sql, TIMERS, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, timer->lead);
  bind_str(stmt, 2, timer->kind);
  sqlite3_bind_int64(stmt, 3, timer->number);
  sqlite3_bind_int64(stmt, 4, timer->due);
  return stmt_run(s, stmt, TIMERS);
}

StoreStatus store_timer_put(Store *s, const TimerRow *timer) {
  return timer_write(s, STMT_TIMER_PUT,
                     "INSERT INTO leat_timers(lead, kind, number, due) VALUES (?1, ?2, ?3, ?4) "
                     "ON CONFLICT(lead, kind, number) DO UPDATE SET due = ?4",
                     timer);
}

StoreStatus store_timer_start(Store *s, const TimerRow *timer) {
  return timer_write(s, STMT_TIMER_START,
                     "INSERT INTO leat_timers(lead, kind, number, due) VALUES (?1, ?2, ?3, ?4) "
                     "ON CONFLICT(lead, kind, number) DO NOTHING",
                     timer);
}

StoreStatus store_timer_drop(Store *s, const TimerRow *timer, bool *there_out) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_TIMER_DROP, "DELETE FROM leat_timers WHERE lead = ?1 AND kind = ?2 AND number = ?3 AND due = ?4", TIMERS,
      &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, timer->lead);
  bind_str(stmt, 2, timer->kind);
  sqlite3_bind_int64(stmt, 3, timer->number);
  sqlite3_bind_int64(stmt, 4, timer->due);
  status = stmt_run(s, stmt, TIMERS);
  *there_out = status == STORE_OK && sqlite3_changes64(s->db) == 1;
  return status;
}

StoreStatus store_timers_clear(Store *s, Value lead, bool all) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_TIMERS_CLEAR, "DELETE FROM leat_timers WHERE lead = ?1 AND (kind <> 'idle' OR ?2)", TIMERS, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  sqlite3_bind_int(stmt, 2, all);
  return stmt_run(s, stmt, TIMERS);
}

StoreStatus store_limits_drop(Store *s) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_LIMITS_DROP, "DELETE FROM leat_timers WHERE kind = 'limit' OR kind = 'idle'", TIMERS, &stmt);
  return status == STORE_OK ? stmt_run(s, stmt, TIMERS) : status;
}

static StoreStatus timers_read(Store *s, sqlite3_stmt *stmt, Arena *a, TimerRow **out, uint32_t *count_out) {
  VEC(TimerRow) rows = {0};
  StoreStatus status = STORE_OK;
  while (stmt_row(s, stmt, READING, &status)) {
    TimerRow row = {.lead = cell_value(stmt, 0, a), .kind = cell_str(stmt, 1, a),
                    .number = sqlite3_column_int64(stmt, 2), .due = sqlite3_column_int64(stmt, 3)};
    VEC_PUSH(a, rows, row);
  }
  sqlite3_reset(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

StoreStatus store_timers_of(Store *s, Arena *a, Value lead, TimerRow **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_ready(
      s, STMT_TIMERS_OF,
      "SELECT lead, kind, number, due FROM leat_timers WHERE lead = ?1 ORDER BY due, kind, number", READING, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  return timers_read(s, stmt, a, out, count_out);
}

StoreStatus store_timers_due(Store *s, Arena *a, int64_t until, const TimerRow *after, uint32_t most, TimerRow **out,
                             uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_ready(s, STMT_TIMERS_DUE,
                                  "SELECT lead, kind, number, due FROM leat_timers WHERE due <= ?1 "
                                  "AND (due, lead, kind, number) > (?2, ?3, ?4, ?5) "
                                  "ORDER BY due, lead, kind, number LIMIT ?6",
                                  READING, &stmt);
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, until);
  sqlite3_bind_int64(stmt, 2, after ? after->due : INT64_MIN);
  bind_value(stmt, 3, after ? after->lead : value_int(0));
  bind_str(stmt, 4, after ? after->kind : STR(""));
  sqlite3_bind_int64(stmt, 5, after ? after->number : 0);
  sqlite3_bind_int64(stmt, 6, most);
  return timers_read(s, stmt, a, out, count_out);
}

StoreStatus store_timers_any(Store *s, bool *out) {
  int64_t some = 0;
  StoreStatus status = STORE_OK;
  if (s->has_leat && s->version >= 3) status = db_int(s, "SELECT EXISTS (SELECT 1 FROM leat_timers)", READING, &some);
  *out = some != 0;
  return status;
}
