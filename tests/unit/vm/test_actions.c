/* What rules do: effects in order, targets and what comes after them, blocks, what ends a run. */
#include "tree.h"

static Tree tree;
static Value row[TREE_COLUMNS];
static char asked[256]; /* names that choose was asked for, in order */
static const char *found; /* the one name that has somebody free */

static int setup(void **state) {
  (void)state;
  tree_init(&tree);
  memset(row, 0, sizeof row);
  asked[0] = '\0';
  found = "";
  return 0;
}

static int teardown(void **state) {
  (void)state;
  tree_deinit(&tree);
  return 0;
}

static ChoiceResult choose(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out) {
  (void)ctx, (void)vm, (void)target;
  size_t n = strlen(asked);
  snprintf(asked + n, sizeof asked - n, "%.*s ", STR_FMT(name));
  if (str_is(name, "nowhere")) return CHOICE_NO_SUCH;
  if (!str_is(name, found)) return CHOICE_NOBODY;
  *out = (Choice){.pool = name, .rep = STR("alice")};
  return CHOICE_FOUND;
}

static Rule *rule_new(Expr *when) {
  Rule *rule = ARENA_NEW(&tree.arena, Rule);
  rule->when = when;
  rule->index = tree.program.rules.n;
  VEC_PUSH(&tree.arena, tree.program.rules, rule);
  return rule;
}

static Rule *rule_top(Expr *when) {
  Rule *rule = rule_new(when);
  VEC_PUSH(&tree.arena, tree.script.rules, rule);
  return rule;
}

static Rule *rule_inner(Rule *block, Expr *when) {
  Rule *rule = rule_new(when);
  VEC_PUSH(&tree.arena, block->inner, rule);
  return rule;
}

static Action *act(Rule *rule, ActionKind kind, const char *name, const char *text, Expr *part) {
  Action *a = ARENA_NEW(&tree.arena, Action);
  a->kind = kind;
  a->name = str_of(name);
  if (text || part) a->text = ARENA_NEW(&tree.arena, Template);
  if (text) VEC_PUSH(&tree.arena, a->text->parts, (TemplatePart){.text = str_of(text)});
  if (part) VEC_PUSH(&tree.arena, a->text->parts, (TemplatePart){.expr = part});
  VEC_PUSH(&tree.arena, rule->actions, a);
  return a;
}

static Target *target(TargetKind kind, Expr *who, Target *otherwise) {
  Target *t = ARENA_NEW(&tree.arena, Target);
  t->kind = kind;
  t->who = who;
  t->otherwise = otherwise;
  return t;
}

static Expr *text(const char *s) { return tree_text(&tree, s); }
static Expr *column(uint32_t slot) { return tree_column(&tree, slot); }
static Expr *true_(void) { return tree_bool(&tree, true); }

static void assert_plan(const char *expected) {
  VmHost host = {NULL, choose};
  StrBuf out;
  strbuf_init(&out);
  tree_compile(&tree, 1000);
  tree_run(&tree, row, &host);
  plan_print(&out, &tree.plan);
  assert_string_equal(out.p, expected);
  strbuf_deinit(&out);
}

static void effects_keep_their_order_and_what_ends_routing_comes_last(void **state) {
  (void)state;
  Rule *rule = rule_top(true_());
  act(rule, ACTION_ARCHIVE, NULL, "old", NULL);
  act(rule, ACTION_TAG, NULL, "key ", column(T));
  Action *set = act(rule, ACTION_SET, "n", NULL, NULL);
  set->slot = N;
  set->value = tree_arith(&tree, ARITH_ADD, TYPE_NUMBER, column(N), tree_int(&tree, 1));
  act(rule, ACTION_NOTIFY, "sales", "n is ", column(N));
  row[N] = value_int(4);
  row[T] = value_text(STR("acme"));
  assert_plan("archived by rule 0 reason \"old\"\n  tag \"key acme\" (rule 0)\n  set n = 5 (rule 0)\n"
              "  notify sales \"n is 4\" (rule 0)\n");
}

static void a_missing_value_prints_as_nothing_and_is_stored_as_missing(void **state) {
  (void)state;
  Rule *rule = rule_top(true_());
  act(rule, ACTION_TAG, NULL, "key ", column(T));
  Action *set = act(rule, ACTION_SET, "n", NULL, NULL);
  set->value = column(N);
  assert_plan("unrouted reason \"no rule took it\"\n  tag \"key \" (rule 0)\n  set n = missing (rule 0)\n");
}

static void an_effect_that_fails_is_left_out_and_noted(void **state) {
  (void)state;
  Rule *rule = rule_top(true_());
  act(rule, ACTION_SET, "n", NULL, NULL)->value =
    tree_arith(&tree, ARITH_DIV, TYPE_NUMBER, tree_int(&tree, 1), tree_int(&tree, 0));
  act(rule, ACTION_TAG, NULL, "after", NULL);
  assert_plan("error reason \"division by zero, in rule \\\"line 1\\\"\"\n  tag \"after\" (rule 0)\n"
              "  error in rule 0: division by zero\n");
}

static void a_task_has_its_due_time(void **state) {
  (void)state;
  Expr *due = tree_expr(&tree, EXPR_DURATION, TYPE_DURATION);
  due->duration_ms = 7200000;
  Rule *rule = rule_top(true_());
  act(rule, ACTION_TASK, NULL, "call", NULL)->value = due;
  act(rule, ACTION_TASK, NULL, "write", NULL);
  assert_plan("unrouted reason \"no rule took it\"\n  task \"call\" due 2 hours (rule 0)\n  task \"write\" (rule 0)\n");
}

static void a_long_message_is_joined_in_full(void **state) {
  (void)state;
  Rule *rule = rule_top(true_());
  Action *tag = act(rule, ACTION_TAG, NULL, "", NULL);
  for (int i = 0; i < 700; i++) VEC_PUSH(&tree.arena, tag->text->parts, (TemplatePart){.text = STR("xy")});
  tree_compile(&tree, 0);
  tree_run(&tree, row, NULL);
  assert_int_equal(tree.plan.effects.v[0].value.n, 1400);
}

static void targets_are_tried_in_turn_until_someone_is_found(void **state) {
  (void)state;
  Expr *within = tree_expr(&tree, EXPR_DURATION, TYPE_DURATION);
  within->duration_ms = 9000;
  Action *assign = act(rule_top(true_()), ACTION_ASSIGN, NULL, NULL, NULL);
  assign->target = target(TARGET_POOL, text("a"), target(TARGET_POOL, text("b"), target(TARGET_REP, text("c"), NULL)));
  assign->has_within = true;
  assign->within = within;
  found = "b";
  assert_plan("assigned by rule 0 pool \"b\" rep \"alice\" respond by 1970-01-01T00:00:10Z\n");
  assert_string_equal(asked, "a b ");
}

static void nobody_found_leads_to_the_next_rule(void **state) {
  (void)state;
  act(rule_top(true_()), ACTION_ASSIGN, NULL, NULL, NULL)->target = target(TARGET_POOL, text("a"), NULL);
  act(rule_top(NULL), ACTION_NURTURE, "newsletter", NULL, NULL);
  assert_plan("nurtured by rule 1 detail \"newsletter\" reason \"newsletter\"\n");
  assert_string_equal(asked, "a ");
}

static void waiting_is_for_the_first_pool_of_the_chain(void **state) {
  (void)state;
  Target *wait = target(TARGET_WAIT, NULL, NULL);
  act(rule_top(true_()), ACTION_ASSIGN, NULL, NULL, NULL)->target =
    target(TARGET_REP, text("r"), target(TARGET_POOL, text("a"), target(TARGET_POOL, text("b"), wait)));
  assert_plan("waiting by rule 0 pool \"a\"\n");
  assert_string_equal(asked, "r a b ");
}

static void a_pool_that_is_missing_or_unknown_is_noted_and_passed_over(void **state) {
  (void)state;
  act(rule_top(true_()), ACTION_ASSIGN, NULL, NULL, NULL)->target = target(TARGET_POOL, column(T), NULL);
  act(rule_top(true_()), ACTION_ASSIGN, NULL, NULL, NULL)->target = target(TARGET_POOL, text("nowhere"), NULL);
  act(rule_top(NULL), ACTION_HOLD, "manager", "look", NULL);
  assert_plan("held by rule 2 detail \"manager\" reason \"look\"\n  error in rule 1: there is no such pool\n"
              "  unknown in rule 0 (column 4)\n");
}

static void a_block_lets_in_only_what_its_condition_lets_in(void **state) {
  (void)state;
  Rule *block = rule_top(column(A));
  act(block, ACTION_TAG, NULL, "in", NULL);
  act(rule_inner(block, column(B)), ACTION_STOP, NULL, NULL, NULL);
  act(rule_top(NULL), ACTION_NURTURE, "rest", NULL, NULL);
  row[A] = value_bool(false);
  row[B] = value_bool(true);
  assert_plan("nurtured by rule 2 detail \"rest\" reason \"rest\"\n");
  row[A] = value_bool(true);
  assert_plan("unrouted by rule 1 reason \"stopped\"\n  tag \"in\" (rule 0)\n");
  row[B] = value_bool(false); /* nothing inside ends it: it goes on after the block */
  assert_plan("nurtured by rule 2 detail \"rest\" reason \"rest\"\n  tag \"in\" (rule 0)\n");
  row[A] = value_missing();
  row[B] = value_missing(); /* the inner rule is not looked at */
  assert_plan("nurtured by rule 2 detail \"rest\" reason \"rest\"\n  unknown in rule 0 (column 0)\n");
}

static void rules_never_see_what_was_set_before(void **state) {
  (void)state;
  Action *set = act(rule_top(true_()), ACTION_SET, "n", NULL, NULL);
  set->slot = N;
  set->value = tree_int(&tree, 99);
  act(rule_top(tree_compare(&tree, CMP_EQ, column(N), tree_int(&tree, 99))), ACTION_STOP, NULL, NULL, NULL);
  row[N] = value_int(1);
  assert_plan("unrouted reason \"no rule took it\"\n  set n = 99 (rule 0)\n");
}

static void set_stores_nocase_text_as_it_was_written(void **state) {
  (void)state;
  act(rule_top(true_()), ACTION_SET, "t", NULL, NULL)->value = column(S);
  tree_compile(&tree, 0);
  row[S] = vm_cell(&tree.chunk, &tree.chunk.columns.v[S], value_text(STR("ACME")), &tree.arena);
  assert_plan("unrouted reason \"no rule took it\"\n  set t = \"ACME\" (rule 0)\n");
}

static ChoiceResult choose_where(void *ctx, Vm *vm, uint32_t target_index, Str name, Choice *out) {
  static const char *const teams[] = {"west", NULL, "east"}, *const reps[] = {"ann", "bob", "cat"};
  Value *why = ctx;
  for (int i = 0; i < 3; i++) {
    Value rep[1] = {teams[i] ? value_text(str_of(teams[i])) : value_missing()};
    if (!vm_where(vm, target_index, rep, &why[i])) continue;
    *out = (Choice){.pool = name, .rep = str_of(reps[i])};
    return CHOICE_FOUND;
  }
  return CHOICE_NOBODY;
}

static void a_where_filter_lets_in_reps_for_whom_it_is_true(void **state) {
  (void)state;
  VEC_PUSH(&tree.arena, tree.program.rep_columns, (Column){.name = STR("team"), .type = TYPE_TEXT, .read = true});
  Expr *team = tree_expr(&tree, EXPR_FIELD, TYPE_TEXT);
  team->ref_kind = REF_REP;
  Action *assign = act(rule_top(true_()), ACTION_ASSIGN, NULL, NULL, NULL);
  assign->target = target(TARGET_POOL, text("a"), NULL);
  assign->target->where = tree_compare(&tree, CMP_EQ, team, column(T));
  Value why[3];
  VmHost host = {why, choose_where};
  row[T] = value_text(STR("east"));
  tree_compile(&tree, 0);
  tree_run(&tree, row, &host);
  assert_true(str_is(tree.plan.rep, "cat"));
  assert_int_equal(why[0].kind, VAL_BOOL);
  assert_int_equal(why[1].kind, VAL_MISSING);
  row[T] = value_missing(); /* unknown for everyone: nobody, and nothing wrong with the rule */
  tree_run(&tree, row, &host);
  assert_int_equal(tree.plan.outcome, OUTCOME_UNROUTED);
  assert_int_equal(tree.plan.unknowns.n, 0);
}

static Expr *let_ref(uint32_t let, Type type) {
  Expr *e = tree_expr(&tree, EXPR_NAME, type);
  e->ref_kind = REF_LET;
  e->ref = let;
  return e;
}

static void lets_build_on_one_another_down_to_the_limit(void **state) {
  (void)state;
  VEC_PUSH(&tree.arena, tree.program.lets, (Let){.name = STR("x0"), .value = column(N)});
  for (uint32_t i = 1; i < LIMIT_NESTING; i++) {
    Expr *sum = tree_arith(&tree, ARITH_ADD, TYPE_NUMBER, let_ref(i - 1, TYPE_NUMBER), tree_int(&tree, 1));
    VEC_PUSH(&tree.arena, tree.program.lets, (Let){.name = STR("x"), .value = sum});
  }
  Expr *last = tree_compare(&tree, CMP_EQ, let_ref(LIMIT_NESTING - 1, TYPE_NUMBER), tree_int(&tree, LIMIT_NESTING));
  act(rule_top(last), ACTION_STOP, NULL, NULL, NULL);
  row[N] = value_int(1);
  assert_plan("unrouted by rule 0 reason \"stopped\"\n");
  row[N] = value_missing();
  assert_plan("unrouted reason \"no rule took it\"\n  unknown in rule 0 (column 2)\n");
  Expr *one_more =
      tree_arith(&tree, ARITH_ADD, TYPE_NUMBER, let_ref(LIMIT_NESTING - 1, TYPE_NUMBER), tree_int(&tree, 1));
  VEC_PUSH(&tree.arena, tree.program.lets, (Let){.name = STR("y"), .value = one_more});
  tree_unload(&tree);
  chunk_init(&tree.chunk, &tree.arena);
  assert_false(compile_program(&tree.chunk, &tree.program, &tree.diags));
  assert_int_equal(tree.diags.items.v[0].code, DIAG_VALUES_TOO_DEEP);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(effects_keep_their_order_and_what_ends_routing_comes_last),
    TEST(a_missing_value_prints_as_nothing_and_is_stored_as_missing),
    TEST(an_effect_that_fails_is_left_out_and_noted),
    TEST(a_task_has_its_due_time),
    TEST(a_long_message_is_joined_in_full),
    TEST(targets_are_tried_in_turn_until_someone_is_found),
    TEST(nobody_found_leads_to_the_next_rule),
    TEST(waiting_is_for_the_first_pool_of_the_chain),
    TEST(a_pool_that_is_missing_or_unknown_is_noted_and_passed_over),
    TEST(a_block_lets_in_only_what_its_condition_lets_in),
    TEST(rules_never_see_what_was_set_before),
    TEST(set_stores_nocase_text_as_it_was_written),
    TEST(a_where_filter_lets_in_reps_for_whom_it_is_true),
    TEST(lets_build_on_one_another_down_to_the_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
