/* CSV as found in the world (RFC 4180 and its relatives), read record by record from memory with exact positions, and
 * written so that a spreadsheet does not run it.
 *
 * The reader takes comma, semicolon, tab or | (csv_sniff), CR LF or LF or CR, quotes anywhere a field begins, "" inside
 * quotes, newlines inside quotes. Text after a closing quote and a quote that is never closed are errors of that
 * record. */
#ifndef LEAT_BASE_CSV_H
#define LEAT_BASE_CSV_H
#include "base/arena.h"

typedef struct CsvReader {
  Str text;
  size_t at;
  char separator;
  uint32_t line; /* of the next record, 1-based */
  bool one_line; /* from the record after a quote that was never closed: a quoted field ends on its line */
} CsvReader;

typedef enum CsvStatus { CSV_ROW, CSV_END, CSV_BAD } CsvStatus;

typedef struct CsvRow {
  Str *fields; /* unquoted; each in the text itself, or in the arena when quotes had to go */
  bool *quoted; /* parallel: an empty quoted field is an empty text, an empty bare one is missing */
  uint32_t count;
  uint32_t line;     /* where the record begins */
  Str raw;           /* the record as it stood, for a rejects file; without its line end */
  const char *error; /* CSV_BAD: what is wrong, in words */
} CsvRow;

/* The separator that a first line such as `sep=;` names, else the one that gives the most even columns over the first
 * records; ',' in doubt. */
char csv_sniff(Str text);
/* A first line `sep=;` is no record and is passed over. */
void csv_open(CsvReader *r, Str text, char separator);
/* Blank lines are passed over. After CSV_BAD over quotes it goes on at the line after the one where the record
 * began (raw is that line), or after the fault when that is many lines away; a record that is too large is passed over
 * whole. */
CsvStatus csv_next(CsvReader *r, Arena *a, CsvRow *row_out);

/* One field with the quoting it needs; a leading = + - @ TAB CR gets a ' before it unless raw or it reads as a
 * number. */
void csv_write_field(StrBuf *out, Str field, bool raw);
#endif
