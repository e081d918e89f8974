#include "base/calendar.h"
#include "syntax/build.h"
#include "syntax/literal.h"

static Expr *leaf(Parser *p, ExprKind kind, Span span) {
  Expr *e = ARENA_NEW(p->arena, Expr);
  e->kind = kind;
  e->span = span;
  e->depth = 1;
  return e;
}

/* The depth of a node whose deepest operand has the depth given. Beyond the limit the tree is cut off, so that whoever
 * walks it may recurse; the finding keeps it from being compiled. */
static uint16_t depth_above(Parser *p, uint16_t below, Span span) {
  if (below < LIMIT_EXPR_DEPTH) return (uint16_t)(below + 1);
  parser_too_deep(p, span);
  return 1;
}

static uint16_t deepest(const Expr *a, const Expr *b, const Expr *c) {
  uint16_t depth = a ? a->depth : 0;
  if (b && b->depth > depth) depth = b->depth;
  if (c && c->depth > depth) depth = c->depth;
  return depth;
}

static Expr *node(Parser *p, ExprKind kind, Span span, Expr *a, Expr *b, Expr *c) {
  Expr *e = leaf(p, kind, span);
  e->a = expr_finish(p, a);
  e->b = expr_finish(p, b);
  e->c = expr_finish(p, c);
  uint16_t below = deepest(e->a, e->b, e->c);
  e->depth = depth_above(p, below, span);
  if (e->depth > below) return e;
  Expr *cut = leaf(p, EXPR_BOOL, span);
  cut->boolean = true;
  return cut;
}

ExprVec *exprs_new(Parser *p) { return ARENA_NEW(p->arena, ExprVec); }

void exprs_add(Parser *p, ExprVec *exprs, Expr *e) { VEC_PUSH(p->arena, *exprs, e); }

/* Operands low..high-1 of a chain as a tree. */
static Expr *balanced(Parser *p, ExprKind kind, Expr **operands, uint32_t low, uint32_t high) {
  if (high - low == 1) return operands[low];
  uint32_t middle = low + (high - low + 1) / 2;
  Expr *a = balanced(p, kind, operands, low, middle);
  Expr *b = balanced(p, kind, operands, middle, high);
  return node(p, kind, span_join(a->span, b->span), a, b, NULL);
}

static bool is_open_chain(const Expr *e, ExprKind kind) { return e->kind == kind && e->items.n > 0; }

Expr *expr_finish(Parser *p, Expr *e) {
  if (!e || !(is_open_chain(e, EXPR_AND) || is_open_chain(e, EXPR_OR))) return e;
  Expr *tree = balanced(p, e->kind, e->items.v, 0, e->items.n);
  tree->span = e->span;
  tree->parens = e->parens;
  return tree;
}

static void chain_add(Parser *p, Expr *chain, Expr *operand) {
  if (!is_open_chain(operand, chain->kind)) {
    operand = expr_finish(p, operand);
    VEC_PUSH(p->arena, chain->items, operand);
    return;
  }
  for (uint32_t i = 0; i < operand->items.n; i++) VEC_PUSH(p->arena, chain->items, operand->items.v[i]);
}

Expr *expr_chain(Parser *p, ExprKind kind, Expr *left, Expr *right, Span span) {
  Expr *chain = left;
  if (!is_open_chain(left, kind)) {
    chain = leaf(p, kind, span);
    chain_add(p, chain, left);
  }
  chain_add(p, chain, right);
  chain->span = span;
  chain->parens = false;
  return chain;
}

Expr *expr_text(Parser *p, const Token *t) {
  Expr *e = leaf(p, EXPR_TEXT, t->span);
  e->text = t->text;
  return e;
}

static Str written(Parser *p, Span span) { return (Str){p->lexer.text.p + span.start, span.end - span.start}; }

Expr *expr_number(Parser *p, const Token *t, Span span) {
  Expr *e = leaf(p, EXPR_NUMBER, span);
  e->text = written(p, span);
  e->number = t->number;
  return e;
}

/* Days are counted whole, hours and less as time. */
static bool working_literal(Parser *p, const Token *number, const Token *unit, Span span, WorkingSpan *out) {
  enum { A_DAY = 86400000 };
  int64_t ms;
  Number n = number->number;
  bool too_long = !literal_duration(n, unit->keyword->value, &ms) || !working_span_valid(0, ms);
  Str written_text = written(p, span);
  *out = 0;
  if (too_long) {
    diag_add(p->diags, DIAG_BAD_DURATION, span, STR_FMT(written_text));
  } else if (unit->keyword->value < A_DAY) {
    *out = working_span(0, ms);
    return true;
  } else if (unit->keyword->value > A_DAY) {
    diag_add(p->diags, DIAG_WORKING_UNIT, span, STR_FMT(written_text));
    diag_fix(p->diags, "say it in working days, as in `5 working days`");
  } else if (!n.is_int) {
    diag_add(p->diags, DIAG_WORKING_PART, span, STR_FMT(written_text));
    diag_fix(p->diags, "say it in working hours, as in `4 working hours`");
  } else {
    *out = working_span(n.i, 0);
    return true;
  }
  return false;
}

Expr *expr_duration(Parser *p, const Token *number, const Token *unit, bool working, Span span) {
  Expr *e = leaf(p, EXPR_DURATION, span);
  e->text = written(p, span);
  e->working = working;
  if (working) working_literal(p, number, unit, span, &e->duration_ms);
  else if (!literal_duration(number->number, unit->keyword->value, &e->duration_ms))
    diag_add(p->diags, DIAG_BAD_DURATION, span, STR_FMT(e->text));
  return e;
}

Expr *expr_clock_time(Parser *p, const Token *t) {
  Expr *e = leaf(p, EXPR_DURATION, t->span);
  e->text = t->text;
  e->duration_ms = t->time;
  return e;
}

Expr *expr_time(Parser *p, const Token *t) {
  Expr *e = leaf(p, EXPR_TIME, t->span);
  e->text = t->text;
  e->time = t->time;
  e->time_is_local = t->time_is_local;
  return e;
}

Expr *expr_bool(Parser *p, bool value, Span span) {
  Expr *e = leaf(p, EXPR_BOOL, span);
  e->boolean = value;
  return e;
}

Expr *expr_name(Parser *p, const Token *name) {
  Expr *e = leaf(p, EXPR_NAME, name->span);
  e->text = name->text;
  return e;
}

Expr *expr_field(Parser *p, const Token *base, const Token *name, Span span) {
  Expr *e = leaf(p, EXPR_FIELD, span);
  e->base = base->text;
  e->text = name->text;
  return e;
}

/* Moves the operands into e and counts their depth. */
static Expr *with_items(Parser *p, Expr *e, const ExprVec *items) {
  uint16_t below = 0;
  for (uint32_t i = 0; i < items->n; i++) {
    items->v[i] = expr_finish(p, items->v[i]);
    if (items->v[i]->depth > below) below = items->v[i]->depth;
  }
  e->depth = depth_above(p, below, e->span);
  if (e->depth <= below) return e;
  e->items.v = items->v;
  e->items.n = items->n;
  e->items.cap = items->cap;
  return e;
}

Expr *expr_call(Parser *p, const Token *name, ExprVec *args, Span span) {
  Expr *e = leaf(p, EXPR_CALL, span);
  e->text = name->text;
  return with_items(p, e, args);
}

Expr *expr_in_parens(Parser *p, ExprVec *exprs, bool trailing_comma, Span span) {
  if (exprs->n > 1 || trailing_comma) return with_items(p, leaf(p, EXPR_LIST, span), exprs);
  Expr *e = exprs->v[0];
  e->span = span;
  e->parens = true;
  return e;
}

Expr *expr_if(Parser *p, Expr *condition, Expr *then, Expr *otherwise, Span span) {
  return node(p, EXPR_IF, span, condition, then, otherwise);
}

Expr *expr_not(Parser *p, Expr *a, Span span) { return node(p, EXPR_NOT, span, a, NULL, NULL); }

/* A minus before a literal is part of it: -5 is a number, -2 hours a duration. */
Expr *expr_negate(Parser *p, Expr *a, Span span) {
  bool is_number = a->kind == EXPR_NUMBER, is_duration = a->kind == EXPR_DURATION;
  if (a->parens || !(is_number || is_duration)) return node(p, EXPR_NEGATE, span, a, NULL, NULL);
  if (is_duration) a->duration_ms = -a->duration_ms;
  else if (a->number.is_int) a->number.i = -a->number.i;
  else a->number.d = -a->number.d;
  a->span = span;
  a->text = written(p, span);
  return a;
}

static bool is_relation(const Expr *e) {
  switch (e->kind) {
    case EXPR_COMPARE:
    case EXPR_IN:
    case EXPR_IN_LAST:
    case EXPR_CONTAINS:
    case EXPR_STARTS:
    case EXPR_ENDS:
    case EXPR_MATCHES:
    case EXPR_IS_MISSING:
    case EXPR_IS_KNOWN: return !e->parens;
    default: return false;
  }
}

/* `a < b < c` means something else in every language that takes it; here it must be said. */
static void check_chained(Parser *p, const Expr *left, const Expr *right, Span op_span) {
  if (!is_relation(left)) return;
  Str first = written(p, left->span), op = written(p, op_span);
  diag_add(p->diags, DIAG_CHAINED_COMPARISON, op_span);
  if (left->kind != EXPR_COMPARE || !right) {
    diag_fix(p->diags, "put the first in parentheses: `(%.*s)`", STR_FMT(first));
    return;
  }
  Str middle = written(p, left->b->span), last = written(p, right->span);
  diag_fix(p->diags, "write `%.*s and %.*s %.*s %.*s`", STR_FMT(first), STR_FMT(middle), STR_FMT(op), STR_FMT(last));
}

Expr *expr_compare(Parser *p, CompareOp op, Expr *left, Expr *right, Span op_span, Span span) {
  Expr *e = expr_relation(p, EXPR_COMPARE, left, right, op_span, span);
  e->op = (uint8_t)op;
  return e;
}

Expr *expr_relation(Parser *p, ExprKind kind, Expr *left, Expr *right, Span op_span, Span span) {
  check_chained(p, left, right, op_span);
  return node(p, kind, span, left, right, NULL);
}

static bool is_literal(const Expr *e) {
  return e->kind == EXPR_TEXT || e->kind == EXPR_NUMBER || e->kind == EXPR_BOOL || e->kind == EXPR_TIME ||
         e->kind == EXPR_DURATION;
}

/* in ("a"): parentheses around one literal make a list of it. */
static Expr *as_set(Parser *p, Expr *set) {
  if (!set->parens || !is_literal(set)) return set;
  ExprVec one = {0};
  set->parens = false;
  VEC_PUSH(p->arena, one, set);
  return with_items(p, leaf(p, EXPR_LIST, set->span), &one);
}

Expr *expr_in(Parser *p, Expr *left, Expr *set, bool negated, Span op_span, Span span) {
  Expr *e = expr_relation(p, EXPR_IN, left, as_set(p, set), op_span, span);
  e->negated = negated;
  return e;
}

Expr *expr_in_range(Parser *p, Expr *left, Expr *low, Expr *high, bool negated, Span op_span, Span span) {
  Expr *range = node(p, EXPR_RANGE, span_join(low->span, high->span), low, high, NULL);
  return expr_in(p, left, range, negated, op_span, span);
}

Expr *expr_in_last(Parser *p, Expr *left, Expr *duration, bool negated, Span op_span, Span span) {
  Expr *e = expr_relation(p, EXPR_IN_LAST, left, duration, op_span, span);
  e->negated = negated;
  return e;
}

Expr *expr_is_not(Parser *p, Expr *left, ExprKind meant, Span is_span, Span span) {
  diag_add(p->diags, DIAG_IS_WHAT, lexer_span(&p->lexer, is_span.start, span.end));
  diag_fix(p->diags, "use `%s`", expr_kind_word(meant));
  return expr_relation(p, meant, left, NULL, is_span, span);
}

Expr *expr_is_name(Parser *p, Expr *left, bool negated, const Token *name, Span is_span, Span span) {
  static const char *const nothings[] = {"null",    "nil",   "none", "empty", "undefined",
                                         "unknown", "blank", "NULL", "None"};
  for (size_t i = 0; i < sizeof nothings / sizeof nothings[0]; i++)
    if (str_is(name->text, nothings[i]))
      return expr_is_not(p, left, negated ? EXPR_IS_KNOWN : EXPR_IS_MISSING, is_span, span);
  const Str words[] = {STR("missing"), STR("known")};
  Str near = suggest(name->text, words, 2);
  diag_add(p->diags, DIAG_IS_WHAT, name->span);
  if (near.n) diag_fix(p->diags, "did you mean `is %.*s`?", STR_FMT(near));
  else diag_fix(p->diags, "to compare use `%s`", negated ? "!=" : "==");
  return expr_relation(p, EXPR_IS_MISSING, left, NULL, is_span, span);
}

Expr *expr_default(Parser *p, Expr *left, Expr *right, Span span) {
  return node(p, EXPR_DEFAULT, span, left, right, NULL);
}

Expr *expr_arith(Parser *p, ArithOp op, Expr *left, Expr *right, Span span) {
  Expr *e = node(p, EXPR_ARITH, span, left, right, NULL);
  e->op = (uint8_t)op;
  return e;
}
