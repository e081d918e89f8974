#include "check/namemap.h"
#include "base/hash.h"

static NameEntry *entry_of(const NameMap *m, Str name) {
  uint32_t at = (uint32_t)hash_seeded(name) & (m->cap - 1);
  while (m->v[at].taken && !str_eq(m->v[at].name, name)) at = (at + 1) & (m->cap - 1);
  return &m->v[at];
}

static void map_grow(Arena *a, NameMap *m) {
  NameMap wider = {.cap = m->cap ? m->cap * 2 : 16, .n = m->n};
  wider.v = ARENA_ARRAY(a, NameEntry, wider.cap);
  for (uint32_t i = 0; i < m->cap; i++)
    if (m->v[i].taken) *entry_of(&wider, m->v[i].name) = m->v[i];
  *m = wider;
}

bool name_map_put(Arena *a, NameMap *m, Str name, uint32_t value) {
  if (m->n * 2 >= m->cap) map_grow(a, m);
  NameEntry *e = entry_of(m, name);
  if (e->taken) return false;
  *e = (NameEntry){name, value, true};
  m->n++;
  return true;
}

bool name_map_get(const NameMap *m, Str name, uint32_t *value_out) {
  if (m->n == 0) return false;
  const NameEntry *e = entry_of(m, name);
  if (!e->taken) return false;
  *value_out = e->value;
  return true;
}

static Str ascii_lower(Arena *a, Str s) {
  char *p = arena_alloc(a, s.n + 1);
  for (size_t i = 0; i < s.n; i++) p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
  return (Str){p, s.n};
}

bool name_table_put(Arena *a, NameTable *t, Str name, uint32_t value) {
  if (!name_map_put(a, &t->exact, name, value)) return false;
  name_map_put(a, &t->folded, ascii_lower(a, name), value);
  return true;
}

bool name_table_get(Arena *a, const NameTable *t, Str name, uint32_t *value_out) {
  if (name_map_get(&t->exact, name, value_out)) return true;
  return t->folded.n > 0 && name_map_get(&t->folded, ascii_lower(a, name), value_out);
}
