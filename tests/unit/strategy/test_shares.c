/* Shares that are learned: nobody is judged on a few leads, nobody is without any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>
#include "strategy/shares.h"

static void few_leads_say_little_and_many_say_much(void **state) {
  (void)state;
  const Record reps[] = {{300, 1000, 0}, {600, 1000, 0}, {2, 2, 0}, {0, 0, 0}, {0, 3, 0}};
  double rate[5], all = (902.0 + 1) / (2005 + 2);
  shares_win_rate(reps, 5, rate);
  assert_true(fabs(rate[0] - 0.3) < 0.01 && fabs(rate[1] - 0.6) < 0.01);
  assert_true(rate[2] > all && rate[2] < 0.65); /* two of two are no certainty */
  assert_true(fabs(rate[3] - all) < 1e-12);
  assert_true(rate[4] < all && rate[4] > 0.2);
}

/* Reps who differ by chance alone are drawn together, those who differ indeed are not. */
static void the_prior_is_stronger_the_more_alike_the_reps_are(void **state) {
  (void)state;
  const Record alike[] = {{50, 100, 0}, {51, 100, 0}, {49, 100, 0}, {50, 100, 0}};
  const Record different[] = {{5, 100, 0}, {95, 100, 0}, {20, 100, 0}, {80, 100, 0}};
  const Record between[] = {{40, 100, 0}, {60, 100, 0}, {55, 100, 0}, {45, 100, 0}, {30, 100, 0}, {70, 100, 0}};
  assert_true(shares_prior(alike, 4) == 200);
  assert_true(shares_prior(different, 4) == 5);
  assert_in_range((int)shares_prior(between, 6), 6, 60);
  assert_true(shares_prior(NULL, 0) == 20);
}

/* The estimate finds the strength of the prior that made the data: of beta-binomial records by exact quantiles. */
static void the_prior_is_that_of_the_data(void **state) {
  (void)state;
  Record reps[99];
  for (int i = 0; i < 99; i++) { /* rates spread uniformly over (0, 1): beta(1, 1), two leads strong, kept at 5 */
    reps[i] = (Record){.won = (i + 1) * 10, .closed = 1000};
  }
  assert_true(shares_prior(reps, 99) == 5);
  for (int i = 0; i < 99; i++) reps[i].won = 450 + (i + 1); /* uniform over 0.45 to 0.55: variance 1/1200 */
  double variance = 0.1 * 0.1 / 12, strength = 0.25 / variance - 1;
  assert_true(strength > 200 && shares_prior(reps, 99) == 200);
  for (int i = 0; i < 99; i++) reps[i].won = 250 + (i + 1) * 5; /* over 0.25 to 0.75 */
  variance = 0.5 * 0.5 / 12, strength = 0.25 / variance - 1;
  assert_true(fabs(shares_prior(reps, 99) - strength) < 0.1 * strength);
}

static void attainment_is_the_part_of_the_target(void **state) {
  (void)state;
  const Record reps[] = {{90, 0, 100}, {10, 0, 100}, {1, 0, 1}, {7, 0, 0}};
  double part[4];
  shares_attainment(reps, 4, part);
  assert_true(part[0] > part[2] && part[2] > part[1]);
  assert_true(part[2] < 0.6); /* one lead of one does not make a star */
  assert_true(fabs(part[3] - 102.0 / 202) < 1e-12);
}

static double share(const Number *w, int n, int i) {
  double sum = 0;
  for (int k = 0; k < n; k++) sum += w[k].is_int ? (double)w[k].i : w[k].d;
  return (w[i].is_int ? (double)w[i].i : w[i].d) / sum;
}

static void nobody_has_less_than_the_floor(void **state) {
  (void)state;
  Number w[] = {{.is_int = true, .i = 100}, {.is_int = true, .i = 1}, {.d = 6}, {.is_int = true, .i = 50}, {.d = 0}};
  weights_at_least(w, 5, 0.05);
  assert_true(fabs(share(w, 5, 1) - 0.05) < 1e-12 && fabs(share(w, 5, 2) - 0.05) < 1e-12);
  assert_true(fabs(share(w, 5, 0) - 2 * share(w, 5, 3)) < 1e-12 && share(w, 5, 4) == 0);
  Number many[] = {{.d = 9}, {.d = 1}, {.d = 2}};
  weights_at_least(many, 3, 0.4); /* more than there is */
  for (int i = 0; i < 3; i++) assert_true(fabs(share(many, 3, i) - 1.0 / 3) < 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(few_leads_say_little_and_many_say_much),
      cmocka_unit_test(the_prior_is_stronger_the_more_alike_the_reps_are),
      cmocka_unit_test(the_prior_is_that_of_the_data),
      cmocka_unit_test(attainment_is_the_part_of_the_target),
      cmocka_unit_test(nobody_has_less_than_the_floor),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
