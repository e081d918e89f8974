/* A lead as one would keep it in C, and the tests that hand-written conditions are made of. */
#ifndef TESTS_BENCH_PLAIN_H
#define TESTS_BENCH_PLAIN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Text { const char *p; uint32_t n; } Text;
typedef struct Lead {
  Text source, region, industry, email_domain, title;
  int64_t company_size, score, amount;
} Lead;

static inline bool eq(Text t, const char *word, size_t n) { return t.n == n && memcmp(t.p, word, n) == 0; }
static inline bool starts(Text t, const char *word, size_t n) { return t.n >= n && memcmp(t.p, word, n) == 0; }
static inline bool ends(Text t, const char *word, size_t n) { return t.n >= n && memcmp(t.p + t.n - n, word, n) == 0; }
static inline bool has(Text t, const char *word, size_t n) { return memmem(t.p, t.n, word, n) != NULL; }

/* The rules of each size, made by rules.c: the first that takes the lead, or -1. */
int plain_10(const Lead *l);
int plain_100(const Lead *l);
int plain_1000(const Lead *l);
int plain_10000(const Lead *l); /* from here on 40 conditions, then a table that is gone through */
int plain_100000(const Lead *l);
#endif
