#include "syntax/literal.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "syntax/build.h"
#include "syntax/leat_grammar.h"

typedef struct Suffix { const char *word; int power; /* of ten */ } Suffix;
static const Suffix suffixes[] = {{"", 0}, {"%", -2}, {"k", 3}, {"m", 6}, {"万", 4}, {"亿", 8}};

static bool suffix_power(Str suffix, int *power_out) {
  for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
    if (str_is(suffix, suffixes[i].word)) {
      *power_out = suffixes[i].power;
      return true;
    }
  return false;
}

/* digits x 10^power as an integer, when it is one and fits. */
static bool whole_number(Str digits, int64_t power, int64_t *out) {
  while (digits.n > 1 && digits.p[digits.n - 1] == '0' && power < 0) digits.n--, power++;
  while (digits.n > 1 && digits.p[0] == '0') digits.p++, digits.n--;
  if (str_is(digits, "0")) {
    *out = 0;
    return true;
  }
  if (power < 0 || power + (int64_t)digits.n > 20) return false;
  int64_t value = 0;
  for (size_t i = 0; i < digits.n; i++)
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digits.p[i] - '0', &value))
      return false;
  for (; power > 0; power--)
    if (__builtin_mul_overflow(value, 10, &value)) return false;
  *out = value;
  return true;
}

bool literal_number(Str written, Str suffix, Number *out, bool *too_big_out) {
  int suffix_tens;
  *too_big_out = false;
  if (written.n == 0 || written.p[written.n - 1] == '_' || !suffix_power(suffix, &suffix_tens)) return false;
  StrBuf digits;
  strbuf_init(&digits);
  int64_t power = suffix_tens;
  bool after_point = false;
  for (size_t i = 0; i < written.n; i++) {
    char c = written.p[i];
    if (c == '.') after_point = true;
    if (!isdigit((unsigned char)c)) continue;
    strbuf_char(&digits, c);
    power -= after_point;
  }
  int64_t whole;
  bool fits = whole_number(strbuf_view(&digits), power, &whole);
  if (fits) {
    *out = (Number){.is_int = true, .i = whole};
  } else if (power < 0) {
    strbuf_printf(&digits, "e%lld", (long long)power);
    fits = number_parse(strbuf_view(&digits), out);
  }
  *too_big_out = !fits;
  strbuf_deinit(&digits);
  return fits;
}

bool literal_duration(Number number, int64_t unit_ms, int64_t *ms_out) {
  Number product, unit = {.is_int = true, .i = unit_ms};
  if (!number_mul(number, unit, &product)) return false;
  double ms = product.is_int ? (double)product.i : product.d;
  if (fabs(ms) > (double)LITERAL_MAX_MS) return false;
  *ms_out = product.is_int ? product.i : (int64_t)llround(ms);
  return true;
}

bool literal_clock_time(Str written, int64_t *ms_out) {
  int64_t parts[4] = {0};
  int part = 0;
  size_t fraction = 0;
  for (size_t i = 0; i < written.n; i++) {
    char c = written.p[i];
    if (c == ':' || c == '.') {
      part++;
      continue;
    }
    if (part == 3 && fraction++ == 3) return false;
    parts[part] = parts[part] * 10 + (c - '0');
  }
  for (; part == 3 && fraction < 3; fraction++) parts[3] *= 10;
  int64_t ms = ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3];
  if (parts[1] > 59 || parts[2] > 59 || ms > INT64_C(86400000)) return false;
  *ms_out = ms;
  return true;
}

static bool hex_value(char c, uint32_t *out) {
  if (c >= '0' && c <= '9') *out = (uint32_t)(c - '0');
  else if (c >= 'a' && c <= 'f') *out = (uint32_t)(c - 'a' + 10);
  else if (c >= 'A' && c <= 'F') *out = (uint32_t)(c - 'A' + 10);
  else return false;
  return true;
}

/* \u{1F600}: `at` is behind the u. 0: nothing that a text may hold. */
static uint32_t unicode_escape(Str text, uint32_t *at, uint32_t end) {
  if (*at >= end || text.p[*at] != '{') return 0;
  uint32_t code = 0, digits = 0, value;
  for (++*at; *at < end && hex_value(text.p[*at], &value); ++*at, digits++)
    if (digits < 7) code = code * 16 + value;
  if (*at >= end || text.p[*at] != '}') return 0;
  ++*at;
  return digits >= 1 && digits <= 6 ? code : 0;
}

void literal_escape(Lexer *lexer, uint32_t *at, uint32_t end, StrBuf *out) {
  uint32_t start = *at;
  char c = *at + 1 < end ? lexer->text.p[*at + 1] : '\0';
  *at = start + 2 < end ? start + 2 : end;
  if (c == 'n') strbuf_char(out, '\n');
  else if (c == 't') strbuf_char(out, '\t');
  else if (c == '"' || c == '\\') strbuf_char(out, c);
  else {
    char bytes[4];
    uint32_t code = c == 'u' ? unicode_escape(lexer->text, at, end) : 0;
    size_t n = code ? text_encode(code, bytes) : 0;
    if (n) {
      strbuf_add(out, bytes, n);
      return;
    }
    while (*at < end && (lexer->text.p[*at] & 0xC0) == 0x80) ++*at; /* the whole of a character that is not ASCII */
    LEXER_REPORT(lexer, DIAG_BAD_ESCAPE, lexer_span(lexer, start, *at), (int)(*at - start), lexer->text.p + start);
    LEXER_FIX(lexer, "write one of `\\n`, `\\t`, `\\\"`, `\\\\`, `\\u{1F600}`; `\\\\` is a backslash");
  }
}

Str literal_text(Lexer *lexer, uint32_t start, uint32_t end) {
  Str written = {lexer->text.p + start, end - start};
  if (!memchr(written.p, '\\', written.n)) return text_nfc(lexer->arena, written);
  StrBuf out;
  strbuf_init(&out);
  for (uint32_t at = start; at < end;) {
    const char *from = lexer->text.p + at, *next = memchr(from, '\\', end - at);
    size_t plain = next ? (size_t)(next - from) : end - at;
    strbuf_add(&out, from, plain);
    at += (uint32_t)plain;
    if (at < end) literal_escape(lexer, &at, end, &out);
  }
  Str text = arena_copy(lexer->arena, strbuf_view(&out));
  strbuf_deinit(&out);
  return text_nfc(lexer->arena, text);
}
