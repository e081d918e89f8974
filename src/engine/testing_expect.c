/* Expectations: whether the leads given before hold them, and how what they got is said. */
#include "engine/testing.h"
#include "syntax/print.h"
#include <string.h>

static Str taken(Arena *a, StrBuf *b) {
  Str text = engine_copy_buf(a, b);
  strbuf_deinit(b);
  return text;
}

/* ---- what became of a lead, in words ---- */

Str routed_words(Arena *a, const Testing *t, const Routed *lead) {
  Lang lang = t->script.lang;
  StrBuf out;
  strbuf_init(&out);
  Str outcome = str_of(outcome_word(lead->outcome));
  strbuf_str(&out, lang_str(lang, outcome));
  if (lead->rep.n) lang_printf(&out, lang, " to \"%.*s\"", STR_FMT(lead->rep));
  if (lead->pool.n) lang_printf(&out, lang, ", pool \"%.*s\"", STR_FMT(lead->pool));
  if (lead->rule >= 0) lang_printf(&out, lang, ", rule \"%.*s\"", STR_FMT(t->script.chunk.rules.v[lead->rule].name));
  if (lead->reason.n) lang_printf(&out, lang, ": %.*s", STR_FMT(leat_reason_told(a, lang, outcome, lead->reason)));
  return taken(a, &out);
}

/* The word, and the texts after it; else `none`. */
static Str texts_words(const Testing *t, Arena *a, const char *word, const Str *texts, uint32_t n, const char *none) {
  StrBuf out;
  strbuf_init(&out);
  strbuf_text(&out, n ? word : lang_text(t->script.lang, none));
  for (uint32_t i = 0; i < n; i++) {
    strbuf_text(&out, i ? ", " : " ");
    if (texts[i].n) print_text_literal(&out, texts[i]);
    else strbuf_text(&out, lang_text(t->script.lang, "nobody"));
  }
  return taken(a, &out);
}

static const Wrote *wrote_last(const Routed *lead, uint32_t slot) {
  const Wrote *found = NULL;
  for (uint32_t i = 0; i < lead->wrote.n; i++)
    if (lead->wrote.v[i].slot == slot) found = &lead->wrote.v[i];
  return found;
}

static Str field_words(const Testing *t, Arena *a, const ExpectClause *clause, const Routed *lead) {
  const Wrote *wrote = wrote_last(lead, clause->slot);
  StrBuf out;
  strbuf_init(&out);
  print_name(&out, clause->name);
  if (wrote) strbuf_text(&out, " = ");
  if (wrote) value_words(&out, wrote->value);
  else strbuf_text(&out, lang_text(t->script.lang, " was not set"));
  return taken(a, &out);
}

static Str condition_words(Testing *t, const ExpectClause *clause, const Routed *lead) {
  Scratch scratch;
  Clauses clauses = {0};
  scratch_init(&scratch, &t->script, lead->now, lead->row, lead->id, &t->lead_arena);
  clauses_explain(&scratch, &t->arena, clause->value, NULL, &clauses);
  Str why = clauses_why(&t->arena, t->script.lang, clauses.v, clauses.n);
  scratch_deinit(&scratch);
  return why;
}

static Str got_words(Testing *t, const ExpectClause *clause, const Routed *lead) {
  switch (clause->kind) {
    case EXPECT_TAG:
    case EXPECT_TAGS: return texts_words(t, &t->arena, "tags", lead->tags.v, lead->tags.n, "no tag");
    case EXPECT_FIELD: return field_words(t, &t->arena, clause, lead);
    case EXPECT_CONDITION: return condition_words(t, clause, lead);
    case EXPECT_ERROR: return str_of(lang_text(t->script.lang, lead->errors ? "an error" : "no error"));
    default: return routed_words(&t->arena, t, lead);
  }
}

/* ---- whether it holds ---- */

static bool has_text(const Str *texts, uint32_t n, Str text) {
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(texts[i], text)) return true;
  return false;
}

static bool same_texts(const ExpectClause *clause, const Routed *lead) {
  for (uint32_t i = 0; i < clause->texts.n; i++)
    if (!has_text(lead->tags.v, lead->tags.n, clause->texts.v[i])) return false;
  for (uint32_t i = 0; i < lead->tags.n; i++)
    if (!has_text(clause->texts.v, clause->texts.n, lead->tags.v[i])) return false;
  return true;
}

static Value lead_value(Testing *t, uint32_t func, const Routed *lead) {
  vm_set_now(t->vm, lead->now);
  arena_reset(&t->lead_arena);
  vm_begin(t->vm, lead->row, lead->id, &t->lead_arena);
  return vm_eval(t->vm, func, NULL);
}

static bool is_true(Value v) { return v.kind == VAL_BOOL && v.i != 0; }

static bool field_holds(Testing *t, const ExpectClause *clause, const Routed *lead) {
  const Wrote *wrote = wrote_last(lead, clause->slot);
  Value expected = value_original(lead_value(t, clause->func, lead));
  if (!wrote) return false;
  if (value_is_gap(expected) || value_is_gap(wrote->value)) return expected.kind == wrote->value.kind;
  return value_eq(expected, wrote->value);
}

static bool clause_holds(Testing *t, const ExpectClause *clause, const Routed *lead) {
  Str text = clause->texts.n ? clause->texts.v[0] : (Str){"", 0};
  switch (clause->kind) {
    case EXPECT_POOL: return str_eq(lead->pool, text);
    case EXPECT_OWNER: return lead->rep.n > 0 && str_eq(lead->rep, text);
    case EXPECT_RULE: return lead->rule >= 0 && str_eq(t->script.chunk.rules.v[lead->rule].name, text);
    case EXPECT_TAG: return has_text(lead->tags.v, lead->tags.n, text);
    case EXPECT_TAGS: return same_texts(clause, lead);
    case EXPECT_OUTCOME: return str_is(text, outcome_word(lead->outcome));
    case EXPECT_FIELD: return field_holds(t, clause, lead);
    case EXPECT_ERROR: return lead->errors > 0;
    case EXPECT_CONDITION: return is_true(lead_value(t, clause->func, lead));
    case EXPECT_OWNERS: break;
  }
  return false;
}

/* ---- the leads of a group ---- */

/* As it is written. */
static Str clause_words(Testing *t, const ExpectClause *clause) {
  Str text = source_words(&t->arena, &t->script.sources, clause->span);
  const char *set = clause->kind == EXPECT_FIELD ? " =" : "";
  if (clause->cell_of.n) text = arena_printf(&t->arena, "%.*s%s %.*s", STR_FMT(clause->cell_of), set, STR_FMT(text));
  return text;
}

static void owners_judge(Testing *t, const ExpectClause *clause) {
  VEC(Str) got = {0};
  bool same = t->group.n == clause->texts.n;
  for (uint32_t i = 0; i < t->group.n; i++) {
    same = same && str_eq(t->group.v[i].rep, clause->texts.v[i]);
    VEC_PUSH(&t->arena, got, t->group.v[i].rep);
  }
  if (same != clause->negated) return;
  testing_fail(t, clause->span, clause_words(t, clause),
               texts_words(t, &t->arena, "owners", got.v, got.n, "no lead"), NULL, 0);
}

static void clause_judge(Testing *t, const ExpectClause *clause) {
  const Routed *first = NULL;
  int64_t others = -1;
  for (uint32_t i = 0; i < t->group.n; i++) {
    if (clause_holds(t, clause, &t->group.v[i]) != clause->negated) continue;
    if (!first) first = &t->group.v[i];
    others++;
    if (t->quiet) break;
  }
  if (!first) return;
  t->failed = true;
  if (t->quiet) return;
  testing_fail(t, clause->span, clause_words(t, clause), got_words(t, clause, first), first, others);
}

/* Over no lead: asked once, of a lead of which nothing is known. */
static void fixed_judge(Testing *t, const ExpectClause *clause) {
  Routed nobody = {.row = t->rows.blank, .id = {"", 0}, .now = t->now};
  if (!clause_holds(t, clause, &nobody))
    testing_fail(t, clause->span, clause_words(t, clause), condition_words(t, clause, &nobody), NULL, 0);
}

void expect_judge(Testing *t, const TestStep *step) {
  for (uint32_t i = 0; i < step->clauses.n; i++) {
    const ExpectClause *clause = &step->clauses.v[i];
    if (clause->kind == EXPECT_OWNERS) owners_judge(t, clause);
    else if (t->count == 0 && clause->kind == EXPECT_CONDITION) fixed_judge(t, clause);
    else clause_judge(t, clause);
  }
}

/* ---- promises ---- */

bool promise_kept(Testing *t, const Promise *promise, const Routed *lead) {
  static const Outcome outcomes[] = {[ACTION_ASSIGN] = OUTCOME_ASSIGNED, [ACTION_HOLD] = OUTCOME_HELD,
                                     [ACTION_NURTURE] = OUTCOME_NURTURED, [ACTION_ARCHIVE] = OUTCOME_ARCHIVED};
  if (promise->when) return lead->outcome != outcomes[promise->never] || !is_true(lead_value(t, promise->func, lead));
  return lead->outcome == OUTCOME_ASSIGNED || lead->outcome == OUTCOME_HELD || lead->outcome == OUTCOME_NURTURED ||
         lead->outcome == OUTCOME_ARCHIVED;
}
