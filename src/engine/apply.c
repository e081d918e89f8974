/* One plan made true: owner, turn, ledger row and effects in the caller's transaction, or the state of a lead that
 * nobody got. A state that is the same as before changes nothing: an unrouted lead is not tagged at each run. */
#include "base/json.h"
#include "engine/run.h"

Str plan_reason(Arena *a, const Plan *plan) {
  if (plan->outcome != OUTCOME_HELD || plan->detail.n == 0) return plan->reason;
  if (plan->reason.n == 0) return arena_printf(a, "for %.*s", STR_FMT(plan->detail));
  return arena_printf(a, "for %.*s: %.*s", STR_FMT(plan->detail), STR_FMT(plan->reason));
}

static Str pass_reason(Arena *a, const Roster *r, const Loaded *script, const Pass *pass) {
  if (pass->kind != PASS_WHERE) return pass_words(a, r, pass);
  return arena_printf(a, "where %.*s",
                      STR_FMT(source_slice(&script->sources, r->chunk->targets.v[pass->target].where_span)));
}

static void write_passed(StrBuf *out, const Roster *r, const Loaded *script, Arena *a) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_array(&w);
  for (uint32_t i = 0; i < r->passes.n && i < ROSTER_PASSES; i++) {
    const Pass *pass = &r->passes.v[i];
    json_begin_object(&w);
    json_key(&w, "pool");
    json_str(&w, pass->pool == NO_POOL ? STR("") : r->pools.v[pass->pool].name);
    json_key(&w, "rep");
    json_str(&w, r->reps.v[pass->rep].id);
    json_key(&w, "why");
    json_str(&w, pass_reason(a, r, script, pass));
    json_key(&w, "line");
    json_int(&w, script->chunk.rules.v[r->chunk->targets.v[pass->target].rule].line);
    json_end_object(&w);
  }
  json_end_array(&w);
}

static void write_errors(StrBuf *out, const Plan *plan, const Chunk *chunk) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_array(&w);
  for (uint32_t i = 0; i < plan->errors.n; i++) {
    const RuleIssue *e = &plan->errors.v[i];
    json_begin_object(&w);
    json_key(&w, "rule");
    json_str(&w, chunk_rule_name(chunk, e->rule));
    json_key(&w, "line");
    json_int(&w, chunk_rule_line(chunk, e->rule));
    json_key(&w, "error");
    json_text(&w, rule_error_text(e->error));
    json_end_object(&w);
  }
  json_end_array(&w);
}

static Str rule_name(const Run *run, int64_t rule) {
  return rule < 0 ? (Str){"", 0} : run->script->chunk.rules.v[rule].name;
}

static int64_t rule_line(const Run *run, int64_t rule) {
  return rule < 0 ? 0 : run->script->chunk.rules.v[rule].line;
}

static StoreStatus apply_effect(Run *run, const LeadRow *lead, const Effect *effect) {
  int64_t now = run->options->now_ms;
  OutboxRow row = {.text = value_str(effect->value), .rule = rule_name(run, effect->rule), .at = now};
  switch (effect->kind) {
    case ACTION_TAG:
      if (effect->value.kind != VAL_TEXT) return STORE_OK;
      return store_tag(run->store, lead, value_str(effect->value), now, rule_name(run, effect->rule));
    case ACTION_SET:
      return store_set_field(run->store, lead, run->script->chunk.columns.v[effect->slot].source_name, effect->value);
    case ACTION_NOTIFY:
      row.kind = STR("notify");
      row.channel = effect->name;
      break;
    case ACTION_TASK:
      row.kind = STR("task");
      if (effect->due.kind == VAL_TIME) row.due = effect->due.i;
      if (effect->due.kind == VAL_DURATION && __builtin_add_overflow(now, effect->due.i, &row.due)) row.due = INT64_MAX;
      break;
    default: return STORE_OK;
  }
  if (effect->value.kind != VAL_TEXT) row.text = (Str){"", 0};
  return store_outbox(run->store, lead, &row);
}

static StoreStatus apply_effects(Run *run, const LeadRow *lead) {
  for (uint32_t i = 0; i < run->plan.effects.n; i++) {
    StoreStatus status = apply_effect(run, lead, &run->plan.effects.v[i]);
    if (status != STORE_OK) return status;
  }
  return STORE_OK;
}

static StoreStatus apply_ledger(Run *run, const LeadRow *lead, Str reason) {
  const Plan *plan = &run->plan;
  strbuf_clear(&run->inputs);
  strbuf_clear(&run->passed);
  strbuf_clear(&run->errors);
  row_json(&run->inputs, &run->rows, run->row, plan);
  if (run->roster->passes.n > 0) write_passed(&run->passed, run->roster, run->script, &run->lead_arena);
  if (plan->errors.n > 0) write_errors(&run->errors, plan, &run->script->chunk);
  LedgerRow row = {.run = run->number, .at = run->options->now_ms, .lead = lead->id,
                   .rule = rule_name(run, plan->rule), .line = rule_line(run, plan->rule),
                   .script = run->script->version, .pool = plan->pool, .rep = plan->rep,
                   .outcome = str_of(outcome_word(plan->outcome)), .reason = reason,
                   .inputs = strbuf_view(&run->inputs), .respond_by = plan->respond_by};
  if (run->passed.n) row.passed = strbuf_view(&run->passed);
  if (run->errors.n) row.errors = strbuf_view(&run->errors);
  return store_ledger(run->store, &row);
}

static StoreStatus apply_assigned(Run *run, const LeadRow *lead, Str reason) {
  StoreStatus status = store_assign(run->store, lead, run->plan.rep, run->plan.pool, STR("assigned"));
  if (status == STORE_OK) status = store_state_clear(run->store, lead);
  if (status == STORE_OK) status = apply_ledger(run, lead, reason);
  if (status == STORE_OK) status = apply_effects(run, lead);
  return status;
}

static StateRow state_row(const Run *run, Str reason) {
  const Plan *plan = &run->plan;
  return (StateRow){.outcome = str_of(outcome_word(plan->outcome)), .pool = plan->pool,
                    .rule = rule_name(run, plan->rule), .line = rule_line(run, plan->rule), .reason = reason,
                    .script = run->script->version, .at = run->options->now_ms};
}

static StoreStatus apply_state(Run *run, const LeadRow *lead, Str reason, bool *changed_out) {
  StateRow state = state_row(run, reason);
  StoreStatus status = store_state(run->store, lead, &state, changed_out);
  if (status != STORE_OK || !*changed_out) return status;
  status = apply_ledger(run, lead, reason);
  return status == STORE_OK ? apply_effects(run, lead) : status;
}

/* What apply_state would say; only a limited run asks. */
static StoreStatus foresee_state(Run *run, const LeadRow *lead, Str reason, bool *changed_out) {
  bool same = false;
  StateRow state = state_row(run, reason);
  StoreStatus status = run->options->limit > 0 ? store_state_is(run->store, lead, &state, &same) : STORE_OK;
  *changed_out = !same;
  return status;
}

/* What the script computes is kept in the lead's table where that has such a column, whatever became of the lead. */
static StoreStatus apply_computed(Run *run, const LeadRow *lead) {
  StoreStatus status = STORE_OK;
  if (run->script->score_column.n && run->plan.score.kind != VAL_ERROR)
    status = store_set_changed(run->store, lead, run->script->score_column, run->plan.score);
  if (status == STORE_OK && run->script->class_column.n && run->plan.class.kind != VAL_ERROR)
    status = store_set_changed(run->store, lead, run->script->class_column, run->plan.class);
  return status;
}

StoreStatus apply_plan(Run *run, const LeadRow *lead) {
  Str reason = plan_reason(&run->lead_arena, &run->plan);
  bool assigned = run->plan.outcome == OUTCOME_ASSIGNED, changed = true;
  StoreStatus status = STORE_OK;
  if (!assigned)
    status = (run->options->dry_run ? foresee_state : apply_state)(run, lead, reason, &changed);
  else if (!run->options->dry_run)
    status = apply_assigned(run, lead, reason);
  if (status == STORE_OK && changed) run->changed++;
  if (status == STORE_OK && !run->options->dry_run) status = apply_computed(run, lead);
  if (status == STORE_OK && assigned) status = roster_take(run->roster);
  return status;
}
