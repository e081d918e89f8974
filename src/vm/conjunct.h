/* The condition of a rule as its conjunctions: it is true when all tests of one of them are, false when each of them
 * has a test that is false. Read from the rule's code, whose jumps say how tests are joined. */
#ifndef LEAT_VM_CONJUNCT_H
#define LEAT_VM_CONJUNCT_H
#include "base/arena.h"
#include "code/chunk.h"

enum { CONJUNCTS_MOST = 16, CONJUNCT_TESTS_MOST = 24 };

typedef struct Conjunct {
  const uint32_t *tests; /* instructions whose outcome must be what they want, ascending */
  uint32_t n;
  bool open; /* something else must hold too: what is no test of a column, or left out because there is too much */
} Conjunct;
typedef VEC(Conjunct) Conjuncts;

/* Of the condition that begins at `from`; `fails` is where a false one jumps to. fired_out: the instruction after the
 * condition. False: this is no such condition. */
bool conjuncts_find(const Chunk *c, uint32_t from, uint32_t fails, Arena *scratch, Conjuncts *out, uint32_t *fired_out);
#endif
