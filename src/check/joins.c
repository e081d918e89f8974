/* What other rows of the database say for a key of the lead: owner_by(column), and tables from the database. Each such
 * call is a column of the lead that its own table does not have. */
#include "check/checker.h"
#include "syntax/print.h"

static void joined(Checker *c, Expr *e, Column column) {
  uint32_t slot;
  column.name = expr_words(c->arena, e);
  column.origin = COLUMN_DECLARED;
  column.nullable = column.read = true;
  column.span = e->span;
  if (!name_map_get(&c->join_slots, column.name, &slot)) slot = join_column_add(c, column);
  e->slot = slot;
  e->type = (uint8_t)column.type;
  e->nullable = true;
}

void owner_by_check(Checker *c, Expr *e) {
  Expr *arg = e->items.v[0];
  const Expr *column = expr_core(arg);
  if (c->place == PLACE_POOL) diag_add(c->diags, DIAG_LEAD_IN_POOL, e->span, STR_FMT(e->text));
  if (expr_is_untyped(c, arg)) expr_infer(c, arg, TYPE_TEXT);
  if (arg->type == TYPE_NONE) return;
  if (column->ref_kind != REF_COLUMN) {
    diag_add(c->diags, DIAG_OWNER_BY_COLUMN, arg->span, STR_FMT(shown(c, arg)));
    diag_fix(c->diags, "keep the value in a column of its own, which `set` may fill, and name that");
    return;
  }
  if (arg->type != TYPE_TEXT && arg->type != TYPE_NUMBER) {
    diag_add(c->diags, DIAG_OWNER_BY_TYPE, arg->span, STR_FMT(shown(c, arg)), type_phrase((Type)arg->type));
    return;
  }
  joined(c, e, (Column){.type = TYPE_TEXT, .join = JOIN_OWNER, .join_key = arg, .join_of = column->ref});
}

/* ---- tables of the database ---- */

static bool form_check(Checker *c, const TableDecl *decl) {
  bool good = decl->keys.n == 1 && decl->keys.v[0].mode == KEY_EXACT && decl->results.n > 0 && !decl->unique;
  if (good) return true;
  diag_add(c->diags, DIAG_DB_TABLE_FORM, decl->span, STR_FMT(decl->name));
  diag_fix(c->diags, "write `table %.*s(key) -> result from db \"%.*s\"`, with names of its columns",
           STR_FMT(decl->name), STR_FMT(decl->file));
  return false;
}

static bool column_type(Checker *c, const TableDecl *decl, const Schema *schema, Str name, Span span, Type *type_io) {
  Str *names = ARENA_ARRAY(c->arena, Str, schema->columns.n + 1);
  for (uint32_t i = 0; i < schema->columns.n; i++) {
    const SchemaColumn *column = &schema->columns.v[i];
    names[i] = column->name;
    if (!str_eq_ascii_nocase(column->name, name)) continue;
    if (*type_io == TYPE_NONE) *type_io = column->type == TYPE_NONE ? TYPE_TEXT : column->type;
    return true;
  }
  diag_add(c->diags, DIAG_DB_TABLE_COLUMN, span, STR_FMT(decl->file), STR_FMT(name));
  Str near = suggest(name, names, schema->columns.n);
  if (near.n) fix_name(c, span, near);
  return false;
}

bool joined_table_check(Checker *c, const TableDecl *decl, LookupTable *t) {
  Schema schema = {0};
  const TablePeek *peek = c->options->tables;
  if (!form_check(c, decl)) return false;
  if (peek && !peek->schema(peek->ctx, c->arena, decl->file, &schema)) {
    diag_add(c->diags, DIAG_DB_TABLE_MISSING, decl->file_span, STR_FMT(decl->file));
    return false;
  }
  bool good = true;
  for (uint32_t i = 0; schema.known && i < t->key_count; i++)
    good &= column_type(c, decl, &schema, t->keys[i].name, decl->keys.v[i].span, &t->keys[i].type);
  for (uint32_t i = 0; schema.known && i < t->result_count; i++)
    good &= column_type(c, decl, &schema, t->results[i].name, decl->results.v[i].span, &t->results[i].type);
  for (uint32_t i = 0; i < t->result_count; i++)
    if (t->results[i].type == TYPE_NONE) t->results[i].type = TYPE_TEXT;
  if (t->keys[0].type == TYPE_NONE) t->keys[0].type = TYPE_TEXT;
  return good;
}

void joined_table_use(Checker *c, Expr *e, const LookupTable *t, uint32_t result) {
  if (c->place == PLACE_POOL) diag_add(c->diags, DIAG_LEAD_IN_POOL, e->span, STR_FMT(e->text));
  e->ref_kind = REF_JOINED;
  joined(c, e, (Column){.type = t->results[result].type, .join = JOIN_TABLE, .join_key = e->items.v[0],
                        .join_table = t->decl, .join_result = &t->decl->results.v[result]});
}
