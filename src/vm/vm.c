#include "vm/vm.h"

#include "vm/machine.h"

/* What the loop seldom needs stays out of it, so that what it always needs fits in registers. */
#define SELDOM __attribute__((noinline, cold))

static Value loop(Vm *vm, uint32_t entry);
static void run_computed(Vm *vm);

Vm *vm_new(const Chunk *chunk, int64_t now_ms) {
  Vm *vm = mem_alloc(sizeof *vm);
  vm->chunk = chunk;
  steps_init(&vm->ready);
  index_init(&vm->index);
  vm_set_now(vm, now_ms);
  return vm;
}

void vm_free(Vm *vm) {
  if (!vm) return;
  mem_free(vm->stack);
  mem_free(vm->lets);
  mem_free(vm->let_lead);
  mem_free(vm->codes);
  steps_deinit(&vm->ready);
  index_deinit(&vm->index);
  mem_free(vm);
}

void vm_set_now(Vm *vm, int64_t now_ms) {
  vm->now = now_ms;
  vm->today = zone_day_start(vm->chunk->zone, now_ms);
  for (uint32_t i = 0; i < vm->let_count; i++) vm->let_lead[i] = 0;
}

Str vm_lead_id(const Vm *vm) { return vm->lead_id; }

const Value *vm_row(const Vm *vm) { return vm->row; }

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
  if (vm->ready.n < c->code.n) {
    uint32_t columns = vm->ready.width;
    steps_extend(&vm->ready, c);
    vm->codes = mem_realloc(vm->codes, sizeof *vm->codes * (vm->ready.width + 1));
    for (; columns < vm->ready.width; columns++) vm->codes[columns] = CODE_UNSET;
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
  memset(vm->codes, 0xFF, sizeof *vm->codes * vm->ready.width); /* CODE_UNSET */
  if (++vm->lead_number == 0) {
    for (uint32_t i = 0; i < vm->let_count; i++) vm->let_lead[i] = 0;
    vm->lead_number = 1;
  }
}

/* From this many rules of a block on, putting a lead's values into classes costs less than testing them. */
enum { INDEX_LEAST = 16 };

void vm_index(Vm *vm, bool wanted) {
  make_room(vm);
  if (!vm->index.built && wanted) index_build(&vm->index, &vm->ready, vm->chunk, 2);
  vm->index.built = true;
}

IndexSize vm_index_size(const Vm *vm) {
  const Index *x = &vm->index;
  IndexSize size = {.blocks = x->block_count, .columns = x->column_count, .nodes = x->nodes.n, .bytes = x->arena.used};
  for (uint32_t i = 0; i < x->scope_count; i++) {
    size.rules += x->scopes[i].n;
    size.conjunctions += x->scopes[i].rows;
  }
  return size;
}

void vm_index_print(StrBuf *out, const Chunk *chunk, const SourceSet *sources) {
  Vm *vm = vm_new(chunk, 0);
  make_room(vm);
  vm->index.keep = true;
  index_build(&vm->index, &vm->ready, chunk, INDEX_LEAST);
  index_print(out, &vm->index, INDEX_LEAST, sources);
  vm_free(vm);
}

/* ---- what rules cost ---- */

void vm_count(Vm *vm, RuleCounts *counts) {
  make_room(vm);
  vm->counts = counts;
  vm->counted = NO_RULE;
  index_build(&vm->index, &vm->ready, vm->chunk, 1);
}

static void count_time(Vm *vm, uint32_t next) {
  double now = vm->counts->clock();
  if (vm->counted != NO_RULE) vm->counts->rules[vm->counted].seconds += now - vm->counted_from;
  vm->counted = next;
  vm->counted_from = now;
}

static SELDOM uint32_t next_counted(Vm *vm, uint32_t scope, uint32_t top) {
  count_time(vm, NO_RULE);
  double from = vm->counted_from;
  uint32_t at = index_next(&vm->index, scope, top);
  const Candidate *found = index_last(&vm->index, scope);
  uint32_t rule = found ? vm->index.scopes[scope].rules[found->top] : NO_RULE;
  if (found) {
    vm->counts->rules[rule].candidates++;
    vm->counts->rules[rule].evaluations += found->doubt;
  }
  count_time(vm, rule);
  vm->counts->index_seconds += vm->counted_from - from;
  return at;
}

static inline uint32_t next_rule(Vm *vm, const Step *top) {
  if (vm->counts) return next_counted(vm, top->slot, top->jump);
  return index_next(&vm->index, top->slot, top->jump);
}

static void prepare_index(Vm *vm, const uint32_t *codes) {
  if (!vm->index.built) index_build(&vm->index, &vm->ready, vm->chunk, INDEX_LEAST);
  index_begin(&vm->index, vm->row, codes);
}

void vm_run(Vm *vm, const Value *row, Str lead_id, Arena *arena, const VmHost *host, Plan *plan) {
  vm_begin(vm, row, lead_id, arena);
  vm->host = host;
  vm->plan = plan;
  plan->rule = -1;
  run_computed(vm);
  prepare_index(vm, NULL);
  loop(vm, vm->chunk->entry);
  if (vm->counts) count_time(vm, NO_RULE);
  vm->plan = NULL;
  vm->host = NULL;
}

int32_t vm_first_match(Vm *vm, const Value *row, const uint32_t *codes, Arena *arena) {
  int32_t rule;
  if (codes) {
    index_begin(&vm->index, row, codes);
    if (index_first(&vm->index, &rule)) return rule;
  }
  vm_begin(vm, row, (Str){0}, arena);
  if (!codes) prepare_index(vm, NULL);
  Value ended = loop(vm, vm->chunk->entry);
  return ended.kind == VAL_INT ? (int32_t)ended.i : -1;
}

uint32_t vm_codes(Vm *vm, const Value *row, uint32_t *codes_out) {
  if (codes_out) index_codes(&vm->index, row, codes_out);
  return vm->index.column_count;
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

Value vm_sticky(Vm *vm, uint32_t target) {
  uint32_t func = vm->chunk->targets.v[target].sticky;
  return func == NO_FUNC ? value_missing() : vm_eval(vm, func, NULL);
}

/* A part of the score or of the class of which nothing is known adds nothing, and does not fit. */
static Value part_value(Vm *vm, uint32_t part, Value v) {
  if (!value_is_gap(v)) return v;
  plan_note(vm, vm->chunk->rules.n + part, v);
  return vm->chunk->parts.v[part].is_class ? value_bool(false) : value_int(0);
}

static SELDOM Value let_value(Vm *vm, uint32_t let, Value *sp) {
  if (vm->let_lead[let] != vm->lead_number) {
    vm->sp = sp;
    Value v = loop(vm, vm->chunk->funcs.v[vm->chunk->lets.v[let]].entry);
    uint32_t part = vm->chunk->let_parts.v[let];
    vm->lets[let] = part == NO_PART ? v : part_value(vm, part, v);
    vm->let_lead[let] = vm->lead_number;
  }
  return vm->lets[let];
}

/* Before the rules, so that what is noted does not depend on which of them ask. */
static void run_computed(Vm *vm) {
  const Chunk *c = vm->chunk;
  if (c->score_let != NO_LET) {
    vm->plan->score = let_value(vm, c->score_let, vm->sp);
    if (vm->plan->score.kind == VAL_ERROR && c->parts.n) plan_note(vm, c->rules.n, vm->plan->score);
  }
  if (c->class_let != NO_LET) vm->plan->class = let_value(vm, c->class_let, vm->sp);
}

/* A rule was not true and met a gap on the way: what its whole condition says decides whether that is worth a note. */
static SELDOM void note_condition(Vm *vm, uint32_t rule) {
  uint32_t func = vm->chunk->rules.v[rule].condition;
  if (!vm->plan || func == NO_FUNC) return;
  Value v = loop(vm, vm->chunk->funcs.v[func].entry);
  if (value_is_gap(v)) plan_note(vm, rule, v);
}

static uint32_t effect_rule(const Chunk *c, const Instr *in) {
  return in->op == OP_ASSIGN || in->op == OP_WAIT ? c->targets.v[in->arg].rule : c->effects.v[in->arg].rule;
}

static SELDOM bool out_of_steps(Vm *vm, uint64_t steps, uint32_t rule) {
  if (vm->steps + steps <= LIMIT_STEPS_PER_LEAD) return false;
  plan_note(vm, rule, value_error(ERROR_STEPS));
  return true;
}

static SELDOM Value nothing_ended(Vm *vm) {
  plan_finish(vm);
  return value_missing();
}

static SELDOM Value returned(Vm *vm, Value *base, Value v, uint64_t steps) {
  vm->steps += steps;
  vm->sp = base;
  return vm->steps > LIMIT_STEPS_PER_LEAD ? value_error(ERROR_STEPS) : v;
}

/* The rule that an instruction of the main program belongs to. */
static uint32_t rule_of(const Chunk *c, uint32_t at) {
  uint32_t low = 0, high = c->rules.n;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (c->rules.v[middle].entry <= at) low = middle;
    else high = middle;
  }
  return low;
}

enum { NO_GAP = UINT32_MAX };

/* What a step was made of. */
static inline const Instr *instr_of(const Vm *vm, const Step *in) { return vm->chunk->code.v + (in - vm->ready.v); }

static uint16_t column_code(const Vm *vm, uint32_t slot) { return dict_code(&vm->ready.dicts[slot], vm->row + slot); }

#define LABEL(name) [OP_##name] = &&op_##name
#define NEXT()           \
  do {                   \
    steps++;             \
    goto *labels[in->op]; \
  } while (0)
#define GO_ON() \
  do {          \
    in++;       \
    NEXT();     \
  } while (0)
/* Most tests fail and jump to the next rule, past its RULE, which is needed only after a gap. */
#define DECIDE(truth)                  \
  do {                                 \
    if ((truth) == in->pass) GO_ON();  \
    if (gap_at != NO_GAP) goto jump_after_gap; \
    in += in->jump;                    \
    NEXT();                            \
  } while (0)
/* The code of the column's text into `code`; what is no text is tested slowly. */
#define CODE_OF_COLUMN()                                                    \
  do {                                                                      \
    code = codes[in->slot];                                                 \
    if (code >= CODE_NO_TEXT) {                                             \
      if (code == CODE_UNSET)                                               \
        code = codes[in->slot] = column_code(vm, in->slot);                   \
      if (code == CODE_NO_TEXT) goto op_test;                               \
    }                                                                       \
  } while (0)

/* Errors and missing values in tests only raise `gap`: the order of tests must not show in what is noted. */
static Value loop(Vm *vm, uint32_t entry) {
  static const void *const labels[STEP_COUNT] = {
      [OP_TEST_CMP_K ... OP_TEST_BOOL] = &&op_test, LABEL(JUMP), LABEL(JUMP_UNLESS), LABEL(RULE), LABEL(FIRED),
      LABEL(END), LABEL(RETURN), LABEL(COLUMN), LABEL(LET), [OP_REP] = &&op_value, LABEL(CONST),
      [OP_COMPARE ... OP_JOIN] = &&op_value, [OP_TAG ... OP_COUNT - 1] = &&op_effect,
      [STEP_EQ] = &&step_eq, [STEP_IN_MASK] = &&step_in_mask, [STEP_IN_WORDS] = &&step_in_words,
      [STEP_RANGE] = &&step_range, [STEP_STARTS] = &&step_starts, [STEP_ENDS] = &&step_ends,
      [STEP_CONTAINS] = &&step_contains, [STEP_TOP] = &&step_top,
  };
  const Chunk *c = vm->chunk;
  const Step *in = vm->ready.v + entry;
  const Value *row = vm->row, *v;
  uint16_t *codes = vm->codes;
  Value *base = vm->sp, *sp = base;
  uint64_t steps = 0;
  uint32_t gap_at = NO_GAP, code; /* gap_at: the test that met the first gap */
  unsigned truth;
  bool testing = false; /* a rule's condition is being tested */
  goto *labels[in->op];

step_eq:
  CODE_OF_COLUMN();
  DECIDE(code == in->arg);
step_in_mask:
  CODE_OF_COLUMN();
  DECIDE(code < 64 && (in->mask >> code & 1));
step_in_words:
  CODE_OF_COLUMN();
  DECIDE(code < in->arg * 64 && (in->words[code / 64] >> code % 64 & 1));
step_range:
  v = row + in->slot;
  if (v->kind == VAL_INT) DECIDE(v->i >= in->low && v->i <= in->high);
  if (v->kind == VAL_REAL) {
    const RealRange *real = &vm->ready.reals.v[in->arg];
    DECIDE(v->d >= real->low && v->d <= real->high);
  }
  goto op_test;
step_starts:
  v = row + in->slot;
  if (v->kind != VAL_TEXT) goto op_test;
  DECIDE(step_starts(in, v));
step_ends:
  v = row + in->slot;
  if (v->kind != VAL_TEXT) goto op_test;
  DECIDE(step_ends(in, v));
step_contains:
  v = row + in->slot;
  if (v->kind != VAL_TEXT) goto op_test;
  DECIDE(step_contains(in, v));

op_test:
  truth = test_truth(c, instr_of(vm, in), row + in->slot);
  goto decide_slowly;
op_JUMP_UNLESS:
  truth = value_truth(*--sp);
decide_slowly: { /* like DECIDE, for any truth */
  const Instr *instr = instr_of(vm, in);
  if (truth == TRUTH_UNKNOWN && gap_at == NO_GAP) gap_at = (uint32_t)(instr - c->code.v);
  if ((truth == instr->want) != instr->jump_if) GO_ON();
  if (gap_at != NO_GAP) goto jump_after_gap;
  in += in->jump;
  NEXT();
}
op_JUMP:
  if (gap_at == NO_GAP) {
    in += in->jump;
    testing = true;
    NEXT();
  }
jump_after_gap: /* to the RULE itself */
  in = vm->ready.v + instr_of(vm, in)->jump;
  NEXT();

step_top:
  vm->sp = sp;
  if (gap_at != NO_GAP && testing) note_condition(vm, rule_of(c, gap_at));
  if (vm->steps + steps > LIMIT_STEPS_PER_LEAD && out_of_steps(vm, steps, in->arg)) return nothing_ended(vm);
  testing = true;
  gap_at = NO_GAP;
  in = vm->ready.v + next_rule(vm, in);
  NEXT();
op_RULE:
op_END:
  vm->sp = sp;
  if (gap_at != NO_GAP && testing) note_condition(vm, rule_of(c, gap_at));
  if (in->op == OP_END || out_of_steps(vm, steps, in->arg)) return nothing_ended(vm);
  testing = true;
  gap_at = NO_GAP;
  GO_ON();
op_FIRED:
  testing = false;
  if (vm->plan) VEC_PUSH(vm->arena, vm->plan->fired, in->arg);
  if (vm->counts) vm->counts->rules[in->arg].hits++;
  GO_ON();
op_RETURN: return returned(vm, base, sp[-1], steps);
op_COLUMN:
  *sp = row[in->slot];
  if (value_is_gap(*sp)) sp->n = in->slot + 1;
  sp++;
  GO_ON();
op_CONST:
  *sp++ = c->consts.v[in->arg];
  GO_ON();
op_LET:
  *sp = let_value(vm, in->slot, sp);
  sp++;
  GO_ON();
op_value:
  sp = ops_run(vm, instr_of(vm, in), sp);
  GO_ON();
op_effect:
  vm->sp = sp;
  if (effect_run(vm, instr_of(vm, in))) return value_int(effect_rule(c, instr_of(vm, in)));
  sp = vm->sp;
  GO_ON();
}
