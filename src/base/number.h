/* Numbers: 64-bit integers and IEEE doubles on one exact number line. */
#ifndef LEAT_BASE_NUMBER_H
#define LEAT_BASE_NUMBER_H
#include "base/str.h"

typedef struct Number {
  bool is_int;
  union {
    int64_t i;
    double d;
  };
} Number;

/* -1, 0, 1; exact between integers and doubles (no rounding of 2^53+1). NaN must not come here. */
int number_cmp(Number a, Number b);
/* Arithmetic. False: overflow of an integer, division by zero, or a result that is not finite. */
bool number_add(Number a, Number b, Number *out);
bool number_sub(Number a, Number b, Number *out);
bool number_mul(Number a, Number b, Number *out);
bool number_div(Number a, Number b, Number *out); /* an integer when it divides evenly, else a double */
/* Plain decimal text as found in data: -12, 3.5, 1e6, with blanks around it. No hex, no inf, no nan, no suffix. */
bool number_parse(Str s, Number *out);
/* Shortest text that reads back the same; integers without a point. Returns its length. */
size_t number_format(Number x, char out[32]);
#endif
