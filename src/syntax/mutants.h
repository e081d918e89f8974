/* Small changes to a script, each of which its tests should notice: for mutation testing.
 *
 * They are found in the words of the text, with the marks of the grammar, so that a new kind of statement is changed
 * like the others. A change keeps the number of lines, because rules without a name are called by theirs. Tests and
 * promises, and what says which leads there are, are left alone. */
#ifndef LEAT_SYNTAX_MUTANTS_H
#define LEAT_SYNTAX_MUTANTS_H
#include "base/diag.h"

typedef enum MutantKind {
  MUTANT_OPERATOR, /* > for >=, or for and, + for -, is known for is missing */
  MUTANT_NOT,      /* `not` is dropped */
  MUTANT_CONSTANT, /* one more or less, true for false */
  MUTANT_RULE,     /* a rule is dropped */
  MUTANT_ORDER,    /* two neighbouring rules change places */
  MUTANT_ACTION,   /* an action is dropped */
  MUTANT_CLAUSE,   /* `else`, `where`, `within`, … is dropped */
  MUTANT_ROW,      /* a row of a table is dropped */
  MUTANT_STATEMENT /* a part of the score, or a class, is dropped */
} MutantKind;
const char *mutant_kind_word(MutantKind kind); /* "operator" */

typedef struct Mutant {
  MutantKind kind;
  Span span;      /* what is replaced */
  Str with;       /* by this */
  Span first, second; /* ORDER: the heads of the two rules */
} Mutant;
typedef struct Mutants { Mutant *v; uint32_t n, cap; } Mutants; /* by place */

/* Of a file without errors; everything lives in the arena. False: it has errors, in diags. */
bool mutants_find(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags, Mutants *out);
/* The script with this change. */
Str mutant_text(Arena *arena, Str script, const Mutant *mutant);
#endif
