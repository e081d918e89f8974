#include "code/lookup.h"

#include <stdlib.h>

#include "base/limits.h"
#include "code/chunk.h"
#include "code/set.h"
#include "code/within.h"

/* Entries of equal hash form a chain by rising row. A row with `in (…)` has an entry for each of its items. */
typedef struct Entry { uint32_t row, next; } Entry; /* next: 1 + entry, 0: none */
typedef struct Slot { uint32_t tag, head; } Slot;   /* head: 1 + entry, 0: free */
typedef struct Group {
  uint64_t hashed; /* bit k: key k is part of the hash */
  uint32_t mask;
  Slot *slots;
  VEC(Entry) entries;
} Group;

struct Lookup {
  const LookupTable *table;
  VEC(Group) groups;
  uint32_t *lengths; /* PREFIX: bytes of the prefixes that occur, longest first */
  uint32_t length_count;
  Within *within; /* WITHIN: the texts of its key */
  Value *lows; /* RANGE: parallel to table->order */
  int64_t *whole; /* the same when it is the only key and each is a whole number; else NULL */
};

enum { ITEMS_MOST = 4096 }; /* items of `in` that get entries of their own; a longer list is tested like a comparison */

static Value value_of_cell(const Cell *cell) {
  switch ((Type)cell->type) {
    case TYPE_TEXT: return value_text((Str){cell->s, cell->n});
    case TYPE_NUMBER: return cell->is_real ? (Value){.kind = VAL_REAL, .d = cell->d} : value_int(cell->i);
    case TYPE_BOOL: return value_bool(cell->i != 0);
    case TYPE_TIME: return value_time(cell->i);
    case TYPE_DURATION: return value_duration(cell->i);
    case TYPE_WORKING: return value_working(cell->i);
    default: return value_missing();
  }
}

static Cell cell_of_value(const Value *v) {
  switch ((ValueKind)v->kind) {
    case VAL_TEXT: return (Cell){.type = TYPE_TEXT, .n = v->n, .s = v->s};
    case VAL_INT: return (Cell){.type = TYPE_NUMBER, .i = v->i};
    case VAL_REAL: return (Cell){.type = TYPE_NUMBER, .is_real = true, .d = v->d};
    case VAL_BOOL: return (Cell){.type = TYPE_BOOL, .i = v->i};
    case VAL_TIME: return (Cell){.type = TYPE_TIME, .i = v->i};
    case VAL_DURATION: return (Cell){.type = TYPE_DURATION, .i = v->i};
    case VAL_WORKING: return (Cell){.type = TYPE_WORKING, .i = v->i};
    case VAL_MISSING:
    case VAL_ERROR:
    case VAL_LIST: break;
  }
  return (Cell){.type = TYPE_NONE};
}

static bool cell_equals(const Cell *cell, const Value *key) {
  if (cell->type == TYPE_TEXT) {
    Value text = {.kind = VAL_TEXT, .n = cell->n, .s = cell->s};
    return key->kind == VAL_TEXT && value_text_eq(&text, key);
  }
  Cell other = cell_of_value(key);
  return other.type == cell->type && cell_cmp(cell, &other) == 0;
}

static bool row_fits(const LookupTable *t, uint32_t row, const Value *keys) {
  size_t first = (size_t)row * t->key_count;
  for (uint32_t k = 0; k < t->key_count; k++) {
    if (!t->tests) {
      const Cell *cell = &t->key_cells[first + k];
      if (cell->type != TYPE_NONE && !cell_equals(cell, &keys[k])) return false;
      continue;
    }
    Cell key = cell_of_value(&keys[k]);
    if (!cell_fits(&t->tests[first + k], &key)) return false;
  }
  return true;
}

/* ---- building ---- */

static KeyTest test_at(const LookupTable *t, uint32_t row, uint32_t key) {
  size_t at = (size_t)row * t->key_count + key;
  if (t->tests) return t->tests[at];
  bool any = t->key_cells[at].type == TYPE_NONE;
  return (KeyTest){.kind = any ? CELL_ANY : CELL_VALUE, .n = !any, .v = &t->key_cells[at]};
}

static uint64_t hashed_keys(const LookupTable *t, uint32_t row) {
  uint64_t hashed = 0, items = 1;
  for (uint32_t k = 0; k < t->key_count; k++) {
    KeyTest test = test_at(t, row, k);
    bool in = test.kind == CELL_IN && items * test.n <= ITEMS_MOST && test.n > 0;
    if (in) items *= test.n;
    if (in || test.kind == CELL_VALUE) hashed |= (uint64_t)1 << k;
  }
  return hashed;
}

static Group *group_of(Lookup *l, uint64_t hashed) {
  for (uint32_t i = 0; i < l->groups.n; i++)
    if (l->groups.v[i].hashed == hashed) return &l->groups.v[i];
  VEC_PUSH(l->table->arena, l->groups, (Group){.hashed = hashed});
  return &l->groups.v[l->groups.n - 1];
}

static uint64_t hash_step(uint64_t h, Value v) { return (h ^ value_hash(v)) * 0x9E3779B97F4A7C15u; }
static uint64_t hash_end(uint64_t h) { return h ^ h >> 29; }
static uint32_t tag_of(uint64_t h) { return (uint32_t)(h >> 32); }

/* The slot of this hash, or the free one where it would go. */
static Slot *slot_of(const Group *g, uint64_t h) {
  uint32_t at = (uint32_t)h & g->mask;
  while (g->slots[at].head && g->slots[at].tag != tag_of(h)) at = (at + 1) & g->mask;
  return &g->slots[at];
}

/* Counts the entries of a row, or adds them: one for each way to pick an item of each hashed key. */
typedef struct Adding {
  const LookupTable *t;
  Group *g;
  uint32_t row;
  bool counting;
  uint32_t count;
} Adding;

static void add_entries(Adding *a, uint32_t key, uint64_t h) {
  while (key < a->t->key_count && !(a->g->hashed >> key & 1)) key++;
  if (key < a->t->key_count) {
    KeyTest test = test_at(a->t, a->row, key);
    for (uint32_t i = 0; i < test.n; i++) add_entries(a, key + 1, hash_step(h, value_of_cell(&test.v[i])));
    return;
  }
  a->count++;
  if (a->counting) return;
  h = hash_end(h);
  Slot *slot = slot_of(a->g, h);
  VEC_PUSH(a->t->arena, a->g->entries, (Entry){a->row, slot->head});
  *slot = (Slot){tag_of(h), a->g->entries.n};
}

static void group_reserve(const LookupTable *t, Group *g, uint32_t entries) {
  uint32_t size = 8;
  while (size / 2 < entries) size *= 2;
  g->mask = size - 1;
  g->slots = ARENA_ARRAY(t->arena, Slot, size);
  g->entries.v = ARENA_ARRAY(t->arena, Entry, entries + 1);
  g->entries.cap = entries + 1;
}

/* Rows from the last to the first, so that chains begin with the first. */
static void groups_fill(Lookup *l) {
  const LookupTable *t = l->table;
  VEC(uint32_t) counts = {0};
  for (uint32_t row = 0; row < t->row_count; row++) {
    Adding a = {.t = t, .g = group_of(l, hashed_keys(t, row)), .row = row, .counting = true};
    add_entries(&a, 0, 0);
    uint32_t index = (uint32_t)(a.g - l->groups.v);
    while (counts.n <= index) VEC_PUSH(t->arena, counts, 0);
    counts.v[index] += a.count;
  }
  for (uint32_t i = 0; i < l->groups.n; i++) group_reserve(t, &l->groups.v[i], counts.v[i]);
  for (uint32_t row = t->row_count; row-- > 0;) {
    Adding a = {.t = t, .g = group_of(l, hashed_keys(t, row)), .row = row};
    add_entries(&a, 0, 0);
  }
}

static int longer_first(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x < y) - (x > y);
}

static void lengths_collect(Lookup *l) {
  const LookupTable *t = l->table;
  VEC(uint32_t) lengths = {0};
  for (uint32_t row = 0; row < t->row_count; row++) {
    uint32_t n = test_at(t, row, t->mode_key).v->n, i = 0;
    while (i < lengths.n && lengths.v[i] != n) i++;
    if (i == lengths.n) VEC_PUSH(t->arena, lengths, n);
  }
  if (lengths.n) qsort(lengths.v, lengths.n, sizeof *lengths.v, longer_first);
  l->lengths = lengths.v;
  l->length_count = lengths.n;
}

static int exact_cmp(const LookupTable *t, uint32_t row, const Value *keys) {
  for (uint32_t k = 0; k < t->key_count; k++) {
    if (k == t->mode_key) continue;
    Cell key = cell_of_value(&keys[k]);
    int order = cell_cmp(&t->key_cells[(size_t)row * t->key_count + k], &key);
    if (order) return order;
  }
  return 0;
}

static void lows_collect(Lookup *l) {
  const LookupTable *t = l->table;
  l->lows = ARENA_ARRAY(t->arena, Value, t->row_count);
  for (uint32_t i = 0; i < t->row_count; i++)
    l->lows[i] = value_of_cell(&t->key_cells[(size_t)t->order[i] * t->key_count + t->mode_key]);
  if (t->key_count > 1) return;
  int64_t *whole = ARENA_ARRAY(t->arena, int64_t, t->row_count);
  for (uint32_t i = 0; i < t->row_count; i++) {
    if (l->lows[i].kind != VAL_INT) return;
    whole[i] = l->lows[i].i;
  }
  l->whole = whole;
}

static void within_collect(Lookup *l) {
  const LookupTable *t = l->table;
  size_t bytes = 0;
  for (uint32_t row = 0; row < t->row_count; row++) bytes += test_at(t, row, t->mode_key).v->n;
  l->within = within_new(t->arena, bytes);
  for (uint32_t row = 0; row < t->row_count; row++) {
    const Cell *cell = test_at(t, row, t->mode_key).v;
    within_add(l->within, (Str){cell->s, cell->n}, row);
  }
}

const Lookup *lookup_new(const LookupTable *table) {
  Lookup *l = ARENA_NEW(table->arena, Lookup);
  l->table = table;
  if (table->mode == KEY_RANGE) lows_collect(l);
  else groups_fill(l);
  if (table->mode == KEY_PREFIX) lengths_collect(l);
  if (table->mode == KEY_WITHIN) within_collect(l);
  return l;
}

/* ---- finding ---- */

/* Rows before `best` only. */
static uint32_t group_find(const Lookup *l, const Group *g, const Value *keys, uint32_t best) {
  const LookupTable *t = l->table;
  uint64_t h = 0;
  for (uint32_t k = 0; k < t->key_count; k++) {
    if (!(g->hashed >> k & 1)) continue;
    if (value_is_gap(keys[k])) return best;
    h = hash_step(h, keys[k]);
  }
  for (uint32_t at = slot_of(g, hash_end(h))->head; at; at = g->entries.v[at - 1].next) {
    uint32_t row = g->entries.v[at - 1].row;
    if (row >= best) return best;
    if (row_fits(t, row, keys)) return row;
  }
  return best;
}

static uint32_t groups_find(const Lookup *l, const Value *keys) {
  uint32_t best = NO_ROW;
  for (uint32_t i = 0; i < l->groups.n; i++) best = group_find(l, &l->groups.v[i], keys, best);
  return best;
}

static uint32_t prefix_find(const Lookup *l, const Value *keys) {
  const LookupTable *t = l->table;
  Value cut[LIMIT_TABLE_COLUMNS];
  for (uint32_t k = 0; k < t->key_count; k++) {
    if (value_is_gap(keys[k])) return NO_ROW;
    cut[k] = keys[k];
  }
  Value *key = &cut[t->mode_key];
  uint32_t whole = key->n;
  if (key->kind != VAL_TEXT) return NO_ROW;
  for (uint32_t i = 0; i < l->length_count; i++) {
    if (l->lengths[i] > whole) continue;
    key->n = l->lengths[i];
    uint32_t row = groups_find(l, cut);
    if (row != NO_ROW) return row;
  }
  return NO_ROW;
}

/* Is what the sorted place holds above the keys? */
static bool is_above(const Lookup *l, uint32_t at, const Value *keys) {
  const LookupTable *t = l->table;
  int order = t->key_count > 1 ? exact_cmp(t, t->order[at], keys) : 0;
  return order > 0 || (order == 0 && value_cmp(l->lows[at], keys[t->mode_key]) > 0);
}

/* How many rows begin at the keys or below them. */
static uint32_t rows_below(const Lookup *l, const Value *keys) {
  uint32_t low = 0, high = l->table->row_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (is_above(l, middle, keys)) high = middle;
    else low = middle + 1;
  }
  return low;
}

static uint32_t whole_below(const Lookup *l, int64_t key) {
  uint32_t low = 0, high = l->table->row_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (l->whole[middle] > key) high = middle;
    else low = middle + 1;
  }
  return low;
}

static uint32_t range_find(const Lookup *l, const Value *keys) {
  const LookupTable *t = l->table;
  for (uint32_t k = 0; k < t->key_count; k++)
    if (value_is_gap(keys[k]) || value_type(keys[k]) != t->keys[k].type) return NO_ROW;
  uint32_t below = l->whole && keys[0].kind == VAL_INT ? whole_below(l, keys[0].i) : rows_below(l, keys);
  if (below == 0) return NO_ROW;
  uint32_t row = t->order[below - 1];
  Cell key = cell_of_value(&keys[t->mode_key]);
  bool fits = exact_cmp(t, row, keys) == 0 && cell_cmp(&key, &t->highs[row]) <= 0;
  return fits ? row : NO_ROW;
}

/* The row of the text that was found at the end of `node`, when the other keys fit as well. */
static uint32_t within_fit(const Lookup *l, uint32_t node, const Value *cut) {
  uint32_t row = within_row(l->within, node);
  return row == UINT32_MAX || l->table->key_count == 1 ? row : groups_find(l, cut);
}

/* The longest one that begins at text[0]. */
static uint32_t within_here(const Lookup *l, Str text, Value *cut) {
  uint32_t best = NO_ROW, node = WITHIN_ROOT;
  Value *key = &cut[l->table->mode_key];
  key->s = text.p;
  for (size_t i = 0; i < text.n; i++) {
    node = within_step(l->within, node, text.p[i]);
    if (node == WITHIN_NONE) break;
    key->n = (uint32_t)i + 1;
    uint32_t row = within_fit(l, node, cut);
    if (row != NO_ROW) best = row;
  }
  return best;
}

/* The empty text is within every text; it fits when nothing else does. */
static uint32_t within_find(const Lookup *l, const Value *keys) {
  const LookupTable *t = l->table;
  Value cut[LIMIT_TABLE_COLUMNS];
  for (uint32_t k = 0; k < t->key_count; k++) {
    if (value_is_gap(keys[k])) return NO_ROW;
    cut[k] = keys[k];
  }
  const Value *text = &keys[t->mode_key];
  if (text->kind != VAL_TEXT) return NO_ROW;
  for (uint32_t at = 0; at < text->n; at++) {
    uint32_t row = within_here(l, (Str){text->s + at, text->n - at}, cut);
    if (row != NO_ROW) return row;
  }
  cut[t->mode_key].n = 0;
  return within_fit(l, WITHIN_ROOT, cut);
}

uint32_t lookup_row(const Lookup *l, const Value *keys) {
  switch (l->table->mode) {
    case KEY_PREFIX: return prefix_find(l, keys);
    case KEY_RANGE: return range_find(l, keys);
    case KEY_WITHIN: return within_find(l, keys);
    case KEY_EXACT: break;
  }
  return groups_find(l, keys);
}

Value lookup_value(const Lookup *l, uint32_t row, uint32_t result) {
  return value_of_cell(&l->table->cells[(size_t)row * l->table->result_count + result]);
}

uint32_t lookup_probes(const Lookup *l) {
  if (l->table->mode == KEY_RANGE) return 0;
  return l->groups.n * (l->table->mode == KEY_PREFIX ? l->length_count : 1);
}
