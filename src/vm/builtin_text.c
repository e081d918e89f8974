#include "vm/builtin.h"

#include "base/hash.h"
#include "base/ip.h"
#include "base/text.h"

/* Folding and lowering may make a text up to three times as long, and go through a copy. */
static Value transformed(Vm *vm, Value v, Str (*transform)(Arena *, Str)) {
  if (v.n > LIMIT_TEXT_BYTES) return value_error(ERROR_TEXT_LONG);
  if (!arena_has_room(vm->arena, (size_t)v.n * 6)) return value_error(ERROR_MEMORY);
  return value_text(transform(vm->arena, value_str(v)));
}

Value builtin_LOWER(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  return transformed(vm, args[0], text_lower);
}

static Value folded_list(Vm *vm, const ListValue *from) {
  if (!arena_has_room(vm->arena, sizeof(ListValue) + sizeof(Value) * from->n)) return value_error(ERROR_MEMORY);
  ListValue *list = ARENA_NEW(vm->arena, ListValue);
  list->v = ARENA_ARRAY(vm->arena, Value, from->n ? from->n : 1);
  list->n = from->n;
  for (uint32_t i = 0; i < from->n; i++) {
    list->v[i] = from->v[i].kind == VAL_TEXT ? transformed(vm, from->v[i], text_fold) : from->v[i];
    if (list->v[i].kind == VAL_ERROR) return list->v[i];
  }
  return (Value){.kind = VAL_LIST, .list = list};
}

/* A list is folded item by item: the compiler asks for that when a list meets a nocase text. */
Value builtin_FOLD(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  if (args[0].kind == VAL_LIST) return folded_list(vm, args[0].list);
  return transformed(vm, args[0], text_fold);
}

Value builtin_TRIM(Vm *vm, const Value *args, uint32_t count) {
  (void)vm, (void)count;
  return value_text(str_trim(value_str(args[0])));
}

Value builtin_LENGTH(Vm *vm, const Value *args, uint32_t count) {
  (void)vm, (void)count;
  if (args[0].kind == VAL_LIST) return value_int(args[0].list->n);
  return value_int((int64_t)text_length(value_str(args[0])));
}

Value builtin_DOMAIN(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  Str s = str_trim(value_str(args[0]));
  const char *at = s.n ? memrchr(s.p, '@', s.n) : NULL;
  if (!at || at + 1 == s.p + s.n) return value_missing();
  return transformed(vm, value_text((Str){at + 1, (size_t)(s.p + s.n - at - 1)}), text_lower);
}

Value builtin_HALFWIDTH(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  return transformed(vm, args[0], text_halfwidth);
}

/* The second argument is the number of a regex of the chunk. */
Value builtin_REPLACE(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  const Chunk *c = vm->chunk;
  if (args[1].kind != VAL_INT || args[1].i < 0 || args[1].i >= c->regexes.n) return value_error(ERROR_DATA_TYPE);
  StrBuf out;
  strbuf_init(&out);
  const Regex *pattern = c->regexes.v[args[1].i];
  RegexResult found = regex_replace(pattern, value_str(args[0]), value_str(args[2]), LIMIT_TEXT_BYTES, &out);
  Value result = args[0];
  if (found == REGEX_LIMIT) result = value_error(ERROR_REGEX);
  else if (found == REGEX_LONG) result = value_error(ERROR_TEXT_LONG);
  else if (found == REGEX_YES) {
    char *p = arena_try(vm->arena, out.n + 1);
    if (p && out.n) memcpy(p, out.p, out.n);
    result = p ? value_text((Str){p, out.n}) : value_error(ERROR_MEMORY);
  }
  strbuf_deinit(&out);
  return result;
}

Value builtin_IP_NUMBER(Vm *vm, const Value *args, uint32_t count) {
  (void)vm, (void)count;
  uint32_t number;
  return ip4_parse(str_trim(value_str(args[0])), &number) ? value_int(number) : value_missing();
}

/* ASCII and full-width digits (U+FF10 to U+FF19), as ASCII. */
Value builtin_DIGITS(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  Str s = value_str(args[0]);
  char *out = arena_try(vm->arena, s.n + 1);
  if (!out) return value_error(ERROR_MEMORY);
  size_t n = 0;
  for (size_t at = 0; at < s.n;) {
    uint32_t code_point = text_decode(s, &at);
    if (code_point >= '0' && code_point <= '9') out[n++] = (char)code_point;
    else if (code_point >= 0xFF10 && code_point <= 0xFF19) out[n++] = (char)('0' + (code_point - 0xFF10));
  }
  return n ? value_text((Str){out, n}) : value_missing();
}

Value builtin_SIMILARITY(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  if (args[0].n > LIMIT_TEXT_BYTES || args[1].n > LIMIT_TEXT_BYTES) return value_error(ERROR_TEXT_LONG);
  if (!arena_has_room(vm->arena, ((size_t)args[0].n + args[1].n) * 12)) return value_error(ERROR_MEMORY);
  return (Value){.kind = VAL_REAL, .d = text_similarity(vm->arena, value_str(args[0]), value_str(args[1]))};
}

Value builtin_BUCKET(Vm *vm, const Value *args, uint32_t count) {
  Number n = value_as_number(args[1]);
  int64_t buckets = n.is_int ? n.i : n.d >= 1 && n.d < 9007199254740992.0 ? (int64_t)n.d : 0;
  if (buckets < 1 || number_cmp(n, (Number){.is_int = true, .i = buckets}) != 0) return value_error(ERROR_BUCKETS);
  Value key = args[0].kind == VAL_TEXT ? args[0] : VAL_LIST == args[0].kind ? text_of(vm, args[0]) : args[0];
  if (key.kind == VAL_ERROR) return key;
  if (key.kind == VAL_TEXT && count < 3) return value_int((int64_t)(hash_fixed(value_str(key)) % (uint64_t)buckets));
  StrBuf plain;
  strbuf_init(&plain);
  if (count > 2) {
    strbuf_str(&plain, value_str(args[2]));
    strbuf_char(&plain, 0x1f); /* no text of one is the beginning of the other's */
  }
  if (key.kind == VAL_TEXT) strbuf_str(&plain, value_str(key));
  else value_plain(&plain, key);
  uint64_t hash = hash_fixed(strbuf_view(&plain));
  strbuf_deinit(&plain);
  return value_int((int64_t)(hash % (uint64_t)buckets));
}
