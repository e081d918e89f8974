/* An explanation for people at a terminal. Data is escaped before it gets there. */
#include "base/text.h"
#include "engine/leat.h"

enum { LABEL_COLUMNS = 28, CLAUSES_FOLDED = 3, NOT_REACHED_SHOWN = 12 };

typedef struct Page {
  StrBuf *out;
  bool colour;
} Page;

const char *leat_verdict_word(LeatVerdict v) {
  static const char *const words[] = {"false", "true", "unknown", "error", "not reached"};
  return words[v];
}

static void add(Page *p, Str s) { text_printable(p->out, s); }

static void paint(Page *p, const char *code, const char *word) {
  if (p->colour) strbuf_printf(p->out, "\x1b[%sm%s\x1b[0m", code, word);
  else strbuf_text(p->out, word);
}

static const char *verdict_colour(LeatVerdict v) {
  switch (v) {
    case LEAT_TRUE: return "32";
    case LEAT_UNKNOWN: return "33";
    case LEAT_RULE_ERROR: return "31";
    case LEAT_FALSE:
    case LEAT_NOT_REACHED: break;
  }
  return "2";
}

static void paint_verdict(Page *p, LeatVerdict v) {
  const char *word = leat_verdict_word(v);
  paint(p, verdict_colour(v), word);
  strbuf_fill(p->out, ' ', 9 - str_of(word).n);
}

static void add_headline(Page *p, const LeatExplanation *e) {
  strbuf_text(p->out, "lead ");
  add(p, e->lead.n ? e->lead : STR("by hand"));
  strbuf_text(p->out, e->past ? " was " : " -> ");
  if (p->colour) strbuf_text(p->out, "\x1b[1m");
  add(p, e->outcome);
  if (p->colour) strbuf_text(p->out, "\x1b[0m");
  if (e->rep.n) {
    strbuf_text(p->out, " to ");
    add(p, e->rep);
  }
  if (e->pool.n) {
    strbuf_text(p->out, e->rep.n ? " (pool \"" : " for pool \"");
    add(p, e->pool);
    strbuf_text(p->out, e->rep.n ? "\")" : "\"");
  }
  if (e->reason.n) {
    strbuf_text(p->out, ": ");
    add(p, e->reason);
  }
  if (e->line) strbuf_text(p->out, " by ");
}

static bool named_by_line(Str name, uint32_t line) {
  StrBuf b;
  strbuf_init(&b);
  strbuf_printf(&b, "line %u", line);
  bool same = str_eq(name, strbuf_view(&b));
  strbuf_deinit(&b);
  return same;
}

static void add_rule_name(Page *p, Str name, uint32_t line) {
  if (named_by_line(name, line) || name.n == 0) {
    strbuf_printf(p->out, "line %u", line);
    return;
  }
  strbuf_text(p->out, "rule \"");
  add(p, name);
  strbuf_printf(p->out, "\", line %u", line);
}

static void add_fact(Page *p, const char *before, Str s) {
  if (s.n == 0) return;
  strbuf_text(p->out, before);
  add(p, s);
}

static void add_facts(Page *p, const LeatExplanation *e) {
  strbuf_text(p->out, "  ");
  add_fact(p, e->past ? "decided at " : "evaluated for ", e->at);
  add_fact(p, ", script ", e->script);
  add_fact(p, "; in the database: owner ", e->owner);
  add_fact(p, e->owner.n ? ", status " : "; in the database: status ", e->status);
  if (!e->past && e->owner.n) strbuf_text(p->out, "; a run leaves it alone");
  strbuf_char(p->out, '\n');
}

/* ---- rules ---- */

/* What stands in the middle column: the rule's name, or the beginning of its condition. */
static Str rule_label_text(const LeatRuleTrace *rule, StrBuf *buffer) {
  strbuf_clear(buffer);
  if (rule->name.n && !named_by_line(rule->name, rule->line)) {
    strbuf_text(buffer, "rule \"");
    strbuf_str(buffer, rule->name);
    strbuf_char(buffer, '"');
  } else if (rule->condition.n) {
    strbuf_text(buffer, "when ");
    strbuf_str(buffer, rule->condition);
  } else {
    strbuf_text(buffer, "otherwise");
  }
  return strbuf_view(buffer);
}

static void add_padded(Page *p, Str label, int columns) {
  size_t before = p->out->n;
  text_clip(p->out, label, columns);
  int width = text_width((Str){p->out->p + before, p->out->n - before});
  if (width < columns) strbuf_fill(p->out, ' ', (size_t)(columns - width));
}

static uint32_t deciding_leaves(const LeatRuleTrace *rule) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < rule->clause_count; i++) n += rule->clauses[i].decided && rule->clauses[i].why.n > 0;
  return n;
}

/* Up to three reasons fit on the rule's line; more get a line each. */
static void add_reasons(Page *p, const LeatRuleTrace *rule, size_t indent) {
  uint32_t n = deciding_leaves(rule), shown = 0;
  for (uint32_t i = 0; i < rule->clause_count; i++) {
    const LeatClause *clause = &rule->clauses[i];
    if (!clause->decided || clause->why.n == 0) continue;
    if (shown++ > 0) {
      if (n <= CLAUSES_FOLDED) {
        strbuf_text(p->out, "; ");
      } else {
        strbuf_char(p->out, '\n');
        strbuf_fill(p->out, ' ', indent);
      }
    }
    add(p, clause->why);
  }
}

static void add_passed(Page *p, const LeatRuleTrace *rule, size_t indent) {
  if (rule->passed_count == 0) return;
  strbuf_fill(p->out, ' ', indent);
  strbuf_text(p->out, "passed over: ");
  for (uint32_t i = 0; i < rule->passed_count; i++) {
    if (i) strbuf_text(p->out, ", ");
    add(p, rule->passed[i].rep);
    strbuf_text(p->out, " (");
    add(p, rule->passed[i].why);
    strbuf_char(p->out, ')');
  }
  strbuf_char(p->out, '\n');
}

static void add_rule(Page *p, const LeatRuleTrace *rule, int line_columns, StrBuf *buffer) {
  size_t nested = 2 * (size_t)(rule->depth < 8 ? rule->depth : 8);
  size_t indent = 2 + 5 + (size_t)line_columns + 2 + nested;
  strbuf_printf(p->out, "  line %-*u  ", line_columns, rule->line);
  strbuf_fill(p->out, ' ', nested);
  add_padded(p, rule_label_text(rule, buffer), LABEL_COLUMNS - (int)nested); /* verdicts stay in one column */
  strbuf_text(p->out, "  ");
  paint_verdict(p, rule->verdict);
  add_reasons(p, rule, indent + LABEL_COLUMNS - nested + 11);
  while (p->out->n > 0 && p->out->p[p->out->n - 1] == ' ') p->out->p[--p->out->n] = 0;
  strbuf_char(p->out, '\n');
  for (uint32_t i = 0; i < rule->effect_count; i++) {
    strbuf_fill(p->out, ' ', indent);
    add(p, rule->effects[i]);
    strbuf_char(p->out, '\n');
  }
  add_passed(p, rule, indent);
}

static int digits_of(uint32_t n) {
  int digits = 1;
  for (; n >= 10; n /= 10) digits++;
  return digits;
}

static void add_rules(Page *p, const LeatExplanation *e) {
  int columns = 1;
  uint32_t skipped = 0;
  StrBuf buffer;
  strbuf_init(&buffer);
  for (uint32_t i = 0; i < e->rule_count; i++) {
    if (digits_of(e->rules[i].line) > columns) columns = digits_of(e->rules[i].line);
  }
  for (uint32_t i = 0; i < e->rule_count; i++) {
    if (e->rules[i].verdict != LEAT_NOT_REACHED) add_rule(p, &e->rules[i], columns, &buffer);
  }
  for (uint32_t i = 0; i < e->rule_count; i++) {
    if (e->rules[i].verdict != LEAT_NOT_REACHED) continue;
    if (skipped < NOT_REACHED_SHOWN)
      strbuf_printf(p->out, "%s line %u", skipped ? "," : "  not reached:", e->rules[i].line);
    skipped++;
  }
  if (skipped > NOT_REACHED_SHOWN) strbuf_printf(p->out, " and %u more", skipped - NOT_REACHED_SHOWN);
  if (skipped) strbuf_char(p->out, '\n');
  strbuf_deinit(&buffer);
}

static void add_values(Page *p, const LeatExplanation *e) {
  for (uint32_t i = 0; i < e->value_count; i++) {
    strbuf_text(p->out, i ? ", " : "  values: ");
    add(p, e->values[i].name);
    strbuf_char(p->out, ' ');
    add(p, e->values[i].value);
  }
  if (e->value_count) strbuf_char(p->out, '\n');
}

void leat_explanation_text(const LeatExplanation *e, bool colour, StrBuf *out) {
  Page page = {.out = out, .colour = colour};
  add_headline(&page, e);
  if (e->line) add_rule_name(&page, e->rule, e->line);
  strbuf_char(out, '\n');
  add_facts(&page, e);
  add_rules(&page, e);
  add_values(&page, e);
}
