#include "store/life.h"
#include "engine/classes.h"
#include "engine/learned.h"
#include "base/limits.h"
#include "engine/catch_up.h"
#include "base/mem.h"
#include "check/program.h"
#include <stdlib.h>
#include <string.h>

typedef struct MadeCalendar { /* members with the same hours share one */
  const WeekHours *week;
  const Zone *zone;
  Calendar *from, *calendar;
} MadeCalendar;

typedef struct Loading { /* what roster_load has at hand */
  Roster *r;
  Store *store;
  const Script *script;
  Vm *vm;
  Arena scratch; /* rows of the database that are not kept */
  RepRow *rows;  /* of the reps that have one, in their order */
  VEC(MadeCalendar) calendars;
} Loading;

typedef struct Draft { /* a pool while its members are collected */
  Str name;
  StrategyKind strategy;
  const CodeBy *by;
  CodeTerms terms; /* for members that say nothing else */
  int64_t catch_up;
  StrMap place;    /* rep id to member */
  VEC(uint32_t) reps;
  VEC(Candidate) members;
  VEC(CodeTerms) member_terms;
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

static const CodeTerms NO_TERMS = {.most = {-1, -1, -1, -1}};

/* A rep named only by a pool: there is no row that could say he is away. */
static uint32_t rep_named(Roster *r, Str id) {
  uint32_t index = strmap_get(&r->rep_index, id);
  if (index != STRMAP_NONE) return index;
  return rep_add(r, (RosterRep){.id = arena_copy(&r->arena, id), .active = true, .paused_until = INT64_MIN,
                                .departed_at = INT64_MAX, .terms = {.most = {-1, -1, -1, -1}}});
}

static StoreStatus load_reps(Loading *load) {
  Roster *r = load->r;
  uint32_t count;
  StoreStatus status =
      store_reps(load->store, &load->scratch, r->rep_rows.columns, r->rep_rows.count, &load->rows, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    const RepRow *row = &load->rows[i];
    uint32_t at = rep_add(r, (RosterRep){.id = arena_copy(&r->arena, row->id), .has_row = true,
                                         .name = arena_copy(&r->arena, row->name), .active = row->active,
                                         .paused_until = INT64_MIN, .departed_at = INT64_MAX});
    memcpy(r->reps.v[at].terms.most, row->most, sizeof row->most);
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
  Draft draft = {.name = arena_copy(&load->r->arena, name), .terms = NO_TERMS};
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
    VEC_PUSH(&load->scratch, draft->member_terms, NO_TERMS);
    VEC_PUSH(&load->scratch, draft->reps, rep);
    VEC_PUSH(&load->scratch, draft->members, blank);
    VEC_PUSH(&load->scratch, draft->skills, value_missing());
  }
  *at_out = at;
  return &draft->members.v[at];
}

/* ---- terms ---- */

static StoreStatus calendar_of(Loading *load, Str name, Calendar **out) {
  const Chunk *chunk = load->r->chunk;
  for (uint32_t i = 0; i < chunk->calendars.n; i++) {
    if (!str_eq(chunk->calendars.v[i].name, name)) continue;
    *out = chunk->calendars.v[i].calendar;
    return STORE_OK;
  }
  return store_refuse(load->store, "the script has no calendar \"%.*s\", which the database names", STR_FMT(name));
}

/* What the database says of somebody's hours goes where nothing is said yet. */
static StoreStatus schedule_put(Loading *load, const Schedule *said, CodeTerms *terms) {
  if (!terms->week) terms->week = said->week;
  if (!terms->zone) terms->zone = said->zone;
  return said->calendar.n && !terms->calendar ? calendar_of(load, said->calendar, &terms->calendar) : STORE_OK;
}

static void most_put(const int64_t *said, int64_t *most) {
  for (int unit = 0; unit < CAPACITY_UNITS; unit++)
    if (said[unit] >= 0) most[unit] = said[unit];
}

/* What the script says goes over what the database says. */
static void terms_put(const CodeTerms *said, CodeTerms *terms) {
  most_put(said->most, terms->most);
  if (said->auto_weeks) terms->auto_weeks = said->auto_weeks;
  if (said->classes.n) terms->classes.v = said->classes.v, terms->classes.n = said->classes.n;
  if (said->week) terms->week = said->week;
  if (said->zone) terms->zone = said->zone;
  if (said->calendar) terms->calendar = said->calendar;
}

/* "erp, english", or a JSON list of texts. */
static Value skills_read(Loading *load, Str text) {
  static const char *const separators[] = {",", ""};
  CodeColumn column = {.name = STR("skills"), .type = TYPE_LIST,
                       .list_separator = str_of(separators[str_starts(text, STR("["))])};
  return vm_cell(load->r->chunk, &column, value_text(arena_copy(&load->r->arena, text)), &load->r->arena);
}

static StoreStatus drafts_from_store(Loading *load, Drafts *drafts) {
  PoolRow *pools;
  PoolMemberRow *members;
  uint32_t count, at;
  StoreStatus status = store_pools(load->store, &load->scratch, &pools, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    Draft *draft = draft_named(load, drafts, pools[i].name);
    StrategyKind kind = strategy_of(pools[i].strategy);
    bool needs_script = kind == STRATEGY_BEST || kind == STRATEGY_NEAREST; /* what by, which columns */
    draft->strategy = needs_script ? STRATEGY_NONE : kind;
    memcpy(draft->terms.most, pools[i].most, sizeof pools[i].most);
    status = schedule_put(load, &pools[i].schedule, &draft->terms);
    if (status != STORE_OK) return status;
  }
  status = store_members(load->store, &load->scratch, &members, &count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < count; i++) {
    Draft *draft = draft_named(load, drafts, members[i].pool);
    Candidate *member = draft_member(load, draft, rep_named(load->r, members[i].rep), &at);
    if (members[i].has_weight) member->weight = members[i].weight;
    CodeTerms *terms = &draft->member_terms.v[at];
    memcpy(terms->most, members[i].most, sizeof members[i].most);
    if (members[i].skills.n) draft->skills.v[at] = skills_read(load, members[i].skills);
    status = schedule_put(load, &members[i].schedule, terms);
    if (status != STORE_OK) return status;
  }
  return STORE_OK;
}

static void draft_from_reps(Loading *load, Draft *draft, const CodePool *pool) {
  Roster *r = load->r;
  uint32_t at;
  for (uint32_t i = 0; i < r->reps.n; i++) {
    if (!r->reps.v[i].has_row) continue;
    Candidate blank = {.weight = {.is_int = true, .i = 1}, .capacity = r->reps.v[i].terms.most[CAPACITY_OPEN]};
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
    if (pool->strategy != STRATEGY_NONE) {
      draft->strategy = pool->strategy;
      draft->by = &pool->by;
    }
    terms_put(&pool->terms, &draft->terms);
    if (pool->catch_up) draft->catch_up = pool->catch_up;
    if (pool->from_reps) draft_from_reps(load, draft, pool);
    for (uint32_t k = 0; k < pool->members.n; k++) {
      const CodeMember *said = &pool->members.v[k];
      uint32_t at;
      Candidate *member = draft_member(load, draft, rep_named(load->r, said->name), &at);
      if (said->has_weight) member->weight = said->weight;
      terms_put(&said->terms, &draft->member_terms.v[at]);
      if (said->skills.n > 0) draft->skills.v[at] = skills_value(&load->r->arena, said);
    }
  }
}

static int64_t least_capacity(int64_t a, int64_t b) {
  if (a < 0) return b;
  return b < 0 || a < b ? a : b;
}

/* Own capacities of classes; of the pool those of other classes. */
static void classes_join(Roster *r, const CodeTerms *own, const CodeTerms *pool, MemberTerms *out) {
  CodeClassCapacity *all = ARENA_ARRAY(&r->arena, CodeClassCapacity, own->classes.n + pool->classes.n + 1);
  out->class_count = own->classes.n;
  if (own->classes.n) memcpy(all, own->classes.v, own->classes.n * sizeof *all);
  for (uint32_t i = 0; i < pool->classes.n; i++) {
    bool said = false;
    for (uint32_t k = 0; k < own->classes.n; k++) said |= own->classes.v[k].class == pool->classes.v[i].class;
    if (!said) all[out->class_count++] = pool->classes.v[i];
  }
  out->classes = all;
}

static Calendar *calendar_made(Loading *load, const WeekHours *week, Calendar *from, const Zone *zone) {
  if (!week && (!from || !zone || calendar_zone(from) == zone)) return from;
  for (uint32_t i = 0; i < load->calendars.n; i++) {
    const MadeCalendar *made = &load->calendars.v[i];
    bool same_week = made->week == week || (week && made->week && memcmp(made->week, week, sizeof *week) == 0);
    if (same_week && made->zone == zone && made->from == from) return made->calendar;
  }
  MadeCalendar made = {week, zone, from, calendar_derive(&load->r->arena, from, zone, week)};
  VEC_PUSH(&load->scratch, load->calendars, made);
  return made.calendar;
}

typedef struct Hours { const WeekHours *week; const Zone *zone; Calendar *calendar; } Hours;

/* The member's line, else the rep's row, else the pool. */
static Hours hours_of(const CodeTerms *own, const CodeTerms *row, const CodeTerms *pool) {
  const CodeTerms *const order[] = {own, row, pool};
  Hours out = {0};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
    if (!out.week) out.week = order[i]->week;
    if (!out.zone) out.zone = order[i]->zone;
    if (!out.calendar) out.calendar = order[i]->calendar;
  }
  return out;
}

static StoreStatus member_terms(Loading *load, const Draft *draft, uint32_t i, MemberTerms *out) {
  Roster *r = load->r;
  RosterRep *rep = &r->reps.v[draft->reps.v[i]];
  const CodeTerms *own = &draft->member_terms.v[i];
  CodeTerms row = NO_TERMS;
  *out = (MemberTerms){.auto_weeks = own->auto_weeks ? own->auto_weeks : draft->terms.auto_weeks};
  if (rep->has_row) {
    StoreStatus status = schedule_put(load, &load->rows[draft->reps.v[i]].schedule, &row);
    if (status != STORE_OK) return status;
  }
  for (int unit = 0; unit < CAPACITY_UNITS; unit++) {
    int64_t most = own->most[unit] >= 0 ? own->most[unit] : draft->terms.most[unit];
    if (!rep->has_row || load->rows[draft->reps.v[i]].most[unit] < 0)
      rep->terms.most[unit] = least_capacity(rep->terms.most[unit], most);
    out->most[unit] = rep->has_row ? least_capacity(most, load->rows[draft->reps.v[i]].most[unit]) : most;
  }
  Hours hours = hours_of(own, &row, &draft->terms);
  if (!hours.zone && hours.calendar) hours.zone = calendar_zone(hours.calendar);
  if (!rep->zone) rep->zone = hours.zone;
  out->calendar = calendar_made(load, hours.week, hours.calendar, hours.zone ? hours.zone : r->chunk->zone);
  classes_join(r, own, &draft->terms, out);
  if (!rep->terms.calendar) rep->terms.calendar = out->calendar;
  if (!rep->terms.auto_weeks) rep->terms.auto_weeks = out->auto_weeks;
  if (!rep->terms.class_count) rep->terms.classes = out->classes, rep->terms.class_count = out->class_count;
  return STORE_OK;
}

/* Who claimed from a sea and did not respond counts for less, as long as his penalty holds. */
static StoreStatus drafts_penalised(Loading *load, Drafts *drafts) {
  const Chunk *chunk = load->r->chunk;
  PenaltyRow *rows;
  uint32_t count = 0;
  StoreStatus status = STORE_OK;
  if (chunk->seas.n) status = store_penalties(load->store, &load->scratch, load->r->now, STR(""), &rows, &count);
  for (uint32_t i = 0; i < count; i++) {
    for (uint32_t d = 0; d < drafts->n; d++) {
      uint32_t at = strmap_get(&drafts->v[d].place, rows[i].rep);
      if (at == STRMAP_NONE) continue;
      Candidate *member = &drafts->v[d].members.v[at];
      (void)number_mul(member->weight, (Number){.d = rows[i].weight}, &member->weight);
    }
  }
  return status;
}

static StoreStatus pool_from_draft(Loading *load, const Draft *draft) {
  Roster *r = load->r;
  uint32_t n = draft->members.n;
  RosterPool pool = {.name = draft->name, .strategy = draft->strategy, .by = draft->by, .count = n,
                     .catch_up = draft->catch_up};
  pool.reps = ARENA_ARRAY(&r->arena, uint32_t, n);
  pool.members = ARENA_ARRAY(&r->arena, Candidate, n);
  pool.terms = ARENA_ARRAY(&r->arena, MemberTerms, n);
  pool.skills = ARENA_ARRAY(&r->arena, Value, n);
  for (uint32_t i = 0; i < n; i++) {
    VEC_PUSH(&r->arena, r->reps.v[draft->reps.v[i]].seats, ((Seat){r->pools.n, i}));
    pool.reps[i] = draft->reps.v[i];
    pool.members[i] = draft->members.v[i];
    pool.skills[i] = draft->skills.v[i];
    StoreStatus status = member_terms(load, draft, i, &pool.terms[i]);
    if (status != STORE_OK) return status;
    pool.members[i].capacity = pool.terms[i].most[CAPACITY_OPEN];
    if (pool.terms[i].class_count) VEC_PUSH(&r->arena, pool.classed, i);
  }
  if (n > LIMIT_MEMBERS_PER_POOL && r->limit_error.n == 0)
    r->limit_error = arena_printf(&r->arena, "pool \"%.*s\" has %u members; the limit is %d", STR_FMT(draft->name), n,
                                  (int)LIMIT_MEMBERS_PER_POOL);
  VEC_PUSH(&r->arena, r->pools, pool);
  return STORE_OK;
}

/* ---- when reps are not there ---- */

static int spell_order(const void *x, const void *y) {
  const Spell *a = x, *b = y;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  return a->until < b->until ? -1 : a->until > b->until;
}

static void spell_add(Roster *r, Spells *spells, const RawTime *from, const RawTime *to, const Zone *zone) {
  Spell spell = {INT64_MIN, INT64_MAX};
  if (!from->there && !to->there) return;
  raw_time_at(from, zone, false, &spell.from);
  raw_time_at(to, zone, true, &spell.until);
  VEC_PUSH(&r->arena, *spells, spell);
}

static StoreStatus load_periods(Loading *load, PeriodKind kind) {
  Roster *r = load->r;
  PeriodRow *rows;
  uint32_t count;
  StoreStatus status = store_periods(load->store, kind, &load->scratch, &rows, &count);
  for (uint32_t i = 0; status == STORE_OK && i < count; i++) {
    uint32_t at = strmap_get(&r->rep_index, rows[i].rep);
    if (at == STRMAP_NONE) continue;
    RosterRep *rep = &r->reps.v[at];
    spell_add(r, kind == PERIOD_LEAVE ? &rep->away : &rep->busy, &rows[i].from, &rows[i].to, rep->zone);
  }
  return status;
}

static StoreStatus rep_absence(Loading *load, uint32_t at) {
  RosterRep *rep = &load->r->reps.v[at];
  CodeTerms row = NO_TERMS;
  StoreStatus status = STORE_OK;
  if (rep->has_row) status = schedule_put(load, &load->rows[at].schedule, &row);
  if (row.zone) rep->zone = row.zone;
  if (!rep->zone) rep->zone = load->r->chunk->zone;
  if (status != STORE_OK || !rep->has_row) return status;
  const RepRow *said = &load->rows[at];
  if (row.week || row.calendar) rep->terms.calendar = calendar_made(load, row.week, row.calendar, rep->zone);
  spell_add(load->r, &rep->away, &said->away_from, &said->away_until, rep->zone);
  raw_time_at(&said->departed_at, rep->zone, false, &rep->departed_at);
  if (said->has_paused ? said->paused : said->paused_until.there) rep->paused_until = INT64_MAX;
  if (rep->paused_until == INT64_MAX) raw_time_at(&said->paused_until, rep->zone, true, &rep->paused_until);
  return status;
}

static StoreStatus load_absences(Loading *load) {
  Roster *r = load->r;
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; status == STORE_OK && i < r->reps.n; i++) status = rep_absence(load, i);
  for (int kind = 0; status == STORE_OK && load->store && kind < PERIOD_KINDS; kind++)
    status = load_periods(load, (PeriodKind)kind);
  for (uint32_t i = 0; i < r->reps.n; i++) {
    RosterRep *rep = &r->reps.v[i];
    if (rep->away.n > 1) qsort(rep->away.v, rep->away.n, sizeof *rep->away.v, spell_order);
    if (rep->busy.n > 1) qsort(rep->busy.v, rep->busy.n, sizeof *rep->busy.v, spell_order);
  }
  return status;
}

static StoreStatus load_days(Loading *load) {
  DayRow *rows;
  uint32_t count;
  StoreStatus status = store_days(load->store, &load->scratch, roster_first_day(load->r), &rows, &count);
  for (uint32_t i = 0; status == STORE_OK && i < count; i++) {
    uint32_t rep = strmap_get(&load->r->rep_index, rows[i].rep);
    if (rep != STRMAP_NONE) roster_add_days(load->r, &load->r->reps.v[rep], rows[i].day, rows[i].leads);
  }
  return status;
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
  if (load->store && status == STORE_OK) status = drafts_penalised(load, &drafts);
  for (uint32_t i = 0; status == STORE_OK && i < drafts.n; i++) status = pool_from_draft(load, &drafts.v[i]);
  if (status == STORE_OK) status = load_absences(load);
  if (load->store && status == STORE_OK) status = load_open(load); /* and of those whom a pool names */
  if (load->store && status == STORE_OK) status = load_days(load);
  if (status == STORE_OK) status = classes_load(load->r, load->store, load->vm);
  if (load->store && status == STORE_OK) status = load_turns(load, &drafts);
  if (status == STORE_OK) start_turns(load->r);
  if (status == STORE_OK && catch_up_any(load->r->chunk)) status = catch_up_load(load->r, &load->scratch);
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
  r->asks_store = sticky_any(chunk) || catch_up_any(chunk) || chunk->classes.n > 0;
  arena_init(&r->lead_arena, 0);
  arena_init(&r->fit_arena, 0);
  VEC_PUSH(&r->arena, r->passes, (Pass){0}); /* room made once, so that no lead allocates */
  while (r->passes.cap < ROSTER_PASSES) VEC_PUSH(&r->arena, r->passes, (Pass){0});
  r->passes.n = 0;
  Loading load = {.r = r, .store = store, .script = script->script, .vm = vm};
  arena_init(&load.scratch, 0);
  r->vm = vm;
  r->blank_row = ARENA_ARRAY(&r->arena, Value, chunk->columns.n + 1);
  vm_begin(vm, r->blank_row, (Str){"", 0}, &load.scratch);
  StoreStatus status = load_all(&load);
  arena_deinit(&load.scratch);
  if (status == STORE_OK) status = learned_load(r);
  if (status != STORE_OK) {
    roster_free(r);
    return status;
  }
  roster_set_now(r, now);
  *out = r;
  return STORE_OK;
}

void roster_free(Roster *r) {
  if (!r) return;
  views_free(r->views);
  vm_free(r->own_vm);
  arena_deinit(&r->lead_arena);
  arena_deinit(&r->fit_arena);
  arena_deinit(&r->arena);
  mem_free(r);
}
