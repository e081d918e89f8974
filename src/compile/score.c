/* The lets that score and class are made of.
 *
 * A part of the score gives its points, or 0; the sum adds them in the order of the script. A half-life makes
 * fractions, so what it gives and the sum are rounded to SCORE_DECIMALS. The class asks its parts one by one. */
#include "compile/compiler.h"

enum { SCORE_DECIMALS = 9 };

static void number_emit(Compiler *c, Number n, Span span) {
  emit_op(c, OP_CONST, 0, const_add(c, value_number(n)), span);
}

static void call_emit(Compiler *c, Builtin b, uint32_t count, Span span) { emit_op(c, OP_CALL, count, b, span); }

static void round_emit(Compiler *c, Span span) {
  number_emit(c, (Number){.is_int = true, .i = SCORE_DECIMALS}, span);
  call_emit(c, BUILTIN_ROUND, 2, span);
}

static Number negated(Number n) {
  if (n.is_int) n.i = -n.i;
  else n.d = -n.d;
  return n;
}

static bool is_negative(Number n) { return number_cmp(n, (Number){.is_int = true, .i = 0}) < 0; }

/* How many events there are, times the points, at most so much. */
static void event_part_emit(Compiler *c, const ScorePart *part, const Expr *count) {
  value_emit(c, count);
  number_emit(c, part->points, part->points_span);
  emit_op(c, OP_MUL, 0, 0, part->span);
  if (part->half_life) round_emit(c, part->span);
  if (!part->has_most) return;
  bool minus = is_negative(part->points);
  number_emit(c, minus ? negated(part->most) : part->most, part->most_span);
  call_emit(c, minus ? BUILTIN_MAX : BUILTIN_MIN, 2, part->span);
}

static void score_part_emit(Compiler *c, const ScorePart *part, const Expr *value) {
  if (!part->when) {
    event_part_emit(c, part, value);
    return;
  }
  value_emit(c, value);
  number_emit(c, part->points, part->points_span);
  number_emit(c, (Number){.is_int = true, .i = 0}, part->points_span);
  emit_op(c, OP_SELECT, 0, 0, part->span);
}

static void sum_emit(Compiler *c, uint32_t let) {
  const Program *p = c->program;
  const ScoreStart *start = &p->script->score_start;
  Span span = p->lets.v[let].span;
  number_emit(c, start->given ? start->start : (Number){.is_int = true, .i = 0}, span);
  for (uint32_t i = let - p->script->score_parts.n; i < let; i++) {
    emit_op(c, OP_LET, i, 0, p->lets.v[i].span);
    emit_op(c, OP_ADD, 0, 0, p->lets.v[i].span);
  }
  round_emit(c, span);
  if (!start->bounded) return;
  number_emit(c, start->high, span);
  call_emit(c, BUILTIN_MIN, 2, span);
  number_emit(c, start->low, span);
  call_emit(c, BUILTIN_MAX, 2, span);
}

static void text_return(Compiler *c, Value v, Span span) {
  emit_op(c, OP_CONST, 0, const_add(c, v), span);
  emit_op(c, OP_RETURN, 0, 0, span);
}

static uint32_t first_class_let(const Program *p, uint32_t let) {
  while (let > 0 && p->lets.v[let - 1].kind == LET_CLASS_PART) let--;
  return let;
}

/* Ends in its own RETURN on every path. */
static void class_emit(Compiler *c, uint32_t let) {
  const Program *p = c->program;
  const Script *script = p->script;
  Value otherwise = value_missing();
  uint32_t part = first_class_let(p, let), count = script->classes.n;
  for (uint32_t i = 0; i < count; i++) {
    const ClassDecl *decl = &script->classes.v[i];
    if (!decl->when) {
      otherwise = value_text(decl->name);
      break;
    }
    Label next = label_new();
    emit_op(c, OP_LET, part++, 0, decl->span);
    emit_jump(c, (Instr){.op = OP_JUMP_UNLESS, .want = true}, &next, decl->span);
    text_return(c, value_text(decl->name), decl->span);
    label_bind(c, &next);
  }
  text_return(c, otherwise, p->lets.v[let].span);
}

uint32_t computed_emit(Compiler *c, uint32_t let) {
  const Let *l = &c->program->lets.v[let];
  const Script *script = c->program->script;
  bool is_score = l->kind == LET_SCORE_PART || l->kind == LET_SCORE;
  Func func = {c->chunk->code.n, is_score ? TYPE_NUMBER : l->kind == LET_CLASS ? TYPE_TEXT : TYPE_BOOL};
  if (l->kind == LET_SCORE_PART) score_part_emit(c, &script->score_parts.v[l->index], l->value);
  else if (l->kind == LET_SCORE) sum_emit(c, let);
  else if (l->kind == LET_CLASS_PART) value_emit(c, l->value);
  else class_emit(c, let);
  if (l->kind != LET_CLASS) emit_op(c, OP_RETURN, 0, 0, l->span);
  if (l->kind == LET_SCORE) c->chunk->score_let = let;
  if (l->kind == LET_CLASS) c->chunk->class_let = let;
  VEC_PUSH(c->chunk->arena, c->chunk->funcs, func);
  return c->chunk->funcs.n - 1;
}

uint32_t computed_part(Compiler *c, uint32_t let) {
  const Let *l = &c->program->lets.v[let];
  if (l->kind != LET_SCORE_PART && l->kind != LET_CLASS_PART) return NO_PART;
  CodePart part = {.name = l->name, .line = source_line(c->program->sources, l->span), .let = let,
                   .is_class = l->kind == LET_CLASS_PART, .index = l->index};
  VEC_PUSH(c->chunk->arena, c->chunk->parts, part);
  return c->chunk->parts.n - 1;
}
