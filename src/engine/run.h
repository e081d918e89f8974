/* A run over the leads of the database, and the part that makes one plan true. */
#ifndef LEAT_ENGINE_RUN_H
#define LEAT_ENGINE_RUN_H
#include "engine/engine.h"
#include "engine/roster.h"
#include "engine/tally.h"

typedef struct Run {
  Leat *l;
  const Loaded *script;
  const LeatRunOptions *options;
  Store *store;
  Vm *vm;
  VmHost host;
  Roster *roster;
  Rows rows;
  Value *row;
  Arena arena;       /* of the run */
  Arena lead_arena;  /* values and plan of one lead */
  Arena batch_arena; /* rows as read */
  Plan plan;
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
  StrBuf inputs, passed, errors, summary;
} Run;

/* Owner or outcome, turn, ledger and effects of one plan; the caller's transaction holds them together. STORE_CONFLICT:
 * another hand gave the lead an owner; nothing was written. */
StoreStatus apply_plan(Run *run, const LeadRow *lead);
Str plan_reason(Arena *a, const Plan *plan);     /* as the ledger says it: "for manager: big deal" */
#endif
