/* Jaro-Winkler similarity in O(n log n): the greedy search of Jaro for the first free equal character within the
 * window, done with one queue of positions for each distinct character, since the window only moves forward. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

typedef struct Place {
  uint32_t code, at;
} Place;

typedef struct Points {
  uint32_t *v;
  size_t n;
} Points;

static int place_cmp(const void *x, const void *y) {
  const Place *a = x, *b = y;
  if (a->code != b->code) return a->code < b->code ? -1 : 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

static Points points_of(Str s) {
  Points points = {mem_alloc(s.n * sizeof(uint32_t)), 0};
  for (size_t at = 0; at < s.n;) points.v[points.n++] = text_decode(s, &at);
  return points;
}

/* First place of `code` in the sorted places; n when there is none. */
static size_t first_place(const Place *places, size_t n, uint32_t code) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (places[middle].code < code) low = middle + 1;
    else high = middle;
  }
  return low < n && places[low].code == code ? low : n;
}

/* For each character of a the matched position in b plus 1, or 0. */
static size_t match_points(Points a, Points b, uint32_t *partner) {
  size_t longest = a.n > b.n ? a.n : b.n, matches = 0;
  size_t window = longest / 2 > 0 ? longest / 2 - 1 : 0;
  Place *places = mem_alloc(b.n * sizeof *places);
  size_t *heads = mem_alloc(b.n * sizeof *heads); /* by the first place of a character: how many are used up */
  for (size_t i = 0; i < b.n; i++) places[i] = (Place){b.v[i], (uint32_t)i};
  qsort(places, b.n, sizeof *places, place_cmp);
  for (size_t i = 0; i < a.n; i++) {
    size_t first = first_place(places, b.n, a.v[i]);
    if (first == b.n) continue;
    size_t at = first + heads[first];
    while (at < b.n && places[at].code == a.v[i] && places[at].at + window < i) at++;
    if (at < b.n && places[at].code == a.v[i] && places[at].at <= i + window) {
      partner[i] = places[at].at + 1;
      matches++;
      at++;
    }
    heads[first] = at - first;
  }
  mem_free(places);
  mem_free(heads);
  return matches;
}

/* Matched characters that stand in another order, counted as Jaro does: half of the disagreeing pairs. */
static double transpositions(Points a, Points b, const uint32_t *partner) {
  bool *taken = mem_alloc(b.n * sizeof *taken);
  for (size_t i = 0; i < a.n; i++)
    if (partner[i]) taken[partner[i] - 1] = true;
  size_t disagree = 0, j = 0;
  for (size_t i = 0; i < a.n; i++) {
    if (!partner[i]) continue;
    while (!taken[j]) j++;
    disagree += a.v[i] != b.v[j++];
  }
  mem_free(taken);
  return (double)disagree / 2;
}

static double jaro_winkler(Points a, Points b) {
  uint32_t *partner = mem_alloc(a.n * sizeof *partner);
  double similarity = 0, matches = (double)match_points(a, b, partner);
  if (matches > 0) {
    double moved = transpositions(a, b, partner);
    similarity = (matches / (double)a.n + matches / (double)b.n + (matches - moved) / matches) / 3;
    size_t prefix = 0;
    while (prefix < 4 && prefix < a.n && prefix < b.n && a.v[prefix] == b.v[prefix]) prefix++;
    similarity += (double)prefix * 0.1 * (1 - similarity);
  }
  mem_free(partner);
  return similarity;
}

double text_similarity(Arena *arena, Str x, Str y) {
  if (x.n == 0 || y.n == 0) return 0;
  x = text_fold(arena, x);
  y = text_fold(arena, y);
  if (str_eq(x, y)) return 1;
  if (str_cmp(x, y) > 0) { /* the greedy search depends on the order: one order for both, so that it is symmetric */
    Str other = x;
    x = y;
    y = other;
  }
  Points a = points_of(x), b = points_of(y);
  double similarity = jaro_winkler(a, b);
  mem_free(a.v);
  mem_free(b.v);
  return similarity;
}
