/* When somebody may be given leads, and how many: what depends on the time is worked out once for Roster.now, so that
 * the question itself compares a few numbers. */
#include "base/limits.h"
#include "base/mem.h"
#include "engine/learned.h"
#include "engine/roster.h"
#include <stdlib.h>

enum { DAY_MS = 24 * 60 * 60 * 1000, HISTORY_MARGIN_WEEKS = 4, WEEK_DAYS = 7 };

/* ---- the clock of a rep ---- */

typedef struct Periods { int64_t day, week, month, next_month; } Periods; /* their first days, since 1970 */

static Periods periods_at(const Zone *zone, int64_t now) {
  Civil local;
  zone_civil(zone, now, &local);
  Periods p = {.day = civil_days(local.year, local.month, local.day)};
  p.week = p.day - (weekday_iso(p.day) - 1);
  p.month = civil_days(local.year, local.month, 1);
  bool last = local.month == 12;
  p.next_month = civil_days(local.year + last, last ? 1 : local.month + 1, 1);
  return p;
}

static int64_t day_starts(const Zone *zone, int64_t day) {
  Civil midnight;
  zone_civil(zone_utc(), day * DAY_MS, &midnight);
  return zone_instant(zone, &midnight);
}

/* When a unit is counted from the beginning again. */
static int64_t unit_ends(const RosterRep *rep, CapacityUnit unit, int64_t now) {
  Periods p = periods_at(rep->zone, now);
  switch (unit) {
    case CAPACITY_DAY: return day_starts(rep->zone, p.day + 1);
    case CAPACITY_WEEK: return day_starts(rep->zone, p.week + WEEK_DAYS);
    case CAPACITY_MONTH: return day_starts(rep->zone, p.next_month);
    default: return INT64_MAX;
  }
}

/* ---- counts ---- */

int64_t rep_count(const RosterRep *rep, CapacityUnit unit) {
  return unit == CAPACITY_OPEN ? rep->open : rep->given[unit];
}

static void rep_sum(RosterRep *rep, int64_t now) {
  Periods p = periods_at(rep->zone, now);
  rep->today = p.day;
  for (int unit = 0; unit < CAPACITY_UNITS; unit++) rep->given[unit] = 0;
  for (uint32_t i = 0; i < rep->days.n; i++) {
    int64_t day = rep->days.v[i].day, leads = rep->days.v[i].leads;
    if (day == p.day) rep->given[CAPACITY_DAY] += leads;
    if (p.week <= day && day < p.week + WEEK_DAYS) rep->given[CAPACITY_WEEK] += leads;
    if (p.month <= day && day < p.next_month) rep->given[CAPACITY_MONTH] += leads;
  }
}

void roster_add_days(Roster *r, RosterRep *rep, int64_t day, int64_t leads) {
  for (uint32_t i = rep->days.n; i-- > 0;) {
    if (rep->days.v[i].day != day) continue;
    rep->days.v[i].leads += leads;
    return;
  }
  VEC_PUSH(&r->arena, rep->days, (DayLeads){day, leads});
}

void roster_set_given(Roster *r, uint32_t index, CapacityUnit unit, int64_t leads) {
  RosterRep *rep = &r->reps.v[index];
  Periods p = periods_at(rep->zone, r->now);
  int64_t first = unit == CAPACITY_MONTH ? p.month : unit == CAPACITY_WEEK ? p.week : p.day;
  roster_add_days(r, rep, first, leads - rep->given[unit]);
  rep_sum(rep, r->now);
}

void roster_count(Roster *r, uint32_t index) {
  RosterRep *rep = &r->reps.v[index];
  rep->open++;
  for (int unit = CAPACITY_DAY; unit < CAPACITY_UNITS; unit++) rep->given[unit]++;
  roster_add_days(r, rep, rep->today, 1);
  if (rep->unsaved++ == 0) VEC_PUSH(&r->arena, r->counted, index);
  roster_rep_changed(r, index);
}

DayAdd *roster_days_moved(Roster *r, Arena *a, uint32_t *count_out) {
  DayAdd *days = ARENA_ARRAY(a, DayAdd, r->counted.n);
  for (uint32_t i = 0; i < r->counted.n; i++) {
    RosterRep *rep = &r->reps.v[r->counted.v[i]];
    days[i] = (DayAdd){.rep = rep->id, .day = rep->today, .leads = rep->unsaved};
    rep->unsaved = 0;
  }
  *count_out = r->counted.n;
  r->counted.n = 0;
  return days;
}

/* How far back the days are needed. */
int64_t roster_first_day(const Roster *r) {
  const Chunk *chunk = r->chunk;
  uint32_t weeks = 0;
  for (uint32_t i = 0; i < chunk->pools.n; i++) {
    const CodePool *pool = &chunk->pools.v[i];
    if (pool->terms.auto_weeks > weeks) weeks = pool->terms.auto_weeks;
    for (uint32_t k = 0; k < pool->members.n; k++)
      if (pool->members.v[k].terms.auto_weeks > weeks) weeks = pool->members.v[k].terms.auto_weeks;
  }
  int64_t back = weeks ? ((int64_t)weeks + HISTORY_MARGIN_WEEKS) * WEEK_DAYS : 0, month = 33;
  return r->now / DAY_MS - (back > month ? back : month);
}

static AutoCapacity learn(const RosterRep *rep, uint32_t weeks) {
  int64_t today = rep->today, count = (int64_t)weeks * WEEK_DAYS, first = today;
  int64_t leads[LIMIT_AUTO_WEEKS * WEEK_DAYS] = {0};
  for (uint32_t i = 0; i < rep->days.n; i++) {
    int64_t day = rep->days.v[i].day;
    if (day < first) first = day;
    if (today - count <= day && day < today) leads[day - (today - count)] += rep->days.v[i].leads;
  }
  return auto_capacity(leads, weeks, today - first);
}

/* ---- now ---- */

/* One spell may begin when another ends: the end of all of them. */
static bool spells_cover(const Spells *spells, int64_t now, int64_t *until_out) {
  int64_t until = now;
  for (uint32_t i = 0; i < spells->n && spells->v[i].from <= until; i++)
    if (spells->v[i].until > until) until = spells->v[i].until;
  if (until > now) *until_out = until;
  return until > now;
}

static PassKind rep_out(const RosterRep *rep, int64_t now, int64_t *until) {
  *until = INT64_MAX;
  if (now >= rep->departed_at) {
    *until = rep->departed_at;
    return PASS_DEPARTED;
  }
  if (!rep->active) return PASS_INACTIVE;
  if (now < rep->paused_until) {
    *until = rep->paused_until;
    return PASS_PAUSED;
  }
  return spells_cover(&rep->away, now, until) ? PASS_AWAY : PASS_NONE;
}

static void terms_set_now(const Roster *r, const RosterRep *rep, MemberTerms *terms) {
  terms->out = rep_out(rep, r->now, &terms->out_until);
  if (terms->auto_weeks) {
    terms->learned = learn(rep, terms->auto_weeks);
    if (terms->learned.known) terms->most[CAPACITY_DAY] = terms->learned.per_day;
  }
  if (terms->out != PASS_NONE) return;
  if (terms->calendar && !calendar_working(terms->calendar, r->now)) {
    terms->out = PASS_HOURS;
    if (!calendar_opens(terms->calendar, r->now, &terms->out_until)) terms->out_until = INT64_MAX;
  } else if (spells_cover(&rep->busy, r->now, &terms->out_until)) {
    terms->out = PASS_BUSY;
  }
}

void roster_set_now(Roster *r, int64_t now) {
  r->now = now;
  for (uint32_t i = 0; i < r->reps.n; i++) {
    rep_sum(&r->reps.v[i], now);
    terms_set_now(r, &r->reps.v[i], &r->reps.v[i].terms);
  }
  for (uint32_t p = 0; p < r->pools.n; p++)
    for (uint32_t i = 0; i < r->pools.v[p].count; i++)
      terms_set_now(r, &r->reps.v[r->pools.v[p].reps[i]], &r->pools.v[p].terms[i]);
}

/* ---- the question ---- */

PassKind roster_gate(const RosterRep *rep, const MemberTerms *terms) {
  const int64_t *most = terms->most;
  if (terms->out != PASS_NONE) return terms->out;
  if (most[CAPACITY_OPEN] >= 0 && rep->open >= most[CAPACITY_OPEN]) return PASS_CAPACITY;
  for (int unit = CAPACITY_DAY; unit < CAPACITY_UNITS; unit++)
    if (most[unit] >= 0 && rep->given[unit] >= most[unit]) return (PassKind)(PASS_CAPACITY + unit);
  return PASS_NONE;
}

Pass roster_pass(const Roster *r, PassKind kind, uint32_t rep, const MemberTerms *terms) {
  const RosterRep *who = &r->reps.v[rep];
  Pass pass = {.kind = kind, .rep = rep, .pool = NO_POOL, .until = INT64_MAX};
  if (kind > PASS_NONE && kind < PASS_CAPACITY) pass.until = terms->out_until;
  if (kind < PASS_CAPACITY || kind > PASS_MONTH) return pass;
  CapacityUnit unit = (CapacityUnit)(kind - PASS_CAPACITY);
  pass.count = rep_count(who, unit);
  pass.most = terms->most[unit];
  pass.until = unit_ends(who, unit, r->now);
  return pass;
}

/* ---- in words ---- */

/* "2026-03-02 09:00 +01:00" in the rep's zone; a midnight as the date alone. */
static Str moment_words(Arena *a, const Zone *zone, int64_t instant) {
  Civil local;
  zone_civil(zone, instant, &local);
  if (zone_day_start(zone, instant) == instant)
    return arena_printf(a, "%04lld-%02d-%02d", (long long)local.year, local.month, local.day);
  int32_t offset = zone_offset(zone, instant) / 60;
  int minutes = offset < 0 ? -offset : offset;
  return arena_printf(a, "%04lld-%02d-%02d %02d:%02d %c%02d:%02d", (long long)local.year, local.month, local.day,
                      local.hour, local.minute, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static Str until_words(Arena *a, const Roster *r, const Pass *pass, const char *alone, const char *until) {
  if (pass->until == INT64_MAX) return str_of(alone);
  Str moment = moment_words(a, r->reps.v[pass->rep].zone, pass->until);
  return arena_printf(a, "%s %.*s", until, STR_FMT(moment));
}

static Str capacity_words(Arena *a, const Roster *r, const Pass *pass) {
  static const char *const units[CAPACITY_UNITS] = {"open", "today", "this week", "this month"};
  CapacityUnit unit = (CapacityUnit)(pass->kind - PASS_CAPACITY);
  if (unit == CAPACITY_OPEN)
    return arena_printf(a, "at capacity: %lld of %lld open", (long long)pass->count, (long long)pass->most);
  Str moment = moment_words(a, r->reps.v[pass->rep].zone, pass->until);
  return arena_printf(a, "at capacity: %lld of %lld %s, until %.*s", (long long)pass->count, (long long)pass->most,
                      units[unit], STR_FMT(moment));
}

Str pass_words(Arena *a, const Roster *r, const Pass *pass) {
  switch (pass->kind) {
    case PASS_DEPARTED: return until_words(a, r, pass, "departed", "departed on");
    case PASS_INACTIVE: return STR("inactive");
    case PASS_PAUSED: return until_words(a, r, pass, "paused", "paused until");
    case PASS_AWAY: return until_words(a, r, pass, "away", "away until");
    case PASS_HOURS: return until_words(a, r, pass, "outside hours", "outside hours until");
    case PASS_BUSY: return until_words(a, r, pass, "in a meeting", "in a meeting until");
    case PASS_CAPACITY:
    case PASS_DAY:
    case PASS_WEEK:
    case PASS_MONTH: return capacity_words(a, r, pass);
    case PASS_CLASS:
      return arena_printf(a, "at capacity: %lld of %lld open when %.*s", (long long)pass->count, (long long)pass->most,
                          STR_FMT(r->chunk->classes.v[pass->class].text));
    case PASS_WHERE: return STR("where");
    case PASS_LAST:
      if (!r->chunk->targets.v[pass->target].not_last) return STR("had this lead before");
      return arena_printf(a, "had this lead before (not last %u)", r->chunk->targets.v[pass->target].not_last);
    case PASS_VALUE:
    case PASS_PLACE:
    case PASS_LEAD_PLACE:
    case PASS_FAR: return pass_by_words(a, pass);
    case PASS_NONE: break;
  }
  return (Str){"", 0};
}
