#include "engine/classes.h"
#include "base/limits.h"
#include "engine/events.h"
#include <string.h>

typedef enum Fit { FIT_UNKNOWN, FIT_NO, FIT_YES } Fit;

static uint32_t class_count(const Roster *r) { return r->chunk->classes.n; }

/* ---- the lead at hand ---- */

void classes_begin_lead(Roster *r) {
  if (class_count(r)) memset(r->fits, FIT_UNKNOWN, class_count(r));
}

static bool lead_fits(Roster *r, Vm *vm, uint32_t class) {
  if (r->fits[class] == FIT_UNKNOWN) {
    Value v = vm_eval(vm, r->chunk->classes.v[class].func, NULL);
    r->fits[class] = v.kind == VAL_BOOL && v.i != 0 ? FIT_YES : FIT_NO;
  }
  return r->fits[class] == FIT_YES;
}

void classes_ask(Roster *r, Vm *vm) {
  for (uint32_t i = 0; i < class_count(r); i++) lead_fits(r, vm, i);
}

bool class_is_full(Roster *r, Vm *vm, uint32_t rep, const MemberTerms *terms, uint32_t *class_out) {
  for (uint32_t i = 0; vm && i < terms->class_count; i++) {
    *class_out = terms->classes[i].class;
    if (r->reps.v[rep].class_open[*class_out] >= terms->classes[i].most && lead_fits(r, vm, *class_out)) return true;
  }
  return false;
}

void classes_leave_out(Roster *r, Vm *vm, View *view) {
  const RosterPool *pool = &r->pools.v[view->pool];
  uint32_t class;
  for (uint32_t i = 0; i < pool->classed.n; i++) {
    uint32_t member = pool->classed.v[i];
    if (class_is_full(r, vm, pool->reps[member], &pool->terms[member], &class)) view_leave_out(r, view, member);
  }
}

Pass class_pass(const Roster *r, uint32_t rep, const MemberTerms *terms, uint32_t class) {
  Pass pass = {.kind = PASS_CLASS, .rep = rep, .class = class, .count = r->reps.v[rep].class_open[class],
               .until = INT64_MAX};
  for (uint32_t i = 0; i < terms->class_count; i++)
    if (terms->classes[i].class == class) pass.most = terms->classes[i].most;
  return pass;
}

/* ---- who takes it ---- */

void classes_take(Roster *r, uint32_t rep) {
  uint32_t n = class_count(r);
  if (n == 0) return;
  for (uint32_t i = 0; i < n; i++) r->reps.v[rep].class_open[i] += r->fits[i] == FIT_YES;
  if (value_is_gap(r->past.lead)) return; /* of a test */
  TakenFit taken = {.lead = r->past.lead, .rep = rep, .fits = ARENA_ARRAY(&r->fit_arena, char, n)};
  if (taken.lead.kind == VAL_TEXT) taken.lead = value_text(arena_copy(&r->fit_arena, value_str(taken.lead)));
  memcpy(taken.fits, r->fits, n);
  VEC_PUSH(&r->fit_arena, r->taken, taken);
}

StoreStatus classes_save(Roster *r, Store *store) {
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < r->taken.n; i++) {
    const TakenFit *taken = &r->taken.v[i];
    for (uint32_t k = 0; status == STORE_OK && k < class_count(r); k++)
      status = store_fit_save(store, taken->lead, r->chunk->classes.v[k].text, r->reps.v[taken->rep].id,
                              taken->fits[k] == FIT_YES);
  }
  memset(&r->taken, 0, sizeof r->taken);
  if (r->fit_arena.used) arena_reset(&r->fit_arena);
  return status;
}

/* ---- open leads ---- */

typedef struct OpenLead { Value id; Str id_text; uint32_t rep; Value *cells; } OpenLead;

typedef struct Counting {
  Roster *r;
  Store *store;
  Vm *vm;
  Rows rows;
  Value *row;
  Arena fixed, batch, lead;
  VEC(OpenLead) leads; /* of the batch */
  StoreStatus status;
} Counting;

static void lead_count(Counting *c, const OpenLead *lead, const Value *events) {
  Roster *r = c->r;
  int64_t *open = r->reps.v[lead->rep].class_open;
  bool begun = false;
  for (uint32_t i = 0; c->status == STORE_OK && i < class_count(r); i++) {
    bool known, fits;
    const CodeClass *class = &r->chunk->classes.v[i];
    c->status = store_fit(c->store, lead->id, class->text, r->reps.v[lead->rep].id, &known, &fits);
    if (!known && !begun) {
      arena_reset(&c->lead);
      rows_fill(&c->rows, lead->cells, &c->lead, c->row);
      events_put(&c->rows, events, c->row);
      vm_begin(c->vm, c->row, lead->id_text, &c->lead);
      begun = true;
    }
    Value v = known ? value_bool(fits) : vm_eval(c->vm, class->func, NULL);
    open[i] += v.kind == VAL_BOOL && v.i != 0;
  }
}

static void batch_count(Counting *c) {
  Value *events = NULL;
  uint32_t kinds = c->rows.all - c->rows.count;
  Str *ids = ARENA_ARRAY(&c->batch, Str, c->leads.n + 1);
  for (uint32_t i = 0; i < c->leads.n; i++) ids[i] = c->leads.v[i].id_text;
  if (kinds) c->status = events_load(c->store, &c->rows, &c->batch, ids, c->leads.n, c->r->now, &events);
  for (uint32_t i = 0; c->status == STORE_OK && i < c->leads.n; i++)
    lead_count(c, &c->leads.v[i], events ? events + (size_t)i * kinds : NULL);
  memset(&c->leads, 0, sizeof c->leads);
  arena_reset(&c->batch);
}

static Value kept_value(Arena *a, Value v) {
  return v.kind == VAL_TEXT ? value_text(arena_copy(a, value_str(v))) : v;
}

static bool open_lead(void *ctx, const LeadRow *row, Str owner) {
  Counting *c = ctx;
  OpenLead lead = {.id = kept_value(&c->batch, row->id), .id_text = arena_copy(&c->batch, row->id_text),
                   .rep = strmap_get(&c->r->rep_index, owner),
                   .cells = ARENA_ARRAY(&c->batch, Value, c->rows.count + 1)};
  if (lead.rep == STRMAP_NONE) return true;
  for (uint32_t i = 0; i < c->rows.count; i++) lead.cells[i] = kept_value(&c->batch, row->cells[i]);
  VEC_PUSH(&c->batch, c->leads, lead);
  if (c->leads.n == LIMIT_BATCH_LEADS) batch_count(c);
  return c->status == STORE_OK;
}

StoreStatus classes_load(Roster *r, Store *store, Vm *vm) {
  Counting c = {.r = r, .store = store, .vm = vm};
  uint32_t n = class_count(r);
  if (n == 0) return STORE_OK;
  r->fits = ARENA_ARRAY(&r->arena, char, n);
  for (uint32_t i = 0; i < r->reps.n; i++) r->reps.v[i].class_open = ARENA_ARRAY(&r->arena, int64_t, n);
  if (!store) return STORE_OK;
  arena_init(&c.fixed, 0);
  arena_init(&c.batch, 0);
  arena_init(&c.lead, LIMIT_ARENA_PER_LEAD);
  rows_init(&c.rows, r->chunk, &c.fixed);
  c.row = ARENA_ARRAY(&c.fixed, Value, c.rows.width + 1);
  StoreStatus status = store_each_open(store, c.rows.columns, c.rows.count, open_lead, &c);
  if (status == STORE_OK && c.status == STORE_OK) batch_count(&c);
  arena_deinit(&c.fixed);
  arena_deinit(&c.batch);
  arena_deinit(&c.lead);
  return status == STORE_OK ? c.status : status;
}
