#include "base/str.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

Str str_of(const char *c_string) { return c_string ? (Str){c_string, strlen(c_string)} : STR(""); }

bool str_eq(Str a, Str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }

bool str_is(Str a, const char *c_string) { return str_eq(a, str_of(c_string)); }

int str_cmp(Str a, Str b) {
  size_t common = a.n < b.n ? a.n : b.n;
  int order = common ? memcmp(a.p, b.p, common) : 0;
  if (order != 0) return order < 0 ? -1 : 1;
  return a.n < b.n ? -1 : a.n > b.n;
}

bool str_starts(Str s, Str prefix) { return s.n >= prefix.n && str_eq((Str){s.p, prefix.n}, prefix); }

bool str_ends(Str s, Str suffix) {
  return s.n >= suffix.n && (suffix.n == 0 || str_eq((Str){s.p + (s.n - suffix.n), suffix.n}, suffix));
}

bool str_contains(Str s, Str part) {
  if (part.n == 0) return true;
  return s.n >= part.n && memmem(s.p, s.n, part.p, part.n) != NULL;
}

static unsigned char ascii_lower(char c) {
  unsigned char u = (unsigned char)c;
  return u >= 'A' && u <= 'Z' ? (unsigned char)(u + ('a' - 'A')) : u;
}

bool str_eq_ascii_nocase(Str a, Str b) {
  if (a.n != b.n) return false;
  for (size_t i = 0; i < a.n; i++)
    if (ascii_lower(a.p[i]) != ascii_lower(b.p[i])) return false;
  return true;
}

static const Str wide_blanks[] = {{"\xc2\xa0", 2}, {"\xe3\x80\x80", 3}}; /* NBSP, U+3000 */

static size_t blank_at_start(Str s) {
  if (s.n && (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r'))) return 1;
  for (size_t i = 0; i < 2; i++)
    if (str_starts(s, wide_blanks[i])) return wide_blanks[i].n;
  return 0;
}

static size_t blank_at_end(Str s) {
  if (s.n == 0) return 0;
  char last = s.p[s.n - 1];
  if (last == ' ' || (last >= '\t' && last <= '\r')) return 1;
  for (size_t i = 0; i < 2; i++)
    if (str_ends(s, wide_blanks[i])) return wide_blanks[i].n;
  return 0;
}

Str str_trim(Str s) {
  for (size_t n; (n = blank_at_start(s)) > 0;) s = (Str){s.p + n, s.n - n};
  for (size_t n; (n = blank_at_end(s)) > 0;) s.n -= n;
  return s;
}

void strbuf_init(StrBuf *b) { *b = (StrBuf){0}; }

void strbuf_deinit(StrBuf *b) {
  mem_free(b->p);
  *b = (StrBuf){0};
}

void strbuf_clear(StrBuf *b) {
  b->n = 0;
  if (b->p) b->p[0] = '\0';
}

static void strbuf_reserve(StrBuf *b, size_t more) {
  if (more < b->cap - b->n) return;
  if (more >= SIZE_MAX / 2 - b->n) mem_exhausted();
  size_t need = b->n + more + 1;
  size_t cap = b->cap ? b->cap * 2 : 64;
  if (cap < need) cap = need;
  b->p = mem_realloc(b->p, cap);
  b->cap = cap;
}

char *strbuf_room(StrBuf *b, size_t more) {
  strbuf_reserve(b, more);
  return b->p + b->n;
}

void strbuf_add(StrBuf *b, const char *p, size_t n) {
  strbuf_reserve(b, n);
  if (n) memcpy(b->p + b->n, p, n);
  b->n += n;
  b->p[b->n] = '\0';
}

void strbuf_str(StrBuf *b, Str s) { strbuf_add(b, s.p, s.n); }

void strbuf_text(StrBuf *b, const char *c_string) { strbuf_str(b, str_of(c_string)); }

void strbuf_char(StrBuf *b, char c) {
  strbuf_reserve(b, 1);
  b->p[b->n++] = c;
  b->p[b->n] = '\0';
}

void strbuf_fill(StrBuf *b, char c, size_t times) {
  strbuf_reserve(b, times);
  memset(b->p + b->n, c, times);
  b->n += times;
  b->p[b->n] = '\0';
}

void strbuf_vprintf(StrBuf *b, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  if (n < 0) BUG("bad format: %s", format);
  strbuf_reserve(b, (size_t)n);
  vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
  va_end(again);
  b->n += (size_t)n;
}

void strbuf_printf(StrBuf *b, const char *format, ...) {
  va_list args;
  va_start(args, format);
  strbuf_vprintf(b, format, args);
  va_end(args);
}

Str strbuf_view(const StrBuf *b) { return b->p ? (Str){b->p, b->n} : STR(""); }
