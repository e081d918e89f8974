#include "base/help.h"

#include <string.h>

#include "base/help_pages.h"

/* The lines behind `[name]` up to the next line of that form; empty when there is none. */
static Str section(Str page, const char *name) {
  Str found = STR("");
  bool inside = false;
  for (size_t at = 0; at < page.n;) {
    const char *newline = memchr(page.p + at, '\n', page.n - at);
    size_t end = newline ? (size_t)(newline - page.p) + 1 : page.n;
    Str line = str_trim((Str){page.p + at, end - at});
    if (line.n > 2 && line.p[0] == '[' && line.p[line.n - 1] == ']') {
      inside = str_is((Str){line.p + 1, line.n - 2}, name);
      if (inside) found = (Str){page.p + end, 0};
    } else if (inside) {
      found.n += end - at;
    }
    at = end;
  }
  return found;
}

bool help_find(DiagCode code, HelpPage *page_out) {
  const char *id = diag_id(code);
  for (const EmbeddedPage *page = help_pages; page->name; page++) {
    if (strcmp(page->name, id) != 0) continue;
    Str text = {(const char *)page->bytes, page->size};
    for (int lang = 0; lang < LANG_COUNT; lang++) page_out->meaning[lang] = section(text, lang_word((Lang)lang));
    page_out->wrong = section(text, "wrong");
    page_out->right = section(text, "right");
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

static void add_script(StrBuf *out, const char *title, Str script) {
  if (script.n == 0) return;
  strbuf_printf(out, "\n%s\n", title);
  for (size_t at = 0; at < script.n;) {
    const char *newline = memchr(script.p + at, '\n', script.n - at);
    size_t end = newline ? (size_t)(newline - script.p) + 1 : script.n;
    strbuf_text(out, "    ");
    strbuf_add(out, script.p + at, end - at);
    at = end;
  }
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
  add_script(out, lang_text(lang, "Such as"), page.wrong);
  add_script(out, lang_text(lang, "Write instead"), page.right);
}
