/* Built-ins and operators: values, missing operands, errors. */
#include "tree.h"

static Tree tree;
static Value row[TREE_COLUMNS];

static int setup(void **state) {
  (void)state;
  tree_init(&tree);
  tree_rule(&tree, tree_bool(&tree, true), 1772500000000); /* 2026-03-03T01:06:40Z, a Tuesday */
  memset(row, 0, sizeof row);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  tree_deinit(&tree);
  return 0;
}

static void assert_value(Expr *e, const char *expected) {
  StrBuf out;
  strbuf_init(&out);
  value_print(&out, tree_eval(&tree, e, row));
  assert_string_equal(out.p, expected);
  strbuf_deinit(&out);
}

static Expr *call(Builtin which, Expr *a, Expr *b) {
  Expr *e = tree_call(&tree, which, builtin_info(which)->result);
  if (a) tree_item(&tree, e, a);
  if (b) tree_item(&tree, e, b);
  return e;
}
static Expr *text(const char *s) { return tree_text(&tree, s); }
static Expr *num(int64_t i) { return tree_int(&tree, i); }
static Expr *real(double d) { return tree_real(&tree, d); }
static Expr *column(uint32_t slot) { return tree_column(&tree, slot); }
static Expr *at(int64_t ms) {
  Expr *e = tree_expr(&tree, EXPR_TIME, TYPE_TIME);
  e->time = ms;
  return e;
}
static Expr *span(int64_t ms) {
  Expr *e = tree_expr(&tree, EXPR_DURATION, TYPE_DURATION);
  e->duration_ms = ms;
  return e;
}
static Expr *arith(ArithOp op, Expr *a, Expr *b) { return tree_arith(&tree, op, TYPE_NONE, a, b); }

static void text_built_ins_give_what_they_say(void **state) {
  (void)state;
  assert_value(call(BUILTIN_LOWER, text("ÄBC"), NULL), "\"äbc\"");
  assert_value(call(BUILTIN_FOLD, text("Straße"), NULL), "\"strasse\"");
  assert_value(call(BUILTIN_TRIM, text("  a b "), NULL), "\"a b\"");
  assert_value(call(BUILTIN_LENGTH, text("上海"), NULL), "2");
  assert_value(call(BUILTIN_DOMAIN, text("A@b@Example.COM "), NULL), "\"example.com\"");
  assert_value(call(BUILTIN_DOMAIN, text("nobody"), NULL), "missing");
  assert_value(call(BUILTIN_DOMAIN, text("nobody@"), NULL), "missing");
  assert_value(call(BUILTIN_DIGITS, text("+86 (10) ６５-1"), NULL), "\"8610651\"");
  assert_value(call(BUILTIN_DIGITS, text("none"), NULL), "missing");
  assert_value(call(BUILTIN_SIMILARITY, text("Acme"), text("ACME")), "1");
}

static void ip_numbers_are_exact(void **state) {
  (void)state;
  assert_value(call(BUILTIN_IP_NUMBER, text(" 255.255.255.255 "), NULL), "4294967295");
  assert_value(call(BUILTIN_IP_NUMBER, text("256.0.0.1"), NULL), "missing");
  assert_value(call(BUILTIN_HALFWIDTH, text("ＡＢ（１）"), NULL), "\"AB(1)\"");
}

static Expr *replaced(Expr *from, const char *pattern, const char *with) {
  Expr *e = call(BUILTIN_REPLACE, from, text(pattern));
  tree_item(&tree, e, text(with));
  return e;
}

static void replace_gives_a_text_within_the_limit(void **state) {
  (void)state;
  assert_value(replaced(text("a1b22"), "[0-9]+", "#"), "\"a#b#\"");
  Expr *long_text = text("x");
  char *many = mem_alloc(LIMIT_TEXT_BYTES + 1);
  memset(many, 'a', LIMIT_TEXT_BYTES);
  long_text->text = (Str){many, LIMIT_TEXT_BYTES};
  assert_value(call(BUILTIN_LENGTH, replaced(long_text, "a", "b"), NULL), "65536");
  assert_value(call(BUILTIN_LENGTH, replaced(long_text, "^a", "bb"), NULL), "error: a text is too long");
  mem_free(many);
}

static void round_is_decimal_and_half_away_from_zero(void **state) {
  (void)state;
  assert_value(call(BUILTIN_ROUND, real(2.5), NULL), "3");
  assert_value(call(BUILTIN_ROUND, real(-2.5), NULL), "-3");
  assert_value(call(BUILTIN_ROUND, real(1.005), num(2)), "1.01");
  assert_value(call(BUILTIN_ROUND, real(0.04), num(1)), "0");
  assert_value(call(BUILTIN_ROUND, real(0.05), num(1)), "0.1");
  assert_value(call(BUILTIN_ROUND, real(0.0004), num(1)), "0");
  assert_value(call(BUILTIN_ROUND, real(99.96), num(1)), "100");
  assert_value(tree_compare(&tree, CMP_EQ, call(BUILTIN_ROUND, real(1e300), num(15)), real(1e300)), "true");
  assert_value(call(BUILTIN_ROUND, real(1.5), num(16)), "error: round needs a whole number of decimals from 0 to 15");
  assert_value(call(BUILTIN_ROUND, real(1.5), real(0.5)), "error: round needs a whole number of decimals from 0 to 15");
}

static void number_built_ins_give_what_they_say(void **state) {
  (void)state;
  assert_value(call(BUILTIN_FLOOR, real(-0.5), NULL), "-1");
  assert_value(call(BUILTIN_ABS, real(-0.5), NULL), "0.5");
  assert_value(call(BUILTIN_ABS, num(-7), NULL), "7");
  assert_value(call(BUILTIN_ABS, num(INT64_MIN), NULL), "error: a number is too large");
  assert_value(call(BUILTIN_MIN, num(3), real(2.5)), "2.5");
  assert_value(call(BUILTIN_MAX, span(60000), span(3600000)), "1 hour");
  assert_value(call(BUILTIN_MAX, num(3), column(N)), "missing");
  Expr *distance = call(BUILTIN_DISTANCE_KM, num(0), num(0)); /* a quarter of a great circle */
  tree_item(&tree, distance, num(0));
  tree_item(&tree, distance, num(90));
  assert_value(call(BUILTIN_ROUND, distance, num(3)), "10007.557");
}

static void buckets_are_stable_and_need_a_whole_number_of_them(void **state) {
  (void)state;
  Value v = tree_eval(&tree, call(BUILTIN_BUCKET, text("lead-1"), num(100)), row);
  assert_int_equal(v.kind, VAL_INT);
  assert_in_range(v.i, 0, 99);
  Value again = tree_eval(&tree, call(BUILTIN_BUCKET, text("lead-1"), num(100)), row);
  assert_int_equal(v.i, again.i);
  Value whole = tree_eval(&tree, call(BUILTIN_BUCKET, num(3), num(100)), row);
  Value real_three = tree_eval(&tree, call(BUILTIN_BUCKET, real(3.0), num(100)), row);
  assert_int_equal(whole.i, real_three.i);
  assert_value(call(BUILTIN_BUCKET, text("x"), num(0)), "error: bucket needs a whole number of buckets above zero");
  assert_value(call(BUILTIN_BUCKET, text("x"), real(2.5)), "error: bucket needs a whole number of buckets above zero");
}

static void times_are_read_in_the_zone_of_the_script(void **state) {
  (void)state;
  assert_value(call(BUILTIN_NOW, NULL, NULL), "2026-03-03T01:06:40Z");
  assert_value(call(BUILTIN_TODAY, NULL, NULL), "2026-03-03T00:00:00Z");
  assert_value(call(BUILTIN_HOUR, call(BUILTIN_NOW, NULL, NULL), NULL), "1");
  assert_value(call(BUILTIN_WEEKDAY, call(BUILTIN_NOW, NULL, NULL), NULL), "2");
  assert_value(call(BUILTIN_DATE, at(1772500000000), NULL), "2026-03-03T00:00:00Z");
  assert_value(call(BUILTIN_AGE, at(1772500000000 - 7200000), NULL), "2 hours");
  assert_value(call(BUILTIN_AGE, at(INT64_MIN), NULL), "error: a number is too large");
}

static void in_last_takes_now_but_not_the_moment_a_span_ago(void **state) {
  (void)state;
  int64_t now = 1772500000000;
  assert_value(tree_op(&tree, EXPR_IN_LAST, TYPE_BOOL, at(now), span(1000)), "true");
  assert_value(tree_op(&tree, EXPR_IN_LAST, TYPE_BOOL, at(now + 1), span(1000)), "false");
  assert_value(tree_op(&tree, EXPR_IN_LAST, TYPE_BOOL, at(now - 999), span(1000)), "true");
  assert_value(tree_op(&tree, EXPR_IN_LAST, TYPE_BOOL, at(now - 1000), span(1000)), "false");
}

static void numbers_compare_exactly_around_two_to_53_and_63(void **state) {
  (void)state;
  int64_t big = (int64_t)1 << 53;
  assert_value(tree_compare(&tree, CMP_EQ, num(big + 1), real(9007199254740992.0)), "false");
  assert_value(tree_compare(&tree, CMP_GT, num(big + 1), real(9007199254740992.0)), "true");
  assert_value(tree_compare(&tree, CMP_EQ, num(big), real(9007199254740992.0)), "true");
  assert_value(tree_compare(&tree, CMP_LT, num(INT64_MAX), real(9223372036854775808.0)), "true");
  assert_value(tree_compare(&tree, CMP_EQ, num(INT64_MIN), real(-9223372036854775808.0)), "true");
  row[N] = value_int(big + 1);
  tree_rule(&tree, tree_compare(&tree, CMP_GT, column(N), real(9007199254740992.0)), 0);
  assert_int_equal(vm_first_match(tree.vm, row, NULL, &tree.lead), 0);
}

static void arithmetic_keeps_units_and_says_what_went_wrong(void **state) {
  (void)state;
  assert_value(arith(ARITH_ADD, num(INT64_MAX), num(1)), "error: a number is too large");
  assert_value(arith(ARITH_DIV, num(1), num(0)), "error: division by zero");
  assert_value(arith(ARITH_DIV, num(7), num(2)), "3.5");
  assert_value(arith(ARITH_SUB, at(5000), at(2000)), "3 seconds");
  assert_value(arith(ARITH_ADD, span(1000), at(0)), "1970-01-01T00:00:01Z");
  assert_value(arith(ARITH_MUL, real(1.5), span(2000)), "3 seconds");
  assert_value(arith(ARITH_DIV, span(3000), span(2000)), "1.5");
  assert_value(arith(ARITH_DIV, span(3000), num(0)), "error: division by zero");
  assert_value(arith(ARITH_ADD, text("a"), text("b")), "\"ab\"");
}

static void every_operator_is_unknown_over_a_missing_value(void **state) {
  (void)state;
  Expr *list = tree_expr(&tree, EXPR_LIST, TYPE_LIST);
  tree_item(&tree, list, text("x"));
  for (CompareOp op = CMP_EQ; op <= CMP_GE; op++) assert_value(tree_compare(&tree, op, column(N), num(1)), "missing");
  assert_value(tree_op(&tree, EXPR_IN, TYPE_BOOL, column(T), list), "missing");
  assert_value(tree_op(&tree, EXPR_CONTAINS, TYPE_BOOL, column(T), text("x")), "missing");
  assert_value(tree_op(&tree, EXPR_CONTAINS, TYPE_BOOL, column(L), text("x")), "missing");
  assert_value(tree_op(&tree, EXPR_STARTS, TYPE_BOOL, column(T), text("x")), "missing");
  assert_value(tree_op(&tree, EXPR_ENDS, TYPE_BOOL, text("x"), column(T)), "missing");
  assert_value(tree_op(&tree, EXPR_MATCHES, TYPE_BOOL, column(T), text("x")), "missing");
  assert_value(tree_op(&tree, EXPR_IN_LAST, TYPE_BOOL, column(WHEN), span(1)), "missing");
  assert_value(tree_op(&tree, EXPR_NEGATE, TYPE_NUMBER, column(N), NULL), "missing");
  for (ArithOp op = ARITH_ADD; op <= ARITH_DIV; op++)
    assert_value(tree_arith(&tree, op, TYPE_NUMBER, column(N), num(1)), "missing");
  assert_value(tree_op(&tree, EXPR_IS_MISSING, TYPE_BOOL, column(N), NULL), "true");
  assert_value(tree_op(&tree, EXPR_IS_KNOWN, TYPE_BOOL, column(N), NULL), "false");
  assert_value(tree_op(&tree, EXPR_DEFAULT, TYPE_NUMBER, column(N), num(4)), "4");
  Expr *choice = tree_op(&tree, EXPR_IF, TYPE_NUMBER, column(A), num(1));
  choice->c = num(2);
  assert_value(choice, "missing");
}

static void an_error_beats_a_missing_value_and_is_no_missing_value(void **state) {
  (void)state;
  Expr *wrong = arith(ARITH_DIV, num(1), num(0));
  wrong->type = TYPE_NUMBER;
  assert_value(arith(ARITH_ADD, column(N), wrong), "error: division by zero");
  assert_value(tree_op(&tree, EXPR_IS_MISSING, TYPE_BOOL, wrong, NULL), "error: division by zero");
  assert_value(tree_op(&tree, EXPR_DEFAULT, TYPE_NUMBER, wrong, num(4)), "error: division by zero");
}

static void a_list_with_a_missing_item_is_unknown_unless_another_item_fits(void **state) {
  (void)state;
  Expr *list = tree_expr(&tree, EXPR_LIST, TYPE_LIST);
  tree_item(&tree, list, column(N));
  tree_item(&tree, list, num(2));
  assert_value(tree_op(&tree, EXPR_IN, TYPE_BOOL, num(2), list), "true");
  assert_value(tree_op(&tree, EXPR_IN, TYPE_BOOL, num(3), list), "missing");
  row[N] = value_int(3);
  assert_value(tree_op(&tree, EXPR_IN, TYPE_BOOL, num(3), list), "true");
  assert_value(tree_op(&tree, EXPR_IN, TYPE_BOOL, num(4), list), "false");
}

static void a_plain_column_compared_with_a_nocase_one_is_folded(void **state) {
  (void)state;
  CodeColumn *nocase = &tree.chunk.columns.v[S];
  row[S] = vm_cell(&tree.chunk, nocase, value_text(STR("DEMO")), &tree.lead);
  row[T] = value_text(STR("Demo"));
  Expr *plain = column(T), *folded = column(S);
  plain->nocase = true; /* as the checker marks it */
  assert_value(tree_compare(&tree, CMP_EQ, plain, folded), "true");
  assert_value(tree_compare(&tree, CMP_EQ, column(T), text("demo")), "false");
  assert_value(folded, "\"DEMO\"");
}

static void a_text_longer_than_the_limit_is_an_error(void **state) {
  (void)state;
  char *half = arena_alloc(&tree.arena, LIMIT_TEXT_BYTES / 2 + 2);
  memset(half, 'x', LIMIT_TEXT_BYTES / 2 + 1);
  row[T] = value_text((Str){half, LIMIT_TEXT_BYTES / 2});
  Value v = tree_eval(&tree, arith(ARITH_ADD, column(T), column(T)), row);
  assert_int_equal(v.n, LIMIT_TEXT_BYTES);
  row[T] = value_text((Str){half, LIMIT_TEXT_BYTES / 2 + 1});
  assert_value(arith(ARITH_ADD, column(T), column(T)), "error: a text is too long");
}

static void memory_beyond_the_limit_of_a_lead_is_an_error(void **state) {
  (void)state;
  char *big = arena_alloc(&tree.arena, 30001);
  memset(big, 'x', 30000);
  row[T] = value_text((Str){big, 30000});
  Expr *joined = arith(ARITH_ADD, column(T), column(T));
  vm_begin(tree.vm, row, STR("7"), &tree.lead);
  arena_alloc(&tree.lead, 1024 * 1024 - 50000);
  assert_value(joined, "error: the lead needs too much memory");
  arena_reset(&tree.lead);
}

static void a_lead_that_takes_too_many_steps_is_an_error(void **state) {
  (void)state;
  enum { LEAVES = 1000, STEPS = 2 * LEAVES - 1 }; /* each leaf is pushed, and all but the first are joined */
  Expr *chain = column(A);
  for (int i = 1; i < LEAVES; i++) chain = tree_op(&tree, EXPR_OR, TYPE_BOOL, chain, column(A));
  uint32_t func = compile_expression(&tree.chunk, &tree.program, chain, &tree.diags);
  vm_begin(tree.vm, row, STR("7"), &tree.lead);
  for (int i = 0; i < LIMIT_STEPS_PER_LEAD / STEPS; i++)
    assert_int_equal(vm_eval(tree.vm, func, NULL).kind, VAL_MISSING);
  Value v = vm_eval(tree.vm, func, NULL);
  assert_int_equal(v.kind, VAL_ERROR);
  assert_int_equal(v.error, ERROR_STEPS);
  vm_begin(tree.vm, row, STR("8"), &tree.lead);
  assert_int_equal(vm_eval(tree.vm, func, NULL).kind, VAL_MISSING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(text_built_ins_give_what_they_say),
    TEST(ip_numbers_are_exact),
    TEST(replace_gives_a_text_within_the_limit),
    TEST(round_is_decimal_and_half_away_from_zero),
    TEST(number_built_ins_give_what_they_say),
    TEST(buckets_are_stable_and_need_a_whole_number_of_them),
    TEST(times_are_read_in_the_zone_of_the_script),
    TEST(in_last_takes_now_but_not_the_moment_a_span_ago),
    TEST(numbers_compare_exactly_around_two_to_53_and_63),
    TEST(arithmetic_keeps_units_and_says_what_went_wrong),
    TEST(every_operator_is_unknown_over_a_missing_value),
    TEST(an_error_beats_a_missing_value_and_is_no_missing_value),
    TEST(a_list_with_a_missing_item_is_unknown_unless_another_item_fits),
    TEST(a_plain_column_compared_with_a_nocase_one_is_folded),
    TEST(a_text_longer_than_the_limit_is_an_error),
    TEST(memory_beyond_the_limit_of_a_lead_is_an_error),
    TEST(a_lead_that_takes_too_many_steps_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
