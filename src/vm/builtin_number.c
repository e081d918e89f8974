#include "base/geo.h"
#include "vm/builtin.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool fits_int(double d) { return d >= -9223372036854775808.0 && d < 9223372036854775808.0; }

/* A whole number as an integer where it fits, so that it prints and compares as one. */
static Value whole(double d) {
  return fits_int(d) ? value_int((int64_t)d) : (Value){.kind = VAL_REAL, .d = d};
}

/* Rounds the shortest decimal that reads back as x, half away from zero: what the user sees is what is rounded, so
 * round(1.005, 2) is 1.01 although the double lies a little below 1.005. */
static double round_decimal(double x, int decimals) {
  char text[40];
  int digits = 1;
  do snprintf(text, sizeof text, "%.*e", digits - 1, fabs(x));
  while (strtod(text, NULL) != fabs(x) && ++digits <= 17);
  char *exponent = strchr(text, 'e');
  int keep = atoi(exponent + 1) + 1 + decimals; /* significant digits that stay */
  char figures[24];
  int count = 0;
  for (char *p = text; p < exponent; p++)
    if (*p != '.') figures[count++] = *p;
  if (keep >= count) return x;
  if (keep < 0) return 0;
  bool up = figures[keep] >= '5';
  int64_t kept = 0;
  for (int i = 0; i < keep; i++) kept = kept * 10 + (figures[i] - '0');
  snprintf(text, sizeof text, "%llde%d", (long long)(kept + up), -decimals);
  return copysign(strtod(text, NULL), x);
}

Value builtin_ROUND(Vm *vm, const Value *args, uint32_t count) {
  (void)vm;
  int64_t decimals = 0;
  if (count > 1) {
    Number n = value_as_number(args[1]);
    if (!n.is_int && (!(fabs(n.d) <= 15) || n.d != floor(n.d))) return value_error(ERROR_DECIMALS);
    decimals = n.is_int ? n.i : (int64_t)n.d;
    if (decimals < 0 || decimals > 15) return value_error(ERROR_DECIMALS);
  }
  if (args[0].kind == VAL_INT) return args[0];
  double d = round_decimal(args[0].d, (int)decimals);
  return d == floor(d) ? whole(d) : (Value){.kind = VAL_REAL, .d = d};
}

Value builtin_FLOOR(Vm *vm, const Value *args, uint32_t count) {
  (void)vm, (void)count;
  return args[0].kind == VAL_INT ? args[0] : whole(floor(args[0].d));
}

Value builtin_ABS(Vm *vm, const Value *args, uint32_t count) {
  (void)vm, (void)count;
  if (args[0].kind == VAL_REAL) return (Value){.kind = VAL_REAL, .d = fabs(args[0].d)};
  return args[0].i < 0 ? negate(args[0]) : args[0];
}

static Value extreme(const Value *args, uint32_t count, int sign) {
  Value best = args[0];
  for (uint32_t i = 1; i < count; i++)
    if (value_cmp(args[i], best) * sign > 0) best = args[i];
  return best;
}

Value builtin_MIN(Vm *vm, const Value *args, uint32_t count) {
  (void)vm;
  return extreme(args, count, -1);
}

Value builtin_MAX(Vm *vm, const Value *args, uint32_t count) {
  (void)vm;
  return extreme(args, count, 1);
}

static double as_double(Value v) { return v.kind == VAL_INT ? (double)v.i : v.d; }

/* Haversine over the mean radius of the earth; good to about 0.5 %. */
Value builtin_DISTANCE_KM(Vm *vm, const Value *args, uint32_t count) {
  (void)vm, (void)count;
  double km = geo_km(geo_haversine(as_double(args[0]), as_double(args[1]), as_double(args[2]), as_double(args[3])));
  return isfinite(km) ? (Value){.kind = VAL_REAL, .d = km} : value_error(ERROR_OVERFLOW);
}
