/* Weights that come from history: what `by win_rate(90 days)` and `by attainment` give for each rep.
 *
 * Read once for a roster; the same for the whole run. */
#ifndef LEAT_ENGINE_LEARNED_H
#define LEAT_ENGINE_LEARNED_H
#include "engine/roster.h"

/* Reads what the script learns from; without a database all reps are alike. */
StoreStatus learned_load(Roster *r);
/* A number above 0. */
Value learned_value(const Roster *r, const CodeBy *by, uint32_t rep);
const char *learned_word(LearnedKind kind); /* "win_rate" */
/* What keeps somebody out who has no value to be compared by, or is too far. */
Str pass_by_words(Arena *a, const Pass *pass);
Str value_rounded(Arena *a, Value v); /* as it is shown: to three decimals */
#endif
