/* The machine's question "who would get this lead now?", and the turn that is taken when the answer counts. */
#include "base/geo.h"
#include "base/mem.h"
#include "engine/catch_up.h"
#include "engine/classes.h"
#include "engine/learned.h"
#include "engine/views.h"
#include <math.h>

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

void roster_begin_lead(Roster *r, const LeadPast *past) {
  r->past = past ? *past : (LeadPast){0};
  r->sticky = (Sticky){0};
  if (r->lead_arena.used) arena_reset(&r->lead_arena);
  classes_begin_lead(r);
  r->passes.n = 0;
  r->asked.n = 0;
  r->last_member = -1;
}

static void pass_over(Roster *r, Pass pass, uint32_t target, uint32_t pool) {
  pass.target = target;
  pass.pool = pool;
  if (r->passes.n < r->passes.cap) r->passes.v[r->passes.n++] = pass;
  else if (r->tracing) VEC_PUSH(&r->arena, r->passes, pass);
}

static bool has_room_for_pass(const Roster *r) { return r->tracing || r->passes.n < r->passes.cap; }

/* In listed order; of many only as many as the ledger keeps. */
static void note_passed(Roster *r, Vm *vm, uint32_t target, const View *view) {
  const RosterPool *pool = &r->pools.v[view->pool];
  if (view->lineup.eligible.count == pool->count) return;
  for (int32_t i = -1; has_room_for_pass(r) && (i = member_set_gap(&view->lineup.eligible, (uint32_t)(i + 1))) >= 0;) {
    Pass pass = view_gate(r, view, (uint32_t)i);
    uint32_t rep = pool->reps[i], class;
    if (pass.kind == PASS_NONE && class_is_full(r, vm, rep, &pool->terms[i], &class))
      pass = class_pass(r, rep, &pool->terms[i], class);
    else if (pass.kind == PASS_NONE)
      pass.kind = PASS_LAST;
    pass_over(r, pass, target, view->pool);
  }
}

/* Nobody is near enough, or the lead is nowhere: what keeps each of those who could have it. */
static void note_far(Roster *r, uint32_t target, const View *view, PassKind kind) {
  const Places *p = &view->places;
  for (int32_t i = -1; has_room_for_pass(r) && (i = member_set_next(&view->lineup.eligible, (uint32_t)(i + 1))) >= 0;) {
    Pass pass = view_gate(r, view, (uint32_t)i);
    pass.kind = kind;
    if (kind == PASS_FAR) pass.km = geo_km(geo_haversine(p->lat[i], p->lon[i], view->lineup.lat, view->lineup.lon));
    pass_over(r, pass, target, view->pool);
  }
}

static int32_t pick_nearest(Roster *r, Vm *vm, uint32_t target, View *view) {
  const CodeBy *by = view->how.by;
  if (!view_aim(r, view, vm_row(vm))) {
    note_far(r, target, view, PASS_LEAD_PLACE);
    return -1;
  }
  int32_t picked = strategy_pick(STRATEGY_NEAREST, &view->lineup, vm_lead_id(vm));
  if (picked < 0 || !by->has_most || view->lineup.km <= by->most_km) return picked;
  note_far(r, target, view, PASS_FAR);
  return -1;
}

/* Who would be next if it were not for the one who is; for traces. */
static void ask_next(Vm *vm, View *view, Asked *asked) {
  uint32_t picked = (uint32_t)asked->picked;
  asked->km = view->lineup.km;
  if (view->values) asked->value = view->values[picked];
  if (!view->values || asked->strategy == STRATEGY_WEIGHTED) return;
  lineup_put(&view->lineup, picked, false);
  asked->next = strategy_pick(asked->strategy, &view->lineup, vm_lead_id(vm));
  if (asked->next >= 0) asked->next_value = view->values[asked->next];
  lineup_put(&view->lineup, picked, true);
}

int32_t roster_place(const Roster *r, uint32_t pool, uint32_t rep) {
  const RosterRep *who = &r->reps.v[rep];
  for (uint32_t i = 0; i < who->seats.n; i++)
    if (who->seats.v[i].pool == pool) return (int32_t)who->seats.v[i].member;
  return -1;
}

/* `not last`: those who had the lead are out until the view is asked for again. */
static void leave_out_owners(Roster *r, View *view, uint32_t most) {
  for (uint32_t i = 0; i < most && i < r->past.owner_count; i++) {
    uint32_t rep = strmap_get(&r->rep_index, r->past.owners[i]);
    int32_t member = rep == STRMAP_NONE ? -1 : roster_place(r, view->pool, rep);
    if (member >= 0) view_leave_out(r, view, (uint32_t)member);
  }
}

static ChoiceResult choose_pool(Roster *r, Vm *vm, uint32_t target, uint32_t index, Choice *out, Asked *asked) {
  const CodeTarget *t = &r->chunk->targets.v[target];
  const RosterPool *pool = &r->pools.v[index];
  How how = how_of(r, target, index);
  View *view = view_of(r, vm, target, index);
  catch_up_review(r, index);
  uint32_t owners = t->not_last > r->past.barred ? t->not_last : r->past.barred;
  if (owners) leave_out_owners(r, view, owners);
  if (pool->classed.n) classes_leave_out(r, vm, view);
  note_passed(r, vm, target, view);
  int32_t picked = sticky_member(r, vm, target, view);
  if (picked < 0 && how.kind == STRATEGY_NEAREST) picked = pick_nearest(r, vm, target, view);
  else if (picked < 0) picked = strategy_pick(how.kind, &view->lineup, vm_lead_id(vm));
  asked->strategy = how.kind;
  asked->by = how.by;
  asked->picked = picked;
  if (picked < 0) return CHOICE_NOBODY;
  classes_ask(r, vm);
  if (r->tracing && r->sticky.state != STICKY_SAME) ask_next(vm, view, asked);
  r->last_view = view;
  r->last_pool = index;
  r->last_member = picked;
  r->last_rep = pool->reps[picked];
  r->last_strategy = how.kind;
  *out = (Choice){.pool = pool->name, .rep = r->reps.v[r->last_rep].id};
  if (r->sticky.state == STICKY_SAME) out->reason = sticky_reason(&r->lead_arena, &r->sticky);
  return CHOICE_FOUND;
}

static ChoiceResult choose_rep(Roster *r, Vm *vm, uint32_t target, uint32_t index, Choice *out) {
  uint32_t class;
  const RosterRep *rep = &r->reps.v[index];
  Candidate self = {.weight = {.is_int = true, .i = 1},
                    .capacity = rep->terms.most[CAPACITY_OPEN]};
  PassKind kind = roster_gate(rep, &rep->terms);
  if (kind == PASS_NONE && r->chunk->targets.v[target].where != NO_FUNC &&
      !vm_where(vm, target, roster_rep_row(r, index, &self, value_missing()), NULL))
    kind = PASS_WHERE;
  if (kind == PASS_NONE && owned_lately(r, target, rep->id)) kind = PASS_LAST;
  if (kind != PASS_NONE) {
    pass_over(r, roster_pass(r, kind, index, &rep->terms), target, NO_POOL);
    return CHOICE_NOBODY;
  }
  if (class_is_full(r, vm, index, &rep->terms, &class)) {
    pass_over(r, class_pass(r, index, &rep->terms, class), target, NO_POOL);
    return CHOICE_NOBODY;
  }
  roster_choose_rep(r, vm, index);
  *out = (Choice){.pool = {"", 0}, .rep = rep->id};
  return CHOICE_FOUND;
}

void roster_choose_rep(Roster *r, Vm *vm, uint32_t rep) {
  classes_ask(r, vm);
  r->last_pool = NO_POOL;
  r->last_member = 0;
  r->last_rep = rep;
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
                 .picked = -1, .before = -1, .next = -1, .pass_start = r->passes.n};
  if (index != STRMAP_NONE && is_rep) asked.result = choose_rep(r, vm, target, index, out);
  else if (index != STRMAP_NONE) asked.result = choose_pool(r, vm, target, index, out, &asked);
  if (r->tracing) {
    asked.name = arena_copy(r->trace_arena, name);
    if (!is_rep) asked_sticky(r, &asked);
    asked.pass_end = r->passes.n;
    if (asked.pool != NO_POOL) asked.before = r->pools.v[asked.pool].turns.last;
    VEC_PUSH(&r->arena, r->asked, asked);
  }
  return asked.result;
}

void roster_rep_changed(Roster *r, uint32_t rep) {
  const RosterRep *who = &r->reps.v[rep];
  for (uint32_t i = 0; i < who->seats.n; i++) {
    RosterPool *pool = &r->pools.v[who->seats.v[i].pool];
    uint32_t member = who->seats.v[i].member;
    pool->members[member].open = who->open;
    VEC_PUSH(&r->arena, pool->changes, member);
  }
}

void roster_give_back(Roster *r, Str rep) {
  uint32_t index = strmap_get(&r->rep_index, rep);
  if (index == STRMAP_NONE || r->reps.v[index].open == 0) return;
  r->reps.v[index].open--;
  roster_rep_changed(r, index);
}

StoreStatus roster_take(Roster *r) {
  ASSERT(r->last_member >= 0);
  bool turn = r->last_pool != NO_POOL && r->sticky.state != STICKY_SAME;
  StoreStatus status = STORE_OK;
  if (turn && !catch_up_take(r, &status)) {
    strategy_take(r->last_strategy, &r->last_view->lineup, (uint32_t)r->last_member);
    r->pools.v[r->last_pool].any_moved = true;
  }
  roster_count(r, r->last_rep);
  classes_take(r, r->last_rep);
  return turn && status == STORE_OK ? sticky_take(r) : status;
}

typedef struct TurnRows { TurnRow *v; uint32_t n, cap; } TurnRows;

static void turn_add(TurnRows *rows, Arena *a, Str pool, Str rep, int64_t seq, Share share) {
  TurnRow turn = {.pool = pool, .rep = rep, .seq = seq, .credit = share.credit, .scale = share.scale};
  VEC_PUSH(a, *rows, turn);
}

/* The virtual time of `weighted` is the turn of nobody; who left the pool takes what he is owed with him. */
static void add_weighing(TurnRows *rows, Arena *a, RosterPool *pool) {
  const Weighing *w = pool->turns.weighing;
  for (uint32_t i = 0; i < pool->gone.n; i++) {
    const TurnRow *gone = &pool->gone.v[i];
    turn_add(rows, a, pool->name, gone->rep, gone->seq,
             share_out((Share){gone->credit, gone->scale}, pool->turns.time, pool->turns.sum));
  }
  pool->gone.n = 0;
  turn_add(rows, a, pool->name, (Str){"", 0}, 0, (Share){w->time, w->sum});
}

static void turns_of(Roster *r, Arena *a, RosterMoves *out) {
  TurnRows rows = {0};
  for (uint32_t p = 0; p < r->pools.n; p++) {
    RosterPool *pool = &r->pools.v[p];
    Candidate m;
    if (!pool->any_moved) continue;
    for (uint32_t i = 0; i < pool->count; i++)
      if (turns_moved(&pool->turns, i, &m))
        turn_add(&rows, a, pool->name, r->reps.v[pool->reps[i]].id, m.seq, m.share);
    if (pool->turns.weighing) add_weighing(&rows, a, pool);
    pool->any_moved = false;
  }
  out->turns = rows.v;
  out->turn_count = rows.n;
}

RosterMoves roster_moved(Roster *r, Arena *a) {
  RosterMoves moves = {.days = roster_days_moved(r, a, &moves.day_count)};
  turns_of(r, a, &moves);
  return moves;
}

StoreStatus roster_save(const RosterMoves *moves, Store *store) {
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < moves->day_count && status == STORE_OK; i++)
    status = store_day_add(store, moves->days[i].rep, moves->days[i].day, moves->days[i].leads);
  for (uint32_t i = 0; i < moves->turn_count && status == STORE_OK; i++)
    status = store_turn_save(store, &moves->turns[i]);
  return status;
}
