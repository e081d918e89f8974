/* What the verifier accepts runs without a trap, however wrong it is: chunks with random changes, meant for a build
 * with AddressSanitizer. */
#include "tree.h"

enum { MUTANTS = 10000 };

static ChoiceResult choose(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out) {
  (void)ctx;
  Value rep[1] = {value_text(STR("east"))};
  if (!vm_where(vm, target, rep, NULL)) return CHOICE_NOBODY;
  *out = (Choice){.pool = name, .rep = STR("alice")};
  return name.n % 2 ? CHOICE_FOUND : CHOICE_NO_SUCH;
}

static Action *action(Tree *t, Rule *rule, ActionKind kind) {
  Action *a = ARENA_NEW(&t->arena, Action);
  a->kind = kind;
  a->name = STR("name");
  a->slot = N;
  a->text = ARENA_NEW(&t->arena, Template);
  VEC_PUSH(&t->arena, a->text->parts, (TemplatePart){.text = STR("of ")});
  VEC_PUSH(&t->arena, a->text->parts, (TemplatePart){.expr = tree_column(t, S)});
  VEC_PUSH(&t->arena, rule->actions, a);
  return a;
}

static Rule *add_rule(Tree *t, Expr *when) {
  Rule *rule = ARENA_NEW(&t->arena, Rule);
  rule->when = when;
  rule->index = t->program.rules.n;
  VEC_PUSH(&t->arena, t->program.rules, rule);
  VEC_PUSH(&t->arena, t->script.rules, rule);
  return rule;
}

static Expr *list_of_texts(Tree *t) {
  Expr *list = tree_expr(t, EXPR_LIST, TYPE_LIST);
  tree_item(t, list, tree_text(t, "x"));
  tree_item(t, list, tree_text(t, "demo"));
  return list;
}

static void build_conditions(Tree *t) {
  Expr *lower = tree_call(t, BUILTIN_LOWER, TYPE_TEXT), *bucket = tree_call(t, BUILTIN_BUCKET, TYPE_NUMBER);
  tree_item(t, lower, tree_column(t, T));
  tree_item(t, bucket, tree_column(t, T));
  tree_item(t, bucket, tree_column(t, N));
  action(t, add_rule(t, tree_op(t, EXPR_MATCHES, TYPE_BOOL, tree_column(t, T), tree_text(t, "^d.*o$"))), ACTION_TAG);
  action(t, add_rule(t, tree_op(t, EXPR_CONTAINS, TYPE_BOOL, tree_column(t, L), tree_text(t, "saas"))), ACTION_NOTIFY);
  action(t, add_rule(t, tree_op(t, EXPR_STARTS, TYPE_BOOL, lower, tree_column(t, S))), ACTION_TASK);
  action(t, add_rule(t, tree_op(t, EXPR_IN, TYPE_BOOL, tree_column(t, T), list_of_texts(t))), ACTION_SET)->value =
    tree_arith(t, ARITH_ADD, TYPE_NUMBER, tree_column(t, N), tree_column(t, M));
  action(t, add_rule(t, tree_compare(t, CMP_LT, bucket, tree_int(t, 20))), ACTION_TAG);
  Expr *week = tree_expr(t, EXPR_DURATION, TYPE_DURATION);
  week->duration_ms = 7 * 86400000;
  action(t, add_rule(t, tree_op(t, EXPR_IN_LAST, TYPE_BOOL, tree_column(t, WHEN), week)), ACTION_TAG);
}

static void build(Tree *t) {
  Expr *let = tree_arith(t, ARITH_MUL, TYPE_NUMBER, tree_column(t, N), tree_int(t, 2));
  VEC_PUSH(&t->arena, t->program.lets, (Let){.name = STR("twice"), .value = let});
  VEC_PUSH(&t->arena, t->program.rep_columns, (Column){.name = STR("team"), .type = TYPE_TEXT, .read = true});
  build_conditions(t);
  Expr *twice = tree_expr(t, EXPR_NAME, TYPE_NUMBER), *team = tree_expr(t, EXPR_FIELD, TYPE_TEXT);
  twice->ref_kind = REF_LET;
  team->ref_kind = REF_REP;
  Action *assign = action(t, add_rule(t, tree_compare(t, CMP_GT, twice, tree_int(t, 1))), ACTION_ASSIGN);
  Target *target = ARENA_NEW(&t->arena, Target), *wait = ARENA_NEW(&t->arena, Target);
  target->who = tree_column(t, T);
  target->where = tree_compare(t, CMP_EQ, team, tree_column(t, T));
  target->otherwise = wait;
  wait->kind = TARGET_WAIT;
  assign->target = target;
  action(t, add_rule(t, tree_column(t, A)), ACTION_HOLD);
  tree_compile(t, 1000);
}

static void run_mutant(Tree *t, Chunk *mutant) {
  Value items[2] = {value_text(STR("saas")), value_missing()};
  ListValue list = {2, items};
  Value row[TREE_COLUMNS] = {value_bool(true), value_missing(), value_int(3), value_int(4), value_text(STR("demo")),
                             value_text(STR("x")), {.kind = VAL_LIST, .list = &list}, value_time(5)};
  VmHost host = {NULL, choose};
  Vm *vm = vm_new(mutant, 1000);
  arena_reset(&t->lead);
  plan_reset(&t->plan);
  vm_run(vm, row, STR("7"), &t->lead, &host, &t->plan);
  vm_first_match(vm, row, NULL, &t->lead);
  memset(row, 0, sizeof row);
  vm_run(vm, row, STR("8"), &t->lead, &host, &t->plan);
  vm_begin(vm, row, STR("8"), &t->lead);
  for (uint32_t i = 0; i < mutant->funcs.n; i++) vm_eval(vm, i, NULL);
  vm_free(vm);
}

static void mutate(Chunk *c, uint64_t *seed) {
  Instr *in = &c->code.v[tree_random(seed, c->code.n)];
  switch (tree_random(seed, 7)) {
    case 0: in->op = (uint8_t)tree_random(seed, OP_COUNT + 1); break;
    case 1: in->want ^= 1; break;
    case 2: in->jump_if ^= 1; break;
    case 3: in->aux = (uint8_t)tree_random(seed, 7); break;
    case 4: in->slot = tree_random(seed, 10); break;
    case 5: in->arg = tree_random(seed, 40); break;
    default: in->jump = tree_random(seed, c->code.n + 2); break;
  }
}

static void what_the_verifier_accepts_runs_without_a_trap(void **state) {
  (void)state;
  const char *given = getenv("LEAT_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : 20260302, first = seed;
  uint32_t accepted = 0;
  Tree t;
  tree_init(&t);
  build(&t);
  print_message("seed %llu\n", (unsigned long long)first);
  for (int i = 0; i < MUTANTS; i++) {
    Chunk mutant = t.chunk;
    Arena arena;
    Str why;
    arena_init(&arena, 0);
    mutant.arena = &arena;
    mutant.code.v = ARENA_ARRAY(&arena, Instr, mutant.code.n);
    memcpy(mutant.code.v, t.chunk.code.v, sizeof(Instr) * mutant.code.n);
    for (uint32_t changes = 1 + tree_random(&seed, 3); changes; changes--) mutate(&mutant, &seed);
    if (chunk_verify(&mutant, &why)) {
      accepted++;
      run_mutant(&t, &mutant);
    } else assert_true(why.n > 0);
    arena_deinit(&arena);
  }
  assert_in_range(accepted, MUTANTS / 20, MUTANTS - MUTANTS / 20);
  tree_deinit(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_the_verifier_accepts_runs_without_a_trap)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
