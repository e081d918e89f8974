/* The least that any program does for the same result: no rules at all. One UPDATE reads the leads of a batch and gives
 * them owners by functions of SQL, one INSERT takes the rows of the ledger from a virtual table; the ledger holds what
 * Leat writes there, the values that were read included. The same transactions, the same durability. */
#include "bench/bench.h"
#include "bench/words.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_MOST = 100000, TEXT_BYTES = 64 * 1024 * 1024, MOST_COLUMNS = 64 };

typedef struct Row { sqlite3_int64 id; const char *pool, *rep; size_t inputs_at, inputs_n; } Row;

static struct Floor {
  sqlite3 *db;
  int columns;
  char keys[MOST_COLUMNS][80]; /* "name": */
  size_t key_n[MOST_COLUMNS];
  Row *rows;
  int n;
  char *text; /* what was read, as JSON */
  size_t used;
  char pools[POOLS][8], reps[POOLS * REPS_PER_POOL][8];
  int turn;
} f;

static char *put(char *out, const char *p, size_t n) {
  memcpy(out, p, n);
  return out + n;
}

static char *put_int(char *out, sqlite3_int64 i) {
  char digits[24];
  int n = 0;
  sqlite3_uint64 u = i < 0 ? -(sqlite3_uint64)i : (sqlite3_uint64)i;
  do digits[n++] = (char)('0' + u % 10); while (u /= 10);
  if (i < 0) *out++ = '-';
  while (n) *out++ = digits[--n];
  return out;
}

static char *put_text(char *out, const char *p, size_t n) {
  *out++ = '"';
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)p[i];
    if (c == '"' || c == '\\') *out++ = '\\';
    if (c < 0x20) out += sprintf(out, "\\u%04x", c);
    else *out++ = (char)c;
  }
  *out++ = '"';
  return out;
}

/* The values as one object; a missing one is left out. */
static size_t put_inputs(char *out, sqlite3_value **args) {
  char *at = out;
  *at++ = '{';
  for (int i = 0; i < f.columns; i++) {
    int type = sqlite3_value_type(args[i]);
    if (type == SQLITE_NULL) continue;
    if (at > out + 1) *at++ = ',';
    at = put(at, f.keys[i], f.key_n[i]);
    if (type == SQLITE_INTEGER) at = put_int(at, sqlite3_value_int64(args[i]));
    else if (type == SQLITE_FLOAT) at += sprintf(at, "%.17g", sqlite3_value_double(args[i]));
    else {
      const char *p = (const char *)sqlite3_value_text(args[i]);
      at = put_text(at, p, (size_t)sqlite3_value_bytes(args[i]));
    }
  }
  *at++ = '}';
  return (size_t)(at - out);
}

static void call_owner(sqlite3_context *call, int n, sqlite3_value **args) {
  Row *row = &f.rows[f.n++];
  int pool = f.turn % POOLS, rep = pool * REPS_PER_POOL + f.turn / POOLS % REPS_PER_POOL;
  f.turn++;
  if (f.used > TEXT_BYTES - 1024 * 1024) abort();
  *row = (Row){.id = sqlite3_value_int64(args[n - 1]), .pool = f.pools[pool], .rep = f.reps[rep], .inputs_at = f.used};
  row->inputs_n = put_inputs(f.text + f.used, args);
  f.used += row->inputs_n;
  sqlite3_result_text(call, row->rep, -1, SQLITE_STATIC);
}

static void call_pool(sqlite3_context *call, int n, sqlite3_value **args) {
  (void)n;
  (void)args;
  sqlite3_result_text(call, f.rows[f.n - 1].pool, -1, SQLITE_STATIC);
}

/* ---- the batch as a table: lead, pool, rep, inputs */

typedef struct Cursor { sqlite3_vtab_cursor base; int at; } Cursor;

static int connect_table(sqlite3 *db, void *x, int c, const char *const *v, sqlite3_vtab **out, char **why) {
  (void)x, (void)c, (void)v, (void)why;
  *out = calloc(1, sizeof **out);
  return *out ? sqlite3_declare_vtab(db, "create table t(lead, pool, rep, inputs)") : SQLITE_NOMEM;
}
static int disconnect_table(sqlite3_vtab *t) { return free(t), SQLITE_OK; }
static int best_index(sqlite3_vtab *t, sqlite3_index_info *info) {
  (void)t;
  info->estimatedRows = 500;
  return SQLITE_OK;
}
static int open_cursor(sqlite3_vtab *t, sqlite3_vtab_cursor **out) {
  (void)t;
  *out = calloc(1, sizeof(Cursor));
  return *out ? SQLITE_OK : SQLITE_NOMEM;
}
static int close_cursor(sqlite3_vtab_cursor *c) { return free(c), SQLITE_OK; }
static int filter(sqlite3_vtab_cursor *c, int n, const char *s, int k, sqlite3_value **v) {
  (void)n, (void)s, (void)k, (void)v;
  ((Cursor *)c)->at = 0;
  return SQLITE_OK;
}
static int next(sqlite3_vtab_cursor *c) { return ((Cursor *)c)->at++, SQLITE_OK; }
static int eof(sqlite3_vtab_cursor *c) { return ((Cursor *)c)->at >= f.n; }
static int rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *out) { return *out = ((Cursor *)c)->at, SQLITE_OK; }
static int column(sqlite3_vtab_cursor *c, sqlite3_context *call, int i) {
  const Row *row = &f.rows[((Cursor *)c)->at];
  if (i == 0) sqlite3_result_int64(call, row->id);
  else if (i == 1) sqlite3_result_text(call, row->pool, -1, SQLITE_STATIC);
  else if (i == 2) sqlite3_result_text(call, row->rep, -1, SQLITE_STATIC);
  else sqlite3_result_text(call, f.text + row->inputs_at, (int)row->inputs_n, SQLITE_STATIC);
  return SQLITE_OK;
}
static const sqlite3_module batch_table = {.xConnect = connect_table, .xBestIndex = best_index,
                                           .xDisconnect = disconnect_table, .xOpen = open_cursor,
                                           .xClose = close_cursor, .xFilter = filter, .xNext = next, .xEof = eof,
                                           .xColumn = column, .xRowid = rowid};

/* ---- the run */

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v3(f.db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
    fprintf(stderr, "bench floor: %s\n", sqlite3_errmsg(f.db));
  return s;
}

static bool step(sqlite3_stmt *s) {
  int rc = sqlite3_step(s);
  sqlite3_reset(s);
  return rc == SQLITE_DONE;
}

static bool set_up(const char *path, char *columns) {
  for (char *save = NULL, *name = strtok_r(columns, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
    f.key_n[f.columns] = (size_t)snprintf(f.keys[f.columns], sizeof f.keys[0], "\"%s\":", name);
    if (++f.columns == MOST_COLUMNS) return false;
  }
  for (int i = 0; i < POOLS; i++) snprintf(f.pools[i], sizeof f.pools[i], "p%d", i);
  for (int i = 0; i < POOLS * REPS_PER_POOL; i++) snprintf(f.reps[i], sizeof f.reps[i], "r%d", i);
  f.rows = malloc(BATCH_MOST * sizeof *f.rows);
  f.text = malloc(TEXT_BYTES);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  return f.rows && f.text &&
         sqlite3_open_v2(path, &f.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
         sqlite3_exec(f.db, "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384", NULL,
                      NULL, NULL) == SQLITE_OK &&
         sqlite3_create_module(f.db, "batch", &batch_table, NULL) == SQLITE_OK &&
         sqlite3_create_function(f.db, "next_owner", -1, SQLITE_UTF8, NULL, call_owner, NULL, NULL) == SQLITE_OK &&
         sqlite3_create_function(f.db, "next_pool", 0, SQLITE_UTF8, NULL, call_pool, NULL, NULL) == SQLITE_OK;
}

/* `listed`: columns in their quotes, with a comma after each. */
static bool run_all(const char *listed, int batch) {
  char sql[8192];
  snprintf(sql, sizeof sql, "update leads set owner = next_owner(%sid), pool = next_pool(), status = 'assigned'"
           " where id > ?1 and id <= ?2 and owner is null", listed);
  sqlite3_stmt *update = prepare(sql), *most = prepare("select ifnull(max(id), 0) from leads");
  sqlite3_stmt *ledger = prepare("insert into leat_ledger (lead, at, rule, line, script, pool, rep, outcome, run,"
                                 " inputs) select lead, '" BENCH_NOW_TEXT "', 'line 60', 60, '0123456789abcdef', pool,"
                                 " rep, 'assigned', 1, inputs from batch");
  sqlite3_stmt *begin = prepare("begin immediate"), *commit = prepare("commit");
  bool ok = update && most && ledger && begin && commit && sqlite3_step(most) == SQLITE_ROW;
  sqlite3_int64 last = ok ? sqlite3_column_int64(most, 0) : 0;
  sqlite3_reset(most);
  for (sqlite3_int64 from = 0; ok && from < last; from += batch) {
    f.n = 0;
    f.used = 0;
    sqlite3_bind_int64(update, 1, from);
    sqlite3_bind_int64(update, 2, from + batch);
    ok = step(begin) && step(update) && step(ledger) && step(commit);
  }
  sqlite3_stmt *all[] = {update, most, ledger, begin, commit};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sqlite3_finalize(all[i]);
  return ok;
}

bool floor_run(const char *path, const char *columns, int batch) {
  char names[4096], listed[8192] = "";
  if (strlen(columns) >= sizeof names || batch < 1 || batch > BATCH_MOST) return false;
  strcpy(names, columns);
  bool ok = set_up(path, names);
  strcpy(names, columns);
  size_t n = 0;
  for (char *save = NULL, *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save))
    n += (size_t)snprintf(listed + n, sizeof listed - n, "\"%s\", ", name);
  ok = ok && run_all(listed, batch);
  if (!ok) fprintf(stderr, "bench floor: %s\n", sqlite3_errmsg(f.db));
  sqlite3_close(f.db);
  free(f.rows);
  free(f.text);
  return ok;
}
