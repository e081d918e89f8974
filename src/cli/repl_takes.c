/* Which of the leads do the rules of a statement take? Counted twice: as if the statement stood first, and where it
 * stands; then a few leads are routed for examples. */
#include "base/mem.h"
#include "base/text.h"
#include "cli/repl_session.h"
#include "store/store.h"

enum { SAMPLE_LEADS = 1000, EXAMPLE_LEADS = 5 };

static bool load(Session *s, const StrBuf *text) { return leat_load(s->leat, s->name.p, strbuf_view(text)) == LEAT_OK; }

static bool counts(Session *s, LeatRuleCount **rules_out, uint32_t *count_out, int64_t *leads_out) {
  return leat_take_counts(s->leat, s->now, SAMPLE_LEADS, rules_out, count_out, leads_out) == LEAT_OK;
}

typedef struct Take { Str name; uint32_t line; int64_t alone, after; bool has_alone; } Take;
typedef struct Takes {
  VEC(Take) items;
  int64_t leads;
} Takes;

/* As the statement stands: its rules are those on the lines first..last. */
static bool count_after(Session *s, uint32_t first, uint32_t last, Arena *a, Takes *takes) {
  LeatRuleCount *rules;
  uint32_t n;
  if (!counts(s, &rules, &n, &takes->leads)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (rules[i].line >= first && rules[i].line <= last)
      VEC_PUSH(a, takes->items, (Take){arena_copy(a, rules[i].name), rules[i].line, 0, rules[i].hits, false});
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

typedef struct Ids { Arena *arena; VEC(Str) items; } Ids;

static bool keep_id(void *ctx, const LeadRow *row) {
  Ids *ids = ctx;
  VEC_PUSH(ids->arena, ids->items, arena_copy(ids->arena, row->id_text));
  return true;
}

static bool takes_lead(Session *s, Str id, uint32_t line) {
  LeatExplanation e = {0};
  if (leat_explain(s->leat, id, s->now, &e) != LEAT_OK) return false;
  for (uint32_t i = 0; i < e.rule_count; i++)
    if (e.rules[i].line == line) return e.rules[i].verdict == LEAT_TRUE;
  return false;
}

static void say_examples(Session *s, const Ids *ids, const Take *take) {
  int64_t most = take->after < EXAMPLE_LEADS ? take->after : EXAMPLE_LEADS;
  const char *between = ": ";
  for (uint32_t i = 0; i < ids->items.n && most > 0; i++) {
    if (!takes_lead(s, ids->items.v[i], take->line)) continue;
    strbuf_text(&s->out, between);
    text_printable(&s->out, ids->items.v[i]);
    between = ", ";
    most--;
  }
  if (take->after > EXAMPLE_LEADS) strbuf_text(&s->out, ", …");
}

static void say_take(Session *s, const Takes *takes, const Take *take, const Ids *ids) {
  strbuf_text(&s->out, "  ");
  text_printable(&s->out, take->name);
  if (take->has_alone)
    strbuf_printf(&s->out, " takes %lld of %lld leads alone, %lld after the rules before it", (long long)take->alone,
                  (long long)takes->leads, (long long)take->after);
  else
    strbuf_printf(&s->out, " takes %lld of %lld leads", (long long)take->after, (long long)takes->leads);
  say_examples(s, ids, take);
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
  Ids ids = {.arena = &scratch};
  uint32_t first, last;
  take_lines(s, item, &first, &last);
  if (count_after(s, first, last, &scratch, &takes) && takes.items.n > 0) {
    count_alone(s, item, first, &takes);
    store_each_lead(leat_store(s->leat), NULL, 0, SAMPLE_LEADS, keep_id, &ids);
    for (uint32_t i = 0; i < takes.items.n; i++) say_take(s, &takes, &takes.items.v[i], &ids);
  }
  arena_deinit(&scratch);
}
