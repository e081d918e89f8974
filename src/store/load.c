/* The rows of an import file, one by one, into the table. */
#include "store/importer.h"

static const char LOADING[] = "write a lead";

/* ---- statements: parameter i + 1 is target i; the last one is `now` or the row ---- */

static void add_value(StrBuf *sql, const Importer *im, uint32_t i) {
  const TableColumn *c = &im->table.columns.v[im->targets.v[i].column];
  if (im->stamps && str_is(c->name, "created_at"))
    strbuf_printf(sql, "coalesce(?%u, ?%u)", i + 1, im->targets.n + 1);
  else if (c->default_sql.n)
    strbuf_printf(sql, "coalesce(?%u, (%.*s))", i + 1, STR_FMT(c->default_sql));
  else
    strbuf_printf(sql, "?%u", i + 1);
}

static StoreStatus prepare_insert(Importer *im) {
  StrBuf sql, values;
  bool stamp = im->stamps;
  strbuf_init(&sql);
  strbuf_init(&values);
  strbuf_text(&sql, "INSERT INTO ");
  sql_name(&sql, im->table.name);
  for (uint32_t i = 0; i < im->targets.n; i++) {
    strbuf_text(&sql, i ? ", " : "(");
    sql_name(&sql, im->targets.v[i].name);
    if (i) strbuf_text(&values, ", ");
    add_value(&values, im, i);
    if (str_is(im->targets.v[i].name, "created_at")) stamp = false;
  }
  if (stamp) {
    strbuf_text(&sql, ", created_at");
    strbuf_printf(&values, ", ?%u", im->targets.n + 1);
  }
  strbuf_printf(&sql, ") VALUES (%s)", values.p);
  StoreStatus status = stmt_new(im->s, sql.p, LOADING, &im->insert);
  strbuf_deinit(&sql);
  strbuf_deinit(&values);
  return status;
}

static StoreStatus prepare_find(Importer *im) {
  StrBuf sql;
  const char *joint = " WHERE ";
  if (!im->key_count) return STORE_OK;
  strbuf_init(&sql);
  strbuf_printf(&sql, "SELECT %s FROM ", im->table.rowid);
  sql_name(&sql, im->table.name);
  for (uint32_t i = 0; i < im->targets.n; i++) {
    if (!im->targets.v[i].key) continue;
    strbuf_text(&sql, joint);
    sql_name(&sql, im->targets.v[i].name);
    strbuf_printf(&sql, " = ?%u", i + 1);
    joint = " AND ";
  }
  strbuf_text(&sql, " LIMIT 1");
  StoreStatus status = stmt_new(im->s, sql.p, "look for a lead", &im->find);
  strbuf_deinit(&sql);
  return status;
}

/* Only what is not blank in the file and differs. */
static StoreStatus prepare_update(Importer *im) {
  StrBuf sql, differs;
  bool any = false;
  if (!im->key_count || im->options->existing != EXISTING_UPDATE) return STORE_OK;
  strbuf_init(&sql);
  strbuf_init(&differs);
  strbuf_text(&sql, "UPDATE ");
  sql_name(&sql, im->table.name);
  for (uint32_t i = 0; i < im->targets.n; i++) {
    if (!im->targets.v[i].update) continue;
    strbuf_text(&sql, any ? ", " : " SET ");
    sql_name(&sql, im->targets.v[i].name);
    strbuf_printf(&sql, " = coalesce(?%u, ", i + 1);
    sql_name(&sql, im->targets.v[i].name);
    strbuf_char(&sql, ')');
    strbuf_printf(&differs, "%s(?%u IS NOT NULL AND ?%u IS NOT ", any ? " OR " : "", i + 1, i + 1);
    sql_name(&differs, im->targets.v[i].name);
    strbuf_char(&differs, ')');
    any = true;
  }
  strbuf_printf(&sql, " WHERE %s = ?%u AND (%s)", im->table.rowid, im->targets.n + 1, any ? differs.p : "0");
  StoreStatus status = any ? stmt_new(im->s, sql.p, "update a lead", &im->update) : STORE_OK;
  strbuf_deinit(&sql);
  strbuf_deinit(&differs);
  return status;
}

/* ---- one row ---- */

static void reject(Importer *im, const ImportRow *row, Str reason) {
  ImportReject r = {.line = row->line, .reason = arena_copy(im->a, reason), .raw = arena_copy(im->a, row->raw)};
  VEC_PUSH(im->a, im->report->rejects, r);
  im->report->rejected++;
}

/* The id and the keys, as the table keeps them. False: the row was rejected. */
static bool check_keys(Importer *im, Arena *a, const ImportRow *row, Value *cells) {
  for (uint32_t i = 0; i < im->targets.n; i++) {
    const ImportTarget *t = &im->targets.v[i];
    if ((t->key || (int)i == im->id) && cells[i].kind == VAL_TEXT) cells[i] = value_text(str_trim(value_str(cells[i])));
    if (t->key && cells[i].kind == VAL_MISSING) {
      reject(im, row, arena_printf(a, "the key column `%.*s` is blank", STR_FMT(im->rows.headers.v[i])));
      return false;
    }
    if ((int)i != im->id || !im->id_is_integer || cells[i].kind == VAL_INT || cells[i].kind == VAL_MISSING) continue;
    int64_t id;
    if (cells[i].kind != VAL_TEXT || !int_canonical(value_str(cells[i]), &id)) {
      Str text = cells[i].kind == VAL_TEXT ? value_str(cells[i]) : STR("");
      reject(im, row, arena_printf(a, "id `%.*s` is not a whole number, as the ids of this table are", STR_FMT(text)));
      return false;
    }
    cells[i] = value_int(id);
  }
  return true;
}

static Value *fit_cells(Importer *im, Arena *a, const ImportRow *row) {
  Value *cells = ARENA_ARRAY(a, Value, im->targets.n + 1);
  for (uint32_t i = 0; i < im->targets.n; i++) {
    ImportColumn *c = &im->report->columns.v[i];
    Value v = i < row->count ? row->cells[i] : value_missing();
    if (v.kind == VAL_MISSING) {
      c->blank++;
      continue;
    }
    c->filled++;
    if ((int)i == im->id) {
      cells[i] = v;
    } else if (!value_fit(v, im->targets.v[i].type, &cells[i])) {
      c->misfits++;
    }
  }
  return cells;
}

static void bind_cells(const Importer *im, sqlite3_stmt *stmt, const Value *cells) {
  for (uint32_t i = 0; i < im->targets.n; i++) bind_value(stmt, (int)i + 1, cells[i]);
}

static StoreStatus find_row(Importer *im, const Value *cells, bool *found_out, int64_t *rowid_out) {
  StoreStatus status;
  *found_out = false;
  if (!im->find) return STORE_OK;
  for (uint32_t i = 0; i < im->targets.n; i++)
    if (im->targets.v[i].key) bind_value(im->find, (int)i + 1, cells[i]);
  if (stmt_row(im->s, im->find, "look for a lead", &status)) {
    *found_out = true;
    *rowid_out = sqlite3_column_int64(im->find, 0);
  }
  sqlite3_reset(im->find);
  return status;
}

/* A row that the table's own constraints refuse is rejected; anything else ends the import. */
static StoreStatus run_or_reject(Importer *im, sqlite3_stmt *stmt, const ImportRow *row, bool *done_out) {
  int code = sqlite3_step(stmt);
  *done_out = code == SQLITE_DONE;
  StoreStatus status = STORE_OK;
  if (!*done_out) {
    Str why = str_of(sqlite3_errmsg(im->s->db));
    bool row_only =
        (code & 0xff) == SQLITE_CONSTRAINT || (code & 0xff) == SQLITE_TOOBIG || (code & 0xff) == SQLITE_MISMATCH;
    if (row_only && !sqlite3_get_autocommit(im->s->db))
      reject(im, row, arena_printf(im->a, "the table refuses it: %.*s", STR_FMT(why)));
    else
      status = store_sql_failed(im->s, LOADING);
  }
  sqlite3_reset(stmt);
  return status;
}

static StoreStatus update_row(Importer *im, const ImportRow *row, const Value *cells, int64_t rowid) {
  bool done = true;
  StoreStatus status = STORE_OK;
  int64_t changed = 0;
  if (im->update) {
    for (uint32_t i = 0; i < im->targets.n; i++)
      if (im->targets.v[i].update) bind_value(im->update, (int)i + 1, cells[i]);
    sqlite3_bind_int64(im->update, (int)im->targets.n + 1, rowid);
    status = run_or_reject(im, im->update, row, &done);
    changed = done ? sqlite3_changes64(im->s->db) : 0;
  }
  if (status != STORE_OK || !done) return status;
  if (changed)
    im->report->updated++;
  else
    im->report->unchanged++;
  return STORE_OK;
}

static StoreStatus load_row(Importer *im, Arena *a, const ImportRow *row) {
  bool found, done;
  int64_t rowid;
  Value *cells = fit_cells(im, a, row);
  if (!check_keys(im, a, row, cells)) return STORE_OK;
  StoreStatus status = find_row(im, cells, &found, &rowid);
  if (status != STORE_OK) return status;
  if (found) return update_row(im, row, cells, rowid);
  bind_cells(im, im->insert, cells);
  if (im->stamps) bind_str(im->insert, (int)im->targets.n + 1, str_of(im->now));
  status = run_or_reject(im, im->insert, row, &done);
  if (status == STORE_OK && done) im->report->imported++;
  return status;
}

StoreStatus load_rows(Importer *im) {
  Arena scratch;
  ImportRow row;
  StoreStatus status = prepare_insert(im);
  if (status == STORE_OK) status = prepare_find(im);
  if (status == STORE_OK) status = prepare_update(im);
  arena_init(&scratch, 0);
  rows_rewind(&im->rows);
  while (status == STORE_OK) {
    arena_reset(&scratch);
    RowStatus got = rows_next(&im->rows, &scratch, &row);
    if (got != ROW_GOOD && got != ROW_BAD) break;
    im->report->read++;
    if (got == ROW_BAD)
      reject(im, &row, row.reason);
    else
      status = load_row(im, &scratch, &row);
  }
  arena_deinit(&scratch);
  sqlite3_finalize(im->insert);
  sqlite3_finalize(im->find);
  sqlite3_finalize(im->update);
  return status;
}
