#include "syntax/doc.h"
#include "syntax/print.h"
#include <stdlib.h>

typedef struct Reading {
  Arena *arena;
  const SourceSet *sources;
  uint32_t file;
  uint32_t first_line; /* of the first definition */
  Docs *out;
} Reading;

static bool is_comment(const Reading *r, uint32_t line) {
  Str text = str_trim(source_line_text(r->sources, r->file, line));
  return text.n > 0 && text.p[0] == '#' && !str_starts(text, STR("#!"));
}

/* The comment lines from..to, without their signs. */
static Str comment_text(const Reading *r, uint32_t from, uint32_t to) {
  StrBuf out;
  strbuf_init(&out);
  for (uint32_t line = from; line <= to; line++) {
    Str text = str_trim(source_line_text(r->sources, r->file, line));
    text = (Str){text.p + 1, text.n - 1};
    if (text.n && text.p[0] == ' ') text = (Str){text.p + 1, text.n - 1};
    if (line > from) strbuf_char(&out, '\n');
    strbuf_str(&out, text);
  }
  Str whole = arena_copy(r->arena, strbuf_view(&out));
  strbuf_deinit(&out);
  return whole;
}

static Str comment_above(const Reading *r, uint32_t line) {
  uint32_t from = line;
  while (from > 1 && is_comment(r, from - 1)) from--;
  return from < line ? comment_text(r, from, line - 1) : STR("");
}

static void doc_add(Reading *r, const char *kind, Str name, Span span, StrBuf *form) {
  bool is_private = name.n > 0 && name.p[0] == '_';
  uint32_t line = source_line(r->sources, span);
  if (line < r->first_line) r->first_line = line;
  if (!is_private) {
    Doc doc = {.kind = kind, .name = name, .form = arena_copy(r->arena, strbuf_view(form)),
               .text = comment_above(r, line), .at = span.start};
    VEC_PUSH(r->arena, r->out->list, doc);
  }
  strbuf_clear(form);
}

static void put_key(StrBuf *out, const TableKey *key) {
  static const char *const modes[] = {[KEY_EXACT] = "", [KEY_PREFIX] = "prefix ", [KEY_RANGE] = "range ",
                                      [KEY_WITHIN] = "within "};
  strbuf_text(out, modes[key->mode]);
  print_name(out, key->name);
}

static void table_doc(Reading *r, const TableDecl *table, StrBuf *form) {
  print_name(form, table->name);
  strbuf_char(form, '(');
  for (uint32_t i = 0; i < table->keys.n; i++) {
    if (i) strbuf_text(form, ", ");
    put_key(form, &table->keys.v[i]);
  }
  strbuf_char(form, ')');
  for (uint32_t i = 0; i < table->results.n; i++) {
    strbuf_text(form, i ? ", " : " -> ");
    print_name(form, table->results.v[i].name);
  }
  doc_add(r, "table", table->name, table->span, form);
}

static void define_doc(Reading *r, const DefineDecl *define, StrBuf *form) {
  print_name(form, define->name);
  strbuf_char(form, '(');
  for (uint32_t i = 0; i < define->params.n; i++) {
    if (i) strbuf_text(form, ", ");
    print_name(form, define->params.v[i].name);
  }
  strbuf_char(form, ')');
  doc_add(r, "define", define->name, define->span, form);
}

static int in_order(const void *x, const void *y) {
  const Doc *a = x, *b = y;
  return (a->at > b->at) - (a->at < b->at);
}

/* The first comment, when the line below it begins no definition. */
static Str about_text(const Reading *r) {
  uint32_t lines = r->sources->files.v[r->file]->line_count, from = 1, to;
  while (from < lines && str_trim(source_line_text(r->sources, r->file, from)).n == 0) from++;
  for (to = from; to <= lines && is_comment(r, to); to++) continue;
  return to == from || to == r->first_line ? STR("") : comment_text(r, from, to - 1);
}

void docs_read(Arena *arena, const SourceSet *sources, uint32_t file, const Script *script, Docs *out) {
  Reading r = {.arena = arena, .sources = sources, .file = file, .first_line = UINT32_MAX, .out = out};
  StrBuf form;
  *out = (Docs){0};
  strbuf_init(&form);
  for (uint32_t i = 0; i < script->defines.n; i++) define_doc(&r, &script->defines.v[i], &form);
  for (uint32_t i = 0; i < script->tables.n; i++) table_doc(&r, &script->tables.v[i], &form);
  for (uint32_t i = 0; i < script->lets.n; i++) {
    print_name(&form, script->lets.v[i].name);
    doc_add(&r, "let", script->lets.v[i].name, script->lets.v[i].span, &form);
  }
  for (uint32_t i = 0; i < script->lists.n; i++) {
    print_name(&form, script->lists.v[i].name);
    doc_add(&r, "list", script->lists.v[i].name, script->lists.v[i].span, &form);
  }
  for (uint32_t i = 0; i < script->calendars.n; i++) {
    print_text_literal(&form, script->calendars.v[i].name);
    doc_add(&r, "calendar", script->calendars.v[i].name, script->calendars.v[i].span, &form);
  }
  for (uint32_t i = 0; i < script->pools.n; i++) {
    print_text_literal(&form, script->pools.v[i].name);
    doc_add(&r, "pool", script->pools.v[i].name, script->pools.v[i].span, &form);
  }
  strbuf_deinit(&form);
  if (out->list.n) qsort(out->list.v, out->list.n, sizeof *out->list.v, in_order);
  out->about = about_text(&r);
}
