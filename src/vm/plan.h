/* What the rules decided for one lead: an outcome and an ordered list of effects. Nothing has happened yet.
 *
 * plan_reset -> vm_run fills it -> the engine applies it, shows it, or compares it. All text lives in the lead's arena
 * or the program's. */
#ifndef LEAT_VM_PLAN_H
#define LEAT_VM_PLAN_H
#include "base/arena.h"
#include "code/chunk.h"
#include "code/value.h"
#include "syntax/ast.h"

typedef enum Outcome {
#define OUTCOME(name, word, doc) OUTCOME_##name,
#include "check/outcomes.def"
#undef OUTCOME
  OUTCOME_COUNT
} Outcome;
const char *outcome_word(Outcome o); /* "assigned" */

typedef struct Effect {
  ActionKind kind; /* TAG SET NOTIFY TASK */
  uint32_t rule;
  uint32_t slot;   /* SET: lead column */
  Str name;        /* NOTIFY: channel; SET: field */
  Value value;     /* TAG, NOTIFY, TASK: text; SET: the value */
  Value due;       /* TASK: a duration from now, a time (by working time), or missing */
} Effect;

typedef struct RuleIssue {
  uint32_t rule; /* from chunk.rules.n on: a part of score or class */
  RuleError error;
  int32_t column;
} RuleIssue; /* error NONE: unknown; column: slot that was missing or wrong, or -1 */

typedef struct Plan {
  Outcome outcome;
  int32_t rule;    /* that ended routing, or -1 */
  Str pool, rep;   /* ASSIGNED: pool may be empty (assign rep); WAITING: pool; SEA: its name */
  Str reason;      /* hold, archive, nurture programme, why unrouted, sticky */
  Str detail;      /* HELD: for whom; NURTURED: programme */
  int64_t respond_by; /* instant; 0: none */
  uint32_t rung;      /* ASSIGNED: of the ladder; NO_RUNG: none */
  Value score, class;  /* what the script's statements gave; missing: it has none, or no class fits */
  VEC(Effect) effects;
  VEC(RuleIssue) errors;   /* rules whose condition, action or target failed */
  VEC(RuleIssue) unknowns; /* rules that were unknown because a value is missing */
  VEC(uint32_t) fired;     /* rules whose condition was true, in order */
} Plan;

void plan_reset(Plan *p); /* forgets; its arrays are the lead arena's and go with it */
void plan_print(StrBuf *out, const Plan *p); /* canonical text, for tests and `dump --stage plan` */
#endif
