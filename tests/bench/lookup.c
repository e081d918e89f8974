/* Tables of many rows: loading them, and looking up in them, beside plain C over the same rows and keys. */
#include "bench/bench.h"
#include "base/mem.h"
#include "code/lookup.h"
#include "engine/engine.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUESTIONS = 1 << 18, ROUNDS = 5, DIGITS = 10 };

static uint64_t seed = 1;
static uint32_t draw(uint32_t n) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((seed >> 33) % n);
}

static double cpu_now(void) { return (double)clock() / CLOCKS_PER_SEC; }

/* ---- the rows: row i has the code i * 7 with ten digits, and the range from i * 64 for 40 */

static bool files_make(const char *folder, uint32_t rows) {
  static const char *const names[] = {"codes.csv", "areas.csv", "ranges.csv"};
  static const char *const heads[] = {"code,place", "number,place", "ip_from,ip_to,place"};
  char path[1024];
  for (int f = 0; f < 3; f++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[f]);
    FILE *out = fopen(path, "w");
    if (!out) return false;
    fprintf(out, "%s\n", heads[f]);
    for (uint32_t i = 0; i < rows; i++) {
      if (f == 2) fprintf(out, "%llu,%llu,p%u\n", i * 64ull, i * 64ull + 40, i % 400);
      else fprintf(out, "%0*llu,p%u\n", DIGITS, i * 7ull, i % 400);
    }
    if (fclose(out) != 0) return false;
  }
  snprintf(path, sizeof path, "%s/tables.leat", folder);
  FILE *script = fopen(path, "w");
  if (!script) return false;
  fprintf(script, "lead { code: text  phone: text  ip: number }\ntable codes(code: text) from \"codes.csv\"\n"
                  "table areas(prefix number: text) from \"areas.csv\"\ntable ranges(range ip) from \"ranges.csv\"\n"
                  "when codes(code) == \"p1\" and areas(phone) == \"p1\" and ranges(ip) == \"p1\" stop\n"
                  "otherwise stop\n");
  return fclose(script) == 0;
}

/* ---- the same in C: a hash table with open addressing, and a binary search */

typedef struct Plain { uint32_t *slots, mask; char (*codes)[DIGITS + 1]; uint32_t rows; } Plain;

static uint32_t fnv(const char *s, size_t n) {
  uint64_t h = 14695981039346656037u;
  for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 1099511628211u;
  return (uint32_t)(h ^ h >> 32);
}

static void plain_make(Plain *p, uint32_t rows) {
  uint32_t size = 16;
  while (size / 2 < rows) size *= 2;
  *p = (Plain){.mask = size - 1, .rows = rows};
  p->slots = calloc(size, sizeof *p->slots);
  p->codes = calloc(rows, sizeof *p->codes);
  if (!p->slots || !p->codes) abort();
  for (uint32_t i = 0; i < rows; i++) {
    snprintf(p->codes[i], sizeof p->codes[i], "%010u", (uint32_t)(i * 7ull % 10000000000ull));
    uint32_t at = fnv(p->codes[i], DIGITS) & p->mask;
    while (p->slots[at]) at = (at + 1) & p->mask;
    p->slots[at] = i + 1;
  }
}

static uint32_t plain_code(const Plain *p, const Value *key) {
  if (key->n < DIGITS) return NO_ROW;
  for (uint32_t at = fnv(key->s, DIGITS) & p->mask; p->slots[at]; at = (at + 1) & p->mask)
    if (memcmp(p->codes[p->slots[at] - 1], key->s, DIGITS) == 0) return p->slots[at] - 1;
  return NO_ROW;
}

static uint32_t plain_range(const Plain *p, const Value *key) {
  uint32_t low = 0, high = p->rows;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if ((int64_t)middle * 64 > key->i) high = middle;
    else low = middle + 1;
  }
  return low > 0 && key->i <= (int64_t)(low - 1) * 64 + 40 ? low - 1 : NO_ROW;
}

/* ---- asking both */

typedef struct Asked { Value *keys; uint32_t *rows; } Asked;

static double best_of(uint32_t (*find)(const void *, const Value *), const void *where, Asked *asked) {
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    double from = cpu_now();
    for (uint32_t i = 0; i < QUESTIONS; i++) asked->rows[i] = find(where, &asked->keys[i]);
    double took = cpu_now() - from;
    if (took < best) best = took;
  }
  return best;
}

static uint32_t find_leat(const void *lookup, const Value *key) { return lookup_row(lookup, key); }
static uint32_t find_code(const void *plain, const Value *key) { return plain_code(plain, key); }
static uint32_t find_range(const void *plain, const Value *key) { return plain_range(plain, key); }

static void keys_draw(const LookupTable *t, Asked *asked, char (*texts)[DIGITS + 4]) {
  for (uint32_t i = 0; i < QUESTIONS; i++) {
    uint32_t row = draw(t->row_count), more = t->mode == KEY_PREFIX ? 3 : 0;
    if (t->mode == KEY_RANGE) {
      asked->keys[i] = value_int((int64_t)row * 64 + draw(64));
      continue;
    }
    int n = snprintf(texts[i], sizeof texts[i], "%010u%.*s", row * 7 + (draw(4) == 0), (int)more, "888");
    asked->keys[i] = value_text((Str){texts[i], (size_t)n});
  }
}

static int64_t table_compare(const LookupTable *t, const Plain *plain, Asked *by_leat, Asked *by_c) {
  int64_t differ = 0;
  double leat_s = best_of(find_leat, t->lookup, by_leat);
  double c_s = best_of(t->mode == KEY_RANGE ? find_range : find_code, plain, by_c);
  for (uint32_t i = 0; i < QUESTIONS; i++) differ += by_leat->rows[i] != by_c->rows[i];
  printf("lookup %-7.*s %u rows: C %.0f ns, Leat %.0f ns, ratio %.2f; %lld differ\n", STR_FMT(t->name), t->row_count,
         c_s * 1e9 / QUESTIONS, leat_s * 1e9 / QUESTIONS, leat_s / c_s, (long long)differ);
  return differ;
}

int lookup_bench(const char *folder, uint32_t rows) {
  char path[1024];
  int64_t differ = 0;
  Plain plain;
  if (!files_make(folder, rows)) return 2;
  snprintf(path, sizeof path, "%s/tables.leat", folder);
  Leat *l = leat_new();
  double from = cpu_now();
  if (leat_load_file(l, path) != LEAT_OK) {
    fprintf(stderr, "bench: %s\n", leat_error(l));
    return 2;
  }
  printf("lookup load    3 files of %u rows: %.2f s\n", rows, cpu_now() - from);
  plain_make(&plain, rows);
  char (*texts)[DIGITS + 4] = mem_alloc(QUESTIONS * sizeof *texts);
  Asked by_leat = {.keys = mem_alloc(QUESTIONS * sizeof(Value)), .rows = mem_alloc(QUESTIONS * sizeof(uint32_t))};
  Asked by_c = {.keys = by_leat.keys, .rows = mem_alloc(QUESTIONS * sizeof(uint32_t))};
  for (uint32_t i = 0; i < l->loaded->chunk.tables.n; i++) {
    keys_draw(l->loaded->chunk.tables.v[i], &by_leat, texts);
    differ += table_compare(l->loaded->chunk.tables.v[i], &plain, &by_leat, &by_c);
  }
  mem_free(texts);
  mem_free(by_leat.keys);
  mem_free(by_leat.rows);
  mem_free(by_c.rows);
  free(plain.slots);
  free(plain.codes);
  leat_free(l);
  return differ ? 1 : 0;
}
