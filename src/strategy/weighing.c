#include "strategy/weighing.h"
#include "base/mem.h"
#include <string.h>

typedef __int128 Wide;

/* ---- weights as whole numbers ---- */

enum { SUM_BITS = 60 };

typedef struct Decimal { /* mantissa times ten to the exponent */
  int64_t mantissa;
  int exponent;
} Decimal;

/* The shortest decimal that reads back the same: what was written. */
static Decimal decimal_of(Number x) {
  char text[32];
  Decimal d = {0, 0};
  if (x.is_int ? x.i <= 0 : !(x.d > 0)) return d;
  size_t n = number_format(x, text), i = 0;
  bool fraction = false;
  for (; i < n && text[i] != 'e'; i++) {
    if (text[i] == '.') fraction = true;
    else {
      d.mantissa = d.mantissa * 10 + (text[i] - '0');
      d.exponent -= fraction;
    }
  }
  if (i < n) {
    int exponent = 0;
    bool minus = text[++i] == '-';
    for (i += text[i] == '-' || text[i] == '+'; i < n; i++) exponent = exponent * 10 + (text[i] - '0');
    d.exponent += minus ? -exponent : exponent;
  }
  while (d.mantissa && d.mantissa % 10 == 0) {
    d.mantissa /= 10;
    d.exponent++;
  }
  return d;
}

/* d in units of ten to the exponent, rounded, at least 1; more than `most` gives more than `most`. */
static Wide decimal_units(Decimal d, int exponent, Wide most) {
  Wide units = d.mantissa;
  for (int e = d.exponent; e > exponent && units <= most; e--) units *= 10;
  for (int e = d.exponent; e < exponent && units > 0; e++) units = e + 1 == exponent ? (units + 5) / 10 : units / 10;
  return units > 0 ? units : 1;
}

static int64_t common_divisor(int64_t a, int64_t b) {
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

void weights_whole(const Number *weights, uint32_t count, int64_t *out) {
  const Wide most = (Wide)1 << SUM_BITS;
  Decimal *decimals = mem_alloc((count + 1) * sizeof *decimals);
  int exponent = 400;
  for (uint32_t i = 0; i < count; i++) {
    decimals[i] = decimal_of(weights[i]);
    if (decimals[i].mantissa && decimals[i].exponent < exponent) exponent = decimals[i].exponent;
  }
  for (Wide sum = most;; exponent++) {
    sum = 0;
    for (uint32_t i = 0; i < count && sum < most; i++)
      if (decimals[i].mantissa) sum += decimal_units(decimals[i], exponent, most);
    if (sum < most) break;
  }
  int64_t divisor = 0;
  for (uint32_t i = 0; i < count; i++) {
    out[i] = decimals[i].mantissa ? (int64_t)decimal_units(decimals[i], exponent, most) : 0;
    divisor = common_divisor(out[i], divisor);
  }
  for (uint32_t i = 0; i < count && divisor > 1; i++) out[i] /= divisor;
  mem_free(decimals);
}

/* ---- comparing ---- */

/* Whose turn is due first: (credit + 1 turn) / weight, the less the sooner. */
static int cmp_due(const void *ctx, uint32_t a, uint32_t b) {
  const Weighing *w = ctx;
  Wide x = (Wide)(w->credit[a] + TURN_UNITS) * w->weights[b], y = (Wide)(w->credit[b] + TURN_UNITS) * w->weights[a];
  return (x > y) - (x < y);
}

/* Whose turn begins first: credit / weight. */
static int cmp_early(const void *ctx, uint32_t a, uint32_t b) {
  const Weighing *w = ctx;
  Wide x = (Wide)w->credit[a] * w->weights[b], y = (Wide)w->credit[b] * w->weights[a];
  return (x > y) - (x < y);
}

static int cmp_latest(const void *ctx, uint32_t a, uint32_t b) { return cmp_early(ctx, b, a); }

/* The turn after this one begins to be his before it ends. */
static bool is_due(const Weighing *w, uint32_t member) {
  return (Wide)w->weights[member] * (w->time + TURN_UNITS) > (Wide)w->credit[member] * w->sum;
}

static int64_t divided(Wide a, Wide b) { /* to the nearest, halves up; b > 0 */
  Wide twice = 2 * a + b, by = 2 * b, whole = twice / by;
  if (twice % by < 0) whole--;
  return (int64_t)whole;
}

/* What he is due since V was 0, in units. */
static int64_t due_units(const Weighing *w, int64_t weight) {
  return w->sum > 0 ? divided((Wide)weight * w->time, w->sum) : 0;
}

static int64_t within_a_turn(int64_t lag) {
  if (lag > TURN_UNITS - 1) return TURN_UNITS - 1;
  return lag < 1 - TURN_UNITS ? 1 - TURN_UNITS : lag;
}

/* ---- who shares ---- */

static void place(Weighing *w, uint32_t member, bool due, bool early) {
  tournament_put(&w->due, member, due);
  tournament_put(&w->latest, member, due);
  tournament_put(&w->early, member, early);
}

static void place_all(Weighing *w) {
  Arena scratch;
  MemberSet due;
  arena_init(&scratch, 0);
  member_set_init(&due, &scratch, w->count);
  for (int32_t i = -1; (i = member_set_next(&w->in, (uint32_t)(i + 1))) >= 0;)
    if (is_due(w, (uint32_t)i)) member_set_put(&due, (uint32_t)i, true);
  tournament_fill(&w->due, &due);
  tournament_fill(&w->latest, &due);
  for (int32_t i = -1; (i = member_set_next(&w->in, (uint32_t)(i + 1))) >= 0;)
    member_set_put(&due, (uint32_t)i, !member_set_has(&due, (uint32_t)i));
  tournament_fill(&w->early, &due);
  arena_deinit(&scratch);
}

/* The turns of time/sum have passed: some may have begun, and with a greater sum some begin later than they did. */
static void settle(Weighing *w) {
  int32_t i;
  while ((i = tournament_best(&w->latest)) >= 0 && !is_due(w, (uint32_t)i)) place(w, (uint32_t)i, false, true);
  while ((i = tournament_best(&w->early)) >= 0 && is_due(w, (uint32_t)i)) place(w, (uint32_t)i, true, false);
}

static void leave(Weighing *w, uint32_t member) {
  w->credit[member] = within_a_turn(due_units(w, w->weights[member]) - w->credit[member]);
  w->touched[member] = true;
  member_set_put(&w->in, member, false);
}

static void enter(Weighing *w, uint32_t member) {
  w->credit[member] = due_units(w, w->weights[member]) - w->credit[member];
  w->touched[member] = true;
  member_set_put(&w->in, member, true);
}

/* V becomes 0 and everyone's turns are counted from there. */
static void start_again(Weighing *w) {
  for (int32_t i = -1; (i = member_set_next(&w->in, (uint32_t)(i + 1))) >= 0;) {
    w->credit[i] -= due_units(w, w->weights[i]);
    w->touched[i] = true;
  }
  w->time = 0;
  place_all(w);
}

/* The sum changes, V does not. */
static void sum_becomes(Weighing *w, int64_t sum) {
  const Wide most = (Wide)1 << 58;
  Wide time = w->sum > 0 ? (Wide)w->time * sum : 0, by = w->sum > 0 ? w->sum : 1;
  if (time / by >= most) {
    start_again(w);
    time = 0;
  }
  w->time = divided(time, by);
  w->sum = sum;
}

/* A word of those who are to go or come: 64 members at once. */
static uint64_t difference(const Weighing *w, const MemberSet *members, uint32_t word) {
  return w->in.words[word] ^ members->words[word];
}

void weighing_sync(Weighing *w, const MemberSet *members) {
  Wide staying = w->sum, coming = 0;
  uint32_t changed = 0;
  for (uint32_t word = 0; word < members->word_count; word++) {
    for (uint64_t bits = difference(w, members, word); bits; bits &= bits - 1) {
      uint32_t i = word * 64 + (uint32_t)__builtin_ctzll(bits);
      changed++;
      if (member_set_has(members, i)) {
        coming += w->weights[i];
        continue;
      }
      staying -= w->weights[i];
      leave(w, i);
      place(w, i, false, false);
    }
  }
  if (!changed) return;
  if (staying == 0) w->time = w->sum = 0;
  sum_becomes(w, (int64_t)(staying + coming));
  for (uint32_t word = 0; word < members->word_count; word++) {
    for (uint64_t bits = difference(w, members, word); bits; bits &= bits - 1) {
      uint32_t i = word * 64 + (uint32_t)__builtin_ctzll(bits);
      enter(w, i);
      if (changed < 64) place(w, i, false, true);
    }
  }
  if (changed < 64) settle(w);
  else place_all(w);
}

/* ---- from run to run ---- */

static int64_t kept_lag(const Share *s, int64_t time, int64_t sum) {
  if (s->scale < 0) return sum > 0 ? within_a_turn(divided((Wide)-s->scale * time, sum) - s->credit) : 0;
  return s->scale > 0 ? within_a_turn(divided((Wide)s->credit * TURN_UNITS, s->scale)) : 0;
}

Share share_out(Share s, int64_t time, int64_t sum) {
  int64_t lag = kept_lag(&s, time, sum);
  return (Share){lag, lag ? TURN_UNITS : 0};
}

/* The pool and those who share are as they were left, so that nothing need be rounded. */
static bool is_as_left(const Share *shares, uint32_t count, int64_t sum, const int64_t *weights) {
  Wide found = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (shares[i].scale >= 0) continue;
    if (-shares[i].scale != weights[i]) return false;
    found += weights[i];
  }
  return found == sum;
}

Weighing *weighing_new(Arena *a, uint32_t count, const Share *shares, int64_t time, int64_t sum,
                       const int64_t *weights) {
  Weighing *w = ARENA_NEW(a, Weighing);
  *w = (Weighing){.count = count, .weights = ARENA_ARRAY(a, int64_t, count)};
  if (count) memcpy(w->weights, weights, count * sizeof *weights);
  w->credit = ARENA_ARRAY(a, int64_t, count);
  w->touched = ARENA_ARRAY(a, bool, count);
  member_set_init(&w->in, a, count);
  tournament_init(&w->due, a, count, cmp_due, w);
  tournament_init(&w->latest, a, count, cmp_latest, w);
  tournament_init(&w->early, a, count, cmp_early, w);
  bool as_left = is_as_left(shares, count, sum, weights);
  for (uint32_t i = 0; i < count; i++) {
    bool in = as_left && shares[i].scale < 0;
    w->credit[i] = in ? shares[i].credit : kept_lag(&shares[i], time, sum);
    w->touched[i] = !as_left && shares[i].scale != 0;
    if (in) member_set_put(&w->in, i, true);
  }
  if (!as_left) return w;
  w->time = time;
  w->sum = sum;
  place_all(w);
  return w;
}

void weighing_use(Weighing *w, const int64_t *weights, uint64_t id) {
  if (id != 0 && w->weights_id == id) return;
  w->weights_id = id;
  if (memcmp(w->weights, weights, w->count * sizeof *weights) == 0) return;
  for (int32_t i = -1; (i = member_set_next(&w->in, (uint32_t)(i + 1))) >= 0;) leave(w, (uint32_t)i);
  w->time = w->sum = 0;
  memcpy(w->weights, weights, w->count * sizeof *weights);
  place_all(w);
}

Share weighing_share(const Weighing *w, uint32_t member) {
  if (member_set_has(&w->in, member)) return (Share){w->credit[member], -w->weights[member]};
  return (Share){w->credit[member], w->credit[member] ? TURN_UNITS : 0};
}

/* ---- turns ---- */

typedef struct Until { /* a moment of virtual time, as time/sum */
  const Weighing *w;
  Wide time;
} Until;

static bool due_until(const void *ctx, uint32_t member) {
  const Until *u = ctx;
  Wide until;
  if (__builtin_mul_overflow(u->time, (Wide)u->w->weights[member], &until)) return true;
  return (Wide)(u->w->credit[member] + TURN_UNITS) * u->w->sum <= until;
}

/* The end of the turn, one of those to come, in which the member's turn is due. */
static Wide due_turn(const Weighing *w, uint32_t member) {
  Wide weight = w->weights[member];
  Wide missing = (Wide)(w->credit[member] + TURN_UNITS) * w->sum - (Wide)w->time * weight, turn = weight * TURN_UNITS;
  Wide turns = missing <= turn ? 1 : (missing - 1) / turn + 1;
  return w->time + turns * TURN_UNITS;
}

int32_t weighing_pick(Weighing *w, int32_t last) {
  uint32_t from = (uint32_t)(last + 1) < w->count ? (uint32_t)(last + 1) : 0;
  settle(w);
  int32_t best = tournament_best(&w->due);
  if (best < 0) return tournament_best_from(&w->early, from); /* all are ahead, because the set has changed */
  Until until = {w, due_turn(w, (uint32_t)best)};
  return tournament_first_from(&w->due, from, due_until, &until);
}

void weighing_take(Weighing *w, uint32_t picked) {
  ASSERT(member_set_has(&w->in, picked));
  Wide weight = w->weights[picked];
  int64_t *credit = &w->credit[picked];
  if (weight * w->time >= (Wide)(*credit + TURN_UNITS) * w->sum) /* more than a turn is not carried on */
    *credit = (int64_t)((weight * w->time + w->sum - 1) / w->sum) - TURN_UNITS + 1;
  *credit += TURN_UNITS;
  w->time += TURN_UNITS;
  if (weight * w->time <= (Wide)(*credit - TURN_UNITS) * w->sum)
    *credit = (int64_t)(weight * w->time / w->sum) + TURN_UNITS - 1;
  w->touched[picked] = true;
  if (w->time >= INT64_C(1) << 60) {
    start_again(w);
    return;
  }
  bool due = is_due(w, picked);
  place(w, picked, due, !due);
}

double weighing_owed(const Weighing *w, uint32_t member) {
  if (!member_set_has(&w->in, member)) return 0;
  Wide units = (Wide)w->weights[member] * (w->time + TURN_UNITS) - (Wide)w->credit[member] * w->sum;
  return (double)units / (double)w->sum / (double)TURN_UNITS;
}
