/* The TZ text of POSIX with the extensions of RFC 8536: `CET-1CEST,M3.5.0,M10.5.0/3`, `<+1030>-10:30<+11>-11,…`. */
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

static bool take_number(Cursor *c, int most, int *out) {
  size_t start = c->at;
  int value = 0;
  while (peek(c) >= '0' && peek(c) <= '9') {
    value = value * 10 + (peek(c) - '0');
    if (value > most) return false;
    c->at++;
  }
  *out = value;
  return c->at > start;
}

static bool is_letter(char x) { return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z'); }

static bool take_name(Cursor *c) {
  bool quoted = take(c, '<');
  size_t start = c->at;
  for (char x; (x = peek(c)) != '\0'; c->at++) {
    bool more = is_letter(x) || (quoted && ((x >= '0' && x <= '9') || x == '+' || x == '-'));
    if (!more) break;
  }
  return c->at - start >= 3 && (!quoted || take(c, '>'));
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool take_time(Cursor *c, int most_hours, int32_t *out) {
  int sign = take(c, '-') ? -1 : 1;
  if (sign == 1) take(c, '+');
  int hours, minutes = 0, seconds = 0;
  if (!take_number(c, most_hours, &hours)) return false;
  if (take(c, ':')) {
    if (!take_number(c, 59, &minutes)) return false;
    if (take(c, ':') && !take_number(c, 59, &seconds)) return false;
  }
  *out = sign * (hours * 3600 + minutes * 60 + seconds);
  return true;
}

static bool take_day(Cursor *c, RuleDay *out) {
  *out = (RuleDay){.time = 2 * 3600};
  bool fits;
  if (take(c, 'M')) {
    out->kind = RULE_DAY_MONTH_WEEK;
    fits = take_number(c, 12, &out->month) && out->month >= 1 && take(c, '.') && take_number(c, 5, &out->week) &&
           out->week >= 1 && take(c, '.') && take_number(c, 6, &out->weekday);
  } else if (take(c, 'J')) {
    out->kind = RULE_DAY_JULIAN;
    fits = take_number(c, 365, &out->day) && out->day >= 1;
  } else {
    out->kind = RULE_DAY_ZERO_BASED;
    fits = take_number(c, 365, &out->day);
  }
  if (fits && take(c, '/')) fits = take_time(c, 167, &out->time);
  return fits;
}

bool zone_rule_parse(Str posix_tz, ZoneRule *out) {
  Cursor c = {posix_tz, 0};
  *out = (ZoneRule){0};
  if (!take_name(&c) || !take_time(&c, 24, &out->standard)) return false;
  out->standard = -out->standard; /* POSIX counts westward */
  if (c.at == c.text.n) return true;
  out->has_summer = true;
  out->summer = out->standard + 3600;
  if (!take_name(&c)) return false;
  if (peek(&c) != ',') {
    if (!take_time(&c, 24, &out->summer)) return false;
    out->summer = -out->summer;
  }
  return take(&c, ',') && take_day(&c, &out->begins) && take(&c, ',') && take_day(&c, &out->ends) && c.at == c.text.n;
}

/* Local seconds since 1970 at which the rule day of that year strikes. */
static int64_t rule_day_seconds(const RuleDay *day, int64_t year) {
  int64_t days;
  if (day->kind == RULE_DAY_MONTH_WEEK) {
    int64_t first = civil_days(year, day->month, 1);
    int64_t next = day->month == 12 ? civil_days(year + 1, 1, 1) : civil_days(year, day->month + 1, 1);
    days = first + (day->weekday - weekday_iso(first) % 7 + 7) % 7 + (day->week - 1) * 7;
    if (days >= next) days -= 7;
  } else {
    days = civil_days(year, 1, 1) + day->day;
    if (day->kind == RULE_DAY_JULIAN) days -= !(civil_is_leap(year) && day->day >= 60);
  }
  return days * 86400 + day->time;
}

/* The latest change at or before the instant decides; times beyond a day may carry a change into the next year. Where
 * both fall together summer time goes on (RFC 8536: summer time all the year). */
int32_t zone_rule_offset(const ZoneRule *rule, int64_t seconds) {
  if (!rule->has_summer) return rule->standard;
  Civil c;
  civil_from_days(floor_div(seconds + rule->standard, 86400), &c);
  int64_t latest = INT64_MIN;
  int32_t offset = rule->standard;
  for (int64_t year = c.year - 2; year <= c.year + 1; year++) {
    int64_t ends = rule_day_seconds(&rule->ends, year) - rule->summer;
    int64_t begins = rule_day_seconds(&rule->begins, year) - rule->standard;
    if (ends <= seconds && ends > latest) {
      latest = ends;
      offset = rule->standard;
    }
    if (begins <= seconds && begins >= latest) {
      latest = begins;
      offset = rule->summer;
    }
  }
  return offset;
}
