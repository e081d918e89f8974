/* Built-ins about the events of a lead. The first argument is the list of the times of one kind, oldest first. */
#include <math.h>

#include "vm/builtin.h"

enum { HALF_LIVES = 64, TERMS = 18 };

/* Not older than `span`, and not after now: as `in last`. */
static bool is_in_sight(const Vm *vm, int64_t at, const Value *span) {
  int64_t since;
  if (at > vm->now) return false;
  if (!span) return true;
  return __builtin_sub_overflow(vm->now, span->i, &since) || at > since;
}

static Value times_fault(const Value *args) {
  for (uint32_t i = 0; i < args[0].list->n; i++)
    if (args[0].list->v[i].kind != VAL_TIME) return value_error(ERROR_DATA_TYPE);
  return value_bool(true);
}

Value builtin_EVENTS(Vm *vm, const Value *args, uint32_t count) {
  Value fault = times_fault(args);
  if (fault.kind == VAL_ERROR) return fault;
  int64_t n = 0;
  for (uint32_t i = 0; i < args[0].list->n; i++)
    n += is_in_sight(vm, args[0].list->v[i].i, count > 1 ? &args[1] : NULL);
  return value_int(n);
}

Value builtin_LAST_EVENT(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  Value fault = times_fault(args);
  if (fault.kind == VAL_ERROR) return fault;
  Value newest = value_missing();
  for (uint32_t i = 0; i < args[0].list->n; i++) {
    Value at = args[0].list->v[i];
    if (is_in_sight(vm, at.i, NULL) && (newest.kind == VAL_MISSING || at.i > newest.i)) newest = at;
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
  double sum = 0;
  for (uint32_t i = 0; i < args[0].list->n; i++) {
    int64_t at = args[0].list->v[i].i, age;
    if (!is_in_sight(vm, at, count > 2 ? &args[2] : NULL)) continue;
    if (__builtin_sub_overflow(vm->now, at, &age)) continue;
    sum += fading(age, args[1].i);
  }
  return (Value){.kind = VAL_REAL, .d = sum};
}
