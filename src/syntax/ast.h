/* The tree of a script, as the parser makes it and the checker annotates it.
 *
 * All nodes live in the program arena. Fields marked "check:" are empty until check/ has run; they make the tree a
 * typed tree in place. Text in nodes is unescaped and NFC. */
#ifndef LEAT_SYNTAX_AST_H
#define LEAT_SYNTAX_AST_H
#include "base/calendar.h"
#include "base/number.h"
#include "base/source.h"

typedef enum ExprKind {
#define EXPR(name, word) EXPR_##name,
#include "syntax/nodes.def"
#undef EXPR
  EXPR_COUNT
} ExprKind;

typedef enum CompareOp { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE } CompareOp;
typedef enum ArithOp { ARITH_ADD, ARITH_SUB, ARITH_MUL, ARITH_DIV } ArithOp;

/* What a name stands for (check:). */
typedef enum RefKind {
  REF_NONE,
  REF_COLUMN,  /* ref = lead column slot */
  REF_REP,     /* ref = rep column slot (rep.team) */
  REF_LET,     /* ref = let index */
  REF_LIST,    /* ref = list index, right of `in` */
  REF_BUILTIN, /* ref = Builtin, of a call, or of a bare now / today */
  REF_DEFINE,  /* ref = define index; `expansion` is its body with the arguments in place */
  REF_JOINED,  /* of a call: its value stands in the lead column `slot` */
  REF_TABLE    /* ref = table index in the program; `op` of the call: which result column */
} RefKind;

typedef struct Expr Expr;
struct Expr {
  ExprKind kind;
  Span span;
  uint8_t type; /* check: a Type of check/type.h */
  uint8_t elem; /* check: element type of a list */
  bool nullable; /* check: may be missing or unknown */
  bool nocase;  /* check: this text is compared case-folded (constants are already folded by check) */
  bool negated; /* IN, IN_LAST: not in */
  uint8_t op;   /* CompareOp of COMPARE, ArithOp of ARITH */
  bool parens;  /* written in parentheses, which span takes in */
  uint16_t depth; /* levels of operators below and with this one; at most LIMIT_EXPR_DEPTH (and, or: kept balanced) */
  RefKind ref_kind;
  uint32_t ref;
  uint32_t slot; /* check: CALL of a built-in about events: the lead column that holds them */
  Str text;     /* TEXT: its value; NAME, FIELD, CALL: the (last) name; NUMBER, DURATION, TIME: as written */
  Str base;     /* FIELD: the name before the point; CALL: the result column of a table after it, or empty */
  union {
    Number number; /* NUMBER; 30 km is 30, 30% is 0.3 */
    int64_t time;  /* TIME: ms since 1970 once check knows the script's zone (see parts) */
    int64_t duration_ms; /* DURATION; when `working` a WorkingSpan of base/calendar.h */
    bool boolean;
  };
  bool time_is_local; /* TIME: written without an offset: time is the local civil time as if UTC until check has run */
  bool working;       /* DURATION: in working time */
  /* Operands in order; IF: condition, then, else; IN: value, set; RANGE: low, high; IN_LAST: value, span. */
  Expr *a, *b, *c;
  struct { Expr **v; uint32_t n, cap; } items; /* LIST: elements; CALL: arguments */
  Expr *expansion;    /* check: of a define */
};

/* A text with {field} parts, as in notify, task, tag, hold and archive. `{{` and `}}` stand for braces. */
typedef struct TemplatePart {
  Str text;   /* literal part, when expr is NULL */
  Expr *expr; /* a NAME (or rep.name / let) */
} TemplatePart;
typedef struct Template {
  Span span;
  Str source; /* the text as a whole, unescaped */
  struct { TemplatePart *v; uint32_t n, cap; } parts;
} Template;

typedef enum StrategyKind { /* names in check/strategies.def; the order is the same */
  STRATEGY_NONE, STRATEGY_ROUNDROBIN, STRATEGY_WEIGHTED, STRATEGY_LEASTLOADED, STRATEGY_BEST, STRATEGY_NEAREST,
  STRATEGY_FIRST, STRATEGY_RANDOM
} StrategyKind;

typedef enum LearnedKind { LEARNED_NONE, LEARNED_WIN_RATE, LEARNED_ATTAINMENT } LearnedKind;
typedef struct Strategy { /* with what is said to it */
  StrategyKind kind;
  Span span;
  Expr *by;     /* a number for each member; NULL: by nothing but the kind. `nearest`: the distance, made by check */
  bool has_most; /* nearest max 30 km */
  Number most_km;
  bool has_least; /* weighted by … at least 5% */
  Number least;
  Span limit_span; /* of either number */
  LearnedKind learned; /* check: `by` is learned from history, over learned_ms */
  int64_t learned_ms;
} Strategy;

typedef enum TargetKind { TARGET_POOL, TARGET_REP, TARGET_WAIT, TARGET_SEA } TargetKind;
typedef struct Target Target;
struct Target { /* assign pool … else pool … else wait */
  TargetKind kind;
  Span span;
  Expr *who; /* pool or rep name; NULL for WAIT */
  StrategyKind strategy;
  Span strategy_span;
  Strategy *how; /* or NULL */
  Expr *where; /* or NULL */
  Expr *sticky; /* the key by which leads stay with one rep, or NULL */
  int64_t not_last; /* so many of the lead's last owners are passed over */
  Span not_last_span;
  Target *otherwise; /* the else target, or NULL */
};

typedef enum ActionKind { /* names in check/actions.def; the order is the same */
  ACTION_TAG, ACTION_SET, ACTION_NOTIFY, ACTION_TASK, ACTION_ASSIGN, ACTION_HOLD, ACTION_NURTURE, ACTION_ARCHIVE,
  ACTION_STOP
} ActionKind;
typedef struct Action Action;
struct Action {
  ActionKind kind;
  Span span;
  Str name;          /* SET: field; NOTIFY: channel; HOLD: for whom; NURTURE: programme */
  Span name_span;
  uint32_t slot;     /* check: SET: the lead column */
  Template *text;    /* TAG, NOTIFY, TASK, HOLD (reason, or NULL), ARCHIVE */
  Expr *value;       /* SET: the value; TASK: due, a duration, or NULL */
  Target *target;    /* ASSIGN */
  bool has_within;   /* ASSIGN: within D: when the first response is due */
  Expr *within;
  Expr *remind, *progress; /* ASSIGN: remind after D, for D; or NULL */
  Action *then;      /* ASSIGN: the next rung of the ladder, an ASSIGN as well; or NULL */
};

typedef struct Rule Rule;
struct Rule {
  Span span;      /* of the head: from `rule` or `when` to the end of the condition */
  Span whole;
  Str name;       /* empty: called by its line */
  Span name_span;
  Expr *when;     /* NULL: otherwise */
  bool is_block;
  Str arm;        /* of a split: as the ledger calls it, "pricing test: A"; its name too; `when` asks for the bucket */
  Number share;   /* of an arm, as written */
  struct { Action **v; uint32_t n, cap; } actions;
  struct { Rule **v; uint32_t n, cap; } inner;
  uint32_t index; /* check: number in the order in which rules are tried (a block before what is in it) */
};

typedef enum FieldTypeWord {
  FIELD_TEXT, FIELD_NUMBER, FIELD_BOOL, FIELD_TIME, FIELD_DURATION, FIELD_LIST
} FieldTypeWord;
typedef struct FieldDecl { /* in lead { } */
  Str name;
  Span span;
  FieldTypeWord type;
  bool nocase;
  Str list_separator; /* FIELD_LIST; empty: json */
  Expr *missing_value; /* = literal, or NULL */
} FieldDecl;

typedef struct Mapping { Str role, column; Span role_span, column_span; } Mapping; /* role = column */
typedef struct SourceDecl { /* leads from, reps from, events from */
  Span span;
  Str table;
  Span table_span;
  Str where;  /* an SQL condition as written, or empty */
  Span where_span;
  struct { Mapping *v; uint32_t n, cap; } mappings;
} SourceDecl;

typedef struct UseDecl { Str path; Span span; } UseDecl; /* span: of the path */
typedef struct LetDecl { Str name; Span span; Expr *value; } LetDecl;
typedef struct Param { Str name; Span span; } Param;
typedef struct DefineDecl {
  Str name;
  Span span;
  struct { Param *v; uint32_t n, cap; } params;
  Expr *body;
} DefineDecl;
typedef struct ListDecl {
  Str name;
  Span span;
  bool from_file;
  Str file;
  Span file_span;
  struct { Expr **v; uint32_t n, cap; } items; /* literals; from a file: filled by the checker as TEXT */
} ListDecl;

typedef enum KeyMode { KEY_EXACT, KEY_PREFIX, KEY_RANGE, KEY_WITHIN } KeyMode;
typedef struct TableKey {
  Str name;
  Span span;
  KeyMode mode;
  bool has_type;
  FieldTypeWord type;
  Str low, high; /* RANGE: the columns of the file */
} TableKey;
typedef struct TableResult { Str name; Span span; bool has_type; FieldTypeWord type; } TableResult;

typedef enum CellKind { CELL_ANY, CELL_VALUE, CELL_COMPARE, CELL_RANGE, CELL_IN, CELL_NOT_IN } CellKind;
typedef struct TableCell {
  Span span;
  CellKind kind;
  CompareOp op; /* COMPARE */
  struct { Expr **v; uint32_t n, cap; } items; /* literals: VALUE, COMPARE: one; RANGE: low, high; IN, NOT_IN: all */
} TableCell;
typedef struct TableRow {
  Span span;
  struct { TableCell *v; uint32_t n, cap; } cells; /* what the keys must be, by key */
  struct { Expr **v; uint32_t n, cap; } values;    /* literals, by result */
} TableRow;
typedef struct TableDecl {
  Str name;
  Span span; /* of the name */
  bool unique;
  struct { TableKey *v; uint32_t n, cap; } keys;
  struct { TableResult *v; uint32_t n, cap; } results; /* empty: one without a name, or the columns of the file */
  struct { TableRow *v; uint32_t n, cap; } rows;
  bool from_file;
  Str file; /* or the table of the database */
  Span file_span;
  bool from_db;
  Str where; /* DB: an SQL condition as written, or empty */
  Span where_span;
} TableDecl;

typedef enum CalendarItemKind {
  CALENDAR_ZONE, CALENDAR_HOURS, CALENDAR_CLOSED, CALENDAR_OPEN, CALENDAR_FILE
} CalendarItemKind;
typedef struct CalendarItem {
  CalendarItemKind kind;
  Span span;
  int64_t first, last; /* CLOSED, OPEN: days since 1970, both included */
  Str text;            /* ZONE: its name; HOURS; CLOSED: a name, OPEN: its own hours, or empty; FILE: its path */
  Span text_span;
  Str like;            /* OPEN: a day of the week as whose it works, or empty */
  Span like_span;
} CalendarItem;
typedef struct CalendarDecl {
  Str name;
  Span span; /* of the name */
  Str like;  /* another calendar, or empty */
  Span like_span;
  struct { CalendarItem *v; uint32_t n, cap; } items;
} CalendarDecl;
typedef struct ScoreStart { /* score starts 10 between 0 and 100 */
  Span span;
  bool given, bounded;
  Number start, low, high;
} ScoreStart;
typedef struct ScorePart { /* score +25 when … or score +10 per event "…" … */
  Span span;
  Number points;
  Span points_span;
  Expr *when;                /* NULL: per event */
  Str kind;                  /* of the events */
  Span kind_span;
  Expr *window, *half_life;  /* durations, or NULL */
  bool has_most;
  Number most;               /* how much of it counts; above 0 */
  Span most_span;
} ScorePart;
typedef struct ClassDecl {
  Str name;
  Span span, name_span;
  Expr *when; /* NULL: otherwise */
} ClassDecl;

typedef enum CapacityUnit { CAPACITY_OPEN, CAPACITY_DAY, CAPACITY_WEEK, CAPACITY_MONTH, CAPACITY_UNITS } CapacityUnit;
typedef struct Capacity { /* 30 open, 10 per day */
  bool has[CAPACITY_UNITS];
  int64_t most[CAPACITY_UNITS];
  Span spans[CAPACITY_UNITS];
} Capacity;
typedef struct ClassCapacity { int64_t most; Expr *when; Span span; } ClassCapacity; /* 5 open when class == "key" */
typedef struct Terms { /* when a member is given leads, and how many; of a pool: for members that say nothing else */
  Capacity capacity;
  struct { ClassCapacity *v; uint32_t n, cap; } classes;
  uint32_t auto_weeks; /* per day, from the history of so many weeks; 0: no */
  Span auto_span;
  Str hours, zone, calendar; /* or empty */
  Span hours_span, zone_span, calendar_span;
  const WeekHours *week; /* check: of hours, or NULL */
  const Zone *in_zone;   /* check: of zone, or NULL */
} Terms;
typedef enum DuplicateThen { DUPLICATE_ROUTE, DUPLICATE_HOLD } DuplicateThen;
typedef struct DuplicateTerm { /* same KEY, or similarity(KEY) >= LEAST */
  Span span;
  Expr *key;
  bool similar;
  Number least;  /* SIMILAR: 0 to 1 */
} DuplicateTerm;
typedef struct DuplicateClause { /* all of its terms */
  struct { DuplicateTerm *v; uint32_t n, cap; } terms;
} DuplicateClause;
typedef struct DuplicateDecl { /* duplicate when … */
  Span span;
  struct { DuplicateClause *v; uint32_t n, cap; } clauses; /* any of them; `and` is written out over `or` */
  DuplicateThen then;
  Span then_span;
  Str name;         /* HOLD: for whom */
  Template *reason; /* HOLD, or NULL */
} DuplicateDecl;

typedef struct Member {
  Str name;
  Span span;
  bool has_weight;
  Number weight; /* > 0 */
  Span weight_span;
  Terms terms;
  struct { Str *v; uint32_t n, cap; } skills;
} Member;
typedef struct PoolDecl {
  Str name;
  Span span; /* of the name */
  Terms terms;
  StrategyKind strategy;
  Strategy *how; /* or NULL */
  struct { Member *v; uint32_t n, cap; } members;
  Expr *from_where; /* pool … from reps where EXPR; NULL with from_reps: all */
  bool from_reps;
  bool has_absent;
  Span absent_span;
  int64_t catch_up; /* absent catch up so many turns; 0: keep place */
} PoolDecl;

/* ---- the life of a lead */

typedef enum AfterKind { AFTER_NO_ACTIVITY, AFTER_NO_RESPONSE, AFTER_DEPARTURE } AfterKind;
typedef enum AfterDeed { DEED_REASSIGN, DEED_SEA, DEED_ARCHIVE, DEED_HOLD, DEED_NURTURE } AfterDeed;
typedef struct AfterDecl { /* after 15 days without activity release to sea "public" */
  Span span;
  AfterKind kind;
  AfterDeed deed;
  Expr *time;        /* how long; NULL: DEPARTURE */
  Expr *when;        /* or NULL */
  Expr *sea;         /* SEA: its name */
  Str name;          /* HOLD: for whom; NURTURE: programme */
  Span name_span;
  Template *text;    /* ARCHIVE, HOLD (or NULL) */
  int64_t not_last;  /* REASSIGN: not to so many of its last owners */
} AfterDecl;

typedef struct SeaPool { Str name; Span span; } SeaPool;
typedef struct SeaDecl {
  Str name;
  Span span; /* of the name */
  struct { SeaPool *v; uint32_t n, cap; } pools; /* whose members may see and claim */
  int64_t per_day, open; /* claims; -1: as many as one likes */
  Expr *every, *cooldown, *protect, *extend, *most; /* durations, or NULL */
  bool has_penalty;
  Span penalty_span;
  Number weight;     /* of a rep who is penalised, from 0 to 1 */
  Expr *penalty_for, *penalty_after;
} SeaDecl;

/* ---- tests and promises */

typedef struct GivenField { /* source: "demo" */
  Str name;
  Span span;
  Expr *value;   /* NULL: missing */
  uint32_t slot; /* check: the lead column */
  uint32_t func; /* compile: */
} GivenField;

typedef struct GivenEvent { /* event "pricing_page" 2 days ago */
  Str kind;
  Span span;
  int64_t count;  /* so many at once */
  Expr *at;       /* when; NULL: at the time of the lead */
  bool ago;       /* `at` is how long before that */
  uint32_t slot;  /* check: the column of its kind; UINT32_MAX: the script asks for none such */
  uint32_t func;  /* compile: */
} GivenEvent;

typedef enum ExpectKind {
  EXPECT_POOL, EXPECT_OWNER, EXPECT_RULE, EXPECT_TAG, EXPECT_OUTCOME, /* one text */
  EXPECT_OWNERS, EXPECT_TAGS,                                         /* texts */
  EXPECT_FIELD,                                                       /* name = value: what `set` wrote */
  EXPECT_ERROR, EXPECT_CONDITION
} ExpectKind;
typedef struct ExpectClause {
  ExpectKind kind;
  bool negated;
  Span span;
  struct { Str *v; uint32_t n, cap; } texts;
  Str cell_of;   /* of a row of `cases`: the head of its column; else empty */
  Str name;      /* FIELD */
  Span name_span;
  uint32_t slot; /* check: FIELD */
  Expr *value;   /* FIELD, CONDITION */
  Expr *reads;   /* FIELD of a cell: the condition that it is when no rule sets such a field; or NULL */
  uint32_t func; /* compile: */
} ExpectClause;

typedef enum RepState { REP_AWAY, REP_INACTIVE, REP_OPEN, REP_DAY, REP_WEEK, REP_MONTH } RepState;
typedef enum StepKind { STEP_LEADS, STEP_EACH, STEP_REP, STEP_EXPECT } StepKind;
typedef struct TestStep {
  StepKind kind;
  Span span;
  int64_t count;    /* LEADS: how many of them; REP: open leads, or those of a day, week or month */
  struct { GivenField *v; uint32_t n, cap; } fields;    /* LEADS */
  struct { GivenEvent *v; uint32_t n, cap; } events;    /* LEADS */
  Expr *at;         /* LEADS, EACH; or NULL */
  uint32_t at_func; /* compile: */
  Str name;         /* EACH: file; REP: id */
  Span name_span;
  RepState state;   /* REP */
  struct { ExpectClause *v; uint32_t n, cap; } clauses; /* EXPECT */
} TestStep;
typedef struct TestDecl { /* steps in order; an expect speaks of the leads given just before it */
  Str name;
  Span span; /* of the name */
  Expr *at;  /* or NULL */
  uint32_t at_func; /* compile: */
  struct { TestStep *v; uint32_t n, cap; } steps;
} TestDecl;
typedef struct Promise { /* never ACTION when CONDITION; always route */
  Span span;
  Expr *when;       /* NULL: always route */
  ActionKind never;
  uint32_t func;    /* compile: */
} Promise;

typedef struct Script {
  uint32_t file;
  bool has_zone;
  Str zone;
  Span zone_span;
  bool has_calendar; /* calendar "cn": the one of the script */
  Str calendar;
  Span calendar_span;
  struct { FieldDecl *v; uint32_t n, cap; } fields; /* of lead { } */
  struct { FieldDecl *v; uint32_t n, cap; } rep_fields; /* of rep { } */
  bool has_rep_block;
  Span rep_span; /* of the brace that opens the first one */
  bool has_closed; /* closed statuses: they take the place of the usual ones */
  struct { Str *v; uint32_t n, cap; } closed;
  Span closed_span;
  bool has_lead_block;
  Span lead_span; /* of the brace that opens the first one */
  SourceDecl *leads_from, *reps_from, *events_from, *leaves_from, *busy_from, *activities_from; /* or NULL */
  struct { UseDecl *v; uint32_t n, cap; } uses;
  ScoreStart score_start;
  struct { ScorePart *v; uint32_t n, cap; } score_parts;
  struct { ClassDecl *v; uint32_t n, cap; } classes;
  struct { LetDecl *v; uint32_t n, cap; } lets;
  struct { DefineDecl *v; uint32_t n, cap; } defines;
  struct { ListDecl *v; uint32_t n, cap; } lists;
  struct { DuplicateDecl **v; uint32_t n, cap; } duplicates;
  struct { TableDecl *v; uint32_t n, cap; } tables;
  struct { CalendarDecl *v; uint32_t n, cap; } calendars;
  struct { PoolDecl *v; uint32_t n, cap; } pools;
  struct { AfterDecl *v; uint32_t n, cap; } afters;
  struct { SeaDecl *v; uint32_t n, cap; } seas;
  struct { TestDecl *v; uint32_t n, cap; } tests;
  struct { Promise *v; uint32_t n, cap; } promises;
  struct { Rule **v; uint32_t n, cap; } rules; /* top level, in order; otherwise too */
  Span end; /* the point after the last statement */
} Script;

const char *expr_kind_word(ExprKind kind);
const char *compare_word(CompareOp op); /* "==" */
const char *arith_word(ArithOp op);
#endif
