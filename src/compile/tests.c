#include "compile/compiler.h"

static uint32_t func_of(Compiler *c, const Expr *e) { return e ? func_emit(c, e) : NO_FUNC; }

static void step_emit(Compiler *c, TestStep *step) {
  step->at_func = func_of(c, step->at);
  for (uint32_t i = 0; i < step->fields.n; i++) step->fields.v[i].func = func_of(c, step->fields.v[i].value);
  for (uint32_t i = 0; i < step->events.n; i++) step->events.v[i].func = func_of(c, step->events.v[i].at);
  for (uint32_t i = 0; i < step->clauses.n; i++) step->clauses.v[i].func = func_of(c, step->clauses.v[i].value);
}

void tests_emit(Compiler *c) {
  Script *script = c->program->script;
  for (uint32_t i = 0; i < script->tests.n; i++) {
    TestDecl *test = &script->tests.v[i];
    test->at_func = func_of(c, test->at);
    for (uint32_t k = 0; k < test->steps.n; k++) step_emit(c, &test->steps.v[k]);
  }
  for (uint32_t i = 0; i < script->promises.n; i++)
    script->promises.v[i].func = func_of(c, script->promises.v[i].when);
}
