#include "strategy/member_set.h"
#include "base/mem.h"

void member_set_init(MemberSet *s, Arena *a, uint32_t size) {
  *s = (MemberSet){.size = size, .word_count = (size + 63) / 64};
  s->busy_count = (s->word_count + 63) / 64;
  s->words = ARENA_ARRAY(a, uint64_t, s->word_count + 1);
  s->counts = ARENA_ARRAY(a, uint32_t, s->busy_count + 1);
  s->busy = ARENA_ARRAY(a, uint64_t, s->busy_count + 1);
}

bool member_set_put(MemberSet *s, uint32_t member, bool in) {
  uint64_t *word = &s->words[member / 64], bit = (uint64_t)1 << member % 64;
  uint64_t *busy = &s->busy[member / 4096], busy_bit = (uint64_t)1 << member / 64 % 64;
  if (((*word & bit) != 0) == in) return false;
  *word ^= bit;
  s->count += in ? 1 : UINT32_MAX;
  s->counts[member / 4096] += in ? 1 : UINT32_MAX;
  if (*word) *busy |= busy_bit;
  else *busy &= ~busy_bit;
  return true;
}

int32_t member_set_next(const MemberSet *s, uint32_t from) {
  if (from >= s->size) return -1;
  uint32_t at = from / 64;
  uint64_t word = s->words[at] & UINT64_MAX << from % 64;
  if (word) return (int32_t)(at * 64 + (uint32_t)__builtin_ctzll(word));
  if (++at == s->word_count) return -1;
  uint32_t group = at / 64;
  uint64_t busy = s->busy[group] & UINT64_MAX << at % 64;
  while (!busy) {
    if (++group == s->busy_count) return -1;
    busy = s->busy[group];
  }
  at = group * 64 + (uint32_t)__builtin_ctzll(busy);
  return (int32_t)(at * 64 + (uint32_t)__builtin_ctzll(s->words[at]));
}

int32_t member_set_nth(const MemberSet *s, uint32_t n) {
  ASSERT(n < s->count);
  uint32_t group = 0;
  for (; n >= s->counts[group]; group++) n -= s->counts[group];
  uint32_t at = group * 64;
  for (uint32_t here; n >= (here = (uint32_t)__builtin_popcountll(s->words[at])); at++) n -= here;
  uint64_t word = s->words[at];
  while (n--) word &= word - 1;
  return (int32_t)(at * 64 + (uint32_t)__builtin_ctzll(word));
}

int32_t member_set_gap(const MemberSet *s, uint32_t from) {
  for (uint32_t at = from; at < s->size; at = at / 64 * 64 + 64) {
    uint64_t out = ~s->words[at / 64] & UINT64_MAX << at % 64;
    if (!out) continue;
    uint32_t member = at / 64 * 64 + (uint32_t)__builtin_ctzll(out);
    return member < s->size ? (int32_t)member : -1;
  }
  return -1;
}
