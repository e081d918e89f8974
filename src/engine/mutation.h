/* Mutation testing: the script with one small change after the other, each tried on its tests until one fails. */
#ifndef LEAT_ENGINE_MUTATION_H
#define LEAT_ENGINE_MUTATION_H
#include "engine/engine.h"

/* Fills out->mutation; out->tests, which all passed, say which tests run. */
LeatStatus mutation_run(Leat *l, const LeatTestOptions *options, LeatTestReport *out);
#endif
