/* What the machines and SQLite make of a rule set, compared, and a disagreement made small. */
#include "sets.h"
#include "base/limits.h"
#include "base/mem.h"
#include "compile/compile.h"
#include "syntax/parse.h"
#include <stdio.h>
#include <string.h>

static const char declarations[] =
  "pool \"open\" { member \"ann\" }\npool \"shut\" { member \"ben\" }\n"
  "table tier(city, visits) {\n  row \"k1\", > 3 -> \"gold\"\n  row in (\"k2\", \"k3\", \"ab\"), * -> \"wood\"\n"
  "  row *, 2..5 -> \"gold\"\n}\n";

static const char *const acts[ACTS] = {
  "tag \"t\"", "set rate = 1", "assign pool \"open\"", "assign pool \"shut\"", "hold for \"ann\" \"why\"", "stop",
  "assign pool firm",
};

static void set_text(const RuleSet *s, StrBuf *out) {
  bool open = false;
  strbuf_printf(out, "%s%s", preamble, declarations);
  for (uint32_t i = 0; i < s->n; i++) {
    const SetRule *rule = &s->v[i];
    bool block = !rule->inner && i + 1 < s->n && s->v[i + 1].inner;
    if (open && !rule->inner) strbuf_text(out, "}\n");
    if (rule->condition.n) strbuf_printf(out, "when %.*s ", STR_FMT(strbuf_view(&rule->condition)));
    else strbuf_text(out, "otherwise ");
    strbuf_printf(out, "%s%s\n", block ? "{ " : "", acts[rule->act]);
    open = block || (open && rule->inner);
  }
  if (open) strbuf_text(out, "}\n");
}

/* ---- the machines ---- */

bool set_open(SetTrial *t, sqlite3 *db, const RuleSet *s, bool planted) {
  StrBuf text;
  *t = (SetTrial){.set = s};
  strbuf_init(&text);
  set_text(s, &text);
  trial_load(&t->trial, db, strbuf_view(&text));
  strbuf_deinit(&text);
  if (!t->trial.good) return false;
  t->linear = vm_new(&t->trial.chunk, 0);
  t->index = t->trial.vm;
  vm_index(t->linear, false);
  vm_index(t->index, true);
  t->codes = ARENA_ARRAY(&t->trial.arena, uint32_t, vm_codes(t->index, NULL, NULL) + 1);
  if (s->in_sql) trial_prepare(&t->trial, t->trial.program->rules.n, planted);
  return true;
}

void set_close(SetTrial *t) {
  vm_free(t->linear);
  trial_close(&t->trial);
}

static ChoiceResult choose(void *ctx, Vm *vm, uint32_t target, Str pool, Choice *out) {
  (void)ctx, (void)vm, (void)target;
  *out = (Choice){.pool = pool, .rep = STR("ann")};
  return str_is(pool, "shut") ? CHOICE_NOBODY : CHOICE_FOUND;
}

static void run(SetTrial *t, Vm *vm, Plan *plan) {
  VmHost host = {.choose = choose};
  plan_reset(plan);
  vm_run(vm, t->row, STR("1"), &t->trial.lead_arena, &host, plan);
}

static bool issues_same(const RuleIssue *a, uint32_t n, const RuleIssue *b, uint32_t m) {
  if (n != m) return false;
  for (uint32_t i = 0; i < n; i++)
    if (a[i].rule != b[i].rule || a[i].error != b[i].error || a[i].column != b[i].column) return false;
  return true;
}

static bool value_same(Value a, Value b) {
  if (a.kind != b.kind) return false;
  return value_is_gap(a) ? a.error == b.error && a.n == b.n : value_eq(a, b);
}

static bool effects_same(const Plan *a, const Plan *b) {
  if (a->effects.n != b->effects.n) return false;
  for (uint32_t i = 0; i < a->effects.n; i++) {
    const Effect *x = &a->effects.v[i], *y = &b->effects.v[i];
    if (x->kind != y->kind || x->rule != y->rule || x->slot != y->slot || !str_eq(x->name, y->name)) return false;
    if (!value_same(x->value, y->value) || !value_same(x->due, y->due)) return false;
  }
  return true;
}

static bool plans_same(const Plan *a, const Plan *b) {
  if (a->outcome != b->outcome || a->rule != b->rule || a->respond_by != b->respond_by) return false;
  if (!str_eq(a->pool, b->pool) || !str_eq(a->rep, b->rep)) return false;
  if (!str_eq(a->reason, b->reason) || !str_eq(a->detail, b->detail)) return false;
  if (a->fired.n != b->fired.n || (a->fired.n && memcmp(a->fired.v, b->fired.v, a->fired.n * sizeof *a->fired.v)))
    return false;
  return issues_same(a->errors.v, a->errors.n, b->errors.v, b->errors.n) &&
         issues_same(a->unknowns.v, a->unknowns.n, b->unknowns.v, b->unknowns.n) && effects_same(a, b);
}

/* ---- what SQLite makes of it ---- */

typedef struct Told { /* by SQLite, or by a plan */
  uint32_t *fired, fired_n, *noted, noted_n;
  int32_t rule;
} Told;

static bool act_ends(Act act, const Value lead[FIELDS], uint32_t rule, Told *out) {
  if (act == ACT_NAMELESS && lead[FIELD_FIRM].kind == VAL_MISSING) out->noted[out->noted_n++] = rule;
  else if (act == ACT_FOUND || act == ACT_HOLD || act == ACT_STOP || act == ACT_NAMELESS) {
    out->rule = (int32_t)rule;
    return true;
  }
  return false;
}

static void ask_sqlite(SetTrial *t, const Value lead[FIELDS], Told *out) {
  const RuleSet *s = t->set;
  for (uint32_t i = 0; i < s->n; i++) {
    bool always = s->v[i].condition.n == 0;
    Verdict verdict = always ? VERDICT_TRUE : trial_ask(t->trial.tests[i], lead);
    if (verdict == VERDICT_TRUE) {
      out->fired[out->fired_n++] = i;
      if (act_ends(s->v[i].act, lead, i, out)) return;
      continue;
    }
    if (verdict != VERDICT_FALSE) out->noted[out->noted_n++] = i;
    if (!s->v[i].inner)
      while (i + 1 < s->n && s->v[i + 1].inner) i++;
  }
}

/* Errors and unknowns are one to SQLite; each list is in the order of the rules. */
static bool plan_told(const Plan *p, const Told *told) {
  uint32_t e = 0, u = 0;
  if (p->rule != told->rule || p->fired.n != told->fired_n) return false;
  if (p->errors.n + p->unknowns.n != told->noted_n) return false;
  if (told->fired_n && memcmp(p->fired.v, told->fired, told->fired_n * sizeof *told->fired)) return false;
  for (uint32_t i = 0; i < told->noted_n; i++) {
    if (e < p->errors.n && p->errors.v[e].rule == told->noted[i]) e++;
    else if (u < p->unknowns.n && p->unknowns.v[u].rule == told->noted[i]) u++;
    else return false;
  }
  return true;
}

const char *set_judge(SetTrial *t, const Value lead[FIELDS]) {
  Plan linear, index;
  Arena *a = &t->trial.lead_arena;
  arena_reset(a);
  t->row = trial_row(&t->trial, lead);
  run(t, t->linear, &linear);
  run(t, t->index, &index);
  if (!plans_same(&linear, &index)) return "the machine and the index give different plans";
  vm_codes(t->index, t->row, t->codes);
  if (vm_first_match(t->linear, t->row, NULL, a) != vm_first_match(t->index, t->row, t->codes, a))
    return "the machine and the index name different first matches";
  if (!t->set->in_sql) return NULL;
  Told told = {.rule = -1};
  told.fired = ARENA_ARRAY(a, uint32_t, t->set->n);
  told.noted = ARENA_ARRAY(a, uint32_t, t->set->n * 2);
  ask_sqlite(t, lead, &told);
  return plan_told(&index, &told) ? NULL : "SQLite and the index differ";
}

/* ---- small ---- */

static const char *disagreement(const RuleSet *s, const Value lead[FIELDS], sqlite3 *db, bool planted) {
  SetTrial t;
  const char *what = NULL;
  if (set_open(&t, db, s, planted)) what = set_judge(&t, lead);
  set_close(&t);
  return what;
}

/* Without some rules from `from` on; those whose block goes stand by themselves. */
static bool without(RuleSet *s, uint32_t from, uint32_t n, const Value lead[FIELDS], sqlite3 *db, bool planted) {
  RuleSet less = {.v = mem_alloc((s->n + 1) * sizeof *less.v), .in_sql = s->in_sql};
  for (uint32_t i = 0; i < s->n; i++)
    if (i < from || i >= from + n) less.v[less.n++] = s->v[i];
  if (less.n) less.v[0].inner = false;
  bool good = less.n && disagreement(&less, lead, db, planted);
  if (good) memcpy(s->v, less.v, less.n * sizeof *less.v);
  if (good) s->n = less.n;
  mem_free(less.v);
  return good;
}

static void plans_print(const RuleSet *s, const Value lead[FIELDS], sqlite3 *db, StrBuf *out) {
  SetTrial t;
  Plan plan;
  if (set_open(&t, db, s, false)) {
    t.row = trial_row(&t.trial, lead);
    run(&t, t.linear, &plan);
    strbuf_text(out, "one by one: ");
    plan_print(out, &plan);
    run(&t, t.index, &plan);
    strbuf_text(out, "by the index: ");
    plan_print(out, &plan);
  }
  set_close(&t);
}

void set_report(const RuleSet *s, const Value lead[FIELDS], sqlite3 *db, bool planted) {
  RuleSet small = {.v = mem_alloc((s->n + 1) * sizeof *small.v), .n = s->n, .in_sql = s->in_sql};
  Value least[FIELDS];
  StrBuf text;
  memcpy(small.v, s->v, s->n * sizeof *small.v);
  memcpy(least, lead, sizeof least);
  for (uint32_t size = small.n; size; size /= 2)
    for (uint32_t i = 0; i < small.n;)
      if (!without(&small, i, size, least, db, planted)) i += size;
  for (int i = 0; i < FIELDS; i++) {
    Value old = least[i];
    least[i] = value_missing();
    if (!disagreement(&small, least, db, planted)) least[i] = old;
  }
  const char *what = disagreement(&small, least, db, planted);
  strbuf_init(&text);
  set_text(&small, &text);
  strbuf_text(&text, "lead {");
  for (int i = 0, n = 0; i < FIELDS; i++) {
    if (least[i].kind == VAL_MISSING) continue;
    strbuf_printf(&text, "%s%s: ", n++ ? ", " : "", field_words[i]);
    value_print(&text, least[i]);
  }
  strbuf_text(&text, "}\n");
  plans_print(&small, least, db, &text);
  printf("%s%s\n%u rules\n", text.p, what ? what : "(gone when made small)", small.n);
  strbuf_deinit(&text);
  mem_free(small.v);
}
