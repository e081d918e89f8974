/* Every rule on one lead, in order: what its condition was and why, what it did, and who was passed over. */
#ifndef LEAT_ENGINE_TRACE_H
#define LEAT_ENGINE_TRACE_H
#include "engine/clause.h"
#include "engine/roster.h"

typedef struct Try { /* one question for a rep, answered */
  uint32_t target;
  Str words; /* "pool "senior" roundrobin: bob is next after alice" */
  LeatPassed *passed;
  uint32_t passed_count;
} Try;
typedef VEC(Try) Tries;

typedef struct Tracer {
  const Loaded *script;
  Arena *a; /* of what is told */
  Vm *vm;
  const Value *row;
  Str lead_id;
  Scratch scratch;
  const Plan *plan;
  Tries tries;
} Tracer;

/* What the roster was asked during vm_run, as tries. */
void trace_asked(Tracer *t, const Roster *r);
void trace_rules(Tracer *t, LeatExplanation *out);
void trace_computed(Tracer *t, LeatExplanation *out); /* score and class */
void trace_values(Tracer *t, const Rows *rows, LeatExplanation *out);
#endif
