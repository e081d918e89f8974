/* What every unit test of this floor includes. */
#ifndef UNIT_CLI_H
#define UNIT_CLI_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

/* The failing text stands in the message, not only that it differs. */
static inline void assert_text(Str text, const char *expected) {
  if (str_is(text, expected)) return;
  fail_msg("got      `%.*s`\nexpected `%s`", STR_FMT(text), expected);
}

static inline void assert_holds(const StrBuf *text, const char *part) {
  if (str_contains(strbuf_view(text), str_of(part))) return;
  fail_msg("`%s`\ndoes not hold `%s`", text->p ? text->p : "", part);
}

static inline void assert_lacks(const StrBuf *text, const char *part) {
  if (!str_contains(strbuf_view(text), str_of(part))) return;
  fail_msg("`%s`\nholds `%s`", text->p ? text->p : "", part);
}
#endif
