/* A folder of its own for each test, and SQL to look behind the store's back. */
#ifndef LEAT_TEST_STORE_FIXTURE_H
#define LEAT_TEST_STORE_FIXTURE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "store/store.h"

typedef struct Fixture {
  char dir[256], path[300];
  Arena arena;
  Store *s;
} Fixture;

static inline Fixture *fixture_new(void) {
  Fixture *f = calloc(1, sizeof *f);
  const char *tmp = getenv("TMPDIR");
  assert_non_null(f);
  snprintf(f->dir, sizeof f->dir, "%s/leat-store-XXXXXX", tmp && *tmp ? tmp : "/tmp");
  assert_non_null(mkdtemp(f->dir));
  snprintf(f->path, sizeof f->path, "%s/crm.db", f->dir);
  arena_init(&f->arena, 0);
  return f;
}

static inline void fixture_free(Fixture *f) {
  store_close(f->s);
  arena_deinit(&f->arena);
  DIR *d = opendir(f->dir);
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d));) {
    char name[600];
    snprintf(name, sizeof name, "%s/%s", f->dir, e->d_name);
    if (e->d_name[0] != '.') unlink(name);
  }
  closedir(d);
  rmdir(f->dir);
  free(f);
}

static inline int setup(void **state) {
  *state = fixture_new();
  return 0;
}

static inline int teardown(void **state) {
  fixture_free(*state);
  return 0;
}

#define assert_status(s, call, expected)                                                                         \
  do {                                                                                                           \
    StoreStatus got_ = (call);                                                                                   \
    if (got_ != (expected)) fail_msg("%s is %d, not %d: %s", #call, (int)got_, (int)(expected), store_error(s)); \
  } while (0)
#define assert_store_ok(s, call) assert_status(s, call, STORE_OK)
#define assert_error_has(s, part)                                                                         \
  do {                                                                                                    \
    if (!strstr(store_error(s), (part))) fail_msg("\"%s\" does not hold \"%s\"", store_error(s), (part)); \
  } while (0)
#define assert_str(str, expected)                                                                 \
  do {                                                                                            \
    Str str_ = (str);                                                                             \
    if (!str_is(str_, (expected))) fail_msg("\"%.*s\" is not \"%s\"", STR_FMT(str_), (expected)); \
  } while (0)

/* Runs SQL on a connection of its own, as another program would. */
static inline void sql(Fixture *f, const char *text) {
  sqlite3 *db;
  char *why = NULL;
  assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
  sqlite3_busy_timeout(db, 2000);
  if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", text, why);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* The rows of a query: cells parted by |, rows by blanks; NULL as ~. In a static buffer. */
static inline const char *rows(Fixture *f, const char *text) {
  static char out[8192];
  sqlite3 *db;
  sqlite3_stmt *stmt;
  size_t n = 0;
  out[0] = 0;
  assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
  sqlite3_busy_timeout(db, 2000);
  if (sqlite3_prepare_v2(db, text, -1, &stmt, NULL) != SQLITE_OK) fail_msg("%s: %s", text, sqlite3_errmsg(db));
  for (int row = 0; sqlite3_step(stmt) == SQLITE_ROW; row++)
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
      const char *cell = (const char *)sqlite3_column_text(stmt, i);
      n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", i ? "|" : row ? " " : "", cell ? cell : "~");
      assert_true(n < sizeof out);
    }
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return out;
}

static inline void open_default(Fixture *f) { assert_store_ok(f->s, store_open(f->path, STORE_CREATE, &f->s)); }

static inline void open_mapped(Fixture *f) {
  open_default(f);
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
}

/* What version 3 gave the outbox, taken away. */
#define OLD_OUTBOX                                                                                         \
  "DROP INDEX leat_outbox_unsent; DROP TABLE leat_channels; ALTER TABLE leat_outbox DROP COLUMN tries;"   \
  "ALTER TABLE leat_outbox DROP COLUMN next_at; ALTER TABLE leat_outbox DROP COLUMN dead_at;"              \
  "ALTER TABLE leat_outbox DROP COLUMN error;"

static inline CodeColumn column(const char *name) {
  return (CodeColumn){.name = str_of(name), .source_name = str_of(name), .read = true};
}
#endif
