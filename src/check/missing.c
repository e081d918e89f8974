/* Negations over columns that may be missing: for such leads they are unknown, which surprises. */
#include "check/checker.h"

enum { GUARDS = 64 }; /* columns in sight that the condition treats itself; more are not remembered */

typedef struct Guards {
  uint64_t v[GUARDS];
  uint32_t n;
} Guards;

/* A column or let that may be missing; 0: neither. */
static uint64_t subject_of(const Expr *e) {
  e = expr_core(e);
  if (e->ref_kind != REF_COLUMN && e->ref_kind != REF_REP && e->ref_kind != REF_LET) return 0;
  return ((uint64_t)e->ref_kind << 32) | e->ref;
}

static void guard_add(Guards *g, const Expr *e) {
  uint64_t subject = subject_of(e);
  if (subject && g->n < GUARDS) g->v[g->n++] = subject;
}

static bool guarded(const Guards *g, const Expr *e) {
  uint64_t subject = subject_of(e);
  for (uint32_t i = 0; i < g->n; i++)
    if (g->v[i] == subject) return true;
  return false;
}

/* The first column below e that may be missing and is not taken care of. `x ?? y` takes care of x. */
static const Expr *missing_below(Checker *c, const Expr *root, const Guards *g) {
  VEC(const Expr *) stack = {0};
  VEC_PUSH(c->arena, stack, root);
  while (stack.n > 0) {
    const Expr *e = stack.v[--stack.n];
    if (!e) continue;
    e = expr_core(e);
    if (!e->nullable || e->kind == EXPR_IS_MISSING || e->kind == EXPR_IS_KNOWN) continue;
    if (subject_of(e)) {
      if (!guarded(g, e)) return e;
      continue;
    }
    for (uint32_t i = e->items.n; i-- > 0;) VEC_PUSH(c->arena, stack, e->items.v[i]);
    VEC_PUSH(c->arena, stack, e->c);
    VEC_PUSH(c->arena, stack, e->b);
    if (e->kind != EXPR_DEFAULT) VEC_PUSH(c->arena, stack, e->a);
  }
  return NULL;
}

static bool same_guard(const Guards *g, const Expr *e) { return subject_of(e) && guarded(g, e); }

static void report(Checker *c, const Expr *e, const Expr *column) {
  Str text = source_slice(c->sources, column->span);
  diag_add(c->diags, DIAG_UNKNOWN_WHEN_MISSING, e->span, STR_FMT(shown(c, e)), STR_FMT(shown(c, column)));
  diag_fix(c->diags, "for those leads too, add `or %.*s is missing`; if not, `and %.*s is known` says so",
           STR_FMT(text), STR_FMT(text));
}

/* What an operand of and / or says about columns being there, so that its neighbours need not. */
static void guards_from(Guards *g, const Expr *part, ExprKind join) {
  part = expr_core(part);
  if (part->kind == EXPR_IS_MISSING && join == EXPR_OR) guard_add(g, part->a);
  if (join != EXPR_AND) return;
  if (part->kind == EXPR_IS_KNOWN) guard_add(g, part->a);
  else if (part->kind == EXPR_COMPARE && part->op != CMP_NE) {
    guard_add(g, part->a);
    guard_add(g, part->b);
  } else if ((part->kind == EXPR_IN || part->kind == EXPR_CONTAINS || part->kind == EXPR_STARTS ||
              part->kind == EXPR_ENDS || part->kind == EXPR_MATCHES || part->kind == EXPR_IN_LAST) && !part->negated)
    guard_add(g, part->a);
}

static void review(Checker *c, const Expr *e, Guards *g) {
  e = expr_core(e);
  const Expr *column = NULL;
  if (e->kind == EXPR_AND || e->kind == EXPR_OR) {
    Operands parts = {0};
    uint32_t before = g->n;
    operands_of(c, e, e->kind, &parts);
    for (uint32_t i = 0; i < parts.n; i++) guards_from(g, parts.v[i], e->kind);
    for (uint32_t i = 0; i < parts.n; i++) review(c, parts.v[i], g);
    g->n = before;
    return;
  }
  if (e->kind == EXPR_NOT && e->a->kind == EXPR_NAME && same_guard(g, e->a)) return;
  if (e->kind == EXPR_NOT || (e->kind == EXPR_COMPARE && e->op == CMP_NE) || (e->kind == EXPR_IN && e->negated))
    column = missing_below(c, e, g);
  if (column) report(c, e, column);
}

void missing_review(Checker *c, const Expr *e) {
  Guards g = {.n = 0};
  review(c, e, &g);
}
