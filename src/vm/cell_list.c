#include "vm/cell_list.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>

typedef struct Items {
  Arena *arena;
  bool nocase;
  RuleError fault; /* NONE: all is well so far */
  VEC(Value) values;
} Items;

static void item_add(Items *items, Value v) {
  if (items->values.n == LIMIT_LIST_ITEMS) items->fault = ERROR_LIST_LONG;
  else if (v.kind == VAL_MISSING) items->fault = (RuleError)v.error;
  if (items->fault == ERROR_NONE) VEC_PUSH(items->arena, items->values, v);
}

static void split(Items *items, Str s, Str separator) {
  while (items->fault == ERROR_NONE) {
    const char *end = memmem(s.p, s.n, separator.p, separator.n);
    Str item = str_trim((Str){s.p, end ? (size_t)(end - s.p) : s.n});
    if (item.n) item_add(items, cell_text(item, items->nocase, items->arena));
    if (!end) return;
    s.n -= (size_t)(end - s.p) + separator.n;
    s.p = end + separator.n;
  }
}

typedef struct Json { Str s; size_t at; } Json;

static char json_peek(Json *j) {
  while (j->at < j->s.n && memchr(" \t\r\n", j->s.p[j->at], 4)) j->at++;
  return j->at < j->s.n ? j->s.p[j->at] : '\0';
}

static bool json_take(Json *j, char c) {
  if (json_peek(j) != c || c == '\0') return false;
  j->at++;
  return true;
}

static bool json_word(Json *j, const char *word) {
  Str rest = {j->s.p + j->at, j->s.n - j->at};
  if (!str_starts(rest, str_of(word))) return false;
  j->at += strlen(word);
  return true;
}

static bool json_hex(Json *j, uint32_t *out) {
  if (j->s.n - j->at < 4) return false;
  *out = 0;
  for (int i = 0; i < 4; i++) {
    char c = j->s.p[j->at++];
    const char *digits = "0123456789abcdef", *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
    if (!found) return false;
    *out = *out * 16 + (uint32_t)(found - digits);
  }
  return true;
}

/* After \u: one code point, from two escapes when it is a surrogate pair. U+0000 and lone surrogates are refused. */
static bool json_unicode(Json *j, uint32_t *out) {
  uint32_t low;
  if (!json_hex(j, out)) return false;
  if (*out >= 0xD800 && *out < 0xDC00) {
    if (!json_word(j, "\\u") || !json_hex(j, &low) || low < 0xDC00 || low > 0xDFFF) return false;
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
  }
  return *out != 0 && (*out < 0xDC00 || *out > 0xDFFF);
}

static bool json_escape(Json *j, char *out, size_t *n) {
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  if (j->at == j->s.n) return false;
  char c = j->s.p[j->at++];
  if (c == 'u') {
    uint32_t code_point;
    if (!json_unicode(j, &code_point)) return false;
    *n += text_encode(code_point, out + *n);
    return true;
  }
  const char *found = c ? strchr(from, c) : NULL;
  if (found) out[(*n)++] = to[found - from];
  return found != NULL;
}

static size_t json_string_bytes(const Json *j) {
  size_t at = j->at;
  while (at < j->s.n && j->s.p[at] != '"') at += j->s.p[at] == '\\' ? 2 : 1;
  return at - j->at;
}

/* After the opening quote. An escape is never shorter than what it stands for. */
static bool json_string(Json *j, Arena *arena, Str *out) {
  char *p = arena_alloc(arena, json_string_bytes(j) + 1);
  size_t n = 0;
  while (j->at < j->s.n) {
    char c = j->s.p[j->at++];
    if (c == '"') {
      *out = (Str){p, n};
      return true;
    }
    if ((unsigned char)c < 0x20) return false;
    if (c != '\\') p[n++] = c;
    else if (!json_escape(j, p, &n)) return false;
  }
  return false;
}

static bool json_number_text(Json *j, Number *out) {
  size_t start = j->at;
  while (j->at < j->s.n && strchr("+-.eE0123456789", j->s.p[j->at]) && j->s.p[j->at]) j->at++;
  return j->at > start && number_parse((Str){j->s.p + start, j->at - start}, out);
}

/* null is no item. */
static bool json_item(Json *j, Items *items) {
  Str text;
  Number number;
  char c = json_peek(j);
  if (json_take(j, '"')) {
    if (!json_string(j, items->arena, &text)) return false;
    item_add(items, cell_text(text, items->nocase, items->arena));
  } else if (json_word(j, "true")) item_add(items, value_bool(true));
  else if (json_word(j, "false")) item_add(items, value_bool(false));
  else if (json_word(j, "null")) return true;
  else if (c && json_number_text(j, &number)) item_add(items, value_number(number));
  else return false;
  return items->fault == ERROR_NONE;
}

static bool json_array(Items *items, Str s) {
  Json j = {s, 0};
  if (!json_take(&j, '[')) return false;
  if (!json_take(&j, ']')) {
    do {
      if (!json_item(&j, items)) return false;
    } while (json_take(&j, ','));
    if (!json_take(&j, ']')) return false;
  }
  return json_peek(&j) == '\0' && j.at == s.n;
}

Value list_cell(const CodeColumn *column, Value raw, Arena *arena) {
  Items items = {.arena = arena, .nocase = column->nocase};
  if (raw.kind == VAL_LIST) return raw;
  if (raw.kind != VAL_TEXT) item_add(&items, raw);
  else if (column->list_separator.n) split(&items, value_str(raw), column->list_separator);
  else if (!json_array(&items, value_str(raw)) && items.fault == ERROR_NONE) items.fault = ERROR_DATA_TYPE;
  if (items.fault == ERROR_LIST_LONG) return value_error(ERROR_LIST_LONG);
  if (items.fault != ERROR_NONE) return (Value){.kind = VAL_MISSING, .error = (uint8_t)items.fault, .i = 0};
  ListValue *list = ARENA_NEW(arena, ListValue);
  list->n = items.values.n;
  list->v = items.values.v;
  return (Value){.kind = VAL_LIST, .list = list};
}
