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

uint32_t strmap_get(const StrMap *m, Str key) {
  if (m->capacity == 0) return STRMAP_NONE;
  const StrMapSlot *slot = slot_of(m, key, hash_seeded(key));
  return slot->used ? slot->value : STRMAP_NONE;
}

static void strmap_widen(StrMap *m) {
  StrMap wider = {.arena = m->arena, .capacity = m->capacity ? m->capacity * 2 : 16, .count = m->count};
  wider.slots = ARENA_ARRAY(m->arena, StrMapSlot, wider.capacity);
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
