#include "syntax/tree_equal.h"

/* Two vectors, element by element; `equal` takes two pointers to elements. */
#define SAME_ALL(a, b, equal)                                                   \
  do {                                                                          \
    if ((a).n != (b).n) return false;                                           \
    for (uint32_t i_ = 0; i_ < (a).n; i_++)                                     \
      if (!equal(&(a).v[i_], &(b).v[i_])) return false;                         \
  } while (0)

static bool number_equal(Number a, Number b) {
  if (a.is_int != b.is_int) return false;
  return a.is_int ? a.i == b.i : a.d >= b.d && a.d <= b.d;
}

static bool value_equal(const Expr *a, const Expr *b) {
  switch (a->kind) {
    case EXPR_NUMBER: return number_equal(a->number, b->number);
    case EXPR_BOOL: return a->boolean == b->boolean;
    case EXPR_TIME: return a->time == b->time && a->time_is_local == b->time_is_local;
    case EXPR_DURATION: return a->duration_ms == b->duration_ms && a->working == b->working;
    default: return str_eq(a->text, b->text) && str_eq(a->base, b->base); /* of the others text is as written */
  }
}

static bool exprs_equal(Expr *const *a, Expr *const *b) { return expr_equal(*a, *b); }

bool expr_equal(const Expr *a, const Expr *b) {
  if (!a || !b) return a == b;
  if (a->kind != b->kind || a->op != b->op || a->negated != b->negated || a->parens != b->parens) return false;
  if (!value_equal(a, b)) return false;
  SAME_ALL(a->items, b->items, exprs_equal);
  return expr_equal(a->a, b->a) && expr_equal(a->b, b->b) && expr_equal(a->c, b->c);
}

static bool part_equal(const TemplatePart *a, const TemplatePart *b) {
  return str_eq(a->text, b->text) && expr_equal(a->expr, b->expr);
}

static bool template_equal(const Template *a, const Template *b) {
  if (!a || !b) return a == b;
  if (!str_eq(a->source, b->source)) return false;
  SAME_ALL(a->parts, b->parts, part_equal);
  return true;
}

static bool strategy_equal(const Strategy *a, const Strategy *b) {
  if (!a || !b) return a == b;
  if (a->kind != b->kind || a->has_most != b->has_most || a->has_least != b->has_least) return false;
  if (a->has_most && !number_equal(a->most_km, b->most_km)) return false;
  if (a->has_least && !number_equal(a->least, b->least)) return false;
  return expr_equal(a->by, b->by);
}

static bool target_equal(const Target *a, const Target *b) {
  for (; a && b; a = a->otherwise, b = b->otherwise) {
    if (a->kind != b->kind || !strategy_equal(a->how, b->how)) return false;
    if (!expr_equal(a->who, b->who) || !expr_equal(a->where, b->where)) return false;
    if (!expr_equal(a->sticky, b->sticky) || a->not_last != b->not_last) return false;
  }
  return a == b;
}

static bool one_action_equal(const Action *a, const Action *b) {
  return a->kind == b->kind && str_eq(a->name, b->name) && template_equal(a->text, b->text) &&
         expr_equal(a->value, b->value) && target_equal(a->target, b->target) && a->has_within == b->has_within &&
         expr_equal(a->within, b->within) && expr_equal(a->remind, b->remind) && expr_equal(a->progress, b->progress);
}

static bool action_equal(Action *const *x, Action *const *y) {
  const Action *a = *x, *b = *y;
  for (; a && b; a = a->then, b = b->then)
    if (!one_action_equal(a, b)) return false;
  return a == b;
}

static bool rule_equal(Rule *const *x, Rule *const *y) {
  const Rule *a = *x, *b = *y;
  if (!str_eq(a->name, b->name) || !expr_equal(a->when, b->when) || a->is_block != b->is_block) return false;
  SAME_ALL(a->actions, b->actions, action_equal);
  SAME_ALL(a->inner, b->inner, rule_equal);
  return true;
}

static bool field_equal(const FieldDecl *a, const FieldDecl *b) {
  return str_eq(a->name, b->name) && a->type == b->type && a->nocase == b->nocase &&
         str_eq(a->list_separator, b->list_separator) && expr_equal(a->missing_value, b->missing_value);
}

static bool mapping_equal(const Mapping *a, const Mapping *b) {
  return str_eq(a->role, b->role) && str_eq(a->column, b->column);
}

static bool source_equal(const SourceDecl *a, const SourceDecl *b) {
  if (!a || !b) return a == b;
  if (!str_eq(a->table, b->table) || !str_eq(a->where, b->where)) return false;
  SAME_ALL(a->mappings, b->mappings, mapping_equal);
  return true;
}

static bool use_equal(const UseDecl *a, const UseDecl *b) { return str_eq(a->path, b->path); }

static bool let_equal(const LetDecl *a, const LetDecl *b) {
  return str_eq(a->name, b->name) && expr_equal(a->value, b->value);
}

static bool param_equal(const Param *a, const Param *b) { return str_eq(a->name, b->name); }

static bool define_equal(const DefineDecl *a, const DefineDecl *b) {
  if (!str_eq(a->name, b->name) || !expr_equal(a->body, b->body)) return false;
  SAME_ALL(a->params, b->params, param_equal);
  return true;
}

static bool list_equal(const ListDecl *a, const ListDecl *b) {
  if (!str_eq(a->name, b->name) || a->from_file != b->from_file || !str_eq(a->file, b->file)) return false;
  SAME_ALL(a->items, b->items, exprs_equal);
  return true;
}

static bool key_equal(const TableKey *a, const TableKey *b) {
  return str_eq(a->name, b->name) && a->mode == b->mode && a->has_type == b->has_type && a->type == b->type &&
         str_eq(a->low, b->low) && str_eq(a->high, b->high);
}

static bool result_equal(const TableResult *a, const TableResult *b) {
  return str_eq(a->name, b->name) && a->has_type == b->has_type && a->type == b->type;
}

static bool cell_equal(const TableCell *a, const TableCell *b) {
  if (a->kind != b->kind || (a->kind == CELL_COMPARE && a->op != b->op)) return false;
  SAME_ALL(a->items, b->items, exprs_equal);
  return true;
}

static bool row_equal(const TableRow *a, const TableRow *b) {
  SAME_ALL(a->cells, b->cells, cell_equal);
  SAME_ALL(a->values, b->values, exprs_equal);
  return true;
}

static bool table_equal(const TableDecl *a, const TableDecl *b) {
  if (!str_eq(a->name, b->name) || a->unique != b->unique || a->from_file != b->from_file) return false;
  SAME_ALL(a->keys, b->keys, key_equal);
  SAME_ALL(a->results, b->results, result_equal);
  SAME_ALL(a->rows, b->rows, row_equal);
  if (a->from_db != b->from_db || !str_eq(a->where, b->where)) return false;
  return str_eq(a->file, b->file);
}

static bool calendar_item_equal(const CalendarItem *a, const CalendarItem *b) {
  return a->kind == b->kind && a->first == b->first && a->last == b->last && str_eq(a->text, b->text) &&
         str_eq(a->like, b->like);
}

static bool calendar_equal(const CalendarDecl *a, const CalendarDecl *b) {
  if (!str_eq(a->name, b->name) || !str_eq(a->like, b->like)) return false;
  SAME_ALL(a->items, b->items, calendar_item_equal);
  return true;
}

static bool score_start_equal(const ScoreStart *a, const ScoreStart *b) {
  return a->given == b->given && a->bounded == b->bounded && number_equal(a->start, b->start) &&
         number_equal(a->low, b->low) && number_equal(a->high, b->high);
}

static bool score_part_equal(const ScorePart *a, const ScorePart *b) {
  return number_equal(a->points, b->points) && expr_equal(a->when, b->when) && str_eq(a->kind, b->kind) &&
         expr_equal(a->window, b->window) && expr_equal(a->half_life, b->half_life) && a->has_most == b->has_most &&
         number_equal(a->most, b->most);
}

static bool class_equal(const ClassDecl *a, const ClassDecl *b) {
  return str_eq(a->name, b->name) && expr_equal(a->when, b->when);
}

static bool term_equal(const DuplicateTerm *a, const DuplicateTerm *b) {
  return a->similar == b->similar && number_equal(a->least, b->least) && expr_equal(a->key, b->key);
}

static bool clause_equal(const DuplicateClause *a, const DuplicateClause *b) {
  SAME_ALL(a->terms, b->terms, term_equal);
  return true;
}

static bool duplicate_equal(DuplicateDecl *const *x, DuplicateDecl *const *y) {
  const DuplicateDecl *a = *x, *b = *y;
  if (a->then != b->then || !str_eq(a->name, b->name) || !template_equal(a->reason, b->reason)) return false;
  SAME_ALL(a->clauses, b->clauses, clause_equal);
  return true;
}

static bool capacity_equal(const Capacity *a, const Capacity *b) {
  for (int unit = 0; unit < CAPACITY_UNITS; unit++)
    if (a->has[unit] != b->has[unit] || a->most[unit] != b->most[unit]) return false;
  return true;
}

static bool class_capacity_equal(const ClassCapacity *a, const ClassCapacity *b) {
  return a->most == b->most && expr_equal(a->when, b->when);
}

static bool terms_equal(const Terms *a, const Terms *b) {
  if (!capacity_equal(&a->capacity, &b->capacity) || a->auto_weeks != b->auto_weeks) return false;
  SAME_ALL(a->classes, b->classes, class_capacity_equal);
  return str_eq(a->hours, b->hours) && str_eq(a->zone, b->zone) && str_eq(a->calendar, b->calendar);
}

static bool text_equal(const Str *a, const Str *b) { return str_eq(*a, *b); }

static bool member_equal(const Member *a, const Member *b) {
  if (!str_eq(a->name, b->name) || a->has_weight != b->has_weight) return false;
  if (a->has_weight && !number_equal(a->weight, b->weight)) return false;
  SAME_ALL(a->skills, b->skills, text_equal);
  return terms_equal(&a->terms, &b->terms);
}

static bool pool_equal(const PoolDecl *a, const PoolDecl *b) {
  if (!str_eq(a->name, b->name) || !terms_equal(&a->terms, &b->terms)) return false;
  if (!strategy_equal(a->how, b->how) || a->from_reps != b->from_reps) return false;
  SAME_ALL(a->members, b->members, member_equal);
  if (a->has_absent != b->has_absent || a->catch_up != b->catch_up) return false;
  return expr_equal(a->from_where, b->from_where);
}

static bool given_equal(const GivenField *a, const GivenField *b) {
  return str_eq(a->name, b->name) && expr_equal(a->value, b->value);
}

static bool expected_equal(const ExpectClause *a, const ExpectClause *b) {
  if (a->kind != b->kind || a->negated != b->negated || !str_eq(a->name, b->name)) return false;
  SAME_ALL(a->texts, b->texts, text_equal);
  return expr_equal(a->value, b->value);
}

static bool event_equal(const GivenEvent *a, const GivenEvent *b) {
  return str_eq(a->kind, b->kind) && a->count == b->count && a->ago == b->ago && expr_equal(a->at, b->at);
}

static bool step_equal(const TestStep *a, const TestStep *b) {
  if (a->kind != b->kind || a->count != b->count || a->state != b->state || !str_eq(a->name, b->name)) return false;
  SAME_ALL(a->fields, b->fields, given_equal);
  SAME_ALL(a->events, b->events, event_equal);
  SAME_ALL(a->clauses, b->clauses, expected_equal);
  return expr_equal(a->at, b->at);
}

static bool test_equal(const TestDecl *a, const TestDecl *b) {
  SAME_ALL(a->steps, b->steps, step_equal);
  return str_eq(a->name, b->name) && expr_equal(a->at, b->at);
}

static bool promise_equal(const Promise *a, const Promise *b) {
  return a->never == b->never && expr_equal(a->when, b->when);
}

static bool after_equal(const AfterDecl *a, const AfterDecl *b) {
  return a->kind == b->kind && a->deed == b->deed && expr_equal(a->time, b->time) && expr_equal(a->when, b->when) &&
         expr_equal(a->sea, b->sea) && str_eq(a->name, b->name) && template_equal(a->text, b->text) &&
         a->not_last == b->not_last;
}

static bool sea_pool_equal(const SeaPool *a, const SeaPool *b) { return str_eq(a->name, b->name); }

static bool sea_equal(const SeaDecl *a, const SeaDecl *b) {
  SAME_ALL(a->pools, b->pools, sea_pool_equal);
  return str_eq(a->name, b->name) && a->per_day == b->per_day && a->open == b->open &&
         expr_equal(a->every, b->every) && expr_equal(a->cooldown, b->cooldown) &&
         expr_equal(a->protect, b->protect) && expr_equal(a->extend, b->extend) && expr_equal(a->most, b->most) &&
         a->has_penalty == b->has_penalty && number_cmp(a->weight, b->weight) == 0 &&
         expr_equal(a->penalty_for, b->penalty_for) && expr_equal(a->penalty_after, b->penalty_after);
}

bool tree_equal(const Script *a, const Script *b) {
  if (a->has_zone != b->has_zone || !str_eq(a->zone, b->zone) || a->has_lead_block != b->has_lead_block) return false;
  if (a->has_calendar != b->has_calendar || !str_eq(a->calendar, b->calendar)) return false;
  if (!source_equal(a->leads_from, b->leads_from) || !source_equal(a->reps_from, b->reps_from)) return false;
  if (!source_equal(a->events_from, b->events_from) || !source_equal(a->leaves_from, b->leaves_from)) return false;
  if (!source_equal(a->busy_from, b->busy_from) || a->has_closed != b->has_closed) return false;
  if (a->has_rep_block != b->has_rep_block) return false;
  SAME_ALL(a->rep_fields, b->rep_fields, field_equal);
  SAME_ALL(a->closed, b->closed, text_equal);
  if (!source_equal(a->activities_from, b->activities_from)) return false;
  SAME_ALL(a->afters, b->afters, after_equal);
  SAME_ALL(a->seas, b->seas, sea_equal);
  if (!score_start_equal(&a->score_start, &b->score_start)) return false;
  SAME_ALL(a->score_parts, b->score_parts, score_part_equal);
  SAME_ALL(a->classes, b->classes, class_equal);
  SAME_ALL(a->duplicates, b->duplicates, duplicate_equal);
  SAME_ALL(a->fields, b->fields, field_equal);
  SAME_ALL(a->uses, b->uses, use_equal);
  SAME_ALL(a->lets, b->lets, let_equal);
  SAME_ALL(a->defines, b->defines, define_equal);
  SAME_ALL(a->lists, b->lists, list_equal);
  SAME_ALL(a->tables, b->tables, table_equal);
  SAME_ALL(a->calendars, b->calendars, calendar_equal);
  SAME_ALL(a->pools, b->pools, pool_equal);
  SAME_ALL(a->rules, b->rules, rule_equal);
  SAME_ALL(a->tests, b->tests, test_equal);
  SAME_ALL(a->promises, b->promises, promise_equal);
  return true;
}
