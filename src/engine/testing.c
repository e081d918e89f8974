#include "engine/testing.h"
#include "base/limits.h"
#include "compile/compile.h"
#include "engine/events.h"
#include <string.h>

/* ---- the script as tests run it ---- */

static void chunk_make(Testing *t) {
  chunk_init(&t->script.chunk, &t->chunk_arena);
  t->script.has_chunk = true;
}

bool testing_open(Testing *t, Leat *l, const Loaded *script) {
  memset(t, 0, sizeof *t);
  t->l = l;
  t->script = *script;
  t->script.program = script->program->tests;
  arena_init(&t->chunk_arena, 0);
  arena_init(&t->arena, 0);
  arena_init(&t->lead_arena, LIMIT_ARENA_PER_LEAD);
  chunk_make(t);
  DiagList diags;
  diag_init(&diags, &t->chunk_arena);
  if (!compile_program(&t->script.chunk, t->script.program, &diags)) return false;
  t->vm = vm_new(&t->script.chunk, 0);
  rows_init(&t->rows, &t->script.chunk, &t->chunk_arena);
  t->id_slot = UINT32_MAX;
  for (uint32_t i = 0; i < t->rows.width; i++)
    if (str_is(t->script.chunk.columns.v[i].name, "id")) t->id_slot = i;
  t->kept = ARENA_ARRAY(&t->chunk_arena, Kept, t->script.script->promises.n + 1);
  return true;
}

void testing_close(Testing *t) {
  if (t->vm) vm_free(t->vm);
  chunk_deinit(&t->script.chunk);
  arena_deinit(&t->chunk_arena);
  arena_deinit(&t->arena);
  arena_deinit(&t->lead_arena);
}

/* 2026-01-01, midnight in the script's zone: a test does not depend on the day it runs. */
static int64_t default_now(const Testing *t) {
  const Civil new_year = {.year = 2026, .month = 1, .day = 1};
  return zone_instant(t->script.chunk.zone, &new_year);
}

/* A value that depends on no lead. */
static Value fixed_value(Testing *t, uint32_t func, int64_t now) {
  vm_set_now(t->vm, now);
  vm_begin(t->vm, t->rows.blank, (Str){"", 0}, &t->arena);
  return vm_eval(t->vm, func, NULL);
}

static int64_t step_now(Testing *t, uint32_t func) {
  if (func == NO_FUNC) return t->now;
  Value v = fixed_value(t, func, t->now);
  return v.kind == VAL_TIME ? v.i : t->now;
}

/* ---- routing one lead ---- */

static void routed_effects(Testing *t, const Plan *plan, Routed *lead) {
  for (uint32_t i = 0; i < plan->effects.n; i++) {
    const Effect *effect = &plan->effects.v[i];
    if (effect->kind == ACTION_TAG) VEC_PUSH(&t->arena, lead->tags, arena_copy(&t->arena, value_str(effect->value)));
    if (effect->kind != ACTION_SET) continue;
    Wrote wrote = {effect->slot, value_original(effect->value)};
    if (wrote.value.kind == VAL_TEXT) wrote.value = value_text(arena_copy(&t->arena, value_str(wrote.value)));
    VEC_PUSH(&t->arena, lead->wrote, wrote);
  }
}

static Value text_or_missing(Str s) { return s.n ? value_text(s) : value_missing(); }

static void routed_fill(Testing *t, const Plan *plan, Routed *lead) {
  const uint32_t *slots = t->script.program->results;
  lead->outcome = plan->outcome;
  lead->rule = plan->rule;
  lead->pool = arena_copy(&t->arena, plan->pool);
  lead->rep = arena_copy(&t->arena, plan->rep);
  lead->reason = arena_copy(&t->arena, plan->reason);
  lead->errors = plan->errors.n;
  routed_effects(t, plan, lead);
  lead->row[slots[RESULT_OUTCOME]] = value_text(str_of(outcome_word(lead->outcome)));
  lead->row[slots[RESULT_POOL]] = text_or_missing(lead->pool);
  lead->row[slots[RESULT_OWNER]] = text_or_missing(lead->rep);
  lead->row[slots[RESULT_RULE]] = value_missing();
  if (lead->rule >= 0) lead->row[slots[RESULT_RULE]] = value_text(t->script.chunk.rules.v[lead->rule].name);
  lead->row[slots[RESULT_REASON]] = text_or_missing(lead->reason);
}

static void lead_explain(Testing *t, const Routed *lead) {
  ExplainInput in = {.script = &t->script, .row = lead->row, .lead_id = lead->id, .now = lead->now, .vm = t->vm,
                     .values = &t->lead_arena};
  explain_begin(t->l, t->explanation);
  explain_with(t->l, t->roster, &in, t->explanation);
  t->explained = true;
}

static void promises_check(Testing *t, const Routed *lead) {
  const Script *script = t->script.script;
  for (uint32_t i = 0; i < script->promises.n && !t->no_promises; i++) {
    Kept *kept = &t->kept[i];
    kept->leads++;
    if (promise_kept(t, &script->promises.v[i], lead)) continue;
    t->failed |= t->quiet;
    if (kept->broken++ > 0) continue;
    kept->test = t->test;
    kept->ordinal = lead->ordinal;
  }
}

static void lead_route(Testing *t, const TestStep *step, Routed *lead) {
  VmHost host = {.ctx = t->roster, .choose = roster_choose};
  Plan plan;
  if (t->judged) t->group.n = 0;
  t->judged = false;
  lead->ordinal = ++t->count;
  lead->given = step->span;
  if (lead->id.n == 0) lead->id = arena_printf(&t->arena, "%u", lead->ordinal);
  if (t->roster->now != lead->now) roster_set_now(t->roster, lead->now);
  vm_set_now(t->vm, lead->now);
  arena_reset(&t->lead_arena);
  if (t->explain_at == lead->ordinal) {
    lead_explain(t, lead);
    return;
  }
  plan_reset(&plan);
  LeadRow self = {.id = value_text(lead->id), .id_text = lead->id, .rowid = lead->ordinal};
  if (t->joins) (void)joins_put(t->joins, &self, lead->row, &t->lead_arena);
  LeadPast past = {.lead = value_text(lead->id)};
  bool covering = t->coverage && !t->explain_at;
  roster_begin_lead(t->roster, &past);
  t->roster->tracing = covering;
  t->roster->trace_arena = &t->lead_arena;
  vm_run(t->vm, lead->row, lead->id, &t->lead_arena, &host, &plan);
  if (covering) coverage_lead(t->coverage, lead->row, lead->id, &plan, t->roster);
  if (plan.outcome == OUTCOME_ASSIGNED) {
    (void)roster_take(t->roster); /* writes nothing here */
    if (t->joins) (void)joins_take(t->joins, &self, lead->now, plan.rep);
  }
  routed_fill(t, &plan, lead);
  VEC_PUSH(&t->arena, t->group, *lead);
  if (!t->explain_at) promises_check(t, lead);
}

/* ---- steps ---- */

static void given_set(Testing *t, const GivenField *field, int64_t now, Value *row) {
  const Chunk *chunk = &t->script.chunk;
  const CodeColumn *column = &chunk->columns.v[field->slot];
  bool fits;
  Value value = value_missing();
  if (field->func != NO_FUNC) value = value_original(fixed_value(t, field->func, now));
  if (value.kind == VAL_LIST && column->type == TYPE_LIST) row[field->slot] = value;
  else row[field->slot] = row_cell(chunk, column, value.kind == VAL_ERROR ? value_missing() : value, &t->arena, &fits);
}

/* When they happened; false: that is not known. */
static bool event_time(Testing *t, const GivenEvent *event, int64_t now, int64_t *out) {
  *out = now;
  if (!event->at) return true;
  Value v = fixed_value(t, event->func, now);
  if (event->ago) return v.kind == VAL_DURATION && !__builtin_sub_overflow(now, v.i, out);
  *out = v.i;
  return v.kind == VAL_TIME;
}

/* All events of one kind, which the step may say in several places. */
static void events_set(Testing *t, const TestStep *step, uint32_t slot, int64_t now, Value *row) {
  VEC(int64_t) times = {0};
  int64_t at;
  for (uint32_t i = 0; i < step->events.n; i++) {
    const GivenEvent *event = &step->events.v[i];
    if (event->slot != slot || !event_time(t, event, now, &at)) continue;
    for (int64_t k = 0; k < event->count; k++) VEC_PUSH(&t->arena, times, at);
  }
  row[slot] = events_seen(&t->arena, &t->script.chunk, slot, times.v, times.n, now);
}

static void leads_give(Testing *t, const TestStep *step) {
  int64_t now = step_now(t, step->at_func);
  Value *row = ARENA_ARRAY(&t->arena, Value, t->rows.width + 1);
  if (t->rows.width) memcpy(row, t->rows.blank, t->rows.width * sizeof *row);
  Str id = {"", 0};
  for (uint32_t i = 0; i < step->fields.n; i++) given_set(t, &step->fields.v[i], now, row);
  for (uint32_t i = 0; i < step->events.n; i++)
    if (step->events.v[i].slot != UINT32_MAX) events_set(t, step, step->events.v[i].slot, now, row);
  if (t->id_slot != UINT32_MAX && row[t->id_slot].kind == VAL_TEXT) id = value_str(row[t->id_slot]);
  for (int64_t i = 0; i < step->count && !t->explained; i++) {
    Routed lead = {.row = ARENA_ARRAY(&t->arena, Value, t->rows.width + 1), .id = id, .now = now};
    memcpy(lead.row, row, (t->rows.width + 1) * sizeof *row);
    lead_route(t, step, &lead);
  }
}

static void rep_change(Testing *t, const TestStep *step) {
  uint32_t at = strmap_get(&t->roster->rep_index, step->name);
  if (at == STRMAP_NONE) {
    Str expected = lang_say(&t->arena, t->script.lang, "rep \"%.*s\"", STR_FMT(step->name));
    testing_fail(t, step->span, expected, lang_say(&t->arena, t->script.lang, "no such rep in any pool"), NULL, 0);
    return;
  }
  RosterRep *rep = &t->roster->reps.v[at];
  roster_set_now(t->roster, t->now);
  switch (step->state) {
    case REP_INACTIVE: rep->active = false; break;
    case REP_OPEN: rep->open = step->count; break;
    case REP_DAY:
    case REP_WEEK:
    case REP_MONTH:
      roster_set_given(t->roster, at, (CapacityUnit)(CAPACITY_DAY + (step->state - REP_DAY)), step->count);
      break;
    case REP_AWAY:
      rep->away.n = 0;
      VEC_PUSH(&t->roster->arena, rep->away, (Spell){INT64_MIN, INT64_MAX});
      break;
  }
  roster_set_now(t->roster, t->roster->now);
  roster_rep_changed(t->roster, at);
}

static void step_run(Testing *t, const TestStep *step) {
  switch (step->kind) {
    case STEP_LEADS: leads_give(t, step); break;
    case STEP_EACH:
      t->now = step_now(t, step->at_func);
      testing_each(t, step, lead_route);
      break;
    case STEP_REP: rep_change(t, step); break;
    case STEP_EXPECT:
      t->judged = true;
      if (!t->explain_at) expect_judge(t, step);
      break;
  }
}

void testing_run(Testing *t, uint32_t index) {
  const TestDecl *test = &t->script.script->tests.v[index];
  arena_reset(&t->arena);
  t->test = index;
  t->count = 0;
  t->judged = t->explained = false;
  memset(&t->group, 0, sizeof t->group);
  t->now = default_now(t);
  t->now = step_now(t, test->at_func);
  StoreStatus status = roster_load(&t->roster, t->l->store, &t->script, t->vm, t->now);
  if (status != STORE_OK) {
    t->status = engine_store_fail(t->l, status);
    return;
  }
  t->joins = joins_new(t->l->store, &t->rows, t->vm, true);
  for (uint32_t i = 0; i < test->steps.n && !t->explained && !(t->quiet && t->failed); i++)
    step_run(t, &test->steps.v[i]);
  joins_free(t->joins);
  roster_free(t->roster);
}

/* ---- failures ---- */

static Str lead_name(Testing *t, const Routed *lead) {
  Arena *a = &t->l->test_arena;
  Lang lang = t->script.lang;
  if (lead->file.n) return lang_say(a, lang, "%.*s line %u", STR_FMT(lead->file), lead->file_line);
  return lang_say(a, lang, "lead %u", lead->ordinal);
}

void testing_fail(Testing *t, Span at, Str expected, Str got, const Routed *lead, int64_t others) {
  Arena *a = &t->l->test_arena;
  t->failed = true;
  if (t->quiet || t->explain_at) return;
  LeatTestFailure failure = {.file = t->script.sources.files.v[at.file]->name,
                             .line = source_line(&t->script.sources, at), .others = others};
  failure.expected = arena_copy(a, expected);
  failure.got = arena_copy(a, got);
  if (lead) failure.lead = lead_name(t, lead);
  failure.ordinal = lead ? lead->ordinal : 0;
  VEC_PUSH(a, t->failures, failure);
}

Str testing_explain(Testing *t, uint32_t test, uint32_t ordinal) {
  LeatExplanation explanation;
  StrBuf text;
  t->explain_at = ordinal;
  t->explanation = &explanation;
  testing_run(t, test);
  t->explain_at = 0;
  if (!t->explained) return (Str){"", 0};
  strbuf_init(&text);
  leat_explanation_text(&explanation, false, &text);
  Str copy = engine_copy_buf(&t->l->test_arena, &text);
  strbuf_deinit(&text);
  return copy;
}
