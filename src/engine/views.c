#include "engine/views.h"
#include "base/hash.h"
#include "base/mem.h"
#include "engine/learned.h"
#include "strategy/shares.h"
#include <math.h>
#include <string.h>

enum { VIEWS_MOST = 1024, SLOTS = 1024, MEMBERS_MOST = 4 * 1024 * 1024 };

typedef struct Reads { /* of one function */
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
  Reads *reads; /* by function; the last one of none */
  int64_t now;
  uint32_t count, funcs;
  uint64_t members, weights; /* weights: how often they were made */
};

static Views *views_of(Roster *r) {
  if (r->views) return r->views;
  Views *v = mem_alloc(sizeof *v);
  arena_init(&v->arena, 0);
  arena_init(&v->for_ever, 0);
  v->funcs = r->chunk->funcs.n;
  v->slots = ARENA_ARRAY(&v->for_ever, View *, SLOTS);
  v->plain = ARENA_ARRAY(&v->for_ever, View *, r->pools.n);
  v->reads = ARENA_ARRAY(&v->for_ever, Reads, v->funcs + 1);
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

/* ---- what is read ---- */

static const Reads *reads_of(Roster *r, uint32_t func) {
  Views *v = views_of(r);
  Reads *reads = &v->reads[func < v->funcs ? func : v->funcs];
  if (reads->known) return reads;
  uses_init(&reads->uses, &v->for_ever, r->chunk);
  uses_add(&reads->uses, &v->for_ever, r->chunk, func);
  for (uint32_t i = 0; i < reads->uses.leads.n; i++)
    reads->lists |= r->chunk->columns.v[reads->uses.leads.v[i]].type == TYPE_LIST;
  reads->open = r->slot_open >= 0 && reads->uses.rep[r->slot_open];
  reads->known = true;
  return reads;
}

How how_of(const Roster *r, uint32_t target, uint32_t pool) {
  const CodeTarget *t = target == NO_TARGET ? NULL : &r->chunk->targets.v[target];
  const RosterPool *p = &r->pools.v[pool];
  How how = {p->strategy ? p->strategy : STRATEGY_ROUNDROBIN, p->by};
  if (t && t->strategy != STRATEGY_NONE) how = (How){t->strategy, &t->by};
  if (how.by && how.by->func == NO_FUNC && how.by->learned == LEARNED_NONE) how.by = NULL;
  return how;
}

bool how_reads_lead(Roster *r, How how) {
  if (how.kind == STRATEGY_RANDOM || how.kind == STRATEGY_NEAREST) return true;
  return how.by && reads_of(r, how.by->func)->uses.leads.n > 0;
}

/* The distance is looked for with every lead, so its function is not one that is kept. */
static uint32_t value_func(const View *view) {
  return view->how.by && view->how.kind != STRATEGY_NEAREST ? view->how.by->func : NO_FUNC;
}

static uint64_t mixed(uint64_t hash, uint64_t x) {
  hash = (hash ^ x) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

static uint64_t key_hash(uint64_t hash, const Reads *reads, const Value *row) {
  for (uint32_t i = 0; i < reads->uses.leads.n; i++) {
    const Value *v = &row[reads->uses.leads.v[i]];
    hash = mixed(hash, v->kind);
    if (v->kind == VAL_TEXT) hash = mixed(hash, hash_seeded(value_str(*v)));
    else if (!value_is_gap(*v)) hash = mixed(hash, (uint64_t)v->i);
  }
  return hash;
}

static bool key_is(const Reads *reads, const Value *key, const Value *row) {
  for (uint32_t i = 0; i < reads->uses.leads.n; i++) {
    const Value *v = &row[reads->uses.leads.v[i]], *k = &key[i];
    if (v->kind != k->kind || v->error != k->error || v->n != k->n) return false;
    if (v->kind == VAL_TEXT ? !value_text_eq(v, k) : !value_is_gap(*v) && v->i != k->i) return false;
  }
  return true;
}

static void key_copy(Arena *a, const Reads *reads, const Value *row, Value *key) {
  for (uint32_t i = 0; i < reads->uses.leads.n; i++) {
    key[i] = row[reads->uses.leads.v[i]];
    if (key[i].kind == VAL_TEXT) key[i].s = arena_copy(a, value_str(key[i])).p;
  }
}

/* ---- bringing up to date ---- */

static const Value *member_row(const Roster *r, const View *view, uint32_t member) {
  const RosterPool *pool = &r->pools.v[view->pool];
  return roster_rep_row(r, pool->reps[member], &pool->members[member], pool->skills[member]);
}

static void member_filter(Roster *r, Vm *vm, View *view, uint32_t member) {
  Value v = vm_eval(vm, view->where, member_row(r, view, member));
  view->let_in[member] = v.kind == VAL_BOOL && v.i != 0;
}

static void member_value(Roster *r, Vm *vm, View *view, uint32_t member) {
  Value v = view->how.by->learned ? learned_value(r, view->how.by, r->pools.v[view->pool].reps[member])
                                  : vm_eval(vm, view->how.by->func, member_row(r, view, member));
  view->values[member] = v;
  view->numbers[member] = value_is_number(v) ? value_as_number(v) : (Number){.is_int = true, .i = 0};
  view->weights_changed = true;
}

static bool is_above_zero(Number x) { return x.is_int ? x.i > 0 : x.d > 0; }

Pass view_gate(const Roster *r, const View *view, uint32_t member) {
  const RosterPool *pool = &r->pools.v[view->pool];
  uint32_t rep = pool->reps[member];
  Pass pass = roster_pass(r, roster_gate(&r->reps.v[rep], &pool->terms[member]), rep, &pool->terms[member]);
  pass.pool = view->pool;
  pass.by = view->how.by;
  if (pass.kind != PASS_NONE) return pass;
  if (view->let_in && !view->let_in[member]) pass.kind = PASS_WHERE;
  else if (view->how.by && view->how.kind == STRATEGY_NEAREST && !member_set_has(&view->placed, member))
    pass.kind = PASS_PLACE;
  else if (view->values) {
    pass.value = view->values[member];
    bool counts = value_is_number(pass.value) &&
                  (view->how.kind != STRATEGY_WEIGHTED || is_above_zero(view->numbers[member]));
    if (!counts) pass.kind = PASS_VALUE;
  }
  return pass;
}

static void member_show(const Roster *r, View *view, uint32_t member) {
  lineup_put(&view->lineup, member, view_gate(r, view, member).kind == PASS_NONE);
}

static void weights_make(Roster *r, View *view) {
  if (!view->weights_changed || view->how.kind != STRATEGY_WEIGHTED) return;
  uint32_t count = r->pools.v[view->pool].count;
  Number *weights = mem_alloc((count + 1) * sizeof *weights);
  if (!view->weights) view->weights = ARENA_ARRAY(&r->views->arena, int64_t, count);
  memcpy(weights, view->numbers, count * sizeof *weights);
  weights_at_least(weights, count, view->how.by->least);
  weights_whole(weights, count, view->weights);
  mem_free(weights);
  view->lineup.weights = view->weights;
  view->lineup.weights_id = ++r->views->weights;
  view->weights_changed = false;
}

static void view_refresh(Roster *r, Vm *vm, View *view) {
  RosterPool *pool = &r->pools.v[view->pool];
  for (; view->left_out.n > 0; view->left_out.n--)
    member_show(r, view, view->left_out.v[view->left_out.n - 1]);
  bool filter = reads_of(r, view->where)->open, value = view->values && reads_of(r, view->how.by->func)->open;
  for (; view->seen < pool->changes.n; view->seen++) {
    uint32_t member = pool->changes.v[view->seen];
    if (filter) member_filter(r, vm, view, member);
    if (value) member_value(r, vm, view, member);
    member_show(r, view, member);
  }
  weights_make(r, view);
}

/* ---- nearest ---- */

static bool place_of(const Value *lat, const Value *lon, double out[2]) {
  if (!value_is_number(*lat) || !value_is_number(*lon)) return false;
  out[0] = lat->kind == VAL_INT ? (double)lat->i : lat->d;
  out[1] = lon->kind == VAL_INT ? (double)lon->i : lon->d;
  return fabs(out[0]) <= 90 && fabs(out[1]) <= 360;
}

static uint32_t column_named(const CodeColumn *columns, uint32_t n, const char *name) {
  for (uint32_t i = 0; i < n; i++)
    if (str_is(columns[i].name, name)) return i;
  BUG("`nearest` without the column %s", name);
}

static void places_make(Roster *r, View *view) {
  Arena *a = &r->views->arena;
  const Chunk *c = r->chunk;
  const RosterPool *pool = &r->pools.v[view->pool];
  uint32_t lat = column_named(c->rep_columns.v, c->rep_columns.n, "lat");
  uint32_t lon = column_named(c->rep_columns.v, c->rep_columns.n, "lon");
  double *lats = ARENA_ARRAY(a, double, pool->count), *lons = ARENA_ARRAY(a, double, pool->count), place[2];
  member_set_init(&view->placed, a, pool->count);
  for (uint32_t i = 0; i < pool->count; i++) {
    const Value *cells = r->reps.v[pool->reps[i]].cells;
    if (!place_of(&cells[lat], &cells[lon], place)) continue;
    member_set_put(&view->placed, i, true);
    lats[i] = place[0];
    lons[i] = place[1];
  }
  places_init(&view->places, a, lats, lons, &view->placed);
  view->lineup.places = &view->places;
}

bool view_aim(const Roster *r, View *view, const Value *row) {
  const Chunk *c = r->chunk;
  double place[2];
  if (!place_of(&row[column_named(c->columns.v, c->columns.n, "lat")],
                &row[column_named(c->columns.v, c->columns.n, "lon")], place)) return false;
  view->lineup.lat = place[0];
  view->lineup.lon = place[1];
  return true;
}

/* ---- views ---- */

static View *view_new(Roster *r, Vm *vm, const View *like, const Value *row) {
  Arena *a = &r->views->arena;
  const RosterPool *pool = &r->pools.v[like->pool];
  const Reads *where = reads_of(r, like->where), *by = reads_of(r, value_func(like));
  View *view = ARENA_NEW(a, View);
  *view = *like;
  view->seen = pool->changes.n;
  view->key = ARENA_ARRAY(a, Value, where->uses.leads.n + by->uses.leads.n);
  if (row) key_copy(a, where, row, view->key);
  if (row) key_copy(a, by, row, view->key + where->uses.leads.n);
  lineup_init(&view->lineup, a, &r->pools.v[like->pool].turns);
  if (view->where != NO_FUNC) view->let_in = ARENA_ARRAY(a, bool, pool->count);
  if (view->how.by && view->how.kind == STRATEGY_NEAREST) {
    places_make(r, view);
  } else if (view->how.by) {
    view->values = ARENA_ARRAY(a, Value, pool->count);
    view->lineup.values = view->numbers = ARENA_ARRAY(a, Number, pool->count);
  }
  for (uint32_t i = 0; i < pool->count; i++) {
    if (view->let_in) member_filter(r, vm, view, i);
    if (view->values) member_value(r, vm, view, i);
    member_show(r, view, i);
  }
  weights_make(r, view);
  r->views->count++;
  r->views->members += pool->count;
  return view;
}

static View *view_find(Roster *r, View *like, const Value *row) {
  const Reads *where = reads_of(r, like->where), *by = reads_of(r, value_func(like));
  uint64_t hash = mixed(mixed(like->where, like->pool), (uintptr_t)like->how.by);
  if (row) hash = key_hash(key_hash(hash, where, row), by, row);
  like->hash = hash;
  if (where->lists || by->lists) return NULL;
  for (View *v = r->views->slots[hash % SLOTS]; v; v = v->next)
    if (v->hash == hash && v->where == like->where && v->how.by == like->how.by && v->pool == like->pool &&
        (!row || (key_is(where, v->key, row) && key_is(by, v->key + where->uses.leads.n, row))))
      return v;
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
  if (v->now != r->now || v->count >= VIEWS_MOST || v->members >= MEMBERS_MOST) forget_all(r);
  v->now = r->now;
  changes_bound(r, pool);
  View like = {.how = how_of(r, target, pool), .pool = pool, .where = NO_FUNC};
  if (target != NO_TARGET) like.where = r->chunk->targets.v[target].where;
  bool plain = like.where == NO_FUNC && !like.how.by;
  if (!vm) {
    vm = r->vm;
    if (!plain) vm_begin(vm, r->blank_row, (Str){"", 0}, &r->lead_arena);
  }
  const Value *row = plain || target == NO_TARGET ? NULL : vm_row(vm);
  View *view = plain ? v->plain[pool] : view_find(r, &like, row);
  if (view) {
    view_refresh(r, vm, view);
    return view;
  }
  view = view_new(r, vm, &like, row);
  if (plain) {
    v->plain[pool] = view;
  } else {
    view->next = v->slots[like.hash % SLOTS];
    v->slots[like.hash % SLOTS] = view;
  }
  return view;
}
