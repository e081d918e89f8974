/* An explanation for people at a terminal. Data is escaped before it gets there. */
#include "base/text.h"
#include "engine/leat.h"

enum { LABEL_COLUMNS = 28, VERDICT_COLUMNS = 9, CLAUSES_FOLDED = 3, NOT_REACHED_SHOWN = 12 };

typedef struct Page {
  StrBuf *out;
  Lang lang;
  bool colour;
} Page;

const char *leat_verdict_word(LeatVerdict v) {
  static const char *const words[] = {"false", "true", "unknown", "error", "not reached"};
  return words[v];
}

static void add(Page *p, Str s) { text_printable(p->out, s); }

/* A message that may hold data; without line ends. */
__attribute__((format(printf, 2, 3))) static void say(Page *p, const char *format, ...) {
  StrBuf text;
  va_list args;
  va_start(args, format);
  strbuf_init(&text);
  lang_vprintf(&text, p->lang, format, args);
  add(p, strbuf_view(&text));
  strbuf_deinit(&text);
  va_end(args);
}

static int columns_from(const Page *p, size_t start) { return text_width((Str){p->out->p + start, p->out->n - start}); }

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
  const char *word = lang_heading(p->lang, leat_verdict_word(v));
  int width = text_width(str_of(word));
  paint(p, verdict_colour(v), word);
  strbuf_fill(p->out, ' ', VERDICT_COLUMNS > width ? (size_t)(VERDICT_COLUMNS - width) : 1);
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
  if (named_by_line(name, line) || name.n == 0) say(p, " by line %u", line);
  else say(p, " by rule \"%.*s\", line %u", STR_FMT(name), line);
}

/* `assigned to alice (pool "senior") by rule "hot", line 3` */
static void add_outcome(Page *p, const LeatExplanation *e) {
  if (p->colour) strbuf_text(p->out, "\x1b[1m");
  add(p, lang_str(p->lang, e->outcome));
  if (p->colour) strbuf_text(p->out, "\x1b[0m");
  if (e->rep.n) say(p, " to %.*s", STR_FMT(e->rep));
  if (e->pool.n && e->rep.n) say(p, " (pool \"%.*s\")", STR_FMT(e->pool));
  else if (e->pool.n) say(p, " for pool \"%.*s\"", STR_FMT(e->pool));
  if (e->reason.n) say(p, ": %.*s", STR_FMT(e->reason));
  if (e->duplicate) say(p, " by `duplicate`, line %u", e->line);
  else if (e->line) add_rule_name(p, e->rule, e->line);
  strbuf_char(p->out, '\n');
}

static void add_headline(Page *p, const LeatExplanation *e) {
  if (e->lead.n && e->past) say(p, "lead %.*s was ", STR_FMT(e->lead));
  else if (e->lead.n) say(p, "lead %.*s -> ", STR_FMT(e->lead));
  else say(p, "lead by hand -> ");
  add_outcome(p, e);
}

static void add_facts(Page *p, const LeatExplanation *e) {
  strbuf_text(p->out, "  ");
  if (e->past) say(p, "decided at %.*s", STR_FMT(e->at));
  else say(p, "evaluated for %.*s", STR_FMT(e->at));
  if (e->script.n) say(p, ", script %.*s", STR_FMT(e->script));
  if (e->owner.n) say(p, "; in the database: owner %.*s", STR_FMT(e->owner));
  if (e->status.n && e->owner.n) say(p, ", status %.*s", STR_FMT(e->status));
  else if (e->status.n) say(p, "; in the database: status %.*s", STR_FMT(e->status));
  if (!e->past && e->owner.n) say(p, "; a run leaves it alone");
  strbuf_char(p->out, '\n');
}

/* ---- rules ---- */

/* What stands in the middle column: the rule's name, or the beginning of its condition. */
static Str rule_label_text(const Page *p, const LeatRuleTrace *rule, StrBuf *buffer) {
  strbuf_clear(buffer);
  if (rule->name.n && !named_by_line(rule->name, rule->line)) {
    lang_printf(buffer, p->lang, "rule \"%.*s\"", STR_FMT(rule->name));
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
  int width = columns_from(p, before);
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
        say(p, "; ");
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
  say(p, "passed over: ");
  for (uint32_t i = 0; i < rule->passed_count; i++) {
    if (i) say(p, ", ");
    say(p, "%.*s (%.*s)", STR_FMT(rule->passed[i].rep), STR_FMT(rule->passed[i].why));
  }
  strbuf_char(p->out, '\n');
}

static int digits_of(uint32_t n) {
  int digits = 1;
  for (; n >= 10; n /= 10) digits++;
  return digits;
}

static void add_rule(Page *p, const LeatRuleTrace *rule, int line_columns, StrBuf *buffer) {
  size_t nested = 2 * (size_t)(rule->depth < 8 ? rule->depth : 8);
  size_t start = p->out->n;
  say(p, "  line %u", rule->line);
  strbuf_fill(p->out, ' ', (size_t)(line_columns - digits_of(rule->line) + 2) + nested);
  size_t indent = (size_t)columns_from(p, start);
  add_padded(p, rule_label_text(p, rule, buffer), LABEL_COLUMNS - (int)nested); /* verdicts stay in one column */
  strbuf_text(p->out, "  ");
  paint_verdict(p, rule->verdict);
  add_reasons(p, rule, indent + LABEL_COLUMNS - nested + 2 + VERDICT_COLUMNS);
  while (p->out->n > 0 && p->out->p[p->out->n - 1] == ' ') p->out->p[--p->out->n] = 0;
  strbuf_char(p->out, '\n');
  for (uint32_t i = 0; i < rule->effect_count; i++) {
    strbuf_fill(p->out, ' ', indent);
    add(p, rule->effects[i]);
    strbuf_char(p->out, '\n');
  }
  add_passed(p, rule, indent);
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
    if (skipped == 0) say(p, "  not reached: line %u", e->rules[i].line);
    else if (skipped < NOT_REACHED_SHOWN) say(p, ", line %u", e->rules[i].line);
    skipped++;
  }
  if (skipped > NOT_REACHED_SHOWN) say(p, " and %u more", skipped - NOT_REACHED_SHOWN);
  if (skipped) strbuf_char(p->out, '\n');
  strbuf_deinit(&buffer);
}

/* ---- score and class ---- */

static bool is_zero(Str number) { return str_is(number, "0") || str_is(number, "-0"); }

/* score 68 = starts 10 + 25 title "CTO" + 33 company_size 800 = 130, at most 100 */
static void add_sum(Page *p, const LeatScore *score) {
  say(p, "  score %.*s = starts %.*s", STR_FMT(score->value), STR_FMT(score->starts));
  for (uint32_t i = 0; i < score->part_count; i++) {
    const LeatPart *part = &score->parts[i];
    if (is_zero(part->adds)) continue;
    bool minus = part->adds.p[0] == '-';
    strbuf_text(p->out, minus ? " - " : " + ");
    add(p, minus ? (Str){part->adds.p + 1, part->adds.n - 1} : part->adds);
    if (part->because.n) strbuf_char(p->out, ' ');
    add(p, part->because);
  }
  if (score->bound.n) {
    strbuf_text(p->out, " = ");
    add(p, score->sum);
    strbuf_text(p->out, ", ");
    add(p, score->bound);
  }
  strbuf_char(p->out, '\n');
}

static void add_part(Page *p, const LeatPart *part, int line_columns, int name_columns) {
  say(p, "    line %u", part->line);
  strbuf_fill(p->out, ' ', (size_t)(line_columns - digits_of(part->line)) + 2);
  add_padded(p, part->name, name_columns);
  strbuf_text(p->out, "  ");
  paint_verdict(p, part->verdict);
  add(p, part->why);
  while (p->out->n > 0 && p->out->p[p->out->n - 1] == ' ') p->out->p[--p->out->n] = 0;
  strbuf_char(p->out, '\n');
}

static void add_parts(Page *p, const LeatPart *parts, uint32_t n) {
  int lines = 1, names = 1;
  for (uint32_t i = 0; i < n; i++) {
    int width = text_width(parts[i].name);
    if (digits_of(parts[i].line) > lines) lines = digits_of(parts[i].line);
    if (width > names) names = width < LABEL_COLUMNS ? width : LABEL_COLUMNS;
  }
  for (uint32_t i = 0; i < n; i++) add_part(p, &parts[i], lines, names);
}

static void add_computed(Page *p, const LeatExplanation *e) {
  if (e->score.has) {
    add_sum(p, &e->score);
    add_parts(p, e->score.parts, e->score.part_count);
  }
  if (!e->class.has) return;
  if (e->class.value.n) say(p, "  class \"%.*s\"", STR_FMT(e->class.value));
  else say(p, "  no class fits");
  strbuf_char(p->out, '\n');
  add_parts(p, e->class.parts, e->class.part_count);
}

static void add_values(Page *p, const LeatExplanation *e) {
  for (uint32_t i = 0; i < e->value_count; i++) {
    if (i == 0) say(p, "  values: ");
    else say(p, ", ");
    add(p, e->values[i].name);
    strbuf_char(p->out, ' ');
    add(p, e->values[i].value);
  }
  if (e->value_count) strbuf_char(p->out, '\n');
}

void leat_explanation_headline(const LeatExplanation *e, StrBuf *out) {
  Page page = {.out = out, .lang = e->lang};
  add_outcome(&page, e);
}

void leat_explanation_text(const LeatExplanation *e, bool colour, StrBuf *out) {
  Page page = {.out = out, .lang = e->lang, .colour = colour};
  add_headline(&page, e);
  add_facts(&page, e);
  add_computed(&page, e);
  add_rules(&page, e);
  add_values(&page, e);
}
