/* What the rows of a table take, as boxes over its keys: rows that take the same, rows that are never reached. */
#include "check/checker.h"

enum { PAIRS_MOST = 20000000 }; /* pairs of rows that are compared; more are left alone, or refused for `unique` */

typedef VEC(Cell) Cells;

/* A cell beside this one, in the direction given. */
static bool cell_beside(Checker *c, const Cell *cell, int direction, Cell *out) {
  *out = *cell;
  switch ((Type)cell->type) {
    case TYPE_BOOL: out->i = !cell->i; return true;
    case TYPE_NUMBER:
      if (cell->is_real) out->d = cell->d + direction;
      else if (__builtin_add_overflow(cell->i, direction, &out->i)) return false;
      return true;
    case TYPE_TIME:
    case TYPE_DURATION: return !__builtin_add_overflow(cell->i, direction, &out->i);
    case TYPE_TEXT: {
      if (direction < 0) out->n = 0;
      Str text = direction < 0 ? STR("") : arena_printf(c->arena, "%.*s0", (int)cell->n, cell->s);
      out->s = text.p;
      out->n = (uint32_t)text.n;
      return true;
    }
    default: return false;
  }
}

static bool cell_between(const Cell *a, const Cell *b, Cell *out) {
  if (a->type != TYPE_NUMBER) return false;
  double x = a->is_real ? a->d : (double)a->i, y = b->is_real ? b->d : (double)b->i;
  *out = (Cell){.type = TYPE_NUMBER, .is_real = true, .d = x / 2 + y / 2};
  return true;
}

static void candidates_of(Checker *c, const KeyTest *test, Cells *out) {
  for (uint32_t i = 0; i < test->n; i++) {
    Cell beside;
    VEC_PUSH(c->arena, *out, test->v[i]);
    if (test->kind == CELL_VALUE || test->kind == CELL_IN) continue;
    if (cell_beside(c, &test->v[i], 1, &beside)) VEC_PUSH(c->arena, *out, beside);
    if (cell_beside(c, &test->v[i], -1, &beside)) VEC_PUSH(c->arena, *out, beside);
  }
}

/* A value that both take. When there is one, there is one among the ends, what lies beside them, and the middles. */
static bool both_take(Checker *c, const KeyTest *a, const KeyTest *b, Cell *witness) {
  *witness = (Cell){.type = TYPE_NONE};
  if (a->kind == CELL_ANY && b->kind == CELL_ANY) return true;
  if (a->kind == CELL_VALUE || b->kind == CELL_VALUE) {
    *witness = a->kind == CELL_VALUE ? a->v[0] : b->v[0];
    return cell_fits(a, witness) && cell_fits(b, witness);
  }
  Cells found = {0};
  candidates_of(c, a, &found);
  candidates_of(c, b, &found);
  for (uint32_t i = 0; i < found.n; i++) {
    *witness = found.v[i];
    if (cell_fits(a, witness) && cell_fits(b, witness)) return true;
  }
  for (uint32_t i = 0; i < found.n; i++)
    for (uint32_t k = 0; k < i; k++)
      if (cell_between(&found.v[i], &found.v[k], witness) && cell_fits(a, witness) && cell_fits(b, witness))
        return true;
  return false;
}

static const KeyTest *tests_of(const LookupTable *t, uint32_t row) { return t->tests + (size_t)row * t->key_count; }

static bool rows_overlap(Checker *c, const LookupTable *t, uint32_t a, uint32_t b, Cell *witness) {
  for (uint32_t k = 0; k < t->key_count; k++)
    if (!both_take(c, &tests_of(t, a)[k], &tests_of(t, b)[k], &witness[k])) return false;
  return true;
}

static void overlap_report(Checker *c, const LookupTable *t, uint32_t a, uint32_t b, const Cell *witness) {
  StrBuf text;
  strbuf_init(&text);
  strbuf_char(&text, '(');
  for (uint32_t k = 0; k < t->key_count; k++) {
    if (k) strbuf_text(&text, ", ");
    cell_print(&text, &witness[k]);
  }
  strbuf_char(&text, ')');
  if (t->lines) {
    diag_add(c->diags, DIAG_TABLE_OVERLAP, t->decl->file_span, t->lines[a], t->lines[b], STR_FMT(strbuf_view(&text)));
  } else {
    diag_add(c->diags, DIAG_TABLE_OVERLAP, t->decl->rows.v[b].span, a + 1, b + 1, STR_FMT(strbuf_view(&text)));
    diag_cause(c->diags, t->decl->rows.v[a].span, "row %u", a + 1);
  }
  strbuf_deinit(&text);
}

/* Does `inner` take nothing that `outer` does not take? Said only where it is plain to see. */
static bool is_covered(const KeyTest *outer, const KeyTest *inner) {
  if (outer->kind == CELL_ANY) return true;
  if (inner->kind == CELL_VALUE || inner->kind == CELL_IN) {
    for (uint32_t i = 0; i < inner->n; i++)
      if (!cell_fits(outer, &inner->v[i])) return false;
    return true;
  }
  if (inner->kind == CELL_RANGE && (outer->kind == CELL_RANGE || outer->kind == CELL_COMPARE) && outer->op != CMP_NE)
    return cell_fits(outer, &inner->v[0]) && cell_fits(outer, &inner->v[1]);
  if (inner->kind != CELL_COMPARE || outer->kind != CELL_COMPARE) return false;
  bool up = inner->op == CMP_GT || inner->op == CMP_GE, outer_up = outer->op == CMP_GT || outer->op == CMP_GE;
  if (inner->op == CMP_NE || outer->op == CMP_NE || up != outer_up) return false;
  if (inner->op == outer->op && cell_cmp(&inner->v[0], &outer->v[0]) == 0) return true;
  return cell_fits(outer, &inner->v[0]);
}

static bool row_covered(const LookupTable *t, uint32_t outer, uint32_t inner) {
  for (uint32_t k = 0; k < t->key_count; k++)
    if (!is_covered(&tests_of(t, outer)[k], &tests_of(t, inner)[k])) return false;
  return true;
}

static void row_review(Checker *c, const LookupTable *t, uint32_t row, Cell *witness) {
  for (uint32_t i = 0; i < row; i++) {
    if (t->decl->unique && rows_overlap(c, t, i, row, witness)) {
      overlap_report(c, t, i, row, witness);
      return;
    }
    if (t->decl->unique || !row_covered(t, i, row)) continue;
    diag_add(c->diags, DIAG_ROW_NEVER_REACHED, t->decl->rows.v[row].span, row + 1, i + 1);
    diag_cause(c->diags, t->decl->rows.v[i].span, "row %u", i + 1);
    return;
  }
}

/* Was the row reported? */
static bool row_said(Checker *c, const LookupTable *t, uint32_t row, Cell *witness) {
  bool said = false;
  for (uint32_t i = 0; i < row && !said; i++)
    said = t->decl->unique ? rows_overlap(c, t, i, row, witness) : row_covered(t, i, row);
  return said;
}

void boxes_review_folded(Checker *c, const LookupTable *t, const LookupTable *from) {
  if (!t->tests || (uint64_t)t->row_count * t->row_count / 2 > PAIRS_MOST) return;
  Cell *witness = ARENA_ARRAY(c->arena, Cell, t->key_count);
  for (uint32_t row = 1; row < t->row_count; row++)
    if (!row_said(c, from, row, witness)) row_review(c, t, row, witness);
}

void boxes_review(Checker *c, const LookupTable *t) {
  if (!t->tests) return;
  if ((uint64_t)t->row_count * t->row_count / 2 > PAIRS_MOST) {
    if (t->decl->unique) diag_add(c->diags, DIAG_TABLE_UNIQUE_LARGE, t->decl->span, STR_FMT(t->name));
    return;
  }
  Cell *witness = ARENA_ARRAY(c->arena, Cell, t->key_count);
  for (uint32_t row = 1; row < t->row_count; row++) row_review(c, t, row, witness);
}
