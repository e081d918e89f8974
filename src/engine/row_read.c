/* What the ledger keeps as JSON, read back: the values that a script read, and who was passed over. */
#include "engine/events.h"
#include "engine/row.h"
#include <jansson.h>

static Value json_scalar(const json_t *j, Type type, Arena *a) {
  int64_t instant;
  if (json_is_string(j)) {
    Str text = arena_copy(a, (Str){json_string_value(j), json_string_length(j)});
    if (type == TYPE_TIME) return time_parse(text, zone_utc(), &instant) ? value_time(instant) : value_missing();
    return value_text(text);
  }
  if (json_is_integer(j))
    return type == TYPE_DURATION ? value_duration(json_integer_value(j)) : value_int(json_integer_value(j));
  if (json_is_real(j)) return value_number((Number){.is_int = false, .d = json_real_value(j)});
  if (json_is_boolean(j)) return value_bool(json_is_true(j));
  return value_missing();
}

static Value json_value(const json_t *j, Type type, Arena *a) {
  if (!json_is_array(j)) return json_scalar(j, type, a);
  ListValue *list = ARENA_NEW(a, ListValue);
  list->n = (uint32_t)json_array_size(j);
  list->v = ARENA_ARRAY(a, Value, list->n);
  for (uint32_t i = 0; i < list->n; i++) list->v[i] = json_scalar(json_array_get(j, i), TYPE_NONE, a);
  return (Value){.kind = VAL_LIST, .list = list};
}

static RuleError error_of(Str text) {
  for (int e = ERROR_NONE + 1; e < ERROR_COUNT; e++)
    if (str_is(text, rule_error_text((RuleError)e))) return (RuleError)e;
  return ERROR_DATA_TYPE;
}

/* The times of events; a text in their place says why there are none. */
static Value events_value(const json_t *j, Arena *a) {
  if (json_is_string(j)) {
    RuleError why = error_of((Str){json_string_value(j), json_string_length(j)});
    return why == ERROR_DATA_TYPE ? events_unreadable() : value_error(why);
  }
  uint32_t n = (uint32_t)json_array_size(j);
  int64_t *times = ARENA_ARRAY(a, int64_t, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    const json_t *one = json_array_get(j, i);
    Str text = {json_string_value(one), json_string_length(one)};
    if (!json_is_string(one) || !time_parse(text, zone_utc(), &times[i])) return events_unreadable();
  }
  return events_list(a, times, n);
}

void row_from_json(const Chunk *chunk, Str json, Arena *a, Value *row) {
  json_t *object = json_loadb(json.p, json.n, JSON_DECODE_ANY, NULL);
  for (uint32_t slot = 0; slot < chunk->columns.n; slot++) {
    const CodeColumn *column = &chunk->columns.v[slot];
    row[slot] = value_missing();
    Str key = row_key(chunk, a, column->name);
    const json_t *j = json_object_getn(object, key.p, key.n);
    if (column->is_events) {
      row[slot] = events_value(j, a);
      continue;
    }
    if (j) row[slot] = json_value(j, column->type, a);
    if (row[slot].kind == VAL_TEXT) row[slot] = vm_cell(chunk, column, row[slot], a);
  }
  json_decref(object);
}

static Str string_member(Arena *a, const json_t *object, const char *key) {
  const json_t *s = json_object_get(object, key);
  return json_is_string(s) ? arena_copy(a, (Str){json_string_value(s), json_string_length(s)}) : (Str){"", 0};
}

uint32_t passed_from_json(Str json, Arena *a, PassedRow **out) {
  json_t *array = json.n ? json_loadb(json.p, json.n, 0, NULL) : NULL;
  uint32_t count = (uint32_t)json_array_size(array);
  *out = ARENA_ARRAY(a, PassedRow, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    const json_t *one = json_array_get(array, i);
    (*out)[i] = (PassedRow){string_member(a, one, "pool"), string_member(a, one, "rep"), string_member(a, one, "why"),
                            json_integer_value(json_object_get(one, "line"))};
  }
  json_decref(array);
  return count;
}
