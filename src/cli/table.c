#include "cli/table.h"

#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

enum { GAP = 2, NARROWEST = 8 };

static const char *const words[] = {"table", "csv", "tsv", "json", "ndjson", "markdown", "junit"};
enum { FORMATS = sizeof words / sizeof *words };

bool format_of(const char *word, Format *out) {
  for (int i = 0; i < FORMATS; i++)
    if (strcmp(words[i], word) == 0) {
      *out = (Format)i;
      return true;
    }
  return false;
}

bool format_for_people(Format f) { return f == FORMAT_TABLE || f == FORMAT_MARKDOWN; }

const char *format_word(Format f) { return words[f]; }

Str format_words(Arena *a, uint32_t allowed) {
  Str text = STR("");
  for (int i = 0; i < FORMATS; i++) {
    if (!(allowed & (1U << i))) continue;
    bool last = (allowed >> (i + 1)) == 0;
    text = arena_printf(a, "%.*s%s%s", STR_FMT(text), text.n == 0 ? "" : last ? " or " : ", ", words[i]);
  }
  return text;
}

void table_init(Table *t, Arena *a) { *t = (Table){.arena = a}; }

void table_add_column(Table *t, const char *header, ColumnKind kind) {
  VEC_PUSH(t->arena, t->columns, (TableColumn){header, kind});
}

void table_cell(Table *t, Str text) { VEC_PUSH(t->arena, t->cells, text); }

void table_int(Table *t, int64_t i) { table_cell(t, arena_printf(t->arena, "%lld", (long long)i)); }

uint32_t table_rows(const Table *t) { return t->columns.n ? t->cells.n / t->columns.n : 0; }

static Str cell_at(const Table *t, uint32_t row, uint32_t column) { return t->cells.v[row * t->columns.n + column]; }

static Str header_of(const Table *t, uint32_t column, Lang lang) {
  return str_of(lang_heading(lang, t->columns.v[column].header));
}

static int shown_width(Str s) {
  StrBuf shown;
  strbuf_init(&shown);
  text_printable(&shown, s);
  int width = text_width(strbuf_view(&shown));
  strbuf_deinit(&shown);
  return width;
}

/* Takes columns from the widest text column until the table fits or nothing can give way. */
static void widths_fit(const Table *t, int *widths, int room) {
  int total = GAP * ((int)t->columns.n - 1);
  for (uint32_t c = 0; c < t->columns.n; c++) total += widths[c];
  while (total > room) {
    int widest = -1;
    for (uint32_t c = 0; c < t->columns.n; c++)
      if (t->columns.v[c].kind == COLUMN_TEXT && widths[c] > NARROWEST && (widest < 0 || widths[c] > widths[widest]))
        widest = (int)c;
    if (widest < 0) return;
    widths[widest]--;
    total--;
  }
}

static int *widths_of(const Table *t, const TableLook *look) {
  int *widths = ARENA_ARRAY(t->arena, int, t->columns.n);
  for (uint32_t c = 0; c < t->columns.n; c++) {
    widths[c] = text_width(header_of(t, c, look->lang));
    for (uint32_t r = 0; r < table_rows(t); r++) {
      int width = shown_width(cell_at(t, r, c));
      if (width > widths[c]) widths[c] = width;
    }
  }
  if (look->width > 0) widths_fit(t, widths, look->width - look->indent);
  return widths;
}

static void write_aligned_cell(StrBuf *out, Str text, ColumnKind kind, int width, bool last) {
  StrBuf shown;
  strbuf_init(&shown);
  text_clip(&shown, text, width);
  int pad = width - text_width(strbuf_view(&shown));
  if (pad < 0) pad = 0;
  if (kind == COLUMN_NUMBER) strbuf_fill(out, ' ', (size_t)pad);
  strbuf_str(out, strbuf_view(&shown));
  if (kind == COLUMN_TEXT && !last) strbuf_fill(out, ' ', (size_t)pad);
  strbuf_deinit(&shown);
}

static void trim_line_end(StrBuf *out) {
  while (out->n > 0 && out->p[out->n - 1] == ' ') out->p[--out->n] = '\0';
}

static void write_aligned(const Table *t, const TableLook *look, StrBuf *out) {
  const int *widths = widths_of(t, look);
  for (uint32_t r = 0; r <= table_rows(t); r++) { /* row 0 is the header */
    strbuf_fill(out, ' ', (size_t)look->indent);
    if (r == 0 && look->colour) strbuf_text(out, "\x1b[1m");
    for (uint32_t c = 0; c < t->columns.n; c++) {
      bool last = c + 1 == t->columns.n;
      Str text = r == 0 ? header_of(t, c, look->lang) : cell_at(t, r - 1, c);
      write_aligned_cell(out, text, t->columns.v[c].kind, widths[c], last);
      if (!last) strbuf_fill(out, ' ', GAP);
    }
    trim_line_end(out);
    if (r == 0 && look->colour) strbuf_text(out, "\x1b[0m");
    strbuf_char(out, '\n');
  }
}

/* A spreadsheet is to see lines and tabs as they are; a terminal must see no other control character. */
static void write_csv_field(StrBuf *out, Str s) {
  StrBuf shown;
  strbuf_init(&shown);
  for (size_t at = 0; at < s.n;) {
    size_t from = at;
    while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r' && s.p[at] != '\t') at++;
    text_printable(&shown, (Str){s.p + from, at - from});
    if (at < s.n) strbuf_char(&shown, s.p[at++]);
  }
  csv_write_field(out, strbuf_view(&shown), false);
  strbuf_deinit(&shown);
}

static void write_tsv_field(StrBuf *out, Str s) {
  for (size_t at = 0; at < s.n;) {
    size_t from = at;
    while (at < s.n && s.p[at] != '\\') at++;
    text_printable(out, (Str){s.p + from, at - from}); /* tabs and line ends, too */
    if (at == s.n) break;
    strbuf_text(out, "\\\\");
    at++;
  }
}

static void write_separated(const Table *t, bool csv, StrBuf *out) {
  for (uint32_t r = 0; r <= table_rows(t); r++)
    for (uint32_t c = 0; c < t->columns.n; c++) {
      if (c > 0) strbuf_char(out, csv ? ',' : '\t');
      Str text = r == 0 ? str_of(t->columns.v[c].header) : cell_at(t, r - 1, c);
      if (csv) write_csv_field(out, text);
      else write_tsv_field(out, text);
      if (c + 1 == t->columns.n) strbuf_char(out, '\n');
    }
}

static void write_markdown_field(StrBuf *out, Str s) {
  StrBuf shown;
  strbuf_init(&shown);
  text_printable(&shown, s);
  for (size_t i = 0; i < shown.n; i++) {
    if (shown.p[i] == '|') strbuf_char(out, '\\');
    strbuf_char(out, shown.p[i]);
  }
  strbuf_deinit(&shown);
}

static void write_markdown(const Table *t, Lang lang, StrBuf *out) {
  for (uint32_t r = 0; r <= table_rows(t); r++) {
    strbuf_char(out, '|');
    for (uint32_t c = 0; c < t->columns.n; c++) {
      strbuf_char(out, ' ');
      write_markdown_field(out, r == 0 ? header_of(t, c, lang) : cell_at(t, r - 1, c));
      strbuf_text(out, " |");
    }
    strbuf_char(out, '\n');
    if (r > 0) continue;
    strbuf_char(out, '|');
    for (uint32_t c = 0; c < t->columns.n; c++)
      strbuf_text(out, t->columns.v[c].kind == COLUMN_NUMBER ? " ---: |" : " --- |");
    strbuf_char(out, '\n');
  }
}

static void write_json_row(const Table *t, JsonWriter *w, uint32_t row) {
  json_begin_object(w);
  for (uint32_t c = 0; c < t->columns.n; c++) {
    Str text = cell_at(t, row, c);
    Number x;
    json_key(w, t->columns.v[c].header);
    if (t->columns.v[c].kind == COLUMN_TEXT) json_str(w, text);
    else if (number_parse(text, &x)) json_number(w, x);
    else json_null(w);
  }
  json_end_object(w);
}

static void write_json(const Table *t, bool lines, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  if (!lines) json_begin_array(&w);
  for (uint32_t r = 0; r < table_rows(t); r++) {
    if (lines) json_init(&w, out);
    write_json_row(t, &w, r);
    if (lines) strbuf_char(out, '\n');
  }
  if (lines) return;
  json_end_array(&w);
  strbuf_char(out, '\n');
}

void table_write(const Table *t, TableLook look, StrBuf *out) {
  ASSERT(t->columns.n > 0 && t->cells.n % t->columns.n == 0);
  switch (look.format) {
    case FORMAT_TABLE: write_aligned(t, &look, out); return;
    case FORMAT_CSV: write_separated(t, true, out); return;
    case FORMAT_TSV: write_separated(t, false, out); return;
    case FORMAT_JSON: write_json(t, false, out); return;
    case FORMAT_NDJSON: write_json(t, true, out); return;
    case FORMAT_MARKDOWN: write_markdown(t, look.lang, out); return;
    case FORMAT_JUNIT: return;
  }
  BUG("no format %d", (int)look.format);
}
