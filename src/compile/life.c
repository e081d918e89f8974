/* The life of a lead: the rungs of ladders, `after` statements, seas. */
#include "base/mem.h"
#include "compile/compiler.h"

CodeSpan span_code(Compiler *c, const Expr *e) {
  Value v;
  if (!e || !expr_const(c, e, &v)) return (CodeSpan){0};
  return (CodeSpan){.span = v.i, .working = v.kind == VAL_WORKING};
}

bool assign_is_ladder(const Action *a) { return a->then || a->remind; }

static uint32_t rung_add(Compiler *c, const Rule *rule, const Action *a, uint32_t number) {
  CodeRung rung = {.rule = rule->index, .number = number, .first = c->chunk->targets.n, .next = NO_RUNG,
                   .remind = span_code(c, a->remind), .respond = span_code(c, a->within),
                   .progress = span_code(c, a->progress)};
  for (const Target *t = a->target; t; t = t->otherwise) rung.count++;
  VEC_PUSH(c->chunk->arena, c->chunk->rungs, rung);
  return c->chunk->rungs.n - 1;
}

uint32_t ladder_begin(Compiler *c, const Rule *rule, const Action *a) {
  return assign_is_ladder(a) ? rung_add(c, rule, a, 0) : NO_RUNG;
}

/* The targets of later rungs come after those of the first; nobody but a limit that is over asks for them. */
void ladder_emit(Compiler *c, const Rule *rule, const Action *a, uint32_t first) {
  uint32_t before = first, number = 1;
  for (a = a->then; a; a = a->then, number++) {
    uint32_t rung = rung_add(c, rule, a, number);
    for (const Target *t = a->target; t; t = t->otherwise) target_add(c, rule, a, t, rung);
    c->chunk->rungs.v[before].next = rung;
    before = rung;
  }
}

static uint32_t text_func(Compiler *c, const Template *t) {
  if (!t) return NO_FUNC;
  Func func = {c->chunk->code.n, TYPE_TEXT};
  template_emit(c, t);
  emit_op(c, OP_RETURN, 0, 0, t->span);
  VEC_PUSH(c->chunk->arena, c->chunk->funcs, func);
  return c->chunk->funcs.n - 1;
}

static void after_emit(Compiler *c, const AfterDecl *a) {
  CodeAfter after = {.kind = a->kind, .deed = a->deed, .time = span_code(c, a->time), .when = NO_FUNC, .text = NO_FUNC,
                     .name = a->name, .not_last = a->not_last, .line = source_line(c->program->sources, a->span),
                     .words = source_slice(c->program->sources, a->span)};
  if (a->when) after.when = func_emit(c, a->when);
  after.text = a->sea ? func_emit(c, a->sea) : text_func(c, a->text);
  VEC_PUSH(c->chunk->arena, c->chunk->afters, after);
}

static void sea_emit(Compiler *c, const SeaDecl *s) {
  CodeSea sea = {.name = s->name, .per_day = s->per_day, .open = s->open, .every = span_code(c, s->every),
                 .cooldown = span_code(c, s->cooldown), .protect = span_code(c, s->protect),
                 .extend = span_code(c, s->extend), .most = span_code(c, s->most),
                 .penalty_for = span_code(c, s->penalty_for), .penalty_after = span_code(c, s->penalty_after),
                 .has_penalty = s->has_penalty, .weight = s->weight};
  for (uint32_t i = 0; i < s->pools.n; i++) VEC_PUSH(c->chunk->arena, sea.pools, s->pools.v[i].name);
  VEC_PUSH(c->chunk->arena, c->chunk->seas, sea);
}

void life_emit(Compiler *c) {
  const Script *s = c->program->script;
  for (uint32_t i = 0; i < s->afters.n; i++) after_emit(c, &s->afters.v[i]);
  for (uint32_t i = 0; i < s->seas.n; i++) sea_emit(c, &s->seas.v[i]);
}
