/* What the parts of an `and` say about one column, and whether all of it can hold at once. */
#include "check/checker.h"

typedef struct Bound {
  bool set, open; /* open: the value itself is outside */
  Const value;
  Span span;
} Bound;

typedef struct Fact { /* of one column, let or rep column */
  Bound low, high;
  const Expr *among; /* IN (…) of constants */
  bool known, missing;
  Span known_span, missing_span;
} Fact;

typedef struct Facts {
  Checker *c;
  NameMap index; /* the subject's bytes -> number in v */
  struct { Fact *v; uint32_t n, cap; } v;
  bool quiet;  /* while the conditions of outer blocks are read: their findings stand there */
  bool broken; /* something can't hold */
} Facts;

typedef enum Round { ROUND_POSITIVE, ROUND_NEGATIVE } Round;

static Fact *fact_of(Facts *f, const Expr *e) {
  e = expr_core(e);
  if (e->ref_kind != REF_COLUMN && e->ref_kind != REF_REP && e->ref_kind != REF_LET) return NULL;
  uint32_t key[2] = {(uint32_t)e->ref_kind, e->ref}, at;
  Str name = {(const char *)key, sizeof key};
  if (!name_map_get(&f->index, name, &at)) {
    at = f->v.n;
    name_map_put(f->c->arena, &f->index, arena_copy(f->c->arena, name), at);
    VEC_PUSH(f->c->arena, f->v, (Fact){.known = false});
  }
  return &f->v.v[at];
}

static void contradiction(Facts *f, const Expr *e, Span cause) {
  if (f->broken) return;
  f->broken = true;
  if (f->quiet) return;
  diag_add(f->c->diags, DIAG_NEVER_TRUE, e->span, STR_FMT(shown(f->c, e)));
  diag_cause(f->c->diags, cause, "because of this");
}

static bool below(const Bound *low, const Const *value) {
  if (!low->set || low->value.type != value->type) return false;
  int order = const_cmp(value, &low->value);
  return order < 0 || (order == 0 && low->open);
}

static bool above(const Bound *high, const Const *value) {
  if (!high->set || high->value.type != value->type) return false;
  int order = const_cmp(value, &high->value);
  return order > 0 || (order == 0 && high->open);
}

static bool bounds_empty(const Fact *fact) {
  if (!fact->low.set || !fact->high.set || fact->low.value.type != fact->high.value.type) return false;
  int order = const_cmp(&fact->low.value, &fact->high.value);
  return order > 0 || (order == 0 && (fact->low.open || fact->high.open));
}

static bool among_empty(Facts *f, const Fact *fact) {
  Const item;
  if (!fact->among || (!fact->low.set && !fact->high.set)) return false;
  for (uint32_t i = 0; i < fact->among->b->items.n; i++) {
    if (!const_of(f->c, fact->among->b->items.v[i], &item)) return false;
    if (!below(&fact->low, &item) && !above(&fact->high, &item)) return false;
  }
  return true;
}

static void judge(Facts *f, const Expr *e, const Fact *fact) {
  bool low_is_new = fact->low.set && fact->low.span.start == e->span.start && fact->low.span.end == e->span.end;
  if (bounds_empty(fact)) contradiction(f, e, low_is_new ? fact->high.span : fact->low.span);
  else if (among_empty(f, fact))
    contradiction(f, e, fact->among != e ? fact->among->span : fact->low.set ? fact->low.span : fact->high.span);
}

static void low_tighten(Fact *fact, const Const *value, bool open, Span span) {
  if (fact->low.set && fact->low.value.type != value->type) return;
  int order = fact->low.set ? const_cmp(value, &fact->low.value) : 1;
  if (order > 0 || (order == 0 && open && !fact->low.open)) fact->low = (Bound){true, open, *value, span};
}

static void high_tighten(Fact *fact, const Const *value, bool open, Span span) {
  if (fact->high.set && fact->high.value.type != value->type) return;
  int order = fact->high.set ? const_cmp(value, &fact->high.value) : -1;
  if (order < 0 || (order == 0 && open && !fact->high.open)) fact->high = (Bound){true, open, *value, span};
}

static void must_be_known(Facts *f, const Expr *whole, const Expr *e) {
  Fact *fact = fact_of(f, e);
  if (!fact) return;
  if (fact->missing) contradiction(f, whole, fact->missing_span);
  if (!fact->known) fact->known_span = whole->span;
  fact->known = true;
}

static CompareOp mirrored(CompareOp op) {
  switch (op) {
  case CMP_LT: return CMP_GT;
  case CMP_LE: return CMP_GE;
  case CMP_GT: return CMP_LT;
  case CMP_GE: return CMP_LE;
  default: return op;
  }
}

static void fact_compare(Facts *f, const Expr *e, Round round) {
  Const value;
  CompareOp op = (CompareOp)e->op;
  const Expr *subject = e->a;
  if (round == ROUND_POSITIVE) {
    must_be_known(f, e, e->a);
    must_be_known(f, e, e->b);
  }
  if (const_of(f->c, e->a, &value)) {
    subject = e->b;
    op = mirrored(op);
  } else if (!const_of(f->c, e->b, &value)) return;
  Fact *fact = fact_of(f, subject);
  if (!fact || (op == CMP_NE) != (round == ROUND_NEGATIVE)) return;
  if (op == CMP_NE) {
    bool one = fact->low.set && fact->high.set && fact->low.value.type == value.type &&
               const_cmp(&fact->low.value, &fact->high.value) == 0 && const_cmp(&fact->low.value, &value) == 0;
    if (one) contradiction(f, e, fact->low.span);
    return;
  }
  if (op == CMP_EQ || op == CMP_GT || op == CMP_GE) low_tighten(fact, &value, op == CMP_GT, e->span);
  if (op == CMP_EQ || op == CMP_LT || op == CMP_LE) high_tighten(fact, &value, op == CMP_LT, e->span);
  judge(f, e, fact);
}

static bool all_constant(Facts *f, const Expr *list) {
  Const item;
  for (uint32_t i = 0; i < list->items.n; i++)
    if (!const_of(f->c, list->items.v[i], &item)) return false;
  return true;
}

static void fact_not_in(Facts *f, const Expr *e, const Fact *fact) {
  Const item;
  if (!fact->low.set || !fact->high.set || const_cmp(&fact->low.value, &fact->high.value) != 0) return;
  for (uint32_t i = 0; e->b->kind == EXPR_LIST && i < e->b->items.n; i++)
    if (const_of(f->c, e->b->items.v[i], &item) && item.type == fact->low.value.type &&
        const_cmp(&item, &fact->low.value) == 0)
      contradiction(f, e, fact->low.span);
}

static void fact_in(Facts *f, const Expr *e, Round round) {
  Const low, high;
  if (round == ROUND_POSITIVE) must_be_known(f, e, e->a);
  Fact *fact = fact_of(f, e->a);
  if (!fact || e->negated != (round == ROUND_NEGATIVE)) return;
  if (e->negated) {
    fact_not_in(f, e, fact);
    return;
  }
  if (e->b->kind == EXPR_RANGE && const_of(f->c, e->b->a, &low) && const_of(f->c, e->b->b, &high) &&
      const_cmp(&low, &high) <= 0) { /* an empty range was reported as such */
    low_tighten(fact, &low, false, e->span);
    high_tighten(fact, &high, false, e->span);
    judge(f, e, fact);
  }
  if (e->b->kind == EXPR_LIST && e->b->items.n <= 256 && !fact->among && all_constant(f, e->b)) {
    fact->among = e;
    judge(f, e, fact);
  }
}

static void fact_flag(Facts *f, const Expr *e, bool is_true) {
  Fact *fact = fact_of(f, e);
  if (!fact || e->type != TYPE_BOOL) return;
  Const value = {.type = TYPE_BOOL, .i = is_true};
  must_be_known(f, e, e);
  fact = fact_of(f, e);
  low_tighten(fact, &value, false, e->span);
  high_tighten(fact, &value, false, e->span);
  judge(f, e, fact);
}

static void fact_missing(Facts *f, const Expr *e) {
  Fact *fact = fact_of(f, e->a);
  if (!fact) return;
  if (fact->known) contradiction(f, e, fact->known_span);
  fact->missing = true;
  fact->missing_span = e->span;
}

static void fact_read(Facts *f, const Expr *part, Round round) {
  const Expr *e = expr_core(part);
  if (e->kind == EXPR_COMPARE) fact_compare(f, e, round);
  else if (e->kind == EXPR_IN) fact_in(f, e, round);
  else if (round == ROUND_NEGATIVE) return;
  else if (e->kind == EXPR_NOT) fact_flag(f, expr_core(e->a), false);
  else if (e->kind == EXPR_NAME || e->kind == EXPR_FIELD) fact_flag(f, e, true);
  else if (e->kind == EXPR_IS_MISSING) fact_missing(f, e);
  else if (e->kind == EXPR_IS_KNOWN || e->kind == EXPR_CONTAINS || e->kind == EXPR_STARTS || e->kind == EXPR_ENDS ||
           e->kind == EXPR_MATCHES || e->kind == EXPR_IN_LAST)
    must_be_known(f, e, e->a);
}

bool facts_review(Checker *c, const Expr *const *outer, uint32_t outer_count, const Expr *e) {
  Facts f = {.c = c, .quiet = true};
  Operands before = {0}, own = {0};
  for (uint32_t i = 0; i < outer_count; i++) operands_of(c, outer[i], EXPR_AND, &before);
  operands_of(c, e, EXPR_AND, &own);
  if (before.n + own.n < 2) return true;
  for (uint32_t i = 0; i < before.n; i++) fact_read(&f, before.v[i], ROUND_POSITIVE);
  for (uint32_t i = 0; i < before.n; i++) fact_read(&f, before.v[i], ROUND_NEGATIVE);
  if (f.broken) return true;
  f.quiet = false;
  for (uint32_t i = 0; i < own.n && !f.broken; i++) fact_read(&f, own.v[i], ROUND_POSITIVE);
  for (uint32_t i = 0; i < before.n && !f.broken; i++) fact_read(&f, before.v[i], ROUND_NEGATIVE);
  for (uint32_t i = 0; i < own.n && !f.broken; i++) fact_read(&f, own.v[i], ROUND_NEGATIVE);
  return !f.broken;
}
