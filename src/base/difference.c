#include "base/difference.h"

#include <string.h>

#include "base/arena.h"

/* Rounds of the search below: time and memory grow with their square. */
enum { CONTEXT = 3, MAX_ROUNDS = 2000 };

typedef struct Texts {
  Arena arena;
  VEC(Str) before, after; /* lines with their ends */
  bool *removed, *added;  /* by line */
} Texts;

#define SPLIT(t, vec, text)                                                                   \
  do {                                                                                        \
    for (size_t at_ = 0; at_ < (text).n;) {                                                   \
      const char *end_ = memchr((text).p + at_, '\n', (text).n - at_);                        \
      size_t n_ = end_ ? (size_t)(end_ - (text).p) + 1 - at_ : (text).n - at_;                \
      VEC_PUSH(&(t)->arena, (t)->vec, (Str){(text).p + at_, n_});                             \
      at_ += n_;                                                                              \
    }                                                                                         \
  } while (0)

static void mark_all(Texts *t, uint32_t head, uint32_t before_end, uint32_t after_end) {
  for (uint32_t i = head; i < before_end; i++) t->removed[i] = true;
  for (uint32_t i = head; i < after_end; i++) t->added[i] = true;
}

/* From the end of the last round back to the start, each round gives one line removed or added. */
static void walk_back(Texts *t, int32_t *const *rounds, int32_t last, uint32_t head, int32_t x, int32_t y) {
  for (int32_t d = last; d > 0; d--) {
    const int32_t *reach = rounds[d - 1] + d; /* reach[k] for k in -d .. d of the round before */
    int32_t k = x - y;
    bool down = k == -d || (k != d && reach[k - 1] < reach[k + 1]);
    int32_t from_k = down ? k + 1 : k - 1, from_x = reach[from_k], from_y = from_x - from_k;
    if (down) t->added[head + (uint32_t)from_y] = true;
    else t->removed[head + (uint32_t)from_x] = true;
    x = from_x;
    y = from_y;
  }
}

/* Myers, An O(ND) Difference Algorithm (1986): after round d, reach[k] is how far in `before` one comes on diagonal k
 * with d lines removed or added. False: too unlike. */
static bool search(Texts *t, uint32_t head, int32_t n, int32_t m) {
  int32_t *rounds[MAX_ROUNDS];
  for (int32_t d = 0; d < MAX_ROUNDS; d++) {
    int32_t *row = ARENA_ARRAY(&t->arena, int32_t, 2 * d + 3), *reach = row + d + 1;
    rounds[d] = row;
    const int32_t *old = d ? rounds[d - 1] + d : NULL;
    for (int32_t k = -d; k <= d; k += 2) {
      int32_t x = 0;
      if (old) x = k == -d || (k != d && old[k - 1] < old[k + 1]) ? old[k + 1] : old[k - 1] + 1;
      int32_t y = x - k;
      while (x < n && y < m && str_eq(t->before.v[head + (uint32_t)x], t->after.v[head + (uint32_t)y])) x++, y++;
      reach[k] = x;
      if (x >= n && y >= m) {
        walk_back(t, rounds, d, head, x, y);
        return true;
      }
    }
  }
  return false;
}

static void compare(Texts *t) {
  uint32_t head = 0, n = t->before.n, m = t->after.n;
  t->removed = ARENA_ARRAY(&t->arena, bool, n + 1);
  t->added = ARENA_ARRAY(&t->arena, bool, m + 1);
  while (head < n && head < m && str_eq(t->before.v[head], t->after.v[head])) head++;
  while (n > head && m > head && str_eq(t->before.v[n - 1], t->after.v[m - 1])) n--, m--;
  if (!search(t, head, (int32_t)(n - head), (int32_t)(m - head))) mark_all(t, head, n, m);
}

static void line_out(StrBuf *out, char sign, Str line) {
  strbuf_char(out, sign);
  strbuf_str(out, line);
  if (!str_ends(line, STR("\n"))) strbuf_text(out, "\n\\ No newline at end of file\n");
}

/* Positions in both texts; they move on together. */
typedef struct At { uint32_t i, j; } At;

static bool changes(const Texts *t, At at) {
  return (at.i < t->before.n && t->removed[at.i]) || (at.j < t->after.n && t->added[at.j]);
}

/* The end of the hunk that begins with the change at `at`: where more than twice the context is unchanged. */
static At hunk_end(const Texts *t, At at) {
  At end = at;
  uint32_t same = 0;
  while ((at.i < t->before.n || at.j < t->after.n) && same <= 2 * CONTEXT) {
    if (changes(t, at)) {
      if (at.i < t->before.n && t->removed[at.i]) at.i++;
      else at.j++;
      same = 0;
      end = at;
    } else {
      at.i++, at.j++;
      same++;
    }
  }
  for (int k = 0; k < CONTEXT && end.i < t->before.n && end.j < t->after.n; k++) end.i++, end.j++;
  return end;
}

/* An empty range is said to stand after the line before it. */
static void range_out(StrBuf *out, char sign, uint32_t from, uint32_t to) {
  uint32_t n = to - from;
  if (n == 1) strbuf_printf(out, " %c%u", sign, from + 1);
  else strbuf_printf(out, " %c%u,%u", sign, n ? from + 1 : from, n);
}

static void hunk_out(StrBuf *out, const Texts *t, At at, At end) {
  strbuf_text(out, "@@");
  range_out(out, '-', at.i, end.i);
  range_out(out, '+', at.j, end.j);
  strbuf_text(out, " @@\n");
  while (at.i < end.i || at.j < end.j) {
    if (at.i < end.i && t->removed[at.i]) line_out(out, '-', t->before.v[at.i++]);
    else if (at.j < end.j && t->added[at.j]) line_out(out, '+', t->after.v[at.j++]);
    else {
      line_out(out, ' ', t->before.v[at.i++]);
      at.j++;
    }
  }
}

void difference_unified(StrBuf *out, Str name, Str before, Str after) {
  if (str_eq(before, after)) return;
  Texts t = {0};
  arena_init(&t.arena, 0);
  SPLIT(&t, before, before);
  SPLIT(&t, after, after);
  compare(&t);
  strbuf_printf(out, "--- %.*s\n+++ %.*s\n", STR_FMT(name), STR_FMT(name));
  At at = {0, 0};
  while (at.i < t.before.n || at.j < t.after.n) {
    if (!changes(&t, at)) {
      at.i++, at.j++;
      continue;
    }
    uint32_t back = at.i < CONTEXT ? at.i : CONTEXT;
    if (at.j < back) back = at.j;
    At end = hunk_end(&t, at);
    hunk_out(out, &t, (At){at.i - back, at.j - back}, end);
    at = end;
  }
  arena_deinit(&t.arena);
}
