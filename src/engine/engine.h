/* What the files of the engine share: the Leat behind the handle, and a script that it has loaded. */
#ifndef LEAT_ENGINE_ENGINE_H
#define LEAT_ENGINE_ENGINE_H
#include "check/program.h"
#include "code/chunk.h"
#include "engine/leat.h"
#include "store/store.h"
#include "vm/vm.h"

typedef struct Loaded { /* one script: its text, tree, tables and bytecode share one arena */
  Arena arena;
  SourceSet sources;
  uint32_t file;
  DiagList diags;
  Str name, text;
  Lang lang;      /* that is spoken about it */
  Script *parsed; /* what the text itself says */
  Script *script; /* the same with what its modules declare */
  Schema lead_schema, rep_schema, event_schema, leave_schema, busy_schema;
  Str *db_pools;
  size_t db_pool_count;
  DataPeek peek;
  TablePeek table_peek;
  struct { Store *store; ValuesReader *reader; Str *columns; uint32_t n; StoreStatus status; } peeked;
  CheckOptions options;
  Program *program;
  Chunk chunk;
  bool has_chunk; /* chunk_init was called */
  Str score_column, class_column; /* of the table: where what the script computes is written back; empty: nowhere */
  uint64_t opened; /* the database it was checked against: Leat.opened then; 0: none */
  Str version;     /* 16 hex digits (engine/version.h) */
  ScriptFile *files; /* what it took in: kept with the text */
  uint32_t file_count;
} Loaded;

typedef struct LeadField { Str name; Value value; } LeadField; /* by name, so that it outlives a script */
typedef struct LeadEvent { /* so many of a kind, at a time or so long before the lead's */
  Str kind;
  int64_t count, at;
  bool ago;
} LeadEvent;
typedef struct CurrentLead { /* of the REPL and of tests */
  Arena arena;
  bool from_db;
  Str id;
  VEC(LeadField) fields; /* set by hand; over what the database says */
  VEC(LeadEvent) events; /* likewise */
} CurrentLead;

struct Leat {
  Store *store;    /* or NULL */
  uint64_t opened; /* counts leat_open, from 1 */
  Loaded *loaded;  /* the script in use, or NULL */
  Loaded *failed;  /* the last one that did not compile, kept for its findings and its tokens */
  const DiagList *findings;
  const SourceSet *findings_sources;
  Arena allowed_arena;
  VEC(Str) allowed; /* folders, beside a script's own, whose files it may take in */
  bool mutating;   /* scripts that are loaded now are mutants of the one in use */
  Lang lang;       /* of findings, errors and explanations */
  char error[512];
  uint32_t batch;  /* leads per transaction */
  CurrentLead lead;
  Arena report_arena, test_arena, explain_arena, roster_arena, counts_arena;
  Arena names_arena[LEAT_DEFINITIONS + 1], values_arena;
  StrBuf plan_text; /* canonical text of the plan explained last */
};

/* The status, with the reason for leat_error. */
LeatStatus engine_fail(Leat *l, LeatStatus status, const char *format, ...) __attribute__((format(printf, 3, 4)));
LeatStatus engine_store_fail(Leat *l, StoreStatus status); /* reason from the store */
LeatStatus engine_status(StoreStatus status);

/* A script is loaded, and was checked against the open database, if there is one. */
LeatStatus engine_need_script(Leat *l);
LeatStatus engine_need_db(Leat *l); /* the same, and there is a database */

/* Parses, checks, compiles. With `store`: against its tables. Never NULL; loaded_ok says whether it may run. The
 * store's mapping is set to this script's; *map_status is STORE_OK unless the database lacks what the script names.
 * `past`: the files that the script took in then; NULL: those that are there now. */
Loaded *loaded_new(Leat *l, Store *store, Str name, Str text, const FileAccess *past, StoreStatus *map_status);
bool loaded_ok(const Loaded *script);
void loaded_free(Loaded *script);
void loaded_peek_close(Loaded *script); /* after a check: it reads no more of the data */
StoreStatus loaded_map(const Loaded *script, Store *store);

void engine_set_batch(Leat *l, uint32_t leads); /* for tests: outcomes do not depend on it */
Str engine_copy_buf(Arena *a, const StrBuf *b);
Str plain_words(Arena *a, Value v); /* as value_plain */
int engine_str_order(const void *a, const void *b); /* for qsort of Str */
#endif
