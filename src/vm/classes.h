/* The values of one column, put into classes: what the rules test of the column is the same for all values of a class.
 *
 * classes_init -> classes_add for each test -> classes_finish -> class_of for each lead's value. Texts are looked up
 * among the constants that the script names; when prefixes, suffixes or parts are asked for, the answers to all of them
 * make the class of any other text, and what was seen is remembered. Numbers and times fall between the bounds. */
#ifndef LEAT_VM_CLASSES_H
#define LEAT_VM_CLASSES_H
#include "vm/step.h"

enum {
  CLASS_MISSING,
  CLASS_ERROR,
  CLASS_ANY, /* nothing is known of it */
  CLASS_FIRST,
  PATTERNS_MOST = 512,
  PATTERN_CLASSES_MOST = 1024
};

typedef enum ClassesKind { CLASSES_TEXT, CLASSES_ORDER, CLASSES_BOOL, CLASSES_PRESENCE } ClassesKind;
typedef struct Memo Memo;
typedef VEC(double) Doubles;

typedef struct Classes {
  uint32_t slot;
  ClassesKind kind;
  ValueKind value_kind; /* of ORDER: INT stands for both kinds of numbers */
  uint32_t n;           /* classes there are by now */
  uint32_t settled;     /* after classes_finish: those that do not depend on the leads */
  VEC(Value) values;    /* by class: one of its values */
  /* ORDER: class CLASS_FIRST + i holds what is at or above i of these and below the next */
  Doubles bounds;
  /* TEXT */
  uint32_t mask, *table; /* class of each constant, by hash; 0 is free */
  VEC(uint32_t) patterns; /* instructions, each of another text */
  uint32_t words;        /* of a signature: a bit for each pattern */
  VEC(uint64_t) signatures; /* by class from `settled` on */
  uint32_t *by_signature; /* classes by hash */
  Memo *memo;
} Classes;

void classes_init(Classes *k, const Chunk *c, uint32_t slot);
/* False: the classes do not say how this test comes out. */
bool classes_add(Classes *k, Arena *a, const Chunk *c, uint32_t test);
void classes_finish(Classes *k, Arena *a);
/* After classes_finish. */
uint32_t class_of(Classes *k, Arena *a, const Chunk *c, const Steps *s, const Value *v);
/* A test that few classes pass, and which: how many, at most `most` into `out`; 0: it is none of these. */
uint32_t classes_passing(const Classes *k, const Chunk *c, uint32_t test, uint32_t *out, uint32_t most);
/* Between which classes its outcome changes: appends where each stretch begins. False: anywhere. */

typedef VEC(uint32_t) Edges;
bool classes_edges(const Classes *k, const Chunk *c, uint32_t test, Arena *a, Edges *out);
#endif
