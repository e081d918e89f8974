/* Which instructions conditions become, as the disassembly shows them. */
#include "base/limits.h"
#include "base/mem.h"
#include "compile/compile.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static Arena arena;
static SourceSet sources;
static Script script;
static Program program;
static DiagList diags;
static Chunk chunk;

enum { SCORE, SOURCE, REVIEWED };

static void add_column(Str name, Type type, bool nocase) {
  Column c = {.name = name, .source_name = name, .type = type, .nullable = true, .nocase = nocase, .read = true};
  VEC_PUSH(&arena, program.columns, c);
}

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  source_set_init(&sources, &arena);
  source_add(&sources, STR("test"), STR("when x stop\n"));
  diag_init(&diags, &arena);
  memset(&script, 0, sizeof script);
  program = (Program){.script = &script, .sources = &sources, .zone = zone_utc()};
  add_column(STR("score"), TYPE_NUMBER, false);
  add_column(STR("source"), TYPE_TEXT, true);
  add_column(STR("reviewed"), TYPE_BOOL, false);
  chunk_init(&chunk, &arena);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  chunk_deinit(&chunk);
  arena_deinit(&arena);
  return 0;
}

static Expr *expr(ExprKind kind, Type type, Expr *a, Expr *b) {
  Expr *e = ARENA_NEW(&arena, Expr);
  e->kind = kind;
  e->type = (uint8_t)type;
  e->a = a;
  e->b = b;
  return e;
}
static Expr *column(uint32_t slot) {
  Expr *e = expr(EXPR_NAME, program.columns.v[slot].type, NULL, NULL);
  e->ref_kind = REF_COLUMN;
  e->ref = slot;
  e->nocase = program.columns.v[slot].nocase;
  return e;
}
static Expr *number(int64_t i) {
  Expr *e = expr(EXPR_NUMBER, TYPE_NUMBER, NULL, NULL);
  e->number = (Number){.is_int = true, .i = i};
  return e;
}
static Expr *text(const char *s) {
  Expr *e = expr(EXPR_TEXT, TYPE_TEXT, NULL, NULL);
  e->text = str_of(s);
  return e;
}
static Expr *compare(CompareOp op, Expr *a, Expr *b) {
  Expr *e = expr(EXPR_COMPARE, TYPE_BOOL, a, b);
  e->op = (uint8_t)op;
  return e;
}

static void compile_rule(Expr *condition) {
  Action *stop = ARENA_NEW(&arena, Action);
  Rule *rule = ARENA_NEW(&arena, Rule);
  stop->kind = ACTION_STOP;
  rule->when = condition;
  VEC_PUSH(&arena, rule->actions, stop);
  VEC_PUSH(&arena, script.rules, rule);
  VEC_PUSH(&arena, program.rules, rule);
  assert_true(compile_program(&chunk, &program, &diags));
}

/* The code between RULE and FIRED, one instruction a line, without places. */
static void assert_condition(Expr *condition, const char *expected) {
  StrBuf out, got;
  strbuf_init(&out);
  strbuf_init(&got);
  strbuf_text(&got, "");
  compile_rule(condition);
  chunk_print(&out, &chunk, NULL);
  for (char *line = strtok(out.p, "\n"); line; line = strtok(NULL, "\n")) {
    if (strstr(line, "FIRED")) break;
    if (line[0] != ' ' || strstr(line, "RULE")) continue;
    strbuf_printf(&got, "%s\n", line + strlen("     0       -    "));
  }
  assert_string_equal(strbuf_view(&got).p, expected);
  strbuf_deinit(&out);
  strbuf_deinit(&got);
}

static void a_column_against_a_constant_is_one_instruction(void **state) {
  (void)state;
  assert_condition(compare(CMP_GT, column(SCORE), number(80)), "TEST_CMP_K     score > 80 unless true -> 4\n");
}

static void a_constant_on_the_left_turns_the_comparison(void **state) {
  (void)state;
  assert_condition(compare(CMP_LT, number(80), column(SCORE)), "TEST_CMP_K     score > 80 unless true -> 4\n");
}

static void unequal_text_is_equality_wanted_false(void **state) {
  (void)state;
  assert_condition(compare(CMP_NE, column(SOURCE), text("demo")), "TEST_EQ_TEXT   source \"demo\" unless false -> 4\n");
}

static void not_of_or_is_a_chain_of_tests_wanted_false(void **state) {
  (void)state;
  Expr *or = expr(EXPR_OR, TYPE_BOOL, column(REVIEWED), compare(CMP_GT, column(SCORE), number(80)));
  assert_condition(expr(EXPR_NOT, TYPE_BOOL, or, NULL),
                   "TEST_BOOL      reviewed unless false -> 5\nTEST_CMP_K     score > 80 unless false -> 5\n");
}

static void or_leaves_at_the_first_that_is_true(void **state) {
  (void)state;
  Expr *or = expr(EXPR_OR, TYPE_BOOL, column(REVIEWED), compare(CMP_GT, column(SCORE), number(80)));
  assert_condition(or, "TEST_BOOL      reviewed if true -> 3\nTEST_CMP_K     score > 80 unless true -> 5\n");
}

static void four_equalities_of_one_column_are_a_set_and_three_are_not(void **state) {
  (void)state;
  Expr *or = compare(CMP_EQ, column(SCORE), number(0));
  for (int i = 1; i < 4; i++) or = expr(EXPR_OR, TYPE_BOOL, or, compare(CMP_EQ, number(i), column(SCORE)));
  assert_condition(or, "TEST_IN_SET    score (0, 1, 2, 3) unless true -> 4\n");
}

static void three_equalities_stay_tests(void **state) {
  (void)state;
  Expr *or = compare(CMP_EQ, column(SCORE), number(0));
  for (int i = 1; i < 3; i++) or = expr(EXPR_OR, TYPE_BOOL, or, compare(CMP_EQ, column(SCORE), number(i)));
  compile_rule(or);
  assert_int_equal(chunk.code.v[1].op, OP_TEST_CMP_K);
}

static void true_needs_no_test(void **state) {
  (void)state;
  Expr *yes = expr(EXPR_BOOL, TYPE_BOOL, NULL, NULL);
  yes->boolean = true;
  assert_condition(yes, "");
}

static void false_jumps_over_the_rule(void **state) {
  (void)state;
  assert_condition(expr(EXPR_BOOL, TYPE_BOOL, NULL, NULL), "JUMP           -> 4\n");
}

static void every_rule_has_its_condition_as_a_function(void **state) {
  (void)state;
  compile_rule(compare(CMP_GT, column(SCORE), number(80)));
  const Func *func = &chunk.funcs.v[chunk.rules.v[0].condition];
  assert_int_equal(func->result, TYPE_BOOL);
  assert_int_equal(chunk.code.v[func->entry].op, OP_COLUMN);
  assert_int_equal(chunk.code.v[func->entry + 2].op, OP_COMPARE);
  assert_true(chunk.rules.v[0].ends);
}

static void an_expression_that_is_too_deep_is_a_finding_and_leaves_the_chunk_as_it_was(void **state) {
  (void)state;
  compile_rule(compare(CMP_GT, column(SCORE), number(80)));
  uint32_t before = chunk.code.n;
  Expr *deep = column(SCORE);
  for (int i = 0; i < LIMIT_STACK; i++) {
    deep = expr(EXPR_ARITH, TYPE_NUMBER, column(SCORE), deep);
    deep->op = ARITH_ADD;
  }
  assert_int_equal(compile_expression(&chunk, &program, deep, &diags), NO_FUNC);
  assert_int_equal(diags.items.v[0].code, DIAG_VALUES_TOO_DEEP);
  assert_int_equal(chunk.code.n, before);
  assert_int_not_equal(compile_expression(&chunk, &program, deep->b, &diags), NO_FUNC);
}

static void a_column_that_an_expression_is_the_first_to_use_is_appended(void **state) {
  (void)state;
  compile_rule(compare(CMP_GT, column(SCORE), number(80)));
  add_column(STR("city"), TYPE_TEXT, false);
  assert_int_not_equal(compile_expression(&chunk, &program, column(3), &diags), NO_FUNC);
  assert_int_equal(chunk.columns.n, 4);
  assert_true(str_is(chunk.columns.v[3].name, "city"));
}

static void a_pattern_over_nocase_text_takes_no_regard_of_case(void **state) {
  (void)state;
  compile_rule(expr(EXPR_MATCHES, TYPE_BOOL, column(SOURCE), text("^DEMO$")));
  assert_int_equal(regex_match(chunk.regexes.v[0], STR("demo")), REGEX_YES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(a_column_against_a_constant_is_one_instruction),
    TEST(a_constant_on_the_left_turns_the_comparison),
    TEST(unequal_text_is_equality_wanted_false),
    TEST(not_of_or_is_a_chain_of_tests_wanted_false),
    TEST(or_leaves_at_the_first_that_is_true),
    TEST(four_equalities_of_one_column_are_a_set_and_three_are_not),
    TEST(three_equalities_stay_tests),
    TEST(true_needs_no_test),
    TEST(false_jumps_over_the_rule),
    TEST(every_rule_has_its_condition_as_a_function),
    TEST(an_expression_that_is_too_deep_is_a_finding_and_leaves_the_chunk_as_it_was),
    TEST(a_column_that_an_expression_is_the_first_to_use_is_appended),
    TEST(a_pattern_over_nocase_text_takes_no_regard_of_case),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
