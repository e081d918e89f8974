/* Who is next: claims about turns, weights, load, and chance. Every random history prints its seed when it fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/mem.h"
#include "strategy/strategy.h"

enum { MOST = 12 };

static uint64_t next_random(uint64_t *state) {
  *state += 0x9e3779b97f4a7c15u;
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static Number whole(int64_t i) { return (Number){.is_int = true, .i = i}; }
static Number real(double d) { return (Number){.is_int = false, .d = d}; }

typedef struct Pool { /* members over whom a test rules */
  Arena arena;
  Candidate *m;
  uint32_t n;
  Turns turns;
  Lineup lineup;
} Pool;

static void pool_open(Pool *p, const Number *weights, uint32_t n) {
  *p = (Pool){.n = n};
  arena_init(&p->arena, 0);
  p->m = ARENA_ARRAY(&p->arena, Candidate, n);
  for (uint32_t i = 0; i < n; i++) p->m[i] = (Candidate){.weight = weights[i], .capacity = -1};
  turns_init(&p->turns, &p->arena, p->m, n, 0, 0);
  lineup_init(&p->lineup, &p->arena, &p->turns);
  for (uint32_t i = 0; i < n; i++) lineup_put(&p->lineup, i, true);
}

static void equals_open(Pool *p, uint32_t n) {
  Number weights[MOST];
  for (uint32_t i = 0; i < n; i++) weights[i] = whole(1);
  pool_open(p, weights, n);
}

static void pool_close(Pool *p) { arena_deinit(&p->arena); }
static void let(Pool *p, uint32_t member, bool eligible) { lineup_put(&p->lineup, member, eligible); }
static bool is_let(const Pool *p, int32_t member) { return member_set_has(&p->lineup.eligible, (uint32_t)member); }

static void load(Pool *p, uint32_t member, int64_t open, int64_t capacity) {
  bool in = is_let(p, (int32_t)member);
  let(p, member, false); /* the capacity of one who can be chosen does not change */
  p->m[member].open = open;
  p->m[member].capacity = capacity;
  let(p, member, in);
}

/* Those that compare by something else than the members themselves are tried elsewhere. */
static bool compares_by(int kind) { return kind == STRATEGY_BEST || kind == STRATEGY_NEAREST; }

static int32_t pick(StrategyKind kind, Pool *p) {
  return strategy_pick(compares_by(kind) ? STRATEGY_FIRST : kind, &p->lineup, STR("lead"));
}

static int32_t serve(StrategyKind kind, Pool *p) {
  int32_t picked = pick(kind, p);
  if (picked >= 0) strategy_take(kind, &p->lineup, (uint32_t)picked);
  return picked;
}

/* The pool as a later run finds it: what was saved, its members in this order. */
static void reopen(Pool *q, Pool *p, const uint32_t *order, uint32_t n) {
  Number weights[MOST];
  Candidate saved[MOST];
  for (uint32_t i = 0; i < p->n; i++) {
    saved[i] = p->m[i];
    turns_moved(&p->turns, i, &saved[i]);
  }
  for (uint32_t i = 0; i < n; i++) weights[i] = p->m[order[i]].weight;
  pool_open(q, weights, n);
  for (uint32_t i = 0; i < n; i++) q->m[i] = saved[order[i]];
  const Weighing *w = p->turns.weighing;
  turns_init(&q->turns, &q->arena, q->m, n, w ? w->time : 0, w ? w->sum : 0);
}

static void nobody_is_picked_when_nobody_is_eligible(void **state) {
  (void)state;
  Pool p, empty;
  equals_open(&p, 2);
  equals_open(&empty, 0);
  let(&p, 0, false);
  let(&p, 1, false);
  for (int kind = STRATEGY_NONE; kind <= STRATEGY_RANDOM; kind++) {
    assert_int_equal(pick((StrategyKind)kind, &p), -1);
    assert_int_equal(pick((StrategyKind)kind, &empty), -1);
  }
  pool_close(&p);
  pool_close(&empty);
}

static void roundrobin_gives_equal_turns_in_listed_order(void **state) {
  (void)state;
  Pool p;
  pool_open(&p, (const Number[]){whole(1), whole(9), whole(1)}, 3);
  for (int i = 0; i < 9; i++) assert_int_equal(serve(STRATEGY_ROUNDROBIN, &p), i % 3);
  pool_close(&p);
}

static void roundrobin_passes_over_the_absent_without_moving_the_others(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 3);
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, &p), 0);
  let(&p, 1, false);
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, &p), 2);
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, &p), 0);
  let(&p, 1, true);
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, &p), 1);
  pool_close(&p);
}

static void roundrobin_goes_on_when_the_pool_is_reordered(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 3);
  serve(STRATEGY_ROUNDROBIN, &p);
  serve(STRATEGY_ROUNDROBIN, &p); /* the second was served last */
  Pool turned;
  reopen(&turned, &p, (const uint32_t[]){1, 2, 0}, 3);
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, &turned), 1);
  pool_close(&p);
  pool_close(&turned);
}

static void picking_moves_no_turn(void **state) {
  (void)state;
  Pool p;
  pool_open(&p, (const Number[]){whole(2), real(0.5), whole(1)}, 3);
  for (int i = 0; i < 40; i++) {
    int32_t next[STRATEGY_RANDOM + 1];
    for (int kind = STRATEGY_NONE; kind <= STRATEGY_RANDOM; kind++) next[kind] = pick((StrategyKind)kind, &p);
    for (int kind = STRATEGY_NONE; kind <= STRATEGY_RANDOM; kind++)
      assert_int_equal(pick((StrategyKind)kind, &p), next[kind]);
    assert_int_equal(serve(STRATEGY_WEIGHTED, &p), next[STRATEGY_WEIGHTED]);
  }
  pool_close(&p);
}

static void weights_3_to_1_5_to_1_give_6_3_2_of_11(void **state) {
  (void)state;
  Pool p;
  pool_open(&p, (const Number[]){whole(3), real(1.5), whole(1)}, 3);
  int counts[3] = {0};
  int run = 0, longest = 0, before = -1;
  for (int i = 0; i < 11; i++) {
    int picked = serve(STRATEGY_WEIGHTED, &p);
    counts[picked]++;
    run = picked == before ? run + 1 : 1;
    before = picked;
    if (run > longest) longest = run;
  }
  assert_int_equal(counts[0], 6);
  assert_int_equal(counts[1], 3);
  assert_int_equal(counts[2], 2);
  assert_true(longest <= 2);
  pool_close(&p);
}

static void equal_weights_are_roundrobin(void **state) {
  (void)state;
  Pool p;
  pool_open(&p, (const Number[]){real(0.3), real(0.3), real(0.3), real(0.3)}, 4);
  for (int i = 0; i < 12; i++) assert_int_equal(serve(STRATEGY_WEIGHTED, &p), i % 4);
  pool_close(&p);
}

/* Each turn a random set is eligible; whoever is eligible often is served often. */
static void a_set_that_flickers_each_turn_starves_nobody(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 60; seed++) {
    uint64_t random = seed * 1009;
    uint32_t n = 2 + (uint32_t)(next_random(&random) % (MOST - 1));
    Number weights[MOST];
    Pool p;
    int64_t served[MOST] = {0};
    double fair[MOST] = {0};
    for (uint32_t i = 0; i < n; i++) weights[i] = whole(1 + (int64_t)(next_random(&random) % 9));
    pool_open(&p, weights, n);
    for (int turn = 0; turn < 4000; turn++) {
      double sum = 0;
      for (uint32_t i = 0; i < n; i++) {
        let(&p, i, next_random(&random) % 2);
        if (is_let(&p, (int32_t)i)) sum += (double)p.m[i].weight.i;
      }
      int32_t picked = serve(STRATEGY_WEIGHTED, &p);
      if (picked < 0) continue;
      assert_true(is_let(&p, picked));
      served[picked]++;
      for (uint32_t i = 0; i < n; i++) {
        if (is_let(&p, (int32_t)i)) fair[i] += (double)p.m[i].weight.i / sum;
      }
    }
    for (uint32_t i = 0; i < n; i++) {
      if ((double)served[i] > 0.8 * fair[i] - 3 && (double)served[i] < 1.2 * fair[i] + 3) continue;
      fail_msg("seed %llu: member %u has %lld turns, fair were %.1f", (unsigned long long)seed, i,
               (long long)served[i], fair[i]);
    }
    pool_close(&p);
  }
}

static void one_who_returns_gets_no_burst(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 3);
  serve(STRATEGY_WEIGHTED, &p);
  let(&p, 2, false);
  for (int i = 0; i < 100; i++) assert_int_not_equal(serve(STRATEGY_WEIGHTED, &p), 2);
  let(&p, 2, true);
  int got = 0;
  for (int i = 0; i < 6; i++) got += serve(STRATEGY_WEIGHTED, &p) == 2;
  assert_in_range(got, 1, 3);
  pool_close(&p);
}

static void no_strategy_ever_picks_one_who_is_not_eligible(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 500; seed++) {
    uint64_t random = seed;
    Pool p;
    equals_open(&p, MOST);
    bool any = false;
    for (uint32_t i = 0; i < MOST; i++) {
      let(&p, i, false);
      p.m[i].capacity = (int64_t)(next_random(&random) % 6) - 1;
      p.m[i].open = (int64_t)(next_random(&random) % 4);
      bool eligible = next_random(&random) % 3 == 0 && (p.m[i].capacity < 0 || p.m[i].open < p.m[i].capacity);
      let(&p, i, eligible);
      any = any || eligible;
    }
    for (int kind = STRATEGY_NONE; kind <= STRATEGY_RANDOM; kind++) {
      char id[24];
      int length = snprintf(id, sizeof id, "%llu", (unsigned long long)seed);
      if (compares_by(kind)) continue;
      int32_t picked = strategy_pick((StrategyKind)kind, &p.lineup, (Str){id, (size_t)length});
      assert_int_equal(picked >= 0, any);
      if (picked >= 0) assert_true(is_let(&p, picked));
    }
    pool_close(&p);
  }
}

static void leastloaded_compares_open_to_capacity(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 3);
  load(&p, 0, 4, 10);  /* 0.40 */
  load(&p, 1, 10, 30); /* 0.33 */
  load(&p, 2, 2, 5);   /* 0.40 */
  assert_int_equal(pick(STRATEGY_LEASTLOADED, &p), 1);
  load(&p, 2, 2, -1); /* one without: open leads alone count */
  assert_int_equal(pick(STRATEGY_LEASTLOADED, &p), 2);
  let(&p, 2, false);
  assert_int_equal(pick(STRATEGY_LEASTLOADED, &p), 1);
  pool_close(&p);
}

static void leastloaded_breaks_ties_by_turn(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 3);
  for (int i = 0; i < 6; i++) assert_int_equal(serve(STRATEGY_LEASTLOADED, &p), i % 3);
  pool_close(&p);
}

static void leastloaded_is_exact_for_loads_beyond_doubles(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 2);
  load(&p, 0, INT64_C(9007199254740991), INT64_C(9007199254740993));
  load(&p, 1, INT64_C(9007199254740990), INT64_C(9007199254740992));
  assert_int_equal(pick(STRATEGY_LEASTLOADED, &p), 1);
  pool_close(&p);
}

static void first_fills_the_first_who_is_free(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 3);
  assert_int_equal(serve(STRATEGY_FIRST, &p), 0);
  assert_int_equal(serve(STRATEGY_FIRST, &p), 0);
  let(&p, 0, false);
  assert_int_equal(serve(STRATEGY_FIRST, &p), 1);
  pool_close(&p);
}

static void random_repeats_for_a_lead_and_is_even_over_many(void **state) {
  (void)state;
  Pool p;
  equals_open(&p, 5);
  let(&p, 3, false);
  int counts[5] = {0};
  for (int i = 0; i < 8000; i++) {
    char id[24];
    int length = snprintf(id, sizeof id, "lead-%d", i);
    Str lead = {id, (size_t)length};
    int32_t picked = strategy_pick(STRATEGY_RANDOM, &p.lineup, lead);
    assert_int_equal(picked, strategy_pick(STRATEGY_RANDOM, &p.lineup, lead));
    counts[picked]++;
  }
  for (int i = 0; i < 5; i++) {
    if (i == 3) assert_int_equal(counts[i], 0);
    else assert_in_range(counts[i], 1840, 2160); /* 2000 give or take four standard deviations */
  }
  pool_close(&p);
}

static void the_greatest_pool_and_weights_do_not_overflow(void **state) {
  (void)state;
  uint32_t n = 10000;
  Number *weights = mem_alloc(n * sizeof *weights);
  Pool p;
  for (uint32_t i = 0; i < n; i++) weights[i] = whole(INT64_MAX);
  weights[1] = real(1e-9);
  weights[2] = real(1e300);
  pool_open(&p, weights, n);
  for (int i = 0; i < 20; i++) assert_in_range(serve(STRATEGY_WEIGHTED, &p), 0, n - 1);
  for (uint32_t i = 3; i < n; i++) let(&p, i, false);
  for (int i = 0; i < 20; i++) assert_in_range(serve(STRATEGY_WEIGHTED, &p), 0, 2);
  let(&p, 2, false);
  let(&p, 0, false);
  for (int i = 0; i < 20; i++) assert_int_equal(serve(STRATEGY_WEIGHTED, &p), 1);
  for (uint32_t i = 0; i < n; i++) let(&p, i, true);
  for (int i = 0; i < 20; i++) assert_in_range(serve(STRATEGY_WEIGHTED, &p), 0, n - 1);
  pool_close(&p);
  mem_free(weights);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nobody_is_picked_when_nobody_is_eligible),
      cmocka_unit_test(roundrobin_gives_equal_turns_in_listed_order),
      cmocka_unit_test(roundrobin_passes_over_the_absent_without_moving_the_others),
      cmocka_unit_test(roundrobin_goes_on_when_the_pool_is_reordered),
      cmocka_unit_test(picking_moves_no_turn),
      cmocka_unit_test(weights_3_to_1_5_to_1_give_6_3_2_of_11),
      cmocka_unit_test(equal_weights_are_roundrobin),
      cmocka_unit_test(a_set_that_flickers_each_turn_starves_nobody),
      cmocka_unit_test(one_who_returns_gets_no_burst),
      cmocka_unit_test(no_strategy_ever_picks_one_who_is_not_eligible),
      cmocka_unit_test(leastloaded_compares_open_to_capacity),
      cmocka_unit_test(leastloaded_breaks_ties_by_turn),
      cmocka_unit_test(leastloaded_is_exact_for_loads_beyond_doubles),
      cmocka_unit_test(first_fills_the_first_who_is_free),
      cmocka_unit_test(random_repeats_for_a_lead_and_is_even_over_many),
      cmocka_unit_test(the_greatest_pool_and_weights_do_not_overflow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
