#include "unit.h"

#include "base/text.h"

static Arena arena;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  return 0;
}

static void assert_near(const char *x, const char *y, double wanted) {
  double got = text_similarity(&arena, str_of(x), str_of(y));
  if (got < wanted - 0.0005 || got > wanted + 0.0005) fail_msg("%s %s: %f, not %f", x, y, got, wanted);
}

static void published_examples_come_out_as_published(void **state) {
  (void)state;
  assert_near("MARTHA", "MARHTA", 0.961);
  assert_near("DWAYNE", "DUANE", 0.840);
  assert_near("DIXON", "DICKSONX", 0.813);
  assert_near("CRATE", "TRACE", 0.733);
}

static void equal_texts_are_one_whatever_their_case(void **state) {
  (void)state;
  assert_true(text_similarity(&arena, STR("Acme GmbH"), STR("ACME gmbh")) == 1.0);
  assert_true(text_similarity(&arena, STR("x"), STR("x")) == 1.0);
}

static void an_empty_text_is_like_nothing(void **state) {
  (void)state;
  assert_true(text_similarity(&arena, STR(""), STR("")) == 0.0);
  assert_true(text_similarity(&arena, STR("a"), STR("")) == 0.0);
  assert_true(text_similarity(&arena, STR("abc"), STR("xyz")) == 0.0);
}

static void code_points_count_not_bytes(void **state) {
  (void)state;
  assert_near("上海科技", "上海科学", 0.883);
  assert_near("中", "丰", 0.0);
}

/* The plain definition, O(n * window), against which the fast one is held. */
static double plain(const char *a, size_t an, const char *b, size_t bn) {
  bool a_hit[32] = {0}, b_hit[32] = {0};
  size_t longest = an > bn ? an : bn, window = longest / 2 > 0 ? longest / 2 - 1 : 0, m = 0;
  for (size_t i = 0; i < an; i++)
    for (size_t j = i > window ? i - window : 0; j < bn && j <= i + window; j++) {
      if (b_hit[j] || a[i] != b[j]) continue;
      a_hit[i] = b_hit[j] = true;
      m++;
      break;
    }
  if (m == 0) return 0;
  size_t j = 0, differ = 0;
  for (size_t i = 0; i < an; i++) {
    if (!a_hit[i]) continue;
    while (!b_hit[j]) j++;
    differ += a[i] != b[j++];
  }
  double jaro = ((double)m / (double)an + (double)m / (double)bn + ((double)m - (double)differ / 2) / (double)m) / 3;
  size_t prefix = 0;
  while (prefix < 4 && prefix < an && prefix < bn && a[prefix] == b[prefix]) prefix++;
  return jaro + (double)prefix * 0.1 * (1 - jaro);
}

static void random_texts_agree_with_the_plain_definition_and_are_symmetric(void **state) {
  (void)state;
  uint32_t seed = 1;
  for (int round = 0; round < 20000; round++) {
    char texts[2][32];
    size_t n[2];
    for (int k = 0; k < 2; k++) {
      seed = seed * 1664525 + 1013904223;
      n[k] = 1 + (seed >> 16) % 20;
      for (size_t i = 0; i < n[k]; i++) {
        seed = seed * 1664525 + 1013904223;
        texts[k][i] = (char)('a' + (seed >> 24) % 4);
      }
    }
    Str x = {texts[0], n[0]}, y = {texts[1], n[1]};
    double got = text_similarity(&arena, x, y);
    assert_true(got == text_similarity(&arena, y, x));
    assert_true(got >= 0 && got <= 1);
    bool in_order = str_cmp(x, y) <= 0;
    double wanted = in_order ? plain(x.p, x.n, y.p, y.n) : plain(y.p, y.n, x.p, x.n);
    if (got < wanted - 1e-12 || got > wanted + 1e-12)
      fail_msg("%.*s %.*s: %f, not %f", STR_FMT(x), STR_FMT(y), got, wanted);
  }
}

static void long_texts_do_not_take_quadratic_time(void **state) {
  (void)state;
  enum { LENGTH = 300000 };
  char *x = malloc(LENGTH), *y = malloc(LENGTH);
  memset(x, 'a', LENGTH);
  memset(y, 'a', LENGTH);
  y[0] = 'b';
  assert_true(text_similarity(&arena, (Str){x, LENGTH}, (Str){y, LENGTH}) > 0.99);
  free(x);
  free(y);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(published_examples_come_out_as_published),
      TEST(equal_texts_are_one_whatever_their_case),
      TEST(an_empty_text_is_like_nothing),
      TEST(code_points_count_not_bytes),
      TEST(random_texts_agree_with_the_plain_definition_and_are_symmetric),
      TEST(long_texts_do_not_take_quadratic_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
