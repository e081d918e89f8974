#include "base/mem.h"
#include "code/lookup.h"
#include "code/set.h"
#include "compile/compiler.h"

void label_bind(Compiler *c, Label *label) {
  Chunk *chunk = c->chunk;
  for (uint32_t at = label->last; at != LABEL_NONE;) {
    uint32_t before = chunk->code.v[at].jump;
    chunk->code.v[at].jump = chunk->code.n;
    at = before;
  }
  label->last = LABEL_NONE;
}

void emit_op(Compiler *c, Op op, uint32_t slot, uint32_t arg, Span span) {
  chunk_emit(c->chunk, (Instr){.op = (uint8_t)op, .slot = slot, .arg = arg}, span);
}

void emit_jump(Compiler *c, Instr instr, Label *label, Span span) {
  instr.jump = label->last;
  label->last = chunk_emit(c->chunk, instr, span);
}

uint32_t const_add(Compiler *c, Value v) {
  VEC_PUSH(c->chunk->arena, c->chunk->consts, v);
  return c->chunk->consts.n - 1;
}

/* A condition is compiled twice, as tests and as a function: what is wrong with its pattern is said once. */
static bool is_reported(const Compiler *c, DiagCode code, Span span) {
  for (uint32_t i = 0; i < c->diags->items.n; i++) {
    const Diag *d = &c->diags->items.v[i];
    if (d->code == code && d->span.file == span.file && d->span.start == span.start) return true;
  }
  return false;
}

/* The checker has tried the pattern; without regard to case it may still be too large. */
uint32_t regex_add(Compiler *c, const Expr *pattern, bool nocase) {
  char why[200];
  size_t at;
  Str text = pattern->text;
  if (nocase) text = arena_printf(c->chunk->arena, "(?i)%.*s", STR_FMT(text));
  Regex *regex = regex_new(text, why, sizeof why, &at);
  if (!regex) {
    if (!is_reported(c, DIAG_REGEX_NOCASE, pattern->span))
      diag_add(c->diags, DIAG_REGEX_NOCASE, pattern->span, why);
    c->failed = true;
    return 0;
  }
  VEC_PUSH(c->chunk->arena, c->chunk->regexes, regex);
  return c->chunk->regexes.n - 1;
}

uint32_t set_of_items(Compiler *c, Expr *const *items, uint32_t count) {
  Value *values = mem_alloc(sizeof *values * ((size_t)count + 1));
  for (uint32_t i = 0; i < count; i++)
    if (!expr_const(c, items[i], &values[i])) BUG("an item of a set is no constant");
  ValueSet *set = set_new(c->chunk->arena, values, count);
  mem_free(values);
  VEC_PUSH(c->chunk->arena, c->chunk->sets, set);
  return c->chunk->sets.n - 1;
}

/* Chunks of one program share the index, which lives as long as the program: it may be large. */
void table_use_in_code(Compiler *c, uint32_t table) {
  LookupTable *t = c->program->tables.v[table];
  if (!t->lookup) t->lookup = lookup_new(t);
}

uint32_t set_of_list(Compiler *c, uint32_t named_list) {
  const NamedList *list = &c->program->lists.v[named_list];
  Chunk *chunk = c->chunk;
  while (chunk->list_sets.n <= named_list) VEC_PUSH(chunk->arena, chunk->list_sets, NO_SET);
  if (chunk->list_sets.v[named_list] == NO_SET)
    chunk->list_sets.v[named_list] = set_of_items(c, list->items.v, list->items.n);
  return chunk->list_sets.v[named_list];
}
