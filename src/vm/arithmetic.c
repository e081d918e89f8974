#include "vm/machine.h"

#include <math.h>

static Value wrong_type(void) { return value_error(ERROR_DATA_TYPE); }

static Value numbers(Op op, Value a, Value b) {
  Number x = value_as_number(a), y = value_as_number(b), out;
  bool good;
  switch (op) {
    case OP_ADD: good = number_add(x, y, &out); break;
    case OP_SUB: good = number_sub(x, y, &out); break;
    case OP_MUL: good = number_mul(x, y, &out); break;
    default: good = number_div(x, y, &out); break;
  }
  if (good) return value_number(out);
  bool by_zero = op == OP_DIV && number_cmp(y, (Number){.is_int = true, .i = 0}) == 0;
  return value_error(by_zero ? ERROR_DIVISION : ERROR_OVERFLOW);
}

static Value milliseconds(ValueKind kind, int64_t a, int64_t b, bool minus) {
  int64_t out;
  if (minus ? __builtin_sub_overflow(a, b, &out) : __builtin_add_overflow(a, b, &out))
    return value_error(ERROR_OVERFLOW);
  return (Value){.kind = (uint8_t)kind, .i = out};
}

/* A duration times or divided by a number: to the nearest millisecond. */
static Value scaled(Op op, int64_t ms, Value number) {
  Value v = numbers(op, value_int(ms), number);
  if (v.kind == VAL_ERROR) return v;
  if (v.kind == VAL_INT) return value_duration(v.i);
  double d = round(v.d);
  if (d < -9223372036854775808.0 || d >= 9223372036854775808.0) return value_error(ERROR_OVERFLOW);
  return value_duration((int64_t)d);
}

static Value add(Value a, Value b) {
  if (a.kind == VAL_DURATION && b.kind == VAL_DURATION) return milliseconds(VAL_DURATION, a.i, b.i, false);
  if (a.kind == VAL_TIME && b.kind == VAL_DURATION) return milliseconds(VAL_TIME, a.i, b.i, false);
  if (a.kind == VAL_DURATION && b.kind == VAL_TIME) return milliseconds(VAL_TIME, a.i, b.i, false);
  return wrong_type();
}

static Value subtract(Value a, Value b) {
  if (a.kind == VAL_DURATION && b.kind == VAL_DURATION) return milliseconds(VAL_DURATION, a.i, b.i, true);
  if (a.kind == VAL_TIME && b.kind == VAL_TIME) return milliseconds(VAL_DURATION, a.i, b.i, true);
  if (a.kind == VAL_TIME && b.kind == VAL_DURATION) return milliseconds(VAL_TIME, a.i, b.i, true);
  return wrong_type();
}

Value arithmetic(Op op, Value a, Value b) {
  if (value_is_gap(a) || value_is_gap(b)) return value_gap(a, b);
  if (value_is_number(a) && value_is_number(b)) return numbers(op, a, b);
  if (a.kind == VAL_WORKING && b.kind == VAL_WORKING && op <= OP_SUB) return working_sum(a, b, op == OP_SUB);
  if (op == OP_MUL && a.kind == VAL_WORKING && value_is_number(b)) return working_scaled(a.i, b);
  if (op == OP_MUL && b.kind == VAL_WORKING && value_is_number(a)) return working_scaled(b.i, a);
  if (op == OP_ADD) return add(a, b);
  if (op == OP_SUB) return subtract(a, b);
  if (a.kind == VAL_DURATION && value_is_number(b)) return scaled(op, a.i, b);
  if (op == OP_MUL && value_is_number(a) && b.kind == VAL_DURATION) return scaled(op, b.i, a);
  if (op == OP_DIV && a.kind == VAL_DURATION && b.kind == VAL_DURATION)
    return numbers(op, value_int(a.i), value_int(b.i));
  return wrong_type();
}

Value negate(Value v) {
  if (value_is_gap(v)) return v;
  if (v.kind == VAL_REAL) return (Value){.kind = VAL_REAL, .d = -v.d};
  if (v.kind != VAL_INT && v.kind != VAL_DURATION && v.kind != VAL_WORKING) return wrong_type();
  if (v.i == INT64_MIN) return value_error(ERROR_OVERFLOW);
  v.i = -v.i;
  return v;
}
