/* Plans made true: owners, ledger rows and effects in the caller's transaction, or the states of leads that nobody got.
 * A state that is the same as before changes nothing: an unrouted lead is not tagged at each run. */
#include "engine/life.h"

static StoreStatus apply_effect(Run *run, const LeadRow *lead, const Effect *effect) {
  int64_t now = run->options->now_ms;
  OutboxRow row = {.text = value_str(effect->value), .rule = run_rule_name(run, effect->rule), .at = now};
  switch (effect->kind) {
    case ACTION_TAG:
      if (effect->value.kind != VAL_TEXT) return STORE_OK;
      return store_tag(run->store, lead, value_str(effect->value), now, run_rule_name(run, effect->rule));
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

static StoreStatus apply_effects(Run *run, const Decision *d) {
  for (uint32_t i = 0; i < d->plan.effects.n; i++) {
    StoreStatus status = apply_effect(run, d->lead, &d->plan.effects.v[i]);
    if (status != STORE_OK) return status;
  }
  return STORE_OK;
}

static StateRow state_row(const Run *run, const Decision *d) {
  const Plan *plan = &d->plan;
  return (StateRow){.outcome = str_of(outcome_word(plan->outcome)), .pool = plan->pool,
                    .rule = d->by.n ? d->by : run_rule_name(run, plan->rule),
                    .line = d->by.n ? d->by_line : run_rule_line(run, plan->rule),
                    .reason = d->reason, .script = run->script->version, .at = run->options->now_ms};
}

/* What the script computes is kept in the lead's table where that has such a column, whatever became of the lead. */
static StoreStatus apply_computed(Run *run, const Decision *d) {
  StoreStatus status = STORE_OK;
  if (run->script->score_column.n && d->plan.score.kind != VAL_ERROR)
    status = store_set_changed(run->store, d->lead, run->script->score_column, d->plan.score);
  if (status == STORE_OK && run->script->class_column.n && d->plan.class.kind != VAL_ERROR)
    status = store_set_changed(run->store, d->lead, run->script->class_column, d->plan.class);
  return status;
}

/* All but owner and ledger row. */
static StoreStatus apply_rest(Run *run, Batch *b, Decision *d, LeadWrite *w) {
  StoreStatus status;
  d->changed = true;
  if (w->assigned) {
    status = store_state_clear(run->store, d->lead);
    if (status == STORE_OK && run->life) status = life_begin(run, d, d->how.n ? d->how : STR("assigned"), d->sea);
  } else {
    StateRow state = state_row(run, d);
    status = store_state(run->store, d->lead, &state, &d->changed);
    if (status == STORE_OK && d->changed) decide_details(run, b, d, &w->ledger);
    if (status == STORE_OK && d->changed && run->life) status = life_settle(run, d);
  }
  w->logged = d->changed;
  if (status == STORE_OK && d->changed) status = apply_effects(run, d);
  return status == STORE_OK ? apply_computed(run, d) : status;
}

/* What apply_rest would say; only a limited run asks. */
static StoreStatus foresee(Run *run, Decision *d, const LeadWrite *w) {
  bool same = false;
  StoreStatus status = STORE_OK;
  if (!w->assigned && run->options->limit > 0) {
    StateRow state = state_row(run, d);
    status = store_state_is(run->store, d->lead, &state, &same);
  }
  d->changed = !same;
  return status;
}

StoreStatus apply_decisions(Run *run, Batch *b) {
  StoreStatus status = STORE_OK;
  if (!run->options->dry_run) status = store_assign_all(run->store, b->writes, b->decided, STR("assigned"));
  if (status == STORE_CONFLICT && run->alone) {
    b->decisions[0].met = true;
    return STORE_OK;
  }
  for (uint32_t i = 0; i < b->decided && status == STORE_OK; i++) {
    Decision *d = &b->decisions[i];
    status = run->options->dry_run ? foresee(run, d, &b->writes[i]) : apply_rest(run, b, d, &b->writes[i]);
  }
  if (status != STORE_OK || run->options->dry_run) return status;
  status = store_ledger_all(run->store, b->writes, b->decided);
  return status == STORE_OK ? roster_save(&b->moves, run->store) : status;
}
