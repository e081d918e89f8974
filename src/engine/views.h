/* Who of a pool can be chosen by one target of the script, kept from lead to lead.
 *
 * A where-filter over the rep alone gives the same members for every lead, one that reads the lead gives the same for
 * leads with the same values of what it reads. So what it said is kept by these values, and a lead like one before it
 * asks nobody again. What changes when a member takes a lead is brought up to date for him alone.
 *
 *   view = view_of(r, vm, target, pool);  strategy_pick(kind, &view->lineup, id);
 *
 * Only a memory: whatever is forgotten is worked out again with the same result. */
#ifndef LEAT_ENGINE_VIEWS_H
#define LEAT_ENGINE_VIEWS_H
#include "code/uses.h"
#include "engine/roster.h"

struct View {
  uint32_t target, pool; /* target: NO_TARGET of a pool as it is */
  uint64_t hash;
  Value *key;            /* of the lead's columns that are read */
  uint32_t seen;         /* of the pool's changes */
  bool *let_in;          /* by the where-filter; NULL: there is none */
  Lineup lineup;
  VEC(uint32_t) left_out; /* for the lead at hand */
  View *next;            /* in the same slot of the table */
};
#define NO_TARGET UINT32_MAX

/* vm may be NULL for NO_TARGET. Lives until the next call. */
View *view_of(Roster *r, Vm *vm, uint32_t target, uint32_t pool);
/* This member not, until view_of gives the view again. */
void view_leave_out(Roster *r, View *view, uint32_t member);
/* A member of the view who cannot be chosen: why. PASS_NONE: he was left
 * out. */
PassKind view_gate(const Roster *r, const View *view, uint32_t member);
#endif
