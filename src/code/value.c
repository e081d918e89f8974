#include "code/value.h"

#include "base/calendar.h"
#include "base/mem.h"

Value value_number(Number x) {
  if (x.is_int) return value_int(x.i);
  return (Value){.kind = VAL_REAL, .d = x.d};
}

Number value_as_number(Value v) {
  if (v.kind == VAL_INT) return (Number){.is_int = true, .i = v.i};
  return (Number){.is_int = false, .d = v.d};
}

Value value_gap(Value a, Value b) {
  if (!value_is_gap(a)) return b;
  if (!value_is_gap(b)) return a;
  if (a.kind != b.kind) return a.kind > b.kind ? a : b;
  if (a.error != b.error) return a.error > b.error ? a : b;
  uint32_t slot_a = a.n - 1, slot_b = b.n - 1; /* no column comes last */
  return slot_a <= slot_b ? a : b;
}

/* { Str original; char folded[]; } with Value.s at the folded bytes. */
Value value_folded(Arena *arena, Str folded, Str original) {
  char *p = arena_alloc(arena, sizeof(Str) + folded.n + 1);
  memcpy(p, &original, sizeof original);
  if (folded.n) memcpy(p + sizeof(Str), folded.p, folded.n);
  Value v = value_text((Str){p + sizeof(Str), folded.n});
  v.error = 1;
  return v;
}

Value value_original(Value v) {
  if (v.kind != VAL_TEXT || v.error == 0) return v;
  Str original;
  memcpy(&original, v.s - sizeof original, sizeof original);
  return value_text(original);
}

static int list_cmp(const ListValue *a, const ListValue *b) {
  for (uint32_t i = 0; i < a->n && i < b->n; i++) {
    int order = value_cmp(a->v[i], b->v[i]);
    if (order) return order;
  }
  return (a->n > b->n) - (a->n < b->n);
}

int value_cmp(Value a, Value b) {
  if (value_is_number(a) && value_is_number(b)) return number_cmp(value_as_number(a), value_as_number(b));
  if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
  switch ((ValueKind)a.kind) {
    case VAL_TEXT: return str_cmp(value_str(a), value_str(b));
    case VAL_LIST: return list_cmp(a.list, b.list);
    case VAL_MISSING:
    case VAL_ERROR: return 0;
    case VAL_INT:
    case VAL_REAL:
    case VAL_BOOL:
    case VAL_TIME:
    case VAL_DURATION:
    case VAL_WORKING: break;
  }
  return (a.i > b.i) - (a.i < b.i);
}

bool value_eq(Value a, Value b) {
  if (a.kind == VAL_TEXT && b.kind == VAL_TEXT) return value_text_eq(&a, &b);
  return value_cmp(a, b) == 0;
}

const char *rule_error_text(RuleError e) {
  static const char *const texts[] = {
#define RULE_ERROR(name, text) [ERROR_##name] = text,
#include "code/rule_errors.def"
#undef RULE_ERROR
  };
  ASSERT((unsigned)e < ERROR_COUNT);
  return texts[e];
}

static void quote(StrBuf *out, Str s) {
  strbuf_char(out, '"');
  for (size_t i = 0; i < s.n; i++) {
    char ch = s.p[i];
    if (ch == '\n') strbuf_text(out, "\\n");
    else if (ch == '\t') strbuf_text(out, "\\t");
    else {
      if (ch == '"' || ch == '\\') strbuf_char(out, '\\');
      strbuf_char(out, ch);
    }
  }
  strbuf_char(out, '"');
}

static void print_list(StrBuf *out, const ListValue *list, const char *open, const char *close,
                       void (*item)(StrBuf *, Value)) {
  strbuf_text(out, open);
  for (uint32_t i = 0; i < list->n; i++) {
    if (i) strbuf_text(out, ", ");
    item(out, list->v[i]);
  }
  strbuf_text(out, close);
}

void value_print(StrBuf *out, Value v) {
  if (v.kind == VAL_TEXT) quote(out, value_str(value_original(v)));
  else if (v.kind == VAL_LIST) print_list(out, v.list, "(", ")", value_print);
  else if (v.kind == VAL_MISSING) strbuf_text(out, "missing");
  else value_plain(out, v);
}

void value_plain(StrBuf *out, Value v) {
  char buf[96];
  switch ((ValueKind)v.kind) {
    case VAL_MISSING: return;
    case VAL_ERROR:
      strbuf_text(out, "error: ");
      strbuf_text(out, rule_error_text((RuleError)v.error));
      return;
    case VAL_TEXT: strbuf_str(out, value_str(value_original(v))); return;
    case VAL_LIST: print_list(out, v.list, "", "", value_plain); return;
    case VAL_BOOL: strbuf_text(out, v.i ? "true" : "false"); return;
    case VAL_INT:
    case VAL_REAL: strbuf_add(out, buf, number_format(value_as_number(v), buf)); return;
    case VAL_TIME: strbuf_add(out, buf, time_format(v.i, buf)); return;
    case VAL_DURATION: strbuf_add(out, buf, duration_format(v.i, buf)); return;
    case VAL_WORKING: strbuf_add(out, buf, working_span_format(v.i, buf)); return;
  }
}
