/* `duplicate when …`: what must be the same, and what is only alike. */
#include "check/checker.h"

/* Text, unless the column or the use says something else. */
static void key_type(Checker *c, DuplicateTerm *term) {
  if (expr_is_untyped(c, term->key)) expr_infer(c, term->key, TYPE_TEXT);
  if (term->similar) {
    expr_want(c, term->key, TYPE_TEXT, "`similarity`");
  } else if (term->key->type == TYPE_LIST || term->key->type == TYPE_WORKING) {
    diag_add(c->diags, DIAG_DUPLICATE_KEY, term->key->span, STR_FMT(shown(c, term->key)));
    diag_fix(c->diags, "a text, a number, a time or true and false can be the same");
  }
}

static void term_check(Checker *c, DuplicateTerm *term) {
  uint32_t errors = c->diags->errors;
  expr_check(c, term->key);
  if (c->diags->errors > errors) return;
  if (!lead_part(term->key)) {
    diag_add(c->diags, DIAG_DUPLICATE_KEY, term->key->span, STR_FMT(shown(c, term->key)));
    diag_fix(c->diags, "name a column, as in `same fold(email)`");
    return;
  }
  key_type(c, term);
}

static void clause_check(Checker *c, const DuplicateClause *clause, bool *said) {
  bool same = false;
  for (uint32_t i = 0; i < clause->terms.n; i++) same |= !clause->terms.v[i].similar;
  if (same || *said) return;
  diag_add(c->diags, DIAG_DUPLICATE_NO_SAME, clause->terms.v[0].span);
  diag_fix(c->diags, "add what they share, as in `and same city`");
  *said = true;
}

/* A term of one side of `and` stands in several clauses: the expression is the same one. */
static bool seen_before(const DuplicateDecl *d, uint32_t clause, uint32_t term) {
  const Expr *key = d->clauses.v[clause].terms.v[term].key;
  for (uint32_t i = 0; i < clause; i++)
    for (uint32_t k = 0; k < d->clauses.v[i].terms.n; k++)
      if (d->clauses.v[i].terms.v[k].key == key) return true;
  return false;
}

void duplicates_check(Checker *c) {
  for (uint32_t i = 0; i < c->script->duplicates.n; i++) {
    DuplicateDecl *d = c->script->duplicates.v[i];
    bool said = false;
    for (uint32_t k = 0; k < d->clauses.n; k++) {
      for (uint32_t t = 0; t < d->clauses.v[k].terms.n; t++)
        if (!seen_before(d, k, t)) term_check(c, &d->clauses.v[k].terms.v[t]);
      clause_check(c, &d->clauses.v[k], &said);
    }
    template_check(c, d->reason);
  }
}
