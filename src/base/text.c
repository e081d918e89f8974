#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"

enum { REPLACEMENT = 0xFFFD };

/* Bytes of the well-formed character at s[at] (Unicode 15, table 3-7), 0 when it is not one. */
static size_t decode_strict(Str s, size_t at, uint32_t *code_out) {
  const unsigned char *p = (const unsigned char *)s.p + at;
  size_t left = s.n - at;
  if (p[0] < 0x80) {
    *code_out = p[0];
    return 1;
  }
  if (p[0] < 0xC2 || p[0] > 0xF4) return 0;
  size_t bytes = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
  if (left < bytes) return 0;
  uint32_t code = p[0] & (0x7FU >> bytes);
  for (size_t i = 1; i < bytes; i++) {
    if ((p[i] & 0xC0) != 0x80) return 0;
    code = code << 6 | (p[i] & 0x3FU);
  }
  if (bytes == 3 && (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF))) return 0;
  if (bytes == 4 && (code < 0x10000 || code > 0x10FFFF)) return 0;
  *code_out = code;
  return bytes;
}

uint32_t text_decode(Str s, size_t *at) {
  if (*at >= s.n) return REPLACEMENT;
  uint32_t code = REPLACEMENT;
  size_t bytes = decode_strict(s, *at, &code);
  *at += bytes ? bytes : 1;
  return code;
}

size_t text_encode(uint32_t c, char out[4]) {
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return 0;
  size_t bytes = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (size_t i = bytes - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
  out[0] = (char)((0xF00U >> bytes & 0xFF) | c);
  return bytes;
}

static size_t ascii_run(Str s, size_t at) {
  size_t start = at;
  for (uint64_t word; at + 8 <= s.n; at += 8) {
    memcpy(&word, s.p + at, 8);
    if (word & 0x8080808080808080U) break;
  }
  while (at < s.n && (unsigned char)s.p[at] < 0x80) at++;
  return at - start;
}

static bool is_ascii(Str s) { return ascii_run(s, 0) == s.n; }

bool text_is_utf8(Str s, size_t *bad_at_out) {
  for (size_t at = 0; (at += ascii_run(s, at)) < s.n;) {
    uint32_t code;
    size_t bytes = decode_strict(s, at, &code);
    if (bytes == 0) {
      if (bad_at_out) *bad_at_out = at;
      return false;
    }
    at += bytes;
  }
  return true;
}

/* Ranges in which every character is NFC_Quick_Check=Yes. */
static bool surely_nfc(uint32_t c) {
  return c < 0x300 || (c >= 0x2010 && c <= 0x2027) || (c >= 0x3001 && c <= 0x3029) || (c >= 0x3041 && c <= 0x3096) ||
         (c >= 0x30A1 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xFF01 && c <= 0xFF60);
}

bool text_is_nfc_quick(Str s) {
  for (size_t at = 0; (at += ascii_run(s, at)) < s.n;) {
    uint32_t code;
    size_t bytes = decode_strict(s, at, &code);
    if (bytes == 0 || !surely_nfc(code)) return false;
    at += bytes;
  }
  return true;
}

static Str map_with(Arena *a, Str s, utf8proc_option_t options) {
  if (s.n > INT32_MAX || !text_is_utf8(s, NULL)) return s;
  utf8proc_uint8_t *mapped = NULL;
  utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &mapped, options);
  if (n == UTF8PROC_ERROR_NOMEM) mem_exhausted();
  if (n < 0) return s;
  Str view = {(const char *)mapped, (size_t)n};
  Str result = str_eq(view, s) ? s : arena_copy(a, view);
  free(mapped);
  return result;
}

Str text_nfc(Arena *a, Str s) {
  if (text_is_nfc_quick(s)) return s;
  return map_with(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static Str ascii_to_lower(Arena *a, Str s) {
  size_t at = 0;
  while (at < s.n && !(s.p[at] >= 'A' && s.p[at] <= 'Z')) at++;
  if (at == s.n) return s;
  char *p = arena_alloc(a, s.n + 1);
  for (size_t i = 0; i < s.n; i++) p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
  return (Str){p, s.n};
}

Str text_fold(Arena *a, Str s) {
  if (is_ascii(s)) return ascii_to_lower(a, s);
  return map_with(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

Str text_lower(Arena *a, Str s) {
  if (is_ascii(s)) return ascii_to_lower(a, s);
  if (!text_is_utf8(s, NULL)) return s;
  StrBuf lower;
  strbuf_init(&lower);
  for (size_t at = 0; at < s.n;) {
    char bytes[4];
    strbuf_add(&lower, bytes, text_encode((uint32_t)utf8proc_tolower((utf8proc_int32_t)text_decode(s, &at)), bytes));
  }
  Str result = str_eq(strbuf_view(&lower), s) ? s : arena_copy(a, strbuf_view(&lower));
  strbuf_deinit(&lower);
  return result;
}

static uint32_t halfwidth_of(uint32_t c) {
  if (c == 0x3000) return ' ';
  return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
}

Str text_halfwidth(Arena *a, Str s) {
  if (is_ascii(s) || !text_is_utf8(s, NULL)) return s;
  char *out = arena_alloc(a, s.n); /* it gets no longer */
  size_t n = 0;
  bool changed = false;
  for (size_t at = 0; at < s.n;) {
    uint32_t c = text_decode(s, &at), half = halfwidth_of(c);
    changed |= half != c;
    n += text_encode(half, out + n);
  }
  return changed ? (Str){out, n} : s;
}

size_t text_length(Str s) {
  size_t n = 0;
  for (size_t at = 0, run; at < s.n; n++) {
    run = ascii_run(s, at);
    n += run;
    at += run;
    if (at == s.n) break;
    text_decode(s, &at);
  }
  return n;
}

static int width_of(uint32_t c) {
  if (c >= 0x20 && c < 0x7F) return 1;
  if (c == 0xAD) return 1; /* terminals show the soft hyphen */
  return utf8proc_charwidth((utf8proc_int32_t)c);
}

int text_width(Str s) {
  int width = 0;
  for (size_t at = 0; at < s.n && width < INT32_MAX - 2;) width += width_of(text_decode(s, &at));
  return width;
}

bool text_is_letter(uint32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0) return false; /* Hangul fillers: unseen letters */
  switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_NL:
      return true;
    default:
      return false;
  }
}

/* Characters that steer a terminal or hide what a text says: C1, bidi controls, line separators, tags. */
static bool is_steering(uint32_t c) {
  return (c >= 0x80 && c <= 0x9F) || c == 0x61C || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

/* Adds one character in its printable form; gives its columns. */
static int add_printable(StrBuf *out, uint32_t c) {
  size_t before = out->n;
  if (c == '\n' || c == '\t' || c == '\r') {
    strbuf_text(out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
  } else if (c < 0x20 || c == 0x7F) {
    strbuf_printf(out, "\\x%02x", c);
  } else if (is_steering(c)) {
    strbuf_printf(out, "\\u{%x}", c);
  } else {
    char bytes[4];
    strbuf_add(out, bytes, text_encode(c, bytes));
    return width_of(c);
  }
  return (int)(out->n - before);
}

void text_printable(StrBuf *out, Str s) {
  for (size_t at = 0; at < s.n;) add_printable(out, text_decode(s, &at));
}

void text_clip(StrBuf *out, Str s, int columns) {
  if (columns <= 0) return;
  int width = 0;
  size_t cut = out->n; /* where … goes if it does not fit */
  for (size_t at = 0; at < s.n;) {
    width += add_printable(out, text_decode(s, &at));
    if (width <= columns - 1) cut = out->n;
    if (width > columns) {
      out->n = cut;
      strbuf_text(out, "…");
      return;
    }
  }
}

void text_html(StrBuf *out, Str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t c = text_decode(s, &at);
    char bytes[4];
    if (c == '&') strbuf_text(out, "&amp;");
    else if (c == '<') strbuf_text(out, "&lt;");
    else if (c == '>') strbuf_text(out, "&gt;");
    else if (c == '"') strbuf_text(out, "&quot;");
    else if (c == '\'') strbuf_text(out, "&#39;");
    else if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || (c >= 0x7F && c <= 0x9F)) strbuf_text(out, "\uFFFD");
    else strbuf_add(out, bytes, text_encode(c, bytes));
  }
}
