/* Tests and promises: what they give, what they expect, and the columns that they alone read. */
#include "check/checker.h"
#include <string.h>

static const char *const result_words[RESULT_COUNT] = {"outcome", "pool", "owner", "rule", "reason"};

bool result_use(Checker *c, Expr *e) {
  for (int i = 0; i < RESULT_COUNT; i++) {
    if (!str_is(e->text, result_words[i])) continue;
    e->ref_kind = REF_COLUMN;
    e->ref = c->program->results[i];
    e->type = TYPE_TEXT;
    e->nullable = i != RESULT_OUTCOME;
    return true;
  }
  return false;
}

/* They have slots but no names, so that they hide no column of the lead elsewhere. */
static void results_add(Checker *c) {
  for (int i = 0; i < RESULT_COUNT; i++) {
    c->program->results[i] = c->program->columns.n;
    Column column = {.name = str_of(result_words[i]), .type = TYPE_TEXT, .nullable = true, .origin = COLUMN_DECLARED,
                     .read = true};
    VEC_PUSH(c->arena, c->program->columns, column);
    VEC_PUSH(c->arena, c->typed_at, column.span);
  }
}

/* Without a table every name may be a column; one that no rule knows is a slip of the pen. */
static void columns_known(Checker *c, uint32_t from) {
  if (c->options->mutant_of) return;
  for (uint32_t i = from; i < c->program->columns.n; i++) {
    Column *column = &c->program->columns.v[i];
    if (column->origin != COLUMN_ASSUMED) continue;
    column->origin = COLUMN_DECLARED;
    name_unknown(c, column->name, column->span);
    const DiagList *found = c->diags;
    if (!found->last_dropped && found->items.n && found->items.v[found->items.n - 1].fix.n == 0)
      diag_fix(c->diags, "no rule reads it: declare it in `lead { }`");
  }
}

/* ---- what is given */

const Expr *lead_part(const Expr *e) {
  if (!e) return NULL;
  if (e->ref_kind == REF_COLUMN || e->ref_kind == REF_REP || e->ref_kind == REF_LET) return e;
  const Expr *parts[] = {e->a, e->b, e->c, e->expansion};
  const Expr *found = NULL;
  for (size_t i = 0; !found && i < sizeof parts / sizeof parts[0]; i++) found = lead_part(parts[i]);
  for (uint32_t i = 0; !found && i < e->items.n; i++) found = lead_part(e->items.v[i]);
  return found;
}

static bool fixed_check(Checker *c, Expr *e) {
  uint32_t errors = c->diags->errors;
  expr_check(c, e);
  quotes_forgotten(c, e);
  if (c->diags->errors > errors) return false;
  const Expr *part = lead_part(e);
  if (!part) return true;
  diag_add(c->diags, DIAG_GIVEN_NOT_FIXED, part->span, STR_FMT(shown(c, part)));
  if (part->kind == EXPR_NAME) diag_fix(c->diags, "if it is a text, put it in quotes: \"%.*s\"", STR_FMT(part->text));
  return false;
}

static void at_check(Checker *c, Expr *at) {
  if (at && fixed_check(c, at)) expr_want(c, at, TYPE_TIME, "`at`");
}

/* A text may be given for any column: it is what the data would hold. */
static void given_check(Checker *c, GivenField *field) {
  uint32_t before = c->program->columns.n;
  field->slot = column_find(c, field->name, field->span);
  if (field->slot == NO_SLOT) name_unknown(c, field->name, field->span);
  columns_known(c, before);
  if (field->slot != NO_SLOT) c->program->columns.v[field->slot].read = true;
  if (!field->value || !fixed_check(c, field->value) || field->slot == NO_SLOT) return;
  Type type = c->program->columns.v[field->slot].type;
  if (type == TYPE_NONE || field->value->type == TYPE_TEXT || field->value->type == type) return;
  diag_add(c->diags, DIAG_GIVEN_TYPE, field->value->span, STR_FMT(field->name), type_phrase(type),
           STR_FMT(shown(c, field->value)), type_phrase((Type)field->value->type));
}

static void event_unknown(Checker *c, const GivenEvent *event) {
  VEC(Str) kinds = {0};
  if (c->options->mutant_of) return;
  for (uint32_t i = 0; i < c->program->columns.n; i++)
    if (c->program->columns.v[i].is_events) VEC_PUSH(c->arena, kinds, c->program->columns.v[i].event_kind);
  diag_add(c->diags, DIAG_GIVEN_EVENT, event->span, STR_FMT(event->kind));
  Str near = suggest(event->kind, kinds.v, kinds.n);
  if (near.n) diag_fix(c->diags, "did you mean \"%.*s\"?", STR_FMT(near));
}

static void event_check(Checker *c, GivenEvent *event) {
  event->slot = event_slot_find(c, event->kind);
  if (event->slot == NO_SLOT) event_unknown(c, event);
  if (event->count < 0 || event->count > LIMIT_EVENTS_PER_LEAD)
    diag_add(c->diags, DIAG_GIVEN_EVENT_COUNT, event->span, (int)LIMIT_EVENTS_PER_LEAD);
  if (!event->at || !fixed_check(c, event->at)) return;
  if (event->ago) expr_want(c, event->at, TYPE_DURATION, "`ago`");
  else expr_want(c, event->at, TYPE_TIME, "`at`");
}

/* ---- what is expected */

static void rule_name_check(Checker *c, const ExpectClause *clause) {
  const Program *p = c->program;
  Str name = clause->texts.v[0];
  VEC(Str) names = {0};
  for (uint32_t i = 0; i < p->rules.n; i++) {
    Str label = rule_label(c->arena, p, p->rules.v[i]);
    if (str_eq(label, name)) return;
    VEC_PUSH(c->arena, names, label);
  }
  if (c->options->mutant_of) return;
  diag_add(c->diags, DIAG_UNKNOWN_RULE, clause->name_span, STR_FMT(name));
  Str near = suggest(name, names.v, names.n);
  if (near.n) diag_fix(c->diags, "did you mean \"%.*s\"?", STR_FMT(near));
}

static void outcome_check(Checker *c, const ExpectClause *clause) {
  static const char *const words[] = {
#define OUTCOME(name, word, doc) word,
#include "check/outcomes.def"
#undef OUTCOME
  };
  enum { WORDS = sizeof words / sizeof words[0] };
  Str names[WORDS];
  for (int i = 0; i < WORDS; i++) {
    names[i] = str_of(words[i]);
    if (str_eq(names[i], clause->texts.v[0])) return;
  }
  diag_add(c->diags, DIAG_UNKNOWN_OUTCOME, clause->name_span, STR_FMT(clause->texts.v[0]));
  Str near = suggest(clause->texts.v[0], names, WORDS);
  if (near.n) diag_fix(c->diags, "did you mean `%.*s`?", STR_FMT(near));
}

static void condition_check(Checker *c, Expr *e) {
  uint32_t before = c->program->columns.n;
  expr_check(c, e);
  quotes_forgotten(c, e);
  expr_want_condition(c, e);
  columns_known(c, before);
}

static bool is_set(const Checker *c, Str field) {
  for (uint32_t i = 0; i < c->program->columns.n; i++)
    if (c->program->columns.v[i].written && str_eq(c->program->columns.v[i].name, field)) return true;
  return false;
}

static void field_check(Checker *c, ExpectClause *clause) {
  if (clause->reads && !is_set(c, clause->name)) {
    *clause = (ExpectClause){.kind = EXPECT_CONDITION, .span = clause->span, .cell_of = clause->cell_of,
                             .value = clause->reads};
    condition_check(c, clause->value);
    return;
  }
  uint32_t before = c->program->columns.n;
  clause->slot = column_find(c, clause->name, clause->name_span);
  if (clause->slot == NO_SLOT) name_unknown(c, clause->name, clause->name_span);
  expr_check(c, clause->value);
  quotes_forgotten(c, clause->value);
  columns_known(c, before);
  if (clause->slot == NO_SLOT) return;
  Type type = c->program->columns.v[clause->slot].type;
  if (type != TYPE_NONE) expr_want(c, clause->value, type, "the field");
}

static void expect_check(Checker *c, TestStep *step) {
  c->place = PLACE_EXPECT;
  for (uint32_t i = 0; i < step->clauses.n; i++) {
    ExpectClause *clause = &step->clauses.v[i];
    switch (clause->kind) {
    case EXPECT_POOL: pool_name_check(c, clause->texts.v[0], clause->name_span); break;
    case EXPECT_RULE: rule_name_check(c, clause); break;
    case EXPECT_OUTCOME: outcome_check(c, clause); break;
    case EXPECT_FIELD: field_check(c, clause); break;
    case EXPECT_CONDITION: condition_check(c, clause->value); break;
    case EXPECT_OWNER: case EXPECT_TAG: case EXPECT_OWNERS: case EXPECT_TAGS: case EXPECT_ERROR: break;
    }
  }
  c->place = PLACE_LEAD;
}

/* A condition over no lead, as in the test of a module. */
static bool needs_no_lead(const TestStep *step) {
  const ExpectClause *only = step->clauses.v;
  return step->clauses.n == 1 && only->kind == EXPECT_CONDITION && !only->negated && !lead_part(only->value);
}

static void test_check(Checker *c, TestDecl *test) {
  bool given = false, expected = false;
  at_check(c, test->at);
  for (uint32_t i = 0; i < test->steps.n; i++) {
    TestStep *step = &test->steps.v[i];
    at_check(c, step->at);
    for (uint32_t k = 0; k < step->fields.n; k++) given_check(c, &step->fields.v[k]);
    for (uint32_t k = 0; k < step->events.n; k++) event_check(c, &step->events.v[k]);
    if (step->kind == STEP_LEADS && (step->count < 1 || step->count > LIMIT_TEST_LEADS))
      diag_add(c->diags, DIAG_LEAD_COUNT, step->span, (int)LIMIT_TEST_LEADS);
    given |= step->kind == STEP_LEADS || step->kind == STEP_EACH;
    if (step->kind != STEP_EXPECT) continue;
    expected = true;
    expect_check(c, step);
    if (!given && !needs_no_lead(step)) diag_add(c->diags, DIAG_EXPECT_WITHOUT_LEAD, step->span);
  }
  if (!expected) diag_add(c->diags, DIAG_EXPECTS_NOTHING, test->span, STR_FMT(test->name));
}

/* ---- the copy */

static Program *program_copy(Arena *a, const Program *from) {
  Program *p = ARENA_NEW(a, Program);
  *p = *from;
  memset(&p->columns, 0, sizeof p->columns);
  memset(&p->rep_columns, 0, sizeof p->rep_columns);
  memset(&p->lists, 0, sizeof p->lists);
  memset(&p->lets, 0, sizeof p->lets);
  memset(&p->tables, 0, sizeof p->tables);
  memset(&p->files, 0, sizeof p->files);
  for (uint32_t i = 0; i < from->columns.n; i++) VEC_PUSH(a, p->columns, from->columns.v[i]);
  for (uint32_t i = 0; i < from->rep_columns.n; i++) VEC_PUSH(a, p->rep_columns, from->rep_columns.v[i]);
  for (uint32_t i = 0; i < from->lists.n; i++) VEC_PUSH(a, p->lists, from->lists.v[i]);
  for (uint32_t i = 0; i < from->lets.n; i++) VEC_PUSH(a, p->lets, from->lets.v[i]);
  for (uint32_t i = 0; i < from->tables.n; i++) VEC_PUSH(a, p->tables, from->tables.v[i]);
  p->testing = true;
  return p;
}

static void names_check(Checker *c) {
  NameMap seen = {0};
  for (uint32_t i = 0; i < c->script->tests.n; i++) {
    const TestDecl *test = &c->script->tests.v[i];
    uint32_t first;
    if (name_map_put(c->arena, &seen, test->name, i)) continue;
    name_map_get(&seen, test->name, &first);
    diag_add(c->diags, DIAG_TEST_NAME_TWICE, test->span, STR_FMT(test->name));
    diag_cause(c->diags, c->script->tests.v[first].span, "first used here");
  }
}

void tests_check(Checker *of) {
  Script *script = of->script;
  if (script->tests.n == 0 && script->promises.n == 0) return;
  Checker c;
  Program *program = program_copy(of->arena, of->program);
  checker_init(&c, of->arena, program, of->options, of->diags);
  results_add(&c);
  names_reload(&c);
  c.pools = of->pools;
  names_check(&c);
  for (uint32_t i = 0; i < script->tests.n; i++) test_check(&c, &script->tests.v[i]);
  for (uint32_t i = 0; i < script->promises.n; i++)
    if (script->promises.v[i].when) condition_check(&c, script->promises.v[i].when);
  expr_finish_types(&c);
  of->program->tests = program;
}

/* The calendars are made after its copy. */
void tests_finish(Checker *c) {
  Program *p = c->program;
  if (!p->tests) return;
  p->tests->calendar = p->calendar;
  p->tests->calendars = p->calendars;
}
