#include "engine/joins.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/events.h"
#include "engine/strmap.h"
#include <string.h>

enum { ENTRIES = 200000 }; /* about so many are kept; they can be read again */

typedef struct Owned { bool there; Str rep; Value lead; int64_t created, place; } Owned;
typedef struct Entry { /* of one key */
  bool found;      /* TABLE: a row has it */
  Value result;    /* TABLE */
  Owned newest[2]; /* OWNER: one of them may be the lead at hand itself */
} Entry;

typedef struct Joined { /* one column */
  uint32_t slot;
  const CodeColumn *column;
  StrMap index; /* key to entry */
  VEC(Entry) entries;
  uint32_t at;  /* entry of the lead put last, or STRMAP_NONE */
} Joined;

struct Joins {
  Store *store;
  const Rows *rows;
  Vm *vm;
  bool keeps;
  Arena arena;
  Joined *v;
  uint32_t n;
};

static void joins_begin(Joins *j) {
  for (uint32_t i = 0; i < j->n; i++) {
    uint32_t at = j->rows->listed + i;
    j->v[i] = (Joined){.slot = j->rows->slots[at], .column = &j->rows->columns[at], .at = STRMAP_NONE};
    strmap_init(&j->v[i].index, &j->arena);
  }
}

Joins *joins_new(Store *store, const Rows *rows, Vm *vm, bool keeps) {
  if (rows->all == rows->listed) return NULL;
  Joins *j = mem_alloc(sizeof *j);
  *j = (Joins){.store = store, .rows = rows, .vm = vm, .keeps = keeps, .n = rows->all - rows->listed};
  arena_init(&j->arena, 0);
  j->v = mem_alloc(j->n * sizeof *j->v);
  joins_begin(j);
  return j;
}

void joins_free(Joins *j) {
  if (!j) return;
  arena_deinit(&j->arena);
  mem_free(j->v);
  mem_free(j);
}

void joins_forget(Joins *j) {
  if (!j || j->keeps) return;
  arena_reset(&j->arena);
  joins_begin(j);
}

/* ---- keys ---- */

static Str key_text(Arena *a, Value key) { return key.kind == VAL_TEXT ? value_str(key) : plain_words(a, key); }

static Value lead_key(const Joins *j, const Joined *c, const Value *row, Arena *a) {
  vm_begin(j->vm, row, (Str){"", 0}, a);
  return vm_eval(j->vm, c->column->join_func, NULL);
}

static Value value_kept(Arena *a, Value v) {
  if (v.kind == VAL_TEXT) return value_text(arena_copy(a, value_str(v)));
  return v;
}

/* The entry of a key; a new one has nothing yet. */
static uint32_t entry_of(Joins *j, Joined *c, Str key, bool *is_new) {
  uint32_t at = strmap_get(&c->index, key);
  *is_new = at == STRMAP_NONE;
  if (!*is_new) return at;
  at = c->entries.n;
  VEC_PUSH(&j->arena, c->entries, (Entry){0});
  strmap_put(&c->index, arena_copy(&j->arena, key), at);
  return at;
}

/* ---- reading ---- */

typedef struct Reading { Joins *j; Joined *c; Arena scratch; } Reading;

static Entry *entry_read(Reading *r, Value raw) {
  const CodeColumn key = {.type = r->c->column->join_type, .nocase = r->c->column->join_nocase};
  Value v = vm_cell(r->j->rows->chunk, &key, raw, &r->scratch);
  uint32_t at = value_is_gap(v) ? STRMAP_NONE : strmap_get(&r->c->index, key_text(&r->scratch, v));
  arena_reset(&r->scratch);
  return at == STRMAP_NONE ? NULL : &r->c->entries.v[at];
}

static bool same_lead(Value a, Value b) { return a.kind == b.kind && value_cmp(a, b) == 0; }

static bool is_newer(const Owned *a, const Owned *b) {
  if (!b->there) return true;
  if (a->created != b->created) return a->created > b->created;
  if (a->place != b->place) return a->place > b->place;
  return a->lead.kind == b->lead.kind && value_cmp(a->lead, b->lead) > 0;
}

static void owned_add(Joins *j, Entry *entry, Owned lead) {
  for (int i = 0; i < 2; i++) {
    if (!entry->newest[i].there || !same_lead(entry->newest[i].lead, lead.lead)) continue;
    entry->newest[i] = entry->newest[1];
    entry->newest[1].there = false;
  }
  if (!is_newer(&lead, &entry->newest[1])) return;
  lead.there = true;
  lead.rep = arena_copy(&j->arena, lead.rep);
  lead.lead = value_kept(&j->arena, lead.lead);
  int at = is_newer(&lead, &entry->newest[0]) ? 0 : 1;
  if (at == 0) entry->newest[1] = entry->newest[0];
  entry->newest[at] = lead;
}

static void read_owned(void *ctx, const Owning *row) {
  Reading *r = ctx;
  Entry *entry = entry_read(r, row->key);
  if (!entry) return;
  owned_add(r->j, entry, (Owned){.rep = row->rep, .lead = row->lead, .created = row->created, .place = row->place});
}

static void read_result(void *ctx, Value key, Value result) {
  Reading *r = ctx;
  Entry *entry = entry_read(r, key);
  if (!entry || entry->found) return;
  entry->found = true;
  entry->result = vm_cell(r->j->rows->chunk, r->c->column, value_kept(&r->j->arena, result), &r->j->arena);
}

static TableAsk table_ask(const CodeColumn *column) {
  return (TableAsk){.table = column->join_table, .key = column->join_key, .result = column->join_result,
                    .where = column->join_where, .nocase = column->join_nocase};
}

static StoreStatus read_keys(Joins *j, Joined *c, const Value *keys, uint32_t count) {
  if (!j->store || !count) return STORE_OK;
  Reading r = {.j = j, .c = c};
  StoreStatus status;
  arena_init(&r.scratch, 0);
  if (c->column->join == JOIN_OWNER) {
    OwningAsk asked = {.column = c->column->join_key, .nocase = c->column->join_nocase, .keys = keys, .count = count};
    status = store_owning(j->store, j->rows->chunk->zone, &asked, read_owned, &r);
  } else {
    TableAsk asked = table_ask(c->column);
    asked.keys = keys;
    asked.count = count;
    status = store_table_rows(j->store, &asked, read_result, &r);
  }
  arena_deinit(&r.scratch);
  return status;
}

/* ---- leads ---- */

static Value joined_value(const Joined *c, const LeadRow *lead) {
  if (c->at == STRMAP_NONE) return value_missing();
  const Entry *entry = &c->entries.v[c->at];
  if (c->column->join == JOIN_TABLE) return entry->found ? entry->result : value_missing();
  for (int i = 0; i < 2; i++)
    if (entry->newest[i].there && !same_lead(entry->newest[i].lead, lead->id)) return value_text(entry->newest[i].rep);
  return value_missing();
}

StoreStatus joins_put(Joins *j, const LeadRow *lead, Value *row, Arena *a) {
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < j->n && status == STORE_OK; i++) {
    Joined *c = &j->v[i];
    bool is_new = false;
    Value key = lead_key(j, c, row, a), asked = value_original(key);
    c->at = value_is_gap(key) ? STRMAP_NONE : entry_of(j, c, key_text(a, key), &is_new);
    if (is_new) status = read_keys(j, c, &asked, 1);
    row[c->slot] = key.kind == VAL_ERROR ? key : joined_value(c, lead);
  }
  return status;
}

/* The keys of this column that were not asked for yet. */
static StoreStatus load_column(Joins *j, Joined *c, Arena *a, Value *rows, uint32_t width, uint32_t count) {
  Value *keys = ARENA_ARRAY(a, Value, count + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < count; i++) {
    bool is_new = false;
    Value key = lead_key(j, c, rows + (size_t)i * width, a);
    if (!value_is_gap(key)) entry_of(j, c, key_text(a, key), &is_new);
    if (is_new) keys[n++] = value_original(key);
  }
  return read_keys(j, c, keys, n);
}

StoreStatus joins_load(Joins *j, Arena *batch, const LeadRow *leads, uint32_t count, const Value *events) {
  const Rows *r = j->rows;
  uint32_t width = r->width + 1, kinds = r->listed - r->count, entries = 0;
  for (uint32_t i = 0; i < j->n; i++) entries += j->v[i].entries.n;
  if (entries > ENTRIES) joins_forget(j);
  Value *rows = ARENA_ARRAY(batch, Value, (size_t)width * count + 1);
  for (uint32_t i = 0; i < count; i++) {
    rows_fill(r, leads[i].cells, batch, rows + (size_t)i * width);
    if (events) events_put(r, events + (size_t)i * kinds, rows + (size_t)i * width);
  }
  StoreStatus status = STORE_OK;
  for (uint32_t k = 0; k < j->n && status == STORE_OK; k++) {
    status = load_column(j, &j->v[k], batch, rows, width, count);
    for (uint32_t i = 0; status == STORE_OK && k + 1 < j->n && i < count; i++) { /* a later key may read it */
      Value *row = rows + (size_t)i * width, key = lead_key(j, &j->v[k], row, batch);
      j->v[k].at = value_is_gap(key) ? STRMAP_NONE : strmap_get(&j->v[k].index, key_text(batch, key));
      row[j->v[k].slot] = joined_value(&j->v[k], &leads[i]);
    }
  }
  return status;
}

StoreStatus joins_take(Joins *j, const LeadRow *lead, int64_t created, Str rep) {
  StoreStatus status = STORE_OK;
  bool asked = created != INT64_MIN;
  for (uint32_t i = 0; i < j->n && status == STORE_OK; i++) {
    Joined *c = &j->v[i];
    if (c->column->join != JOIN_OWNER || c->at == STRMAP_NONE) continue;
    if (!asked) status = store_lead_created(j->store, j->rows->chunk->zone, lead, &created);
    asked = true;
    owned_add(j, &c->entries.v[c->at],
              (Owned){.rep = rep, .lead = lead->id, .created = created, .place = lead->rowid});
  }
  return status;
}

StoreStatus joins_fill(Store *store, const Rows *rows, Vm *vm, const LeadRow *lead, Value *row, Arena *a) {
  Joins *j = joins_new(store, rows, vm, false);
  if (!j) return STORE_OK;
  StoreStatus status = joins_put(j, lead, row, a);
  for (uint32_t i = 0; i < j->n; i++) row[j->v[i].slot] = value_kept(a, row[j->v[i].slot]);
  joins_free(j);
  return status;
}

StoreStatus joins_check(Store *store, const Chunk *chunk) {
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < chunk->columns.n && status == STORE_OK; i++) {
    if (chunk->columns.v[i].join != JOIN_TABLE) continue;
    TableAsk asked = table_ask(&chunk->columns.v[i]);
    status = store_table_check(store, &asked);
  }
  return status;
}
