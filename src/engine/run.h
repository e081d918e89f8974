/* A run over the leads of the database: batches of leads are read, decided and written, each in one transaction.
 *
 *   run.c reads a batch -> decide.c: a Decision for each lead, nothing is written -> apply.c: all of them made true
 *
 * Mostly a batch is decided as a whole and then written as a whole. When what is written for one lead may change
 * another (triggers), or the run ends after so many changes, it goes lead by lead (`one_by_one`). */
#ifndef LEAT_ENGINE_RUN_H
#define LEAT_ENGINE_RUN_H
#include "engine/engine.h"
#include "engine/joins.h"
#include "engine/roster.h"
#include "engine/tally.h"

typedef struct Batch { /* leads as they were read, with what else is known of them */
  LeadRow *leads;
  uint32_t count;
  uint32_t kinds;  /* of events */
  Value *events;   /* `kinds` for each lead, or NULL */
  Owners *owners;  /* of each lead, or NULL */
} Batch;

/* What is to be done about one lead. Its texts live in the run's lead_arena, the roster and the program. What is
 * written of most leads, owner and ledger row, stands beside it in Run.writes. */
typedef struct Decision {
  const LeadRow *lead;
  Plan plan;
  Value *row;      /* as the rules saw it */
  bool fits;       /* no value of a wrong type */
  bool changed;    /* the lead is not as it was: known once it is written */
  bool met;        /* another hand gave it an owner: nothing is written */
  Str reason;      /* as the ledger says it */
  Pass *passes;    /* who was passed over, as long as the ledger does not say it */
  uint32_t pass_count;
} Decision;

typedef struct Run {
  Leat *l;
  const Loaded *script;
  const LeatRunOptions *options;
  Store *store;
  Vm *vm;
  VmHost host;
  Roster *roster;
  Rows rows;
  Joins *joins;      /* or NULL */
  Arena arena;       /* of the run */
  Arena lead_arena;  /* values and plans of the leads that are decided and not yet written */
  Arena batch_arena; /* rows as read */
  Decision *decisions; /* as many as a batch has leads */
  LeadWrite *writes;   /* parallel */
  Value *values;       /* the rows of the decisions */
  uint32_t decided;
  uint32_t counted; /* so many leads of the batch are counted: not again when it is done over */
  bool one_by_one;  /* all batches go lead by lead */
  bool redo;        /* this one does: it went wrong when it was written as a whole */
  bool alone;       /* one of both */
  Tally tally;
  LeadCursor *cursor;
  uint32_t not_last; /* so many of a lead's last owners the script asks for */
  int64_t number;    /* of the run, 0: dry */
  int64_t done;      /* leads seen */
  int64_t changed;   /* leads that are not as they were: what a limit counts */
  int64_t total;
  int64_t changed_meanwhile;
  int64_t data_version;
  bool failed_strictly; /* a lead had errors, and the run is strict */
  StrBuf text, summary;
} Run;

Str run_rule_name(const Run *run, int64_t rule); /* -1: empty */
int64_t run_rule_line(const Run *run, int64_t rule);

/* What becomes of a lead of the batch: its decision is added to the run's. */
StoreStatus decide_lead(Run *run, const Batch *b, uint32_t at);
/* What the ledger keeps of it beside the plan itself; called once, for a lead that it keeps. */
void decide_details(Run *run, Decision *d, LedgerRow *row);
Str plan_reason(Arena *a, const Plan *plan); /* as the ledger says it: "for manager: big deal" */

/* Owner or outcome, ledger row and effects of all that are decided, in the caller's transaction; in a dry run only
 * what would change is found out. STORE_CONFLICT: one of several has an owner by now; what was written must be rolled
 * back. Of a single lead that is no failure: it is `met`. */
StoreStatus apply_decisions(Run *run);
#endif
