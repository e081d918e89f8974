/* What becomes of a lead that is the same as another one. */
#include "engine/duplicates.h"
#include "engine/roster.h"
#include "vm/plan.h"

static uint32_t rep_of(const Roster *r, Str owner) {
  uint32_t rep = owner.n ? strmap_get(&r->rep_index, owner) : STRMAP_NONE;
  return rep != STRMAP_NONE && r->reps.v[rep].active ? rep : STRMAP_NONE;
}

static bool judge_by(const Duplicates *d, const Roster *r, uint32_t statement, uint32_t lead, DuplicateVerdict *out) {
  DuplicateThen then = d->script->chunk.duplicates.v[statement].then;
  const SameGroups *g = &d->groups[statement];
  for (uint32_t i = duplicates_first(d, statement, lead); i != NO_LEAD; i = g->next[i]) {
    const SameLead *other = &d->leads.v[i];
    if (i == lead || other->pending) continue;
    *out = (DuplicateVerdict){.statement = statement, .other = i, .rep = STRMAP_NONE};
    if (then == DUPLICATE_HOLD) return true;
    out->rep = rep_of(r, other->owner);
    if (out->rep != STRMAP_NONE) return true;
  }
  return false;
}

bool duplicates_judge(const Duplicates *d, const Roster *roster, uint32_t lead, DuplicateVerdict *out) {
  for (uint32_t s = 0; s < d->script->chunk.duplicates.n; s++)
    if (judge_by(d, roster, s, lead, out)) return true;
  return false;
}

void duplicates_plan(const Duplicates *d, Roster *roster, Vm *vm, const DuplicateVerdict *v, uint32_t lead, Arena *a,
                     Plan *plan) {
  const Chunk *chunk = &d->script->chunk;
  const CodeDuplicate *code = &chunk->duplicates.v[v->statement];
  Str why = duplicates_why(a, d, v->statement, lead, v->other);
  plan->rule = -1;
  if (chunk->score_let != NO_LET) plan->score = vm_eval(vm, chunk->lets.v[chunk->score_let], NULL);
  if (chunk->class_let != NO_LET) plan->class = vm_eval(vm, chunk->lets.v[chunk->class_let], NULL);
  plan->reason = why;
  if (code->then == DUPLICATE_HOLD) {
    Value said = code->reason == NO_FUNC ? value_missing() : vm_eval(vm, code->reason, NULL);
    plan->outcome = OUTCOME_HELD;
    plan->detail = code->name;
    if (said.kind == VAL_TEXT)
      plan->reason = arena_printf(a, "%.*s (%.*s)", STR_FMT(value_str(said)), STR_FMT(why));
    return;
  }
  plan->outcome = OUTCOME_ASSIGNED;
  plan->rep = roster->reps.v[v->rep].id;
  roster_choose_rep(roster, vm, v->rep);
}

void duplicates_decided(Duplicates *d, uint32_t lead, const Plan *plan) {
  SameLead *known = &d->leads.v[lead];
  switch (plan->outcome) {
    case OUTCOME_WAITING:
    case OUTCOME_UNROUTED:
    case OUTCOME_ERROR: return;
    default: known->pending = false;
  }
  if (plan->outcome == OUTCOME_ASSIGNED) known->owner = arena_copy(&d->arena, plan->rep);
}
