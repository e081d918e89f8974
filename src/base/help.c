#include "base/help.h"

#include <string.h>

#include "base/help_pages.h"

typedef struct Section { Str title, text; } Section;

static Str line_at(Str page, size_t at) {
  const char *newline = memchr(page.p + at, '\n', page.n - at);
  return (Str){page.p + at, newline ? (size_t)(newline - page.p) + 1 - at : page.n - at};
}

/* The name in a line `[name]`; empty for any other. */
static Str title_of(Str line) {
  Str whole = str_trim(line);
  bool is_title = whole.n > 2 && whole.p[0] == '[' && whole.p[whole.n - 1] == ']';
  return is_title ? (Str){whole.p + 1, whole.n - 2} : STR("");
}

/* The section from *at on, which begins with its title; false behind the last. */
static bool section_next(Str page, size_t *at, Section *section_out) {
  if (*at >= page.n) return false;
  Str first = line_at(page, *at);
  size_t from = *at + first.n, to = from;
  while (to < page.n && title_of(line_at(page, to)).n == 0) to += line_at(page, to).n;
  *section_out = (Section){title_of(first), {page.p + from, to - from}};
  *at = to;
  return true;
}

/* The script of `[word]`, or the file of `[word NAME]`. */
static void take_script(const Section *s, const char *word, Str *script, Str *name, Str *file) {
  size_t n = strlen(word);
  if (str_is(s->title, word)) *script = s->text;
  if (!str_starts(s->title, str_of(word)) || s->title.n <= n || s->title.p[n] != ' ') return;
  *name = str_trim((Str){s->title.p + n, s->title.n - n});
  *file = s->text;
}

bool help_find(DiagCode code, HelpPage *page_out) {
  const char *id = diag_id(code);
  for (const EmbeddedPage *page = help_pages; page->name; page++) {
    if (strcmp(page->name, id) != 0) continue;
    Section s;
    *page_out = (HelpPage){0};
    for (size_t at = 0; section_next((Str){(const char *)page->bytes, page->size}, &at, &s);) {
      for (int lang = 0; lang < LANG_COUNT; lang++)
        if (str_is(s.title, lang_word((Lang)lang))) page_out->meaning[lang] = s.text;
      take_script(&s, "wrong", &page_out->wrong, &page_out->wrong_name, &page_out->wrong_file);
      take_script(&s, "right", &page_out->right, &page_out->right_name, &page_out->right_file);
    }
    return true;
  }
  return false;
}

/* The text of a finding with … in the place of each argument. */
static void add_pattern(StrBuf *out, const char *format) {
  while (*format) {
    size_t plain = strcspn(format, "%");
    strbuf_add(out, format, plain);
    format += plain;
    if (!*format) return;
    format += 1 + strspn(format + 1, "0123456789$.*-+# lz");
    strbuf_text(out, *format == '%' ? "%" : "…");
    if (*format) format++;
  }
}

static void add_lines(StrBuf *out, Str text) {
  for (size_t at = 0; at < text.n;) {
    Str line = line_at(text, at);
    strbuf_text(out, "    ");
    strbuf_str(out, line);
    at += line.n;
  }
}

static void add_script(StrBuf *out, Lang lang, const char *title, Str script, Str name, Str file) {
  if (script.n + file.n == 0) return;
  strbuf_printf(out, "\n%s\n", lang_text(lang, title));
  add_lines(out, script);
  if (file.n == 0) return;
  lang_printf(out, lang, "  in %.*s\n", STR_FMT(name));
  add_lines(out, file);
}

void help_print(StrBuf *out, DiagCode code, Lang lang) {
  static const char *const severities[] = {"error", "warning", "note"};
  HelpPage page;
  strbuf_printf(out, "%s (%s): ", diag_id(code), lang_text(lang, severities[diag_severity(code)]));
  add_pattern(out, diag_text(code, lang));
  strbuf_char(out, '\n');
  if (!help_find(code, &page)) return;
  strbuf_char(out, '\n');
  strbuf_str(out, page.meaning[lang].n ? page.meaning[lang] : page.meaning[LANG_EN]);
  add_script(out, lang, "Such as", page.wrong, page.wrong_name, page.wrong_file);
  add_script(out, lang, "Write instead", page.right, page.right_name, page.right_file);
}
