/* Leads from a file into the default table `leads`: CSV in any common dialect and encoding, or JSON lines. Nothing is
 * lost silently: read = imported + updated + unchanged + rejected, and rejected rows are given to the caller. */
#ifndef LEAT_STORE_IMPORT_H
#define LEAT_STORE_IMPORT_H
#include "store/store.h"

typedef enum ImportFormat { IMPORT_AUTO, IMPORT_CSV, IMPORT_JSON_LINES } ImportFormat;
typedef enum ImportRagged { RAGGED_REJECT, RAGGED_KEEP } ImportRagged; /* rows with too few or too many cells */
typedef enum ImportExisting { EXISTING_KEEP, EXISTING_UPDATE } ImportExisting; /* rows whose key is there already */

typedef struct ImportOptions {
  ImportFormat format;
  const char *encoding;   /* NULL: recognise */
  char separator;         /* 0: recognise */
  ImportRagged ragged;
  ImportExisting existing;
  const Str *keys;        /* key columns by header; none: every row is new */
  uint32_t key_count;
  const Str *type_names;  /* "phone=text": forced types */
  uint32_t type_count;
  int64_t now;            /* created_at of rows that say none */
  Str table;              /* empty: "leads" */
} ImportOptions;

typedef struct ImportColumn {
  Str header, column;     /* as in the file; in the table */
  Str type;               /* text, number, bool, time */
  bool added;             /* it was not in the table before */
  bool renamed;           /* blank or duplicate header */
  int64_t filled, blank, misfits; /* misfits: kept as text though the column is of another type */
} ImportColumn;

typedef struct ImportReject { uint32_t line; Str reason; Str raw; } ImportReject;

typedef struct ImportReport {
  const char *encoding;
  char separator; /* 0: JSON lines */
  struct { ImportColumn *v; uint32_t n, cap; } columns;
  int64_t read, imported, updated, unchanged, rejected;
  struct { ImportReject *v; uint32_t n, cap; } rejects; /* all of them */
  Str header_raw; /* CSV: the header line, for the rejects file */
} ImportReport;

/* The whole file in one transaction. The report lives in the arena. STORE_BAD: the file as a whole can't be taken
 * (message). The table may have new columns after it: call store_map again. */
StoreStatus import_leads(Store *s, Arena *a, Str bytes, const ImportOptions *options, ImportReport *out);
#endif
