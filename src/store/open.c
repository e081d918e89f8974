#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "store/db.h"

enum {
  VALUE_BYTES = 256 * 1024 * 1024, /* more than the largest script */
  WAL_WAIT_MS = 1000,
  CACHE_KIB = 4 * 1024,
  HEADER_BYTES = 20,
  HEADER_WRITE_VERSION = 18 /* 2 here means that the database uses a WAL */
};

/* A URI of the path, so that ? and % in it mean themselves; "./" keeps ":memory:" a file. */
static void path_uri(StrBuf *out, const char *path, const char *query) {
  strbuf_text(out, path[0] == '/' ? "file://" : "file:./");
  for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
    bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("/._-", *p);
    if (plain)
      strbuf_char(out, (char)*p);
    else
      strbuf_printf(out, "%%%02X", *p);
  }
  strbuf_text(out, query);
}

static StoreStatus open_failed(Store *s) {
  int why = s->db ? sqlite3_system_errno(s->db) : 0;
  StoreStatus status = why == EACCES || why == EROFS || why == EPERM ? STORE_READONLY
                       : why == ENOENT || why == ENOTDIR             ? STORE_MISSING
                       : why == ENOSPC                               ? STORE_FULL
                                                                     : STORE_FAILED;
  return store_fail(s, status, "can't open the database: %s", why ? strerror(why) : sqlite3_errstr(SQLITE_CANTOPEN));
}

static void disconnect(Store *s) {
  sqlite3_stmt *stmt;
  if (!s->db) return;
  while ((stmt = sqlite3_next_stmt(s->db, NULL))) sqlite3_finalize(stmt);
  if (sqlite3_close(s->db) != SQLITE_OK) BUG("the database has something open: %s", sqlite3_errmsg(s->db));
  s->db = NULL;
  s->batch.callable = false;
}

/* For the whole process, once: counting its memory would cost SQLite a lock for each allocation. Refused, without harm,
 * when someone else has begun to use SQLite. */
static void configure_library(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static StoreStatus connect(Store *s, int flags, const char *query) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  StrBuf uri;
  pthread_once(&once, configure_library);
  disconnect(s);
  strbuf_init(&uri);
  if (s->mode == STORE_MEMORY)
    strbuf_text(&uri, ":memory:");
  else
    path_uri(&uri, s->path, query);
  int code = sqlite3_open_v2(uri.p, &s->db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
  strbuf_deinit(&uri);
  if (!s->db || code == SQLITE_NOMEM) mem_exhausted();
  if ((code & 0xff) == SQLITE_CANTOPEN) return open_failed(s);
  if (code != SQLITE_OK) return store_sql_failed(s, "open the database");
  sqlite3_extended_result_codes(s->db, 1);
  sqlite3_busy_timeout(s->db, LIMIT_BUSY_MS);
  return closed_open(s);
}

/* Settings that touch no file. */
static StoreStatus configure(Store *s) {
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, VALUE_BYTES);
  sqlite3_limit(s->db, SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024);
  sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(s->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
  sqlite3_limit(s->db, SQLITE_LIMIT_TRIGGER_DEPTH, 20);
  sqlite3_limit(s->db, SQLITE_LIMIT_WORKER_THREADS, 0);
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_printf(&sql, "PRAGMA cache_size = -%d; PRAGMA temp_store = MEMORY;", CACHE_KIB);
  if (s->mode == STORE_READ) strbuf_text(&sql, "PRAGMA query_only = 1;");
  StoreStatus status = db_exec(s, sql.p, "set up the database");
  strbuf_deinit(&sql);
  return status;
}

static StoreStatus first_read(Store *s) {
  int64_t ignored;
  return db_int(s, "SELECT count(*) FROM sqlite_schema", "read the database", &ignored);
}

/* There and a plain file? A FIFO or device is never opened. */
static StoreStatus look(Store *s, bool may_be_missing) {
  struct stat st;
  if (!s->path[0]) return store_fail(s, STORE_MISSING, "no database is named");
  if (stat(s->path, &st) != 0) {
    if (errno == ENOENT && may_be_missing) return STORE_OK;
    if (errno == ENOENT || errno == ENOTDIR) return store_fail(s, STORE_MISSING, "no such file: %s", s->path);
    return store_fail(s, STORE_FAILED, "can't open the database: %s", strerror(errno));
  }
  if (!S_ISREG(st.st_mode)) return store_fail(s, STORE_NOT_DB, "%s is not a file", s->path);
  return STORE_OK;
}

/* ---- for reading, without a trace ---- */

static bool uses_wal(Store *s) {
  sqlite3_file *file = NULL;
  unsigned char header[HEADER_BYTES] = {0};
  if (sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods)
    return false;
  if (file->pMethods->xRead(file, header, sizeof header, 0) != SQLITE_OK) return false;
  return header[HEADER_WRITE_VERSION] == 2;
}

static bool beside_exists(const Store *s, const char *suffix, bool *filled_out) {
  StrBuf name;
  struct stat st;
  strbuf_init(&name);
  strbuf_text(&name, s->path);
  strbuf_text(&name, suffix);
  bool there = stat(name.p, &st) == 0;
  if (filled_out) *filled_out = there && st.st_size > 0;
  strbuf_deinit(&name);
  return there;
}

/* Without -wal: SQLite makes -wal and -shm and removes both on close. With one: it must stay as it is, so nothing is
 * folded in on close; and when there is no -shm beside it nobody is connected, so the exclusive mode, which needs
 * none, harms nobody. */
static StoreStatus open_wal_for_reading(Store *s) {
  bool wal_filled, wal = beside_exists(s, "-wal", &wal_filled), shm = beside_exists(s, "-shm", NULL);
  StoreStatus status = connect(s, SQLITE_OPEN_READWRITE, "");
  if (status == STORE_OK && wal) { /* before anything is read */
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (!shm) status = db_exec(s, "PRAGMA locking_mode = EXCLUSIVE", "set up the database");
  }
  if (status == STORE_OK) status = configure(s);
  if (status == STORE_OK) status = first_read(s);
  if (status == STORE_OK || status == STORE_BUSY || status == STORE_NOT_DB || wal_filled) return status;
  /* The folder can't be written to: nobody else here can write either. */
  status = connect(s, SQLITE_OPEN_READONLY, "?immutable=1");
  if (status == STORE_OK) status = configure(s);
  return status == STORE_OK ? first_read(s) : status;
}

static StoreStatus open_read(Store *s) {
  int64_t version;
  StoreStatus status = look(s, false);
  if (status == STORE_OK) status = connect(s, SQLITE_OPEN_READONLY, "");
  if (status != STORE_OK) return status;
  if (uses_wal(s)) {
    status = open_wal_for_reading(s);
  } else {
    status = configure(s);
    if (status == STORE_OK) status = first_read(s);
  }
  if (status == STORE_OK) status = tables_version(s, &version);
  s->has_leat = status == STORE_OK && version > 0;
  return status;
}

/* ---- for writing ---- */

/* quick_check also lists values that break a constraint of the user's table; that is no damage. */
static StoreStatus check_damage(Store *s) {
  static const char doing[] = "check the database";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s, "PRAGMA quick_check(100)", doing, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, doing, &status)) {
    const char *text = (const char *)sqlite3_column_text(stmt, 0);
    if (!text) mem_exhausted();
    if (strcmp(text, "ok") == 0 || strstr(text, " value in ") || strstr(text, "CHECK constraint")) continue;
    status = store_fail(s, STORE_NOT_DB, "the database is damaged: %s", text);
    break;
  }
  sqlite3_finalize(stmt);
  return status;
}

/* The first things written, so that a script that does not compile leaves the database as it was. */
static StoreStatus make_ready(Store *s, bool defaults) {
  sqlite3_busy_timeout(s->db, WAL_WAIT_MS); /* someone else is connected: then it stays as it is */
  sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  sqlite3_busy_timeout(s->db, LIMIT_BUSY_MS);
  StoreStatus status = db_exec(s, "PRAGMA synchronous = FULL", "set up the database");
  if (status == STORE_OK) status = tables_make(s, defaults);
  s->ready = status == STORE_OK;
  return status;
}

static StoreStatus open_write(Store *s) {
  bool create = s->mode == STORE_CREATE;
  int64_t version;
  StoreStatus status = look(s, create);
  if (status == STORE_OK) status = connect(s, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), "");
  if (status == STORE_OK) status = configure(s);
  if (status == STORE_OK) status = first_read(s);
  if (status == STORE_OK) status = tables_version(s, &version);
  if (status == STORE_OK) status = check_damage(s);
  if (status != STORE_OK) return status;
  if (sqlite3_db_readonly(s->db, "main")) return store_fail(s, STORE_READONLY, "the database can't be written to");
  s->has_leat = version > 0;
  return create ? make_ready(s, true) : STORE_OK;
}

static StoreStatus open_memory(Store *s) {
  StoreStatus status = connect(s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "");
  if (status == STORE_OK) status = configure(s);
  return status == STORE_OK ? tables_make(s, true) : status;
}

StoreStatus store_open(const char *path, StoreMode mode, Store **out) {
  Store *s = mem_alloc(sizeof *s);
  Str name = str_of(path);
  *s = (Store){.mode = mode, .lock_fd = -1, .zone = zone_utc(), .path = mem_alloc(name.n + 1)};
  if (name.n) memcpy(s->path, name.p, name.n);
  strbuf_init(&s->error);
  arena_init(&s->arena, 0);
  arena_init(&s->zone_arena, 0);
  arena_init(&s->closed_arena, 0);
  *out = s;
  switch (mode) {
    case STORE_READ: return open_read(s);
    case STORE_MEMORY: return open_memory(s);
    default: return open_write(s);
  }
}

const char *store_path(const Store *s) { return s->mode == STORE_MEMORY ? NULL : s->path; }

void store_close(Store *s) {
  if (!s) return;
  disconnect(s);
  mem_free(s->batch.by_rowid);
  if (s->lock_fd >= 0) close(s->lock_fd);
  arena_deinit(&s->arena);
  arena_deinit(&s->zone_arena);
  arena_deinit(&s->closed_arena);
  strbuf_deinit(&s->error);
  mem_free(s->path);
  mem_free(s);
}

StoreStatus store_lock_run(Store *s) {
  if (s->mode == STORE_MEMORY) return STORE_OK;
  if (s->lock_fd < 0) s->lock_fd = open(s->path, O_RDWR | O_CLOEXEC);
  if (s->lock_fd < 0)
    return store_fail(s, errno == EACCES || errno == EROFS ? STORE_READONLY : STORE_FAILED,
                      "can't lock the database: %s", strerror(errno));
  if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0) return s->ready ? STORE_OK : make_ready(s, false);
  if (errno == EWOULDBLOCK) return store_fail(s, STORE_BUSY, "another run is at work on this database");
  return store_fail(s, STORE_FAILED, "can't lock the database: %s", strerror(errno));
}

void store_set_zone(Store *s, const Zone *zone) { s->zone = zone; }

/* ---- transactions ---- */

static StoreStatus run_slot(Store *s, StmtSlot slot, const char *sql, const char *doing) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, slot, sql, doing, &stmt);
  return status == STORE_OK ? stmt_run(s, stmt, doing) : status;
}

StoreStatus store_begin(Store *s) {
  StoreStatus status = s->mode == STORE_WRITE && !s->ready ? make_ready(s, false) : STORE_OK;
  if (status != STORE_OK) return status;
  s->states = STATES_UNKNOWN;
  return run_slot(s, STMT_BEGIN, "BEGIN IMMEDIATE", "begin to write");
}

StoreStatus store_begin_read(Store *s) {
  StoreStatus status = run_slot(s, STMT_BEGIN_READ, "BEGIN", "begin to read");
  /* BEGIN alone takes no snapshot: the first read does. */
  if (status == STORE_OK) status = run_slot(s, STMT_SNAPSHOT, "SELECT 1 FROM sqlite_schema LIMIT 1", "begin to read");
  if (status != STORE_OK) store_rollback(s);
  return status;
}

/* A file that lost its name meanwhile would take the rows with it. */
static bool has_moved(Store *s) {
  int moved = 0;
  return sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved;
}

StoreStatus store_commit(Store *s) {
  if (has_moved(s)) return store_fail(s, STORE_MISSING, "the database was moved or deleted meanwhile: %s", s->path);
  return run_slot(s, STMT_COMMIT, "COMMIT", "commit");
}

void store_rollback(Store *s) {
  if (s->db && !sqlite3_get_autocommit(s->db)) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

int64_t store_data_version(Store *s) {
  sqlite3_stmt *stmt;
  static const char doing[] = "read the data version";
  int64_t version = -1;
  StoreStatus status = stmt_ready(s, STMT_DATA_VERSION, "PRAGMA data_version", doing, &stmt);
  if (status != STORE_OK) return -1;
  if (stmt_row(s, stmt, doing, &status)) version = sqlite3_column_int64(stmt, 0);
  sqlite3_reset(stmt);
  return version;
}

const char *store_sqlite_version(void) { return sqlite3_libversion(); }
