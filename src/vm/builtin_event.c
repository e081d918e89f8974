/* Built-ins about the events of a lead and about other leads. The first argument is what was read for the call: the
 * list of the times of one kind, oldest first; an owner. */
#include <math.h>

#include "vm/builtin.h"

enum { HALF_LIVES = 64, TERMS = 18 };

/* How far back events count, as in `in last`: only those after it, and none after now. An error: by the calendar. */
static Value since_of(const Vm *vm, const Value *span) {
  int64_t since;
  if (!span) return value_time(INT64_MIN);
  if (span->kind == VAL_WORKING) return working_moved(vm, value_time(vm->now), *span, true);
  return value_time(__builtin_sub_overflow(vm->now, span->i, &since) ? INT64_MIN : since);
}

static bool is_in_sight(const Vm *vm, int64_t at, Value since) {
  return at <= vm->now && (at > since.i || since.i == INT64_MIN);
}

static Value times_fault(const Value *args) {
  for (uint32_t i = 0; i < args[0].list->n; i++)
    if (args[0].list->v[i].kind != VAL_TIME) return value_error(ERROR_DATA_TYPE);
  return value_bool(true);
}

Value builtin_EVENTS(Vm *vm, const Value *args, uint32_t count) {
  Value fault = times_fault(args);
  if (fault.kind == VAL_ERROR) return fault;
  Value since = since_of(vm, count > 1 ? &args[1] : NULL);
  if (since.kind == VAL_ERROR) return since;
  int64_t n = 0;
  for (uint32_t i = 0; i < args[0].list->n; i++) n += is_in_sight(vm, args[0].list->v[i].i, since);
  return value_int(n);
}

Value builtin_LAST_EVENT(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  Value fault = times_fault(args);
  if (fault.kind == VAL_ERROR) return fault;
  Value newest = value_missing();
  for (uint32_t i = 0; i < args[0].list->n; i++) {
    Value at = args[0].list->v[i];
    if (at.i <= vm->now && (newest.kind == VAL_MISSING || at.i > newest.i)) newest = at;
  }
  return newest;
}

/* 2^(-age / half), ages in ms. Whole half-lives are exact; the rest is the series of exp(-f ln 2), f in [0, 1), of
 * which TERMS terms leave less than one unit in the last place. Only the four operations of IEEE doubles, so that it is
 * the same on every machine. */
static double fading(int64_t age, int64_t half) {
  const double ln2 = 0.693147180559945309417;
  if (age / half >= HALF_LIVES) return 0;
  double x = -((double)(age % half) / (double)half) * ln2, sum = 1;
  for (int n = TERMS; n > 0; n--) sum = 1 + sum * x / n;
  return ldexp(sum, -(int)(age / half));
}

Value builtin_FADING_EVENTS(Vm *vm, const Value *args, uint32_t count) {
  Value fault = times_fault(args);
  if (fault.kind == VAL_ERROR) return fault;
  if (args[1].i <= 0) return value_error(ERROR_DATA_TYPE);
  Value since = since_of(vm, count > 2 ? &args[2] : NULL);
  if (since.kind == VAL_ERROR) return since;
  double sum = 0;
  for (uint32_t i = 0; i < args[0].list->n; i++) {
    int64_t at = args[0].list->v[i].i, age;
    if (!is_in_sight(vm, at, since)) continue;
    if (__builtin_sub_overflow(vm->now, at, &age)) continue;
    sum += fading(age, args[1].i);
  }
  return (Value){.kind = VAL_REAL, .d = sum};
}

Value builtin_OWNER_BY(Vm *vm, const Value *args, uint32_t count) {
  (void)vm, (void)count;
  return args[0];
}
