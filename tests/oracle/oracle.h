/* Leat's conditions beside SQLite's: random rules and leads, the SQL of a condition, the verdicts of all that judge it,
 * and making a case of disagreement small. */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H
#include "check/program.h"
#include "code/chunk.h"
#include "vm/vm.h"
#include <sqlite3.h>

typedef enum Field { /* the columns of every lead */
  FIELD_WON, FIELD_LOST, FIELD_VISITS, FIELD_RATE, FIELD_AMOUNT, FIELD_WIDE, FIELD_CITY, FIELD_FIRM, FIELD_SOURCE,
  FIELDS
} Field;
extern const char *const field_words[FIELDS];
extern const char preamble[]; /* the declarations that stand before every rule */

typedef enum Verdict { VERDICT_FALSE, VERDICT_TRUE, VERDICT_UNKNOWN, VERDICT_BROKEN } Verdict;
extern const char *const verdict_words[];

/* draw.c: what a seed gives */
typedef struct Draw { uint64_t state; } Draw;
uint32_t draw_below(Draw *d, uint32_t n);
void draw_condition(Draw *d, StrBuf *out);        /* as a user would write it */
void draw_lead(Draw *d, Value lead[FIELDS]);

/* sql.c: the same condition for SQLite, its constants bound */
typedef struct Sql {
  StrBuf text;
  struct { Value *v; uint32_t n, cap; } bound; /* ?1 is v[0]; the lead comes first */
  Arena *arena;
  const Program *program;
  bool planted; /* says > where the rule says >=: the comparison must find it */
} Sql;
/* Appends to text. The lead is ?1 to ?FIELDS; bound begins with as many places for it. */
void sql_condition(Sql *sql, const Expr *condition);
void sql_bind(sqlite3_stmt *stmt, int at, Value v);

/* trial.c: a script of some rules, ready for every judge */
typedef struct Trial {
  Arena arena, lead_arena;
  SourceSet sources;
  DiagList diags;
  Program *program;
  Chunk chunk;
  Vm *vm;
  sqlite3 *db;
  sqlite3_stmt **tests; /* of each rule, over a lead's bound values */
  uint32_t rules;
  bool good; /* no findings that are errors */
} Trial;
typedef struct Verdicts { Verdict run, function, sqlite; } Verdicts;
void trial_load(Trial *t, sqlite3 *db, Str script);
void trial_prepare(Trial *t, uint32_t rules, bool planted); /* the SQL of the first ones */
Verdict trial_ask(sqlite3_stmt *stmt, const Value lead[FIELDS]);
Value *trial_row(Trial *t, const Value lead[FIELDS]); /* as the machine reads it: by slot, through the column's type */
void trial_open(Trial *t, sqlite3 *db, const Str *conditions, uint32_t count, bool planted);
void trial_close(Trial *t);
void trial_judge(Trial *t, const Value lead[FIELDS], Verdicts *out); /* one for each rule */
bool verdicts_agree(const Verdicts *v);

/* shrink.c */
typedef struct Case {
  StrBuf condition;
  Value lead[FIELDS];
} Case;
void case_shrink(Case *c, sqlite3 *db, bool planted); /* as small as it gets while the judges disagree */
void case_print(const Case *c, sqlite3 *db, bool planted);
#endif
