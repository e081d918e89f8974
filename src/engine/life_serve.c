/* What a run does before it routes: takes note of what other hands did, then serves what is due, oldest first. */
#include "base/limits.h"
#include "engine/classes.h"
#include "engine/life.h"

/* ---- what other hands did ---- */

static const char *const WON[] = {"won", "converted", "成交", "已成交", "赢单", NULL};

static Str closed_word(Arena *a, Str status) {
  Str word = str_trim(status);
  char *lower = arena_alloc(a, word.n + 1);
  for (size_t i = 0; i < word.n; i++)
    lower[i] = (char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] + 32 : word.p[i]);
  for (size_t i = 0; WON[i]; i++)
    if (str_is((Str){lower, word.n}, WON[i])) return STR("won");
  return STR("lost");
}

static StoreStatus ledger_note(Run *run, Value lead, Str rep, Str outcome, Str reason, Str move) {
  LedgerRow row = {.run = run->number, .at = run->options->now_ms, .lead = lead, .script = run->script->version,
                   .rep = rep, .outcome = outcome, .reason = reason};
  StoreStatus status = store_ledger(run->store, &row);
  return status == STORE_OK ? store_ledger_move(run->store, move) : status;
}

static StoreStatus stray_closed(Run *run, const Stray *stray, const OwnedRow *own) {
  Arena *a = &run->batches[0].arena;
  Str word = closed_word(a, stray->status), reason = arena_printf(a, "status %.*s", STR_FMT(stray->status));
  StateRow state = {.outcome = word, .reason = reason, .script = run->script->version, .at = run->options->now_ms};
  StoreStatus status = store_state_put(run->store, stray->lead, &state);
  if (status == STORE_OK) status = store_owned_end(run->store, own->id, run->options->now_ms, word, 0);
  if (status == STORE_OK) status = store_timers_clear(run->store, stray->lead, true);
  return status == STORE_OK ? ledger_note(run, stray->lead, own->rep, word, reason, STR("by hand")) : status;
}

static StoreStatus adopt(Run *run, const Stray *stray, bool changed) {
  OwnedRow row = {.lead = stray->lead, .rep = stray->owner, .how = STR("by hand"), .begun = run->options->now_ms,
                  .script = run->script->version};
  StoreStatus status = store_owned_begin(run->store, &row);
  if (status == STORE_OK) status = store_state_drop(run->store, stray->lead);
  if (status == STORE_OK) status = life_put_limits(run, stray->lead, row.begun, true);
  if (status == STORE_OK) status = life_put_idle(run, stray->lead, row.begun);
  if (status != STORE_OK || !changed) return status;
  return ledger_note(run, stray->lead, row.rep, STR("assigned"), STR("by hand"), STR("by hand"));
}

static StoreStatus stray_serve(Run *run, const Stray *stray) {
  OwnedRow own;
  bool found;
  if (stray->kind == STRAY_REOPENED) return store_state_drop(run->store, stray->lead);
  if (stray->kind == STRAY_NEW) return adopt(run, stray, false);
  StoreStatus status = store_owned_open(run->store, &run->batches[0].arena, stray->lead, &own, &found);
  if (status != STORE_OK || !found) return status;
  if (stray->kind == STRAY_CLOSED) return stray_closed(run, stray, &own);
  Str why = stray->kind == STRAY_GONE ? STR("the lead is gone") : STR("by hand");
  status = store_owned_end(run->store, own.id, run->options->now_ms, why, 0);
  if (status == STORE_OK) status = store_timers_clear(run->store, stray->lead, stray->kind == STRAY_GONE);
  if (status != STORE_OK || stray->kind == STRAY_GONE || stray->owner.n == 0) return status;
  return adopt(run, stray, true);
}

StoreStatus life_strays(Run *run, bool *more_out) {
  Stray *strays;
  uint32_t count;
  StoreStatus status = store_strays(run->store, &run->batches[0].arena, run->l->batch, &strays, &count);
  for (uint32_t i = 0; i < count && status == STORE_OK; i++) status = stray_serve(run, &strays[i]);
  *more_out = count == run->l->batch;
  return status;
}

/* ---- a script that is not the one of last time ---- */

static StoreStatus renew_lead(Run *run, Value lead, const OwnedRow *own) {
  Arena *a = &run->batches[0].arena;
  LifeMove m;
  bool found;
  EventTimes done = {0};
  OwnedRow *past;
  uint32_t count;
  StrBuf id;
  strbuf_init(&id);
  value_plain(&id, lead);
  StoreStatus status = life_find(run, engine_copy_buf(a, &id), &m, &found);
  strbuf_deinit(&id);
  if (status != STORE_OK || !found) return status;
  status = store_activities(run->store, a, run->script->chunk.zone, &m.lead, INT64_MIN, run->options->now_ms, &done);
  if (status == STORE_OK) status = store_owned_of(run->store, a, lead, 1000, &past, &count);
  if (status != STORE_OK || count == 0) return status;
  int64_t first = past[count - 1].begun, last = done.n ? done.v[done.n - 1] : INT64_MIN;
  if (own) status = life_put_limits(run, lead, own->begun, true);
  if (own && status == STORE_OK) status = life_refresh(run, &m.lead, own);
  return status == STORE_OK ? life_put_idle(run, lead, last > first ? last : first) : status;
}

StoreStatus life_renew(Run *run, bool *more_out) {
  Arena *a = &run->batches[0].arena;
  Str last;
  OwnedRow *rows;
  uint32_t count = 0;
  *more_out = false;
  StoreStatus status = store_meta(run->store, a, "life", &last);
  if (status != STORE_OK || str_eq(last, run->script->version)) return status;
  status = store_limits_drop(run->store);
  if (status == STORE_OK) status = store_owned_all(run->store, a, &rows, &count);
  for (uint32_t i = 0; i < count && status == STORE_OK; i++)
    status = renew_lead(run, rows[i].lead, rows[i].ended ? NULL : &rows[i]);
  return status == STORE_OK ? store_meta_set(run->store, "life", run->script->version) : status;
}

/* ---- one thing that is due ---- */

typedef struct Due {
  TimerRow *timer;
  LifeMove m;
  EventTimes done;  /* since the ownership began */
  bool again;       /* it falls due once more before now: the order is looked up again */
} Due;

static int64_t now_of(const Run *run) { return run->options->now_ms; }

static StoreStatus put_off(Run *run, Due *due, int64_t until) {
  due->timer->due = until;
  due->again |= until <= now_of(run);
  if (run->options->dry_run || until == INT64_MAX) return STORE_OK;
  return store_timer_put(run->store, due->timer);
}

/* Nobody can have it now: the next run tries again. */
static StoreStatus next_time(Run *run, Due *due) { return put_off(run, due, now_of(run) + 1); }

static StoreStatus move_by_rules(Run *run, Due *due, bool must) {
  Decision *d = life_decide(run, &due->m);
  life_by_rules(run, d);
  bool nobody = d->plan.outcome == OUTCOME_UNROUTED || d->plan.outcome == OUTCOME_ERROR;
  if (nobody && !must) return next_time(run, due);
  return life_apply(run, &due->m, d);
}

static StoreStatus move_on(Run *run, Due *due) {
  const Chunk *c = &run->script->chunk;
  uint32_t rung = life_next_rung(c, &due->m.own);
  due->m.barred = 1;
  if (rung == NO_RUNG) return move_by_rules(run, due, false);
  Decision *d = life_decide(run, &due->m);
  if (!life_by_rung(run, d, rung)) return next_time(run, due);
  return life_apply(run, &due->m, d);
}

static StoreStatus remind(Run *run, const Due *due) {
  const OwnedRow *own = &due->m.own;
  TimerRow *timers;
  uint32_t count;
  char until[40];
  if (life_responded(&due->done, own->begun, due->timer->due) || run->options->dry_run) return STORE_OK;
  StoreStatus status = store_timers_of(run->store, &run->batches[0].arena, due->timer->lead, &timers, &count);
  if (status != STORE_OK) return status;
  int64_t limit = 0;
  for (uint32_t i = 0; i < count; i++)
    if (str_is(timers[i].kind, "respond")) limit = timers[i].due;
  if (limit && limit <= now_of(run)) return STORE_OK; /* it will be taken from him at once */
  StrBuf text;
  strbuf_init(&text);
  strbuf_printf(&text, "%.*s: lead %.*s waits for a response", STR_FMT(own->rep), STR_FMT(due->m.lead.id_text));
  if (limit) strbuf_printf(&text, " until %.*s", (int)time_format(limit, until), until);
  OutboxRow row = {.kind = STR("notify"), .channel = STR("remind"), .text = strbuf_view(&text), .rule = own->rule,
                   .at = now_of(run)};
  status = store_outbox(run->store, &due->m.lead, &row);
  strbuf_deinit(&text);
  return status;
}

static Str words(Run *run, const char *before, Str rep, const char *after) {
  return arena_printf(&run->batches[0].arena, "%s%.*s%s", before, STR_FMT(rep), after);
}

static StoreStatus deed(Run *run, Due *due, const CodeAfter *after) {
  LifeMove *m = &due->m;
  m->by = after->words;
  m->by_line = after->line;
  m->barred = m->owned ? 1 : 0;
  m->move = STR("limit");
  if (after->kind == AFTER_DEPARTURE) m->why = words(run, "", m->own.rep, " has left");
  else if (!m->owned) m->why = STR("no activity in time");
  else if (after->kind == AFTER_NO_ACTIVITY) m->why = words(run, "no activity of ", m->own.rep, " in time");
  else m->why = words(run, "no response from ", m->own.rep, " in time");
  if (after->deed == DEED_REASSIGN) {
    m->by = (Str){"", 0};
    m->barred = after->not_last;
    return move_by_rules(run, due, after->kind == AFTER_DEPARTURE);
  }
  Decision *d = life_decide(run, m);
  life_by_deed(run, d, after);
  return life_apply(run, m, d);
}

/* Only when the condition is true now. */
static bool applies(Run *run, Due *due, const CodeAfter *after) {
  if (after->when == NO_FUNC) return true;
  Decision *d = life_decide(run, &due->m);
  vm_begin(run->vm, d->row, d->lead->id_text, &run->batches[0].lead_arena);
  Value v = vm_eval(run->vm, after->when, NULL);
  return v.kind == VAL_BOOL && v.i != 0;
}

static StoreStatus limit_over(Run *run, Due *due) {
  const Chunk *c = &run->script->chunk;
  if (due->timer->number >= c->afters.n) return STORE_OK;
  const CodeAfter *after = &c->afters.v[due->timer->number];
  bool responded = life_responded(&due->done, due->m.own.begun, due->timer->due);
  if (after->kind == AFTER_NO_RESPONSE && responded) return STORE_OK;
  if (after->kind == AFTER_NO_ACTIVITY) {
    int64_t until = life_put_off(run->vm, due->timer->due, after->time, &due->done);
    if (until > due->timer->due) return put_off(run, due, until);
  }
  if (applies(run, due, after)) return deed(run, due, after);
  int64_t until = due->timer->due;
  while (until <= now_of(run)) until = vm_span_end(run->vm, until, after->time);
  return put_off(run, due, until);
}

static StoreStatus protection_over(Run *run, Due *due) {
  LifeMove *m = &due->m;
  const CodeSea *sea = sea_named(&run->script->chunk, m->own.sea);
  if (!sea) return STORE_OK;
  int64_t until = life_protected(run->vm, sea, m->own.begun, due->timer->due, &due->done);
  if (until > due->timer->due) return put_off(run, due, until);
  m->why = words(run, "the protection of ", m->own.rep, " is over");
  Decision *d = life_decide(run, m);
  life_to_sea(d, sea->name);
  return life_apply(run, m, d);
}

static StoreStatus penalise(Run *run, const Due *due) {
  const OwnedRow *own = &due->m.own;
  const CodeSea *sea = sea_named(&run->script->chunk, own->sea);
  if (!sea || run->options->dry_run || life_responded(&due->done, own->begun, due->timer->due)) return STORE_OK;
  PenaltyRow row = {.rep = own->rep, .sea = sea->name, .lead = own->lead, .begun = due->timer->due,
                    .weight = sea->weight.is_int ? (double)sea->weight.i : sea->weight.d,
                    .until = vm_span_end(run->vm, due->timer->due, sea->penalty_for)};
  run->data_version = -1; /* the roster's weights are others now */
  return store_penalty_add(run->store, &row);
}

static StoreStatus progress_over(Run *run, Due *due) {
  const Chunk *c = &run->script->chunk;
  uint32_t next = life_next_rung(c, &due->m.own);
  for (uint32_t i = 0; next != NO_RUNG && i < c->rungs.n; i++) {
    if (c->rungs.v[i].next != next) continue;
    int64_t until = life_put_off(run->vm, due->timer->due, c->rungs.v[i].progress, &due->done);
    if (until > due->timer->due) return put_off(run, due, until);
  }
  due->m.why = words(run, "no progress of ", due->m.own.rep, " in time");
  return move_on(run, due);
}

static StoreStatus owned_due(Run *run, Due *due) {
  Str kind = due->timer->kind;
  due->m.move = STR("limit");
  if (str_is(kind, "remind")) return remind(run, due);
  if (str_is(kind, "limit")) return limit_over(run, due);
  if (str_is(kind, "protect")) return protection_over(run, due);
  if (str_is(kind, "penalty")) return penalise(run, due);
  if (str_is(kind, "progress")) return progress_over(run, due);
  if (!str_is(kind, "respond")) return STORE_OK;
  if (life_responded(&due->done, due->m.own.begun, due->timer->due)) return STORE_OK;
  due->m.why = words(run, "no response from ", due->m.own.rep, " in time");
  return move_on(run, due);
}

static StoreStatus serve_timer(Run *run, TimerRow *timer, bool *again_out) {
  Arena *a = &run->batches[0].arena;
  Due due = {.timer = timer};
  bool found = true, idle = str_is(timer->kind, "idle");
  StrBuf id;
  StoreStatus status = run->options->dry_run ? STORE_OK : store_timer_drop(run->store, timer, &found);
  if (status != STORE_OK || !found) return status;
  strbuf_init(&id);
  value_plain(&id, timer->lead);
  status = life_find(run, engine_copy_buf(a, &id), &due.m, &found);
  strbuf_deinit(&id);
  /* What changed since is served by the next run as what another hand did. */
  if (status != STORE_OK || !found || (!idle && !due.m.owned)) return status;
  if (due.m.owned && !str_eq(due.m.owner, due.m.own.rep)) return status;
  /* A dry run takes no note of who closed it: nothing is due any more all the same. */
  if (run->options->dry_run && store_closes(run->store, due.m.status)) return status;
  status = store_activities(run->store, a, run->script->chunk.zone, &due.m.lead, idle ? INT64_MIN : due.m.own.begun,
                            now_of(run), &due.done);
  if (status == STORE_OK) status = idle ? limit_over(run, &due) : owned_due(run, &due);
  *again_out = due.again;
  return status;
}

/* A dry run changes no timer: it goes on behind the last one, and each lead moves once. */
StoreStatus life_due(Run *run, bool *more_out) {
  Arena *a = &run->batches[0].arena;
  TimerRow *timers;
  uint32_t count;
  bool dry = run->options->dry_run, again = false;
  StoreStatus status = store_timers_due(run->store, a, now_of(run), dry && run->timer.kind.n ? &run->timer : NULL,
                                        run->l->batch, &timers, &count);
  for (uint32_t i = 0; i < count && status == STORE_OK && !again && !run_limit_reached(run); i++) {
    if (dry) {
      run->timer = timers[i];
      run->timer.kind = arena_copy(&run->arena, timers[i].kind);
      if (timers[i].lead.kind == VAL_TEXT)
        run->timer.lead = value_text(arena_copy(&run->arena, value_str(timers[i].lead)));
    }
    status = serve_timer(run, &timers[i], &again);
    if (dry) again = false;
  }
  *more_out = (again || count == run->l->batch) && !run_limit_reached(run);
  return status;
}

/* ---- reps who left ---- */

static bool has_left(const Run *run, Str rep) {
  uint32_t index = strmap_get(&run->roster->rep_index, rep);
  if (index == STRMAP_NONE) return false;
  const RosterRep *who = &run->roster->reps.v[index];
  return who->has_row && (!who->active || who->departed_at <= run->options->now_ms);
}

static StoreStatus depart(Run *run, Value lead) {
  const Chunk *c = &run->script->chunk;
  StrBuf id;
  bool found, done = false;
  Due due = {.timer = &(TimerRow){.lead = lead}};
  strbuf_init(&id);
  value_plain(&id, lead);
  StoreStatus status = life_find(run, engine_copy_buf(&run->batches[0].arena, &id), &due.m, &found);
  strbuf_deinit(&id);
  if (status != STORE_OK || !found || !due.m.owned || !str_eq(due.m.owner, due.m.own.rep)) return status;
  for (uint32_t i = 0; i < c->afters.n && status == STORE_OK && !done; i++) {
    if (c->afters.v[i].kind != AFTER_DEPARTURE || !applies(run, &due, &c->afters.v[i])) continue;
    status = deed(run, &due, &c->afters.v[i]);
    done = true;
  }
  return status;
}

StoreStatus life_departures(Run *run, bool *more_out) {
  Arena *a = &run->batches[0].arena;
  const Chunk *c = &run->script->chunk;
  Str *reps;
  uint32_t count, leads, any = 0;
  *more_out = false;
  for (uint32_t i = 0; i < c->afters.n; i++) any += c->afters.v[i].kind == AFTER_DEPARTURE;
  if (!any) return STORE_OK;
  StoreStatus status = store_owners_now(run->store, a, &reps, &count);
  for (uint32_t i = 0; i < count && status == STORE_OK; i++) {
    OwnedRow *rows;
    if (!has_left(run, reps[i])) continue;
    status = store_owned_by(run->store, a, reps[i], true, &rows, &leads);
    for (uint32_t k = leads; k > 0 && status == STORE_OK && !run_limit_reached(run); k--)
      status = depart(run, rows[k - 1].lead);
  }
  return status;
}

/* ---- in order ---- */

static LeatStatus serve_all(Run *run, bool own, StoreStatus (*some)(Run *, bool *)) {
  for (bool more = true; more;) {
    LeatStatus stopped = run_stopped(run);
    if (stopped != LEAT_OK) return stopped;
    arena_reset(&run->batches[0].arena);
    StoreStatus status = own ? store_begin(run->store) : STORE_OK;
    if (status != STORE_OK) return engine_store_fail(run->l, status);
    status = run_refresh(run);
    if (status == STORE_OK) status = some(run, &more);
    if (status == STORE_OK && !run->options->dry_run) status = classes_save(run->roster, run->store);
    if (status == STORE_OK) status = run_progress(run, false);
    if (status != STORE_OK) {
      engine_store_fail(run->l, status);
      if (own) store_rollback(run->store);
      return engine_status(status);
    }
    if (!own) continue;
    status = run_commit(run);
    if (status != STORE_OK) return engine_status(status);
  }
  return LEAT_OK;
}

LeatStatus life_serve(Run *run, bool own) {
  LeatStatus result = LEAT_OK;
  if (!run->options->dry_run) result = serve_all(run, own, life_strays);
  if (result == LEAT_OK && !run->options->dry_run) result = serve_all(run, own, life_renew);
  if (result == LEAT_OK) result = serve_all(run, own, life_departures);
  if (result == LEAT_OK) result = serve_all(run, own, life_due);
  run->alone = false;
  if (result == LEAT_OK && store_owned_any(run->store, &run->barring) != STORE_OK) run->barring = false;
  if (run->barring && run->not_last < LIMIT_NOT_LAST) run->not_last = LIMIT_NOT_LAST;
  return result;
}
