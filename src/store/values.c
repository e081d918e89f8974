/* Which texts the columns of the leads hold: one reading of the table for all columns that are asked for. SELECT
 * DISTINCT would read it once for each, and search a tree for each lead. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "store/db.h"

typedef struct Seen { /* texts by their hash; slots hold index + 1, 0 is free */
  VEC(Str) values;
  uint32_t *slots, mask;
} Seen;

static uint32_t *seen_slot(const Seen *seen, Str text) {
  uint32_t at = (uint32_t)hash_seeded(text) & seen->mask;
  while (seen->slots[at] && !str_eq(seen->values.v[seen->slots[at] - 1], text)) at = (at + 1) & seen->mask;
  return &seen->slots[at];
}

static void seen_add(Seen *seen, Arena *a, Str text) {
  uint32_t *slot = seen_slot(seen, text);
  if (*slot) return;
  VEC_PUSH(a, seen->values, arena_copy(a, text));
  *slot = seen->values.n;
  if (seen->values.n * 2 <= seen->mask) return;
  uint32_t size = (seen->mask + 1) * 2;
  seen->slots = ARENA_ARRAY(a, uint32_t, size);
  seen->mask = size - 1;
  for (uint32_t i = 0; i < seen->values.n; i++) *seen_slot(seen, seen->values.v[i]) = i + 1;
}

static void seen_init(Seen *seen, Arena *a) {
  *seen = (Seen){.mask = 63};
  seen->slots = ARENA_ARRAY(a, uint32_t, seen->mask + 1);
}

static int cmp_text(const void *a, const void *b) { return str_cmp(*(const Str *)a, *(const Str *)b); }

static void see_row(sqlite3_stmt *stmt, Arena *a, Seen *seen, uint32_t n, size_t most) {
  for (uint32_t i = 0; i < n; i++) {
    if (seen[i].values.n > most) continue;
    sqlite3_value *cell = sqlite3_column_value(stmt, (int)i);
    if (sqlite3_value_type(cell) != SQLITE_TEXT) continue;
    const char *p = (const char *)sqlite3_value_text(cell);
    if (!p) mem_exhausted();
    seen_add(&seen[i], a, (Str){p, (size_t)sqlite3_value_bytes(cell)});
  }
}

static bool all_are_full(const Seen *seen, uint32_t n, size_t most) {
  for (uint32_t i = 0; i < n; i++)
    if (seen[i].values.n <= most) return false;
  return true;
}

static StoreStatus see_all(Store *s, Arena *a, const char *sql, Seen *seen, uint32_t n, size_t most) {
  static const char doing[] = "read the values of a column";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s, sql, doing, &stmt);
  if (status != STORE_OK) return status;
  while (!all_are_full(seen, n, most) && stmt_row(s, stmt, doing, &status)) see_row(stmt, a, seen, n, most);
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus store_values(Store *s, Arena *a, const Str *columns, uint32_t n, size_t most, ColumnValues *out) {
  need_map(s);
  const Table *t = &s->leads.table;
  StoreStatus status = STORE_OK;
  Seen *seen = ARENA_ARRAY(a, Seen, n + 1);
  StrBuf sql;
  strbuf_init(&sql);
  for (uint32_t i = 0; i < n && status == STORE_OK; i++) {
    int at = table_column(t, columns[i]);
    out[i] = (ColumnValues){.column = columns[i]};
    seen_init(&seen[i], a);
    strbuf_text(&sql, i ? ", " : "SELECT ");
    if (at >= 0) sql_column(&sql, t, at);
    else status = table_no_column(s, t, columns[i]);
  }
  strbuf_printf(&sql, " FROM %.*s WHERE %.*s", STR_FMT(s->leads.from), STR_FMT(s->leads.scope));
  if (status == STORE_OK && n > 0) status = see_all(s, a, sql.p, seen, n, most);
  strbuf_deinit(&sql);
  for (uint32_t i = 0; i < n && status == STORE_OK; i++) {
    if (seen[i].values.n > most) continue;
    if (seen[i].values.n) qsort(seen[i].values.v, seen[i].values.n, sizeof *seen[i].values.v, cmp_text);
    out[i].values = seen[i].values.v;
    out[i].count = seen[i].values.n;
  }
  return status;
}

StoreStatus store_distinct(Store *s, Arena *a, Str column, size_t most, Str **out, size_t *count_out) {
  ColumnValues values = {0};
  StoreStatus status = store_values(s, a, &column, 1, most, &values);
  *out = values.values;
  *count_out = values.count;
  return status;
}
