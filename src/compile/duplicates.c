#include "compile/compiler.h"

static double number_of(Number n) { return n.is_int ? (double)n.i : n.d; }

static uint32_t reason_emit(Compiler *c, const Template *t) {
  if (!t) return NO_FUNC;
  Func func = {c->chunk->code.n, TYPE_TEXT};
  template_emit(c, t);
  emit_op(c, OP_RETURN, 0, 0, t->span);
  VEC_PUSH(c->chunk->arena, c->chunk->funcs, func);
  return c->chunk->funcs.n - 1;
}

/* The same expression may stand in several clauses: it has one function. */
static uint32_t key_emit(Compiler *c, const DuplicateDecl *decl, const CodeDuplicate *done, const DuplicateTerm *term,
                         const CodeSameAll *now) {
  for (uint32_t i = 0; i <= done->clauses.n; i++) {
    const CodeSameAll *clause = i < done->clauses.n ? &done->clauses.v[i] : now;
    for (uint32_t k = 0; k < clause->n; k++) {
      const DuplicateTerm *other = &decl->clauses.v[i].terms.v[k];
      if (other->key == term->key && other->similar == term->similar) return clause->v[k].func;
    }
  }
  return term->similar ? func_emit(c, term->key) : folded_func_emit(c, term->key);
}

void duplicates_emit(Compiler *c) {
  Arena *a = c->chunk->arena;
  const Script *script = c->program->script;
  for (uint32_t i = 0; i < script->duplicates.n; i++) {
    const DuplicateDecl *decl = script->duplicates.v[i];
    CodeDuplicate code = {.line = source_line(c->program->sources, decl->span), .span = decl->span,
                          .then = decl->then, .name = decl->name, .reason = reason_emit(c, decl->reason)};
    for (uint32_t k = 0; k < decl->clauses.n; k++) {
      CodeSameAll clause = {0};
      for (uint32_t t = 0; t < decl->clauses.v[k].terms.n; t++) {
        const DuplicateTerm *term = &decl->clauses.v[k].terms.v[t];
        CodeSame same = {.func = key_emit(c, decl, &code, term, &clause), .similar = term->similar,
                         .least = number_of(term->least)};
        VEC_PUSH(a, clause, same);
      }
      VEC_PUSH(a, code.clauses, clause);
    }
    VEC_PUSH(a, c->chunk->duplicates, code);
  }
}
