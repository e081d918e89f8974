#include "strategy/strategy.h"
#include "base/hash.h"
#include "base/mem.h"

/* ---- turns ---- */

void turns_init(Turns *t, Arena *a, Candidate *members, uint32_t count, int64_t time, int64_t sum) {
  *t = (Turns){.arena = a, .members = members, .count = count, .last = -1, .time = time, .sum = sum};
  t->served = ARENA_ARRAY(a, bool, count);
  for (uint32_t i = 0; i < count; i++) {
    if (members[i].seq <= t->last_seq) continue;
    t->last_seq = members[i].seq;
    t->last = (int32_t)i;
  }
}

static const int64_t *own_weights(Turns *t) {
  if (t->weights) return t->weights;
  Number *weights = mem_alloc((t->count + 1) * sizeof *weights);
  for (uint32_t i = 0; i < t->count; i++) weights[i] = t->members[i].weight;
  t->weights = ARENA_ARRAY(t->arena, int64_t, t->count);
  weights_whole(weights, t->count, t->weights);
  mem_free(weights);
  return t->weights;
}

static Weighing *weighing_of(Lineup *l) {
  Turns *t = l->turns;
  const uint64_t own = UINT64_MAX;
  const int64_t *weights = l->weights ? l->weights : own_weights(t);
  if (!t->weighing) {
    Share *shares = mem_alloc((t->count + 1) * sizeof *shares);
    for (uint32_t i = 0; i < t->count; i++) shares[i] = t->members[i].share;
    t->weighing = weighing_new(t->arena, t->count, shares, t->time, t->sum, weights);
    mem_free(shares);
  }
  weighing_use(t->weighing, weights, l->weights ? l->weights_id : own);
  weighing_sync(t->weighing, &l->eligible);
  return t->weighing;
}

bool turns_moved(Turns *t, uint32_t member, Candidate *out) {
  bool touched = t->weighing && t->weighing->touched[member];
  if (!touched && !t->served[member]) return false;
  if (t->weighing) {
    t->members[member].share = weighing_share(t->weighing, member);
    t->weighing->touched[member] = false;
  }
  t->served[member] = false;
  *out = t->members[member];
  return true;
}

/* ---- who can be chosen ---- */

static int cmp_absolute(const void *ctx, uint32_t a, uint32_t b) {
  const Candidate *m = ((const Turns *)ctx)->members;
  return (m[a].open > m[b].open) - (m[a].open < m[b].open);
}

static int cmp_relative(const void *ctx, uint32_t a, uint32_t b) {
  const Candidate *m = ((const Turns *)ctx)->members;
  __int128 x = (__int128)m[a].open * m[b].capacity, y = (__int128)m[b].open * m[a].capacity;
  return (x > y) - (x < y);
}

static int cmp_least(const void *ctx, uint32_t a, uint32_t b) {
  const Lineup *l = ctx;
  return number_cmp(l->values[a], l->values[b]);
}

static int cmp_greatest(const void *ctx, uint32_t a, uint32_t b) { return cmp_least(ctx, b, a); }

void lineup_init(Lineup *l, Arena *a, Turns *turns) {
  *l = (Lineup){.arena = a, .turns = turns};
  member_set_init(&l->eligible, a, turns->count);
}

void lineup_put(Lineup *l, uint32_t member, bool eligible) {
  const Candidate *m = &l->turns->members[member];
  if (member_set_put(&l->eligible, member, eligible) && m->capacity < 0) l->unbounded += eligible ? 1 : UINT32_MAX;
  if (l->has_relative) tournament_put(&l->relative, member, eligible && m->capacity > 0);
  if (l->has_absolute) tournament_put(&l->absolute, member, eligible && m->capacity != 0);
  if (l->has_best) tournament_put(&l->best, member, eligible);
}

/* ---- strategies ---- */

static uint32_t behind_last(const Turns *t) { return (uint32_t)(t->last + 1) < t->count ? (uint32_t)(t->last + 1) : 0; }

static int32_t pick_roundrobin(const Lineup *l) {
  int32_t next = member_set_next(&l->eligible, behind_last(l->turns));
  return next >= 0 ? next : member_set_next(&l->eligible, 0);
}

/* The hash's high bits times the number of eligible members: uniform to within 1 in 2^64. */
static int32_t pick_random(const Lineup *l, Str lead_id) {
  uint32_t eligible = l->eligible.count;
  return member_set_nth(&l->eligible, (uint32_t)(((unsigned __int128)hash_fixed(lead_id) * eligible) >> 64));
}

static void tournament_of_loads(Lineup *l, Tournament *t, MemberCmp cmp, bool relative) {
  tournament_init(t, l->arena, l->turns->count, cmp, l->turns);
  for (int32_t i = -1; (i = member_set_next(&l->eligible, (uint32_t)(i + 1))) >= 0;) {
    int64_t capacity = l->turns->members[i].capacity;
    if (relative ? capacity > 0 : capacity != 0) tournament_put(t, (uint32_t)i, true);
  }
}

static int32_t pick_best(Lineup *l, MemberCmp cmp) {
  ASSERT(l->values);
  if (!l->has_best) {
    tournament_init(&l->best, l->arena, l->turns->count, cmp, l);
    tournament_fill(&l->best, &l->eligible);
    l->has_best = true;
  }
  return tournament_best_from(&l->best, behind_last(l->turns));
}

static int32_t pick_leastloaded(Lineup *l) {
  uint32_t from = behind_last(l->turns);
  if (l->values) return pick_best(l, cmp_least);
  if (l->unbounded > 0) {
    if (!l->has_absolute) tournament_of_loads(l, &l->absolute, cmp_absolute, false);
    l->has_absolute = true;
    return tournament_best_from(&l->absolute, from);
  }
  if (!l->has_relative) tournament_of_loads(l, &l->relative, cmp_relative, true);
  l->has_relative = true;
  return tournament_best_from(&l->relative, from);
}

int32_t strategy_pick(StrategyKind kind, Lineup *l, Str lead_id) {
  if (l->eligible.count == 0) return -1;
  switch (kind) {
    case STRATEGY_WEIGHTED: return weighing_pick(weighing_of(l), l->turns->last);
    case STRATEGY_LEASTLOADED: return pick_leastloaded(l);
    case STRATEGY_BEST: return pick_best(l, cmp_greatest);
    case STRATEGY_NEAREST:
      return places_nearest(l->places, &l->eligible, l->lat, l->lon, behind_last(l->turns), &l->km);
    case STRATEGY_FIRST: return member_set_next(&l->eligible, 0);
    case STRATEGY_RANDOM: return pick_random(l, lead_id);
    case STRATEGY_NONE:
    case STRATEGY_ROUNDROBIN: break;
  }
  return pick_roundrobin(l);
}

double strategy_owed(const Lineup *l, uint32_t member) {
  return l->turns->weighing ? weighing_owed(l->turns->weighing, member) : 0;
}

void strategy_take(StrategyKind kind, Lineup *l, uint32_t picked) {
  Turns *t = l->turns;
  ASSERT(picked < t->count && member_set_has(&l->eligible, picked));
  t->members[picked].seq = ++t->last_seq;
  t->last = (int32_t)picked;
  t->served[picked] = true;
  if (kind == STRATEGY_WEIGHTED) weighing_take(t->weighing, picked);
}
