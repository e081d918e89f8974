#include "engine/roster.h"
#include "base/limits.h"
#include "base/mem.h"
#include "check/program.h"
#include <string.h>

typedef struct Loading { /* what roster_load has at hand */
  Roster *r;
  Store *store;
  const Script *script;
  Vm *vm;
  Arena scratch; /* rows of the database that are not kept */
} Loading;

typedef struct Draft { /* a pool while its members are collected */
  Str name;
  StrategyKind strategy;
  int64_t default_capacity;
  StrMap place; /* rep id to member */
  VEC(uint32_t) reps;
  VEC(Candidate) members;
  VEC(Value) skills;
} Draft;
typedef VEC(Draft) Drafts;

static int32_t slot_named(const Chunk *chunk, const char *name) {
  for (uint32_t i = 0; i < chunk->rep_columns.n; i++) {
    if (str_is(chunk->rep_columns.v[i].name, name)) return (int32_t)i;
  }
  return -1;
}

static uint32_t rep_add(Roster *r, RosterRep rep) {
  uint32_t index = r->reps.n;
  rep.cells = ARENA_ARRAY(&r->arena, Value, r->rep_rows.width);
  if (r->rep_rows.width) memcpy(rep.cells, r->rep_rows.blank, r->rep_rows.width * sizeof *rep.cells);
  VEC_PUSH(&r->arena, r->reps, rep);
  strmap_put(&r->rep_index, rep.id, index);
  return index;
}

/* A rep named only by a pool: there is no row that could say he is away. */
static uint32_t rep_named(Roster *r, Str id) {
  uint32_t index = strmap_get(&r->rep_index, id);
  if (index != STRMAP_NONE) return index;
  return rep_add(r, (RosterRep){.id = arena_copy(&r->arena, id), .active = true, .capacity = -1,
                                .member_capacity = -1, .away_from = 1, .away_until = 0});
}

static StoreStatus load_reps(Loading *load) {
  Roster *r = load->r;
  RepRow *rows;
  uint32_t count;
  StoreStatus status =
      store_reps(load->store, &load->scratch, r->rep_rows.columns, r->rep_rows.count, &rows, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    const RepRow *row = &rows[i];
    if (strmap_get(&r->rep_index, row->id) != STRMAP_NONE) continue;
    uint32_t at = rep_add(r, (RosterRep){.id = arena_copy(&r->arena, row->id), .has_row = true,
                                         .name = arena_copy(&r->arena, row->name), .active = row->active,
                                         .capacity = row->capacity, .member_capacity = -1,
                                         .away_from = row->away_from, .away_until = row->away_until});
    Value *cells = ARENA_ARRAY(&load->scratch, Value, r->rep_rows.count);
    for (uint32_t k = 0; k < r->rep_rows.count; k++) { /* texts must outlive the row */
      cells[k] = row->cells[k];
      if (cells[k].kind == VAL_TEXT) cells[k] = value_text(arena_copy(&r->arena, value_str(cells[k])));
    }
    rows_fill(&r->rep_rows, cells, &r->arena, r->reps.v[at].cells);
  }
  return STORE_OK;
}

static StoreStatus load_open(Loading *load) {
  OpenRow *rows;
  uint32_t count;
  StoreStatus status = store_open_counts(load->store, &load->scratch, &rows, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t rep = strmap_get(&load->r->rep_index, rows[i].rep);
    if (rep != STRMAP_NONE) load->r->reps.v[rep].open = rows[i].open;
  }
  return STORE_OK;
}

/* ---- pools ---- */

static Draft *draft_named(Loading *load, Drafts *drafts, Str name) {
  uint32_t at = strmap_get(&load->r->pool_index, name);
  if (at != STRMAP_NONE) return &drafts->v[at];
  Draft draft = {.name = arena_copy(&load->r->arena, name), .default_capacity = -1};
  strmap_init(&draft.place, &load->scratch);
  strmap_put(&load->r->pool_index, draft.name, drafts->n);
  VEC_PUSH(&load->scratch, *drafts, draft);
  return &drafts->v[drafts->n - 1];
}

/* The member of that rep, made when he is not there yet. */
static Candidate *draft_member(Loading *load, Draft *draft, uint32_t rep, uint32_t *at_out) {
  Str id = load->r->reps.v[rep].id;
  uint32_t at = strmap_get(&draft->place, id);
  if (at == STRMAP_NONE) {
    at = draft->members.n;
    strmap_put(&draft->place, id, at);
    Candidate blank = {.weight = {.is_int = true, .i = 1}, .capacity = -1};
    VEC_PUSH(&load->scratch, draft->reps, rep);
    VEC_PUSH(&load->scratch, draft->members, blank);
    VEC_PUSH(&load->scratch, draft->skills, value_missing());
  }
  *at_out = at;
  return &draft->members.v[at];
}

static StoreStatus drafts_from_store(Loading *load, Drafts *drafts) {
  PoolRow *pools;
  PoolMemberRow *members;
  uint32_t count, at;
  StoreStatus status = store_pools(load->store, &load->scratch, &pools, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    Draft *draft = draft_named(load, drafts, pools[i].name);
    draft->strategy = strategy_of(pools[i].strategy);
    draft->default_capacity = pools[i].capacity;
  }
  status = store_members(load->store, &load->scratch, &members, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    Draft *draft = draft_named(load, drafts, members[i].pool);
    Candidate *member = draft_member(load, draft, rep_named(load->r, members[i].rep), &at);
    if (members[i].has_weight) member->weight = members[i].weight;
    member->capacity = members[i].capacity;
  }
  return STORE_OK;
}

static void draft_from_reps(Loading *load, Draft *draft, const CodePool *pool) {
  Roster *r = load->r;
  uint32_t at;
  for (uint32_t i = 0; i < r->reps.n; i++) {
    if (!r->reps.v[i].has_row) continue;
    Candidate blank = {.weight = {.is_int = true, .i = 1}, .capacity = r->reps.v[i].capacity};
    bool in = pool->from_where == NO_FUNC;
    if (!in) {
      Value v = vm_eval(load->vm, pool->from_where, roster_rep_row(r, i, &blank, value_missing()));
      in = v.kind == VAL_BOOL && v.i != 0;
    }
    if (in) draft_member(load, draft, i, &at);
  }
}

static Value skills_value(Arena *a, const CodeMember *member) {
  if (member->skills.n == 0) return value_missing();
  ListValue *list = ARENA_NEW(a, ListValue);
  list->n = member->skills.n;
  list->v = ARENA_ARRAY(a, Value, list->n);
  for (uint32_t i = 0; i < list->n; i++) list->v[i] = value_text(member->skills.v[i]);
  return (Value){.kind = VAL_LIST, .list = list};
}

/* What the script says of a pool goes over what the database says. */
static void drafts_from_script(Loading *load, Drafts *drafts) {
  const Chunk *chunk = load->r->chunk;
  for (uint32_t i = 0; i < chunk->pools.n; i++) {
    const CodePool *pool = &chunk->pools.v[i];
    Draft *draft = draft_named(load, drafts, pool->name);
    if (pool->strategy != STRATEGY_NONE) draft->strategy = pool->strategy;
    if (pool->default_capacity >= 0) draft->default_capacity = pool->default_capacity;
    if (pool->from_reps) draft_from_reps(load, draft, pool);
    for (uint32_t k = 0; k < pool->members.n; k++) {
      const CodeMember *said = &pool->members.v[k];
      uint32_t at;
      Candidate *member = draft_member(load, draft, rep_named(load->r, said->name), &at);
      if (load->script->pools.v[i].members.v[k].has_weight) member->weight = said->weight;
      if (said->capacity >= 0) member->capacity = said->capacity;
      if (said->skills.n > 0) draft->skills.v[at] = skills_value(&load->r->arena, said);
    }
  }
}

static int64_t least_capacity(int64_t a, int64_t b) {
  if (a < 0) return b;
  return b < 0 || a < b ? a : b;
}

static void pool_from_draft(Roster *r, const Draft *draft) {
  uint32_t n = draft->members.n;
  RosterPool pool = {.name = draft->name, .strategy = draft->strategy, .count = n};
  pool.reps = ARENA_ARRAY(&r->arena, uint32_t, n);
  pool.members = ARENA_ARRAY(&r->arena, Candidate, n);
  pool.skills = ARENA_ARRAY(&r->arena, Value, n);
  for (uint32_t i = 0; i < n; i++) {
    RosterRep *rep = &r->reps.v[draft->reps.v[i]];
    Seat seat = {r->pools.n, i};
    VEC_PUSH(&r->arena, rep->seats, seat);
    pool.reps[i] = draft->reps.v[i];
    pool.members[i] = draft->members.v[i];
    pool.skills[i] = draft->skills.v[i];
    int64_t capacity = pool.members[i].capacity >= 0 ? pool.members[i].capacity : draft->default_capacity;
    rep->member_capacity = least_capacity(rep->member_capacity, capacity);
    pool.members[i].capacity = least_capacity(capacity, rep->capacity);
  }
  if (n > LIMIT_MEMBERS_PER_POOL && r->limit_error.n == 0)
    r->limit_error = arena_printf(&r->arena, "pool \"%.*s\" has %u members; the limit is %d", STR_FMT(draft->name), n,
                                  (int)LIMIT_MEMBERS_PER_POOL);
  VEC_PUSH(&r->arena, r->pools, pool);
}

static void turn_put(Loading *load, RosterPool *pool, uint32_t member, const TurnRow *turn) {
  if (turn->rep.n == 0) {
    pool->turns.time = turn->credit;
    pool->turns.sum = turn->scale;
  } else if (member != STRMAP_NONE) {
    pool->members[member].seq = turn->seq;
    pool->members[member].share = (Share){turn->credit, turn->scale};
  } else if (turn->scale < 0) {
    TurnRow gone = *turn;
    gone.rep = arena_copy(&load->r->arena, turn->rep);
    VEC_PUSH(&load->r->arena, pool->gone, gone);
  }
}

static StoreStatus load_turns(Loading *load, const Drafts *drafts) {
  TurnRow *turns;
  uint32_t count;
  StoreStatus status = store_turns(load->store, &load->scratch, &turns, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t pool = strmap_get(&load->r->pool_index, turns[i].pool);
    if (pool == STRMAP_NONE) continue;
    turn_put(load, &load->r->pools.v[pool], strmap_get(&drafts->v[pool].place, turns[i].rep), &turns[i]);
  }
  return STORE_OK;
}

/* With everything known of the members: who is next. */
static void start_turns(Roster *r) {
  for (uint32_t i = 0; i < r->pools.n; i++) {
    RosterPool *pool = &r->pools.v[i];
    for (uint32_t k = 0; k < pool->count; k++) pool->members[k].open = r->reps.v[pool->reps[k]].open;
    turns_init(&pool->turns, &r->arena, pool->members, pool->count, pool->turns.time, pool->turns.sum);
  }
}

/* `from reps where` may ask for open leads before all members are known. */
static bool asks_reps(const Chunk *chunk) {
  for (uint32_t i = 0; i < chunk->pools.n; i++)
    if (chunk->pools.v[i].from_where != NO_FUNC) return true;
  return false;
}

static StoreStatus load_all(Loading *load) {
  Drafts drafts = {0};
  StoreStatus status = STORE_OK;
  if (load->store) {
    status = load_reps(load);
    if (status == STORE_OK && asks_reps(load->r->chunk)) status = load_open(load); /* of reps with a row */
    if (status == STORE_OK) status = drafts_from_store(load, &drafts);
  }
  if (status != STORE_OK) return status;
  drafts_from_script(load, &drafts);
  for (uint32_t i = 0; i < drafts.n; i++) pool_from_draft(load->r, &drafts.v[i]);
  if (load->store) status = load_open(load); /* and of those whom a pool names */
  if (load->store && status == STORE_OK) status = load_turns(load, &drafts);
  start_turns(load->r);
  return status;
}

StoreStatus roster_load(Roster **out, Store *store, const Loaded *script, Vm *vm, int64_t now) {
  const Chunk *chunk = &script->chunk;
  Roster *r = mem_alloc(sizeof *r);
  arena_init(&r->arena, 0);
  r->chunk = chunk;
  r->now = now;
  rep_rows_init(&r->rep_rows, chunk, &script->rep_schema, &r->arena);
  strmap_init(&r->rep_index, &r->arena);
  strmap_init(&r->pool_index, &r->arena);
  r->slot_open = slot_named(chunk, "open");
  r->slot_capacity = slot_named(chunk, "capacity");
  r->slot_weight = slot_named(chunk, "weight");
  r->slot_skills = slot_named(chunk, "skills");
  r->slot_id = slot_named(chunk, "id");
  r->slot_name = slot_named(chunk, "name");
  r->last_member = -1;
  r->trace_arena = &r->arena;
  r->store = store;
  arena_init(&r->lead_arena, 0);
  VEC_PUSH(&r->arena, r->passes, (Pass){0}); /* room made once, so that no lead allocates */
  while (r->passes.cap < ROSTER_PASSES) VEC_PUSH(&r->arena, r->passes, (Pass){0});
  r->passes.n = 0;
  Loading load = {.r = r, .store = store, .script = script->script, .vm = vm};
  arena_init(&load.scratch, 0);
  Value *blank = ARENA_ARRAY(&load.scratch, Value, chunk->columns.n + 1);
  vm_begin(vm, blank, (Str){"", 0}, &load.scratch);
  StoreStatus status = load_all(&load);
  arena_deinit(&load.scratch);
  if (status != STORE_OK) {
    roster_free(r);
    return status;
  }
  *out = r;
  return STORE_OK;
}

void roster_free(Roster *r) {
  if (!r) return;
  views_free(r->views);
  arena_deinit(&r->lead_arena);
  arena_deinit(&r->arena);
  mem_free(r);
}
