/* Tables: aligned for people by display width, or as CSV, TSV, JSON, JSON lines, Markdown for programs.
 *
 * table_init -> table_add_column ... -> table_cell (row by row, every column) -> table_write. Text is borrowed for the
 * life of the table. */
#ifndef LEAT_CLI_TABLE_H
#define LEAT_CLI_TABLE_H
#include "base/lang.h"

typedef enum Format {
  FORMAT_TABLE, FORMAT_CSV, FORMAT_TSV, FORMAT_JSON, FORMAT_NDJSON, FORMAT_MARKDOWN,
  FORMAT_JUNIT /* of tests only, never of a table */
} Format;
bool format_of(const char *word, Format *out);
bool format_for_people(Format f); /* then headers and words of ours are in their language, else English */
const char *format_word(Format f);
Str format_words(Arena *a, uint32_t allowed); /* "table, csv or json"; allowed: bits 1 << Format */

typedef enum ColumnKind { COLUMN_TEXT, COLUMN_NUMBER } ColumnKind; /* numbers stand right; bare in JSON, or null */
typedef struct TableColumn { const char *header; ColumnKind kind; } TableColumn;
typedef struct Table {
  Arena *arena;
  VEC(TableColumn) columns;
  VEC(Str) cells;
} Table;

void table_init(Table *t, Arena *a);
void table_add_column(Table *t, const char *header, ColumnKind kind);
void table_cell(Table *t, Str text);
void table_int(Table *t, int64_t i);
uint32_t table_rows(const Table *t);

typedef struct TableLook {
  Format format;
  int width;    /* FORMAT_TABLE: clip to this; 0: never */
  bool colour;  /* FORMAT_TABLE: headers stand out */
  int indent;   /* FORMAT_TABLE */
  Lang lang;    /* of the headers, in the formats for people: FORMAT_TABLE and FORMAT_MARKDOWN */
} TableLook;
void table_write(const Table *t, TableLook look, StrBuf *out);
#endif
