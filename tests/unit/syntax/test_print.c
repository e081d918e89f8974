#include "syntax_test.h"

static bool same_tree(const Expr *x, const Expr *y) {
  if (!x || !y) return x == y;
  if (x->kind != y->kind || x->op != y->op || x->negated != y->negated || x->working != y->working) return false;
  if (x->items.n != y->items.n || !str_eq(x->base, y->base)) return false;
  bool has_text = x->kind == EXPR_TEXT || x->kind == EXPR_NAME || x->kind == EXPR_FIELD || x->kind == EXPR_CALL;
  if (has_text && !str_eq(x->text, y->text)) return false;
  if (x->kind == EXPR_NUMBER && number_cmp(x->number, y->number) != 0) return false;
  if (x->kind == EXPR_BOOL && x->boolean != y->boolean) return false;
  if ((x->kind == EXPR_DURATION || x->kind == EXPR_TIME) && x->time != y->time) return false;
  for (uint32_t i = 0; i < x->items.n; i++)
    if (!same_tree(x->items.v[i], y->items.v[i])) return false;
  return same_tree(x->a, y->a) && same_tree(x->b, y->b) && same_tree(x->c, y->c);
}

static void assert_round_trip(const char *text) {
  Parsed p, q;
  parse_expr(&p, text);
  assert_clean(&p);
  print_expr(&p.text, p.expr);
  char *printed = p.text.p;
  parse_expr(&q, printed);
  if (!q.expr || !same_tree(p.expr, q.expr)) fail_msg("%s\nprinted %s\n%s", text, printed, findings(&q));
  print_expr(&q.text, q.expr);
  assert_string_equal(printed, q.text.p);
  parsed_free(&p);
  parsed_free(&q);
}

static void expressions_are_printed_with_the_fewest_parentheses(void **state) {
  (void)state;
  assert_prints("((a))", "a");
  assert_prints("(a and b) or (c and d)", "a and b or c and d");
  assert_prints("(a or b) and c", "(a or b) and c");
  assert_prints("not (a == b)", "not a == b");
  assert_prints("(not a) == b", "(not a) == b");
  assert_prints("(a + b) * c - (d - e)", "(a + b) * c - (d - e)");
  assert_prints("(a - b) - c", "a - b - c");
  assert_prints("(a ?? b) == c", "a ?? b == c");
  assert_prints("a ?? (b == c)", "a ?? (b == c)");
  assert_prints("-(a + b)", "-(a + b)");
  assert_prints("(if a then b else c) + 1", "(if a then b else c) + 1");
  assert_prints("1 + if a then b else c + 2", "1 + (if a then b else c + 2)");
}

static void each_kind_prints_as_it_is_written(void **state) {
  (void)state;
  static const char *const texts[] = {"a == \"x\"",
                                      "a != 1",
                                      "a <= -5",
                                      "a in (\"x\", \"y\")",
                                      "a in (\"x\")",
                                      "a not in list_name",
                                      "a in 50..500",
                                      "a in -5..5",
                                      "a in 1 + 2..3 * 4",
                                      "a not in 09:30..18:00",
                                      "a in last 7 days",
                                      "a not in last 2 working days",
                                      "a contains b",
                                      "a starts with \"x\"",
                                      "a ends with \"x\"",
                                      "a matches \"(?i)x\"",
                                      "a is missing",
                                      "a is known",
                                      "a ?? b ?? c",
                                      "rep.team == f(1, g(), (2, 3))",
                                      "if a then b else if c then d else e",
                                      "2026-03-02",
                                      "2026-03-02T09:30:00+08:00",
                                      "90 minutes",
                                      "2 working hours",
                                      "30 km",
                                      "30%",
                                      "100万",
                                      "1_000_000",
                                      "true or false",
                                      "not not a",
                                      "`odd name` > `when`",
                                      "来源 == \"官网\"",
                                      "a / b / c",
                                      "(1,)",
                                      "-a",
                                      "-(5)",
                                      "a - -5",
                                      "a + b - c",
                                      "a * (b + c)",
                                      "a - (b - c)",
                                      "tag == first"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) assert_prints(texts[i], texts[i]);
}

static void blanks_and_comments_inside_literals_are_dropped(void **state) {
  (void)state;
  assert_prints("7   days", "7 days");
  assert_prints("90 # why\n minutes", "90 minutes");
  assert_prints("48 # why\n hours", "2 days");
  assert_prints("-  5", "-5");
  assert_prints("1.5 # x\n seconds", "1.500 seconds");
}

static void printing_and_parsing_gives_the_same_tree(void **state) {
  (void)state;
  static const char *const operands[] = {"a",
                                         "-5",
                                         "(a or b)",
                                         "(a and b)",
                                         "(not a)",
                                         "(a == b)",
                                         "(a in (1, 2))",
                                         "(a ?? b)",
                                         "(a + b)",
                                         "(a - b)",
                                         "(a * b)",
                                         "(-a)",
                                         "(if a then b else c)",
                                         "f(x)",
                                         "rep.x",
                                         "(-(5))",
                                         "(1,)",
                                         "(a is missing)",
                                         "2 hours"};
  static const char *const operators[] = {"or",          "and",     "==", "<", "in", "not in", "contains",
                                          "starts with", "matches", "??", "+", "-",  "*",      "/"};
  enum { OPERANDS = sizeof operands / sizeof operands[0], OPERATORS = sizeof operators / sizeof operators[0] };
  char text[200];
  for (size_t i = 0; i < OPERANDS; i++) {
    for (size_t k = 0; k < OPERANDS; k++)
      for (size_t o = 0; o < OPERATORS; o++) {
        snprintf(text, sizeof text, "%s %s %s", operands[i], operators[o], operands[k]);
        assert_round_trip(text);
      }
    snprintf(text, sizeof text, "not %s", operands[i]);
    assert_round_trip(text);
    snprintf(text, sizeof text, "- %s", operands[i]);
    assert_round_trip(text);
    snprintf(text, sizeof text, "x in %s..%s", operands[i], operands[OPERANDS - 1 - i]);
    assert_round_trip(text);
    snprintf(text, sizeof text, "if %s then %s else %s", operands[i], operands[i], operands[i]);
    assert_round_trip(text);
    snprintf(text, sizeof text, "%s is known and %s in (%s)", operands[i], operands[i], operands[i]);
    assert_round_trip(text);
  }
}

static void texts_are_printed_so_that_they_can_be_read_and_seen(void **state) {
  (void)state;
  StrBuf out;
  strbuf_init(&out);
  print_text_literal(&out, STR("a\tb\x01\u202e\\中"));
  assert_string_equal(out.p, "\"a\\tb\\u{1}\\u{202e}\\\\中\"");
  strbuf_deinit(&out);
}

static void names_get_backquotes_only_when_they_need_them(void **state) {
  (void)state;
  static const struct { const char *name, *wanted;
  } cases[] = {{"score", "score"}, {"tag", "tag"},   {"when", "`when`"}, {"a b", "`a b`"},
               {"2a", "`2a`"},     {"来源", "来源"}, {"a-b", "`a-b`"},   {"_", "_"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    StrBuf out;
    strbuf_init(&out);
    print_name(&out, str_of(cases[i].name));
    assert_string_equal(out.p, cases[i].wanted);
    strbuf_deinit(&out);
  }
}

static void types_are_shown_once_they_are_known(void **state) {
  (void)state;
  Parsed p;
  parse_text(&p, "let x = a");
  assert_clean(&p);
  assert_string_equal(tree(&p), "let 1:5 x\n  name 1:9 a\n");
  Expr *e = p.script->lets.v[0].value;
  e->type = 6;
  e->elem = 1;
  e->nullable = true;
  assert_string_equal(tree(&p), "let 1:5 x\n  name 1:9 a : list of text?\n");
  parsed_free(&p);
}

static void the_tree_of_every_declaration_is_printed(void **state) {
  (void)state;
  Parsed p;
  parse_text(&p,
             "timezone \"UTC\" lead { a: list json, b: text nocase = \"x\" } leads from \"t\" where \"w\" { id = k }\n"
             "define f(x, y) = x list l = (1) list m from \"m.txt\"\npool \"p\" { default capacity 3 open strategy "
             "first member \"a\" weight 2 skills \"s\" }\n"
             "pool \"q\" from reps where rep.x\notherwise task \"t {a}\" due 1 day set b = 2 assign rep \"z\" where c "
             "else wait");
  assert_clean(&p);
  assert_string_equal(
      tree(&p),
      "timezone 1:10 \"UTC\"\nfield 1:23 a: list json\nfield 1:37 b: text nocase\n  text 1:54 \"x\"\nleads 1:60 \"t\" "
      "where \"w\"\n"
      "  mapping 1:87 id = k\ndefine 2:8 f x y\n  name 2:18 x\nlist 2:25 l\n  number 2:30 1\nlist 2:38 m \"m.txt\"\n"
      "pool 3:6 \"p\" capacity 3 open first\n  member 3:58 \"a\" weight 2 \"s\"\npool 4:6 \"q\" from reps\n  where "
      "4:26\n    field 4:26 rep.x\n"
      "otherwise 5:1\n  task 5:11\n    text 5:16 \"t {a}\"\n      name 5:20 a\n    duration 5:28 1 day\n  set 5:34 b\n "
      "   number 5:42 2\n"
      "  assign 5:44\n    rep 5:51\n      text 5:55 \"z\"\n      where 5:65\n        name 5:65 c\n    wait 5:72\n");
  parsed_free(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(expressions_are_printed_with_the_fewest_parentheses),
    cmocka_unit_test(each_kind_prints_as_it_is_written),
    cmocka_unit_test(blanks_and_comments_inside_literals_are_dropped),
    cmocka_unit_test(printing_and_parsing_gives_the_same_tree),
    cmocka_unit_test(texts_are_printed_so_that_they_can_be_read_and_seen),
    cmocka_unit_test(names_get_backquotes_only_when_they_need_them),
    cmocka_unit_test(types_are_shown_once_they_are_known),
    cmocka_unit_test(the_tree_of_every_declaration_is_printed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
