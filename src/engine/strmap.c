#include "engine/strmap.h"
#include "base/hash.h"

void strmap_init(StrMap *m, Arena *arena) { *m = (StrMap){.arena = arena}; }

static StrMapSlot *slot_of(const StrMap *m, Str key, uint64_t hash) {
  uint32_t mask = m->capacity - 1;
  for (uint32_t at = (uint32_t)hash & mask;; at = (at + 1) & mask) {
    StrMapSlot *slot = &m->slots[at];
    if (!slot->used || (slot->hash == hash && str_eq(slot->key, key))) return slot;
  }
}

enum { LATELY = 64 };

/* Spreads "r1" to "r99"; where two keys meet, the later one stays. */
static uint32_t lately_of(Str key) {
  if (key.n == 0) return 0;
  uint32_t last = (unsigned char)key.p[key.n - 1], before = key.n > 1 ? (unsigned char)key.p[key.n - 2] : 0;
  return (last + before * 10 + (uint32_t)key.n * 7) % LATELY;
}

uint32_t strmap_get(const StrMap *m, Str key) {
  if (m->capacity == 0) return STRMAP_NONE;
  uint32_t *lately = &m->lately[lately_of(key)];
  const StrMapSlot *slot = &m->slots[*lately];
  if (slot->used && str_eq(slot->key, key)) return slot->value;
  slot = slot_of(m, key, hash_seeded(key));
  if (!slot->used) return STRMAP_NONE;
  *lately = (uint32_t)(slot - m->slots);
  return slot->value;
}

static void strmap_widen(StrMap *m) {
  StrMap wider = {.arena = m->arena, .capacity = m->capacity ? m->capacity * 2 : 16, .count = m->count};
  wider.slots = ARENA_ARRAY(m->arena, StrMapSlot, wider.capacity);
  wider.lately = ARENA_ARRAY(m->arena, uint32_t, LATELY);
  for (uint32_t i = 0; i < m->capacity; i++) {
    if (m->slots[i].used) *slot_of(&wider, m->slots[i].key, m->slots[i].hash) = m->slots[i];
  }
  *m = wider;
}

void strmap_put(StrMap *m, Str key, uint32_t value) {
  if (m->count * 2 >= m->capacity) strmap_widen(m);
  uint64_t hash = hash_seeded(key);
  StrMapSlot *slot = slot_of(m, key, hash);
  if (!slot->used) m->count++;
  *slot = (StrMapSlot){.key = key, .hash = hash, .value = value, .used = true};
}
