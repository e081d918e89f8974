/* The rows of a file to import, CSV or JSON lines alike: cells by column, or the reason why a row can't be taken.
 *
 * rows_open -> rows_next ... ROW_END -> rows_rewind -> rows_next ... The columns of JSON lines are all keys seen so
 * far: a first reading to the end finds them all. */
#ifndef LEAT_STORE_ROWS_H
#define LEAT_STORE_ROWS_H
#include "base/csv.h"
#include "store/import.h"

typedef enum RowStatus {
  ROW_GOOD,
  ROW_BAD, /* row.reason */
  ROW_END,
  ROW_BROKEN, /* the file as a whole can't be read on: row.reason */
  ROW_LIMIT   /* too many columns: row.reason */
} RowStatus;

typedef struct ImportRow {
  Value *cells; /* TEXT, and from JSON also INT, REAL, BOOL; blank is MISSING */
  uint32_t count;
  uint32_t line;
  Str raw;    /* the row as it stood */
  Str reason; /* of ROW_BAD */
} ImportRow;

typedef struct Rows {
  bool json;
  Arena *arena; /* of the headers */
  VEC(Str) headers; /* as in the file */
  ImportRagged ragged;
  /* CSV */
  CsvReader csv, body; /* body: where the first row begins */
  Str header_raw;
  /* JSON */
  Str text;
  size_t at;
  uint32_t line;
  bool array, ended;
} Rows;

/* False: *why_out. */
bool rows_open(Rows *r, Arena *a, Str text, const ImportOptions *options, Str *why_out);
RowStatus rows_next(Rows *r, Arena *a, ImportRow *out);
void rows_rewind(Rows *r);

/* ---- jsonl.c ---- */
void jsonl_open(Rows *r);
RowStatus jsonl_next(Rows *r, Arena *a, ImportRow *out);
#endif
