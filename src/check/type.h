/* The types of the language. */
#ifndef LEAT_CHECK_TYPE_H
#define LEAT_CHECK_TYPE_H
#include "base/str.h"

typedef enum Type { /* stored in Expr.type; the order of the words in syntax/print.c is the same */
  TYPE_NONE, /* not known: after an error, to keep one mistake from making ten findings */
  TYPE_TEXT,
  TYPE_NUMBER,
  TYPE_BOOL,
  TYPE_TIME,     /* ms since 1970 UTC */
  TYPE_DURATION, /* ms */
  TYPE_LIST,
  TYPE_WORKING, /* working time, a WorkingSpan of base/calendar.h */
  TYPE_COUNT
} Type;

const char *type_word(Type t); /* "text", … */
#endif
