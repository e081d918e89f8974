/* What no text of reasonable size can bring about: trees made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/limits.h"
#include "check/program.h"

static Arena arena;
static SourceSet sources;
static DiagList diags;
static Schema none;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  source_set_init(&sources, &arena);
  source_add(&sources, STR("script.leat"), STR("otherwise stop"));
  diag_init(&diags, &arena);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  return 0;
}

static bool check_finds(Script *script, DiagCode code) {
  CheckOptions options = {.leads = &none, .reps = &none};
  check_script(&arena, &sources, script, &options, &diags);
  for (uint32_t i = 0; i < diags.items.n; i++)
    if (diags.items.v[i].code == code) return true;
  return false;
}

static Script *script_with_pools(uint32_t pools, uint32_t members) {
  Script *s = ARENA_NEW(&arena, Script);
  for (uint32_t i = 0; i < pools; i++) {
    PoolDecl pool = {.name = arena_printf(&arena, "p%u", i)};
    for (uint32_t j = 0; j < members; j++)
      VEC_PUSH(&arena, pool.members, (Member){.name = arena_printf(&arena, "m%u", j)});
    VEC_PUSH(&arena, s->pools, pool);
  }
  return s;
}

static void pools_beyond_the_limit_are_refused(void **state) {
  (void)state;
  assert_true(check_finds(script_with_pools(LIMIT_POOLS + 1, 1), DIAG_TOO_MANY_POOLS));
}

static void as_many_pools_as_the_limit_pass(void **state) {
  (void)state;
  assert_false(check_finds(script_with_pools(LIMIT_POOLS, 1), DIAG_TOO_MANY_POOLS));
  assert_int_equal(diags.errors, 0);
}

static void members_beyond_the_limit_are_refused(void **state) {
  (void)state;
  assert_true(check_finds(script_with_pools(1, LIMIT_MEMBERS_PER_POOL + 1), DIAG_TOO_MANY_MEMBERS));
}

static void as_many_members_as_the_limit_pass(void **state) {
  (void)state;
  assert_false(check_finds(script_with_pools(1, LIMIT_MEMBERS_PER_POOL), DIAG_TOO_MANY_MEMBERS));
  assert_int_equal(diags.errors, 0);
}

static Expr *node(ExprKind kind, Str text, Expr *a, Expr *b) {
  Expr *e = ARENA_NEW(&arena, Expr);
  e->kind = kind;
  e->text = text;
  e->a = a;
  e->b = b;
  return e;
}

static Expr *number(int64_t i) {
  Expr *e = node(EXPR_NUMBER, STR("1"), NULL, NULL);
  e->number = (Number){.is_int = true, .i = i};
  return e;
}

/* f0(x) = x + x, f1(x) = f0(x) + f0(x), …: `levels` defines make 2^levels additions. */
static Script *script_with_doubling_defines(int levels) {
  Script *s = ARENA_NEW(&arena, Script);
  Str inner = {0};
  for (int i = 0; i < levels; i++) {
    DefineDecl d = {.name = arena_printf(&arena, "f%d", i)};
    VEC_PUSH(&arena, d.params, (Param){.name = STR("x")});
    Expr *sides[2];
    for (int j = 0; j < 2; j++) {
      sides[j] = node(EXPR_NAME, STR("x"), NULL, NULL);
      if (i == 0) continue;
      Expr *call = node(EXPR_CALL, inner, NULL, NULL);
      VEC_PUSH(&arena, call->items, sides[j]);
      sides[j] = call;
    }
    d.body = node(EXPR_ARITH, STR(""), sides[0], sides[1]);
    VEC_PUSH(&arena, s->defines, d);
    inner = d.name;
  }
  Expr *use = node(EXPR_CALL, inner, NULL, NULL);
  VEC_PUSH(&arena, use->items, number(1));
  VEC_PUSH(&arena, s->lets, (LetDecl){.name = STR("big"), .value = use});
  return s;
}

static void defines_that_grow_without_measure_are_refused(void **state) {
  (void)state;
  assert_true(check_finds(script_with_doubling_defines(64), DIAG_DEFINE_LARGE));
  assert_int_equal(diags.errors, 1);
}

static void defines_that_grow_with_measure_pass(void **state) {
  (void)state;
  assert_false(check_finds(script_with_doubling_defines(10), DIAG_DEFINE_LARGE));
  assert_int_equal(diags.errors, 0);
}

static Script *script_with_list_of(Expr *item) {
  Script *s = ARENA_NEW(&arena, Script);
  ListDecl list = {.name = STR("l")};
  VEC_PUSH(&arena, list.items, item);
  VEC_PUSH(&arena, s->lists, list);
  return s;
}

static void a_named_list_holds_fixed_values_only(void **state) {
  (void)state;
  assert_true(check_finds(script_with_list_of(node(EXPR_ARITH, STR(""), number(1), number(2))),
                          DIAG_LIST_NOT_CONSTANT));
}

static void a_named_list_may_hold_a_number_below_zero(void **state) {
  (void)state;
  Script *s = script_with_list_of(node(EXPR_NEGATE, STR(""), number(1), NULL));
  assert_false(check_finds(s, DIAG_LIST_NOT_CONSTANT));
  assert_int_equal(s->lists.v[0].items.v[0]->kind, EXPR_NUMBER);
  assert_int_equal(s->lists.v[0].items.v[0]->number.i, -1);
}

static Script *script_with_let(Expr *value) {
  Script *s = ARENA_NEW(&arena, Script);
  VEC_PUSH(&arena, s->lets, (LetDecl){.name = STR("l"), .value = value});
  return s;
}

static void a_range_is_no_value(void **state) {
  (void)state;
  assert_true(check_finds(script_with_let(node(EXPR_RANGE, STR(""), number(1), number(2))), DIAG_RANGE_PLACE));
}

static void a_range_stands_right_of_in(void **state) {
  (void)state;
  Expr *range = node(EXPR_RANGE, STR(""), number(1), number(2));
  assert_false(check_finds(script_with_let(node(EXPR_IN, STR(""), number(1), range)), DIAG_RANGE_PLACE));
  assert_int_equal(diags.errors, 0);
}

static void lets_may_hang_on_each_other_without_a_deep_stack(void **state) {
  enum { LETS = 100000 };
  Script *s = ARENA_NEW(&arena, Script);
  (void)state;
  for (int i = 0; i < LETS; i++) {
    Expr *value = i + 1 < LETS ? node(EXPR_NAME, arena_printf(&arena, "l%d", i + 1), NULL, NULL) : number(1);
    VEC_PUSH(&arena, s->lets, (LetDecl){.name = arena_printf(&arena, "l%d", i), .value = value});
  }
  CheckOptions options = {.leads = &none, .reps = &none};
  Program *p = check_script(&arena, &sources, s, &options, &diags);
  assert_int_equal(diags.errors, 0);
  assert_int_equal(p->lets.n, LETS);
  assert_true(str_is(p->lets.v[LETS - 1].name, "l0"));
  assert_int_equal(p->lets.v[LETS - 1].value->type, TYPE_NUMBER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(pools_beyond_the_limit_are_refused),
    TEST(as_many_pools_as_the_limit_pass),
    TEST(members_beyond_the_limit_are_refused),
    TEST(as_many_members_as_the_limit_pass),
    TEST(defines_that_grow_without_measure_are_refused),
    TEST(defines_that_grow_with_measure_pass),
    TEST(a_named_list_holds_fixed_values_only),
    TEST(a_named_list_may_hold_a_number_below_zero),
    TEST(a_range_is_no_value),
    TEST(a_range_stands_right_of_in),
    TEST(lets_may_hang_on_each_other_without_a_deep_stack),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
