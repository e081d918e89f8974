/* Shares of turns: exact while the set stays, kept when it changes, the same when a run is left and taken up again.
 * Histories are random; one that breaks a claim is made smaller until nothing can be left out, and printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/mem.h"
#include "strategy/weighing.h"

enum { MOST = 16, TURNS_MOST = 600 };

static uint64_t next_random(uint64_t *state) {
  *state += 0x9e3779b97f4a7c15u;
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static uint32_t below(uint64_t *state, uint32_t n) { return (uint32_t)(next_random(state) % n); }
static Number whole(int64_t i) { return (Number){.is_int = true, .i = i}; }
static Number real(double d) { return (Number){.is_int = false, .d = d}; }

typedef struct History { /* who can be chosen at each turn, as a bit for each member */
  uint32_t members, turns;
  int64_t weights[MOST];
  uint16_t who[TURNS_MOST];
} History;

typedef bool (*Holds)(const History *h);

/* ---- shares ---- */

static int64_t weight_of(const History *h, uint16_t who) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < h->members; i++) sum += who >> i & 1 ? h->weights[i] : 0;
  return sum;
}

typedef struct Server {
  Arena arena;
  Weighing *w;
  MemberSet set;
  int32_t last;
} Server;

static void server_open(Server *s, const History *h) {
  Share shares[MOST] = {{0, 0}};
  *s = (Server){.last = -1};
  arena_init(&s->arena, 0);
  s->w = weighing_new(&s->arena, h->members, shares, 0, 0, h->weights);
  member_set_init(&s->set, &s->arena, h->members);
}

static int32_t server_serve(Server *s, uint16_t who) {
  for (uint32_t i = 0; i < s->w->count; i++) member_set_put(&s->set, i, who >> i & 1);
  weighing_sync(s->w, &s->set);
  int32_t picked = weighing_pick(s->w, s->last);
  if (picked < 0) return -1;
  weighing_take(s->w, (uint32_t)picked);
  s->last = picked;
  return picked;
}

/* What is saved between runs, read again. */
static void server_reopen(Server *s, const History *h) {
  Share shares[MOST];
  Server next = {.last = s->last};
  for (uint32_t i = 0; i < h->members; i++) shares[i] = weighing_share(s->w, i);
  arena_init(&next.arena, 0);
  next.w = weighing_new(&next.arena, h->members, shares, s->w->time, s->w->sum, h->weights);
  member_set_init(&next.set, &next.arena, h->members);
  arena_deinit(&s->arena);
  *s = next;
}

/* |count - n w/W| < 1 after each turn, in whole numbers so that no rounding hides a breach. */
static bool shares_hold(const History *h) {
  Server s;
  bool holds = true;
  int64_t counts[MOST] = {0}, sum = weight_of(h, h->who[0]);
  server_open(&s, h);
  for (uint32_t turn = 1; turn <= h->turns && holds; turn++) {
    int32_t picked = server_serve(&s, h->who[0]);
    holds = picked >= 0 && h->who[0] >> picked & 1;
    if (holds) counts[picked]++;
    for (uint32_t i = 0; i < h->members && holds; i++) {
      int64_t weight = h->who[0] >> i & 1 ? h->weights[i] : 0;
      __int128 lag = (__int128)counts[i] * sum - (__int128)turn * weight;
      holds = lag < sum && lag > -(__int128)sum;
    }
  }
  arena_deinit(&s.arena);
  return holds;
}

/* The definition, looked up for every member at every turn: a lag is credit/sum of a turn. */
static int32_t defined_pick(const History *h, int64_t *credit, int64_t sum, int32_t last) {
  int32_t due = -1;
  int64_t due_turn = 0;
  for (uint32_t k = 0; k < h->members; k++) {
    uint32_t i = (k + (uint32_t)(last + 1)) % h->members;
    int64_t w = h->weights[i];
    if (!(h->who[0] >> i & 1) || credit[i] + w <= 0) continue;
    int64_t missing = sum - credit[i], turn = missing <= w ? 1 : (missing - 1) / w + 1;
    if (due >= 0 && turn >= due_turn) continue;
    due = (int32_t)i;
    due_turn = turn;
  }
  for (uint32_t i = 0; i < h->members; i++)
    if (h->who[0] >> i & 1) credit[i] += h->weights[i] - ((int32_t)i == due ? sum : 0);
  return due;
}

static bool as_defined(const History *h) {
  Server s;
  bool holds = true;
  int64_t credit[MOST] = {0}, sum = weight_of(h, h->who[0]);
  int32_t last = -1;
  server_open(&s, h);
  for (uint32_t turn = 0; turn < h->turns && holds; turn++) {
    int32_t want = defined_pick(h, credit, sum, last);
    holds = server_serve(&s, h->who[0]) == want;
    last = want;
  }
  arena_deinit(&s.arena);
  return holds;
}

/* nginx's "smooth weighted round robin": everyone gains his weight, the greatest is served and loses the sum. */
static int32_t smooth_serve(const History *h, int64_t *current) {
  int32_t best = -1;
  int64_t sum = weight_of(h, h->who[0]);
  for (uint32_t i = 0; i < h->members; i++) {
    current[i] += h->weights[i];
    if (best < 0 || current[i] > current[best]) best = (int32_t)i;
  }
  current[best] -= sum;
  return best;
}

static bool smooth_shares_hold(const History *h) {
  int64_t current[MOST] = {0}, sum = weight_of(h, h->who[0]);
  for (uint32_t turn = 0; turn < h->turns; turn++) {
    smooth_serve(h, current); /* current is the lag */
    for (uint32_t i = 0; i < h->members; i++)
      if (current[i] >= sum || current[i] <= -sum) return false;
  }
  return true;
}

/* ---- sets that change ---- */

/* Nobody is served who can't be chosen, and somebody is whenever anybody can. */
static bool only_who_can_be_chosen(const History *h) {
  Server s;
  bool holds = true;
  server_open(&s, h);
  for (uint32_t turn = 0; turn < h->turns && holds; turn++) {
    int32_t picked = server_serve(&s, h->who[turn]);
    holds = picked < 0 ? h->who[turn] == 0 : h->who[turn] >> picked & 1;
  }
  arena_deinit(&s.arena);
  return holds;
}

static bool same_when_left_and_taken_up(const History *h) {
  Server through, left;
  bool holds = true;
  server_open(&through, h);
  server_open(&left, h);
  for (uint32_t turn = 0; turn < h->turns && holds; turn++) {
    holds = server_serve(&through, h->who[turn]) == server_serve(&left, h->who[turn]);
    if (h->who[turn] % 3 == 0 || turn % 7 == 0) server_reopen(&left, h);
  }
  arena_deinit(&through.arena);
  arena_deinit(&left.arena);
  return holds;
}

/* ---- random histories ---- */

static History random_history(uint64_t seed, bool constant) {
  History h = {0};
  uint64_t random = seed * 0x5851f42d4c957f2du;
  static const int64_t greatest[] = {3, 10, 1000, 1000000, INT64_C(1000000000000)};
  int64_t most = greatest[below(&random, 5)];
  h.members = 1 + below(&random, MOST);
  h.turns = 1 + below(&random, TURNS_MOST);
  for (uint32_t i = 0; i < h.members; i++) h.weights[i] = 1 + (int64_t)(next_random(&random) % (uint64_t)most);
  uint16_t all = (uint16_t)((1u << h.members) - 1), who = all;
  uint32_t stays = 1 + below(&random, 30);
  for (uint32_t t = 0; t < h.turns; t++) {
    bool changes = t == 0 ? below(&random, 2) : !constant && below(&random, stays) == 0;
    if (changes) who = (uint16_t)next_random(&random) & all;
    if (constant && who == 0) who = 1;
    h.who[t] = who;
  }
  return h;
}

/* Fewer turns, smaller weights, fewer members, as long as the claim stays broken. */
static void shrink(History *h, Holds holds) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    History next = *h;
    for (next.turns = 1; next.turns < h->turns && holds(&next); next.turns++) {}
    if (next.turns < h->turns) smaller = true;
    *h = next;
    for (uint32_t i = 0; i < h->members; i++) {
      next = *h;
      next.weights[i] /= 2;
      if (next.weights[i] < 1 || holds(&next)) continue;
      *h = next;
      smaller = true;
    }
    next = *h;
    next.members--;
    for (uint32_t t = 0; t < next.turns; t++) next.who[t] &= (uint16_t)((1u << next.members) - 1);
    if (next.members == 0 || next.who[0] == 0 || holds(&next)) continue;
    *h = next;
    smaller = true;
  }
}

static void claim(Holds holds, bool constant, uint64_t histories) {
  for (uint64_t seed = 1; seed <= histories; seed++) {
    History h = random_history(seed, constant);
    if (holds(&h)) continue;
    shrink(&h, holds);
    print_error("seed %llu: broken after %u turns by weights", (unsigned long long)seed, h.turns);
    for (uint32_t i = 0; i < h.members; i++) print_error(" %lld", (long long)h.weights[i]);
    print_error("; who can be chosen:");
    for (uint32_t t = 0; t < h.turns; t++) print_error(" %x", h.who[t]);
    fail_msg("see above");
  }
}

/* ---- claims ---- */

static void every_count_is_within_one_turn_of_its_share_after_any_number_of_turns(void **state) {
  (void)state;
  claim(shares_hold, true, 1500);
}

static void turns_are_those_of_the_definition_looked_up_for_everyone(void **state) {
  (void)state;
  claim(as_defined, true, 1500);
}

static void nobody_is_served_who_cannot_be_chosen(void **state) {
  (void)state;
  claim(only_who_can_be_chosen, false, 800);
}

static void a_run_left_and_taken_up_again_goes_on_as_if_it_had_not_been(void **state) {
  (void)state;
  claim(same_when_left_and_taken_up, false, 800);
}

/* Why it is not what `weighted` does. */
static void the_smooth_method_of_nginx_leaves_its_share_by_a_turn_and_more(void **state) {
  (void)state;
  uint64_t broken = 0;
  History h = {0};
  for (uint64_t seed = 1; seed <= 1500; seed++) {
    History next = random_history(seed, true);
    for (uint32_t i = 0; i < next.turns; i++) next.who[i] = (uint16_t)((1u << next.members) - 1);
    if (smooth_shares_hold(&next)) continue;
    assert_true(shares_hold(&next));
    h = next;
    broken++;
  }
  assert_true(broken > 0);
  shrink(&h, smooth_shares_hold);
  print_message("smooth: broken in %llu of 1500 histories; one after %u turns of", (unsigned long long)broken, h.turns);
  for (uint32_t i = 0; i < h.members; i++) print_message(" %lld", (long long)h.weights[i]);
  print_message("\n");
}

static void decimals_become_whole_numbers_in_exact_proportion(void **state) {
  (void)state;
  int64_t out[4];
  weights_whole((const Number[]){whole(3), real(1.5), whole(1)}, 3, out);
  assert_int_equal(out[0], 6);
  assert_int_equal(out[1], 3);
  assert_int_equal(out[2], 2);
  weights_whole((const Number[]){real(1e9), real(1e-6), real(0)}, 3, out);
  assert_int_equal(out[0], INT64_C(1000000000000000));
  assert_int_equal(out[1], 1);
  assert_int_equal(out[2], 0);
  weights_whole((const Number[]){real(1.0 / 3), real(2.0 / 3), real(0.1)}, 3, out);
  assert_int_equal(out[0], INT64_C(3333333333333333));
  assert_int_equal(out[1], INT64_C(6666666666666666));
  assert_int_equal(out[2], INT64_C(1000000000000000));
  weights_whole((const Number[]){whole(INT64_MAX), real(1e300), real(5e-324), whole(1)}, 4, out);
  for (int i = 0; i < 4; i++) assert_in_range(out[i], 1, INT64_C(1) << 60);
  assert_true((double)out[1] > 1e17 && out[2] == 1);
}

static void one_who_comes_back_has_what_he_was_owed_and_no_more(void **state) {
  (void)state;
  History h = {.members = 3, .weights = {1, 1, 1}};
  Server s;
  server_open(&s, &h);
  assert_int_equal(server_serve(&s, 7), 0); /* the others are owed a third each */
  for (int i = 0; i < 1000; i++) assert_int_not_equal(server_serve(&s, 3), 2);
  int first = -1, got = 0;
  for (int i = 0; i < 30; i++) {
    bool his = server_serve(&s, 7) == 2;
    if (his && first < 0) first = i;
    got += his;
  }
  assert_in_range(first, 0, 1);
  assert_in_range(got, 10, 11);
  arena_deinit(&s.arena);
}

static int cmp_number(const void *ctx, uint32_t a, uint32_t b) {
  const int *numbers = ctx;
  return numbers[a] - numbers[b];
}

static void a_tournament_gives_the_best_as_looking_at_everyone_does(void **state) {
  (void)state;
  uint64_t random = 7;
  for (uint32_t size = 1; size < 140; size += 1 + size / 9) {
    Arena arena;
    Tournament t;
    MemberSet set;
    int numbers[160];
    arena_init(&arena, 0);
    tournament_init(&t, &arena, size, cmp_number, numbers);
    member_set_init(&set, &arena, size);
    for (int round = 0; round < 400; round++) {
      uint32_t i = below(&random, size), from = below(&random, size);
      numbers[i] = (int)below(&random, 6);
      member_set_put(&set, i, below(&random, 2));
      tournament_put(&t, i, member_set_has(&set, i));
      int32_t best = -1, next = -1, gap = -1;
      for (uint32_t k = 0; k < size; k++) {
        uint32_t at = (from + k) % size;
        if (member_set_has(&set, at) && (best < 0 || numbers[at] < numbers[best])) best = (int32_t)at;
        if (at >= from && next < 0 && member_set_has(&set, at)) next = (int32_t)at;
        if (at >= from && gap < 0 && !member_set_has(&set, at)) gap = (int32_t)at;
      }
      assert_int_equal(tournament_best_from(&t, from), best);
      assert_int_equal(member_set_next(&set, from), next);
      assert_int_equal(member_set_gap(&set, from), gap);
    }
    arena_deinit(&arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_count_is_within_one_turn_of_its_share_after_any_number_of_turns),
      cmocka_unit_test(turns_are_those_of_the_definition_looked_up_for_everyone),
      cmocka_unit_test(nobody_is_served_who_cannot_be_chosen),
      cmocka_unit_test(a_run_left_and_taken_up_again_goes_on_as_if_it_had_not_been),
      cmocka_unit_test(the_smooth_method_of_nginx_leaves_its_share_by_a_turn_and_more),
      cmocka_unit_test(decimals_become_whole_numbers_in_exact_proportion),
      cmocka_unit_test(one_who_comes_back_has_what_he_was_owed_and_no_more),
      cmocka_unit_test(a_tournament_gives_the_best_as_looking_at_everyone_does),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
