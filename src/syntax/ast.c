#include "syntax/ast.h"

#include "base/mem.h"

const char *expr_kind_word(ExprKind kind) {
  static const char *const words[EXPR_COUNT] = {
#define EXPR(name, word) word,
#include "syntax/nodes.def"
#undef EXPR
  };
  ASSERT(kind < EXPR_COUNT);
  return words[kind];
}

const char *compare_word(CompareOp op) {
  static const char *const words[] = {"==", "!=", "<", "<=", ">", ">="};
  ASSERT(op <= CMP_GE);
  return words[op];
}

const char *arith_word(ArithOp op) {
  static const char *const words[] = {"+", "-", "*", "/"};
  ASSERT(op <= ARITH_DIV);
  return words[op];
}
