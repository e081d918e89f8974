#include "vm/step.h"

#include <math.h>

#include "base/mem.h"
#include "code/set.h"

enum { WORD_BYTES = 8, SET_MOST = 64, SCAN_BYTES = 64, DICT_FIRST = 16 };
static const int64_t SURE = (int64_t)1 << 53; /* up to here every whole number is a double */

void steps_init(Steps *s) {
  *s = (Steps){0};
  arena_init(&s->arena, 0);
}

void steps_deinit(Steps *s) {
  mem_free(s->v);
  arena_deinit(&s->arena);
}

/* ---- codes of texts ---- */

static uint64_t mixed(uint64_t h) {
  h *= 0x9E3779B97F4A7C15u;
  return h ^ h >> 32;
}

static uint32_t text_hash(const char *p, uint32_t n) {
  if (n == 0) return 0;
  uint64_t h = mixed(text_head(p, n) ^ (uint64_t)n << 56);
  if (n <= WORD_BYTES) return (uint32_t)h;
  for (uint32_t at = WORD_BYTES; at + WORD_BYTES < n; at += WORD_BYTES) h = mixed(h ^ text_head(p + at, WORD_BYTES));
  return (uint32_t)mixed(h ^ text_tail(p, n));
}

/* The slot where the text is, or the free one where it would go. */
static uint32_t dict_find(const Dict *d, const Value *v) {
  uint32_t at = text_hash(v->s, v->n) & d->mask;
  while (d->slots[at] && !value_text_eq(&d->texts[d->slots[at] - 1], v)) at = (at + 1) & d->mask;
  return at;
}

uint16_t dict_code(const Dict *d, const Value *v) {
  return v->kind == VAL_TEXT ? d->slots[dict_find(d, v)] : (uint16_t)CODE_NO_TEXT;
}

static void dict_widen(Arena *a, Dict *d) {
  uint32_t size = d->count ? (d->mask + 1) * 2 : DICT_FIRST;
  d->mask = size - 1;
  d->slots = ARENA_ARRAY(a, uint16_t, size);
  d->texts = arena_grow(a, d->texts, d->count * sizeof *d->texts, size / 2 * sizeof *d->texts);
  for (uint32_t i = 0; i < d->count; i++) d->slots[dict_find(d, &d->texts[i])] = (uint16_t)(i + 1);
}

/* 0: there are too many of this column. */
static uint32_t dict_add(Arena *a, Dict *d, const Value *v) {
  if (!d->slots || d->count * 2 > d->mask) dict_widen(a, d);
  uint32_t at = dict_find(d, v);
  if (d->slots[at]) return d->slots[at];
  if (d->count == CODE_MOST) return 0;
  d->texts[d->count++] = *v;
  d->slots[at] = (uint16_t)d->count;
  return d->count;
}

/* ---- tests of texts ---- */

static void make_eq(Steps *s, const Chunk *c, Step *step) {
  uint32_t code = dict_add(&s->arena, &s->dicts[step->slot], &c->consts.v[step->arg]);
  if (!code) return;
  step->op = STEP_EQ;
  step->arg = code;
}

static void make_in(Steps *s, const Chunk *c, Step *step) {
  const ValueSet *set = c->sets.v[step->arg];
  const Value *values = set_values(set);
  uint32_t count = set_count(set), highest = 0, codes[SET_MOST];
  if (count > SET_MOST) return;
  for (uint32_t i = 0; i < count; i++)
    if (values[i].kind != VAL_TEXT) return;
  for (uint32_t i = 0; i < count; i++) {
    codes[i] = dict_add(&s->arena, &s->dicts[step->slot], &values[i]);
    if (!codes[i]) return;
    if (codes[i] > highest) highest = codes[i];
  }
  uint32_t n = highest / 64 + 1;
  uint64_t *words = ARENA_ARRAY(&s->arena, uint64_t, n);
  for (uint32_t i = 0; i < count; i++) words[codes[i] / 64] |= (uint64_t)1 << codes[i] % 64;
  step->op = n == 1 ? STEP_IN_MASK : STEP_IN_WORDS;
  step->arg = n;
  if (n == 1) step->mask = words[0];
  else step->words = words;
}

static void make_part(const Chunk *c, Step *step, uint8_t op) {
  const Value *part = &c->consts.v[step->arg];
  if (part->kind != VAL_TEXT || part->n == 0 || part->n > WORD_BYTES) return;
  uint32_t unused = 8 * (WORD_BYTES - part->n);
  step->op = op;
  step->arg = part->n;
  step->mask = op == STEP_ENDS ? UINT64_MAX << unused : UINT64_MAX >> unused;
  step->bits = op == STEP_ENDS ? text_tail(part->s, part->n) : text_head(part->s, part->n);
}

bool step_contains(const Step *in, const Value *v) {
  uint32_t n = v->n, last = 0;
  if (n < in->arg) return false;
  if (n > SCAN_BYTES) return memmem(v->s, n, &in->bits, in->arg) != NULL;
  uint64_t word = text_head(v->s, n);
  if (n > WORD_BYTES) {
    for (const char *p = v->s, *end = v->s + n - WORD_BYTES; p < end; p++) {
      memcpy(&word, p, WORD_BYTES);
      if ((word & in->mask) == in->bits) return true;
    }
    word = text_tail(v->s, n);
    n = WORD_BYTES;
  }
  last = n - in->arg;
  for (uint32_t i = 0; i <= last; i++, word >>= 8)
    if ((word & in->mask) == in->bits) return true;
  return false;
}

/* ---- tests of numbers ---- */

static bool is_sure(const Value *k) {
  if (k->kind == VAL_INT) return k->i >= -SURE && k->i <= SURE;
  return k->kind == VAL_REAL && fabs(k->d) <= (double)SURE;
}

static void bound_below(Step *step, RealRange *real, const Value *k, bool without) {
  double d = k->kind == VAL_INT ? (double)k->i : k->d;
  step->low = without ? (int64_t)floor(d) + 1 : (int64_t)ceil(d);
  real->low = without ? nextafter(d, INFINITY) : d;
}

static void bound_above(Step *step, RealRange *real, const Value *k, bool without) {
  double d = k->kind == VAL_INT ? (double)k->i : k->d;
  step->high = without ? (int64_t)ceil(d) - 1 : (int64_t)floor(d);
  real->high = without ? nextafter(d, -INFINITY) : d;
}

static void make_range(Steps *s, Step *step, const Value *low, bool low_without, const Value *high, bool high_without) {
  RealRange real = {-INFINITY, INFINITY};
  if ((low && !is_sure(low)) || (high && !is_sure(high))) return;
  step->low = INT64_MIN;
  step->high = INT64_MAX;
  if (low) bound_below(step, &real, low, low_without);
  if (high) bound_above(step, &real, high, high_without);
  step->op = STEP_RANGE;
  step->arg = s->reals.n;
  VEC_PUSH(&s->arena, s->reals, real);
}

static void make_compare(Steps *s, const Chunk *c, Step *step, CompareOp op) {
  const Value *k = &c->consts.v[step->arg];
  switch (op) {
    case CMP_EQ:
    case CMP_NE: make_range(s, step, k, false, k, false); break;
    case CMP_LT: make_range(s, step, NULL, false, k, true); break;
    case CMP_LE: make_range(s, step, NULL, false, k, false); break;
    case CMP_GT: make_range(s, step, k, true, NULL, false); break;
    case CMP_GE: make_range(s, step, k, false, NULL, false); break;
  }
  if (step->op == STEP_RANGE && op == CMP_NE) step->pass = !step->pass;
}

/* ---- all ---- */

static void make_step(Steps *s, const Chunk *c, uint32_t at) {
  const Instr *in = &c->code.v[at];
  Step *step = &s->v[at];
  *step = (Step){.op = in->op, .pass = in->want ^ in->jump_if, .slot = in->slot, .arg = in->arg};
  if (op_info((Op)in->op)->operands[2] == 'j')
    step->jump = in->jump - at + (c->code.v[in->jump].op == OP_RULE);
  if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) return;
  const Value *k = in->op == OP_TEST_CMP_K || in->op == OP_TEST_IN_RANGE ? &c->consts.v[in->arg] : NULL;
  switch ((Op)in->op) {
    case OP_TEST_EQ_TEXT: make_eq(s, c, step); break;
    case OP_TEST_IN_SET: make_in(s, c, step); break;
    case OP_TEST_CMP_K: make_compare(s, c, step, (CompareOp)in->aux); break;
    case OP_TEST_IN_RANGE: make_range(s, step, &k[0], false, &k[1], false); break;
    case OP_TEST_STARTS: make_part(c, step, STEP_STARTS); break;
    case OP_TEST_ENDS: make_part(c, step, STEP_ENDS); break;
    case OP_TEST_CONTAINS: make_part(c, step, STEP_CONTAINS); break;
    default: break;
  }
}

void steps_extend(Steps *s, const Chunk *c) {
  if (s->width < c->columns.n) {
    s->dicts = arena_grow(&s->arena, s->dicts, s->width * sizeof *s->dicts, c->columns.n * sizeof *s->dicts);
    s->width = c->columns.n;
  }
  if (s->cap < c->code.n) {
    s->cap = c->code.n > s->cap * 2 ? c->code.n : s->cap * 2;
    s->v = mem_realloc(s->v, s->cap * sizeof *s->v);
  }
  for (; s->n < c->code.n; s->n++) make_step(s, c, s->n);
}
