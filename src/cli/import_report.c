#include "cli/import_report.h"

#include "base/json.h"
#include "base/text.h"

enum { SHOWN_REJECTS = 10 };

static void add_note(StrBuf *note, Lang lang, Str text) {
  if (note->n) strbuf_text(note, lang_text(lang, ", "));
  strbuf_str(note, text);
}

static Str note_of(Arena *a, Lang lang, const ImportColumn *c) {
  StrBuf note;
  strbuf_init(&note);
  if (c->added) add_note(&note, lang, str_of(lang_text(lang, "added")));
  if (c->renamed) add_note(&note, lang, str_of(lang_text(lang, "renamed")));
  if (c->misfits)
    add_note(&note, lang, lang_say(a, lang, "%lld not a %.*s", (long long)c->misfits, STR_FMT(c->type)));
  Str text = arena_copy(a, strbuf_view(&note));
  strbuf_deinit(&note);
  return text;
}

static void write_columns(Cli *cli, const ImportReport *report, StrBuf *out) {
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "header", COLUMN_TEXT);
  table_add_column(&t, "column", COLUMN_TEXT);
  table_add_column(&t, "type", COLUMN_TEXT);
  table_add_column(&t, "filled", COLUMN_NUMBER);
  table_add_column(&t, "blank", COLUMN_NUMBER);
  table_add_column(&t, "note", COLUMN_TEXT);
  for (uint32_t i = 0; i < report->columns.n; i++) {
    const ImportColumn *c = &report->columns.v[i];
    table_cell(&t, c->header);
    table_cell(&t, c->column);
    table_cell(&t, c->type);
    table_int(&t, c->filled);
    table_int(&t, c->blank);
    table_cell(&t, note_of(&cli->arena, cli->lang, c));
  }
  table_write(&t, (TableLook){.width = cli->term.width, .colour = cli->term.colour_out, .lang = cli->lang}, out);
}

static const char *separator_word(char c, char spare[8]) {
  if (c == 0) return "JSON lines";
  if (c == '\t') return "separated by tabs";
  if (c == ',') return "separated by commas";
  if (c == ';') return "separated by semicolons";
  spare[0] = c;
  spare[1] = '\0';
  return spare;
}

static void write_rejects(Arena *a, Lang lang, const ImportReport *report, Str path, StrBuf *out) {
  uint32_t shown = report->rejects.n < SHOWN_REJECTS ? report->rejects.n : SHOWN_REJECTS;
  for (uint32_t i = 0; i < shown; i++) {
    lang_printf(out, lang, "  line %u: ", report->rejects.v[i].line);
    text_printable(out, lang_told(a, lang, report->rejects.v[i].reason));
    strbuf_char(out, '\n');
  }
  if (report->rejects.n > shown) lang_printf(out, lang, "  and %u more\n", report->rejects.n - shown);
  lang_printf(out, lang, "rejected rows are in ");
  text_printable(out, path);
  strbuf_char(out, '\n');
}

void import_report_text(Cli *cli, const ImportReport *report, Str rejects_path, StrBuf *out) {
  char spare[8];
  write_columns(cli, report, out);
  lang_printf(out, cli->lang, "\n%s, %s\n", report->encoding ? report->encoding : "UTF-8",
              separator_word(report->separator, spare));
  lang_printf(out, cli->lang, "read %lld, imported %lld, updated %lld, unchanged %lld, rejected %lld\n",
              (long long)report->read, (long long)report->imported, (long long)report->updated,
              (long long)report->unchanged, (long long)report->rejected);
  if (report->rejects.n > 0) write_rejects(&cli->arena, cli->lang, report, rejects_path, out);
}

static void json_counts(JsonWriter *w, const ImportReport *report) {
  const struct { const char *key; int64_t n; } counts[] = {{"read", report->read},
                                                           {"imported", report->imported},
                                                           {"updated", report->updated},
                                                           {"unchanged", report->unchanged},
                                                           {"rejected", report->rejected}};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    json_key(w, counts[i].key);
    json_int(w, counts[i].n);
  }
}

static void json_column(JsonWriter *w, const ImportColumn *c) {
  json_begin_object(w);
  json_key(w, "header");
  json_str(w, c->header);
  json_key(w, "column");
  json_str(w, c->column);
  json_key(w, "type");
  json_str(w, c->type);
  json_key(w, "added");
  json_bool(w, c->added);
  json_key(w, "renamed");
  json_bool(w, c->renamed);
  json_key(w, "filled");
  json_int(w, c->filled);
  json_key(w, "blank");
  json_int(w, c->blank);
  json_key(w, "misfits");
  json_int(w, c->misfits);
  json_end_object(w);
}

void import_report_json(const ImportReport *report, Str rejects_path, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_object(&w);
  json_key(&w, "format");
  json_int(&w, 1);
  json_key(&w, "encoding");
  json_text(&w, report->encoding);
  json_key(&w, "separator");
  if (report->separator) json_str(&w, (Str){&report->separator, 1});
  else json_null(&w);
  json_counts(&w, report);
  json_key(&w, "columns");
  json_begin_array(&w);
  for (uint32_t i = 0; i < report->columns.n; i++) json_column(&w, &report->columns.v[i]);
  json_end_array(&w);
  json_key(&w, "rejects");
  json_begin_array(&w);
  for (uint32_t i = 0; i < report->rejects.n; i++) {
    json_begin_object(&w);
    json_key(&w, "line");
    json_int(&w, report->rejects.v[i].line);
    json_key(&w, "reason");
    json_str(&w, report->rejects.v[i].reason);
    json_end_object(&w);
  }
  json_end_array(&w);
  json_key(&w, "rejects_file");
  if (rejects_path.n) json_str(&w, rejects_path);
  else json_null(&w);
  json_end_object(&w);
  strbuf_char(out, '\n');
}
