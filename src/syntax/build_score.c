#include "syntax/build.h"

Token token_negated(const Token *number, Span span) {
  Token t = *number;
  t.span = span;
  if (t.number.is_int) t.number.i = -t.number.i;
  else t.number.d = -t.number.d;
  return t;
}

void script_score_start(Parser *p, Span span, const Token *start, const Token *low, const Token *high) {
  ScoreStart *s = &p->script->score_start;
  if (s->given) given_twice(p, "`score starts`", span, s->span);
  *s = (ScoreStart){.span = span, .given = true, .start = start->number, .bounded = low != NULL};
  if (!low) return;
  s->low = low->number;
  s->high = high->number;
  if (number_cmp(s->low, s->high) > 0) diag_add(p->diags, DIAG_SCORE_BOUNDS, span_join(low->span, high->span));
}

void script_score_when(Parser *p, Span span, const Token *points, Expr *when) {
  ScorePart part = {.span = span, .points = points->number, .points_span = points->span, .when = when};
  VEC_PUSH(p->arena, p->script->score_parts, part);
}

ScorePart *score_per_event(Parser *p, const Token *points, const Token *kind) {
  ScorePart *part = ARENA_NEW(p->arena, ScorePart);
  part->points = points->number;
  part->points_span = points->span;
  part->kind = text_not_empty(p, kind);
  part->kind_span = kind->span;
  return part;
}

static void clause_set(Parser *p, Expr **place, const char *words, Expr *value) {
  if (*place) given_twice(p, words, value->span, (*place)->span);
  *place = value;
}

void score_in_last(Parser *p, ScorePart *part, Expr *window) { clause_set(p, &part->window, "`in last`", window); }

void score_half_life(Parser *p, ScorePart *part, Expr *half_life) {
  clause_set(p, &part->half_life, "`half-life`", half_life);
}

void score_most(Parser *p, ScorePart *part, const Token *most) {
  if (part->has_most) given_twice(p, "`max`", most->span, part->most_span);
  part->has_most = true;
  part->most = most->number;
  part->most_span = most->span;
  if (number_cmp(most->number, (Number){.is_int = true, .i = 0}) <= 0)
    diag_add(p->diags, DIAG_SCORE_MOST, most->span);
}

void script_score_events(Parser *p, Span span, ScorePart *part) {
  part->span = span;
  VEC_PUSH(p->arena, p->script->score_parts, *part);
}

void script_class(Parser *p, Span span, const Token *name, Expr *when) {
  ClassDecl decl = {.name = text_not_empty(p, name), .span = span, .name_span = name->span, .when = when};
  VEC_PUSH(p->arena, p->script->classes, decl);
}
