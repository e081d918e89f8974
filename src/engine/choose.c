/* The machine's question "who would get this lead now?", and the turn that is taken when the answer counts. */
#include "base/mem.h"
#include "engine/roster.h"

static void set_cell(Value *cells, int32_t slot, Value value) {
  if (slot >= 0) cells[slot] = value;
}

const Value *roster_rep_row(const Roster *r, uint32_t index, const Candidate *member, Value skills) {
  const RosterRep *rep = &r->reps.v[index];
  Value *cells = rep->cells;
  set_cell(cells, r->slot_open, value_int(rep->open));
  set_cell(cells, r->slot_capacity, member->capacity >= 0 ? value_int(member->capacity) : value_missing());
  set_cell(cells, r->slot_weight, value_number(member->weight));
  set_cell(cells, r->slot_id, value_text(rep->id));
  if (skills.kind == VAL_LIST) set_cell(cells, r->slot_skills, skills);
  if (!rep->has_row) set_cell(cells, r->slot_name, value_text(rep->id));
  return cells;
}

PassKind roster_gate(const Roster *r, const RosterRep *rep, const Candidate *member) {
  if (!rep->active) return PASS_INACTIVE;
  if (rep->away_from <= r->now && r->now < rep->away_until) return PASS_AWAY;
  if (member->capacity >= 0 && rep->open >= member->capacity) return PASS_CAPACITY;
  return PASS_NONE;
}

int32_t roster_last_served(const RosterPool *pool) {
  int32_t last = -1;
  int64_t seq = 0;
  for (uint32_t i = 0; i < pool->count; i++) {
    if (pool->members[i].seq > seq) {
      seq = pool->members[i].seq;
      last = (int32_t)i;
    }
  }
  return last;
}

void roster_begin_lead(Roster *r, const LeadPast *past) {
  r->past = past ? *past : (LeadPast){0};
  r->sticky = (Sticky){0};
  if (r->lead_arena.used) arena_reset(&r->lead_arena);
  r->passes.n = 0;
  r->asked.n = 0;
  r->last_member = -1;
}

static void pass_over(Roster *r, PassKind kind, uint32_t target, uint32_t pool, uint32_t rep, int64_t capacity) {
  Pass pass = {.kind = kind, .target = target, .pool = pool, .rep = rep, .open = r->reps.v[rep].open,
               .capacity = capacity};
  if (r->passes.n < r->passes.cap) r->passes.v[r->passes.n++] = pass;
  else if (r->tracing) VEC_PUSH(&r->arena, r->passes, pass);
}

static ChoiceResult choose_pool(Roster *r, Vm *vm, uint32_t target, uint32_t index, Choice *out, Asked *asked) {
  const CodeTarget *t = &r->chunk->targets.v[target];
  RosterPool *pool = &r->pools.v[index];
  for (uint32_t i = 0; i < pool->count; i++) {
    Candidate *member = &pool->members[i];
    const RosterRep *rep = &r->reps.v[pool->reps[i]];
    member->open = rep->open;
    PassKind kind = roster_gate(r, rep, member);
    if (kind == PASS_NONE && t->where != NO_FUNC &&
        !vm_where(vm, target, roster_rep_row(r, pool->reps[i], member, pool->skills[i]), NULL))
      kind = PASS_WHERE;
    if (kind == PASS_NONE && t->not_last && owned_lately(r, target, rep->id)) kind = PASS_LAST;
    member->eligible = kind == PASS_NONE;
    if (kind != PASS_NONE) pass_over(r, kind, target, index, pool->reps[i], member->capacity);
  }
  StrategyKind strategy = t->strategy ? t->strategy : pool->strategy ? pool->strategy : STRATEGY_ROUNDROBIN;
  int32_t picked = sticky_member(r, vm, target, index);
  if (picked < 0) picked = strategy_pick(strategy, pool->members, pool->count, vm_lead_id(vm));
  asked->strategy = strategy;
  asked->picked = picked;
  if (picked < 0) return CHOICE_NOBODY;
  r->last_pool = index;
  r->last_member = picked;
  r->last_rep = pool->reps[picked];
  r->last_strategy = strategy;
  *out = (Choice){.pool = pool->name, .rep = r->reps.v[r->last_rep].id};
  if (r->sticky.state == STICKY_SAME) out->reason = sticky_reason(&r->lead_arena, &r->sticky);
  return CHOICE_FOUND;
}

static ChoiceResult choose_rep(Roster *r, Vm *vm, uint32_t target, uint32_t index, Choice *out) {
  const RosterRep *rep = &r->reps.v[index];
  Candidate self = {.weight = {.is_int = true, .i = 1},
                    .capacity = rep->capacity >= 0 ? rep->capacity : rep->member_capacity};
  PassKind kind = roster_gate(r, rep, &self);
  if (kind == PASS_NONE && r->chunk->targets.v[target].where != NO_FUNC &&
      !vm_where(vm, target, roster_rep_row(r, index, &self, value_missing()), NULL))
    kind = PASS_WHERE;
  if (kind == PASS_NONE && owned_lately(r, target, rep->id)) kind = PASS_LAST;
  if (kind != PASS_NONE) {
    pass_over(r, kind, target, NO_POOL, index, self.capacity);
    return CHOICE_NOBODY;
  }
  r->last_pool = NO_POOL;
  r->last_member = 0;
  r->last_rep = index;
  *out = (Choice){.pool = {"", 0}, .rep = rep->id};
  return CHOICE_FOUND;
}

static void asked_sticky(const Roster *r, Asked *asked) {
  const StickyRow *row = &r->sticky.row;
  asked->sticky = r->sticky;
  asked->sticky.row.rep = arena_copy(r->trace_arena, row->rep);
  if (row->lead.kind == VAL_TEXT) asked->sticky.row.lead = value_text(arena_copy(r->trace_arena, value_str(row->lead)));
}

ChoiceResult roster_choose(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out) {
  Roster *r = ctx;
  bool is_rep = r->chunk->targets.v[target].kind == TARGET_REP;
  r->sticky = (Sticky){0};
  uint32_t index = strmap_get(is_rep ? &r->rep_index : &r->pool_index, name);
  Asked asked = {.target = target, .pool = is_rep ? NO_POOL : index, .name = name, .result = CHOICE_NO_SUCH,
                 .picked = -1, .before = -1, .pass_start = r->passes.n};
  if (index != STRMAP_NONE && is_rep) asked.result = choose_rep(r, vm, target, index, out);
  else if (index != STRMAP_NONE) asked.result = choose_pool(r, vm, target, index, out, &asked);
  if (r->tracing) {
    asked.name = arena_copy(r->trace_arena, name);
    if (!is_rep) asked_sticky(r, &asked);
    asked.pass_end = r->passes.n;
    if (asked.pool != NO_POOL) asked.before = roster_last_served(&r->pools.v[asked.pool]);
    VEC_PUSH(&r->arena, r->asked, asked);
  }
  return asked.result;
}

StoreStatus roster_take(Roster *r) {
  ASSERT(r->last_member >= 0);
  r->reps.v[r->last_rep].open++;
  if (r->last_pool == NO_POOL || r->sticky.state == STICKY_SAME) return STORE_OK;
  RosterPool *pool = &r->pools.v[r->last_pool];
  strategy_take(r->last_strategy, pool->members, pool->count, r->last_member);
  pool->any_moved = true;
  pool->moved[r->last_member] = true;
  if (r->last_strategy == STRATEGY_WEIGHTED)
    for (uint32_t i = 0; i < pool->count; i++) pool->moved[i] = pool->moved[i] || pool->members[i].eligible;
  return sticky_take(r);
}

StoreStatus roster_save_turns(Roster *r, Store *store) {
  for (uint32_t p = 0; p < r->pools.n; p++) {
    RosterPool *pool = &r->pools.v[p];
    if (!pool->any_moved) continue;
    for (uint32_t i = 0; i < pool->count; i++) {
      if (!pool->moved[i]) continue;
      const Candidate *m = &pool->members[i];
      TurnRow turn = {.pool = pool->name, .rep = r->reps.v[pool->reps[i]].id, .seq = m->seq, .credit = m->credit,
                      .scale = m->scale};
      StoreStatus status = store_turn_save(store, &turn);
      if (status != STORE_OK) return status;
      pool->moved[i] = false;
    }
    pool->any_moved = false;
  }
  return STORE_OK;
}

/* An instant in the script's zone; a midnight as the date alone. */
static size_t moment_format(const Zone *zone, int64_t instant, char out[40]) {
  size_t n = time_format_local(zone, instant, out);
  return zone_day_start(zone, instant) == instant && n > 10 ? 10 : n;
}

Str pass_words(Arena *a, const Roster *r, const Pass *pass) {
  char time[40];
  switch (pass->kind) {
    case PASS_INACTIVE: return STR("inactive");
    case PASS_AWAY: {
      int64_t until = r->reps.v[pass->rep].away_until;
      if (until == INT64_MAX) return STR("away");
      return arena_printf(a, "away until %.*s", (int)moment_format(r->chunk->zone, until, time), time);
    }
    case PASS_CAPACITY:
      return arena_printf(a, "at capacity: %lld of %lld open", (long long)pass->open, (long long)pass->capacity);
    case PASS_WHERE: return STR("where");
    case PASS_LAST:
      return arena_printf(a, "had this lead before (not last %u)", r->chunk->targets.v[pass->target].not_last);
    case PASS_NONE: break;
  }
  return (Str){"", 0};
}
