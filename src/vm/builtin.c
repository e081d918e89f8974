#include "vm/builtin.h"

typedef struct BuiltinCode {
  Value (*run)(Vm *vm, const Value *args, uint32_t count);
  const char *arguments;
} BuiltinCode;

static const BuiltinCode codes[] = {
#define BUILTIN(name, word, result, arguments, least, doc) [BUILTIN_##name] = {builtin_##name, arguments},
#include "check/builtins.def"
#undef BUILTIN
};

static bool argument_fits(char letter, const Value *args, uint32_t i) {
  switch (letter) {
    case 't': return args[i].kind == VAL_TEXT;
    case 'e': return args[i].kind == VAL_LIST;
    case 'n': return value_is_number(args[i]);
    case 'T': return args[i].kind == VAL_TIME;
    case 'd': return args[i].kind == VAL_DURATION;
    case 'w': return args[i].kind == VAL_WORKING;
    case 'D': return args[i].kind == VAL_DURATION || args[i].kind == VAL_WORKING;
    case '=': return value_same_group(args[0], args[i]);
    default: return true;
  }
}

Value builtin_call(Vm *vm, Builtin which, const Value *args, uint32_t count) {
  const BuiltinCode *code = &codes[which];
  Value gap = value_bool(true);
  for (uint32_t i = 0; i < count; i++) gap = value_gap(gap, args[i]);
  if (value_is_gap(gap)) return gap;
  const char *letter = code->arguments;
  for (uint32_t i = 0; i < count; i++) {
    bool list = args[i].kind == VAL_LIST && (which == BUILTIN_LENGTH || which == BUILTIN_FOLD);
    if (!list && !argument_fits(*letter, args, i)) return value_error(ERROR_DATA_TYPE);
    if (letter[0] && letter[1] && letter[1] != '*') letter++;
  }
  return code->run(vm, args, count);
}
