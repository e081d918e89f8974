/* A lead goes from where it is to where a limit, a rung or a person says: decided and applied as rules do it. */
#include "engine/events.h"
#include "engine/life.h"

StoreStatus life_find(Run *run, Str id, LifeMove *out, bool *found_out) {
  Arena *a = &run->batches[0].arena;
  *out = (LifeMove){0};
  StoreStatus status = store_lead(run->store, a, run->rows.columns, run->rows.count, id, &out->lead, &out->owner,
                                  &out->status, found_out);
  if (status == STORE_OK && *found_out)
    status = store_owned_open(run->store, a, out->lead.id, &out->own, &out->owned);
  return status;
}

/* The batch has the lead alone; its arena is not reset, for what is asked about the lead lives there. */
static StoreStatus know(Run *run, LifeMove *m, Batch *b) {
  Arena *a = &b->arena;
  StoreStatus status = STORE_OK;
  b->leads = &m->lead;
  b->count = 1;
  b->kinds = run->rows.listed - run->rows.count;
  b->events = NULL;
  b->owners = NULL;
  if (b->kinds)
    status = events_load(run->store, &run->rows, a, &m->lead.id_text, 1, run->options->now_ms, &b->events);
  if (status == STORE_OK && run->joins) status = joins_load(run->joins, a, &m->lead, 1, b->events);
  uint32_t most = run->not_last > (uint32_t)m->barred ? run->not_last : (uint32_t)m->barred;
  if (status == STORE_OK && most) {
    b->owners = ARENA_ARRAY(a, Owners, 1);
    status = store_owners(run->store, a, &m->lead.id, 1, most, b->owners);
  }
  b->present = m->owned ? m->own.rep : (Str){"", 0};
  b->barred = ARENA_ARRAY(a, uint32_t, 1);
  b->barred[0] = (uint32_t)m->barred;
  return status;
}

Decision *life_decide(Run *run, LifeMove *m) {
  Batch *b = &run->batches[0];
  Decision *d;
  arena_reset(&b->lead_arena);
  b->decided = b->first = 0;
  b->moves = (RosterMoves){0};
  run->alone = true;
  StoreStatus status = know(run, m, b), began = decide_begin(run, b, 0, &d);
  if (status == STORE_OK) status = began;
  if (status != STORE_OK) run->roster->status = status;
  d->by = m->by;
  d->by_line = m->by_line;
  d->moved = true;
  return d;
}

void life_by_rules(Run *run, Decision *d) {
  vm_run(run->vm, d->row, d->lead->id_text, &run->batches[0].lead_arena, &run->host, &d->plan);
}

bool life_by_rung(Run *run, Decision *d, uint32_t rung) {
  const Chunk *c = &run->script->chunk;
  vm_begin(run->vm, d->row, d->lead->id_text, &run->batches[0].lead_arena);
  for (; rung != NO_RUNG; rung = c->rungs.v[rung].next)
    for (uint32_t i = 0; i < c->rungs.v[rung].count; i++)
      if (vm_try(run->vm, c->rungs.v[rung].first + i, &run->host, &d->plan)) return true;
  return false;
}

void life_to_sea(Decision *d, Str sea) {
  d->plan.outcome = OUTCOME_SEA;
  d->plan.pool = sea;
}

void life_by_deed(Run *run, Decision *d, const CodeAfter *after) {
  static const Outcome outcomes[] = {[DEED_ARCHIVE] = OUTCOME_ARCHIVED, [DEED_HOLD] = OUTCOME_HELD,
                                     [DEED_NURTURE] = OUTCOME_NURTURED, [DEED_SEA] = OUTCOME_SEA,
                                     [DEED_REASSIGN] = OUTCOME_UNROUTED};
  vm_begin(run->vm, d->row, d->lead->id_text, &run->batches[0].lead_arena);
  Value text = after->text == NO_FUNC ? value_missing() : vm_eval(run->vm, after->text, NULL);
  Str said = text.kind == VAL_TEXT ? value_str(value_original(text)) : (Str){"", 0};
  d->plan.outcome = outcomes[after->deed];
  if (after->deed == DEED_SEA) {
    const CodeSea *sea = sea_named(&run->script->chunk, said);
    d->plan.outcome = sea ? OUTCOME_SEA : OUTCOME_UNROUTED;
    if (sea) d->plan.pool = sea->name;
    return;
  }
  d->plan.reason = after->deed == DEED_NURTURE ? after->name : said;
  d->plan.detail = after->name;
}

static StoreStatus take_away(Run *run, LifeMove *m) {
  Store *s = run->store;
  if (!m->owned) return STORE_OK;
  StoreStatus status = store_unassign(s, &m->lead, m->own.rep);
  if (status == STORE_OK) status = store_owned_end(s, m->own.id, run->options->now_ms, m->why, m->barred);
  return status == STORE_OK ? store_timers_clear(s, m->lead.id, false) : status;
}

StoreStatus life_apply(Run *run, LifeMove *m, Decision *d) {
  Batch *b = &run->batches[0];
  bool dry = run->options->dry_run, assigned = d->plan.outcome == OUTCOME_ASSIGNED;
  if (assigned || d->plan.outcome == OUTCOME_SEA || d->plan.outcome == OUTCOME_UNROUTED) d->plan.reason = m->why;
  decide_end(run, b);
  StoreStatus status = run->roster->status;
  if (status == STORE_OK && !dry) status = take_away(run, m);
  if (status != STORE_OK) return status;
  if (m->owned) roster_give_back(run->roster, m->own.rep);
  if (!d->how.n) d->how = STR("assigned");
  status = apply_decisions(run, b);
  if (status == STORE_OK && !dry && b->writes[0].logged) status = store_ledger_move(run->store, m->move);
  if (status == STORE_OK && !m->by_person) status = run_take_alone(run, b);
  if (status == STORE_OK) run_count(run, b, d);
  return status;
}
