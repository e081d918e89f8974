/* What the parts of the clock share: civil arithmetic, and POSIX rules for the time after a zone's last transition. */
#ifndef LEAT_BASE_CLOCK_INTERNAL_H
#define LEAT_BASE_CLOCK_INTERNAL_H
#include "base/clock.h"

int64_t floor_div(int64_t a, int64_t b); /* b > 0 */
bool civil_is_leap(int64_t year);
void civil_from_days(int64_t days, Civil *out); /* sets year, month, day */
void civil_from_seconds(int64_t local_seconds, int millis, Civil *out);

/* The day of a year on which summer time begins or ends: Mm.w.d, Jn (1-365, never 29 February) or n (0-365). */
typedef enum RuleDayKind { RULE_DAY_MONTH_WEEK, RULE_DAY_JULIAN, RULE_DAY_ZERO_BASED } RuleDayKind;

typedef struct RuleDay {
  RuleDayKind kind;
  int month, week, weekday; /* Sunday 0; week 5 is the last */
  int day;
  int32_t time; /* seconds after local midnight, -167 to 167 hours */
} RuleDay;

typedef struct ZoneRule {
  int32_t standard, summer; /* seconds east of UTC */
  bool has_summer;
  RuleDay begins, ends;
} ZoneRule;

bool zone_rule_parse(Str posix_tz, ZoneRule *out);
int32_t zone_rule_offset(const ZoneRule *rule, int64_t seconds);

/* zone_instant in seconds, both ways. */
int64_t zone_from_local(const Zone *z, int64_t local_seconds);

/* A zone from the bytes of a TZif file. NULL: damaged, or it counts leap seconds. */
const Zone *zone_read(Arena *a, Str bytes);
#endif
