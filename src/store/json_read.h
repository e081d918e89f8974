/* One JSON document from outside, within the bounds that Leat sets; what is refused is told in words. */
#ifndef LEAT_STORE_JSON_READ_H
#define LEAT_STORE_JSON_READ_H
#include "base/arena.h"

#include <jansson.h>

typedef enum JsonNames {
  JSON_NAMES_ONCE,      /* a name twice in one object: refused */
  JSON_NAMES_MAY_REPEAT /* the last one counts */
} JsonNames;

/* The caller frees it with json_decref. NULL: *why_out; it is no JSON (RFC 8259), or beyond a bound. */
json_t *json_read(Arena *a, Str text, JsonNames names, Str *why_out);

/* Where a value ends, found without reading it: {0} -> json_scan_step … ; outside of all brackets depth is 0. */
typedef struct JsonScan {
  size_t depth, deepest;
  bool in_text;
} JsonScan;
size_t json_scan_step(JsonScan *s, Str text, size_t at); /* the byte after; a backslash takes the next one with it */
#endif
