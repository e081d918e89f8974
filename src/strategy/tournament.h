/* The best of a pool's members, kept while they come, go and change: a tree of winners over the listed order.
 *
 *        7          each place holds the better of the two below it, of equals the one listed first;
 *     2     7       a member who changes plays log2(members) matches again
 *    0 2   5 7
 */
#ifndef LEAT_STRATEGY_TOURNAMENT_H
#define LEAT_STRATEGY_TOURNAMENT_H
#include "strategy/member_set.h"

typedef int (*MemberCmp)(const void *ctx, uint32_t a, uint32_t b); /* below 0: a is better */
typedef bool (*MemberFits)(const void *ctx, uint32_t member);

typedef struct Tournament {
  MemberCmp cmp;
  const void *ctx;
  uint32_t leaves; /* a power of two */
  int32_t *winner; /* [1] of all; leaves from [leaves] on; -1: nobody */
} Tournament;

void tournament_init(Tournament *t, Arena *a, uint32_t size, MemberCmp cmp, const void *ctx);
void tournament_put(Tournament *t, uint32_t member, bool in); /* also when what he is compared by has changed */
void tournament_fill(Tournament *t, const MemberSet *members); /* these and no others */
static inline int32_t tournament_best(const Tournament *t) { return t->winner[1]; }
/* The best, of equals the first in the listed order turned so that it begins at `from`. */
int32_t tournament_best_from(const Tournament *t, uint32_t from);
/* In that turned order the first who fits. If one fits, all who are better must fit. */
int32_t tournament_first_from(const Tournament *t, uint32_t from, MemberFits fits, const void *ctx);
#endif
