/* leat help std, std/cn/region, phone_province: the standard modules, from their doc comments. */
#include "base/diag.h"
#include "check/stdlib.h"
#include "cli/cli.h"
#include "syntax/doc.h"
#include "syntax/parse.h"

typedef struct Page { /* one module */
  Arena arena;
  Str module; /* "std/cn/region" */
  Docs docs;
} Page;

static void page_open(Page *page, const StdFile *file) {
  SourceSet sources;
  DiagList diags;
  arena_init(&page->arena, 0);
  source_set_init(&sources, &page->arena);
  diag_init(&diags, &page->arena);
  Str text = {file->start, (size_t)(file->end - file->start)};
  uint32_t at = source_add(&sources, str_of(file->name), text);
  page->module = std_module(file);
  docs_read(&page->arena, &sources, at, parse_script(&page->arena, &sources, at, &diags), &page->docs);
}

static void page_close(Page *page) { arena_deinit(&page->arena); }

static void put_lines(StrBuf *out, Str text, const char *indent) {
  for (size_t at = 0; at < text.n;) {
    size_t end = at;
    while (end < text.n && text.p[end] != '\n') end++;
    strbuf_printf(out, "%s%.*s\n", end > at ? indent : "", (int)(end - at), text.p + at);
    at = end + 1;
  }
}

static Str first_line(Str text) {
  size_t n = 0;
  while (n < text.n && text.p[n] != '\n') n++;
  return (Str){text.p, n};
}

static void put_doc(StrBuf *out, const Doc *doc) {
  strbuf_printf(out, "\n%s %.*s\n", doc->kind, STR_FMT(doc->form));
  put_lines(out, doc->text, "  ");
}

static void put_page(StrBuf *out, const Page *page) {
  strbuf_printf(out, "use \"%.*s\"\n", STR_FMT(page->module));
  put_lines(out, page->docs.about, "  ");
  for (uint32_t i = 0; i < page->docs.list.n; i++) put_doc(out, &page->docs.list.v[i]);
}

static void put_list(StrBuf *out, Lang lang) {
  size_t count;
  const StdFile *files = std_files(&count);
  strbuf_printf(out, "%s\n\n", lang_text(lang, "Standard modules: `leat help std/…` says what is in one."));
  for (size_t i = 0; i < count; i++) {
    if (std_module(&files[i]).n == 0) continue;
    Page page;
    page_open(&page, &files[i]);
    strbuf_printf(out, "  use \"%.*s\"\n", STR_FMT(page.module));
    put_lines(out, first_line(page.docs.about), "      ");
    page_close(&page);
  }
}

/* Modules of this name, or what has this name in any of them. */
static bool put_found(StrBuf *out, Str word) {
  size_t count;
  bool found = false;
  const StdFile *files = std_files(&count);
  for (size_t i = 0; i < count; i++) {
    if (std_module(&files[i]).n == 0) continue;
    Page page;
    page_open(&page, &files[i]);
    if (str_eq(page.module, word)) {
      put_page(out, &page);
      found = true;
    }
    for (uint32_t k = 0; k < page.docs.list.n; k++) {
      if (!str_eq(page.docs.list.v[k].name, word)) continue;
      strbuf_printf(out, "%suse \"%.*s\"\n", found ? "\n" : "", STR_FMT(page.module));
      put_doc(out, &page.docs.list.v[k]);
      found = true;
    }
    page_close(&page);
  }
  return found;
}

bool help_std(StrBuf *out, Str word, Lang lang) {
  if (!str_is(word, "std")) return put_found(out, word);
  put_list(out, lang);
  return true;
}
