#include "base/calendar.h"

#include <stdio.h>

#include "base/clock_internal.h"
#include "base/mem.h"

enum { BLOCK_DAYS = 128, FIRST_DAY = -25567 /* 1900-01-01 */, BLOCKS = 857, DAY_SECONDS = 86400, DAY_MS = 86400000 };

typedef struct Span { /* never empty; in order, apart or touching */
  int64_t from, to; /* instants */
  int64_t before;   /* working time of the block before it */
  uint32_t day;     /* in Block.days */
} Span;

typedef struct Workday {
  int32_t day;
  uint32_t first, last; /* its spans, both included */
} Workday;

/*  block k: the spans that begin on 128 days            days
 *  ├──────┬───┬──────────┬───┬── … ──┬───┬──────┤       [0] 2026-10-08  spans 0-1
 *  before 0       before 3 h                            [1] 2026-10-09  spans 2-3 */
typedef struct Block {
  Span *spans;
  Workday *days; /* those with working time */
  uint32_t span_count, day_count;
  int64_t total;
} Block;

struct Calendar {
  Arena *arena;
  const Zone *zone;
  WeekHours week;
  CalendarDay *days;
  size_t day_count;
  Block *blocks[BLOCKS]; /* NULL: not needed yet */
};

Calendar *calendar_new(Arena *a, const Zone *zone, const WeekHours *week, const CalendarDay *days, size_t count) {
  Calendar *c = ARENA_NEW(a, Calendar);
  *c = (Calendar){.arena = a, .zone = zone, .week = *week, .day_count = count};
  c->days = ARENA_ARRAY(a, CalendarDay, count + 1);
  for (size_t i = 0; i < count; i++) {
    c->days[i] = days[i];
    c->days[i].name = arena_copy(a, days[i].name);
    if (!days[i].hours) continue;
    DayHours *hours = ARENA_NEW(a, DayHours);
    *hours = *days[i].hours;
    c->days[i].hours = hours;
  }
  return c;
}

Calendar *calendar_derive(Arena *a, const Calendar *from, const Zone *zone, const WeekHours *week) {
  if (!from) return calendar_new(a, zone, week, NULL, 0);
  Calendar *c = calendar_new(a, zone, week ? week : &from->week, from->days, from->day_count);
  for (size_t i = 0; week && i < c->day_count; i++) {
    int like = c->days[i].like;
    if (like) c->days[i].hours = like == LIKE_FIRST ? hours_first_day(&c->week) : &c->week.day[like];
  }
  return c;
}

const Zone *calendar_zone(const Calendar *c) { return c->zone; }

const CalendarDay *calendar_day(const Calendar *c, int64_t day) {
  for (size_t i = c->day_count; i-- > 0;)
    if (c->days[i].first <= day && day <= c->days[i].last) return &c->days[i];
  return NULL;
}

/* ---- closed days */

static int64_t local_day(const Calendar *c, int64_t instant) {
  return floor_div(instant + (int64_t)zone_offset(c->zone, instant) * 1000, DAY_MS);
}

/* What departs from the week on `count` days from one on. */
static void departures(const Calendar *c, int64_t first, int count, const CalendarDay **out) {
  for (int i = 0; i < count; i++) out[i] = NULL;
  for (size_t i = 0; i < c->day_count; i++) {
    const CalendarDay *d = &c->days[i];
    int64_t from = d->first < first ? first : d->first;
    int64_t to = d->last >= first + count ? first + count - 1 : d->last;
    for (int64_t day = from; day <= to; day++) out[day - first] = d;
  }
}

typedef struct Closed { /* runs of closed days as they are found */
  CalendarDay *out;
  uint32_t most, n;
  CalendarDay run; /* the open one */
  bool open, skips; /* skips: some day of it would work by the week */
} Closed;

static void run_end(Closed *r) {
  if (r->open && r->skips && r->n++ < r->most) r->out[r->n - 1] = r->run;
  r->open = r->skips = false;
}

static void closed_add(const Calendar *c, Closed *r, int64_t day, const CalendarDay *d) {
  bool closed = d && !d->hours;
  if (!closed || !str_eq(d->name, r->run.name)) run_end(r);
  if (!closed) return;
  if (!r->open) r->run = (CalendarDay){.first = day, .name = d->name};
  r->open = true;
  r->run.last = day;
  r->skips |= c->week.day[weekday_iso(day)].n > 0;
}

uint32_t calendar_skipped(const Calendar *c, int64_t from, int64_t to, CalendarDay *out, uint32_t most) {
  enum { AT_ONCE = 128 };
  if (from > to) return calendar_skipped(c, to, from, out, most);
  const CalendarDay *days[AT_ONCE];
  Closed r = {.out = out, .most = most};
  int64_t day = local_day(c, from), last = local_day(c, to);
  while (day <= last) {
    int count = last - day < AT_ONCE ? (int)(last - day) + 1 : AT_ONCE;
    departures(c, day, count, days);
    for (int i = 0; i < count; i++) closed_add(c, &r, day + i, days[i]);
    day += count;
  }
  run_end(&r);
  return r.n;
}

/* ---- a block */

/* The hours of `count` days from one on. */
static void hours_of_days(const Calendar *c, int64_t first, int count, const DayHours **out) {
  for (int i = 0; i < count; i++) out[i] = &c->week.day[weekday_iso(first + i)];
  for (size_t i = 0; i < c->day_count; i++) {
    const CalendarDay *d = &c->days[i];
    if (d->last < first || d->first >= first + count) continue;
    int64_t from = d->first < first ? first : d->first;
    int64_t to = d->last >= first + count ? first + count - 1 : d->last;
    for (int64_t day = from; day <= to; day++) out[day - first] = d->hours;
  }
}

static int64_t local_instant(const Calendar *c, int64_t day, int minute) {
  return zone_from_local(c->zone, day * DAY_SECONDS + minute * 60) * 1000;
}

/* A zone that moved over the date line left a day out: its noon reads as that of another day. */
static bool day_exists(const Calendar *c, int64_t day) {
  return local_day(c, local_instant(c, day, DAY_SECONDS / 120)) == day;
}

typedef struct Building {
  Block *block;
  uint32_t span_cap;
  int64_t end; /* of the working time so far: what comes after begins no earlier */
} Building;

static void day_build(const Calendar *c, Building *b, int64_t day, const DayHours *hours, bool counts) {
  if (!hours || hours->n == 0 || !day_exists(c, day)) return;
  Block *block = b->block;
  uint32_t first = block->span_count;
  for (uint32_t i = 0; i < hours->n; i++) {
    int64_t from = local_instant(c, day, hours->v[i].from), to = local_instant(c, day, hours->v[i].to);
    if (from < b->end) from = b->end;
    if (from >= to) continue;
    b->end = to;
    if (!counts) continue;
    ASSERT(block->span_count < b->span_cap);
    block->spans[block->span_count++] = (Span){from, to, block->total, block->day_count};
    block->total += to - from;
  }
  if (block->span_count == first) return;
  block->days[block->day_count++] = (Workday){(int32_t)day, first, block->span_count - 1};
}

static Block *block_build(Calendar *c, int number) {
  const DayHours *hours[BLOCK_DAYS + 1]; /* and of the day before, whose last shift may reach into this block */
  int64_t first = FIRST_DAY + (int64_t)number * BLOCK_DAYS;
  hours_of_days(c, first - 1, BLOCK_DAYS + 1, hours);
  Building b = {.block = ARENA_NEW(c->arena, Block), .end = INT64_MIN};
  for (int i = 1; i <= BLOCK_DAYS; i++) b.span_cap += hours[i] ? hours[i]->n : 0;
  b.block->spans = ARENA_ARRAY(c->arena, Span, b.span_cap + 1);
  b.block->days = ARENA_ARRAY(c->arena, Workday, BLOCK_DAYS);
  for (int i = 0; i <= BLOCK_DAYS; i++) day_build(c, &b, first - 1 + i, hours[i], i > 0);
  return b.block;
}

static Block *block_at(Calendar *c, int64_t number) {
  if (!c->blocks[number]) c->blocks[number] = block_build(c, (int)number);
  return c->blocks[number];
}

/* The last span of the block that begins at or before the instant; -1: none. */
static int64_t span_at(const Block *b, int64_t instant) {
  uint32_t low = 0, high = b->span_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (b->spans[middle].from <= instant) low = middle + 1;
    else high = middle;
  }
  return (int64_t)low - 1;
}

/* ---- a moment on the line of working time */

typedef struct Place {
  int64_t block;
  int64_t span;   /* the last that begins at or before the moment; -1: all of the block comes after it, and all of the
                     block before comes before it */
  int64_t worked; /* since the block's beginning */
} Place;

static const Span *span_of(const Calendar *c, Place p) {
  return p.span < 0 ? NULL : &c->blocks[p.block]->spans[p.span];
}

/* A local day is at most two ahead of that of UTC, so this block or the one before holds the moment. */
static Place place_of(Calendar *c, int64_t at) {
  int64_t number = floor_div(floor_div(at, DAY_MS) + 2 - FIRST_DAY, BLOCK_DAYS);
  Place p = {.block = number < 0 ? 0 : number < BLOCKS ? number : BLOCKS - 1};
  p.span = span_at(block_at(c, p.block), at);
  if (p.span < 0 && p.block > 0) p.span = span_at(block_at(c, --p.block), at);
  const Span *s = span_of(c, p);
  if (s) p.worked = s->before + (at < s->to ? at : s->to) - s->from;
  return p;
}

static bool is_in_reach(int64_t from, int64_t at) {
  const int64_t reach = (int64_t)LIMIT_CALENDAR_REACH * DAY_MS;
  return at > from ? at - from <= reach : from - at <= reach;
}

/* Blocks farther than this from where a search began cannot hold what is in reach. */
static bool block_in_reach(int64_t number, int64_t start) {
  const int64_t reach = LIMIT_CALENDAR_REACH / BLOCK_DAYS + 2;
  return number >= 0 && number < BLOCKS && number - start <= reach && start - number <= reach;
}

bool calendar_working(Calendar *c, int64_t at) {
  const Span *s = span_of(c, place_of(c, at));
  return s && at < s->to;
}

int64_t calendar_between(Calendar *c, int64_t from, int64_t to) {
  if (from > to) return -calendar_between(c, to, from);
  Place a = place_of(c, from), b = place_of(c, to);
  int64_t sum = b.worked - a.worked;
  for (int64_t number = a.block; number < b.block; number++) sum += block_at(c, number)->total;
  return sum;
}

/* The last span with less (or, with `equal`, no more) working time before it than `worked`; there is one. */
static const Span *span_worked(const Block *b, int64_t worked, bool equal) {
  uint32_t low = 0, high = b->span_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (b->spans[middle].before < worked || (equal && b->spans[middle].before == worked)) low = middle;
    else high = middle;
  }
  return &b->spans[low];
}

bool calendar_add(Calendar *c, int64_t from, int64_t span, int64_t *at_out) {
  const int64_t reach = (int64_t)LIMIT_CALENDAR_REACH * DAY_MS;
  if (span == 0) {
    *at_out = from;
    return true;
  }
  if (span > reach || span < -reach) return false;
  Place p = place_of(c, from);
  int64_t number = p.block, worked = p.worked + span;
  while (block_in_reach(number, p.block)) {
    const Block *b = block_at(c, number);
    if (span > 0 && worked > b->total) {
      worked -= b->total;
      number++;
    } else if (span < 0 && worked < 0) {
      if (--number >= 0) worked += block_at(c, number)->total;
    } else {
      const Span *s = span_worked(b, worked, span < 0);
      int64_t at = s->from + (worked - s->before);
      if (is_in_reach(from, at)) *at_out = at;
      return is_in_reach(from, at);
    }
  }
  return false;
}

/* ---- days */

/* Moves the place to the first span of a later block, or the last of an earlier one, when it has run off its block. */
static bool place_settle(Calendar *c, Place *p) {
  int64_t start = p->block;
  while (block_in_reach(p->block, start)) {
    int64_t count = block_at(c, p->block)->span_count;
    if (p->span >= 0 && p->span < count) return true;
    if (p->span < 0) {
      if (--p->block >= 0) p->span = (int64_t)block_at(c, p->block)->span_count - 1;
    } else {
      p->block++;
      p->span = 0;
    }
  }
  return false;
}

/* The first working moment from here on, or going back the last that is working or ends working time. */
static bool moment_settle(Calendar *c, int64_t *at, bool back, Place *out) {
  Place p = place_of(c, *at);
  const Span *s = span_of(c, p);
  bool inside = s && (*at < s->to || (back && *at == s->to));
  if (!inside && back && !s && !place_settle(c, &p)) return false;
  if (!inside && !back) {
    p.span++;
    if (!place_settle(c, &p)) return false;
  }
  s = span_of(c, p);
  if (!inside) *at = back ? s->to : s->from;
  *out = p;
  return true;
}

bool calendar_opens(Calendar *c, int64_t at, int64_t *opens_out) {
  Place p;
  int64_t moment = at;
  if (!moment_settle(c, &moment, false, &p) || !is_in_reach(at, moment)) return false;
  *opens_out = moment;
  return true;
}

static int64_t between(int64_t low, int64_t x, int64_t high) { return x < low ? low : x > high ? high : x; }

/* Time since midnight of the day on which a place's shift begins, as the clock on the wall shows it. */
static int64_t clock_of(const Calendar *c, Place p, int64_t moment) {
  const Block *b = c->blocks[p.block];
  int64_t midnight = b->days[b->spans[p.span].day].day * (int64_t)DAY_MS;
  return moment + (int64_t)zone_offset(c->zone, moment) * 1000 - midnight;
}

/* That time on another working day, within its hours. */
static int64_t moment_on(const Calendar *c, const Block *b, const Workday *day, int64_t clock) {
  int64_t local = day->day * (int64_t)DAY_MS + clock, second = floor_div(local, 1000);
  int64_t at = zone_from_local(c->zone, second) * 1000 + (local - second * 1000);
  return between(b->spans[day->first].from, at, b->spans[day->last].to);
}

bool calendar_add_days(Calendar *c, int64_t from, int64_t count, int64_t *at_out) {
  Place p;
  int64_t moment = from;
  if (count == 0) {
    *at_out = from;
    return true;
  }
  if (count > LIMIT_CALENDAR_REACH || count < -LIMIT_CALENDAR_REACH) return false;
  if (!moment_settle(c, &moment, count < 0, &p)) return false;
  const Block *b = c->blocks[p.block];
  int64_t day = b->spans[p.span].day + count, number = p.block;
  while (day < 0 || day >= b->day_count) {
    if (day >= b->day_count) {
      day -= b->day_count;
      number++;
    } else number--;
    if (!block_in_reach(number, p.block)) return false;
    b = block_at(c, number);
    if (day < 0) day += b->day_count;
  }
  int64_t at = moment_on(c, b, &b->days[day], clock_of(c, p, moment));
  if (is_in_reach(from, at)) *at_out = at;
  return is_in_reach(from, at);
}

/* How many working days begin from a place's day up to another's. */
static int64_t days_apart(Calendar *c, Place a, Place b) {
  int64_t sum = (int64_t)c->blocks[b.block]->spans[b.span].day - c->blocks[a.block]->spans[a.span].day;
  for (int64_t number = a.block; number < b.block; number++) sum += block_at(c, number)->day_count;
  return sum;
}

int64_t calendar_days_between(Calendar *c, int64_t from, int64_t to) {
  if (from > to) return -calendar_days_between(c, to, from);
  Place a, b = place_of(c, to);
  int64_t moment = from;
  if (b.span < 0 && !place_settle(c, &b)) return 0;
  if (!moment_settle(c, &moment, false, &a) || moment > to) return 0;
  const Block *last = c->blocks[b.block];
  int64_t at = moment_on(c, last, &last->days[last->spans[b.span].day], clock_of(c, a, moment));
  int64_t count = days_apart(c, a, b);
  return at > to && count > 0 ? count - 1 : count;
}

/* ---- spans */

enum { SPAN_SHIFT = 44 };

WorkingSpan working_span(int64_t days, int64_t ms) { return days * ((int64_t)1 << SPAN_SHIFT) + ms; }

int64_t working_span_days(WorkingSpan span) {
  return floor_div(span + ((int64_t)1 << (SPAN_SHIFT - 1)), (int64_t)1 << SPAN_SHIFT);
}

int64_t working_span_ms(WorkingSpan span) { return span - working_span(working_span_days(span), 0); }

bool working_span_valid(int64_t days, int64_t ms) {
  const int64_t most = (int64_t)LIMIT_CALENDAR_REACH * DAY_MS;
  return days <= LIMIT_CALENDAR_REACH && days >= -LIMIT_CALENDAR_REACH && ms <= most && ms >= -most;
}

bool working_span_sum(WorkingSpan a, WorkingSpan b, WorkingSpan *out) {
  *out = a + b;
  return working_span_valid(working_span_days(*out), working_span_ms(*out));
}

bool calendar_add_span(Calendar *c, int64_t from, WorkingSpan span, int64_t *at_out) {
  int64_t at;
  return calendar_add_days(c, from, working_span_days(span), &at) && calendar_add(c, at, working_span_ms(span), at_out);
}

typedef struct SpanUnit { int64_t ms; const char *word; } SpanUnit;

/* In the largest unit that says it in whole numbers. */
size_t working_span_format(WorkingSpan span, char out[96]) {
  static const SpanUnit units[] = {{3600000, "hour"}, {60000, "minute"}, {1000, "second"}};
  int64_t days = working_span_days(span), ms = working_span_ms(span);
  size_t n = 0, i = 0;
  if (days != 0)
    n = (size_t)snprintf(out, 96, "%lld working day%s", (long long)days, days == 1 || days == -1 ? "" : "s");
  if (ms == 0 && n > 0) return n;
  while (i < 2 && ms % units[i].ms != 0) i++;
  int64_t count = ms / units[i].ms, rest = ms % units[i].ms;
  const char *plural = rest == 0 && (count == 1 || count == -1) ? "" : "s";
  if (n > 0) out[n++] = ' ';
  if (rest != 0 && ms < 0 && count == 0) out[n++] = '-';
  n += (size_t)snprintf(out + n, 96 - n, "%lld", (long long)count);
  if (rest != 0) n += (size_t)snprintf(out + n, 96 - n, ".%03d", (int)(rest < 0 ? -rest : rest));
  return n + (size_t)snprintf(out + n, 96 - n, " working %s%s", units[i].word, plural);
}
