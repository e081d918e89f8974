#include <string.h>

#include "base/mem.h"
#include "store/db.h"

static StoreStatus status_of_constraint(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return STORE_CONFLICT;
    default: return STORE_BAD;
  }
}

StoreStatus status_of_sqlite(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return STORE_OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return STORE_BUSY;
    case SQLITE_READONLY: return STORE_READONLY;
    case SQLITE_FULL:
    case SQLITE_IOERR: return STORE_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return STORE_NOT_DB;
    case SQLITE_CONSTRAINT: return status_of_constraint(code);
    case SQLITE_MISMATCH: return STORE_BAD;
    case SQLITE_TOOBIG: return STORE_LIMIT;
    default: return STORE_FAILED;
  }
}

static const char *words_of(int code, const char *message) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program is writing to the database";
    case SQLITE_READONLY:
      return code == SQLITE_READONLY_ROLLBACK
                 ? "an interrupted write must be rolled back first: open it once for writing"
                 : "the database can't be written to";
    case SQLITE_FULL: return "disk is full";
    case SQLITE_IOERR: return "the disk failed to read or write";
    case SQLITE_CORRUPT: return "the database is damaged";
    case SQLITE_NOTADB: return "the file is not a database";
    case SQLITE_TOOBIG: return "a value is too large";
    default: return message;
  }
}

static void one_line(StrBuf *b) {
  for (size_t i = 0; i < b->n; i++)
    if (b->p[i] == '\n' || b->p[i] == '\r') b->p[i] = ' ';
}

StoreStatus store_refuse(Store *s, const char *format, ...) {
  va_list args;
  va_start(args, format);
  strbuf_clear(&s->error);
  strbuf_vprintf(&s->error, format, args);
  va_end(args);
  one_line(&s->error);
  return STORE_BAD;
}

StoreStatus store_fail(Store *s, StoreStatus status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  strbuf_clear(&s->error);
  strbuf_vprintf(&s->error, format, args);
  va_end(args);
  one_line(&s->error);
  return status;
}

StoreStatus store_sql_failed(Store *s, const char *doing) {
  int code = sqlite3_extended_errcode(s->db);
  if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM) mem_exhausted();
  StoreStatus status = status_of_sqlite(code);
  if (status == STORE_OK) status = STORE_FAILED;
  return store_fail(s, status, "can't %s: %s", doing, words_of(code, sqlite3_errmsg(s->db)));
}

const char *store_error(const Store *s) { return s->error.n ? s->error.p : "no error"; }
