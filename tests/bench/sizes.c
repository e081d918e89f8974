/* Evaluation alone, leads in memory: the same rules as C conditions and as a script of Leat, 10 to 100,000 of them. */
#include "bench/bench.h"
#include "base/mem.h"
#include "bench/plain.h"
#include "engine/leat.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const int64_t NOW = 1772442000000;

typedef struct Size { uint32_t rules; FirstMatch *plain; const char *script; } Size;
static const Size sizes[] = {
  {10, plain_10, BENCH_DIR "/rules_10.leat"},
  {100, plain_100, BENCH_DIR "/rules.leat"},
  {1000, plain_1000, BENCH_DIR "/rules_1000.leat"},
  {10000, plain_10000, BENCH_DIR "/rules_10000.leat"},
  {100000, plain_100000, BENCH_DIR "/rules_100000.leat"},
};

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static Leat *opened(const char *db, const char *script) {
  Leat *l = leat_new();
  if (leat_open(l, db, LEAT_DB_READ) == LEAT_OK && leat_load_file(l, script) == LEAT_OK) return l;
  StrBuf findings;
  strbuf_init(&findings);
  leat_findings(l, false, &findings);
  fprintf(stderr, "bench: %s: %s\n%s", script, leat_error(l), findings.p ? findings.p : "");
  strbuf_deinit(&findings);
  leat_free(l);
  return NULL;
}

static double mean_reached(const int32_t *first, int64_t leads, uint32_t rules) {
  double sum = 0;
  for (int64_t i = 0; i < leads; i++) sum += first[i] < 0 ? (double)rules : first[i] + 1.0;
  return leads ? sum / (double)leads : 0;
}

/* How many leads go elsewhere; -1: something failed. */
static int64_t one_size(const Size *s, const char *db, uint32_t rounds) {
  double c_s, again_s, leat_s = 1e9, from = cpu_seconds();
  int32_t *by_c = NULL, *by_leat = NULL, *again = NULL;
  int64_t leads, same, wrong = 0, most = s->rules < 10000 ? INT64_MAX : 100000000 / s->rules; /* of C: it takes long */
  LeatBench b = {0};
  Leat *l = opened(db, s->script);
  double ready_s = cpu_seconds() - from;
  if (!l || !plain_eval(db, s->plain, most, rounds, &c_s, &by_c, &leads)) return -1;
  if (leat_bench(l, INT64_MAX, rounds, NOW, false, &b, &by_leat) != LEAT_OK) return -1;
  if (plain_eval(db, s->plain, most, rounds, &again_s, &again, &same) && again_s < c_s) c_s = again_s;
  for (uint32_t i = 0; i < b.rounds; i++) leat_s = b.cpu_s[i] < leat_s ? b.cpu_s[i] : leat_s;
  for (int64_t i = 0; i < leads; i++) wrong += by_c[i] != by_leat[i];
  c_s *= 1e9 / (double)leads; /* ns a lead */
  leat_s *= 1e9 / (double)b.leads;
  double values_s = b.coding_s * 1e9 / (double)b.leads;
  printf("eval %7u  reached %8.1f  C %9.1f  Leat %7.1f  ratio %6.3f  with values %7.1f  ratio %6.3f  "
         "ready %6.2f s  index %7lld kB  differ %lld\n",
         s->rules, mean_reached(by_c, leads, s->rules), c_s, leat_s, leat_s / c_s, leat_s + values_s,
         (leat_s + values_s) / c_s, ready_s + b.index_s,
         (long long)(b.index_bytes / 1024), (long long)wrong);
  fflush(stdout);
  mem_free(by_leat);
  free(by_c);
  free(again);
  leat_free(l);
  return wrong;
}

int sizes_bench(const char *db, uint32_t rounds, uint32_t most) {
  int64_t wrong = 0;
  printf("eval: rules; the first match is on the average this one; ns a lead of C and of Leat, whose leads' values\n"
         "      are told apart when they are loaded, and with the time of that; CPU time until the script is ready\n");
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes && !wrong; i++)
    if (sizes[i].rules <= most) wrong = one_size(&sizes[i], db, rounds);
  return wrong ? 1 : 0;
}
