/* The conditions of one size: RULES_INC says the file, FIRST_MATCH the function. */
#include "bench/plain.h"
#include RULES_INC
int FIRST_MATCH(const Lead *l) { return first_match(l); }
