/* Explaining one row: what leat_explain, leat_lead_explain and leat_explain_past have in common. */
#ifndef LEAT_ENGINE_EXPLAIN_H
#define LEAT_ENGINE_EXPLAIN_H
#include "engine/duplicates.h"
#include "engine/trace.h"

typedef struct ExplainInput {
  const Loaded *script;
  const Value *row;
  Str lead_id;
  const Duplicates *duplicates; /* that the lead may be one of, or NULL */
  LeadPast past;  /* none: of a lead that is nowhere */
  int64_t now;
  Vm *vm;
  Arena *values;  /* what evaluation makes; lives until the explanation is made */
} ExplainInput;

/* Routes the row with a roster read now (no store: the script's pools) and tells why. */
LeatStatus explain_row(Leat *l, const ExplainInput *in, LeatExplanation *out);
/* The same with a roster at hand, whose turns do not move. */
void explain_with(Leat *l, Roster *roster, const ExplainInput *in, LeatExplanation *out);
/* The rest of an explanation, when the plan is there. */
void explain_fill(Leat *l, Tracer *tracer, const ExplainInput *in, LeatExplanation *out);
void explain_begin(Leat *l, LeatExplanation *out); /* forgets the explanation before */
#endif
