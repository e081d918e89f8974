/* The grammar of leat: LALR(1), without conflicts. Values and conditions are in expressions.y.
 *
 * Keywords are reserved only where a statement or a clause can start: `name` takes nearly every keyword where a value
 * or a name is expected. The lexer makes `not in` one token, a word before `:` a LABEL, and a number before `leads {`
 * a COUNT.
 * After a mistake the lexer passes over text up to the next statement and says so with a SYNC (see syntax/lexer.h). */
%require "3.8"
%define api.pure full
%define api.prefix {leat_yy}
%define api.token.prefix {T_}
%define api.location.type {Span}
%define api.value.type union
%define parse.error custom
%define parse.lac full
%locations
%param {Parser *parser}
%expect 0

%code requires {
#include "syntax/build.h"
}

%code {
#include "base/mem.h"
#define YYMAXDEPTH LIMIT_PARSER_DEPTH
#define YYMALLOC mem_alloc
#define YYFREE mem_free
#define YYLLOC_DEFAULT(current, rhs, n)                                                       \
  do {                                                                                        \
    (current) = (n) ? YYRHSLOC(rhs, 1) : YYRHSLOC(rhs, 0);                                     \
    if (n) (current).end = YYRHSLOC(rhs, n).end;                                              \
    else (current).start = (current).end;                                                     \
    if (parser->marks && yyn > 0 && yyn <= YYNRULES)                                          \
      mark_reduction(parser, (yysymbol_kind_t)yyr1[yyn], rhs, n);                             \
  } while (0)

static int leat_yylex(LEAT_YYSTYPE *value, Span *span, Parser *parser);
static void mark_reduction(Parser *parser, yysymbol_kind_t symbol, const Span *parts, int count);
static void leat_yyerror(Span *span, Parser *parser, const char *message);
}

%token END 0
%token START_SCRIPT START_EXPRESSION SYNC
%token <Token> NAME LABEL STRING NUMBER COUNT TIME CLOCK_TIME
%token LPAREN RPAREN LBRACE RBRACE COMMA COLON DOT
%token RANGE ARROW PLUS MINUS STAR SLASH COALESCE EQUALS EQ NE LT LE GT GE
%token NOT_IN AND OR NOT IN IS IF THEN ELSE TRUE FALSE WHEN OTHERWISE ASSIGN
%token <Token> RULE LET DEFINE LIST TABLE UNIQUE USE POOL LEAD LEADS REPS TIMEZONE CALENDAR
%token <Token> SCORE CLASS EVENTS EVENT PER HALF LIFE MAX BETWEEN
%token <Token> TAG SET NOTIFY TASK HOLD NURTURE ARCHIVE STOP
%token <Token> WHERE WITHIN WAIT DUE FOR FROM MEMBER WEIGHT CAPACITY SKILLS DEFAULT STRATEGY OPEN REP
%token <Token> ROW PREFIX RANGE_KEY
%token <Token> ZONE CLOSED LIKE AUTO LEAVES BUSY STATUSES
%token <Token> STICKY BY BEST NEAREST LEAST DB SPLIT ABSENT KEEP PLACE CATCH UP
%token <Token> AFTER REMIND WITHOUT ACTIVITY ACTIVITIES RESPONSE DEPARTURE REASSIGN RELEASE TO
%token <Token> SEA CLAIM CLAIMED EVERY COOLDOWN PROTECT EXTEND PENALTY
%token <Token> DUPLICATE SAME
%token <Token> CONTAINS STARTS ENDS WITH MATCHES MISSING KNOWN LAST
%token <Token> TEST EXPECT NEVER ALWAYS ROUTE AT EACH OWNER OWNERS TAGS OUTCOME AWAY INACTIVE CASES AGO
%token <Token> UNIT WORKING KM TYPE_WORD NOCASE JSON STRATEGY_WORD LATER LATER_CLAUSE

%precedence LAST   /* `x in last 7 days` in an arm of a split, whose next one begins with a number: */
%precedence NUMBER /* they belong together */
%precedence LOW_IF LOW_NUMBER
%precedence UNIT
%left OR
%left AND
%precedence NOT
%left EQUALS EQ NE LT LE GT GE IN NOT_IN CONTAINS STARTS ENDS MATCHES IS
%precedence RANGE
%left COALESCE
%left PLUS MINUS
%left STAR SLASH
%precedence SIGN

%nterm <Token> name points signed
%nterm <ScorePart *> event_part
%nterm <Expr *> expr value literal duration where_opt due_opt default_opt
%nterm <ExprVec *> exprs args literals literal_list
%nterm <Rule *> rule rule_head body actions block items lead_items rule_items split arms arm
%nterm <Action *> action assignment target_chain
%nterm <Target *> target
%nterm <Template *> template template_opt
%nterm <DefineDecl *> params params_opt
%nterm <FieldDecl> field_type
%nterm <SourceDecl *> source
%nterm <Mapping> mapping
%nterm <PoolDecl *> pool_settings pool_members
%nterm <Member> member
%nterm <Capacity> capacity capacity_part
%nterm <Strategy *> strategy strategy_opt
%nterm <TableDecl *> table table_keys
%nterm <TableKey> table_key
%nterm <TableResult> table_result
%nterm <TableCell> cell
%nterm <CompareOp> cell_compare
%nterm <Expr *> at_opt
%nterm <ActionKind> never_what
%nterm <ExpectClause> expect_clause expect_plain expect_field
%nterm <CalendarDecl *> calendar calendar_head
%nterm <CalendarItem> days
%nterm <CaseColumn> case_column
%nterm <AfterDecl *> after_head after_what
%nterm <SeaDecl *> sea_items
%nterm <DuplicateDecl *> same_any same_all same_term duplicate
%nterm <Expr *> same_key

%start input

%%

input:
    START_SCRIPT script            { parser->script->end = span_after(parser, @2); }
  | START_EXPRESSION value         { parser->expression = $2; }

script:
    %empty
  | script statement               { statement_end(parser); }
  | script error SYNC              { yyerrok; statement_end(parser); }

statement:
    rule                           { script_rule(parser, $1); }
  | later SYNC
  | USE STRING                     { script_use(parser, &$2); }
  | TIMEZONE STRING                { script_zone(parser, @$, &$2); }
  | LET name EQUALS value          { script_let(parser, &$2, $4); }
  | DEFINE name LPAREN params_opt RPAREN EQUALS value { script_define(parser, &$2, $4, $7); }
  | DEFINE name EQUALS value       { script_define_without_parens(parser, &$2, $4); }
  | LIST name FROM STRING          { script_list_file(parser, &$2, &$4); }
  | LIST name EQUALS literal_list  { script_list(parser, &$2, $4); }
  | table
  | UNIQUE table                   { table_unique($2); }
  | LEAD lead_open fields RBRACE
  | LEADS source                   { script_source(parser, &parser->script->leads_from, "`leads from`", @$, $2); }
  | REPS source                    { script_source(parser, &parser->script->reps_from, "`reps from`", @$, $2); }
  | CALENDAR STRING                { script_calendar_choice(parser, &$2); }
  | calendar LBRACE calendar_items RBRACE { script_calendar(parser, $1); }
  | EVENTS source                  { script_source(parser, &parser->script->events_from, "`events from`", @$, $2); }
  | LEAVES source                  { script_source(parser, &parser->script->leaves_from, "`leaves from`", @$, $2); }
  | BUSY source                    { script_source(parser, &parser->script->busy_from, "`busy from`", @$, $2); }
  | CLOSED STATUSES texts          { script_closed(parser, @$); }
  | REP rep_open fields RBRACE     { script_rep_end(parser); }
  | SCORE STARTS signed            { script_score_start(parser, @$, &$3, NULL, NULL); }
  | SCORE STARTS signed BETWEEN signed AND signed
                                   { script_score_start(parser, @$, &$3, &$5, &$7); }
  | SCORE points WHEN value        { script_score_when(parser, @$, &$2, $4); }
  | SCORE event_part               { script_score_events(parser, @$, $2); }
  | CLASS STRING WHEN value        { script_class(parser, @$, &$2, $4); }
  | CLASS STRING OTHERWISE         { script_class(parser, @$, &$2, NULL); }
  | POOL STRING LBRACE pool_members RBRACE { script_pool(parser, &$2, $4); }
  | POOL STRING FROM REPS where_opt { script_pool_from_reps(parser, &$2, $5, NULL); }
  | POOL STRING FROM REPS where_opt LBRACE pool_members RBRACE { script_pool_from_reps(parser, &$2, $5, $7); }
  | test_begin test_at test_items RBRACE { test_end(parser, @$); }
  | duplicate                      { script_duplicate(parser, $1, @$); }
  | NEVER never_what WHEN value    { script_never(parser, $2, $4, @$); }
  | ALWAYS ROUTE                   { script_always(parser, @$); }
  | ACTIVITIES source              { script_activities(parser, @$, $2); }
  | SEA STRING LBRACE sea_items RBRACE { script_sea(parser, &$2, $4); }
  | after_head REASSIGN            { script_after(parser, after_deed($1, DEED_REASSIGN), @$); }
  | after_head REASSIGN NOT LAST NUMBER { after_not_last(parser, $1, &$5, @$); }
  | after_head RELEASE TO SEA value { $1->sea = $5; script_after(parser, after_deed($1, DEED_SEA), @$); }
  | after_head ARCHIVE template    { $1->text = $3; script_after(parser, after_deed($1, DEED_ARCHIVE), @$); }
  | after_head HOLD FOR STRING template_opt { after_named(parser, after_deed($1, DEED_HOLD), &$4, $5, @$); }
  | after_head NURTURE STRING      { after_named(parser, after_deed($1, DEED_NURTURE), &$3, NULL, @$); }

after_head:
    AFTER after_what               { $$ = $2; }
  | AFTER after_what WHEN value    { $$ = $2; $$->when = $4; }

after_what:
    duration WITHOUT ACTIVITY      { $$ = after_new(parser, AFTER_NO_ACTIVITY, $1); }
  | duration WITHOUT RESPONSE      { $$ = after_new(parser, AFTER_NO_RESPONSE, $1); }
  | DEPARTURE                      { $$ = after_new(parser, AFTER_DEPARTURE, NULL); }

sea_items:
    %empty                         { $$ = sea_new(parser); }
  | sea_items sea_item

sea_item:
    OPEN TO sea_pools
  | CLAIM sea_claims
  | COOLDOWN duration              { sea_span(parser, &parser->sea->cooldown, $2, "`cooldown`"); }
  | sea_protects
  | PENALTY WEIGHT NUMBER FOR duration WHEN CLAIMED WITHOUT RESPONSE duration
                                   { sea_penalty(parser, &$3, $5, $10, @1); }

sea_pools:
    POOL STRING                    { sea_open_to(parser, &$2); }
  | sea_pools COMMA POOL STRING    { sea_open_to(parser, &$4); }

sea_claims:
    sea_claim
  | sea_claims COMMA sea_claim

sea_claim:
    NUMBER PER UNIT                { sea_per_day(parser, &$1, &$3, @$); }
  | NUMBER OPEN                    { sea_open_most(parser, &$1); }
  | EVERY duration                 { sea_span(parser, &parser->sea->every, $2, "`every`"); }

sea_protects:
    PROTECT duration               { sea_span(parser, &parser->sea->protect, $2, "`protect`"); }
  | sea_protects EXTEND duration   { sea_span(parser, &parser->sea->extend, $3, "`extend`"); }
  | sea_protects MAX duration      { sea_span(parser, &parser->sea->most, $3, "`max`"); }

duplicate:
    DUPLICATE WHEN same_any ROUTE TO OWNER { $$ = $3; duplicate_then($$, DUPLICATE_ROUTE, NULL, NULL, @4); }
  | DUPLICATE WHEN same_any HOLD FOR STRING template_opt
                                   { $$ = $3; duplicate_then($$, DUPLICATE_HOLD, &$6, $7, @4); }

same_any:
    same_all
  | same_any OR same_all           { $$ = duplicate_or($1, $3, parser); }

same_all:
    same_term
  | same_all AND same_term         { $$ = duplicate_and(parser, $1, $3, @$); }

same_term:
    SAME same_key                  { $$ = duplicate_same(parser, $2, @$); }
  | name LPAREN args RPAREN GE literal { $$ = duplicate_similar(parser, &$1, $3, $6, @$); }
  | LPAREN same_any RPAREN         { $$ = $2; }

same_key:
    name                           { $$ = expr_finish(parser, expr_name(parser, &$1)); }
  | name DOT name                  { $$ = expr_finish(parser, expr_field(parser, &$1, &$3, @$)); }
  | name LPAREN args RPAREN        { $$ = expr_finish(parser, expr_call(parser, &$1, $3, @$)); }
  | name LPAREN args RPAREN DOT name
                                   { Expr *e = expr_call(parser, &$1, $3, @$);
                                     e->base = $6.text;
                                     $$ = expr_finish(parser, e); }

points:
    PLUS NUMBER                    { $$ = $2; $$.span = @$; }
  | MINUS NUMBER                   { $$ = token_negated(&$2, @$); }

signed:
    NUMBER
  | MINUS NUMBER                   { $$ = token_negated(&$2, @$); }

event_part:
    points PER EVENT STRING        { $$ = score_per_event(parser, &$1, &$4); }
  | event_part IN LAST duration    { $$ = $1; score_in_last(parser, $$, $4); }
  | event_part HALF MINUS LIFE duration { $$ = $1; score_half_life(parser, $$, $5); }
  | event_part MAX NUMBER          { $$ = $1; score_most(parser, $$, &$3); }

later:
    LATER                          { report_later(parser, &$1); }

calendar:
    calendar_head
  | calendar_head LIKE STRING      { $$ = $1; calendar_like(parser, $$, &$3); }

calendar_head:
    CALENDAR STRING                { $$ = calendar_begin(parser, &$2); }

calendar_items:
    %empty
  | calendar_items calendar_item

calendar_item:
    ZONE STRING                    { calendar_zone_set(parser, &$2, @$); }
  | UNIT STRING                    { calendar_hours(parser, &$1, &$2, @$); }
  | CLOSED days                    { calendar_closed(parser, &$2, NULL, @$); }
  | CLOSED days STRING             { calendar_closed(parser, &$2, &$3, @$); }
  | CLOSED FROM STRING             { calendar_file(parser, &$3, @$); }
  | OPEN days                      { calendar_open(parser, &$2, NULL, NULL, @$); }
  | OPEN days STRING               { calendar_open(parser, &$2, &$3, NULL, @$); }
  | OPEN days LIKE STRING          { calendar_open(parser, &$2, NULL, &$4, @$); }

days:
    TIME                           { $$ = calendar_days(parser, &$1, &$1); }
  | TIME RANGE TIME                { $$ = calendar_days(parser, &$1, &$3); }

table:
    TABLE name LPAREN table_keys RPAREN table_results_opt LBRACE table_rows RBRACE
                                   { $$ = script_table(parser, &$2, $4, NULL); }
  | TABLE name LPAREN table_keys RPAREN table_results_opt FROM STRING
                                   { $$ = script_table(parser, &$2, $4, &$8); }
  | TABLE name LPAREN table_keys RPAREN table_results_opt FROM DB STRING
                                   { $$ = script_table_db(parser, &$2, $4, &$9, NULL); }
  | TABLE name LPAREN table_keys RPAREN table_results_opt FROM DB STRING WHERE STRING
                                   { $$ = script_table_db(parser, &$2, $4, &$9, &$11); }

table_keys:
    table_key                      { $$ = table_new(parser); table_add_key(parser, &$1); }
  | table_keys COMMA table_key     { $$ = $1; table_add_key(parser, &$3); }

table_key:
    name                           { $$ = table_key(&$1, NULL, KEY_EXACT); }
  | LABEL TYPE_WORD                { $$ = table_key(&$1, &$2, KEY_EXACT); }
  | PREFIX name                    { $$ = table_key(&$2, NULL, KEY_PREFIX); }
  | PREFIX LABEL TYPE_WORD         { $$ = table_key(&$2, &$3, KEY_PREFIX); }
  | WITHIN name                    { $$ = table_key(&$2, NULL, KEY_WITHIN); }
  | WITHIN LABEL TYPE_WORD         { $$ = table_key(&$2, &$3, KEY_WITHIN); }
  | RANGE_KEY name                 { $$ = table_key(&$2, NULL, KEY_RANGE); }
  | RANGE_KEY LABEL TYPE_WORD      { $$ = table_key(&$2, &$3, KEY_RANGE); }
  | RANGE_KEY name LPAREN name COMMA name RPAREN
                                   { $$ = table_key(&$2, NULL, KEY_RANGE); table_key_ends(&$$, &$4, &$6); }
  | RANGE_KEY LABEL TYPE_WORD LPAREN name COMMA name RPAREN
                                   { $$ = table_key(&$2, &$3, KEY_RANGE); table_key_ends(&$$, &$5, &$7); }

table_results_opt:
    %empty
  | ARROW table_results

table_results:
    table_result                   { table_add_result(parser, &$1); }
  | table_results COMMA table_result { table_add_result(parser, &$3); }

table_result:
    name                           { $$ = table_result(&$1, NULL); }
  | LABEL TYPE_WORD                { $$ = table_result(&$1, &$2); }

table_rows:
    %empty
  | table_rows table_row

table_row:
    row_begin cells ARROW row_values { table_row_end(parser, @$); }

row_begin:
    ROW                            { table_row_begin(parser); }

cells:
    cell                           { table_add_cell(parser, &$1, @1); }
  | cells COMMA cell               { table_add_cell(parser, &$3, @3); }

cell:
    STAR                           { $$ = table_cell_any(); }
  | literal                        { $$ = table_cell_value(parser, $1); }
  | literal RANGE literal          { $$ = table_cell_range(parser, $1, $3); }
  | cell_compare literal           { $$ = table_cell_compare(parser, $1, $2); }
  | IN literal_list                { $$ = table_cell_in(false, $2); }
  | NOT_IN literal_list            { $$ = table_cell_in(true, $2); }

cell_compare:
    EQ                             { $$ = CMP_EQ; }
  | NE                             { $$ = CMP_NE; }
  | LT                             { $$ = CMP_LT; }
  | LE                             { $$ = CMP_LE; }
  | GT                             { $$ = CMP_GT; }
  | GE                             { $$ = CMP_GE; }

row_values:
    literal                        { table_add_value(parser, $1); }
  | row_values COMMA literal       { table_add_value(parser, $3); }
test_begin:
    TEST STRING LBRACE             { test_begin(parser, &$2); }

test_at:
    %empty
  | AT value                       { test_at(parser, $2); }

test_items:
    %empty
  | test_items test_item

test_item:
    LEAD given_open given_fields RBRACE at_opt { step_leads(parser, NULL, $5, @$); }
  | COUNT LEADS given_open given_fields RBRACE at_opt { step_leads(parser, &$1, $6, @$); }
  | EACH LEAD IN STRING at_opt     { step_each(parser, &$4, $5, @$); }
  | REP STRING AWAY                { step_rep(parser, &$2, REP_AWAY, NULL, @$); }
  | REP STRING INACTIVE            { step_rep(parser, &$2, REP_INACTIVE, NULL, @$); }
  | REP STRING OPEN NUMBER         { step_rep(parser, &$2, REP_OPEN, &$4, @$); }
  | REP STRING NUMBER NAME         { step_rep_given(parser, &$2, &$3, &$4, NULL, @$); }
  | REP STRING NUMBER NAME NAME    { step_rep_given(parser, &$2, &$3, &$4, &$5, @$); }
  | REP STRING NUMBER NAME UNIT    { step_rep_given(parser, &$2, &$3, &$4, &$5, @$); }
  | CASES case_given ARROW case_expected LBRACE case_rows RBRACE
  | EXPECT expect_clauses          { step_expect(parser, @$); }
  | EXPECT expect_field            { expect_add(parser, &$2, @2); step_expect(parser, @$); }
  | EXPECT value                   { expect_condition(parser, $2); step_expect(parser, @$); }

given_open:
    LBRACE                         { given_open(parser); }

given_fields:
    %empty
  | given_fields LABEL value       { given_field(parser, &$2, $3); }
  | given_fields LABEL value COMMA { given_field(parser, &$2, $3); }
  | given_fields given_event
  | given_fields given_event COMMA

given_event:
    EVENT STRING                   { given_event(parser, NULL, &$2, NULL, false, @$); }
  | EVENT STRING AT value          { given_event(parser, NULL, &$2, $4, false, @$); }
  | EVENT STRING duration AGO      { given_event(parser, NULL, &$2, $3, true, @$); }
  | COUNT EVENTS STRING            { given_event(parser, &$1, &$3, NULL, false, @$); }
  | COUNT EVENTS STRING AT value   { given_event(parser, &$1, &$3, $5, false, @$); }
  | COUNT EVENTS STRING duration AGO { given_event(parser, &$1, &$3, $4, true, @$); }

case_given:
    case_column                    { cases_begin(parser); case_given(parser, &$1); }
  | case_given COMMA case_column   { case_given(parser, &$3); }

case_column:
    name                           { $$ = case_column(&$1, NULL); }
  | EVENTS STRING                  { $$ = case_column(&$1, &$2); }

case_expected:
    name                           { case_expected(parser, &$1); }
  | case_expected COMMA name       { case_expected(parser, &$3); }

case_rows:
    %empty
  | case_rows case_row

case_row:
    case_row_begin case_gives case_turn case_expects { case_row_end(parser, @$); }

case_row_begin:
    ROW                            { case_row_begin(parser, @1); }

case_turn:
    ARROW                          { case_row_turn(parser, @1); }

case_gives:
    case_give
  | case_gives COMMA case_give

case_give:
    STAR                           { case_give(parser, NULL); }
  | value                          { case_give(parser, $1); }

case_expects:
    case_expect
  | case_expects COMMA case_expect

case_expect:
    STAR                           { case_any(parser); }
  | value                          { case_expect(parser, CMP_EQ, $1, @1); }
  | cell_compare value             { case_expect(parser, $1, $2, @$); }
  | value RANGE value              { case_expect_in(parser, $1, $3, false, @$); }
  | IN value                       { case_expect_in(parser, $2, NULL, false, @$); }
  | NOT_IN value                   { case_expect_in(parser, $2, NULL, true, @$); }

at_opt:
    %empty                         { $$ = NULL; }
  | AT value                       { $$ = $2; }

expect_clauses:
    expect_clause                  { expect_add(parser, &$1, @1); }
  | expect_clauses expect_clause   { expect_add(parser, &$2, @2); }

expect_clause:
    expect_plain
  | NOT expect_plain               { $$ = $2; $$.negated = true; }

expect_plain:
    POOL STRING                    { $$ = expect_name(parser, EXPECT_POOL, &$2); }
  | OWNER STRING                   { $$ = expect_name(parser, EXPECT_OWNER, &$2); }
  | RULE STRING                    { $$ = expect_name(parser, EXPECT_RULE, &$2); }
  | TAG STRING                     { $$ = expect_name(parser, EXPECT_TAG, &$2); }
  | OUTCOME NAME                   { $$ = expect_name(parser, EXPECT_OUTCOME, &$2); }
  | OUTCOME STRING                 { $$ = expect_name(parser, EXPECT_OUTCOME, &$2); }
  | OWNERS texts                   { $$ = expect_texts(parser, EXPECT_OWNERS); }
  | TAGS texts                     { $$ = expect_texts(parser, EXPECT_TAGS); }
  | SCORE NUMBER                   { $$ = expect_equal(parser, &$1, expr_number(parser, &$2, @2), @$); }
  | CLASS STRING                   { $$ = expect_equal(parser, &$1, expr_text(parser, &$2), @$); }

expect_field:
    name EQUALS value              { $$ = expect_field(&$1, $3); }

texts:
    STRING                         { text_add(parser, &$1); }
  | texts COMMA STRING             { text_add(parser, &$3); }

never_what:
    ASSIGN                         { $$ = ACTION_ASSIGN; }
  | HOLD                           { $$ = ACTION_HOLD; }
  | NURTURE                        { $$ = ACTION_NURTURE; }
  | ARCHIVE                        { $$ = ACTION_ARCHIVE; }

params_opt:
    %empty                         { $$ = define_new(parser); }
  | params

params:
    name                           { $$ = define_new(parser); define_param(parser, $$, &$1); }
  | params COMMA name              { $$ = $1; define_param(parser, $$, &$3); }

lead_open:
    LBRACE                         { script_lead_begin(parser, @1); }

rep_open:
    LBRACE                         { script_rep_begin(parser, @1); }

fields:
    %empty
  | fields field
  | fields field COMMA

field:
    LABEL field_type default_opt   { script_field(parser, &$1, &$2, $3); }
  | LABEL field_type NOCASE default_opt { field_nocase(parser, &$2, @3); script_field(parser, &$1, &$2, $4); }

field_type:
    TYPE_WORD                      { $$ = field_type(&$1); }
  | LIST STRING                    { $$ = field_list_type(parser, &$2); }
  | LIST JSON                      { $$ = field_list_type(parser, NULL); }

default_opt:
    %empty                         { $$ = NULL; }
  | EQUALS literal                 { $$ = $2; }

source:
    FROM STRING                    { $$ = source_new(parser, &$2); }
  | FROM STRING WHERE STRING       { $$ = source_new(parser, &$2); source_where($$, &$4); }
  | FROM STRING LBRACE mappings RBRACE { $$ = source_new(parser, &$2); source_mappings(parser, $$); }
  | FROM STRING WHERE STRING LBRACE mappings RBRACE
                                   { $$ = source_new(parser, &$2); source_where($$, &$4); source_mappings(parser, $$); }

mappings:
    %empty
  | mappings mapping               { mapping_add(parser, &$2); }
  | mappings mapping COMMA         { mapping_add(parser, &$2); }

mapping:
    name EQUALS name               { $$ = mapping_of(&$1, &$3); }

pool_settings:
    %empty                         { $$ = pool_new(parser); }
  | pool_settings DEFAULT CAPACITY capacity
                                   { $$ = $1; capacity_set(parser, &$$->terms, &$4, NULL, @4); }
  | pool_settings DEFAULT CAPACITY capacity WHEN value
                                   { $$ = $1; capacity_set(parser, &$$->terms, &$4, $6, @4); }
  | pool_settings DEFAULT CAPACITY AUTO FROM duration
                                   { $$ = $1; capacity_auto(parser, &$$->terms, $6, @$); }
  | pool_settings UNIT STRING      { $$ = $1; terms_hours(parser, &$$->terms, &$2, &$3); }
  | pool_settings ZONE STRING      { $$ = $1; terms_zone(parser, &$$->terms, &$3); }
  | pool_settings CALENDAR STRING  { $$ = $1; terms_calendar(parser, &$$->terms, &$3); }
  | pool_settings ABSENT KEEP PLACE { $$ = $1; pool_absent(parser, $$, NULL, @2); }
  | pool_settings ABSENT CATCH UP NUMBER { $$ = $1; pool_absent(parser, $$, &$5, @2); }
  | pool_settings STRATEGY strategy { $$ = $1; pool_strategy(parser, $$, $3); }

pool_members:
    pool_settings
  | pool_members member            { $$ = $1; pool_member(parser, $$, &$2); }

member:
    MEMBER STRING                  { $$ = member_of(parser, &$2); }
  | member WEIGHT NUMBER           { $$ = $1; member_weight(parser, &$$, &$3); }
  | member CAPACITY capacity       { $$ = $1; capacity_set(parser, &$$.terms, &$3, NULL, @3); }
  | member CAPACITY capacity WHEN value { $$ = $1; capacity_set(parser, &$$.terms, &$3, $5, @3); }
  | member CAPACITY AUTO FROM duration { $$ = $1; capacity_auto(parser, &$$.terms, $5, @4); }
  | member UNIT STRING             { $$ = $1; terms_hours(parser, &$$.terms, &$2, &$3); }
  | member ZONE STRING             { $$ = $1; terms_zone(parser, &$$.terms, &$3); }
  | member CALENDAR STRING         { $$ = $1; terms_calendar(parser, &$$.terms, &$3); }
  | member SKILLS skills           { $$ = $1; member_skills(parser, &$$); }

skills:
    STRING                         { skill_add(parser, &$1); }
  | skills COMMA STRING            { skill_add(parser, &$3); }

capacity:
    capacity_part
  | capacity COMMA capacity_part   { $$ = capacity_both(parser, &$1, &$3); }

capacity_part:
    NUMBER OPEN                    { $$ = capacity_of(parser, &$1, NULL, @$); }
  | NUMBER PER UNIT                { $$ = capacity_of(parser, &$1, &$3, @$); }
  | NUMBER PER NAME                { $$ = capacity_of(parser, &$1, &$3, @$); }

rule:
    rule_head body                 { $$ = rule_finish($1, $2, @$); }

rule_head:
    WHEN value                     { $$ = rule_new(parser, NULL, $2, @$); }
  | RULE WHEN value                { $$ = rule_new(parser, NULL, $3, @$); }
  | RULE STRING WHEN value         { $$ = rule_new(parser, &$2, $4, @$); }
  | OTHERWISE                      { $$ = rule_new(parser, NULL, NULL, @$); }

body:
    actions
  | actions split                  { $$ = $1; body_split($$, $2); }
  | split
  | block
  | block actions                  { $$ = $1; report_action_after_rules(parser, $2); }

actions:
    action                         { $$ = body_new(parser); body_action(parser, $$, $1); }
  | actions action                 { $$ = $1; body_action(parser, $$, $2); }

block:
    LBRACE block_open items RBRACE { $$ = $3; block_end(parser, $$, @1, @$); }

block_open:
    %empty                         { block_begin(parser); }

items:
    lead_items
  | rule_items

lead_items:
    %empty                         { $$ = body_new(parser); }
  | lead_items action              { $$ = $1; body_action(parser, $$, $2); }
  | lead_items error SYNC          { $$ = $1; body_broken(parser); yyerrok; }

rule_items:
    lead_items rule                { $$ = $1; body_rule(parser, $$, $2); }
  | lead_items split               { $$ = $1; body_split($$, $2); }
  | rule_items rule                { $$ = $1; body_rule(parser, $$, $2); }
  | rule_items error SYNC          { $$ = $1; body_broken(parser); yyerrok; }

split:
    SPLIT STRING BY value LBRACE block_open arms RBRACE
                                   { $$ = $7; split_end(parser, $$, &$2, $4, @5, @$); }
  ;

arms:
    arm                            { $$ = body_new(parser); body_rule(parser, $$, $1); }
  | arms arm                       { $$ = $1; body_rule(parser, $$, $2); }
  ;

arm:
    NUMBER actions                 { $$ = split_arm(parser, &$1, NULL, $2, @$); }
  | NUMBER STRING actions          { $$ = split_arm(parser, &$1, &$2, $3, @$); }
  ;

action:
    TAG template                   { $$ = action_new(parser, ACTION_TAG, @$); $$->text = $2; }
  | SET name EQUALS value          { $$ = action_set(parser, &$2, $4, @$); }
  | NOTIFY STRING template         { $$ = action_named(parser, ACTION_NOTIFY, &$2, $3, @$); }
  | TASK template due_opt          { $$ = action_new(parser, ACTION_TASK, @$); $$->text = $2; $$->value = $3; }
  | HOLD FOR STRING template_opt   { $$ = action_named(parser, ACTION_HOLD, &$3, $4, @$); }
  | NURTURE STRING                 { $$ = action_named(parser, ACTION_NURTURE, &$2, NULL, @$); }
  | ARCHIVE template               { $$ = action_new(parser, ACTION_ARCHIVE, @$); $$->text = $2; }
  | STOP                           { $$ = action_new(parser, ACTION_STOP, @$); }
  | assignment

template:
    STRING                         { $$ = template_of(parser, &$1); }

template_opt:
    %empty                         { $$ = NULL; }
  | template

due_opt:
    %empty                         { $$ = NULL; }
  | DUE value                      { $$ = $2; }

assignment:
    ASSIGN target_chain            { $$ = $2; $$->span = @$; }

target_chain:
    target                         { $$ = assign_new(parser, $1); }
  | target_chain WHERE value       { $$ = $1; assign_where(parser, $$, $3, @2); }
  | target_chain STICKY BY value   { $$ = $1; assign_sticky(parser, $$, $4, @2); }
  | target_chain NOT LAST NUMBER   { $$ = $1; assign_not_last(parser, $$, &$4, @2); }
  | target_chain WITHIN value      { $$ = $1; assign_within(parser, $$, $3, @2); }
  | target_chain REMIND AFTER value { $$ = $1; assign_span(parser, &assign_rung($$)->remind, $4, "`remind after`"); }
  | target_chain FOR value         { $$ = $1; assign_span(parser, &assign_rung($$)->progress, $3, "`for`"); }
  | target_chain THEN target       { $$ = $1; assign_then(parser, $$, $3); }
  | target_chain ELSE target       { $$ = $1; assign_else(parser, $$, $3); }
  | target_chain ELSE WAIT         { $$ = $1; assign_wait(parser, $$, @3); }
  | target_chain WAIT              { $$ = $1; assign_wait(parser, $$, @2); }

target:
    POOL value strategy_opt        { $$ = target_new(parser, TARGET_POOL, $2, @$); target_strategy($$, $3); }
  | REP value                      { $$ = target_new(parser, TARGET_REP, $2, @$); }
  | SEA value                      { $$ = target_new(parser, TARGET_SEA, $2, @$); }

strategy_opt:
    %empty                         { $$ = NULL; }
  | strategy

strategy:
    STRATEGY_WORD                  { $$ = strategy_new(parser, (StrategyKind)$1.keyword->value, NULL, @$); }
  | STRATEGY_WORD BY value         { $$ = strategy_new(parser, (StrategyKind)$1.keyword->value, $3, @$); }
  | STRATEGY_WORD BY value AT LEAST NUMBER
                                   { $$ = strategy_new(parser, (StrategyKind)$1.keyword->value, $3, @$);
                                     strategy_least(parser, $$, &$6); }
  | BEST BY value                  { $$ = strategy_new(parser, STRATEGY_BEST, $3, @$); }
  | BEST BY value AT LEAST NUMBER  { $$ = strategy_new(parser, STRATEGY_BEST, $3, @$);
                                     strategy_least(parser, $$, &$6); }
  | NEAREST                        { $$ = strategy_new(parser, STRATEGY_NEAREST, NULL, @$); }
  | NEAREST MAX NUMBER KM          { $$ = strategy_new(parser, STRATEGY_NEAREST, NULL, @$);
                                     strategy_most(parser, $$, &$3); }

where_opt:
    %empty                         { $$ = NULL; }
  | WHERE value                    { $$ = $2; }

/* Where a name is expected a keyword is one; only words that a value cannot follow by any other reading are left out:
 * and or not in is if then else true false when otherwise assign. */
name:
    NAME
  | RULE | LET | DEFINE | LIST | TABLE | UNIQUE | USE | POOL | LEAD | LEADS | REPS | TIMEZONE | CALENDAR
  | TAG | SET | NOTIFY | TASK | HOLD | NURTURE | ARCHIVE | STOP
  | WHERE | WITHIN | WAIT | DUE | FOR | FROM | MEMBER | WEIGHT | CAPACITY | SKILLS | DEFAULT | STRATEGY | OPEN | REP
  | ROW | PREFIX | RANGE_KEY | ZONE | CLOSED | LIKE | AUTO | LEAVES | BUSY | STATUSES | STICKY | BY | BEST | NEAREST
  | LEAST | DB | SPLIT | ABSENT | KEEP | PLACE | CATCH | UP
  | SCORE | CLASS | EVENTS | EVENT | PER | HALF | LIFE | MAX | BETWEEN
  | AFTER | REMIND | WITHOUT | ACTIVITY | ACTIVITIES | RESPONSE | DEPARTURE | REASSIGN | RELEASE | TO
  | SEA | CLAIM | CLAIMED | EVERY | COOLDOWN | PROTECT | EXTEND | PENALTY
  | CONTAINS | STARTS | ENDS | WITH | MATCHES | MISSING | KNOWN | LAST
  | TEST | EXPECT | NEVER | ALWAYS | ROUTE | AT | EACH | OWNER | OWNERS | TAGS | OUTCOME | AWAY | INACTIVE | CASES | AGO
  | DUPLICATE | SAME
  | UNIT | WORKING | KM | TYPE_WORD | NOCASE | JSON | STRATEGY_WORD | LATER | LATER_CLAUSE
