#include "base/likeness.h"

#include "base/text.h"

Likeness likeness_of(Arena *a, Str text) {
  Likeness l = {.text = text_fold(a, text)};
  for (size_t at = 0; at < l.text.n; l.length++) {
    uint8_t *count = &l.bag[text_decode(l.text, &at) & 15];
    if (*count < 255) (*count)++;
  }
  return l;
}

/* At least as much as Jaro-Winkler of the two. With m common characters Jaro is at most (m/|x| + m/|y| + 1) / 3, and a
 * common prefix of four adds 0.4 of what is missing to 1. m is at most what the classes of characters share. */
static double most(const Likeness *x, const Likeness *y) {
  uint32_t common = 0;
  bool full = false;
  for (size_t i = 0; i < sizeof x->bag; i++) {
    common += x->bag[i] < y->bag[i] ? x->bag[i] : y->bag[i];
    full |= x->bag[i] == 255 || y->bag[i] == 255;
  }
  if (full || x->length == 0 || y->length == 0) return 1;
  double m = common, jaro = (m / x->length + m / y->length + 1) / 3;
  return jaro + 0.4 * (1 - jaro);
}

bool likeness_reaches(Arena *scratch, const Likeness *x, const Likeness *y, double least) {
  enum { GUARD = 1000000 }; /* rounding: the bound is an estimate in doubles */
  if (most(x, y) + 1.0 / GUARD < least) return false;
  arena_reset(scratch);
  return text_similarity(scratch, x->text, y->text) >= least;
}
