/* A run of bytes that someone else owns, and a buffer that grows.
 *
 * Str never owns: it points into source text, an arena, or a literal. It need not end in NUL.
 * StrBuf owns heap memory from mem_alloc; strbuf_deinit gives it back. */
#ifndef LEAT_BASE_STR_H
#define LEAT_BASE_STR_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
  const char *p;
  size_t n; /* bytes */
} Str;

#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_FMT(s) (int)(s).n, (s).p /* for "%.*s" */

Str str_of(const char *c_string); /* NULL gives the empty Str */
bool str_eq(Str a, Str b);
bool str_is(Str a, const char *c_string);
int str_cmp(Str a, Str b); /* by bytes; UTF-8 makes that the order of code points */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_contains(Str s, Str part);
bool str_eq_ascii_nocase(Str a, Str b);
Str str_trim(Str s); /* ASCII blanks, NBSP and the ideographic space U+3000 at both ends */

typedef struct StrBuf {
  char *p; /* always NUL-terminated once anything was added */
  size_t n, cap;
} StrBuf;

void strbuf_init(StrBuf *b);
void strbuf_deinit(StrBuf *b);
void strbuf_clear(StrBuf *b);
/* Room for so many bytes and a NUL after what is there: the caller writes them and adds to n. */
char *strbuf_room(StrBuf *b, size_t more);
void strbuf_add(StrBuf *b, const char *p, size_t n);
void strbuf_str(StrBuf *b, Str s);
void strbuf_text(StrBuf *b, const char *c_string);
void strbuf_char(StrBuf *b, char c);
void strbuf_fill(StrBuf *b, char c, size_t times);
void strbuf_printf(StrBuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(StrBuf *b, const char *format, va_list args);
Str strbuf_view(const StrBuf *b); /* valid until the next change */
#endif
