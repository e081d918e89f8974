/* Who is in which pool, who of them is free now, and whose turn it is.
 *
 * roster_load reads reps, pools, members, turns and open leads, and joins the script's pools to them. roster_choose is
 * what the machine asks; it is pure. roster_take makes the last choice count; roster_moved gives the turns that
 * moved, to be saved with the leads that moved them. The roster is read again when another program has written. */
#ifndef LEAT_ENGINE_ROSTER_H
#define LEAT_ENGINE_ROSTER_H
#include "engine/auto_capacity.h"
#include "engine/engine.h"
#include "engine/row.h"
#include "engine/sticky.h"
#include "engine/strmap.h"
#include "store/store.h"
#include "strategy/strategy.h"
#include "vm/vm.h"

typedef struct Seat { uint32_t pool, member; } Seat;
typedef struct View View;   /* engine/views.h */
typedef struct Views Views;
typedef struct Learned Learned; /* engine/learned.h */

typedef enum PassKind {
  PASS_NONE,
  PASS_DEPARTED, PASS_INACTIVE, PASS_PAUSED, PASS_AWAY, PASS_HOURS, PASS_BUSY, /* whoever the lead is */
  PASS_CAPACITY, PASS_DAY, PASS_WEEK, PASS_MONTH, /* in the order of CapacityUnit */
  PASS_CLASS, PASS_WHERE, PASS_LAST,
  PASS_VALUE,      /* no value to compare by, or no weight above 0 */
  PASS_PLACE,      /* his position is not known */
  PASS_LEAD_PLACE, /* the lead's is not */
  PASS_FAR         /* beyond `max` */
} PassKind;

typedef struct Spell { int64_t from, until; } Spell; /* from <= t < until */
typedef VEC(Spell) Spells; /* by from */
typedef struct DayLeads { int64_t day, leads; } DayLeads; /* day: counted since 1970, in the rep's zone */
typedef VEC(DayLeads) Days;

typedef struct MemberTerms { /* when somebody may be given leads, and how many */
  int64_t most[CAPACITY_UNITS]; /* -1: any number */
  Calendar *calendar;           /* his hours; NULL: always */
  const CodeClassCapacity *classes;
  uint32_t class_count;
  uint32_t auto_weeks;          /* most per day comes from his history; 0: it does not */
  AutoCapacity learned;
  PassKind out;                 /* what keeps him out at Roster.now, whatever he has */
  int64_t out_until;            /* INT64_MAX: nobody knows */
} MemberTerms;

typedef struct RosterRep {
  Str id, name;
  bool has_row; /* in the reps table */
  bool active;
  Spells away, busy;
  int64_t paused_until, departed_at; /* INT64_MIN: not paused; INT64_MAX: for ever; never */
  const Zone *zone;        /* whose days, weeks and months count his leads */
  MemberTerms terms;       /* for `assign rep` */
  Days days;               /* on which he was given leads, in order */
  int64_t today;           /* as in days */
  int64_t open;
  int64_t given[CAPACITY_UNITS]; /* this day, week, month of his; not for open leads */
  int64_t *class_open;     /* by class; NULL: the script has none */
  int64_t unsaved;         /* of today's leads, those that the database does not count yet */
  VEC(Seat) seats;       /* where he is a member */
  Value *cells;            /* by rep column slot; the derived ones are set for each question */
} RosterRep;

typedef struct Missed { /* AbsentRow of a member */
  int64_t since, extra, used;
  bool changed;
} Missed;
typedef struct RosterPool {
  Str name;
  StrategyKind strategy;
  const CodeBy *by;    /* what is said to `strategy`; NULL: nothing */
  uint32_t count;
  uint32_t *reps;      /* index of each member's rep, in listed order */
  Candidate *members;  /* parallel */
  MemberTerms *terms;  /* parallel */
  VEC(uint32_t) classed; /* members with a capacity of a class */
  Value *skills;       /* parallel: list, or missing */
  Turns turns;
  int64_t catch_up;      /* of CodePool */
  Missed *missed;        /* parallel; only with catch_up */
  bool any_moved;        /* turn rows must be saved */
  VEC(TurnRow) gone;     /* of former members who shared in the turns of `weighted` */
  VEC(uint32_t) changes; /* members whose load changed, oldest first */
} RosterPool;

typedef struct Pass { /* one who was passed over */
  PassKind kind;
  uint32_t target, pool, rep; /* pool: NO_POOL of `assign rep` */
  int64_t count, most;        /* of a capacity */
  uint32_t class;             /* CLASS: index in the chunk */
  int64_t until;              /* INT64_MAX: nobody knows */
  const CodeBy *by;           /* VALUE */
  Value value;                /* VALUE */
  double km;                  /* FAR */
} Pass;
typedef struct Asked { /* one question of the machine, for traces */
  uint32_t target, pool;
  Str name;
  ChoiceResult result;
  StrategyKind strategy;
  int32_t picked;       /* member, or -1 */
  const CodeBy *by;     /* or NULL */
  Value value;          /* what the strategy gives for him */
  double km;            /* nearest */
  int32_t next;         /* who would have been picked without him, or -1 */
  Value next_value;
  int32_t before;       /* member served last before, or -1 */
  uint32_t pass_start, pass_end;
  Sticky sticky;        /* its texts live in the trace arena */
} Asked;
#define NO_POOL UINT32_MAX
enum { ROSTER_PASSES = 50 }; /* kept for the ledger */

typedef struct TakenFit { Value lead; uint32_t rep; char *fits; } TakenFit; /* fits: by class */

typedef struct DayAdd { Str rep; int64_t day, leads; } DayAdd;
typedef struct RosterMoves { /* turns, and leads of the day: what is saved with the leads that moved them */
  TurnRow *turns;
  DayAdd *days;
  uint32_t turn_count, day_count;
} RosterMoves;

typedef struct Roster {
  Arena arena;
  const Chunk *chunk;
  int64_t now;
  Store *store;     /* or NULL */
  bool writes;      /* what sticks is written to the store */
  bool asks_store;  /* choosing reads or writes the store: no lead can be decided ahead of its transaction */
  StoreStatus status; /* of what was read while choosing */
  Arena lead_arena; /* of the lead at hand */
  LeadPast past;
  Sticky sticky;
  StickyMemory memory;
  Rows rep_rows;
  VEC(RosterRep) reps;
  VEC(RosterPool) pools;
  VEC(uint32_t) counted; /* reps with unsaved leads */
  char *fits;            /* of the lead at hand, by class (classes.c) */
  Arena fit_arena;
  VEC(TakenFit) taken;   /* not saved yet */
  StrMap rep_index, pool_index;
  int32_t slot_open, slot_capacity, slot_weight, slot_skills, slot_id, slot_name; /* rep columns; -1: not used */
  bool tracing;     /* keep every pass and every question */
  Arena *trace_arena;
  VEC(Pass) passes; /* of the lead at hand */
  VEC(Asked) asked;
  Vm *vm;             /* of roster_load; the caller's */
  Value *blank_row;   /* of a lead of which nothing is known */
  Vm *own_vm;         /* freed with the roster; or NULL */
  Learned *learned;
  Views *views;
  View *last_view;    /* of last_pool */
  uint32_t last_pool; /* the last choice that found someone */
  int32_t last_member;
  uint32_t last_rep;
  StrategyKind last_strategy;
  Str limit_error;    /* a pool is too large; empty: none */
} Roster;

/* store may be NULL: the script's pools alone. The vm is used for `from reps where`; its lead is forgotten. */
StoreStatus roster_load(Roster **out, Store *store, const Loaded *script, Vm *vm, int64_t now);
void roster_free(Roster *r);
/* The choice falls on this rep, outside of any pool: roster_take makes it count. */
void roster_choose_rep(Roster *r, Vm *vm, uint32_t rep);
void roster_begin_lead(Roster *r, const LeadPast *past); /* past: NULL, or lives until the lead is routed */
ChoiceResult roster_choose(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out); /* VmHost.choose; ctx: Roster */
StoreStatus roster_take(Roster *r);
void roster_give_back(Roster *r, Str rep); /* he has one lead less */
/* His leads, or what keeps him from having more, are others than before. */
void roster_rep_changed(Roster *r, uint32_t rep);
/* His place in the pool, or -1. */
int32_t roster_place(const Roster *r, uint32_t pool, uint32_t rep);
/* What changed since the last time, as rows in `a`; their texts are the roster's. */
RosterMoves roster_moved(Roster *r, Arena *a);
StoreStatus roster_save(const RosterMoves *moves, Store *store);

/* Another time, or somebody went away: works out anew what depends on it. */
void roster_set_now(Roster *r, int64_t now);
/* Why this member would not be chosen, where-filters and classes of the lead left out. A pure function of the terms
 * (which stand for Roster.now) and of the rep's counts; taking a lead adds one to his and to nobody else's. */
PassKind roster_gate(const RosterRep *rep, const MemberTerms *terms);
/* The same with what the reason says in numbers. */
Pass roster_pass(const Roster *r, PassKind kind, uint32_t rep, const MemberTerms *terms);
/* How many he has of what a unit counts. */
int64_t rep_count(const RosterRep *rep, CapacityUnit unit);
void roster_count(Roster *r, uint32_t rep); /* one more lead, now */
void roster_add_days(Roster *r, RosterRep *rep, int64_t day, int64_t leads);
/* He has been given so many of this unit: on its first day. */
void roster_set_given(Roster *r, uint32_t rep, CapacityUnit unit, int64_t leads);
int64_t roster_first_day(const Roster *r); /* from which on the days count */
DayAdd *roster_days_moved(Roster *r, Arena *a, uint32_t *count_out); /* a part of roster_moved */
/* The rep's row as a where-filter sees it. */
const Value *roster_rep_row(const Roster *r, uint32_t rep, const Candidate *member, Value skills);
void views_free(Views *v); /* may be NULL */
Str by_words(const CodeBy *by); /* as written */
Str km_words(Arena *a, double km); /* "2.3" */
Str pass_words(Arena *a, const Roster *r, const Pass *pass); /* "at capacity: 5 of 5 open"; "where" for PASS_WHERE */
#endif
