/* Reports of tests: for people, as JSON, and as JUnit XML for build servers. */
#include "base/json.h"
#include "base/text.h"
#include "engine/reports.h"

static void paint(StrBuf *out, bool colour, const char *code, const char *word) {
  if (colour) strbuf_printf(out, "\x1b[%sm%s\x1b[0m", code, word);
  else strbuf_text(out, word);
}

static void add(StrBuf *out, Str s) { text_printable(out, s); }

/* Every line of a text moved to the right. */
static void add_indented(StrBuf *out, Str text, size_t indent) {
  size_t start = 0;
  while (start < text.n) {
    size_t end = start;
    while (end < text.n && text.p[end] != '\n') end++;
    strbuf_fill(out, ' ', indent);
    strbuf_add(out, text.p + start, end - start);
    strbuf_char(out, '\n');
    start = end + 1;
  }
}

/* "lead 2", and how many more failed likewise. */
static void add_lead(StrBuf *out, Lang lang, const LeatTestFailure *f) {
  if (f->lead.n == 0) return;
  if (f->others) told_printf(out, lang, " (%.*s, and %lld more)", STR_FMT(f->lead), (long long)f->others);
  else told_printf(out, lang, " (%.*s)", STR_FMT(f->lead));
}

static void failure_headline(StrBuf *out, Lang lang, const LeatTestFailure *f) {
  add(out, f->file);
  strbuf_printf(out, ":%u: ", f->line);
  told_printf(out, lang, "expected %.*s; got %.*s", STR_FMT(f->expected), STR_FMT(f->got));
  add_lead(out, lang, f);
}

static void test_text(StrBuf *out, Lang lang, const LeatTestResult *r, bool colour) {
  bool ok = r->failure_count == 0;
  paint(out, colour, ok ? "32" : "31", ok ? "ok  " : "FAIL");
  strbuf_text(out, "  ");
  add(out, r->name);
  if (r->promise && r->leads == 1) told_printf(out, lang, " (1 lead)");
  else if (r->promise) told_printf(out, lang, " (%lld leads)", (long long)r->leads);
  strbuf_char(out, '\n');
  for (uint32_t i = 0; i < r->failure_count; i++) {
    strbuf_text(out, "  ");
    failure_headline(out, lang, &r->failures[i]);
    strbuf_char(out, '\n');
    add_indented(out, r->failures[i].explanation, 4);
  }
}

void leat_test_text(const LeatTestReport *r, bool colour, StrBuf *out) {
  for (uint32_t i = 0; i < r->test_count; i++) test_text(out, r->lang, &r->tests[i], colour);
  if (r->test_count == 0) {
    told_printf(out, r->lang, "%.*s: no tests", STR_FMT(r->script));
    strbuf_char(out, '\n');
    return;
  }
  if (r->test_count == 1) told_printf(out, r->lang, "1 test, %u failed", r->failed);
  else told_printf(out, r->lang, "%u tests, %u failed", r->test_count, r->failed);
  strbuf_char(out, '\n');
  if (r->coverage) coverage_text(out, r->lang, r->coverage);
  if (r->mutation) mutation_text(out, r->lang, r->mutation);
}

/* ---- JSON ---- */

static void failure_json(JsonWriter *w, const LeatTestFailure *f) {
  json_begin_object(w);
  json_key(w, "file");
  json_str(w, f->file);
  json_key(w, "line");
  json_int(w, f->line);
  json_key(w, "expected");
  json_str(w, f->expected);
  json_key(w, "got");
  json_str(w, f->got);
  json_key(w, "lead");
  json_str(w, f->lead);
  json_key(w, "others");
  json_int(w, f->others);
  json_key(w, "explanation");
  json_str(w, f->explanation);
  json_end_object(w);
}

static void result_json(JsonWriter *w, const LeatTestResult *r) {
  json_begin_object(w);
  json_key(w, "name");
  json_str(w, r->name);
  json_key(w, "kind");
  json_text(w, r->promise ? "promise" : "test");
  json_key(w, "file");
  json_str(w, r->file);
  json_key(w, "line");
  json_int(w, r->line);
  json_key(w, "ok");
  json_bool(w, r->failure_count == 0);
  json_key(w, "leads");
  json_int(w, r->leads);
  json_key(w, "failures");
  json_begin_array(w);
  for (uint32_t i = 0; i < r->failure_count; i++) failure_json(w, &r->failures[i]);
  json_end_array(w);
  json_end_object(w);
}

void leat_test_json(const LeatTestReport *r, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_object(&w);
  json_key(&w, "format");
  json_int(&w, 1);
  json_key(&w, "script");
  json_str(&w, r->script);
  json_key(&w, "tests");
  json_begin_array(&w);
  for (uint32_t i = 0; i < r->test_count; i++) result_json(&w, &r->tests[i]);
  json_end_array(&w);
  json_key(&w, "failed");
  json_int(&w, r->failed);
  if (r->coverage) coverage_json(&w, r->coverage);
  if (r->mutation) mutation_json(&w, r->mutation);
  json_end_object(&w);
}

/* ---- JUnit ---- */

/* Control characters have no place in XML; text_printable shows them as \x1b. */
static void add_xml(StrBuf *out, Str text) {
  StrBuf clean;
  strbuf_init(&clean);
  add_indented(&clean, text, 0);
  if (clean.n && (text.n == 0 || text.p[text.n - 1] != '\n')) clean.n--;
  for (size_t i = 0; i < clean.n; i++) {
    char c = clean.p[i];
    if (c == '&') strbuf_text(out, "&amp;");
    else if (c == '<') strbuf_text(out, "&lt;");
    else if (c == '>') strbuf_text(out, "&gt;");
    else if (c == '"') strbuf_text(out, "&quot;");
    else strbuf_char(out, c);
  }
  strbuf_deinit(&clean);
}

void xml_attribute(StrBuf *out, const char *name, Str text) {
  StrBuf clean;
  strbuf_init(&clean);
  text_printable(&clean, text);
  strbuf_printf(out, " %s=\"", name);
  add_xml(out, strbuf_view(&clean));
  strbuf_char(out, '"');
  strbuf_deinit(&clean);
}

static void failure_junit(StrBuf *out, Lang lang, const LeatTestFailure *f) {
  StrBuf headline;
  strbuf_init(&headline);
  failure_headline(&headline, lang, f);
  strbuf_text(out, "      <failure");
  xml_attribute(out, "message", strbuf_view(&headline));
  strbuf_char(out, '>');
  add_xml(out, f->explanation);
  strbuf_text(out, "</failure>\n");
  strbuf_deinit(&headline);
}

void leat_test_junit(const LeatTestReport *r, StrBuf *out) {
  strbuf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite");
  xml_attribute(out, "name", r->script);
  strbuf_printf(out, " tests=\"%u\" failures=\"%u\">\n", r->test_count, r->failed);
  if (r->coverage) coverage_junit(out, r->coverage);
  for (uint32_t i = 0; i < r->test_count; i++) {
    const LeatTestResult *test = &r->tests[i];
    strbuf_text(out, "    <testcase");
    xml_attribute(out, "name", test->name);
    xml_attribute(out, "file", test->file);
    strbuf_printf(out, " line=\"%u\"", test->line);
    strbuf_text(out, test->failure_count ? ">\n" : "/>\n");
    for (uint32_t k = 0; k < test->failure_count; k++) failure_junit(out, r->lang, &test->failures[k]);
    if (test->failure_count) strbuf_text(out, "    </testcase>\n");
  }
  strbuf_text(out, "  </testsuite>\n");
  if (r->mutation) mutation_junit(out, r);
  strbuf_text(out, "</testsuites>\n");
}
