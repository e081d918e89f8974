#include "base/csv.h"

#include <string.h>

#include "base/limits.h"
#include "base/number.h"

enum { SNIFF_RECORDS = 20, SNIFF_BYTES = 64 * 1024, BACK_LINES = 50 };

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/* The line `sep=;` that spreadsheets write first says how the rest is separated. */
static bool names_separator(Str text) {
  static const char mark[] = "sep=";
  size_t n = sizeof mark - 1;
  return text.n > n && memcmp(text.p, mark, n) == 0 && !is_line_end(text.p[n]) &&
         (text.n == n + 1 || is_line_end(text.p[n + 1]));
}

/* Moves over the line end at r->at, if there is one, and counts it. */
static bool pass_line_end(CsvReader *r) {
  if (r->at >= r->text.n || !is_line_end(r->text.p[r->at])) return false;
  bool pair = r->text.p[r->at] == '\r' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == '\n';
  r->at += pair ? 2 : 1;
  r->line++;
  return true;
}

void csv_open(CsvReader *r, Str text, char separator) {
  *r = (CsvReader){.text = text, .separator = separator, .line = 1};
  if (!names_separator(text)) return;
  r->at = sizeof "sep=;" - 1;
  pass_line_end(r);
}

/* "" becomes ". Text without quotes inside stays where it is. */
static Str unquote(Arena *a, Str inner) {
  if (inner.n == 0 || !memchr(inner.p, '"', inner.n)) return inner;
  char *p = arena_alloc(a, inner.n);
  size_t n = 0;
  for (size_t i = 0; i < inner.n; i++) {
    p[n++] = inner.p[i];
    if (inner.p[i] == '"') i++;
  }
  return (Str){p, n};
}

/* The quote at r->at up to its partner. Leaves r->at after it; false when there is none. */
static bool pass_quoted(CsvReader *r) {
  for (r->at++; r->at < r->text.n;) {
    if (is_line_end(r->text.p[r->at])) {
      if (r->one_line) return false;
      pass_line_end(r);
      continue;
    }
    if (r->text.p[r->at++] != '"') continue;
    if (r->at >= r->text.n || r->text.p[r->at] != '"') return true;
    r->at++;
  }
  return false;
}

static bool field_ended(const CsvReader *r) {
  return r->at >= r->text.n || r->text.p[r->at] == r->separator || is_line_end(r->text.p[r->at]);
}

typedef struct Fields {
  VEC(Str) texts;
  VEC(bool) quoted;
} Fields;

/* One field; gives an error in words or NULL. */
static const char *take_field(CsvReader *r, Arena *a, Fields *fields, bool *quotes_bad_out) {
  size_t start = r->at;
  bool quoted = start < r->text.n && r->text.p[start] == '"';
  *quotes_bad_out = true;
  if (quoted && !pass_quoted(r)) return "a quote is never closed";
  if (quoted && !field_ended(r)) return "text after a closing quote";
  *quotes_bad_out = false;
  while (!field_ended(r)) r->at++;
  Str field = {r->text.p + start, r->at - start};
  if (quoted) field = (Str){field.p + 1, field.n - 2};
  if (field.n > LIMIT_CSV_FIELD_BYTES)
    return arena_printf(a, "a field is larger than %d bytes", LIMIT_CSV_FIELD_BYTES).p;
  if (fields->texts.n == LIMIT_CSV_COLUMNS) return arena_printf(a, "more than %d columns", LIMIT_CSV_COLUMNS).p;
  VEC_PUSH(a, fields->texts, quoted ? unquote(a, field) : field);
  VEC_PUSH(a, fields->quoted, quoted);
  return NULL;
}

/* What is left of a record that is whole but too large; false when a quote in it is never closed. */
static bool pass_record(CsvReader *r) {
  for (;;) {
    if (r->at < r->text.n && r->text.p[r->at] == '"' && !(pass_quoted(r) && field_ended(r))) return false;
    while (!field_ended(r)) r->at++;
    if (r->at >= r->text.n || r->text.p[r->at] != r->separator) return true;
    r->at++;
  }
}

/* After quotes that do not fit: the lines that a stray quote seemed to take in are read for themselves. Bounded, so
 * that no text is read over and over: at most BACK_LINES lines back, and only one quote runs to the end of the text. */
static void recover(CsvReader *r, size_t start, uint32_t line) {
  bool never_closed = r->at >= r->text.n;
  if (never_closed) r->one_line = true;
  if (never_closed || r->line - line <= BACK_LINES) {
    r->at = start;
    r->line = line;
  }
  while (r->at < r->text.n && !is_line_end(r->text.p[r->at])) r->at++;
}

static CsvStatus finish(CsvReader *r, size_t start, const char *error, CsvRow *row) {
  row->error = error;
  row->raw = (Str){r->text.p + start, r->at - start};
  pass_line_end(r);
  return error ? CSV_BAD : CSV_ROW;
}

CsvStatus csv_next(CsvReader *r, Arena *a, CsvRow *row_out) {
  while (pass_line_end(r)) continue;
  if (r->at >= r->text.n) return CSV_END;
  size_t start = r->at;
  Fields fields = {0};
  *row_out = (CsvRow){.line = r->line};
  const char *error;
  bool quotes_bad;
  for (;;) {
    error = take_field(r, a, &fields, &quotes_bad);
    if (error || r->at >= r->text.n || r->text.p[r->at] != r->separator) break;
    r->at++;
  }
  row_out->fields = fields.texts.v;
  row_out->quoted = fields.quoted.v;
  row_out->count = fields.texts.n;
  if (error && (quotes_bad || !pass_record(r))) recover(r, start, row_out->line);
  if (!error && r->at - start > LIMIT_CSV_ROW_BYTES)
    error = arena_printf(a, "a row is larger than %d bytes", LIMIT_CSV_ROW_BYTES).p;
  return finish(r, start, error, row_out);
}

/* How many records have as many columns as the first, weighed against how many there are; 0 for a single column. */
static double evenness(Str text, char separator, uint32_t *columns_out) {
  CsvReader r;
  CsvRow row;
  Arena scratch;
  arena_init(&scratch, 0);
  csv_open(&r, text, separator);
  uint32_t even = 0, total = 0, columns = 0;
  for (CsvStatus status; total < SNIFF_RECORDS && (status = csv_next(&r, &scratch, &row)) != CSV_END; total++) {
    if (total == 0) columns = row.count;
    even += status == CSV_ROW && row.count == columns;
  }
  arena_deinit(&scratch);
  *columns_out = columns;
  return total && columns > 1 ? (double)even / total : 0;
}

char csv_sniff(Str text) {
  if (text.n > SNIFF_BYTES) { /* whole lines only */
    text.n = SNIFF_BYTES;
    while (text.n && !is_line_end(text.p[text.n - 1])) text.n--;
    if (text.n == 0) text.n = SNIFF_BYTES;
  }
  if (names_separator(text)) return text.p[sizeof "sep=" - 1];
  char best = ',';
  double best_evenness = 0;
  uint32_t best_columns = 0;
  for (const char *separator = ",;\t|"; *separator; separator++) {
    uint32_t columns;
    double even = evenness(text, *separator, &columns);
    if (even > best_evenness || (even == best_evenness && even > 0 && columns > best_columns)) {
      best = *separator;
      best_evenness = even;
      best_columns = columns;
    }
  }
  return best;
}

/* A spreadsheet takes a field that begins so for a formula (OWASP, CSV injection). */
static bool looks_like_formula(Str field) {
  Number number;
  return field.n && strchr("=+-@\t\r", field.p[0]) && field.p[0] && !number_parse(field, &number);
}

static bool needs_quotes(Str field) {
  if (field.n == 0) return false;
  if (field.p[0] == ' ' || field.p[field.n - 1] == ' ') return true;
  for (size_t i = 0; i < field.n; i++)
    if (field.p[i] && strchr(",;|\t\"\r\n", field.p[i])) return true;
  return false;
}

void csv_write_field(StrBuf *out, Str field, bool raw) {
  bool guard = !raw && looks_like_formula(field), quote = needs_quotes(field);
  if (quote) strbuf_char(out, '"');
  if (guard) strbuf_char(out, '\'');
  for (size_t at = 0; at < field.n;) {
    const char *mark = memchr(field.p + at, '"', field.n - at);
    size_t end = mark ? (size_t)(mark - field.p) + 1 : field.n;
    strbuf_add(out, field.p + at, end - at);
    if (mark) strbuf_char(out, '"');
    at = end;
  }
  if (quote) strbuf_char(out, '"');
}
