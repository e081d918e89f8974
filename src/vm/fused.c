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

static unsigned test_compare(const Value *v, const Value *k, unsigned op) {
  if (v->kind == VAL_INT && k->kind == VAL_INT) return compare_holds(op, (v->i > k->i) - (v->i < k->i));
  if (value_is_gap(*v) || !value_same_group(*v, *k)) return TRUTH_UNKNOWN;
  return compare_holds(op, value_cmp(*v, *k));
}

unsigned test_truth(const Chunk *c, const Instr *in, const Value *v) {
  const Value *k = in->arg < c->consts.n ? &c->consts.v[in->arg] : NULL; /* of those that have one */
  switch ((Op)in->op) {
    case OP_TEST_CMP_K: return test_compare(v, k, in->aux);
    case OP_TEST_EQ_TEXT: return v->kind == VAL_TEXT ? value_text_eq(v, k) : TRUTH_UNKNOWN;
    case OP_TEST_IN_SET: return value_is_gap(*v) ? TRUTH_UNKNOWN : set_has(c->sets.v[in->arg], *v);
    case OP_TEST_IN_RANGE: return test_in_range(v, k);
    case OP_TEST_CONTAINS: return test_contains(v, k);
    case OP_TEST_STARTS: return test_starts(v, k);
    case OP_TEST_ENDS: return test_ends(v, k);
    case OP_TEST_MATCHES: return test_matches(v, c->regexes.v[in->arg]);
    case OP_TEST_MISSING: return v->kind == VAL_ERROR ? TRUTH_UNKNOWN : v->kind == VAL_MISSING;
    case OP_TEST_BOOL: return value_truth(*v);
    default: BUG("%s is no test", op_word((Op)in->op));
  }
}
