#include "code/lookup.h"
#include "vm/machine.h"

bool value_same_group(Value a, Value b) { return a.kind == b.kind || (value_is_number(a) && value_is_number(b)); }

static Value wrong_type(void) { return value_error(ERROR_DATA_TYPE); }

Value value_compare(Value a, Value b, unsigned op) {
  if (value_is_gap(a) || value_is_gap(b)) return value_gap(a, b);
  if (!value_same_group(a, b)) return wrong_type();
  return value_bool(compare_holds(op, value_cmp(a, b)));
}

/* As an or-chain of equalities: an item that fits makes it true whatever the others are. */
static Value in_list(Value v, Value list) {
  if (value_is_gap(v) || value_is_gap(list)) return value_gap(v, list);
  if (list.kind != VAL_LIST) return wrong_type();
  Value result = value_bool(false);
  for (uint32_t i = 0; i < list.list->n; i++) {
    Value item = list.list->v[i];
    if (value_is_gap(item)) result = value_gap(result, item);
    else if (value_eq(item, v)) return value_bool(true);
  }
  return result;
}

static Value in_set(Value v, const ValueSet *set) { return value_is_gap(v) ? v : value_bool(set_has(set, v)); }

static Value in_last(const Vm *vm, Value time, Value span) {
  if (value_is_gap(time) || value_is_gap(span)) return value_gap(time, span);
  if (time.kind == VAL_TIME && span.kind == VAL_WORKING) {
    Value since = working_moved(vm, value_time(vm->now), span, true);
    return value_is_gap(since) ? since : value_bool(time.i > since.i && time.i <= vm->now);
  }
  if (time.kind != VAL_TIME || span.kind != VAL_DURATION) return wrong_type();
  int64_t since;
  if (__builtin_sub_overflow(vm->now, span.i, &since)) return value_error(ERROR_OVERFLOW);
  return value_bool(time.i > since && time.i <= vm->now);
}

static Value contains(Value whole, Value part) {
  if (value_is_gap(whole) || value_is_gap(part)) return value_gap(whole, part);
  if (whole.kind == VAL_LIST) return in_list(part, whole);
  if (whole.kind != VAL_TEXT || part.kind != VAL_TEXT) return wrong_type();
  return value_bool(str_contains(value_str(whole), value_str(part)));
}

static Value at_end(Value whole, Value part, bool (*holds)(Str, Str)) {
  if (value_is_gap(whole) || value_is_gap(part)) return value_gap(whole, part);
  if (whole.kind != VAL_TEXT || part.kind != VAL_TEXT) return wrong_type();
  return value_bool(holds(value_str(whole), value_str(part)));
}

static Value matches(Value v, const Regex *regex) {
  if (value_is_gap(v)) return v;
  if (v.kind != VAL_TEXT) return wrong_type();
  RegexResult found = regex_match(regex, value_str(v));
  return found == REGEX_LIMIT ? value_error(ERROR_REGEX) : value_bool(found == REGEX_YES);
}

/* Kleene's and (decisive: false), or (decisive: true). */
static Value connect(Value a, Value b, bool decisive) {
  if (a.kind > VAL_ERROR && a.kind != VAL_BOOL) a = wrong_type();
  if (b.kind > VAL_ERROR && b.kind != VAL_BOOL) b = wrong_type();
  if (a.kind == VAL_BOOL && (a.i != 0) == decisive) return a;
  if (b.kind == VAL_BOOL && (b.i != 0) == decisive) return b;
  if (value_is_gap(a) || value_is_gap(b)) return value_gap(a, b);
  return value_bool(!decisive);
}

/* As `v >= low and v <= high`: one bound may rule a value out although the other is missing. */
static Value in_range(Value v, Value low, Value high) {
  return connect(value_compare(v, low, CMP_GE), value_compare(v, high, CMP_LE), false);
}

static Value negation(Value v) {
  if (value_is_gap(v)) return v;
  return v.kind == VAL_BOOL ? value_bool(v.i == 0) : wrong_type();
}

static Value choice(Value condition, Value yes, Value no) {
  if (value_is_gap(condition)) return condition;
  if (condition.kind != VAL_BOOL) return wrong_type();
  return condition.i ? yes : no;
}

static Value make_list(Vm *vm, const Value *items, uint32_t count) {
  if (!arena_has_room(vm->arena, sizeof(ListValue) + sizeof(Value) * count)) return value_error(ERROR_MEMORY);
  ListValue *list = ARENA_NEW(vm->arena, ListValue);
  list->n = count;
  list->v = ARENA_ARRAY(vm->arena, Value, count ? count : 1);
  if (count) memcpy(list->v, items, sizeof(Value) * count);
  return (Value){.kind = VAL_LIST, .list = list};
}

static Value rep_value(const Vm *vm, uint32_t slot) { return vm->rep ? vm->rep[slot] : value_missing(); }

static Value add(Vm *vm, Value a, Value b) {
  if (a.kind == VAL_TIME && b.kind == VAL_WORKING) return working_moved(vm, a, b, false);
  if (a.kind == VAL_WORKING && b.kind == VAL_TIME) return working_moved(vm, b, a, false);
  if (a.kind != VAL_TEXT || b.kind != VAL_TEXT) return arithmetic(OP_ADD, a, b);
  Value parts[2] = {a, b};
  return text_join(vm, parts, 2);
}

/* An error among the keys spreads. A missing key fits `*` only; when no row fits, the result names the column that was
 * missing, if one was. */
static Value lookup(const LookupTable *t, const Value *keys, uint32_t result) {
  Value gap = value_missing();
  for (uint32_t i = 0; i < t->key_count; i++)
    if (value_is_gap(keys[i])) gap = value_gap(gap, keys[i]);
  if (gap.kind == VAL_ERROR) return gap;
  uint32_t row = lookup_row(t->lookup, keys);
  return row == NO_ROW ? gap : lookup_value(t->lookup, row, result);
}

Value *ops_run(Vm *vm, const Instr *in, Value *sp) {
  uint32_t pops = (uint32_t)op_info((Op)in->op)->pops;
  if (in->op == OP_MAKE_LIST || in->op == OP_JOIN) pops = in->arg;
  if (in->op == OP_CALL) pops = in->slot;
  const Chunk *c = vm->chunk;
  if (in->op == OP_LOOKUP) pops = c->tables.v[in->slot]->key_count;
  sp -= pops;
  switch ((Op)in->op) {
    case OP_REP: *sp = rep_value(vm, in->slot); break;
    case OP_COMPARE: *sp = value_compare(sp[0], sp[1], in->aux); break;
    case OP_IN_SET: *sp = in_set(sp[0], c->sets.v[in->arg]); break;
    case OP_IN_RANGE: *sp = in_range(sp[0], sp[1], sp[2]); break;
    case OP_IN_LIST: *sp = in_list(sp[0], sp[1]); break;
    case OP_IN_LAST: *sp = in_last(vm, sp[0], sp[1]); break;
    case OP_MAKE_LIST: *sp = make_list(vm, sp, pops); break;
    case OP_CONTAINS: *sp = contains(sp[0], sp[1]); break;
    case OP_STARTS: *sp = at_end(sp[0], sp[1], str_starts); break;
    case OP_ENDS: *sp = at_end(sp[0], sp[1], str_ends); break;
    case OP_MATCHES: *sp = matches(sp[0], c->regexes.v[in->arg]); break;
    case OP_IS_MISSING: *sp = sp->kind == VAL_ERROR ? *sp : value_bool(sp->kind == VAL_MISSING); break;
    case OP_NOT: *sp = negation(*sp); break;
    case OP_AND: *sp = connect(sp[0], sp[1], false); break;
    case OP_OR: *sp = connect(sp[0], sp[1], true); break;
    case OP_ADD: *sp = add(vm, sp[0], sp[1]); break;
    case OP_SUB:
      if (sp[0].kind == VAL_TIME && sp[1].kind == VAL_WORKING) *sp = working_moved(vm, sp[0], sp[1], true);
      else *sp = arithmetic(OP_SUB, sp[0], sp[1]);
      break;
    case OP_MUL:
    case OP_DIV: *sp = arithmetic((Op)in->op, sp[0], sp[1]); break;
    case OP_NEGATE: *sp = negate(*sp); break;
    case OP_DEFAULT: *sp = sp->kind == VAL_MISSING ? sp[1] : sp[0]; break;
    case OP_SELECT: *sp = choice(sp[0], sp[1], sp[2]); break;
    case OP_LOOKUP: *sp = lookup(c->tables.v[in->slot], sp, in->arg); break;
    case OP_CALL: *sp = builtin_call(vm, (Builtin)in->arg, sp, pops); break;
    case OP_TEXT: *sp = text_of(vm, *sp); break;
    case OP_JOIN: *sp = text_join(vm, sp, pops); break;
    default: BUG("no such instruction: %u", in->op);
  }
  return sp + 1;
}
