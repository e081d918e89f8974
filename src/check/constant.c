/* Values that do not depend on a lead. */
#include "check/checker.h"

enum { DEPTH = 32 }; /* constants nested deeper are left to run time */

static bool ms_of(const Const *v) { return v->type == TYPE_TIME || v->type == TYPE_DURATION; }

static bool add_const(const Const *x, const Const *y, bool minus, Const *out) {
  if (x->type == TYPE_NUMBER && y->type == TYPE_NUMBER) {
    out->type = TYPE_NUMBER;
    return minus ? number_sub(x->number, y->number, &out->number) : number_add(x->number, y->number, &out->number);
  }
  if (x->type == TYPE_WORKING && y->type == TYPE_WORKING) {
    out->type = TYPE_WORKING;
    return working_span_sum(x->i, minus ? -y->i : y->i, &out->i);
  }
  if (!ms_of(x) || !ms_of(y)) return false;
  bool times = x->type == TYPE_TIME && y->type == TYPE_TIME;
  out->type = times || (x->type == TYPE_DURATION && y->type == TYPE_DURATION) ? TYPE_DURATION : TYPE_TIME;
  return minus ? !__builtin_sub_overflow(x->i, y->i, &out->i) : !__builtin_add_overflow(x->i, y->i, &out->i);
}

static bool arith_const(ArithOp op, const Const *x, const Const *y, Const *out) {
  bool numbers = x->type == TYPE_NUMBER && y->type == TYPE_NUMBER;
  switch (op) {
  case ARITH_ADD: return add_const(x, y, false, out);
  case ARITH_SUB: return add_const(x, y, true, out);
  case ARITH_MUL:
  case ARITH_DIV: break;
  }
  if (numbers) {
    out->type = TYPE_NUMBER;
    return op == ARITH_MUL ? number_mul(x->number, y->number, &out->number)
                           : number_div(x->number, y->number, &out->number);
  }
  if (op == ARITH_MUL && x->type == TYPE_NUMBER) return arith_const(op, y, x, out);
  bool whole = x->type == TYPE_DURATION && y->type == TYPE_NUMBER && y->number.is_int;
  if (!whole || op != ARITH_MUL) return false;
  out->type = TYPE_DURATION;
  return !__builtin_mul_overflow(x->i, y->number.i, &out->i);
}

static bool negate_const(const Const *x, Const *out) {
  const Number zero = {.is_int = true, .i = 0};
  out->type = x->type;
  if (x->type == TYPE_NUMBER) return number_sub(zero, x->number, &out->number);
  bool span = x->type == TYPE_DURATION || x->type == TYPE_WORKING;
  return span && !__builtin_sub_overflow((int64_t)0, x->i, &out->i);
}

static bool const_at(const Checker *c, const Expr *e, int depth, Const *out) {
  Const x, y;
  *out = (Const){0};
  if (depth == DEPTH) return false;
  e = expr_core(e);
  switch (e->kind) {
  case EXPR_TEXT: *out = (Const){.type = TYPE_TEXT, .text = e->text}; return true;
  case EXPR_NUMBER: *out = (Const){.type = TYPE_NUMBER, .number = e->number}; return true;
  case EXPR_BOOL: *out = (Const){.type = TYPE_BOOL, .i = e->boolean}; return true;
  case EXPR_TIME: *out = (Const){.type = TYPE_TIME, .i = e->time}; return true;
  case EXPR_DURATION:
    *out = (Const){.type = e->working ? TYPE_WORKING : TYPE_DURATION, .i = e->duration_ms};
    return true;
  case EXPR_NAME:
    return e->ref_kind == REF_LET && const_at(c, c->program->lets.v[e->ref].value, depth + 1, out);
  case EXPR_NEGATE: return const_at(c, e->a, depth + 1, &x) && negate_const(&x, out);
  case EXPR_ARITH:
    return const_at(c, e->a, depth + 1, &x) && const_at(c, e->b, depth + 1, &y) &&
           arith_const((ArithOp)e->op, &x, &y, out);
  default: return false;
  }
}

bool const_of(const Checker *c, const Expr *e, Const *out) { return const_at(c, e, 0, out); }

int const_cmp(const Const *x, const Const *y) {
  if (x->type == TYPE_NUMBER) return number_cmp(x->number, y->number);
  if (x->type == TYPE_TEXT) return str_cmp(x->text, y->text);
  return (x->i > y->i) - (x->i < y->i);
}
