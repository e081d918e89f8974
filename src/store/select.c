/* Which columns are read: each requested one once, and no other. */
#include "base/mem.h"
#include "store/db.h"

StoreStatus picks_add(Store *s, Arena *a, StrBuf *sql, const Table *t, const CodeColumn *columns, uint32_t n, int first,
                      Picks *out) {
  Arena scratch;
  arena_init(&scratch, 0);
  int *seen = ARENA_ARRAY(&scratch, int, t->columns.n + 1); /* result column + 1 of each table column */
  *out = (Picks){.n = n, .at = ARENA_ARRAY(a, int, n + 1), .next = first};
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < n && status == STORE_OK; i++) {
    Str name = columns[i].source_name.n ? columns[i].source_name : columns[i].name;
    int column = table_column(t, name);
    if (column < 0) {
      status = table_no_column(s, t, name);
    } else if (columns[i].written && !columns[i].read) {
      out->at[i] = -1;
    } else {
      if (!seen[column]) {
        seen[column] = ++out->next;
        strbuf_text(sql, ", ");
        sql_column(sql, t, column);
      }
      out->at[i] = seen[column] - 1;
    }
  }
  arena_deinit(&scratch);
  return status;
}

void picks_read(const Picks *p, sqlite3_stmt *stmt, Arena *a, Value *cells) {
  for (uint32_t i = 0; i < p->n; i++) cells[i] = p->at[i] < 0 ? value_missing() : cell_value(stmt, p->at[i], a);
}

void bind_key(const Store *s, sqlite3_stmt *stmt, int at, const LeadRow *lead) {
  if (s->leads.by_rowid)
    sqlite3_bind_int64(stmt, at, lead->rowid);
  else
    bind_value(stmt, at, lead->id);
}

StoreStatus need_map(Store *s) {
  if (!s->mapped) BUG("store_map was not called");
  return STORE_OK;
}

/* Result column 0 is the key, 1 the id. */
void lead_read(const Store *s, sqlite3_stmt *stmt, const Picks *p, Arena *a, Value *cells, LeadRow *out) {
  Value id = cell_value(stmt, 1, a);
  out->id = id;
  out->rowid = s->leads.by_rowid ? sqlite3_column_int64(stmt, 0) : 0;
  if (id.kind == VAL_INT) {
    char text[32];
    size_t n = number_format((Number){.is_int = true, .i = id.i}, text);
    out->id_text = arena_copy(a, (Str){text, n});
  } else {
    out->id_text = value_str(id);
  }
  out->cells = cells;
  picks_read(p, stmt, a, cells);
}
