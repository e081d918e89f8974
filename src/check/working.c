/* Working time in expressions: what it goes with, and how long something has lasted compared with it. */
#include "check/checker.h"

Type working_arith(ArithOp op, Type a, Type b) {
  bool adds = op == ARITH_ADD || op == ARITH_SUB;
  if (a == TYPE_WORKING && b == TYPE_WORKING && adds) return TYPE_WORKING;
  if (a == TYPE_TIME && b == TYPE_WORKING && adds) return TYPE_TIME;
  if (a == TYPE_WORKING && b == TYPE_TIME && op == ARITH_ADD) return TYPE_TIME;
  bool scaled = (a == TYPE_WORKING && b == TYPE_NUMBER) || (a == TYPE_NUMBER && b == TYPE_WORKING);
  return scaled && op == ARITH_MUL ? TYPE_WORKING : TYPE_NONE;
}

/* Through uses of `define` and `let`. */
static Expr *behind(Checker *c, Expr *e) {
  for (;;) {
    if (e->expansion) e = e->expansion;
    else if (e->ref_kind == REF_LET) e = c->program->lets.v[e->ref].value;
    else return e;
  }
}

static Expr *node_like(Checker *c, const Expr *model, ExprKind kind, Type type) {
  Expr *e = ARENA_NEW(c->arena, Expr);
  e->kind = kind;
  e->span = model->span;
  e->type = (uint8_t)type;
  return e;
}

/* The two moments whose distance an expression is: `age(t)` goes from t to now, `b - a` from a to b. */
static bool distance_of(Checker *c, Expr *e, Expr **from_out, Expr **to_out) {
  Expr *core = behind(c, e);
  if (core->kind == EXPR_ARITH && core->op == ARITH_SUB && core->a->type == TYPE_TIME && core->b->type == TYPE_TIME) {
    *from_out = core->b;
    *to_out = core->a;
    return true;
  }
  if (core->kind != EXPR_CALL || core->ref_kind != REF_BUILTIN || core->ref != BUILTIN_AGE || core->items.n != 1)
    return false;
  *from_out = core->items.v[0];
  *to_out = node_like(c, e, EXPR_NAME, TYPE_TIME);
  (*to_out)->text = STR("now");
  (*to_out)->ref_kind = REF_BUILTIN;
  (*to_out)->ref = BUILTIN_NOW;
  return true;
}

static void compare_wrong(Checker *c, const Expr *e) {
  const Expr *a = e->a, *b = e->b;
  if (a->type == b->type) {
    diag_add(c->diags, DIAG_NO_ORDER, e->span, STR_FMT(shown(c, a)), type_phrase(TYPE_WORKING),
             compare_word((CompareOp)e->op));
    diag_fix(c->diags, "ask which is over first: compare two times to which they are added");
    return;
  }
  diag_add(c->diags, DIAG_TYPES_DIFFER, e->span, STR_FMT(shown(c, a)), type_phrase((Type)a->type),
           STR_FMT(shown(c, b)), type_phrase((Type)b->type));
  if (a->type == TYPE_DURATION || b->type == TYPE_DURATION)
    diag_fix(c->diags, "compare `age(…)` or the difference of two times with it, or leave out `working`");
}

/* `age(t) > 4 working hours` asks whether now is after t + 4 working hours. */
bool working_compare(Checker *c, Expr *e) {
  bool left = e->a->type == TYPE_WORKING, right = e->b->type == TYPE_WORKING;
  Expr *from, *to;
  if (!left && !right) return false;
  if (left && right) {
    compare_wrong(c, e);
    e->type = TYPE_NONE;
    return true;
  }
  Expr *distance = left ? e->b : e->a, *span = left ? e->a : e->b;
  if (distance->type == TYPE_NONE) return true;
  if (!distance_of(c, distance, &from, &to)) {
    compare_wrong(c, e);
    return true;
  }
  Expr *end = node_like(c, e, EXPR_ARITH, TYPE_TIME), *compare = node_like(c, e, EXPR_COMPARE, TYPE_BOOL);
  end->op = ARITH_ADD;
  end->a = from;
  end->b = span;
  end->nullable = from->nullable || span->nullable;
  compare->op = e->op;
  compare->a = left ? end : to;
  compare->b = left ? to : end;
  compare->nullable = e->nullable;
  e->expansion = compare;
  working_use(c, e->span);
  return true;
}
