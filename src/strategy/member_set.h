/* A set of a pool's members, by their place in the listed order: one bit each, and one bit for each word of them that
 * is not empty, so that the next member after a place is found without looking at those who are not in the set. */
#ifndef LEAT_STRATEGY_MEMBER_SET_H
#define LEAT_STRATEGY_MEMBER_SET_H
#include "base/arena.h"

typedef struct MemberSet {
  uint64_t *words, *busy; /* busy: bit w is set when words[w] is not 0 */
  uint32_t *counts;       /* members in the 64 words of each word of busy */
  uint32_t size, word_count, busy_count;
  uint32_t count;         /* members in the set */
} MemberSet;

void member_set_init(MemberSet *s, Arena *a, uint32_t size);
bool member_set_put(MemberSet *s, uint32_t member, bool in); /* false: it was so already */
int32_t member_set_next(const MemberSet *s, uint32_t from);  /* the first at or behind `from`, or -1 */
int32_t member_set_nth(const MemberSet *s, uint32_t n);      /* n from 0, n < count */
int32_t member_set_gap(const MemberSet *s, uint32_t from);   /* the first who is not in the set, or -1 */
static inline bool member_set_has(const MemberSet *s, uint32_t member) {
  return s->words[member / 64] >> member % 64 & 1;
}
#endif
