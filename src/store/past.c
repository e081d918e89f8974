/* Whom leads went to before: by what they have in common, and one by one. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "store/db.h"

static const char STICKY[] = "remember who has the leads of one kind";
static const char OWNERS[] = "read who had the leads";

StoreStatus store_sticky(Store *s, Arena *a, StickyRow *row, bool *found_out) {
  sqlite3_stmt *stmt;
  *found_out = false;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status =
      stmt_ready(s, STMT_STICKY_GET, "SELECT rep, lead, at FROM leat_sticky WHERE pool = ?1 AND what = ?2 AND key = ?3",
                 STICKY, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, row->pool);
  bind_str(stmt, 2, row->by);
  bind_str(stmt, 3, row->key);
  if (stmt_row(s, stmt, STICKY, &status)) {
    *found_out = true;
    row->rep = cell_str(stmt, 0, a);
    row->lead = cell_value(stmt, 1, a);
    row->at = cell_time(stmt, 2);
  }
  sqlite3_reset(stmt);
  return status;
}

StoreStatus store_sticky_save(Store *s, const StickyRow *row) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_STICKY_PUT,
                                  "INSERT INTO leat_sticky(pool, what, key, rep, lead, at) VALUES (?1, ?2, ?3, ?4, ?5, "
                                  "?6) ON CONFLICT(pool, what, key) DO UPDATE SET rep = ?4, lead = ?5, at = ?6",
                                  STICKY, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, row->pool);
  bind_str(stmt, 2, row->by);
  bind_str(stmt, 3, row->key);
  bind_str(stmt, 4, row->rep);
  bind_value(stmt, 5, row->lead);
  bind_time(s, stmt, 6, row->at);
  return stmt_run(s, stmt, STICKY);
}

/* ---- owners ---- */

typedef struct Asked { Value lead; uint32_t at; } Asked;

static int cmp_lead(Value a, Value b) {
  if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
  return value_cmp(a, b);
}

static int cmp_asked(const void *a, const void *b) {
  return cmp_lead(((const Asked *)a)->lead, ((const Asked *)b)->lead);
}

static void owner_add(Arena *a, Owners *owners, uint32_t most, Str rep) {
  if (owners->n == most || !rep.n) return;
  for (uint32_t i = 0; i < owners->n; i++)
    if (str_eq(owners->v[i], rep)) return;
  VEC_PUSH(a, *owners, rep);
}

static StoreStatus owners_ready(Store *s, sqlite3_stmt **out) {
  StrBuf sql;
  strbuf_init(&sql);
  if (!s->stmts[STMT_OWNERS]) {
    strbuf_text(&sql, "SELECT lead, rep FROM leat_ledger WHERE lead");
    for (int i = 1; i <= LIMIT_BATCH_LEADS; i++) strbuf_printf(&sql, "%s?%d", i > 1 ? ", " : " IN (", i);
    strbuf_text(&sql, ") AND outcome = 'assigned' ORDER BY id DESC");
  }
  StoreStatus status = stmt_ready(s, STMT_OWNERS, sql.p ? sql.p : "", OWNERS, out);
  strbuf_deinit(&sql);
  return status;
}

StoreStatus store_owners(Store *s, Arena *a, const Value *leads, uint32_t count, uint32_t most, Owners *out) {
  sqlite3_stmt *stmt;
  for (uint32_t i = 0; i < count; i++) out[i] = (Owners){0};
  if (!s->has_leat || !count) return STORE_OK;
  ASSERT(count <= LIMIT_BATCH_LEADS);
  StoreStatus status = owners_ready(s, &stmt);
  if (status != STORE_OK) return status;
  Asked *asked = ARENA_ARRAY(a, Asked, count);
  for (uint32_t i = 0; i < count; i++) {
    asked[i] = (Asked){leads[i], i};
    bind_value(stmt, (int)i + 1, leads[i]);
  }
  qsort(asked, count, sizeof *asked, cmp_asked);
  while (stmt_row(s, stmt, OWNERS, &status)) {
    Asked wanted = {.lead = cell_value(stmt, 0, a)};
    const Asked *found = bsearch(&wanted, asked, count, sizeof *asked, cmp_asked);
    if (found) owner_add(a, &out[found->at], most, cell_str(stmt, 1, a));
  }
  sqlite3_reset(stmt);
  sqlite3_clear_bindings(stmt);
  return status;
}
