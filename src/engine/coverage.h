/* What the tests of a script touch: rules that fired, clauses of conditions that were true, false and deciding, rows of
 * tables that were taken.
 *
 *   coverage_open(&c, script, …) -> coverage_lead(&c, …) for each lead of a test, right after its run
 *   -> coverage_report(&c, arena) -> coverage_close(&c)
 *
 * What is to be watched is compiled beside the script as functions of their own and evaluated a second time for each
 * lead, as explaining does: the machine knows nothing of it, and without it nothing is spent. */
#ifndef LEAT_ENGINE_COVERAGE_H
#define LEAT_ENGINE_COVERAGE_H
#include "compile/compile.h"
#include "engine/roster.h"

#define NO_DECISION UINT32_MAX
typedef enum CoverVerdict { COVER_FALSE, COVER_TRUE, COVER_UNKNOWN, COVER_NOT_REACHED } CoverVerdict;

typedef enum CoverJoin { COVER_CLAUSE, COVER_AND, COVER_OR, COVER_NOT } CoverJoin;
typedef struct CoverNode { /* of a condition, in prefix order: its first operand is the next one */
  CoverJoin join;
  CoverVerdict verdict;
  uint32_t other; /* AND, OR: its second operand; CLAUSE: index in clauses */
} CoverNode;
typedef struct CoverClause {
  const Expr *e;
  Span place;        /* where it is written; in a `define`: where that is used */
  const char *kind;  /* what its condition belongs to: "rule", "where", "score", "class", "let" */
  Str name;          /* of that */
  uint32_t question;
  int64_t seen[3];   /* by verdict */
  int64_t decided[2]; /* false, true: with the opposite the condition would have come out another way */
} CoverClause;
/* What stands in a branch of an `if` is looked at only when that branch is taken. */
typedef struct CoverGuard { uint32_t decision; CoverVerdict want; } CoverGuard;
typedef struct CoverDecision { uint32_t node; CoverGuard guard; CoverVerdict verdict; } CoverDecision;
typedef struct CoverLookup {
  uint32_t table;    /* in Coverage.tables */
  uint32_t lookup;   /* in chunk.tables */
  uint32_t question; /* of its first key */
  CoverGuard guard;
} CoverLookup;
typedef struct CoverLet { uint32_t let; CoverGuard guard; } CoverLet;
typedef struct CoverSite { /* what is evaluated together: a condition, the actions of a rule, a let */
  VEC(CoverDecision) decisions;
  VEC(CoverLookup) lookups;
  VEC(CoverLet) lets;
  uint64_t lead; /* the last one for which it was evaluated */
} CoverSite;
typedef struct CoverTable {
  const LookupTable *table;
  uint32_t rows;
  int64_t *taken; /* by row */
} CoverTable;
typedef struct CoverTarget { Span target; CoverSite *site; } CoverTarget; /* what is asked of each rep */

typedef struct Coverage {
  Arena arena;
  Arena values;  /* of the lead at hand */
  const Loaded *script;
  Chunk *chunk;
  Vm *vm;
  CoverSite *conditions, *actions, *lets; /* by rule, by rule, by let */
  VEC(CoverTarget) targets;               /* those that ask something of reps */
  VEC(CoverNode) nodes;
  VEC(CoverClause) clauses;
  VEC(CoverTable) tables;
  VEC(Question) questions;
  int64_t *fired;    /* by rule */
  bool *fired_now;   /* by rule, for the lead at hand */
  uint64_t lead;
} Coverage;

/* Grows the chunk, which the vm runs. False: it became too large. */
bool coverage_open(Coverage *c, const Loaded *script, Chunk *chunk, Vm *vm);
void coverage_close(Coverage *c);
/* After vm_run, before a turn is taken; the roster was tracing. */
void coverage_lead(Coverage *c, const Value *row, Str lead_id, const Plan *plan, const Roster *roster);
LeatCoverage *coverage_report(const Coverage *c, Arena *a);

/* coverage_sites.c: what there is to be covered */
void coverage_collect(Coverage *c);
#endif
