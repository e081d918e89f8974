#include "vm/machine.h"

void plan_note(Vm *vm, uint32_t rule, Value gap) {
  if (!vm->plan) return;
  RuleIssue issue = {.rule = rule, .error = (RuleError)gap.error, .column = (int32_t)gap.n - 1};
  if (gap.kind == VAL_ERROR) VEC_PUSH(vm->arena, vm->plan->errors, issue);
  else VEC_PUSH(vm->arena, vm->plan->unknowns, issue);
}

void plan_finish(Vm *vm) {
  Plan *plan = vm->plan;
  if (!plan) return;
  plan->rule = -1;
  plan->outcome = plan->errors.n ? OUTCOME_ERROR : OUTCOME_UNROUTED;
  plan->reason = STR("no rule took it");
  if (!plan->errors.n) return;
  const RuleIssue *first = &plan->errors.v[0];
  Str rule = chunk_rule_name(vm->chunk, first->rule);
  plan->reason = arena_printf(vm->arena, "%s, in rule \"%.*s\"", rule_error_text(first->error), STR_FMT(rule));
}

static void effect_add(Vm *vm, const Instr *in, Value value, Value due) {
  const CodeEffect *e = &vm->chunk->effects.v[in->arg];
  if (!vm->plan) return;
  if (value.kind == VAL_ERROR || due.kind == VAL_ERROR) {
    plan_note(vm, e->rule, value_gap(value, due));
    return;
  }
  if (due.kind == VAL_WORKING) due = working_moved(vm, value_time(vm->now), due, false);
  if (due.kind == VAL_ERROR) {
    plan_note(vm, e->rule, due);
    return;
  }
  Effect effect = {.kind = e->kind, .rule = e->rule, .slot = in->slot, .name = e->name, .due = due};
  effect.value = value_original(value);
  VEC_PUSH(vm->arena, vm->plan->effects, effect);
}

/* A lead that a rule ends with stays ended when the text of the reason fails: the reason is left out and the error
 * noted. */
static bool end_with(Vm *vm, const Instr *in, Outcome outcome, Value reason) {
  Plan *plan = vm->plan;
  if (!plan) return true;
  const CodeEffect *e = &vm->chunk->effects.v[in->arg];
  if (reason.kind == VAL_ERROR) plan_note(vm, e->rule, reason);
  plan->outcome = outcome;
  plan->rule = (int32_t)e->rule;
  plan->reason = reason.kind == VAL_TEXT ? value_str(value_original(reason)) : (Str){0};
  if (outcome == OUTCOME_HELD || outcome == OUTCOME_NURTURED) plan->detail = e->name;
  return true;
}

int64_t vm_span_end(const Vm *vm, int64_t from, CodeSpan span) {
  int64_t out;
  if (!span.working) return __builtin_add_overflow(from, span.span, &out) ? INT64_MAX : out;
  Value at = working_moved(vm, value_time(from), value_working(span.span), false);
  return at.kind == VAL_TIME ? at.i : INT64_MAX;
}

static int64_t time_after(int64_t now, int64_t span) {
  int64_t out;
  return __builtin_add_overflow(now, span, &out) ? INT64_MAX : out;
}

static int64_t respond_by(Vm *vm, const CodeTarget *t) {
  if (!t->within_working) return time_after(vm->now, t->within);
  Value at = working_moved(vm, value_time(vm->now), value_working(t->within), false);
  if (at.kind == VAL_ERROR) plan_note(vm, t->rule, at);
  return at.kind == VAL_TIME ? at.i : 0;
}

/* A sea takes every lead. */
static bool to_sea(Vm *vm, const CodeTarget *t, Str name) {
  const Chunk *c = vm->chunk;
  for (uint32_t i = 0; i < c->seas.n; i++) {
    if (!str_eq(c->seas.v[i].name, name)) continue;
    vm->plan->outcome = OUTCOME_SEA;
    vm->plan->rule = (int32_t)t->rule;
    vm->plan->pool = c->seas.v[i].name;
    return true;
  }
  plan_note(vm, t->rule, value_error(ERROR_NO_SEA));
  return false;
}

static bool assign(Vm *vm, uint32_t target, Value name) {
  const CodeTarget *t = &vm->chunk->targets.v[target];
  if (!vm->plan) return true;
  if (name.kind != VAL_TEXT) {
    plan_note(vm, t->rule, value_is_gap(name) ? name : value_error(ERROR_DATA_TYPE));
    return false;
  }
  if (t->kind == TARGET_SEA) return to_sea(vm, t, value_str(value_original(name)));
  Choice choice = {0};
  ChoiceResult result = CHOICE_NOBODY;
  if (vm->host && vm->host->choose)
    result = vm->host->choose(vm->host->ctx, vm, target, value_str(value_original(name)), &choice);
  if (result == CHOICE_NO_SUCH)
    plan_note(vm, t->rule, value_error(t->kind == TARGET_REP ? ERROR_NO_REP : ERROR_NO_POOL));
  if (result != CHOICE_FOUND) return false;
  Plan *plan = vm->plan;
  plan->outcome = OUTCOME_ASSIGNED;
  plan->rule = (int32_t)t->rule;
  plan->pool = choice.pool;
  plan->rep = choice.rep;
  plan->reason = choice.reason;
  plan->rung = t->rung;
  plan->respond_by = t->within == 0 ? 0 : respond_by(vm, t);
  return true;
}

/* A queue without a name cannot be waited in: the run goes on as if nothing had ended it. */
static bool wait(Vm *vm, uint32_t target, Value name) {
  const CodeTarget *t = &vm->chunk->targets.v[target];
  Plan *plan = vm->plan;
  if (!plan) return true;
  if (name.kind != VAL_TEXT) {
    plan_note(vm, t->rule, value_is_gap(name) ? name : value_error(ERROR_DATA_TYPE));
    return false;
  }
  plan->outcome = OUTCOME_WAITING;
  plan->rule = (int32_t)t->rule;
  plan->pool = value_str(value_original(name));
  return true;
}

void vm_pass_holds(Vm *vm, bool pass) { vm->pass_holds = pass; }

bool vm_try(Vm *vm, uint32_t target, const VmHost *host, Plan *plan) {
  ASSERT(vm->chunk->targets.v[target].who != NO_FUNC);
  Value name = vm_eval(vm, vm->chunk->targets.v[target].who, NULL);
  vm->host = host;
  vm->plan = plan;
  bool found = assign(vm, target, name);
  vm->plan = NULL;
  vm->host = NULL;
  return found;
}

bool effect_run(Vm *vm, const Instr *in) {
  Value *sp = vm->sp -= op_info((Op)in->op)->pops;
  switch ((Op)in->op) {
    case OP_TAG:
    case OP_SET:
    case OP_NOTIFY: effect_add(vm, in, sp[0], value_missing()); return false;
    case OP_TASK: effect_add(vm, in, sp[0], sp[1]); return false;
    case OP_ASSIGN: return assign(vm, in->arg, sp[0]);
    case OP_WAIT: return wait(vm, in->arg, sp[0]);
    case OP_HOLD: return !vm->pass_holds && end_with(vm, in, OUTCOME_HELD, sp[0]);
    case OP_NURTURE: return end_with(vm, in, OUTCOME_NURTURED, value_text(vm->chunk->effects.v[in->arg].name));
    case OP_ARCHIVE: return end_with(vm, in, OUTCOME_ARCHIVED, sp[0]);
    case OP_STOP: return end_with(vm, in, OUTCOME_UNROUTED, value_text(STR("stopped")));
    default: BUG("no effect: %u", in->op);
  }
}
