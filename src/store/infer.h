/* What type a column of a file is, from all its values: a number only when nothing is lost by taking it as one. */
#ifndef LEAT_STORE_INFER_H
#define LEAT_STORE_INFER_H
#include "check/type.h"
#include "code/value.h"

typedef struct Guess {
  bool not_number, not_integer, not_bool, not_time; /* some value is not */
  bool not_id;                                      /* some value is no int_canonical */
  int64_t filled;
} Guess;

void guess_add(Guess *g, Value v);
Type guess_type(const Guess *g, Str header);
const char *guess_declared(const Guess *g, Type t); /* for CREATE TABLE; t may be forced */

/* The value as a column of this type keeps it. False: it does not fit, and is kept as it is. */
bool value_fit(Value v, Type t, Value *out);
/* Is this how SQLite writes some 64-bit integer? "7" and "-7", not "007" or "+7". */
bool int_canonical(Str s, int64_t *out);
bool text_bool(Str s, bool *out); /* true false yes no 1 0 是 否 */
#endif
