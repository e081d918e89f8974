#include "base/mem.h"
#include "compile/compiler.h"
#include "syntax/print.h"

static void rule_emit(Compiler *c, const Rule *rule, int32_t parent);

static uint32_t effect_add(Compiler *c, const Rule *rule, const Action *a) {
  CodeEffect effect = {.kind = a->kind, .name = a->name, .rule = rule->index, .span = a->span};
  VEC_PUSH(c->chunk->arena, c->chunk->effects, effect);
  return c->chunk->effects.n - 1;
}

CodeBy by_of(Compiler *c, const Strategy *how) {
  CodeBy by = {.func = NO_FUNC};
  if (!how) return by;
  by.has_most = how->has_most;
  by.most_km = how->most_km.is_int ? (double)how->most_km.i : how->most_km.d;
  if (how->has_least) by.least = how->least.is_int ? (double)how->least.i : how->least.d;
  by.learned = how->learned;
  by.learned_ms = how->learned_ms;
  if (how->by && how->kind != STRATEGY_NEAREST) by.words = expr_words(c->chunk->arena, how->by);
  return by;
}

/* What is learned is computed from history, not by code. */
uint32_t by_emit(Compiler *c, const Strategy *how) {
  return how && how->by && how->learned == LEARNED_NONE ? func_emit(c, how->by) : NO_FUNC;
}

uint32_t target_add(Compiler *c, const Rule *rule, const Action *a, const Target *t, uint32_t rung) {
  CodeTarget target = {
      .kind = t->kind, .strategy = t->strategy, .by = by_of(c, t->how), .where = NO_FUNC, .sticky = NO_FUNC,
      .not_last = (uint32_t)t->not_last, .rule = rule->index, .span = t->span, .rung = rung, .who = NO_FUNC};
  Value within;
  if (a->has_within && expr_const(c, a->within, &within)) {
    target.within = within.i;
    target.within_working = within.kind == VAL_WORKING;
  }
  if (t->where) target.where_span = t->where->span;
  if (t->sticky) target.sticky_by = expr_words(c->chunk->arena, t->sticky);
  VEC_PUSH(c->chunk->arena, c->chunk->targets, target);
  return c->chunk->targets.n - 1;
}

/* A lead that waits does so for the first pool that was tried. */
static const Expr *first_pool(const Target *t) {
  while (t && t->kind != TARGET_POOL) t = t->otherwise;
  return t ? t->who : NULL;
}

static void assign_emit(Compiler *c, const Rule *rule, const Action *a) {
  uint32_t rung = ladder_begin(c, rule, a);
  for (const Target *t = a->target; t; t = t->otherwise) {
    const Expr *who = t->kind == TARGET_WAIT ? first_pool(a->target) : t->who;
    if (who) value_emit(c, who);
    else emit_op(c, OP_CONST, 0, const_add(c, value_missing()), t->span);
    emit_op(c, t->kind == TARGET_WAIT ? OP_WAIT : OP_ASSIGN, 0, target_add(c, rule, a, t, rung), t->span);
  }
  if (rung != NO_RUNG) ladder_emit(c, rule, a, rung);
}

static void task_emit(Compiler *c, const Rule *rule, const Action *a) {
  template_emit(c, a->text);
  if (a->value) value_emit(c, a->value);
  else emit_op(c, OP_CONST, 0, const_add(c, value_missing()), a->span);
  emit_op(c, OP_TASK, 0, effect_add(c, rule, a), a->span);
}

static void text_effect_emit(Compiler *c, const Rule *rule, const Action *a, Op op) {
  template_emit(c, a->text);
  emit_op(c, op, 0, effect_add(c, rule, a), a->span);
}

static void action_emit(Compiler *c, const Rule *rule, const Action *a) {
  switch (a->kind) {
    case ACTION_TAG: text_effect_emit(c, rule, a, OP_TAG); return;
    case ACTION_NOTIFY: text_effect_emit(c, rule, a, OP_NOTIFY); return;
    case ACTION_HOLD: text_effect_emit(c, rule, a, OP_HOLD); return;
    case ACTION_ARCHIVE: text_effect_emit(c, rule, a, OP_ARCHIVE); return;
    case ACTION_TASK: task_emit(c, rule, a); return;
    case ACTION_SET:
      value_emit(c, a->value);
      emit_op(c, OP_SET, a->slot, effect_add(c, rule, a), a->span);
      return;
    case ACTION_ASSIGN: assign_emit(c, rule, a); return;
    case ACTION_NURTURE: emit_op(c, OP_NURTURE, 0, effect_add(c, rule, a), a->span); return;
    case ACTION_STOP: emit_op(c, OP_STOP, 0, effect_add(c, rule, a), a->span); return;
  }
}

static bool action_ends(const Action *a) {
  static const bool ends[] = {
#define ACTION(name, word, ends_routing, doc) [ACTION_##name] = ends_routing,
#include "check/actions.def"
#undef ACTION
  };
  return ends[a->kind];
}

/* What ends routing comes last, so that a tag written after an assign is set all the same. */
static bool actions_emit(Compiler *c, const Rule *rule) {
  bool ends = false;
  for (uint32_t i = 0; i < rule->actions.n; i++)
    if (!action_ends(rule->actions.v[i])) action_emit(c, rule, rule->actions.v[i]);
  for (uint32_t i = 0; i < rule->actions.n; i++) {
    if (!action_ends(rule->actions.v[i])) continue;
    action_emit(c, rule, rule->actions.v[i]);
    ends = true;
  }
  return ends;
}

static void rule_emit(Compiler *c, const Rule *rule, int32_t parent) {
  CodeRule *code = &c->chunk->rules.v[rule->index];
  Label next = label_new();
  code->name = rule_label(c->chunk->arena, c->program, rule);
  code->line = source_line(c->program->sources, rule->span);
  code->span = rule->span;
  code->condition = NO_FUNC;
  code->parent = parent;
  code->entry = c->chunk->code.n;
  emit_op(c, OP_RULE, 0, rule->index, rule->span);
  if (rule->when) cond_emit(c, rule->when, true, false, &next);
  emit_op(c, OP_FIRED, 0, rule->index, rule->span);
  code->is_arm = rule->arm.n > 0;
  c->chunk->has_arms |= code->is_arm;
  code->ends = actions_emit(c, rule);
  for (uint32_t i = 0; i < rule->inner.n; i++) rule_emit(c, rule->inner.v[i], (int32_t)rule->index);
  label_bind(c, &next);
}

/* Functions come after the main program, in the order of targets and rules. */
static uint32_t clause_emit(Compiler *c, const Expr *e) { return e ? func_emit(c, e) : NO_FUNC; }

static void target_funcs_emit(Compiler *c, const Rule *rule, const Target *t, bool is_rung, uint32_t target) {
  ASSERT(c->chunk->targets.v[target].rule == rule->index);
  uint32_t by = by_emit(c, t->how), where = clause_emit(c, t->where), sticky = clause_emit(c, t->sticky);
  uint32_t who = is_rung ? clause_emit(c, t->who) : NO_FUNC;
  CodeTarget *code = &c->chunk->targets.v[target];
  code->by.func = by;
  code->where = where;
  code->sticky = sticky;
  code->who = who;
}

static void clauses_emit(Compiler *c, const Rule *rule, uint32_t *target) {
  for (uint32_t i = 0; i < rule->actions.n; i++)
    for (const Action *a = rule->actions.v[i]; a; a = a->then)
      for (const Target *t = a->target; t; t = t->otherwise)
        target_funcs_emit(c, rule, t, a != rule->actions.v[i], (*target)++);
}

void rules_emit(Compiler *c) {
  const Program *p = c->program;
  c->chunk->entry = c->chunk->code.n;
  c->chunk->rules.n = c->chunk->rules.cap = p->rules.n;
  c->chunk->rules.v = ARENA_ARRAY(c->chunk->arena, CodeRule, p->rules.n ? p->rules.n : 1);
  for (uint32_t i = 0; i < p->script->rules.n; i++) rule_emit(c, p->script->rules.v[i], -1);
  emit_op(c, OP_END, 0, 0, p->script->end);
  uint32_t target = 0;
  for (uint32_t i = 0; i < p->rules.n; i++) {
    clauses_emit(c, p->rules.v[i], &target);
    if (p->rules.v[i]->when) {
      uint32_t func = func_emit(c, p->rules.v[i]->when);
      c->chunk->rules.v[i].condition = func;
    }
  }
}
