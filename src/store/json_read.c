#include "store/json_read.h"

#include "base/limits.h"
#include "base/mem.h"

#include <string.h>

size_t json_scan_step(JsonScan *s, Str text, size_t at) {
  char c = text.p[at];
  if (s->in_text) {
    if (c == '\\' && at + 1 < text.n) return at + 2;
    if (c == '"') s->in_text = false;
    return at + 1;
  }
  if (c == '"') s->in_text = true;
  if (c == '{' || c == '[') s->depth++;
  if ((c == '}' || c == ']') && s->depth) s->depth--;
  if (s->depth > s->deepest) s->deepest = s->depth;
  return at + 1;
}

static Str why_unreadable(Arena *a, const json_error_t *error) {
  switch (json_error_code(error)) {
    case json_error_null_byte_in_key:
    case json_error_null_character: return STR("a text or name holds the character U+0000");
    case json_error_numeric_overflow: return STR("a number is too large; write it as text");
    case json_error_duplicate_key: return STR("a name occurs twice");
    case json_error_invalid_utf8: return STR("not valid UTF-8");
    case json_error_out_of_memory: mem_exhausted();
    default: return arena_printf(a, "not valid JSON: %s", error->text);
  }
}

json_t *json_read(Arena *a, Str text, JsonNames names, Str *why_out) {
  JsonScan scan = {0};
  json_error_t error;
  if (text.n > LIMIT_JSON_LINE_BYTES) {
    *why_out = arena_printf(a, "larger than %d bytes", LIMIT_JSON_LINE_BYTES);
    return NULL;
  }
  if (text.n && memchr(text.p, '\0', text.n)) { /* which jansson would pass over */
    *why_out = STR("a NUL byte stands in it");
    return NULL;
  }
  for (size_t at = 0; at < text.n;) at = json_scan_step(&scan, text, at);
  if (scan.deepest > LIMIT_JSON_DEPTH) {
    *why_out = arena_printf(a, "nested deeper than %d levels", LIMIT_JSON_DEPTH);
    return NULL;
  }
  size_t flags = JSON_DECODE_ANY | (names == JSON_NAMES_ONCE ? JSON_REJECT_DUPLICATES : 0);
  json_t *v = json_loadb(text.n ? text.p : "", text.n, flags, &error);
  if (!v) *why_out = why_unreadable(a, &error);
  return v;
}
