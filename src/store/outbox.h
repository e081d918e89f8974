/* What is to be told: the messages and tasks that runs put into the outbox, on their way out of it.
 *
 * A message is unsent until it is sent or dead. Whoever delivers a channel takes it first, so that each message is sent
 * by one process at a time: store_channel_take -> store_unsent, send, store_sent or store_not_sent … ->
 * store_channel_give. One who dies keeps the channel until the time that he gave. Every function that writes is a
 * transaction of its own. */
#ifndef LEAT_STORE_OUTBOX_H
#define LEAT_STORE_OUTBOX_H
#include "store/store.h"

#define TASK_CHANNEL "tasks" /* of rows that name no channel */

typedef struct OutboxMessage {
  int64_t id;
  Str lead, kind, channel, text, rule, error; /* kind: notify or task; error: of the last try; empty: none */
  int64_t at, due, tries, next_at, dead_at;   /* instants; 0: none */
} OutboxMessage;

/* Of a channel, in order of id, behind `after`. The texts live in the arena. */
StoreStatus store_unsent(Store *s, Arena *a, Str channel, int64_t after, uint32_t most, OutboxMessage **out,
                         uint32_t *count_out);
/* Of all channels, newest first: those given up, or those that wait. */
StoreStatus store_outbox_list(Store *s, Arena *a, bool dead, uint32_t most, OutboxMessage **out, uint32_t *count_out);

typedef struct ChannelState {
  int64_t busy_until; /* 0: nobody delivers it */
  int64_t failures, next_at; /* times in a row that the channel as a whole failed; not before; 0: now */
  Str error;
} ChannelState;
/* STORE_CONFLICT: another process has it, see *state_out. Else it is ours until `until`. */
StoreStatus store_channel_take(Store *s, Arena *a, Str channel, int64_t now, int64_t until, ChannelState *state_out);
StoreStatus store_channel_give(Store *s, Str channel, const ChannelState *state); /* busy_until is taken as 0 */
/* Both keep the channel until `until`. STORE_CONFLICT: it is no longer ours, as it was until `held`; the message is
 * noted all the same. */
StoreStatus store_sent(Store *s, const OutboxMessage *m, int64_t at, int64_t held, int64_t until);
/* Notes m's tries, next_at, dead_at and error. */
StoreStatus store_not_sent(Store *s, const OutboxMessage *m, int64_t held, int64_t until);

typedef struct ChannelCount {
  Str channel;
  int64_t unsent, dead;
} ChannelCount;
StoreStatus store_channel_counts(Store *s, Arena *a, ChannelCount **out, uint32_t *count_out); /* sorted by name */
/* Dead messages become unsent as new ones: one by its id, or with id 0 all of them. */
StoreStatus store_revive(Store *s, int64_t id, int64_t *count_out);
#endif
