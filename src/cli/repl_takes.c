/* Which of the leads do the rules of a statement take? Counted twice: as if the statement stood first, and where it
 * stands; the examples are of the second. */
#include "base/mem.h"
#include "base/text.h"
#include "cli/repl_session.h"

enum { SAMPLE_LEADS = 1000 };

static bool load(Session *s, const StrBuf *text) { return leat_load(s->leat, s->name.p, strbuf_view(text)) == LEAT_OK; }

static bool counts(Session *s, LeatRuleCount **rules_out, uint32_t *count_out, int64_t *leads_out) {
  return leat_take_counts(s->leat, s->now, SAMPLE_LEADS, rules_out, count_out, leads_out) == LEAT_OK;
}

typedef struct Take {
  Str name;
  uint32_t line, example_count;
  int64_t alone, after;
  bool has_alone;
  Str examples[5];
} Take;
typedef struct Takes {
  VEC(Take) items;
  int64_t leads;
} Takes;

static void take_add(Takes *takes, const LeatRuleCount *rule, Arena *a) {
  Take take = {.name = arena_copy(a, rule->name), .line = rule->line, .after = rule->hits};
  for (uint32_t i = 0; i < rule->example_count; i++)
    take.examples[take.example_count++] = arena_copy(a, rule->examples[i]);
  VEC_PUSH(a, takes->items, take);
}

/* As the statement stands: its rules are those on the lines first..last. */
static bool count_after(Session *s, uint32_t first, uint32_t last, Arena *a, Takes *takes) {
  LeatRuleCount *rules;
  uint32_t n;
  if (!counts(s, &rules, &n, &takes->leads)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (rules[i].line >= first && rules[i].line <= last)
      take_add(takes, &rules[i], a);
  return true;
}

/* With the statement before all others: nothing is taken away from it. Order matters to rules alone. */
static void count_alone(Session *s, uint32_t item, uint32_t first, Takes *takes) {
  StrBuf text;
  strbuf_init(&text);
  strbuf_str(&text, s->items.v[item].text);
  session_text(s, item, &text);
  LeatRuleCount *rules;
  uint32_t n;
  int64_t leads;
  if (load(s, &text) && counts(s, &rules, &n, &leads))
    for (uint32_t i = 0; i < takes->items.n; i++)
      for (uint32_t r = 0; r < n; r++)
        if (rules[r].line == takes->items.v[i].line - first + 1 && !takes->items.v[i].has_alone) {
          takes->items.v[i].alone = rules[r].hits;
          takes->items.v[i].has_alone = true;
        }
  strbuf_clear(&text);
  session_text(s, UINT32_MAX, &text);
  load(s, &text);
  strbuf_deinit(&text);
}

static void say_examples(Session *s, const Take *take) {
  for (uint32_t i = 0; i < take->example_count; i++) {
    strbuf_text(&s->out, lang_text(s->lang, i ? ", " : ": "));
    text_printable(&s->out, take->examples[i]);
  }
  if (take->after > take->example_count) strbuf_text(&s->out, lang_text(s->lang, ", …"));
}

static void say_take(Session *s, const Takes *takes, const Take *take) {
  Arena scratch;
  StrBuf text;
  arena_init(&scratch, 0);
  strbuf_init(&text);
  Str name = leat_rule_told(&scratch, s->lang, take->name);
  if (take->has_alone)
    lang_printf(&text, s->lang, "  %.*s takes %lld of %lld leads alone, %lld after the rules before it",
                STR_FMT(name), (long long)take->alone, (long long)takes->leads, (long long)take->after);
  else
    lang_printf(&text, s->lang, "  %.*s takes %lld of %lld leads", STR_FMT(name),
                (long long)take->after, (long long)takes->leads);
  text_printable(&s->out, strbuf_view(&text));
  strbuf_deinit(&text);
  arena_deinit(&scratch);
  say_examples(s, take);
  strbuf_char(&s->out, '\n');
}

static void take_lines(const Session *s, uint32_t item, uint32_t *first_out, uint32_t *last_out) {
  uint32_t line = 1;
  for (uint32_t i = 0; i < item; i++)
    if (s->items.v[i].taken) line += session_lines(s->items.v[i].text);
  *first_out = line;
  *last_out = line + session_lines(s->items.v[item].text) - 1;
}

void session_say_takes(Session *s, uint32_t item) {
  if (!leat_has_db(s->leat)) return;
  Arena scratch;
  arena_init(&scratch, 0);
  Takes takes = {0};
  uint32_t first, last;
  take_lines(s, item, &first, &last);
  if (count_after(s, first, last, &scratch, &takes) && takes.items.n > 0) {
    count_alone(s, item, first, &takes);
    for (uint32_t i = 0; i < takes.items.n; i++) say_take(s, &takes, &takes.items.v[i]);
  }
  arena_deinit(&scratch);
}
