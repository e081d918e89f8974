/* and, or, not over true, false, unknown and error: as tests with jumps and as values on the stack, beside a walker of
 * the tree that does what the language page says. */
#include "tree.h"

typedef enum Truth { FALSE_, TRUE_, UNKNOWN_, ERROR_ } Truth;

static Truth truth_of(Value v) {
  if (v.kind == VAL_ERROR) return ERROR_;
  if (v.kind == VAL_MISSING) return UNKNOWN_;
  assert_int_equal(v.kind, VAL_BOOL);
  return v.i ? TRUE_ : FALSE_;
}

static Truth both(Truth a, Truth b) {
  if (a == FALSE_ || b == FALSE_) return FALSE_;
  return a == ERROR_ || b == ERROR_ ? ERROR_ : a == UNKNOWN_ || b == UNKNOWN_ ? UNKNOWN_ : TRUE_;
}
static Truth opposite(Truth a) { return a == TRUE_ ? FALSE_ : a == FALSE_ ? TRUE_ : a; }
static Truth either(Truth a, Truth b) { return opposite(both(opposite(a), opposite(b))); }

static Expr *constant(Tree *t, Truth truth) {
  Expr *missing = tree_column(t, A); /* the rows of these tests leave it out */
  if (truth == UNKNOWN_) return missing;
  return truth == ERROR_ ? tree_error(t) : tree_bool(t, truth == TRUE_);
}

/* The rule must fire, be noted as unknown, or be noted as failed, as the truth says; and its function must give it. */
static void assert_truth(Tree *t, Expr *e, const Value *row, Truth expected) {
  tree_rule(t, e, 0);
  tree_run(t, row, NULL);
  assert_int_equal(t->plan.fired.n, expected == TRUE_);
  assert_int_equal(t->plan.unknowns.n, expected == UNKNOWN_);
  assert_int_equal(t->plan.errors.n, expected == ERROR_);
  assert_int_equal(vm_first_match(t->vm, row, NULL, &t->lead), expected == TRUE_ ? 0 : -1);
  vm_begin(t->vm, row, STR("7"), &t->lead);
  assert_int_equal(truth_of(vm_eval(t->vm, t->chunk.rules.v[0].condition, NULL)), expected);
}

static void the_tables_of_and_or_not_hold_in_every_polarity(void **state) {
  (void)state;
  Tree t;
  Value row[TREE_COLUMNS] = {{0}};
  tree_init(&t);
  for (Truth x = FALSE_; x <= ERROR_; x++) {
    Expr *a = constant(&t, x);
    assert_truth(&t, a, row, x);
    assert_truth(&t, tree_op(&t, EXPR_NOT, TYPE_BOOL, a, NULL), row, opposite(x));
    for (Truth y = FALSE_; y <= ERROR_; y++) {
      Expr *b = constant(&t, y);
      Expr *and = tree_op(&t, EXPR_AND, TYPE_BOOL, a, b), *or = tree_op(&t, EXPR_OR, TYPE_BOOL, a, b);
      assert_truth(&t, and, row, both(x, y));
      assert_truth(&t, or, row, either(x, y));
      assert_truth(&t, tree_op(&t, EXPR_NOT, TYPE_BOOL, and, NULL), row, opposite(both(x, y)));
      assert_truth(&t, tree_op(&t, EXPR_NOT, TYPE_BOOL, or, NULL), row, opposite(either(x, y)));
    }
  }
  tree_deinit(&t);
}

/* ---- random trees */

static Expr *random_leaf(Tree *t, uint64_t *seed) {
  static const char *const texts[] = {"x", "demo", "webinar"};
  uint32_t number = N + tree_random(seed, 2);
  CompareOp op = (CompareOp)tree_random(seed, 6);
  switch (tree_random(seed, 9)) {
    case 0: return tree_column(t, tree_random(seed, 2));
    case 1: return tree_bool(t, tree_random(seed, 2));
    case 2: return tree_compare(t, op, tree_column(t, number), tree_int(t, tree_random(seed, 3)));
    case 3: return tree_compare(t, op, tree_int(t, tree_random(seed, 3)), tree_column(t, number));
    case 4: return tree_compare(t, op, tree_column(t, T), tree_text(t, texts[tree_random(seed, 3)]));
    case 5:
      return tree_op(t, tree_random(seed, 2) ? EXPR_IS_MISSING : EXPR_IS_KNOWN, TYPE_BOOL, tree_column(t, number),
                     NULL);
    case 6: return tree_compare(t, op, tree_column(t, N), tree_column(t, M));
    case 7: {
      Expr *quotient = tree_arith(t, ARITH_DIV, TYPE_NUMBER, tree_int(t, 1), tree_column(t, number));
      return tree_compare(t, op, quotient, tree_int(t, 1));
    }
    default: {
      Expr *range = tree_op(t, EXPR_RANGE, TYPE_NONE, tree_int(t, 0), tree_int(t, tree_random(seed, 3)));
      Expr *in = tree_op(t, EXPR_IN, TYPE_BOOL, tree_column(t, number), range);
      in->negated = tree_random(seed, 2);
      return in;
    }
  }
}

static Expr *random_tree(Tree *t, uint64_t *seed, uint32_t depth) {
  if (depth == 0 || tree_random(seed, 5) == 0) return random_leaf(t, seed);
  if (tree_random(seed, 4) == 0) return tree_op(t, EXPR_NOT, TYPE_BOOL, random_tree(t, seed, depth - 1), NULL);
  ExprKind kind = tree_random(seed, 2) ? EXPR_AND : EXPR_OR;
  return tree_op(t, kind, TYPE_BOOL, random_tree(t, seed, depth - 1), random_tree(t, seed, depth - 1));
}

static Truth walk(const Expr *e, const Value *row);

static Value walk_value(const Expr *e, const Value *row) {
  if (e->kind == EXPR_NUMBER) return value_number(e->number);
  if (e->kind == EXPR_TEXT) return value_text(e->text);
  if (e->kind == EXPR_NAME) return row[e->ref];
  Value a = walk_value(e->a, row), b = walk_value(e->b, row);
  if (a.kind == VAL_MISSING || b.kind == VAL_MISSING) return value_missing();
  return b.i == 0 ? value_error(ERROR_DIVISION) : (Value){.kind = VAL_REAL, .d = (double)a.i / (double)b.i};
}

static Truth walk_compare(CompareOp op, Value a, Value b) {
  if (a.kind == VAL_ERROR || b.kind == VAL_ERROR) return ERROR_;
  if (a.kind == VAL_MISSING || b.kind == VAL_MISSING) return UNKNOWN_;
  double x = a.kind == VAL_REAL ? a.d : (double)a.i, y = b.kind == VAL_REAL ? b.d : (double)b.i;
  int order = (x > y) - (x < y);
  if (a.kind == VAL_TEXT) order = str_cmp(value_str(a), value_str(b));
  switch (op) {
    case CMP_EQ: return order == 0;
    case CMP_NE: return order != 0;
    case CMP_LT: return order < 0;
    case CMP_LE: return order <= 0;
    case CMP_GT: return order > 0;
    default: return order >= 0;
  }
}

static Truth walk_in(const Expr *e, const Value *row) {
  Value v = walk_value(e->a, row);
  if (v.kind == VAL_MISSING) return UNKNOWN_;
  bool in = v.i >= e->b->a->number.i && v.i <= e->b->b->number.i;
  return in != e->negated;
}

static Truth walk(const Expr *e, const Value *row) {
  switch (e->kind) {
    case EXPR_NOT: return opposite(walk(e->a, row));
    case EXPR_AND: return both(walk(e->a, row), walk(e->b, row));
    case EXPR_OR: return either(walk(e->a, row), walk(e->b, row));
    case EXPR_BOOL: return e->boolean;
    case EXPR_NAME: return truth_of(row[e->ref]);
    case EXPR_IS_MISSING: return row[e->a->ref].kind == VAL_MISSING;
    case EXPR_IS_KNOWN: return row[e->a->ref].kind != VAL_MISSING;
    case EXPR_IN: return walk_in(e, row);
    default: return walk_compare((CompareOp)e->op, walk_value(e->a, row), walk_value(e->b, row));
  }
}

static void random_row(uint64_t *seed, Value *row) {
  static const char *const texts[] = {"x", "demo", "webinar", "demonstration"};
  memset(row, 0, sizeof *row * TREE_COLUMNS);
  for (int i = A; i <= B; i++)
    if (tree_random(seed, 3)) row[i] = value_bool(tree_random(seed, 2));
  for (int i = N; i <= M; i++)
    if (tree_random(seed, 3)) row[i] = value_int(tree_random(seed, 3));
  if (tree_random(seed, 3)) row[T] = value_text(str_of(texts[tree_random(seed, 4)]));
}

/* The same tree with the operands of every and, or turned round. */
static Expr *turned(Tree *t, const Expr *e) {
  if (e->kind == EXPR_NOT) return tree_op(t, EXPR_NOT, TYPE_BOOL, turned(t, e->a), NULL);
  if (e->kind == EXPR_AND || e->kind == EXPR_OR)
    return tree_op(t, e->kind, TYPE_BOOL, turned(t, e->b), turned(t, e->a));
  Expr *copy = tree_expr(t, e->kind, TYPE_BOOL);
  *copy = *e;
  return copy;
}

static void plan_text(Tree *t, Expr *e, const Value *row, StrBuf *out) {
  tree_rule(t, e, 0);
  tree_run(t, row, NULL);
  plan_print(out, &t->plan);
}

static void random_conditions_mean_what_the_tree_says_in_any_order(void **state) {
  (void)state;
  const char *given = getenv("LEAT_SEED");
  uint64_t first = given ? strtoull(given, NULL, 10) : 20260302;
  for (uint64_t round = 0; round < 1500; round++) {
    uint64_t seed = first + round;
    Tree t;
    tree_init(&t);
    Expr *e = random_tree(&t, &seed, 5);
    for (int i = 0; i < 6; i++) {
      Value row[TREE_COLUMNS];
      random_row(&seed, row);
      Truth expected = walk(e, row);
      tree_rule(&t, e, 0);
      tree_run(&t, row, NULL);
      if ((expected == TRUE_) != (t.plan.fired.n == 1))
        fail_msg("run it alone with LEAT_SEED=%llu", (unsigned long long)(first + round));
      assert_truth(&t, e, row, expected);
      StrBuf one, other;
      strbuf_init(&one);
      strbuf_init(&other);
      plan_text(&t, e, row, &one);
      plan_text(&t, turned(&t, e), row, &other);
      assert_string_equal(one.p, other.p);
      strbuf_deinit(&one);
      strbuf_deinit(&other);
    }
    tree_deinit(&t);
  }
  print_message("seeds from %llu\n", (unsigned long long)first);
}

static void many_equalities_of_a_column_are_one_set(void **state) {
  (void)state;
  Tree t;
  tree_init(&t);
  Expr *any = NULL, *none = NULL;
  for (int i = 0; i < 5; i++) {
    Expr *equal = tree_compare(&t, CMP_EQ, tree_column(&t, N), tree_int(&t, i));
    Expr *other = tree_compare(&t, CMP_NE, tree_int(&t, i), tree_column(&t, N));
    any = any ? tree_op(&t, EXPR_OR, TYPE_BOOL, any, equal) : equal;
    none = none ? tree_op(&t, EXPR_AND, TYPE_BOOL, none, other) : other;
  }
  Value row[TREE_COLUMNS] = {{0}};
  for (int i = -1; i < 7; i++) {
    row[N] = i < 0 ? value_missing() : value_int(i);
    Truth in = i < 0 ? UNKNOWN_ : i < 5;
    assert_truth(&t, any, row, in);
    assert_int_equal(t.chunk.code.v[1].op, OP_TEST_IN_SET);
    assert_truth(&t, none, row, opposite(in));
    assert_int_equal(t.chunk.code.v[1].op, OP_TEST_IN_SET);
    assert_truth(&t, tree_op(&t, EXPR_NOT, TYPE_BOOL, any, NULL), row, opposite(in));
    assert_truth(&t, tree_op(&t, EXPR_NOT, TYPE_BOOL, none, NULL), row, in);
  }
  tree_deinit(&t);
}

static void a_chain_of_a_hundred_thousand_operands_needs_no_deep_stack(void **state) {
  (void)state;
  Tree t;
  Value row[TREE_COLUMNS] = {{0}};
  row[N] = value_int(1);
  tree_init(&t);
  Expr *left = tree_compare(&t, CMP_EQ, tree_column(&t, N), tree_int(&t, 1)), *right = left;
  for (int i = 0; i < 100000; i++) {
    left = tree_op(&t, EXPR_AND, TYPE_BOOL, left, tree_compare(&t, CMP_GT, tree_column(&t, N), tree_int(&t, 0)));
    right = tree_op(&t, EXPR_OR, TYPE_BOOL, tree_compare(&t, CMP_GT, tree_column(&t, N), tree_int(&t, 5)), right);
  }
  assert_truth(&t, left, row, TRUE_);
  assert_truth(&t, right, row, TRUE_);
  tree_deinit(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_of_and_or_not_hold_in_every_polarity),
    cmocka_unit_test(random_conditions_mean_what_the_tree_says_in_any_order),
    cmocka_unit_test(many_equalities_of_a_column_are_one_set),
    cmocka_unit_test(a_chain_of_a_hundred_thousand_operands_needs_no_deep_stack),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
