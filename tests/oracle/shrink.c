/* A disagreement made small: parts of the rule are replaced by parts of themselves or by constants, values of the lead
 * by simpler ones, as long as the judges still disagree. */
#include "oracle.h"
#include "base/mem.h"
#include <math.h>
#include <stdio.h>

static bool disagrees(const Case *c, sqlite3 *db, bool planted, Verdicts *out) {
  Trial t;
  Str condition = strbuf_view(&c->condition);
  bool bad = false;
  trial_open(&t, db, &condition, 1, planted);
  if (t.good) {
    trial_judge(&t, c->lead, out);
    bad = !verdicts_agree(out);
  }
  trial_close(&t);
  return bad;
}

/* ---- the rule */

typedef struct Parts { /* of one condition, outermost first */
  Arena arena;
  struct { const Expr **v; uint32_t n, cap; } all;
  uint32_t start; /* of the condition in its source */
} Parts;

static void collect(Parts *p, const Expr *e) {
  if (!e) return;
  VEC_PUSH(&p->arena, p->all, e);
  collect(p, e->a);
  collect(p, e->b);
  collect(p, e->c);
  for (uint32_t i = 0; i < e->items.n; i++) collect(p, e->items.v[i]);
}

static bool try_text(Case *c, sqlite3 *db, bool planted, Span old, Str text, bool bare) {
  Case smaller = *c;
  Verdicts v;
  strbuf_init(&smaller.condition);
  strbuf_add(&smaller.condition, c->condition.p, old.start);
  strbuf_text(&smaller.condition, bare ? "" : "(");
  strbuf_str(&smaller.condition, text);
  strbuf_text(&smaller.condition, bare ? "" : ")");
  strbuf_add(&smaller.condition, c->condition.p + old.end, c->condition.n - old.end);
  bool good = smaller.condition.n < c->condition.n && disagrees(&smaller, db, planted, &v);
  StrBuf *loser = good ? &c->condition : &smaller.condition;
  strbuf_deinit(loser);
  if (good) c->condition = smaller.condition;
  return good;
}

/* One replacement that keeps the disagreement; parts come and go with the source of the trial. */
static bool rule_step(Case *c, sqlite3 *db, bool planted) {
  static const Str simple[TYPE_COUNT][3] = {
    [TYPE_TEXT] = {{"\"\"", 2}, {"\"a\"", 3}}, [TYPE_NUMBER] = {{"0", 1}, {"1", 1}},
    [TYPE_BOOL] = {{"true", 4}, {"false", 5}},
  };
  Trial t;
  Parts parts = {0};
  bool done = false;
  Str condition = strbuf_view(&c->condition);
  trial_open(&t, db, &condition, 1, planted);
  arena_init(&parts.arena, 0);
  const Expr *whole = t.program->rules.v[0]->when;
  collect(&parts, whole);
  for (uint32_t i = 0; i < parts.all.n && !done; i++) {
    const Expr *e = parts.all.v[i];
    if (e->span.end > whole->span.end || e->span.start < whole->span.start) continue;
    Span old = {0, e->span.start - whole->span.start, e->span.end - whole->span.start};
    for (int k = 0; k < 3 && !done; k++)
      if (simple[e->type][k].n) done = try_text(c, db, planted, old, simple[e->type][k], true);
    for (uint32_t j = i + 1; j < parts.all.n && !done; j++) {
      const Expr *part = parts.all.v[j];
      Str text = source_slice(&t.sources, part->span);
      if (part->type != e->type || part->span.end > e->span.end || part->span.start < e->span.start) continue;
      done = try_text(c, db, planted, old, text, true) || try_text(c, db, planted, old, text, false);
    }
  }
  trial_close(&t);
  arena_deinit(&parts.arena);
  return done;
}

/* ---- the lead */

static bool value_same(Value a, Value b) {
  if (a.kind != b.kind) return false;
  if (value_is_gap(a)) return true;
  if (a.kind == VAL_TEXT) return str_eq(value_str(a), value_str(b));
  return a.kind == VAL_REAL ? a.d == b.d : a.i == b.i;
}

/* The k-th value simpler than v; v itself when there are no more. */
static Value simpler(Value v, int k) {
  if (v.kind == VAL_MISSING) return v;
  if (k == 0) return value_missing();
  if (v.kind == VAL_BOOL) return k == 1 && v.i ? value_bool(false) : v;
  if (v.kind == VAL_TEXT) return k == 1 ? value_text(STR("")) : k == 2 && v.n > 1 ? value_text(STR("a")) : v;
  double size = v.kind == VAL_INT ? fabs((double)v.i) : fabs(v.d);
  if (k <= 2 && (size > k - 1 || v.kind == VAL_REAL)) return value_int(k - 1);
  return v;
}

static bool lead_step(Case *c, sqlite3 *db, bool planted) {
  Verdicts v;
  for (int i = 0; i < FIELDS; i++) {
    Value old = c->lead[i];
    for (int k = 0; k < 3; k++) {
      c->lead[i] = simpler(old, k);
      if (value_same(c->lead[i], old)) continue;
      if (disagrees(c, db, planted, &v)) return true;
    }
    c->lead[i] = old;
  }
  return false;
}

void case_shrink(Case *c, sqlite3 *db, bool planted) {
  while (lead_step(c, db, planted) || rule_step(c, db, planted)) continue;
}

void case_print(const Case *c, sqlite3 *db, bool planted) {
  Verdicts v = {0};
  StrBuf out;
  Trial t;
  Str condition = strbuf_view(&c->condition);
  strbuf_init(&out);
  strbuf_printf(&out, "when %.*s\nlead {", STR_FMT(condition));
  for (int i = 0, n = 0; i < FIELDS; i++) {
    if (c->lead[i].kind == VAL_MISSING) continue;
    strbuf_printf(&out, "%s%s: ", n++ ? ", " : "", field_words[i]);
    value_print(&out, c->lead[i]);
  }
  strbuf_text(&out, "}\n");
  disagrees(c, db, planted, &v);
  strbuf_printf(&out, "rule: %s, condition: %s, SQLite: %s\n", verdict_words[v.run], verdict_words[v.function],
                verdict_words[v.sqlite]);
  trial_open(&t, db, &condition, 1, planted);
  if (t.good) strbuf_printf(&out, "%s\n", sqlite3_sql(t.tests[0]));
  trial_close(&t);
  fputs(out.p, stdout);
  strbuf_deinit(&out);
}
