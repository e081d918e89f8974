/* Working time against an oracle that asks minute by minute, over random calendars and intervals. */
#include "unit.h"

#include "base/calendar.h"
#include "base/clock_internal.h"
#include "base/csv.h"
#include "base/file.h"

enum { MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static Arena arena;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  return 0;
}

static const Zone *zone(const char *name) {
  const Zone *z = zone_open(&arena, str_of(name));
  if (!z && !zone_open(&arena, STR("Europe/Berlin"))) skip();
  assert_non_null(z);
  return z;
}

static int64_t at(const Zone *z, const char *local) {
  int64_t ms;
  if (!time_parse(str_of(local), z, &ms)) fail_msg("not a time: %s", local);
  return ms;
}

static WeekHours week(const char *hours) {
  WeekHours w = {0};
  HoursFault fault;
  if (!hours_read_week(str_of(hours), &w, &fault)) fail_msg("%s: byte %zu: %s", hours, fault.at, fault.why);
  return w;
}

static Calendar *calendar(const char *zone_name, const char *hours) {
  WeekHours w = week(hours);
  return calendar_new(&arena, zone(zone_name), &w, NULL, 0);
}

static int64_t day(int64_t year, int month, int day_of_month) { return civil_days(year, month, day_of_month); }

static void assert_added(Calendar *c, const char *from, int64_t span, const char *wanted) {
  int64_t out;
  char text[40];
  if (!calendar_add(c, at(calendar_zone(c), from), span, &out)) fail_msg("%s + %lld ms: none", from, (long long)span);
  time_format_local(calendar_zone(c), out, text);
  assert_string_equal(text, wanted);
}

static void assert_days_added(Calendar *c, const char *from, int64_t days, const char *wanted) {
  int64_t out;
  char text[40];
  if (!calendar_add_days(c, at(calendar_zone(c), from), days, &out)) fail_msg("%s + %lld: none", from, (long long)days);
  time_format_local(calendar_zone(c), out, text);
  assert_string_equal(text, wanted);
}

static void assert_between(Calendar *c, const char *from, const char *to, int64_t wanted) {
  assert_int_equal(calendar_between(c, at(calendar_zone(c), from), at(calendar_zone(c), to)), wanted);
}

/* ---- the notation */

static void test_hours_are_read_as_people_write_them(void **state) {
  (void)state;
  WeekHours w = week("mon-thu 09:00-12:00, 13:30-18:00, fri 9:00-16:00, sat,sun 22:00-06:00");
  assert_int_equal(w.day[1].n, 2);
  assert_int_equal(w.day[4].v[1].from, 13 * 60 + 30);
  assert_int_equal(w.day[4].v[1].to, 18 * 60);
  assert_int_equal(w.day[5].n, 1);
  assert_int_equal(w.day[6].v[0].to, 30 * 60);
  w = week("Fri-Mon 00:00-24:00");
  assert_int_equal(w.day[1].n + w.day[5].n + w.day[6].n + w.day[7].n, 4);
  assert_int_equal(w.day[2].n, 0);
}

static void test_hours_of_one_day_that_touch_become_one(void **state) {
  (void)state;
  WeekHours w = week("mon 13:00-18:00, 09:00-12:00, 11:00-13:00, 20:00-21:00");
  assert_int_equal(w.day[1].n, 2);
  assert_int_equal(w.day[1].v[0].from, 9 * 60);
  assert_int_equal(w.day[1].v[0].to, 18 * 60);
}

static void assert_refused(const char *hours, size_t byte, const char *why) {
  WeekHours w = {0};
  HoursFault fault = {0};
  assert_false(hours_read_week(str_of(hours), &w, &fault));
  if (fault.at != byte || strcmp(fault.why, why) != 0) fail_msg("%s: byte %zu: %s", hours, fault.at, fault.why);
  assert_int_equal(w.day[1].n, 0);
}

static void test_wrong_hours_say_where_and_why(void **state) {
  (void)state;
  const char *days = "expected a day: mon, tue, wed, thu, fri, sat or sun";
  const char *clock = "expected a time of day such as 09:00";
  assert_refused("", 0, days);
  assert_refused("monday 09:00-18:00", 0, days);
  assert_refused("mon-friday 09:00-18:00", 4, days);
  assert_refused("09:00-18:00", 0, "expected the days first, as in mon-fri 09:00-18:00");
  assert_refused("mon-fri", 7, clock);
  assert_refused("mon-fri 9-18", 8, clock);
  assert_refused("mon 09:00-18:0", 10, clock);
  assert_refused("mon 09:000-18:00", 4, clock);
  assert_refused("mon 09:60-18:00", 4, "a day has the times 00:00 to 24:00");
  assert_refused("mon 09:00-24:01", 10, "a day has the times 00:00 to 24:00");
  assert_refused("mon 24:00-24:00", 4, "work begins before 24:00; write 00:00 for midnight");
  assert_refused("mon 09:00-09:00", 4, "work ends when it begins; the whole day is 00:00-24:00");
  assert_refused("mon 09:00", 9, "expected `-` and the time at which work ends");
  assert_refused("mon 09:00-18:00 or so", 16, "expected `,` or the end");
  assert_refused("mon 09:00-18:00, ", 17, clock);
}

static void test_a_day_takes_16_shifts_not_17(void **state) {
  (void)state;
  StrBuf text;
  WeekHours w = {0};
  HoursFault fault;
  strbuf_init(&text);
  strbuf_text(&text, "mon ");
  for (int i = 0; i < LIMIT_CALENDAR_SHIFTS; i++) strbuf_printf(&text, "%s%02d:00-%02d:30", i ? ", " : "", i, i);
  assert_true(hours_read_week(strbuf_view(&text), &w, &fault));
  assert_int_equal(w.day[1].n, 16);
  strbuf_text(&text, ", 20:00-20:30");
  assert_false(hours_read_week(strbuf_view(&text), &w, &fault));
  assert_string_equal(fault.why, "too many hours in one day");
  strbuf_deinit(&text);
}

/* ---- what an admin expects */

static void test_hours_count_only_while_work_goes_on(void **state) {
  (void)state;
  Calendar *c = calendar("Asia/Shanghai", "mon-fri 09:00-12:00, 13:30-18:00");
  assert_added(c, "2026-03-02T11:00", 2 * HOUR, "2026-03-02T14:30:00+08:00");
  assert_added(c, "2026-03-06T17:30", HOUR, "2026-03-09T09:30:00+08:00");
  assert_added(c, "2026-03-07T12:00", HOUR, "2026-03-09T10:00:00+08:00");
  assert_added(c, "2026-03-06T17:00", HOUR, "2026-03-06T18:00:00+08:00"); /* the earliest moment */
  assert_added(c, "2026-03-09T10:00", -HOUR, "2026-03-09T09:00:00+08:00");
  assert_added(c, "2026-03-09T09:30", -HOUR, "2026-03-06T17:30:00+08:00");
  assert_between(c, "2026-03-06T17:00", "2026-03-09T10:00", 2 * HOUR);
  assert_between(c, "2026-03-09T10:00", "2026-03-06T17:00", -2 * HOUR);
  assert_true(calendar_working(c, at(calendar_zone(c), "2026-03-02T09:00")));
  assert_false(calendar_working(c, at(calendar_zone(c), "2026-03-02T12:00")));
  assert_false(calendar_working(c, at(calendar_zone(c), "2026-03-02T08:59:59.999")));
}

static void test_days_keep_the_time_of_day(void **state) {
  (void)state;
  Calendar *c = calendar("Asia/Shanghai", "mon-fri 09:00-18:00, sat 10:00-14:00");
  assert_days_added(c, "2026-03-02T11:15", 1, "2026-03-03T11:15:00+08:00");
  assert_days_added(c, "2026-03-06T11:15", 1, "2026-03-07T11:15:00+08:00");
  assert_days_added(c, "2026-03-06T17:00", 1, "2026-03-07T14:00:00+08:00"); /* Saturday ends at 14 */
  assert_days_added(c, "2026-03-06T09:30", 1, "2026-03-07T10:00:00+08:00");
  assert_days_added(c, "2026-03-06T20:00", 1, "2026-03-09T10:00:00+08:00"); /* begins on Saturday at 10 */
  assert_days_added(c, "2026-03-08T20:00", 2, "2026-03-11T09:00:00+08:00"); /* begins on Monday at 9 */
  assert_days_added(c, "2026-03-09T09:00", -1, "2026-03-07T10:00:00+08:00");
  assert_days_added(c, "2026-03-08T12:00", -1, "2026-03-06T14:00:00+08:00"); /* begins on Saturday at 14 */
  assert_days_added(c, "2026-03-08T12:00", 0, "2026-03-08T12:00:00+08:00");
}

static void test_night_shifts_belong_to_the_day_on_which_they_begin(void **state) {
  (void)state;
  CalendarDay closed = {.first = day(2026, 3, 3), .last = day(2026, 3, 3)};
  WeekHours w = week("mon-fri 22:00-06:00");
  Calendar *c = calendar_new(&arena, zone("Europe/Berlin"), &w, &closed, 1);
  assert_true(calendar_working(c, at(calendar_zone(c), "2026-03-03T05:59"))); /* Monday's, though Tuesday is closed */
  assert_false(calendar_working(c, at(calendar_zone(c), "2026-03-03T22:30")));
  assert_days_added(c, "2026-03-03T02:00", 1, "2026-03-05T02:00:00+01:00");
  assert_added(c, "2026-03-03T05:00", 2 * HOUR, "2026-03-04T23:00:00+01:00");
}

static void test_a_night_shift_is_as_long_as_it_really_is(void **state) {
  (void)state;
  Calendar *c = calendar("Europe/Berlin", "mon-sun 22:00-06:00");
  assert_between(c, "2026-03-28T21:00", "2026-03-29T07:00", 7 * HOUR);
  assert_between(c, "2026-10-24T21:00", "2026-10-25T07:00", 9 * HOUR);
  c = calendar("Australia/Lord_Howe", "mon-sun 22:00-06:00");
  assert_between(c, "2026-04-04T21:00", "2026-04-05T07:00", 8 * HOUR + 30 * MINUTE);
  assert_between(c, "2026-10-03T21:00", "2026-10-04T07:00", 7 * HOUR + 30 * MINUTE);
}

static void test_a_day_that_the_zone_left_out_has_no_hours(void **state) {
  (void)state;
  Calendar *c = calendar("Pacific/Apia", "mon-fri 09:00-17:00");
  assert_between(c, "2011-12-29T09:00", "2012-01-02T09:00", 8 * HOUR); /* Friday the 30th was not */
  assert_days_added(c, "2011-12-29T10:00", 1, "2012-01-02T10:00:00+14:00");
}

static void test_later_days_win_over_earlier_ones(void **state) {
  (void)state;
  WeekHours w = week("mon-fri 09:00-18:00");
  DayHours morning = {.n = 1, .v = {{540, 720}}};
  CalendarDay days[] = {{.first = day(2026, 10, 1), .last = day(2026, 10, 7), .name = STR("National Day")},
                        {.first = day(2026, 10, 5), .last = day(2026, 10, 5), .hours = &morning}};
  Calendar *c = calendar_new(&arena, zone("Asia/Shanghai"), &w, days, 2);
  assert_added(c, "2026-09-30T17:00", 2 * HOUR, "2026-10-05T10:00:00+08:00");
  assert_days_added(c, "2026-09-30T17:00", 2, "2026-10-08T17:00:00+08:00");
  assert_str(calendar_day(c, day(2026, 10, 4))->name, "National Day");
  assert_ptr_equal(calendar_day(c, day(2026, 10, 5))->name.p[0] ? NULL : &arena, &arena);
  assert_null(calendar_day(c, day(2026, 10, 8)));
}

/* Somebody else's days with own hours and an own clock: a day like another works as that one does with him. */
static void test_days_of_another_calendar_are_worked_in_own_hours(void **state) {
  (void)state;
  WeekHours w = week("mon-fri 09:00-18:00"), own = week("mon-thu 08:00-10:00, fri 08:00-09:00");
  const DayHours morning = {.n = 1, .v = {{600, 720}}};
  CalendarDay days[] = {{.first = day(2026, 3, 3), .last = day(2026, 3, 3)},
                        {.first = day(2026, 3, 7), .last = day(2026, 3, 7), .hours = &w.day[5], .like = 5},
                        {.first = day(2026, 3, 8), .last = day(2026, 3, 8), .hours = &w.day[1], .like = LIKE_FIRST},
                        {.first = day(2026, 3, 14), .last = day(2026, 3, 14), .hours = &morning}};
  const Zone *berlin = zone("Europe/Berlin");
  Calendar *model = calendar_new(&arena, zone("Asia/Shanghai"), &w, days, 4);
  Calendar *c = calendar_derive(&arena, model, berlin, &own);
  assert_false(calendar_working(c, at(berlin, "2026-03-03T08:30")));
  assert_true(calendar_working(c, at(berlin, "2026-03-07T08:59")));
  assert_false(calendar_working(c, at(berlin, "2026-03-07T09:00")));
  assert_true(calendar_working(c, at(berlin, "2026-03-08T09:59")));
  assert_false(calendar_working(c, at(berlin, "2026-03-08T10:00")));
  assert_true(calendar_working(c, at(berlin, "2026-03-14T11:59"))); /* hours of its own stay */
  Calendar *moved = calendar_derive(&arena, model, berlin, NULL);
  assert_true(calendar_working(moved, at(berlin, "2026-03-07T17:59")));
  assert_false(calendar_working(moved, at(berlin, "2026-03-03T12:00")));
  assert_true(calendar_working(calendar_derive(&arena, NULL, berlin, &own), at(berlin, "2026-03-03T08:30")));
}

/* ---- bounds */

static void test_closed_days_between_two_moments(void **state) {
  (void)state;
  enum { MOST = 2 };
  CalendarDay out[MOST];
  WeekHours w = week("mon-fri 09:00-17:00");
  const DayHours open = {.n = 1, .v = {{540, 1020}}};
  CalendarDay days[] = {{day(2026, 10, 1), day(2026, 10, 7), NULL, STR("National Day"), 0},
                        {day(2026, 10, 8), day(2026, 10, 8), NULL, STR("Bridge"), 0},
                        {day(2026, 10, 5), day(2026, 10, 5), &open, STR(""), 0},
                        {day(2026, 10, 10), day(2026, 10, 11), NULL, STR("A weekend"), 0},
                        {day(2027, 1, 1), day(2027, 1, 1), NULL, STR("New Year"), 0}};
  const Zone *z = zone("Asia/Shanghai");
  Calendar *c = calendar_new(&arena, z, &w, days, 5);
  assert_int_equal(calendar_skipped(c, at(z, "2026-09-30T10:00"), at(z, "2026-09-30T23:59"), out, MOST), 0);
  assert_int_equal(calendar_skipped(c, at(z, "2026-09-30T10:00"), at(z, "2026-10-01T00:00"), out, MOST), 1);
  assert_int_equal(out[0].first, day(2026, 10, 1));
  assert_int_equal(out[0].last, day(2026, 10, 1));
  assert_int_equal(calendar_skipped(c, at(z, "2026-10-04T10:00"), at(z, "2026-09-30T10:00"), out, MOST), 1);
  assert_int_equal(out[0].last, day(2026, 10, 4));
  assert_int_equal(calendar_skipped(c, at(z, "2026-09-30T10:00"), at(z, "2027-02-01T10:00"), out, MOST), 4);
  assert_int_equal(out[0].last, day(2026, 10, 4));
  assert_int_equal(out[1].first, day(2026, 10, 6));
  assert_str(out[1].name, "National Day");
  assert_int_equal(calendar_skipped(c, at(z, "2026-10-09T10:00"), at(z, "2026-10-12T10:00"), out, MOST), 0);
}

static void test_time_is_searched_for_3660_days_not_farther(void **state) {
  (void)state;
  int64_t start = day(2026, 3, 2), out; /* a Monday */
  WeekHours w = week("mon-sun 00:00-24:00");
  CalendarDay closed = {.first = start, .last = start + LIMIT_CALENDAR_REACH - 1};
  Calendar *c = calendar_new(&arena, zone_utc(), &w, &closed, 1);
  assert_true(calendar_add(c, start * DAY + 1, DAY - 1, &out) == false);
  assert_true(calendar_opens(c, start * DAY, &out));
  assert_int_equal(out, (start + LIMIT_CALENDAR_REACH) * DAY);
  assert_false(calendar_opens(c, start * DAY - 1 - DAY, &out) && out > start * DAY);
  assert_true(calendar_add_days(c, start * DAY + DAY, 1, &out) == false ||
              out <= (start + 1 + LIMIT_CALENDAR_REACH) * DAY);
  closed.last++;
  c = calendar_new(&arena, zone_utc(), &w, &closed, 1);
  assert_false(calendar_opens(c, start * DAY, &out));
  assert_false(calendar_add(c, start * DAY, MINUTE, &out));
  assert_false(calendar_add_days(c, start * DAY, 1, &out));
  assert_false(calendar_add_days(c, start * DAY, 1000000, &out));
}

static void test_a_calendar_without_hours_has_no_time_anywhere(void **state) {
  (void)state;
  WeekHours none = {0};
  int64_t out;
  Calendar *c = calendar_new(&arena, zone_utc(), &none, NULL, 0);
  const int64_t instants[] = {INT64_MIN, -1, 0, 1772442000000, INT64_MAX};
  for (size_t i = 0; i < 5; i++) {
    assert_false(calendar_working(c, instants[i]));
    assert_false(calendar_add(c, instants[i], 1, &out));
    assert_false(calendar_add(c, instants[i], -1, &out));
    assert_false(calendar_add_days(c, instants[i], 1, &out));
    assert_false(calendar_add_days(c, instants[i], -1, &out));
    assert_false(calendar_opens(c, instants[i], &out));
    assert_int_equal(calendar_between(c, instants[i], 0), 0);
    assert_int_equal(calendar_days_between(c, instants[i], 0), 0);
  }
}

static void test_the_ends_of_time_are_answered_without_harm(void **state) {
  (void)state;
  int64_t out;
  Calendar *c = calendar("America/New_York", "mon-sun 00:00-24:00");
  const int64_t instants[] = {INT64_MIN, INT64_MAX, -8640000000000000, 8640000000000000};
  for (size_t i = 0; i < 4; i++) {
    assert_false(calendar_working(c, instants[i]));
    assert_false(calendar_opens(c, instants[i], &out));
    (void)calendar_add(c, instants[i], INT64_MAX, &out);
    (void)calendar_add(c, instants[i], INT64_MIN, &out);
    (void)calendar_add_days(c, instants[i], INT64_MIN, &out);
  }
  assert_true(calendar_between(c, INT64_MIN, INT64_MAX) > (int64_t)299 * 365 * DAY);
  assert_true(calendar_days_between(c, INT64_MIN, INT64_MAX) > 299 * 365);
}

/* ---- the oracle */

static uint64_t seed = 20261008;

static uint64_t draw(uint64_t below) { /* xorshift* of Marsaglia and Vigna */
  seed ^= seed >> 12;
  seed ^= seed << 25;
  seed ^= seed >> 27;
  return (seed * 2685821657736338717u) % below;
}

typedef struct Drawn { /* what the oracle knows of a calendar */
  const Zone *zone;
  WeekHours week;
  CalendarDay days[8];
  DayHours hours[8];
  size_t count;
} Drawn;

static void draw_shifts(DayHours *out) {
  static const char *const choices[] = {"09:00-18:00", "09:00-12:00, 13:30-18:00", "22:00-06:00", "00:00-24:00",
                                        "02:30-03:15", "01:00-02:30, 02:45-05:00", "23:30-23:45", "20:00-19:00"};
  HoursFault fault;
  *out = (DayHours){0};
  assert_true(hours_read_day(str_of(choices[draw(8)]), out, &fault));
}

static Drawn *draw_calendar(const Zone *z, int64_t around) {
  Drawn *d = ARENA_NEW(&arena, Drawn);
  *d = (Drawn){.zone = z, .count = draw(8)};
  DayHours usual;
  draw_shifts(&usual);
  for (int i = 1; i <= 7; i++) {
    if (draw(7) == 0) draw_shifts(&d->week.day[i]);
    else if (draw(7) < 5) d->week.day[i] = usual;
  }
  for (size_t i = 0; i < d->count; i++) {
    int64_t first = around - 20 + (int64_t)draw(40);
    d->days[i] = (CalendarDay){.first = first, .last = first + (int64_t)draw(6)};
    draw_shifts(&d->hours[i]);
    if (draw(2)) d->days[i].hours = &d->hours[i];
  }
  return d;
}

static const DayHours *oracle_hours(const Drawn *d, int64_t day_number) {
  const DayHours *hours = &d->week.day[weekday_iso(day_number)];
  for (size_t i = 0; i < d->count; i++)
    if (d->days[i].first <= day_number && day_number <= d->days[i].last) hours = d->days[i].hours;
  Civil civil = {.hour = 12}, seen;
  civil_from_days(day_number, &civil);
  zone_civil(d->zone, zone_instant(d->zone, &civil), &seen);
  return seen.day == civil.day ? hours : NULL;
}

static int64_t oracle_local(const Drawn *d, int64_t day_number, int minute) {
  Civil civil;
  civil_from_seconds(day_number * 86400 + minute * 60, 0, &civil);
  return zone_instant(d->zone, &civil);
}

enum { WINDOW_DAYS = 24, WINDOW = WINDOW_DAYS * 24 * 60 };

/* Every minute from `start` on that lies in a shift of some day. */
static void oracle_minutes(const Drawn *d, int64_t start, bool is_working[WINDOW]) {
  memset(is_working, 0, WINDOW * sizeof *is_working);
  for (int64_t n = start / DAY - 3; n <= start / DAY + WINDOW_DAYS + 2; n++) {
    const DayHours *hours = oracle_hours(d, n);
    for (uint32_t i = 0; hours && i < hours->n; i++) {
      int64_t from = oracle_local(d, n, hours->v[i].from), to = oracle_local(d, n, hours->v[i].to);
      for (int64_t t = from; t < to; t += MINUTE)
        if (t >= start && (t - start) / MINUTE < WINDOW) is_working[(t - start) / MINUTE] = true;
    }
  }
}

static int64_t minute_of_window(bool is_working[WINDOW], int64_t from, int64_t span) { /* in minutes; -1: beyond */
  int64_t i = from;
  for (int64_t left = span; left > 0; i++) {
    if (i == WINDOW) return -1;
    left -= is_working[i];
  }
  return i;
}

static void compare_with_oracle(const char *zone_name, const char *around, int calendars, int intervals) {
  static bool is_working[WINDOW];
  const Zone *z = zone(zone_name);
  int64_t middle = floor_div(at(z, around), DAY);
  for (int k = 0; k < calendars; k++) {
    Drawn *d = draw_calendar(z, middle);
    Calendar *c = calendar_new(&arena, z, &d->week, d->days, d->count);
    int64_t start = (middle - WINDOW_DAYS / 2) * DAY, out;
    oracle_minutes(d, start, is_working);
    for (int64_t i = 0; i < WINDOW; i++) {
      if (calendar_working(c, start + i * MINUTE) != is_working[i])
        fail_msg("%s, calendar %d, minute %lld: the oracle says %d", zone_name, k, (long long)i, is_working[i]);
    }
    for (int n = 0; n < intervals; n++) {
      int64_t a = (int64_t)draw(WINDOW), b = (int64_t)draw(WINDOW), sum = 0;
      for (int64_t i = a; i < b; i++) sum += is_working[i];
      if (a <= b) assert_int_equal(calendar_between(c, start + a * MINUTE, start + b * MINUTE), sum * MINUTE);
      int64_t span = 1 + (int64_t)draw(3000), expected = minute_of_window(is_working, a, span);
      if (expected < 0) continue;
      assert_true(calendar_add(c, start + a * MINUTE, span * MINUTE, &out));
      assert_int_equal(out, start + expected * MINUTE);
      assert_int_equal(calendar_between(c, start + a * MINUTE, out), span * MINUTE);
      assert_true(calendar_add(c, out, -span * MINUTE, &out));
      assert_int_equal(calendar_between(c, start + a * MINUTE, out), 0);
    }
  }
}

static void test_random_calendars_agree_with_a_count_of_minutes(void **state) {
  (void)state;
  compare_with_oracle("Europe/Berlin", "2026-03-29T00:00", 12, 150);
  compare_with_oracle("Europe/Berlin", "2026-10-25T00:00", 12, 150);
  compare_with_oracle("America/New_York", "2026-03-08T00:00", 12, 150);
  compare_with_oracle("America/New_York", "2040-11-04T00:00", 12, 150);
  compare_with_oracle("Australia/Lord_Howe", "2026-04-05T00:00", 12, 150);
  compare_with_oracle("Australia/Lord_Howe", "2026-10-04T00:00", 12, 150);
  compare_with_oracle("Pacific/Apia", "2011-12-30T00:00", 16, 150);
  compare_with_oracle("Asia/Shanghai", "2026-10-01T00:00", 12, 150);
}

/* ---- properties */

static void test_adding_goes_on_and_is_undone(void **state) {
  (void)state;
  static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"};
  for (int k = 0; k < 40; k++) {
    Drawn *d = draw_calendar(zone(zones[k % 4]), day(2026, 3, 2));
    Calendar *c = calendar_new(&arena, d->zone, &d->week, d->days, d->count);
    int64_t before = INT64_MIN, before_days = INT64_MIN, moment = day(2026, 2, 1) * DAY, out;
    if (!calendar_add(c, moment, HOUR, &out)) continue;
    int64_t span = 1 + (int64_t)draw(200) * 1000003, count = 1 + (int64_t)draw(6);
    for (int n = 0; n < 300; n++) {
      moment += (int64_t)draw(6 * HOUR);
      assert_true(calendar_add(c, moment, span, &out));
      assert_true(out >= before);
      assert_int_equal(calendar_between(c, moment, out), span);
      before = out;
      assert_true(calendar_add_days(c, moment, count, &out));
      assert_true(out >= before_days);
      assert_int_equal(calendar_days_between(c, moment, out), count);
      before_days = out;
    }
  }
}

/* ---- the days of China, where they are at hand */

static size_t days_of_china(Str csv, CalendarDay *out, size_t most, const DayHours *hours) {
  CsvReader reader;
  CsvRow row;
  size_t n = 0;
  csv_open(&reader, csv, ',');
  assert_int_equal(csv_next(&reader, &arena, &row), CSV_ROW);
  while (n < most && csv_next(&reader, &arena, &row) == CSV_ROW) {
    int64_t date = floor_div(at(zone_utc(), arena_copy(&arena, row.fields[0]).p), DAY);
    out[n++] = (CalendarDay){date, date, str_is(row.fields[1], "workday") ? hours : NULL, {0}, 0};
  }
  return n;
}

static void test_holidays_and_make_up_days_of_china(void **state) {
  (void)state;
  static CalendarDay days[2000];
  char why[200];
  Str csv;
  const char *data = getenv("LEAT_DATA");
  Str path = arena_printf(&arena, "%s/lookup/cn_holidays.csv", data ? data : LEAT_SOURCE_DIR "/../shared/data");
  if (!file_read(&arena, path.p, 1 << 20, &csv, why, sizeof why)) skip();
  WeekHours w = week("mon-fri 09:00-18:00");
  size_t count = days_of_china(csv, days, 2000, &w.day[1]);
  Calendar *c = calendar_new(&arena, zone("Asia/Shanghai"), &w, days, count);
  assert_days_added(c, "2025-09-30T10:00", 1, "2025-10-09T10:00:00+08:00");
  assert_added(c, "2025-01-25T17:00", 9 * HOUR, "2025-01-26T18:00:00+08:00"); /* a Sunday that makes up */
}

static void test_the_days_of_2026_by_hand(void **state) {
  (void)state;
  WeekHours w = week("mon-fri 09:00-18:00");
  CalendarDay days[] = {{.first = day(2026, 10, 1), .last = day(2026, 10, 7)},
                        {.first = day(2026, 10, 10), .last = day(2026, 10, 10), .hours = &w.day[1]}};
  Calendar *c = calendar_new(&arena, zone("Asia/Shanghai"), &w, days, 2);
  assert_added(c, "2026-09-30T17:00", 2 * HOUR, "2026-10-08T10:00:00+08:00");
  assert_days_added(c, "2026-10-09T12:00", 1, "2026-10-10T12:00:00+08:00"); /* a Saturday that works */
  assert_between(c, "2026-09-30T00:00", "2026-10-12T00:00", 36 * HOUR);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hours_are_read_as_people_write_them),
      cmocka_unit_test(test_hours_of_one_day_that_touch_become_one),
      cmocka_unit_test(test_wrong_hours_say_where_and_why),
      cmocka_unit_test(test_a_day_takes_16_shifts_not_17),
      cmocka_unit_test(test_hours_count_only_while_work_goes_on),
      cmocka_unit_test(test_days_keep_the_time_of_day),
      cmocka_unit_test(test_night_shifts_belong_to_the_day_on_which_they_begin),
      cmocka_unit_test(test_a_night_shift_is_as_long_as_it_really_is),
      cmocka_unit_test(test_a_day_that_the_zone_left_out_has_no_hours),
      cmocka_unit_test(test_later_days_win_over_earlier_ones),
      cmocka_unit_test(test_days_of_another_calendar_are_worked_in_own_hours),
      cmocka_unit_test(test_closed_days_between_two_moments),
      cmocka_unit_test(test_time_is_searched_for_3660_days_not_farther),
      cmocka_unit_test(test_a_calendar_without_hours_has_no_time_anywhere),
      cmocka_unit_test(test_the_ends_of_time_are_answered_without_harm),
      cmocka_unit_test(test_random_calendars_agree_with_a_count_of_minutes),
      cmocka_unit_test(test_adding_goes_on_and_is_undone),
      cmocka_unit_test(test_holidays_and_make_up_days_of_china),
      cmocka_unit_test(test_the_days_of_2026_by_hand),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
