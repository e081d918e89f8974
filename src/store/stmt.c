#include <string.h>

#include "base/mem.h"
#include "store/db.h"
#include "store/infer.h"

StoreStatus stmt_new(Store *s, const char *sql, const char *doing, sqlite3_stmt **out) {
  *out = NULL;
  if (sqlite3_prepare_v3(s->db, sql, -1, 0, out, NULL) != SQLITE_OK) return store_sql_failed(s, doing);
  return STORE_OK;
}

StoreStatus stmt_ready(Store *s, StmtSlot slot, const char *sql, const char *doing, sqlite3_stmt **out) {
  if (!s->stmts[slot] &&
      sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->stmts[slot], NULL) != SQLITE_OK)
    return store_sql_failed(s, doing);
  *out = s->stmts[slot];
  return STORE_OK;
}

StoreStatus stmt_run(Store *s, sqlite3_stmt *stmt, const char *doing) {
  int code = sqlite3_step(stmt);
  while (code == SQLITE_ROW) code = sqlite3_step(stmt);
  StoreStatus status = code == SQLITE_DONE ? STORE_OK : store_sql_failed(s, doing);
  sqlite3_reset(stmt);
  return status;
}

bool stmt_row(Store *s, sqlite3_stmt *stmt, const char *doing, StoreStatus *status_out) {
  int code = sqlite3_step(stmt);
  *status_out = code == SQLITE_ROW || code == SQLITE_DONE ? STORE_OK : store_sql_failed(s, doing);
  return code == SQLITE_ROW;
}

void stmt_clear(Store *s, StmtSlot first) {
  for (int i = (int)first; i < STMT_COUNT; i++) {
    sqlite3_finalize(s->stmts[i]);
    s->stmts[i] = NULL;
  }
  for (uint32_t i = 0; i < s->fields.n; i++) sqlite3_finalize(s->fields.v[i].stmt);
  s->fields.v = NULL;
  s->fields.n = s->fields.cap = 0;
}

StoreStatus db_exec(Store *s, const char *sql, const char *doing) {
  return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? STORE_OK : store_sql_failed(s, doing);
}

StoreStatus db_int(Store *s, const char *sql, const char *doing, int64_t *out) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s, sql, doing, &stmt);
  *out = 0;
  if (status != STORE_OK) return status;
  if (stmt_row(s, stmt, doing, &status)) *out = sqlite3_column_int64(stmt, 0);
  sqlite3_finalize(stmt);
  return status;
}

void bind_str(sqlite3_stmt *stmt, int at, Str text) {
  sqlite3_bind_text64(stmt, at, text.n ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
}

void bind_str_or_null(sqlite3_stmt *stmt, int at, Str text) {
  if (text.n)
    bind_str(stmt, at, text);
  else
    sqlite3_bind_null(stmt, at);
}

void bind_int_or_null(sqlite3_stmt *stmt, int at, int64_t i) {
  if (i)
    sqlite3_bind_int64(stmt, at, i);
  else
    sqlite3_bind_null(stmt, at);
}

/* Formatted once for as long as the same instant comes: a run writes its `now` over and over. Bound without a copy, as
 * all texts are: another instant must wait until the statement is run. */
void bind_time(Store *s, sqlite3_stmt *stmt, int at, int64_t instant_ms) {
  if (!s->time_n || s->time_ms != instant_ms) {
    s->time_ms = instant_ms;
    s->time_n = time_format(instant_ms, s->time_text);
  }
  sqlite3_bind_text64(stmt, at, s->time_text, s->time_n, SQLITE_STATIC, SQLITE_UTF8);
}

void bind_time_or_null(sqlite3_stmt *stmt, int at, int64_t instant_ms) {
  char text[40];
  if (instant_ms)
    sqlite3_bind_text64(stmt, at, text, time_format(instant_ms, text), SQLITE_TRANSIENT, SQLITE_UTF8);
  else
    sqlite3_bind_null(stmt, at);
}

void bind_value(sqlite3_stmt *stmt, int at, Value v) {
  switch ((ValueKind)v.kind) {
    case VAL_TEXT: bind_str(stmt, at, value_str(v)); break;
    case VAL_INT:
    case VAL_BOOL: sqlite3_bind_int64(stmt, at, v.i); break;
    case VAL_REAL: sqlite3_bind_double(stmt, at, v.d); break;
    default: sqlite3_bind_null(stmt, at); break;
  }
}

void bind_id_text(sqlite3_stmt *stmt, int at, Str id) {
  int64_t i;
  bind_str(stmt, at, id);
  if (int_canonical(id, &i))
    sqlite3_bind_int64(stmt, at + 1, i);
  else
    bind_str(stmt, at + 1, id);
}

Str cell_str(sqlite3_stmt *stmt, int at, Arena *a) {
  const char *p = (const char *)sqlite3_column_text(stmt, at);
  if (!p) return STR("");
  return arena_copy(a, (Str){p, (size_t)sqlite3_column_bytes(stmt, at)});
}

static Value wrong_type(void) { return (Value){.kind = VAL_MISSING, .error = ERROR_DATA_TYPE, .i = 0}; }

/* Through the value, not the column: the connection belongs to one thread, and the lock for each question is spared. */
Value cell_value(sqlite3_stmt *stmt, int at, Arena *a) {
  sqlite3_value *cell = sqlite3_column_value(stmt, at);
  switch (sqlite3_value_type(cell)) {
    case SQLITE_INTEGER: return value_int(sqlite3_value_int64(cell));
    case SQLITE_FLOAT: return (Value){.kind = VAL_REAL, .d = sqlite3_value_double(cell)};
    case SQLITE_TEXT: {
      const char *p = (const char *)sqlite3_value_text(cell);
      if (!p) mem_exhausted();
      size_t n = (size_t)sqlite3_value_bytes(cell);
      if (memchr(p, 0, n)) return wrong_type();
      return value_text(arena_copy(a, (Str){p, n}));
    }
    case SQLITE_BLOB: return wrong_type();
    default: return value_missing();
  }
}

int64_t cell_time(sqlite3_stmt *stmt, int at) {
  const char *p = (const char *)sqlite3_column_text(stmt, at);
  int64_t ms = 0;
  if (!p || !time_parse((Str){p, (size_t)sqlite3_column_bytes(stmt, at)}, zone_utc(), &ms)) return 0;
  return ms;
}
