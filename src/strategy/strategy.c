#include "strategy/strategy.h"
#include "base/hash.h"
#include "base/mem.h"
#include <math.h>

/* The member with the greatest seq, or -1 when nobody was served yet: turns go on behind him. */
static int32_t last_served(const Candidate *members, uint32_t count) {
  int32_t last = -1;
  int64_t seq = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (members[i].seq > seq) {
      seq = members[i].seq;
      last = (int32_t)i;
    }
  }
  return last;
}

/* The i-th place of the listed order turned so that it begins behind `last`. */
static uint32_t turned(uint32_t i, int32_t last, uint32_t count) {
  uint32_t at = i + (uint32_t)(last + 1);
  return at < count ? at : at - count;
}

static int32_t pick_roundrobin(const Candidate *members, uint32_t count) {
  int32_t last = last_served(members, count);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = turned(i, last, count);
    if (members[at].eligible) return (int32_t)at;
  }
  return -1;
}

static int32_t pick_first(const Candidate *members, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (members[i].eligible) return (int32_t)i;
  }
  return -1;
}

/* The hash's high bits times the number of eligible members: uniform to within 1 in 2^64. */
static int32_t pick_random(const Candidate *members, uint32_t count, Str lead_id) {
  uint64_t eligible = 0;
  for (uint32_t i = 0; i < count; i++) eligible += members[i].eligible;
  if (eligible == 0) return -1;
  uint64_t nth = (uint64_t)(((unsigned __int128)hash_fixed(lead_id) * eligible) >> 64);
  for (uint32_t i = 0; i < count; i++) {
    if (members[i].eligible && nth-- == 0) return (int32_t)i;
  }
  BUG("the random member is not among the eligible ones");
}

static bool less_loaded(const Candidate *a, const Candidate *b, bool relative) {
  if (!relative) return a->open < b->open;
  return (__int128)a->open * b->capacity < (__int128)b->open * a->capacity;
}

static int32_t pick_leastloaded(const Candidate *members, uint32_t count) {
  bool relative = true;
  for (uint32_t i = 0; i < count; i++) {
    if (members[i].eligible && members[i].capacity < 0) relative = false;
  }
  int32_t last = last_served(members, count), best = -1;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = turned(i, last, count);
    if (!members[at].eligible || members[at].capacity == 0) continue;
    if (best < 0 || less_loaded(&members[at], &members[best], relative)) best = (int32_t)at;
  }
  return best;
}

/* ---- weighted ---- */

/* Weights as whole millionths: 3 : 1.5 : 1 is exact. At most 10^12 each, so that the sum over the largest pool and
 * every product below stay inside 64 and 128 bits. */
enum { WEIGHT_UNIT = 1000000, WEIGHT_MAX = 1000000 };

static int64_t weight_units(Number w) {
  if (w.is_int) {
    if (w.i < 1) return 1;
    return (w.i < WEIGHT_MAX ? w.i : WEIGHT_MAX) * WEIGHT_UNIT;
  }
  if (!(w.d > 0)) return 1;
  double d = w.d < WEIGHT_MAX ? w.d : WEIGHT_MAX;
  int64_t units = llround(d * WEIGHT_UNIT);
  return units > 0 ? units : 1;
}

static int64_t weight_sum(const Candidate *members, uint32_t count) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (members[i].eligible) sum += weight_units(members[i].weight);
  }
  return sum;
}

/* The member's lag in units of 1/sum of a turn, strictly inside one turn. */
static int64_t lag_in(const Candidate *m, int64_t sum) {
  int64_t lag = m->credit;
  if (m->scale <= 0) {
    lag = 0;
  } else if (m->scale != sum) {
    __int128 scaled = (__int128)m->credit * sum / m->scale;
    if (scaled > sum - 1) scaled = sum - 1;
    if (scaled < 1 - sum) scaled = 1 - sum;
    return (int64_t)scaled;
  }
  if (lag > sum - 1) return sum - 1;
  return lag < 1 - sum ? 1 - sum : lag;
}

/* Turns until the member is owed a whole one: the smallest h >= 1 with lag + h * w >= sum. */
static int64_t deadline_of(int64_t lag, int64_t w, int64_t sum) {
  int64_t missing = sum - lag;
  return missing <= w ? 1 : (missing - 1) / w + 1;
}

static int32_t pick_weighted(const Candidate *members, uint32_t count) {
  int64_t sum = weight_sum(members, count);
  int32_t last = last_served(members, count), due = -1, ahead = -1;
  int64_t due_deadline = 0, ahead_lag = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = turned(i, last, count);
    if (!members[at].eligible) continue;
    int64_t w = weight_units(members[at].weight), lag = lag_in(&members[at], sum);
    if (lag + w > 0) {
      int64_t deadline = deadline_of(lag, w, sum);
      if (due < 0 || deadline < due_deadline) {
        due = (int32_t)at;
        due_deadline = deadline;
      }
    } else if (ahead < 0 || lag > ahead_lag) { /* only when the eligible set has changed can all be ahead */
      ahead = (int32_t)at;
      ahead_lag = lag;
    }
  }
  return due >= 0 ? due : ahead;
}

double strategy_owed(const Candidate *members, uint32_t count, int32_t member) {
  int64_t sum = weight_sum(members, count);
  const Candidate *m = &members[member];
  if (!m->eligible) return 0;
  return (double)(lag_in(m, sum) + weight_units(m->weight)) / (double)sum;
}

static void take_weighted(Candidate *members, uint32_t count, int32_t picked) {
  int64_t sum = weight_sum(members, count);
  for (uint32_t i = 0; i < count; i++) {
    Candidate *m = &members[i];
    if (!m->eligible) continue;
    m->credit = lag_in(m, sum) + weight_units(m->weight);
    if ((int32_t)i == picked) m->credit -= sum;
    m->scale = sum;
  }
}

int32_t strategy_pick(StrategyKind kind, const Candidate *members, uint32_t count, Str lead_id) {
  switch (kind) {
    case STRATEGY_WEIGHTED: return pick_weighted(members, count);
    case STRATEGY_LEASTLOADED: return pick_leastloaded(members, count);
    case STRATEGY_FIRST: return pick_first(members, count);
    case STRATEGY_RANDOM: return pick_random(members, count, lead_id);
    case STRATEGY_NONE:
    case STRATEGY_ROUNDROBIN: break;
  }
  return pick_roundrobin(members, count);
}

void strategy_take(StrategyKind kind, Candidate *members, uint32_t count, int32_t picked) {
  ASSERT(picked >= 0 && (uint32_t)picked < count && members[picked].eligible);
  int32_t last = last_served(members, count);
  members[picked].seq = (last < 0 ? 0 : members[last].seq) + 1;
  if (kind == STRATEGY_WEIGHTED) take_weighted(members, count, picked);
}
