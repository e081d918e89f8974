#include "code/chunk.h"

#include "base/mem.h"

#include <string.h>

void chunk_init(Chunk *c, Arena *arena) {
  memset(c, 0, sizeof *c);
  c->arena = arena;
  c->zone = zone_utc();
  c->score_let = c->class_let = UINT32_MAX;
}

void chunk_deinit(Chunk *c) {
  for (uint32_t i = 0; i < c->regexes.n; i++) regex_free(c->regexes.v[i]);
  memset(c, 0, sizeof *c);
}

uint32_t chunk_emit(Chunk *c, Instr instr, Span span) {
  VEC_PUSH(c->arena, c->code, instr);
  VEC_PUSH(c->arena, c->spans, span);
  return c->code.n - 1;
}

Str chunk_rule_name(const Chunk *c, uint32_t rule) {
  return rule < c->rules.n ? c->rules.v[rule].name : c->parts.v[rule - c->rules.n].name;
}

uint32_t chunk_rule_line(const Chunk *c, uint32_t rule) {
  return rule < c->rules.n ? c->rules.v[rule].line : c->parts.v[rule - c->rules.n].line;
}

const OpInfo *op_info(Op op) {
  static const OpInfo infos[] = {
#define OP(name, pops, pushes, operands, doc) [OP_##name] = {#name, pops, pushes, operands, doc},
#include "code/op.def"
#undef OP
  };
  ASSERT((unsigned)op < OP_COUNT);
  return &infos[op];
}

const char *op_word(Op op) { return op_info(op)->word; }

Type value_type(Value v) {
  switch ((ValueKind)v.kind) {
    case VAL_MISSING:
    case VAL_ERROR: return TYPE_NONE;
    case VAL_TEXT: return TYPE_TEXT;
    case VAL_INT:
    case VAL_REAL: return TYPE_NUMBER;
    case VAL_BOOL: return TYPE_BOOL;
    case VAL_TIME: return TYPE_TIME;
    case VAL_DURATION: return TYPE_DURATION;
    case VAL_LIST: return TYPE_LIST;
    case VAL_WORKING: return TYPE_WORKING;
  }
  return TYPE_NONE;
}
