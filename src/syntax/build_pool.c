/* Pools, their members, and on what terms these are given leads. */
#include "base/limits.h"
#include "syntax/build.h"

PoolDecl *pool_new(Parser *p) { return ARENA_NEW(p->arena, PoolDecl); }

void pool_absent(Parser *p, PoolDecl *pool, const Token *most, Span word) {
  Number limit = {.is_int = true, .i = LIMIT_CATCH_UP};
  if (pool->has_absent) given_twice(p, "`absent`", word, pool->absent_span);
  pool->has_absent = true;
  pool->absent_span = word;
  if (!most) return;
  pool->catch_up = most->number.is_int ? most->number.i : 0;
  if (pool->catch_up < 1 || number_cmp(most->number, limit) > 0)
    diag_add(p->diags, DIAG_CATCH_UP, most->span, LIMIT_CATCH_UP);
}

void pool_strategy(Parser *p, PoolDecl *pool, Strategy *how) {
  if (pool->strategy != STRATEGY_NONE) diag_add(p->diags, DIAG_GIVEN_TWICE, how->span, "the strategy");
  pool->strategy = how->kind;
  pool->how = how;
}

void script_pool(Parser *p, const Token *name, PoolDecl *pool) {
  pool->name = text_not_empty(p, name);
  pool->span = name->span;
  VEC_PUSH(p->arena, p->script->pools, *pool);
}

void script_pool_from_reps(Parser *p, const Token *name, Expr *where, PoolDecl *settings) {
  PoolDecl plain = {0};
  PoolDecl *pool = settings ? settings : &plain;
  pool->from_reps = true;
  pool->from_where = where;
  script_pool(p, name, pool);
}

void pool_member(Parser *p, PoolDecl *pool, const Member *member) { VEC_PUSH(p->arena, pool->members, *member); }

Member member_of(Parser *p, const Token *name) { return (Member){.name = text_not_empty(p, name), .span = name->span}; }

void member_weight(Parser *p, Member *member, const Token *weight) {
  if (member->has_weight) given_twice(p, "the weight", weight->span, member->weight_span);
  if (number_cmp(weight->number, (Number){.is_int = true, .i = 0}) <= 0)
    diag_add(p->diags, DIAG_BAD_WEIGHT, weight->span);
  member->has_weight = true;
  member->weight = weight->number;
  member->weight_span = weight->span;
}

void skill_add(Parser *p, const Token *skill) { VEC_PUSH(p->arena, p->skills, skill->text); }

void member_skills(Parser *p, Member *member) {
  for (uint32_t i = 0; i < p->skills.n; i++) VEC_PUSH(p->arena, member->skills, p->skills.v[i]);
  p->skills.n = 0;
}

/* ---- capacity */

static CapacityUnit capacity_unit(Parser *p, const Token *per) {
  if (!per) return CAPACITY_OPEN;
  if (str_is(per->text, "day")) return CAPACITY_DAY;
  if (str_is(per->text, "week")) return CAPACITY_WEEK;
  if (str_is(per->text, "month")) return CAPACITY_MONTH;
  diag_add(p->diags, DIAG_CAPACITY_UNIT, per->span, STR_FMT(per->text));
  diag_fix(p->diags, "write `per day`, `per week` or `per month`");
  return CAPACITY_DAY;
}

int64_t capacity_count(Parser *p, const Token *number) {
  if (number->number.is_int) return number->number.i;
  diag_add(p->diags, DIAG_BAD_CAPACITY, number->span);
  return 0;
}

Capacity capacity_of(Parser *p, const Token *number, const Token *per, Span span) {
  Capacity capacity = {0};
  CapacityUnit unit = capacity_unit(p, per);
  capacity.has[unit] = true;
  capacity.spans[unit] = span;
  capacity.most[unit] = capacity_count(p, number);
  return capacity;
}

Capacity capacity_both(Parser *p, const Capacity *a, const Capacity *b) {
  Capacity both = *a;
  for (int unit = 0; unit < CAPACITY_UNITS; unit++) {
    if (!b->has[unit]) continue;
    if (both.has[unit]) given_twice(p, "the capacity", b->spans[unit], both.spans[unit]);
    both.has[unit] = true;
    both.most[unit] = b->most[unit];
    both.spans[unit] = b->spans[unit];
  }
  return both;
}

/* Only open leads are looked at again: how many of today's were of a class nobody knows tomorrow. */
static void capacity_class(Parser *p, Terms *terms, const Capacity *capacity, Expr *when, Span span) {
  for (int unit = CAPACITY_DAY; unit < CAPACITY_UNITS; unit++)
    if (capacity->has[unit]) diag_add(p->diags, DIAG_CAPACITY_WHEN, capacity->spans[unit]);
  ClassCapacity class = {.most = capacity->most[CAPACITY_OPEN], .when = when, .span = span};
  VEC_PUSH(p->arena, terms->classes, class);
}

void capacity_set(Parser *p, Terms *terms, const Capacity *capacity, Expr *when, Span span) {
  if (when) capacity_class(p, terms, capacity, when, span);
  else terms->capacity = capacity_both(p, &terms->capacity, capacity);
}

enum { WEEK_MS = 7 * 24 * 60 * 60 * 1000 };

void capacity_auto(Parser *p, Terms *terms, const Expr *history, Span span) {
  int64_t weeks = history->duration_ms / WEEK_MS;
  bool whole = !history->working && history->duration_ms % WEEK_MS == 0;
  if (terms->auto_weeks) given_twice(p, "`capacity auto`", span, terms->auto_span);
  terms->auto_span = span;
  terms->auto_weeks = LIMIT_AUTO_WEEKS;
  if (whole && weeks >= LIMIT_AUTO_LEAST_WEEKS && weeks <= LIMIT_AUTO_WEEKS) terms->auto_weeks = (uint32_t)weeks;
  else diag_add(p->diags, DIAG_CAPACITY_AUTO, history->span, (int)LIMIT_AUTO_LEAST_WEEKS, (int)LIMIT_AUTO_WEEKS);
}

/* ---- when */

static void text_once(Parser *p, Str *place, Span *span, const Token *text, const char *what) {
  if (place->n) given_twice(p, what, text->span, *span);
  *place = text_not_empty(p, text);
  *span = text->span;
}

void terms_hours(Parser *p, Terms *terms, const Token *word, const Token *hours) {
  if (str_is(word->text, "hours")) text_once(p, &terms->hours, &terms->hours_span, hours, "`hours`");
  else diag_add(p->diags, DIAG_SYNTAX, word->span, STR_FMT(STR("`hours`")), STR_FMT(word->text));
}

void terms_zone(Parser *p, Terms *terms, const Token *zone) {
  text_once(p, &terms->zone, &terms->zone_span, zone, "the zone");
}

void terms_calendar(Parser *p, Terms *terms, const Token *calendar) {
  text_once(p, &terms->calendar, &terms->calendar_span, calendar, "the calendar");
}
