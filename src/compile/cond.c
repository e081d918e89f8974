#include "base/mem.h"
#include "compile/compiler.h"

/* From this many equalities of one column on, a set is quicker than a chain of tests. */
enum { SET_LEAST = 4 };

static CompareOp compare_turned(CompareOp op) { /* a < b as b > a */
  static const CompareOp turned[] = {CMP_EQ, CMP_NE, CMP_GT, CMP_GE, CMP_LT, CMP_LE};
  return turned[op];
}

/* column <compare> constant, whichever side the constant is on. */
static bool compare_parts(const Compiler *c, const Expr *e, uint32_t *slot, CompareOp *op, Value *k) {
  *op = (CompareOp)e->op;
  if (expr_column(c, e->a, slot) && expr_const(c, e->b, k)) return true;
  *op = compare_turned(*op);
  return expr_column(c, e->b, slot) && expr_const(c, e->a, k);
}

static bool compare_test(Compiler *c, const Expr *e, Instr *out) {
  CompareOp op;
  Value k;
  if (!compare_parts(c, e, &out->slot, &op, &k)) return false;
  out->arg = const_add(c, k);
  out->aux = (uint8_t)op;
  out->op = OP_TEST_CMP_K;
  if (k.kind != VAL_TEXT || (op != CMP_EQ && op != CMP_NE)) return true;
  out->op = OP_TEST_EQ_TEXT;
  out->aux = 0;
  if (op == CMP_NE) out->want = !out->want;
  return true;
}

static bool in_test(Compiler *c, const Expr *e, Instr *out) {
  Value low, high;
  const Expr *set = expr_resolve(e->b);
  if (!expr_column(c, e->a, &out->slot)) return false;
  if (set->ref_kind == REF_LIST) {
    out->op = OP_TEST_IN_SET;
    out->arg = set_of_list(c, set->ref);
  } else if (set->kind == EXPR_RANGE && expr_const(c, set->a, &low) && expr_const(c, set->b, &high)) {
    out->op = OP_TEST_IN_RANGE;
    out->arg = const_add(c, low);
    const_add(c, high);
  } else if (set->kind == EXPR_LIST && items_const(c, set->items.v, set->items.n)) {
    out->op = OP_TEST_IN_SET;
    out->arg = set_of_items(c, set->items.v, set->items.n);
  } else return false;
  if (e->negated) out->want = !out->want;
  return true;
}

static bool part_test(Compiler *c, const Expr *e, Op op, Instr *out) {
  Value k;
  if (!expr_column(c, e->a, &out->slot) || !expr_const(c, e->b, &k)) return false;
  out->op = (uint8_t)op;
  out->arg = const_add(c, k);
  return true;
}

static bool matches_test(Compiler *c, const Expr *e, Instr *out) {
  if (!expr_column(c, e->a, &out->slot)) return false;
  out->op = OP_TEST_MATCHES;
  out->arg = regex_add(c, e->b, e->a->nocase);
  return true;
}

static bool missing_test(const Expr *e, Instr *out) {
  const Expr *column = expr_resolve(e->a);
  if (column->ref_kind != REF_COLUMN || (column->kind != EXPR_NAME && column->kind != EXPR_FIELD)) return false;
  out->op = OP_TEST_MISSING;
  out->slot = column->ref;
  if (e->kind == EXPR_IS_KNOWN) out->want = !out->want;
  return true;
}

/* One fused instruction for the whole expression, when there is one. out->want is set before. */
static bool fused_test(Compiler *c, const Expr *e, Instr *out) {
  switch (e->kind) {
    case EXPR_COMPARE: return compare_test(c, e, out);
    case EXPR_IN: return in_test(c, e, out);
    case EXPR_CONTAINS: return part_test(c, e, OP_TEST_CONTAINS, out);
    case EXPR_STARTS: return part_test(c, e, OP_TEST_STARTS, out);
    case EXPR_ENDS: return part_test(c, e, OP_TEST_ENDS, out);
    case EXPR_MATCHES: return matches_test(c, e, out);
    case EXPR_IS_MISSING:
    case EXPR_IS_KNOWN: return missing_test(e, out);
    case EXPR_NAME:
    case EXPR_FIELD: out->op = OP_TEST_BOOL; return expr_column(c, e, &out->slot);
    default: return false;
  }
}

/* How many operands from `at` on are equalities of one column with constants: == in an or-chain, != in an and-chain. */
static uint32_t equalities(const Compiler *c, const Chain *chain, uint32_t at, CompareOp wanted) {
  uint32_t first = 0, n = 0, slot;
  for (; at + n < chain->n; n++) {
    CompareOp op;
    Value k;
    const Expr *e = chain->v[at + n];
    if (e->kind != EXPR_COMPARE || !compare_parts(c, e, &slot, &op, &k) || op != wanted) break;
    if (n == 0) first = slot;
    if (slot != first) break;
  }
  return n;
}

static void equalities_emit(Compiler *c, const Chain *chain, uint32_t at, uint32_t count, Instr test, Label *label) {
  Expr **constants = mem_alloc(sizeof *constants * count);
  Value k;
  for (uint32_t i = 0; i < count; i++) {
    const Expr *e = chain->v[at + i];
    bool left = expr_const(c, e->a, &k);
    constants[i] = left ? e->a : e->b;
    expr_column(c, left ? e->b : e->a, &test.slot);
  }
  test.op = OP_TEST_IN_SET;
  test.arg = set_of_items(c, constants, count);
  mem_free(constants);
  emit_jump(c, test, label, span_join(chain->v[at]->span, chain->v[at + count - 1]->span));
}

/* A chain needs all of its operands (`and` wanted true, `or` wanted false), or any of them. Needing all: each goes on
 * when it is as wanted, and the first that is not leaves. Needing any: the first that is as wanted leaves. */
static void chain_cond(Compiler *c, const Expr *e, bool want, bool jump_if, Label *label) {
  bool is_or = e->kind == EXPR_OR, all = is_or != want;
  Chain chain = chain_collect(e);
  Label local = label_new();
  for (uint32_t at = 0, count; at < chain.n; at += count) {
    count = equalities(c, &chain, at, is_or ? CMP_EQ : CMP_NE);
    bool as_set = count >= SET_LEAST;
    if (!as_set) count = 1;
    bool last = at + count == chain.n, leaves = last ? jump_if : !all;
    Label *to = last || jump_if == !all ? label : &local;
    Instr in_set = {.want = is_or == want, .jump_if = leaves};
    if (as_set) equalities_emit(c, &chain, at, count, in_set, to);
    else cond_emit(c, chain.v[at], want, leaves, to);
  }
  label_bind(c, &local);
  chain_deinit(&chain);
}

void cond_emit(Compiler *c, const Expr *e, bool want, bool jump_if, Label *label) {
  e = expr_resolve(e);
  for (; e->kind == EXPR_NOT; e = expr_resolve(e->a)) want = !want;
  if (e->kind == EXPR_AND || e->kind == EXPR_OR) {
    chain_cond(c, e, want, jump_if, label);
    return;
  }
  if (e->kind == EXPR_BOOL) {
    if ((e->boolean == want) == jump_if) emit_jump(c, (Instr){.op = OP_JUMP}, label, e->span);
    return;
  }
  Instr test = {.want = want, .jump_if = jump_if};
  if (!fused_test(c, e, &test)) {
    value_emit(c, e);
    test = (Instr){.op = OP_JUMP_UNLESS, .want = want, .jump_if = jump_if};
  }
  emit_jump(c, test, label, e->span);
}
