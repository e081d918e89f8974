/* Do two scripts say the same? Their trees are compared, places apart. */
#ifndef LEAT_SYNTAX_TREE_EQUAL_H
#define LEAT_SYNTAX_TREE_EQUAL_H
#include "syntax/ast.h"

bool tree_equal(const Script *a, const Script *b); /* as the parser made them: what check adds is not looked at */
bool expr_equal(const Expr *a, const Expr *b);     /* NULL equals NULL */
#endif
