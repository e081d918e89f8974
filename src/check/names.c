/* let, define, list and table: one space of names, in any order, without cycles. */
#include "check/checker.h"
#include <stdlib.h>

static const char *symbol_word(SymbolKind kind) {
  static const char *const words[] = {"let", "list", "define", "table", "score", "class"};
  return words[kind];
}

/* A name that begins with `_` is its file's own: it is known by the file, too. */
static Str name_key(Checker *c, Str name, Span span) {
  if (name.n == 0 || name.p[0] != '_') return name;
  return arena_printf(c->arena, "%u:%.*s", module_of(c, span.file)->file, STR_FMT(name));
}

static void symbol_add(Checker *c, const Symbol *s) {
  uint32_t at = c->symbols.n, first;
  Str key = name_key(c, s->name, s->span);
  if (name_map_put(c->arena, &c->names, key, at)) {
    VEC_PUSH(c->arena, c->symbols, *s);
    c->symbols.v[at].of_module = s->span.file != c->script->file;
    return;
  }
  name_map_get(&c->names, key, &first);
  diag_add(c->diags, DIAG_NAME_TAKEN, s->span, STR_FMT(s->name));
  diag_cause(c->diags, c->symbols.v[first].span, "first used for this `%s`", symbol_word(c->symbols.v[first].kind));
}

/* What modules declare comes first: of two equal names that of the script is at fault, which is nearest at hand. */
static int symbol_order(const void *x, const void *y) {
  const Symbol *a = x, *b = y;
  if (a->span.file != b->span.file) return a->span.file > b->span.file ? -1 : 1;
  if (a->span.start != b->span.start) return a->span.start < b->span.start ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return (a->index > b->index) - (a->index < b->index);
}

static Symbol symbol_of(SymbolKind kind, uint32_t index, Str name, Span span) {
  return (Symbol){.kind = kind, .index = index, .slot = NO_SLOT, .name = name, .span = span};
}

/* In the order of the script, so that of two equal names the second is at fault. */
static void symbols_collect(Checker *c) {
  const Script *s = c->script;
  VEC(Symbol) all = {0};
  for (uint32_t i = 0; i < s->lists.n; i++)
    VEC_PUSH(c->arena, all, symbol_of(SYMBOL_LIST, i, s->lists.v[i].name, s->lists.v[i].span));
  for (uint32_t i = 0; i < s->defines.n; i++)
    VEC_PUSH(c->arena, all, symbol_of(SYMBOL_DEFINE, i, s->defines.v[i].name, s->defines.v[i].span));
  for (uint32_t i = 0; i < s->lets.n; i++)
    VEC_PUSH(c->arena, all, symbol_of(SYMBOL_LET, i, s->lets.v[i].name, s->lets.v[i].span));
  for (uint32_t i = 0; i < s->tables.n; i++)
    VEC_PUSH(c->arena, all, symbol_of(SYMBOL_TABLE, i, s->tables.v[i].name, s->tables.v[i].span));
  Symbol computed[2];
  uint32_t count;
  computed_symbols(c, computed, &count);
  for (uint32_t i = 0; i < count; i++) VEC_PUSH(c->arena, all, computed[i]);
  if (all.n > 0) qsort(all.v, all.n, sizeof *all.v, symbol_order);
  for (uint32_t i = 0; i < all.n; i++) symbol_add(c, &all.v[i]);
}

void names_declare(Checker *c) {
  symbols_collect(c);
  for (uint32_t i = 0; i < c->symbols.n; i++) {
    const Symbol *s = &c->symbols.v[i];
    if (s->of_module || is_computed(s) || !column_exists(c, s->name)) continue;
    diag_add(c->diags, DIAG_SHADOWS_COLUMN, s->span, symbol_word(s->kind), STR_FMT(s->name));
    diag_fix(c->diags, "take another name, or write `lead.%.*s` for the column", STR_FMT(s->name));
  }
}

static Symbol *name_known(Checker *c, Str name, Span span) {
  uint32_t i;
  return name_map_get(&c->names, name_key(c, name, span), &i) ? &c->symbols.v[i] : NULL;
}

void names_reload(Checker *c) {
  DiagList *real = c->diags;
  DiagList quiet;
  diag_init(&quiet, c->arena);
  c->diags = &quiet;
  symbols_collect(c);
  c->diags = real;
  for (uint32_t i = 0; i < c->program->lets.n; i++) {
    Symbol *s = name_known(c, c->program->lets.v[i].name, c->program->lets.v[i].span);
    if (s) s->slot = i;
  }
  for (uint32_t i = c->program->lists.n; i-- > 0;) { /* a folded twin comes after its list */
    Symbol *s = name_known(c, c->program->lists.v[i].name, c->program->lists.v[i].span);
    if (s) s->slot = i;
  }
  for (uint32_t i = c->program->tables.n; i-- > 0;) { /* likewise */
    Symbol *s = name_known(c, c->program->tables.v[i]->name, c->program->tables.v[i]->decl->span);
    if (s) s->slot = i;
  }
  for (uint32_t i = 0; i < c->symbols.n; i++) {
    Symbol *s = &c->symbols.v[i];
    s->reached = s->slot != NO_SLOT;
    if (s->kind == SYMBOL_LET && !s->reached && !s->of_module) s->broken = true;
  }
}

bool symbol_in_sight(const Checker *c, const Symbol *s, Span span) {
  bool is_private = s->name.n > 0 && s->name.p[0] == '_';
  return !is_private || module_of(c, span.file) == module_of(c, s->span.file);
}

/* Right after a finding about the name: another file has it, and keeps it to itself. */
bool private_elsewhere(Checker *c, Str name) {
  for (uint32_t i = 0; i < c->symbols.n; i++) {
    if (!str_eq(c->symbols.v[i].name, name)) continue;
    diag_fix(c->diags, "a name that begins with `_` is known in its own file only");
    return true;
  }
  return false;
}

void name_unknown(Checker *c, Str name, Span span) {
  if (c->modules_broken) return;
  diag_add(c->diags, DIAG_UNKNOWN_COLUMN, span, STR_FMT(name));
  if (!suggestions_wanted(c) || private_elsewhere(c, name)) return;
  Str *columns;
  size_t n = column_names(c, &columns);
  VEC(Str) all = {0};
  for (size_t i = 0; i < n; i++) VEC_PUSH(c->arena, all, columns[i]);
  for (uint32_t i = 0; i < c->symbols.n; i++)
    if (symbol_in_sight(c, &c->symbols.v[i], span)) VEC_PUSH(c->arena, all, c->symbols.v[i].name);
  for (int i = 0; i < BUILTIN_COUNT; i++) VEC_PUSH(c->arena, all, str_of(builtin_info((Builtin)i)->word));
  Str near = suggest(name, all.v, all.n);
  if (near.n) fix_name(c, span, near);
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
  diag_edit(c->diags, e->span, "\"%.*s\"", STR_FMT(e->text));
}

/* ---- who uses whom */

static void uses_add(Checker *c, Uses *uses, Str name, Span span, const DefineDecl *of) {
  uint32_t at;
  for (uint32_t i = 0; of && i < of->params.n; i++)
    if (str_eq(of->params.v[i].name, name)) return;
  if (!name_map_get(&c->names, name_key(c, name, span), &at)) return;
  SymbolKind kind = c->symbols.v[at].kind;
  if (kind != SYMBOL_LIST && kind != SYMBOL_TABLE) VEC_PUSH(c->arena, *uses, at);
}

void uses_of(Checker *c, Expr *root, const DefineDecl *of, Uses *uses) {
  uint32_t base = c->spine.n;
  VEC_PUSH(c->arena, c->spine, root);
  while (c->spine.n > base) {
    Expr *e = c->spine.v[--c->spine.n];
    if (!e) continue;
    if (e->kind == EXPR_NAME || e->kind == EXPR_CALL) uses_add(c, uses, e->text, e->span, of);
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
  if (from == path->n && first->kind != SYMBOL_DEFINE)
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
static void symbol_visit(Checker *c, uint32_t root) {
  enum { NEW, OPEN, DONE };
  const Uses *uses = c->uses;
  uint8_t *state = c->visited;
  Visits path = {0};
  if (state[root] != NEW) return;
  VEC_PUSH(c->arena, path, (Visit){root, 0});
  state[root] = OPEN;
  while (path.n > 0) {
    Visit *top = &path.v[path.n - 1];
    if (top->next == uses[top->symbol].n) {
      Symbol *s = &c->symbols.v[top->symbol];
      state[top->symbol] = DONE;
      if (s->kind == SYMBOL_LET && !s->broken && s->slot == NO_SLOT) let_check(c, s);
      if (is_computed(s) && !s->broken && s->slot == NO_SLOT) computed_check(c, s);
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

static void uses_collect(Checker *c) {
  uint32_t n = c->symbols.n;
  c->uses = ARENA_ARRAY(c->arena, Uses, n + 1);
  c->visited = ARENA_ARRAY(c->arena, uint8_t, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    const Symbol *s = &c->symbols.v[i];
    if (is_computed(s)) computed_uses(c, s, &c->uses[i]);
    if (s->kind == SYMBOL_LET) uses_of(c, c->script->lets.v[s->index].value, NULL, &c->uses[i]);
    if (s->kind == SYMBOL_DEFINE)
      uses_of(c, c->script->defines.v[s->index].body, &c->script->defines.v[s->index], &c->uses[i]);
  }
}

void names_order(Checker *c) {
  if (!c->uses) uses_collect(c);
  for (uint32_t i = 0; i < c->symbols.n; i++)
    if (!c->symbols.v[i].of_module) symbol_visit(c, i);
}

/* What is wrong with it is no finding of the define whose use led here. */
static void symbol_reach(Checker *c, Symbol *s) {
  DiagList *diags = c->diags;
  ExprPlace place = c->place;
  uint32_t depth = c->depth;
  s->reached = true;
  c->diags = c->findings;
  c->place = PLACE_LEAD;
  c->depth = 0;
  if (!c->uses) uses_collect(c);
  if (s->kind == SYMBOL_LIST) named_list_check(c, s);
  else if (s->kind == SYMBOL_TABLE) table_check(c, s);
  else symbol_visit(c, (uint32_t)(s - c->symbols.v));
  c->diags = diags;
  c->place = place;
  c->depth = depth;
}

/* The names of a module are not in sight where one writes: a column that one of them hides is told where it is used. */
static void hiding_review(Checker *c, Symbol *s, Span span) {
  if (s->hides_said || module_of(c, span.file)->file != c->script->file || !column_exists(c, s->name)) return;
  s->hides_said = true;
  diag_add(c->diags, DIAG_SHADOWS_COLUMN, span, symbol_word(s->kind), STR_FMT(s->name));
  diag_cause(c->diags, s->span, "defined here");
  diag_fix(c->diags, "take another name, or write `lead.%.*s` for the column", STR_FMT(s->name));
}

Symbol *name_find(Checker *c, Str name, Span span) {
  Symbol *s = name_known(c, name, span);
  if (!s || !s->of_module) return s;
  if (!s->reached) symbol_reach(c, s);
  hiding_review(c, s, span);
  return s;
}

/* A script without rules may be a module: its names are for others, and what is private serves them. */
static bool is_for_others(const Checker *c, const Symbol *s) { return s->of_module || c->script->rules.n == 0; }

static bool is_mentioned(Checker *c, Expr *root, Str name) {
  uint32_t base = c->spine.n;
  bool found = false;
  VEC_PUSH(c->arena, c->spine, root);
  while (c->spine.n > base) {
    const Expr *e = c->spine.v[--c->spine.n];
    if (!e) continue;
    found |= e->kind == EXPR_NAME && str_eq(e->text, name);
    VEC_PUSH(c->arena, c->spine, e->a);
    VEC_PUSH(c->arena, c->spine, e->b);
    VEC_PUSH(c->arena, c->spine, e->c);
    for (uint32_t i = 0; i < e->items.n; i++) VEC_PUSH(c->arena, c->spine, e->items.v[i]);
  }
  return found;
}

static void params_unused(Checker *c, const DefineDecl *define) {
  for (uint32_t i = 0; i < define->params.n; i++) {
    const Param *param = &define->params.v[i];
    if (is_mentioned(c, define->body, param->name)) continue;
    diag_add(c->diags, DIAG_PARAM_UNUSED, param->span, STR_FMT(param->name), STR_FMT(define->name));
    diag_fix(c->diags, "leave it out, here and where `%.*s` is used", STR_FMT(define->name));
  }
}

void names_unused(Checker *c) {
  for (uint32_t i = 0; i < c->symbols.n; i++) {
    const Symbol *s = &c->symbols.v[i];
    if (s->kind == SYMBOL_LET && s->slot != NO_SLOT) c->program->lets.v[s->slot].used = s->used;
    if (s->kind == SYMBOL_LIST && s->slot != NO_SLOT) c->program->lists.v[s->slot].used = s->used;
    if (s->kind == SYMBOL_DEFINE && !s->of_module) params_unused(c, &c->script->defines.v[s->index]);
    if (s->used || s->broken || is_computed(s) || is_for_others(c, s)) continue;
    diag_add(c->diags, DIAG_UNUSED, s->span, symbol_word(s->kind), STR_FMT(s->name));
    diag_fix(c->diags, "remove it, or use it in a rule");
  }
}
