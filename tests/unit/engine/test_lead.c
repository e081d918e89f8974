/* One lead by hand, and what there is to name. */
#include "base/mem.h"
#include "engine_test.h"

static const char SCRIPT[] =
    "lead { source: text score: number products: list \",\" vip: bool created: time }\n"
    "let double = score * 2\n"
    "pool \"p\" { member \"alice\" weight 1.5 member \"bob\" }\n"
    "when source == \"demo\" and score > 80 assign pool \"p\"\n"
    "when products contains \"erp\" or vip hold for \"boss\"\n"
    "when created in last 7 days archive \"fresh\"";

static void eval_is(Leat *l, const char *expression, const char *value, const char *type) {
  StrBuf out;
  const char *word = "";
  strbuf_init(&out);
  LeatStatus status = leat_lead_eval(l, str_of(expression), NOW, &out, &word);
  if (status != LEAT_OK) fail_msg("%s: %s", expression, leat_error(l));
  assert_string_equal(out.n ? out.p : "", value);
  assert_string_equal(word, type);
  strbuf_deinit(&out);
}

static void a_lead_is_made_of_literals_and_changed_by_field(void **state) {
  (void)state;
  Leat *l = leat_new();
  load(l, SCRIPT);
  assert_int_equal(leat_lead_set_literal(l, STR("{source: \"demo, {x}\", score: 40 + 2, products: (\"a\", \"erp\")}")),
                   LEAT_OK);
  eval_is(l, "score", "42", "number");
  eval_is(l, "double + 1", "85", "number");
  eval_is(l, "source", "\"demo, {x}\"", "text");
  eval_is(l, "vip", "unknown", "bool");
  eval_is(l, "products contains \"erp\"", "true", "bool");
  assert_int_equal(leat_lead_set_field(l, STR("score"), STR("95")), LEAT_OK);
  assert_int_equal(leat_lead_set_field(l, STR("source"), STR("\"demo\"")), LEAT_OK);
  eval_is(l, "double", "190", "number");
  LeatExplanation e;
  assert_int_equal(leat_lead_explain(l, NOW, &e), LEAT_OK);
  assert_true(str_is(e.rep, "alice"));
  assert_int_equal(leat_lead_explain(l, NOW, &e), LEAT_OK);
  assert_true(str_is(e.rep, "alice")); /* turns did not move */
  leat_free(l);
}

static void the_lead_outlives_another_script(void **state) {
  (void)state;
  Leat *l = leat_new();
  load(l, SCRIPT);
  assert_int_equal(leat_lead_set_literal(l, STR("{score: 7}")), LEAT_OK);
  load(l, "lead { region: text score: number }\nwhen region == \"x\" or score > 1 archive \"y\"");
  eval_is(l, "score", "7", "number");
  leat_free(l);
}

static void wrong_literals_are_refused_and_change_nothing(void **state) {
  (void)state;
  static const char *const wrong[] = {"",           "score: 1",      "{score 1}", "{score: }", "{score: 1",
                                      "{scor: 1}",  "{score: \"x\"}", "{: 1}",     "{score: 1 source: \"x\"}",
                                      "{created: \"soon\"}"};
  Leat *l = leat_new();
  load(l, SCRIPT);
  assert_int_equal(leat_lead_set_literal(l, STR("{score: 7}")), LEAT_OK);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    if (leat_lead_set_literal(l, str_of(wrong[i])) == LEAT_OK) fail_msg("taken: %s", wrong[i]);
    assert_true(strlen(leat_error(l)) > 0);
    eval_is(l, "score", "7", "number");
  }
  assert_int_equal(leat_lead_set_literal(l, STR("{created: \"2026-03-01\", vip: true}")), LEAT_OK);
  eval_is(l, "created in last 7 days", "true", "bool");
  leat_free(l);
}

static void wrong_expressions_have_findings(void **state) {
  (void)state;
  Leat *l = leat_new();
  load(l, SCRIPT);
  StrBuf out;
  const char *type;
  strbuf_init(&out);
  assert_int_equal(leat_lead_eval(l, STR("score >"), NOW, &out, &type), LEAT_SCRIPT);
  assert_int_equal(leat_lead_eval(l, STR("scor > 1"), NOW, &out, &type), LEAT_SCRIPT);
  assert_true(leat_error_count(l) > 0);
  leat_findings(l, false, &out);
  assert_non_null(strstr(out.p, "score"));
  strbuf_deinit(&out);
  leat_free(l);
}

static void a_lead_of_the_database_may_be_changed_in_hand_only(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,source,score\n1,demo,60\n");
  load(l, "pool \"p\" { member \"alice\" }\nwhen source == \"demo\" and score > 80 assign pool \"p\"");
  assert_int_equal(leat_lead_set_id(l, STR("9")), LEAT_INPUT);
  assert_int_equal(leat_lead_set_id(l, STR("1")), LEAT_OK);
  LeatExplanation e;
  assert_int_equal(leat_lead_explain(l, NOW, &e), LEAT_OK);
  assert_true(str_is(e.outcome, "unrouted"));
  assert_int_equal(leat_lead_set_field(l, STR("score"), STR("score + 30")), LEAT_OK);
  assert_int_equal(leat_lead_explain(l, NOW, &e), LEAT_OK);
  assert_true(str_is(e.outcome, "assigned"));
  lead_is(l, "1", "/new");
  StrBuf out;
  strbuf_init(&out);
  leat_lead_print(l, NOW, &out);
  assert_non_null(strstr(out.p, "score: 90"));
  strbuf_deinit(&out);
  leat_free(l);
}

static bool named(const Str *names, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (i && str_cmp(names[i - 1], names[i]) >= 0) fail_msg("names are not sorted");
  }
  for (size_t i = 0; i < count; i++) {
    if (str_is(names[i], name)) return true;
  }
  return false;
}

static void names_are_known_for_completion(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,source,score,extra\n1,demo,60,x\n2,web,1,y\n");
  import_csv(l, "reps", "id,active\nzoe,1\n");
  load(l, "let double = score * 2\npool \"p\" { member \"alice\" }\nwhen double > 80 assign pool \"p\"");
  size_t n;
  const Str *names = leat_names(l, LEAT_COLUMNS, &n);
  assert_true(named(names, n, "extra") && named(names, n, "score"));
  names = leat_names(l, LEAT_REPS, &n);
  assert_true(named(names, n, "zoe") && named(names, n, "alice"));
  names = leat_names(l, LEAT_POOLS, &n);
  assert_true(named(names, n, "p"));
  names = leat_names(l, LEAT_LETS, &n);
  assert_true(named(names, n, "double"));
  names = leat_names(l, LEAT_BUILTINS, &n);
  assert_true(named(names, n, "similarity"));
  names = leat_names(l, LEAT_KEYWORDS, &n);
  assert_true(named(names, n, "assign"));
  names = leat_column_values(l, STR("source"), 10, &n);
  assert_int_equal(n, 2);
  assert_true(named(names, n, "web"));
  leat_free(l);
}

static void the_roster_says_who_is_next(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,90\n");
  import_csv(l, "reps", "id,active\nbob,0\n");
  load(l, "pool \"p\" { member \"alice\" weight 1.5 member \"bob\" member \"carol\" }\n"
          "when score > 80 assign pool \"p\" roundrobin");
  run(l, (LeatRunOptions){0});
  LeatRosterRow *rows;
  uint32_t count;
  assert_int_equal(leat_roster(l, NOW, &rows, &count), LEAT_OK);
  assert_int_equal(count, 3);
  assert_true(rows[0].eligible && rows[0].open == 1 && !rows[0].next && str_is(rows[0].weight, "1.5"));
  assert_true(!rows[1].eligible && str_is(rows[1].why, "inactive"));
  assert_true(rows[2].next && str_is(rows[2].strategy, "roundrobin"));
  leat_free(l);
}

static void first_matches_are_measured(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,90\n2,50\n3,\n4,10\n");
  load(l, "pool \"p\" { member \"alice\" }\nwhen score > 80 assign pool \"p\"\nwhen score > 40 archive \"x\"\n"
          "otherwise archive \"y\"");
  LeatBench bench;
  int32_t *first;
  assert_int_equal(leat_bench(l, 100, 3, NOW, true, &bench, &first), LEAT_OK);
  assert_int_equal(bench.leads, 4);
  assert_int_equal(bench.rounds, 3);
  assert_int_equal(first[0], 0);
  assert_int_equal(first[1], 1);
  assert_int_equal(first[2], -1);
  assert_int_equal(first[3], -1);
  mem_free(first);
  leat_free(l);
}

static void every_stage_can_be_dumped(void **state) {
  (void)state;
  static const char *const stages[] = {"tokens", "ast", "types", "code", "plan"};
  Leat *l = leat_new();
  load(l, SCRIPT);
  LeatExplanation e;
  assert_int_equal(leat_lead_explain(l, NOW, &e), LEAT_OK);
  for (size_t i = 0; i < 5; i++) {
    StrBuf out;
    strbuf_init(&out);
    assert_true(leat_dump(l, stages[i], &out));
    assert_true(out.n > 0);
    strbuf_deinit(&out);
  }
  StrBuf out;
  strbuf_init(&out);
  assert_false(leat_dump(l, "nothing", &out));
  strbuf_deinit(&out);
  leat_free(l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_lead_is_made_of_literals_and_changed_by_field),
      cmocka_unit_test(the_lead_outlives_another_script),
      cmocka_unit_test(wrong_literals_are_refused_and_change_nothing),
      cmocka_unit_test(wrong_expressions_have_findings),
      cmocka_unit_test(a_lead_of_the_database_may_be_changed_in_hand_only),
      cmocka_unit_test(names_are_known_for_completion),
      cmocka_unit_test(the_roster_says_who_is_next),
      cmocka_unit_test(first_matches_are_measured),
      cmocka_unit_test(every_stage_can_be_dumped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
