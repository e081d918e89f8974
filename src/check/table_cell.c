/* Cells of tables: their order, whether one fits a test, how they are written. */
#include "base/clock.h"
#include "check/checker.h"
#include "syntax/print.h"

static Number number_of(const Cell *c) {
  return c->is_real ? (Number){.is_int = false, .d = c->d} : (Number){.is_int = true, .i = c->i};
}

int cell_cmp(const Cell *a, const Cell *b) {
  if (a->type == TYPE_TEXT) return str_cmp((Str){a->s, a->n}, (Str){b->s, b->n});
  if (a->type == TYPE_NUMBER) return number_cmp(number_of(a), number_of(b));
  return (a->i > b->i) - (a->i < b->i);
}

static bool compare_fits(CompareOp op, int order) {
  switch (op) {
    case CMP_EQ: return order == 0;
    case CMP_NE: return order != 0;
    case CMP_LT: return order < 0;
    case CMP_LE: return order <= 0;
    case CMP_GT: return order > 0;
    case CMP_GE: return order >= 0;
  }
  return false;
}

static bool is_among(const KeyTest *test, const Cell *cell) {
  for (uint32_t i = 0; i < test->n; i++)
    if (cell_cmp(cell, &test->v[i]) == 0) return true;
  return false;
}

bool cell_fits(const KeyTest *test, const Cell *cell) {
  if (test->kind == CELL_ANY) return true;
  if (cell->type == TYPE_NONE) return false; /* a missing key fits only `*` */
  if (test->n == 0) return test->kind == CELL_NOT_IN;
  if (cell->type != test->v[0].type) return false;
  switch ((CellKind)test->kind) {
    case CELL_ANY: return true;
    case CELL_VALUE: return cell_cmp(cell, &test->v[0]) == 0;
    case CELL_COMPARE: return compare_fits((CompareOp)test->op, cell_cmp(cell, &test->v[0]));
    case CELL_RANGE: return cell_cmp(cell, &test->v[0]) >= 0 && cell_cmp(cell, &test->v[1]) <= 0;
    case CELL_IN: return is_among(test, cell);
    case CELL_NOT_IN: return !is_among(test, cell);
  }
  return false;
}

void cell_print(StrBuf *out, const Cell *cell) {
  char text[64];
  switch ((Type)cell->type) {
    case TYPE_TEXT: print_text_literal(out, (Str){cell->s, cell->n}); break;
    case TYPE_NUMBER: strbuf_add(out, text, number_format(number_of(cell), text)); break;
    case TYPE_BOOL: strbuf_text(out, cell->i ? "true" : "false"); break;
    case TYPE_TIME: strbuf_add(out, text, time_format(cell->i, text)); break;
    case TYPE_DURATION: strbuf_add(out, text, duration_format(cell->i, text)); break;
    default: strbuf_char(out, '*'); break;
  }
}
