/* What changed between two texts, line by line, in the unified form that `patch` reads. */
#ifndef LEAT_BASE_DIFFERENCE_H
#define LEAT_BASE_DIFFERENCE_H
#include "base/str.h"

/* Nothing when they are equal. Texts very unlike each other are shown as one change. */
void difference_unified(StrBuf *out, Str name, Str before, Str after);
#endif
