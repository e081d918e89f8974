/* The notation of working hours. */
#include "base/calendar.h"

#include <string.h>

enum { DAY_MINUTES = 24 * 60 };

static const char *const weekdays[] = {"", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

int hours_weekday(Str word) {
  for (int i = 1; i <= 7; i++)
    if (str_eq_ascii_nocase(word, str_of(weekdays[i]))) return i;
  return 0;
}

const DayHours *hours_first_day(const WeekHours *week) {
  for (int i = 1; i <= 7; i++)
    if (week->day[i].n > 0) return &week->day[i];
  return NULL;
}

typedef struct Cursor {
  Str text;
  size_t at;
  HoursFault *fault;
} Cursor;

static bool fail_at(Cursor *c, size_t at, const char *why) {
  *c->fault = (HoursFault){at, why};
  return false;
}

static bool fail(Cursor *c, const char *why) { return fail_at(c, c->at, why); }

static char peek(const Cursor *c) { return c->at < c->text.n ? c->text.p[c->at] : '\0'; }
static bool is_digit(char x) { return x >= '0' && x <= '9'; }
static bool is_letter(char x) { return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z'); }

static void skip_blanks(Cursor *c) {
  while (peek(c) == ' ' || peek(c) == '\t') c->at++;
}

/* Over blanks on both sides. */
static bool take(Cursor *c, char wanted) {
  skip_blanks(c);
  if (peek(c) != wanted) return false;
  c->at++;
  skip_blanks(c);
  return true;
}

/* 9:00, 09:00, 24:00 */
static bool take_clock(Cursor *c, int *minutes_out) {
  size_t start = c->at;
  int hours = 0, minutes = 0, digits = 0;
  for (; is_digit(peek(c)) && digits < 2; digits++, c->at++) hours = hours * 10 + (peek(c) - '0');
  if (digits == 0 || peek(c) != ':') return fail_at(c, start, "expected a time of day such as 09:00");
  c->at++;
  for (digits = 0; is_digit(peek(c)) && digits < 2; digits++, c->at++) minutes = minutes * 10 + (peek(c) - '0');
  if (digits != 2 || is_digit(peek(c))) return fail_at(c, start, "expected a time of day such as 09:00");
  if (minutes > 59 || hours * 60 + minutes > DAY_MINUTES)
    return fail_at(c, start, "a day has the times 00:00 to 24:00");
  *minutes_out = hours * 60 + minutes;
  return true;
}

/* The day's shifts stay in order; one that touches or overlaps others becomes one with them. */
static bool shift_add(DayHours *day, Shift add) {
  uint32_t kept = 0;
  DayHours out = {0};
  for (uint32_t i = 0; i < day->n; i++) {
    Shift s = day->v[i];
    if (s.to < add.from || s.from > add.to) {
      out.v[kept++] = s;
      continue;
    }
    if (s.from < add.from) add.from = s.from;
    if (s.to > add.to) add.to = s.to;
  }
  if (kept == LIMIT_CALENDAR_SHIFTS) return false;
  uint32_t at = 0;
  while (at < kept && out.v[at].from < add.from) at++;
  memmove(out.v + at + 1, out.v + at, sizeof *out.v * (kept - at));
  out.v[at] = add;
  out.n = kept + 1;
  *day = out;
  return true;
}

/* 09:00-18:00; an end that is not after the beginning is on the next day. */
static bool take_shift(Cursor *c, Shift *out) {
  int from, to;
  size_t start = c->at;
  if (!take_clock(c, &from)) return false;
  if (!take(c, '-')) return fail(c, "expected `-` and the time at which work ends");
  if (!take_clock(c, &to)) return false;
  if (from == DAY_MINUTES) return fail_at(c, start, "work begins before 24:00; write 00:00 for midnight");
  if (from == to) return fail_at(c, start, "work ends when it begins; the whole day is 00:00-24:00");
  if (to < from) to += DAY_MINUTES;
  *out = (Shift){(int16_t)from, (int16_t)to};
  return true;
}

static bool take_weekday(Cursor *c, int *day_out) {
  size_t start = c->at;
  while (is_letter(peek(c))) c->at++;
  *day_out = hours_weekday((Str){c->text.p + start, c->at - start});
  return *day_out > 0 || fail_at(c, start, "expected a day: mon, tue, wed, thu, fri, sat or sun");
}

/* mon-fri, or mon,wed: marks them in days[1…7]. */
static bool take_days(Cursor *c, bool days[8]) {
  memset(days, 0, 8 * sizeof *days);
  do {
    int first, last;
    if (!take_weekday(c, &first)) return false;
    last = first;
    if (take(c, '-') && !take_weekday(c, &last)) return false;
    for (int day = first;; day = day % 7 + 1) {
      days[day] = true;
      if (day == last) break;
    }
  } while (take(c, ','));
  skip_blanks(c);
  return true;
}

static bool days_add(Cursor *c, WeekHours *week, const bool days[8], Shift shift) {
  for (int day = 1; day <= 7; day++)
    if (days[day] && !shift_add(&week->day[day], shift)) return fail(c, "too many hours in one day");
  return true;
}

/* The groups of a text, into a copy of the week: what is wrong leaves nothing behind. */
static bool take_week(Cursor *c, WeekHours *week) {
  bool days[8];
  Shift shift;
  skip_blanks(c);
  do {
    if (is_letter(peek(c)) && !take_days(c, days)) return false;
    if (!take_shift(c, &shift) || !days_add(c, week, days, shift)) return false;
  } while (take(c, ','));
  return c->at == c->text.n || fail(c, "expected `,` or the end");
}

bool hours_read_week(Str text, WeekHours *week, HoursFault *fault_out) {
  Cursor c = {text, 0, fault_out};
  WeekHours copy = *week;
  skip_blanks(&c);
  if (is_digit(peek(&c))) return fail(&c, "expected the days first, as in mon-fri 09:00-18:00");
  if (!is_letter(peek(&c))) return fail(&c, "expected a day: mon, tue, wed, thu, fri, sat or sun");
  if (!take_week(&c, &copy)) return false;
  *week = copy;
  return true;
}

bool hours_read_day(Str text, DayHours *day, HoursFault *fault_out) {
  Cursor c = {text, 0, fault_out};
  DayHours copy = *day;
  Shift shift;
  skip_blanks(&c);
  do {
    if (!take_shift(&c, &shift)) return false;
    if (!shift_add(&copy, shift)) return fail(&c, "too many hours in one day");
  } while (take(&c, ','));
  if (c.at < text.n) return fail(&c, "expected `,` or the end");
  *day = copy;
  return true;
}
