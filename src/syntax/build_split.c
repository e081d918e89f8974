/* split "pricing test" by email { 50% … 50% "new" … }: each arm is an inner rule of the body, whose condition asks for
 * a bucket of the key. The name of the split makes its buckets independent of those of others. */
#include <math.h>

#include "syntax/build.h"

enum { BUCKETS = 1000000, LETTERS = 26 }; /* shares are exact to 0.0001 % */

/* The arm's share in buckets; 0: it is none. */
static int64_t share_buckets(Number share) {
  double exact = (share.is_int ? (double)share.i : share.d) * BUCKETS;
  if (!(exact >= 1 && exact <= BUCKETS)) return 0;
  int64_t buckets = llround(exact);
  return fabs(exact - (double)buckets) < 1e-6 ? buckets : 0;
}

static Expr *whole_number(Parser *p, int64_t n, Span span) {
  Str text = arena_printf(p->arena, "%lld", (long long)n);
  const Token token = {.text = text, .span = span, .number = {.is_int = true, .i = n}};
  Expr *e = expr_number(p, &token, span);
  e->text = text;
  return e;
}

/* bucket(key, 1000000, "name") in from..to */
static Expr *arm_condition(Parser *p, const Token *name, Expr *key, int64_t from, int64_t buckets, Span span) {
  const Token word = {.text = STR("bucket"), .span = span};
  ExprVec *args = exprs_new(p);
  exprs_add(p, args, key);
  exprs_add(p, args, whole_number(p, BUCKETS, span));
  exprs_add(p, args, expr_text(p, name));
  Expr *call = expr_call(p, &word, args, span);
  Expr *low = whole_number(p, from, span), *high = whole_number(p, from + buckets - 1, span);
  return expr_in_range(p, call, low, high, false, span, span);
}

static void names_check(Parser *p, const Rule *body) {
  for (uint32_t i = 0; i < body->inner.n; i++)
    for (uint32_t k = 0; k < i; k++) {
      if (!str_eq(body->inner.v[i]->name, body->inner.v[k]->name)) continue;
      diag_add(p->diags, DIAG_SPLIT_ARM_TWICE, body->inner.v[i]->span, STR_FMT(body->inner.v[i]->name));
      diag_cause(p->diags, body->inner.v[k]->span, "first given here");
    }
}

void split_end(Parser *p, Rule *body, const Token *name, Expr *key, Span open, Span whole) {
  int64_t from = 0;
  bool good = body->inner.n > 1 && body->inner.n <= LETTERS;
  Str split = text_not_empty(p, name);
  for (uint32_t i = 0; i < body->inner.n; i++) {
    Rule *arm = body->inner.v[i];
    int64_t buckets = share_buckets(arm->share);
    char letter = (char)('A' + i % LETTERS);
    if (!arm->name.n) arm->name = arena_copy(p->arena, (Str){&letter, 1});
    arm->when = arm_condition(p, name, key, from, buckets ? buckets : 1, arm->span);
    from += buckets;
    good &= buckets > 0;
  }
  if (!good || from != BUCKETS) {
    diag_add(p->diags, DIAG_SPLIT_SHARES, name->span, STR_FMT(split));
    diag_fix(p->diags, "write each share in percent, as in `50%% assign …`; together they make 100%%");
  }
  names_check(p, body);
  for (uint32_t i = 0; i < body->inner.n; i++) {
    Rule *arm = body->inner.v[i];
    arm->arm = arena_printf(p->arena, "%.*s: %.*s", STR_FMT(split), STR_FMT(arm->name));
    arm->name = arm->arm;
  }
  block_end(p, body, open, whole);
}

Rule *split_arm(Parser *p, const Token *share, const Token *name, Rule *body, Span whole) {
  Span head = name ? span_join(share->span, name->span) : share->span;
  Rule *arm = rule_finish(rule_new(p, name, NULL, head), body, whole);
  arm->share = share->number;
  if (!name) arm->name_span = share->span;
  return arm;
}

void body_split(Rule *body, const Rule *split) {
  body->is_block = split->is_block;
  body->inner.v = split->inner.v;
  body->inner.n = split->inner.n;
  body->inner.cap = split->inner.cap;
}
