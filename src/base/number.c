#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double as_double(Number x) { return x.is_int ? (double)x.i : x.d; }

/* Every double in [-2^63, 2^63) truncates to an int64 without loss of its whole part, so the comparison is exact. */
static int cmp_int_double(int64_t i, double d) {
  if (d >= 0x1p63) return -1;
  if (d < -0x1p63) return 1;
  int64_t whole = (int64_t)d;
  if (i != whole) return i < whole ? -1 : 1;
  double rest = d - (double)whole;
  return rest > 0 ? -1 : rest < 0;
}

int number_cmp(Number a, Number b) {
  if (a.is_int && b.is_int) return a.i < b.i ? -1 : a.i > b.i;
  if (a.is_int) return cmp_int_double(a.i, b.d);
  if (b.is_int) return -cmp_int_double(b.i, a.d);
  return a.d < b.d ? -1 : a.d > b.d;
}

static bool give_int(int64_t i, Number *out) {
  *out = (Number){.is_int = true, .i = i};
  return true;
}

static bool give_double(double d, Number *out) {
  if (!isfinite(d)) return false;
  *out = (Number){.is_int = false, .d = d};
  return true;
}

bool number_add(Number a, Number b, Number *out) {
  int64_t i;
  if (a.is_int && b.is_int) return !__builtin_add_overflow(a.i, b.i, &i) && give_int(i, out);
  return give_double(as_double(a) + as_double(b), out);
}

bool number_sub(Number a, Number b, Number *out) {
  int64_t i;
  if (a.is_int && b.is_int) return !__builtin_sub_overflow(a.i, b.i, &i) && give_int(i, out);
  return give_double(as_double(a) - as_double(b), out);
}

bool number_mul(Number a, Number b, Number *out) {
  int64_t i;
  if (a.is_int && b.is_int) return !__builtin_mul_overflow(a.i, b.i, &i) && give_int(i, out);
  return give_double(as_double(a) * as_double(b), out);
}

bool number_div(Number a, Number b, Number *out) {
  if (as_double(b) == 0) return false;
  if (a.is_int && b.is_int) {
    if (b.i == -1) return a.i != INT64_MIN && give_int(-a.i, out);
    if (a.i % b.i == 0) return give_int(a.i / b.i, out);
  }
  return give_double(as_double(a) / as_double(b), out);
}

static size_t digits_at(Str s, size_t at) {
  size_t n = 0;
  while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9') n++;
  return n;
}

/* sign? (digits [. digits?] | . digits) ([eE] sign? digits)?  — says whether it is whole digits only. */
static bool is_decimal(Str s, bool *whole_out) {
  size_t at = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
  size_t before = digits_at(s, at), after = 0;
  at += before;
  bool point = at < s.n && s.p[at] == '.';
  if (point) {
    after = digits_at(s, at + 1);
    at += 1 + after;
  }
  if (before + after == 0) return false;
  bool exponent = at < s.n && (s.p[at] == 'e' || s.p[at] == 'E');
  if (exponent) {
    at++;
    if (at < s.n && (s.p[at] == '-' || s.p[at] == '+')) at++;
    size_t n = digits_at(s, at);
    if (n == 0) return false;
    at += n;
  }
  *whole_out = !point && !exponent;
  return at == s.n;
}

static bool parse_int(Str s, int64_t *out) {
  bool negative = s.p[0] == '-';
  int64_t value = 0;
  for (size_t i = s.p[0] == '-' || s.p[0] == '+' ? 1 : 0; i < s.n; i++) {
    int digit = s.p[i] - '0';
    if (__builtin_mul_overflow(value, 10, &value)) return false;
    if (__builtin_sub_overflow(value, digit, &value)) return false; /* downwards, so that INT64_MIN fits */
  }
  if (!negative && value == INT64_MIN) return false;
  *out = negative ? value : -value;
  return true;
}

bool number_parse(Str s, Number *out) {
  s = str_trim(s);
  bool whole;
  if (!is_decimal(s, &whole)) return false;
  int64_t i;
  if (whole && parse_int(s, &i)) return give_int(i, out);
  char small[64];
  StrBuf large;
  strbuf_init(&large);
  const char *text = small;
  if (s.n < sizeof small) {
    memcpy(small, s.p, s.n);
    small[s.n] = '\0';
  } else {
    strbuf_str(&large, s);
    text = large.p;
  }
  double d = strtod(text, NULL);
  strbuf_deinit(&large);
  return give_double(d, out);
}

/* The digits of an integer, with a point before the last `decimals` of them (and a 0 before the point). */
static size_t format_scaled(int64_t i, size_t decimals, char out[32]) {
  char digits[24], *p = digits + sizeof digits;
  uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
  for (size_t written = 0; rest || written <= decimals; written++) {
    if (written == decimals && decimals) *--p = '.';
    *--p = (char)('0' + rest % 10);
    rest /= 10;
  }
  if (i < 0) *--p = '-';
  size_t n = (size_t)(digits + sizeof digits - p);
  memcpy(out, p, n);
  out[n] = '\0';
  return n;
}

/* Most numbers of people have few decimals. A quotient of two integers below 2^53 is the double nearest to that
 * decimal, so when it is x the decimal reads back as x, and with at most 15 digits it is the shortest that does. */
static size_t format_short(double x, char out[32]) {
  static const double scales[] = {1, 10, 100, 1000, 10000};
  if (x == 0) return signbit(x) ? 0 : format_scaled(0, 0, out);
  for (size_t decimals = 0; decimals < sizeof scales / sizeof *scales; decimals++) {
    double scaled = nearbyint(x * scales[decimals]);
    if (!(fabs(scaled) < 1e15)) return 0;
    if (scaled / scales[decimals] == x) return format_scaled((int64_t)scaled, decimals, out);
  }
  return 0;
}

size_t number_format(Number x, char out[32]) {
  if (x.is_int) return format_scaled(x.i, 0, out);
  int n = (int)format_short(x.d, out);
  if (n == 0) {
    for (int digits = 15; digits <= 17; digits++) {
      n = snprintf(out, 32, "%.*g", digits, x.d);
      if (strtod(out, NULL) == x.d) break;
    }
  }
  return (size_t)n;
}
