/* Which leads are the same? As `duplicate when …` says, without comparing each with every other: leads that share what
 * must be the same form a block, and only within one is anything compared. Groups are transitive.
 *
 * Blocking and closure: Christen, Data Matching (Springer 2012), chapters 4 and 8. */
#ifndef LEAT_ENGINE_DUPLICATES_H
#define LEAT_ENGINE_DUPLICATES_H
#include "engine/engine.h"
#include "engine/roster.h"
#include "engine/strmap.h"

#define NO_LEAD UINT32_MAX

typedef struct SameLead {
  Str id, owner;   /* owner: as the database says it, or as this run gave it; empty: none */
  bool pending;    /* it waits to be routed, and is not decided by this run */
  Str truth;       /* of the column that was asked for */
} SameLead;

typedef struct SameGroups { /* of one `duplicate` statement */
  uint32_t *parent;  /* by lead: towards the first of its group */
  uint32_t *next;    /* the next lead of the group, in the order of the table, or NO_LEAD */
  uint32_t *other;   /* an earlier lead that it was found to be the same as, or NO_LEAD */
  uint16_t *clause;  /* by which clause */
} SameGroups;

typedef struct Duplicates {
  Arena arena;
  const Loaded *script;
  VEC(SameLead) leads;   /* in the order of the table; of a run only pending ones and those that may be the same */
  SameGroups *groups;    /* by statement */
  StrMap by_id;
  int64_t large_blocks;  /* in which not all were compared */
  int64_t large_leads;
} Duplicates;

typedef struct DuplicatesWanted {
  int64_t now_ms;
  bool for_run; /* only leads that matter to pending ones */
  Str only;     /* only leads that matter to this one; empty: all */
  Str truth;    /* a column whose texts are kept, or empty */
} DuplicatesWanted;
/* All leads, or with `for_run` those that matter to the pending ones. NULL in *out: the script has no `duplicate`, or
 * nothing is pending. Reads only. */
StoreStatus duplicates_find(Store *store, const Loaded *script, const DuplicatesWanted *wanted, Duplicates **out);
void duplicates_free(Duplicates *d);
uint32_t duplicates_first(const Duplicates *d, uint32_t statement, uint32_t lead); /* of its group */
/* "same fold(email) as lead 17", with what it was by. */
Str duplicates_why(Arena *a, const Duplicates *d, uint32_t statement, uint32_t lead, uint32_t other);

typedef struct DuplicateVerdict { /* what becomes of a lead that is the same as another one */
  uint32_t statement, other;
  uint32_t rep;  /* ROUTE: index in the roster */
} DuplicateVerdict;
/* Is it the same as a lead that is routed already? Leads that still wait make no duplicates: they are routed first, and
 * those behind them follow. Of several owners the first in the table counts who is still there; whether he is away or
 * full does not matter. False: the rules decide. */
bool duplicates_judge(const Duplicates *d, const Roster *roster, uint32_t lead, DuplicateVerdict *out);
/* The plan that the verdict makes; the reason lives in the arena. */
void duplicates_plan(const Duplicates *d, Roster *roster, Vm *vm, const DuplicateVerdict *v, uint32_t lead,
                     Arena *a, Plan *plan);
/* The lead is decided: it counts for those behind it. */
void duplicates_decided(Duplicates *d, uint32_t lead, const Plan *plan);
#endif
