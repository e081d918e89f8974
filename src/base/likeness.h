/* Are two texts alike? text_similarity with most of its work spared: a text is prepared once, and pairs that cannot
 * reach the bound are told by counts alone. */
#ifndef LEAT_BASE_LIKENESS_H
#define LEAT_BASE_LIKENESS_H
#include "base/arena.h"

typedef struct Likeness {
  Str text;        /* folded */
  uint32_t length; /* code points */
  uint8_t bag[16]; /* how many of its code points fall into each of 16 classes, at most 255 */
} Likeness;

Likeness likeness_of(Arena *a, Str text); /* the folded text lives in the arena, or is the text itself */
/* text_similarity(x, y) >= least. The scratch arena is reset. */
bool likeness_reaches(Arena *scratch, const Likeness *x, const Likeness *y, double least);
#endif
