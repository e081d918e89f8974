/* The states of a lead by number; states.def says what each is. */
#ifndef LEAT_CHECK_STATES_H
#define LEAT_CHECK_STATES_H

typedef enum StateName {
#define STATE(name, word, final, doc) STATE_##name,
#include "check/states.def"
#undef STATE
  STATE_COUNT
} StateName;
#endif
