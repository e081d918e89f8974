#include "vm/machine.h"

bool arena_has_room(const Arena *a, size_t bytes) {
  return a->limit == 0 || (a->used <= a->limit && bytes <= a->limit - a->used);
}

Value text_join(Vm *vm, const Value *parts, uint32_t count) {
  Value gap = value_bool(true);
  size_t length = 0;
  for (uint32_t i = 0; i < count; i++) {
    gap = value_gap(gap, parts[i]);
    if (parts[i].kind == VAL_TEXT) length += parts[i].n;
    else if (!value_is_gap(parts[i])) return value_error(ERROR_DATA_TYPE);
  }
  if (value_is_gap(gap)) return gap;
  if (length > LIMIT_TEXT_BYTES) return value_error(ERROR_TEXT_LONG);
  char *p = arena_try(vm->arena, length + 1);
  if (!p) return value_error(ERROR_MEMORY);
  size_t at = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (parts[i].n) memcpy(p + at, parts[i].s, parts[i].n);
    at += parts[i].n;
  }
  return value_text((Str){p, length});
}

Value text_of(Vm *vm, Value v) {
  if (v.kind == VAL_ERROR) return v;
  if (v.kind == VAL_TEXT) return value_original(v);
  char number[64];
  if (v.kind == VAL_MISSING) return value_text(STR(""));
  StrBuf buf;
  strbuf_init(&buf);
  if (v.kind == VAL_TIME) strbuf_add(&buf, number, time_format_local(vm->chunk->zone, v.i, number));
  else value_plain(&buf, v);
  Value result = value_error(ERROR_TEXT_LONG);
  if (buf.n <= LIMIT_TEXT_BYTES) {
    char *p = arena_try(vm->arena, buf.n + 1);
    if (p && buf.n) memcpy(p, buf.p, buf.n);
    result = p ? value_text((Str){p, buf.n}) : value_error(ERROR_MEMORY);
  }
  strbuf_deinit(&buf);
  return result;
}
