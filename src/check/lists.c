/* Named lists, inline or from a file beside the script. */
#include "check/checker.h"
#include "base/text.h"

static bool is_literal(const Expr *e) {
  return e->kind == EXPR_TEXT || e->kind == EXPR_NUMBER || e->kind == EXPR_BOOL || e->kind == EXPR_TIME ||
         e->kind == EXPR_DURATION;
}

/* -3 in a list is a number like 3, so that whoever reads the list meets literals only. */
static void negative_literal(Checker *c, Expr *e) {
  Const value;
  if (e->kind != EXPR_NEGATE || !is_literal(e->a) || !const_of(c, e, &value)) return;
  e->text = arena_printf(c->arena, "-%.*s", STR_FMT(e->a->text));
  e->kind = value.type == TYPE_NUMBER ? EXPR_NUMBER : EXPR_DURATION;
  if (value.type == TYPE_NUMBER) e->number = value.number;
  else e->duration_ms = value.i;
  e->working = value.type == TYPE_WORKING;
  e->a = NULL;
}

static Str const_key(Checker *c, const Const *v) {
  char text[32];
  switch (v->type) {
  case TYPE_TEXT: return v->text;
  case TYPE_NUMBER: return arena_printf(c->arena, "%.*s", (int)number_format(v->number, text), text);
  default: return arena_printf(c->arena, "%lld", (long long)v->i);
  }
}

void list_twice(Checker *c, Expr *const *items, uint32_t n) {
  NameMap seen = {0};
  for (uint32_t i = 0; i < n; i++) {
    Const value;
    uint32_t first;
    if (!const_of(c, items[i], &value)) continue;
    Str key = const_key(c, &value);
    if (name_map_put(c->arena, &seen, key, i)) continue;
    name_map_get(&seen, key, &first);
    diag_add(c->diags, DIAG_VALUE_TWICE, items[i]->span, STR_FMT(shown(c, items[i])));
    diag_cause(c->diags, items[first]->span, "first here");
  }
}

static void list_inline(Checker *c, const ListDecl *decl, NamedList *list) {
  for (uint32_t i = 0; i < decl->items.n; i++) {
    Expr *e = decl->items.v[i];
    expr_check(c, e);
    negative_literal(c, e);
    if (e->type == TYPE_NONE) continue;
    if (!is_literal(e)) {
      diag_add(c->diags, DIAG_LIST_NOT_CONSTANT, e->span, STR_FMT(shown(c, e)));
      continue;
    }
    if (list->elem == TYPE_NONE) list->elem = (Type)e->type;
    if (e->type != list->elem) {
      diag_add(c->diags, DIAG_LIST_MIXED, e->span, STR_FMT(shown(c, e)), type_phrase((Type)e->type),
               type_phrase(list->elem));
      diag_cause(c->diags, decl->items.v[0]->span, "the first item");
      continue;
    }
    VEC_PUSH(c->arena, list->items, e);
  }
  list_twice(c, list->items.v, list->items.n);
}

/* The next entry at *at: not blank, no comment. False: there is none. */
static bool entry_next(Str text, size_t *at, Str *entry_out) {
  while (*at < text.n) {
    size_t end = *at;
    while (end < text.n && text.p[end] != '\n' && text.p[end] != '\r') end++;
    *entry_out = str_trim((Str){text.p + *at, end - *at});
    *at = end + 1;
    if (entry_out->n > 0 && entry_out->p[0] != '#') return true;
  }
  return false;
}

static void list_from_file(Checker *c, ListDecl *decl, NamedList *list) {
  Str text, entry;
  uint32_t entries = 0;
  list->elem = TYPE_TEXT;
  FileUse use = {.name = decl->file, .span = decl->file_span, .most_bytes = LIMIT_INPUT_BYTES,
                 .unreadable = DIAG_LIST_FILE, .not_utf8 = DIAG_LIST_FILE_UTF8};
  if (!named_file_read(c, &use, &text)) return;
  for (size_t at = 0; entries <= LIMIT_LIST_FILE_ENTRIES && entry_next(text, &at, &entry);) entries++;
  if (entries > LIMIT_LIST_FILE_ENTRIES) {
    diag_add(c->diags, DIAG_LIST_FILE_LONG, decl->file_span, STR_FMT(decl->file), LIMIT_LIST_FILE_ENTRIES);
    return;
  }
  for (size_t at = 0; entry_next(text, &at, &entry);) {
    Expr *e = ARENA_NEW(c->arena, Expr);
    e->kind = EXPR_TEXT;
    e->type = TYPE_TEXT;
    e->span = decl->file_span;
    e->text = text_nfc(c->arena, entry);
    VEC_PUSH(c->arena, list->items, e);
  }
  decl->items.v = list->items.v;
  decl->items.n = decl->items.cap = list->items.n;
}

void named_list_check(Checker *c, Symbol *s) {
  ListDecl *decl = &c->script->lists.v[s->index];
  NamedList list = {.name = decl->name, .span = decl->span};
  if (decl->from_file) list_from_file(c, decl, &list);
  else list_inline(c, decl, &list);
  s->slot = c->program->lists.n;
  VEC_PUSH(c->arena, c->program->lists, list);
}

void lists_check(Checker *c) {
  for (uint32_t i = 0; i < c->symbols.n; i++)
    if (c->symbols.v[i].kind == SYMBOL_LIST && !c->symbols.v[i].of_module) named_list_check(c, &c->symbols.v[i]);
}

uint32_t list_folded(Checker *c, uint32_t list) {
  NamedList from = c->program->lists.v[list];
  for (uint32_t i = list + 1; i < c->program->lists.n; i++)
    if (span_same(c->program->lists.v[i].span, from.span)) return i;
  NamedList twin = {.name = from.name, .span = from.span, .elem = from.elem, .used = true};
  for (uint32_t i = 0; i < from.items.n; i++) {
    Expr *e = ARENA_NEW(c->arena, Expr);
    *e = *from.items.v[i];
    expr_nocase(c, e);
    VEC_PUSH(c->arena, twin.items, e);
  }
  VEC_PUSH(c->arena, c->program->lists, twin);
  return c->program->lists.n - 1;
}
