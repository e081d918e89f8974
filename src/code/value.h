/* A value at run time: 16 bytes, never owning. Text and lists live in an arena (lead, batch or program). */
#ifndef LEAT_CODE_VALUE_H
#define LEAT_CODE_VALUE_H
#include "base/arena.h"
#include "base/number.h"

#include <string.h>

typedef enum ValueKind {
  VAL_MISSING, /* no value; as a condition: unknown */
  VAL_ERROR,   /* a rule error; spreads like missing and is counted */
  VAL_TEXT,
  VAL_INT,
  VAL_REAL,    /* always finite */
  VAL_BOOL,
  VAL_TIME,     /* ms since 1970 */
  VAL_DURATION, /* ms */
  VAL_LIST,
  VAL_WORKING /* a WorkingSpan of base/calendar.h */
} ValueKind;

typedef enum RuleError { /* why a condition could not be computed; words in rule_errors.def */
#define RULE_ERROR(name, text) ERROR_##name,
#include "code/rule_errors.def"
#undef RULE_ERROR
  ERROR_COUNT
} RuleError;

typedef struct ListValue ListValue;
typedef struct Value {
  uint8_t kind;  /* ValueKind */
  uint8_t error; /* RuleError of VAL_ERROR; of VAL_MISSING: why data that was there could not be used; VAL_TEXT: see
                    value_original */
  uint32_t n;    /* VAL_TEXT: bytes; VAL_MISSING and VAL_ERROR: 1 + slot of the column that it came from, 0: none */
  union {
    const char *s;
    int64_t i; /* INT, TIME, DURATION, WORKING; BOOL 0 or 1 */
    double d;
    const ListValue *list;
  };
} Value;
struct ListValue { uint32_t n; Value *v; };

static inline Value value_missing(void) { return (Value){.kind = VAL_MISSING, .i = 0}; }
static inline Value value_error(RuleError e) { return (Value){.kind = VAL_ERROR, .error = (uint8_t)e, .i = 0}; }
static inline Value value_text(Str s) { return (Value){.kind = VAL_TEXT, .n = (uint32_t)s.n, .s = s.p}; }
static inline Value value_int(int64_t i) { return (Value){.kind = VAL_INT, .i = i}; }
static inline Value value_bool(bool b) { return (Value){.kind = VAL_BOOL, .i = b}; }
static inline Value value_time(int64_t ms) { return (Value){.kind = VAL_TIME, .i = ms}; }
static inline Value value_duration(int64_t ms) { return (Value){.kind = VAL_DURATION, .i = ms}; }
static inline Value value_working(int64_t span) { return (Value){.kind = VAL_WORKING, .i = span}; }
static inline Str value_str(Value v) { return (Str){v.s, v.n}; }
static inline bool value_is_number(Value v) { return v.kind == VAL_INT || v.kind == VAL_REAL; }
Value value_number(Number x);
Number value_as_number(Value v); /* VAL_INT or VAL_REAL */

/* Of two values at least one of which is missing or an error: the one that spreads. Does not depend on their order. */
Value value_gap(Value a, Value b);
/* The folded text of a nocase column, which remembers how it was written (kept before the folded bytes, in the
 * arena). */
Value value_folded(Arena *arena, Str folded, Str original);
Value value_original(Value v); /* as it was written; any other value as it is */

static inline bool value_is_gap(Value v) { return v.kind <= VAL_ERROR; }
/* Equal bytes; both are VAL_TEXT. Short texts, which most are, are compared without a call. */
static inline bool value_text_eq(const Value *a, const Value *b) {
  size_t n = a->n;
  if (n != b->n) return false;
  const char *p = a->s, *q = b->s;
  if (n >= 8) {
    uint64_t x, y, last_x, last_y;
    memcpy(&x, p, 8);
    memcpy(&y, q, 8);
    memcpy(&last_x, p + n - 8, 8);
    memcpy(&last_y, q + n - 8, 8);
    if (x != y || last_x != last_y) return false;
    return n <= 16 || memcmp(p + 8, q + 8, n - 16) == 0;
  }
  if (n >= 4) {
    uint32_t x, y, last_x, last_y;
    memcpy(&x, p, 4);
    memcpy(&y, q, 4);
    memcpy(&last_x, p + n - 4, 4);
    memcpy(&last_y, q + n - 4, 4);
    return x == y && last_x == last_y;
  }
  return n == 0 || (p[0] == q[0] && p[n >> 1] == q[n >> 1] && p[n - 1] == q[n - 1]);
}

bool value_eq(Value a, Value b); /* same type group; neither missing nor error */
int value_cmp(Value a, Value b); /* order of numbers, code points, times, durations; false < true */
const char *rule_error_text(RuleError e);
/* For people: text in quotes, times in zone-less RFC 3339, lists in parentheses, `missing`, `error: …`. Not escaped
 * for a terminal. */
void value_print(StrBuf *out, Value v);
void value_plain(StrBuf *out, Value v); /* as inside a message: text without quotes, missing as nothing */
#endif
