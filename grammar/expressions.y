/* The second half of the grammar: values and conditions, and what bison asks of us. The build puts it behind leat.y,
 * which declares all tokens. */

literal:
    STRING                         { $$ = expr_text(parser, &$1); }
  | NUMBER                         { $$ = expr_number(parser, &$1, @$); }
  | MINUS NUMBER %prec SIGN        { $$ = expr_negate(parser, expr_number(parser, &$2, @2), @$); }
  | NUMBER KM                      { $$ = expr_number(parser, &$1, @$); }
  | duration
  | CLOCK_TIME                     { $$ = expr_clock_time(parser, &$1); }
  | TIME                           { $$ = expr_time(parser, &$1); }
  | TRUE                           { $$ = expr_bool(parser, true, @$); }
  | FALSE                          { $$ = expr_bool(parser, false, @$); }

duration:
    NUMBER UNIT                    { $$ = expr_duration(parser, &$1, &$2, false, @$); }
  | NUMBER WORKING UNIT            { $$ = expr_duration(parser, &$1, &$3, true, @$); }

literal_list:
    LPAREN RPAREN                  { $$ = exprs_new(parser); }
  | LPAREN literals RPAREN         { $$ = $2; }
  | LPAREN literals COMMA RPAREN   { $$ = $2; }

literals:
    literal                        { $$ = exprs_new(parser); exprs_add(parser, $$, $1); }
  | literals COMMA literal         { $$ = $1; exprs_add(parser, $$, $3); }

value:
    expr                           { $$ = expr_finish(parser, $1); }

expr:
    STRING                         { $$ = expr_text(parser, &$1); }
  | NUMBER %prec LOW_NUMBER        { $$ = expr_number(parser, &$1, @$); } /* `5 hours` is a duration */
  | NUMBER KM                      { $$ = expr_number(parser, &$1, @$); }
  | duration
  | CLOCK_TIME                     { $$ = expr_clock_time(parser, &$1); }
  | TIME                           { $$ = expr_time(parser, &$1); }
  | TRUE                           { $$ = expr_bool(parser, true, @$); }
  | FALSE                          { $$ = expr_bool(parser, false, @$); }
  | name %prec LOW_IF              { $$ = expr_name(parser, &$1); } /* `expect name = …` is no comparison */
  | name DOT name                  { $$ = expr_field(parser, &$1, &$3, @$); }
  | name LPAREN args RPAREN        { $$ = expr_call(parser, &$1, $3, @$); }
  | name LPAREN args RPAREN DOT name { $$ = expr_call(parser, &$1, $3, @$); $$->base = $6.text; }
  | LPAREN exprs RPAREN            { $$ = expr_in_parens(parser, $2, false, @$); }
  | LPAREN exprs COMMA RPAREN      { $$ = expr_in_parens(parser, $2, true, @$); }
  | IF expr THEN expr ELSE expr %prec LOW_IF { $$ = expr_if(parser, $2, $4, $6, @$); }
  | expr OR expr                   { $$ = expr_chain(parser, EXPR_OR, $1, $3, @$); }
  | expr AND expr                  { $$ = expr_chain(parser, EXPR_AND, $1, $3, @$); }
  | NOT expr                       { $$ = expr_not(parser, $2, @$); }
  | expr EQ expr                   { $$ = expr_compare(parser, CMP_EQ, $1, $3, @2, @$); }
  | expr NE expr                   { $$ = expr_compare(parser, CMP_NE, $1, $3, @2, @$); }
  | expr LT expr                   { $$ = expr_compare(parser, CMP_LT, $1, $3, @2, @$); }
  | expr LE expr                   { $$ = expr_compare(parser, CMP_LE, $1, $3, @2, @$); }
  | expr GT expr                   { $$ = expr_compare(parser, CMP_GT, $1, $3, @2, @$); }
  | expr GE expr                   { $$ = expr_compare(parser, CMP_GE, $1, $3, @2, @$); }
  | expr EQUALS expr               { report_equals(parser, @2); $$ = expr_compare(parser, CMP_EQ, $1, $3, @2, @$); }
  | expr IN expr                   { $$ = expr_in(parser, $1, $3, false, @2, @$); }
  | expr NOT_IN expr               { $$ = expr_in(parser, $1, $3, true, @2, @$); }
  | expr IN expr RANGE expr        { $$ = expr_in_range(parser, $1, $3, $5, false, @2, @$); }
  | expr NOT_IN expr RANGE expr    { $$ = expr_in_range(parser, $1, $3, $5, true, @2, @$); }
  | expr IN LAST duration          { $$ = expr_in_last(parser, $1, $4, false, @2, @$); }
  | expr NOT_IN LAST duration      { $$ = expr_in_last(parser, $1, $4, true, @2, @$); }
  | expr CONTAINS expr             { $$ = expr_relation(parser, EXPR_CONTAINS, $1, $3, @2, @$); }
  | expr STARTS WITH expr %prec STARTS { $$ = expr_relation(parser, EXPR_STARTS, $1, $4, @2, @$); }
  | expr ENDS WITH expr %prec ENDS { $$ = expr_relation(parser, EXPR_ENDS, $1, $4, @2, @$); }
  | expr MATCHES expr              { $$ = expr_relation(parser, EXPR_MATCHES, $1, $3, @2, @$); }
  | expr IS MISSING                { $$ = expr_relation(parser, EXPR_IS_MISSING, $1, NULL, @2, @$); }
  | expr IS KNOWN                  { $$ = expr_relation(parser, EXPR_IS_KNOWN, $1, NULL, @2, @$); }
  | expr IS NOT MISSING            { $$ = expr_is_not(parser, $1, EXPR_IS_KNOWN, @2, @$); }
  | expr IS NOT KNOWN              { $$ = expr_is_not(parser, $1, EXPR_IS_MISSING, @2, @$); }
  | expr IS NAME                   { $$ = expr_is_name(parser, $1, false, &$3, @2, @$); }
  | expr IS NOT NAME               { $$ = expr_is_name(parser, $1, true, &$4, @2, @$); }
  | expr COALESCE expr             { $$ = expr_default(parser, $1, $3, @$); }
  | expr PLUS expr                 { $$ = expr_arith(parser, ARITH_ADD, $1, $3, @$); }
  | expr MINUS expr                { $$ = expr_arith(parser, ARITH_SUB, $1, $3, @$); }
  | expr STAR expr                 { $$ = expr_arith(parser, ARITH_MUL, $1, $3, @$); }
  | expr SLASH expr                { $$ = expr_arith(parser, ARITH_DIV, $1, $3, @$); }
  | MINUS expr %prec SIGN          { $$ = expr_negate(parser, $2, @$); }

exprs:
    expr                           { $$ = exprs_new(parser); exprs_add(parser, $$, $1); }
  | exprs COMMA expr               { $$ = $1; exprs_add(parser, $$, $3); }

args:
    %empty                         { $$ = exprs_new(parser); }
  | exprs

%%

#include "syntax/parser_marks.inc"
#include "syntax/parser_end.inc"
