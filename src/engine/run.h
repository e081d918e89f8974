/* A run over the leads of the database: batches of leads are read, decided and written, each in one transaction.
 *
 *   batch.c reads leads -> decide.c: a Decision for each, nothing is written -> apply.c: all of them made true
 *   run.c: the transactions around this; ahead.c: the next batch is decided while this one is written
 *
 * Mostly a batch is decided as a whole and then written as a whole. When what is written for one lead may change
 * another (triggers), or the run ends after so many changes, it goes lead by lead (`one_by_one`). */
#ifndef LEAT_ENGINE_RUN_H
#define LEAT_ENGINE_RUN_H
#include "engine/duplicates.h"
#include "engine/engine.h"
#include "engine/joins.h"
#include "engine/roster.h"
#include "engine/tally.h"
#include "store/life.h"

/* What is to be done about one lead. Its texts live in the batch's lead_arena, the roster and the program. What
 * is written of most leads, owner and ledger row, stands beside it in Batch.writes. */
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
  bool moved;      /* by a limit or a person: what the rules read does not explain it */
  Str by;          /* the statement that says so, instead of a rule; empty: a rule */
  int64_t by_line;
  Str how, sea;    /* of its ownership; empty: assigned, no sea */
} Decision;

typedef struct Batch {
  Arena arena;         /* of what was read: */
  LeadRow *leads;
  uint32_t count;      /* 0: there are no more */
  uint32_t kinds;      /* of events */
  Value *events;       /* `kinds` for each lead, or NULL */
  Owners *owners;      /* of each lead, or NULL */
  uint32_t *barred;    /* so many of them must not get it again; or NULL */
  Str present;         /* who has it, of a lead that is moved */
  CursorPlace place;     /* of the cursor before that */
  Arena lead_arena;    /* of leads that are decided and not yet written: */
  Decision *decisions; /* room for a whole batch */
  LeadWrite *writes;   /* parallel */
  Value *values;       /* their rows */
  uint32_t decided;
  uint32_t first;      /* the place of the first of them among the leads */
  RosterMoves moves;   /* what the roster has to save for them */
  StoreStatus status;  /* of reading and deciding */
  StrBuf text;
} Batch;

struct Ahead;
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
  Batch batches[2];  /* the second one while the first is written */
  struct Ahead *ahead; /* or NULL */
  Store *reader;     /* its connection, or NULL */
  bool never_ahead;
  uint32_t counted;  /* so many leads of the batch are counted: not again when it is done over */
  bool one_by_one;   /* all batches go lead by lead */
  bool redo;         /* this one does: it went wrong when it was written as a whole */
  bool alone;        /* one of both */
  Tally tally;
  LeadCursor *cursor;
  bool life;         /* the script says what becomes of leads later */
  TimerRow timer;    /* of a dry run: the last one that was served */
  bool barring;      /* leads have owners to whom they must not go back */
  Duplicates *duplicates; /* of the leads that wait, or NULL */
  uint32_t not_last; /* so many of a lead's last owners the script asks for */
  int64_t number;    /* of the run, 0: dry */
  int64_t done;      /* leads seen */
  int64_t changed;   /* leads that are not as they were: what a limit counts */
  int64_t total;
  int64_t changed_meanwhile;
  int64_t data_version;
  bool failed_strictly; /* a lead had errors, and the run is strict */
  StrBuf summary;
} Run;

void run_init(Run *run, Leat *l, const LeatRunOptions *options);
void run_deinit(Run *run);
StoreStatus run_refresh(Run *run); /* inside a transaction, with nothing decided: the roster as it is now */
void run_count(Run *run, Batch *b, const Decision *d); /* a lead that is written: it is counted, and told */
bool run_limit_reached(const Run *run);
LeatStatus run_stopped(Run *run); /* not LEAT_OK: someone asked */
StoreStatus run_take_alone(Run *run, Batch *b); /* the turn of the lead that was written alone */
StoreStatus run_progress(Run *run, bool finished); /* how far it is, in its row */
StoreStatus run_commit(Run *run);

Str run_rule_name(const Run *run, int64_t rule); /* -1: empty */
int64_t run_rule_line(const Run *run, int64_t rule);

void batch_init(Run *run, Batch *b); /* once, whoever calls it */
void batch_deinit(Batch *b);
/* The next leads, through this connection. */
StoreStatus batch_read(Run *run, Batch *b, Store *from);
bool batch_left(const Run *run, const Batch *b); /* are some of its leads not decided yet? */
/* Decides leads that are left: as many as may be decided before they are written. Turns move as they are taken, but
 * for a lead that goes alone: its owner is written first. */
StoreStatus batch_decide(Run *run, Batch *b);

/* The lead is his who was chosen for it: his turn, what sticks, and what the next leads may ask. */
StoreStatus decision_take(Run *run, const Decision *d);

/* What becomes of a lead of the batch: its decision is added. */
StoreStatus decide_lead(Run *run, Batch *b, uint32_t at);
/* The same in two parts, between which the plan is made. */
StoreStatus decide_begin(Run *run, Batch *b, uint32_t at, Decision **out);
void decide_end(Run *run, Batch *b);
/* What the ledger keeps of it beside the plan itself; called once, for a lead that it keeps. */
void decide_details(const Run *run, Batch *b, Decision *d, LedgerRow *row);
Str plan_arm(const Chunk *chunk, const Plan *plan); /* of the split that it came to last, or empty */
Str plan_reason(Arena *a, const Plan *plan); /* as the ledger says it: "for manager: big deal" */

/* Owner or outcome, ledger row and effects of all that are decided, in the caller's transaction; in a dry run only
 * what would change is found out. STORE_CONFLICT: one of several has an owner by now; what was written must be rolled
 * back. Of a lead that goes alone that is no failure: it is `met`. */
StoreStatus apply_decisions(Run *run, Batch *b);

/* ---- ahead ---- */
/* From now on a thread of its own reads and decides, with the roster and the cursor of the run: nobody else touches
 * them until ahead_stop. Each batch is whole. The caller has seen the data version of the database before. */
StoreStatus ahead_start(Run *run); /* run->ahead stays NULL when it can't be */
Batch *ahead_next(Run *run); /* waits for it */
void ahead_done(Run *run);   /* that batch is written: its room is free */
/* Ends it. What is decided and not written is forgotten, the roster with it; the leads from `from` on come again. NULL:
 * from the first that was not given on. */
StoreStatus ahead_stop(Run *run, const Batch *from);
void ahead_deinit(Run *run);
#endif
