/* Who of a pool can be chosen by one target of the script, kept from lead to lead.
 *
 * A where-filter over the rep alone gives the same members for every lead, one that reads the lead gives the same for
 * leads with the same values of what it reads. So what it said is kept by these values, and a lead like one before it
 * asks nobody again. What changes when a member takes a lead is brought up to date for him alone.
 *
 *   view = view_of(r, vm, target, pool);  strategy_pick(kind, &view->lineup, id);
 *
 * The same holds for what a strategy compares members by: weights, values, positions.
 *
 * Only a memory: whatever is forgotten is worked out again with the same result. */
#ifndef LEAT_ENGINE_VIEWS_H
#define LEAT_ENGINE_VIEWS_H
#include "code/uses.h"
#include "engine/roster.h"

typedef struct How { /* a strategy and what is said to it */
  StrategyKind kind;
  const CodeBy *by; /* NULL: nothing */
} How;
#define NO_TARGET UINT32_MAX

struct View {
  How how;               /* by NULL: any strategy that has none */
  uint32_t where, pool;  /* where: Func or NO_FUNC */
  uint64_t hash;
  Value *key;            /* of the lead's columns that are read */
  uint32_t seen;         /* of the pool's changes */
  bool *let_in;          /* by the where-filter; NULL: there is none */
  Value *values;         /* what `by` gives for each member; NULL: there is none, or the distance */
  Number *numbers;       /* the same */
  int64_t *weights;      /* weighted: made of the numbers */
  bool weights_changed;
  MemberSet placed;      /* nearest: whose position is known */
  Places places;
  Lineup lineup;
  VEC(uint32_t) left_out; /* for the lead at hand */
  View *next;            /* in the same slot of the table */
};

/* What the target says, else what the pool says. */
How how_of(const Roster *r, uint32_t target, uint32_t pool);
/* Does who is next depend on the lead? */
bool how_reads_lead(Roster *r, How how);
/* NO_TARGET: the pool as it is, vm may be NULL. Lives until the next call. */
View *view_of(Roster *r, Vm *vm, uint32_t target, uint32_t pool);
/* This member not, until view_of gives the view again. */
void view_leave_out(Roster *r, View *view, uint32_t member);
/* Where the lead is, for nearest; false: that is not known. */
bool view_aim(const Roster *r, View *view, const Value *row);
/* A member of the view who cannot be chosen: why, in what a pass says. PASS_NONE: he was left out. */
Pass view_gate(const Roster *r, const View *view, uint32_t member);
#endif
