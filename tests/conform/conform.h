/* Suites of cases that were not made here, each counted: passed, intended differences, failed. */
#ifndef TESTS_CONFORM_H
#define TESTS_CONFORM_H
#include "base/arena.h"

typedef struct Suite {
  const char *name;
  uint32_t passed, intended, failed;
  bool skipped; /* its data is not there */
} Suite;

/* A case that is not as it should be is said with its words. */
bool suite_case(Suite *s, bool good, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A case that differs on purpose; `as_intended`: it does differ in the way that was decided. */
void suite_intended(Suite *s, bool as_intended, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A file below the folder of the data; an empty Str with p NULL: not there. */
Str data_read(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
extern const char *data_folder;

void kleene_suite(Suite *s);
void numbers_suite(Suite *s);
void nonfinite_suite(Suite *s);
void text_suite(Suite *s);
void utf8_suite(Suite *s);
void utf8_data_suite(Suite *s);
void csv_suite(Suite *s);
void json_suite(Suite *s);
void json_import_suite(Suite *s);
void encodings_suite(Suite *s);
void folding_suite(Suite *s); /* standard input: lines `code point;folded code points` in hexadecimal */
void zones_suite(Suite *s);   /* standard input: what `zdump -v` prints */
extern const char *const zone_list[]; /* NULL at the end */
#endif
