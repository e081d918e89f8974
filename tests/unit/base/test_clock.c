#include "unit.h"

#include "base/clock_internal.h"

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

/* Zones come with the system; a test that needs one is skipped where there are none. */
static const Zone *zone(const char *name) {
  const Zone *z = zone_open(&arena, str_of(name));
  if (!z && !zone_open(&arena, STR("Europe/Berlin"))) skip();
  assert_non_null(z);
  return z;
}

static int64_t at(const char *text) {
  int64_t ms;
  if (!time_parse(str_of(text), zone_utc(), &ms)) fail_msg("not a time: %s", text);
  return ms;
}

static void assert_local(const char *zone_name, const char *local, const char *wanted) {
  int64_t ms;
  char out[40];
  assert_true(time_parse(str_of(local), zone(zone_name), &ms));
  time_format_local(zone(zone_name), ms, out);
  assert_string_equal(out, wanted);
}

static void assert_instant(int64_t ms, const char *wanted) {
  char out[40];
  assert_int_equal(time_format(ms, out), strlen(wanted));
  assert_string_equal(out, wanted);
}

static void days_and_dates_agree_over_the_whole_calendar(void **state) {
  (void)state;
  assert_int_equal(civil_days(1970, 1, 1), 0);
  assert_int_equal(civil_days(2000, 3, 1), 11017);
  assert_int_equal(civil_days(0, 3, 1), -719468);
  Civil c = {0};
  for (int64_t days = -800000; days <= 3000000; days += 13) {
    civil_from_days(days, &c);
    assert_int_equal(civil_days(c.year, c.month, c.day), days);
  }
}

static void weekdays_begin_with_monday(void **state) {
  (void)state;
  assert_int_equal(weekday_iso(0), 4);
  assert_int_equal(weekday_iso(civil_days(2026, 3, 2)), 1);
  assert_int_equal(weekday_iso(civil_days(2026, 3, 8)), 7);
  assert_int_equal(weekday_iso(-1), 3);
  assert_int_equal(weekday_iso(-4), 7);
}

static void impossible_dates_are_not_valid(void **state) {
  (void)state;
  int64_t ms;
  static const char *const texts[] = {"2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
                                      "0000-00-00", "2026-03-02T24:00", "2026-03-02T23:60", "2026-03-02T10:00:61"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (time_parse(str_of(texts[i]), zone_utc(), &ms)) fail_msg("accepted %s", texts[i]);
  assert_true(time_parse(STR("2000-02-29"), zone_utc(), &ms));
}

static void times_are_read_as_people_write_them(void **state) {
  (void)state;
  static const struct {
    const char *text, *wanted;
  } cases[] = {
      {"2026-03-02", "2026-03-02T00:00:00Z"},
      {"2026-03-02T09:30", "2026-03-02T09:30:00Z"},
      {" 2026-03-02 09:30:05 ", "2026-03-02T09:30:05Z"},
      {"2026/3/2 9:30", "2026-03-02T09:30:00Z"},
      {"2026-03-02T09:30:00.1", "2026-03-02T09:30:00.100Z"},
      {"2026-03-02T09:30:00.123456789", "2026-03-02T09:30:00.123Z"},
      {"2026-03-02T09:30:00+08:00", "2026-03-02T01:30:00Z"},
      {"2026-03-02T09:30:00 +0800", "2026-03-02T01:30:00Z"},
      {"2026-03-02T09:30-05", "2026-03-02T14:30:00Z"},
      {"2026-03-02t09:30z", "2026-03-02T09:30:00Z"},
      {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
      {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
      {"0001-01-01", "0001-01-01T00:00:00Z"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) assert_instant(at(cases[i].text), cases[i].wanted);
}

static void what_is_not_a_time_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"",           "2026",          "2026-03",          "20260302",       "26-03-02",
                                      "2026-03/02", "2026-03-02T",   "2026-03-02T9",     "2026-03-02x",
                                      "2026-03-02Z",
                                      "2026-003-2", "2026-03-02T09:30+", "2026-03-02T09:30+19:00",
                                      "2026-03-02T09:30+08:60", "2026-03-02T09:30:00.",
                                      "2026-03-02T09:30:00.1234567890", "2026-03-02T09:30ZZ",
                                      "tomorrow"};
  int64_t ms;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (time_parse(str_of(texts[i]), zone_utc(), &ms)) fail_msg("accepted %s", texts[i]);
  assert_false(time_parse(STR("2026-03-02\0"), zone_utc(), &ms));
}

static void a_time_in_the_spring_gap_moves_on_by_the_gap(void **state) {
  (void)state;
  assert_local("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:30:00+02:00");
  assert_local("America/New_York", "2026-03-08T02:00", "2026-03-08T03:00:00-04:00");
  assert_local("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T12:00:00+14:00");
}

static void a_time_in_the_autumn_fold_is_the_first_of_the_two(void **state) {
  (void)state;
  assert_local("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T02:30:00+02:00");
  assert_local("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T03:00:00+01:00");
  assert_local("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T01:45:00+11:00");
}

static void the_rule_of_the_zone_goes_on_after_its_last_transition(void **state) {
  (void)state;
  assert_local("Europe/Berlin", "2099-07-01", "2099-07-01T00:00:00+02:00");
  assert_local("Europe/Berlin", "2099-12-01", "2099-12-01T00:00:00+01:00");
  assert_local("Australia/Sydney", "2099-12-01", "2099-12-01T00:00:00+11:00");
  assert_local("Asia/Shanghai", "2099-07-01", "2099-07-01T00:00:00+08:00");
}

static void local_mean_time_is_written_to_the_second_and_read_back(void **state) {
  (void)state;
  assert_local("Asia/Shanghai", "1890-01-01", "1890-01-01T00:00:00+08:05:43");
  assert_int_equal(at("1890-01-01T00:00:00+08:05:43"), at("1889-12-31T15:54:17Z"));
}

static void a_day_starts_at_its_first_instant(void **state) {
  (void)state;
  assert_instant(zone_day_start(zone("Asia/Shanghai"), at("2026-03-02T15:59:59Z")), "2026-03-01T16:00:00Z");
  assert_instant(zone_day_start(zone("Asia/Shanghai"), at("2026-03-02T16:00:00Z")), "2026-03-02T16:00:00Z");
  assert_instant(zone_day_start(zone("Africa/Cairo"), at("2024-04-26T10:00:00Z")), "2024-04-25T22:00:00Z");
  assert_instant(zone_day_start(zone("America/Toronto"), at("1919-03-31T12:00:00Z")), "1919-03-31T04:30:00Z");
  assert_int_equal(zone_day_start(zone_utc(), -1), -86400000);
}

static void a_zone_name_cannot_leave_its_folder(void **state) {
  (void)state;
  static const char *const names[] = {"",         "../passwd",       "/etc/passwd", "Europe/../../../etc/passwd",
                                      "Europe/",  "Europe//Berlin",  "Europe",      "europe/berlin",
                                      "localtime", "posixrules",     "right/UTC",   "posix/Europe/Berlin",
                                      "zone.tab", "Europe/Ber lin",  "UTC\n",       "Factory", "No/Such_Zone"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (zone_open(&arena, str_of(names[i]))) fail_msg("opened %s", names[i]);
  assert_null(zone_open(&arena, STR("UTC\0")));
  char long_name[5000];
  memset(long_name, 'A', sizeof long_name);
  assert_null(zone_open(&arena, (Str){long_name, sizeof long_name}));
}

static void the_environment_does_not_choose_the_zone_files(void **state) {
  (void)state;
  zone("Europe/Berlin");
  setenv("TZDIR", "/nowhere", 1);
  setenv("TZ", "America/New_York", 1);
  assert_local("Europe/Berlin", "2026-07-01", "2026-07-01T00:00:00+02:00");
  assert_local("UTC", "2026-07-01", "2026-07-01T00:00:00+00:00");
  unsetenv("TZDIR");
  unsetenv("TZ");
}

static void zone_names_are_sorted_and_each_opens(void **state) {
  (void)state;
  zone("Europe/Berlin");
  Str *names;
  size_t count = zone_names(&arena, &names);
  assert_true(count > 300);
  for (size_t i = 0; i < count; i++) {
    if (i) assert_int_equal(str_cmp(names[i - 1], names[i]), -1);
    if (!zone_open(&arena, names[i])) fail_msg("%.*s", STR_FMT(names[i]));
  }
}

static void rules_are_read_with_quoted_names_and_long_times(void **state) {
  (void)state;
  ZoneRule r;
  assert_true(zone_rule_parse(STR("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"), &r));
  assert_int_equal(r.standard, 37800);
  assert_int_equal(r.summer, 39600);
  assert_true(zone_rule_parse(STR("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &r));
  assert_int_equal(r.standard, -7200);
  assert_int_equal(r.summer, -3600);
  assert_int_equal(r.begins.time, -3600);
  assert_true(zone_rule_parse(STR("IST-2IDT,M3.4.4/26,M10.5.0"), &r));
  assert_int_equal(r.begins.time, 26 * 3600);
  assert_true(zone_rule_parse(STR("XXX3EDT4,0/0,J365/23"), &r));
  assert_true(zone_rule_parse(STR("UTC0"), &r) && !r.has_summer);
}

static void broken_rules_are_refused(void **state) {
  (void)state;
  static const char *const rules[] = {"", "UT0", "<+03", "CET", "CET-1CEST", "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.5.0,M10.5.0",
                                      "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J5",
                                      "CET-1CEST,J366,J5", "CET-1CEST,366,5", "CET-25", "CET-1x",
                                      "CET-1CEST,M3.5.0,M10.5.0 ",
                                      "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1:60", "CET99999999999999999999"};
  ZoneRule r;
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
    if (zone_rule_parse(str_of(rules[i]), &r)) fail_msg("accepted %s", rules[i]);
}

static int32_t rule_offset(const char *rule, const char *instant) {
  ZoneRule r;
  assert_true(zone_rule_parse(str_of(rule), &r));
  return zone_rule_offset(&r, at(instant) / 1000);
}

static void rule_days_of_all_three_kinds_strike_when_they_should(void **state) {
  (void)state;
  assert_int_equal(rule_offset("AAA0BBB,J60/0,J300/0", "2024-02-29T12:00Z"), 0);
  assert_int_equal(rule_offset("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00Z"), 3600);
  assert_int_equal(rule_offset("AAA0BBB,J60/0,J300/0", "2025-03-01T00:00Z"), 3600);
  assert_int_equal(rule_offset("AAA0BBB,J59/0,J300/0", "2024-02-28T00:00Z"), 3600);
  assert_int_equal(rule_offset("AAA0BBB,59/0,300/0", "2024-02-29T00:00Z"), 3600);
  assert_int_equal(rule_offset("AAA0BBB,59/0,300/0", "2025-02-28T23:59Z"), 0);
  assert_int_equal(rule_offset("AAA0BBB,M2.5.4/0,M10.1.0", "2024-02-28T23:59Z"), 0);
  assert_int_equal(rule_offset("AAA0BBB,M2.5.4/0,M10.1.0", "2024-02-29T00:00Z"), 3600);
  assert_int_equal(rule_offset("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z"), 7200);
  assert_int_equal(rule_offset("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z"), 10800);
}

static void summer_time_all_the_year_never_ends(void **state) {
  (void)state;
  static const char *const instants[] = {"2026-01-01T00:00Z", "2026-01-01T03:00Z", "2026-06-01T00:00Z",
                                         "2026-12-31T23:59Z", "2028-12-31T12:00Z"};
  for (size_t i = 0; i < 5; i++) assert_int_equal(rule_offset("XXX3EDT4,0/0,J365/23", instants[i]), -14400);
}

/* A small file of version 2: one transition at 1000000000 from 0 to +3600, and a footer. */
static size_t build_zone(char *out, const char *footer) {
  static const char header[44] = "TZif2";
  static const unsigned char counts[24] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 4};
  static const unsigned char body[] = {0, 0, 0, 0, 0x3b, 0x9a, 0xca, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x0e, 0x10, 0, 0,
                                       'A', 'A', 'A', 0};
  size_t n = 0;
  memcpy(out, header, 44);
  n += 44;
  memcpy(out + n, header, 44);
  memcpy(out + n + 20, counts, 24);
  n += 44;
  memcpy(out + n, body, sizeof body);
  n += sizeof body;
  memcpy(out + n, footer, strlen(footer));
  return n + strlen(footer);
}

static void a_zone_file_is_read_before_and_after_its_transition(void **state) {
  (void)state;
  char bytes[256];
  size_t n = build_zone(bytes, "\nAAA-2\n");
  const Zone *z = zone_read(&arena, (Str){bytes, n});
  assert_non_null(z);
  assert_int_equal(zone_offset(z, 999999999999), 0);
  assert_int_equal(zone_offset(z, 1000000000000), 7200);
  n = build_zone(bytes, "\n\n");
  z = zone_read(&arena, (Str){bytes, n});
  assert_int_equal(zone_offset(z, 1000000000000), 3600);
}

static void every_shortened_zone_file_is_refused(void **state) {
  (void)state;
  char bytes[256];
  size_t n = build_zone(bytes, "\nAAA-2\n");
  for (size_t shorter = 0; shorter < n; shorter++) {
    char *exact = malloc(shorter + 1);
    memcpy(exact, bytes, shorter);
    assert_null(zone_read(&arena, (Str){exact, shorter}));
    free(exact);
  }
}

static void a_zone_file_with_any_byte_changed_does_no_harm(void **state) {
  (void)state;
  char bytes[256];
  size_t n = build_zone(bytes, "\nAAA-2BBB,M3.5.0,M10.5.0\n");
  for (size_t i = 0; i < n; i++)
    for (int value = 0; value < 256; value += 5) {
      char old = bytes[i];
      bytes[i] = (char)value;
      const Zone *z = zone_read(&arena, (Str){bytes, n});
      if (z) assert_in_range(zone_offset(z, 1500000000000) + 90000, 0, 2 * 93600);
      bytes[i] = old;
    }
}

static void numbers_below_a_hundred_thousand_million_are_seconds(void **state) {
  (void)state;
  assert_int_equal(time_from_number(1772415000), 1772415000000);
  assert_int_equal(time_from_number(1772415000123), 1772415000123);
  assert_int_equal(time_from_number(99999999999.0), 99999999999000);
  assert_int_equal(time_from_number(100000000000.0), 100000000000);
  assert_int_equal(time_from_number(-1.5), -1500);
  assert_int_equal(time_from_number(1e300), 8640000000000000);
  assert_int_equal(time_from_number(-1e300), -8640000000000000);
}

static void the_ends_of_time_can_be_formatted(void **state) {
  (void)state;
  char out[40];
  assert_true(time_format(INT64_MAX, out) < 40);
  assert_true(time_format(INT64_MIN, out) < 40);
  assert_true(time_format_local(zone("Asia/Shanghai"), INT64_MIN, out) < 40);
  assert_true(time_format_local(zone("Europe/Berlin"), INT64_MAX, out) < 40);
}

static void durations_are_told_in_the_units_of_the_language(void **state) {
  (void)state;
  static const struct {
    int64_t ms;
    const char *text;
  } cases[] = {
      {0, "0 seconds"}, {1000, "1 second"}, {90000, "90 seconds"}, {60000, "1 minute"}, {5400000, "90 minutes"},
      {3600000, "1 hour"}, {7200000, "2 hours"}, {9000000, "2 hours 30 minutes"}, {86400000, "1 day"},
      {183600000, "2 days 3 hours"}, {97200000, "27 hours"}, {86460000, "1 day 1 minute"}, {1500, "1.500 seconds"},
      {-7200000, "-2 hours"}, {1296000000, "15 days"}, {500, "0.500 seconds"},
  };
  char out[64];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(duration_format(cases[i].ms, out), strlen(cases[i].text));
    assert_string_equal(out, cases[i].text);
  }
  assert_true(duration_format(INT64_MIN, out) < 64);
}

static void now_is_in_this_age(void **state) {
  (void)state;
  assert_true(clock_now() > at("2020-01-01"));
  assert_true(clock_now() < at("5000-01-01"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(days_and_dates_agree_over_the_whole_calendar),
      TEST(weekdays_begin_with_monday),
      TEST(impossible_dates_are_not_valid),
      TEST(times_are_read_as_people_write_them),
      TEST(what_is_not_a_time_is_refused),
      TEST(a_time_in_the_spring_gap_moves_on_by_the_gap),
      TEST(a_time_in_the_autumn_fold_is_the_first_of_the_two),
      TEST(the_rule_of_the_zone_goes_on_after_its_last_transition),
      TEST(local_mean_time_is_written_to_the_second_and_read_back),
      TEST(a_day_starts_at_its_first_instant),
      TEST(a_zone_name_cannot_leave_its_folder),
      TEST(the_environment_does_not_choose_the_zone_files),
      TEST(zone_names_are_sorted_and_each_opens),
      TEST(rules_are_read_with_quoted_names_and_long_times),
      TEST(broken_rules_are_refused),
      TEST(rule_days_of_all_three_kinds_strike_when_they_should),
      TEST(summer_time_all_the_year_never_ends),
      TEST(a_zone_file_is_read_before_and_after_its_transition),
      TEST(every_shortened_zone_file_is_refused),
      TEST(a_zone_file_with_any_byte_changed_does_no_harm),
      TEST(numbers_below_a_hundred_thousand_million_are_seconds),
      TEST(the_ends_of_time_can_be_formatted),
      TEST(durations_are_told_in_the_units_of_the_language),
      TEST(now_is_in_this_age),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
