/* A set of constants of one type group, for `in`: open addressing, built once, then only asked. */
#ifndef LEAT_CODE_SET_H
#define LEAT_CODE_SET_H
#include "base/arena.h"
#include "code/value.h"

typedef struct ValueSet ValueSet;
ValueSet *set_new(Arena *arena, const Value *values,
                  uint32_t count);        /* duplicates are fine; copies nothing but the Values */
bool set_has(const ValueSet *s, Value v); /* v is neither missing nor error; 3 and 3.0 are the same number */
uint32_t set_count(const ValueSet *s);
const Value *set_values(const ValueSet *s); /* in the order given, without duplicates */
/* Equal values have equal hashes, whole numbers and reals too. */
uint64_t value_hash(Value v);
#endif
