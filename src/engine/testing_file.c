/* Leads of a CSV file beside the script: its columns by name, its cells as the data would hold them. */
#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "engine/testing.h"
#include <string.h>

typedef struct LeadFile {
  Testing *t;
  const TestStep *step;
  CsvReader reader;
  uint32_t *slots; /* by field of the file; UINT32_MAX: the script does not know it */
  uint32_t field_count;
} LeadFile;

static void file_fail(Testing *t, const TestStep *step, Str got) {
  Str expected = lang_say(&t->arena, t->script.lang, "leads in \"%.*s\"", STR_FMT(step->name));
  testing_fail(t, step->span, expected, got, NULL, 0);
}

static Str file_words(const Testing *t, const char *got) { return str_of(lang_text(t->script.lang, got)); }

static bool file_open(LeadFile *f) {
  Testing *t = f->t;
  Str text;
  char why[256];
  if (!program_file(&t->arena, t->script.program, &t->script.options, f->step->span.file, f->step->name,
                    LIMIT_INPUT_BYTES, &text, why, sizeof why)) {
    file_fail(t, f->step, lang_told(&t->arena, t->script.lang, str_of(why)));
    return false;
  }
  if (str_starts(text, STR("\xef\xbb\xbf"))) text = (Str){text.p + 3, text.n - 3};
  if (!text_is_utf8(text, NULL)) {
    file_fail(t, f->step, file_words(t, "a file that is not UTF-8 text"));
    return false;
  }
  csv_open(&f->reader, text, csv_sniff(text));
  return true;
}

static uint32_t slot_of(const Chunk *chunk, Str name) {
  for (uint32_t i = 0; i < chunk->columns.n; i++) {
    const CodeColumn *column = &chunk->columns.v[i];
    if (column->source_name.n && (str_eq(column->name, name) || str_eq(column->source_name, name))) return i;
  }
  return UINT32_MAX;
}

/* The first row names the columns. */
static bool header_read(LeadFile *f) {
  Testing *t = f->t;
  CsvRow row;
  if (csv_next(&f->reader, &t->arena, &row) != CSV_ROW) {
    file_fail(t, f->step, file_words(t, "no row with the names of its columns"));
    return false;
  }
  bool known = false;
  f->field_count = row.count;
  f->slots = ARENA_ARRAY(&t->arena, uint32_t, row.count + 1);
  for (uint32_t i = 0; i < row.count; i++) {
    f->slots[i] = slot_of(&t->script.chunk, str_trim(row.fields[i]));
    known |= f->slots[i] != UINT32_MAX;
  }
  if (!known) file_fail(t, f->step, file_words(t, "no column that the script reads"));
  return known;
}

static Routed lead_of(LeadFile *f, const CsvRow *csv) {
  Testing *t = f->t;
  const Chunk *chunk = &t->script.chunk;
  bool fits;
  Routed lead = {.row = ARENA_ARRAY(&t->arena, Value, t->rows.width + 1), .now = t->now, .file = f->step->name,
                 .file_line = csv->line};
  if (t->rows.width) memcpy(lead.row, t->rows.blank, t->rows.width * sizeof *lead.row);
  for (uint32_t i = 0; i < csv->count && i < f->field_count; i++) {
    if (f->slots[i] == UINT32_MAX || (csv->fields[i].n == 0 && !csv->quoted[i])) continue;
    const CodeColumn *column = &chunk->columns.v[f->slots[i]];
    lead.row[f->slots[i]] = row_cell(chunk, column, value_text(csv->fields[i]), &t->arena, &fits);
  }
  if (t->id_slot != UINT32_MAX && lead.row[t->id_slot].kind == VAL_TEXT) lead.id = value_str(lead.row[t->id_slot]);
  return lead;
}

void testing_each(Testing *t, const TestStep *step, void (*take)(Testing *, const TestStep *, Routed *)) {
  LeadFile f = {.t = t, .step = step};
  CsvRow row;
  CsvStatus status;
  uint32_t leads = 0;
  if (!file_open(&f) || !header_read(&f)) return;
  while ((status = csv_next(&f.reader, &t->arena, &row)) != CSV_END && !t->explained) {
    if (status == CSV_BAD) {
      file_fail(t, step, lang_say(&t->arena, t->script.lang, "line %u: %s", row.line, row.error));
      return;
    }
    if (++leads > LIMIT_TEST_LEADS) {
      file_fail(t, step, lang_say(&t->arena, t->script.lang, "more than %d leads", (int)LIMIT_TEST_LEADS));
      return;
    }
    Routed lead = lead_of(&f, &row);
    take(t, step, &lead);
  }
  if (leads == 0) file_fail(t, step, file_words(t, "no lead"));
}
