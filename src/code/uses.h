/* What a function reads of the world: on which columns of a lead and of a rep its value depends.
 *
 * uses_init -> uses_add for each function -> read -> gone with the arena. */
#ifndef LEAT_CODE_USES_H
#define LEAT_CODE_USES_H
#include "code/chunk.h"

typedef struct Uses {
  VEC(uint32_t) leads; /* slots of lead columns, ascending */
  bool *lead, *rep;    /* by slot */
  bool *lets;          /* those that were followed */
} Uses;

void uses_init(Uses *u, Arena *a, const Chunk *chunk);
/* NO_FUNC: nothing is added. */
void uses_add(Uses *u, Arena *a, const Chunk *chunk, uint32_t func);
#endif
