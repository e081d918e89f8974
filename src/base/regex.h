/* Regular expressions with bounded time and memory: PCRE2 in UTF mode, no back-references, no recursion, no callouts;
 * limits from limits.def. */
#ifndef LEAT_BASE_REGEX_H
#define LEAT_BASE_REGEX_H
#include "base/str.h"

typedef struct Regex Regex;
typedef enum RegexResult { REGEX_NO, REGEX_YES, REGEX_LIMIT } RegexResult; /* LIMIT: gave up; a rule error */

/* NULL on failure: error_out (at least 160 bytes) says why, *at_out is the byte in the pattern. */
Regex *regex_new(Str pattern, char *error_out, size_t error_size, size_t *at_out);
void regex_free(Regex *r);
RegexResult regex_match(const Regex *r, Str subject); /* anywhere in the subject; invalid UTF-8 never matches */
#endif
