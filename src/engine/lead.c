/* One lead by hand: made of literals or taken from the database, changed field by field, routed without effect. */
#include "base/limits.h"
#include "base/text.h"
#include "compile/compile.h"
#include "engine/events.h"
#include "engine/explain.h"
#include "engine/joins.h"
#include "syntax/parse.h"
#include <string.h>

/* ---- expressions typed by hand ---- */

typedef struct Typed { /* one expression, checked and compiled onto the script's chunk */
  Expr *expr;
  uint32_t func; /* NO_FUNC: findings say why */
} Typed;

static Typed type_expression(Leat *l, Str text) {
  Loaded *script = l->loaded;
  DiagList *diags = ARENA_NEW(&script->arena, DiagList);
  Typed typed = {.func = NO_FUNC};
  diag_init(diags, &script->arena);
  diags->lang = l->lang;
  l->findings = diags;
  l->findings_sources = &script->sources;
  uint32_t file = source_add(&script->sources, STR("<input>"), text);
  typed.expr = parse_expression(&script->arena, &script->sources, file, diags);
  if (!typed.expr || diags->errors > 0) return typed;
  bool fits = check_expression(&script->arena, script->program, &script->options, typed.expr, diags);
  loaded_peek_close(script);
  if (!fits) return typed;
  typed.func = compile_expression(&script->chunk, script->program, typed.expr, diags);
  return typed;
}

static LeatStatus findings_fail(Leat *l, Str text) {
  return engine_fail(l, LEAT_SCRIPT, "%.*s does not compile", STR_FMT(text));
}

/* ---- the current lead as a row ---- */

static void overlay_fields(Leat *l, Arena *a, Value *row) {
  const Chunk *chunk = &l->loaded->chunk;
  bool fits;
  for (uint32_t i = 0; i < l->lead.fields.n; i++) {
    const LeadField *field = &l->lead.fields.v[i];
    for (uint32_t slot = 0; slot < chunk->columns.n; slot++) {
      if (str_eq(chunk->columns.v[slot].name, field->name))
        row[slot] = row_cell(chunk, &chunk->columns.v[slot], value_original(field->value), a, &fits);
    }
  }
}

static void overlay_events(Leat *l, Arena *a, int64_t now, Value *row) {
  const Chunk *chunk = &l->loaded->chunk;
  for (uint32_t slot = 0; slot < chunk->columns.n && l->lead.events.n; slot++) {
    VEC(int64_t) times = {0};
    for (uint32_t i = 0; i < l->lead.events.n && chunk->columns.v[slot].is_events; i++) {
      const LeadEvent *event = &l->lead.events.v[i];
      int64_t at = event->at;
      if (!str_eq(event->kind, chunk->columns.v[slot].event_kind)) continue;
      if (event->ago && __builtin_sub_overflow(now, event->at, &at)) continue;
      for (int64_t k = 0; k < event->count; k++) VEC_PUSH(a, times, at);
    }
    if (times.n) row[slot] = events_seen(a, chunk, slot, times.v, times.n, now);
  }
}

static LeatStatus lead_row(Leat *l, Arena *a, int64_t now, Rows *rows, Value **row_out) {
  Value *events;
  LeadRow lead;
  bool found = false;
  rows_init(rows, &l->loaded->chunk, a);
  Value *row = ARENA_ARRAY(a, Value, rows->width + 1);
  if (rows->width) memcpy(row, rows->blank, rows->width * sizeof *row);
  if (l->lead.from_db) {
    if (!l->store) return engine_fail(l, LEAT_USAGE, "no database is open");
    StoreStatus status = store_lead(l->store, a, rows->columns, rows->count, l->lead.id, &lead, NULL, NULL, &found);
    if (status != STORE_OK) return engine_store_fail(l, status);
    if (!found) return engine_fail(l, LEAT_INPUT, "there is no lead %.*s", STR_FMT(l->lead.id));
    rows_fill(rows, lead.cells, a, row);
    /* what is typed may be the first to ask for events */
    if (rows->all > rows->count) status = store_map_events(l->store, l->loaded->script->events_from, true);
    if (status == STORE_OK) status = events_load(l->store, rows, a, &lead.id_text, 1, now, &events);
    if (status != STORE_OK) return engine_store_fail(l, status);
    events_put(rows, events, row);
  }
  overlay_fields(l, a, row);
  overlay_events(l, a, now, row);
  if (l->store) {
    Vm *vm = vm_new(&l->loaded->chunk, now);
    if (!l->lead.from_db) lead = (LeadRow){0};
    StoreStatus status = joins_fill(l->store, rows, vm, &lead, row, a);
    vm_free(vm);
    if (status != STORE_OK) return engine_store_fail(l, status);
  }
  *row_out = row;
  return LEAT_OK;
}

static void lead_forget(Leat *l) {
  arena_reset(&l->lead.arena);
  l->lead.from_db = false;
  l->lead.id = (Str){"", 0};
  memset(&l->lead.fields, 0, sizeof l->lead.fields);
  memset(&l->lead.events, 0, sizeof l->lead.events);
}

LeatStatus leat_lead_set_id(Leat *l, Str id) {
  LeatStatus result = engine_need_db(l);
  if (result != LEAT_OK) return result;
  Arena a;
  LeadRow lead;
  bool found = false;
  arena_init(&a, 0);
  StoreStatus status = store_lead(l->store, &a, NULL, 0, id, &lead, NULL, NULL, &found);
  arena_deinit(&a);
  if (status != STORE_OK) return engine_store_fail(l, status);
  if (!found) return engine_fail(l, LEAT_INPUT, "there is no lead %.*s", STR_FMT(id));
  lead_forget(l);
  l->lead.from_db = true;
  l->lead.id = arena_copy(&l->lead.arena, id);
  return LEAT_OK;
}

/* ---- fields ---- */

static Value value_keep(Arena *a, Value v) {
  v = value_original(v);
  if (v.kind == VAL_TEXT) return value_text(arena_copy(a, value_str(v)));
  if (v.kind != VAL_LIST) return v;
  ListValue *list = ARENA_NEW(a, ListValue);
  list->n = v.list->n;
  list->v = ARENA_ARRAY(a, Value, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++) list->v[i] = value_keep(a, v.list->v[i]);
  return (Value){.kind = VAL_LIST, .list = list};
}

static void field_put(CurrentLead *lead, Str name, Value value) {
  for (uint32_t i = 0; i < lead->fields.n; i++) {
    if (!str_eq(lead->fields.v[i].name, name)) continue;
    lead->fields.v[i].value = value_keep(&lead->arena, value);
    return;
  }
  LeadField field = {arena_copy(&lead->arena, name), value_keep(&lead->arena, value)};
  VEC_PUSH(&lead->arena, lead->fields, field);
}

/* A list typed for a list column is taken as it is; anything else as if the data held it. */
static bool value_fits(const Chunk *chunk, const CodeColumn *column, Value *value_io, Arena *a) {
  if (value_io->kind == VAL_LIST) return column->type == TYPE_LIST;
  Value cell = vm_cell(chunk, column, value_original(*value_io), a);
  return cell.kind != VAL_ERROR && (cell.kind != VAL_MISSING || cell.error == 0);
}

static LeatStatus field_set(Leat *l, CurrentLead *lead, Str name, Str expression) {
  Typed column = type_expression(l, name);
  if (column.func == NO_FUNC) return findings_fail(l, name);
  if (column.expr->ref_kind != REF_COLUMN)
    return engine_fail(l, LEAT_INPUT, "%.*s is not a column of the lead", STR_FMT(name));
  uint32_t slot = column.expr->ref;
  Typed typed = type_expression(l, expression);
  if (typed.func == NO_FUNC) return findings_fail(l, expression);
  Arena a;
  Rows rows;
  Value *row;
  arena_init(&a, 0);
  LeatStatus result = lead_row(l, &a, 0, &rows, &row);
  if (result == LEAT_OK) {
    const Chunk *chunk = &l->loaded->chunk;
    Vm *vm = vm_new(chunk, 0);
    vm_begin(vm, row, l->lead.id, &a);
    Value value = vm_eval(vm, typed.func, NULL);
    if (value.kind == VAL_ERROR)
      result = engine_fail(l, LEAT_INPUT, "%.*s: %s", STR_FMT(name), rule_error_text((RuleError)value.error));
    else if (!value_fits(chunk, &chunk->columns.v[slot], &value, &a))
      result = engine_fail(l, LEAT_INPUT, "%.*s takes %s", STR_FMT(name), type_word(chunk->columns.v[slot].type));
    else
      field_put(lead, chunk->columns.v[slot].name, value);
    vm_free(vm);
  }
  arena_deinit(&a);
  return result;
}

LeatStatus leat_lead_set_field(Leat *l, Str field, Str expression) {
  LeatStatus result = engine_need_script(l);
  return result == LEAT_OK ? field_set(l, &l->lead, field, expression) : result;
}

/* ---- literals: { source: "demo", score: 90 } ---- */

typedef struct Literal { Str text; size_t at; } Literal;

static void skip_blanks(Literal *in) {
  while (in->at < in->text.n && strchr(" \t\r\n", in->text.p[in->at])) in->at++;
}

static bool take_char(Literal *in, char c) {
  skip_blanks(in);
  if (in->at >= in->text.n || in->text.p[in->at] != c) return false;
  in->at++;
  return true;
}

/* Up to a stop character outside of quotes, backquotes and parentheses. */
static Str take_until(Literal *in, const char *stops) {
  skip_blanks(in);
  size_t start = in->at;
  int depth = 0;
  char quote = 0;
  for (; in->at < in->text.n; in->at++) {
    char c = in->text.p[in->at];
    if (quote) {
      if (c == '\\' && quote == '"' && in->at + 1 < in->text.n) in->at++;
      else if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '`') quote = c;
    else if (c == '(') depth++;
    else if (c == ')') depth--;
    else if (depth <= 0 && c != 0 && strchr(stops, c)) break;
  }
  return str_trim((Str){in->text.p + start, in->at - start});
}

static bool takes_word(Str *text, const char *word) {
  Str w = str_of(word);
  if (!str_starts(*text, w) || text->n == w.n || !strchr(" \t\r\n\"", text->p[w.n])) return false;
  *text = str_trim((Str){text->p + w.n, text->n - w.n});
  return true;
}

/* event "kind" 2 days ago; 3 events "kind" at 2026-03-02: what is left of the text is the time. False: a field. */
static bool event_head(Str *text, LeadEvent *event, Str *kind) {
  size_t digits = 0, end = 1;
  while (digits < text->n && digits < 9 && text->p[digits] >= '0' && text->p[digits] <= '9') digits++;
  event->count = 1;
  if (digits) {
    event->count = 0;
    for (size_t i = 0; i < digits; i++) event->count = event->count * 10 + (text->p[i] - '0');
    *text = str_trim((Str){text->p + digits, text->n - digits});
  }
  if (!takes_word(text, digits ? "events" : "event") || text->n == 0 || text->p[0] != '"') return false;
  while (end < text->n && text->p[end] != '"') end += text->p[end] == '\\' ? 2 : 1;
  if (end >= text->n) return false;
  *kind = (Str){text->p, end + 1};
  *text = str_trim((Str){text->p + end + 1, text->n - end - 1});
  return true;
}

/* A time, or a duration before the lead's: neither may read the lead. */
static LeatStatus event_time(Leat *l, Str text, LeadEvent *event) {
  Str rest = text;
  bool ago = str_ends(text, STR(" ago")), at = takes_word(&rest, "at");
  event->ago = true;
  if (text.n == 0) return LEAT_OK;
  if (ago) rest = (Str){text.p, text.n - 4};
  Typed typed = {.func = NO_FUNC};
  if (ago || at) typed = type_expression(l, rest);
  if ((ago || at) && typed.func == NO_FUNC) return findings_fail(l, rest);
  Value value = value_missing();
  Arena a;
  Rows rows;
  arena_init(&a, 0);
  if (typed.func != NO_FUNC) {
    rows_init(&rows, &l->loaded->chunk, &a);
    Vm *vm = vm_new(&l->loaded->chunk, 0);
    vm_begin(vm, rows.blank, (Str){"", 0}, &a);
    value = vm_eval(vm, typed.func, NULL);
    vm_free(vm);
  }
  arena_deinit(&a);
  if (value.kind != (ago ? VAL_DURATION : VAL_TIME))
    return engine_fail(l, LEAT_INPUT, "when an event was is written `2 days ago` or `at 2026-03-02T09:30:00`");
  event->ago = ago;
  event->at = value.i;
  return LEAT_OK;
}

static LeatStatus event_set(Leat *l, LeadEvent *event, Str kind, Str when) {
  Typed typed = type_expression(l, kind);
  if (typed.func == NO_FUNC) return findings_fail(l, kind);
  if (event->count > LIMIT_EVENTS_PER_LEAD)
    return engine_fail(l, LEAT_INPUT, "at most %d events at a time", (int)LIMIT_EVENTS_PER_LEAD);
  LeatStatus result = event_time(l, when, event);
  if (result != LEAT_OK) return result;
  event->kind = arena_copy(&l->lead.arena, typed.expr->text);
  VEC_PUSH(&l->lead.arena, l->lead.events, *event);
  return LEAT_OK;
}

/* A field, or events. */
static LeatStatus item_set(Leat *l, Literal *in) {
  Literal ahead = *in;
  LeadEvent event = {0};
  Str kind, text = take_until(&ahead, ",}");
  if (event_head(&text, &event, &kind)) {
    *in = ahead;
    return event_set(l, &event, kind, text);
  }
  Str name = take_until(in, ":,}");
  if (name.n == 0 || !take_char(in, ':'))
    return engine_fail(l, LEAT_INPUT, "a field is written name: value, as in {source: \"demo\"}");
  return field_set(l, &l->lead, name, take_until(in, ",}"));
}

LeatStatus leat_lead_set_literal(Leat *l, Str literal) {
  LeatStatus result = engine_need_script(l);
  if (result != LEAT_OK) return result;
  Literal in = {.text = literal};
  CurrentLead made = {0}, before = l->lead;
  arena_init(&made.arena, 0);
  made.id = (Str){"", 0};
  l->lead = made; /* fields may not refer to the lead before */
  if (!take_char(&in, '{')) result = engine_fail(l, LEAT_INPUT, "a lead begins with {, as in {source: \"demo\"}");
  while (result == LEAT_OK && !take_char(&in, '}')) {
    result = item_set(l, &in);
    if (result == LEAT_OK && !take_char(&in, ',') && (in.at >= in.text.n || in.text.p[in.at] != '}'))
      result = engine_fail(l, LEAT_INPUT, "a lead ends with }");
  }
  CurrentLead *drop = result == LEAT_OK ? &before : &l->lead;
  arena_deinit(&drop->arena);
  if (result != LEAT_OK) l->lead = before;
  return result;
}

/* ---- asking ---- */

void leat_lead_print(Leat *l, int64_t now_ms, StrBuf *out) {
  Arena a;
  Rows rows;
  Value *row;
  if (engine_need_script(l) != LEAT_OK) return;
  arena_init(&a, 0);
  if (lead_row(l, &a, now_ms, &rows, &row) == LEAT_OK) {
    if (l->lead.from_db) {
      strbuf_text(out, "lead ");
      text_printable(out, l->lead.id);
      strbuf_char(out, '\n');
    }
    for (uint32_t slot = 0; slot < rows.width; slot++) {
      const CodeColumn *column = &rows.chunk->columns.v[slot];
      if (!column->read && row[slot].kind == VAL_MISSING) continue;
      StrBuf value;
      strbuf_init(&value);
      value_words(&value, row[slot]);
      strbuf_text(out, "  ");
      text_printable(out, column->name);
      strbuf_text(out, ": ");
      text_printable(out, strbuf_view(&value));
      strbuf_char(out, '\n');
      strbuf_deinit(&value);
    }
  }
  arena_deinit(&a);
}

LeatStatus leat_lead_explain(Leat *l, int64_t now_ms, LeatExplanation *out) {
  LeatStatus result = engine_need_script(l);
  if (result != LEAT_OK) return result;
  explain_begin(l, out);
  Rows rows;
  Value *row;
  result = lead_row(l, &l->explain_arena, now_ms, &rows, &row);
  if (result != LEAT_OK) return result;
  Arena values;
  arena_init(&values, LIMIT_ARENA_PER_LEAD);
  ExplainInput in = {.script = l->loaded, .row = row, .lead_id = l->lead.id, .now = now_ms, .values = &values,
                     .vm = vm_new(&l->loaded->chunk, now_ms)};
  result = explain_row(l, &in, out);
  vm_free(in.vm);
  arena_deinit(&values);
  return result;
}

LeatStatus leat_lead_eval(Leat *l, Str expression, int64_t now_ms, StrBuf *value_out, const char **type_out) {
  LeatStatus result = engine_need_script(l);
  if (result != LEAT_OK) return result;
  Typed typed = type_expression(l, expression);
  if (typed.func == NO_FUNC) return findings_fail(l, expression);
  Arena a;
  Rows rows;
  Value *row;
  arena_init(&a, LIMIT_ARENA_PER_LEAD);
  result = lead_row(l, &a, now_ms, &rows, &row);
  if (result == LEAT_OK) {
    Vm *vm = vm_new(&l->loaded->chunk, now_ms);
    vm_begin(vm, row, l->lead.id, &a);
    Value value = value_original(vm_eval(vm, typed.func, NULL));
    if (typed.expr->type == TYPE_BOOL && value.kind == VAL_MISSING) strbuf_text(value_out, "unknown");
    else value_print(value_out, value);
    *type_out = type_word((Type)typed.expr->type);
    vm_free(vm);
  }
  arena_deinit(&a);
  return result;
}
