#include "store/rows.h"

#include <string.h>

#include "base/limits.h"

static Str skip_blank(Str text) {
  while (text.n && strchr(" \t\r\n", text.p[0])) text = (Str){text.p + 1, text.n - 1};
  return text;
}

static bool open_csv(Rows *r, Arena *a, char separator, Str *why_out) {
  CsvRow header;
  csv_open(&r->csv, r->text, separator ? separator : csv_sniff(r->text));
  CsvStatus status = csv_next(&r->csv, a, &header);
  if (status == CSV_BAD) *why_out = arena_printf(a, "the header line can't be read: %s", header.error);
  if (status == CSV_END) *why_out = STR("the file is empty");
  if (status != CSV_ROW) return false;
  for (uint32_t i = 0; i < header.count; i++) VEC_PUSH(a, r->headers, header.fields[i]);
  r->header_raw = header.raw;
  r->body = r->csv;
  return true;
}

bool rows_open(Rows *r, Arena *a, Str text, const ImportOptions *options, Str *why_out) {
  *r = (Rows){.arena = a, .text = text, .ragged = options->ragged};
  Str first = skip_blank(text);
  *why_out = STR("the file is empty");
  if (!first.n) return false;
  r->json = options->format == IMPORT_JSON_LINES ||
            (options->format == IMPORT_AUTO && (first.p[0] == '{' || first.p[0] == '['));
  if (!r->json) return open_csv(r, a, options->separator, why_out);
  jsonl_open(r);
  return true;
}

void rows_rewind(Rows *r) {
  if (r->json)
    jsonl_open(r);
  else
    r->csv = r->body;
}

static Str ragged_reason(Arena *a, uint32_t cells, uint32_t columns) {
  return arena_printf(a, "row has %u cell%s, the header has %u", cells, cells == 1 ? "" : "s", columns);
}

/* Cells beyond the header are dropped only when there is nothing in them. */
static bool fits_header(const Rows *r, const CsvRow *row) {
  if (row->count == r->headers.n) return true;
  if (r->ragged == RAGGED_REJECT) return false;
  for (uint32_t i = r->headers.n; i < row->count; i++)
    if (str_trim(row->fields[i]).n) return false;
  return true;
}

static RowStatus csv_row(Rows *r, Arena *a, const CsvRow *row, ImportRow *out) {
  if (!fits_header(r, row)) {
    out->reason = ragged_reason(a, row->count, r->headers.n);
    return ROW_BAD;
  }
  out->count = r->headers.n;
  out->cells = ARENA_ARRAY(a, Value, out->count + 1);
  for (uint32_t i = 0; i < out->count && i < row->count; i++) {
    Str field = row->fields[i];
    if (memchr(field.p ? field.p : "", 0, field.n)) {
      out->reason = arena_printf(a, "cell %u holds a NUL character", i + 1);
      return ROW_BAD;
    }
    if (str_trim(field).n) out->cells[i] = value_text(field);
  }
  return ROW_GOOD;
}

RowStatus rows_next(Rows *r, Arena *a, ImportRow *out) {
  CsvRow row;
  *out = (ImportRow){0};
  if (r->json) return jsonl_next(r, a, out);
  CsvStatus status = csv_next(&r->csv, a, &row);
  if (status == CSV_END) return ROW_END;
  out->line = row.line;
  out->raw = row.raw;
  if (status == CSV_ROW) return csv_row(r, a, &row, out);
  out->reason = str_of(row.error);
  return ROW_BAD;
}
