/* A run's report as JSON. */
#include "base/json.h"
#include "engine/leat.h"

static void write_counts(JsonWriter *w, const char *key, const LeatCount *counts, uint32_t n) {
  json_key(w, key);
  json_begin_object(w);
  for (uint32_t i = 0; i < n; i++) {
    json_key_str(w, counts[i].name);
    json_int(w, counts[i].count);
  }
  json_end_object(w);
}

static void write_rules(JsonWriter *w, const LeatReport *r) {
  json_key(w, "rules");
  json_begin_array(w);
  for (uint32_t i = 0; i < r->rule_count; i++) {
    json_begin_object(w);
    json_key(w, "name");
    json_str(w, r->rules[i].name);
    json_key(w, "line");
    json_int(w, r->rules[i].line);
    json_key(w, "hits");
    json_int(w, r->rules[i].hits);
    json_key(w, "unknowns");
    json_int(w, r->rules[i].unknowns);
    json_key(w, "errors");
    json_int(w, r->rules[i].errors);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_issue(JsonWriter *w, const LeatIssue *issue) {
  json_begin_object(w);
  json_key(w, "rule");
  if (issue->rule.n) json_str(w, issue->rule);
  else json_null(w);
  json_key(w, "line");
  if (issue->line) json_int(w, issue->line);
  else json_null(w);
  json_key(w, "what");
  json_str(w, issue->what);
  json_key(w, "count");
  json_int(w, issue->count);
  json_key(w, "leads");
  json_begin_array(w);
  for (uint32_t i = 0; i < issue->example_count; i++) json_str(w, issue->examples[i]);
  json_end_array(w);
  json_end_object(w);
}

static void write_issues(JsonWriter *w, const char *key, const LeatIssue *issues, uint32_t n) {
  json_key(w, key);
  json_begin_array(w);
  for (uint32_t i = 0; i < n; i++) write_issue(w, &issues[i]);
  json_end_array(w);
}

void leat_report_json(const LeatReport *r, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_object(&w);
  json_key(&w, "format");
  json_int(&w, 1);
  json_key(&w, "run");
  if (r->run) json_int(&w, r->run);
  else json_null(&w);
  json_key(&w, "dry_run");
  json_bool(&w, r->dry_run);
  json_key(&w, "script");
  json_str(&w, r->script);
  json_key(&w, "leads");
  json_int(&w, r->leads);
  json_key(&w, "changed_meanwhile");
  json_int(&w, r->changed_meanwhile);
  write_counts(&w, "outcomes", r->outcomes, r->outcome_count);
  write_rules(&w, r);
  write_counts(&w, "pools", r->pools, r->pool_count);
  write_counts(&w, "reps", r->reps, r->rep_count);
  write_issues(&w, "errors", r->errors, r->error_count);
  write_issues(&w, "unknowns", r->unknowns, r->unknown_count);
  json_end_object(&w);
}
