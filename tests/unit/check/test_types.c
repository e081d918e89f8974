/* What the checker writes into the tree and the program. */
#include "fixture.h"

static Fixture f;

static void open_clean(const char *text, int with) {
  fixture_open(&f, "script.leat", text, with);
  if (f.diags.errors) fixture_print(&f);
  assert_int_equal(f.diags.errors, 0);
}

static Expr *condition(uint32_t rule) { return f.program->rules.v[rule]->when; }

static void the_sentence_at_the_heart_is_typed(void **state) {
  (void)state;
  open_clean("when source == \"demo\" and score > 80 assign pool \"senior\" roundrobin", WITH_TABLE | WITH_POOLS);
  assert_int_equal(f.program->columns.n, 2);
  assert_true(str_is(f.program->columns.v[0].name, "source"));
  assert_int_equal(f.program->columns.v[0].type, TYPE_TEXT);
  assert_int_equal(f.program->columns.v[1].type, TYPE_NUMBER);
  assert_int_equal(condition(0)->type, TYPE_BOOL);
  assert_true(condition(0)->nullable);
  assert_false(f.program->columns_assumed);
  fixture_close(&f);
}

static void columns_without_a_schema_take_the_type_of_their_first_use(void **state) {
  (void)state;
  open_clean("when a is missing and b == \"x\" and a > 3 and c and d in last 2 days "
             "and e contains \"x\" and g is known "
             "archive \"x\" otherwise stop", 0);
  assert_true(f.program->columns_assumed);
  assert_int_equal(fixture_column(&f, "a")->type, TYPE_NUMBER);
  assert_int_equal(fixture_column(&f, "b")->type, TYPE_TEXT);
  assert_int_equal(fixture_column(&f, "c")->type, TYPE_BOOL);
  assert_int_equal(fixture_column(&f, "d")->type, TYPE_TIME);
  assert_int_equal(fixture_column(&f, "e")->type, TYPE_TEXT);
  assert_int_equal(fixture_column(&f, "g")->type, TYPE_TEXT);
  const Expr *e = condition(0);
  while (e->kind == EXPR_AND) e = e->a;
  assert_int_equal(e->kind, EXPR_IS_MISSING);
  assert_int_equal(e->a->type, TYPE_NUMBER); /* met before its type was known */
  fixture_close(&f);
}

static void a_type_flows_through_lets_and_defaults(void **state) {
  (void)state;
  open_clean("let best = a ?? b\nwhen best > 3 archive \"x\" otherwise stop", 0);
  assert_int_equal(fixture_column(&f, "a")->type, TYPE_NUMBER);
  assert_int_equal(fixture_column(&f, "b")->type, TYPE_NUMBER);
  assert_int_equal(f.program->lets.v[0].value->type, TYPE_NUMBER);
  fixture_close(&f);
}

static void lets_stand_after_those_they_use(void **state) {
  (void)state;
  open_clean("let c = b + 1\ndefine twice(x) = a * x\nlet b = twice(2)\nlet a = score\nwhen c > 1 archive \"x\" "
             "otherwise stop", 0);
  assert_int_equal(f.program->lets.n, 3);
  assert_true(str_is(f.program->lets.v[0].name, "a"));
  assert_true(str_is(f.program->lets.v[1].name, "b"));
  assert_true(str_is(f.program->lets.v[2].name, "c"));
  assert_true(f.program->lets.v[0].used);
  fixture_close(&f);
}

static void a_define_is_written_out_with_its_arguments(void **state) {
  (void)state;
  open_clean("define hot(limit) = score >= limit\nwhen hot(70) or hot(90) archive \"x\" otherwise stop", 0);
  const Expr *first = condition(0)->a, *second = condition(0)->b;
  assert_int_equal(first->ref_kind, REF_DEFINE);
  assert_int_equal(first->expansion->kind, EXPR_COMPARE);
  assert_int_equal(first->expansion->b->number.i, 70);
  assert_int_equal(second->expansion->b->number.i, 90);
  assert_int_equal(first->type, TYPE_BOOL);
  fixture_close(&f);
}

static void text_of_a_nocase_column_is_compared_folded(void **state) {
  (void)state;
  open_clean("lead { source: text nocase }\nlist good = (\"Web\", \"CALL\")\nlet s = source ?? \"None\"\n"
             "when source == \"DEMO\" archive \"a\" when source in good archive \"b\" when s == \"WEB\" archive \"c\" "
             "otherwise stop", 0);
  assert_true(str_is(condition(0)->b->text, "demo"));
  assert_true(condition(0)->b->nocase);
  const NamedList *folded = &f.program->lists.v[condition(1)->b->ref];
  assert_true(str_is(folded->items.v[1]->text, "call"));
  assert_true(str_is(f.program->lists.v[0].items.v[1]->text, "CALL")); /* others may use the list as it is */
  assert_true(str_is(condition(2)->b->text, "web"));
  assert_true(str_is(f.program->lets.v[0].value->b->text, "none"));
  fixture_close(&f);
}

static void local_times_are_those_of_the_zone(void **state) {
  (void)state;
  open_clean("timezone \"Asia/Shanghai\"\nlead { seen: time }\nwhen seen > 2026-03-02 archive \"x\" otherwise stop", 0);
  assert_int_equal(condition(0)->b->time, INT64_C(1772380800000)); /* 2026-03-01T16:00:00Z */
  fixture_close(&f);
}

static void columns_are_found_in_any_case_and_share_a_slot(void **state) {
  (void)state;
  open_clean("when email == \"a\" or EMAIL == \"b\" archive \"x\" otherwise stop", WITH_TABLE);
  assert_int_equal(f.program->columns.n, 1);
  assert_true(str_is(f.program->columns.v[0].source_name, "Email"));
  assert_false(f.program->columns.v[0].nullable);
  fixture_close(&f);
}

static void a_mapping_renames_columns(void **state) {
  (void)state;
  open_clean("leads from \"t\" { id = id owner = owner points = score }\nwhen points > 3 archive \"x\" otherwise stop",
             WITH_TABLE);
  assert_true(str_is(fixture_column(&f, "points")->source_name, "score"));
  assert_int_equal(fixture_column(&f, "points")->type, TYPE_NUMBER);
  fixture_close(&f);
}

static void declared_columns_that_are_not_used_are_not_read(void **state) {
  (void)state;
  open_clean("lead { a: text b: number = 3 }\nwhen b > 1 archive \"x\" otherwise stop\n", 0);
  assert_int_equal(f.program->columns.n, 2);
  assert_true(fixture_column(&f, "b")->read);
  assert_false(fixture_column(&f, "a")->read);
  assert_true(str_is(f.program->columns.v[0].name, "b")); /* slots by first use */
  fixture_close(&f);
}

static void rules_are_numbered_with_a_block_before_its_inner_rules(void **state) {
  (void)state;
  open_clean("when a > 1 { when b > 1 archive \"x\" rule \"deep\" when c > 1 archive \"y\" } when d > 1 archive \"z\" "
             "otherwise stop", 0);
  assert_int_equal(f.program->rules.n, 5);
  for (uint32_t i = 0; i < 5; i++) assert_int_equal(f.program->rules.v[i]->index, i);
  assert_true(str_is(rule_label(&f.arena, f.program, f.program->rules.v[2]), "deep"));
  assert_true(str_is(rule_label(&f.arena, f.program, f.program->rules.v[3]), "line 1"));
  fixture_close(&f);
}

static void results_of_arithmetic_have_their_types(void **state) {
  static const struct {
    const char *text;
    Type type;
    bool nullable;
  } cases[] = {
    {"1 + 2", TYPE_NUMBER, false},          {"now - 2 days", TYPE_TIME, false},
    {"now - today", TYPE_DURATION, false},  {"2 days / 3", TYPE_DURATION, false},
    {"2 days / 3 hours", TYPE_NUMBER, false}, {"\"a\" + \"b\"", TYPE_TEXT, false},
    {"score * 2", TYPE_NUMBER, true},       {"score is missing", TYPE_BOOL, false},
    {"score ?? 0", TYPE_NUMBER, false},     {"domain(Email)", TYPE_TEXT, true},
    {"max(now, today)", TYPE_TIME, false},  {"age(created_at) > 3 days", TYPE_BOOL, true},
    {"if score > 1 then 1 else 2", TYPE_NUMBER, true}, {"-score", TYPE_NUMBER, true},
    {"bucket(id, 100) < 20", TYPE_BOOL, false}, {"source in (\"a\", \"b\")", TYPE_BOOL, true},
  };
  (void)state;
  open_clean("otherwise stop", WITH_TABLE);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    uint32_t file = source_add(&f.sources, STR("<repl>"), str_of(cases[i].text));
    Expr *e = parse_expression(&f.arena, &f.sources, file, &f.diags);
    assert_non_null(e);
    bool good = check_expression(&f.arena, f.program, &f.options, e, &f.diags);
    if (!good || e->type != cases[i].type || e->nullable != cases[i].nullable) {
      fixture_print(&f);
      fail_msg("`%s` is %s%s", cases[i].text, type_word((Type)e->type), e->nullable ? " or missing" : "");
    }
  }
  fixture_close(&f);
}

static void an_expression_typed_later_sees_the_names_of_the_program(void **state) {
  (void)state;
  open_clean("let limit = 80\nlist good = (\"a\")\ndefine hot(x) = x > limit\n"
             "when hot(score) and source in good archive \"x\" otherwise stop", WITH_TABLE);
  uint32_t before = f.program->columns.n;
  uint32_t file = source_add(&f.sources, STR("<repl>"), STR("hot(score) and country in good and limit > 3"));
  Expr *e = parse_expression(&f.arena, &f.sources, file, &f.diags);
  assert_true(check_expression(&f.arena, f.program, &f.options, e, &f.diags));
  assert_int_equal(f.program->columns.n, before + 1); /* country is new */
  file = source_add(&f.sources, STR("<repl>"), STR("scoer > 3"));
  e = parse_expression(&f.arena, &f.sources, file, &f.diags);
  assert_false(check_expression(&f.arena, f.program, &f.options, e, &f.diags));
  assert_true(str_is(fixture_found(&f, DIAG_UNKNOWN_COLUMN)->fix, "did you mean `score`?"));
  fixture_close(&f);
}

static void a_column_of_the_table_that_has_no_type_takes_that_of_its_use(void **state) {
  (void)state;
  open_clean("when note > 3 archive \"x\" otherwise stop", WITH_TABLE);
  assert_int_equal(fixture_column(&f, "note")->type, TYPE_NUMBER);
  assert_false(f.program->columns_assumed);
  fixture_close(&f);
}

static void reps_have_their_usual_columns_without_a_table(void **state) {
  (void)state;
  open_clean("pool \"p\" { member \"a\" }\nwhen score > 1 assign pool \"p\" where rep.skills contains product and "
             "rep.open < rep.capacity and rep.active and rep.language == language otherwise stop", 0);
  assert_int_equal(f.program->rep_columns.n, 5);
  assert_int_equal(f.program->rep_columns.v[0].type, TYPE_LIST);
  assert_int_equal(f.program->rep_columns.v[1].type, TYPE_NUMBER);
  assert_int_equal(f.program->rep_columns.v[4].type, TYPE_TEXT);
  fixture_close(&f);
}

static void a_set_column_is_written_and_not_read(void **state) {
  (void)state;
  open_clean("when score > 1 set country = \"CN\" archive \"x\" otherwise stop", WITH_TABLE);
  assert_true(fixture_column(&f, "country")->written);
  assert_false(fixture_column(&f, "country")->read);
  assert_int_equal(f.program->rules.v[0]->actions.v[0]->slot, 1);
  fixture_close(&f);
}

static void a_thousand_operators_in_a_row_need_no_deep_stack(void **state) {
  enum { TERMS = 100000 };
  StrBuf b;
  (void)state;
  strbuf_init(&b);
  strbuf_text(&b, "when score > 1");
  for (int i = 0; i < TERMS; i++) strbuf_printf(&b, " or score == %d + 1", i);
  strbuf_text(&b, " archive \"x\" otherwise stop");
  strbuf_char(&b, '\0');
  open_clean(b.p, WITH_TABLE);
  assert_int_equal(condition(0)->type, TYPE_BOOL);
  strbuf_deinit(&b);
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_sentence_at_the_heart_is_typed),
    cmocka_unit_test(columns_without_a_schema_take_the_type_of_their_first_use),
    cmocka_unit_test(a_type_flows_through_lets_and_defaults),
    cmocka_unit_test(lets_stand_after_those_they_use),
    cmocka_unit_test(a_define_is_written_out_with_its_arguments),
    cmocka_unit_test(text_of_a_nocase_column_is_compared_folded),
    cmocka_unit_test(local_times_are_those_of_the_zone),
    cmocka_unit_test(columns_are_found_in_any_case_and_share_a_slot),
    cmocka_unit_test(a_mapping_renames_columns),
    cmocka_unit_test(declared_columns_that_are_not_used_are_not_read),
    cmocka_unit_test(rules_are_numbered_with_a_block_before_its_inner_rules),
    cmocka_unit_test(results_of_arithmetic_have_their_types),
    cmocka_unit_test(an_expression_typed_later_sees_the_names_of_the_program),
    cmocka_unit_test(a_column_of_the_table_that_has_no_type_takes_that_of_its_use),
    cmocka_unit_test(reps_have_their_usual_columns_without_a_table),
    cmocka_unit_test(a_set_column_is_written_and_not_read),
    cmocka_unit_test(a_thousand_operators_in_a_row_need_no_deep_stack),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
