#include "strategy/tournament.h"

void tournament_init(Tournament *t, Arena *a, uint32_t size, MemberCmp cmp, const void *ctx) {
  *t = (Tournament){.cmp = cmp, .ctx = ctx, .leaves = 1};
  while (t->leaves < size) t->leaves *= 2;
  t->winner = ARENA_ARRAY(a, int32_t, t->leaves * 2);
  for (uint32_t i = 0; i < t->leaves * 2; i++) t->winner[i] = -1;
}

/* a stands before b in the listed order. */
static int32_t better(const Tournament *t, int32_t a, int32_t b) {
  if (a < 0 || b < 0) return a < 0 ? b : a;
  return t->cmp(t->ctx, (uint32_t)a, (uint32_t)b) <= 0 ? a : b;
}

void tournament_put(Tournament *t, uint32_t member, bool in) {
  uint32_t at = t->leaves + member;
  if (!in && t->winner[at] < 0) return;
  t->winner[at] = in ? (int32_t)member : -1;
  for (at /= 2; at > 0; at /= 2) {
    int32_t before = t->winner[at], now = better(t, t->winner[at * 2], t->winner[at * 2 + 1]);
    if (now == before && now != (int32_t)member) return; /* what is above has nothing to do with him */
    t->winner[at] = now;
  }
}

void tournament_fill(Tournament *t, const MemberSet *members) {
  for (uint32_t i = 0; i < t->leaves; i++)
    t->winner[t->leaves + i] = i < members->size && member_set_has(members, i) ? (int32_t)i : -1;
  for (uint32_t at = t->leaves - 1; at > 0; at--)
    t->winner[at] = better(t, t->winner[at * 2], t->winner[at * 2 + 1]);
}

int32_t tournament_best_from(const Tournament *t, uint32_t from) {
  int32_t all = t->winner[1], behind = -1;
  if (all < 0 || from >= t->leaves || (uint32_t)all >= from) return all;
  for (uint32_t at = t->leaves + from;; at /= 2) { /* whole subtrees at or behind `from`, in listed order */
    if (at == t->leaves + from) behind = t->winner[at];
    if (at == 1) break;
    if (at % 2 == 0) behind = better(t, behind, t->winner[at + 1]);
  }
  return behind >= 0 && t->cmp(t->ctx, (uint32_t)behind, (uint32_t)all) <= 0 ? behind : all;
}

static bool node_fits(const Tournament *t, uint32_t at, MemberFits fits, const void *ctx) {
  return t->winner[at] >= 0 && fits(ctx, (uint32_t)t->winner[at]);
}

static int32_t first_below(const Tournament *t, uint32_t at, MemberFits fits, const void *ctx) {
  while (at < t->leaves) at = at * 2 + !node_fits(t, at * 2, fits, ctx);
  return t->winner[at];
}

int32_t tournament_first_from(const Tournament *t, uint32_t from, MemberFits fits, const void *ctx) {
  if (from < t->leaves) {
    uint32_t at = t->leaves + from;
    if (node_fits(t, at, fits, ctx)) return t->winner[at];
    for (; at > 1; at /= 2)
      if (at % 2 == 0 && node_fits(t, at + 1, fits, ctx)) return first_below(t, at + 1, fits, ctx);
  }
  return node_fits(t, 1, fits, ctx) ? first_below(t, 1, fits, ctx) : -1;
}
