/* Working time: which moments count as work, by the hours of a week and the days that depart from them, in one zone.
 *
 *   WeekHours week = {0};
 *   hours_read_week(STR("mon-fri 09:00-12:00, 13:30-18:00"), &week, &fault);      lines add up
 *   CalendarDay days[] = {{.first = oct_1, .last = oct_7}, {.first = oct_10, .last = oct_10, .hours = &monday}};
 *   Calendar *c = calendar_new(&arena, zone, &week, days, 2);   copies all; of two days the later wins
 *   if (calendar_add(c, created_at, 2 * HOUR, &due)) …
 *
 * Instants and spans are milliseconds, days are counted since 1970-01-01 as in civil_days. Hours are what the clock on
 * the wall shows, read as zone_instant reads it; a shift over a change of the clocks is as long as it really is. A
 * day that a zone left out has no hours. A shift past midnight belongs to the day on which it begins, and it works
 * that day's hours to their end even when the next day is closed. Where shifts of two days overlap, time counts once.
 * A moment is working from the first millisecond of a shift up to, not including, its end.
 *
 * Which instants work is found out for 128 days at a time when they are first asked for, and kept in the arena: a
 * question costs about 0.1 microseconds. The years are 1900 to 2199; before and after them there is no working time.
 * A calendar lives in its arena and belongs to one thread. */
#ifndef LEAT_BASE_CALENDAR_H
#define LEAT_BASE_CALENDAR_H
#include "base/clock.h"
#include "base/limits.h"

typedef struct Shift { /* minutes since midnight; from < 1440, to <= from + 1440: past 1440 is the next day */
  int16_t from, to;
} Shift;

typedef struct DayHours { /* in order, with time between them */
  uint32_t n;
  Shift v[LIMIT_CALENDAR_SHIFTS];
} DayHours;

typedef struct WeekHours {
  DayHours day[8]; /* Monday 1 … Sunday 7, as weekday_iso */
} WeekHours;

enum { LIKE_FIRST = 8 };
typedef struct CalendarDay { /* days that do not follow the week */
  int64_t first, last;   /* both included */
  const DayHours *hours; /* NULL: closed */
  Str name;              /* of the holiday, or empty */
  int like;              /* 1…7: the hours are those of that weekday; LIKE_FIRST: of the first that has any */
} CalendarDay;

typedef struct Calendar Calendar;

/* Hours as people write them: "mon-fri 09:00-12:00, 13:30-18:00", "sat,sun 22:00-06:00", "mon-sun 00:00-24:00"; several
 * groups may stand in one text: "mon-thu 09:00-18:00, fri 09:00-16:00". Adds to *week; false leaves it as it was, and
 * the fault says what is wrong (English, see base/lang.h) and at which byte. */
typedef struct HoursFault {
  size_t at;
  const char *why;
} HoursFault;
bool hours_read_week(Str text, WeekHours *week, HoursFault *fault_out);
bool hours_read_day(Str text, DayHours *day, HoursFault *fault_out); /* without days: "09:00-12:00, 13:30-18:00" */
int hours_weekday(Str word);                                         /* "mon" 1 … "sun" 7, any case; 0: none */
const DayHours *hours_first_day(const WeekHours *week); /* of the first weekday that has hours; NULL: none has */

Calendar *calendar_new(Arena *a, const Zone *zone, const WeekHours *week, const CalendarDay *days, size_t count);
/* The days of another calendar (NULL: none) in a zone, with own hours of the week (NULL: those of the other). Days that
 * work like a weekday of the other work like that of the own week. */
Calendar *calendar_derive(Arena *a, const Calendar *from, const Zone *zone, const WeekHours *week);
const Zone *calendar_zone(const Calendar *c);
const CalendarDay *calendar_day(const Calendar *c, int64_t day); /* what departs from the week that day, or NULL */

/* The closed days that working time skips between two moments, in order, each run of one name once; weekends that are
 * closed anyway only beside other days. Returns how many runs there are, and fills in at most `most`. */
uint32_t calendar_skipped(const Calendar *c, int64_t from, int64_t to, CalendarDay *out, uint32_t most);

bool calendar_working(Calendar *c, int64_t at);
/* The moment at which `span` of working time has passed from `from`: the earliest for a span above zero, the latest
 * for one below; `from` itself for zero. False: there is not so much within LIMIT_CALENDAR_REACH days. */
bool calendar_add(Calendar *c, int64_t from, int64_t span, int64_t *at_out);
/* Working time from one moment to another; below zero when `to` is before `from`. */
int64_t calendar_between(Calendar *c, int64_t from, int64_t to);
/* The same time of day on the count-th working day after (below zero: before) the day of `from`, but not before that
 * day's first and not after its last working moment. A moment outside working time stands for the next working
 * moment, going back for the end of working time before it. Zero gives `from`. False as for calendar_add. */
bool calendar_add_days(Calendar *c, int64_t from, int64_t count, int64_t *at_out);
/* How many whole working days lie between: the largest count for which calendar_add_days(from, count) is not after
 * `to`. When `to` is before `from`, the same the other way round, below zero. */
int64_t calendar_days_between(Calendar *c, int64_t from, int64_t to);
/* The first working moment at or after one. False as for calendar_add. */
bool calendar_opens(Calendar *c, int64_t at, int64_t *opens_out);

/* Whole working days and milliseconds of working time in one number that adds, subtracts and changes its sign like the
 * pair: days * 2^44 + ms. Valid are at most LIMIT_CALENDAR_REACH days of either. */
typedef int64_t WorkingSpan;
WorkingSpan working_span(int64_t days, int64_t ms);
int64_t working_span_days(WorkingSpan span);
int64_t working_span_ms(WorkingSpan span);
bool working_span_valid(int64_t days, int64_t ms);
bool working_span_sum(WorkingSpan a, WorkingSpan b, WorkingSpan *out); /* false: not valid any more */
size_t working_span_format(WorkingSpan span, char out[96]); /* "1 working day 2 working hours" */
/* First the days, then the time. */
bool calendar_add_span(Calendar *c, int64_t from, WorkingSpan span, int64_t *at_out);
#endif
