#include "engine/views.h"
#include "base/hash.h"
#include "base/mem.h"
#include <string.h>

enum { VIEWS_MOST = 1024, SLOTS = 1024, MEMBERS_MOST = 4 * 1024 * 1024 };

typedef struct Reads { /* of one target's functions */
  bool known;
  bool open;  /* the rep's open leads, which change as he takes leads */
  bool lists; /* columns that are not compared: nothing is kept */
  Uses uses;
} Reads;

struct Views {
  Arena arena; /* of what is kept; emptied when there is too much */
  Arena for_ever;
  View **slots;
  View **plain; /* by pool */
  Reads *reads; /* by target */
  int64_t now;
  uint32_t count;
  uint64_t members;
};

static Views *views_of(Roster *r) {
  if (r->views) return r->views;
  Views *v = mem_alloc(sizeof *v);
  arena_init(&v->arena, 0);
  arena_init(&v->for_ever, 0);
  v->slots = ARENA_ARRAY(&v->for_ever, View *, SLOTS);
  v->plain = ARENA_ARRAY(&v->for_ever, View *, r->pools.n);
  v->reads = ARENA_ARRAY(&v->for_ever, Reads, r->chunk->targets.n);
  r->views = v;
  return v;
}

void views_free(Views *v) {
  if (!v) return;
  arena_deinit(&v->arena);
  arena_deinit(&v->for_ever);
  mem_free(v);
}

static void forget_all(Roster *r) {
  Views *v = r->views;
  memset(v->slots, 0, SLOTS * sizeof *v->slots);
  memset(v->plain, 0, r->pools.n * sizeof *v->plain);
  arena_reset(&v->arena);
  v->count = 0;
  v->members = 0;
}

/* ---- what a target reads ---- */

static const Reads *reads_of(Roster *r, uint32_t target) {
  Views *v = r->views;
  Reads *reads = &v->reads[target];
  if (reads->known) return reads;
  uses_init(&reads->uses, &v->for_ever, r->chunk);
  uses_add(&reads->uses, &v->for_ever, r->chunk, r->chunk->targets.v[target].where);
  for (uint32_t i = 0; i < reads->uses.leads.n; i++)
    reads->lists |= r->chunk->columns.v[reads->uses.leads.v[i]].type == TYPE_LIST;
  reads->open = r->slot_open >= 0 && reads->uses.rep[r->slot_open];
  reads->known = true;
  return reads;
}

static uint64_t mixed(uint64_t hash, uint64_t x) {
  hash = (hash ^ x) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

static uint64_t key_hash(const Reads *reads, const Value *row, uint32_t target, uint32_t pool) {
  uint64_t hash = mixed(target, pool);
  for (uint32_t i = 0; i < reads->uses.leads.n; i++) {
    const Value *v = &row[reads->uses.leads.v[i]];
    hash = mixed(hash, v->kind);
    if (v->kind == VAL_TEXT) hash = mixed(hash, hash_seeded(value_str(*v)));
    else if (!value_is_gap(*v)) hash = mixed(hash, (uint64_t)v->i);
  }
  return hash;
}

static bool key_is(const Reads *reads, const View *view, const Value *row) {
  for (uint32_t i = 0; i < reads->uses.leads.n; i++) {
    const Value *v = &row[reads->uses.leads.v[i]], *k = &view->key[i];
    if (v->kind != k->kind || v->error != k->error || v->n != k->n) return false;
    if (v->kind == VAL_TEXT ? !value_text_eq(v, k) : !value_is_gap(*v) && v->i != k->i) return false;
  }
  return true;
}

static Value *key_copy(Arena *a, const Reads *reads, const Value *row) {
  Value *key = ARENA_ARRAY(a, Value, reads->uses.leads.n);
  for (uint32_t i = 0; i < reads->uses.leads.n; i++) {
    key[i] = row[reads->uses.leads.v[i]];
    if (key[i].kind == VAL_TEXT) key[i].s = arena_copy(a, value_str(key[i])).p;
  }
  return key;
}

/* ---- bringing up to date ---- */

static void member_ask(Roster *r, Vm *vm, View *view, uint32_t member) {
  const RosterPool *pool = &r->pools.v[view->pool];
  if (!view->let_in) return;
  view->let_in[member] =
      vm_where(vm, view->target, roster_rep_row(r, pool->reps[member], &pool->members[member], pool->skills[member]),
               NULL);
}

static void member_show(const Roster *r, View *view, uint32_t member) {
  lineup_put(&view->lineup, member, view_gate(r, view, member) == PASS_NONE);
}

PassKind view_gate(const Roster *r, const View *view, uint32_t member) {
  const RosterPool *pool = &r->pools.v[view->pool];
  PassKind kind = roster_gate(&r->reps.v[pool->reps[member]], &pool->terms[member]);
  return kind == PASS_NONE && view->let_in && !view->let_in[member] ? PASS_WHERE : kind;
}

static void view_refresh(Roster *r, Vm *vm, View *view) {
  RosterPool *pool = &r->pools.v[view->pool];
  for (; view->left_out.n > 0; view->left_out.n--)
    member_show(r, view, view->left_out.v[view->left_out.n - 1]);
  bool ask = view->target != NO_TARGET && reads_of(r, view->target)->open;
  for (; view->seen < pool->changes.n; view->seen++) {
    uint32_t member = pool->changes.v[view->seen];
    if (ask) member_ask(r, vm, view, member);
    member_show(r, view, member);
  }
}

static View *view_new(Roster *r, Vm *vm, uint32_t target, uint32_t index, const Value *row) {
  Arena *a = &r->views->arena;
  const RosterPool *pool = &r->pools.v[index];
  View *view = ARENA_NEW(a, View);
  *view = (View){.target = target, .pool = index, .seen = pool->changes.n};
  if (target != NO_TARGET) {
    view->let_in = ARENA_ARRAY(a, bool, pool->count);
    view->key = key_copy(a, reads_of(r, target), row);
  }
  lineup_init(&view->lineup, a, &r->pools.v[index].turns);
  for (uint32_t i = 0; i < pool->count; i++) {
    member_ask(r, vm, view, i);
    member_show(r, view, i);
  }
  r->views->count++;
  r->views->members += pool->count;
  return view;
}

static View *view_find(Roster *r, uint32_t target, uint32_t pool, const Value *row, uint64_t *hash_out) {
  const Reads *reads = reads_of(r, target);
  *hash_out = key_hash(reads, row, target, pool);
  if (reads->lists) return NULL;
  for (View *view = r->views->slots[*hash_out % SLOTS]; view; view = view->next)
    if (view->hash == *hash_out && view->target == target && view->pool == pool && key_is(reads, view, row))
      return view;
  return NULL;
}

void view_leave_out(Roster *r, View *view, uint32_t member) {
  lineup_put(&view->lineup, member, false);
  VEC_PUSH(&r->views->arena, view->left_out, member);
}

/* More changes than members: asking all of them is no more work, and the list need not grow. */
static void changes_bound(Roster *r, uint32_t pool) {
  if (r->pools.v[pool].changes.n < r->pools.v[pool].count * 4 + 4096) return;
  forget_all(r);
  r->pools.v[pool].changes.n = 0;
}

View *view_of(Roster *r, Vm *vm, uint32_t target, uint32_t pool) {
  Views *v = views_of(r);
  uint64_t hash = 0;
  if (v->now != r->now || v->count >= VIEWS_MOST || v->members >= MEMBERS_MOST) forget_all(r);
  v->now = r->now;
  changes_bound(r, pool);
  if (target != NO_TARGET && r->chunk->targets.v[target].where == NO_FUNC) target = NO_TARGET;
  const Value *row = target == NO_TARGET ? NULL : vm_row(vm);
  View *view = target == NO_TARGET ? v->plain[pool] : view_find(r, target, pool, row, &hash);
  if (view) {
    view_refresh(r, vm, view);
    return view;
  }
  view = view_new(r, vm, target, pool, row);
  if (target == NO_TARGET) {
    v->plain[pool] = view;
  } else {
    view->hash = hash;
    view->next = v->slots[hash % SLOTS];
    v->slots[hash % SLOTS] = view;
  }
  return view;
}
