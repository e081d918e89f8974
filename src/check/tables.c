#include "check/program.h"
#include "base/mem.h"

const char *type_word(Type t) {
  static const char *const words[TYPE_COUNT] = {"unknown", "text", "number", "bool", "time", "duration", "list",
                                                 "working time"};
  ASSERT(t < TYPE_COUNT);
  return words[t];
}

static const BuiltinInfo builtins[BUILTIN_COUNT] = {
#define BUILTIN(name, word, result, arguments, least, doc) {word, result, arguments, least, doc},
#include "check/builtins.def"
#undef BUILTIN
};

const BuiltinInfo *builtin_info(Builtin b) {
  ASSERT(b < BUILTIN_COUNT);
  return &builtins[b];
}

static const char *const strategies[] = {
  "",
#define STRATEGY(name, word, doc) word,
#include "check/strategies.def"
#undef STRATEGY
};
enum { STRATEGIES = sizeof strategies / sizeof strategies[0] };

const char *strategy_word(StrategyKind s) {
  ASSERT((int)s < STRATEGIES);
  return strategies[s];
}

StrategyKind strategy_of(Str word) {
  for (int i = 1; i < STRATEGIES; i++)
    if (str_is(word, strategies[i])) return (StrategyKind)i;
  return STRATEGY_NONE;
}

static const char *const actions[] = {
#define ACTION(name, word, ends, doc) word,
#include "check/actions.def"
#undef ACTION
};

const char *action_word(ActionKind a) {
  ASSERT(a < sizeof actions / sizeof actions[0]);
  return actions[a];
}

static bool is_one_of(Str name, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (str_is(name, words[i])) return true;
  return false;
}

bool lead_role(Str name) {
  static const char *const words[] = {"id", "owner", "pool", "status", "created_at"};
  return is_one_of(name, words, sizeof words / sizeof words[0]);
}

bool rep_role(Str name) {
  static const char *const words[] = {"id", "name", "email", "active", "capacity", "away_from", "away_until", "team"};
  return is_one_of(name, words, sizeof words / sizeof words[0]);
}
