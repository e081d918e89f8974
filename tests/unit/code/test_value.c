/* Values, sets of them, and which of two gaps spreads. */
#include "base/mem.h"
#include "code/set.h"

#include <setjmp.h>

#include <cmocka.h>

static Value text(const char *s) { return value_text(str_of(s)); }
static Value real(double d) { return (Value){.kind = VAL_REAL, .d = d}; }

static void texts_of_every_length_compare_by_all_their_bytes(void **state) {
  (void)state;
  char one[41], other[41];
  for (uint32_t n = 0; n <= 40; n++) {
    memset(one, 'x', sizeof one);
    memset(other, 'x', sizeof other);
    Value a = value_text((Str){one, n}), b = value_text((Str){other, n});
    assert_true(value_eq(a, b));
    for (uint32_t i = 0; i < n; i++) {
      other[i] = 'y';
      assert_false(value_eq(a, b));
      other[i] = 'x';
    }
  }
}

static void an_error_spreads_before_a_missing_value_and_the_order_does_not_matter(void **state) {
  (void)state;
  Value missing_two = {.kind = VAL_MISSING, .n = 3, .i = 0}, missing_five = {.kind = VAL_MISSING, .n = 6, .i = 0};
  Value error = value_error(ERROR_DIVISION), none = value_missing();
  Value gaps[] = {missing_two, missing_five, error, none, value_error(ERROR_OVERFLOW)};
  for (size_t i = 0; i < 5; i++)
    for (size_t j = 0; j < 5; j++) {
      Value x = value_gap(gaps[i], gaps[j]), y = value_gap(gaps[j], gaps[i]);
      assert_int_equal(x.kind, y.kind);
      assert_int_equal(x.error, y.error);
      assert_int_equal(x.n, y.n);
    }
  assert_int_equal(value_gap(missing_two, error).kind, VAL_ERROR);
  assert_int_equal(value_gap(missing_five, missing_two).n, 3);
  assert_int_equal(value_gap(none, missing_five).n, 6);
}

static void a_set_has_what_was_put_in_and_nothing_else(void **state) {
  (void)state;
  enum { COUNT = 5000 };
  Arena arena;
  arena_init(&arena, 0);
  Value *values = ARENA_ARRAY(&arena, Value, 2 * COUNT);
  for (int i = 0; i < COUNT; i++) {
    Str name = arena_printf(&arena, "%.*s%d", i % 30, "abcdefghijklmnopqrstuvwxyz0123", i);
    values[i] = values[i + COUNT] = value_text(name);
  }
  ValueSet *set = set_new(&arena, values, 2 * COUNT);
  assert_int_equal(set_count(set), COUNT);
  for (int i = 0; i < COUNT; i++) {
    assert_true(set_has(set, values[i]));
    assert_true(value_eq(set_values(set)[i], values[i]));
    assert_false(set_has(set, value_text(arena_printf(&arena, "%d!", i))));
  }
  assert_false(set_has(set, value_int(1)));
  assert_false(set_has(set_new(&arena, NULL, 0), text("")));
  arena_deinit(&arena);
}

static void three_and_three_point_zero_are_the_same_member(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, 0);
  Value values[] = {value_int(3), real(3.0), real(2.5), real(-0.0), value_int(0), real(1e300)};
  ValueSet *set = set_new(&arena, values, 6);
  assert_int_equal(set_count(set), 4);
  assert_true(set_has(set, real(3.0)));
  assert_true(set_has(set, value_int(3)));
  assert_true(set_has(set, real(0.0)));
  assert_true(set_has(set, real(1e300)));
  assert_false(set_has(set, value_int(2)));
  arena_deinit(&arena);
}

static void assert_printed(Value v, const char *shown, const char *plain) {
  StrBuf out;
  strbuf_init(&out);
  value_print(&out, v);
  assert_string_equal(out.p, shown);
  strbuf_clear(&out);
  strbuf_char(&out, '|');
  value_plain(&out, v);
  assert_string_equal(out.p + 1, plain);
  strbuf_deinit(&out);
}

static void values_print_for_people(void **state) {
  (void)state;
  Value items[] = {text("a"), value_int(2)};
  ListValue list = {2, items};
  assert_printed(text("a\"b\\\n"), "\"a\\\"b\\\\\\n\"", "a\"b\\\n");
  assert_printed((Value){.kind = VAL_LIST, .list = &list}, "(\"a\", 2)", "a, 2");
  assert_printed(value_missing(), "missing", "");
  assert_printed(value_error(ERROR_DIVISION), "error: division by zero", "error: division by zero");
  assert_printed(value_time(0), "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z");
  assert_printed(real(0.5), "0.5", "0.5");
  assert_printed(value_bool(true), "true", "true");
}

static void lists_and_mixed_kinds_have_an_order(void **state) {
  (void)state;
  Value items[] = {value_int(1), value_int(2)}, longer[] = {value_int(1), value_int(2), value_int(3)};
  ListValue two = {2, items}, three = {3, longer};
  Value a = {.kind = VAL_LIST, .list = &two}, b = {.kind = VAL_LIST, .list = &three};
  assert_true(value_cmp(a, b) < 0);
  assert_true(value_eq(a, a));
  assert_false(value_eq(text("1"), value_int(1)));
  assert_true(value_cmp(value_bool(false), value_bool(true)) < 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(texts_of_every_length_compare_by_all_their_bytes),
    cmocka_unit_test(an_error_spreads_before_a_missing_value_and_the_order_does_not_matter),
    cmocka_unit_test(a_set_has_what_was_put_in_and_nothing_else),
    cmocka_unit_test(three_and_three_point_zero_are_the_same_member),
    cmocka_unit_test(values_print_for_people),
    cmocka_unit_test(lists_and_mixed_kinds_have_an_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
