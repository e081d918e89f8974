/* Explaining: clauses, reasons, members passed over, decisions of the past. */
#include "engine_test.h"

static const LeatRuleTrace *rule_at(const LeatExplanation *e, uint32_t line) {
  for (uint32_t i = 0; i < e->rule_count; i++) {
    if (e->rules[i].line == line) return &e->rules[i];
  }
  fail_msg("no rule at line %u", line);
  return NULL;
}

static const LeatClause *clause_of(const LeatRuleTrace *rule, const char *text) {
  for (uint32_t i = 0; i < rule->clause_count; i++) {
    if (str_is(rule->clauses[i].text, text)) return &rule->clauses[i];
  }
  fail_msg("no clause %s", text);
  return NULL;
}

static void clause_is(const LeatRuleTrace *rule, const char *text, LeatVerdict verdict, const char *why, bool decided) {
  const LeatClause *clause = clause_of(rule, text);
  if (clause->verdict != verdict || !str_is(clause->why, why) || clause->decided != decided)
    fail_msg("%s: %s, \"%.*s\", decided %d", text, leat_verdict_word(clause->verdict), STR_FMT(clause->why),
             clause->decided);
}

static LeatExplanation explain(Leat *l, const char *id) {
  LeatExplanation e;
  LeatStatus status = leat_explain(l, str_of(id), NOW, &e);
  if (status != LEAT_OK) fail_msg("explain: %s", leat_error(l));
  return e;
}

static void clauses_say_what_was_read_and_what_was_needed(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,source,score,region,name\n1,demo,74,北京,Acme\n2,,,,\n");
  load(l, "pool \"p\" { member \"alice\" }\n"
          "when source == \"demo\" and score > 80 assign pool \"p\"\n"
          "when region in (\"上海\", \"浙江\") or score in 80..90 assign pool \"p\"\n"
          "when not (name starts with \"A\") assign pool \"p\"\n"
          "when name is missing or 90 < score assign pool \"p\"\n"
          "otherwise archive \"rest\"");
  LeatExplanation e = explain(l, "1");
  clause_is(rule_at(&e, 2), "source == \"demo\"", LEAT_TRUE, "source is \"demo\"", false);
  clause_is(rule_at(&e, 2), "score > 80", LEAT_FALSE, "score is 74, needs > 80", true);
  clause_is(rule_at(&e, 3), "region in (\"上海\", \"浙江\")", LEAT_FALSE,
            "region is \"北京\", needs one of (\"上海\", \"浙江\")", true);
  clause_is(rule_at(&e, 3), "score in 80..90", LEAT_FALSE, "score is 74, needs 80..90", true);
  clause_is(rule_at(&e, 4), "name starts with \"A\"", LEAT_TRUE, "name is \"Acme\", needs to start with \"A\"", true);
  clause_is(rule_at(&e, 5), "name is missing", LEAT_FALSE, "name is \"Acme\"", true);
  clause_is(rule_at(&e, 5), "90 < score", LEAT_FALSE, "score is 74, needs > 90", true);
  assert_true(str_is(e.outcome, "archived"));
  e = explain(l, "2");
  assert_int_equal(rule_at(&e, 2)->verdict, LEAT_UNKNOWN);
  clause_is(rule_at(&e, 2), "score > 80", LEAT_UNKNOWN, "score is missing", true);
  assert_int_equal(rule_at(&e, 5)->verdict, LEAT_TRUE);
  clause_is(rule_at(&e, 5), "90 < score", LEAT_UNKNOWN, "score is missing", false);
  assert_true(str_is(e.rep, "alice"));
  assert_int_equal(rule_at(&e, 6)->verdict, LEAT_NOT_REACHED);
  leat_free(l);
}

static void lets_and_defines_show_their_values(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score,region,city\n1,74,,上海\n");
  load(l, "let province = region ?? city\ndefine hot(limit) = score >= limit and region is known\n"
          "when hot(80) archive \"hot\"\nwhen province == \"北京\" archive \"north\"\notherwise archive \"rest\"");
  LeatExplanation e = explain(l, "1");
  clause_is(rule_at(&e, 3), "hot(80)", LEAT_FALSE, "", true);
  clause_is(rule_at(&e, 4), "province == \"北京\"", LEAT_FALSE, "province is \"上海\", needs == \"北京\"", true);
  bool found = false;
  for (uint32_t i = 0; i < e.value_count; i++)
    found = found || (str_is(e.values[i].name, "province") && str_is(e.values[i].value, "\"上海\""));
  assert_true(found);
  leat_free(l);
}

static void members_passed_over_are_named_with_their_reasons(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,source,owner\n1,demo,dave\n2,demo,\n");
  import_csv(l, "reps",
             "id,team,active,away_until\nalice,east,0,\nbob,west,1,\ncarol,east,1,2026-03-05T00:00:00Z\ndave,east,1,\n"
             "erin,east,1,\n");
  load(l, "pool \"p\" { member \"alice\" member \"bob\" member \"carol\" member \"dave\" capacity 1 open "
          "member \"erin\" }\n"
          "when source == \"demo\" assign pool \"p\" where rep.team == \"east\"");
  LeatExplanation e = explain(l, "2");
  const LeatRuleTrace *rule = rule_at(&e, 2);
  static const char *const whys[] = {"inactive", "where rep.team == \"east\": rep.team is \"west\", needs == \"east\"",
                                     "away until 2026-03-05", "at capacity: 1 of 1 open"};
  assert_int_equal(rule->passed_count, 4);
  for (uint32_t i = 0; i < 4; i++) {
    if (!str_is(rule->passed[i].why, whys[i])) fail_msg("%u: %.*s", i, STR_FMT(rule->passed[i].why));
  }
  assert_true(str_is(e.rep, "erin"));
  assert_true(str_is(rule->effects[0], "pool \"p\" roundrobin: erin has the first turn"));
  StrBuf text;
  strbuf_init(&text);
  leat_explanation_text(&e, false, &text);
  assert_non_null(strstr(text.p, "lead 2 -> assigned to erin (pool \"p\") by line 2\n"));
  assert_non_null(strstr(text.p, "passed over: alice (inactive), bob (where"));
  strbuf_deinit(&text);
  leat_free(l);
}

/* Every lead ends somewhere for good, so that a run of one lead takes the next one. */
static const char MANY[] =
    "pool \"senior\" { strategy roundrobin default capacity 40 open member \"alice\" member \"bob\" }\n"
    "pool \"east\" { strategy leastloaded member \"dave\" capacity 9 open member \"erin\" capacity 20 open }\n"
    "let boosted = score * 2\n"
    "rule \"hot\" when source == \"demo\" and boosted > 160 assign pool \"senior\"\n"
    "when region == \"上海\" {\n"
    "  tag \"east\"\n"
    "  when score > 50 assign pool \"east\" else pool \"senior\" random\n"
    "  when 100 / score > 30 tag \"low\"\n"
    "}\n"
    "when source in (\"fair\", \"web\") and not (score < 20 or region is missing) nurture \"newsletter\"\n"
    "when region != \"浙江\" and score >= 0 hold for \"manager\"\n"
    "when source == \"web\" assign pool \"senior\"\n"
    "otherwise archive \"rest\"\n";

/* The explanation of each lead, made just before a run of that lead alone, says what the run does. */
static void explain_agrees_with_run(void **state) {
  (void)state;
  enum { LEADS = 220 };
  Leat *l = memory();
  import_leads_made(l, LEADS, 21);
  load(l, MANY);
  engine_set_batch(l, 1);
  for (int i = 1; i <= LEADS; i++) {
    char id[16], expected[128], got[128];
    snprintf(id, sizeof id, "%d", i);
    LeatExplanation e = explain(l, id);
    snprintf(expected, sizeof expected, "%.*s|%.*s|%.*s|%.*s|%u", STR_FMT(e.outcome), STR_FMT(e.pool), STR_FMT(e.rep),
             STR_FMT(e.rule), e.line);
    uint32_t ended = 0;
    for (uint32_t k = 0; k < e.rule_count; k++) ended += e.rules[k].ended;
    assert_int_equal(ended, e.line > 0);
    LeatReport r = run(l, (LeatRunOptions){.limit = 1});
    assert_int_equal(r.leads, 1);
    Arena a;
    LedgerRow *rows;
    uint32_t count;
    arena_init(&a, 0);
    store_ledger_of(leat_store(l), &a, str_of(id), &rows, &count);
    assert_int_equal(count, 1);
    snprintf(got, sizeof got, "%.*s|%.*s|%.*s|%.*s|%lld", STR_FMT(rows[0].outcome), STR_FMT(rows[0].pool),
             STR_FMT(rows[0].rep), STR_FMT(rows[0].rule), (long long)rows[0].line);
    assert_string_equal(got, expected);
    arena_deinit(&a);
  }
  leat_free(l);
}

/* What the trace says of each condition is what the machine found: fired rules are those with a true condition. */
static void verdicts_agree_with_the_rules_that_fired(void **state) {
  (void)state;
  enum { LEADS = 300 };
  Leat *l = memory();
  import_leads_made(l, LEADS, 22);
  load(l, MANY);
  int64_t hits[16] = {0}, unknowns[16] = {0}, errors[16] = {0};
  engine_set_batch(l, 1);
  for (int i = 1; i <= LEADS; i++) {
    char id[16];
    snprintf(id, sizeof id, "%d", i);
    LeatExplanation e = explain(l, id);
    for (uint32_t k = 0; k < e.rule_count; k++) {
      hits[k] += e.rules[k].verdict == LEAT_TRUE;
      unknowns[k] += e.rules[k].verdict == LEAT_UNKNOWN;
      errors[k] += e.rules[k].verdict == LEAT_RULE_ERROR;
      if (e.rules[k].clause_count > 0 && e.rules[k].verdict != LEAT_NOT_REACHED)
        assert_int_equal(e.rules[k].clauses[0].verdict, e.rules[k].verdict);
    }
  }
  load(l, "pool \"senior\" { member \"alice\" }\npool \"east\" { member \"dave\" }\n"); /* another script between */
  load(l, MANY);
  LeatRuleCount *counts;
  uint32_t count;
  int64_t leads;
  assert_int_equal(leat_take_counts(l, NOW, LEADS, &counts, &count, &leads), LEAT_OK);
  assert_int_equal(leads, LEADS);
  for (uint32_t k = 0; k < count; k++) {
    assert_int_equal(counts[k].hits, hits[k]);
    assert_int_equal(counts[k].unknowns, unknowns[k]);
    assert_int_equal(counts[k].errors, errors[k]);
  }
  leat_free(l);
}

static void a_past_decision_is_told_with_its_own_script_and_values(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,source,score\n1,demo,91\n2,web,\n");
  load(l, "pool \"p\" { member \"alice\" capacity 0 open member \"bob\" }\n"
          "when source == \"demo\" and score > 80 assign pool \"p\"\notherwise hold for \"manager\" \"no idea\"");
  run(l, (LeatRunOptions){0});
  load(l, "when score > 1 archive \"other\"");
  LeatExplanation e;
  assert_int_equal(leat_explain_past(l, STR("1"), &e), LEAT_OK);
  assert_true(e.past);
  assert_true(str_is(e.outcome, "assigned") && str_is(e.rep, "bob") && str_is(e.pool, "p"));
  assert_true(str_is(e.at, "2026-03-02T09:00:00Z"));
  clause_is(rule_at(&e, 2), "score > 80", LEAT_TRUE, "score is 91, needs > 80", true);
  assert_int_equal(rule_at(&e, 2)->passed_count, 1);
  assert_true(str_is(rule_at(&e, 2)->passed[0].why, "at capacity: 0 of 0 open"));
  assert_true(rule_at(&e, 2)->ended);
  assert_int_equal(leat_explain_past(l, STR("2"), &e), LEAT_OK);
  assert_true(str_is(e.outcome, "held") && str_is(e.reason, "for manager: no idea"));
  assert_int_equal(leat_explain_past(l, STR("77"), &e), LEAT_INPUT);
  leat_free(l);
}

static void write_list(const char *folder, const char *text) {
  char path[256];
  snprintf(path, sizeof path, "%s/list.txt", folder);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

static void load_in(Leat *l, const char *folder, const char *script) {
  char path[256];
  snprintf(path, sizeof path, "%s/route.leat", folder);
  assert_int_equal(leat_load(l, path, str_of(script)), LEAT_OK);
}

static void a_past_decision_keeps_the_entries_of_its_list_files(void **state) {
  (void)state;
  char folder[] = "/tmp/leat-list-XXXXXX", path[256];
  const char *script = "list key from \"list.txt\" # of sales\nwhen source in key archive \"key\"\notherwise stop";
  assert_non_null(mkdtemp(folder));
  Leat *l = memory();
  import_csv(l, "leads", "id,source\n1,de\"mo\n");
  write_list(folder, "web\nde\"mo\n");
  load_in(l, folder, script);
  Str before = arena_copy(&l->names_arena[0], l->loaded->version);
  run(l, (LeatRunOptions){0});
  write_list(folder, "web\n");
  load_in(l, folder, script);
  assert_false(str_eq(before, l->loaded->version));
  LeatExplanation e;
  assert_int_equal(leat_explain_past(l, STR("1"), &e), LEAT_OK);
  assert_int_equal(rule_at(&e, 2)->verdict, LEAT_TRUE);
  assert_true(str_eq(e.script, before));
  assert_true(str_is(e.outcome, "archived"));
  leat_free(l);
  snprintf(path, sizeof path, "%s/list.txt", folder);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(rmdir(folder), 0);
}

static void no_such_lead_is_said_so(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,score\n1,5\n");
  load(l, "when score > 1 archive \"x\"");
  LeatExplanation e;
  assert_int_equal(leat_explain(l, STR("99"), NOW, &e), LEAT_INPUT);
  assert_string_equal(leat_error(l), "there is no lead 99");
  leat_free(l);
}

static void data_in_an_explanation_cannot_reach_the_terminal(void **state) {
  (void)state;
  Leat *l = memory();
  import_csv(l, "leads", "id,source\n1,\"a\x1b]0;x\x07\"\n");
  load(l, "when source == \"demo\" archive \"x\"\notherwise archive \"got {source}\"");
  LeatExplanation e = explain(l, "1");
  StrBuf text;
  strbuf_init(&text);
  leat_explanation_text(&e, false, &text);
  assert_null(strchr(text.p, 0x1b));
  assert_null(strchr(text.p, 0x07));
  strbuf_deinit(&text);
  leat_free(l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clauses_say_what_was_read_and_what_was_needed),
      cmocka_unit_test(lets_and_defines_show_their_values),
      cmocka_unit_test(members_passed_over_are_named_with_their_reasons),
      cmocka_unit_test(explain_agrees_with_run),
      cmocka_unit_test(verdicts_agree_with_the_rules_that_fired),
      cmocka_unit_test(a_past_decision_is_told_with_its_own_script_and_values),
      cmocka_unit_test(a_past_decision_keeps_the_entries_of_its_list_files),
      cmocka_unit_test(no_such_lead_is_said_so),
      cmocka_unit_test(data_in_an_explanation_cannot_reach_the_terminal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
