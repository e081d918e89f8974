#include "store/import.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "store/importer.h"

static StoreStatus open_file(Importer *im, Str bytes) {
  Str text, why;
  size_t bad_at = 0;
  ImportReport *r = im->report;
  if (im->options->encoding && !encoding_is_known(im->options->encoding))
    return store_fail(im->s, STORE_BAD, "there is no encoding `%s`: try UTF-8, UTF-16LE, GB18030, windows-1252",
                      im->options->encoding);
  if (!encoding_decode(im->a, bytes, im->options->encoding, &text, &r->encoding, &bad_at))
    return im->options->encoding
               ? store_fail(im->s, STORE_BAD, "byte %zu is not valid in %s", bad_at + 1, im->options->encoding)
               : store_fail(
                     im->s, STORE_BAD,
                     "byte %zu fits no encoding that Leat recognises: name it with --encoding, such as windows-1252",
                     bad_at + 1);
  if (!rows_open(&im->rows, im->a, text, im->options, &why)) return store_fail(im->s, STORE_BAD, "%.*s", STR_FMT(why));
  r->separator = im->rows.json ? 0 : im->rows.csv.separator;
  r->header_raw = im->rows.header_raw;
  return STORE_OK;
}

static StoreStatus find_table(Importer *im) {
  bool found;
  Str name = im->options->table.n ? im->options->table : STR("leads");
  StoreStatus status = table_find(im->s, im->a, name, &im->table, &found);
  if (status == STORE_OK && !found) return table_unknown(im->s, name);
  if (status == STORE_OK && !im->table.rowid)
    return store_fail(im->s, STORE_BAD, "`%.*s` is a view, or a table without rowid: Leat can't import into it",
                      STR_FMT(name));
  if (status == STORE_OK) status = tables_made(im->s, im->table.name, &im->made);
  im->stamps = table_column(&im->table, STR("created_at")) >= 0;
  return status;
}

/* The whole file once: which columns there are, and of what types. */
static StoreStatus survey(Importer *im, int64_t *good_out) {
  Arena scratch;
  ImportRow row;
  RowStatus got;
  arena_init(&scratch, 0);
  *good_out = 0;
  while ((got = rows_next(&im->rows, &scratch, &row)) == ROW_GOOD || got == ROW_BAD) {
    while (im->targets.n < im->rows.headers.n) VEC_PUSH(im->a, im->targets, (ImportTarget){.column = -1});
    for (uint32_t i = 0; got == ROW_GOOD && i < row.count; i++) guess_add(&im->targets.v[i].guess, row.cells[i]);
    *good_out += got == ROW_GOOD;
    arena_reset(&scratch);
  }
  while (im->targets.n < im->rows.headers.n) VEC_PUSH(im->a, im->targets, (ImportTarget){.column = -1});
  StoreStatus status = STORE_OK;
  if (got == ROW_BROKEN) status = store_fail(im->s, STORE_BAD, "%.*s", STR_FMT(row.reason));
  if (got == ROW_LIMIT) status = store_fail(im->s, STORE_LIMIT, "%.*s", STR_FMT(row.reason));
  arena_deinit(&scratch);
  return status;
}

/* Without one good row nothing is done to the table; the rejected ones are still told. */
static StoreStatus only_rejects(Importer *im) {
  ImportRow row;
  RowStatus got;
  rows_rewind(&im->rows);
  while ((got = rows_next(&im->rows, im->a, &row)) == ROW_BAD) {
    VEC_PUSH(im->a, im->report->rejects, (ImportReject){row.line, row.reason, arena_copy(im->a, row.raw)});
    im->report->rejected = ++im->report->read;
  }
  for (uint32_t i = 0; i < im->report->columns.n; i++) im->report->columns.v[i].added = false;
  return STORE_OK;
}

static StoreStatus write_all(Importer *im) {
  StoreStatus status = store_begin(im->s);
  if (status != STORE_OK) return status;
  status = columns_add(im);
  if (status == STORE_OK) status = load_rows(im);
  if (status == STORE_OK) status = store_commit(im->s);
  if (status != STORE_OK) store_rollback(im->s);
  return status;
}

StoreStatus import_leads(Store *s, Arena *a, Str bytes, const ImportOptions *options, ImportReport *out) {
  int64_t good;
  Importer im = {.s = s, .a = a, .options = options, .report = out, .id = -1};
  *out = (ImportReport){0};
  im.now[time_format(options->now, im.now)] = 0;
  StoreStatus status = open_file(&im, bytes);
  if (status == STORE_OK) status = find_table(&im);
  if (status == STORE_OK) status = survey(&im, &good);
  if (status == STORE_OK) status = columns_name(&im);
  if (status == STORE_OK) status = columns_choose(&im);
  if (status != STORE_OK) return status;
  stmt_clear(s, STMT_MAPPED);
  s->mapped = false;
  return good ? write_all(&im) : only_rejects(&im);
}
