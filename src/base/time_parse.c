/* Reading dates and times as people and programs write them. */
#include "base/clock_internal.h"

typedef struct Cursor {
  Str text;
  size_t at;
} Cursor;

static char peek(const Cursor *c) { return c->at < c->text.n ? c->text.p[c->at] : '\0'; }

static bool take(Cursor *c, char wanted) {
  if (peek(c) != wanted || c->at >= c->text.n) return false;
  c->at++;
  return true;
}

static bool is_digit(char x) { return x >= '0' && x <= '9'; }

static bool take_digits(Cursor *c, int least, int most, int *out) {
  int n = 0, value = 0;
  for (; n < most && is_digit(peek(c)); n++, c->at++) value = value * 10 + (peek(c) - '0');
  *out = value;
  return n >= least && !is_digit(peek(c));
}

static bool take_date(Cursor *c, Civil *out) {
  int year;
  if (!take_digits(c, 4, 4, &year)) return false;
  out->year = year;
  char mark = take(c, '-') ? '-' : '/';
  if (mark == '/' && !take(c, '/')) return false;
  return take_digits(c, 1, 2, &out->month) && take(c, mark) && take_digits(c, 1, 2, &out->day);
}

/* .1 to .123456789; what is finer than a millisecond is dropped. */
static bool take_fraction(Cursor *c, int *millis_out) {
  int scale = 100, millis = 0, n = 0;
  for (; n < 9 && is_digit(peek(c)); n++, c->at++, scale /= 10) millis += (peek(c) - '0') * scale;
  *millis_out = millis;
  return n > 0 && !is_digit(peek(c));
}

static bool take_clock(Cursor *c, Civil *out) {
  if (!take_digits(c, 1, 2, &out->hour) || !take(c, ':') || !take_digits(c, 2, 2, &out->minute)) return false;
  if (!take(c, ':')) return true;
  if (!take_digits(c, 2, 2, &out->second)) return false;
  if (out->second == 60) out->second = 59;
  return !(take(c, '.') || take(c, ',')) || take_fraction(c, &out->millis);
}

/* +08:00, +0800, +08, or to the second as old local times need it. */
static bool take_offset(Cursor *c, int *seconds_out) {
  int sign = take(c, '-') ? -1 : 1, hours, minutes = 0, seconds = 0;
  if (sign == 1 && !take(c, '+')) return false;
  if (c->at + 4 == c->text.n && is_digit(c->text.p[c->at + 2])) {
    if (!take_digits(c, 4, 4, &hours)) return false;
    minutes = hours % 100;
    hours /= 100;
  } else {
    if (!take_digits(c, 2, 2, &hours)) return false;
    if (take(c, ':') && !take_digits(c, 2, 2, &minutes)) return false;
    if (take(c, ':') && !take_digits(c, 2, 2, &seconds)) return false;
  }
  *seconds_out = sign * (hours * 3600 + minutes * 60 + seconds);
  return hours <= 18 && minutes <= 59 && seconds <= 59;
}

bool time_parse(Str s, const Zone *z, int64_t *instant_ms_out) {
  Cursor c = {str_trim(s), 0};
  Civil civil = {0};
  if (!take_date(&c, &civil)) return false;
  bool has_offset = false;
  int offset = 0;
  if (c.at < c.text.n) {
    if (!take(&c, 'T') && !take(&c, 't') && !take(&c, ' ')) return false;
    if (!take_clock(&c, &civil)) return false;
    take(&c, ' ');
    has_offset = c.at < c.text.n;
    if (has_offset && !take(&c, 'Z') && !take(&c, 'z') && !take_offset(&c, &offset)) return false;
  }
  if (c.at != c.text.n || !civil_valid(&civil)) return false;
  *instant_ms_out = has_offset ? zone_instant(zone_utc(), &civil) - (int64_t)offset * 1000 : zone_instant(z, &civil);
  return true;
}
