#include "compile/compile.h"
#include "engine/clause.h"
#include <string.h>

enum { SCRATCH_CODE = 512 }; /* of questions, before the chunk is begun anew: each compilation verifies all of it */

void scratch_init(Scratch *s, const Loaded *script, int64_t now, const Value *row, Str lead_id, Arena *values) {
  memset(s, 0, sizeof *s);
  s->script = script;
  s->now = now;
  s->row = row;
  s->lead_id = lead_id;
  s->values = values;
  s->no_rules = *script->script;
  s->no_rules.rules.n = 0;
  s->no_rules.pools.n = 0;
  s->no_rules.file = UINT32_MAX; /* no version is wanted of it */
}

static void scratch_close(Scratch *s) {
  if (!s->vm) return;
  vm_free(s->vm);
  s->vm = NULL;
  chunk_deinit(&s->chunk);
  arena_deinit(&s->arena);
}

void scratch_deinit(Scratch *s) { scratch_close(s); }

static bool scratch_open(Scratch *s) {
  arena_init(&s->arena, 0);
  diag_init(&s->diags, &s->arena);
  chunk_init(&s->chunk, &s->arena);
  s->program = *s->script->program;
  s->program.script = &s->no_rules;
  s->program.rules.n = 0;
  s->program.testing = false;
  bool compiled = compile_program(&s->chunk, &s->program, &s->diags);
  s->fixed = s->chunk.code.n;
  s->vm = vm_new(&s->chunk, s->now);
  vm_begin(s->vm, s->row, s->lead_id, s->values);
  return compiled;
}

/* The part was compiled before, as a piece of its rule; that it fails alone can only be a limit. */
Value scratch_eval(Scratch *s, const Expr *e, const Value *rep_row) {
  if (s->vm && s->chunk.code.n > s->fixed + SCRATCH_CODE) scratch_close(s);
  if (!s->vm && !scratch_open(s)) return value_error(ERROR_MEMORY);
  uint32_t func = compile_expression(&s->chunk, &s->program, e, &s->diags);
  return func == NO_FUNC ? value_error(ERROR_MEMORY) : vm_eval(s->vm, func, rep_row);
}
