/* Inside the machine: its state, and the parts that vm.c calls for each kind of instruction. Only for src/vm. */
#ifndef LEAT_VM_MACHINE_H
#define LEAT_VM_MACHINE_H
#include "base/limits.h"
#include "base/mem.h"
#include "check/program.h"
#include "code/set.h"
#include "vm/index.h"
#include "vm/vm.h"

struct Vm {
  const Chunk *chunk;
  int64_t now, today; /* today: the first instant of now's day in the chunk's zone */
  /* the lead at hand */
  const Value *row;
  const Value *rep; /* or NULL */
  Str lead_id;
  Arena *arena;
  const VmHost *host; /* or NULL */
  Plan *plan;         /* NULL: only which rule ends routing */
  uint64_t steps;
  bool pass_holds;
  /* values between instructions; sp is where a call from outside of the loop may begin */
  Value *stack, *sp;
  uint32_t stack_size;
  /* lets by index; let i is computed for this lead when let_lead[i] == lead_number */
  Value *lets;
  uint32_t *let_lead;
  uint32_t let_count;
  uint32_t lead_number;
  Steps ready;     /* the chunk's code, as the loop runs it */
  Index index;     /* of its rules */
  RuleCounts *counts; /* or NULL */
  uint32_t counted;   /* the rule that takes time now; NO_RULE: none */
  double counted_from;
  uint16_t *codes; /* of the lead's texts by column, or CODE_UNSET */
};

#define NO_RULE UINT32_MAX
enum { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };
static inline unsigned value_truth(Value v) { return v.kind == VAL_BOOL ? v.i != 0 : TRUTH_UNKNOWN; }

/* fused.c: any test, as its instruction says it, and those that are no comparison; a TRUTH */
unsigned test_truth(const Chunk *c, const Instr *in, const Value *v);
unsigned test_in_range(const Value *v, const Value *low_high);
unsigned test_contains(const Value *v, const Value *part);
unsigned test_starts(const Value *v, const Value *prefix);
unsigned test_ends(const Value *v, const Value *suffix);
unsigned test_matches(const Value *v, const Regex *regex);

/* Compare operators as sets of outcomes: bit 0 less, bit 1 equal, bit 2 greater. */
static inline unsigned compare_holds(unsigned op, int order) {
  static const uint8_t outcomes[] = {
      [CMP_EQ] = 2, [CMP_NE] = 5, [CMP_LT] = 1, [CMP_LE] = 3, [CMP_GT] = 4, [CMP_GE] = 6};
  return (unsigned)outcomes[op] >> (order + 1) & 1;
}

/* ops.c: one instruction of the expression stack; sp is above the last value; gives the new sp */
Value *ops_run(Vm *vm, const Instr *in, Value *sp);
Value value_compare(Value a, Value b, unsigned op); /* bool, or the gap that spreads */
bool value_same_group(Value a, Value b);
/* arithmetic.c */
Value arithmetic(Op op, Value a, Value b);
Value negate(Value a);
/* text_ops.c: memory and length are bounded here */
Value text_join(Vm *vm, const Value *parts, uint32_t count);
Value text_of(Vm *vm, Value v);      /* what a message says of a value: text, missing as nothing; errors stay */
bool arena_has_room(const Arena *a, size_t bytes); /* would arena_try give this much? */

/* working.c: times and working time by the calendar of the chunk */
Value working_moved(const Vm *vm, Value time, Value span, bool back); /* a time; an error when it is out of reach */
Value working_scaled(int64_t span, Value number);
Value working_sum(Value a, Value b, bool minus);

/* builtin.c: count values; a gap among them spreads before the built-in is asked */
Value builtin_call(Vm *vm, Builtin which, const Value *args, uint32_t count);

/* effects.c: one effect. True: it ended the run. vm->sp is moved below what it popped. */
bool effect_run(Vm *vm, const Instr *in);
void plan_note(Vm *vm, uint32_t rule, Value gap); /* a rule met this missing value or error */
void plan_finish(Vm *vm);                          /* nothing ended routing: says why */
#endif
