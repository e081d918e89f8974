/* The built-ins of check/builtins.def, one function each, named after its entry: builtin_LOWER and so on. They get
 * values of the right types, never a missing one or an error. */
#ifndef LEAT_VM_BUILTIN_H
#define LEAT_VM_BUILTIN_H
#include "vm/machine.h"

#define BUILTIN(name, word, result, arguments, least, doc)                                                           \
  Value builtin_##name(Vm *vm, const Value *args, uint32_t count);
#include "check/builtins.def"
#undef BUILTIN
#endif
