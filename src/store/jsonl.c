/* JSON lines, or one JSON array of objects. Objects and arrays inside a row are kept as JSON text. */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "store/json_read.h"
#include "store/rows.h"

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static void skip_blanks(Rows *r) {
  for (; r->at < r->text.n && is_blank(r->text.p[r->at]); r->at++)
    if (r->text.p[r->at] == '\n') r->line++;
}

void jsonl_open(Rows *r) {
  r->at = 0;
  r->line = 1;
  r->ended = false;
  skip_blanks(r);
  /* A line that is an array of its own is refused as a row; `[` at the start means that the file is one array. */
  r->array = r->at < r->text.n && r->text.p[r->at] == '[';
  if (r->array) r->at++;
}

static Str trim_blanks(Str s) {
  while (s.n && is_blank(s.p[0])) s = (Str){s.p + 1, s.n - 1};
  while (s.n && is_blank(s.p[s.n - 1])) s.n--;
  return s;
}

/* ---- where a row ends ---- */

static RowStatus next_line(Rows *r, ImportRow *out) {
  skip_blanks(r);
  if (r->at == r->text.n) return ROW_END;
  const char *start = r->text.p + r->at, *end = memchr(start, '\n', r->text.n - r->at);
  size_t n = end ? (size_t)(end - start) : r->text.n - r->at;
  out->line = r->line;
  out->raw = trim_blanks((Str){start, n});
  r->at += n;
  return ROW_GOOD;
}

static RowStatus broken(ImportRow *out, const char *why) {
  out->reason = str_of(why);
  return ROW_BROKEN;
}

static RowStatus end_of_array(Rows *r, ImportRow *out) {
  r->ended = true;
  skip_blanks(r);
  return r->at == r->text.n ? ROW_END : broken(out, "there is more after the end of the JSON array");
}

static RowStatus next_element(Rows *r, ImportRow *out) {
  JsonScan scan = {0};
  if (r->ended) return end_of_array(r, out);
  skip_blanks(r);
  size_t start = r->at, at = start;
  out->line = r->line;
  while (at < r->text.n && !(!scan.in_text && !scan.depth && (r->text.p[at] == ',' || r->text.p[at] == ']'))) {
    size_t next = json_scan_step(&scan, r->text, at);
    for (; at < next; at++)
      if (r->text.p[at] == '\n') r->line++;
  }
  if (at == r->text.n) return broken(out, "the JSON array is never closed: the file may be cut short");
  bool last = r->text.p[at] == ']';
  out->raw = trim_blanks((Str){r->text.p + start, at - start});
  r->at = at + 1;
  r->ended = last;
  return last && !out->raw.n ? end_of_array(r, out) : ROW_GOOD;
}

/* ---- what is in it ---- */

static Value json_cell(const json_t *v, Arena *a) {
  switch (json_typeof(v)) {
    case JSON_STRING: {
      Str text = {json_string_value(v), json_string_length(v)};
      return str_trim(text).n ? value_text(arena_copy(a, text)) : value_missing();
    }
    case JSON_INTEGER: return value_int(json_integer_value(v));
    case JSON_REAL: return (Value){.kind = VAL_REAL, .d = json_real_value(v)};
    case JSON_TRUE: return value_bool(true);
    case JSON_FALSE: return value_bool(false);
    case JSON_OBJECT:
    case JSON_ARRAY: {
      char *text = json_dumps(v, JSON_COMPACT);
      if (!text) mem_exhausted();
      Value cell = value_text(arena_copy(a, str_of(text)));
      free(text);
      return cell;
    }
    default: return value_missing();
  }
}

/* The column of a key; usually the one after the last key's. */
static uint32_t column_of(Rows *r, Str key, uint32_t guess) {
  if (guess < r->headers.n && str_eq(r->headers.v[guess], key)) return guess;
  for (uint32_t i = 0; i < r->headers.n; i++)
    if (str_eq(r->headers.v[i], key)) return i;
  VEC_PUSH(r->arena, r->headers, arena_copy(r->arena, key));
  return r->headers.n - 1;
}

static RowStatus object_row(Rows *r, json_t *object, Arena *a, ImportRow *out) {
  size_t room = r->headers.n + json_object_size(object);
  uint32_t column = 0;
  out->cells = ARENA_ARRAY(a, Value, room + 1);
  for (void *i = json_object_iter(object); i; i = json_object_iter_next(object, i)) {
    Value cell = json_cell(json_object_iter_value(i), a);
    if (cell.kind == VAL_TEXT && cell.n > LIMIT_CSV_FIELD_BYTES) {
      out->reason = arena_printf(a, "`%s` is larger than %d bytes", json_object_iter_key(i), LIMIT_CSV_FIELD_BYTES);
      return ROW_BAD;
    }
    column = column_of(r, str_of(json_object_iter_key(i)), column);
    out->cells[column++] = cell;
  }
  out->count = r->headers.n;
  if (r->headers.n <= LIMIT_CSV_COLUMNS) return ROW_GOOD;
  out->reason = arena_printf(a, "more than %d columns", LIMIT_CSV_COLUMNS);
  return ROW_LIMIT;
}

static RowStatus parse_row(Rows *r, Arena *a, ImportRow *out) {
  json_t *v = json_read(a, out->raw, JSON_NAMES_ONCE, &out->reason);
  RowStatus status = ROW_BAD;
  if (v && !json_is_object(v))
    out->reason = STR("not a JSON object");
  else if (v)
    status = object_row(r, v, a, out);
  json_decref(v);
  return status;
}

RowStatus jsonl_next(Rows *r, Arena *a, ImportRow *out) {
  RowStatus status = r->array ? next_element(r, out) : next_line(r, out);
  return status == ROW_GOOD ? parse_row(r, a, out) : status;
}
