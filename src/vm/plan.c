#include "vm/plan.h"

#include "base/clock.h"
#include "base/mem.h"
#include "check/program.h"

#include <string.h>

const char *outcome_word(Outcome o) {
  static const char *const words[] = {
#define OUTCOME(name, word, doc) [OUTCOME_##name] = word,
#include "check/outcomes.def"
#undef OUTCOME
  };
  ASSERT((unsigned)o < OUTCOME_COUNT);
  return words[o];
}

void plan_reset(Plan *p) {
  memset(p, 0, sizeof *p);
  p->outcome = OUTCOME_UNROUTED;
  p->rung = NO_RUNG;
  p->rule = -1;
}

static void print_text(StrBuf *out, const char *key, Str text) {
  if (!text.n) return;
  strbuf_printf(out, " %s ", key);
  value_print(out, value_text(text));
}

static void print_effect(StrBuf *out, const Effect *e) {
  strbuf_printf(out, "  %s", action_word(e->kind));
  if (e->name.n) strbuf_printf(out, " %.*s", STR_FMT(e->name));
  strbuf_text(out, e->kind == ACTION_SET ? " = " : " ");
  value_print(out, e->value);
  if (e->kind == ACTION_TASK && !value_is_gap(e->due)) {
    strbuf_text(out, " due ");
    value_print(out, e->due);
  }
  strbuf_printf(out, " (rule %u)\n", e->rule);
}

static void print_issue(StrBuf *out, const char *what, const RuleIssue *issue) {
  strbuf_printf(out, "  %s in rule %u", what, issue->rule);
  if (issue->error != ERROR_NONE) strbuf_printf(out, ": %s", rule_error_text(issue->error));
  if (issue->column >= 0) strbuf_printf(out, " (column %d)", issue->column);
  strbuf_char(out, '\n');
}

static void print_computed(StrBuf *out, const char *word, Value v) {
  if (v.kind == VAL_MISSING) return;
  strbuf_printf(out, "  %s ", word);
  value_print(out, v);
  strbuf_char(out, '\n');
}

void plan_print(StrBuf *out, const Plan *p) {
  strbuf_text(out, outcome_word(p->outcome));
  if (p->rule >= 0) strbuf_printf(out, " by rule %d", p->rule);
  print_text(out, "pool", p->pool);
  print_text(out, "rep", p->rep);
  print_text(out, "detail", p->detail);
  print_text(out, "reason", p->reason);
  if (p->respond_by) {
    char text[40];
    strbuf_text(out, " respond by ");
    strbuf_add(out, text, time_format(p->respond_by, text));
  }
  strbuf_char(out, '\n');
  print_computed(out, "score", p->score);
  print_computed(out, "class", p->class);
  for (uint32_t i = 0; i < p->effects.n; i++) print_effect(out, &p->effects.v[i]);
  for (uint32_t i = 0; i < p->errors.n; i++) print_issue(out, "error", &p->errors.v[i]);
  for (uint32_t i = 0; i < p->unknowns.n; i++) print_issue(out, "unknown", &p->unknowns.v[i]);
}
