/* What became of the leads that reps had. */
#include "store/db.h"

/* Of the closed statuses those of a lead that was won. */
static const char *const WON[] = {"won", "converted", "成交", "已成交", "赢单", NULL};

static const char READING[] = "read what became of the leads";

static void won_sql(StrBuf *sql, Str status) {
  strbuf_printf(sql, "lower(trim(%.*s)) IN (", STR_FMT(status));
  for (const char *const *word = WON; *word; word++) strbuf_printf(sql, "%s'%s'", word == WON ? "" : ", ", *word);
  strbuf_char(sql, ')');
}

static void history_sql(StrBuf *sql, Store *s, Str status) {
  const MappedTable *m = &s->leads;
  strbuf_text(sql, "SELECT ");
  sql_column(sql, &m->table, m->role[ROLE_OWNER]);
  strbuf_text(sql, ", ");
  won_sql(sql, status);
  strbuf_text(sql, ", ");
  if (m->role[ROLE_CREATED_AT] >= 0) sql_column(sql, &m->table, m->role[ROLE_CREATED_AT]);
  else strbuf_text(sql, "NULL");
  strbuf_printf(sql, " FROM %.*s WHERE NOT %.*s AND %.*s AND (", STR_FMT(m->from), STR_FMT(m->free), STR_FMT(m->scope));
  won_sql(sql, status);
  strbuf_text(sql, " OR NOT (");
  sql_not_closed(sql, s, status, "");
  strbuf_text(sql, "))");
}

StoreStatus store_closed_leads(Store *s, const Zone *zone, int64_t since, int64_t until,
                               void (*each)(void *ctx, Str rep, bool won), void *ctx) {
  const MappedTable *m = &s->leads;
  sqlite3_stmt *stmt;
  StrBuf sql, column;
  Arena scratch;
  need_map(s);
  if (m->role[ROLE_STATUS] < 0) return STORE_OK;
  strbuf_init(&sql);
  strbuf_init(&column);
  sql_column(&column, &m->table, m->role[ROLE_STATUS]);
  history_sql(&sql, s, strbuf_view(&column));
  StoreStatus status = stmt_new(s, sql.p, READING, &stmt);
  strbuf_deinit(&column);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  arena_init(&scratch, 0);
  while (stmt_row(s, stmt, READING, &status)) {
    int64_t at;
    bool dated = m->role[ROLE_CREATED_AT] >= 0;
    arena_reset(&scratch);
    if (dated && (!raw_time(cell_value(stmt, 2, &scratch), zone, &at) || at <= since || at > until)) continue;
    each(ctx, str_trim(cell_str(stmt, 0, &scratch)), sqlite3_column_int(stmt, 1) != 0);
  }
  sqlite3_finalize(stmt);
  arena_deinit(&scratch);
  return status;
}
