#include "base/clock_internal.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { DAY_MS = 24 * 60 * 60 * 1000 };

int64_t clock_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t civil_days(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

void civil_from_days(int64_t days, Civil *out) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t shifted_month = (5 * day_of_year + 2) / 153; /* March is 0 */
  out->day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  out->month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  out->year = year_of_era + era * 400 + (out->month <= 2);
}

bool civil_is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int month_days(int64_t year, int month) {
  static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && civil_is_leap(year) ? 29 : days[month - 1];
}

bool civil_valid(const Civil *c) {
  return c->year >= 0 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
         c->day <= month_days(c->year, c->month) && c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
         c->minute <= 59 && c->second >= 0 && c->second <= 59 && c->millis >= 0 && c->millis <= 999;
}

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int weekday_iso(int64_t days) { return (int)((days % 7 + 7 + 3) % 7) + 1; } /* 1970-01-01 was a Thursday */

void civil_from_seconds(int64_t seconds, int millis, Civil *out) {
  int64_t days = floor_div(seconds, 86400);
  int rest = (int)(seconds - days * 86400);
  civil_from_days(days, out);
  out->hour = rest / 3600;
  out->minute = rest / 60 % 60;
  out->second = rest % 60;
  out->millis = millis;
}

int64_t time_from_number(double n) {
  const double latest = 8.64e15; /* 100 million days from 1970: far from the ends of int64 */
  if (isnan(n)) return 0;
  double ms = fabs(n) < 1e11 ? n * 1000 : n;
  if (ms > latest) ms = latest;
  if (ms < -latest) ms = -latest;
  return (int64_t)round(ms);
}

static size_t format_civil(const Civil *c, char out[40]) {
  int n = snprintf(out, 40, "%s%04lld-%02d-%02dT%02d:%02d:%02d", c->year < 0 ? "-" : "",
                   (long long)(c->year < 0 ? -c->year : c->year), c->month, c->day, c->hour, c->minute, c->second);
  if (c->millis) n += snprintf(out + n, 40 - (size_t)n, ".%03d", c->millis);
  return (size_t)n;
}

size_t time_format(int64_t instant_ms, char out[40]) {
  Civil c;
  zone_civil(zone_utc(), instant_ms, &c);
  size_t n = format_civil(&c, out);
  out[n++] = 'Z';
  out[n] = '\0';
  return n;
}

size_t time_format_local(const Zone *z, int64_t instant_ms, char out[40]) {
  Civil c;
  zone_civil(z, instant_ms, &c);
  size_t n = format_civil(&c, out);
  int32_t offset = zone_offset(z, instant_ms), size = offset < 0 ? -offset : offset;
  n += (size_t)snprintf(out + n, 40 - n, "%c%02d:%02d", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60) n += (size_t)snprintf(out + n, 40 - n, ":%02d", size % 60); /* local mean time, before standard time */
  return n;
}

typedef struct Unit {
  int64_t ms;
  const char *name;
} Unit;

static const Unit units[] = {{DAY_MS, "day"}, {3600000, "hour"}, {60000, "minute"}, {1000, "second"}};

/* Exact. A single larger unit is told in the next smaller one: 90 minutes, 27 hours, but 1 day and 2 days 3 hours. */
size_t duration_format(int64_t ms, char out[64]) {
  uint64_t left = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
  size_t n = 0;
  if (ms < 0) out[n++] = '-';
  for (size_t i = 0; i < 3; i++) {
    uint64_t unit = (uint64_t)units[i].ms, count = left / unit;
    bool merge = count == 1 && left % unit >= (uint64_t)units[i + 1].ms;
    if (count == 0 || merge) continue;
    const char *plural = count == 1 ? "" : "s";
    n += (size_t)snprintf(out + n, 64 - n, "%llu %s%s ", (unsigned long long)count, units[i].name, plural);
    left %= unit;
  }
  unsigned long long seconds = left / 1000, millis = left % 1000;
  bool said_something = n > (ms < 0);
  if (millis) n += (size_t)snprintf(out + n, 64 - n, "%llu.%03llu seconds", seconds, millis);
  else if (seconds || !said_something)
    n += (size_t)snprintf(out + n, 64 - n, "%llu second%s", seconds, seconds == 1 ? "" : "s");
  else out[--n] = '\0'; /* the blank after the last unit */
  return n;
}
