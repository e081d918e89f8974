/* One import at work: the file's columns, where they go, and the statements that put them there. */
#ifndef LEAT_STORE_IMPORTER_H
#define LEAT_STORE_IMPORTER_H
#include "store/db.h"
#include "store/infer.h"
#include "store/rows.h"

typedef struct ImportTarget { /* a column of the file, parallel to report->columns */
  Str name;  /* in the table */
  Type type;
  int column; /* in the table; -1: to be added */
  bool key;
  bool update; /* EXISTING_UPDATE may write it */
  Guess guess;
} ImportTarget;

typedef struct Importer {
  Store *s;
  Arena *a; /* of the report */
  const ImportOptions *options;
  ImportReport *report;
  Rows rows;
  Table table;
  bool made; /* by Leat: it may be given columns */
  VEC(ImportTarget) targets;
  uint32_t key_count;
  int id;              /* target of the id column, or -1 */
  bool id_is_integer;
  bool stamps;         /* created_at is filled with `now` */
  char now[40];
  sqlite3_stmt *find, *insert, *update; /* find: NULL without keys; update: NULL when nothing may be */
} Importer;

/* columns.c: headers to names, names to columns, values to types. */
StoreStatus columns_name(Importer *im);   /* after the file was read once */
StoreStatus columns_choose(Importer *im); /* types, keys */
StoreStatus columns_add(Importer *im);    /* in the transaction: what the table lacks */

/* load.c: the rows into the table. */
StoreStatus load_rows(Importer *im);
#endif
