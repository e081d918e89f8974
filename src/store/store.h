/* Leads, reps, pools, ledger, turns in SQLite: the only floor that sees sqlite3.h and SQL text.
 *
 *   Store *s; store_open(path, STORE_WRITE, &s) -> store_map(s, ...) -> read, begin, write, commit -> store_close(s)
 *
 * Every call that may fail returns a StoreStatus; store_error(s) says why in words. Leat's own tables are leat_…;
 * the user's tables are never altered. All values are bound; identifiers come from the database's own catalogue. */
#ifndef LEAT_STORE_STORE_H
#define LEAT_STORE_STORE_H
#include "check/program.h"
#include "code/chunk.h"

typedef struct Store Store;
typedef enum StoreStatus {
  STORE_OK,
  STORE_MISSING,  /* no such file */
  STORE_NOT_DB,   /* not a database, or damaged (quick_check) */
  STORE_NEWER,    /* Leat's tables are of a newer version */
  STORE_BUSY,     /* another program writes (after LIMIT_BUSY_MS), or another run is at work */
  STORE_READONLY,
  STORE_FULL,     /* disk full or I/O error */
  STORE_BAD,      /* a table, column or SQL condition does not fit: the user's to mend */
  STORE_CONFLICT, /* the row changed meanwhile, or a key is there already */
  STORE_LIMIT,
  STORE_FAILED    /* anything else */
} StoreStatus;

typedef enum StoreMode {
  STORE_CREATE, /* open or make the file; makes the default tables */
  STORE_WRITE,  /* open an existing file; store_lock_run or the first store_begin makes Leat's own tables */
  STORE_READ,   /* changes no byte of the database, its -wal or its folder (see store_open) */
  STORE_MEMORY  /* an empty database in memory with the default tables; path is ignored. For samples and tests. */
} StoreMode;

/* Always sets *out (for store_error) unless memory is short; close it in any case. STORE_READ leaves no -wal or -shm
 * behind that was not there before. STORE_WRITE and STORE_CREATE run quick_check, use WAL and synchronous=FULL. */
StoreStatus store_open(const char *path, StoreMode mode, Store **out);
void store_close(Store *s);
const char *store_path(const Store *s);  /* of the file; NULL: there is none, it is in memory */
const char *store_error(const Store *s); /* one line, in words, never NULL */
/* One run at a time: an flock on the file. STORE_BUSY at once when another process holds it. Released by
 * store_close. */
StoreStatus store_lock_run(Store *s);
/* Of times without an offset in the reps' away columns; at first UTC. */
void store_set_zone(Store *s, const Zone *zone);

/* ---- what tables and columns there are ---- */
/* Leads and reps as the script says; NULL is the default table `leads` / `reps` (a missing default reps table is fine).
 * Columns id, owner, pool, status, created_at are found by name when not mapped. STORE_BAD with a message naming the
 * table or column (and a suggestion) otherwise. `sources` gives names their lines in the message. Checks the `where`
 * conditions: one expression, read-only, of that table alone (authorizer). */
StoreStatus store_map(Store *s, const SourceDecl *leads, const SourceDecl *reps);
/* The table's columns; before store_map. Of the reps known = false when there is no table. */
StoreStatus store_lead_schema(Store *s, const SourceDecl *leads, Arena *a, Schema *out);
StoreStatus store_rep_schema(Store *s, const SourceDecl *reps, Arena *a, Schema *out);
StoreStatus store_pool_names(Store *s, Arena *a, Str **names_out, size_t *count_out);    /* sorted */
/* Up to `most` distinct texts of a lead column (source name), sorted; *count_out = 0 when there are more, or none. */
StoreStatus store_distinct(Store *s, Arena *a, Str column, size_t most, Str **out, size_t *count_out);
/* The same bit by bit, for some columns at once: the leads are read as far as is asked. It and the texts live in the
 * arena; close it in any case. */
typedef struct ValuesReader ValuesReader;
StoreStatus store_values_open(Store *s, Arena *a, const Str *columns, uint32_t n, size_t most, ValuesReader **out);
/* Reads on until that column (its place in `columns`) has more than `have` texts, in the order in which they were
 * found. When there are `have`, these are all; 0: none, more than `most`, or the reading failed. */
size_t store_values_more(ValuesReader *r, uint32_t column, size_t have, Str **out);
void store_values_close(ValuesReader *r);
StoreStatus store_has_column(Store *s, Str role, bool *out); /* does the mapped lead table have pool, status, …? */

/* ---- roster ---- */
typedef struct RawTime { /* as it stands in the table: a text without an offset is local to a zone that shows later */
  bool there;
  Str text; /* empty: the instant is known */
  int64_t instant;
} RawTime;
/* The moment; as an end a date alone means the whole day. False: not there. */
bool raw_time_at(const RawTime *t, const Zone *zone, bool is_end, int64_t *out);
typedef struct Schedule { /* what the table says of when somebody works */
  const WeekHours *week; /* or NULL */
  const Zone *zone;      /* or NULL; lives as long as the store */
  Str calendar;          /* or empty */
} Schedule;
typedef struct RepRow {
  Str id, name;
  bool active;
  int64_t most[CAPACITY_UNITS]; /* -1: none */
  RawTime away_from, away_until;
  Schedule schedule;
  bool has_paused, paused;
  RawTime paused_until, departed_at;
  const Value *cells;            /* one per requested rep column, raw */
} RepRow;
typedef struct PoolMemberRow {
  Str pool, rep;
  bool has_weight;
  Number weight;
  int64_t most[CAPACITY_UNITS]; /* -1: none */
  Str skills; /* or empty */
  Schedule schedule;
} PoolMemberRow;
typedef struct PoolRow {
  Str name, strategy; /* strategy may be empty */
  int64_t most[CAPACITY_UNITS];
  Schedule schedule;
} PoolRow;
typedef struct TurnRow {
  Str pool, rep;
  int64_t seq, credit, scale;
} TurnRow; /* state of fairness; meaning in strategy/strategy.h */
typedef enum PeriodKind { PERIOD_LEAVE, PERIOD_BUSY, PERIOD_KINDS } PeriodKind;
typedef struct PeriodRow { Str rep; RawTime from, to; } PeriodRow;
/* The table as the script says; NULL: the default `leaves` / `busy`, when it is there and has the columns. After
 * store_map. */
StoreStatus store_map_periods(Store *s, PeriodKind kind, const SourceDecl *decl);
StoreStatus store_period_schema(Store *s, PeriodKind kind, const SourceDecl *decl, Arena *a, Schema *out);
StoreStatus store_periods(Store *s, PeriodKind kind, Arena *a, PeriodRow **out, uint32_t *count_out);
/* How many leads a rep was given on each of his days, days counted since 1970 in his zone: from `first` on. */
typedef struct DayRow { Str rep; int64_t day, leads; } DayRow;
StoreStatus store_days(Store *s, Arena *a, int64_t first, DayRow **out, uint32_t *count_out);
StoreStatus store_day_add(Store *s, Str rep, int64_t day, int64_t leads);
typedef struct OpenRow { Str rep; int64_t open; } OpenRow;
/* In a stable order (reps by rowid or id; members by pool, position, rowid). Rows live in the arena. */
StoreStatus store_reps(Store *s, Arena *a, const CodeColumn *columns, uint32_t n, RepRow **out, uint32_t *count_out);
StoreStatus store_pools(Store *s, Arena *a, PoolRow **out, uint32_t *count_out);
StoreStatus store_members(Store *s, Arena *a, PoolMemberRow **out, uint32_t *count_out);
StoreStatus store_turns(Store *s, Arena *a, TurnRow **out, uint32_t *count_out);
/* Open leads of each owner: owner set, status not one of won, lost, closed, converted, archived, done, …
 * (documented). */
/* The closed leads of each rep, by their owner, that came after `since` and not after `until` (all of them, where the
 * table doesn't say when they came), and whether they were won. */
StoreStatus store_closed_leads(Store *s, const Zone *zone, int64_t since, int64_t until,
                               void (*each)(void *ctx, Str rep, bool won), void *ctx);
StoreStatus store_open_counts(Store *s, Arena *a, OpenRow **out, uint32_t *count_out);
int64_t store_data_version(Store *s); /* changes when another connection wrote: read the roster again */

/* STORE_BAD for what a floor above finds wrong in the data. */
StoreStatus store_refuse(Store *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- who was absent ---- */
typedef struct AbsentRow {
  Str pool, rep;
  int64_t since; /* the pool's turn when he went; -1: he is here */
  int64_t extra; /* turns that he may catch up */
  int64_t used;  /* the pool's turn when he had the last of them; -1: none */
} AbsentRow;
StoreStatus store_absent(Store *s, Arena *a, AbsentRow **out, uint32_t *count_out);
StoreStatus store_absent_save(Store *s, const AbsentRow *row);

/* ---- whom leads went to ---- */
typedef struct StickyRow { /* leads with this key go to that rep */
  Str pool, by, key; /* by: the expression that gives the key */
  Str rep;
  Value lead; /* the first of them, and when it was routed */
  int64_t at;
} StickyRow;
/* Fills rep, lead and at for pool, by and key. */
StoreStatus store_sticky(Store *s, Arena *a, StickyRow *row, bool *found_out);
StoreStatus store_sticky_save(Store *s, const StickyRow *row);
typedef struct Owners { Str *v; uint32_t n, cap; } Owners; /* newest first, each once */
/* With one query, to whom the ledger says these leads were assigned: at most `most` of each. */
StoreStatus store_owners(Store *s, Arena *a, const Value *leads, uint32_t count, uint32_t most, Owners *out);

/* ---- leads ---- */
typedef struct LeadRow {
  Value id;      /* as in the table: VAL_INT or VAL_TEXT */
  Str id_text;
  int64_t rowid; /* 0 for a table without rowid */
  bool waiting;  /* it was in a queue */
  const Value *cells; /* one per requested column, raw (TEXT, INT, REAL, MISSING) */
} LeadRow;
typedef struct LeadCursor LeadCursor; /* waiting leads first, oldest first; then leads without owner in rowid order */
StoreStatus store_cursor_open(Store *s, const CodeColumn *columns, uint32_t n, LeadCursor **out);
void store_cursor_close(LeadCursor *c);
/* The next leads, at most `most`; *count_out = 0 at the end. Call inside the transaction that will write them. */
StoreStatus store_cursor_next(LeadCursor *c, Arena *a, uint32_t most, LeadRow **out, uint32_t *count_out);
/* How far it is, and back to there after a rollback: the leads from there on come again. */
typedef struct LeadKey { int64_t rowid; Value id; } LeadKey; /* one or the other */
typedef struct CursorPlace { uint32_t waiting, given; bool started, ended; LeadKey last; } CursorPlace;
CursorPlace store_cursor_place(const LeadCursor *c);
void store_cursor_back(LeadCursor *c, const CursorPlace *place);
/* It reads on through another connection to the same database, mapped for the same script. */
StoreStatus store_cursor_move(LeadCursor *c, Store *s);
StoreStatus store_count_pending(Store *s, int64_t *out); /* how many the cursor will give: for progress */
/* One lead by its id as text, owned or not; *found_out. owner_out and status_out may be NULL. */
StoreStatus store_lead(Store *s, Arena *a, const CodeColumn *columns, uint32_t n, Str id, LeadRow *out,
                       Str *owner_out, Str *status_out, bool *found_out);
/* The first `most` leads of the table in rowid order, whatever their owner. For samples, REPL, benchmarks: with a
 * callback so that a million need no arena: false from it ends the reading. */
StoreStatus store_each_lead(Store *s, const CodeColumn *columns, uint32_t n, int64_t most,
                            bool (*each)(void *ctx, const LeadRow *row), void *ctx);

/* The leads that somebody owns and whose status is not closed, in rowid order, with the owner as text. */
StoreStatus store_each_open(Store *s, const CodeColumn *columns, uint32_t n,
                            bool (*each)(void *ctx, const LeadRow *row, Str owner), void *ctx);
/* Was a lead of a class, by its condition as it is written, when it was given to this rep? *known_out: it is kept. */
StoreStatus store_fit(Store *s, Value lead, Str class, Str rep, bool *known_out, bool *fits_out);
StoreStatus store_fit_save(Store *s, Value lead, Str class, Str rep, bool fits);

/* Every lead of the table in rowid order, with who has it and whether it still waits to be routed. */
typedef struct KnownLead {
  const LeadRow *row;
  Str owner;    /* empty: none */
  bool pending; /* it waits to be routed, in a queue or not */
} KnownLead;
StoreStatus store_each_known(Store *s, const CodeColumn *columns, uint32_t n,
                             bool (*each)(void *ctx, const KnownLead *lead), void *ctx);

/* ---- events ---- */
/* The table of events as the script says, NULL: the default table `events`; after store_map. STORE_BAD: not there, or
 * without what is needed; a missing default table is fine unless `needed`. */
StoreStatus store_map_events(Store *s, const SourceDecl *events, bool needed);
/* Before store_map; known = false when there is no such table. */
StoreStatus store_event_schema(Store *s, const SourceDecl *events, Arena *a, Schema *out);
typedef struct EventWant { Str kind; int64_t since; } EventWant; /* those after `since` */
typedef struct EventTimes { /* of one lead and kind, oldest first */
  int64_t *v;
  uint32_t n, cap;
  bool unreadable; /* some event's time is no time */
  bool too_many;   /* the lead has more than LIMIT_EVENTS_PER_LEAD in all */
} EventTimes;
/* With one query, what happened to these leads (ids as text) up to `until`; out[lead * kind_count + kind] lives in the
 * arena. At most LIMIT_BATCH_LEADS leads. Texts without an offset are times of `zone`. */
StoreStatus store_events(Store *s, Arena *a, const Zone *zone, const Str *leads, uint32_t lead_count,
                         const EventWant *kinds, uint32_t kind_count, int64_t until, EventTimes *out);

/* ---- what other rows say for a key ---- */
typedef struct OwningAsk {
  Str column; /* of the leads, as in the table */
  bool nocase; /* compared without regard to the case of ASCII letters */
  const Value *keys;
  uint32_t count; /* at most LIMIT_BATCH_LEADS */
} OwningAsk;
typedef struct Owning { /* a lead that has an owner; its texts live until the callback returns */
  Value key, lead;
  Str rep;
  int64_t created; /* INT64_MIN: nothing is known */
  int64_t place;   /* in the order of the table; 0: it has none */
} Owning;
StoreStatus store_owning(Store *s, const Zone *zone, const OwningAsk *asked, void (*each)(void *ctx, const Owning *row),
                         void *ctx);
StoreStatus store_lead_created(Store *s, const Zone *zone, const LeadRow *lead, int64_t *out); /* as Owning.created */
typedef struct TableAsk {
  Str table, key, result;
  Str where; /* or empty */
  bool nocase;
  const Value *keys;
  uint32_t count; /* at most LIMIT_BATCH_LEADS */
} TableAsk;
/* In the order of the table. */
StoreStatus store_table_rows(Store *s, const TableAsk *asked, void (*each)(void *ctx, Value key, Value result),
                             void *ctx);
StoreStatus store_table_check(Store *s, const TableAsk *asked); /* may it be asked so? The keys do not matter. */
StoreStatus store_table_schema(Store *s, Str name, Arena *a, Schema *out); /* STORE_BAD: there is none */

/* ---- writing: between store_begin and store_commit ---- */
StoreStatus store_begin(Store *s);    /* BEGIN IMMEDIATE */
StoreStatus store_begin_read(Store *s); /* a consistent view without a lock */
StoreStatus store_commit(Store *s);   /* a failed COMMIT is ambiguous: see store_run_reached */
void store_rollback(Store *s);

/* Owner and pool of a lead that still has no owner; STORE_CONFLICT when it has one by now. status: also written when
 * the table has the column. */
StoreStatus store_assign(Store *s, const LeadRow *lead, Str rep, Str pool, Str status);
/* Outcome other than assigned, kept in leat_state and in the status column. *changed_out: false when the same outcome,
 * rule, reason and script version were there already (then write no ledger row). */
typedef struct StateRow { Str outcome, pool, rule, reason, script; int64_t line, at; } StateRow;
StoreStatus store_state(Store *s, const LeadRow *lead, const StateRow *state, bool *changed_out);
StoreStatus store_state_is(Store *s, const LeadRow *lead, const StateRow *state, bool *same_out); /* only looks */
StoreStatus store_state_clear(Store *s, const LeadRow *lead); /* it was waiting, unrouted, … and is assigned now */
StoreStatus store_status(Store *s, const LeadRow *lead, Str word); /* its status column, if there is one */
StoreStatus store_set_field(Store *s, const LeadRow *lead, Str source_column, Value value);
/* The same, unless the column holds this value already. */
StoreStatus store_set_changed(Store *s, const LeadRow *lead, Str source_column, Value value);
StoreStatus store_tag(Store *s, const LeadRow *lead, Str tag, int64_t at, Str rule); /* once per lead and tag */
typedef struct OutboxRow {
  Str kind, channel, text, rule;
  int64_t at, due;
} OutboxRow; /* kind: notify or task; due 0: none */
StoreStatus store_outbox(Store *s, const LeadRow *lead, const OutboxRow *row);
StoreStatus store_turn_save(Store *s, const TurnRow *turn);

typedef struct LedgerRow {
  int64_t run, at;  /* at: instant; stored as RFC 3339 UTC */
  Value lead;
  Str rule;         /* label; empty: NULL */
  int64_t line;     /* 0: NULL */
  Str script;       /* first 16 hex digits of the version */
  Str pool, rep, outcome, reason; /* empty: NULL */
  Str inputs;       /* JSON object: the values that the script read, by column */
  Str passed;       /* JSON array: members passed over and why; empty: NULL */
  Str errors;       /* JSON array: rule errors; empty: NULL */
  int64_t respond_by; /* 0: NULL */
  Str arm;          /* of the split that the lead came to last; empty: NULL */
} LedgerRow;
StoreStatus store_ledger(Store *s, const LedgerRow *row);

/* What is written of one lead of a batch. */
typedef struct LeadWrite {
  const LeadRow *lead;
  bool assigned;    /* ledger.rep and ledger.pool become its owner and pool */
  bool logged;      /* the row goes into the ledger */
  LedgerRow ledger; /* run, at and script are the same in all of a batch */
} LeadWrite;
/* As store_assign for each, with one statement where their rowids lie close. STORE_CONFLICT: one of them has an owner
 * by now, and the transaction must be rolled back. */
StoreStatus store_assign_all(Store *s, const LeadWrite *writes, uint32_t n, Str status);
StoreStatus store_ledger_all(Store *s, const LeadWrite *writes, uint32_t n); /* as store_ledger for each, in order */
/* Does the database act by itself when leads or Leat's own tables are written? */
StoreStatus store_has_triggers(Store *s, bool *out);
/* Newest first. */
StoreStatus store_ledger_of(Store *s, Arena *a, Str lead_id, LedgerRow **out, uint32_t *count_out);

StoreStatus store_script_save(Store *s, Str version16, Str name, Str text, int64_t at); /* once per version */
StoreStatus store_script_load(Store *s, Arena *a, Str version16, Str *name_out, Str *text_out, bool *found_out);
typedef struct ScriptFile { /* that a script version took in */
  Str name, id, text; /* as of TakenFile in check/program.h */
  Str hash;           /* SHA-256 of the text, 64 hex digits */
} ScriptFile;
/* Each text is kept once, whatever scripts it is of. Nothing is done for a version that has its files. */
StoreStatus store_files_save(Store *s, Str version16, const ScriptFile *files, uint32_t count);
StoreStatus store_files_load(Store *s, Arena *a, Str version16, ScriptFile **out, uint32_t *count_out);
StoreStatus store_run_start(Store *s, int64_t at, Str script, int64_t *run_out);
StoreStatus store_run_progress(Store *s, int64_t run, int64_t leads, Str summary_json,
                               bool finished); /* in the batch's transaction */
/* After a failed COMMIT: how many leads of this run are in the database? (Re-read on a fresh connection.) */
StoreStatus store_run_reached(Store *s, int64_t run, int64_t *leads_out);

/* Statuses that close a lead, instead of the usual ones (count 0 and words NULL: those). Before store_map. */
void store_set_closed(Store *s, const Str *words, uint32_t count);
bool store_closes(const Store *s, Str status); /* is it one of those that close a lead? */
const char *store_sqlite_version(void);
#endif
