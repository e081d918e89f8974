/* The match index: which rules can take a lead, by its values. A rule that it leaves out is false whatever else it
 * tests, so nothing is to be noted of it; the others come in their order, and of some it is known that they are true.
 *
 *   rules of one block        tree: by the values that rules name        block of up to 512 conjunctions, in rule order
 *   ─ conjuncts ─►  rows  ──►  region ─┬─ "EMEA" ─ industry ─┬─ …   ──►  facets: for each column that they test
 *                                      ├─ "APAC" …           └─ rest      and each class of its values (vm/classes)
 *                                      └─ rest: rules that name no region  a bit for each row, 0: surely false
 *
 * A lead goes down the tree by its own values and by every `rest` (by all branches where a value is missing: a rule
 * that is unknown is to be noted), and the blocks that it comes to are ANDed together from its classes. Rows of bits
 * are made when a lead first needs them.
 *
 * index_init -> index_build -> per lead: index_begin -> index_next from rule to rule -> index_deinit. */
#ifndef LEAT_VM_INDEX_H
#define LEAT_VM_INDEX_H
#include "vm/classes.h"

enum { BLOCK_ROWS = 512, BLOCK_WORDS = BLOCK_ROWS / 64 };
#define NO_COLUMN UINT32_MAX
#define NO_NODE UINT32_MAX
#define CODE_NONE UINT32_MAX /* the class is not known yet */

typedef struct BlockTest { uint32_t bit, test; } BlockTest;

typedef struct Facet { /* what a block asks of one column */
  uint32_t column;
  uint32_t test_count, row_count;
  uint32_t edge_count;   /* 0: a row for each class; else one for each stretch of classes, which begin at the edges */
  const uint32_t *edges;
  const BlockTest *tests;
  const uint64_t **rows; /* NULL: not made yet. `words` of what is not false; of the classes before CLASS_FIRST also
                            `words` of what is unknown */
} Facet;

typedef struct Block {
  uint32_t n, words, facet_count;
  const uint32_t *tops; /* by bit: the rule's number among its siblings, ascending */
  const uint64_t *all;  /* the bits there are */
  const uint64_t *sure; /* nothing else must hold for these */
  Facet *facets;
} Block;

typedef struct Node {
  uint32_t column; /* that it asks for; NO_COLUMN: it has blocks */
  uint32_t rest, count;
  bool direct;               /* children by class; else by place among the classes */
  const uint32_t *classes, *children;
  Block *blocks;
} Node;

typedef struct Visit { const Block *block; bool doubt; } Visit;
typedef struct Candidate { uint32_t top; bool doubt; } Candidate;

typedef struct RowTest { uint32_t test, column, passing_count; const uint32_t *passing; } RowTest;
typedef struct Row { uint32_t top, n; bool open; RowTest *tests; } Row;
typedef VEC(Row) RuleRows;

typedef struct Scope { /* rules beside each other in one block */
  int32_t parent;
  uint32_t n, root;
  uint32_t *rules;   /* by number among them: the rule */
  uint32_t *entries; /* the step after its RULE; then where the block ends */
  uint32_t *fired;   /* its FIRED, or 0: it is not known where the condition ends */
  int32_t *ends;     /* the rule that ends the run when it is true and someone is found; -1: none surely does */
  uint32_t rows;
  const RuleRows *kept; /* when Index.keep */
  /* of the lead at hand */
  uint32_t lead;
  struct { Visit *v; uint32_t n, cap, at; } visits;
  struct { Candidate *v; uint32_t n, cap, at; } found;
} Scope;

typedef struct Index {
  Arena arena;
  bool built;
  bool keep; /* what print needs; set before build */
  const Chunk *chunk;
  const Steps *steps;
  uint32_t column_count, scope_count, block_count;
  Classes *columns;
  Scope *scopes; /* of the main program first, when it is there */
  VEC(Node) nodes;
  uint64_t direct_left; /* bytes that rows by class may still take */
  /* of the lead at hand */
  const Value *row;
  uint32_t lead;
  uint32_t *codes; /* its classes by column, or CODE_NONE; the caller's, when all are known */
  uint32_t *own_codes;
} Index;

void index_init(Index *x);
void index_deinit(Index *x);
/* Turns the RULE of each rule of a block that is worth it into STEP_TOP. `least`: rules that a block must have. */
void index_build(Index *x, Steps *s, const Chunk *c, uint32_t least);
/* A new lead. codes: its classes, as index_codes gave them, or NULL. */
void index_begin(Index *x, const Value *row, const uint32_t *codes);
void index_codes(Index *x, const Value *row, uint32_t *codes_out);
/* The step where the first rule of the block at or after number `top` goes on that can take the lead: its FIRED when it
 * is known to be true; the block's end when there is none. */
uint32_t index_next(Index *x, uint32_t scope, uint32_t top);
/* What index_next gave last; NULL: the end. */
const Candidate *index_last(const Index *x, uint32_t scope);
/* Of the main program: the rule that ends the run if someone is found (-1: none), when no code must be run to tell. */
bool index_first(Index *x, int32_t *rule_out);

/* index_rows.c */
/* What the lead's classes leave of a block; false: nothing. doubt: what is not known to be true. */
bool block_match(Index *x, const Block *b, uint64_t *bits, uint64_t *doubt);
void visits_find(Index *x, Scope *scope);
/* The first candidate; false: there is none. */
bool candidate_first(Index *x, const Scope *scope, Candidate *out);
/* index_tree.c */
uint32_t tree_build(Index *x, Arena *scratch, const RuleRows *rows);
/* index_print.c: what is indexed, which rules are always candidates, and why. `least` as at building. */
void index_print(StrBuf *out, const Index *x, uint32_t least, const SourceSet *sources);
#endif
