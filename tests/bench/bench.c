/* bench data DB N | eval DB ROUNDS | lookup FOLDER ROWS | plain DB | floor DB COLUMNS BATCH
 *       whole LEAT FOLDER DB SCRIPT COLUMNS c|- ROUNDS NAME | memory LEAT SCRIPT FEW MANY SCRATCH
 *       start LEAT SCRIPT ONE SCRATCH NAME
 * Prints times and ratios; exit 1 when Leat and C do not agree on every lead. */
#include "bench/bench.h"
#include "base/mem.h"
#include "engine/leat.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "data") == 0) return make(argv[2], atoll(argv[3]));
  if (argc == 4 && strcmp(argv[1], "eval") == 0) return eval(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
  if (argc == 3 && strcmp(argv[1], "plain") == 0) return plain_run(argv[2], "0000000000000000") ? 0 : 1;
  if (argc == 5 && strcmp(argv[1], "floor") == 0) return floor_run(argv[2], argv[3], atoi(argv[4])) ? 0 : 1;
  if (argc == 10 && strcmp(argv[1], "whole") == 0)
    return whole_bench((const char *const[]){argv[0], argv[2], argv[3], argv[4], argv[5], argv[6], argv[7], argv[8],
                                             argv[9]});
  if (argc == 7 && strcmp(argv[1], "memory") == 0) return memory_bench(argv[2], argv[3], argv[4], argv[5], argv[6]);
  if (argc == 7 && strcmp(argv[1], "start") == 0) return start_bench(argv[2], argv[3], argv[4], argv[5], argv[6]);
  if (argc == 4 && strcmp(argv[1], "lookup") == 0) return lookup_bench(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
  return die("arguments", "see the top of tests/bench/bench.c");
}
