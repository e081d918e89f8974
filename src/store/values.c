/* Which texts the columns of the leads hold: one reading of the table for all columns that are asked for, and no
 * further than is needed. SELECT DISTINCT would read it once for each, and search a tree for each lead. */
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

struct ValuesReader {
  Store *s;
  Arena *arena;
  sqlite3_stmt *stmt; /* NULL: all is read */
  Seen *seen;         /* one for each column */
  uint32_t n;
  size_t most;
  StoreStatus status;
};

static void see_row(ValuesReader *r) {
  for (uint32_t i = 0; i < r->n; i++) {
    if (r->seen[i].values.n > r->most) continue;
    sqlite3_value *cell = sqlite3_column_value(r->stmt, (int)i);
    if (sqlite3_value_type(cell) != SQLITE_TEXT) continue;
    const char *p = (const char *)sqlite3_value_text(cell);
    if (!p) mem_exhausted();
    seen_add(&r->seen[i], r->arena, (Str){p, (size_t)sqlite3_value_bytes(cell)});
  }
}

static void reader_end(ValuesReader *r) {
  sqlite3_finalize(r->stmt);
  r->stmt = NULL;
}

StoreStatus store_values_open(Store *s, Arena *a, const Str *columns, uint32_t n, size_t most, ValuesReader **out) {
  static const char doing[] = "read the values of a column";
  need_map(s);
  ValuesReader *r = ARENA_NEW(a, ValuesReader);
  *r = (ValuesReader){.s = s, .arena = a, .seen = ARENA_ARRAY(a, Seen, n + 1), .n = n, .most = most};
  *out = r;
  StrBuf sql;
  strbuf_init(&sql);
  for (uint32_t i = 0; i < n && r->status == STORE_OK; i++) {
    int at = table_column(&s->leads.table, columns[i]);
    seen_init(&r->seen[i], a);
    strbuf_text(&sql, i ? ", " : "SELECT ");
    if (at >= 0) sql_column(&sql, &s->leads.table, at);
    else r->status = table_no_column(s, &s->leads.table, columns[i]);
  }
  strbuf_printf(&sql, " FROM %.*s WHERE %.*s", STR_FMT(s->leads.from), STR_FMT(s->leads.scope));
  if (r->status == STORE_OK && n > 0) r->status = stmt_new(s, sql.p, doing, &r->stmt);
  strbuf_deinit(&sql);
  return r->status;
}

size_t store_values_more(ValuesReader *r, uint32_t column, size_t have, Str **out) {
  Seen *seen = &r->seen[column];
  while (r->stmt && seen->values.n <= have && seen->values.n <= r->most) {
    if (stmt_row(r->s, r->stmt, "read the values of a column", &r->status)) see_row(r);
    else reader_end(r);
  }
  *out = seen->values.v;
  return r->status == STORE_OK && seen->values.n <= r->most ? seen->values.n : 0;
}

void store_values_close(ValuesReader *r) {
  if (r) reader_end(r);
}

StoreStatus store_distinct(Store *s, Arena *a, Str column, size_t most, Str **out, size_t *count_out) {
  ValuesReader *r;
  *out = NULL;
  *count_out = 0;
  StoreStatus status = store_values_open(s, a, &column, 1, most, &r);
  if (status != STORE_OK) return status;
  *count_out = store_values_more(r, 0, most, out);
  store_values_close(r);
  if (*count_out) qsort(*out, *count_out, sizeof **out, cmp_text);
  return r->status;
}
