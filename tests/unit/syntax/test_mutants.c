#include "syntax_test.h"

#include "syntax/mutants.h"

/* Every change of a script, one a line: kind, line, what was there, `->`, what is there now. */
static void assert_mutants(const char *script, const char *wanted) {
  Parsed p;
  Mutants mutants;
  StrBuf out;
  parsed_init(&p, str_of(script));
  strbuf_init(&out);
  if (!mutants_find(&p.arena, &p.sources, 0, &p.diags, &mutants)) fail_msg("errors in: %s", script);
  for (uint32_t i = 0; i < mutants.n; i++) {
    const Mutant *m = &mutants.v[i];
    Str was = source_words(&p.arena, &p.sources, m->span), now = text_words(&p.arena, m->with);
    strbuf_printf(&out, "%s %u %.*s -> %.*s\n", mutant_kind_word(m->kind), source_line(&p.sources, m->span),
                  STR_FMT(was), STR_FMT(now));
  }
  strbuf_text(&out, "");
  assert_string_equal(out.p ? out.p : "", wanted);
  strbuf_deinit(&out);
  parsed_free(&p);
}

static void operators_are_flipped(void **state) {
  (void)state;
  assert_mutants("let x = a == b or c != d and e contains f",
                 "operator 1 == -> !=\noperator 1 or -> and\noperator 1 != -> ==\noperator 1 and -> or\n");
  assert_mutants("let x = a < b", "operator 1 < -> <=\noperator 1 < -> >=\n");
  assert_mutants("let x = a <= b", "operator 1 <= -> <\noperator 1 <= -> >\n");
  assert_mutants("let x = a > b", "operator 1 > -> <=\noperator 1 > -> >=\n");
  assert_mutants("let x = a >= b", "operator 1 >= -> <\noperator 1 >= -> >\n");
  assert_mutants("let x = a is known and b is missing",
                 "operator 1 known -> missing\noperator 1 and -> or\noperator 1 missing -> known\n");
  assert_mutants("let x = a + b - c * d / -e",
                 "operator 1 + -> -\noperator 1 - -> +\noperator 1 * -> /\noperator 1 / -> *\n");
}

static void a_not_is_dropped(void **state) {
  (void)state;
  assert_mutants("let x = not (a in b)", "not 1 not  -> \noperator 1 in -> not in\n");
  assert_mutants("let x = a not in b", "not 1 not  -> \n");
}

static void constants_are_nudged(void **state) {
  (void)state;
  assert_mutants("let x = 9", "constant 1 9 -> 10\nconstant 1 9 -> 8\n");
  assert_mutants("let x = 0", "constant 1 0 -> 1\n");
  assert_mutants("let x = 1_000", "constant 1 1_000 -> 1_001\nconstant 1 1_000 -> 999\n");
  assert_mutants("let x = 100万", "constant 1 100万 -> 101万\nconstant 1 100万 -> 99万\n");
  assert_mutants("let x = 0.30", "constant 1 0.30 -> 0.29\nconstant 1 0.30 -> 0.31\n");
  assert_mutants("let x = 99.9", "constant 1 99.9 -> 100.0\nconstant 1 99.9 -> 99.8\n");
  assert_mutants("let x = 10%", "constant 1 10% -> 11%\nconstant 1 10% -> 9%\n");
  assert_mutants("let x = 2 hours", "constant 1 2 -> 1\nconstant 1 2 -> 3\n");
  assert_mutants("let x = 09:59", "constant 1 09:59 -> 09:58\nconstant 1 09:59 -> 10:00\n");
  assert_mutants("let x = 2026-02-28T09:30:00Z", "constant 1 2026-02-28T09:30:00Z -> 2026-02-27T09:30:00Z\n"
                                                 "constant 1 2026-02-28T09:30:00Z -> 2026-03-01T09:30:00Z\n");
  assert_mutants("let x = true", "constant 1 true -> false\n");
}

static void rules_actions_and_clauses_are_dropped(void **state) {
  (void)state;
  assert_mutants("when a {\n  tag \"t\"\n  when b stop\n}\n"
                 "when c assign pool \"p\" where d else pool \"q\" where e within f",
                 "rule 1 when a { tag \"t\" when b stop } -> \n"
                 "order 1 when a { tag \"t\" when b stop } "
                 "when c assign pool \"p\" where d else pool \"q\" where e within f -> "
                 "when c assign pool \"p\" where d else pool \"q\" where e within f "
                 "when a { tag \"t\" when b stop }\n"
                 "action 2 tag \"t\" -> \n"
                 "rule 3 when b stop -> \n"
                 "rule 5 when c assign pool \"p\" where d else pool \"q\" where e within f -> \n"
                 "clause 5 where d -> \n"
                 "clause 5 else pool \"q\" where e -> \n"
                 "clause 5 where e -> \n"
                 "clause 5 within f -> \n");
}

static void a_rung_of_a_ladder_is_dropped_with_its_clauses(void **state) {
  (void)state;
  assert_mutants("when c assign pool \"p\" within f then pool \"q\" where e within g then rep \"r\"",
                 "rule 1 when c assign pool \"p\" within f then pool \"q\" where e within g then rep \"r\" -> \n"
                 "clause 1 within f -> \n"
                 "clause 1 then pool \"q\" where e within g -> \n"
                 "clause 1 where e -> \n"
                 "clause 1 within g -> \n"
                 "clause 1 then rep \"r\" -> \n");
}

static void scores_tables_and_pools_are_changed(void **state) {
  (void)state;
  assert_mutants("score starts 1 between -5 and 9\n"
                 "score +3 per event \"e\" in last 2 days max 9\nclass \"c\" otherwise",
                 "statement 1 score starts 1 between -5 and 9 -> \n"
                 "constant 1 1 -> 0\nconstant 1 1 -> 2\nconstant 1 5 -> 4\nconstant 1 5 -> 6\n"
                 "constant 1 9 -> 10\nconstant 1 9 -> 8\n"
                 "statement 2 score +3 per event \"e\" in last 2 days max 9 -> \n"
                 "operator 2 + -> -\nconstant 2 3 -> 2\nconstant 2 3 -> 4\nclause 2 in last 2 days -> \n"
                 "constant 2 2 -> 1\nconstant 2 2 -> 3\nclause 2 max 9 -> \nconstant 2 9 -> 10\nconstant 2 9 -> 8\n"
                 "statement 3 class \"c\" otherwise -> \n");
  assert_mutants("table t(a) {\n  row > 1 -> \"x\"\n  row * -> \"y\"\n}",
                 "row 2 row > 1 -> \"x\" -> \noperator 2 > -> <=\noperator 2 > -> >=\nconstant 2 1 -> 0\n"
                 "constant 2 1 -> 2\nrow 3 row * -> \"y\" -> \n");
  assert_mutants("pool \"p\" { member \"m\" weight 2 }",
                 "clause 1 weight 2 -> \nconstant 1 2 -> 1\nconstant 1 2 -> 3\n");
}

static void tests_and_what_leads_are_stay_as_they_are(void **state) {
  (void)state;
  assert_mutants("lead { a: number = 1 }\ntest \"t\" { lead { a: 5 } expect a > 4 }\nnever assign when a < 3\n"
                 "timezone \"Asia/Shanghai\"", "");
}

static void lines_stay_where_they_are(void **state) {
  (void)state;
  Parsed p;
  Mutants mutants;
  Str script = STR("when a {\n  tag \"t\"\n  stop\n}\nwhen b stop\n");
  parsed_init(&p, script);
  assert_true(mutants_find(&p.arena, &p.sources, 0, &p.diags, &mutants));
  assert_int_equal(mutants.v[0].kind, MUTANT_RULE);
  assert_string_equal(mutant_text(&p.arena, script, &mutants.v[0]).p, "\n\n\n\nwhen b stop\n");
  parsed_free(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(operators_are_flipped),
      cmocka_unit_test(a_not_is_dropped),
      cmocka_unit_test(constants_are_nudged),
      cmocka_unit_test(rules_actions_and_clauses_are_dropped),
      cmocka_unit_test(a_rung_of_a_ladder_is_dropped_with_its_clauses),
      cmocka_unit_test(scores_tables_and_pools_are_changed),
      cmocka_unit_test(tests_and_what_leads_are_stay_as_they_are),
      cmocka_unit_test(lines_stay_where_they_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
