/* Files that others made: read as Leat reads them, and compared with what they say of themselves. */
#include "conform.h"
#include "base/csv.h"
#include "base/encoding.h"
#include "base/text.h"
#include "store/json_read.h"
#include "store/rows.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- utf8tests: `number:valid hex:…`, `number:valid:…`, `number:invalid hex:…` */

static Str line_next(Str *text) {
  const char *end = memchr(text->p, '\n', text->n);
  Str line = {text->p, end ? (size_t)(end - text->p) : text->n};
  text->p += line.n + (end != NULL);
  text->n -= line.n + (end != NULL);
  return line;
}

static Str part_next(Str *line, char separator) {
  const char *end = memchr(line->p, separator, line->n);
  Str part = {line->p, end ? (size_t)(end - line->p) : line->n};
  line->p += part.n + (end != NULL);
  line->n -= part.n + (end != NULL);
  return part;
}

static void hex_bytes(StrBuf *out, Str hex) {
  char pair[3] = {0};
  int n = 0;
  for (size_t i = 0; i < hex.n; i++) {
    if (hex.p[i] == ' ') continue;
    pair[n++] = hex.p[i];
    if (n == 2) strbuf_char(out, (char)strtoul(pair, NULL, 16)), n = 0;
  }
}

void utf8_data_suite(Suite *s) {
  Arena arena;
  StrBuf bytes;
  arena_init(&arena, 0);
  strbuf_init(&bytes);
  Str text = data_read(&arena, "messy/utf8/utf8tests.txt");
  s->skipped = !text.p;
  while (text.n) {
    Str line = line_next(&text), number = part_next(&line, ':'), kind = part_next(&line, ':');
    bool valid = str_starts(kind, STR("valid"));
    if (number.n == 0 || number.p[0] == '#' || !(valid || str_is(kind, "invalid hex"))) continue;
    strbuf_clear(&bytes);
    if (str_is(kind, "valid")) strbuf_str(&bytes, line);
    else hex_bytes(&bytes, part_next(&line, ':'));
    suite_case(s, text_is_utf8(strbuf_view(&bytes), NULL) == valid, "%.*s", STR_FMT(number));
  }
  strbuf_deinit(&bytes);
  arena_deinit(&arena);
}

/* ---- csv-spectrum: each file and the objects that are in it */

static const char *const spectrum[] = {
  "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
  "quotes_and_newlines", "simple", "simple_crlf", "utf8",
};

static bool same_rows(Arena *a, Str text, const json_t *objects) {
  CsvReader reader;
  CsvRow header, row;
  csv_open(&reader, text, csv_sniff(text));
  if (csv_next(&reader, a, &header) != CSV_ROW) return false;
  for (size_t i = 0; i < json_array_size(objects); i++) {
    const json_t *object = json_array_get(objects, i);
    if (csv_next(&reader, a, &row) != CSV_ROW || row.count != header.count) return false;
    if (json_object_size(object) != header.count) return false;
    for (uint32_t k = 0; k < row.count; k++) {
      const char *name = arena_copy(a, header.fields[k]).p;
      const json_t *value = json_object_get(object, name);
      Str wanted = {json_string_value(value), json_string_length(value)};
      if (!value || !str_eq(row.fields[k], wanted)) return false;
    }
  }
  return csv_next(&reader, a, &row) == CSV_END;
}

void csv_suite(Suite *s) {
  Arena arena;
  arena_init(&arena, 0);
  for (size_t i = 0; i < sizeof spectrum / sizeof *spectrum; i++) {
    Str text = data_read(&arena, "messy/csv-spectrum/csvs/%s.csv", spectrum[i]);
    Str json = data_read(&arena, "messy/csv-spectrum/json/%s.json", spectrum[i]);
    s->skipped = !text.p || !json.p;
    if (s->skipped) break;
    json_t *objects = json_loadb(json.p, json.n, 0, NULL);
    suite_case(s, objects && same_rows(&arena, text, objects), "%s.csv", spectrum[i]);
    json_decref(objects);
  }
  arena_deinit(&arena);
}

/* ---- JSONTestSuite: y_ must be taken, n_ refused, i_ either */

static void json_each(Suite *s, void (*judge)(Suite *, Arena *, const char *, Str)) {
  char path[4096];
  struct dirent **names;
  Arena arena;
  snprintf(path, sizeof path, "%s/messy/jsontestsuite/test_parsing", data_folder);
  int count = scandir(path, &names, NULL, alphasort);
  s->skipped = count <= 0;
  arena_init(&arena, 0);
  for (int i = 0; i < count; i++) {
    const char *name = names[i]->d_name;
    if (strchr("yni", name[0]) && name[1] == '_')
      judge(s, &arena, name, data_read(&arena, "messy/jsontestsuite/test_parsing/%s", name));
    arena_reset(&arena);
    free(names[i]);
  }
  if (count >= 0) free(names);
  arena_deinit(&arena);
}

/* A text with U+0000 is refused everywhere in Leat: what reads it as a C string would see another text. */
static bool has_escaped_nul(const char *name) {
  return !strcmp(name, "y_object_escaped_null_in_key.json") || !strcmp(name, "y_string_null_escape.json");
}

static void json_judge(Suite *s, Arena *a, const char *name, Str text) {
  Str why = {0};
  json_t *v = json_read(a, text, JSON_NAMES_MAY_REPEAT, &why);
  if (name[0] == 'i') printf("# %s: %s%s%.*s\n", name, v ? "taken" : "refused", v ? "" : ": ", STR_FMT(why));
  else if (name[0] == 'y' && has_escaped_nul(name))
    suite_intended(s, !v && str_contains(why, STR("U+0000")), "%s: %.*s", name, STR_FMT(why));
  else suite_case(s, (v != NULL) == (name[0] == 'y'), "%s: %.*s", name, STR_FMT(why));
  json_decref(v);
}

void json_suite(Suite *s) { json_each(s, json_judge); }

/* The same documents as a value in a row to import: [{"v": …}]. */
static void import_judge(Suite *s, Arena *a, const char *name, Str text) {
  StrBuf wrapped;
  Rows rows;
  ImportRow row = {0};
  ImportOptions options = {.format = IMPORT_JSON_LINES};
  Str why = {0};
  strbuf_init(&wrapped);
  strbuf_text(&wrapped, "[{\"v\": ");
  strbuf_str(&wrapped, text);
  strbuf_text(&wrapped, "}]");
  bool good = rows_open(&rows, a, strbuf_view(&wrapped), &options, &why) && rows_next(&rows, a, &row) == ROW_GOOD;
  ImportRow rest = {0};
  good = good && rows_next(&rows, a, &rest) == ROW_END;
  Str reason = row.reason.n ? row.reason : rest.reason.n ? rest.reason : why;
  bool repeats = str_contains(reason, STR("occurs twice"));
  if (name[0] == 'i') printf("# %s: %s %.*s\n", name, good ? "taken" : "refused:", STR_FMT(reason));
  else if (name[0] == 'y' && (repeats || has_escaped_nul(name)))
    suite_intended(s, !good, "%s: %.*s", name, STR_FMT(reason));
  else suite_case(s, good == (name[0] == 'y'), "%s: %.*s", name, STR_FMT(reason));
  strbuf_deinit(&wrapped);
}

void json_import_suite(Suite *s) { json_each(s, import_judge); }

/* ---- one table in seven encodings */

enum { AREAS = 2978 };

void encodings_suite(Suite *s) {
  static const char *const files[][2] = {
    {"UTF-8-BOM", "UTF-8"}, {"UTF-16LE-BOM", "UTF-16LE"}, {"UTF-16LE", "UTF-16LE"}, {"UTF-16BE", "UTF-16BE"},
    {"GBK", "GB18030"}, {"GB18030", "GB18030"}, {"GB18030-crlf", "GB18030"},
  };
  Arena arena;
  CsvRow row;
  VEC(Str) fields = {0};
  arena_init(&arena, 0);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    Str bytes = data_read(&arena, "messy/cn_encodings/cn_areas.%s.csv", files[i][0]), text;
    const char *name = "";
    size_t bad_at = 0;
    s->skipped = !bytes.p;
    if (s->skipped) break;
    bool good = encoding_decode(&arena, bytes, NULL, &text, &name, &bad_at) && !strcmp(name, files[i][1]);
    uint32_t rows = 0, at = 0;
    CsvReader reader;
    if (good) csv_open(&reader, text, csv_sniff(text));
    while (good && csv_next(&reader, &arena, &row) == CSV_ROW) {
      rows++;
      for (uint32_t k = 0; k < row.count; k++, at++) {
        if (i == 0) VEC_PUSH(&arena, fields, row.fields[k]);
        good &= at < fields.n && str_eq(fields.v[at], row.fields[k]);
      }
    }
    suite_case(s, good && rows == AREAS + 1 && at == fields.n && at == 4 * (AREAS + 1), "%s: %u rows, taken for %s",
               files[i][0], rows, name);
  }
  arena_deinit(&arena);
}

/* ---- folding, as another implementation of Unicode does it: `code point;folded code points` */

static void code_points(StrBuf *out, char *text) {
  char bytes[4];
  for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"))
    strbuf_add(out, bytes, text_encode((uint32_t)strtoul(word, NULL, 16), bytes));
}

/* One case for all: how many lines there are depends on the version of Unicode that the other side knows. */
void folding_suite(Suite *s) {
  char line[256];
  uint32_t lines = 0, wrong = 0;
  Arena arena;
  StrBuf from, to;
  arena_init(&arena, 0);
  strbuf_init(&from);
  strbuf_init(&to);
  while (fgets(line, sizeof line, stdin)) {
    char *cut = strchr(line, ';');
    if (!cut) continue;
    *cut = '\0';
    strbuf_clear(&from);
    strbuf_clear(&to);
    code_points(&from, line);
    code_points(&to, cut + 1);
    lines++;
    if (!str_eq(text_fold(&arena, strbuf_view(&from)), text_nfc(&arena, strbuf_view(&to))) && wrong++ < 10)
      printf("# U+%s\n", line);
    arena_reset(&arena);
  }
  s->skipped = lines == 0;
  suite_case(s, lines > 1000 && wrong == 0, "%u of %u code points fold otherwise", wrong, lines);
  printf("# %u code points\n", lines);
  strbuf_deinit(&from);
  strbuf_deinit(&to);
  arena_deinit(&arena);
}
