/* Turns that reps missed while they were absent, in pools that let them catch up. */
#include "store/db.h"

static const char DOING[] = "keep the turns that absent reps missed";

StoreStatus store_absent(Store *s, Arena *a, AbsentRow **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  VEC(AbsentRow) rows = {0};
  *out = NULL;
  *count_out = 0;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status =
      stmt_new(s, "SELECT pool, rep, since, extra, used FROM leat_absent ORDER BY pool, rep", DOING, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, DOING, &status)) {
    AbsentRow row = {.pool = cell_str(stmt, 0, a), .rep = cell_str(stmt, 1, a), .since = sqlite3_column_int64(stmt, 2),
                     .extra = sqlite3_column_int64(stmt, 3), .used = sqlite3_column_int64(stmt, 4)};
    VEC_PUSH(a, rows, row);
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

StoreStatus store_absent_save(Store *s, const AbsentRow *row) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_ABSENT,
                                  "INSERT INTO leat_absent(pool, rep, since, extra, used) VALUES (?1, ?2, ?3, ?4, ?5) "
                                  "ON CONFLICT(pool, rep) DO UPDATE SET since = ?3, extra = ?4, used = ?5",
                                  DOING, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, row->pool);
  bind_str(stmt, 2, row->rep);
  sqlite3_bind_int64(stmt, 3, row->since);
  sqlite3_bind_int64(stmt, 4, row->extra);
  sqlite3_bind_int64(stmt, 5, row->used);
  return stmt_run(s, stmt, DOING);
}
