/* Names to numbers: an insert-only hash table in an arena; a twin of it that also finds names of other ASCII case. */
#ifndef LEAT_CHECK_NAMEMAP_H
#define LEAT_CHECK_NAMEMAP_H
#include "base/arena.h"

typedef struct NameEntry {
  Str name;
  uint32_t value;
  bool taken;
} NameEntry;

typedef struct NameMap {
  NameEntry *v;
  uint32_t n, cap; /* cap is a power of two */
} NameMap;

bool name_map_put(Arena *a, NameMap *m, Str name, uint32_t value); /* false: the name is there already; unchanged */
bool name_map_get(const NameMap *m, Str name, uint32_t *value_out);

/* Exact spelling first, then any ASCII case, as SQLite finds columns. */
typedef struct NameTable {
  NameMap exact, folded;
} NameTable;

bool name_table_put(Arena *a, NameTable *t, Str name, uint32_t value); /* false: that exact name is there already */
bool name_table_get(Arena *a, const NameTable *t, Str name, uint32_t *value_out);
#endif
