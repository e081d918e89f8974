/* Findings as text for people and as JSON. Whatever comes from a script or from data passes through text_printable. */
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

enum { LINE_COLUMNS = 100, COLUMNS_BEFORE = 40 };

typedef struct View {
  const SourceSet *sources;
  StrBuf *out;
  const char *paint, *plain; /* empty without colour */
  Lang lang;
  int gutter;                /* digits of the largest line number shown */
} View;

static const char *const severity_names[] = {"error", "warning", "note"};
static const char *const severity_paints[] = {"\x1b[1;31m", "\x1b[1;35m", "\x1b[1;36m"};

static int in_source_order(const void *x, const void *y) {
  const Diag *a = *(const Diag *const *)x, *b = *(const Diag *const *)y;
  bool a_last = a->code == DIAG_TOO_MANY_ERRORS, b_last = b->code == DIAG_TOO_MANY_ERRORS;
  if (a->span.file != b->span.file) return a->span.file < b->span.file ? -1 : 1;
  if (a_last != b_last) return a_last ? 1 : -1;
  if (a->span.start != b->span.start) return a->span.start < b->span.start ? -1 : 1;
  return a < b ? -1 : a > b; /* as they were added */
}

/* Pointers into the list, sorted; give back with mem_free. */
static const Diag **sorted(const DiagList *list) {
  const Diag **order = mem_alloc(list->items.n * sizeof *order);
  for (uint32_t i = 0; i < list->items.n; i++) order[i] = &list->items.v[i];
  if (list->items.n) qsort(order, list->items.n, sizeof *order, in_source_order);
  return order;
}

/* The byte where a window that shows `from` with some text before it begins. */
static size_t window_start(Str line, size_t from) {
  size_t at = from;
  for (int columns = 0; at > 0 && columns < COLUMNS_BEFORE;) {
    size_t end = at--;
    for (int i = 0; i < 3 && at > 0 && ((unsigned char)line.p[at] & 0xC0) == 0x80; i++) at--;
    columns += text_width((Str){line.p + at, end - at});
  }
  return at;
}

/* Adds one character of the line, a tab as a blank; gives its columns. */
static int add_shown(StrBuf *out, Str line, size_t *at) {
  size_t start = *at, before = out->n;
  text_decode(line, at);
  Str one = {line.p + start, *at - start};
  if (one.p[0] == '\t') strbuf_char(out, ' ');
  else text_printable(out, one);
  return text_width((Str){out->p + before, out->n - before});
}

/* The line, clipped around [from, to); gives the columns before and under the fault. */
static void add_line(StrBuf *out, Str line, size_t from, size_t to, size_t *before_out, size_t *under_out) {
  bool is_short = line.n <= (size_t)LINE_COLUMNS * 2 && text_width(line) <= LINE_COLUMNS;
  size_t at = is_short ? 0 : window_start(line, from);
  int columns = 0;
  *before_out = *under_out = 0;
  if (at > 0) {
    strbuf_text(out, "…");
    columns = 1;
    *before_out = 1;
  }
  while (at < line.n) {
    size_t here = at, end = out->n;
    int width = add_shown(out, line, &at);
    if (!is_short && columns + width > LINE_COLUMNS - 1) { /* a wide sign needs two columns */
      out->n = end;
      strbuf_text(out, "…");
      break;
    }
    columns += width;
    if (here < from) *before_out += (size_t)width;
    else if (here < to) *under_out += (size_t)width;
  }
  if (*under_out == 0) *under_out = 1;
}

static void add_snippet(const View *v, Span span, char mark, Str note) {
  StrBuf *out = v->out;
  uint32_t line = source_line(v->sources, span);
  Str text = source_line_text(v->sources, span.file, line);
  size_t line_start = v->sources->files.v[span.file]->line_starts[line - 1];
  size_t from = span.start - line_start < text.n ? span.start - line_start : text.n;
  size_t to = span.end > span.start ? span.end - line_start : from;
  if (to > text.n) to = text.n;
  size_t before, under;
  strbuf_printf(out, "  %*u | ", v->gutter, line);
  add_line(out, text, from, to, &before, &under);
  strbuf_printf(out, "\n  %*s | ", v->gutter, "");
  strbuf_fill(out, ' ', before);
  strbuf_text(out, v->paint);
  strbuf_fill(out, mark, under);
  strbuf_text(out, v->plain);
  if (note.n) {
    strbuf_char(out, ' ');
    text_printable(out, note);
  }
  strbuf_char(out, '\n');
}

static void add_place(const View *v, Span span) {
  text_printable(v->out, v->sources->files.v[span.file]->name);
  strbuf_printf(v->out, ":%u:%u", source_line(v->sources, span), source_column(v->sources, span));
}

static int digits_of(uint32_t n) {
  int digits = 1;
  for (; n >= 10; n /= 10) digits++;
  return digits;
}

static bool has_place(const SourceSet *sources, Span span) { return span.file < sources->files.n; }

static void add_cause(View *v, const Diag *d) {
  if (d->cause.file != d->span.file) {
    strbuf_printf(v->out, "  %*s : ", v->gutter, "");
    add_place(v, d->cause);
    strbuf_char(v->out, '\n');
  }
  add_snippet(v, d->cause, '~', d->cause_text);
}

/* For a place in a module: who uses it, up to the script itself. */
static void add_users(const View *v, Span span) {
  for (const Source *s = v->sources->files.v[span.file]; s->is_used; s = v->sources->files.v[span.file]) {
    span = s->used_at;
    strbuf_printf(v->out, "  %*s : %s ", v->gutter, "", lang_text(v->lang, "used by"));
    add_place(v, span);
    strbuf_char(v->out, '\n');
  }
}

static void add_finding(View *v, const Diag *d, bool colour) {
  Severity severity = diag_severity(d->code);
  bool placed = has_place(v->sources, d->span), caused = d->cause_text.n && has_place(v->sources, d->cause);
  v->paint = colour ? severity_paints[severity] : "";
  v->plain = colour ? "\x1b[0m" : "";
  v->gutter = placed ? digits_of(source_line(v->sources, d->span)) : 1;
  if (caused && digits_of(source_line(v->sources, d->cause)) > v->gutter)
    v->gutter = digits_of(source_line(v->sources, d->cause));
  if (placed) {
    add_place(v, d->span);
    strbuf_text(v->out, ": ");
  }
  strbuf_printf(v->out, "%s%s:%s ", v->paint, lang_text(v->lang, severity_names[severity]), v->plain);
  text_printable(v->out, d->message);
  strbuf_printf(v->out, " [%s]\n", diag_id(d->code));
  if (placed && d->code != DIAG_TOO_MANY_ERRORS) add_snippet(v, d->span, '^', STR(""));
  if (caused) add_cause(v, d);
  Str remedy = diag_remedy(d, v->lang);
  if (remedy.n) {
    strbuf_printf(v->out, "  %*s = ", v->gutter, "");
    text_printable(v->out, remedy);
    strbuf_char(v->out, '\n');
  }
  if (placed) add_users(v, d->span);
}

void diag_render(const DiagList *list, const SourceSet *sources, bool colour, StrBuf *out) {
  View view = {.sources = sources, .out = out, .lang = list->lang};
  const Diag **order = sorted(list);
  for (uint32_t i = 0; i < list->items.n; i++) add_finding(&view, order[i], colour);
  mem_free(order);
}

/* Where the span begins on a terminal, from 1. */
static int display_column(const SourceSet *sources, Span span) {
  const Source *source = sources->files.v[span.file];
  size_t line = source->line_starts[source_line(sources, span) - 1];
  size_t at = span.start < source->text.n ? span.start : source->text.n;
  return text_width((Str){source->text.p + line, at > line ? at - line : 0}) + 1;
}

static void json_place(JsonWriter *w, const SourceSet *sources, Span span) {
  Span end = {span.file, span.end > span.start ? span.end : span.start, 0};
  json_key(w, "file");
  json_str(w, sources->files.v[span.file]->name);
  json_key(w, "line");
  json_int(w, source_line(sources, span));
  json_key(w, "column");
  json_int(w, source_column(sources, span));
  json_key(w, "end_line");
  json_int(w, source_line(sources, end));
  json_key(w, "end_column");
  json_int(w, source_column(sources, end));
  json_key(w, "display_column");
  json_int(w, display_column(sources, span));
  json_key(w, "byte");
  json_int(w, span.start);
  json_key(w, "end_byte");
  json_int(w, end.start);
}

/* The command that says more about a finding. */
static void json_help(JsonWriter *w, const Diag *d) {
  char command[32];
  snprintf(command, sizeof command, "leat help %s", diag_id(d->code));
  json_key(w, "help");
  json_text(w, command);
}

static void json_users(JsonWriter *w, const SourceSet *sources, Span span) {
  if (!sources->files.v[span.file]->is_used) return;
  json_key(w, "used_by");
  json_begin_array(w);
  for (const Source *s = sources->files.v[span.file]; s->is_used; s = sources->files.v[span.file]) {
    span = s->used_at;
    json_begin_object(w);
    json_place(w, sources, span);
    json_end_object(w);
  }
  json_end_array(w);
}

static void json_edit(JsonWriter *w, const SourceSet *sources, const Diag *d) {
  json_key(w, "edit");
  if (!d->has_edit || !has_place(sources, d->edit)) {
    json_null(w);
    return;
  }
  json_begin_object(w);
  json_place(w, sources, d->edit);
  json_key(w, "text");
  json_str(w, d->edit_text);
  json_end_object(w);
}

static void json_finding(JsonWriter *w, const SourceSet *sources, const Diag *d, Lang lang) {
  json_begin_object(w);
  json_key(w, "code");
  json_text(w, diag_id(d->code));
  json_key(w, "severity");
  json_text(w, severity_names[diag_severity(d->code)]);
  if (has_place(sources, d->span)) json_place(w, sources, d->span);
  json_key(w, "message");
  json_str(w, d->message);
  json_key(w, "fix");
  Str remedy = diag_remedy(d, lang);
  if (remedy.n) json_str(w, remedy);
  else json_null(w);
  json_help(w, d);
  json_edit(w, sources, d);
  if (d->cause_text.n && has_place(sources, d->cause)) {
    json_key(w, "cause");
    json_begin_object(w);
    json_place(w, sources, d->cause);
    json_key(w, "message");
    json_str(w, d->cause_text);
    json_end_object(w);
  }
  if (has_place(sources, d->span)) json_users(w, sources, d->span);
  json_end_object(w);
}

void diag_render_json(const DiagList *list, const SourceSet *sources, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  const Diag **order = sorted(list);
  json_begin_array(&w);
  for (uint32_t i = 0; i < list->items.n; i++) json_finding(&w, sources, order[i], list->lang);
  json_end_array(&w);
  mem_free(order);
}
