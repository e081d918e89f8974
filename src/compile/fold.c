#include "compile/compiler.h"

const Expr *expr_resolve(const Expr *e) {
  while (e->expansion) e = e->expansion;
  return e;
}

static bool negated_const(const Compiler *c, const Expr *e, Value *out) {
  if (!expr_const(c, e->a, out)) return false;
  if (out->kind == VAL_REAL) out->d = -out->d;
  else if (out->kind != VAL_INT && out->kind != VAL_DURATION && out->kind != VAL_WORKING) return false;
  else if (out->i == INT64_MIN) return false;
  else out->i = -out->i;
  return true;
}

bool expr_const(const Compiler *c, const Expr *e, Value *out) {
  e = expr_resolve(e);
  switch (e->kind) {
    case EXPR_TEXT: *out = value_text(e->text); return true;
    case EXPR_NUMBER: *out = value_number(e->number); return true;
    case EXPR_BOOL: *out = value_bool(e->boolean); return true;
    case EXPR_TIME: *out = value_time(e->time); return true;
    case EXPR_DURATION: *out = e->working ? value_working(e->duration_ms) : value_duration(e->duration_ms); return true;
    case EXPR_NEGATE: return negated_const(c, e, out);
    default: return false;
  }
}

bool items_const(const Compiler *c, Expr *const *items, uint32_t count) {
  Value v;
  for (uint32_t i = 0; i < count; i++)
    if (!expr_const(c, items[i], &v)) return false;
  return true;
}

/* A nocase column is folded as it is read, and the checker has folded constants; all else is folded where it is
 * compared. */
bool expr_needs_fold(const Compiler *c, const Expr *e) {
  Value v;
  bool nocase = e->nocase;
  for (; e->expansion; e = e->expansion) nocase |= e->expansion->nocase;
  if (!nocase || (e->type != TYPE_TEXT && e->type != TYPE_LIST)) return false;
  if (expr_const(c, e, &v)) return false;
  if (e->kind == EXPR_CALL && e->ref_kind == REF_BUILTIN && e->ref == BUILTIN_FOLD) return false;
  return !(e->ref_kind == REF_COLUMN && c->program->columns.v[e->ref].nocase);
}

bool expr_column(const Compiler *c, const Expr *e, uint32_t *slot_out) {
  if (expr_needs_fold(c, e)) return false;
  e = expr_resolve(e);
  if ((e->kind != EXPR_NAME && e->kind != EXPR_FIELD) || e->ref_kind != REF_COLUMN) return false;
  *slot_out = e->ref;
  return true;
}
