/* The parts of a condition, each evaluated on one lead: what it was, why, and which parts decided the whole.
 *
 * Parts are compiled one at a time on a scratch chunk beside the script's own, so that explaining a script with a
 * million rules costs no more than its conditions. */
#ifndef LEAT_ENGINE_CLAUSE_H
#define LEAT_ENGINE_CLAUSE_H
#include "engine/engine.h"

typedef struct Scratch {
  const Loaded *script;
  int64_t now;
  const Value *row;
  Str lead_id;
  Arena *values;    /* what expressions give lives here */
  Arena arena;      /* of the chunk */
  Script no_rules;  /* the script's definitions without its rules and pools */
  Program program;
  DiagList diags;
  Chunk chunk;
  uint32_t fixed;   /* instructions of the script's definitions */
  Vm *vm;           /* NULL until the first question */
} Scratch;

void scratch_init(Scratch *s, const Loaded *script, int64_t now, const Value *row, Str lead_id, Arena *values);
void scratch_deinit(Scratch *s);
Value scratch_eval(Scratch *s, const Expr *e, const Value *rep_row);

typedef VEC(LeatClause) Clauses;
/* Appends the clauses of `e`, the whole first; texts go to the arena. Gives the verdict on the whole. */
LeatVerdict clauses_explain(Scratch *s, Arena *a, const Expr *e, const Value *rep_row, Clauses *out);
/* The reasons of the parts that decided, joined: "source is "demo"; score is 91, needs > 80". */
Str clauses_why(Arena *a, Lang lang, const LeatClause *clauses, uint32_t count);

void value_words(StrBuf *out, Value v); /* as value_print, cut when very long */
LeatVerdict verdict_of(Value v);
#endif
