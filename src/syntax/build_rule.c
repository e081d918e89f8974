#include "syntax/build.h"
#include "syntax/literal.h"

Template *template_of(Parser *p, const Token *text) { return literal_template(&p->lexer, text); }

Action *action_new(Parser *p, ActionKind kind, Span span) {
  Action *a = ARENA_NEW(p->arena, Action);
  a->kind = kind;
  a->span = span;
  return a;
}

Action *action_named(Parser *p, ActionKind kind, const Token *name, Template *text, Span span) {
  Action *a = action_new(p, kind, span);
  a->name = text_not_empty(p, name);
  a->name_span = name->span;
  a->text = text;
  return a;
}

Action *action_set(Parser *p, const Token *field, Expr *value, Span span) {
  Action *a = action_new(p, ACTION_SET, span);
  a->name = field->text;
  a->name_span = field->span;
  a->value = value;
  return a;
}

Target *target_new(Parser *p, TargetKind kind, Expr *who, Span span) {
  Target *t = ARENA_NEW(p->arena, Target);
  t->kind = kind;
  t->span = span;
  t->who = who;
  return t;
}

Strategy *strategy_new(Parser *p, StrategyKind kind, Expr *by, Span span) {
  Strategy *s = ARENA_NEW(p->arena, Strategy);
  *s = (Strategy){.kind = kind, .span = span, .by = by};
  return s;
}

void strategy_most(Parser *p, Strategy *s, const Token *km) {
  s->has_most = true;
  s->most_km = km->number;
  s->limit_span = km->span;
  if (number_cmp(km->number, (Number){.is_int = true, .i = 0}) <= 0) diag_add(p->diags, DIAG_NEAREST_MAX, km->span);
}

void strategy_least(Parser *p, Strategy *s, const Token *share) {
  s->has_least = true;
  s->least = share->number;
  s->limit_span = share->span;
  if (number_cmp(s->least, (Number){.d = 0}) > 0 && number_cmp(s->least, (Number){.d = 0.5}) <= 0) return;
  diag_add(p->diags, DIAG_SHARE_LEAST, share->span);
  diag_fix(p->diags, "write the least share of a member, as in `at least 5%%`");
}

void target_strategy(Target *t, Strategy *how) {
  if (!how) return;
  t->how = how;
  t->strategy = how->kind;
  t->strategy_span = how->span;
}

Action *assign_new(Parser *p, Target *target) {
  Action *a = action_new(p, ACTION_ASSIGN, target->span);
  a->target = target;
  return a;
}

/* The target that a clause written now belongs to; NULL (and a finding at `word`) after `wait`. */
static Target *last_target(Parser *p, Action *a, Span word, uint32_t *count_out) {
  Target *t = assign_rung(a)->target;
  *count_out = 1;
  for (; t->otherwise; t = t->otherwise) ++*count_out;
  if (t->kind != TARGET_WAIT) return t;
  diag_add(p->diags, DIAG_AFTER_WAIT, word);
  diag_cause(p->diags, t->span, "it is here");
  return NULL;
}

void assign_where(Parser *p, Action *a, Expr *where, Span word) {
  uint32_t count;
  Target *t = last_target(p, a, word, &count);
  if (!t) return;
  if (t->where) {
    diag_add(p->diags, DIAG_GIVEN_TWICE, word, "`where`");
    diag_fix(p->diags, "join both conditions with `and`");
  }
  t->where = where;
  t->span.end = where->span.end;
}

void assign_sticky(Parser *p, Action *a, Expr *key, Span word) {
  uint32_t count;
  Target *t = last_target(p, a, word, &count);
  if (!t) return;
  if (t->sticky) given_twice(p, "`sticky by`", word, t->sticky->span);
  t->sticky = key;
  t->span.end = key->span.end;
}

void assign_not_last(Parser *p, Action *a, const Token *owners, Span word) {
  uint32_t count;
  Target *t = last_target(p, a, word, &count);
  Number most = {.is_int = true, .i = LIMIT_NOT_LAST}, n = owners->number;
  if (!t) return;
  if (t->not_last) given_twice(p, "`not last`", word, t->not_last_span);
  if (!n.is_int || n.i < 1 || number_cmp(n, most) > 0) {
    diag_add(p->diags, DIAG_NOT_LAST, owners->span, LIMIT_NOT_LAST);
    return;
  }
  t->not_last = n.i;
  t->not_last_span = lexer_span(&p->lexer, word.start, owners->span.end);
  t->span.end = owners->span.end;
}

void assign_within(Parser *p, Action *a, Expr *within, Span word) {
  a = assign_rung(a);
  if (a->has_within) diag_add(p->diags, DIAG_GIVEN_TWICE, word, "`within`");
  a->has_within = true;
  a->within = within;
}

void assign_else(Parser *p, Action *a, Target *target) {
  uint32_t count;
  Target *t = last_target(p, a, target->span, &count);
  if (!t) return;
  if (count < LIMIT_ELSE_TARGETS) t->otherwise = target;
  else diag_add(p->diags, DIAG_TOO_MANY_ELSE, target->span, LIMIT_ELSE_TARGETS);
}

void assign_wait(Parser *p, Action *a, Span word) { assign_else(p, a, target_new(p, TARGET_WAIT, NULL, word)); }

Rule *rule_new(Parser *p, const Token *name, Expr *when, Span span) {
  Rule *r = ARENA_NEW(p->arena, Rule);
  r->span = span;
  r->when = when;
  if (name) {
    r->name = text_not_empty(p, name);
    r->name_span = name->span;
  }
  if (++p->rule_count == LIMIT_RULES + 1) {
    diag_add(p->diags, DIAG_TOO_MANY_RULES, span, LIMIT_RULES);
    p->lexer.stopped = p->lexer.quiet = true;
  }
  return r;
}

/* The body is a rule that has no head yet. */
Rule *rule_finish(Rule *head, Rule *body, Span whole) {
  head->whole = whole;
  head->is_block = body->is_block;
  head->actions.v = body->actions.v;
  head->actions.n = body->actions.n;
  head->actions.cap = body->actions.cap;
  head->inner.v = body->inner.v;
  head->inner.n = body->inner.n;
  head->inner.cap = body->inner.cap;
  return head;
}

Rule *body_new(Parser *p) { return ARENA_NEW(p->arena, Rule); }

void body_action(Parser *p, Rule *body, Action *a) { VEC_PUSH(p->arena, body->actions, a); }

void body_rule(Parser *p, Rule *body, Rule *inner) { VEC_PUSH(p->arena, body->inner, inner); }

void body_broken(Parser *p) {
  p->block_broken[p->block_count] = true;
  p->lexer.damaged = false;
}

void block_begin(Parser *p) {
  p->block_count++;
  p->outer_braces[p->block_count] = p->lexer.block_braces;
  p->block_broken[p->block_count] = false;
  p->lexer.block_braces = p->lexer.braces;
}

void block_end(Parser *p, Rule *body, Span open, Span whole) {
  body->is_block = true;
  if (!body->actions.n && !body->inner.n && !p->block_broken[p->block_count]) {
    diag_add(p->diags, DIAG_RULE_WITHOUT_ACTION, lexer_span(&p->lexer, open.start, whole.end));
    diag_fix(p->diags, "write an action such as `assign`, or a rule, between the braces");
  }
  p->lexer.block_braces = p->outer_braces[p->block_count];
  p->block_count--;
}
