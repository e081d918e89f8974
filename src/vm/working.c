#include "vm/builtin.h"

#include <math.h>

static Value moved(Calendar *c, int64_t from, WorkingSpan span) {
  int64_t at;
  return calendar_add_span(c, from, span, &at) ? value_time(at) : value_error(ERROR_WORKING);
}

Value working_moved(const Vm *vm, Value time, Value span, bool back) {
  if (!vm->chunk->calendar) return value_error(ERROR_NO_CALENDAR);
  return moved(vm->chunk->calendar, time.i, back ? -span.i : span.i);
}

Value working_sum(Value a, Value b, bool minus) {
  WorkingSpan sum;
  if (!working_span_sum(a.i, minus ? -b.i : b.i, &sum)) return value_error(ERROR_OVERFLOW);
  return value_working(sum);
}

Value working_scaled(int64_t span, Value number) {
  double times = number.kind == VAL_INT ? (double)number.i : number.d;
  double days = (double)working_span_days(span) * times, ms = round((double)working_span_ms(span) * times);
  const double most = (double)LIMIT_CALENDAR_REACH * 86400000;
  if (fabs(days) > LIMIT_CALENDAR_REACH || fabs(ms) > most) return value_error(ERROR_OVERFLOW);
  if (days != floor(days)) return value_error(ERROR_WORKING_PART);
  return value_working(working_span((int64_t)days, (int64_t)ms));
}

/* The calendar that the last argument names, or that of the script. */
static Calendar *calendar_of(const Vm *vm, const Value *name) {
  const Chunk *c = vm->chunk;
  if (!name) return c->calendar;
  Str wanted = value_str(value_original(*name));
  for (uint32_t i = 0; i < c->calendars.n; i++)
    if (str_eq(c->calendars.v[i].name, wanted)) return c->calendars.v[i].calendar;
  return NULL;
}

Value builtin_WORKING(Vm *vm, const Value *args, uint32_t count) {
  Calendar *c = calendar_of(vm, count > 1 ? &args[1] : NULL);
  return c ? value_bool(calendar_working(c, args[0].i)) : value_error(ERROR_NO_CALENDAR);
}

Value builtin_WORKING_HOURS(Vm *vm, const Value *args, uint32_t count) {
  enum { HOUR_MS = 3600000 };
  Calendar *c = calendar_of(vm, count > 2 ? &args[2] : NULL);
  if (!c) return value_error(ERROR_NO_CALENDAR);
  int64_t ms = calendar_between(c, args[0].i, args[1].i);
  if (ms % HOUR_MS == 0) return value_int(ms / HOUR_MS);
  return (Value){.kind = VAL_REAL, .d = (double)ms / HOUR_MS};
}

Value builtin_WORKING_DAYS(Vm *vm, const Value *args, uint32_t count) {
  Calendar *c = calendar_of(vm, count > 2 ? &args[2] : NULL);
  return c ? value_int(calendar_days_between(c, args[0].i, args[1].i)) : value_error(ERROR_NO_CALENDAR);
}

Value builtin_WORKING_ADD(Vm *vm, const Value *args, uint32_t count) {
  Calendar *c = calendar_of(vm, count > 2 ? &args[2] : NULL);
  return c ? moved(c, args[0].i, args[1].i) : value_error(ERROR_NO_CALENDAR);
}
