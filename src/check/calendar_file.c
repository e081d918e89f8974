/* `closed from "holidays.csv"`: days that depart from the week, in a CSV file with the columns date, kind and name. */
#include "base/csv.h"
#include "base/text.h"
#include "check/checker.h"

enum { ERRORS_MOST = 20 };
#define NO_FIELD UINT32_MAX

typedef struct DaysFile {
  Checker *c;
  const CalendarItem *item;
  uint32_t date, kind, name; /* fields; kind and name may be NO_FIELD */
  uint32_t errors;
} DaysFile;

#define ROW_ERROR(f, code, line, ...)                                                                        \
  (++(f)->errors <= ERRORS_MOST                                                                              \
       ? diag_add((f)->c->diags, code, (f)->item->text_span, STR_FMT((f)->item->text), line, __VA_ARGS__)    \
       : (void)0)

static uint32_t field_find(const CsvRow *header, const char *name) {
  for (uint32_t i = 0; i < header->count; i++)
    if (str_eq_ascii_nocase(str_trim(header->fields[i]), str_of(name))) return i;
  return NO_FIELD;
}

static bool header_find(DaysFile *f, const CsvRow *header) {
  f->date = field_find(header, "date");
  f->kind = field_find(header, "kind");
  f->name = field_find(header, "name");
  if (f->date != NO_FIELD) return true;
  diag_add(f->c->diags, DIAG_CALENDAR_FILE_HEADER, f->item->text_span, STR_FMT(f->item->text));
  diag_fix(f->c->diags, "the first line names the columns: `date`, and `kind` with `holiday` or `workday`");
  return false;
}

static Str field_of(const CsvRow *row, uint32_t field) {
  return field < row->count ? str_trim(row->fields[field]) : STR("");
}

static bool day_read(DaysFile *f, const CsvRow *row, int64_t *day_out) {
  enum { DAY_MS = 86400000 };
  Str text = field_of(row, f->date);
  int64_t ms;
  if (time_parse(text, zone_utc(), &ms) && ms % DAY_MS == 0 && !str_contains(text, STR("T"))) {
    *day_out = ms / DAY_MS;
    return true;
  }
  ROW_ERROR(f, DIAG_CALENDAR_FILE_DATE, row->line, STR_FMT(text));
  return false;
}

static void row_read(DaysFile *f, const CsvRow *row, PlannedVec *days) {
  int64_t day;
  if (!day_read(f, row, &day)) return;
  Str kind = f->kind == NO_FIELD ? STR("holiday") : field_of(row, f->kind);
  bool open = str_eq_ascii_nocase(kind, STR("workday"));
  if (!open && !str_eq_ascii_nocase(kind, STR("holiday"))) {
    ROW_ERROR(f, DIAG_CALENDAR_FILE_KIND, row->line, STR_FMT(kind));
    return;
  }
  Str name = f->name == NO_FIELD ? STR("") : field_of(row, f->name);
  PlannedDays planned = {.first = day, .last = day, .open = open, .name = text_nfc(f->c->arena, name)};
  VEC_PUSH(f->c->arena, *days, planned);
}

bool calendar_file_read(Checker *c, const CalendarItem *item, PlannedVec *days) {
  DaysFile f = {.c = c, .item = item};
  FileUse use = {.name = item->text, .span = item->text_span, .most_bytes = LIMIT_CALENDAR_FILE_BYTES,
                 .unreadable = DIAG_CALENDAR_FILE, .not_utf8 = DIAG_CALENDAR_FILE_UTF8};
  Str text;
  CsvReader reader;
  CsvRow row = {0};
  CsvStatus status;
  if (!named_file_read(c, &use, &text)) return false;
  csv_open(&reader, text, csv_sniff(text));
  if (csv_next(&reader, c->arena, &row) != CSV_ROW) row.count = 0;
  if (!header_find(&f, &row)) return false;
  while ((status = csv_next(&reader, c->arena, &row)) != CSV_END && days->n <= LIMIT_CALENDAR_DAYS) {
    if (status == CSV_BAD) ROW_ERROR(&f, DIAG_CALENDAR_FILE_ROW, row.line, row.error);
    else row_read(&f, &row, days);
  }
  return f.errors == 0;
}
