#include "engine/tally.h"
#include "base/limits.h"
#include "engine/engine.h"
#include <stdlib.h>
#include <string.h>

void tally_init(Tally *t, const Chunk *chunk) {
  *t = (Tally){.chunk = chunk};
  arena_init(&t->arena, 0);
  strmap_init(&t->pool_index, &t->arena);
  strmap_init(&t->rep_index, &t->arena);
  strmap_init(&t->issue_index, &t->arena);
  t->rules = ARENA_ARRAY(&t->arena, LeatRuleCount, chunk->rules.n);
  for (uint32_t i = 0; i < chunk->rules.n; i++)
    t->rules[i] = (LeatRuleCount){.name = chunk->rules.v[i].name, .line = chunk->rules.v[i].line};
}

void tally_deinit(Tally *t) { arena_deinit(&t->arena); }

/* ---- issues ---- */

typedef struct IssueKey { /* no padding: its bytes are the key */
  uint32_t rule, error;
  int32_t column;
  uint32_t misfit;
} IssueKey;

static LeatIssue *issue_add(Tally *t, const IssueKey *key, Str what) {
  LeatIssue issue = {.what = what};
  if (key->rule != UINT32_MAX) {
    issue.rule = chunk_rule_name(t->chunk, key->rule);
    issue.line = chunk_rule_line(t->chunk, key->rule);
  }
  if (key->error != ERROR_NONE) {
    VEC_PUSH(&t->arena, t->errors, issue);
    return &t->errors.v[t->errors.n - 1];
  }
  VEC_PUSH(&t->arena, t->unknowns, issue);
  return &t->unknowns.v[t->unknowns.n - 1];
}

static Str issue_words(Tally *t, const IssueKey *key) {
  if (key->error != ERROR_NONE) return str_of(rule_error_text((RuleError)key->error));
  if (key->column < 0) return STR("a value is missing");
  return row_fault(&t->arena, &t->chunk->columns.v[key->column], key->misfit);
}

static void issue_count(Tally *t, IssueKey key, Str lead_id) {
  Str bytes = {(const char *)&key, sizeof key};
  uint32_t at = strmap_get(&t->issue_index, bytes);
  LeatIssue *issue;
  if (at == STRMAP_NONE) {
    issue = issue_add(t, &key, issue_words(t, &key));
    at = key.error != ERROR_NONE ? t->errors.n - 1 : t->unknowns.n - 1;
    strmap_put(&t->issue_index, arena_copy(&t->arena, bytes), at);
  } else {
    issue = key.error != ERROR_NONE ? &t->errors.v[at] : &t->unknowns.v[at];
  }
  issue->count++;
  if (issue->example_count < LIMIT_EXAMPLES) issue->examples[issue->example_count++] = arena_copy(&t->arena, lead_id);
}

static bool is_misfit(const Value *row, int32_t column) {
  return column >= 0 && row[column].kind == VAL_MISSING && row[column].error != 0;
}

/* Data of the wrong type is told even when no rule stumbled over it. */
static void count_misfits(Tally *t, const Plan *plan, const Rows *rows, const Value *row, const Value *cells,
                          Str lead_id) {
  Arena scratch;
  arena_init(&scratch, 0);
  for (uint32_t i = 0; i < rows->all; i++) {
    int32_t slot = (int32_t)rows->slots[i];
    if (i < rows->count ? !row_misfits(rows, i, cells[i], &scratch) : !is_misfit(row, slot)) continue;
    bool told = false;
    for (uint32_t k = 0; k < plan->unknowns.n && !told; k++) told = plan->unknowns.v[k].column == slot;
    if (!told) issue_count(t, (IssueKey){UINT32_MAX, ERROR_NONE, slot, 1}, lead_id);
    arena_deinit(&scratch);
}
}

static void count_name(Tally *t, StrMap *index, LeatCount **v, uint32_t *n, uint32_t *cap, Str name) {
  uint32_t at = strmap_get(index, name);
  if (at == STRMAP_NONE) {
    VEC(LeatCount) grown = {*v, *n, *cap};
    LeatCount count = {.name = arena_copy(&t->arena, name)};
    VEC_PUSH(&t->arena, grown, count);
    *v = grown.v, *n = grown.n, *cap = grown.cap;
    at = grown.n - 1;
    strmap_put(index, count.name, at);
  }
  (*v)[at].count++;
}

void tally_plan(Tally *t, const Plan *plan, const Rows *rows, const Value *row, const Value *cells,
                bool fits, Str lead_id) {
  t->leads++;
  t->outcomes[plan->outcome]++;
  for (uint32_t i = 0; i < plan->fired.n; i++) t->rules[plan->fired.v[i]].hits++;
  for (uint32_t i = 0; i < plan->errors.n; i++) {
    const RuleIssue *e = &plan->errors.v[i];
    if (e->rule < t->chunk->rules.n) t->rules[e->rule].errors++;
    issue_count(t, (IssueKey){e->rule, e->error, -1, 0}, lead_id);
  }
  for (uint32_t i = 0; i < plan->unknowns.n; i++) {
    const RuleIssue *u = &plan->unknowns.v[i];
    if (u->rule < t->chunk->rules.n) t->rules[u->rule].unknowns++;
    issue_count(t, (IssueKey){u->rule, ERROR_NONE, u->column, is_misfit(row, u->column)}, lead_id);
  }
  if (!fits) count_misfits(t, plan, rows, row, cells, lead_id);
  if (plan->outcome != OUTCOME_ASSIGNED) return;
  if (plan->pool.n) count_name(t, &t->pool_index, &t->pools.v, &t->pools.n, &t->pools.cap, plan->pool);
  count_name(t, &t->rep_index, &t->reps.v, &t->reps.n, &t->reps.cap, plan->rep);
}

/* ---- the report ---- */

static int count_order(const void *a, const void *b) {
  return str_cmp(((const LeatCount *)a)->name, ((const LeatCount *)b)->name);
}

static int issue_order(const void *a, const void *b) {
  const LeatIssue *x = a, *y = b;
  if (x->line != y->line) return x->line < y->line ? -1 : 1;
  int by_rule = str_cmp(x->rule, y->rule);
  return by_rule ? by_rule : str_cmp(x->what, y->what);
}

static LeatCount *counts_copy(Arena *a, const LeatCount *counts, uint32_t n) {
  LeatCount *copy = ARENA_ARRAY(a, LeatCount, n + 1);
  for (uint32_t i = 0; i < n; i++) copy[i] = (LeatCount){arena_copy(a, counts[i].name), counts[i].count};
  qsort(copy, n, sizeof *copy, count_order);
  return copy;
}

/* Two keys may read the same, as two columns of one error: they become one line. */
static LeatIssue *issues_copy(Arena *a, const LeatIssue *issues, uint32_t n, uint32_t *count_out) {
  LeatIssue *copy = ARENA_ARRAY(a, LeatIssue, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    copy[i] = issues[i];
    copy[i].rule = arena_copy(a, issues[i].rule);
    copy[i].what = arena_copy(a, issues[i].what);
    for (uint32_t k = 0; k < copy[i].example_count; k++) copy[i].examples[k] = arena_copy(a, issues[i].examples[k]);
  }
  qsort(copy, n, sizeof *copy, issue_order);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (kept > 0 && issue_order(&copy[kept - 1], &copy[i]) == 0) copy[kept - 1].count += copy[i].count;
    else copy[kept++] = copy[i];
  }
  *count_out = kept;
  return copy;
}

void tally_report(const Tally *t, Arena *a, LeatReport *out) {
  out->leads = t->leads;
  out->outcome_count = OUTCOME_COUNT;
  out->outcomes = ARENA_ARRAY(a, LeatCount, OUTCOME_COUNT);
  for (int i = 0; i < OUTCOME_COUNT; i++)
    out->outcomes[i] = (LeatCount){str_of(outcome_word((Outcome)i)), t->outcomes[i]};
  out->rule_count = t->chunk->rules.n;
  out->rules = ARENA_ARRAY(a, LeatRuleCount, t->chunk->rules.n + 1);
  for (uint32_t i = 0; i < t->chunk->rules.n; i++) {
    out->rules[i] = t->rules[i];
    out->rules[i].name = arena_copy(a, t->rules[i].name);
  }
  out->pool_count = t->pools.n;
  out->pools = counts_copy(a, t->pools.v, t->pools.n);
  out->rep_count = t->reps.n;
  out->reps = counts_copy(a, t->reps.v, t->reps.n);
  out->errors = issues_copy(a, t->errors.v, t->errors.n, &out->error_count);
  out->unknowns = issues_copy(a, t->unknowns.v, t->unknowns.n, &out->unknown_count);
}
