/* The sentence at the heart, as a chunk put together by hand: what the machine makes of it. */
#include "base/mem.h"
#include "vm/vm.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

enum { SOURCE, SCORE, COLUMNS };

typedef struct Fixture {
  Arena program, lead;
  Chunk chunk;
  Vm *vm;
  Plan plan;
  bool nobody, no_such;
} Fixture;

static ChoiceResult choose(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out) {
  Fixture *f = ctx;
  (void)vm, (void)target;
  if (f->no_such) return CHOICE_NO_SUCH;
  if (f->nobody) return CHOICE_NOBODY;
  *out = (Choice){.pool = name, .rep = STR("alice")};
  return CHOICE_FOUND;
}

static uint32_t text_const(Chunk *c, const char *text) {
  VEC_PUSH(c->arena, c->consts, value_text(str_of(text)));
  return c->consts.n - 1;
}

static void emit(Chunk *c, Op op, uint32_t slot, uint32_t arg) {
  chunk_emit(c, (Instr){.op = (uint8_t)op, .slot = slot, .arg = arg}, (Span){0});
}

/* when source == "demo" and score > 80 assign pool "senior" */
static void assemble(Chunk *c) {
  VEC_PUSH(c->arena, c->columns, (CodeColumn){.name = STR("source"), .type = TYPE_TEXT});
  VEC_PUSH(c->arena, c->columns, (CodeColumn){.name = STR("score"), .type = TYPE_NUMBER});
  VEC_PUSH(c->arena, c->targets, (CodeTarget){.kind = TARGET_POOL, .where = NO_FUNC, .sticky = NO_FUNC,
                                                       .within = 60000, .rung = NO_RUNG, .who = NO_FUNC});
  uint32_t demo = text_const(c, "demo"), senior = text_const(c, "senior"), eighty = c->consts.n;
  VEC_PUSH(c->arena, c->consts, value_int(80));
  emit(c, OP_RULE, 0, 0);
  chunk_emit(c, (Instr){.op = OP_TEST_EQ_TEXT, .want = 1, .slot = SOURCE, .arg = demo, .jump = 6}, (Span){0});
  chunk_emit(c, (Instr){.op = OP_TEST_CMP_K, .want = 1, .aux = CMP_GT, .slot = SCORE, .arg = eighty, .jump = 6},
             (Span){0});
  emit(c, OP_FIRED, 0, 0);
  emit(c, OP_CONST, 0, senior);
  emit(c, OP_ASSIGN, 0, 0);
  emit(c, OP_END, 0, 0);
  VEC_PUSH(c->arena, c->funcs, (Func){c->code.n, TYPE_BOOL});
  emit(c, OP_COLUMN, SOURCE, 0);
  emit(c, OP_CONST, 0, demo);
  chunk_emit(c, (Instr){.op = OP_COMPARE, .aux = CMP_EQ}, (Span){0});
  emit(c, OP_COLUMN, SCORE, 0);
  emit(c, OP_CONST, 0, eighty);
  chunk_emit(c, (Instr){.op = OP_COMPARE, .aux = CMP_GT}, (Span){0});
  emit(c, OP_AND, 0, 0);
  emit(c, OP_RETURN, 0, 0);
  VEC_PUSH(c->arena, c->rules, (CodeRule){.name = STR("hot"), .condition = 0, .entry = 0, .parent = -1, .ends = true});
}

static int setup(void **state) {
  Fixture *f = mem_alloc(sizeof *f);
  arena_init(&f->program, 0);
  arena_init(&f->lead, 0);
  chunk_init(&f->chunk, &f->program);
  assemble(&f->chunk);
  Str why;
  if (!chunk_verify(&f->chunk, &why)) fail_msg("%.*s", STR_FMT(why));
  f->vm = vm_new(&f->chunk, 1000);
  *state = f;
  return 0;
}

static int teardown(void **state) {
  Fixture *f = *state;
  vm_free(f->vm);
  chunk_deinit(&f->chunk);
  arena_deinit(&f->program);
  arena_deinit(&f->lead);
  mem_free(f);
  return 0;
}

static void run(Fixture *f, Value source, Value score) {
  Value row[COLUMNS] = {source, score};
  VmHost host = {f, choose};
  arena_reset(&f->lead);
  plan_reset(&f->plan);
  vm_run(f->vm, row, STR("1"), &f->lead, &host, &f->plan);
}

static void a_lead_that_fits_is_assigned(void **state) {
  Fixture *f = *state;
  run(f, value_text(STR("demo")), value_int(81));
  assert_int_equal(f->plan.outcome, OUTCOME_ASSIGNED);
  assert_int_equal(f->plan.rule, 0);
  assert_true(str_is(f->plan.pool, "senior"));
  assert_true(str_is(f->plan.rep, "alice"));
  assert_int_equal(f->plan.respond_by, 61000);
  assert_int_equal(f->plan.fired.n, 1);
}

static void a_lead_that_does_not_fit_is_unrouted(void **state) {
  Fixture *f = *state;
  run(f, value_text(STR("demo")), value_int(80));
  assert_int_equal(f->plan.outcome, OUTCOME_UNROUTED);
  assert_int_equal(f->plan.rule, -1);
  assert_true(str_is(f->plan.reason, "no rule took it"));
  run(f, value_text(STR("web")), value_int(81));
  assert_int_equal(f->plan.outcome, OUTCOME_UNROUTED);
  assert_int_equal(f->plan.unknowns.n, 0);
}

static void a_missing_value_that_decides_is_noted_whatever_the_order_of_tests(void **state) {
  Fixture *f = *state;
  run(f, value_text(STR("demo")), value_missing());
  assert_int_equal(f->plan.unknowns.n, 1);
  assert_int_equal(f->plan.unknowns.v[0].column, SCORE);
  run(f, value_missing(), value_int(90));
  assert_int_equal(f->plan.unknowns.n, 1);
  assert_int_equal(f->plan.unknowns.v[0].column, SOURCE);
  run(f, value_missing(), value_int(10)); /* false whatever the source is */
  assert_int_equal(f->plan.unknowns.n, 0);
  run(f, value_text(STR("web")), value_missing());
  assert_int_equal(f->plan.unknowns.n, 0);
}

static void nobody_free_ends_nothing(void **state) {
  Fixture *f = *state;
  f->nobody = true;
  run(f, value_text(STR("demo")), value_int(81));
  assert_int_equal(f->plan.outcome, OUTCOME_UNROUTED);
  assert_int_equal(f->plan.errors.n, 0);
}

static void an_unknown_pool_is_an_error_of_the_rule(void **state) {
  Fixture *f = *state;
  f->no_such = true;
  run(f, value_text(STR("demo")), value_int(81));
  assert_int_equal(f->plan.outcome, OUTCOME_ERROR);
  assert_int_equal(f->plan.errors.n, 1);
  assert_int_equal(f->plan.errors.v[0].error, ERROR_NO_POOL);
  assert_true(str_is(f->plan.reason, "there is no such pool, in rule \"hot\""));
}

static void first_match_says_the_rule_without_a_plan(void **state) {
  Fixture *f = *state;
  Value fits[COLUMNS] = {value_text(STR("demo")), value_int(81)},
        not_fits[COLUMNS] = {value_text(STR("demo")), value_missing()};
  assert_int_equal(vm_first_match(f->vm, fits, NULL, &f->lead), 0);
  assert_int_equal(vm_first_match(f->vm, not_fits, NULL, &f->lead), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(a_lead_that_fits_is_assigned),
    TEST(a_lead_that_does_not_fit_is_unrouted),
    TEST(a_missing_value_that_decides_is_noted_whatever_the_order_of_tests),
    TEST(nobody_free_ends_nothing),
    TEST(an_unknown_pool_is_an_error_of_the_rule),
    TEST(first_match_says_the_rule_without_a_plan),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
