/* Inside the compiler: its state and the parts that emit code. Only for src/compile. */
#ifndef LEAT_COMPILE_COMPILER_H
#define LEAT_COMPILE_COMPILER_H
#include "compile/compile.h"

typedef struct Compiler {
  Chunk *chunk;
  const Program *program;
  DiagList *diags;
  bool failed;         /* a finding was added */
} Compiler;

/* A place that jumps go to before it is known: the waiting jumps are chained through Instr.jump. */
typedef struct Label { uint32_t last; } Label;
#define LABEL_NONE UINT32_MAX
static inline Label label_new(void) { return (Label){LABEL_NONE}; }
void label_bind(Compiler *c, Label *label); /* here */

/* emit.c */
void emit_op(Compiler *c, Op op, uint32_t slot, uint32_t arg, Span span);
void emit_jump(Compiler *c, Instr instr, Label *label, Span span);
uint32_t const_add(Compiler *c, Value v);
uint32_t regex_add(Compiler *c, const Expr *pattern, bool nocase);
void table_use_in_code(Compiler *c, uint32_t table); /* it gets its index */
uint32_t set_of_list(Compiler *c, uint32_t named_list);
uint32_t set_of_items(Compiler *c, Expr *const *items, uint32_t count);

/* fold.c: what is known before any lead */
const Expr *expr_resolve(const Expr *e); /* through uses of `define` */
bool expr_const(const Compiler *c, const Expr *e, Value *value_out);
bool expr_column(const Compiler *c, const Expr *e, uint32_t *slot_out); /* a lead column, compared as it is read */
bool expr_needs_fold(const Compiler *c, const Expr *e); /* compared folded, but its value is not folded */
bool items_const(const Compiler *c, Expr *const *items, uint32_t count);

/* chain.c: the operands of a chain of `and` or of `or`, however they were put in parentheses */
typedef struct Chain { const Expr **v; uint32_t n, cap; } Chain;
Chain chain_collect(const Expr *e);
void chain_deinit(Chain *chain);

/* value.c: code that pushes the value of an expression */
void value_emit(Compiler *c, const Expr *e);
/* A function of its own at the end of the code. */
uint32_t func_emit(Compiler *c, const Expr *e);
uint32_t folded_func_emit(Compiler *c, const Expr *e); /* the same; a text is folded when it is compared so */
void template_emit(Compiler *c, const Template *t); /* pushes a text; missing when t is NULL */

/* cond.c: goes on when e is definitely `want`, else jumps; with jump_if the other way round */
void cond_emit(Compiler *c, const Expr *e, bool want, bool jump_if, Label *label);

/* score.c: the lets of score and class */
uint32_t computed_emit(Compiler *c, uint32_t let);
uint32_t computed_part(Compiler *c, uint32_t let); /* makes the part of this let; NO_PART: it is none */

/* duplicates.c */
void duplicates_emit(Compiler *c);

/* rules.c: the main program */
uint32_t by_emit(Compiler *c, const Strategy *how);
CodeBy by_of(Compiler *c, const Strategy *how); /* how: or NULL; without its function */
void rules_emit(Compiler *c);

uint32_t target_add(Compiler *c, const Rule *rule, const Action *a, const Target *t, uint32_t rung);

/* life.c */
CodeSpan span_code(Compiler *c, const Expr *e); /* NULL: none */
bool assign_is_ladder(const Action *a);
uint32_t ladder_begin(Compiler *c, const Rule *rule, const Action *a); /* its first rung; NO_RUNG: it is no ladder */
void ladder_emit(Compiler *c, const Rule *rule, const Action *a, uint32_t first);
void life_emit(Compiler *c);

/* tests.c: what tests give and expect, as functions whose numbers are kept in the tree */
void tests_emit(Compiler *c);
#endif
