#include "cli/repl_complete.h"

#include "sample_session.h"

static SampleSession x;
static Arena arena;
static Completions found;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  sample_open(&x, true);
  sample_feed(&x, "pool \"senior\" { member \"alice\" member \"bob\" }\npool \"sdr\" { member \"carol\" }\n"
                  "let letters = length(name)\n");
  return 0;
}

static int teardown(void **state) {
  (void)state;
  sample_close(&x);
  arena_deinit(&arena);
  return 0;
}

static void at(const char *line) { complete(&x.s, &arena, STR(""), str_of(line), &found); }

static bool offered(const char *word) {
  for (uint32_t i = 0; i < found.items.n; i++)
    if (str_is(found.items.v[i], word)) return true;
  return false;
}

static void assert_only(const char *word) {
  if (found.items.n != 1) fail_msg("%u candidates, wanted only `%s`", found.items.n, word);
  assert_text(found.items.v[0], word);
}

static void words_complete_to_columns_lets_functions_and_keywords(void **state) {
  (void)state;
  at("when sour");
  assert_only("source");
  assert_int_equal(found.start, 5);
  assert_string_equal(found.ending, " ");
  at("le");
  assert_true(offered("letters"));
  assert_true(offered("length("));
  assert_true(offered("let"));
  assert_true(offered("leastloaded"));
  assert_false(offered("score"));
  at("tod");
  assert_only("today");
}

static void modules_and_their_names_are_offered(void **state) {
  (void)state;
  at("use \"std/te");
  assert_only("std/text");
  assert_string_equal(found.ending, "\"");
  assert_int_equal(found.start, 5);
  sample_feed(&x, "use \"std/text\"\ndefine _own(x) = x\n");
  at("when blan");
  assert_only("blank(");
  at("when _ow");
  assert_only("_own(");
}

static void a_column_with_an_odd_name_is_offered_in_backquotes(void **state) {
  (void)state;
  at("when Lead");
  assert_only("`Lead Source`");
  at("when `Le");
  assert_only("Lead Source");
  assert_string_equal(found.ending, "`");
}

static void pools_are_offered_behind_pool_and_reps_behind_rep(void **state) {
  (void)state;
  at("when score > 1 assign pool \"se");
  assert_only("senior");
  assert_string_equal(found.ending, "\"");
  at("assign pool \"");
  assert_int_equal(found.items.n, 2);
  at("assign rep \"");
  assert_true(offered("alice"));
  assert_true(offered("carol"));
  assert_false(offered("senior"));
}

static void values_come_from_the_data(void **state) {
  (void)state;
  static const char *const lines[] = {"source == \"d",      "source != \"d",          "source in (\"fair\", \"d",
                                      "source not in (\"d", "source starts with \"d", ".lead {score: 1, source: \"d",
                                      ".set source \"d",    "set source = \"d"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    at(lines[i]);
    assert_only("demo");
  }
  at("source == \"");
  assert_int_equal(found.items.n, 3);
}

static void a_value_is_escaped_as_it_must_be_written(void **state) {
  (void)state;
  at("`Lead Source` == \"a");
  assert_only("a \\\"b\\\"");
}

static void what_candidates_share_ends_between_characters(void **state) {
  (void)state;
  at("region == \"");
  assert_true(offered("上海"));
  assert_true(offered("上海浦东"));
  at("region == \"上");
  assert_int_equal(found.items.n, 2);
  assert_text(completions_common(&found), "上海");
  Completions near = {0};
  VEC_PUSH(&arena, near.items, STR("上"));
  VEC_PUSH(&arena, near.items, STR("丏"));
  assert_text(completions_common(&near), "");
}

static void another_case_is_taken_when_none_fits_exactly(void **state) {
  (void)state;
  at("when SOUR");
  assert_only("source");
  at("source == \"DE");
  assert_only("demo");
}

static void dot_commands_and_their_arguments_complete(void **state) {
  (void)state;
  at(".ro");
  assert_only(".route");
  at(".set sc");
  assert_only("score");
  at(".help roundr");
  assert_only("roundrobin");
}

static void the_lines_before_count_as_context(void **state) {
  (void)state;
  complete(&x.s, &arena, STR("when source in (\"fair\",\n"), STR("  \"de"), &found);
  assert_only("demo");
  assert_int_equal(found.start, 3);
  complete(&x.s, &arena, STR("when source ==\n"), STR("\"de"), &found);
  assert_only("demo");
}

static void nothing_is_offered_inside_a_free_text(void **state) {
  (void)state;
  at("tag \"so");
  assert_int_equal(found.items.n, 0);
  at("name matches \"so");
  assert_int_equal(found.items.n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_complete_to_columns_lets_functions_and_keywords),
      cmocka_unit_test(modules_and_their_names_are_offered),
      cmocka_unit_test(a_column_with_an_odd_name_is_offered_in_backquotes),
      cmocka_unit_test(pools_are_offered_behind_pool_and_reps_behind_rep),
      cmocka_unit_test(values_come_from_the_data),
      cmocka_unit_test(a_value_is_escaped_as_it_must_be_written),
      cmocka_unit_test(what_candidates_share_ends_between_characters),
      cmocka_unit_test(another_case_is_taken_when_none_fits_exactly),
      cmocka_unit_test(dot_commands_and_their_arguments_complete),
      cmocka_unit_test(the_lines_before_count_as_context),
      cmocka_unit_test(nothing_is_offered_inside_a_free_text),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
