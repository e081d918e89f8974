/* What other rows of the database say for a key of the lead: owner_by(…) and tables from the database.
 *
 * joins_new -> for each batch joins_load (one query for each such column) -> for each lead joins_put, and joins_take
 * when it got an owner. What was read is kept for the run, with the owners that the run itself gave, until another
 * program writes (joins_forget). */
#ifndef LEAT_ENGINE_JOINS_H
#define LEAT_ENGINE_JOINS_H
#include "engine/row.h"

typedef struct Joins Joins;

/* NULL: the script asks for none. store may be NULL: then only what joins_take told is known. `keeps`: what joins_take
 * tells is not written to the store, so that nothing may be forgotten. The vm's lead is forgotten by each call. */
Joins *joins_new(Store *store, const Rows *rows, Vm *vm, bool keeps);
void joins_free(Joins *j); /* NULL too */
void joins_forget(Joins *j);
/* events: as of events_load for these leads, or NULL. */
StoreStatus joins_load(Joins *j, Arena *batch, const LeadRow *leads, uint32_t count, const Value *events);
/* Into the lead's row, which has everything else. */
StoreStatus joins_put(Joins *j, const LeadRow *lead, Value *row, Arena *a);
/* The lead put last went to this rep. created: INT64_MIN: as the store says. */
StoreStatus joins_take(Joins *j, const LeadRow *lead, int64_t created, Str rep);
/* One lead alone. */
StoreStatus joins_fill(Store *store, const Rows *rows, Vm *vm, const LeadRow *lead, Value *row, Arena *a);
StoreStatus joins_check(Store *store, const Chunk *chunk); /* do the tables and columns that are named fit? */
#endif
