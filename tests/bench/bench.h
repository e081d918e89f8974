/* The benchmark: data for it, the same work in plain C, and the comparison. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H
#include <stdbool.h>
#include <stdint.h>

struct Lead;
#define BENCH_NOW_TEXT "2026-03-02T09:00:00Z"

/* Adds `count` leads to an empty database made by Leat. The same for the same count, on every machine. */
bool data_make(const char *db, int64_t count);

/* Loads the leads and finds the first matching rule of each of the first `most`, `rounds` times. first_match_out is
 * freed by the caller. */
typedef int FirstMatch(const struct Lead *l);
bool plain_eval(const char *db, FirstMatch *match_of, int64_t most, uint32_t rounds, double *best_cpu_s_out,
                int32_t **first_match_out, int64_t *leads_out);
/* Rule sets of 10 to 100,000 rules (`most`): C beside Leat. 0: both found the same rules. */
int sizes_bench(const char *db, uint32_t rounds, uint32_t most);
/* Reads leads without owner, decides, takes the next rep of the pool, writes owner, pool, status and a ledger row:
 * 1,000 leads a transaction, WAL, synchronous=FULL. */
bool plain_run(const char *db, const char *script_version);

/* The same reads and writes without rules; `columns`: those that are read, "source,region". */
bool floor_run(const char *db, const char *columns, int batch);

/* args: self, leat, folder, database, script, columns, "c" when plain_run knows the rules, rounds, name. 0: all
 * agree. */
int whole_bench(const char *const *args);
int memory_bench(const char *leat, const char *script, const char *few, const char *many, const char *scratch);
int start_bench(const char *leat, const char *script, const char *one, const char *scratch, const char *name);

/* Tables of files with `rows` rows, made in the folder: loading, and lookups of both. 0: both found the same rows. */
int lookup_bench(const char *folder, uint32_t rows);
#endif
