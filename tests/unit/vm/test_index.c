/* Many random rules at once say of a lead what each of their conditions says when it is computed value by value: the
 * fused tests, their steps and the index that passes over rules change nothing. */
#include "tree.h"

enum { RULES = 70, ROUNDS = 40, LEADS = 60, TEXTS = 14 };

static const char *const texts[TEXTS] = {"a", "demo", "demonstration", "crm-pro", "crm-", "上海", "上海市浦东新区", "",
                                         "ab", "abc", "aab", "website", "partner.example.com", "pro"};

static const char *any_text(uint64_t *seed) { return texts[tree_random(seed, TEXTS)]; }

static Expr *any_number(Tree *t, uint64_t *seed) {
  if (tree_random(seed, 3) == 0) return tree_real(t, (double)tree_random(seed, 40) / 4 - 2);
  return tree_int(t, (int64_t)tree_random(seed, 10) - 2);
}

static Expr *any_list(Tree *t, uint64_t *seed) {
  Expr *list = tree_expr(t, EXPR_LIST, TYPE_LIST);
  for (uint32_t n = 1 + tree_random(seed, 5); n; n--) tree_item(t, list, tree_text(t, any_text(seed)));
  return list;
}

static Expr *text_test(Tree *t, uint64_t *seed) {
  static const ExprKind parts[] = {EXPR_CONTAINS, EXPR_STARTS, EXPR_ENDS};
  Expr *column = tree_column(t, tree_random(seed, 4) ? T : S), *e;
  switch (tree_random(seed, 4)) {
    case 0: return tree_compare(t, (CompareOp)tree_random(seed, 6), column, tree_text(t, any_text(seed)));
    case 1: return tree_compare(t, CMP_EQ, column, tree_text(t, any_text(seed)));
    case 2: e = tree_op(t, EXPR_IN, TYPE_BOOL, column, any_list(t, seed)); break;
    default: return tree_op(t, parts[tree_random(seed, 3)], TYPE_BOOL, column, tree_text(t, any_text(seed)));
  }
  e->negated = tree_random(seed, 3) == 0;
  return e;
}

static Expr *number_test(Tree *t, uint64_t *seed) {
  Expr *column = tree_column(t, tree_random(seed, 4) ? N : M);
  if (tree_random(seed, 2)) return tree_compare(t, (CompareOp)tree_random(seed, 6), column, any_number(t, seed));
  Expr *range = tree_op(t, EXPR_RANGE, TYPE_NUMBER, any_number(t, seed), any_number(t, seed));
  Expr *e = tree_op(t, EXPR_IN, TYPE_BOOL, column, range);
  e->negated = tree_random(seed, 3) == 0;
  return e;
}

static Expr *any_condition(Tree *t, uint64_t *seed, uint32_t depth) {
  uint32_t kind = tree_random(seed, depth ? 6 : 2);
  switch (kind) {
    case 0: return text_test(t, seed);
    case 1: return number_test(t, seed);
    case 2: return tree_op(t, EXPR_NOT, TYPE_BOOL, any_condition(t, seed, depth - 1), NULL);
    case 3: return tree_op(t, EXPR_OR, TYPE_BOOL, any_condition(t, seed, depth - 1), any_condition(t, seed, depth - 1));
    default:
      return tree_op(t, EXPR_AND, TYPE_BOOL, any_condition(t, seed, depth - 1), any_condition(t, seed, depth - 1));
  }
}

static void add_rule(Tree *t, Expr *when) {
  Rule *rule = ARENA_NEW(&t->arena, Rule);
  Action *tag = ARENA_NEW(&t->arena, Action);
  tag->kind = ACTION_TAG;
  tag->text = ARENA_NEW(&t->arena, Template);
  VEC_PUSH(&t->arena, tag->text->parts, (TemplatePart){.text = STR("seen")});
  rule->when = when;
  rule->index = t->program.rules.n;
  VEC_PUSH(&t->arena, rule->actions, tag);
  VEC_PUSH(&t->arena, t->program.rules, rule);
  VEC_PUSH(&t->arena, t->script.rules, rule);
}

static Value any_value(uint64_t *seed, bool text) {
  switch (tree_random(seed, 8)) {
    case 0: return value_missing();
    case 1: return value_error(ERROR_DIVISION);
    case 2:
    case 3:
      if (!text) return (Value){.kind = VAL_REAL, .d = (double)tree_random(seed, 80) / 8 - 3};
      break;
    default: break;
  }
  return text ? value_text(str_of(any_text(seed))) : value_int((int64_t)tree_random(seed, 12) - 3);
}

static bool in_fired(const Plan *plan, uint32_t rule) {
  for (uint32_t i = 0; i < plan->fired.n; i++)
    if (plan->fired.v[i] == rule) return true;
  return false;
}

static uint32_t notes_of(const Plan *plan, uint32_t rule, bool errors) {
  uint32_t count = 0;
  for (uint32_t i = 0; errors && i < plan->errors.n; i++) count += plan->errors.v[i].rule == rule;
  for (uint32_t i = 0; !errors && i < plan->unknowns.n; i++) count += plan->unknowns.v[i].rule == rule;
  return count;
}

static void compare_lead(Tree *t, const uint32_t *conditions, const Value *row) {
  tree_run(t, row, NULL);
  Plan plan = t->plan;
  for (uint32_t i = 0; i < RULES; i++) {
    vm_begin(t->vm, row, STR("7"), &t->lead);
    Value v = vm_eval(t->vm, conditions[i], NULL);
    assert_int_equal(in_fired(&plan, i), v.kind == VAL_BOOL && v.i);
    assert_int_equal(notes_of(&plan, i, false), v.kind == VAL_MISSING);
    assert_int_equal(notes_of(&plan, i, true), v.kind == VAL_ERROR);
  }
  for (uint32_t i = 1; i < plan.fired.n; i++) assert_true(plan.fired.v[i - 1] < plan.fired.v[i]);
}

static void random_rules_together_are_what_each_is_alone(void **state) {
  (void)state;
  const char *given = getenv("LEAT_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : 20261122;
  print_message("seed %llu\n", (unsigned long long)seed);
  for (int round = 0; round < ROUNDS; round++) {
    Tree t;
    uint32_t conditions[RULES], filtered = 0;
    tree_init(&t);
    for (uint32_t i = 0; i < RULES; i++) add_rule(&t, any_condition(&t, &seed, 1 + i % 3));
    tree_compile(&t, 1000);
    for (uint32_t i = 0; i < RULES; i++) {
      conditions[i] = compile_expression(&t.chunk, &t.program, t.program.rules.v[i]->when, &t.diags);
      assert_int_not_equal(conditions[i], NO_FUNC);
      filtered += t.program.rules.v[i]->when->kind == EXPR_AND;
    }
    assert_true(filtered > 0);
    for (int lead = 0; lead < LEADS; lead++) {
      Value row[TREE_COLUMNS] = {{0}};
      for (uint32_t slot = N; slot <= S; slot++) row[slot] = any_value(&seed, slot >= T);
      compare_lead(&t, conditions, row);
    }
    tree_deinit(&t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_rules_together_are_what_each_is_alone)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
