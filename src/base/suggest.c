/* "did you mean": the nearest of a few names by optimal string alignment over the code points of the folded words. */
#include <stdlib.h>

#include "base/diag.h"
#include "base/text.h"

enum { LONGEST = 64 }; /* code points; longer words get no suggestion */

typedef struct Word {
  uint32_t v[LONGEST];
  size_t n;
} Word;

static bool word_of(Arena *scratch, Str s, Word *out) {
  if (s.n > LONGEST * 4) return false;
  Str folded = text_fold(scratch, s);
  out->n = 0;
  for (size_t at = 0; at < folded.n;) {
    if (out->n == LONGEST) return false;
    out->v[out->n++] = text_decode(folded, &at);
  }
  return true;
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Inserts, deletes, replacements and swaps of neighbours that turn a into b. Three rows of the table suffice. */
static uint32_t distance(const Word *a, const Word *b) {
  uint32_t rows[3][LONGEST + 1];
  for (uint32_t j = 0; j <= b->n; j++) rows[0][j] = j;
  for (uint32_t i = 1; i <= a->n; i++) {
    uint32_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (uint32_t j = 1; j <= b->n; j++) {
      uint32_t cost = a->v[i - 1] != b->v[j - 1];
      row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
      if (i > 1 && j > 1 && a->v[i - 1] == b->v[j - 2] && a->v[i - 2] == b->v[j - 1])
        row[j] = least(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a->n % 3][b->n];
}

Str suggest(Str word, const Str *candidates, size_t count) {
  Arena scratch;
  arena_init(&scratch, 0);
  Word wanted, other;
  Str best = STR("");
  if (word_of(&scratch, word, &wanted) && wanted.n > 0) {
    uint32_t best_distance = (uint32_t)wanted.n / 3 + 1;
    for (size_t i = 0; i < count && best_distance > 0; i++) {
      size_t apart = candidates[i].n / 4 > wanted.n ? candidates[i].n / 4 - wanted.n : 0;
      if (apart >= best_distance || !word_of(&scratch, candidates[i], &other)) continue;
      uint32_t d = distance(&wanted, &other);
      if (d < best_distance) {
        best_distance = d;
        best = candidates[i];
      }
      arena_reset(&scratch);
    }
  }
  arena_deinit(&scratch);
  return best;
}
