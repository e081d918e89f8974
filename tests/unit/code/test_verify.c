/* What the verifier refuses, one fault at a time, in a chunk that is right without it. */
#include "base/limits.h"
#include "base/mem.h"
#include "check/program.h"
#include "code/chunk.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static Arena arena;
static Chunk chunk;

static void emit(Op op, uint32_t slot, uint32_t arg, uint32_t jump) {
  chunk_emit(&chunk, (Instr){.op = (uint8_t)op, .want = 1, .slot = slot, .arg = arg, .jump = jump}, (Span){0});
}

enum { AT_TEST = 1, AT_CONST = 3, AT_HOLD = 4, AT_END = 5, AT_FUNC = 6, AT_RETURN = 9, AT_LET = 10 };

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  chunk_init(&chunk, &arena);
  VEC_PUSH(&arena, chunk.columns, (CodeColumn){.name = STR("source"), .type = TYPE_TEXT});
  VEC_PUSH(&arena, chunk.columns, (CodeColumn){.name = STR("n"), .type = TYPE_NUMBER});
  VEC_PUSH(&arena, chunk.rep_columns, (CodeColumn){.name = STR("team"), .type = TYPE_TEXT});
  VEC_PUSH(&arena, chunk.consts, value_text(STR("demo")));
  VEC_PUSH(&arena, chunk.consts, value_int(1));
  VEC_PUSH(&arena, chunk.effects, (CodeEffect){.kind = ACTION_HOLD, .name = STR("manager")});
  VEC_PUSH(&arena, chunk.rules, (CodeRule){.name = STR("held"), .condition = 0, .parent = -1});
  emit(OP_RULE, 0, 0, 0);
  emit(OP_TEST_EQ_TEXT, 0, 0, AT_END);
  emit(OP_FIRED, 0, 0, 0);
  emit(OP_CONST, 0, 0, 0);
  emit(OP_HOLD, 0, 0, 0);
  emit(OP_END, 0, 0, 0);
  VEC_PUSH(&arena, chunk.funcs, (Func){chunk.code.n, TYPE_BOOL});
  emit(OP_COLUMN, 0, 0, 0);
  emit(OP_CONST, 0, 0, 0);
  emit(OP_COMPARE, 0, 0, 0);
  emit(OP_RETURN, 0, 0, 0);
  VEC_PUSH(&arena, chunk.funcs, (Func){chunk.code.n, TYPE_NUMBER});
  emit(OP_COLUMN, 1, 0, 0);
  emit(OP_RETURN, 0, 0, 0);
  VEC_PUSH(&arena, chunk.lets, 1);
  VEC_PUSH(&arena, chunk.let_names, STR("x"));
  VEC_PUSH(&arena, chunk.let_parts, NO_PART);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  chunk_deinit(&chunk);
  arena_deinit(&arena);
  return 0;
}

static void assert_refused(const char *fault) {
  Str why = {0};
  assert_false(chunk_verify(&chunk, &why));
  if (!str_contains(why, str_of(fault))) fail_msg("refused for another reason: %.*s", STR_FMT(why));
}

static void a_right_chunk_is_accepted_and_its_stack_counted(void **state) {
  (void)state;
  Str why;
  assert_true(chunk_verify(&chunk, &why));
  assert_int_equal(chunk.max_stack, 2);
}

static void a_jump_back_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_TEST].jump = AT_TEST;
  assert_refused("a jump goes back");
}

static void a_jump_into_another_function_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_TEST].jump = AT_FUNC;
  assert_refused("a jump leaves its function");
}

static void an_operand_outside_its_table_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_TEST].slot = 2;
  assert_refused("the slot is out of range");
  chunk.code.v[AT_TEST].slot = 0;
  chunk.code.v[AT_CONST].arg = 2;
  assert_refused("the argument is out of range");
}

static void a_test_of_another_type_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_TEST].slot = 1;
  assert_refused("the column is no text");
  chunk.code.v[AT_TEST].slot = 0;
  chunk.code.v[AT_TEST].arg = 1;
  assert_refused("the constant is no text");
}

static void a_stack_that_is_too_short_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_CONST].op = OP_FIRED;
  assert_refused("the stack is too short");
}

static void a_value_that_is_left_behind_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_FUNC + 2].op = OP_CONST;
  chunk.funcs.v[0].result = TYPE_TEXT;
  assert_refused("the stack is not empty");
}

static void a_function_of_another_type_is_refused(void **state) {
  (void)state;
  chunk.funcs.v[0].result = TYPE_TEXT;
  assert_refused("a function gives another type");
}

static void a_path_that_does_not_end_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_END].op = OP_FIRED;
  assert_refused("a path that does not end");
}

static void an_effect_in_a_function_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_RETURN].op = OP_HOLD;
  assert_refused("an effect in a function");
}

static void a_return_in_the_main_program_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_HOLD].op = OP_RETURN;
  assert_refused("a return outside of a function");
}

static void a_let_that_uses_itself_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_LET] = (Instr){.op = OP_LET, .want = 1};
  assert_refused("a let uses one that is not before it");
}

static void a_rep_column_in_a_let_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_LET] = (Instr){.op = OP_REP, .want = 1};
  assert_refused("a rep's column where there is no rep");
}

static void two_functions_at_one_place_are_refused(void **state) {
  (void)state;
  chunk.funcs.v[1].entry = chunk.funcs.v[0].entry;
  assert_refused("two functions at one place");
}

static void an_effect_of_another_kind_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_HOLD].op = OP_ARCHIVE;
  assert_refused("an effect of another kind");
}

static void adding_texts_to_bools_is_left_to_the_machine_but_their_and_is_refused(void **state) {
  (void)state;
  chunk.code.v[AT_FUNC + 2].op = OP_AND;
  assert_refused("a value of the wrong type");
}

/* A function of its own that pushes `height` values and joins them. */
static void add_high_function(uint32_t height) {
  VEC_PUSH(&arena, chunk.funcs, (Func){chunk.code.n, TYPE_LIST});
  for (uint32_t i = 0; i < height; i++) emit(OP_CONST, 0, 0, 0);
  emit(OP_MAKE_LIST, 0, height, 0);
  emit(OP_RETURN, 0, 0, 0);
}

static void the_stack_may_be_as_high_as_the_limit(void **state) {
  (void)state;
  Str why;
  add_high_function(LIMIT_STACK);
  assert_true(chunk_verify(&chunk, &why));
  assert_int_equal(chunk.max_stack, LIMIT_STACK);
  add_high_function(LIMIT_STACK + 1);
  assert_refused("the stack is too high");
  assert_true(chunk.too_deep);
}

static void the_disassembly_names_columns_and_constants(void **state) {
  (void)state;
  StrBuf out;
  strbuf_init(&out);
  chunk_print(&out, &chunk, NULL);
  assert_non_null(strstr(out.p, "TEST_EQ_TEXT   source \"demo\" unless true -> 5"));
  assert_non_null(strstr(out.p, "let x\n"));
  assert_non_null(strstr(out.p, "COMPARE        =="));
  strbuf_deinit(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(a_right_chunk_is_accepted_and_its_stack_counted),
    TEST(a_jump_back_is_refused),
    TEST(a_jump_into_another_function_is_refused),
    TEST(an_operand_outside_its_table_is_refused),
    TEST(a_test_of_another_type_is_refused),
    TEST(a_stack_that_is_too_short_is_refused),
    TEST(a_value_that_is_left_behind_is_refused),
    TEST(a_function_of_another_type_is_refused),
    TEST(a_path_that_does_not_end_is_refused),
    TEST(an_effect_in_a_function_is_refused),
    TEST(a_return_in_the_main_program_is_refused),
    TEST(a_let_that_uses_itself_is_refused),
    TEST(a_rep_column_in_a_let_is_refused),
    TEST(two_functions_at_one_place_are_refused),
    TEST(an_effect_of_another_kind_is_refused),
    TEST(adding_texts_to_bools_is_left_to_the_machine_but_their_and_is_refused),
    TEST(the_stack_may_be_as_high_as_the_limit),
    TEST(the_disassembly_names_columns_and_constants),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
