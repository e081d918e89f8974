/* The bounds of limits.def as constants: LIMIT_TOKEN_BYTES and so on. */
#ifndef LEAT_BASE_LIMITS_H
#define LEAT_BASE_LIMITS_H
enum {
#define LIMIT(name, value, unit, effect) LIMIT_##name = (value),
#include "base/limits.def"
#undef LIMIT
};
#endif
