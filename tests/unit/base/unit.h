/* What the unit tests of this floor share: cmocka with what it needs, and comparison of a Str. */
#ifndef LEAT_TESTS_UNIT_BASE_UNIT_H
#define LEAT_TESTS_UNIT_BASE_UNIT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

/* Both sides in full when they differ. */
#define assert_str(actual, expected) assert_str_at((actual), (expected), __FILE__, __LINE__)

static inline void assert_str_at(Str actual, const char *expected, const char *file, int line) {
  if (str_is(actual, expected)) return;
  print_error("got  <%.*s>\nwant <%s>\n", STR_FMT(actual), expected);
  _fail(file, line);
}
#endif
