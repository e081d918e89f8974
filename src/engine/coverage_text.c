/* Coverage for people, and for programs. */
#include "base/text.h"
#include "engine/reports.h"

uint32_t leat_permille(uint32_t part, uint32_t whole) {
  return whole == 0 ? 1000 : (uint32_t)((uint64_t)part * 1000 / whole);
}

void told_printf(StrBuf *out, Lang lang, const char *english, ...) {
  StrBuf text;
  va_list args;
  va_start(args, english);
  strbuf_init(&text);
  lang_vprintf(&text, lang, english, args);
  text_printable(out, strbuf_view(&text));
  strbuf_deinit(&text);
  va_end(args);
}

/* ---- text ---- */

static void add_place(StrBuf *out, Str file, uint32_t line) {
  strbuf_text(out, "  ");
  text_printable(out, file);
  strbuf_printf(out, ":%u: ", line);
}

static void rule_text(StrBuf *out, Lang lang, const LeatCoverRule *rule) {
  if (rule->fired > 0) return;
  add_place(out, rule->file, rule->line);
  told_printf(out, lang, "never fired: %.*s", STR_FMT(rule->text));
  strbuf_char(out, '\n');
}

static void clause_lacks(StrBuf *out, Lang lang, const LeatCoverClause *c) {
  int n = (int)c->text.n;
  const char *p = c->text.p;
  if (!c->was_true && !c->was_false && !c->was_unknown) told_printf(out, lang, "never asked: %.*s", n, p);
  else if (!c->was_true && !c->was_false) told_printf(out, lang, "always unknown: %.*s", n, p);
  else if (!c->was_true) told_printf(out, lang, "never true: %.*s", n, p);
  else if (!c->was_false) told_printf(out, lang, "never false: %.*s", n, p);
  else if (!c->decided_true && !c->decided_false) told_printf(out, lang, "never decides: %.*s", n, p);
  else if (!c->decided_true) told_printf(out, lang, "never decides when true: %.*s", n, p);
  else told_printf(out, lang, "never decides when false: %.*s", n, p);
}

static void clause_text(StrBuf *out, Lang lang, const LeatCoverClause *c) {
  if (c->decided_true && c->decided_false) return;
  add_place(out, c->file, c->line);
  clause_lacks(out, lang, c);
  strbuf_char(out, '\n');
}

static void table_text(StrBuf *out, Lang lang, const LeatCoverTable *table) {
  for (uint32_t i = 0; table->rows && i < table->row_count; i++) {
    if (table->rows[i].taken > 0) continue;
    add_place(out, table->file, table->rows[i].line);
    told_printf(out, lang, "never taken: %.*s", STR_FMT(table->rows[i].text));
    strbuf_char(out, '\n');
  }
}

static void totals_text(StrBuf *out, Lang lang, const LeatCoverage *c) {
  uint32_t permille = leat_permille(c->covered, c->total);
  told_printf(out, lang, "coverage: %u.%u%% (%u of %u)", permille / 10, permille % 10, c->covered, c->total);
  strbuf_text(out, "\n  ");
  told_printf(out, lang, "rules: %u of %u fired", c->rules_fired, c->rule_count);
  strbuf_text(out, "\n  ");
  told_printf(out, lang, "clauses: %u of %u decide both ways, %u were true and false", c->clauses_deciding,
              c->clause_count, c->clauses_seen);
  if (c->rows) strbuf_text(out, "\n  ");
  if (c->rows) told_printf(out, lang, "rows of tables: %u of %u taken", c->rows_taken, c->rows);
  for (uint32_t i = 0; i < c->table_count; i++) {
    const LeatCoverTable *table = &c->tables[i];
    if (table->rows) continue;
    strbuf_text(out, "\n  ");
    told_printf(out, lang, "rows of %.*s: %u of %u taken (not counted)", STR_FMT(table->from), table->taken,
                table->row_count);
  }
  strbuf_char(out, '\n');
}

void coverage_text(StrBuf *out, Lang lang, const LeatCoverage *c) {
  totals_text(out, lang, c);
  if (c->covered == c->total) return;
  told_printf(out, lang, "not covered:");
  strbuf_char(out, '\n');
  for (uint32_t i = 0; i < c->rule_count; i++) rule_text(out, lang, &c->rules[i]);
  for (uint32_t i = 0; i < c->clause_count; i++) clause_text(out, lang, &c->clauses[i]);
  for (uint32_t i = 0; i < c->table_count; i++) table_text(out, lang, &c->tables[i]);
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

static void place_json(JsonWriter *w, Str file, uint32_t line) {
  key_str(w, "file", file);
  key_int(w, "line", line);
}

static void rules_json(JsonWriter *w, const LeatCoverage *c) {
  json_key(w, "rules");
  json_begin_array(w);
  for (uint32_t i = 0; i < c->rule_count; i++) {
    json_begin_object(w);
    key_str(w, "name", c->rules[i].name);
    place_json(w, c->rules[i].file, c->rules[i].line);
    key_int(w, "fired", c->rules[i].fired);
    json_end_object(w);
  }
  json_end_array(w);
}

static void clauses_json(JsonWriter *w, const LeatCoverage *c) {
  json_key(w, "clauses");
  json_begin_array(w);
  for (uint32_t i = 0; i < c->clause_count; i++) {
    const LeatCoverClause *clause = &c->clauses[i];
    json_begin_object(w);
    key_str(w, "text", clause->text);
    json_key(w, "of");
    json_text(w, clause->kind);
    key_str(w, "name", clause->name);
    place_json(w, clause->file, clause->line);
    key_int(w, "true", clause->was_true);
    key_int(w, "false", clause->was_false);
    key_int(w, "unknown", clause->was_unknown);
    key_int(w, "decided_true", clause->decided_true);
    key_int(w, "decided_false", clause->decided_false);
    json_end_object(w);
  }
  json_end_array(w);
}

static void tables_json(JsonWriter *w, const LeatCoverage *c) {
  json_key(w, "tables");
  json_begin_array(w);
  for (uint32_t i = 0; i < c->table_count; i++) {
    const LeatCoverTable *table = &c->tables[i];
    json_begin_object(w);
    key_str(w, "name", table->name);
    place_json(w, table->file, table->line);
    if (!table->rows) key_str(w, "from", table->from);
    key_int(w, "rows", table->row_count);
    key_int(w, "taken", table->taken);
    if (table->rows) {
      json_key(w, "not_taken");
      json_begin_array(w);
      for (uint32_t k = 0; k < table->row_count; k++)
        if (table->rows[k].taken == 0) json_int(w, table->rows[k].line);
      json_end_array(w);
    }
    json_end_object(w);
  }
  json_end_array(w);
}

void coverage_json(JsonWriter *w, const LeatCoverage *c) {
  uint32_t permille = leat_permille(c->covered, c->total);
  json_key(w, "coverage");
  json_begin_object(w);
  json_key(w, "percent");
  json_number(w, (Number){.d = permille / 10.0});
  key_int(w, "covered", c->covered);
  key_int(w, "total", c->total);
  rules_json(w, c);
  clauses_json(w, c);
  tables_json(w, c);
  json_end_object(w);
}

/* ---- JUnit ---- */

static void property(StrBuf *out, const char *name, uint32_t part, uint32_t whole) {
  uint32_t permille = leat_permille(part, whole);
  strbuf_printf(out, "      <property name=\"coverage.%s\" value=\"%u.%u\"/>\n", name, permille / 10, permille % 10);
}

void coverage_junit(StrBuf *out, const LeatCoverage *c) {
  strbuf_text(out, "    <properties>\n");
  property(out, "percent", c->covered, c->total);
  property(out, "rules", c->rules_fired, c->rule_count);
  property(out, "clauses", c->clauses_deciding, c->clause_count);
  property(out, "rows", c->rows_taken, c->rows);
  strbuf_text(out, "    </properties>\n");
}
