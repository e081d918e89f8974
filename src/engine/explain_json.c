/* An explanation as JSON. */
#include "base/json.h"
#include "engine/leat.h"

static void write_text(JsonWriter *w, const char *key, Str s) {
  json_key(w, key);
  json_str(w, s);
}

/* An absent text is null. */
static void write_maybe(JsonWriter *w, const char *key, Str s) {
  json_key(w, key);
  if (s.n) json_str(w, s);
  else json_null(w);
}

static void write_clauses(JsonWriter *w, const LeatRuleTrace *rule) {
  json_key(w, "clauses");
  json_begin_array(w);
  for (uint32_t i = 0; i < rule->clause_count; i++) {
    const LeatClause *clause = &rule->clauses[i];
    json_begin_object(w);
    json_key(w, "depth");
    json_int(w, clause->depth);
    write_text(w, "text", clause->text);
    json_key(w, "verdict");
    json_text(w, leat_verdict_word(clause->verdict));
    write_text(w, "why", clause->why);
    json_key(w, "decided");
    json_bool(w, clause->decided);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_passed(JsonWriter *w, const LeatRuleTrace *rule) {
  json_key(w, "passed");
  json_begin_array(w);
  for (uint32_t i = 0; i < rule->passed_count; i++) {
    json_begin_object(w);
    write_maybe(w, "pool", rule->passed[i].pool);
    write_text(w, "rep", rule->passed[i].rep);
    write_text(w, "why", rule->passed[i].why);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_rule(JsonWriter *w, const LeatRuleTrace *rule) {
  json_begin_object(w);
  write_text(w, "name", rule->name);
  json_key(w, "line");
  json_int(w, rule->line);
  json_key(w, "depth");
  json_int(w, rule->depth);
  write_maybe(w, "condition", rule->condition);
  json_key(w, "verdict");
  json_text(w, leat_verdict_word(rule->verdict));
  json_key(w, "ended");
  json_bool(w, rule->ended);
  write_clauses(w, rule);
  json_key(w, "effects");
  json_begin_array(w);
  for (uint32_t i = 0; i < rule->effect_count; i++) json_str(w, rule->effects[i]);
  json_end_array(w);
  write_passed(w, rule);
  json_end_object(w);
}

static void write_number(JsonWriter *w, const char *key, Str s) {
  Number n;
  json_key(w, key);
  if (number_parse(s, &n)) json_number(w, n);
  else json_null(w);
}

static void write_parts(JsonWriter *w, const LeatPart *parts, uint32_t n) {
  json_key(w, "parts");
  json_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    json_begin_object(w);
    json_key(w, "line");
    json_int(w, parts[i].line);
    write_text(w, "name", parts[i].name);
    write_maybe(w, "text", parts[i].text);
    json_key(w, "verdict");
    json_text(w, leat_verdict_word(parts[i].verdict));
    if (parts[i].adds.n) write_number(w, "adds", parts[i].adds);
    write_maybe(w, "because", parts[i].because);
    write_text(w, "why", parts[i].why);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_computed(JsonWriter *w, const LeatExplanation *e) {
  if (e->score.has) {
    json_key(w, "score");
    json_begin_object(w);
    write_number(w, "value", e->score.value);
    write_number(w, "starts", e->score.starts);
    write_number(w, "sum", e->score.sum);
    write_maybe(w, "bound", e->score.bound);
    write_parts(w, e->score.parts, e->score.part_count);
    json_end_object(w);
  }
  if (!e->class.has) return;
  json_key(w, "class");
  json_begin_object(w);
  write_maybe(w, "value", e->class.value);
  write_parts(w, e->class.parts, e->class.part_count);
  json_end_object(w);
}

static void write_values(JsonWriter *w, const LeatExplanation *e) {
  json_key(w, "values");
  json_begin_array(w);
  for (uint32_t i = 0; i < e->value_count; i++) {
    json_begin_object(w);
    write_text(w, "name", e->values[i].name);
    write_maybe(w, "type", e->values[i].type);
    write_text(w, "value", e->values[i].value);
    json_end_object(w);
  }
  json_end_array(w);
}

void leat_explanation_json(const LeatExplanation *e, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_object(&w);
  json_key(&w, "format");
  json_int(&w, 1);
  write_maybe(&w, "lead", e->lead);
  write_maybe(&w, "owner", e->owner);
  write_maybe(&w, "status", e->status);
  write_text(&w, "at", e->at);
  write_text(&w, "script", e->script);
  json_key(&w, "past");
  json_bool(&w, e->past);
  write_text(&w, "outcome", e->outcome);
  write_maybe(&w, "rule", e->rule);
  json_key(&w, "line");
  if (e->line) json_int(&w, e->line);
  else json_null(&w);
  write_maybe(&w, "pool", e->pool);
  write_maybe(&w, "rep", e->rep);
  write_maybe(&w, "reason", e->reason);
  write_maybe(&w, "arm", e->arm);
  write_computed(&w, e);
  write_values(&w, e);
  json_key(&w, "rules");
  json_begin_array(&w);
  for (uint32_t i = 0; i < e->rule_count; i++) write_rule(&w, &e->rules[i]);
  json_end_array(&w);
  write_text(&w, "plan", e->plan);
  json_end_object(&w);
}
