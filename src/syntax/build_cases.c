/* Tables of cases in a test:
 *
 *   cases source, score -> pool, outcome {
 *     row "demo", 90 -> "senior", assigned     a lead {source: "demo", score: 90}
 *   }                                          expect pool "senior" outcome assigned
 */
#include "syntax/build.h"
#include "syntax/leat_grammar.h"

void cases_begin(Parser *p) {
  p->cases.given.n = p->cases.expected.n = 0;
  p->cases.expect = (TestStep){0};
}

CaseColumn case_column(const Token *name, const Token *kind) {
  CaseColumn column = {.name = *name, .events = kind != NULL};
  if (kind) column.kind = kind->text;
  return column;
}

void case_given(Parser *p, const CaseColumn *column) {
  for (uint32_t i = 0; i < p->cases.given.n; i++) {
    const CaseColumn *before = &p->cases.given.v[i];
    if (before->events == column->events && str_eq(before->kind, column->kind) &&
        str_eq(before->name.text, column->name.text))
      given_twice(p, "this column", column->name.span, before->name.span);
  }
  VEC_PUSH(p->arena, p->cases.given, *column);
}

void case_expected(Parser *p, const Token *name) { VEC_PUSH(p->arena, p->cases.expected, *name); }

/* ---- rows */

void case_row_begin(Parser *p, Span span) {
  p->cases.row = span;
  p->cases.at = 0;
  p->step = (TestStep){.count = 1};
  p->cases.expect = (TestStep){0};
}

static void cells_count(Parser *p, const char *side, uint32_t wanted) {
  if (p->cases.at != wanted) diag_add(p->diags, DIAG_CASE_CELLS, p->cases.row, side, wanted, p->cases.at);
  p->cases.at = 0;
}

void case_row_turn(Parser *p, Span arrow) {
  (void)arrow;
  cells_count(p, "before", p->cases.given.n);
}

void case_row_end(Parser *p, Span span) {
  cells_count(p, "after", p->cases.expected.n);
  TestStep expect = p->cases.expect;
  step_end(p, STEP_LEADS, span);
  p->step = expect;
  step_end(p, STEP_EXPECT, span);
}

/* ---- cells before the arrow */

/* How many there were just before the lead came, or how long ago the one was. */
static void events_give(Parser *p, const CaseColumn *column, Expr *value) {
  GivenEvent event = {.kind = column->kind, .span = value->span, .count = 1};
  if (value->kind == EXPR_NUMBER) {
    event.count = value->number.is_int ? value->number.i : -1;
  } else {
    event.at = value;
    event.ago = value->kind == EXPR_DURATION;
  }
  VEC_PUSH(p->arena, p->step.events, event);
}

void case_give(Parser *p, Expr *value) {
  uint32_t at = p->cases.at++;
  if (!value || at >= p->cases.given.n) return;
  const CaseColumn *column = &p->cases.given.v[at];
  if (column->events) events_give(p, column, value);
  else if (column->name.kind == T_AT) p->step.at = value;
  else given_field(p, &column->name, value);
}

/* ---- cells after it */

static void add(Parser *p, ExpectClause clause, Span span) {
  clause.span = span;
  clause.cell_of = p->cases.expected.v[p->cases.at - 1].text;
  VEC_PUSH(p->arena, p->cases.expect.clauses, clause);
}

static void add_condition(Parser *p, Expr *condition, Span span) {
  add(p, (ExpectClause){.kind = EXPECT_CONDITION, .value = condition}, span);
}

/* What a column stands for; EXPECT_FIELD: for nothing but its name. */
static ExpectKind kind_of(const Token *column) {
  switch (column->kind) {
    case T_POOL: return EXPECT_POOL;
    case T_OWNER: return EXPECT_OWNER;
    case T_RULE: return EXPECT_RULE;
    case T_TAG: return EXPECT_TAG;
    case T_OUTCOME: return EXPECT_OUTCOME;
    case T_SCORE:
    case T_CLASS: return EXPECT_CONDITION;
    default: break;
  }
  if (column->kind == T_NAME && str_is(column->text, "error")) return EXPECT_ERROR;
  return column->kind == T_NAME && str_is(column->text, "reason") ? EXPECT_CONDITION : EXPECT_FIELD;
}

static bool is_missing_word(const Expr *e) { return e->kind == EXPR_NAME && str_is(e->text, "missing"); }

static Expr *compared(Parser *p, const Token *column, CompareOp op, Expr *value, Span span) {
  Expr *name = expr_name(p, column);
  if (!is_missing_word(value)) return expr_compare(p, op, name, value, span, span);
  return expr_relation(p, op == CMP_NE ? EXPR_IS_KNOWN : EXPR_IS_MISSING, name, NULL, span, span);
}

static void refuse(Parser *p, const Token *column, const char *wanted, Span span) {
  diag_add(p->diags, DIAG_CASE_CELL, span, STR_FMT(column->text), wanted);
}

static void error_expect(Parser *p, const Token *column, CompareOp op, const Expr *value, Span span) {
  bool good = value->kind == EXPR_BOOL && op == CMP_EQ;
  if (good) add(p, (ExpectClause){.kind = EXPECT_ERROR, .negated = !value->boolean}, span);
  else refuse(p, column, "`true` or `false`", span);
}

/* By name: as after `expect`, so that a name which does not exist is found. */
static void name_expect(Parser *p, const Token *column, CompareOp op, Expr *value, Span span) {
  ExpectKind kind = kind_of(column);
  bool named = value->kind == EXPR_TEXT || (kind == EXPECT_OUTCOME && value->kind == EXPR_NAME);
  if (named && (op == CMP_EQ || op == CMP_NE)) {
    ExpectClause clause = {.kind = kind, .negated = op == CMP_NE, .name_span = value->span};
    VEC_PUSH(p->arena, clause.texts, value->text);
    add(p, clause, span);
  } else if (kind == EXPECT_TAG) {
    refuse(p, column, "a text in quotes", span);
  } else {
    add_condition(p, compared(p, column, op, value, span), span);
  }
}

void case_any(Parser *p) { p->cases.at++; }

void case_expect(Parser *p, CompareOp op, Expr *value, Span span) {
  if (p->cases.at++ >= p->cases.expected.n) return;
  const Token *column = &p->cases.expected.v[p->cases.at - 1];
  switch (kind_of(column)) {
    case EXPECT_ERROR: error_expect(p, column, op, value, span); return;
    case EXPECT_CONDITION: add_condition(p, compared(p, column, op, value, span), span); return;
    case EXPECT_FIELD: break;
    default: name_expect(p, column, op, value, span); return;
  }
  Expr *reads = compared(p, column, op, value, span);
  ExpectClause clause = {.kind = EXPECT_FIELD, .name = column->text, .name_span = span, .value = value,
                         .negated = op == CMP_NE, .reads = reads};
  if (op == CMP_EQ || op == CMP_NE) add(p, clause, span);
  else add_condition(p, reads, span);
}

void case_expect_in(Parser *p, Expr *set, Expr *high, bool negated, Span span) {
  if (p->cases.at++ >= p->cases.expected.n) return;
  const Token *column = &p->cases.expected.v[p->cases.at - 1];
  ExpectKind kind = kind_of(column);
  if (kind == EXPECT_TAG) {
    refuse(p, column, "a text in quotes", span);
  } else if (kind == EXPECT_ERROR) {
    refuse(p, column, "`true` or `false`", span);
  } else {
    Expr *name = expr_name(p, column);
    add_condition(p, high ? expr_in_range(p, name, set, high, negated, span, span)
                          : expr_in(p, name, set, negated, span, span), span);
  }
}
