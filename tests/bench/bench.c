/* bench data DB N | bench eval DB ROUNDS | bench lookup FOLDER ROWS | bench plain DB | bench e2e LEAT DB-LEAT DB-PLAIN
 * Prints times and ratios; exit 1 when Leat and C do not agree on every lead. */
#include "bench/bench.h"
#include "base/mem.h"
#include "engine/leat.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int64_t NOW = 1772442000000;

static int die(const char *what, const char *why) {
  fprintf(stderr, "bench: %s: %s\n", what, why);
  return 2;
}

static int make(const char *db, int64_t count) {
  Leat *l = leat_new();
  bool made = leat_open(l, db, LEAT_DB_CREATE) == LEAT_OK;
  if (!made) die(db, leat_error(l));
  leat_free(l);
  return made && data_make(db, count) ? 0 : 2;
}

static int64_t differences(const int32_t *x, const int32_t *y, int64_t count) {
  int64_t n = 0;
  for (int64_t i = 0; i < count; i++) n += x[i] != y[i];
  return n;
}

static int eval(const char *db, uint32_t rounds) {
  Leat *l = leat_new();
  if (leat_open(l, db, LEAT_DB_READ) != LEAT_OK || leat_load_file(l, BENCH_SCRIPT) != LEAT_OK) {
    StrBuf findings;
    strbuf_init(&findings);
    leat_findings(l, false, &findings);
    fprintf(stderr, "%s", findings.p ? findings.p : "");
    return die("load", leat_error(l));
  }
  double c_s, leat_s = 1e9, again_s;
  int32_t *by_c, *by_leat, *unused;
  int64_t leads, same;
  LeatBench b = {0};
  if (!plain_eval(db, rounds, &c_s, &by_c, &leads)) return die(db, "no leads");
  if (leat_bench(l, leads, rounds, NOW, false, &b, &by_leat) != LEAT_OK) return die("leat_bench", leat_error(l));
  for (uint32_t i = 0; i < b.rounds; i++) leat_s = b.cpu_s[i] < leat_s ? b.cpu_s[i] : leat_s;
  if (plain_eval(db, rounds, &again_s, &unused, &same) && again_s < c_s) c_s = again_s;
  int64_t wrong = b.leads == leads ? differences(by_c, by_leat, leads) : leads;
  printf("eval   100 rules, %lld leads in memory: C %.0f ns/lead, Leat %.0f ns/lead, ratio %.2f; %lld differ\n",
         (long long)leads, c_s * 1e9 / (double)leads, leat_s * 1e9 / (double)leads, leat_s / c_s, (long long)wrong);
  mem_free(by_leat);
  free(by_c);
  free(unused);
  leat_free(l);
  return wrong ? 1 : 0;
}

/* ---- end to end ---- */

typedef struct Cost { double wall_s, cpu_s; } Cost;

static bool timed(char *const argv[], Cost *out) {
  struct timespec from, to;
  struct rusage use;
  int status = -1;
  fflush(stdout);
  clock_gettime(CLOCK_MONOTONIC, &from);
  pid_t child = fork();
  if (child == 0) {
    execv(argv[0], argv);
    _exit(127);
  }
  if (child < 0 || wait4(child, &status, 0, &use) < 0) return false;
  clock_gettime(CLOCK_MONOTONIC, &to);
  out->wall_s = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  out->cpu_s = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
               (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The number that a query over both databases gives; -1 on failure. */
static int64_t ask(const char *leat_db, const char *plain_db, const char *query) {
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  int64_t answer = -1;
  char *attach = sqlite3_mprintf("attach %Q as plain", plain_db);
  if (sqlite3_open(leat_db, &db) == SQLITE_OK && sqlite3_exec(db, attach, NULL, NULL, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2(db, query, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
    answer = sqlite3_column_int64(s, 0);
  else fprintf(stderr, "bench: %s\n", sqlite3_errmsg(db));
  sqlite3_finalize(s);
  sqlite3_close(db);
  sqlite3_free(attach);
  return answer;
}

static int end_to_end(char *self, char *leat, char *leat_db, char *plain_db) {
  char *by_c[] = {self, (char[]){"plain"}, plain_db, NULL};
  char *by_leat[] = {leat, (char[]){"run"}, (char[]){BENCH_SCRIPT}, (char[]){"--db"}, leat_db, (char[]){"--now"},
                     (char[]){BENCH_NOW_TEXT}, (char[]){"-q"}, NULL};
  Cost c, l;
  if (!timed(by_c, &c)) return die("the C program", "failed");
  if (!timed(by_leat, &l)) return die("leat run", "failed");
  int64_t wrong = ask(leat_db, plain_db,
                      "select count(*) from leads a join plain.leads b on a.id = b.id where a.owner is not b.owner or"
                      " a.pool is not b.pool or a.owner is null");
  int64_t rows = ask(leat_db, plain_db,
                     "select count(*) from leat_ledger a join plain.leat_ledger b on a.lead = b.lead"
                     " where a.rule is b.rule and a.line is b.line and a.pool is b.pool and a.rep is b.rep and"
                     " a.outcome is b.outcome");
  int64_t leads = ask(leat_db, plain_db, "select count(*) from plain.leads");
  printf("run    end to end, %lld leads: C %.2f s (CPU %.2f), Leat %.2f s (CPU %.2f), ratio %.2f (CPU %.2f); "
         "%lld owners and %lld ledger rows differ\n",
         (long long)leads, c.wall_s, c.cpu_s, l.wall_s, l.cpu_s, l.wall_s / c.wall_s, l.cpu_s / c.cpu_s,
         (long long)wrong, (long long)(leads - rows));
  return wrong == 0 && rows == leads ? 0 : 1;
}

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "data") == 0) return make(argv[2], atoll(argv[3]));
  if (argc == 4 && strcmp(argv[1], "eval") == 0) return eval(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
  if (argc == 3 && strcmp(argv[1], "plain") == 0) return plain_run(argv[2], "0000000000000000") ? 0 : 1;
  if (argc == 5 && strcmp(argv[1], "floor") == 0) return floor_run(argv[2], argv[3], atoi(argv[4])) ? 0 : 1;
  if (argc == 5 && strcmp(argv[1], "e2e") == 0) return end_to_end(argv[0], argv[2], argv[3], argv[4]);
  if (argc == 4 && strcmp(argv[1], "lookup") == 0) return lookup_bench(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
  return die("arguments", "data DB N | eval DB ROUNDS | lookup FOLDER ROWS | plain DB | e2e LEAT DB-LEAT DB-PLAIN");
}
