#include "vm/filter.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum { RULES_LEAST = 16, RULES_MOST = 65536, NUMBER_ROWS = 256, FILTER_WORDS = 512 * 1024 };

typedef struct Need { uint32_t top, at; } Need; /* rule `top` is false when the test `at` is */
typedef VEC(Need) Needs;

/* ---- which tests a rule can't do without ---- */

static uint32_t rule_end(const Filters *f, uint32_t top) {
  return top + 1 < f->tops ? f->entries[top + 1] - 1 : f->entries[f->tops];
}

/* A test is needed when no jump within the rule leads past it and its failure ends the rule. */
static void find_needs(const Filters *f, const Steps *s, const Chunk *c, Arena *a, uint32_t top, Needs *needs) {
  uint32_t end = rule_end(f, top), reached = 0;
  for (uint32_t at = f->entries[top]; at < end; at++) {
    const Instr *in = &c->code.v[at];
    if (in->op == OP_FIRED || in->op == OP_RULE) return;
    if (op_info((Op)in->op)->operands[2] != 'j') continue;
    if (in->jump < end) {
      if (in->jump > reached) reached = in->jump;
      continue;
    }
    bool is_need = in->jump == end && at >= reached && !in->jump_if;
    uint8_t op = s->v[at].op;
    if (is_need && (op == STEP_EQ || op == STEP_IN_MASK || op == STEP_IN_WORDS || (op == STEP_RANGE && s->v[at].pass)))
      VEC_PUSH(a, *needs, (Need){top, at});
  }
}

/* ---- rows ---- */

static bool code_passes(const Step *step, uint32_t code) {
  bool truth = code == step->arg;
  if (step->op == STEP_IN_MASK) truth = code < 64 && (step->mask >> code & 1);
  if (step->op == STEP_IN_WORDS) truth = code < step->arg * 64 && (step->words[code / 64] >> code % 64 & 1);
  return truth == step->pass;
}

/* Whole numbers between which floor(x) lies for every x that passes. */
static void floors_of(const Steps *s, const Step *step, int64_t *low, int64_t *high) {
  const RealRange *real = &s->reals.v[step->arg];
  *low = isinf(real->low) ? INT64_MIN : (int64_t)floor(real->low);
  *high = isinf(real->high) ? INT64_MAX : (int64_t)floor(real->high);
}

static int cmp_int(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Rows begin where some test begins or ends to pass; when there are too many, at some of them only. */
static void number_rows(Filter *filter, const Steps *s, Arena *a, Arena *scratch, const Needs *needs, uint32_t most) {
  int64_t *points = ARENA_ARRAY(scratch, int64_t, needs->n * 2 + 1), low, high;
  uint32_t n = 0, different = 0;
  points[n++] = INT64_MIN;
  for (uint32_t i = 0; i < needs->n; i++) {
    const Step *step = &s->v[needs->v[i].at];
    if (step->op != STEP_RANGE || step->slot != filter->slot) continue;
    floors_of(s, step, &low, &high);
    points[n++] = low;
    if (high < INT64_MAX) points[n++] = high + 1;
  }
  qsort(points, n, sizeof *points, cmp_int);
  for (uint32_t i = 0; i < n; i++)
    if (different == 0 || points[different - 1] != points[i]) points[different++] = points[i];
  uint32_t stride = (different + most - 1) / most;
  filter->starts = ARENA_ARRAY(a, int64_t, different / stride + 1);
  for (uint32_t i = 0; i < different; i += stride) filter->starts[filter->rows++] = points[i];
}

static void clear_rows(const Filters *f, Filter *filter, const Steps *s, const Need *need) {
  const Step *step = &s->v[need->at];
  uint64_t bit = (uint64_t)1 << need->top % 64, *word = filter->bits + need->top / 64;
  int64_t low = 0, high = 0;
  if (!filter->of_codes) floors_of(s, step, &low, &high);
  for (uint32_t i = 0; i < filter->rows; i++, word += f->words) {
    bool can = true;
    if (filter->of_codes) can = code_passes(step, i);
    else if (filter->starts[i] > high || (i + 1 < filter->rows && filter->starts[i + 1] <= low)) can = false;
    if (!can) *word &= ~bit;
  }
}

/* ---- which columns ---- */

typedef struct Use { uint32_t slot, tests; bool of_codes; } Use;

static int cmp_use(const void *a, const void *b) {
  const Use *x = a, *y = b;
  if (x->tests != y->tests) return (x->tests < y->tests) - (x->tests > y->tests);
  return (x->slot > y->slot) - (x->slot < y->slot);
}

static bool is_of(const Steps *s, const Need *need, const Filter *filter) {
  const Step *step = &s->v[need->at];
  return step->slot == filter->slot && (step->op != STEP_RANGE) == filter->of_codes;
}

static void add_filter(Filters *f, Steps *s, Arena *scratch, const Needs *needs, const Use *use) {
  Filter filter = {.slot = use->slot, .of_codes = use->of_codes};
  uint32_t most = FILTER_WORDS / f->words;
  if (use->of_codes) filter.rows = s->dicts[use->slot].count + 1;
  else number_rows(&filter, s, &s->arena, scratch, needs, most < NUMBER_ROWS ? most : NUMBER_ROWS);
  if (filter.rows > most) return;
  filter.bits = ARENA_ARRAY(&s->arena, uint64_t, (size_t)filter.rows * f->words);
  for (uint32_t i = 0; i < filter.rows; i++)
    memcpy(filter.bits + (size_t)i * f->words, f->all, f->words * sizeof *f->all);
  for (uint32_t i = 0; i < needs->n; i++)
    if (is_of(s, &needs->v[i], &filter)) clear_rows(f, &filter, s, &needs->v[i]);
  f->v[f->n++] = filter;
}

/* The columns that an eighth of the rules need, most needed first. */
static void choose_columns(Filters *f, Steps *s, Arena *scratch, const Needs *needs) {
  Use *uses = ARENA_ARRAY(scratch, Use, s->width * 2 + 1);
  for (uint32_t i = 0; i < s->width * 2; i++) uses[i] = (Use){.slot = i / 2, .of_codes = i % 2};
  for (uint32_t i = 0; i < needs->n; i++) {
    const Step *step = &s->v[needs->v[i].at];
    uses[step->slot * 2 + (step->op != STEP_RANGE)].tests++;
  }
  qsort(uses, s->width * 2, sizeof *uses, cmp_use);
  for (uint32_t i = 0; i < s->width * 2 && f->n < FILTERS_MOST && uses[i].tests >= (f->tops + 7) / 8; i++)
    add_filter(f, s, scratch, needs, &uses[i]);
}

/* ---- all ---- */

/* False: the rules are not laid out one after the other, or there are too few of them. */
static bool find_tops(Filters *f, Steps *s, const Chunk *c) {
  f->entries = ARENA_ARRAY(&s->arena, uint32_t, c->rules.n + 1);
  for (uint32_t i = 0; i < c->rules.n; i++) {
    uint32_t entry = c->rules.v[i].entry;
    if (c->rules.v[i].parent >= 0) continue;
    if (entry >= c->code.n || c->code.v[entry].op != OP_RULE) return false;
    if (entry < c->entry || (f->tops && entry < f->entries[f->tops - 1])) return false;
    f->entries[f->tops++] = entry + 1;
  }
  if (f->tops < RULES_LEAST || f->tops > RULES_MOST) return false;
  uint32_t end = f->entries[f->tops - 1];
  while (end < c->code.n && c->code.v[end].op != OP_END) end++;
  f->entries[f->tops] = end;
  return end < c->code.n;
}

static void mark_tops(const Filters *f, Steps *s, const Chunk *c) {
  for (uint32_t top = 0; top < f->tops; top++) {
    Step *step = &s->v[f->entries[top] - 1];
    step->op = STEP_TOP;
    step->jump = top;
  }
  for (uint32_t at = 0; at < f->entries[f->tops]; at++) {
    const Instr *in = &c->code.v[at];
    if (op_info((Op)in->op)->operands[2] == 'j' && s->v[in->jump].op == STEP_TOP) s->v[at].jump = in->jump - at;
  }
}

void filters_build(Filters *f, Steps *s, const Chunk *c) {
  *f = (Filters){.built = true};
  if (!find_tops(f, s, c)) return;
  Arena scratch;
  Needs needs = {0};
  arena_init(&scratch, 0);
  f->words = (f->tops + 63) / 64;
  f->all = ARENA_ARRAY(&s->arena, uint64_t, f->words);
  for (uint32_t top = 0; top < f->tops; top++) {
    f->all[top / 64] |= (uint64_t)1 << top % 64;
    find_needs(f, s, c, &scratch, top, &needs);
  }
  choose_columns(f, s, &scratch, &needs);
  if (f->n) mark_tops(f, s, c);
  arena_deinit(&scratch);
}

static uint32_t row_of_number(const Filter *filter, const Value *v) {
  int64_t x = v->i;
  if (v->kind == VAL_REAL) x = v->d >= 0x1p63 ? INT64_MAX : v->d < -0x1p63 ? INT64_MIN : (int64_t)floor(v->d);
  uint32_t low = 0;
  for (uint32_t n = filter->rows; n > 1;) {
    uint32_t half = n / 2;
    if (filter->starts[low + half] <= x) low += half;
    n -= half;
  }
  return low;
}

void filters_begin(Filters *f, const Steps *s, const Value *row, uint16_t *codes) {
  for (uint32_t i = 0; i < f->n; i++) {
    const Filter *filter = &f->v[i];
    const Value *v = row + filter->slot;
    f->rows[i] = f->all;
    if (filter->of_codes) {
      uint16_t code = codes[filter->slot];
      if (code == CODE_UNSET) code = codes[filter->slot] = dict_code(&s->dicts[filter->slot], v);
      if (code == CODE_NO_TEXT) continue;
      if (code >= filter->rows) code = 0; /* a constant that no rule names */
      f->rows[i] = filter->bits + (size_t)code * f->words;
    } else if (v->kind == VAL_INT || v->kind == VAL_REAL) {
      f->rows[i] = filter->bits + (size_t)row_of_number(filter, v) * f->words;
    }
  }
}

uint32_t filters_next(const Filters *f, uint32_t top) {
  uint32_t word = top / 64;
  uint64_t bits = f->all[word] & UINT64_MAX << top % 64;
  for (;;) {
    for (uint32_t i = 0; i < f->n; i++) bits &= f->rows[i][word];
    if (bits) return f->entries[word * 64 + (uint32_t)__builtin_ctzll(bits)];
    if (++word == f->words) return f->entries[f->tops];
    bits = f->all[word];
  }
}
