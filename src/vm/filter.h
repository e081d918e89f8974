/* Which rules can take a lead, by its values: for each column that many rules test, and for each value that makes a
 * difference to them, one bit for each rule at the top level, 0 when a test that the rule can't do without is surely
 * false. A rule that is left out this way is false whatever its other tests say, so nothing is to be noted of it.
 *
 * filters_build once for a chunk -> filters_begin per lead -> filters_next from rule to rule. */
#ifndef LEAT_VM_FILTER_H
#define LEAT_VM_FILTER_H
#include "vm/step.h"

enum { FILTERS_MOST = 12 };

typedef struct Filter {
  uint32_t slot;
  bool of_codes;   /* else of numbers */
  uint32_t rows;
  int64_t *starts; /* of numbers: where each row begins, ascending, the first at INT64_MIN */
  uint64_t *bits;  /* `words` for each row */
} Filter;

typedef struct Filters {
  bool built;
  uint32_t n; /* 0: every rule is looked at */
  uint32_t tops, words;
  uint32_t *entries; /* of each rule at the top level: the step after its RULE; then the END */
  uint64_t *all;     /* the row that leaves none out */
  Filter v[FILTERS_MOST];
  const uint64_t *rows[FILTERS_MOST]; /* those of the lead at hand */
} Filters;

/* Turns the RULE of each rule at the top level into STEP_TOP when filters pay. */
void filters_build(Filters *f, Steps *s, const Chunk *c);
/* `codes` as far as they are known; the rest is looked up and kept. */
void filters_begin(Filters *f, const Steps *s, const Value *row, uint16_t *codes);
/* The step where the first rule at or after this one begins that may be true, or the END. */
uint32_t filters_next(const Filters *f, uint32_t top);
#endif
