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

static Candidate member(Number weight) {
  return (Candidate){.weight = weight, .capacity = -1, .open = 0, .eligible = true};
}

static int32_t serve(StrategyKind kind, Candidate *m, uint32_t n) {
  int32_t picked = strategy_pick(kind, m, n, STR("lead"));
  if (picked >= 0) strategy_take(kind, m, n, picked);
  return picked;
}

static void nobody_is_picked_when_nobody_is_eligible(void **state) {
  (void)state;
  Candidate m[2] = {member(whole(1)), member(whole(1))};
  m[0].eligible = m[1].eligible = false;
  for (int kind = STRATEGY_NONE; kind <= STRATEGY_RANDOM; kind++) {
    assert_int_equal(strategy_pick((StrategyKind)kind, m, 2, STR("7")), -1);
    assert_int_equal(strategy_pick((StrategyKind)kind, m, 0, STR("7")), -1);
  }
}

static void roundrobin_gives_equal_turns_in_listed_order(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(1)), member(whole(9)), member(whole(1))};
  for (int i = 0; i < 9; i++) assert_int_equal(serve(STRATEGY_ROUNDROBIN, m, 3), i % 3);
}

static void roundrobin_passes_over_the_absent_without_moving_the_others(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(1)), member(whole(1)), member(whole(1))};
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, m, 3), 0);
  m[1].eligible = false;
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, m, 3), 2);
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, m, 3), 0);
  m[1].eligible = true;
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, m, 3), 1);
}

static void roundrobin_goes_on_when_the_pool_is_reordered(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(1)), member(whole(1)), member(whole(1))};
  serve(STRATEGY_ROUNDROBIN, m, 3);
  serve(STRATEGY_ROUNDROBIN, m, 3); /* the second was served last */
  Candidate turned[3] = {m[1], m[2], m[0]};
  assert_int_equal(serve(STRATEGY_ROUNDROBIN, turned, 3), 1);
}

static void picking_changes_nothing(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(2)), member(real(0.5)), member(whole(1))};
  serve(STRATEGY_WEIGHTED, m, 3);
  Candidate before[3];
  memcpy(before, m, sizeof m);
  for (int kind = STRATEGY_NONE; kind <= STRATEGY_RANDOM; kind++) strategy_pick((StrategyKind)kind, m, 3, STR("x"));
  assert_memory_equal(before, m, sizeof m);
}

static void weights_3_to_1_5_to_1_give_6_3_2_of_11(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(3)), member(real(1.5)), member(whole(1))};
  int counts[3] = {0};
  int run = 0, longest = 0, before = -1;
  for (int i = 0; i < 11; i++) {
    int picked = serve(STRATEGY_WEIGHTED, m, 3);
    counts[picked]++;
    run = picked == before ? run + 1 : 1;
    before = picked;
    if (run > longest) longest = run;
  }
  assert_int_equal(counts[0], 6);
  assert_int_equal(counts[1], 3);
  assert_int_equal(counts[2], 2);
  assert_true(longest <= 2);
}

static void equal_weights_are_roundrobin(void **state) {
  (void)state;
  Candidate m[4] = {member(real(0.3)), member(real(0.3)), member(real(0.3)), member(real(0.3))};
  for (int i = 0; i < 12; i++) assert_int_equal(serve(STRATEGY_WEIGHTED, m, 4), i % 4);
}

/* |count - n * w / W| < 1, in whole millionths so that no rounding hides a breach. */
static void assert_shares(uint64_t seed, const int64_t *counts, const int64_t *units, uint32_t n, int64_t turns) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < n; i++) sum += units[i];
  for (uint32_t i = 0; i < n; i++) {
    __int128 lag = (__int128)counts[i] * sum - (__int128)turns * units[i];
    if (lag < sum && lag > -(__int128)sum) continue;
    fail_msg("seed %llu: member %u has %lld of %lld turns", (unsigned long long)seed, i, (long long)counts[i],
             (long long)turns);
  }
}

static void every_count_is_within_one_turn_of_its_share_after_any_number_of_turns(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 300; seed++) {
    uint64_t random = seed;
    uint32_t n = 1 + (uint32_t)(next_random(&random) % MOST);
    Candidate m[MOST];
    int64_t units[MOST], counts[MOST] = {0};
    for (uint32_t i = 0; i < n; i++) {
      int64_t thousandths = 1 + (int64_t)(next_random(&random) % (seed % 3 == 0 ? 1000000 : 9000));
      m[i] = member(real((double)thousandths / 1000.0));
      units[i] = thousandths * 1000;
    }
    for (int64_t turn = 1; turn <= 400; turn++) {
      int32_t picked = serve(STRATEGY_WEIGHTED, m, n);
      assert_in_range(picked, 0, n - 1);
      counts[picked]++;
      assert_shares(seed, counts, units, n, turn);
    }
  }
}

static void shares_hold_when_some_are_absent_from_the_start(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 100; seed++) {
    uint64_t random = seed * 77;
    Candidate m[MOST];
    int64_t units[MOST], counts[MOST] = {0};
    for (uint32_t i = 0; i < MOST; i++) {
      int64_t w = 1 + (int64_t)(next_random(&random) % 50);
      m[i] = member(whole(w));
      m[i].eligible = i == 0 || next_random(&random) % 2;
      units[i] = m[i].eligible ? w : 0;
    }
    for (int64_t turn = 1; turn <= 300; turn++) {
      counts[serve(STRATEGY_WEIGHTED, m, MOST)]++;
      assert_shares(seed, counts, units, MOST, turn);
    }
  }
}

/* Each turn a random set is eligible; whoever is eligible often is served often. */
static void a_set_that_flickers_each_turn_starves_nobody(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 60; seed++) {
    uint64_t random = seed * 1009;
    uint32_t n = 2 + (uint32_t)(next_random(&random) % (MOST - 1));
    Candidate m[MOST];
    int64_t served[MOST] = {0};
    double fair[MOST] = {0};
    for (uint32_t i = 0; i < n; i++) m[i] = member(whole(1 + (int64_t)(next_random(&random) % 9)));
    for (int turn = 0; turn < 4000; turn++) {
      double sum = 0;
      for (uint32_t i = 0; i < n; i++) {
        m[i].eligible = next_random(&random) % 2;
        if (m[i].eligible) sum += (double)m[i].weight.i;
      }
      int32_t picked = serve(STRATEGY_WEIGHTED, m, n);
      if (picked < 0) continue;
      assert_true(m[picked].eligible);
      served[picked]++;
      for (uint32_t i = 0; i < n; i++) {
        if (m[i].eligible) fair[i] += (double)m[i].weight.i / sum;
      }
    }
    for (uint32_t i = 0; i < n; i++) {
      if ((double)served[i] > 0.8 * fair[i] - 3 && (double)served[i] < 1.2 * fair[i] + 3) continue;
      fail_msg("seed %llu: member %u has %lld turns, fair were %.1f", (unsigned long long)seed, i,
               (long long)served[i], fair[i]);
    }
  }
}

static void one_who_returns_gets_no_burst(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(1)), member(whole(1)), member(whole(1))};
  serve(STRATEGY_WEIGHTED, m, 3);
  m[2].eligible = false;
  for (int i = 0; i < 100; i++) assert_int_not_equal(serve(STRATEGY_WEIGHTED, m, 3), 2);
  m[2].eligible = true;
  int got = 0;
  for (int i = 0; i < 6; i++) got += serve(STRATEGY_WEIGHTED, m, 3) == 2;
  assert_in_range(got, 1, 3);
}

static void no_strategy_ever_picks_one_who_is_not_eligible(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 500; seed++) {
    uint64_t random = seed;
    Candidate m[MOST];
    bool any = false;
    for (uint32_t i = 0; i < MOST; i++) {
      m[i] = member(whole(1 + (int64_t)(next_random(&random) % 5)));
      m[i].capacity = (int64_t)(next_random(&random) % 6) - 1;
      m[i].open = (int64_t)(next_random(&random) % 4);
      m[i].eligible = next_random(&random) % 3 == 0 && (m[i].capacity < 0 || m[i].open < m[i].capacity);
      any = any || m[i].eligible;
    }
    for (int kind = STRATEGY_NONE; kind <= STRATEGY_RANDOM; kind++) {
      char id[24];
      int length = snprintf(id, sizeof id, "%llu", (unsigned long long)seed);
      int32_t picked = strategy_pick((StrategyKind)kind, m, MOST, (Str){id, (size_t)length});
      assert_int_equal(picked >= 0, any);
      if (picked >= 0) assert_true(m[picked].eligible);
    }
  }
}

static void leastloaded_compares_open_to_capacity(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(1)), member(whole(1)), member(whole(1))};
  m[0].capacity = 10, m[0].open = 4; /* 0.40 */
  m[1].capacity = 30, m[1].open = 10; /* 0.33 */
  m[2].capacity = 5, m[2].open = 2;  /* 0.40 */
  assert_int_equal(strategy_pick(STRATEGY_LEASTLOADED, m, 3, STR("")), 1);
  m[2].capacity = -1; /* one without: open leads alone count */
  assert_int_equal(strategy_pick(STRATEGY_LEASTLOADED, m, 3, STR("")), 2);
  m[2].eligible = false;
  assert_int_equal(strategy_pick(STRATEGY_LEASTLOADED, m, 3, STR("")), 1);
}

static void leastloaded_breaks_ties_by_turn(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(1)), member(whole(1)), member(whole(1))};
  for (int i = 0; i < 6; i++) assert_int_equal(serve(STRATEGY_LEASTLOADED, m, 3), i % 3);
}

static void leastloaded_is_exact_for_loads_beyond_doubles(void **state) {
  (void)state;
  Candidate m[2] = {member(whole(1)), member(whole(1))};
  m[0].capacity = INT64_C(9007199254740993), m[0].open = INT64_C(9007199254740991);
  m[1].capacity = INT64_C(9007199254740992), m[1].open = INT64_C(9007199254740990);
  assert_int_equal(strategy_pick(STRATEGY_LEASTLOADED, m, 2, STR("")), 1);
}

static void first_fills_the_first_who_is_free(void **state) {
  (void)state;
  Candidate m[3] = {member(whole(1)), member(whole(1)), member(whole(1))};
  assert_int_equal(serve(STRATEGY_FIRST, m, 3), 0);
  assert_int_equal(serve(STRATEGY_FIRST, m, 3), 0);
  m[0].eligible = false;
  assert_int_equal(serve(STRATEGY_FIRST, m, 3), 1);
}

static void random_repeats_for_a_lead_and_is_even_over_many(void **state) {
  (void)state;
  Candidate m[5] = {member(whole(1)), member(whole(1)), member(whole(1)), member(whole(1)), member(whole(1))};
  m[3].eligible = false;
  int counts[5] = {0};
  for (int i = 0; i < 8000; i++) {
    char id[24];
    int length = snprintf(id, sizeof id, "lead-%d", i);
    Str lead = {id, (size_t)length};
    int32_t picked = strategy_pick(STRATEGY_RANDOM, m, 5, lead);
    assert_int_equal(picked, strategy_pick(STRATEGY_RANDOM, m, 5, lead));
    counts[picked]++;
  }
  for (int i = 0; i < 5; i++) {
    if (i == 3) assert_int_equal(counts[i], 0);
    else assert_in_range(counts[i], 1840, 2160); /* 2000 give or take four standard deviations */
  }
}

static void the_greatest_pool_and_weights_do_not_overflow(void **state) {
  (void)state;
  uint32_t n = 10000;
  Candidate *m = mem_alloc(n * sizeof *m);
  for (uint32_t i = 0; i < n; i++) m[i] = member(whole(INT64_MAX));
  m[1].weight = real(1e-9);
  m[2].weight = real(1e300);
  for (int i = 0; i < 20; i++) assert_in_range(serve(STRATEGY_WEIGHTED, m, n), 0, n - 1);
  mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nobody_is_picked_when_nobody_is_eligible),
      cmocka_unit_test(roundrobin_gives_equal_turns_in_listed_order),
      cmocka_unit_test(roundrobin_passes_over_the_absent_without_moving_the_others),
      cmocka_unit_test(roundrobin_goes_on_when_the_pool_is_reordered),
      cmocka_unit_test(picking_changes_nothing),
      cmocka_unit_test(weights_3_to_1_5_to_1_give_6_3_2_of_11),
      cmocka_unit_test(equal_weights_are_roundrobin),
      cmocka_unit_test(every_count_is_within_one_turn_of_its_share_after_any_number_of_turns),
      cmocka_unit_test(shares_hold_when_some_are_absent_from_the_start),
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
