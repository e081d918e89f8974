/* The handle, and what the files of this floor share: statements, errors, the catalogue, the mapped tables. */
#ifndef LEAT_STORE_DB_H
#define LEAT_STORE_DB_H
#include <sqlite3.h>

#include "store/life.h"

/* Statements prepared once. Those from STMT_MAPPED on depend on store_map. */
typedef enum StmtSlot {
  STMT_BEGIN,
  STMT_BEGIN_READ,
  STMT_SNAPSHOT,
  STMT_COMMIT,
  STMT_DATA_VERSION,
  STMT_LEDGER,
  STMT_LEDGER_ALL,
  STMT_STATE_GET,
  STMT_STATE_PUT,
  STMT_STATE_CLEAR,
  STMT_TAG,
  STMT_OUTBOX,
  STMT_TURN,
  STMT_ABSENT,
  STMT_STICKY_GET,
  STMT_STICKY_PUT,
  STMT_OWNERS,
  STMT_DAY,
  STMT_FIT,
  STMT_FIT_SAVE,
  STMT_SCRIPT_SAVE,
  STMT_RUN_START,
  STMT_RUN_PROGRESS,
  STMT_OWNED_OPEN,
  STMT_OWNED_OF,
  STMT_OWNED_BY,
  STMT_OWNED_BEGIN,
  STMT_OWNED_RESPOND,
  STMT_OWNED_END,
  STMT_TIMER_PUT,
  STMT_TIMER_START,
  STMT_TIMER_DROP,
  STMT_TIMERS_CLEAR,
  STMT_LIMITS_DROP,
  STMT_TIMERS_OF,
  STMT_TIMERS_DUE,
  STMT_ACTIVITY_ADD,
  STMT_ACTIVITY_TOLD,
  STMT_STATE_OF,
  STMT_STATE_DROP,
  STMT_LEDGER_MOVE,
  STMT_PENALTY_ADD,
  STMT_MAPPED,
  STMT_ASSIGN = STMT_MAPPED,
  STMT_UNASSIGN,
  STMT_ACTIVITIES,
  STMT_STRAYS,
  STMT_ASSIGN_ALL,
  STMT_STATUS,
  STMT_EVENTS,
  STMT_AGE,
  STMT_COUNT
} StmtSlot;

typedef enum Role {
  ROLE_ID,
  ROLE_OWNER,
  ROLE_POOL,
  ROLE_STATUS,
  ROLE_CREATED_AT,
  ROLE_NAME,
  ROLE_EMAIL,
  ROLE_ACTIVE,
  ROLE_CAPACITY,
  ROLE_AWAY_FROM,
  ROLE_AWAY_UNTIL,
  ROLE_PER_DAY,
  ROLE_PER_WEEK,
  ROLE_PER_MONTH,
  ROLE_HOURS,
  ROLE_ZONE,
  ROLE_CALENDAR,
  ROLE_PAUSED,
  ROLE_PAUSED_UNTIL,
  ROLE_DEPARTED_AT,
  ROLE_COUNT
} Role;

typedef struct TableColumn {
  Str name, declared;
  Str default_sql; /* empty: none */
  Type type;       /* by the declaration; TYPE_NONE when it says none */
  bool not_null;
  int primary; /* place in the primary key from 1; 0: not in it */
} TableColumn;

typedef struct Table { /* from the catalogue */
  Str name;
  bool view, without_rowid;
  const char *rowid; /* a name of the rowid that no column hides; NULL: none */
  VEC(TableColumn) columns;
} Table;

/* A table as the script maps it, with the pieces of SQL made of it. Every name in them is quoted and comes from the
 * catalogue; `scope` holds the checked `where` on lines of its own. */
typedef struct MappedTable {
  bool known;
  Table table;
  int role[ROLE_COUNT]; /* index of a column, or -1 */
  bool said[ROLE_COUNT]; /* by the script, not found by its name */
  bool by_rowid;        /* rows are told apart by rowid; else by id */
  Str from;             /* "crm_lead" */
  Str key;              /* "crm_lead".rowid */
  Str id;               /* "crm_lead"."lead_id" */
  Str scope;            /* 1, or (where) */
  Str free;             /* leads: no owner */
  Str pending;          /* leads: free, in scope, and the state lets it be routed */
  Str closed;           /* leads: the status is one of those that close a lead; 0 without such a column */
  Str waiting;          /* leads: free, in scope, in a queue */
} MappedTable;

typedef struct EventTable { /* what happened to leads; as MappedTable */
  bool known;
  Table table;
  int lead, kind, at; /* indexes of columns */
  Str from, scope;
  uint32_t kinds;     /* as many as the prepared statement asks for */
} EventTable;

typedef struct PeriodTable { /* when reps are away or busy; as MappedTable */
  bool known;
  Table table;
  int rep, from, to; /* indexes of columns */
  Str name, scope;
} PeriodTable;

typedef struct NamedZone { Str name; const Zone *zone; } NamedZone; /* zone NULL: there is none of that name */

typedef struct FieldStmt { int column; bool changed_only; sqlite3_stmt *stmt; } FieldStmt;

typedef struct RowidWrite { int64_t rowid; const LedgerRow *row; } RowidWrite;
typedef struct BatchWrites { /* what the statements of batch.c see */
  bool callable;        /* their functions are made */
  const LeadWrite *writes;
  uint32_t n;
  RowidWrite *by_rowid; /* those that get an owner, sorted */
  uint32_t assigned, room;
  uint32_t at;          /* where the last rowid was found */
} BatchWrites;

typedef enum States { STATES_UNKNOWN, STATES_NONE, STATES_SOME } States;

struct Store {
  sqlite3 *db;
  StoreMode mode;
  char *path;
  int lock_fd; /* -1: none. Closed after the database: closing any descriptor of a file drops its POSIX locks. */
  bool has_leat; /* Leat's own tables are there */
  int64_t version; /* of them; an older one only while the database is open for reading; 0: none */
  bool ready;    /* to write: WAL, synchronous, tables */
  StrBuf error;
  const Zone *zone;
  Arena zone_arena;
  VEC(NamedZone) zones; /* that the tables of reps and pools name */
  Arena arena; /* of the mapping */
  Arena closed_arena;
  VEC(Str) closed; /* in use when closed_said */
  bool closed_said;
  bool mapped;
  MappedTable leads, reps;
  EventTable events, activities;
  PeriodTable periods[PERIOD_KINDS];
  sqlite3_stmt *stmts[STMT_COUNT];
  VEC(FieldStmt) fields;
  BatchWrites batch;
  States states;   /* is there any row in leat_state? Known within a transaction only. */
  int64_t time_ms; /* the instant written last and its text: a run writes the same one over and over */
  char time_text[40];
  size_t time_n;
};

/* ---- error.c ---- */
StoreStatus store_fail(Store *s, StoreStatus status, const char *format, ...) __attribute__((format(printf, 3, 4)));
StoreStatus store_sql_failed(Store *s, const char *doing); /* from the connection's last error: "can't {doing}: …" */
StoreStatus status_of_sqlite(int extended_code);

/* ---- stmt.c ---- */
StoreStatus stmt_new(Store *s, const char *sql, const char *doing, sqlite3_stmt **out); /* sqlite3_finalize it */
StoreStatus stmt_ready(Store *s, StmtSlot slot, const char *sql, const char *doing,
                       sqlite3_stmt **out);                            /* stmt_rest it */
StoreStatus stmt_run(Store *s, sqlite3_stmt *stmt, const char *doing); /* to its end, and reset */
/* Another row? When not, *status_out says whether that is the end or a failure. */
bool stmt_row(Store *s, sqlite3_stmt *stmt, const char *doing, StoreStatus *status_out);
void stmt_clear(Store *s, StmtSlot first); /* finalises this slot and those after it, and the field statements */
StoreStatus db_exec(Store *s, const char *sql, const char *doing);
StoreStatus db_int(Store *s, const char *sql, const char *doing,
                   int64_t *out); /* first cell of the first row; 0: none */
/* Parameters are bound without a copy: the caller's text must live until the statement is run. */
void bind_str(sqlite3_stmt *stmt, int at, Str text);
void bind_str_or_null(sqlite3_stmt *stmt, int at, Str text); /* empty: NULL */
void bind_int_or_null(sqlite3_stmt *stmt, int at, int64_t i);  /* 0: NULL */
void bind_time(Store *s, sqlite3_stmt *stmt, int at, int64_t instant_ms);
void bind_time_or_null(sqlite3_stmt *stmt, int at, int64_t instant_ms); /* 0: NULL */
void bind_value(sqlite3_stmt *stmt, int at, Value v); /* TEXT, INT, REAL, BOOL; anything else is NULL */
void bind_id_text(sqlite3_stmt *stmt, int at,
                  Str id); /* at: as text; at + 1: as an integer when it is one, else as text */
Str cell_str(sqlite3_stmt *stmt, int at, Arena *a);     /* NULL is empty */
Value cell_value(sqlite3_stmt *stmt, int at, Arena *a); /* raw; blobs and texts with NUL: missing, ERROR_DATA_TYPE */
int64_t cell_time(sqlite3_stmt *stmt, int at);          /* RFC 3339 as Leat wrote it; 0: none */

bool raw_time(Value v, const Zone *zone, int64_t *out); /* as a time column: text, Unix seconds or milliseconds */
StoreStatus table_schema(Store *s, const Table *t, Arena *a, Schema *out);

/* ---- closed.c ---- */
StoreStatus closed_open(Store *s); /* makes the SQL function that knows the words of the script */
/* True for what is no closed status and none of `also`, a list of literals or empty. */
void sql_not_closed(StrBuf *out, const Store *s, Str column, const char *also);

/* ---- tables.c ---- */
StoreStatus tables_version(Store *s, int64_t *version_out); /* of Leat's tables; 0: none. STORE_NEWER. */
StoreStatus tables_make(Store *s, bool defaults);            /* what is missing, in one transaction */
StoreStatus tables_made(Store *s, Str table, bool *out);     /* did Leat make this one? Then import may add columns. */
extern const char *const LEADS_TEXT_ID_SQL; /* the default table leads, for ids that are no integers */

/* ---- catalogue.c ---- */
StoreStatus table_find(Store *s, Arena *a, Str name, Table *out, bool *found_out);
StoreStatus table_names(Store *s, Arena *a, Str **out,
                        size_t *count_out); /* tables and views that are not Leat's own */
int table_column(const Table *t, Str name); /* -1: none; ASCII letters match in either case, as in SQLite */
StoreStatus table_no_column(Store *s, const Table *t, Str name); /* STORE_BAD with a suggestion */
StoreStatus table_unknown(Store *s, Str name); /* STORE_BAD with a suggestion */
void sql_name(StrBuf *out, Str name);           /* quoted */
void sql_column(StrBuf *out, const Table *t, int column); /* "table"."column" */
bool name_is_reserved(Str name);                /* leat_… or sqlite_… */
Type type_declared(Str declared);

/* ---- where.c ---- */
/* Is it one expression over this table alone, without subqueries, parameters and functions that act? */
StoreStatus where_check(Store *s, const Table *t, Str where);

/* ---- select.c ---- */
typedef struct Picks { /* which result column holds each requested cell */
  uint32_t n;
  int *at; /* -1: not read (only written) */
  int next; /* the first free result column */
} Picks;
/* Appends `, "t"."c"` for each requested column once; `first` is the index of the first of them in the result. */
StoreStatus picks_add(Store *s, Arena *a, StrBuf *sql, const Table *t, const CodeColumn *columns, uint32_t n, int first,
                      Picks *out);
void picks_read(const Picks *p, sqlite3_stmt *stmt, Arena *a, Value *cells);

/* A cell as a time; STORE_BAD names the rep and the column. */
StoreStatus period_time(Store *s, sqlite3_stmt *stmt, int at, Arena *a, Str rep, const char *word, RawTime *out);

Str open_condition(Store *s, Arena *a); /* of leads that somebody owns and whose status is not closed */

/* events.c: what the tables of events and of activities have in common */
StoreStatus event_column(Store *s, const EventTable *e, const SourceDecl *decl, const char *role, const char *example,
                          int *out);
StoreStatus event_scope(Store *s, EventTable *e, const SourceDecl *decl); /* `from` and `scope`; known from now on */
StoreStatus need_map(Store *s); /* BUG without store_map */
/* The lead's key for `= ?at`: rowid or id. */
void bind_key(const Store *s, sqlite3_stmt *stmt, int at, const LeadRow *lead);
/* A statement on the table of leads, made by `write` the first time. */
StoreStatus mapped_ready(Store *s, StmtSlot slot, void (*write)(StrBuf *, const MappedTable *), const char *doing,
                         sqlite3_stmt **out);
/* ?: it stays in the queue that it was in, and keeps its place there. */
StoreStatus put_state(Store *s, const LeadRow *lead, const StateRow *state, bool same_queue);
void lead_read(const Store *s, sqlite3_stmt *stmt, const Picks *p, Arena *a, Value *cells, LeadRow *out);
#endif
