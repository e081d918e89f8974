/* The index of a table: which row fits these keys. Made once for a checked table, in the table's arena.
 *
 * Exact keys are found by hash: rows are put into groups by which of their keys are plain values, and each group hashes
 * those; what is left of a row (comparisons, ranges) is tested. So a lookup costs one probe for each group, and a table
 * of a file has one group. A prefix key is probed once for each length that occurs, longest first. A range key is a
 * binary search over the lower ends. What is looked for within a text is found by code/within.h: at the first place
 * where a row fits, the one with the longest text. */
#ifndef LEAT_CODE_LOOKUP_H
#define LEAT_CODE_LOOKUP_H
#include "check/table.h"
#include "code/value.h"

#define NO_ROW UINT32_MAX

const Lookup *lookup_new(const LookupTable *table);
/* The first row that fits (prefix: the longest; within: the longest at the first place); NO_ROW: none. Keys are
 * table->key_count values, none of them an error. */
uint32_t lookup_row(const Lookup *l, const Value *keys);
Value lookup_value(const Lookup *l, uint32_t row, uint32_t result);
uint32_t lookup_probes(const Lookup *l); /* the most hash probes of one lookup, for tests */
#endif
