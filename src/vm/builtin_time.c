#include "vm/builtin.h"

Value builtin_AGE(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  int64_t age;
  if (__builtin_sub_overflow(vm->now, args[0].i, &age)) return value_error(ERROR_OVERFLOW);
  return value_duration(age);
}

Value builtin_HOUR(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  Civil civil;
  zone_civil(vm->chunk->zone, args[0].i, &civil);
  return value_int(civil.hour);
}

Value builtin_WEEKDAY(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  Civil civil;
  zone_civil(vm->chunk->zone, args[0].i, &civil);
  return value_int(weekday_iso(civil_days(civil.year, civil.month, civil.day)));
}

Value builtin_DATE(Vm *vm, const Value *args, uint32_t count) {
  (void)count;
  return value_time(zone_day_start(vm->chunk->zone, args[0].i));
}

Value builtin_NOW(Vm *vm, const Value *args, uint32_t count) {
  (void)args, (void)count;
  return value_time(vm->now);
}

Value builtin_TODAY(Vm *vm, const Value *args, uint32_t count) {
  (void)args, (void)count;
  return value_time(vm->today);
}
