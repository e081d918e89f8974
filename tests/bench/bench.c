/* bench data DB N | eval DB ROUNDS MOST-RULES | lookup FOLDER ROWS | plain DB | floor DB COLUMNS BATCH
 *       whole LEAT FOLDER DB SCRIPT COLUMNS c|- ROUNDS NAME | memory LEAT SCRIPT FEW MANY SCRATCH
 *       start LEAT SCRIPT ONE SCRATCH NAME
 * Prints times and ratios; exit 1 when Leat and C do not agree on every lead. */
#include "bench/bench.h"
#include "base/mem.h"
#include "engine/leat.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "data") == 0) return make(argv[2], atoll(argv[3]));
  if (argc == 5 && strcmp(argv[1], "eval") == 0)
    return sizes_bench(argv[2], (uint32_t)strtoul(argv[3], NULL, 10), (uint32_t)strtoul(argv[4], NULL, 10));
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
