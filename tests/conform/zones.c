/* Local time to instant and back at every transition of the zones, beside what `zdump -v` prints of them. */
#include "conform.h"
#include "base/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Odd ones among them: half and quarter hours, days left out, summer time of half an hour, of two hours, below zero,
 * rules that follow the moon, a second summer in a year. */
const char *const zone_list[] = {
  "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "Africa/Monrovia",
  "Africa/Windhoek", "America/Anchorage", "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Bogota",
  "America/Caracas", "America/Chicago", "America/Denver", "America/Halifax", "America/Havana", "America/Lima",
  "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Nuuk", "America/Sao_Paulo",
  "America/Santiago", "America/St_Johns", "Antarctica/Casey", "Antarctica/Troll", "Asia/Almaty", "Asia/Amman",
  "Asia/Baghdad", "Asia/Dhaka", "Asia/Gaza", "Asia/Hong_Kong",
  "Asia/Jerusalem", "Asia/Karachi", "Asia/Kathmandu", "Asia/Manila", "Asia/Pyongyang",
  "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Taipei", "Asia/Tehran", "Asia/Ulaanbaatar",
  "Atlantic/Azores", "Australia/Adelaide", "Australia/Brisbane", "Australia/Eucla",
  "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin", "Europe/Chisinau", "Europe/Dublin", "Europe/Istanbul",
  "Europe/Kaliningrad", "Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Moscow", "Europe/Paris",
  "Europe/Volgograd", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Fiji",
  "Pacific/Kiritimati", "Pacific/Kwajalein", "Pacific/Norfolk", "Pacific/Tongatapu", NULL
};

typedef struct Moment { /* one line of zdump */
  char zone[64];
  int64_t instant; /* seconds */
  Civil local;
  int32_t offset;
} Moment;

static int month_of(const char *word) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char *at = strstr(months, word);
  return at ? (int)(at - months) / 3 + 1 : 0;
}

static int64_t civil_seconds(const Civil *c) {
  return civil_days(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
}

/* Europe/Berlin  Sun Apr  6 01:00:00 1980 UT = Sun Apr  6 03:00:00 1980 CEST isdst=1 gmtoff=7200 */
static bool moment_read(const char *line, Moment *out) {
  Civil ut = {0};
  char month[2][4];
  long ut_year, local_year;
  *out = (Moment){0};
  int n = sscanf(line, "%63s %*s %3s %d %d:%d:%d %ld UT = %*s %3s %d %d:%d:%d %ld %*s isdst=%*d gmtoff=%d", out->zone,
                 month[0], &ut.day, &ut.hour, &ut.minute, &ut.second, &ut_year, month[1], &out->local.day,
                 &out->local.hour, &out->local.minute, &out->local.second, &local_year, &out->offset);
  if (n != 14) return false;
  ut.year = ut_year;
  ut.month = month_of(month[0]);
  out->local.year = local_year;
  out->local.month = month_of(month[1]);
  out->instant = civil_seconds(&ut);
  return true;
}

static bool civil_same(const Civil *a, const Civil *b) {
  return a->year == b->year && a->month == b->month && a->day == b->day && a->hour == b->hour &&
         a->minute == b->minute && a->second == b->second;
}

static Civil civil_at(int64_t local_seconds) {
  Civil c;
  zone_civil(zone_utc(), local_seconds * 1000, &c);
  return c;
}

static bool moment_good(const Zone *z, const Moment *m) {
  Civil got;
  zone_civil(z, m->instant * 1000, &got);
  return civil_same(&got, &m->local) && zone_offset(z, m->instant * 1000) == m->offset;
}

/* Local times around a transition, which zdump gives as its last second before and first second after. What both sides
 * skip is moved on by the gap; what both have is the first of the two; all else has one instant. */
static bool transition_good(const Zone *z, const Moment *before, const Moment *after) {
  int32_t jump = after->offset - before->offset;
  int64_t wall = after->instant + before->offset; /* local seconds at which the clocks are moved */
  int64_t low = jump < 0 ? wall + jump : wall, high = jump < 0 ? wall : wall + jump;
  const int64_t tries[] = {low - 1, low, low + 1, (low + high) / 2, high - 1, high, high + 1};
  for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
    int64_t local = tries[i], wanted = local - (local < high ? before->offset : after->offset);
    Civil c = civil_at(local), back;
    int64_t got = zone_instant(z, &c);
    bool skipped = jump > 0 && local >= low && local < high;
    zone_civil(z, got, &back);
    if (got != wanted * 1000 || (!skipped && !civil_same(&c, &back))) return false;
  }
  return true;
}

/* A zone is one case: how many transitions it has depends on the installed edition of the data. */
void zones_suite(Suite *s) {
  char line[512], said[256] = "";
  Moment m, before = {0};
  Arena arena;
  const Zone *zone = NULL;
  uint32_t transitions = 0, zones = 0;
  bool good = true;
  arena_init(&arena, 0);
  while (fgets(line, sizeof line, stdin)) {
    if (!moment_read(line, &m)) continue;
    if (strcmp(m.zone, before.zone) != 0) {
      if (zones++) suite_case(s, good, "%s: %s", before.zone, said);
      zone = zone_open(&arena, str_of(m.zone));
      good = zone != NULL;
      memset(&before, 0, sizeof before);
    }
    bool pair = before.zone[0] && m.instant == before.instant + 1, was_good = good;
    good = good && moment_good(zone, &m) && (!pair || transition_good(zone, &before, &m));
    if (was_good && !good) snprintf(said, sizeof said, "%.200s", line);
    transitions += pair;
    before = m;
  }
  if (zones) suite_case(s, good, "%s: %s", before.zone, said);
  s->skipped = zones == 0;
  printf("# %u transitions of %u zones\n", transitions, zones);
  arena_deinit(&arena);
}
