#include <string.h>

#include "base/mem.h"
#include "compile/compiler.h"

static void folded_emit(Compiler *c, const Expr *e) {
  value_emit(c, e);
  if (expr_needs_fold(c, e)) emit_op(c, OP_CALL, 1, BUILTIN_FOLD, e->span);
}

static void const_emit(Compiler *c, Value v, Span span) { emit_op(c, OP_CONST, 0, const_add(c, v), span); }

static void name_emit(Compiler *c, const Expr *e) {
  switch (e->ref_kind) {
    case REF_COLUMN: emit_op(c, OP_COLUMN, e->ref, 0, e->span); return;
    case REF_REP: emit_op(c, OP_REP, e->ref, 0, e->span); return;
    case REF_LET: emit_op(c, OP_LET, e->ref, 0, e->span); return;
    case REF_BUILTIN: emit_op(c, OP_CALL, 0, e->ref, e->span); return;
    case REF_NONE:
    case REF_JOINED:
    case REF_LIST:
    case REF_TABLE:
    case REF_DEFINE: break;
  }
  BUG("the name %.*s stands for nothing", STR_FMT(e->text));
}

static void lookup_emit(Compiler *c, const Expr *e) {
  for (uint32_t i = 0; i < e->items.n; i++) folded_emit(c, e->items.v[i]);
  table_use_in_code(c, e->ref);
  emit_op(c, OP_LOOKUP, e->ref, e->op, e->span);
}

static void call_emit(Compiler *c, const Expr *e) {
  if (e->ref_kind == REF_JOINED) {
    emit_op(c, OP_COLUMN, e->slot, 0, e->span);
    return;
  }
  if (e->ref_kind == REF_TABLE) {
    lookup_emit(c, e);
    return;
  }
  const char *letters = builtin_info((Builtin)e->ref)->arguments;
  for (uint32_t i = 0; i < e->items.n; i++) {
    bool pattern = strcspn(letters, "x") == i && letters[i];
    bool made = i == 0 && (letters[0] == 'e' || letters[0] == 'c'); /* a column for it alone */
    if (made) emit_op(c, OP_COLUMN, e->slot, 0, e->span);
    else if (pattern) const_emit(c, value_int(regex_add(c, e->items.v[i], e->items.v[0]->nocase)), e->span);
    else value_emit(c, e->items.v[i]);
  }
  emit_op(c, OP_CALL, e->items.n, e->ref, e->span);
}

/* Like the or-chain of equalities that a list with columns in it stands for. */
static void in_items_emit(Compiler *c, const Expr *set) {
  for (uint32_t i = 0; i < set->items.n; i++) folded_emit(c, set->items.v[i]);
  emit_op(c, OP_MAKE_LIST, 0, set->items.n, set->span);
  emit_op(c, OP_IN_LIST, 0, 0, set->span);
}

static void in_emit(Compiler *c, const Expr *e) {
  const Expr *set = expr_resolve(e->b);
  folded_emit(c, e->a);
  if (set->ref_kind == REF_LIST) emit_op(c, OP_IN_SET, 0, set_of_list(c, set->ref), e->span);
  else if (set->kind == EXPR_RANGE) {
    folded_emit(c, set->a);
    folded_emit(c, set->b);
    emit_op(c, OP_IN_RANGE, 0, 0, e->span);
  } else if (set->kind != EXPR_LIST) {
    folded_emit(c, set);
    emit_op(c, OP_IN_LIST, 0, 0, e->span);
  } else if (items_const(c, set->items.v, set->items.n))
    emit_op(c, OP_IN_SET, 0, set_of_items(c, set->items.v, set->items.n), e->span);
  else in_items_emit(c, set);
  if (e->negated) emit_op(c, OP_NOT, 0, 0, e->span);
}

static void compare_emit(Compiler *c, const Expr *e) {
  folded_emit(c, e->a);
  folded_emit(c, e->b);
  chunk_emit(c->chunk, (Instr){.op = OP_COMPARE, .aux = e->op}, e->span);
}

static void matches_emit(Compiler *c, const Expr *e) {
  folded_emit(c, e->a);
  emit_op(c, OP_MATCHES, 0, regex_add(c, e->b, e->a->nocase), e->span);
}

static void chain_emit(Compiler *c, const Expr *e) {
  Chain chain = chain_collect(e);
  for (uint32_t i = 0; i < chain.n; i++) {
    value_emit(c, chain.v[i]);
    if (i) emit_op(c, e->kind == EXPR_AND ? OP_AND : OP_OR, 0, 0, e->span);
  }
  chain_deinit(&chain);
}

static void binary_emit(Compiler *c, Op op, const Expr *e) {
  folded_emit(c, e->a);
  folded_emit(c, e->b);
  emit_op(c, op, 0, 0, e->span);
}

static Op arith_op(const Expr *e) {
  static const Op ops[] = {[ARITH_ADD] = OP_ADD, [ARITH_SUB] = OP_SUB, [ARITH_MUL] = OP_MUL, [ARITH_DIV] = OP_DIV};
  return ops[e->op];
}

/* Sums grow to the left and may be long: the operands are walked from the lowest up. */
static void arith_emit(Compiler *c, const Expr *e) {
  VEC(const Expr *) spine = {0};
  const Expr *low = e;
  for (; low->kind == EXPR_ARITH; low = expr_resolve(low->a)) VEC_PUSH(c->chunk->arena, spine, low);
  value_emit(c, low);
  while (spine.n) {
    const Expr *next = spine.v[--spine.n];
    value_emit(c, next->b);
    emit_op(c, arith_op(next), 0, 0, next->span);
  }
}

static void unary_emit(Compiler *c, Op op, const Expr *e) {
  value_emit(c, e->a);
  emit_op(c, op, 0, 0, e->span);
}

static void list_emit(Compiler *c, const Expr *e) {
  for (uint32_t i = 0; i < e->items.n; i++) value_emit(c, e->items.v[i]);
  emit_op(c, OP_MAKE_LIST, 0, e->items.n, e->span);
}

static void if_emit(Compiler *c, const Expr *e) {
  value_emit(c, e->a);
  value_emit(c, e->b);
  value_emit(c, e->c);
  emit_op(c, OP_SELECT, 0, 0, e->span);
}

static void default_emit(Compiler *c, const Expr *e) {
  value_emit(c, e->a);
  value_emit(c, e->b);
  emit_op(c, OP_DEFAULT, 0, 0, e->span);
}

void value_emit(Compiler *c, const Expr *e) {
  Value v;
  e = expr_resolve(e);
  if (expr_const(c, e, &v)) {
    const_emit(c, v, e->span);
    return;
  }
  switch (e->kind) {
    case EXPR_NAME:
    case EXPR_FIELD: name_emit(c, e); return;
    case EXPR_CALL: call_emit(c, e); return;
    case EXPR_LIST: list_emit(c, e); return;
    case EXPR_NOT: unary_emit(c, OP_NOT, e); return;
    case EXPR_NEGATE: unary_emit(c, OP_NEGATE, e); return;
    case EXPR_AND:
    case EXPR_OR: chain_emit(c, e); return;
    case EXPR_COMPARE: compare_emit(c, e); return;
    case EXPR_ARITH: arith_emit(c, e); return;
    case EXPR_IN: in_emit(c, e); return;
    case EXPR_IN_LAST:
      binary_emit(c, OP_IN_LAST, e);
      if (e->negated) emit_op(c, OP_NOT, 0, 0, e->span);
      return;
    case EXPR_CONTAINS: binary_emit(c, OP_CONTAINS, e); return;
    case EXPR_STARTS: binary_emit(c, OP_STARTS, e); return;
    case EXPR_ENDS: binary_emit(c, OP_ENDS, e); return;
    case EXPR_MATCHES: matches_emit(c, e); return;
    case EXPR_DEFAULT: default_emit(c, e); return;
    case EXPR_IS_MISSING: unary_emit(c, OP_IS_MISSING, e); return;
    case EXPR_IS_KNOWN:
      unary_emit(c, OP_IS_MISSING, e);
      emit_op(c, OP_NOT, 0, 0, e->span);
      return;
    case EXPR_IF: if_emit(c, e); return;
    default: BUG("no value: %s", expr_kind_word(e->kind));
  }
}

uint32_t func_emit(Compiler *c, const Expr *e) {
  Func func = {c->chunk->code.n, (Type)e->type};
  value_emit(c, e);
  emit_op(c, OP_RETURN, 0, 0, e->span);
  VEC_PUSH(c->chunk->arena, c->chunk->funcs, func);
  return c->chunk->funcs.n - 1;
}

uint32_t folded_func_emit(Compiler *c, const Expr *e) {
  Func func = {c->chunk->code.n, (Type)e->type};
  folded_emit(c, e);
  emit_op(c, OP_RETURN, 0, 0, e->span);
  VEC_PUSH(c->chunk->arena, c->chunk->funcs, func);
  return c->chunk->funcs.n - 1;
}

/* Long messages are joined in batches, so that they do not need a high stack. */
void template_emit(Compiler *c, const Template *t) {
  enum { BATCH = 32 };
  if (!t) {
    const_emit(c, value_missing(), (Span){0});
    return;
  }
  uint32_t pending = 0;
  for (uint32_t i = 0; i < t->parts.n; i++) {
    const TemplatePart *part = &t->parts.v[i];
    if (part->expr) {
      value_emit(c, part->expr);
      emit_op(c, OP_TEXT, 0, 0, part->expr->span);
    } else const_emit(c, value_text(part->text), t->span);
    if (++pending < BATCH) continue;
    emit_op(c, OP_JOIN, 0, pending, t->span);
    pending = 1;
  }
  if (pending == 0) const_emit(c, value_text(STR("")), t->span);
  else if (pending > 1) emit_op(c, OP_JOIN, 0, pending, t->span);
}
