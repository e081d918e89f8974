#include "base/limits.h"
#include "syntax/build.h"

static DuplicateDecl *term_new(Parser *p, const DuplicateTerm *term) {
  DuplicateDecl *d = ARENA_NEW(p->arena, DuplicateDecl);
  DuplicateClause clause = {0};
  VEC_PUSH(p->arena, clause.terms, *term);
  VEC_PUSH(p->arena, d->clauses, clause);
  return d;
}

DuplicateDecl *duplicate_same(Parser *p, Expr *key, Span span) {
  return term_new(p, &(DuplicateTerm){.span = span, .key = key});
}

DuplicateDecl *duplicate_similar(Parser *p, const Token *name, ExprVec *args, Expr *least, Span span) {
  DuplicateTerm term = {.span = span, .similar = true, .least = {.is_int = true, .i = 1}};
  bool good = str_is(name->text, "similarity") && args->n == 1;
  if (!good) diag_add(p->diags, DIAG_DUPLICATE_TERM, span);
  term.key = args->n > 0 ? expr_finish(p, args->v[0]) : expr_finish(p, expr_bool(p, true, span));
  if (least->kind == EXPR_NUMBER) term.least = least->number;
  const Number zero = {.is_int = true, .i = 0}, one = {.is_int = true, .i = 1};
  bool within = least->kind == EXPR_NUMBER && number_cmp(term.least, zero) > 0 && number_cmp(term.least, one) <= 0;
  if (good && !within) diag_add(p->diags, DIAG_DUPLICATE_LEAST, least->span);
  return term_new(p, &term);
}

DuplicateDecl *duplicate_or(DuplicateDecl *a, const DuplicateDecl *b, Parser *p) {
  for (uint32_t i = 0; i < b->clauses.n; i++) VEC_PUSH(p->arena, a->clauses, b->clauses.v[i]);
  return a;
}

DuplicateDecl *duplicate_and(Parser *p, const DuplicateDecl *a, const DuplicateDecl *b, Span span) {
  DuplicateDecl *both = ARENA_NEW(p->arena, DuplicateDecl);
  if ((size_t)a->clauses.n * b->clauses.n > LIMIT_DUPLICATE_CLAUSES) {
    diag_add(p->diags, DIAG_DUPLICATE_CLAUSES, span, LIMIT_DUPLICATE_CLAUSES);
    *both = *a;
    return both;
  }
  for (uint32_t i = 0; i < a->clauses.n; i++) {
    for (uint32_t k = 0; k < b->clauses.n; k++) {
      const DuplicateClause *left = &a->clauses.v[i], *right = &b->clauses.v[k];
      DuplicateClause clause = {0};
      for (uint32_t t = 0; t < left->terms.n; t++) VEC_PUSH(p->arena, clause.terms, left->terms.v[t]);
      for (uint32_t t = 0; t < right->terms.n; t++) VEC_PUSH(p->arena, clause.terms, right->terms.v[t]);
      VEC_PUSH(p->arena, both->clauses, clause);
    }
  }
  return both;
}

void duplicate_then(DuplicateDecl *d, DuplicateThen then, const Token *name, Template *reason, Span span) {
  d->then = then;
  d->then_span = span;
  if (name) d->name = name->text;
  d->reason = reason;
}

void script_duplicate(Parser *p, DuplicateDecl *d, Span span) {
  d->span = span;
  if (d->clauses.n > LIMIT_DUPLICATE_CLAUSES)
    diag_add(p->diags, DIAG_DUPLICATE_CLAUSES, span, LIMIT_DUPLICATE_CLAUSES);
  VEC_PUSH(p->arena, p->script->duplicates, d);
}
