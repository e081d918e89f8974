/* Typed tree to bytecode.
 *
 * A condition becomes tests that go on only when it is definitely true: and, or, not are jumps by polarity, a
 * comparison of a column with constants is one fused instruction, the rest runs on the expression stack. Each
 * condition is also compiled as a function that yields true, false or unknown (CodeRule.condition), for counting
 * unknowns and explaining. */
#ifndef LEAT_COMPILE_COMPILE_H
#define LEAT_COMPILE_COMPILE_H
#include "check/program.h"
#include "code/chunk.h"

/* The program must have no errors. Fills an initialised chunk and verifies it. Findings (a regex that is too large, a
 * script too large) go to diags: false. */
bool compile_program(Chunk *chunk, const Program *program, DiagList *diags);
/* One more checked expression as a function of the chunk (REPL, explain); NO_FUNC with a finding on failure. The chunk
 * is verified again. Columns that the expression was the first to use are appended to the chunk's. */
uint32_t compile_expression(Chunk *chunk, const Program *program, const Expr *expr, DiagList *diags);
/* Many at once, verified together; all or none. `folded`: a text as it is compared, when case does not count. */
typedef struct Question { const Expr *e; bool folded; uint32_t func; } Question;
bool compile_questions(Chunk *chunk, const Program *program, Question *questions, uint32_t count, DiagList *diags);
#endif
