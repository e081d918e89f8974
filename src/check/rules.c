/* Rules: conditions, actions, and the order in which they are tried. */
#include "check/checker.h"
#include "syntax/print.h"

enum { OUTER_PARTS = 16 }; /* conditions of enclosing blocks that are compared with those inside */

typedef struct RuleWalk {
  Checker *c;
  NameMap names; /* rule names -> index */
  const Expr *outer[OUTER_PARTS];
  uint32_t outer_count;
  const Expr *wrong_key; /* of a split: its arms share it, and it is reported once */
} RuleWalk;

void template_check(Checker *c, const Template *t) {
  for (uint32_t i = 0; t && i < t->parts.n; i++)
    if (t->parts.v[i].expr) expr_check(c, t->parts.v[i].expr);
}

/* ---- set */

static bool set_allowed(Checker *c, const Action *a) {
  const SourceDecl *from = c->script->leads_from;
  uint32_t i;
  const Symbol *symbol = name_find(c, a->name, a->name_span);
  if (symbol && is_computed(symbol)) {
    diag_add(c->diags, DIAG_SET_COMPUTED, a->name_span, STR_FMT(a->name), STR_FMT(a->name));
    diag_cause(c->diags, symbol->span, "computed here");
    return false;
  }
  if (lead_role(a->name)) {
    diag_add(c->diags, DIAG_SET_ROLE, a->name_span, STR_FMT(a->name));
    diag_fix(c->diags, "owner, pool and status change by assign, hold, nurture and archive");
    return false;
  }
  if (!from || from->mappings.n == 0 || name_table_get(c->arena, &c->roles, a->name, &i)) return true;
  diag_add(c->diags, DIAG_SET_UNMAPPED, a->name_span, STR_FMT(a->name), STR_FMT(from->table));
  StrBuf name;
  strbuf_init(&name);
  print_name(&name, a->name);
  diag_fix(c->diags, "add to the mapping: %.*s = %.*s", STR_FMT(strbuf_view(&name)), STR_FMT(strbuf_view(&name)));
  strbuf_deinit(&name);
  return false;
}

static void set_type_check(Checker *c, Action *a, Column *column) {
  if (column->type == TYPE_NONE) {
    if (a->value->type == TYPE_NONE && expr_is_untyped(c, a->value)) expr_infer(c, a->value, TYPE_TEXT);
    column->type = a->value->type == TYPE_WORKING ? TYPE_DURATION : (Type)a->value->type;
    c->typed_at.v[a->slot] = a->name_span;
    if (a->value->type != TYPE_WORKING) return;
  }
  if (expr_is_untyped(c, a->value)) expr_infer(c, a->value, column->type);
  if (a->value->type == TYPE_NONE || a->value->type == column->type) return;
  diag_add(c->diags, DIAG_SET_TYPE, a->value->span, STR_FMT(a->name), type_phrase(column->type),
           STR_FMT(shown(c, a->value)), type_phrase((Type)a->value->type));
  Number number;
  if (column->type == TYPE_NUMBER && a->value->kind == EXPR_TEXT && number_parse(a->value->text, &number))
    fix_drop_quotes(c, a->value);
  if (column->type == TYPE_TEXT && a->value->kind == EXPR_NUMBER) fix_add_quotes(c, a->value);
}

static void set_action_check(Checker *c, Action *a) {
  expr_check(c, a->value);
  if (!set_allowed(c, a)) return;
  uint32_t slot = column_find(c, a->name, a->name_span);
  if (slot == NO_SLOT) {
    name_unknown(c, a->name, a->name_span);
    return;
  }
  a->slot = slot;
  Column *column = &c->program->columns.v[slot];
  column->written = true;
  if (c->options->leads->known && column->source_name.n == 0) {
    diag_add(c->diags, DIAG_SET_NOT_IN_TABLE, a->name_span, STR_FMT(a->name));
    return;
  }
  set_type_check(c, a, column);
}

/* ---- actions */

static void action_check(Checker *c, Action *a) {
  template_check(c, a->text);
  if (a->kind == ACTION_SET) set_action_check(c, a);
  if (a->kind == ACTION_TASK && a->value) {
    expr_check(c, a->value);
    expr_want_span(c, a->value, "`due`");
  }
  if (a->kind != ACTION_ASSIGN) return;
  target_check(c, a->target);
  ladder_check(c, a);
}

static bool is_unconditional(Checker *c, const Rule *r) {
  return !r->when || (r->when->type == TYPE_BOOL && truth_of(c, r->when) == TRUTH_TRUE);
}

static bool assign_waits(const Action *a) {
  for (const Target *t = a->target; t; t = t->otherwise)
    if (t->kind == TARGET_WAIT || t->kind == TARGET_SEA) return true;
  return false;
}

/* Does the rule end routing for every lead that comes to it? NONE, or only as far as somebody is free, or surely. */
typedef enum Ending { ENDING_NONE, ENDING_IF_FREE, ENDING_SURE } Ending;

static Ending rule_ending(Checker *c, const Rule *r) {
  Ending ending = ENDING_NONE;
  if (!is_unconditional(c, r)) return ENDING_NONE;
  for (uint32_t i = 0; i < r->actions.n && ending != ENDING_SURE; i++) {
    const Action *a = r->actions.v[i];
    if (a->kind == ACTION_ASSIGN) ending = assign_waits(a) ? ENDING_SURE : ENDING_IF_FREE;
    else if (a->kind >= ACTION_HOLD) ending = ENDING_SURE;
  }
  for (uint32_t i = 0; i < r->inner.n && ending != ENDING_SURE; i++) {
    Ending inner = rule_ending(c, r->inner.v[i]);
    if (inner > ending) ending = inner;
  }
  return ending;
}

static void actions_check(Checker *c, Rule *r) {
  bool ended = false;
  for (uint32_t i = 0; i < r->actions.n; i++) {
    Action *a = r->actions.v[i];
    action_check(c, a);
    if (ended) {
      diag_add(c->diags, DIAG_ACTION_NEVER_REACHED, a->span);
      diag_cause(c->diags, r->actions.v[i - 1]->span, "routing ends here");
      ended = false;
    }
    if (a->kind > ACTION_ASSIGN || (a->kind == ACTION_ASSIGN && assign_waits(a))) ended = true;
  }
  if (ended && r->inner.n > 0) {
    diag_add(c->diags, DIAG_NEVER_REACHED, r->inner.v[0]->span);
    diag_cause(c->diags, r->actions.v[r->actions.n - 1]->span, "routing ends here for every lead");
  }
}

/* ---- rules */

static void condition_check(RuleWalk *w, Expr *when) {
  Checker *c = w->c;
  expr_check(c, when);
  expr_want_condition(c, when);
  if (when->type != TYPE_BOOL || !facts_review(c, w->outer, w->outer_count, when)) return;
  truth_review(c, when);
  missing_review(c, when);
}

static void arm_check(RuleWalk *w, const Rule *arm) {
  const Expr *key = arm->when->a->items.v[0];
  uint32_t errors = w->c->diags->errors;
  if (key == w->wrong_key) return;
  condition_check(w, arm->when);
  if (w->c->diags->errors > errors) w->wrong_key = key;
}

static void rules_in(RuleWalk *w, Rule *const *rules, uint32_t n);

static void rule_check(RuleWalk *w, Rule *r) {
  Checker *c = w->c;
  uint32_t first;
  r->index = c->program->rules.n;
  VEC_PUSH(c->arena, c->program->rules, r);
  if (r->name.n && !r->arm.n && !name_map_put(c->arena, &w->names, r->name, r->index)) {
    name_map_get(&w->names, r->name, &first);
    diag_add(c->diags, DIAG_RULE_NAME_TWICE, r->name_span, STR_FMT(r->name));
    diag_cause(c->diags, c->program->rules.v[first]->name_span, "first used here");
  }
  if (r->arm.n) arm_check(w, r);
  else if (r->when) condition_check(w, r->when);
  actions_check(c, r);
  if (r->inner.n == 0) return;
  bool remembered = r->when && r->when->type == TYPE_BOOL && w->outer_count < OUTER_PARTS;
  if (remembered) w->outer[w->outer_count++] = r->when;
  rules_in(w, r->inner.v, r->inner.n);
  if (remembered) w->outer_count--;
}

/* One finding for the first rule that a whole-catching rule hides; the rest would say the same. */
static void reach_check(Checker *c, Rule *const *rules, uint32_t n) {
  for (uint32_t i = 0; i + 1 < n; i++) {
    Ending ending = rule_ending(c, rules[i]);
    if (ending == ENDING_NONE) continue;
    diag_add(c->diags, ending == ENDING_SURE ? DIAG_NEVER_REACHED : DIAG_HARDLY_REACHED, rules[i + 1]->span);
    diag_cause(c->diags, rules[i]->span, "this rule takes every lead");
    if (ending == ENDING_SURE) diag_fix(c->diags, "put it before that rule");
    else diag_fix(c->diags, "put it before that rule, or give the assign an `else` if this is what you mean");
    return;
  }
}

static void rules_in(RuleWalk *w, Rule *const *rules, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) rule_check(w, rules[i]);
  reach_check(w->c, rules, n);
}

void rules_check(Checker *c) {
  const Script *s = c->script;
  RuleWalk walk = {.c = c};
  if (s->rules.n == 0) return;
  rules_in(&walk, s->rules.v, s->rules.n);
  const Rule *last = s->rules.v[s->rules.n - 1];
  if (is_unconditional(c, last)) return;
  diag_add(c->diags, DIAG_NO_OTHERWISE, last->span);
  diag_fix(c->diags, "end with `otherwise nurture \"…\"`, or another action");
}
