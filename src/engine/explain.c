#include "engine/explain.h"
#include "base/limits.h"
#include "engine/events.h"
#include "engine/joins.h"
#include "engine/run.h"
#include <string.h>

void explain_begin(Leat *l, LeatExplanation *out) {
  arena_reset(&l->explain_arena);
  memset(out, 0, sizeof *out);
  out->lang = l->lang;
}

static void outcome_fill(Arena *a, const Loaded *script, const Plan *plan, LeatExplanation *out) {
  out->outcome = str_of(outcome_word(plan->outcome));
  if (plan->rule >= 0) {
    out->rule = arena_copy(a, script->chunk.rules.v[plan->rule].name);
    out->line = script->chunk.rules.v[plan->rule].line;
  }
  out->arm = arena_copy(a, plan_arm(&script->chunk, plan));
  out->pool = arena_copy(a, plan->pool);
  out->rep = arena_copy(a, plan->rep);
  out->reason = arena_copy(a, leat_reason_told(a, script->lang, out->outcome, plan_reason(a, plan)));
}

void explain_fill(Leat *l, Tracer *t, const ExplainInput *in, LeatExplanation *out) {
  Arena *a = &l->explain_arena;
  char at[40];
  Rows rows;
  out->lead = arena_copy(a, in->lead_id);
  out->at = arena_copy(a, (Str){at, time_format_local(in->script->chunk.zone, in->now, at)});
  out->script = arena_copy(a, in->script->version);
  outcome_fill(a, in->script, t->plan, out);
  strbuf_clear(&l->plan_text);
  plan_print(&l->plan_text, t->plan);
  out->plan = engine_copy_buf(a, &l->plan_text);
  trace_computed(t, out);
  if (!out->duplicate) trace_rules(t, out);
  rows_init(&rows, &in->script->chunk, a);
  trace_values(t, &rows, out);
}

/* False: the rules decide. */
static bool explain_duplicate(const ExplainInput *in, Roster *roster, Plan *plan, LeatExplanation *out) {
  DuplicateVerdict verdict;
  uint32_t lead = in->duplicates ? strmap_get(&in->duplicates->by_id, in->lead_id) : STRMAP_NONE;
  if (lead == STRMAP_NONE || !duplicates_judge(in->duplicates, roster, lead, &verdict)) return false;
  vm_begin(in->vm, in->row, in->lead_id, in->values);
  duplicates_plan(in->duplicates, roster, in->vm, &verdict, lead, in->values, plan);
  out->duplicate = true;
  out->rule = STR("duplicate");
  out->line = in->script->chunk.duplicates.v[verdict.statement].line;
  return true;
}

void explain_with(Leat *l, Roster *roster, const ExplainInput *in, LeatExplanation *out) {
  VmHost host = {.ctx = roster, .choose = roster_choose};
  Plan plan;
  roster->tracing = true;
  roster_begin_lead(roster, &in->past);
  plan_reset(&plan);
  if (!explain_duplicate(in, roster, &plan, out)) vm_run(in->vm, in->row, in->lead_id, in->values, &host, &plan);
  Tracer tracer = {.script = in->script, .a = &l->explain_arena, .vm = in->vm, .row = in->row, .lead_id = in->lead_id,
                   .plan = &plan};
  scratch_init(&tracer.scratch, in->script, in->now, in->row, in->lead_id, in->values);
  trace_asked(&tracer, roster);
  explain_fill(l, &tracer, in, out);
  scratch_deinit(&tracer.scratch);
  roster->tracing = false;
}

LeatStatus explain_row(Leat *l, const ExplainInput *in, LeatExplanation *out) {
  Roster *roster;
  StoreStatus status = roster_load(&roster, l->store, in->script, in->vm, in->now);
  if (status != STORE_OK) return engine_store_fail(l, status);
  explain_with(l, roster, in, out);
  status = roster->status;
  roster_free(roster);
  return status == STORE_OK ? LEAT_OK : engine_store_fail(l, status);
}

/* The lead as the database has it; its cells and row live in `a`. */
static LeatStatus read_lead(Leat *l, Arena *a, ExplainInput *in, LeatExplanation *out) {
  Str lead_id = in->lead_id;
  Owners owners = {0};
  Value *events;
  Rows rows;
  LeadRow lead;
  Str owner = {"", 0}, state = {"", 0};
  bool found = false;
  rows_init(&rows, &l->loaded->chunk, a);
  StoreStatus status = store_lead(l->store, a, rows.columns, rows.count, lead_id, &lead, &owner, &state, &found);
  if (status != STORE_OK) return engine_store_fail(l, status);
  if (!found) return engine_fail(l, LEAT_INPUT, "there is no lead %.*s", STR_FMT(lead_id));
  Value *row = ARENA_ARRAY(a, Value, rows.width + 1);
  rows_fill(&rows, lead.cells, a, row);
  status = events_load(l->store, &rows, a, &lead.id_text, 1, in->now, &events);
  if (status != STORE_OK) return engine_store_fail(l, status);
  events_put(&rows, events, row);
  status = joins_fill(l->store, &rows, in->vm, &lead, row, a);
  if (status != STORE_OK) return engine_store_fail(l, status);
  uint32_t most = not_last_most(&l->loaded->chunk);
  if (most) status = store_owners(l->store, a, &lead.id, 1, most, &owners);
  if (status != STORE_OK) return engine_store_fail(l, status);
  in->past = lead_past(a, lead.id, &owners, owner);
  in->row = row;
  out->owner = arena_copy(&l->explain_arena, owner);
  out->status = arena_copy(&l->explain_arena, state);
  return LEAT_OK;
}

LeatStatus leat_explain(Leat *l, Str lead_id, int64_t now_ms, LeatExplanation *out) {
  LeatStatus result = engine_need_db(l);
  if (result != LEAT_OK) return result;
  StoreStatus status = store_begin_read(l->store);
  if (status != STORE_OK) return engine_store_fail(l, status);
  explain_begin(l, out);
  Arena values;
  arena_init(&values, LIMIT_ARENA_PER_LEAD);
  ExplainInput in = {.script = l->loaded, .lead_id = lead_id, .now = now_ms, .values = &values,
                     .vm = vm_new(&l->loaded->chunk, now_ms)};
  Duplicates *duplicates = NULL;
  result = read_lead(l, &l->explain_arena, &in, out);
  if (result == LEAT_OK) {
    status = duplicates_find(l->store, l->loaded, &(DuplicatesWanted){.now_ms = now_ms, .only = lead_id}, &duplicates);
    in.duplicates = duplicates;
    result = status == STORE_OK ? explain_row(l, &in, out) : engine_store_fail(l, status);
  }
  duplicates_free(duplicates);
  vm_free(in.vm);
  arena_deinit(&values);
  store_rollback(l->store);
  return result;
}
