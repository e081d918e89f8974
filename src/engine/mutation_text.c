/* Mutants for people, and for programs. */
#include "base/text.h"
#include "engine/reports.h"

enum { LINE_COLUMNS = 110 };

static void add_line(StrBuf *out, const char *sign, Str line) {
  if (line.n == 0) return;
  strbuf_text(out, "    ");
  strbuf_text(out, sign);
  text_clip(out, line, LINE_COLUMNS);
  strbuf_char(out, '\n');
}

static void add_lines(StrBuf *out, const char *sign, Str text) {
  size_t start = 0;
  for (size_t i = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '\n') continue;
    add_line(out, sign, (Str){text.p + start, i - start});
    start = i + 1;
  }
}

static void mutant_text_add(StrBuf *out, Lang lang, const LeatMutant *m) {
  if (m->result != LEAT_SURVIVED) return;
  strbuf_text(out, "  ");
  text_printable(out, m->file);
  strbuf_printf(out, ":%u: ", m->line);
  told_printf(out, lang, "%.*s", STR_FMT(m->what));
  strbuf_char(out, '\n');
  add_lines(out, "- ", m->before);
  add_lines(out, "+ ", m->after);
}

static void tests_text(StrBuf *out, Lang lang, const LeatMutation *m) {
  strbuf_text(out, "  ");
  told_printf(out, lang, "tests that ran on each, until one failed:");
  for (uint32_t i = 0; i < m->test_count; i++) {
    strbuf_text(out, i ? "; " : " ");
    text_printable(out, m->tests[i]);
  }
  strbuf_char(out, '\n');
}

void mutation_text(StrBuf *out, Lang lang, const LeatMutation *m) {
  uint32_t permille = leat_permille(m->killed, m->killed + m->survived);
  told_printf(out, lang, "changes noticed: %u.%u%% (%u of %u)", permille / 10, permille % 10, m->killed,
              m->killed + m->survived);
  strbuf_text(out, "\n  ");
  told_printf(out, lang, "%u survived, %u do not compile, %u of %u tried", m->survived, m->not_compiled, m->count,
              m->found);
  strbuf_char(out, '\n');
  if (m->survived == 0) return;
  tests_text(out, lang, m);
  told_printf(out, lang, "no test notices:");
  strbuf_char(out, '\n');
  for (uint32_t i = 0; i < m->count; i++) mutant_text_add(out, lang, &m->mutants[i]);
}

/* ---- JSON ---- */

static void key_int(JsonWriter *w, const char *key, int64_t i) {
  json_key(w, key);
  json_int(w, i);
}

static void key_str(JsonWriter *w, const char *key, Str s) {
  json_key(w, key);
  json_str(w, s);
}

static const char *result_word(LeatMutantResult result) {
  static const char *const words[] = {"killed", "survived", "does not compile"};
  return words[result];
}

static void mutant_json(JsonWriter *w, const LeatMutant *m) {
  json_begin_object(w);
  key_str(w, "file", m->file);
  key_int(w, "line", m->line);
  json_key(w, "kind");
  json_text(w, m->kind);
  key_str(w, "what", m->what);
  key_str(w, "before", m->before);
  key_str(w, "after", m->after);
  json_key(w, "result");
  json_text(w, result_word(m->result));
  if (m->result == LEAT_KILLED) key_str(w, "killed_by", m->killed_by);
  json_end_object(w);
}

void mutation_json(JsonWriter *w, const LeatMutation *m) {
  json_key(w, "mutation");
  json_begin_object(w);
  json_key(w, "percent");
  json_number(w, (Number){.d = leat_permille(m->killed, m->killed + m->survived) / 10.0});
  key_int(w, "found", m->found);
  key_int(w, "tried", m->count);
  key_int(w, "killed", m->killed);
  key_int(w, "survived", m->survived);
  key_int(w, "not_compiled", m->not_compiled);
  json_key(w, "tests");
  json_begin_array(w);
  for (uint32_t i = 0; i < m->test_count; i++) json_str(w, m->tests[i]);
  json_end_array(w);
  json_key(w, "mutants");
  json_begin_array(w);
  for (uint32_t i = 0; i < m->count; i++) mutant_json(w, &m->mutants[i]);
  json_end_array(w);
  json_end_object(w);
}

/* ---- JUnit ---- */

static void mutant_junit(StrBuf *out, Lang lang, const LeatMutant *m) {
  StrBuf name;
  strbuf_init(&name);
  strbuf_printf(&name, "%.*s:%u: %.*s", STR_FMT(m->file), m->line, STR_FMT(m->what));
  strbuf_text(out, "    <testcase");
  xml_attribute(out, "name", strbuf_view(&name));
  xml_attribute(out, "file", m->file);
  strbuf_printf(out, " line=\"%u\"", m->line);
  strbuf_clear(&name);
  told_printf(&name, lang, "no test notices: %.*s", STR_FMT(m->after.n ? m->after : m->what));
  if (m->result == LEAT_SURVIVED) {
    strbuf_text(out, "><failure");
    xml_attribute(out, "message", strbuf_view(&name));
    strbuf_text(out, "/></testcase>\n");
  } else {
    strbuf_text(out, m->result == LEAT_KILLED ? "/>\n" : "><skipped/></testcase>\n");
  }
  strbuf_deinit(&name);
}

void mutation_junit(StrBuf *out, const LeatTestReport *r) {
  const LeatMutation *m = r->mutation;
  StrBuf name;
  strbuf_init(&name);
  strbuf_printf(&name, "%.*s --mutate", STR_FMT(r->script));
  strbuf_text(out, "  <testsuite");
  xml_attribute(out, "name", strbuf_view(&name));
  strbuf_deinit(&name);
  strbuf_printf(out, " tests=\"%u\" failures=\"%u\" skipped=\"%u\">\n", m->count, m->survived, m->not_compiled);
  for (uint32_t i = 0; i < m->count; i++) mutant_junit(out, r->lang, &m->mutants[i]);
  strbuf_text(out, "  </testsuite>\n");
}
