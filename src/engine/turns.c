/* The pools as they stand, and who would be next in one of them: a look, which moves no turn. */
#include "base/limits.h"
#include "engine/engine.h"
#include "engine/learned.h"
#include "engine/views.h"
#include <math.h>

static Str until_text(Arena *a, const RosterRep *rep, const Pass *pass) {
  char text[40];
  if (pass->kind == PASS_NONE || pass->kind == PASS_DEPARTED || pass->until == INT64_MAX) return (Str){"", 0};
  return arena_copy(a, (Str){text, time_format_local(rep->zone, pass->until, text)});
}

static Str classes_words(Arena *a, const Roster *r, const RosterRep *rep, const MemberTerms *terms) {
  Str words = {"", 0};
  for (uint32_t i = 0; i < terms->class_count; i++) {
    const CodeClassCapacity *c = &terms->classes[i];
    words = arena_printf(a, "%.*s%s%lld of %lld open when %.*s", STR_FMT(words), i ? "; " : "",
                         (long long)rep->class_open[c->class], (long long)c->most,
                         STR_FMT(r->chunk->classes.v[c->class].text));
  }
  return words;
}

/* How a capacity per day was learned; with two digits behind the point. */
static Str learned_words(Arena *a, const MemberTerms *terms) {
  const AutoCapacity *l = &terms->learned;
  if (!terms->auto_weeks) return (Str){"", 0};
  uint32_t days = terms->auto_weeks * 7;
  if (l->known) {
    Str level = arena_printf(a, "%.2f", l->level), weekday = arena_printf(a, "%+.2f", l->weekday);
    return arena_printf(a, "%lld a day: level %.*s, weekday %.*s, from %u days", (long long)l->per_day, STR_FMT(level),
                        STR_FMT(weekday), days);
  }
  if (l->history_days < days)
    return arena_printf(a, "too little history: %lld of %u days", (long long)l->history_days, days);
  return arena_printf(a, "too little history: leads on %lld days, %u needed", (long long)l->worked_days,
                      terms->auto_weeks);
}

static void roster_rows(Arena *a, Roster *r, uint32_t index, LeatRosterRow *rows) {
  char weight[32];
  const RosterPool *pool = &r->pools.v[index];
  View *view = view_of(r, NULL, NO_TARGET, index);
  StrategyKind strategy = pool->strategy ? pool->strategy : STRATEGY_ROUNDROBIN;
  for (uint32_t i = 0; i < pool->count; i++) {
    const RosterRep *rep = &r->reps.v[pool->reps[i]];
    const Candidate *member = &pool->members[i];
    Pass pass = view_gate(r, view, i);
    Str weight_text = {weight, number_format(member->weight, weight)};
    rows[i] = (LeatRosterRow){.pool = arena_copy(a, pool->name), .strategy = str_of(strategy_word(strategy)),
                              .rep = arena_copy(a, rep->id), .weight = arena_copy(a, weight_text),
                              .capacity = member->capacity, .open = rep->open, .eligible = pass.kind == PASS_NONE,
                              .why = pass_words(a, r, &pass), .until = until_text(a, rep, &pass),
                              .classes = classes_words(a, r, rep, &pool->terms[i]),
                              .learned = learned_words(a, &pool->terms[i])};
    for (int unit = CAPACITY_DAY; unit < CAPACITY_UNITS; unit++) {
      rows[i].given[unit - 1] = rep->given[unit];
      rows[i].most[unit - 1] = pool->terms[i].most[unit];
    }
  }
  if (how_reads_lead(r, view->how)) return;
  int32_t next = strategy_pick(strategy, &view->lineup, (Str){"", 0});
  if (next >= 0) rows[next].next = true;
}

/* The roster as it is now. The caller frees it. */
static LeatStatus roster_now(Leat *l, int64_t now_ms, Roster **out) {
  LeatStatus result = engine_need_script(l);
  if (result != LEAT_OK) return result;
  Vm *vm = vm_new(&l->loaded->chunk, now_ms);
  StoreStatus status = roster_load(out, l->store, l->loaded, vm, now_ms);
  if (status != STORE_OK) vm_free(vm);
  if (status != STORE_OK) return engine_store_fail(l, status);
  (*out)->own_vm = vm;
  Str limit = (*out)->limit_error;
  if (!limit.n) return LEAT_OK;
  result = engine_fail(l, LEAT_LIMIT, "%.*s", STR_FMT(limit));
  roster_free(*out);
  return result;
}

LeatStatus leat_roster(Leat *l, int64_t now_ms, LeatRosterRow **rows_out, uint32_t *count_out) {
  Roster *roster;
  LeatStatus result = roster_now(l, now_ms, &roster);
  if (result != LEAT_OK) return result;
  uint32_t count = 0, at = 0;
  for (uint32_t i = 0; i < roster->pools.n; i++) count += roster->pools.v[i].count;
  arena_reset(&l->roster_arena);
  LeatRosterRow *rows = ARENA_ARRAY(&l->roster_arena, LeatRosterRow, count + 1);
  for (uint32_t i = 0; i < roster->pools.n; i++) {
    roster_rows(&l->roster_arena, roster, i, rows + at);
    at += roster->pools.v[i].count;
  }
  roster_free(roster);
  *rows_out = rows;
  *count_out = count;
  return LEAT_OK;
}

/* ---- who comes next ---- */

static Str turn_why(Arena *a, const Roster *r, const View *view, StrategyKind strategy, uint32_t picked) {
  const RosterPool *pool = &r->pools.v[view->pool];
  const Candidate *m = &pool->members[picked];
  int32_t last = pool->turns.last;
  char owed[40];
  switch (strategy) {
    case STRATEGY_WEIGHTED: {
      Number turns = {.d = round(strategy_owed(&view->lineup, picked) * 100) / 100};
      return arena_printf(a, "is owed %.*s of a turn and is due first", (int)number_format(turns, owed), owed);
    }
    case STRATEGY_BEST:
      return arena_printf(a, "has the best %.*s: %.*s", STR_FMT(by_words(view->how.by)),
                          STR_FMT(value_rounded(a, view->values[picked])));
    case STRATEGY_LEASTLOADED:
      if (view->values)
        return arena_printf(a, "has the least %.*s: %.*s", STR_FMT(by_words(view->how.by)),
                            STR_FMT(value_rounded(a, view->values[picked])));
      if (m->capacity < 0) return arena_printf(a, "has the fewest open leads: %lld", (long long)m->open);
      return arena_printf(a, "has the least to do: %lld of %lld open", (long long)m->open, (long long)m->capacity);
    case STRATEGY_FIRST: return STR("is the first in the list who is free");
    case STRATEGY_NEAREST:
    case STRATEGY_RANDOM:
    case STRATEGY_NONE:
    case STRATEGY_ROUNDROBIN: break;
  }
  if (last < 0) return STR("has the first turn");
  return arena_printf(a, "is next after %.*s", STR_FMT(r->reps.v[pool->reps[last]].id));
}

/* Who is out, and for what reason; the first few of many. */
static Str turn_passed(Arena *a, const Roster *r, const View *view) {
  const RosterPool *pool = &r->pools.v[view->pool];
  enum { SHOWN = 3 };
  StrBuf out;
  uint32_t n = 0;
  strbuf_init(&out);
  for (int32_t next = 0; (next = member_set_gap(&view->lineup.eligible, (uint32_t)next)) >= 0; next++) {
    uint32_t i = (uint32_t)next;
    const RosterRep *rep = &r->reps.v[pool->reps[i]];
    Pass pass = view_gate(r, view, i);
    if (n++ >= SHOWN) continue;
    strbuf_printf(&out, "%s%.*s: %.*s", out.n ? "; " : "", STR_FMT(rep->id), STR_FMT(pass_words(a, r, &pass)));
  }
  if (n > SHOWN) strbuf_printf(&out, "; and %u more", n - SHOWN);
  Str passed = engine_copy_buf(a, &out);
  strbuf_deinit(&out);
  return passed;
}

/* The turn as it would be taken; false: nobody is free. */
static bool turn_next(Arena *a, Roster *r, uint32_t pool, StrategyKind strategy, LeatTurn *out) {
  View *view = view_of(r, NULL, NO_TARGET, pool);
  int32_t picked = strategy_pick(strategy, &view->lineup, (Str){"", 0});
  out->passed = turn_passed(a, r, view);
  if (picked < 0) {
    out->why = STR("nobody is free");
    return false;
  }
  uint32_t rep = r->pools.v[pool].reps[picked];
  out->rep = arena_copy(a, r->reps.v[rep].id);
  out->why = turn_why(a, r, view, strategy, (uint32_t)picked);
  strategy_take(strategy, &view->lineup, (uint32_t)picked);
  roster_count(r, rep);
  return true;
}

LeatStatus leat_turns(Leat *l, Str name, uint32_t most, int64_t now_ms, LeatTurn **turns_out, uint32_t *count_out) {
  Roster *roster;
  LeatStatus result = roster_now(l, now_ms, &roster);
  if (result != LEAT_OK) return result;
  uint32_t index = strmap_get(&roster->pool_index, name);
  RosterPool *pool = index == STRMAP_NONE ? NULL : &roster->pools.v[index];
  StrategyKind strategy = pool && pool->strategy ? pool->strategy : STRATEGY_ROUNDROBIN;
  Arena *a = &l->roster_arena;
  arena_reset(a);
  if (!pool) {
    result = engine_fail(l, LEAT_INPUT, "there is no pool \"%.*s\"", STR_FMT(name));
  } else if (strategy == STRATEGY_RANDOM) {
    result = engine_fail(l, LEAT_INPUT, "pool \"%.*s\" draws by the lead's id, so nobody is next: try `leat explain` "
                         "with a lead", STR_FMT(name));
  } else if (how_reads_lead(roster, how_of(roster, NO_TARGET, index))) {
    result = engine_fail(l, LEAT_INPUT, "who is next in pool \"%.*s\" depends on the lead: try `leat explain` "
                         "with a lead",
                         STR_FMT(name));
  } else {
    LeatTurn *turns = ARENA_ARRAY(a, LeatTurn, most);
    uint32_t n = 0;
    for (bool found = true; found && n < most; n++) found = turn_next(a, roster, index, strategy, &turns[n]);
    *turns_out = turns;
    *count_out = n;
  }
  roster_free(roster);
  return result;
}
