/* Uses of a table: territory(province, industry), segment(city, size).pool. */
#include "base/text.h"
#include "check/checker.h"

static Cell cell_folded(Checker *c, Cell cell) {
  if (cell.type != TYPE_TEXT) return cell;
  Str folded = text_fold(c->arena, (Str){cell.s, cell.n});
  cell.s = folded.p;
  cell.n = (uint32_t)folded.n;
  return cell;
}

static void tests_fold(Checker *c, LookupTable *twin, const LookupTable *from) {
  size_t count = (size_t)from->row_count * from->key_count;
  twin->tests = ARENA_ARRAY(c->arena, KeyTest, count);
  for (size_t i = 0; i < count; i++) {
    twin->tests[i] = from->tests[i];
    if (!(twin->folded >> i % from->key_count & 1)) continue;
    Cell *values = ARENA_ARRAY(c->arena, Cell, from->tests[i].n + 1);
    for (uint32_t k = 0; k < from->tests[i].n; k++) values[k] = cell_folded(c, from->tests[i].v[k]);
    twin->tests[i].v = values;
  }
}

static void cells_fold(Checker *c, LookupTable *twin, const LookupTable *from) {
  size_t count = (size_t)from->row_count * from->key_count;
  Cell *cells = ARENA_ARRAY(c->arena, Cell, count);
  for (size_t i = 0; i < count; i++)
    cells[i] = twin->folded >> i % from->key_count & 1 ? cell_folded(c, from->key_cells[i]) : from->key_cells[i];
  twin->key_cells = cells;
}

/* The table whose texts are folded in these keys. */
static uint32_t table_folded(Checker *c, uint32_t index, uint64_t folded) {
  const LookupTable *from = c->program->tables.v[index];
  for (uint32_t i = index; i < c->program->tables.n; i++)
    if (c->program->tables.v[i]->decl == from->decl && c->program->tables.v[i]->folded == folded) return i;
  LookupTable *twin = table_kept(c, from->decl, folded);
  if (!twin) {
    twin = ARENA_NEW(c->arena, LookupTable);
    *twin = *from;
    twin->folded = folded;
    twin->lookup = NULL;
    if (from->tests) {
      tests_fold(c, twin, from);
      boxes_review_folded(c, twin, from);
    } else cells_fold(c, twin, from);
  }
  VEC_PUSH(c->arena, c->program->tables, twin);
  return c->program->tables.n - 1;
}

/* "territory(province, industry)" */
static Str table_form(Checker *c, const LookupTable *t) {
  StrBuf b;
  strbuf_init(&b);
  strbuf_printf(&b, "%.*s(", STR_FMT(t->name));
  for (uint32_t i = 0; i < t->key_count; i++) strbuf_printf(&b, "%s%.*s", i ? ", " : "", STR_FMT(t->keys[i].name));
  strbuf_char(&b, ')');
  Str form = arena_copy(c->arena, strbuf_view(&b));
  strbuf_deinit(&b);
  return form;
}


static bool result_find(Checker *c, const Expr *e, const LookupTable *t, uint32_t *result_out) {
  *result_out = 0;
  if (e->base.n == 0 && t->result_count == 1) return true;
  Str *names = ARENA_ARRAY(c->arena, Str, t->result_count);
  for (uint32_t i = 0; i < t->result_count; i++) names[i] = t->results[i].name;
  if (e->base.n == 0) {
    diag_add(c->diags, DIAG_TABLE_RESULT_WHICH, e->span, STR_FMT(t->name), t->result_count);
    diag_fix(c->diags, "write `%.*s.%.*s`", STR_FMT(table_form(c, t)), STR_FMT(names[0]));
    return false;
  }
  for (uint32_t i = 0; i < t->result_count; i++) {
    *result_out = i;
    if (str_eq(names[i], e->base)) return true;
  }
  diag_add(c->diags, DIAG_TABLE_RESULT_UNKNOWN, e->span, STR_FMT(t->name), STR_FMT(e->base));
  Str near = suggest(e->base, names, t->result_count);
  if (near.n) diag_fix(c->diags, "did you mean `.%.*s`?", STR_FMT(near));
  return false;
}

static bool count_check(Checker *c, const Expr *e, const LookupTable *t) {
  if (e->items.n == t->key_count) return true;
  Lang lang = c->diags->lang;
  Str takes = t->key_count == 1 ? lang_say(c->arena, lang, "1 key") : lang_say(c->arena, lang, "%u keys", t->key_count);
  diag_add(c->diags, DIAG_ARGUMENT_COUNT, e->span, STR_FMT(t->name), STR_FMT(takes), e->items.n);
  diag_fix(c->diags, "its form is %.*s", STR_FMT(table_form(c, t)));
  diag_cause(c->diags, t->decl->span, "defined here");
  return false;
}

static bool key_check(Checker *c, Expr *arg, const LookupTable *t, uint32_t key) {
  Type want = t->keys[key].type;
  if (want != TYPE_NONE) {
    Str who = lang_say(c->arena, c->diags->lang, "key `%.*s` of `%.*s`", STR_FMT(t->keys[key].name), STR_FMT(t->name));
    if (!t->lines || want != TYPE_NUMBER || arg->type != TYPE_TEXT) return expr_want(c, arg, want, who.p);
    diag_add(c->diags, DIAG_NEEDS_TYPE, arg->span, who.p, type_phrase(want), STR_FMT(shown(c, arg)), "text");
    diag_fix(c->diags, "if its cells are codes, declare it: `%.*s: text`", STR_FMT(t->keys[key].name));
    return false;
  }
  if (expr_is_untyped(c, arg)) expr_infer(c, arg, TYPE_TEXT);
  return arg->type != TYPE_NONE;
}

void table_use(Checker *c, Expr *e, Symbol *s) {
  s->used = true;
  uint32_t slot = s->slot, result;
  bool good = slot != NO_SLOT;
  const LookupTable *t = good ? c->program->tables.v[slot] : NULL;
  for (uint32_t i = 0; i < e->items.n; i++) expr_check(c, e->items.v[i]);
  if (!good || !count_check(c, e, t) || !result_find(c, e, t, &result)) return;
  uint64_t folded = 0;
  for (uint32_t i = 0; i < t->key_count; i++) {
    good &= key_check(c, e->items.v[i], t, i);
    if (e->items.v[i]->nocase && t->keys[i].type == TYPE_TEXT) folded |= (uint64_t)1 << i;
  }
  if (!good) return;
  if (t->decl->from_db) {
    joined_table_use(c, e, t, result);
    return;
  }
  e->ref_kind = REF_TABLE;
  e->ref = folded ? table_folded(c, slot, folded) : slot;
  e->op = (uint8_t)result;
  e->type = (uint8_t)t->results[result].type;
  e->nullable = !t->total;
}
