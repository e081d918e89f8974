/* The machine: one lead and a verified chunk in, a plan out. Deterministic, bounded, performs nothing.
 *
 *   Vm *vm = vm_new(&chunk, now_ms);
 *   for each lead: arena_reset(&lead_arena); plan_reset(&plan); vm_run(vm, row, lead_id, &lead_arena, &host, &plan);
 *   vm_free(vm);
 *
 * A row holds one Value per chunk column slot, already of the column's type (vm_cell), folded when nocase. */
#ifndef LEAT_VM_VM_H
#define LEAT_VM_VM_H
#include "vm/host.h"
#include "vm/plan.h"

Vm *vm_new(const Chunk *chunk, int64_t now_ms); /* free with vm_free; the chunk may grow by compile_expression */
void vm_free(Vm *vm);
void vm_set_now(Vm *vm, int64_t now_ms);

/* Runs every rule in order until one ends routing. lead_id seeds `random` (through the host) and is kept for it. */
void vm_run(Vm *vm, const Value *row, Str lead_id, Arena *arena, const VmHost *host, Plan *plan);
/* Only which rule ends routing if every assign finds someone; -1: none. No effects. For benchmarks of the rules
 * alone. codes: of vm_codes for this row, or NULL. */
int32_t vm_first_match(Vm *vm, const Value *row, const uint32_t *codes, Arena *arena);
/* Before the first run: whether rules are found by the match index (vm/index.h). Without this call they are where a
 * block has many; what a run gives is the same either way. */
void vm_index(Vm *vm, bool wanted);
typedef struct IndexSize { uint32_t rules, conjunctions, blocks, columns, nodes; size_t bytes; } IndexSize;
IndexSize vm_index_size(const Vm *vm);
/* What would be indexed of a chunk, and why not: leat dump --stage plan-index. */
void vm_index_print(StrBuf *out, const Chunk *chunk, const SourceSet *sources);
/* The lead's values as the index tells them apart: how many codes it has; they are written when codes_out is there.
 * After vm_index. */
uint32_t vm_codes(Vm *vm, const Value *row, uint32_t *codes_out);
/* What rules cost, counted from the first run on: how often each could take a lead by the index, was tested because the
 * index did not know it to be true, was true; and the time it took. Before the first run. */
typedef struct RuleCount { uint64_t candidates, evaluations, hits; double seconds; } RuleCount;
typedef struct RuleCounts {
  RuleCount *rules; /* by rule */
  double (*clock)(void);
  double index_seconds; /* to find them */
} RuleCounts;
void vm_count(Vm *vm, RuleCounts *counts);
/* One function on a lead (and a rep, or NULL). The value lives in the arena. Lets are computed once per vm_begin. */
void vm_begin(Vm *vm, const Value *row, Str lead_id, Arena *arena); /* a new lead: forgets the lets */
Value vm_eval(Vm *vm, uint32_t func, const Value *rep_row);
/* For choose(): does the target's where let this rep in? Unknown and error are no. *value_out (may be NULL) is the
 * value itself. */
bool vm_where(Vm *vm, uint32_t target, const Value *rep_row, Value *value_out);
/* What the lead has in common with others by the target's `sticky by`; a gap: nothing is known. */
Value vm_sticky(Vm *vm, uint32_t target);
Str vm_lead_id(const Vm *vm);
const Value *vm_row(const Vm *vm); /* of the lead at hand */
void vm_pass_holds(Vm *vm, bool pass); /* `hold` ends nothing: a person has decided */
/* Who would get the lead at hand by this target of a later rung? True: the plan says who. */
bool vm_try(Vm *vm, uint32_t target, const VmHost *host, Plan *plan);
/* When a span that begins at `from` is over, working time by the script's calendar; INT64_MAX: out of reach. */
int64_t vm_span_end(const Vm *vm, int64_t from, CodeSpan span);

/* A raw value of the data to what the column's type says: text to NFC (and folded), numbers from text, bools from
 * 0/1/true/false/yes/no/是/否, times from ISO text, seconds or milliseconds (local to the chunk's zone), lists split
 * or from JSON. What does not fit becomes VAL_MISSING with error = ERROR_DATA_TYPE. Blank text in a non-text column
 * is missing; NaN and infinities are missing with ERROR_DATA_TYPE. */
Value vm_cell(const Chunk *chunk, const CodeColumn *column, Value raw, Arena *arena);
#endif
