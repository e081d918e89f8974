/* Time limits and public seas: after …, sea "…" { … }. */
#include "syntax/build.h"

/* ---- the rungs of a ladder */

Action *assign_rung(Action *a) {
  while (a->then) a = a->then;
  return a;
}

void assign_then(Parser *p, Action *a, Target *target) {
  uint32_t rungs = 1;
  for (; a->then; a = a->then) rungs++;
  if (rungs == LIMIT_RUNGS) diag_add(p->diags, DIAG_TOO_MANY_RUNGS, target->span, LIMIT_RUNGS);
  else a->then = assign_new(p, target);
}

void assign_span(Parser *p, Expr **place, Expr *span, const char *words) {
  if (*place) given_twice(p, words, span->span, (*place)->span);
  *place = span;
}

/* ---- after */

AfterDecl *after_new(Parser *p, AfterKind kind, Expr *time) {
  AfterDecl *after = ARENA_NEW(p->arena, AfterDecl);
  after->kind = kind;
  after->time = time;
  after->not_last = 1;
  return after;
}

AfterDecl *after_deed(AfterDecl *after, AfterDeed deed) {
  after->deed = deed;
  return after;
}

void script_after(Parser *p, AfterDecl *after, Span span) {
  after->span = span;
  VEC_PUSH(p->arena, p->script->afters, *after);
}

void script_activities(Parser *p, Span span, SourceDecl *source) {
  script_source(p, &p->script->activities_from, "`activities from`", span, source);
}

void after_not_last(Parser *p, AfterDecl *after, const Token *owners, Span span) {
  Number most = {.is_int = true, .i = LIMIT_NOT_LAST}, n = owners->number;
  if (n.is_int && n.i >= 1 && number_cmp(n, most) <= 0) after->not_last = n.i;
  else diag_add(p->diags, DIAG_NOT_LAST, owners->span, LIMIT_NOT_LAST);
  script_after(p, after_deed(after, DEED_REASSIGN), span);
}

void after_named(Parser *p, AfterDecl *after, const Token *name, Template *text, Span span) {
  after->name = text_not_empty(p, name);
  after->name_span = name->span;
  after->text = text;
  script_after(p, after, span);
}

/* ---- seas */

SeaDecl *sea_new(Parser *p) {
  p->sea = ARENA_NEW(p->arena, SeaDecl);
  p->sea->per_day = p->sea->open = -1;
  return p->sea;
}

void sea_open_to(Parser *p, const Token *pool) {
  SeaPool one = {.name = text_not_empty(p, pool), .span = pool->span};
  VEC_PUSH(p->arena, p->sea->pools, one);
}

static int64_t claims_of(Parser *p, const Token *number) {
  if (number->number.is_int && number->number.i > 0) return number->number.i;
  diag_add(p->diags, DIAG_SEA_CLAIMS, number->span);
  return -1;
}

void sea_per_day(Parser *p, const Token *number, const Token *unit, Span span) {
  if (!str_is(unit->text, "day")) {
    diag_add(p->diags, DIAG_SEA_CLAIMS, span);
    return;
  }
  p->sea->per_day = claims_of(p, number);
}

void sea_open_most(Parser *p, const Token *number) { p->sea->open = claims_of(p, number); }

void sea_span(Parser *p, Expr **place, Expr *span, const char *words) {
  if (*place) given_twice(p, words, span->span, (*place)->span);
  *place = span;
}

void sea_penalty(Parser *p, const Token *weight, Expr *time, Expr *after, Span word) {
  SeaDecl *sea = p->sea;
  const Number zero = {.is_int = true, .i = 0}, one = {.is_int = true, .i = 1};
  if (sea->has_penalty) given_twice(p, "`penalty`", word, sea->penalty_span);
  if (number_cmp(weight->number, zero) <= 0 || number_cmp(weight->number, one) > 0)
    diag_add(p->diags, DIAG_PENALTY_WEIGHT, weight->span);
  sea->has_penalty = true;
  sea->penalty_span = word;
  sea->weight = weight->number;
  sea->penalty_for = time;
  sea->penalty_after = after;
}

void script_sea(Parser *p, const Token *name, SeaDecl *sea) {
  sea->name = text_not_empty(p, name);
  sea->span = name->span;
  for (uint32_t i = 0; i < p->script->seas.n; i++)
    if (str_eq(p->script->seas.v[i].name, sea->name)) given_twice(p, "the sea", name->span, p->script->seas.v[i].span);
  if (sea->pools.n == 0) {
    diag_add(p->diags, DIAG_SEA_CLOSED, name->span, STR_FMT(sea->name));
    diag_fix(p->diags, "say who may claim from it, as in `open to pool \"senior\"`");
  }
  VEC_PUSH(p->arena, p->script->seas, *sea);
}
