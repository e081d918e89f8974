/* Reports of tests: for people, as JSON, and as JUnit XML for build servers. */
#include "base/json.h"
#include "base/text.h"
#include "engine/leat.h"

static void paint(StrBuf *out, bool colour, const char *code, const char *word) {
  if (colour) strbuf_printf(out, "\x1b[%sm%s\x1b[0m", code, word);
  else strbuf_text(out, word);
}

static void add(StrBuf *out, Str s) { text_printable(out, s); }

static const char *plural(int64_t n) { return n == 1 ? "" : "s"; }

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

static void failure_headline(StrBuf *out, const LeatTestFailure *f) {
  add(out, f->file);
  strbuf_printf(out, ":%u: expected ", f->line);
  add(out, f->expected);
  strbuf_text(out, "; got ");
  add(out, f->got);
  if (f->lead.n) {
    strbuf_text(out, " (");
    add(out, f->lead);
    if (f->others) strbuf_printf(out, ", and %lld more", (long long)f->others);
    strbuf_char(out, ')');
  }
}

static void test_text(StrBuf *out, const LeatTestResult *r, bool colour) {
  bool ok = r->failure_count == 0;
  paint(out, colour, ok ? "32" : "31", ok ? "ok  " : "FAIL");
  strbuf_text(out, "  ");
  add(out, r->name);
  if (r->promise) strbuf_printf(out, " (%lld lead%s)", (long long)r->leads, plural(r->leads));
  strbuf_char(out, '\n');
  for (uint32_t i = 0; i < r->failure_count; i++) {
    strbuf_text(out, "  ");
    failure_headline(out, &r->failures[i]);
    strbuf_char(out, '\n');
    add_indented(out, r->failures[i].explanation, 4);
  }
}

void leat_test_text(const LeatTestReport *r, bool colour, StrBuf *out) {
  for (uint32_t i = 0; i < r->test_count; i++) test_text(out, &r->tests[i], colour);
  if (r->test_count == 0) {
    add(out, r->script);
    strbuf_text(out, ": no tests\n");
    return;
  }
  strbuf_printf(out, "%u test%s, %u failed\n", r->test_count, plural(r->test_count), r->failed);
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

static void add_attribute(StrBuf *out, const char *name, Str text) {
  StrBuf clean;
  strbuf_init(&clean);
  text_printable(&clean, text);
  strbuf_printf(out, " %s=\"", name);
  add_xml(out, strbuf_view(&clean));
  strbuf_char(out, '"');
  strbuf_deinit(&clean);
}

static void failure_junit(StrBuf *out, const LeatTestFailure *f) {
  StrBuf headline;
  strbuf_init(&headline);
  failure_headline(&headline, f);
  strbuf_text(out, "      <failure");
  add_attribute(out, "message", strbuf_view(&headline));
  strbuf_char(out, '>');
  add_xml(out, f->explanation);
  strbuf_text(out, "</failure>\n");
  strbuf_deinit(&headline);
}

void leat_test_junit(const LeatTestReport *r, StrBuf *out) {
  strbuf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite");
  add_attribute(out, "name", r->script);
  strbuf_printf(out, " tests=\"%u\" failures=\"%u\">\n", r->test_count, r->failed);
  for (uint32_t i = 0; i < r->test_count; i++) {
    const LeatTestResult *test = &r->tests[i];
    strbuf_text(out, "    <testcase");
    add_attribute(out, "name", test->name);
    add_attribute(out, "file", test->file);
    strbuf_printf(out, " line=\"%u\"", test->line);
    strbuf_text(out, test->failure_count ? ">\n" : "/>\n");
    for (uint32_t k = 0; k < test->failure_count; k++) failure_junit(out, &test->failures[k]);
    if (test->failure_count) strbuf_text(out, "    </testcase>\n");
  }
  strbuf_text(out, "  </testsuite>\n</testsuites>\n");
}
