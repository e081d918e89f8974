#include "code/uses.h"

void uses_init(Uses *u, Arena *a, const Chunk *chunk) {
  *u = (Uses){.lead = ARENA_ARRAY(a, bool, chunk->columns.n + 1), .rep = ARENA_ARRAY(a, bool, chunk->rep_columns.n + 1),
              .lets = ARENA_ARRAY(a, bool, chunk->lets.n + 1)};
}

/* Lets use only lets before them, so this ends. */
static void collect(Uses *u, const Chunk *chunk, uint32_t func) {
  uint32_t reached = chunk->funcs.v[func].entry;
  for (uint32_t at = reached;; at++) {
    const Instr *in = &chunk->code.v[at];
    const char *operands = op_info((Op)in->op)->operands;
    if (operands[0] == 'c') u->lead[in->slot] = true;
    if (operands[0] == 'r') u->rep[in->slot] = true;
    if (operands[2] == 'j' && in->jump > reached) reached = in->jump;
    if (operands[0] == 'l' && !u->lets[in->slot]) {
      u->lets[in->slot] = true;
      collect(u, chunk, chunk->lets.v[in->slot]);
    }
    if (in->op == OP_RETURN && at >= reached) return;
  }
}

void uses_add(Uses *u, Arena *a, const Chunk *chunk, uint32_t func) {
  if (func == NO_FUNC) return;
  collect(u, chunk, func);
  u->leads.n = 0;
  for (uint32_t i = 0; i < chunk->columns.n; i++)
    if (u->lead[i]) VEC_PUSH(a, u->leads, i);
}
