#include "engine/life.h"

#include "base/limits.h"

bool life_kept(const Chunk *chunk) { return chunk->rungs.n || chunk->afters.n || chunk->seas.n; }

const CodeSea *sea_named(const Chunk *chunk, Str name) {
  for (uint32_t i = 0; i < chunk->seas.n; i++)
    if (str_eq(chunk->seas.v[i].name, name)) return &chunk->seas.v[i];
  return NULL;
}

uint32_t life_next_rung(const Chunk *chunk, const OwnedRow *own) {
  for (uint32_t i = 0; i < chunk->rungs.n; i++)
    if (chunk->rungs.v[i].number == own->rung + 1 && str_eq(chunk->rules.v[chunk->rungs.v[i].rule].name, own->rule))
      return i;
  return NO_RUNG;
}

/* ---- moments ---- */

bool life_responded(const EventTimes *done, int64_t begun, int64_t due) {
  for (uint32_t i = 0; i < done->n; i++)
    if (done->v[i] >= begun && done->v[i] <= due) return true;
  return false;
}

int64_t life_put_off(const Vm *vm, int64_t due, CodeSpan span, const EventTimes *done) {
  for (uint32_t i = 0; i < done->n && done->v[i] <= due; i++) {
    int64_t end = vm_span_end(vm, done->v[i], span);
    if (end > due) due = end;
  }
  return due;
}

int64_t life_protected(const Vm *vm, const CodeSea *sea, int64_t begun, int64_t due, const EventTimes *done) {
  int64_t last = sea->most.span ? vm_span_end(vm, begun, sea->most) : INT64_MAX;
  if (sea->extend.span) due = life_put_off(vm, due, sea->extend, done);
  return due < last ? due : last;
}

/* ---- timers ---- */

static StoreStatus put(Run *run, Value lead, const char *kind, uint32_t number, int64_t from, CodeSpan span) {
  if (span.span == 0) return STORE_OK;
  TimerRow timer = {.lead = lead, .kind = str_of(kind), .number = number, .due = vm_span_end(run->vm, from, span)};
  return timer.due == INT64_MAX ? STORE_OK : store_timer_put(run->store, &timer);
}

/* What is about the lead itself goes on when it changes hands; a limit for its owner begins anew with each. */
static bool is_idle(const CodeAfter *after) {
  return after->kind == AFTER_NO_ACTIVITY && after->deed != DEED_REASSIGN && after->deed != DEED_SEA;
}

StoreStatus life_put_limits(Run *run, Value lead, int64_t base, bool owned) {
  const Chunk *c = &run->script->chunk;
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < c->afters.n && owned && status == STORE_OK; i++)
    if (!is_idle(&c->afters.v[i])) status = put(run, lead, "limit", i, base, c->afters.v[i].time);
  return status;
}

StoreStatus life_put_idle(Run *run, Value lead, int64_t base) {
  const Chunk *c = &run->script->chunk;
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < c->afters.n && status == STORE_OK; i++) {
    if (!is_idle(&c->afters.v[i])) continue;
    TimerRow timer = {.lead = lead, .kind = STR("idle"), .number = i,
                      .due = vm_span_end(run->vm, base, c->afters.v[i].time)};
    if (timer.due < INT64_MAX) status = store_timer_start(run->store, &timer);
  }
  return status;
}

static StoreStatus put_rung(Run *run, Value lead, const CodeRung *rung, int64_t begun) {
  StoreStatus status = put(run, lead, "remind", 0, begun, rung->remind);
  if (rung->next == NO_RUNG) return status;
  if (status == STORE_OK) status = put(run, lead, "respond", 0, begun, rung->respond);
  if (status == STORE_OK) status = put(run, lead, "progress", 0, begun, rung->progress);
  return status;
}

static StoreStatus put_claim(Run *run, Value lead, const CodeSea *sea, int64_t begun) {
  CodeSpan protect = sea->protect;
  StoreStatus status = put(run, lead, "protect", 0, begun, protect);
  if (status == STORE_OK && sea->has_penalty) status = put(run, lead, "penalty", 0, begun, sea->penalty_after);
  return status;
}

StoreStatus life_begin(Run *run, const Decision *d, Str how, Str sea) {
  const Chunk *c = &run->script->chunk;
  const Plan *plan = &d->plan;
  int64_t now = run->options->now_ms;
  Value lead = d->lead->id;
  OwnedRow row = {.lead = lead, .rep = plan->rep, .pool = plan->pool, .sea = sea, .how = how, .begun = now,
                  .rule = run_rule_name(run, plan->rule), .line = run_rule_line(run, plan->rule),
                  .script = run->script->version};
  if (plan->rung != NO_RUNG) row.rung = c->rungs.v[plan->rung].number;
  StoreStatus status = store_owned_begin(run->store, &row);
  if (status == STORE_OK && plan->rung != NO_RUNG) status = put_rung(run, lead, &c->rungs.v[plan->rung], now);
  const CodeSea *from = sea.n ? sea_named(c, sea) : NULL;
  if (status == STORE_OK && from) status = put_claim(run, lead, from, now);
  if (status == STORE_OK) status = life_put_limits(run, lead, now, true);
  return status == STORE_OK ? life_put_idle(run, lead, now) : status;
}

StoreStatus life_settle(Run *run, const Decision *d) {
  switch (d->plan.outcome) {
    case OUTCOME_HELD:
    case OUTCOME_ARCHIVED: return store_timers_clear(run->store, d->lead->id, true);
    case OUTCOME_SEA: return life_put_idle(run, d->lead->id, run->options->now_ms);
    default: return STORE_OK;
  }
}

/* ---- what was done ---- */

static int64_t moved_due(const Run *run, const TimerRow *t, const OwnedRow *own, const EventTimes *done) {
  const Chunk *c = &run->script->chunk;
  bool limit = str_is(t->kind, "limit") || str_is(t->kind, "idle");
  if (limit && t->number < c->afters.n && c->afters.v[t->number].kind == AFTER_NO_ACTIVITY)
    return life_put_off(run->vm, t->due, c->afters.v[t->number].time, done);
  const CodeSea *sea = own->sea.n ? sea_named(c, own->sea) : NULL;
  if (str_is(t->kind, "protect") && sea) return life_protected(run->vm, sea, own->begun, t->due, done);
  uint32_t next = str_is(t->kind, "progress") ? life_next_rung(c, own) : NO_RUNG;
  for (uint32_t i = 0; next != NO_RUNG && i < c->rungs.n; i++)
    if (c->rungs.v[i].next == next) return life_put_off(run->vm, t->due, c->rungs.v[i].progress, done);
  return t->due;
}

StoreStatus life_refresh(Run *run, const LeadRow *lead, const OwnedRow *own) {
  Arena *a = &run->batches[0].arena;
  EventTimes done;
  TimerRow *timers = NULL;
  uint32_t count = 0;
  StoreStatus status = store_activities(run->store, a, run->script->chunk.zone, lead, own->begun,
                                        run->options->now_ms, &done);
  if (status == STORE_OK) status = store_timers_of(run->store, a, lead->id, &timers, &count);
  for (uint32_t i = 0; i < count && status == STORE_OK; i++) {
    int64_t due = moved_due(run, &timers[i], own, &done);
    if (due == timers[i].due) continue;
    timers[i].due = due;
    status = store_timer_put(run->store, &timers[i]);
  }
  return status;
}
