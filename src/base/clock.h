/* Instants, civil dates and zones. Instants are int64 milliseconds since 1970-01-01T00:00:00Z; there is no wall
 * clock in logic: `now` is always handed in (the CLI reads it once with clock_now).
 * Civil-date arithmetic after Howard Hinnant, "chrono-compatible low-level date algorithms". Zones are read from the
 * TZif files (RFC 8536) of the installed tzdata; a zone name is letters, digits, _ + - and / without "..". */
#ifndef LEAT_BASE_CLOCK_H
#define LEAT_BASE_CLOCK_H
#include "base/arena.h"

typedef struct Civil {
  int64_t year;
  int month, day;                   /* 1-12, 1-31 */
  int hour, minute, second, millis; /* 0-23, 0-59, 0-59, 0-999 */
} Civil;

typedef struct Zone Zone; /* immutable; lives in the arena it was opened in */

int64_t clock_now(void); /* the one place that reads the wall clock; only cli calls it */
int64_t civil_days(int64_t year, int month, int day); /* days since 1970-01-01, proleptic Gregorian */
bool civil_valid(const Civil *c);
int weekday_iso(int64_t days); /* Monday 1 … Sunday 7 */

const Zone *zone_utc(void);
const Zone *zone_open(Arena *a, Str name); /* NULL: no such zone, or a damaged file */
size_t zone_names(Arena *a, Str **names_out); /* installed names, sorted; for suggestions and completion */
int32_t zone_offset(const Zone *z, int64_t instant_ms); /* seconds east of UTC */
void zone_civil(const Zone *z, int64_t instant_ms, Civil *out);
/* Local to instant. In a spring gap: the instant after the gap (as if clocks had not moved: later); in an autumn
 * fold: the first of the two. */
int64_t zone_instant(const Zone *z, const Civil *local);
int64_t zone_day_start(const Zone *z, int64_t instant_ms); /* first instant of the local day */

/* ISO 8601: 2026-03-02, 2026-03-02T09:30[:00[.123]][Z|+08:00], blank instead of T, year/month/day with slashes too.
 * Without an offset it is local to z. A 60th second is taken as 59. */
bool time_parse(Str s, const Zone *z, int64_t *instant_ms_out);
/* Milliseconds or seconds since 1970: |n| < 10^11 counts as seconds (until the year 5138), else milliseconds. */
int64_t time_from_number(double n);
size_t time_format(int64_t instant_ms, char out[40]);                       /* 2026-03-02T01:30:00Z; .123 when needed */
size_t time_format_local(const Zone *z, int64_t instant_ms, char out[40]);  /* 2026-03-02T09:30:00+08:00 */
size_t duration_format(int64_t ms, char out[64]); /* exact: "2 days 3 hours", "90 minutes", "0 seconds" */
#endif
