/* The life of a lead in the database: who had it, what is due, what reps did, public seas.
 *
 * All of it is of version 3 of the tables; an older database that is only read has none of it. Writing is between
 * store_begin and store_commit. */
#ifndef LEAT_STORE_LIFE_H
#define LEAT_STORE_LIFE_H
#include "store/store.h"

typedef struct OwnedRow { /* one ownership; at most one of a lead is open */
  int64_t id;
  Value lead;
  Str rep, pool, sea; /* sea: that he claimed it from */
  Str how;            /* assigned, claimed, approved, by hand */
  int64_t begun, responded, ended; /* instants; 0: not yet */
  Str why;            /* it ended */
  int64_t barred;     /* so many of its last owners must not get it again; of an open one 0 */
  Str rule, script;   /* that gave it */
  int64_t line, rung; /* rung: of its ladder, 0 is the assign itself */
} OwnedRow;
StoreStatus store_owned_open(Store *s, Arena *a, Value lead, OwnedRow *out, bool *found_out);
/* Newest first, at most `most`. */
StoreStatus store_owned_of(Store *s, Arena *a, Value lead, uint32_t most, OwnedRow **out, uint32_t *count_out);
/* The ownerships of a rep, newest first; `open_only`: those that have not ended. */
StoreStatus store_owned_by(Store *s, Arena *a, Str rep, bool open_only, OwnedRow **out, uint32_t *count_out);
StoreStatus store_owned_all(Store *s, Arena *a, OwnedRow **out, uint32_t *count_out); /* the newest of each lead */
StoreStatus store_owned_begin(Store *s, const OwnedRow *row); /* STORE_CONFLICT: the lead has an open one */
StoreStatus store_owned_respond(Store *s, int64_t id, int64_t at); /* unless there was a response before */
StoreStatus store_owned_end(Store *s, int64_t id, int64_t at, Str why, int64_t barred);
StoreStatus store_owned_any(Store *s, bool *out); /* has any ownership been written? */
/* The owner that he was is so no more: STORE_CONFLICT when it is another by now. */
StoreStatus store_unassign(Store *s, const LeadRow *lead, Str rep);

typedef struct TimerRow { Value lead; Str kind; int64_t number, due; } TimerRow; /* due: an instant */
StoreStatus store_timer_put(Store *s, const TimerRow *timer); /* in place of the one of this lead, kind and number */
StoreStatus store_timer_start(Store *s, const TimerRow *timer); /* unless there is one */
StoreStatus store_timer_drop(Store *s, const TimerRow *timer, bool *there_out);
/* Of this lead: all, or all but `idle`, which go on when it changes hands. */
StoreStatus store_timers_clear(Store *s, Value lead, bool all);
StoreStatus store_timers_of(Store *s, Arena *a, Value lead, TimerRow **out, uint32_t *count_out);
/* Those due until `until` in the order in which they fall due, behind `after` (NULL: from the first). */
StoreStatus store_timers_due(Store *s, Arena *a, int64_t until, const TimerRow *after, uint32_t most, TimerRow **out,
                             uint32_t *count_out);
StoreStatus store_limits_drop(Store *s); /* those of `after` statements, of all leads */
StoreStatus store_timers_any(Store *s, bool *out);

/* The table of activities as the script says; NULL: the default table `activities`, which may be missing. */
StoreStatus store_map_activities(Store *s, const SourceDecl *activities);
/* What reps did about the lead from `since` to `until`, both included, oldest first: rows of that table, and what they
 * told Leat. */
StoreStatus store_activities(Store *s, Arena *a, const Zone *zone, const LeadRow *lead, int64_t since, int64_t until,
                             EventTimes *out);
StoreStatus store_activity_add(Store *s, Value lead, int64_t at, Str kind, Str rep); /* what a rep told Leat */

/* Leads that changed by another hand, at most `most`: an open ownership whose lead is closed, gone or another's by now;
 * a lead with an owner but no open ownership; one that was closed and is not any more. */
typedef enum StrayKind { STRAY_GONE, STRAY_CLOSED, STRAY_OWNER, STRAY_NEW, STRAY_REOPENED } StrayKind;
typedef struct Stray { StrayKind kind; Value lead; Str owner, status; } Stray; /* of the lead now */
StoreStatus store_strays(Store *s, Arena *a, uint32_t most, Stray **out, uint32_t *count_out);
/* The reps who have leads, in order of their ids. */
StoreStatus store_owners_now(Store *s, Arena *a, Str **out, uint32_t *count_out);
StoreStatus store_state_of(Store *s, Arena *a, Value lead, StateRow *out, bool *found_out);
StoreStatus store_state_put(Store *s, Value lead, const StateRow *state); /* the lead's table is not touched */
StoreStatus store_state_drop(Store *s, Value lead); /* in any state */
StoreStatus store_ledger_move(Store *s, Str move);  /* of the row written last: which move it was */
StoreStatus store_meta(Store *s, Arena *a, const char *key, Str *out); /* empty: none */
StoreStatus store_meta_set(Store *s, const char *key, Str value);

typedef struct PenaltyRow {
  int64_t id;
  Str rep, sea;
  double weight;
  int64_t begun, until, lifted;
  Value lead;
} PenaltyRow;
StoreStatus store_penalty_add(Store *s, const PenaltyRow *row);
/* Those that hold at `now`; rep empty: of all. */
StoreStatus store_penalties(Store *s, Arena *a, int64_t now, Str rep, PenaltyRow **out, uint32_t *count_out);
StoreStatus store_penalty_lift(Store *s, Str rep, int64_t at, int64_t *count_out);
/* The leads in a sea, those that came first first; the columns as of store_lead. */
typedef struct SeaLead { LeadRow row; int64_t since; } SeaLead;
StoreStatus store_sea_leads(Store *s, Arena *a, Str sea, const CodeColumn *columns, uint32_t n, SeaLead **out,
                            uint32_t *count_out);
StoreStatus store_held(Store *s, Arena *a, StateRow **out, Value **leads_out, uint32_t *count_out); /* oldest first */
StoreStatus store_claimed(Store *s, Arena *a, Str sea, OwnedRow **out, uint32_t *count_out); /* ever, oldest first */
#endif
