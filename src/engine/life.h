/* The life of a lead after it was assigned: who has it, what falls due, what happens then.
 *
 * Timers are rows of the database. What reps did moves them only when they fall due (or a rep says so): a limit that
 * was over stays over, however late the run is that finds it. */
#ifndef LEAT_ENGINE_LIFE_H
#define LEAT_ENGINE_LIFE_H
#include "engine/run.h"
#include "store/life.h"

/* Does the script say anything about what becomes of a lead later? Without it a run costs nothing more. */
bool life_kept(const Chunk *chunk);

/* ---- ownerships and their timers; within a transaction ---- */
/* The lead of this decision has the owner that it says: `how` he got it. */
StoreStatus life_begin(Run *run, const Decision *d, Str how, Str sea);
/* It went into another state: what stays due of it. */
StoreStatus life_settle(Run *run, const Decision *d);
/* The timers of `after` statements of this lead, from `base` on. */
StoreStatus life_put_limits(Run *run, Value lead, int64_t base, bool owned);
StoreStatus life_put_idle(Run *run, Value lead, int64_t base);

/* ---- moments ---- */
/* When a limit is over that every activity (oldest first) up to then puts off to `span` after it. */
int64_t life_put_off(const Vm *vm, int64_t due, CodeSpan span, const EventTimes *done);
/* The same for the protection of a claim that began at `begun`: put off by `extend`, at most to its hard end. */
int64_t life_protected(const Vm *vm, const CodeSea *sea, int64_t begun, int64_t due, const EventTimes *done);
bool life_responded(const EventTimes *done, int64_t begun, int64_t due);
/* The timers of the lead moved by what was done until now. */
StoreStatus life_refresh(Run *run, const LeadRow *lead, const OwnedRow *own);

const CodeSea *sea_named(const Chunk *chunk, Str name); /* NULL: none */
/* The rung that follows the one by which the lead was given; NO_RUNG: none, or the script has changed. */
uint32_t life_next_rung(const Chunk *chunk, const OwnedRow *own);

/* ---- moving a lead ---- */
typedef struct LifeMove {
  LeadRow lead;
  Str owner, status; /* of the lead in its table */
  bool owned;
  OwnedRow own;      /* when `owned` */
  Str why;           /* as history and ledger say it */
  Str move;          /* of the ledger */
  Str by;            /* the statement that says so; empty: a rule, or nobody */
  int64_t by_line, barred;
  bool by_person;    /* whoever gets it was not chosen in turn */
} LifeMove;
/* The lead and who has it; *found_out. */
StoreStatus life_find(Run *run, Str id, LifeMove *out, bool *found_out);
/* A decision about the lead, to be filled by one of the next ones. */
Decision *life_decide(Run *run, LifeMove *m);
void life_by_rules(Run *run, Decision *d);
bool life_by_rung(Run *run, Decision *d, uint32_t rung); /* and those after it; false: nobody there is free */
void life_by_deed(Run *run, Decision *d, const CodeAfter *after);
void life_to_sea(Decision *d, Str sea);
/* Takes the lead from its owner and does as decided. */
StoreStatus life_apply(Run *run, LifeMove *m, Decision *d);

/* ---- what a run does before it routes ---- */
LeatStatus life_serve(Run *run, bool own_transactions);
StoreStatus life_strays(Run *run, bool *more_out); /* some of what other hands changed */
StoreStatus life_due(Run *run, bool *more_out);    /* some of what is due */
StoreStatus life_departures(Run *run, bool *more_out);
StoreStatus life_renew(Run *run, bool *more_out);  /* the limits of a script that is not the one of last time */
#endif
