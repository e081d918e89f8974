#include "code/set.h"

#include <math.h>

/* slots: 1 + index into values, 0 is free; the size is a power of two at least twice the count.
 * lengths: bit n is set when a text of n bytes is in the set (63: or longer), so that most misses cost one test. */
struct ValueSet {
  uint32_t count;
  uint32_t mask;
  uint64_t lengths;
  Value *values;
  uint32_t *slots;
};

static uint64_t mix(uint64_t h) {
  h ^= h >> 32;
  h *= 0x9E3779B97F4A7C15u;
  return h ^ (h >> 29);
}

static uint64_t text_hash(const char *p, size_t n) {
  uint64_t h = n * 0xD6E8FEB86659FD93u, word;
  for (; n >= 8; p += 8, n -= 8) {
    memcpy(&word, p, 8);
    h = mix(h ^ word);
  }
  word = 0;
  for (size_t i = 0; i < n; i++) word = word << 8 | (unsigned char)p[i];
  return mix(h ^ word);
}

/* A double that is a whole number is the integer, so that equal numbers have equal hashes. */
static uint64_t real_hash(double d) {
  if (d >= -9223372036854775808.0 && d < 9223372036854775808.0 && d == floor(d)) return mix((uint64_t)(int64_t)d);
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  return mix(bits);
}

uint64_t value_hash(Value v) {
  if (v.kind == VAL_TEXT) return text_hash(v.s, v.n);
  if (v.kind == VAL_REAL) return real_hash(v.d);
  if (v.kind == VAL_LIST) {
    uint64_t h = v.list->n;
    for (uint32_t i = 0; i < v.list->n; i++) h = mix(h ^ value_hash(v.list->v[i]));
    return h;
  }
  return mix((uint64_t)v.i);
}

static uint64_t length_bit(uint32_t n) { return (uint64_t)1 << (n < 63 ? n : 63); }

/* The slot where v is, or the free one where it would go. */
static uint32_t find(const ValueSet *s, Value v) {
  uint32_t at = (uint32_t)value_hash(v) & s->mask;
  while (s->slots[at] && !value_eq(s->values[s->slots[at] - 1], v)) at = (at + 1) & s->mask;
  return at;
}

ValueSet *set_new(Arena *arena, const Value *values, uint32_t count) {
  ValueSet *s = ARENA_NEW(arena, ValueSet);
  uint32_t size = 8;
  while (size / 2 < count) size *= 2;
  s->mask = size - 1;
  s->slots = ARENA_ARRAY(arena, uint32_t, size);
  s->values = ARENA_ARRAY(arena, Value, count ? count : 1);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = find(s, values[i]);
    if (s->slots[at]) continue;
    s->values[s->count++] = values[i];
    s->slots[at] = s->count;
    if (values[i].kind == VAL_TEXT) s->lengths |= length_bit(values[i].n);
  }
  return s;
}

bool set_has(const ValueSet *s, Value v) {
  if (v.kind == VAL_TEXT && !(s->lengths & length_bit(v.n))) return false;
  return s->slots[find(s, v)] != 0;
}

uint32_t set_count(const ValueSet *s) { return s->count; }
const Value *set_values(const ValueSet *s) { return s->values; }
