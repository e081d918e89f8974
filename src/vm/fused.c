#include "vm/machine.h"

unsigned test_in_range(const Value *v, const Value *low_high) {
  const Value *low = low_high, *high = low_high + 1;
  if (v->kind == VAL_INT && low->kind == VAL_INT && high->kind == VAL_INT) return v->i >= low->i && v->i <= high->i;
  if (value_is_gap(*v) || !value_same_group(*v, *low) || !value_same_group(*v, *high)) return TRUTH_UNKNOWN;
  return value_cmp(*v, *low) >= 0 && value_cmp(*v, *high) <= 0;
}

unsigned test_contains(const Value *v, const Value *part) {
  if (v->kind == VAL_TEXT && part->kind == VAL_TEXT) return str_contains(value_str(*v), value_str(*part));
  if (v->kind != VAL_LIST) return TRUTH_UNKNOWN;
  bool gap = false;
  for (uint32_t i = 0; i < v->list->n; i++) {
    if (value_is_gap(v->list->v[i])) gap = true;
    else if (value_eq(v->list->v[i], *part)) return TRUTH_TRUE;
  }
  return gap ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

unsigned test_starts(const Value *v, const Value *prefix) {
  return v->kind == VAL_TEXT ? str_starts(value_str(*v), value_str(*prefix)) : TRUTH_UNKNOWN;
}

unsigned test_ends(const Value *v, const Value *suffix) {
  return v->kind == VAL_TEXT ? str_ends(value_str(*v), value_str(*suffix)) : TRUTH_UNKNOWN;
}

unsigned test_matches(const Value *v, const Regex *regex) {
  if (v->kind != VAL_TEXT) return TRUTH_UNKNOWN;
  RegexResult found = regex_match(regex, value_str(*v));
  return found == REGEX_LIMIT ? TRUTH_UNKNOWN : found == REGEX_YES;
}
