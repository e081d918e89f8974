/* Reading what is written in literals: numbers with suffixes, times, escapes, and texts with {field} parts. */
#ifndef LEAT_SYNTAX_LITERAL_H
#define LEAT_SYNTAX_LITERAL_H
#include "syntax/ast.h"
#include "syntax/lexer.h"

/* Times are bounded so that sums of a few of them cannot leave the range of an instant. */
#define LITERAL_MAX_MS (INT64_C(1000) * 366 * 86400 * 1000)

/* False: not a number, or too big (*too_big_out). `written` has digits, `_`, perhaps a point, and the suffix. */
bool literal_number(Str written, Str suffix, Number *out, bool *too_big_out);
/* number x unit in whole milliseconds; false: out of bounds. */
bool literal_duration(Number number, int64_t unit_ms, int64_t *ms_out);
bool literal_clock_time(Str written, int64_t *ms_out); /* 09:30 as ms since midnight; up to 24:00 */
/* The bytes start..end of the script without escapes, in NFC; escapes that mean nothing are reported. */
Str literal_text(Lexer *lexer, uint32_t start, uint32_t end);
/* One escape at *at of the script, which it moves on; appends what it means. */
void literal_escape(Lexer *lexer, uint32_t *at, uint32_t end, StrBuf *out);
/* A text of the script as a template: the same bytes, {…} taken apart. */
Template *literal_template(Lexer *lexer, const Token *text);
#endif
