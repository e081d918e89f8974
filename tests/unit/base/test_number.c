#include "unit.h"

#include <math.h>

#include "base/number.h"

static Number whole(int64_t i) { return (Number){.is_int = true, .i = i}; }
static Number real(double d) { return (Number){.is_int = false, .d = d}; }

static void assert_order(Number a, Number b, int order) {
  assert_int_equal(number_cmp(a, b), order);
  assert_int_equal(number_cmp(b, a), -order);
}

static void integers_and_doubles_are_compared_exactly(void **state) {
  (void)state;
  assert_order(whole(9007199254740993), real(9007199254740992.0), 1);
  assert_order(whole(9007199254740992), real(9007199254740992.0), 0);
  assert_order(whole(-9007199254740993), real(-9007199254740992.0), -1);
  assert_order(whole(INT64_MAX), real(0x1p63), -1);
  assert_order(whole(INT64_MIN), real(-0x1p63), 0);
  assert_order(whole(INT64_MIN), real(-0x1.0000000000001p63), 1);
  assert_order(whole(3), real(3.5), -1);
  assert_order(whole(-3), real(-3.5), 1);
  assert_order(whole(0), real(-0.0), 0);
  assert_order(whole(0), real(5e-324), -1);
  assert_order(whole(1), real(INFINITY), -1);
  assert_order(whole(2), whole(1), 1);
  assert_order(real(0.1), real(0.2), -1);
}

static void integer_arithmetic_that_overflows_fails(void **state) {
  (void)state;
  Number out;
  assert_false(number_add(whole(INT64_MAX), whole(1), &out));
  assert_false(number_sub(whole(INT64_MIN), whole(1), &out));
  assert_false(number_mul(whole(INT64_MAX), whole(2), &out));
  assert_false(number_div(whole(INT64_MIN), whole(-1), &out));
  assert_true(number_add(whole(INT64_MAX), whole(0), &out) && out.is_int && out.i == INT64_MAX);
  assert_true(number_mul(whole(-3), whole(7), &out) && out.is_int && out.i == -21);
}

static void division_by_any_zero_fails(void **state) {
  (void)state;
  Number out;
  assert_false(number_div(whole(1), whole(0), &out));
  assert_false(number_div(real(1), real(-0.0), &out));
  assert_false(number_div(whole(0), real(0), &out));
}

static void division_is_whole_only_when_it_comes_out_even(void **state) {
  (void)state;
  Number out;
  assert_true(number_div(whole(6), whole(3), &out) && out.is_int && out.i == 2);
  assert_true(number_div(whole(6), whole(-1), &out) && out.is_int && out.i == -6);
  assert_true(number_div(whole(7), whole(2), &out) && !out.is_int && out.d == 3.5);
  assert_true(number_div(real(6), whole(3), &out) && !out.is_int && out.d == 2);
}

static void doubles_that_leave_the_finite_fail(void **state) {
  (void)state;
  Number out;
  assert_false(number_mul(real(1e308), real(10), &out));
  assert_false(number_add(real(1.7e308), real(1.7e308), &out));
  assert_true(number_sub(real(0.5), whole(1), &out) && out.d == -0.5);
}

static void decimal_text_is_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool is_int;
    double value;
  } cases[] = {
      {"0", true, 0},         {" -12 ", true, -12},  {"+7", true, 7},       {"007", true, 7},
      {"3.5", false, 3.5},    {".5", false, 0.5},    {"5.", false, 5},      {"1e6", false, 1e6},
      {"-1.25E-2", false, -0.0125}, {"1e+2", false, 100}, {"\xe3\x80\x80""42\xc2\xa0", true, 42},
      {"9223372036854775808", false, 0x1p63}, {"1e-999", false, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Number out;
    assert_true(number_parse(str_of(cases[i].text), &out));
    assert_int_equal(out.is_int, cases[i].is_int);
    assert_true((out.is_int ? (double)out.i : out.d) == cases[i].value);
  }
}

static void the_ends_of_the_integers_stay_integers(void **state) {
  (void)state;
  Number out;
  assert_true(number_parse(STR("9223372036854775807"), &out) && out.is_int && out.i == INT64_MAX);
  assert_true(number_parse(STR("-9223372036854775808"), &out) && out.is_int && out.i == INT64_MIN);
  assert_true(number_parse(STR("-9223372036854775809"), &out) && !out.is_int && out.d == -0x1p63);
}

static void what_is_not_plain_decimal_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"",     " ",    "-",   "+",     ".",    "e5",  "1e",      "1e+",  "0x10", "inf",
                                      "nan",  "1,5",  "1 2", "12abc", "--1",  "1..2", "1e5.5", "1_000", "１２", "1e999",
                                      "-inf", "0b11", "$5"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    Number out;
    if (number_parse(str_of(texts[i]), &out)) fail_msg("accepted <%s>", texts[i]);
  }
  Number out;
  assert_false(number_parse(STR("1\0"), &out));
}

static void very_long_digits_are_read_exactly(void **state) {
  (void)state;
  char text[5001] = "0.1";
  memset(text + 3, '0', 4997);
  Number out;
  assert_true(number_parse(str_of(text), &out) && out.d == 0.1);
}

static void formatting_is_the_shortest_that_reads_back(void **state) {
  (void)state;
  static const struct {
    double d;
    const char *text;
  } cases[] = {{0.1, "0.1"}, {3, "3"}, {1.0 / 3, "0.3333333333333333"}, {0.1 + 0.2, "0.30000000000000004"},
               {1e21, "1e+21"}, {-2.5, "-2.5"}};
  char out[32];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(number_format(real(cases[i].d), out), strlen(cases[i].text));
    assert_string_equal(out, cases[i].text);
  }
  number_format(whole(INT64_MIN), out);
  assert_string_equal(out, "-9223372036854775808");
}

static void any_double_survives_format_and_parse(void **state) {
  (void)state;
  uint64_t bits = 88172645463325252U;
  for (int i = 0; i < 20000; i++) {
    bits ^= bits << 13;
    bits ^= bits >> 7;
    bits ^= bits << 17;
    double d;
    memcpy(&d, &bits, sizeof d);
    if (!isfinite(d)) continue;
    char out[32];
    size_t n = number_format(real(d), out);
    Number back;
    assert_true(n < 32 && number_parse((Str){out, n}, &back));
    assert_int_equal(number_cmp(back, real(d)), 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(integers_and_doubles_are_compared_exactly),
      cmocka_unit_test(integer_arithmetic_that_overflows_fails),
      cmocka_unit_test(division_by_any_zero_fails),
      cmocka_unit_test(division_is_whole_only_when_it_comes_out_even),
      cmocka_unit_test(doubles_that_leave_the_finite_fail),
      cmocka_unit_test(decimal_text_is_read),
      cmocka_unit_test(the_ends_of_the_integers_stay_integers),
      cmocka_unit_test(what_is_not_plain_decimal_is_refused),
      cmocka_unit_test(very_long_digits_are_read_exactly),
      cmocka_unit_test(formatting_is_the_shortest_that_reads_back),
      cmocka_unit_test(any_double_survives_format_and_parse),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
