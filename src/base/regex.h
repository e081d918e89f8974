/* Regular expressions with bounded time and memory: PCRE2 in UTF mode, no back-references, no recursion, no callouts;
 * limits from limits.def. */
#ifndef LEAT_BASE_REGEX_H
#define LEAT_BASE_REGEX_H
#include "base/str.h"

typedef struct Regex Regex;
typedef enum RegexResult { REGEX_NO, REGEX_YES, REGEX_LIMIT, REGEX_LONG } RegexResult; /* LIMIT: gave up; an error */

/* NULL on failure: error_out (at least 160 bytes) says why, *at_out is the byte in the pattern. */
Regex *regex_new(Str pattern, char *error_out, size_t error_size, size_t *at_out);
void regex_free(Regex *r);
RegexResult regex_match(const Regex *r, Str subject); /* anywhere in the subject; invalid UTF-8 never matches */
/* Adds the subject to `out` with `with`, as it stands, in the place of every match, left to right. An empty match is
 * replaced too, but not where the match before it ended. NO: nothing matched. LONG: it would have more than `most`
 * bytes. LIMIT and LONG leave the beginning in `out`. */
RegexResult regex_replace(const Regex *r, Str subject, Str with, size_t most, StrBuf *out);
#endif
