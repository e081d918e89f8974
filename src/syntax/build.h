/* What the grammar's actions call: making the nodes of the tree, checking what the grammar alone cannot say.
 *
 * A chain of `and` or of `or` is collected flat and made into a balanced tree once it is complete (both are
 * associative, unknown included), so that a condition of 100,000 terms is 17 levels deep. Until expr_finish has run
 * such a node holds its operands in `items`. */
#ifndef LEAT_SYNTAX_BUILD_H
#define LEAT_SYNTAX_BUILD_H
#include "syntax/ast.h"
#include "syntax/lexer.h"
#include "syntax/marks.h"

typedef VEC(Expr *) ExprVec;

/* Tokens have two ranges of numbers: 0 for the end, and 258 upwards. */
#define TOKEN_PLACE(token) ((token) == 0 ? 0 : (token) - 257)
enum { TOKEN_PLACES = 224 };

typedef struct SyntaxError {
  Token found;
  bool expected[TOKEN_PLACES]; /* by TOKEN_PLACE */
} SyntaxError;

typedef struct CaseColumn { Token name; bool events; Str kind; } CaseColumn; /* given by rows of `cases` */

typedef struct Parser {
  Arena *arena;
  DiagList *diags;
  Lexer lexer;
  Token token; /* the last one handed to the grammar */
  Script *script;
  Expr *expression;
  uint32_t errors_before; /* findings of other files */
  uint32_t rule_count;
  bool deep_reported;  /* in this statement */
  bool ended_too_soon; /* the first mistake was the end of the script */
  uint32_t block_count;
  uint32_t outer_braces[LIMIT_NESTING + 1]; /* per open block of rules: lexer.block_braces outside it */
  bool block_broken[LIMIT_NESTING + 1];
  struct { Mapping *v; uint32_t n, cap; } mappings; /* of the statement being read */
  struct { Str *v; uint32_t n, cap; } skills;       /* of the member being read */
  bool in_rep_block;
  TableDecl *table; /* the one being read */
  struct { Str *v; uint32_t n, cap; } texts;        /* of the `expect` clause or the statuses being read */
  TestDecl test;                                    /* the one being read */
  TestStep step;                                    /* of it, being read */
  struct { /* `cases` being read: its head, the row, and the column in it */
    VEC(CaseColumn) given;
    VEC(Token) expected;
    TestStep expect;
    Span row;
    uint32_t at;
  } cases;
  CalendarDecl *calendar;                           /* likewise */
  SeaDecl *sea;                                     /* likewise */
  Marks *marks;    /* filled when someone wants to lay out the text; else NULL */
} Parser;

static inline void marks_add(Parser *p, uint32_t at, MarkKind kind) {
  VEC_PUSH(p->arena, *p->marks, (Mark){at, kind});
}

/* syntax_error.c */
void parser_syntax_error(Parser *p, const SyntaxError *error);
void parser_too_deep(Parser *p, Span span);
void report_later(Parser *p, const Token *word); /* and passes over the statement */
void report_equals(Parser *p, Span span);
void report_action_after_rules(Parser *p, const Rule *body);

/* build_expr.c; spans are of the whole expression, op of the operator */
ExprVec *exprs_new(Parser *p);
void exprs_add(Parser *p, ExprVec *exprs, Expr *e);
Expr *expr_finish(Parser *p, Expr *e);
Expr *expr_text(Parser *p, const Token *t);
Expr *expr_number(Parser *p, const Token *t, Span span);
Expr *expr_duration(Parser *p, const Token *number, const Token *unit, bool working, Span span);
Expr *expr_clock_time(Parser *p, const Token *t);
Expr *expr_time(Parser *p, const Token *t);
Expr *expr_bool(Parser *p, bool value, Span span);
Expr *expr_name(Parser *p, const Token *name);
Expr *expr_field(Parser *p, const Token *base, const Token *name, Span span);
Expr *expr_call(Parser *p, const Token *name, ExprVec *args, Span span);
Expr *expr_in_parens(Parser *p, ExprVec *exprs, bool trailing_comma, Span span);
Expr *expr_if(Parser *p, Expr *condition, Expr *then, Expr *otherwise, Span span);
Expr *expr_chain(Parser *p, ExprKind kind, Expr *left, Expr *right, Span span);
Expr *expr_not(Parser *p, Expr *a, Span span);
Expr *expr_negate(Parser *p, Expr *a, Span span);
Expr *expr_compare(Parser *p, CompareOp op, Expr *left, Expr *right, Span op_span, Span span);
Expr *expr_relation(Parser *p, ExprKind kind, Expr *left, Expr *right, Span op_span, Span span);
Expr *expr_in(Parser *p, Expr *left, Expr *set, bool negated, Span op_span, Span span);
Expr *expr_in_range(Parser *p, Expr *left, Expr *low, Expr *high, bool negated, Span op_span, Span span);
Expr *expr_in_last(Parser *p, Expr *left, Expr *duration, bool negated, Span op_span, Span span);
Expr *expr_is_not(Parser *p, Expr *left, ExprKind meant, Span is_span, Span span);
Expr *expr_is_name(Parser *p, Expr *left, bool negated, const Token *name, Span is_span, Span span);
Expr *expr_default(Parser *p, Expr *left, Expr *right, Span span);
Expr *expr_arith(Parser *p, ArithOp op, Expr *left, Expr *right, Span span);

/* build_calendar.c */
CalendarDecl *calendar_begin(Parser *p, const Token *name); /* begins the calendar being read */
void calendar_like(Parser *p, CalendarDecl *calendar, const Token *name);
void calendar_zone_set(Parser *p, const Token *zone, Span span);
void calendar_hours(Parser *p, const Token *word, const Token *hours, Span span);
CalendarItem calendar_days(Parser *p, const Token *first, const Token *last);
void calendar_closed(Parser *p, const CalendarItem *days, const Token *name, Span span);
void calendar_open(Parser *p, const CalendarItem *days, const Token *hours, const Token *like, Span span);
void calendar_file(Parser *p, const Token *file, Span span);
void script_calendar(Parser *p, const CalendarDecl *calendar);
void script_calendar_choice(Parser *p, const Token *name);

/* build_rule.c */
Template *template_of(Parser *p, const Token *text);
Action *action_new(Parser *p, ActionKind kind, Span span);
Action *action_named(Parser *p, ActionKind kind, const Token *name, Template *text, Span span);
Action *action_set(Parser *p, const Token *field, Expr *value, Span span);
Target *target_new(Parser *p, TargetKind kind, Expr *who, Span span);
Action *assign_new(Parser *p, Target *target);
void assign_where(Parser *p, Action *a, Expr *where, Span word);
Strategy *strategy_new(Parser *p, StrategyKind kind, Expr *by, Span span);
void strategy_most(Parser *p, Strategy *s, const Token *km);
void strategy_least(Parser *p, Strategy *s, const Token *share);
void target_strategy(Target *t, Strategy *how); /* how: or NULL */
void assign_sticky(Parser *p, Action *a, Expr *key, Span word);
void assign_not_last(Parser *p, Action *a, const Token *owners, Span word);
void assign_within(Parser *p, Action *a, Expr *within, Span word);
Action *assign_rung(Action *a); /* the last one, which clauses written now belong to */
void assign_then(Parser *p, Action *a, Target *target);
void assign_span(Parser *p, Expr **place, Expr *span, const char *words);
void assign_else(Parser *p, Action *a, Target *target);
void assign_wait(Parser *p, Action *a, Span word);
Rule *rule_new(Parser *p, const Token *name, Expr *when, Span span);
Rule *rule_finish(Rule *head, Rule *body, Span whole);
/* The body holds the arms as its inner rules. */
void split_end(Parser *p, Rule *body, const Token *name, Expr *key, Span open, Span whole);
Rule *split_arm(Parser *p, const Token *share, const Token *name, Rule *body, Span whole); /* name: or NULL */
void body_split(Rule *body, const Rule *split);
Rule *body_new(Parser *p);
void body_action(Parser *p, Rule *body, Action *a);
void body_rule(Parser *p, Rule *body, Rule *inner);
void body_broken(Parser *p);
void block_begin(Parser *p);
void block_end(Parser *p, Rule *body, Span open, Span whole);

/* build_life.c */
AfterDecl *after_new(Parser *p, AfterKind kind, Expr *time);
AfterDecl *after_deed(AfterDecl *after, AfterDeed deed);
void after_not_last(Parser *p, AfterDecl *after, const Token *owners, Span span);
void after_named(Parser *p, AfterDecl *after, const Token *name, Template *text, Span span);
void script_activities(Parser *p, Span span, SourceDecl *source);
void script_after(Parser *p, AfterDecl *after, Span span);
SeaDecl *sea_new(Parser *p); /* begins the sea being read */
void sea_open_to(Parser *p, const Token *pool);
void sea_per_day(Parser *p, const Token *number, const Token *unit, Span span);
void sea_open_most(Parser *p, const Token *number);
void sea_span(Parser *p, Expr **place, Expr *span, const char *words);
void sea_penalty(Parser *p, const Token *weight, Expr *time, Expr *after, Span word);
void script_sea(Parser *p, const Token *name, SeaDecl *sea);

/* build_decl.c */
Str text_not_empty(Parser *p, const Token *text); /* a name in quotes */
Span span_after(Parser *p, Span last);
void given_twice(Parser *p, const char *words, Span again, Span first);
void statement_end(Parser *p);
void script_rule(Parser *p, Rule *rule);
void script_zone(Parser *p, Span span, const Token *zone);
void script_use(Parser *p, const Token *path);
void script_let(Parser *p, const Token *name, Expr *value);
void script_define(Parser *p, const Token *name, DefineDecl *params, Expr *body);
void script_define_without_parens(Parser *p, const Token *name, Expr *body);
void script_list(Parser *p, const Token *name, ExprVec *items);
void script_list_file(Parser *p, const Token *name, const Token *file);
void script_lead_begin(Parser *p, Span open);
void script_field(Parser *p, const Token *label, const FieldDecl *type, Expr *missing_value);
void script_rep_begin(Parser *p, Span open);
void script_rep_end(Parser *p);
void script_closed(Parser *p, Span span);
void script_source(Parser *p, SourceDecl **place, const char *words, Span span, SourceDecl *source);
/* build_table.c */
TableDecl *table_new(Parser *p); /* begins the table being read */
TableKey table_key(const Token *name, const Token *type, KeyMode mode);
void table_key_ends(TableKey *key, const Token *low, const Token *high);
TableResult table_result(const Token *name, const Token *type);
void table_add_key(Parser *p, const TableKey *key);
void table_add_result(Parser *p, const TableResult *result);
void table_row_begin(Parser *p);
void table_row_end(Parser *p, Span span);
void table_add_cell(Parser *p, const TableCell *cell, Span span);
void table_add_value(Parser *p, Expr *value);
TableCell table_cell_any(void);
TableCell table_cell_value(Parser *p, Expr *value);
TableCell table_cell_range(Parser *p, Expr *low, Expr *high);
TableCell table_cell_compare(Parser *p, CompareOp op, Expr *value);
TableCell table_cell_in(bool negated, const ExprVec *items);
/* where: or NULL */
TableDecl *script_table_db(Parser *p, const Token *name, TableDecl *table, const Token *from, const Token *where);
TableDecl *script_table(Parser *p, const Token *name, TableDecl *table, const Token *file); /* as it is in the script */
void table_unique(TableDecl *table);

/* build_score.c */
Token token_negated(const Token *number, Span span);
void script_score_start(Parser *p, Span span, const Token *start, const Token *low, const Token *high); /* or NULL */
void script_score_when(Parser *p, Span span, const Token *points, Expr *when);
ScorePart *score_per_event(Parser *p, const Token *points, const Token *kind);
void score_in_last(Parser *p, ScorePart *part, Expr *window);
void score_half_life(Parser *p, ScorePart *part, Expr *half_life);
void score_most(Parser *p, ScorePart *part, const Token *most);
void script_score_events(Parser *p, Span span, ScorePart *part);
void script_class(Parser *p, Span span, const Token *name, Expr *when); /* NULL: otherwise */

/* build_duplicate.c: a condition is a list of clauses, any of which will do */
DuplicateDecl *duplicate_same(Parser *p, Expr *key, Span span);
DuplicateDecl *duplicate_similar(Parser *p, const Token *name, ExprVec *args, Expr *least, Span span);
DuplicateDecl *duplicate_or(DuplicateDecl *a, const DuplicateDecl *b, Parser *p);
DuplicateDecl *duplicate_and(Parser *p, const DuplicateDecl *a, const DuplicateDecl *b, Span span);
void duplicate_then(DuplicateDecl *d, DuplicateThen then, const Token *name, Template *reason, Span span);
void script_duplicate(Parser *p, DuplicateDecl *d, Span span);

DefineDecl *define_new(Parser *p);
void define_param(Parser *p, DefineDecl *define, const Token *name);
FieldDecl field_type(const Token *word);
FieldDecl field_list_type(Parser *p, const Token *separator); /* NULL: JSON */
void field_nocase(Parser *p, FieldDecl *field, Span word);
SourceDecl *source_new(Parser *p, const Token *table);
void source_where(SourceDecl *source, const Token *sql);
void source_mappings(Parser *p, SourceDecl *source);
Mapping mapping_of(const Token *role, const Token *column);
void mapping_add(Parser *p, const Mapping *mapping);

/* build_pool.c */
void script_pool(Parser *p, const Token *name, PoolDecl *pool);
void script_pool_from_reps(Parser *p, const Token *name, Expr *where, PoolDecl *settings); /* NULL: none */
PoolDecl *pool_new(Parser *p);
void pool_absent(Parser *p, PoolDecl *pool, const Token *most, Span word); /* NULL: keep place */
void pool_strategy(Parser *p, PoolDecl *pool, Strategy *how);
void pool_member(Parser *p, PoolDecl *pool, const Member *member);
Member member_of(Parser *p, const Token *name);
void member_weight(Parser *p, Member *member, const Token *weight);
void member_skills(Parser *p, Member *member);
void skill_add(Parser *p, const Token *skill);
int64_t capacity_count(Parser *p, const Token *number);
Capacity capacity_of(Parser *p, const Token *number, const Token *per, Span span); /* NULL: open */
Capacity capacity_both(Parser *p, const Capacity *a, const Capacity *b);
void capacity_set(Parser *p, Terms *terms, const Capacity *capacity, Expr *when, Span span); /* NULL: of all leads */
void capacity_auto(Parser *p, Terms *terms, const Expr *history, Span span);
void terms_hours(Parser *p, Terms *terms, const Token *word, const Token *hours);
void terms_zone(Parser *p, Terms *terms, const Token *zone);
void terms_calendar(Parser *p, Terms *terms, const Token *calendar);

/* build_test.c: a step collects what is read until it is complete */
void test_begin(Parser *p, const Token *name);
void test_at(Parser *p, Expr *at);
void test_end(Parser *p, Span span);
void given_open(Parser *p);
void given_field(Parser *p, const Token *label, Expr *value);
void step_leads(Parser *p, const Token *count, Expr *at, Span span); /* count NULL: one */
void step_each(Parser *p, const Token *file, Expr *at, Span span);
void step_rep(Parser *p, const Token *rep, RepState state, const Token *count, Span span);
/* `3 today`, `12 this week`: period NULL for the first. */
void step_rep_given(Parser *p, const Token *rep, const Token *count, const Token *word, const Token *period, Span span);
void step_expect(Parser *p, Span span);
void text_add(Parser *p, const Token *text);
ExpectClause expect_name(Parser *p, ExpectKind kind, const Token *name);
ExpectClause expect_texts(Parser *p, ExpectKind kind);
ExpectClause expect_field(const Token *name, Expr *value);
void expect_condition(Parser *p, Expr *condition);
void expect_add(Parser *p, const ExpectClause *clause, Span span);
ExpectClause expect_equal(Parser *p, const Token *name, Expr *value, Span span);
void given_event(Parser *p, const Token *count, const Token *kind, Expr *at, bool ago, Span span); /* count NULL: one */
void step_end(Parser *p, StepKind kind, Span span);

/* build_cases.c: each row becomes a lead and what is expected of it */
void cases_begin(Parser *p);
CaseColumn case_column(const Token *name, const Token *kind);
void case_given(Parser *p, const CaseColumn *column);
void case_expected(Parser *p, const Token *name);
void case_row_begin(Parser *p, Span span);
void case_row_turn(Parser *p, Span arrow);
void case_row_end(Parser *p, Span span);
void case_give(Parser *p, Expr *value); /* NULL: `*` */
void case_any(Parser *p);
void case_expect(Parser *p, CompareOp op, Expr *value, Span span);
void case_expect_in(Parser *p, Expr *set, Expr *high, bool negated, Span span); /* high NULL: a list or a named one */
void script_never(Parser *p, ActionKind what, Expr *when, Span span);
void script_always(Parser *p, Span span);
#endif
