/* Tables whose rows stand in the script: columns, types, cells. */
#include "base/text.h"
#include "check/checker.h"

static bool too_large(Checker *c, const TableDecl *decl) {
  uint32_t columns = decl->keys.n + decl->results.n;
  if (columns <= LIMIT_TABLE_COLUMNS && decl->rows.n <= LIMIT_TABLE_ROWS) return false;
  bool wide = columns > LIMIT_TABLE_COLUMNS;
  diag_add(c->diags, DIAG_TABLE_TOO_LARGE, decl->span, STR_FMT(decl->name),
           wide ? (int)LIMIT_TABLE_COLUMNS : (int)LIMIT_TABLE_ROWS, wide ? "columns" : "rows");
  return true;
}

static void column_once(Checker *c, const TableDecl *decl, NameMap *seen, Str name, Span span) {
  if (!name_map_put(c->arena, seen, name, 0))
    diag_add(c->diags, DIAG_TABLE_COLUMN_TWICE, span, STR_FMT(decl->name), STR_FMT(name));
}

static void columns_once(Checker *c, const TableDecl *decl) {
  NameMap keys = {0}, results = {0};
  for (uint32_t i = 0; i < decl->keys.n; i++)
    column_once(c, decl, &keys, decl->keys.v[i].name, decl->keys.v[i].span);
  for (uint32_t i = 0; i < decl->results.n; i++)
    column_once(c, decl, &results, decl->results.v[i].name, decl->results.v[i].span);
}

Type table_type(FieldTypeWord word) {
  static const Type types[] = {[FIELD_TEXT] = TYPE_TEXT, [FIELD_NUMBER] = TYPE_NUMBER,     [FIELD_BOOL] = TYPE_BOOL,
                               [FIELD_TIME] = TYPE_TIME, [FIELD_DURATION] = TYPE_DURATION, [FIELD_LIST] = TYPE_LIST};
  return types[word];
}

/* Keys and results as they were declared. */
static bool columns_set(Checker *c, const TableDecl *decl, LookupTable *t) {
  bool good = true;
  t->key_count = decl->keys.n;
  t->keys = ARENA_ARRAY(c->arena, LookupColumn, t->key_count);
  for (uint32_t i = 0; i < t->key_count; i++) {
    const TableKey *key = &decl->keys.v[i];
    t->keys[i] = (LookupColumn){key->name, key->has_type ? table_type(key->type) : TYPE_NONE};
    if (key->mode == KEY_EXACT) continue;
    if (t->mode != KEY_EXACT) {
      diag_add(c->diags, DIAG_TABLE_KEY_MODES, key->span);
      good = false;
    }
    t->mode = key->mode;
    t->mode_key = i;
    if (key->mode != KEY_RANGE && !key->has_type) t->keys[i].type = TYPE_TEXT;
  }
  t->result_count = decl->results.n ? decl->results.n : 1; /* a file may say otherwise */
  t->results = ARENA_ARRAY(c->arena, LookupColumn, t->result_count);
  for (uint32_t i = 0; i < decl->results.n; i++) {
    const TableResult *result = &decl->results.v[i];
    t->results[i] = (LookupColumn){result->name, result->has_type ? table_type(result->type) : TYPE_NONE};
  }
  return good;
}

Cell cell_of_const(const Const *v) {
  Cell cell = {.type = (uint8_t)v->type};
  if (v->type == TYPE_TEXT) {
    cell.s = v->text.p;
    cell.n = (uint32_t)v->text.n;
  } else if (v->type == TYPE_NUMBER && !v->number.is_int) {
    cell.is_real = true;
    cell.d = v->number.d;
  } else cell.i = v->type == TYPE_NUMBER ? v->number.i : v->i;
  return cell;
}

/* A literal of a cell, which must be of the column's type; the first one sets it. */
static bool literal_check(Checker *c, Expr *e, LookupColumn *column, Cell *out) {
  Const value;
  expr_check(c, e);
  if (e->type == TYPE_NONE || !const_of(c, e, &value)) return false;
  if (column->type == TYPE_NONE) column->type = value.type;
  *out = cell_of_const(&value);
  if (value.type == column->type) return true;
  Lang lang = c->diags->lang;
  Str name = column->name.n ? lang_say(c->arena, lang, "column `%.*s`", STR_FMT(column->name))
                            : lang_say(c->arena, lang, "the result");
  diag_add(c->diags, DIAG_TABLE_CELL_TYPE, e->span, STR_FMT(shown(c, e)), type_phrase(value.type), STR_FMT(name),
           type_phrase(column->type));
  return false;
}

static bool order_check(Checker *c, const TableCell *cell, Type type) {
  bool ordered = cell->kind == CELL_RANGE || (cell->kind == CELL_COMPARE && cell->op != CMP_NE);
  if (!ordered || (type != TYPE_BOOL && type != TYPE_WORKING)) return true;
  diag_add(c->diags, DIAG_NO_ORDER, cell->span, STR_FMT(shown(c, cell->items.v[0])), type_phrase(type),
           cell->kind == CELL_RANGE ? ".." : compare_word(cell->op));
  return false;
}

static bool cell_check(Checker *c, const TableCell *cell, LookupColumn *column, KeyTest *out) {
  Cell *values = ARENA_ARRAY(c->arena, Cell, cell->items.n + 1);
  bool good = true;
  for (uint32_t i = 0; i < cell->items.n; i++) good &= literal_check(c, cell->items.v[i], column, &values[i]);
  *out = (KeyTest){.kind = (uint8_t)cell->kind, .op = (uint8_t)cell->op, .n = cell->items.n, .v = values};
  if (!good || !order_check(c, cell, column->type)) return false;
  if (cell->kind == CELL_IN || cell->kind == CELL_NOT_IN) list_twice(c, cell->items.v, cell->items.n);
  if (cell->kind == CELL_RANGE && cell_cmp(&values[0], &values[1]) > 0)
    diag_add(c->diags, DIAG_EMPTY_RANGE, cell->span, STR_FMT(source_slice(c->sources, cell->span)));
  return true;
}

static bool counts_check(Checker *c, const TableRow *row, const LookupTable *t) {
  if (row->cells.n != t->key_count)
    diag_add(c->diags, DIAG_TABLE_CELL_COUNT, row->span, row->cells.n, row->cells.n == 1 ? "" : "s", t->key_count,
             t->key_count == 1 ? "" : "s");
  if (row->values.n != t->result_count)
    diag_add(c->diags, DIAG_TABLE_VALUE_COUNT, row->span, row->values.n, row->values.n == 1 ? "" : "s",
             t->result_count, t->result_count == 1 ? "" : "s");
  return row->cells.n == t->key_count && row->values.n == t->result_count;
}

static bool mode_check(Checker *c, const TableCell *cell, const LookupTable *t) {
  if (t->mode == KEY_EXACT || cell->kind == CELL_VALUE) return true;
  diag_add(c->diags, DIAG_TABLE_MODE_CELL, cell->span);
  return false;
}

static bool row_check(Checker *c, const TableRow *row, LookupTable *t, KeyTest *tests, Cell *values) {
  bool good = counts_check(c, row, t), total = true;
  if (!good) return false;
  for (uint32_t i = 0; i < t->key_count; i++) {
    good &= mode_check(c, &row->cells.v[i], t) && cell_check(c, &row->cells.v[i], &t->keys[i], &tests[i]);
    total &= row->cells.v[i].kind == CELL_ANY;
  }
  for (uint32_t i = 0; i < t->result_count; i++)
    good &= literal_check(c, row->values.v[i], &t->results[i], &values[i]);
  t->total |= total;
  return good;
}

static bool table_inline(Checker *c, const TableDecl *decl, LookupTable *t) {
  if (t->mode == KEY_RANGE) {
    diag_add(c->diags, DIAG_TABLE_RANGE_INLINE, decl->keys.v[t->mode_key].span);
    diag_fix(c->diags, "write the ends in the cells: `50..80`");
    return false;
  }
  if (decl->rows.n == 0) {
    diag_add(c->diags, DIAG_TABLE_EMPTY, decl->span, STR_FMT(decl->name));
    return false;
  }
  bool good = true;
  t->row_count = decl->rows.n;
  t->tests = ARENA_ARRAY(c->arena, KeyTest, (size_t)t->row_count * t->key_count);
  Cell *cells = ARENA_ARRAY(c->arena, Cell, (size_t)t->row_count * t->result_count);
  for (uint32_t i = 0; i < t->row_count; i++)
    good &= row_check(c, &decl->rows.v[i], t, t->tests + (size_t)i * t->key_count, cells + (size_t)i * t->result_count);
  t->cells = cells;
  return good;
}

LookupTable *table_kept(const Checker *c, const TableDecl *decl, uint64_t folded) {
  const Program *of = c->options->mutant_of;
  for (uint32_t i = 0; of && decl->from_file && i < of->tables.n; i++) {
    const LookupTable *t = of->tables.v[i];
    if (!t->decl->from_file || t->folded != folded || !str_eq(t->name, decl->name)) continue;
    Str there = source_slice(of->sources, span_join(t->decl->span, t->decl->file_span));
    Str here = source_slice(c->sources, span_join(decl->span, decl->file_span));
    Str its = of->sources->files.v[t->decl->span.file]->name, ours = c->sources->files.v[decl->span.file]->name;
    if (!str_eq(there, here) || !str_eq(its, ours)) continue;
    LookupTable *copy = ARENA_NEW(c->arena, LookupTable);
    *copy = *t;
    copy->decl = decl;
    copy->arena = c->arena;
    return copy;
  }
  return NULL;
}

static LookupTable *table_made(Checker *c, const TableDecl *decl) { /* NULL: reported */
  LookupTable *t = ARENA_NEW(c->arena, LookupTable);
  *t = (LookupTable){.arena = c->arena, .decl = decl, .name = decl->name};
  columns_once(c, decl);
  if (too_large(c, decl) || !columns_set(c, decl, t)) return NULL;
  bool good = decl->from_db     ? joined_table_check(c, decl, t)
              : decl->from_file ? table_from_file(c, decl, t)
                                : table_inline(c, decl, t);
  if (!good || (t->mode == KEY_WITHIN && !within_keys_check(c, t))) return NULL;
  if (!decl->from_db) boxes_review(c, t);
  return t;
}

/* A table that could not be understood keeps its symbol without a slot: its uses are not reported again. */
void table_check(Checker *c, Symbol *s) {
  const TableDecl *decl = &c->script->tables.v[s->index];
  LookupTable *t = table_kept(c, decl, 0);
  if (!t) t = table_made(c, decl);
  if (!t) return;
  s->slot = c->program->tables.n;
  VEC_PUSH(c->arena, c->program->tables, t);
}

void tables_check(Checker *c) {
  for (uint32_t i = 0; i < c->symbols.n; i++)
    if (c->symbols.v[i].kind == SYMBOL_TABLE && !c->symbols.v[i].of_module) table_check(c, &c->symbols.v[i]);
}
