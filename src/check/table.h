/* A decision table as the checker made it, whether its rows stand in the script or in a file: keys, results, rows.
 *
 *             keys              results
 *   row 0   | test  test      | cell cell |     a row fits when every test takes its key; the first row that fits gives
 *   row 1   | test  test      | cell cell |     its results. Rows of a file need no tests: a key's cell must be equal,
 *                                               or is `*`.
 *
 * Cells are 16 bytes and own nothing: texts lie in the arena or in the text of the file. code/lookup.h finds rows. */
#ifndef LEAT_CHECK_TABLE_H
#define LEAT_CHECK_TABLE_H
#include "check/type.h"
#include "syntax/ast.h"

typedef struct Cell {
  uint8_t type; /* Type; TYPE_NONE: `*` among keys, missing among results */
  bool is_real; /* NUMBER */
  uint32_t n;   /* TEXT: bytes */
  union {
    const char *s;
    int64_t i; /* NUMBER, TIME, DURATION; BOOL 0 or 1 */
    double d;
  };
} Cell;

typedef struct KeyTest { /* what a row wants of a key */
  uint8_t kind;  /* CellKind */
  uint8_t op;    /* COMPARE: CompareOp */
  uint32_t n;
  const Cell *v; /* VALUE, COMPARE: one; RANGE: low, high; IN, NOT_IN: n of them */
} KeyTest;

typedef struct LookupColumn { Str name; Type type; } LookupColumn; /* a key that every row takes has TYPE_NONE */

typedef struct Lookup Lookup;
typedef struct LookupTable {
  Arena *arena;
  const TableDecl *decl;
  Str name;
  LookupColumn *keys, *results;
  uint32_t key_count, result_count, row_count;
  KeyMode mode;       /* of the key `mode_key`; EXACT: all are */
  uint32_t mode_key;
  KeyTest *tests;     /* row by row, key_count each; NULL: key_cells say it all */
  const Cell *key_cells; /* row by row, key_count each */
  const Cell *highs;  /* RANGE: by row, while key_cells hold the lower end */
  const Cell *cells;  /* results, row by row */
  const uint32_t *lines; /* of a file: where each row stands; NULL: the rows stand in the script */
  const uint32_t *order; /* RANGE: the rows by exact keys, then lower ends */
  Str text;           /* of the file */
  uint64_t folded;    /* bit k: the texts of key k are case-folded, because it is compared with folded ones */
  bool total;         /* some row takes everything */
  const Lookup *lookup; /* code/lookup.h: made once, when the first code is compiled that uses the table */
} LookupTable;

int cell_cmp(const Cell *a, const Cell *b); /* of one type */
bool cell_fits(const KeyTest *test, const Cell *cell);
void cell_print(StrBuf *out, const Cell *cell); /* as a literal; `*` */
#endif
