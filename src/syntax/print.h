/* Tree to text: one canonical form of expressions and statements, and dumps of tokens and tree. */
#ifndef LEAT_SYNTAX_PRINT_H
#define LEAT_SYNTAX_PRINT_H
#include "base/arena.h"
#include "base/source.h"
#include "syntax/ast.h"

void print_expr(StrBuf *out, const Expr *e); /* with the fewest parentheses; parses back to the same tree */
Str expr_words(Arena *a, const Expr *e);      /* the same as a text */
void print_name(StrBuf *out, Str name);      /* in backquotes when it needs them */
void print_text_literal(StrBuf *out, Str value); /* "…" with escapes */
void print_tokens(StrBuf *out, const SourceSet *sources, uint32_t file); /* one per line: line:column kind text */
/* Indented, one node a line, with line:column; types when checked. */
void print_tree(StrBuf *out, const SourceSet *sources, const Script *script);
#endif
