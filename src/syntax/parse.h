/* Text to tree: flex and bison behind one function; reentrant, no globals.
 *
 * Errors go to `diags` with exact positions and what was expected in the user's words; the parser goes on at the next
 * statement. The tree holds what could be understood; it must not be compiled when diags->errors > 0. */
#ifndef LEAT_SYNTAX_PARSE_H
#define LEAT_SYNTAX_PARSE_H
#include "base/diag.h"
#include "syntax/ast.h"

Script *parse_script(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags); /* never NULL */
/* A single expression, as typed in the REPL; NULL on error. */
Expr *parse_expression(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags);

/* Is this text a beginning of a statement that needs more lines (open brace, parenthesis or quote, a rule without an
 * action, …), complete, or wrong? For the REPL. A complete statement may still be continued by an `else`. */
typedef enum Completeness { TEXT_EMPTY, TEXT_INCOMPLETE, TEXT_COMPLETE, TEXT_WRONG } Completeness;
Completeness parse_completeness(Str text);
/* Does the text start with a word that begins a statement (so that it is no expression)? */
bool parse_starts_statement(Str text);
/* Could this line only go on with the statement before it (else, where, otherwise is not one, `}` …)? */
bool parse_continues_statement(Str text);

typedef struct Keyword {
  const char *word;
  const char *group; /* statement, action, clause, operator, unit, type, strategy; later: of versions to come */
} Keyword;
const Keyword *keyword_table(size_t *count_out); /* sorted by word; from grammar/keywords.def */
#endif
