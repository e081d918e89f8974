#include "syntax/build.h"

Span span_after(Parser *p, Span last) { return lexer_span(&p->lexer, last.end, last.end); }

void statement_end(Parser *p) {
  p->deep_reported = false;
  p->lexer.damaged = false;
  p->mappings.n = 0;
  p->skills.n = 0;
  p->block_count = 0;
  p->lexer.block_braces = 0;
  if (p->diags->errors - p->errors_before > LIMIT_DIAGS_PER_FILE) p->lexer.stopped = p->lexer.quiet = true;
}

void given_twice(Parser *p, const char *words, Span again, Span first) {
  diag_add(p->diags, DIAG_GIVEN_TWICE, again, words);
  diag_cause(p->diags, first, "first given here");
}

Str text_not_empty(Parser *p, const Token *text) {
  if (text->text.n == 0 && text->inner_start) diag_add(p->diags, DIAG_EMPTY_NAME, text->span);
  return text->text;
}

void script_rule(Parser *p, Rule *rule) { VEC_PUSH(p->arena, p->script->rules, rule); }

void script_zone(Parser *p, Span span, const Token *zone) {
  if (p->script->has_zone) given_twice(p, "`timezone`", span, p->script->zone_span);
  p->script->has_zone = true;
  p->script->zone = zone->text;
  p->script->zone_span = zone->span;
}

void script_use(Parser *p, const Token *path) {
  VEC_PUSH(p->arena, p->script->uses, (UseDecl){text_not_empty(p, path), path->span});
}

void script_let(Parser *p, const Token *name, Expr *value) {
  VEC_PUSH(p->arena, p->script->lets, (LetDecl){name->text, name->span, value});
}

DefineDecl *define_new(Parser *p) { return ARENA_NEW(p->arena, DefineDecl); }

void define_param(Parser *p, DefineDecl *define, const Token *name) {
  VEC_PUSH(p->arena, define->params, (Param){name->text, name->span});
}

void script_define(Parser *p, const Token *name, DefineDecl *params, Expr *body) {
  params->name = name->text;
  params->span = name->span;
  params->body = body;
  VEC_PUSH(p->arena, p->script->defines, *params);
}

void script_define_without_parens(Parser *p, const Token *name, Expr *body) {
  diag_add(p->diags, DIAG_DEFINE_WITHOUT_PARENS, name->span);
  diag_fix(p->diags, "use `let %.*s = …` for a value without parameters", STR_FMT(name->text));
  script_let(p, name, body);
}

void script_list(Parser *p, const Token *name, ExprVec *items) {
  ListDecl list = {.name = name->text, .span = name->span};
  list.items.v = items->v;
  list.items.n = items->n;
  list.items.cap = items->cap;
  VEC_PUSH(p->arena, p->script->lists, list);
}

void script_list_file(Parser *p, const Token *name, const Token *file) {
  ListDecl list = {.name = name->text, .span = name->span, .from_file = true};
  list.file = text_not_empty(p, file);
  list.file_span = file->span;
  VEC_PUSH(p->arena, p->script->lists, list);
}

void script_lead_begin(Parser *p, Span open) {
  p->in_rep_block = false; /* also after one that a mistake left open */
  if (p->script->has_lead_block) given_twice(p, "`lead { }`", open, p->script->lead_span);
  else p->script->lead_span = open;
  p->script->has_lead_block = true;
}

void script_rep_begin(Parser *p, Span open) {
  if (p->script->has_rep_block) given_twice(p, "`rep { }`", open, p->script->rep_span);
  else p->script->rep_span = open;
  p->script->has_rep_block = p->in_rep_block = true;
}

void script_rep_end(Parser *p) { p->in_rep_block = false; }

void script_closed(Parser *p, Span span) {
  if (p->script->has_closed) given_twice(p, "`closed statuses`", span, p->script->closed_span);
  p->script->has_closed = true;
  p->script->closed_span = span;
  for (uint32_t i = 0; i < p->texts.n; i++) VEC_PUSH(p->arena, p->script->closed, p->texts.v[i]);
  p->texts.n = 0;
}

FieldDecl field_type(const Token *word) { return (FieldDecl){.type = (FieldTypeWord)word->keyword->value}; }

FieldDecl field_list_type(Parser *p, const Token *separator) {
  FieldDecl type = {.type = FIELD_LIST};
  if (separator) type.list_separator = text_not_empty(p, separator);
  return type;
}

void field_nocase(Parser *p, FieldDecl *field, Span word) {
  if (field->type != FIELD_TEXT && field->type != FIELD_LIST) diag_add(p->diags, DIAG_NOCASE_TYPE, word);
  field->nocase = true;
}

void script_field(Parser *p, const Token *label, const FieldDecl *type, Expr *missing_value) {
  FieldDecl field = *type;
  field.name = label->text;
  field.span = label->span;
  field.missing_value = missing_value;
  if (p->in_rep_block) VEC_PUSH(p->arena, p->script->rep_fields, field);
  else VEC_PUSH(p->arena, p->script->fields, field);
}

SourceDecl *source_new(Parser *p, const Token *table) {
  SourceDecl *source = ARENA_NEW(p->arena, SourceDecl);
  source->table = text_not_empty(p, table);
  source->table_span = table->span;
  return source;
}

void source_where(SourceDecl *source, const Token *sql) {
  source->where = sql->text;
  source->where_span = sql->span;
}

Mapping mapping_of(const Token *role, const Token *column) {
  return (Mapping){role->text, column->text, role->span, column->span};
}

void mapping_add(Parser *p, const Mapping *mapping) { VEC_PUSH(p->arena, p->mappings, *mapping); }

/* The mappings were read before the source itself was made. */
void source_mappings(Parser *p, SourceDecl *source) {
  for (uint32_t i = 0; i < p->mappings.n; i++) VEC_PUSH(p->arena, source->mappings, p->mappings.v[i]);
  p->mappings.n = 0;
}

void script_source(Parser *p, SourceDecl **place, const char *words, Span span, SourceDecl *source) {
  if (*place) given_twice(p, words, span, (*place)->span);
  source->span = span;
  *place = source;
}
