/* What happened to leads, as lists of times in their rows: read for a batch of leads at once. */
#ifndef LEAT_ENGINE_EVENTS_H
#define LEAT_ENGINE_EVENTS_H
#include "engine/row.h"

/* The events of `count` leads that the script may see at `now`, (rows->all - rows->count) values for each; they live in
 * the arena. NULL when the script asks for none. */
StoreStatus events_load(Store *store, const Rows *rows, Arena *a, const Str *leads, uint32_t count, int64_t now,
                        Value **out);
/* Puts the values of one lead into its row. */
void events_put(const Rows *rows, const Value *values, Value *row);

/* Of one kind, in any order; those that the script may not see at `now` are left out. Sorts the times. */
Value events_seen(Arena *a, const Chunk *chunk, uint32_t slot, int64_t *times, uint32_t n, int64_t now);
Value events_list(Arena *a, const int64_t *times, uint32_t n); /* oldest first */
Value events_unreadable(void); /* some event's time is no time */
#endif
