/* Conditions, or parts of them, that come out the same for every lead. */
#include "check/checker.h"

void operands_of(Checker *c, const Expr *e, ExprKind kind, Operands *out) {
  Operands open = {0};
  VEC_PUSH(c->arena, open, e);
  while (open.n > 0) {
    e = expr_core(open.v[--open.n]);
    if (e->kind == kind) {
      VEC_PUSH(c->arena, open, e->b);
      VEC_PUSH(c->arena, open, e->a);
    } else VEC_PUSH(c->arena, *out, e);
  }
}

static Truth truth_bool(bool b) { return b ? TRUTH_TRUE : TRUTH_FALSE; }

static Truth truth_not(Truth t) { return t == TRUTH_OPEN ? t : truth_bool(t == TRUTH_FALSE); }

static bool compare_holds(CompareOp op, int order) {
  switch (op) {
  case CMP_EQ: return order == 0;
  case CMP_NE: return order != 0;
  case CMP_LT: return order < 0;
  case CMP_LE: return order <= 0;
  case CMP_GT: return order > 0;
  case CMP_GE: return order >= 0;
  }
  return false;
}

static Truth truth_logic(Checker *c, const Expr *e) {
  Operands parts = {0};
  Truth ends = truth_bool(e->kind == EXPR_OR); /* one such operand decides */
  bool open = false;
  operands_of(c, e, e->kind, &parts);
  for (uint32_t i = 0; i < parts.n; i++) {
    Truth t = truth_of(c, parts.v[i]);
    if (t == ends) return ends;
    open |= t == TRUTH_OPEN;
  }
  return open ? TRUTH_OPEN : truth_not(ends);
}

static Truth truth_in(Checker *c, const Expr *e) {
  Const value, item;
  if (e->b->kind != EXPR_LIST || !const_of(c, e->a, &value)) return TRUTH_OPEN;
  bool found = false;
  for (uint32_t i = 0; i < e->b->items.n; i++) {
    if (!const_of(c, e->b->items.v[i], &item) || item.type != value.type) return TRUTH_OPEN;
    found |= const_cmp(&value, &item) == 0;
  }
  return truth_bool(found != e->negated);
}

Truth truth_of(Checker *c, const Expr *e) {
  Const x, y;
  e = expr_core(e);
  switch (e->kind) {
  case EXPR_BOOL: return truth_bool(e->boolean);
  case EXPR_NAME: return const_of(c, e, &x) && x.type == TYPE_BOOL ? truth_bool(x.i != 0) : TRUTH_OPEN;
  case EXPR_NOT: return truth_not(truth_of(c, e->a));
  case EXPR_AND: case EXPR_OR: return truth_logic(c, e);
  case EXPR_COMPARE:
    if (!const_of(c, e->a, &x) || !const_of(c, e->b, &y) || x.type != y.type) return TRUTH_OPEN;
    return truth_bool(compare_holds((CompareOp)e->op, const_cmp(&x, &y)));
  case EXPR_IN: return truth_in(c, e);
  case EXPR_IS_MISSING: case EXPR_IS_KNOWN:
    if (e->a->nullable || e->a->type == TYPE_NONE) return TRUTH_OPEN;
    return truth_bool(e->kind == EXPR_IS_KNOWN);
  default: return TRUTH_OPEN;
  }
}

static void truth_report(Checker *c, const Expr *e, Truth t) {
  if (expr_core(e)->kind == EXPR_BOOL && t == TRUTH_TRUE) return;
  diag_add(c->diags, t == TRUTH_TRUE ? DIAG_ALWAYS_TRUE : DIAG_NEVER_TRUE, e->span, STR_FMT(shown(c, e)));
}

void truth_review(Checker *c, const Expr *e) {
  e = expr_core(e);
  Truth t = truth_of(c, e);
  if (t != TRUTH_OPEN) {
    truth_report(c, e, t);
    return;
  }
  if (e->kind == EXPR_NOT) truth_review(c, e->a);
  if (e->kind != EXPR_AND && e->kind != EXPR_OR) return;
  Operands parts = {0};
  operands_of(c, e, e->kind, &parts);
  for (uint32_t i = 0; i < parts.n; i++) truth_review(c, parts.v[i]);
}
