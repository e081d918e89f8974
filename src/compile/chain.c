#include "base/mem.h"
#include "compile/compiler.h"

static void push(Chain *chain, const Expr *e) {
  if (chain->n == chain->cap) {
    chain->cap = chain->cap ? chain->cap * 2 : 8;
    chain->v = mem_realloc(chain->v, sizeof *chain->v * chain->cap);
  }
  chain->v[chain->n++] = e;
}

/* Depth first with a stack of its own: a chain may be as long as a script. */
Chain chain_collect(const Expr *e) {
  Chain leaves = {0}, open = {0};
  ExprKind kind = e->kind;
  push(&open, e);
  while (open.n) {
    const Expr *next = expr_resolve(open.v[--open.n]);
    if (next->kind == kind) {
      push(&open, next->b);
      push(&open, next->a);
    } else push(&leaves, next);
  }
  chain_deinit(&open);
  return leaves;
}

void chain_deinit(Chain *chain) {
  mem_free(chain->v);
  *chain = (Chain){0};
}
