/* Texts to look for anywhere in another text: a trie over their bytes (Fredkin, "Trie Memory", 1960), whose edges all
 * stand in one hash table, so that a step costs one probe and a node costs nothing beside the edge that leads to it.
 *
 * A lookup walks down from every character of the text. That takes at most LIMIT_TABLE_WITHIN_KEY steps for each,
 * because no key is longer; mostly one or two, because few keys begin as the text goes on. */
#ifndef LEAT_CODE_WITHIN_H
#define LEAT_CODE_WITHIN_H
#include "base/arena.h"

typedef struct Within Within;

enum { WITHIN_ROOT = 1, WITHIN_NONE = 0 }; /* nodes; NONE: no key goes on like this */

Within *within_new(Arena *arena, size_t bytes); /* room for keys of so many bytes in all */
void within_add(Within *w, Str key, uint32_t row);     /* of equal keys the first one counts */
uint32_t within_step(const Within *w, uint32_t node, char byte);
uint32_t within_row(const Within *w, uint32_t node);   /* of the key that ends here; UINT32_MAX: none does */
#endif
