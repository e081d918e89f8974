#include "engine/row.h"
#include "base/json.h"
#include "engine/events.h"
#include <string.h>

static Str quoted_key(Arena *a, Str name) {
  StrBuf key;
  JsonWriter w;
  strbuf_init(&key);
  json_init(&w, &key);
  json_str(&w, name);
  strbuf_char(&key, ':');
  Str copy = arena_copy(a, strbuf_view(&key));
  strbuf_deinit(&key);
  return copy;
}

Str row_key(const Chunk *chunk, Arena *a, Str name) {
  bool computed = (chunk->score_let != NO_LET && str_is(name, "score")) ||
                  (chunk->class_let != NO_LET && str_is(name, "class"));
  return computed ? arena_printf(a, "lead.%.*s", STR_FMT(name)) : name;
}

static void rows_add(Rows *rows, const CodeColumn *column, uint32_t slot, Arena *a) {
  rows->columns[rows->all] = *column;
  rows->keys[rows->all] = quoted_key(a, row_key(rows->chunk, a, column->name));
  rows->slots[rows->all++] = slot;
}

static void rows_begin(Rows *rows, const Chunk *chunk, uint32_t width, Arena *a) {
  *rows = (Rows){.chunk = chunk, .width = width};
  rows->columns = ARENA_ARRAY(a, CodeColumn, width);
  rows->slots = ARENA_ARRAY(a, uint32_t, width);
  rows->keys = ARENA_ARRAY(a, Str, width);
  rows->blank = ARENA_ARRAY(a, Value, width);
}

void rows_init(Rows *rows, const Chunk *chunk, Arena *a) {
  rows_begin(rows, chunk, chunk->columns.n, a);
  for (uint32_t slot = 0; slot < rows->width; slot++) {
    const CodeColumn *column = &chunk->columns.v[slot];
    if (column->is_events) rows->blank[slot] = events_list(a, NULL, 0);
    else rows->blank[slot] = vm_cell(chunk, column, value_missing(), a);
    bool made = column->is_events || column->join;
    if (!made && column->read && column->source_name.n > 0) rows_add(rows, column, slot, a);
  }
  rows->count = rows->all;
  for (uint32_t slot = 0; slot < rows->width; slot++)
    if (chunk->columns.v[slot].is_events) rows_add(rows, &chunk->columns.v[slot], slot, a);
  rows->listed = rows->all;
  for (uint32_t slot = 0; slot < rows->width; slot++)
    if (chunk->columns.v[slot].join) rows_add(rows, &chunk->columns.v[slot], slot, a);
}

static bool schema_has(const Schema *schema, Str name) {
  for (uint32_t i = 0; i < schema->columns.n; i++) {
    if (str_eq(schema->columns.v[i].name, name)) return true;
  }
  return false;
}

void rep_rows_init(Rows *rows, const Chunk *chunk, const Schema *schema, Arena *a) {
  rows_begin(rows, chunk, chunk->rep_columns.n, a);
  for (uint32_t slot = 0; slot < rows->width; slot++) {
    const CodeColumn *column = &chunk->rep_columns.v[slot];
    rows->blank[slot] = vm_cell(chunk, column, value_missing(), a);
    if (schema->known && schema_has(schema, column->source_name)) rows_add(rows, column, slot, a);
  }
  rows->count = rows->listed = rows->all;
}

static bool is_misfit(Value v) { return v.kind == VAL_MISSING && v.error != 0; }

Value row_cell(const Chunk *chunk, const CodeColumn *column, Value raw, Arena *a, bool *fits_io) {
  Value value = vm_cell(chunk, column, raw, a);
  if (!is_misfit(value)) return value;
  *fits_io = false;
  return value_is_gap(column->missing_value) ? value : column->missing_value;
}

bool row_misfits(const Rows *rows, uint32_t i, Value raw, Arena *a) {
  return is_misfit(vm_cell(rows->chunk, &rows->columns[i], raw, a));
}

bool rows_fill(const Rows *rows, const Value *cells, Arena *a, Value *row) {
  bool fits = true;
  if (rows->width) memcpy(row, rows->blank, rows->width * sizeof *row);
  for (uint32_t i = 0; i < rows->count; i++) {
    row[rows->slots[i]] = row_cell(rows->chunk, &rows->columns[i], cells[i], a, &fits);
  }
  return fits;
}

/* ---- as JSON ---- */

static void value_json(JsonWriter *w, Value v) {
  char time[40];
  switch ((ValueKind)v.kind) {
    case VAL_TEXT: json_str(w, value_str(value_original(v))); break;
    case VAL_INT: json_int(w, v.i); break;
    case VAL_REAL: json_number(w, (Number){.is_int = false, .d = v.d}); break;
    case VAL_BOOL: json_bool(w, v.i != 0); break;
    case VAL_TIME: json_str(w, (Str){time, time_format(v.i, time)}); break;
    case VAL_DURATION: json_int(w, v.i); break;
    case VAL_LIST:
      json_begin_array(w);
      for (uint32_t i = 0; i < v.list->n; i++) value_json(w, v.list->v[i]);
      json_end_array(w);
      break;
    case VAL_WORKING: /* in no column */
    case VAL_MISSING:
    case VAL_ERROR: json_null(w); break;
  }
}

static void computed_json(JsonWriter *w, const char *key, Value v) {
  if (value_is_gap(v)) return;
  json_key(w, key);
  value_json(w, v);
}

void row_json(StrBuf *out, const Rows *rows, const Value *row, const Plan *plan) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_object(&w);
  for (uint32_t i = 0; i < rows->all; i++) {
    Value value = row[rows->slots[i]];
    if (rows->columns[i].is_events && value_is_gap(value)) {
      json_key_quoted(&w, rows->keys[i]);
      json_text(&w, rule_error_text((RuleError)value.error));
      continue;
    }
    if (value.kind == VAL_MISSING || value.kind == VAL_ERROR) continue;
    if (value.kind == VAL_TEXT) {
      json_member_str(&w, rows->keys[i], value_str(value_original(value)));
    } else if (value.kind == VAL_INT) {
      json_member_int(&w, rows->keys[i], value.i);
    } else {
      json_key_quoted(&w, rows->keys[i]);
      value_json(&w, value);
    }
  }
  computed_json(&w, "score", plan->score);
  computed_json(&w, "class", plan->class);
  json_end_object(&w);
}

/* ---- in words ---- */

static const char *misfit_words(Type type) {
  switch (type) {
    case TYPE_NUMBER: return "is not a number";
    case TYPE_BOOL: return "is neither true nor false";
    case TYPE_TIME: return "is not a time";
    case TYPE_DURATION: return "is not a duration";
    case TYPE_LIST: return "is not a list";
    case TYPE_TEXT:
    case TYPE_NONE:
    case TYPE_WORKING:
    case TYPE_COUNT: break;
  }
  return "is not valid text";
}

Str row_fault(Arena *a, const CodeColumn *column, bool misfit) {
  if (column->is_events) return arena_printf(a, "%.*s: a time can't be read", STR_FMT(column->name));
  return arena_printf(a, "%.*s %s", STR_FMT(column->name), misfit ? misfit_words(column->type) : "is missing");
}
