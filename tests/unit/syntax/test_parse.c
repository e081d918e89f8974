#include "syntax_test.h"

static Script *clean_script(Parsed *p, const char *text) {
  parse_text(p, text);
  assert_clean(p);
  return p->script;
}

static void assert_str(Str found, const char *wanted) {
  if (!str_is(found, wanted)) fail_msg("`%.*s`, wanted `%s`", STR_FMT(found), wanted);
}

static void the_sentence_at_the_heart_parses(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(&p, "when source == \"demo\" and score > 80 assign pool \"senior\" roundrobin");
  assert_int_equal(s->rules.n, 1);
  assert_string_equal(tree(&p), "rule 1:1\n"
                                "  when 1:6\n"
                                "    and 1:6\n"
                                "      compare 1:6 ==\n"
                                "        name 1:6 source\n"
                                "        text 1:16 \"demo\"\n"
                                "      compare 1:27 >\n"
                                "        name 1:27 score\n"
                                "        number 1:35 80\n"
                                "  assign 1:38\n"
                                "    pool 1:45 roundrobin\n"
                                "      text 1:50 \"senior\"\n");
  assert_int_equal(s->rules.v[0]->span.start, 0);
  assert_int_equal(s->rules.v[0]->span.end, 36);
  assert_int_equal(s->rules.v[0]->whole.end, 68);
  assert_int_equal(s->end.start, 68);
  parsed_free(&p);
}

static void rules_have_names_blocks_and_otherwise(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(&p, "rule \"key accounts\"                # a name\n"
                               "when company_size >= 1000 or email_domain in key_domains\n"
                               "  tag \"key account\"\n"
                               "  assign pool \"enterprise\" leastloaded within 12 hours\n"
                               "when region == \"上海\" {\n"
                               "  when score > 80  assign pool \"east-senior\" roundrobin\n"
                               "  when score > 50  assign pool \"east\" roundrobin\n"
                               "}\n"
                               "rule when x stop\n"
                               "otherwise nurture \"newsletter\"");
  assert_int_equal(s->rules.n, 4);
  Rule *key = s->rules.v[0], *block = s->rules.v[1], *rest = s->rules.v[3];
  assert_str(key->name, "key accounts");
  assert_int_equal(key->actions.n, 2);
  assert_true(key->actions.v[1]->has_within);
  assert_int_equal(key->actions.v[1]->within->duration_ms, 12 * 3600000);
  assert_true(block->is_block);
  assert_int_equal(block->inner.n, 2);
  assert_int_equal(block->inner.v[1]->actions.v[0]->target->strategy, STRATEGY_ROUNDROBIN);
  assert_null(rest->when);
  assert_str(rest->actions.v[0]->name, "newsletter");
  parsed_free(&p);
}

static void every_action_is_read(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(&p, "when a\n tag \"hot {source}\" set status = if b then \"x\" else \"y\" notify \"sales\" "
                               "\"new {{lead}} {rep.name}!\"\n"
                               " task \"Call back\" due 2 hours task \"No hurry\"\n hold for \"manager\" \"why {a}\"\n"
                               "when b hold for \"manager\" when c archive \"spam\" when d stop");
  Rule *r = s->rules.v[0];
  const ActionKind kinds[] = {ACTION_TAG, ACTION_SET, ACTION_NOTIFY, ACTION_TASK, ACTION_TASK, ACTION_HOLD};
  assert_int_equal(r->actions.n, 6);
  for (uint32_t i = 0; i < 6; i++) assert_int_equal(r->actions.v[i]->kind, kinds[i]);
  const Template *tag = r->actions.v[0]->text;
  assert_int_equal(tag->parts.n, 2);
  assert_str(tag->parts.v[0].text, "hot ");
  assert_str(source_slice(&p.sources, tag->parts.v[1].expr->span), "source");
  const Template *message = r->actions.v[2]->text;
  assert_int_equal(message->parts.n, 3);
  assert_str(message->parts.v[0].text, "new {lead} ");
  assert_int_equal(message->parts.v[1].expr->kind, EXPR_FIELD);
  assert_str(message->parts.v[1].expr->base, "rep");
  assert_str(source_slice(&p.sources, message->parts.v[1].expr->span), "rep.name");
  assert_int_equal(r->actions.v[3]->value->duration_ms, 7200000);
  assert_null(r->actions.v[4]->value);
  assert_str(r->actions.v[5]->name, "manager");
  assert_null(s->rules.v[1]->actions.v[0]->text);
  parsed_free(&p);
}

static void assignments_have_clauses_and_other_targets(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(
      &p, "when a assign pool \"erp\" weighted where rep.skills contains product and rep.language == language\n"
          "  else pool \"sdr\" roundrobin within 2 hours\n  else rep \"bob\" where b\n  else wait\n"
          "when b assign pool \"x\" wait\nwhen c assign pool if d then \"x\" else \"y\" else wait");
  Action *a = s->rules.v[0]->actions.v[0];
  Target *t = a->target;
  assert_int_equal(t->strategy, STRATEGY_WEIGHTED);
  assert_non_null(t->where);
  assert_true(a->has_within);
  t = t->otherwise;
  assert_int_equal(t->strategy, STRATEGY_ROUNDROBIN);
  assert_null(t->where);
  t = t->otherwise;
  assert_int_equal(t->kind, TARGET_REP);
  assert_non_null(t->where);
  assert_int_equal(t->otherwise->kind, TARGET_WAIT);
  assert_null(t->otherwise->otherwise);
  assert_int_equal(s->rules.v[1]->actions.v[0]->target->otherwise->kind, TARGET_WAIT);
  assert_int_equal(s->rules.v[2]->actions.v[0]->target->otherwise->kind, TARGET_WAIT);
  parsed_free(&p);
}

static void lead_fields_have_types_and_defaults(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(&p, "lead {\n  source: text nocase   # folded\n  score:  number = 0\n  products: list "
                               "\",\"\n  tags: list json, is: bool = true\n"
                               "  created_at: time\n  wait: duration = 2 hours hours: number = -5, nocase: text `odd "
                               "name`: list \";\" nocase when: time = 2026-01-01\n}");
  assert_true(s->has_lead_block);
  assert_int_equal(s->fields.n, 11);
  assert_true(s->fields.v[0].nocase);
  assert_true(s->fields.v[1].missing_value->number.i == 0);
  assert_str(s->fields.v[2].list_separator, ",");
  assert_int_equal(s->fields.v[3].list_separator.n, 0);
  assert_str(s->fields.v[4].name, "is");
  assert_int_equal(s->fields.v[6].missing_value->duration_ms, 7200000);
  assert_int_equal(s->fields.v[7].missing_value->number.i, -5);
  assert_str(s->fields.v[9].name, "odd name");
  parsed_free(&p);
}

static void names_lists_and_zone_are_declared(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(
      &p,
      "timezone \"Asia/Shanghai\"\nlet province = region ?? phone_province(phone) ?? ip_province(ip)\n"
      "define hot(limit) = score >= limit and email is known\ndefine always_true() = true\n"
      "list key_domains = (\"icbc.com.cn\", \"siemens.com\",)\nlist free_mail from \"free_mail.txt\"\nlist none = ()");
  assert_str(s->zone, "Asia/Shanghai");
  assert_str(s->lets.v[0].name, "province");
  assert_str(s->defines.v[0].params.v[0].name, "limit");
  assert_int_equal(s->defines.v[1].params.n, 0);
  assert_int_equal(s->lists.v[0].items.n, 2);
  assert_true(s->lists.v[1].from_file);
  assert_str(s->lists.v[1].file, "free_mail.txt");
  assert_int_equal(s->lists.v[2].items.n, 0);
  parsed_free(&p);
}

static void pools_have_members_or_come_from_reps(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(&p, "pool \"senior\" {\n  default capacity 30 open\n  strategy roundrobin\n  member "
                               "\"alice\" weight 3   capacity 20 open\n"
                               "  member \"bob\"   weight 1.5 skills \"erp\", \"english\"\n  member \"carol\"\n}\n"
                               "pool \"east\" from reps where rep.team == \"east\" and rep.level >= 2\npool \"all\" "
                               "from reps\npool \"none\" { }");
  PoolDecl *senior = &s->pools.v[0];
  assert_int_equal(senior->terms.capacity.most[CAPACITY_OPEN], 30);
  assert_int_equal(senior->strategy, STRATEGY_ROUNDROBIN);
  assert_int_equal(senior->members.n, 3);
  assert_int_equal(senior->members.v[0].terms.capacity.most[CAPACITY_OPEN], 20);
  assert_false(senior->members.v[1].terms.capacity.has[CAPACITY_OPEN]);
  assert_true(senior->members.v[1].weight.d == 1.5);
  assert_int_equal(senior->members.v[0].skills.n, 0);
  assert_int_equal(senior->members.v[1].skills.n, 2);
  assert_int_equal(senior->members.v[2].skills.n, 0);
  assert_true(s->pools.v[1].from_reps);
  assert_non_null(s->pools.v[1].from_where);
  assert_null(s->pools.v[2].from_where);
  parsed_free(&p);
}

static void tables_of_a_crm_are_mapped(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(
      &p, "leads from \"crm_lead\" { id = lead_id  owner = owner_email, created_at = created  pool = sales_pool }\n"
          "reps  from \"users\" where \"role = 'sales'\" { id = email  active = `is enabled` }");
  assert_int_equal(s->leads_from->mappings.n, 4);
  assert_str(s->leads_from->mappings.v[3].role, "pool");
  assert_str(s->reps_from->where, "role = 'sales'");
  assert_str(s->reps_from->mappings.v[1].column, "is enabled");
  parsed_free(&p);
  assert_parses("leads from \"t\" reps from \"u\" where \"x\"");
}

static void keywords_are_names_where_a_value_is_expected(void **state) {
  (void)state;
  static const char *const reserved[] = {"and",  "or",   "not",   "in",   "is",        "if",    "then",
                                         "else", "true", "false", "when", "otherwise", "assign"};
  size_t count, refused = 0;
  const Keyword *words = keyword_table(&count);
  for (size_t i = 0; i < count; i++) {
    bool is_reserved = false;
    for (size_t k = 0; k < sizeof reserved / sizeof reserved[0]; k++)
      is_reserved |= strcmp(reserved[k], words[i].word) == 0;
    refused += is_reserved;
    char text[512];
    const char *w = words[i].word;
    if (!is_reserved) {
      snprintf(text, sizeof text,
               "let %s = %s + 1 define f(%s) = %s.%s list %s = (1) lead { %s: text %s: number = 1 } leads from \"t\" { "
               "%s = %s }\n"
               "when %s set %s = %s when (%s) and %s == 3 or 2 > %s assign pool %s first where %s else rep %s when x "
               "in %s tag \"{%s}\"",
               w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w);
      assert_parses(text);
    }
    snprintf(text, sizeof text, "when `%s` > 1 set `%s` = 2 lead { %s: text }", w, w, w);
    assert_parses(text);
  }
  assert_int_equal(refused, sizeof reserved / sizeof reserved[0]);
}

static void operator_words_can_be_operands_of_themselves(void **state) {
  (void)state;
  assert_parses("when contains contains \"x\" and starts starts with \"a\" and ends ends with with and matches matches "
                "\"x\" and missing is missing"
                " and last in last 7 days and last in last and known is known stop");
}

static void a_weight_before_hours_is_no_duration(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(&p, "pool \"x\" { member \"a\" weight 1 hours \"mon-fri 09:00-18:00\" }");
  assert_int_equal(s->pools.v[0].members.v[0].weight.i, 1);
  assert_true(str_is(s->pools.v[0].members.v[0].terms.hours, "mon-fri 09:00-18:00"));
  parsed_free(&p);
  assert_error("pool \"x\" { member \"a\" capacity 2 open when n > 5 hours \"mon-fri 09:00-18:00\" }", DIAG_SYNTAX, 1,
               56, "", ""); /* 5 hours is a duration */
}

static void words_of_later_versions_are_named_once(void **state) {
  (void)state;
  static const struct { const char *script, *word; uint32_t column; } later[] = {
      {"duplicate when same email merge", "`merge`", 27}};
  for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
    char text[300];
    snprintf(text, sizeof text, "let a = 1\n%s\nwhen a stop\nlet b = = 2\nwhen b stop", later[i].script);
    Parsed p;
    parse_text(&p, text);
    if (p.diags.items.n != 2 || p.script->rules.n != 2 || p.script->lets.n != 1) fail_msg("%s\n%s", text, findings(&p));
    assert_finding(&p, 0, DIAG_NOT_YET, 2, later[i].column, later[i].word, "");
    assert_int_equal(p.diags.items.v[1].code, DIAG_SYNTAX);
    parsed_free(&p);
  }
}

static void clauses_of_later_versions_are_named_once(void **state) {
  (void)state;
  assert_error("pool \"x\" { absent stay }\nwhen a stop", DIAG_SYNTAX, 1, 19, "`keep` or `catch`", "");
}

static void misspelt_words_get_a_suggestion(void **state) {
  (void)state;
  assert_error("wehn a stop", DIAG_SYNTAX, 1, 1, "expected a statement such as `when`, found `wehn`",
               "did you mean `when`?");
  assert_error("WHEN a stop", DIAG_SYNTAX, 1, 1, "", "`when`");
  assert_error("when score > 80 asign pool \"x\"", DIAG_SYNTAX, 1, 17,
               "expected a comparison such as `==`, an action such as `assign`, or `{`, found `asign`",
               "did you mean `assign`?");
  assert_error("when a assign pol \"x\"", DIAG_SYNTAX, 1, 15, "expected `pool` or `rep`, found `pol`",
               "did you mean `pool`?");
  assert_error("when a assign pool \"x\" rondrobin", DIAG_SYNTAX, 1, 24, "a strategy such as `roundrobin`",
               "did you mean `roundrobin`?");
  assert_error("when a contians \"x\" stop", DIAG_SYNTAX, 1, 8, "", "did you mean `contains`?");
  assert_error("lead { a: string }", DIAG_SYNTAX, 1, 11, "expected a type such as `text`", "did you mean `text`?");
  assert_error("lead { a: numbr }", DIAG_SYNTAX, 1, 11, "", "did you mean `number`?");
  assert_error("pool \"x\" { membr \"a\" }", DIAG_SYNTAX, 1, 12, "", "did you mean `member`?");
  assert_error("when a in last 7 dys stop", DIAG_SYNTAX, 1, 18, "a unit such as `days`", "did you mean `days`?");
}

static void what_was_expected_is_said_in_the_users_words(void **state) {
  (void)state;
  assert_error("when score 80 stop", DIAG_SYNTAX, 1, 12,
               "expected a comparison such as `==`, an action such as `assign`, or `{`, found `80`", "");
  assert_error("when == 3 stop", DIAG_SYNTAX, 1, 6, "expected a condition, found `==`", "");
  assert_error("let x = = 3", DIAG_SYNTAX, 1, 9, "expected a value, found `=`", "");
  assert_error("when a tag pool", DIAG_SYNTAX, 1, 12, "expected a text in double quotes, found `pool`", "");
  assert_error("when a nurture news", DIAG_SYNTAX, 1, 16, "", "`\"news\"`");
  assert_error("when a pool \"x\"", DIAG_SYNTAX, 1, 8, "", "did you mean `assign pool`?");
  assert_error("when a set x == 5", DIAG_SYNTAX, 1, 14, "expected `=`, found `==`", "use `=`");
  assert_error("lead { a text }", DIAG_SYNTAX, 1, 8, "expected a field such as `source: text` or `}`", "");
  assert_error("when (a > 5 stop", DIAG_SYNTAX, 1, 13, "expected a comparison such as `==`, `)`, or `,`, found `stop`",
               "");
  assert_error("when a in () stop", DIAG_SYNTAX, 1, 12, "expected a value, found `)`", "");
  assert_error("when a == 3..5 stop", DIAG_RANGE_PLACE, 1, 11, "the range `3..…`", "write `… in 3..…`");
}

static void an_unclosed_bracket_is_shown_where_it_opens(void **state) {
  (void)state;
  Parsed p;
  parse_text(&p, "when a {\n  stop\n");
  assert_finding(&p, 0, DIAG_SYNTAX, 3, 1, "found the end of the script", "");
  assert_int_equal(source_line(&p.sources, p.diags.items.v[0].cause), 1);
  assert_int_equal(source_column(&p.sources, p.diags.items.v[0].cause), 8);
  parsed_free(&p);
}

static void comparisons_that_mean_something_else_are_explained(void **state) {
  (void)state;
  assert_error("when a = 3 stop", DIAG_SINGLE_EQUALS, 1, 8, "", "use `==`");
  assert_error("when 1 < a <= 5 stop", DIAG_CHAINED_COMPARISON, 1, 12, "", "write `1 < a and a <= 5`");
  assert_error("when a is missing == b stop", DIAG_CHAINED_COMPARISON, 1, 19, "", "`(a is missing)`");
  assert_parses("when (a < b) == (c < d) stop");
  assert_error("when a is null stop", DIAG_IS_WHAT, 1, 8, "", "use `is missing`");
  assert_error("when a is not null stop", DIAG_IS_WHAT, 1, 8, "", "use `is known`");
  assert_error("when a is not missing stop", DIAG_IS_WHAT, 1, 8, "", "use `is known`");
  assert_error("when a is not known stop", DIAG_IS_WHAT, 1, 8, "", "use `is missing`");
  assert_error("when a is misssing stop", DIAG_IS_WHAT, 1, 11, "", "did you mean `is missing`?");
  assert_error("when a is \"x\" stop", DIAG_IS_WHAT, 1, 11, "", "use `==`");
}

static void rules_without_actions_are_errors(void **state) {
  (void)state;
  assert_error("when a > 80", DIAG_RULE_WITHOUT_ACTION, 1, 10, "", "assign pool");
  assert_error("when a\nwhen b stop", DIAG_RULE_WITHOUT_ACTION, 1, 6, "", "");
  assert_error("when a { }", DIAG_RULE_WITHOUT_ACTION, 1, 8, "", "");
  assert_error("when a { when b }", DIAG_RULE_WITHOUT_ACTION, 1, 15, "", "");
  assert_error("otherwise", DIAG_RULE_WITHOUT_ACTION, 1, 1, "", "");
}

static void actions_stand_in_rules_and_before_inner_rules(void **state) {
  (void)state;
  assert_error("assign pool \"x\"", DIAG_ACTION_OUTSIDE_RULE, 1, 1, "`assign`", "otherwise assign");
  assert_error("when a { stop } tag \"x\"", DIAG_ACTION_OUTSIDE_RULE, 1, 17, "`tag`", "");
  assert_error("when z { when a { stop } tag \"x\" }", DIAG_ACTION_AFTER_RULES, 1, 26, "", "before the inner rules");
  assert_parses("when a { tag \"x\" when b tag \"y\" tag \"z\" }");
}

static void what_is_given_twice_is_reported(void **state) {
  (void)state;
  assert_error("timezone \"UTC\" timezone \"UTC\"", DIAG_GIVEN_TWICE, 1, 16, "`timezone`", "");
  assert_error("lead { } lead { }", DIAG_GIVEN_TWICE, 1, 15, "`lead { }`", "");
  assert_error("leads from \"a\" leads from \"b\"", DIAG_GIVEN_TWICE, 1, 16, "`leads from`", "");
  assert_error("when a assign pool \"x\" where b where c", DIAG_GIVEN_TWICE, 1, 32, "`where`", "`and`");
  assert_error("when a assign pool \"x\" within 1 day within 2 days", DIAG_GIVEN_TWICE, 1, 37, "`within`", "");
  assert_error("pool \"x\" { member \"a\" weight 1 weight 2 }", DIAG_GIVEN_TWICE, 1, 39, "the weight", "");
  assert_error("pool \"x\" { member \"a\" capacity 1 open capacity 2 open }", DIAG_GIVEN_TWICE, 1, 48, "the capacity",
               "");
  assert_error("pool \"x\" { strategy first strategy random }", DIAG_GIVEN_TWICE, 1, 36, "the strategy", "");
}

static void declarations_are_checked_for_sense(void **state) {
  (void)state;
  assert_error("when a assign pool \"x\" else wait where b", DIAG_AFTER_WAIT, 1, 34, "", "");
  assert_error("when a assign pool \"x\" wait else pool \"y\"", DIAG_AFTER_WAIT, 1, 34, "", "");
  assert_error("pool \"x\" { member \"a\" weight 0 }", DIAG_BAD_WEIGHT, 1, 30, "", "");
  assert_error("pool \"x\" { member \"a\" capacity 1.5 open }", DIAG_BAD_CAPACITY, 1, 32, "", "");
  assert_error("pool \"x\" { member \"a\" strategy first }", DIAG_SETTING_AFTER_MEMBER, 1, 23, "", "");
  assert_error("lead { a: number nocase }", DIAG_NOCASE_TYPE, 1, 18, "", "");
  assert_error("pool \"\" { }", DIAG_EMPTY_NAME, 1, 6, "", "");
  assert_error("define hot = a", DIAG_DEFINE_WITHOUT_PARENS, 1, 8, "", "use `let hot = …`");
  assert_error("}", DIAG_NOTHING_TO_CLOSE, 1, 1, "`}`", "");
  assert_error("when a stop )", DIAG_NOTHING_TO_CLOSE, 1, 13, "`)`", "");
}

static void braces_in_texts_hold_names_only(void **state) {
  (void)state;
  assert_error("when a tag \"x {b\"", DIAG_TEMPLATE_NOT_CLOSED, 1, 15, "", "`{{`");
  assert_error("when a tag \"x }\"", DIAG_TEMPLATE_BRACE, 1, 15, "", "`}}`");
  assert_error("when a tag \"{a + b}\"", DIAG_TEMPLATE_NAME, 1, 13, "", "`let`");
  assert_error("when a tag \"{}\"", DIAG_TEMPLATE_NAME, 1, 13, "", "");
  assert_error("when a tag \"{1a}\"", DIAG_TEMPLATE_NAME, 1, 13, "", "");
  assert_parses("when a tag \"{ 来源 } {`odd name`} {rep.`x y`} \\u{41} \\\"\"");
}

static void texts_with_parts_are_read_after_their_escapes(void **state) {
  (void)state;
  Parsed p;
  Script *s = clean_script(&p, "when a tag \"\\u{7b}\\n{b}\"");
  const Template *t = s->rules.v[0]->actions.v[0]->text;
  assert_int_equal(t->parts.n, 2);
  assert_str(t->parts.v[0].text, "{\n");
  assert_str(t->parts.v[1].expr->text, "b");
  assert_int_equal(t->parts.v[1].expr->span.start, 21);
  parsed_free(&p);
}

static void the_parser_goes_on_at_the_next_statement(void **state) {
  (void)state;
  Parsed p;
  parse_text(&p, "let x = = 1\nwhen a assign pool pool 3\nlet y = 2\nwhen b {\n  when c c stop\n  when d stop\n  when "
                 "e e stop\n}\nlead { a: txt { } }\nwhen f stop");
  assert_int_equal(p.diags.items.n, 5);
  assert_finding(&p, 0, DIAG_SYNTAX, 1, 9, "", "");
  assert_finding(&p, 1, DIAG_SYNTAX, 2, 25, "", "");
  assert_finding(&p, 2, DIAG_SYNTAX, 5, 10, "", "");
  assert_finding(&p, 3, DIAG_SYNTAX, 7, 10, "", "");
  assert_finding(&p, 4, DIAG_SYNTAX, 9, 11, "", "");
  assert_int_equal(p.script->lets.n, 1);
  assert_int_equal(p.script->rules.n, 2);
  assert_int_equal(p.script->rules.v[0]->inner.n, 1);
  parsed_free(&p);
}

static void one_line_scripts_recover_at_when(void **state) {
  (void)state;
  Parsed p;
  parse_text(&p, "when a a stop when b stop when c c stop otherwise stop");
  assert_int_equal(p.diags.items.n, 2);
  assert_int_equal(p.script->rules.n, 2);
  parsed_free(&p);
}

static void twenty_errors_are_kept_and_one_says_so(void **state) {
  (void)state;
  StrBuf text;
  strbuf_init(&text);
  for (int i = 0; i < 1000; i++) strbuf_text(&text, "when a a stop\n");
  Parsed p;
  parse_text(&p, text.p);
  assert_int_equal(p.diags.items.n, LIMIT_DIAGS_PER_FILE + 1);
  assert_int_equal(p.diags.items.v[LIMIT_DIAGS_PER_FILE].code, DIAG_TOO_MANY_ERRORS);
  parsed_free(&p);
  strbuf_deinit(&text);
}

static char *nested(const char *before, const char *open, const char *middle, const char *close, const char *after,
                    size_t n) {
  StrBuf text;
  strbuf_init(&text);
  strbuf_text(&text, before);
  for (size_t i = 0; i < n; i++) strbuf_text(&text, open);
  strbuf_text(&text, middle);
  for (size_t i = 0; i < n; i++) strbuf_text(&text, close);
  strbuf_text(&text, after);
  return text.p;
}

static void assert_only(char *text, DiagCode code) {
  Parsed p;
  parse_text(&p, text);
  if (p.diags.items.n != 1 || p.diags.items.v[0].code != code)
    fail_msg("wanted %s only, got\n%.500s", diag_id(code), findings(&p));
  parsed_free(&p);
  mem_free(text);
}

static void assert_nested_parses(char *text) {
  assert_parses(text);
  mem_free(text);
}

static void nesting_has_a_limit(void **state) {
  (void)state;
  assert_nested_parses(nested("when ", "(", "a", ")", " stop", LIMIT_NESTING));
  assert_only(nested("when ", "(", "a", ")", " stop", LIMIT_NESTING + 1), DIAG_TOO_NESTED);
  assert_nested_parses(nested("", "when a { ", "stop", " }", "", LIMIT_NESTING));
  assert_only(nested("", "when a { ", "stop", " }", "", LIMIT_NESTING + 1), DIAG_TOO_NESTED);
  assert_only(nested("when ", "(", "a", ")", " stop", 1000000), DIAG_TOO_NESTED);
  assert_only(nested("", "f(", "", "", "", 1), DIAG_SYNTAX);
}

static void depth_of_operators_has_a_limit(void **state) {
  (void)state;
  assert_nested_parses(nested("when ", "not ", "a", "", " stop", LIMIT_EXPR_DEPTH - 1));
  assert_only(nested("when ", "not ", "a", "", " stop", LIMIT_EXPR_DEPTH), DIAG_TOO_DEEP);
  assert_nested_parses(nested("when a > 1 ", "", "", " + 1", " stop", LIMIT_EXPR_DEPTH - 2));
  assert_only(nested("when a > 1 ", "", "", " + 1", " stop", 100000), DIAG_TOO_DEEP);
  assert_only(nested("when ", "not ", "a", "", " stop", 1000000), DIAG_TOO_DEEP);
  assert_only(nested("when ", "- ", "a", "", " > 1 stop", 1000000), DIAG_TOO_DEEP);
  assert_only(nested("let x = ", "if a then b else ", "c", "", "", 1000000), DIAG_TOO_DEEP);
  assert_only(nested("let x = ", "a ?? ", "c", "", "", 1000), DIAG_TOO_DEEP);
}

static void long_chains_make_shallow_trees(void **state) {
  (void)state;
  Parsed p;
  char *text = nested("when a ", "and a ", "", "or b ", "stop", 100000);
  Script *s = clean_script(&p, text);
  assert_true(s->rules.v[0]->when->depth < 40);
  parsed_free(&p);
  mem_free(text);
}

static void parentheses_do_not_split_a_chain(void **state) {
  (void)state;
  Parsed p, q;
  parse_expr(&p, "a and (b and (c and d)) and e");
  parse_expr(&q, "a and b and c and d and e");
  print_expr(&p.text, p.expr);
  print_expr(&q.text, q.expr);
  assert_string_equal(p.text.p, q.text.p);
  assert_int_equal(p.expr->a->depth, q.expr->a->depth);
  parsed_free(&p);
  parsed_free(&q);
}

static void else_targets_have_a_limit(void **state) {
  (void)state;
  assert_nested_parses(nested("when a assign pool \"x\"", " else pool \"y\"", "", "", "", LIMIT_ELSE_TARGETS - 1));
  assert_only(nested("when a assign pool \"x\"", " else pool \"y\"", "", "", "", LIMIT_ELSE_TARGETS),
              DIAG_TOO_MANY_ELSE);
}

static void expressions_are_parsed_alone(void **state) {
  (void)state;
  Parsed p;
  parse_expr(&p, "score > 80 and region in (\"a\")");
  assert_clean(&p);
  assert_int_equal(p.expr->kind, EXPR_AND);
  assert_int_equal(p.expr->b->b->kind, EXPR_LIST);
  parsed_free(&p);
  parse_expr(&p, "score > 80 stop");
  assert_null(p.expr);
  assert_int_equal(p.diags.items.n, 1);
  parsed_free(&p);
  parse_expr(&p, "");
  assert_null(p.expr);
  parsed_free(&p);
}

static void completeness_is_known_for_the_prompt(void **state) {
  (void)state;
  static const struct { const char *text; Completeness wanted;
  } cases[] = {{"", TEXT_EMPTY},
               {"  # only this", TEXT_EMPTY},
               {"score > 80", TEXT_COMPLETE},
               {"score >", TEXT_INCOMPLETE},
               {"(score", TEXT_INCOMPLETE},
               {"when a", TEXT_INCOMPLETE},
               {"when a {", TEXT_INCOMPLETE},
               {"when a { stop", TEXT_INCOMPLETE},
               {"when a stop", TEXT_COMPLETE},
               {"when a { stop }", TEXT_COMPLETE},
               {"when a a", TEXT_WRONG},
               {"score 80", TEXT_WRONG},
               {"let", TEXT_INCOMPLETE},
               {"let x = 1", TEXT_COMPLETE},
               {"rule \"x\"", TEXT_INCOMPLETE},
               {"pool \"x\" {", TEXT_INCOMPLETE},
               {"\"open", TEXT_WRONG},
               {"lead { a: text", TEXT_INCOMPLETE},
               {"table t(a) {", TEXT_INCOMPLETE},
               {"score", TEXT_COMPLETE},
               {"when a\nwhen b", TEXT_WRONG},
               {"\xff", TEXT_WRONG}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    Completeness found = parse_completeness(str_of(cases[i].text));
    if (found != cases[i].wanted) fail_msg("`%s`: %d, wanted %d", cases[i].text, (int)found, (int)cases[i].wanted);
  }
}

static void statements_and_their_continuations_are_told_from_values(void **state) {
  (void)state;
  static const char *const statements[] = {"when a",           "otherwise stop",  "rule \"x\"",          "let x = 1",
                                           "define f() = 1",   "list x = (1)",    "pool \"x\" {",        "lead {",
                                           "leads from \"x\"", "reps from \"x\"", "timezone \"UTC\"",    "table t(",
                                           "score +5 when a",  "test \"x\" {",    "class \"hot\" when b"};
  static const char *const values[] = {"",       "score", "score > 80", "score + 5", "pool == \"x\"", "list",
                                       "lead.x", "test",  "table in x", "rule > 3",  "first",         "tag"};
  static const char *const continuations[] = {"else wait", "where a",        "and b", "}",    "assign pool \"x\"",
                                              "tag \"x\"", "within 2 hours", "{",     ", 2)", "wait",
                                              "stop",      "hold for \"x\""};
  static const char *const beginnings[] = {"otherwise stop", "when a stop", "tag == 3", "stop > 2", "score", "-5", ""};
  for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
    if (!parse_starts_statement(str_of(statements[i]))) fail_msg("%s", statements[i]);
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
    if (parse_starts_statement(str_of(values[i]))) fail_msg("%s", values[i]);
  for (size_t i = 0; i < sizeof continuations / sizeof continuations[0]; i++)
    if (!parse_continues_statement(str_of(continuations[i]))) fail_msg("%s", continuations[i]);
  for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
    if (parse_continues_statement(str_of(beginnings[i]))) fail_msg("%s", beginnings[i]);
}

static void cut_and_damaged_scripts_never_crash(void **state) {
  (void)state;
  const char *whole =
      "rule \"k\" when a >= 10% or b in (1, 2..3) { tag \"x {y}\" when not c is missing assign pool f(x) weighted "
      "where rep.a else wait }\n"
      "lead { a: list \",\" = -5, b: text nocase } pool \"x\" { default capacity 3 open member \"b\" weight 2 skills "
      "\"s\", \"t\" }\n"
      "define f(a, b) = if a then b else 2026-01-01 test \"x\" { lead { a: 1 } } otherwise task \"t\" due 09:30 `q";
  size_t n = strlen(whole);
  char *text = mem_alloc(n + 1);
  static const char inserts[] = "{}()\"`=,:'<\\\n#\xff";
  uint32_t parses = 0;
  for (size_t cut = 0; cut <= n; cut++) {
    memcpy(text, whole, n);
    Parsed p;
    parse_bytes(&p, (Str){text, cut});
    parsed_free(&p);
    for (size_t i = 0; cut < n && inserts[i]; i++, parses++) {
      text[cut] = inserts[i];
      parse_bytes(&p, (Str){text, n});
      if (p.diags.errors == 0) assert_true(p.script->rules.n > 0);
      parsed_free(&p);
    }
  }
  assert_true(parses > 4000);
  mem_free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_sentence_at_the_heart_parses),
    cmocka_unit_test(rules_have_names_blocks_and_otherwise),
    cmocka_unit_test(every_action_is_read),
    cmocka_unit_test(assignments_have_clauses_and_other_targets),
    cmocka_unit_test(lead_fields_have_types_and_defaults),
    cmocka_unit_test(names_lists_and_zone_are_declared),
    cmocka_unit_test(pools_have_members_or_come_from_reps),
    cmocka_unit_test(tables_of_a_crm_are_mapped),
    cmocka_unit_test(keywords_are_names_where_a_value_is_expected),
    cmocka_unit_test(operator_words_can_be_operands_of_themselves),
    cmocka_unit_test(a_weight_before_hours_is_no_duration),
    cmocka_unit_test(words_of_later_versions_are_named_once),
    cmocka_unit_test(clauses_of_later_versions_are_named_once),
    cmocka_unit_test(misspelt_words_get_a_suggestion),
    cmocka_unit_test(what_was_expected_is_said_in_the_users_words),
    cmocka_unit_test(an_unclosed_bracket_is_shown_where_it_opens),
    cmocka_unit_test(comparisons_that_mean_something_else_are_explained),
    cmocka_unit_test(rules_without_actions_are_errors),
    cmocka_unit_test(actions_stand_in_rules_and_before_inner_rules),
    cmocka_unit_test(what_is_given_twice_is_reported),
    cmocka_unit_test(declarations_are_checked_for_sense),
    cmocka_unit_test(braces_in_texts_hold_names_only),
    cmocka_unit_test(texts_with_parts_are_read_after_their_escapes),
    cmocka_unit_test(the_parser_goes_on_at_the_next_statement),
    cmocka_unit_test(one_line_scripts_recover_at_when),
    cmocka_unit_test(twenty_errors_are_kept_and_one_says_so),
    cmocka_unit_test(nesting_has_a_limit),
    cmocka_unit_test(depth_of_operators_has_a_limit),
    cmocka_unit_test(long_chains_make_shallow_trees),
    cmocka_unit_test(parentheses_do_not_split_a_chain),
    cmocka_unit_test(else_targets_have_a_limit),
    cmocka_unit_test(expressions_are_parsed_alone),
    cmocka_unit_test(completeness_is_known_for_the_prompt),
    cmocka_unit_test(statements_and_their_continuations_are_told_from_values),
    cmocka_unit_test(cut_and_damaged_scripts_never_crash),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
