/* let, define, list and table: one space of names, in any order, without cycles. */
#include "check/checker.h"
#include <stdlib.h>

static const char *symbol_word(SymbolKind kind) {
  static const char *const words[] = {"let", "list", "define", "table"};
  return words[kind];
}

static void symbol_add(Checker *c, const Symbol *s) {
  uint32_t at = c->symbols.n, first;
  if (name_map_put(c->arena, &c->names, s->name, at)) {
    VEC_PUSH(c->arena, c->symbols, *s);
    return;
  }
  name_map_get(&c->names, s->name, &first);
  diag_add(c->diags, DIAG_NAME_TAKEN, s->span, STR_FMT(s->name));
  diag_cause(c->diags, c->symbols.v[first].span, "first used for this `%s`", symbol_word(c->symbols.v[first].kind));
}

static int symbol_order(const void *x, const void *y) {
  const Symbol *a = x, *b = y;
  if (a->span.start != b->span.start) return a->span.start < b->span.start ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return (a->index > b->index) - (a->index < b->index);
}

/* In the order of the script, so that of two equal names the second is at fault. */
static void symbols_collect(Checker *c) {
  const Script *s = c->script;
  VEC(Symbol) all = {0};
  for (uint32_t i = 0; i < s->lists.n; i++)
    VEC_PUSH(c->arena, all, (Symbol){SYMBOL_LIST, i, NO_SLOT, s->lists.v[i].name, s->lists.v[i].span, 0, 0, 0});
  for (uint32_t i = 0; i < s->defines.n; i++)
    VEC_PUSH(c->arena, all, (Symbol){SYMBOL_DEFINE, i, NO_SLOT, s->defines.v[i].name, s->defines.v[i].span, 0, 0, 0});
  for (uint32_t i = 0; i < s->lets.n; i++)
    VEC_PUSH(c->arena, all, (Symbol){SYMBOL_LET, i, NO_SLOT, s->lets.v[i].name, s->lets.v[i].span, 0, 0, 0});
  for (uint32_t i = 0; i < s->tables.n; i++)
    VEC_PUSH(c->arena, all, (Symbol){SYMBOL_TABLE, i, NO_SLOT, s->tables.v[i].name, s->tables.v[i].span, 0, 0, 0});
  if (all.n > 0) qsort(all.v, all.n, sizeof *all.v, symbol_order);
  for (uint32_t i = 0; i < all.n; i++) symbol_add(c, &all.v[i]);
}

void names_declare(Checker *c) {
  symbols_collect(c);
  for (uint32_t i = 0; i < c->symbols.n; i++) {
    const Symbol *s = &c->symbols.v[i];
    if (!column_exists(c, s->name)) continue;
    diag_add(c->diags, DIAG_SHADOWS_COLUMN, s->span, symbol_word(s->kind), STR_FMT(s->name));
    diag_fix(c->diags, "take another name, or write `lead.%.*s` for the column", STR_FMT(s->name));
  }
}

void names_reload(Checker *c) {
  DiagList *real = c->diags;
  DiagList quiet;
  diag_init(&quiet, c->arena);
  c->diags = &quiet;
  symbols_collect(c);
  c->diags = real;
  for (uint32_t i = 0; i < c->program->lets.n; i++) {
    Symbol *s = name_find(c, c->program->lets.v[i].name);
    if (s) s->slot = i;
  }
  for (uint32_t i = c->program->lists.n; i-- > 0;) { /* a folded twin comes after its list */
    Symbol *s = name_find(c, c->program->lists.v[i].name);
    if (s) s->slot = i;
  }
  for (uint32_t i = c->program->tables.n; i-- > 0;) { /* likewise */
    Symbol *s = name_find(c, c->program->tables.v[i]->name);
    if (s) s->slot = i;
  }
  for (uint32_t i = 0; i < c->symbols.n; i++)
    if (c->symbols.v[i].kind == SYMBOL_LET && c->symbols.v[i].slot == NO_SLOT) c->symbols.v[i].broken = true;
}

Symbol *name_find(Checker *c, Str name) {
  uint32_t i;
  return name_map_get(&c->names, name, &i) ? &c->symbols.v[i] : NULL;
}

void name_unknown(Checker *c, Str name, Span span) {
  diag_add(c->diags, DIAG_UNKNOWN_COLUMN, span, STR_FMT(name));
  if (!suggestions_wanted(c)) return;
  Str *columns;
  size_t n = column_names(c, &columns);
  VEC(Str) all = {0};
  for (size_t i = 0; i < n; i++) VEC_PUSH(c->arena, all, columns[i]);
  for (uint32_t i = 0; i < c->symbols.n; i++) VEC_PUSH(c->arena, all, c->symbols.v[i].name);
  for (int i = 0; i < BUILTIN_COUNT; i++) VEC_PUSH(c->arena, all, str_of(builtin_info((Builtin)i)->word));
  Str near = suggest(name, all.v, all.n);
  if (near.n) diag_fix(c->diags, "did you mean `%.*s`?", STR_FMT(near));
  else if (!c->options->leads->known && c->script->has_lead_block)
    diag_fix(c->diags, "declare it in `lead { }`, or give a database");
}

/* `city == Mumbai`: where a value is expected, a name that nothing has is a text without quotes. */
void quotes_forgotten(Checker *c, const Expr *e) {
  const DiagList *found = c->diags;
  if (e->kind != EXPR_NAME || found->last_dropped || found->items.n == 0) return;
  const Diag *d = &found->items.v[found->items.n - 1];
  if (d->code != DIAG_UNKNOWN_COLUMN || d->fix.n || d->span.start != e->span.start || d->span.file != e->span.file)
    return;
  diag_fix(c->diags, "if it is a text, put it in quotes: \"%.*s\"", STR_FMT(e->text));
}

/* ---- who uses whom */

typedef struct Uses { uint32_t *v; uint32_t n, cap; } Uses; /* symbols that a let or define names */

static void uses_add(Checker *c, Uses *uses, Str name, const DefineDecl *of) {
  uint32_t at;
  for (uint32_t i = 0; of && i < of->params.n; i++)
    if (str_eq(of->params.v[i].name, name)) return;
  if (!name_map_get(&c->names, name, &at)) return;
  SymbolKind kind = c->symbols.v[at].kind;
  if (kind == SYMBOL_LET || kind == SYMBOL_DEFINE) VEC_PUSH(c->arena, *uses, at);
}

static void uses_of(Checker *c, Expr *root, const DefineDecl *of, Uses *uses) {
  uint32_t base = c->spine.n;
  VEC_PUSH(c->arena, c->spine, root);
  while (c->spine.n > base) {
    Expr *e = c->spine.v[--c->spine.n];
    if (!e) continue;
    if (e->kind == EXPR_NAME || e->kind == EXPR_CALL) uses_add(c, uses, e->text, of);
    VEC_PUSH(c->arena, c->spine, e->a);
    VEC_PUSH(c->arena, c->spine, e->b);
    VEC_PUSH(c->arena, c->spine, e->c);
    for (uint32_t i = 0; i < e->items.n; i++) VEC_PUSH(c->arena, c->spine, e->items.v[i]);
  }
}

typedef struct Visit { uint32_t symbol, next; } Visit;
typedef VEC(Visit) Visits;

static void cycle_report(Checker *c, const Visits *path, uint32_t again) {
  StrBuf chain;
  strbuf_init(&chain);
  uint32_t from = path->n;
  while (from > 0 && path->v[from - 1].symbol != again) from--;
  enum { MOST = 12 };
  for (uint32_t i = from - 1; i < path->n; i++) {
    Symbol *s = &c->symbols.v[path->v[i].symbol];
    s->broken = true;
    if (i - from + 1 < MOST) lang_printf(&chain, c->diags->lang, "%.*s uses ", STR_FMT(s->name));
    else if (i - from + 1 == MOST) lang_printf(&chain, c->diags->lang, "… uses ");
  }
  const Symbol *first = &c->symbols.v[again];
  strbuf_str(&chain, first->name);
  diag_add(c->diags, DIAG_NAME_CYCLE, first->span, STR_FMT(first->name), STR_FMT(strbuf_view(&chain)));
  if (from == path->n && first->kind == SYMBOL_LET)
    diag_fix(c->diags, "for the column of that name write `lead.%.*s`", STR_FMT(first->name));
  strbuf_deinit(&chain);
}

static void let_check(Checker *c, Symbol *s) {
  LetDecl *let = &c->script->lets.v[s->index];
  expr_check(c, let->value);
  if (let->value->kind == EXPR_RANGE) let->value->type = TYPE_NONE;
  if (let->value->type == TYPE_BOOL) missing_review(c, let->value);
  s->slot = c->program->lets.n;
  VEC_PUSH(c->arena, c->program->lets, (Let){.name = let->name, .span = let->span, .value = let->value});
}

/* Depth first, without recursion: a symbol is left after all that it uses. */
static void symbol_visit(Checker *c, const Uses *uses, uint8_t *state, uint32_t root) {
  enum { NEW, OPEN, DONE };
  Visits path = {0};
  if (state[root] != NEW) return;
  VEC_PUSH(c->arena, path, (Visit){root, 0});
  state[root] = OPEN;
  while (path.n > 0) {
    Visit *top = &path.v[path.n - 1];
    if (top->next == uses[top->symbol].n) {
      Symbol *s = &c->symbols.v[top->symbol];
      state[top->symbol] = DONE;
      if (s->kind == SYMBOL_LET && !s->broken) let_check(c, s);
      path.n--;
      continue;
    }
    uint32_t to = uses[top->symbol].v[top->next++];
    if (state[to] == OPEN && !c->symbols.v[to].broken) cycle_report(c, &path, to);
    if (state[to] != NEW) continue;
    state[to] = OPEN;
    VEC_PUSH(c->arena, path, (Visit){to, 0});
  }
}

void names_order(Checker *c) {
  uint32_t n = c->symbols.n;
  Uses *uses = ARENA_ARRAY(c->arena, Uses, n);
  uint8_t *state = ARENA_ARRAY(c->arena, uint8_t, n);
  for (uint32_t i = 0; i < n; i++) {
    const Symbol *s = &c->symbols.v[i];
    if (s->kind == SYMBOL_LET) uses_of(c, c->script->lets.v[s->index].value, NULL, &uses[i]);
    if (s->kind == SYMBOL_DEFINE)
      uses_of(c, c->script->defines.v[s->index].body, &c->script->defines.v[s->index], &uses[i]);
  }
  for (uint32_t i = 0; i < n; i++) symbol_visit(c, uses, state, i);
}

void names_unused(Checker *c) {
  for (uint32_t i = 0; i < c->symbols.n; i++) {
    const Symbol *s = &c->symbols.v[i];
    if (s->kind == SYMBOL_LET && s->slot != NO_SLOT) c->program->lets.v[s->slot].used = s->used;
    if (s->kind == SYMBOL_LIST && s->slot != NO_SLOT) c->program->lists.v[s->slot].used = s->used;
    if (s->used || s->broken) continue;
    diag_add(c->diags, DIAG_UNUSED, s->span, symbol_word(s->kind), STR_FMT(s->name));
    diag_fix(c->diags, "remove it, or use it in a rule");
  }
}
