#include "syntax/build.h"

void test_begin(Parser *p, const Token *name) {
  p->test = (TestDecl){.name = text_not_empty(p, name), .span = name->span};
  p->step = (TestStep){0};
  p->texts.n = 0;
}

void test_at(Parser *p, Expr *at) { p->test.at = at; }

void test_end(Parser *p, Span span) {
  (void)span;
  VEC_PUSH(p->arena, p->script->tests, p->test);
}

void step_end(Parser *p, StepKind kind, Span span) {
  p->step.kind = kind;
  p->step.span = span;
  VEC_PUSH(p->arena, p->test.steps, p->step);
  p->step = (TestStep){0};
}

/* ---- what is given */

void given_open(Parser *p) { p->step = (TestStep){0}; }

void given_field(Parser *p, const Token *label, Expr *value) {
  GivenField field = {.name = label->text, .span = label->span, .value = value};
  if (value && value->kind == EXPR_NAME && str_is(value->text, "missing")) field.value = NULL;
  VEC_PUSH(p->arena, p->step.fields, field);
}

void given_event(Parser *p, const Token *count, const Token *kind, Expr *at, bool ago, Span span) {
  GivenEvent event = {.kind = text_not_empty(p, kind), .span = span, .count = 1, .at = at, .ago = ago};
  if (count) event.count = count->number.is_int ? count->number.i : -1;
  VEC_PUSH(p->arena, p->step.events, event);
}

void step_leads(Parser *p, const Token *count, Expr *at, Span span) {
  p->step.count = !count ? 1 : count->number.is_int ? count->number.i : 0;
  p->step.at = at;
  step_end(p, STEP_LEADS, span);
}

void step_each(Parser *p, const Token *file, Expr *at, Span span) {
  p->step = (TestStep){.name = text_not_empty(p, file), .name_span = file->span, .at = at};
  step_end(p, STEP_EACH, span);
}

void step_rep(Parser *p, const Token *rep, RepState state, const Token *count, Span span) {
  p->step = (TestStep){.name = text_not_empty(p, rep), .name_span = rep->span, .state = state};
  if (count) p->step.count = capacity_count(p, count);
  step_end(p, STEP_REP, span);
}

void step_rep_given(Parser *p, const Token *rep, const Token *count, const Token *word, const Token *period,
                    Span span) {
  bool this = str_is(word->text, "this");
  RepState state = REP_AWAY;
  if (!period && str_is(word->text, "today")) state = REP_DAY;
  if (period && this && str_is(period->text, "week")) state = REP_WEEK;
  if (period && this && str_is(period->text, "month")) state = REP_MONTH;
  if (state == REP_AWAY) {
    diag_add(p->diags, DIAG_REP_GIVEN, period ? span_join(word->span, period->span) : word->span);
    diag_fix(p->diags, "write `today`, `this week` or `this month`");
  }
  step_rep(p, rep, state, count, span);
}

/* ---- what is expected */

void text_add(Parser *p, const Token *text) { VEC_PUSH(p->arena, p->texts, text->text); }

ExpectClause expect_name(Parser *p, ExpectKind kind, const Token *name) {
  ExpectClause clause = {.kind = kind, .name_span = name->span};
  VEC_PUSH(p->arena, clause.texts, name->text);
  return clause;
}

ExpectClause expect_texts(Parser *p, ExpectKind kind) {
  ExpectClause clause = {.kind = kind};
  for (uint32_t i = 0; i < p->texts.n; i++) VEC_PUSH(p->arena, clause.texts, p->texts.v[i]);
  p->texts.n = 0;
  return clause;
}

ExpectClause expect_field(const Token *name, Expr *value) {
  return (ExpectClause){.kind = EXPECT_FIELD, .name = name->text, .name_span = name->span, .value = value};
}

ExpectClause expect_equal(Parser *p, const Token *name, Expr *value, Span span) {
  Expr *equal = expr_compare(p, CMP_EQ, expr_name(p, name), value, span, span);
  return (ExpectClause){.kind = EXPECT_CONDITION, .value = equal};
}

void expect_add(Parser *p, const ExpectClause *clause, Span span) {
  ExpectClause whole = *clause;
  whole.span = span;
  VEC_PUSH(p->arena, p->step.clauses, whole);
}

static bool is_error_word(const Expr *e) { return e && e->kind == EXPR_NAME && str_is(e->text, "error"); }

void expect_condition(Parser *p, Expr *condition) {
  ExpectClause clause = {.kind = EXPECT_CONDITION, .value = condition};
  bool negated = condition && condition->kind == EXPR_NOT && is_error_word(condition->a);
  if (negated || is_error_word(condition)) clause = (ExpectClause){.kind = EXPECT_ERROR, .negated = negated};
  expect_add(p, &clause, condition ? condition->span : (Span){0});
}

void step_expect(Parser *p, Span span) { step_end(p, STEP_EXPECT, span); }

/* ---- promises */

void script_never(Parser *p, ActionKind what, Expr *when, Span span) {
  Promise promise = {.span = span, .when = when, .never = what};
  VEC_PUSH(p->arena, p->script->promises, promise);
}

void script_always(Parser *p, Span span) {
  Promise promise = {.span = span};
  VEC_PUSH(p->arena, p->script->promises, promise);
}
