/* Whom a lead must not go to again (`not last`), and to whom leads like it go (`sticky by`).
 *
 * What sticks is looked up when a target is asked, and kept when the choice counts: in the database in a run, in the
 * roster in a dry run and in tests. A lead that sticks takes nobody's turn. */
#ifndef LEAT_ENGINE_STICKY_H
#define LEAT_ENGINE_STICKY_H
#include "engine/strmap.h"
#include "store/store.h"
#include "vm/vm.h"

typedef struct LeadPast { /* of the lead at hand; its texts live until the lead is routed */
  Value lead;        /* its id */
  const Str *owners; /* newest first, the present one too */
  uint32_t owner_count;
  uint32_t barred;   /* so many of them must not get it again, whatever the target says */
} LeadPast;

typedef enum StickyState {
  STICKY_NOT,  /* no such clause, its key is missing, or nobody has such leads */
  STICKY_SAME, /* the rep who has them gets this one */
  STICKY_BUSY, /* he can't now; they stay his */
  STICKY_GONE  /* he left: they go to who is chosen now */
} StickyState;

typedef struct Sticky { /* of the target asked last */
  StickyState state;
  bool keep;     /* the choice is to be remembered */
  StickyRow row; /* what is remembered, or will be */
} Sticky;

typedef struct StickyMemory { /* beside the database: what a dry run and a test would have written */
  StrMap index;
  VEC(StickyRow) rows;
} StickyMemory;

struct Roster;
struct View;
bool owned_lately(const struct Roster *r, uint32_t target, Str rep);
/* The member of the view's pool to whom leads like this one go and who may have it; -1: none. Fills r->sticky. */
int32_t sticky_member(struct Roster *r, Vm *vm, uint32_t target, const struct View *view);
/* The last choice counts. */
StoreStatus sticky_take(struct Roster *r);
Str sticky_reason(Arena *a, const Sticky *sticky); /* "sticky: same email_domain as lead 17" */
bool sticky_any(const Chunk *chunk); /* has some target `sticky by`? */
/* The greatest `not last` of the script; 0: none. */
uint32_t not_last_most(const Chunk *chunk);
/* The present owner goes before those of the ledger. */
LeadPast lead_past(Arena *a, Value lead, const Owners *owners, Str present);
#endif
