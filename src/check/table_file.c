/* Tables whose rows stand in a CSV file: header, types, cells, keys that come twice.
 *
 * The file is read twice: to count rows and see what types fit the columns, then to fill the cells. Texts stay where
 * they are in the file's text. */
#include "base/csv.h"
#include "base/hash.h"
#include "base/text.h"
#include "check/checker.h"
#include "syntax/keyword.h"
#include <stdlib.h>
#include <string.h>

enum { ERRORS_MOST = 20 }; /* of one file */
#define NO_FIELD UINT32_MAX

typedef struct FileColumn { /* a key, the upper end of a range, or a result */
  Str name;   /* in the header */
  uint32_t field;
  Type type;
  bool declared, is_key;
  bool seen;    /* some cell holds a value */
  bool numbers; /* all of them could be numbers */
} FileColumn;

typedef struct TableFile {
  Checker *c;
  const TableDecl *decl;
  LookupTable *t;
  Str text;
  char separator;
  Arena scratch; /* of one record */
  uint32_t fields; /* of the header */
  FileColumn *columns; /* keys, then the upper ends, then results */
  uint32_t column_count, high_column; /* high_column: NO_FIELD without a range */
  uint32_t errors;
  bool stars;
} TableFile;

static bool report(TableFile *f) { return ++f->errors <= ERRORS_MOST; }

#define FILE_ERROR(f, code, ...) \
  (report(f) ? diag_add((f)->c->diags, code, (f)->decl->file_span, STR_FMT((f)->decl->file), __VA_ARGS__) : (void)0)

/* ---- header ---- */

static uint32_t field_find(const CsvRow *header, Str name) {
  for (uint32_t i = 0; i < header->count; i++)
    if (str_eq(str_trim(header->fields[i]), name)) return i;
  return NO_FIELD;
}

static FileColumn *column_add(TableFile *f, const CsvRow *header, Str name, Type type, bool is_key) {
  FileColumn *column = &f->columns[f->column_count++];
  *column = (FileColumn){.name = name, .field = field_find(header, name), .type = type, .declared = type != TYPE_NONE,
                         .is_key = is_key, .numbers = true};
  if (column->field != NO_FIELD) return column;
  FILE_ERROR(f, DIAG_TABLE_HEADER, STR_FMT(name));
  if (f->errors > ERRORS_MOST) return column;
  Str near = suggest(name, header->fields, header->count);
  if (near.n) diag_fix(f->c->diags, "did you mean `%.*s`?", STR_FMT(near));
  return column;
}

static void keys_find(TableFile *f, const CsvRow *header) {
  const LookupTable *t = f->t;
  for (uint32_t i = 0; i < t->key_count; i++) {
    const TableKey *key = &f->decl->keys.v[i];
    Str name = key->name;
    if (key->mode == KEY_RANGE)
      name = key->low.n ? key->low : arena_printf(f->c->arena, "%.*s_from", STR_FMT(key->name));
    column_add(f, header, name, t->keys[i].type, true);
  }
  if (t->mode != KEY_RANGE) return;
  const TableKey *key = &f->decl->keys.v[t->mode_key];
  f->high_column = f->column_count;
  column_add(f, header, key->high.n ? key->high : arena_printf(f->c->arena, "%.*s_to", STR_FMT(key->name)),
             t->keys[t->mode_key].type, true);
}

static bool is_key_field(const TableFile *f, uint32_t field) {
  for (uint32_t i = 0; i < f->column_count; i++)
    if (f->columns[i].field == field) return true;
  return false;
}

/* Without names after `->`: all columns of the file that are no keys. */
static void results_from_header(TableFile *f, const CsvRow *header) {
  LookupTable *t = f->t;
  t->results = ARENA_ARRAY(f->c->arena, LookupColumn, header->count + 1);
  t->result_count = 0;
  for (uint32_t i = 0; i < header->count; i++)
    if (!is_key_field(f, i))
      t->results[t->result_count++].name = text_nfc(f->c->arena, arena_copy(f->c->arena, str_trim(header->fields[i])));
}

static bool results_find(TableFile *f, const CsvRow *header) {
  LookupTable *t = f->t;
  if (f->decl->results.n == 0) results_from_header(f, header);
  if (t->result_count == 0) {
    diag_add(f->c->diags, DIAG_TABLE_NO_RESULT, f->decl->file_span, STR_FMT(f->decl->file));
    return false;
  }
  if (t->key_count + t->result_count > LIMIT_TABLE_COLUMNS) {
    diag_add(f->c->diags, DIAG_TABLE_TOO_LARGE, f->decl->span, STR_FMT(t->name), (int)LIMIT_TABLE_COLUMNS, "columns");
    diag_fix(f->c->diags, "name those that are wanted after `->`");
    return false;
  }
  for (uint32_t i = 0; i < t->result_count; i++) column_add(f, header, t->results[i].name, t->results[i].type, false);
  return true;
}

static bool header_read(TableFile *f, CsvReader *reader) {
  CsvRow header;
  if (csv_next(reader, &f->scratch, &header) != CSV_ROW) {
    diag_add(f->c->diags, DIAG_TABLE_EMPTY, f->decl->span, STR_FMT(f->decl->name));
    return false;
  }
  f->fields = header.count;
  f->columns = ARENA_ARRAY(f->c->arena, FileColumn, f->t->key_count + f->t->result_count + header.count + 2);
  f->high_column = NO_FIELD;
  keys_find(f, &header);
  return results_find(f, &header) && f->errors == 0;
}

/* ---- types ---- */

/* 0571, +86 and the like are codes, whose signs count. */
static bool is_plain_number(Str s) {
  Number number;
  size_t sign = s.n && s.p[0] == '-';
  if (s.n == sign || s.p[0] == '+') return false;
  bool padded = s.p[sign] == '0' && s.n > sign + 1 && s.p[sign + 1] >= '0' && s.p[sign + 1] <= '9';
  return !padded && number_parse(s, &number);
}

static bool is_star(const FileColumn *column, const CsvRow *row) {
  return column->is_key && !row->quoted[column->field] && str_is(str_trim(row->fields[column->field]), "*");
}

static bool record_fits(TableFile *f, CsvStatus status, const CsvRow *row) {
  if (status == CSV_BAD) FILE_ERROR(f, DIAG_TABLE_FILE_CSV, row->line, row->error);
  else if (row->count != f->fields)
    FILE_ERROR(f, DIAG_TABLE_FILE_CELLS, row->line, row->count, row->count == 1 ? "" : "s", f->fields);
  else return true;
  return false;
}

static void types_see(TableFile *f, const CsvRow *row) {
  for (uint32_t i = 0; i < f->column_count; i++) {
    FileColumn *column = &f->columns[i];
    if (column->declared || !column->numbers) continue;
    Str cell = str_trim(row->fields[column->field]);
    if (cell.n == 0 || is_star(column, row)) continue;
    column->seen = true;
    column->numbers = is_plain_number(cell);
  }
}

static void types_decide(TableFile *f) {
  LookupTable *t = f->t;
  if (f->high_column != NO_FIELD) { /* both ends are of one type */
    FileColumn *low = &f->columns[t->mode_key], *high = &f->columns[f->high_column];
    low->numbers = high->numbers = low->numbers && high->numbers;
    low->seen |= high->seen;
    high->seen = low->seen;
  }
  for (uint32_t i = 0; i < f->column_count; i++) {
    FileColumn *column = &f->columns[i];
    if (!column->declared) column->type = column->seen && column->numbers ? TYPE_NUMBER : TYPE_TEXT;
  }
  uint32_t results = f->column_count - t->result_count;
  for (uint32_t i = 0; i < t->key_count; i++) t->keys[i].type = f->columns[i].type;
  for (uint32_t i = 0; i < t->result_count; i++) t->results[i].type = f->columns[results + i].type;
}

/* Counts the rows and sees their types. False: reported. */
static bool first_pass(TableFile *f) {
  CsvReader reader;
  CsvRow row;
  CsvStatus status;
  csv_open(&reader, f->text, f->separator);
  if (!header_read(f, &reader)) return false;
  for (;; f->t->row_count++) {
    arena_reset(&f->scratch);
    status = csv_next(&reader, &f->scratch, &row);
    if (status == CSV_END || f->errors > ERRORS_MOST || f->t->row_count > LIMIT_TABLE_ROWS) break;
    if (record_fits(f, status, &row)) types_see(f, &row);
  }
  types_decide(f);
  if (f->t->row_count == 0) diag_add(f->c->diags, DIAG_TABLE_EMPTY, f->decl->span, STR_FMT(f->decl->name));
  if (f->t->row_count > LIMIT_TABLE_ROWS)
    diag_add(f->c->diags, DIAG_TABLE_TOO_LARGE, f->decl->span, STR_FMT(f->decl->name), (int)LIMIT_TABLE_ROWS, "rows");
  return f->errors == 0 && f->t->row_count > 0 && f->t->row_count <= LIMIT_TABLE_ROWS;
}

/* ---- cells ---- */

static bool duration_of(Str s, int64_t *out) {
  size_t at = 0;
  while (at < s.n && ((s.p[at] >= '0' && s.p[at] <= '9') || s.p[at] == '.' || s.p[at] == '-')) at++;
  Number number, unit, product;
  const KeywordInfo *word = keyword_find(str_trim((Str){s.p + at, s.n - at}));
  if (!number_parse((Str){s.p, at}, &number) || !word || word->group != GROUP_UNIT || word->value == 0) return false;
  unit = (Number){.is_int = true, .i = word->value};
  if (!number_mul(number, unit, &product) || !product.is_int) return false;
  *out = product.i;
  return true;
}

static bool bool_of(Str s, int64_t *out) {
  static const char *const words[] = {"false", "true", "0", "1", "no", "yes", "否", "是"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    *out = i & 1;
    if (str_eq_ascii_nocase(s, str_of(words[i]))) return true;
  }
  return false;
}

/* Texts with quotes inside were unquoted into the scratch arena; the others lie in the text of the file. */
static Cell text_cell(TableFile *f, Str s) {
  bool in_file = (uintptr_t)s.p >= (uintptr_t)f->text.p && (uintptr_t)s.p < (uintptr_t)(f->text.p + f->text.n);
  if (!in_file) s = arena_copy(f->c->arena, s);
  if (!text_is_nfc_quick(s)) s = text_nfc(f->c->arena, s);
  return (Cell){.type = TYPE_TEXT, .n = (uint32_t)s.n, .s = s.p};
}

static bool cell_read(TableFile *f, const FileColumn *column, Str s, Cell *out) {
  Number number;
  *out = (Cell){.type = (uint8_t)column->type};
  switch (column->type) {
    case TYPE_TEXT: *out = text_cell(f, s); return true;
    case TYPE_NUMBER:
      if (!number_parse(s, &number)) return false;
      if (!number.is_int && number.d > -1e15 && number.d < 1e15 && number.d == (double)(int64_t)number.d)
        number = (Number){.is_int = true, .i = (int64_t)number.d};
      out->is_real = !number.is_int;
      if (number.is_int) out->i = number.i;
      else out->d = number.d;
      return true;
    case TYPE_BOOL: return bool_of(s, &out->i);
    case TYPE_TIME: return time_parse(s, f->c->program->zone, &out->i);
    case TYPE_DURATION: return duration_of(s, &out->i);
    default: return false;
  }
}

static void cell_fill(TableFile *f, const FileColumn *column, const CsvRow *row, Cell *out) {
  Str cell = row->fields[column->field];
  if (!row->quoted[column->field]) cell = str_trim(cell);
  *out = (Cell){.type = TYPE_NONE};
  if (is_star(column, row)) {
    f->stars = true;
    if (f->t->mode != KEY_EXACT) FILE_ERROR(f, DIAG_TABLE_FILE_STAR, row->line);
    return;
  }
  if (cell.n == 0 && !row->quoted[column->field]) {
    if (!column->is_key) return;
    FILE_ERROR(f, DIAG_TABLE_FILE_KEY, row->line, STR_FMT(column->name));
    if (f->t->mode == KEY_EXACT && f->errors <= ERRORS_MOST) diag_fix(f->c->diags, "write `*` for any value");
    return;
  }
  if (cell_read(f, column, cell, out)) return;
  FILE_ERROR(f, DIAG_TABLE_FILE_CELL, row->line, STR_FMT(column->name), type_phrase(column->type), STR_FMT(cell));
}

typedef struct Filling { Cell *keys, *highs, *cells; uint32_t *lines; } Filling;

static void row_fill(TableFile *f, const Filling *to, uint32_t at, const CsvRow *row) {
  const LookupTable *t = f->t;
  uint32_t results = f->column_count - t->result_count;
  for (uint32_t i = 0; i < t->key_count; i++)
    cell_fill(f, &f->columns[i], row, &to->keys[(size_t)at * t->key_count + i]);
  for (uint32_t i = 0; i < t->result_count; i++)
    cell_fill(f, &f->columns[results + i], row, &to->cells[(size_t)at * t->result_count + i]);
  to->lines[at] = row->line;
  if (f->high_column == NO_FIELD) return;
  cell_fill(f, &f->columns[f->high_column], row, &to->highs[at]);
  const Cell *low = &to->keys[(size_t)at * t->key_count + t->mode_key], *high = &to->highs[at];
  if (low->type == high->type && low->type != TYPE_NONE && cell_cmp(low, high) > 0)
    FILE_ERROR(f, DIAG_TABLE_FILE_RANGE, row->line);
}

static bool second_pass(TableFile *f) {
  LookupTable *t = f->t;
  CsvReader reader;
  CsvRow row;
  Filling to = {.keys = ARENA_ARRAY(t->arena, Cell, (size_t)t->row_count * t->key_count),
                .cells = ARENA_ARRAY(t->arena, Cell, (size_t)t->row_count * t->result_count),
                .lines = ARENA_ARRAY(t->arena, uint32_t, t->row_count)};
  if (f->high_column != NO_FIELD) to.highs = ARENA_ARRAY(t->arena, Cell, t->row_count);
  csv_open(&reader, f->text, f->separator);
  csv_next(&reader, &f->scratch, &row);
  for (uint32_t at = 0; at < t->row_count && f->errors <= ERRORS_MOST; at++) {
    arena_reset(&f->scratch);
    if (csv_next(&reader, &f->scratch, &row) == CSV_ROW) row_fill(f, &to, at, &row);
  }
  t->key_cells = to.keys;
  t->highs = to.highs;
  t->cells = to.cells;
  t->lines = to.lines;
  return f->errors == 0;
}

/* ---- keys that come twice ---- */

static const Cell *keys_of(const LookupTable *t, uint32_t row) { return t->key_cells + (size_t)row * t->key_count; }

static bool keys_equal(const LookupTable *t, uint32_t a, uint32_t b) {
  const Cell *p = keys_of(t, a), *q = keys_of(t, b);
  for (uint32_t k = 0; k < t->key_count; k++) {
    if (p[k].type != q[k].type) return false;
    if (p[k].type != TYPE_NONE && cell_cmp(&p[k], &q[k]) != 0) return false;
  }
  return true;
}

/* Equal numbers have one form: cell_read makes whole numbers integers. */
static uint64_t keys_hash(const LookupTable *t, uint32_t row) {
  const Cell *cells = keys_of(t, row);
  uint64_t h = 0;
  for (uint32_t k = 0; k < t->key_count; k++) {
    Str bytes = {(const char *)&cells[k].i, sizeof cells[k].i};
    if (cells[k].type == TYPE_TEXT) bytes = (Str){cells[k].s, cells[k].n};
    h = h * 31 + hash_seeded(bytes);
  }
  return h;
}

static void twice_report(TableFile *f) {
  const LookupTable *t = f->t;
  uint32_t size = 16;
  while (size / 2 < t->row_count) size *= 2;
  arena_reset(&f->scratch);
  uint32_t *seen = ARENA_ARRAY(&f->scratch, uint32_t, size); /* 1 + row */
  for (uint32_t row = 0; row < t->row_count; row++) {
    uint32_t at = (uint32_t)keys_hash(t, row) & (size - 1);
    while (seen[at] && !keys_equal(t, seen[at] - 1, row)) at = (at + 1) & (size - 1);
    if (seen[at]) FILE_ERROR(f, DIAG_TABLE_FILE_TWICE, t->lines[row], t->lines[seen[at] - 1]);
    else seen[at] = row + 1;
  }
}

static int range_order(const void *a, const void *b, void *ctx) {
  const LookupTable *t = ctx;
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  const Cell *p = keys_of(t, x), *q = keys_of(t, y);
  for (uint32_t k = 0; k < t->key_count; k++) {
    int order = k == t->mode_key ? 0 : cell_cmp(&p[k], &q[k]);
    if (order) return order;
  }
  int order = cell_cmp(&p[t->mode_key], &q[t->mode_key]);
  return order ? order : (x > y) - (x < y);
}

/* Sorts the ranges; neighbours may not overlap. */
static void ranges_order(TableFile *f) {
  LookupTable *t = f->t;
  uint32_t *order = ARENA_ARRAY(t->arena, uint32_t, t->row_count);
  bool sorted = true;
  for (uint32_t i = 0; i < t->row_count; i++) {
    order[i] = i;
    sorted = sorted && (i == 0 || range_order(&order[i - 1], &order[i], t) < 0);
  }
  if (!sorted) qsort_r(order, t->row_count, sizeof *order, range_order, t);
  t->order = order;
  for (uint32_t i = 1; i < t->row_count; i++) {
    uint32_t a = order[i - 1], b = order[i];
    bool same = true;
    for (uint32_t k = 0; k < t->key_count; k++)
      same &= k == t->mode_key || cell_cmp(&keys_of(t, a)[k], &keys_of(t, b)[k]) == 0;
    if (!same || cell_cmp(&keys_of(t, b)[t->mode_key], &t->highs[a]) > 0) continue;
    bool swap = t->lines[a] > t->lines[b];
    FILE_ERROR(f, DIAG_TABLE_FILE_OVERLAP, t->lines[swap ? a : b], t->lines[swap ? b : a]);
  }
}

/* What boxes_review compares: only rows with `*` can overlap others, so that the tests are made for `unique` alone. */
static void tests_make(const TableFile *f) {
  LookupTable *t = f->t;
  size_t count = (size_t)t->row_count * t->key_count;
  t->tests = ARENA_ARRAY(t->arena, KeyTest, count);
  for (size_t i = 0; i < count; i++) {
    bool any = t->key_cells[i].type == TYPE_NONE;
    t->tests[i] = (KeyTest){.kind = any ? CELL_ANY : CELL_VALUE, .n = !any, .v = &t->key_cells[i]};
  }
}

static bool is_text_mode(KeyMode mode) { return mode == KEY_PREFIX || mode == KEY_WITHIN; }

static bool types_supported(TableFile *f) {
  for (uint32_t i = 0; i < f->decl->keys.n; i++)
    if (f->t->keys[i].type == TYPE_LIST || (is_text_mode(f->decl->keys.v[i].mode) && f->t->keys[i].type != TYPE_TEXT)) {
      diag_add(f->c->diags, DIAG_TABLE_KEY_TYPE, f->decl->keys.v[i].span, STR_FMT(f->t->keys[i].name),
               type_phrase(f->t->keys[i].type));
      return false;
    }
  return true;
}

static bool file_load(TableFile *f) {
  f->separator = csv_sniff(f->text);
  if (!types_supported(f) || !first_pass(f) || !second_pass(f)) return false;
  if (f->t->mode == KEY_RANGE) ranges_order(f);
  else twice_report(f);
  if (f->errors == 0 && f->stars && f->decl->unique) tests_make(f);
  return f->errors == 0;
}

bool table_from_file(Checker *c, const TableDecl *decl, LookupTable *t) {
  TableFile f = {.c = c, .decl = decl, .t = t};
  FileUse use = {.name = decl->file, .span = decl->file_span, .most_bytes = LIMIT_TABLE_FILE_BYTES,
                 .unreadable = DIAG_TABLE_FILE, .not_utf8 = DIAG_TABLE_FILE_UTF8};
  if (!named_file_read(c, &use, &f.text)) return false;
  t->text = f.text;
  if (decl->results.n == 0) t->result_count = 0;
  arena_init(&f.scratch, 0);
  bool good = file_load(&f);
  arena_deinit(&f.scratch);
  return good;
}
