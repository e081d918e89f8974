/* A table from texts to small numbers: pools and reps by name, counts by key. Keys are not copied. */
#ifndef LEAT_ENGINE_STRMAP_H
#define LEAT_ENGINE_STRMAP_H
#include "base/arena.h"

typedef struct StrMapSlot { Str key; uint64_t hash; uint32_t value; bool used; } StrMapSlot;
typedef struct StrMap {
  Arena *arena;
  StrMapSlot *slots;
  uint32_t *lately; /* places of keys asked for lately: those that come over and over are found without a hash */
  uint32_t capacity, count; /* capacity: 0 or a power of two */
} StrMap;

#define STRMAP_NONE UINT32_MAX

void strmap_init(StrMap *m, Arena *arena);
uint32_t strmap_get(const StrMap *m, Str key); /* STRMAP_NONE: not there */
void strmap_put(StrMap *m, Str key, uint32_t value); /* replaces; the key lives as long as the map */
#endif
