/* From the leads in the file to their owners and ledger rows in it: `leat run` beside the floor of these reads and
 * writes and, where there is one, beside C written by hand for the rules. Each program of a round has a fresh copy of
 * the file; ratios are taken round by round, and the middle one is printed. */
#include "bench/bench.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ROUNDS = 31, BATCH = 1000 };

typedef struct Cost { double wall_s, cpu_s, peak_mb; } Cost;

static bool timed(const char *const argv[], Cost *out) {
  struct timespec from, to;
  struct rusage use;
  int status = -1;
  fflush(stdout);
  sync();
  clock_gettime(CLOCK_MONOTONIC, &from);
  pid_t child = fork();
  if (child == 0) {
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
  }
  if (child < 0 || wait4(child, &status, 0, &use) < 0) return false;
  clock_gettime(CLOCK_MONOTONIC, &to);
  out->wall_s = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  out->cpu_s = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
               (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
  out->peak_mb = (double)use.ru_maxrss / 1024;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  fprintf(stderr, "bench: %s %s failed\n", argv[0], argv[1]);
  return false;
}

static bool copy_file(const char *from, const char *to) {
  static char bytes[1 << 20];
  char beside[1100];
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  for (int i = 0; i < 3; i++) {
    snprintf(beside, sizeof beside, "%s%s", to, suffixes[i]);
    unlink(beside);
  }
  int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  bool good = in >= 0 && out >= 0;
  for (ssize_t n = 1; good && n > 0;) {
    n = read(in, bytes, sizeof bytes);
    good = n >= 0 && write(out, bytes, (size_t)n) == n;
  }
  if (in >= 0) close(in);
  if (out >= 0) close(out);
  return good;
}

static int64_t ask(const char *path, const char *other, const char *query) {
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  int64_t answer = -1;
  char *attach = sqlite3_mprintf("attach %Q as other", other);
  if (sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db, attach, NULL, NULL, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2(db, query, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
    answer = sqlite3_column_int64(s, 0);
  else
    fprintf(stderr, "bench: %s\n", sqlite3_errmsg(db));
  sqlite3_finalize(s);
  sqlite3_close(db);
  sqlite3_free(attach);
  return answer;
}

/* ---- three programs, side by side */

typedef struct Whole {
  const char *self, *leat, *script, *folder, *start, *columns;
  bool by_hand; /* there is C for these rules */
  char floor_db[1024], c_db[1024], leat_db[1024];
} Whole;

static bool round_run(const Whole *w, Cost *floor, Cost *c, Cost *leat) {
  const char *const of_floor[] = {w->self, "floor", w->floor_db, w->columns, "1000", NULL};
  const char *const of_c[] = {w->self, "plain", w->c_db, NULL};
  const char *const of_leat[] = {w->leat, "run", w->script, "--db", w->leat_db, "--now", BENCH_NOW_TEXT, "-q", NULL};
  if (!copy_file(w->start, w->floor_db) || !timed(of_floor, floor)) return false;
  if (w->by_hand && (!copy_file(w->start, w->c_db) || !timed(of_c, c))) return false;
  return copy_file(w->start, w->leat_db) && timed(of_leat, leat);
}

/* What was written is compared, so that no one wins by doing less. */
static int64_t differences(const Whole *w) {
  int64_t leads = ask(w->leat_db, w->start, "select count(*) from other.leads where owner is null");
  int64_t wrong = leads - ask(w->leat_db, w->start, "select count(*) from leat_ledger");
  if (!w->by_hand) return wrong;
  wrong += ask(w->leat_db, w->c_db,
               "select count(*) from leads a join other.leads b on a.id = b.id where a.owner is not b.owner or"
               " a.pool is not b.pool or a.status is not b.status or a.owner is null");
  wrong += leads - ask(w->leat_db, w->c_db,
                       "select count(*) from leat_ledger a join other.leat_ledger b on a.lead = b.lead where"
                       " a.rule is b.rule and a.line is b.line and a.pool is b.pool and a.rep is b.rep and"
                       " a.outcome is b.outcome");
  /* The floor keeps the same values of each lead, in its own order. */
  wrong += leads - ask(w->leat_db, w->floor_db,
                       "select count(*) from leat_ledger a join other.leat_ledger b on a.lead = b.lead where"
                       " length(a.inputs) = length(b.inputs) and a.at = b.at");
  return wrong;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double middle(double *v, int n) {
  qsort(v, (size_t)n, sizeof *v, by_size);
  return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void print_ratios(const char *name, const Cost *leat, const Cost *other, int rounds) {
  double wall[MOST_ROUNDS], cpu[MOST_ROUNDS];
  for (int i = 0; i < rounds; i++) {
    wall[i] = leat[i].wall_s / other[i].wall_s;
    cpu[i] = leat[i].cpu_s / other[i].cpu_s;
  }
  printf("; Leat/%s wall %.2f CPU %.2f", name, middle(wall, rounds), middle(cpu, rounds));
}

static Cost least(const Cost *of, int rounds) {
  Cost best = of[0];
  for (int i = 1; i < rounds; i++) {
    if (of[i].wall_s < best.wall_s) best.wall_s = of[i].wall_s;
    if (of[i].cpu_s < best.cpu_s) best.cpu_s = of[i].cpu_s;
    if (of[i].peak_mb > best.peak_mb) best.peak_mb = of[i].peak_mb;
  }
  return best;
}

int whole_bench(const char *const *args) {
  static Cost floor[MOST_ROUNDS], c[MOST_ROUNDS], leat[MOST_ROUNDS];
  Whole w = {.self = args[0], .leat = args[1], .folder = args[2], .start = args[3], .script = args[4],
             .columns = args[5], .by_hand = strcmp(args[6], "c") == 0};
  int rounds = atoi(args[7]);
  if (rounds < 1 || rounds > MOST_ROUNDS) return 2;
  snprintf(w.floor_db, sizeof w.floor_db, "%s/floor.db", w.folder);
  snprintf(w.c_db, sizeof w.c_db, "%s/c.db", w.folder);
  snprintf(w.leat_db, sizeof w.leat_db, "%s/leat.db", w.folder);
  int64_t wrong = 0;
  for (int i = 0; i < rounds; i++) {
    if (!round_run(&w, &floor[i], &c[i], &leat[i])) return 2;
    if (i == 0) wrong = differences(&w);
  }
  int64_t leads = ask(w.start, w.start, "select count(*) from leads where owner is null");
  Cost f = least(floor, rounds), l = least(leat, rounds);
  printf("run    %-24s %lld leads: floor %.2f s (CPU %.2f)", args[8], (long long)leads, f.wall_s, f.cpu_s);
  if (w.by_hand) printf(", C one by one %.2f s (CPU %.2f)", least(c, rounds).wall_s, least(c, rounds).cpu_s);
  printf(", Leat %.2f s (CPU %.2f), peak %.0f MB", l.wall_s, l.cpu_s, l.peak_mb);
  print_ratios("floor", leat, floor, rounds);
  if (w.by_hand) print_ratios("C", leat, c, rounds);
  printf("; %lld differ\n", (long long)wrong);
  return wrong ? 1 : 0;
}

/* ---- memory and start */

static bool run_leat(const char *leat, const char *script, const char *start, const char *db, Cost *out) {
  const char *const argv[] = {leat, "run", script, "--db", db, "--now", BENCH_NOW_TEXT, "-q", NULL};
  return copy_file(start, db) && timed(argv, out);
}

/* The same script over few and over many leads: memory must not follow their number. */
int memory_bench(const char *leat, const char *script, const char *few, const char *many, const char *scratch) {
  const double most = 1.25;
  Cost small, large;
  if (!run_leat(leat, script, few, scratch, &small) || !run_leat(leat, script, many, scratch, &large)) return 2;
  double ratio = large.peak_mb / small.peak_mb;
  printf("memory peak of few leads %.1f MB, of ten times as many %.1f MB, ratio %.2f (at most %.2f)\n", small.peak_mb,
         large.peak_mb, ratio, most);
  return ratio <= most ? 0 : 1;
}

/* Process start to one lead decided and written. */
int start_bench(const char *leat, const char *script, const char *one, const char *scratch, const char *name) {
  enum { TIMES = 31 };
  double wall[TIMES], cpu[TIMES];
  for (int i = 0; i < TIMES; i++) {
    Cost cost;
    if (!run_leat(leat, script, one, scratch, &cost)) return 2;
    wall[i] = cost.wall_s * 1e3;
    cpu[i] = cost.cpu_s * 1e3;
  }
  double wall_middle = middle(wall, TIMES), cpu_middle = middle(cpu, TIMES);
  printf("start  %s, process start to one lead written: wall %.1f ms (least %.1f), CPU %.1f ms (least %.1f)\n", name,
         wall_middle, wall[0], cpu_middle, cpu[0]);
  return 0;
}
