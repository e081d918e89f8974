/* A checked script: the typed tree and the tables the compiler needs.
 *
 *   Schema schema; schema_init(&schema); ... filled from the database by the engine, or left unknown ...
 *   Program *p = check_script(arena, sources, script, &schema, &options, diags);
 *   if (diags->errors == 0) compile_program(...)
 *
 * A Program lives in the arena; nothing to free. */
#ifndef LEAT_CHECK_PROGRAM_H
#define LEAT_CHECK_PROGRAM_H
#include "base/calendar.h"
#include "base/diag.h"
#include "check/table.h"
#include "syntax/ast.h"

/* What is known of a table before checking. Filled by whoever opened the database. */
typedef struct SchemaColumn {
  Str name;
  Type type;      /* TYPE_NONE: declared without a type: takes what the script uses it as */
  bool nullable;
} SchemaColumn;
typedef struct Schema {
  bool known; /* false: no database was given; only the lead block says what columns there are */
  struct { SchemaColumn *v; uint32_t n, cap; } columns;
} Schema;

/* Does the data hold this text in this column? For the warning on values that differ by case or blanks. Reads on until
 * it knows more than `have` distinct values of a lead column, which live in the arena: their count, which is `have`
 * when these are all; 0 when there are none, or more than `most`. */
typedef struct DataPeek {
  void *ctx;
  size_t (*values)(void *ctx, Arena *arena, Str column, size_t most, size_t have, Str **values_out);
} DataPeek;

/* A file that a script takes in: a module, or one that a list or table names. Its name does not depend on where the
 * script lies: "./sub/team.leat" in its folder, "../shared/x.csv" in a folder that is allowed, "std/cn/region.leat". */
typedef struct TakenFile {
  Str name;
  Str id; /* equal for two names of one file */
  Str text;
} TakenFile;
typedef struct FileAccess {
  const Str *allowed; /* real paths of folders beside that of the script */
  uint32_t allowed_count;
  bool is_past; /* only what was kept of a script's past version */
  const TakenFile *kept;
  uint32_t kept_count;
} FileAccess;

/* The columns of any table of the database. False: there is no such table. */
typedef struct TablePeek {
  void *ctx;
  bool (*schema)(void *ctx, Arena *arena, Str table, Schema *out);
} TablePeek;

typedef struct Program Program;
typedef struct CheckOptions {
  const Schema *leads, *reps;   /* never NULL */
  const Schema *events;         /* or NULL */
  const Schema *leaves, *busy;  /* or NULL */
  const Str *db_pools;          /* names of pools in the database */
  size_t db_pool_count;
  bool has_db;                  /* db_pools is whole: what is neither there nor in the script is an unknown pool */
  const DataPeek *peek;         /* or NULL */
  const TablePeek *tables;      /* or NULL */
  FileAccess files;
  /* Or NULL. Tests of a mutant may speak of columns and rules that are not there any more; its tables of files are
   * those of this program, which outlives it. */
  const Program *mutant_of;
} CheckOptions;

typedef enum ColumnOrigin { COLUMN_DECLARED, COLUMN_SCHEMA, COLUMN_ASSUMED } ColumnOrigin;
typedef enum JoinKind { JOIN_NONE, JOIN_OWNER, JOIN_TABLE } JoinKind; /* owner_by(…); a table from the database */
typedef struct Column { /* a lead or rep column that the script uses or declares; its index is the slot */
  Str name;        /* in the script */
  Str source_name; /* in the table, after the mapping; empty: the table is known and has no such column */
  Type type;
  bool nullable;
  bool nocase;
  Str list_separator; /* TYPE_LIST; empty: JSON */
  Expr *missing_value; /* literal or NULL */
  ColumnOrigin origin;
  Span span;   /* declaration, or first use */
  bool read;   /* some expression reads it */
  bool written;/* some `set` writes it */
  bool is_events;  /* no column of the table: the times of the lead's events of one kind, oldest first */
  Str event_kind;
  int64_t event_ms; /* how far back the script looks; INT64_MAX: to the first */
  WorkingSpan event_work; /* and by the calendar */
  JoinKind join;    /* not NONE: no column of the table, but what other rows of the database say for a key */
  Expr *join_key;   /* over the lead */
  uint32_t join_of; /* OWNER: the lead column that is the key */
  const TableDecl *join_table;    /* TABLE */
  const TableResult *join_result;
} Column;

typedef enum LetKind {
  LET_PLAIN,
  LET_SCORE_PART, /* index in script->score_parts; value: the condition, or the call that counts the events */
  LET_SCORE,      /* the sum */
  LET_CLASS_PART, /* index in script->classes; value: the condition; not for `otherwise` */
  LET_CLASS
} LetKind;
/* Parts stand in the order of the script right before their SCORE or CLASS; their names are none of the language. */
typedef struct Let { Str name; Span span; Expr *value; bool used; LetKind kind; uint32_t index; } Let;
#define NO_LET UINT32_MAX
typedef struct NamedList {
  Str name;
  Span span;
  Type elem;
  struct { Expr **v; uint32_t n, cap; } items;
  bool used;
} NamedList;

typedef struct NamedCalendar {
  Str name;
  Calendar *calendar; /* NULL: of a module, and nothing names it */
  uint32_t decl;      /* in Script.calendars */
} NamedCalendar;

/* What a condition of an `expect` may ask of a routed lead, by name: columns that only tests have. */
typedef enum Result { RESULT_OUTCOME, RESULT_POOL, RESULT_OWNER, RESULT_RULE, RESULT_REASON, RESULT_COUNT } Result;

typedef struct Module { /* the script itself is the first */
  Str name, id; /* as of its TakenFile */
  uint32_t file;
  bool is_std;
  bool open;    /* while what it uses is taken in */
} Module;

struct Program {
  Script *script; /* with what its modules declare */
  SourceSet *sources;
  struct { Module *v; uint32_t n, cap; } modules;
  struct { TakenFile *v; uint32_t n, cap; } files; /* all that were taken in, in that order */
  const Zone *zone; /* of the script; UTC when it names none */
  struct { Column *v; uint32_t n, cap; } columns;     /* lead columns by slot */
  struct { Column *v; uint32_t n, cap; } rep_columns; /* rep columns by slot: rep.X */
  struct { Let *v; uint32_t n, cap; } lets;
  struct { NamedList *v; uint32_t n, cap; } lists;
  struct { LookupTable **v; uint32_t n, cap; } tables; /* one more for each set of keys that is compared folded */
  struct { NamedCalendar *v; uint32_t n, cap; } calendars;
  Calendar *calendar; /* that counts working time; NULL only after a finding */
  struct { Rule **v; uint32_t n, cap; } rules; /* all, flattened, by Rule.index; a block's rule before its inner ones */
  bool columns_assumed; /* no schema: some columns were taken as the script uses them */
  Program *tests; /* the same with the columns that its tests read as well; NULL: it has neither tests nor promises */
  bool testing;   /* this is such a one */
  uint32_t results[RESULT_COUNT]; /* of such a one: their slots */
};

/* Takes in what the script uses; Script *script itself stays as it was parsed, but for its types.
 * Findings go to diags; the Program is whole only when diags->errors == 0. Never NULL. */
Program *check_script(Arena *arena, SourceSet *sources, Script *script,
                      const CheckOptions *options, DiagList *diags);
/* Check one more expression against a program (REPL, explain). False: findings in diags. */
bool check_expression(Arena *arena, Program *program, const CheckOptions *options, Expr *expr, DiagList *diags);

/* The text of a file that source number `source` names, found as its lists and tables are. False: error_out. */
bool program_file(Arena *arena, Program *program, const CheckOptions *options, uint32_t source, Str path,
                  size_t most_bytes, Str *text_out, char *error_out, size_t error_size);

/* The rule's name for people: its name, or "line 12". */
Str rule_label(Arena *arena, const Program *program, const Rule *rule);

typedef enum Builtin {
#define BUILTIN(name, word, result, arguments, least, doc) BUILTIN_##name,
#include "check/builtins.def"
#undef BUILTIN
  BUILTIN_COUNT
} Builtin;
typedef struct BuiltinInfo {
  const char *word;
  Type result;
  const char *arguments;
  int least;
  const char *doc;
} BuiltinInfo;
const BuiltinInfo *builtin_info(Builtin b);
const char *strategy_word(StrategyKind s); /* "roundrobin"; "" for STRATEGY_NONE */
StrategyKind strategy_of(Str word);        /* STRATEGY_NONE when unknown */
const char *action_word(ActionKind a);
/* Roles a column may have, of leads: id owner pool status created_at; of reps: id name email active capacity away_from
 * away_until team; of events: lead kind at. */
bool lead_role(Str name);
bool rep_role(Str name);
#endif
