/* Counting a run: outcomes, rules, pools, reps, and what was missing or went wrong, with examples. */
#ifndef LEAT_ENGINE_TALLY_H
#define LEAT_ENGINE_TALLY_H
#include "engine/leat.h"
#include "engine/row.h"
#include "engine/strmap.h"
#include "vm/plan.h"

typedef struct Tally {
  Arena arena; /* tables while counting */
  const Chunk *chunk;
  int64_t leads;
  int64_t outcomes[OUTCOME_COUNT];
  LeatRuleCount *rules;
  StrMap pool_index, rep_index, issue_index;
  VEC(LeatCount) pools;
  VEC(LeatCount) reps;
  VEC(LeatIssue) errors;
  VEC(LeatIssue) unknowns;
} Tally;

void tally_init(Tally *t, const Chunk *chunk);
void tally_deinit(Tally *t);
/* One lead, of these cells. fits: every cell was of its column's type. */
void tally_plan(Tally *t, const Plan *plan, const Rows *rows, const Value *row, const Value *cells, bool fits,
                Str lead_id);
/* Sorted, copied into the arena; run, script and the like are the caller's. */
void tally_report(const Tally *t, Arena *a, LeatReport *out);
#endif
