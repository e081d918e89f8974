#include "syntax/build.h"

/* Rows, keys and results are read one after another into the table that was begun last: tables do not nest. */
TableDecl *table_new(Parser *p) { return p->table = ARENA_NEW(p->arena, TableDecl); }

TableKey table_key(const Token *name, const Token *type, KeyMode mode) {
  TableKey key = {.name = name->text, .span = name->span, .mode = mode, .has_type = type != NULL};
  if (type) key.type = (FieldTypeWord)type->keyword->value;
  return key;
}

void table_key_ends(TableKey *key, const Token *low, const Token *high) {
  key->low = low->text;
  key->high = high->text;
}

TableResult table_result(const Token *name, const Token *type) {
  TableResult result = {.name = name->text, .span = name->span, .has_type = type != NULL};
  if (type) result.type = (FieldTypeWord)type->keyword->value;
  return result;
}

void table_add_key(Parser *p, const TableKey *key) { VEC_PUSH(p->arena, p->table->keys, *key); }
void table_add_result(Parser *p, const TableResult *result) { VEC_PUSH(p->arena, p->table->results, *result); }
void table_row_begin(Parser *p) { VEC_PUSH(p->arena, p->table->rows, (TableRow){.span = p->lexer.last.span}); }

static TableRow *row_at_hand(Parser *p) { return &p->table->rows.v[p->table->rows.n - 1]; }

void table_row_end(Parser *p, Span span) { row_at_hand(p)->span = span; }

void table_add_cell(Parser *p, const TableCell *cell, Span span) {
  TableRow *row = row_at_hand(p);
  VEC_PUSH(p->arena, row->cells, *cell);
  row->cells.v[row->cells.n - 1].span = span;
}

void table_add_value(Parser *p, Expr *value) { VEC_PUSH(p->arena, row_at_hand(p)->values, value); }

TableCell table_cell_any(void) { return (TableCell){.kind = CELL_ANY}; }

TableCell table_cell_value(Parser *p, Expr *value) {
  TableCell cell = {.kind = CELL_VALUE};
  VEC_PUSH(p->arena, cell.items, value);
  return cell;
}

TableCell table_cell_range(Parser *p, Expr *low, Expr *high) {
  TableCell cell = {.kind = CELL_RANGE};
  VEC_PUSH(p->arena, cell.items, low);
  VEC_PUSH(p->arena, cell.items, high);
  return cell;
}

TableCell table_cell_compare(Parser *p, CompareOp op, Expr *value) {
  TableCell cell = table_cell_value(p, value);
  if (op != CMP_EQ) cell.kind = CELL_COMPARE;
  cell.op = op;
  return cell;
}

TableCell table_cell_in(bool negated, const ExprVec *items) {
  TableCell cell = {.kind = negated ? CELL_NOT_IN : CELL_IN};
  cell.items.v = items->v;
  cell.items.n = items->n;
  cell.items.cap = items->cap;
  return cell;
}

TableDecl *script_table(Parser *p, const Token *name, TableDecl *table, const Token *file) {
  table->name = name->text;
  table->span = name->span;
  table->from_file = file != NULL;
  if (file) {
    table->file = text_not_empty(p, file);
    table->file_span = file->span;
  }
  VEC_PUSH(p->arena, p->script->tables, *table);
  return &p->script->tables.v[p->script->tables.n - 1];
}

TableDecl *script_table_db(Parser *p, const Token *name, TableDecl *table, const Token *from, const Token *where) {
  table->from_db = true;
  table->file = text_not_empty(p, from);
  table->file_span = from->span;
  if (where) {
    table->where = where->text;
    table->where_span = where->span;
  }
  return script_table(p, name, table, NULL);
}

void table_unique(TableDecl *table) { table->unique = true; }
