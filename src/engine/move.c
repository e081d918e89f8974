/* The moves that people make: respond, release, claim, approve, convert. Each is one transaction that looks at the lead
 * as it is in it, so that of many who want the same one wins and the others are told who did. */
#include "engine/life.h"

typedef struct Moving {
  Run run;
  const LeatMove *asked;
  LifeMove m;
  StateRow state;
  bool has_state;
  LeatMoved *out;
  LeatStatus result; /* LEAT_OK, or LEAT_FINDINGS: refused, and why is said */
} Moving;

#define REFUSE(v, ...) ((v)->result = engine_fail((v)->run.l, LEAT_FINDINGS, __VA_ARGS__), STORE_OK)

static Arena *arena_of(Moving *v) { return &v->run.batches[0].arena; }
static int64_t now_of(const Moving *v) { return v->asked->now_ms; }

static bool is_his(Moving *v) {
  if (v->has_state && (str_is(v->state.outcome, "won") || str_is(v->state.outcome, "lost"))) {
    (void)REFUSE(v, "lead %.*s is closed", STR_FMT(v->asked->lead));
    return false;
  }
  if (v->m.owner.n && str_eq(v->m.owner, v->asked->rep)) return true;
  if (v->m.owner.n) (void)REFUSE(v, "lead %.*s is %.*s's", STR_FMT(v->asked->lead), STR_FMT(v->m.owner));
  else (void)REFUSE(v, "lead %.*s has no owner", STR_FMT(v->asked->lead));
  return false;
}

static StoreStatus note(Moving *v, Str outcome, Str reason, const char *move) {
  Run *run = &v->run;
  LedgerRow row = {.at = now_of(v), .lead = v->m.lead.id, .script = run->script->version, .rep = v->asked->rep,
                   .outcome = outcome, .reason = reason};
  StoreStatus status = store_ledger(run->store, &row);
  return status == STORE_OK ? store_ledger_move(run->store, str_of(move)) : status;
}

/* Of a lead that came to its owner before Leat kept its life. */
static StoreStatus own_it(Moving *v) {
  if (v->m.owned) return STORE_OK;
  Arena *a = arena_of(v);
  OwnedRow row = {.lead = v->m.lead.id, .rep = v->m.owner, .how = STR("by hand"), .begun = now_of(v),
                  .script = v->run.script->version};
  StoreStatus status = store_owned_begin(v->run.store, &row);
  return status == STORE_OK ? store_owned_open(v->run.store, a, v->m.lead.id, &v->m.own, &v->m.owned) : status;
}

/* ---- respond ---- */

static StoreStatus respond(Moving *v) {
  Store *s = v->run.store;
  Arena *a = arena_of(v);
  TimerRow *timers;
  uint32_t count;
  char until[40];
  if (!is_his(v)) return STORE_OK;
  StoreStatus status = own_it(v);
  if (status == STORE_OK) status = store_timers_of(s, a, v->m.lead.id, &timers, &count);
  for (uint32_t i = 0; status == STORE_OK && i < count; i++)
    if (!v->m.own.responded && str_is(timers[i].kind, "respond") && timers[i].due < now_of(v))
      return REFUSE(v, "the time to respond was over at %.*s", (int)time_format(timers[i].due, until), until);
  if (status == STORE_OK) status = store_activity_add(s, v->m.lead.id, now_of(v), STR("response"), v->asked->rep);
  if (status == STORE_OK) status = store_owned_respond(s, v->m.own.id, now_of(v));
  if (status == STORE_OK) status = life_refresh(&v->run, &v->m.lead, &v->m.own);
  return status == STORE_OK ? note(v, STR("assigned"), STR("responded"), "respond") : status;
}

/* ---- release ---- */

static StoreStatus release(Moving *v) {
  if (!is_his(v)) return STORE_OK;
  StoreStatus status = own_it(v);
  if (status != STORE_OK) return status;
  const CodeSea *sea = v->m.own.sea.n ? sea_named(&v->run.script->chunk, v->m.own.sea) : NULL;
  v->m.why = arena_printf(arena_of(v), "released by %.*s", STR_FMT(v->asked->rep));
  v->m.barred = 1;
  Decision *d = life_decide(&v->run, &v->m);
  if (sea) life_to_sea(d, sea->name);
  else d->plan.outcome = OUTCOME_UNROUTED, d->plan.rule = -1;
  return life_apply(&v->run, &v->m, d);
}

/* ---- claim ---- */

static Str pool_of_claim(const Moving *v, const CodeSea *sea) {
  const Roster *r = v->run.roster;
  uint32_t rep = strmap_get(&r->rep_index, v->asked->rep);
  for (uint32_t i = 0; rep != STRMAP_NONE && i < sea->pools.n; i++) {
    uint32_t pool = strmap_get(&r->pool_index, sea->pools.v[i]);
    if (pool != STRMAP_NONE && roster_place(r, pool, rep) >= 0) return sea->pools.v[i];
  }
  return (Str){"", 0};
}

static bool has_left(const Moving *v) {
  const Roster *r = v->run.roster;
  uint32_t index = strmap_get(&r->rep_index, v->asked->rep);
  const RosterRep *rep = index == STRMAP_NONE ? NULL : &r->reps.v[index];
  return !rep || !rep->active || rep->departed_at <= now_of(v);
}

typedef struct Claims { int64_t today, open, last, lost; } Claims; /* last, lost: instants; INT64_MIN: never */

static Claims claims_of(Moving *v, const CodeSea *sea, const OwnedRow *rows, uint32_t count) {
  Claims c = {.last = INT64_MIN, .lost = INT64_MIN};
  int64_t day = zone_day_start(v->run.script->chunk.zone, now_of(v));
  for (uint32_t i = 0; i < count; i++) {
    bool here = str_eq(rows[i].sea, sea->name);
    c.today += here && rows[i].begun >= day;
    c.open += here && !rows[i].ended;
    if (here && rows[i].begun > c.last) c.last = rows[i].begun;
    bool this_lead = rows[i].lead.kind == v->m.lead.id.kind && value_cmp(rows[i].lead, v->m.lead.id) == 0;
    if (this_lead && rows[i].ended > c.lost) c.lost = rows[i].ended;
  }
  return c;
}

/* The rule that he breaks is said; STORE_OK in any case, for it is no failure. */
static StoreStatus check_claims(Moving *v, const CodeSea *sea, const Claims *c) {
  const Vm *vm = v->run.vm;
  Str rep = v->asked->rep;
  char until[40];
  int64_t next = sea->every.span && c->last != INT64_MIN ? vm_span_end(vm, c->last, sea->every) : INT64_MIN;
  int64_t cool = sea->cooldown.span && c->lost > 0 ? vm_span_end(vm, c->lost, sea->cooldown) : INT64_MIN;
  if (sea->per_day >= 0 && c->today >= sea->per_day)
    return REFUSE(v, "%.*s has claimed %lld today, the most for a day", STR_FMT(rep), (long long)c->today);
  if (sea->open >= 0 && c->open >= sea->open)
    return REFUSE(v, "%.*s has %lld claimed leads open, the most at a time", STR_FMT(rep), (long long)c->open);
  if (next > now_of(v))
    return REFUSE(v, "%.*s may claim again at %.*s", STR_FMT(rep), (int)time_format(next, until), until);
  if (cool > now_of(v))
    return REFUSE(v, "%.*s lost this lead and may claim it again at %.*s", STR_FMT(rep),
                  (int)time_format(cool, until), until);
  return STORE_OK;
}

static StoreStatus give(Moving *v, Str rep, Str pool, const char *how, Str sea) {
  Decision *d = life_decide(&v->run, &v->m);
  d->plan.outcome = OUTCOME_ASSIGNED;
  d->plan.rule = -1;
  d->plan.rep = rep;
  d->plan.pool = pool;
  d->how = str_of(how);
  d->sea = sea;
  v->m.by_person = true;
  return life_apply(&v->run, &v->m, d);
}

static StoreStatus claim(Moving *v) {
  OwnedRow *rows;
  uint32_t count;
  Str lead = v->asked->lead, rep = v->asked->rep;
  if (v->m.owner.n) return REFUSE(v, "lead %.*s is %.*s's", STR_FMT(lead), STR_FMT(v->m.owner));
  const CodeSea *sea = v->has_state && str_is(v->state.outcome, "sea") ? sea_named(&v->run.script->chunk, v->state.pool)
                                                                        : NULL;
  if (!sea) return REFUSE(v, "lead %.*s is in no sea of this script", STR_FMT(lead));
  Str pool = pool_of_claim(v, sea);
  if (!pool.n) return REFUSE(v, "sea \"%.*s\" is not open to %.*s", STR_FMT(sea->name), STR_FMT(rep));
  if (has_left(v)) return REFUSE(v, "%.*s is not active", STR_FMT(rep));
  StoreStatus status = store_owned_by(v->run.store, arena_of(v), rep, false, &rows, &count);
  if (status != STORE_OK) return status;
  Claims claims = claims_of(v, sea, rows, count);
  status = check_claims(v, sea, &claims);
  if (status != STORE_OK || v->result != LEAT_OK) return status;
  v->m.why = arena_printf(arena_of(v), "claimed by %.*s", STR_FMT(rep));
  return give(v, rep, pool, "claimed", sea->name);
}

/* ---- approve ---- */

/* Held "for manager: …": by the manager himself, or by a member of the pool of that name. */
static bool may_approve(Moving *v) {
  const Roster *r = v->run.roster;
  Str reason = v->state.reason;
  uint32_t rep = strmap_get(&r->rep_index, v->asked->rep);
  if (!str_starts(reason, STR("for "))) return false;
  reason = (Str){reason.p + 4, reason.n - 4};
  Str names[2] = {v->asked->rep, {"", 0}};
  for (uint32_t i = 0; rep != STRMAP_NONE && i < r->reps.v[rep].seats.n; i++) {
    names[1] = r->pools.v[r->reps.v[rep].seats.v[i].pool].name;
    if (str_starts(reason, names[1]) && (reason.n == names[1].n || reason.p[names[1].n] == ':')) return true;
  }
  return str_starts(reason, names[0]) && (reason.n == names[0].n || reason.p[names[0].n] == ':');
}

static StoreStatus approve(Moving *v) {
  Str lead = v->asked->lead, owner = v->asked->owner;
  if (v->m.owner.n) return REFUSE(v, "lead %.*s is %.*s's", STR_FMT(lead), STR_FMT(v->m.owner));
  if (!v->has_state || !str_is(v->state.outcome, "held")) return REFUSE(v, "lead %.*s is not held", STR_FMT(lead));
  if (!may_approve(v))
    return REFUSE(v, "lead %.*s is held %.*s, not for %.*s", STR_FMT(lead), STR_FMT(v->state.reason),
                  STR_FMT(v->asked->rep));
  v->m.why = arena_printf(arena_of(v), "approved by %.*s", STR_FMT(v->asked->rep));
  if (owner.n) {
    uint32_t index = strmap_get(&v->run.roster->rep_index, owner);
    if (index == STRMAP_NONE || !v->run.roster->reps.v[index].active)
      return REFUSE(v, "there is no active rep %.*s", STR_FMT(owner));
    return give(v, owner, (Str){"", 0}, "approved", (Str){"", 0});
  }
  Decision *d = life_decide(&v->run, &v->m);
  vm_pass_holds(v->run.vm, true);
  life_by_rules(&v->run, d);
  vm_pass_holds(v->run.vm, false);
  if (d->plan.outcome == OUTCOME_UNROUTED || d->plan.outcome == OUTCOME_ERROR)
    return REFUSE(v, "no other rule takes lead %.*s: say who gets it, with --owner", STR_FMT(lead));
  d->how = STR("approved");
  return life_apply(&v->run, &v->m, d);
}

/* ---- convert ---- */

static StoreStatus convert(Moving *v) {
  Store *s = v->run.store;
  if (!is_his(v)) return STORE_OK;
  StoreStatus status = own_it(v);
  Str why = arena_printf(arena_of(v), "converted by %.*s", STR_FMT(v->asked->rep));
  StateRow state = {.outcome = STR("won"), .reason = why, .script = v->run.script->version, .at = now_of(v)};
  if (status == STORE_OK) status = store_status(s, &v->m.lead, STR("converted"));
  if (status == STORE_OK) status = store_owned_end(s, v->m.own.id, now_of(v), STR("won"), 0);
  if (status == STORE_OK) status = store_state_put(s, v->m.lead.id, &state);
  if (status == STORE_OK) status = store_timers_clear(s, v->m.lead.id, true);
  return status == STORE_OK ? note(v, STR("won"), why, "convert") : status;
}

/* ---- all of them ---- */

static StoreStatus move_lead(Moving *v) {
  static StoreStatus (*const moves[])(Moving *) = {[LEAT_RESPOND] = respond, [LEAT_RELEASE] = release,
                                                   [LEAT_CLAIM] = claim, [LEAT_APPROVE] = approve,
                                                   [LEAT_CONVERT] = convert};
  static const char *const words[] = {[LEAT_RESPOND] = "respond", [LEAT_RELEASE] = "release", [LEAT_CLAIM] = "claim",
                                      [LEAT_APPROVE] = "approve", [LEAT_CONVERT] = "convert"};
  const Loaded *script = v->run.script;
  bool found;
  StoreStatus status = run_refresh(&v->run);
  if (status == STORE_OK) status = life_find(&v->run, v->asked->lead, &v->m, &found);
  if (status != STORE_OK) return status;
  if (!found) {
    v->result = engine_fail(v->run.l, LEAT_INPUT, "there is no lead %.*s", STR_FMT(v->asked->lead));
    return STORE_OK;
  }
  v->m.move = str_of(words[v->asked->kind]);
  status = store_state_of(v->run.store, arena_of(v), v->m.lead.id, &v->state, &v->has_state);
  if (status == STORE_OK)
    status = store_script_save(v->run.store, script->version, script->name, script->text, now_of(v));
  if (status == STORE_OK) status = store_files_save(v->run.store, script->version, script->files, script->file_count);
  return status == STORE_OK ? moves[v->asked->kind](v) : status;
}

/* How it is now, for whoever asked. */
static StoreStatus tell(Moving *v) {
  Arena *a = &v->run.l->report_arena;
  LifeMove after;
  StateRow state = {0};
  bool found, has;
  arena_reset(a);
  StoreStatus status = life_find(&v->run, v->asked->lead, &after, &found);
  if (status == STORE_OK && found) status = store_state_of(v->run.store, arena_of(v), after.lead.id, &state, &has);
  if (status != STORE_OK || !found) return status;
  v->out->lead = arena_copy(a, v->asked->lead);
  v->out->owner = arena_copy(a, after.owner);
  v->out->state = has ? arena_copy(a, state.outcome) : after.owner.n ? STR("assigned") : STR("new");
  v->out->pool = arena_copy(a, has ? state.pool : after.owned ? after.own.pool : (Str){"", 0});
  return STORE_OK;
}

LeatStatus leat_move(Leat *l, const LeatMove *move, LeatMoved *out) {
  *out = (LeatMoved){0};
  LeatStatus ready = engine_need_db(l);
  if (ready != LEAT_OK) return ready;
  StoreStatus status = loaded_map(l->loaded, l->store);
  if (status == STORE_OK) status = store_map_activities(l->store, l->loaded->script->activities_from);
  if (status == STORE_OK) status = store_begin(l->store);
  if (status != STORE_OK) return engine_store_fail(l, status);
  LeatRunOptions options = {.now_ms = move->now_ms};
  Moving v = {.asked = move, .out = out};
  run_init(&v.run, l, &options);
  v.run.life = true;
  status = move_lead(&v);
  if (status == STORE_OK && v.result == LEAT_OK) status = store_commit(l->store);
  if (status != STORE_OK) engine_store_fail(l, status);
  if (status != STORE_OK || v.result != LEAT_OK) store_rollback(l->store);
  if (status == STORE_OK && v.result == LEAT_OK) status = tell(&v);
  run_deinit(&v.run);
  return status == STORE_OK ? v.result : engine_status(status);
}
