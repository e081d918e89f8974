#include "vm/vm.h"

#include "vm/machine.h"

static Value loop(Vm *vm, uint32_t entry);

Vm *vm_new(const Chunk *chunk, int64_t now_ms) {
  Vm *vm = mem_alloc(sizeof *vm);
  vm->chunk = chunk;
  vm_set_now(vm, now_ms);
  return vm;
}

void vm_free(Vm *vm) {
  if (!vm) return;
  mem_free(vm->stack);
  mem_free(vm->lets);
  mem_free(vm->let_lead);
  mem_free(vm);
}

void vm_set_now(Vm *vm, int64_t now_ms) {
  vm->now = now_ms;
  vm->today = zone_day_start(vm->chunk->zone, now_ms);
  for (uint32_t i = 0; i < vm->let_count; i++) vm->let_lead[i] = 0;
}

Str vm_lead_id(const Vm *vm) { return vm->lead_id; }

/* The chunk may have grown since the machine was made. A where-filter runs inside of a run, whose stack must stay where
 * it is: then nothing grows, because the verifier counted it. */
static void make_room(Vm *vm) {
  const Chunk *c = vm->chunk;
  if (vm->stack_size < c->max_stack || !vm->stack) {
    uint32_t used = vm->stack ? (uint32_t)(vm->sp - vm->stack) : 0, size = c->max_stack + 1;
    vm->stack = mem_realloc(vm->stack, sizeof *vm->stack * size);
    vm->stack_size = size;
    vm->sp = vm->stack + used;
  }
  if (vm->let_count < c->lets.n) {
    vm->lets = mem_realloc(vm->lets, sizeof *vm->lets * c->lets.n);
    vm->let_lead = mem_realloc(vm->let_lead, sizeof *vm->let_lead * c->lets.n);
    for (uint32_t i = vm->let_count; i < c->lets.n; i++) vm->let_lead[i] = 0;
    vm->let_count = c->lets.n;
  }
}

void vm_begin(Vm *vm, const Value *row, Str lead_id, Arena *arena) {
  make_room(vm);
  vm->row = row;
  vm->rep = NULL;
  vm->lead_id = lead_id;
  vm->arena = arena;
  vm->host = NULL;
  vm->plan = NULL;
  vm->steps = 0;
  vm->sp = vm->stack;
  if (++vm->lead_number == 0) {
    for (uint32_t i = 0; i < vm->let_count; i++) vm->let_lead[i] = 0;
    vm->lead_number = 1;
  }
}

void vm_run(Vm *vm, const Value *row, Str lead_id, Arena *arena, const VmHost *host, Plan *plan) {
  vm_begin(vm, row, lead_id, arena);
  vm->host = host;
  vm->plan = plan;
  plan->rule = -1;
  loop(vm, vm->chunk->entry);
  vm->plan = NULL;
  vm->host = NULL;
}

int32_t vm_first_match(Vm *vm, const Value *row, Arena *arena) {
  vm_begin(vm, row, (Str){0}, arena);
  Value rule = loop(vm, vm->chunk->entry);
  return rule.kind == VAL_INT ? (int32_t)rule.i : -1;
}

Value vm_eval(Vm *vm, uint32_t func, const Value *rep_row) {
  ASSERT(func < vm->chunk->funcs.n);
  make_room(vm);
  const Value *outer = vm->rep;
  vm->rep = rep_row;
  Value v = loop(vm, vm->chunk->funcs.v[func].entry);
  vm->rep = outer;
  return v;
}

bool vm_where(Vm *vm, uint32_t target, const Value *rep_row, Value *value_out) {
  uint32_t func = vm->chunk->targets.v[target].where;
  Value v = func == NO_FUNC ? value_bool(true) : vm_eval(vm, func, rep_row);
  if (value_out) *value_out = v;
  return value_truth(v) == TRUTH_TRUE;
}

static Value let_value(Vm *vm, uint32_t let, Value *sp) {
  if (vm->let_lead[let] != vm->lead_number) {
    vm->sp = sp;
    vm->lets[let] = loop(vm, vm->chunk->funcs.v[vm->chunk->lets.v[let]].entry);
    vm->let_lead[let] = vm->lead_number;
  }
  return vm->lets[let];
}

/* A rule was not true and met a gap on the way: what its whole condition says decides whether that is worth a note. */
static void note_condition(Vm *vm, uint32_t rule) {
  uint32_t func = vm->chunk->rules.v[rule].condition;
  if (!vm->plan || func == NO_FUNC) return;
  Value v = loop(vm, vm->chunk->funcs.v[func].entry);
  if (value_is_gap(v)) plan_note(vm, rule, v);
}

static inline unsigned test_compare(const Value *v, const Value *k, unsigned op) {
  if (v->kind == VAL_INT && k->kind == VAL_INT) return compare_holds(op, (v->i > k->i) - (v->i < k->i));
  if (value_is_gap(*v) || !value_same_group(*v, *k)) return TRUTH_UNKNOWN;
  return compare_holds(op, value_cmp(*v, *k));
}

static uint32_t effect_rule(const Chunk *c, const Instr *in) {
  return in->op == OP_ASSIGN || in->op == OP_WAIT ? c->targets.v[in->arg].rule : c->effects.v[in->arg].rule;
}

static bool out_of_steps(Vm *vm, uint64_t steps, uint32_t rule) {
  if (vm->steps + steps <= LIMIT_STEPS_PER_LEAD) return false;
  plan_note(vm, rule, value_error(ERROR_STEPS));
  return true;
}

static Value nothing_ended(Vm *vm) {
  plan_finish(vm);
  return value_missing();
}

static Value returned(Vm *vm, Value *base, Value v, uint64_t steps) {
  vm->steps += steps;
  vm->sp = base;
  return vm->steps > LIMIT_STEPS_PER_LEAD ? value_error(ERROR_STEPS) : v;
}

/* Errors and missing values in tests only raise `gap`: the order of tests must not show in what is noted. */
static Value loop(Vm *vm, uint32_t entry) {
  enum { NO_RULE = UINT32_MAX };
  const Chunk *c = vm->chunk;
  const Instr *code = c->code.v, *in = code + entry;
  const Value *row = vm->row, *consts = c->consts.v;
  Value *base = vm->sp, *sp = base;
  uint32_t rule = NO_RULE; /* whose condition is being tested */
  uint64_t steps = 0;
  bool gap = false;
  for (;; steps++) {
    unsigned truth;
    const Value *v = row + in->slot; /* of tests only */
    switch ((Op)in->op) {
      case OP_TEST_CMP_K: truth = test_compare(v, consts + in->arg, in->aux); break;
      case OP_TEST_EQ_TEXT: truth = v->kind == VAL_TEXT ? value_text_eq(v, consts + in->arg) : TRUTH_UNKNOWN; break;
      case OP_TEST_IN_SET: truth = value_is_gap(*v) ? TRUTH_UNKNOWN : set_has(c->sets.v[in->arg], *v); break;
      case OP_TEST_IN_RANGE: truth = test_in_range(v, consts + in->arg); break;
      case OP_TEST_CONTAINS: truth = test_contains(v, consts + in->arg); break;
      case OP_TEST_STARTS: truth = test_starts(v, consts + in->arg); break;
      case OP_TEST_ENDS: truth = test_ends(v, consts + in->arg); break;
      case OP_TEST_MATCHES: truth = test_matches(v, c->regexes.v[in->arg]); break;
      case OP_TEST_MISSING: truth = v->kind == VAL_ERROR ? TRUTH_UNKNOWN : v->kind == VAL_MISSING; break;
      case OP_TEST_BOOL: truth = value_truth(*v); break;
      case OP_JUMP_UNLESS: truth = value_truth(*--sp); break;
      case OP_JUMP: in = code + in->jump; continue;
      case OP_RULE:
      case OP_END:
        vm->sp = sp;
        if (gap && rule != NO_RULE) note_condition(vm, rule);
        if (in->op == OP_END || out_of_steps(vm, steps, in->arg)) return nothing_ended(vm);
        rule = in++->arg;
        gap = false;
        continue;
      case OP_FIRED:
        rule = NO_RULE;
        if (vm->plan) VEC_PUSH(vm->arena, vm->plan->fired, in->arg);
        in++;
        continue;
      case OP_RETURN: return returned(vm, base, sp[-1], steps);
      case OP_COLUMN:
        *sp = *v;
        if (value_is_gap(*sp)) sp->n = in->slot + 1;
        sp++, in++;
        continue;
      case OP_CONST: *sp++ = consts[in++->arg]; continue;
      case OP_LET: *sp = let_value(vm, in++->slot, sp); sp++; continue;
      default: /* values before effects, as in op.def */
        if (in->op < OP_TAG) sp = ops_run(vm, in, sp);
        else if (effect_run(vm, in, &sp)) return value_int(effect_rule(c, in));
        in++;
        continue;
    }
    gap |= truth == TRUTH_UNKNOWN;
    if ((truth == in->want) != in->jump_if) {
      in++;
      continue;
    }
    in = code + in->jump;
    if (in->op == OP_RULE && !gap) rule = in++->arg; /* most rules: nothing to note of the one before */
  }
}
