#include "engine/sticky.h"
#include "engine/views.h"

/* ---- owners ---- */

bool owned_lately(const Roster *r, uint32_t target, Str rep) {
  uint32_t most = r->chunk->targets.v[target].not_last;
  if (most < r->past.barred) most = r->past.barred;
  for (uint32_t i = 0; i < most && i < r->past.owner_count; i++)
    if (str_eq(r->past.owners[i], rep)) return true;
  return false;
}

uint32_t not_last_most(const Chunk *chunk) {
  uint32_t most = 0;
  for (uint32_t i = 0; i < chunk->targets.n; i++)
    if (chunk->targets.v[i].not_last > most) most = chunk->targets.v[i].not_last;
  return most;
}

bool sticky_any(const Chunk *chunk) {
  for (uint32_t i = 0; i < chunk->targets.n; i++)
    if (chunk->targets.v[i].sticky != NO_FUNC) return true;
  return false;
}

LeadPast lead_past(Arena *a, Value lead, const Owners *owners, Str present) {
  uint32_t n = owners ? owners->n : 0;
  Owners all = {0};
  if (present.n) VEC_PUSH(a, all, present);
  for (uint32_t i = 0; i < n; i++)
    if (!str_eq(owners->v[i], present)) VEC_PUSH(a, all, owners->v[i]);
  return (LeadPast){.lead = lead, .owners = all.v, .owner_count = all.n};
}

/* ---- what sticks ---- */

/* Pool and expression first, each with its length, so that no two read the same. */
static Str memory_key(Arena *a, const StickyRow *row) {
  return arena_printf(a, "%zu:%.*s%zu:%.*s%.*s", row->pool.n, STR_FMT(row->pool), row->by.n, STR_FMT(row->by),
                      STR_FMT(row->key));
}

static bool recall(Roster *r, StickyRow *row) {
  bool found = false;
  uint32_t at = r->memory.rows.n ? strmap_get(&r->memory.index, memory_key(&r->lead_arena, row)) : STRMAP_NONE;
  if (at != STRMAP_NONE) {
    const StickyRow *kept = &r->memory.rows.v[at];
    row->rep = kept->rep;
    row->lead = kept->lead;
    row->at = kept->at;
    return true;
  }
  if (r->store && r->status == STORE_OK) r->status = store_sticky(r->store, &r->lead_arena, row, &found);
  return found;
}

static int32_t member_of(const Roster *r, uint32_t pool, Str rep) {
  uint32_t index = strmap_get(&r->rep_index, rep);
  int32_t member = index == STRMAP_NONE ? -1 : roster_place(r, pool, index);
  if (member < 0) return -1;
  PassKind out = r->pools.v[pool].terms[member].out;
  return out == PASS_INACTIVE || out == PASS_DEPARTED ? -1 : member;
}

int32_t sticky_member(Roster *r, Vm *vm, uint32_t target, const View *view) {
  const CodeTarget *t = &r->chunk->targets.v[target];
  const RosterPool *pool = &r->pools.v[view->pool];
  r->sticky = (Sticky){0};
  if (t->sticky == NO_FUNC) return -1;
  Value key = vm_sticky(vm, target);
  if (value_is_gap(key)) return -1;
  StickyRow *row = &r->sticky.row;
  row->pool = pool->name;
  row->by = t->sticky_by;
  row->key = key.kind == VAL_TEXT ? value_str(key) : plain_words(&r->lead_arena, key); /* folded when nocase */
  r->sticky.keep = true;
  if (!recall(r, row)) return -1;
  int32_t member = member_of(r, view->pool, row->rep);
  r->sticky.keep = member < 0;
  if (member < 0) r->sticky.state = STICKY_GONE;
  else r->sticky.state = member_set_has(&view->lineup.eligible, (uint32_t)member) ? STICKY_SAME : STICKY_BUSY;
  return r->sticky.state == STICKY_SAME ? member : -1;
}

static void memorise(Roster *r, const StickyRow *row) {
  Str key = memory_key(&r->arena, row);
  uint32_t at = strmap_get(&r->memory.index, key);
  StickyRow kept = {.rep = row->rep, .lead = row->lead, .at = row->at};
  if (kept.lead.kind == VAL_TEXT) kept.lead = value_text(arena_copy(&r->arena, value_str(kept.lead)));
  if (at != STRMAP_NONE) {
    r->memory.rows.v[at] = kept;
    return;
  }
  if (!r->memory.index.arena) strmap_init(&r->memory.index, &r->arena);
  strmap_put(&r->memory.index, key, r->memory.rows.n);
  VEC_PUSH(&r->arena, r->memory.rows, kept);
}

StoreStatus sticky_take(Roster *r) {
  if (!r->sticky.keep) return STORE_OK;
  StickyRow *row = &r->sticky.row;
  row->rep = r->reps.v[r->last_rep].id;
  row->lead = r->past.lead;
  row->at = r->now;
  if (r->writes) return store_sticky_save(r->store, row);
  memorise(r, row);
  return STORE_OK;
}

Str sticky_reason(Arena *a, const Sticky *sticky) {
  return arena_printf(a, "sticky: same %.*s as lead %.*s", STR_FMT(sticky->row.by),
                      STR_FMT(plain_words(a, sticky->row.lead)));
}
