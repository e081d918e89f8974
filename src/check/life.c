/* The life of a lead: ladders, `after` statements, public seas. */
#include "check/checker.h"

void span_check(Checker *c, Expr *e, const char *who) {
  Const value;
  if (!e) return;
  expr_check(c, e);
  if (!expr_want_span(c, e, who)) return;
  if (!const_of(c, e, &value) || value.i <= 0) {
    diag_add(c->diags, DIAG_WITHIN, e->span, STR_FMT(shown(c, e)));
    diag_fix(c->diags, "write a duration above zero, as in `within 2 hours`");
    return;
  }
  e->kind = EXPR_DURATION;
  e->working = value.type == TYPE_WORKING;
  e->duration_ms = value.i;
}

/* ---- seas by name */

static void sea_name_check(Checker *c, const Expr *e) {
  const Script *s = c->script;
  e = expr_core(e);
  if (e->kind == EXPR_DEFAULT || e->kind == EXPR_IF) {
    sea_name_check(c, e->b);
    sea_name_check(c, e->kind == EXPR_IF ? e->c : e->a);
  }
  if (e->kind != EXPR_TEXT) return;
  Str *names = ARENA_ARRAY(c->arena, Str, s->seas.n + 1);
  for (uint32_t i = 0; i < s->seas.n; i++) {
    if (str_eq(s->seas.v[i].name, e->text)) return;
    names[i] = s->seas.v[i].name;
  }
  diag_add(c->diags, DIAG_UNKNOWN_SEA, e->span, STR_FMT(e->text));
  Str near = suggest(e->text, names, s->seas.n);
  if (near.n) fix_near_text(c, e->span, near);
  else diag_fix(c->diags, "declare it: sea \"%.*s\" { open to pool \"…\" }", STR_FMT(e->text));
}

void sea_target_check(Checker *c, Expr *who) {
  expr_check(c, who);
  quotes_forgotten(c, who);
  if (expr_want(c, who, TYPE_TEXT, "the name of a sea")) sea_name_check(c, who);
}

/* ---- ladders */

static bool targets_wait(const Target *t) {
  for (; t; t = t->otherwise)
    if (t->kind == TARGET_WAIT) return true;
  return false;
}

static const Target *sea_of(const Target *t) {
  for (; t; t = t->otherwise)
    if (t->kind == TARGET_SEA) return t;
  return NULL;
}

void ladder_check(Checker *c, Action *a) {
  for (Action *rung = a; rung; rung = rung->then) {
    if (rung != a) target_check(c, rung->target);
    span_check(c, rung->remind, "`remind after`");
    span_check(c, rung->within, "`within`");
    span_check(c, rung->progress, "`for`");
    if (rung->progress && !rung->then) {
      diag_add(c->diags, DIAG_NO_NEXT_RUNG, rung->progress->span);
      diag_fix(c->diags, "say where the lead goes then, as in `then sea \"…\"`");
    }
    if (rung != a && targets_wait(rung->target)) {
      diag_add(c->diags, DIAG_RUNG_WAITS, rung->target->span);
      diag_fix(c->diags, "leave `wait` out: while nobody of this rung is free the lead stays with its owner");
    }
    const Target *sea = sea_of(rung->target);
    if (!sea || !rung->then) continue;
    diag_add(c->diags, DIAG_RUNG_AFTER_SEA, rung->then->target->span);
    diag_cause(c->diags, sea->span, "a lead in a sea waits to be claimed");
  }
}

/* ---- after */

static void after_check(Checker *c, AfterDecl *after) {
  span_check(c, after->time, "`after`");
  if (after->when) {
    expr_check(c, after->when);
    expr_want_condition(c, after->when);
    if (after->when->type == TYPE_BOOL && facts_review(c, NULL, 0, after->when)) {
      truth_review(c, after->when);
      missing_review(c, after->when);
    }
  }
  if (after->sea) sea_target_check(c, after->sea);
  template_check(c, after->text);
}

/* ---- seas */

static void sea_check(Checker *c, SeaDecl *sea) {
  for (uint32_t i = 0; i < sea->pools.n; i++) pool_name_check(c, sea->pools.v[i].name, sea->pools.v[i].span);
  span_check(c, sea->every, "`every`");
  span_check(c, sea->cooldown, "`cooldown`");
  span_check(c, sea->protect, "`protect`");
  span_check(c, sea->extend, "`extend`");
  span_check(c, sea->most, "`max`");
  span_check(c, sea->penalty_for, "`penalty`");
  span_check(c, sea->penalty_after, "`penalty`");
}

void life_check(Checker *c) {
  Script *s = c->script;
  if (s->afters.n > LIMIT_AFTERS)
    diag_add(c->diags, DIAG_TOO_MANY_LIFE, s->afters.v[LIMIT_AFTERS].span, LIMIT_AFTERS, "`after` statements");
  if (s->seas.n > LIMIT_SEAS)
    diag_add(c->diags, DIAG_TOO_MANY_LIFE, s->seas.v[LIMIT_SEAS].span, LIMIT_SEAS, "seas");
  for (uint32_t i = 0; i < s->seas.n; i++) sea_check(c, &s->seas.v[i]);
  for (uint32_t i = 0; i < s->afters.n; i++) after_check(c, &s->afters.v[i]);
}
