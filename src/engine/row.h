/* Rows for the machine: which columns are asked of the database, and their values in slots.
 *
 * rows_init(&rows, &chunk, arena) -> store_cursor_open(store, rows.columns, …) -> rows_fill(…) per lead. */
#ifndef LEAT_ENGINE_ROW_H
#define LEAT_ENGINE_ROW_H
#include "code/chunk.h"
#include "store/store.h"
#include "vm/vm.h"

typedef struct Rows {
  const Chunk *chunk;
  CodeColumn *columns; /* those that the script reads and the table has */
  uint32_t *slots;     /* parallel: where in the row */
  Str *keys;           /* parallel: the name as a JSON key */
  uint32_t count;      /* those of the table; lists of events come after them */
  uint32_t listed;     /* with the lists of events; after them what is joined (engine/joins.h) */
  uint32_t all;        /* with that */
  Value *blank;        /* a row of which nothing was read: defaults only */
  uint32_t width;      /* slots of a row */
} Rows;

void rows_init(Rows *rows, const Chunk *chunk, Arena *a);
void rep_rows_init(Rows *rows, const Chunk *chunk, const Schema *schema, Arena *a); /* the same for rep columns */
/* Cells to values of their columns' types. False: some cell does not fit its column, and its default stands there. */
bool rows_fill(const Rows *rows, const Value *cells, Arena *a, Value *row);
/* One cell: what does not fit its column is missing, so the column's default stands in for it. */
Value row_cell(const Chunk *chunk, const CodeColumn *column, Value raw, Arena *a, bool *fits_io);
bool row_misfits(const Rows *rows, uint32_t i, Value raw, Arena *a); /* does the cell of columns[i] not fit? */

/* A JSON object of the values read by the script, missing ones left out, and of what it made of them; and back. A
 * stored column `score` or `class` that the script computes is called "lead.score" there. */
void row_json(StrBuf *out, const Rows *rows, const Value *row, const Plan *plan);
void row_from_json(const Chunk *chunk, Str json, Arena *a, Value *row);

/* The members passed over, as the ledger keeps them. */
typedef struct PassedRow { Str pool, rep, why; int64_t line; } PassedRow; /* line: of the rule */
uint32_t passed_from_json(Str json, Arena *a, PassedRow **out);

Str row_key(const Chunk *chunk, Arena *a, Str name); /* what JSON calls this column */

/* "amount is not a number", "score is missing" */
Str row_fault(Arena *a, const CodeColumn *column, bool misfit);
#endif
