/* What the machine asks of the world, as functions that the engine fills in. The machine never sees the store. */
#ifndef LEAT_VM_HOST_H
#define LEAT_VM_HOST_H
#include "code/chunk.h"

typedef struct Vm Vm;

typedef enum ChoiceResult {
  CHOICE_FOUND,
  CHOICE_NOBODY,
  CHOICE_NO_SUCH
} ChoiceResult;                                  /* NO_SUCH: no pool or rep of that name */
typedef struct Choice { /* live as long as the roster */
  Str pool, rep;
  Str reason; /* why he and nobody else, when it is not his turn; until the next lead */
} Choice;

typedef struct VmHost {
  void *ctx;
  /* Who would get this lead by this target now? Pure: turns move only when the plan is applied. For a where-filter the
   * host calls vm_where for each candidate. NULL: nobody is ever found (rules without assign). */
  ChoiceResult (*choose)(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out);
} VmHost;
#endif
