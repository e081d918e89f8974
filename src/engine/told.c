/* Decisions in the language of whoever asks; the ledger keeps them in English. */
#include "code/value.h"
#include "engine/engine.h"
#include "vm/plan.h"

/* `division by zero, in rule "hot"`: the reason of a lead on which a rule failed. */
static Str failed_told(Arena *a, Lang lang, Str reason) {
  for (int e = 0; e < ERROR_COUNT; e++) {
    Str error = str_of(rule_error_text((RuleError)e));
    if (!str_starts(reason, error)) continue;
    Str rest = {reason.p + error.n, reason.n - error.n};
    if (!str_starts(rest, STR(", in rule \"")) || !str_ends(rest, STR("\""))) continue;
    return lang_say(a, lang, "%s, in rule \"%.*s\"", rule_error_text((RuleError)e), (int)rest.n - 12, rest.p + 11);
  }
  return reason;
}

Str leat_rule_told(Arena *a, Lang lang, Str rule) {
  if (lang == LANG_EN || !str_starts(rule, STR("line ")) || rule.n == 5) return rule;
  for (size_t i = 5; i < rule.n; i++)
    if (rule.p[i] < '0' || rule.p[i] > '9') return rule;
  return lang_say(a, lang, "line %.*s", (int)rule.n - 5, rule.p + 5);
}

Str leat_reason_told(Arena *a, Lang lang, Str outcome, Str reason) {
  if (lang == LANG_EN) return reason;
  if (str_is(outcome, outcome_word(OUTCOME_ASSIGNED))) return lang_told(a, lang, reason); /* none is the script's */
  if (str_is(outcome, outcome_word(OUTCOME_UNROUTED))) return lang_str(lang, reason);
  if (str_is(outcome, outcome_word(OUTCOME_ASSIGNED))) return lang_told(a, lang, reason);
  if (str_is(outcome, outcome_word(OUTCOME_ERROR))) return failed_told(a, lang, reason);
  if (!str_is(outcome, outcome_word(OUTCOME_HELD)) || !str_starts(reason, STR("for "))) return reason;
  return lang_say(a, lang, "for %.*s", (int)reason.n - 4, reason.p + 4); /* the rest is the script's */
}
