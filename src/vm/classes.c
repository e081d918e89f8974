#include "vm/classes.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "code/set.h"
#include "vm/machine.h"

enum { MEMO_SLOTS = 2048, MEMO_BYTES = 48, TABLE_LEAST = 16, SIGNATURES = PATTERN_CLASSES_MOST * 2 };
static const double SURE = 0x1p53; /* below this every whole number is a double, and no other whole number becomes it */

struct Memo { uint32_t n, class; char text[MEMO_BYTES]; }; /* class 0: free */

void classes_init(Classes *k, const Chunk *c, uint32_t slot) {
  *k = (Classes){.slot = slot, .kind = CLASSES_PRESENCE};
  switch (c->columns.v[slot].type) {
    case TYPE_TEXT: k->kind = CLASSES_TEXT; break;
    case TYPE_BOOL: k->kind = CLASSES_BOOL; break;
    case TYPE_NUMBER: k->kind = CLASSES_ORDER, k->value_kind = VAL_INT; break;
    case TYPE_TIME: k->kind = CLASSES_ORDER, k->value_kind = VAL_TIME; break;
    case TYPE_DURATION: k->kind = CLASSES_ORDER, k->value_kind = VAL_DURATION; break;
    default: break;
  }
}

/* ---- numbers and times ---- */

static bool of_kind(const Classes *k, const Value *v) {
  return v->kind == k->value_kind || (k->value_kind == VAL_INT && v->kind == VAL_REAL);
}

static double as_double(const Value *v) { return v->kind == VAL_REAL ? v->d : (double)v->i; }

static bool is_sure(const Classes *k, const Value *v) { return of_kind(k, v) && fabs(as_double(v)) < SURE; }

/* The least that is above d among the column's values. */
static double above(const Classes *k, double d) { return k->value_kind == VAL_INT ? nextafter(d, INFINITY) : d + 1; }

enum { EDGE_AT = 1, EDGE_AFTER = 2 }; /* the outcome changes at a value, or just above it */

/* Where the outcome of an ordering test changes. */
static bool order_bounds(const Classes *k, const Chunk *c, const Instr *in, Arena *a, Doubles *out) {
  uint32_t n = 1;
  const Value *v = in->op == OP_TEST_IN_SET ? NULL : &c->consts.v[in->arg];
  if (in->op == OP_TEST_IN_RANGE) n = 2;
  else if (in->op == OP_TEST_IN_SET) {
    n = set_count(c->sets.v[in->arg]);
    v = set_values(c->sets.v[in->arg]);
  } else if (in->op != OP_TEST_CMP_K) return false;
  for (uint32_t i = 0; i < n; i++)
    if (!is_sure(k, &v[i])) return false;
  unsigned at = EDGE_AT, after = EDGE_AFTER;
  if (in->op == OP_TEST_CMP_K && (in->aux == CMP_LT || in->aux == CMP_GE)) after = 0;
  if (in->op == OP_TEST_CMP_K && (in->aux == CMP_LE || in->aux == CMP_GT)) at = 0;
  for (uint32_t i = 0; i < n; i++) {
    unsigned edges = in->op != OP_TEST_IN_RANGE ? at | after : i == 0 ? EDGE_AT : EDGE_AFTER;
    if (edges & EDGE_AT) VEC_PUSH(a, *out, as_double(&v[i]));
    if (edges & EDGE_AFTER) VEC_PUSH(a, *out, above(k, as_double(&v[i])));
  }
  return true;
}

static int cmp_double(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

static Value order_value(const Classes *k, double d) {
  if (k->value_kind == VAL_INT) return (Value){.kind = VAL_REAL, .d = d};
  return (Value){.kind = (uint8_t)k->value_kind, .i = (int64_t)d};
}

static void order_finish(Classes *k, Arena *a) {
  uint32_t n = 0;
  if (k->bounds.n) qsort(k->bounds.v, k->bounds.n, sizeof *k->bounds.v, cmp_double);
  for (uint32_t i = 0; i < k->bounds.n; i++)
    if (n == 0 || k->bounds.v[n - 1] != k->bounds.v[i]) k->bounds.v[n++] = k->bounds.v[i];
  k->bounds.n = n;
  VEC_PUSH(a, k->values, order_value(k, n ? k->bounds.v[0] - 1 : 0));
  for (uint32_t i = 0; i < n; i++) VEC_PUSH(a, k->values, order_value(k, k->bounds.v[i]));
}

static uint32_t order_class(const Classes *k, double d) {
  const double *low = k->bounds.v;
  uint32_t n = k->bounds.n;
  if (n == 0 || !(d >= *low)) return d == d ? CLASS_FIRST : CLASS_ANY;
  while (n > 1) {
    uint32_t half = n / 2;
    low = low[half] <= d ? low + half : low;
    n -= half;
  }
  return CLASS_FIRST + 1 + (uint32_t)(low - k->bounds.v);
}

/* ---- texts ---- */

static uint64_t mixed(uint64_t h) {
  h *= 0x9E3779B97F4A7C15u;
  return h ^ h >> 32;
}

static uint32_t text_hash(const char *p, uint32_t n) {
  if (n == 0) return 0;
  uint64_t h = mixed(text_head(p, n) ^ (uint64_t)n << 56);
  if (n <= 8) return (uint32_t)h;
  for (uint32_t at = 8; at + 8 < n; at += 8) h = mixed(h ^ text_head(p + at, 8));
  return (uint32_t)mixed(h ^ text_tail(p, n));
}

static uint32_t *text_place(const Classes *k, const Value *v, uint32_t hash) {
  uint32_t at = hash & k->mask;
  while (k->table[at] && !value_text_eq(&k->values.v[k->table[at]], v)) at = (at + 1) & k->mask;
  return &k->table[at];
}

static void table_widen(Classes *k, Arena *a) {
  uint32_t size = k->table ? (k->mask + 1) * 2 : TABLE_LEAST;
  k->mask = size - 1;
  k->table = ARENA_ARRAY(a, uint32_t, size);
  for (uint32_t i = CLASS_FIRST; i < k->values.n; i++)
    *text_place(k, &k->values.v[i], text_hash(k->values.v[i].s, k->values.v[i].n)) = i;
}

static void values_begin(Classes *k, Arena *a) {
  if (k->values.n) return;
  VEC_PUSH(a, k->values, value_missing());
  VEC_PUSH(a, k->values, value_error(ERROR_DATA_TYPE));
  VEC_PUSH(a, k->values, value_missing());
}

static void text_add(Classes *k, Arena *a, const Value *v) {
  values_begin(k, a);
  if (!k->table || k->values.n * 2 > k->mask) table_widen(k, a);
  uint32_t *place = text_place(k, v, text_hash(v->s, v->n));
  if (*place) return;
  *place = k->values.n;
  VEC_PUSH(a, k->values, *v);
}

static bool pattern_add(Classes *k, Arena *a, const Chunk *c, uint32_t test) {
  const Instr *in = &c->code.v[test];
  const Value *part = &c->consts.v[in->arg];
  if (part->kind != VAL_TEXT) return false;
  for (uint32_t i = 0; i < k->patterns.n; i++) {
    const Instr *other = &c->code.v[k->patterns.v[i]];
    if (other->op == in->op && value_text_eq(&c->consts.v[other->arg], part)) return true;
  }
  if (k->patterns.n == PATTERNS_MOST) return false;
  VEC_PUSH(a, k->patterns, test);
  return true;
}

static bool text_test_add(Classes *k, Arena *a, const Chunk *c, uint32_t test) {
  const Instr *in = &c->code.v[test];
  const Value *v = &c->consts.v[in->arg];
  uint32_t n = 1;
  switch ((Op)in->op) {
    case OP_TEST_STARTS:
    case OP_TEST_ENDS:
    case OP_TEST_CONTAINS: return pattern_add(k, a, c, test);
    case OP_TEST_IN_SET:
      n = set_count(c->sets.v[in->arg]);
      v = set_values(c->sets.v[in->arg]);
      break;
    case OP_TEST_EQ_TEXT: break;
    default: return false;
  }
  for (uint32_t i = 0; i < n; i++)
    if (v[i].kind != VAL_TEXT) return false;
  for (uint32_t i = 0; i < n; i++) text_add(k, a, &v[i]);
  return true;
}

static void text_finish(Classes *k, Arena *a) {
  if (!k->table) table_widen(k, a);
  if (k->patterns.n == 0) {
    VEC_PUSH(a, k->values, value_text(STR("\xFF"))); /* stands for every text that is no constant: no text is this */
    return;
  }
  k->words = (k->patterns.n + 63) / 64;
  k->by_signature = ARENA_ARRAY(a, uint32_t, SIGNATURES);
}

static uint64_t holds(const Chunk *c, const Steps *s, uint32_t test, const Value *v) {
  const Step *step = &s->v[test];
  if (step->op == STEP_STARTS) return step_starts(step, v);
  if (step->op == STEP_ENDS) return step_ends(step, v);
  if (step->op == STEP_CONTAINS) return step_contains(step, v);
  return test_truth(c, &c->code.v[test], v) == TRUTH_TRUE;
}

/* The class of all texts of which the patterns say the same, made when it is met for the first time. */
static uint32_t signature_class(Classes *k, Arena *a, const Chunk *c, const Steps *s, const Value *v) {
  uint64_t signature[PATTERNS_MOST / 64] = {0}, hash = 0;
  for (uint32_t i = 0; i < k->patterns.n; i++)
    signature[i / 64] |= holds(c, s, k->patterns.v[i], v) << i % 64;
  for (uint32_t i = 0; i < k->words; i++) hash = mixed(hash ^ signature[i]);
  uint32_t at = (uint32_t)(hash >> 16) & (SIGNATURES - 1), class;
  while ((class = k->by_signature[at]) != 0) {
    if (!memcmp(&k->signatures.v[(class - k->settled) * k->words], signature, k->words * sizeof *signature))
      return class;
    at = (at + 1) & (SIGNATURES - 1);
  }
  if (k->n - k->settled == PATTERN_CLASSES_MOST) return CLASS_ANY;
  k->by_signature[at] = k->n;
  for (uint32_t i = 0; i < k->words; i++) VEC_PUSH(a, k->signatures, signature[i]);
  VEC_PUSH(a, k->values, value_text(arena_copy(a, value_str(*v))));
  return k->n++;
}

static uint32_t text_class(Classes *k, Arena *a, const Chunk *c, const Steps *s, const Value *v) {
  uint32_t hash = text_hash(v->s, v->n), class = *text_place(k, v, hash);
  if (class) return class;
  if (k->patterns.n == 0) return k->n - 1;
  if (v->n > MEMO_BYTES) return signature_class(k, a, c, s, v);
  if (!k->memo) k->memo = ARENA_ARRAY(a, Memo, MEMO_SLOTS);
  Memo *memo = &k->memo[(hash >> 8) % MEMO_SLOTS];
  Value seen = {.kind = VAL_TEXT, .n = memo->n, .s = memo->text};
  if (memo->class && value_text_eq(&seen, v)) return memo->class;
  class = signature_class(k, a, c, s, v);
  if (class == CLASS_ANY) return class;
  memo->n = v->n;
  memo->class = class;
  if (v->n) memcpy(memo->text, v->s, v->n);
  return class;
}

/* ---- all kinds ---- */

bool classes_add(Classes *k, Arena *a, const Chunk *c, uint32_t test) {
  const Instr *in = &c->code.v[test];
  if (in->op == OP_TEST_MISSING) return true;
  switch (k->kind) {
    case CLASSES_TEXT: return text_test_add(k, a, c, test);
    case CLASSES_BOOL:
      return in->op == OP_TEST_BOOL || (in->op == OP_TEST_CMP_K && c->consts.v[in->arg].kind == VAL_BOOL);
    case CLASSES_ORDER:
      return order_bounds(k, c, in, a, &k->bounds);
    case CLASSES_PRESENCE: break;
  }
  return false;
}

void classes_finish(Classes *k, Arena *a) {
  values_begin(k, a);
  switch (k->kind) {
    case CLASSES_TEXT: text_finish(k, a); break;
    case CLASSES_ORDER: order_finish(k, a); break;
    case CLASSES_BOOL:
      VEC_PUSH(a, k->values, value_bool(false));
      VEC_PUSH(a, k->values, value_bool(true));
      break;
    case CLASSES_PRESENCE: VEC_PUSH(a, k->values, value_bool(true)); break;
  }
  k->n = k->settled = k->values.n;
}

uint32_t class_of(Classes *k, Arena *a, const Chunk *c, const Steps *s, const Value *v) {
  if (v->kind == VAL_MISSING) return CLASS_MISSING;
  if (v->kind == VAL_ERROR) return CLASS_ERROR;
  switch (k->kind) {
    case CLASSES_TEXT: return v->kind == VAL_TEXT ? text_class(k, a, c, s, v) : CLASS_ANY;
    case CLASSES_ORDER: return of_kind(k, v) ? order_class(k, as_double(v)) : CLASS_ANY;
    case CLASSES_BOOL: return v->kind == VAL_BOOL ? CLASS_FIRST + (v->i != 0) : CLASS_ANY;
    case CLASSES_PRESENCE: break;
  }
  return CLASS_FIRST;
}

static uint32_t class_of_constant(const Classes *k, const Value *v) {
  return k->kind == CLASSES_TEXT ? *text_place(k, v, text_hash(v->s, v->n)) : order_class(k, as_double(v));
}

uint32_t classes_passing(const Classes *k, const Chunk *c, uint32_t test, uint32_t *out, uint32_t most) {
  const Instr *in = &c->code.v[test];
  const Value *v = &c->consts.v[in->arg];
  uint32_t n = 1;
  if (!in->want || (k->kind != CLASSES_TEXT && k->kind != CLASSES_ORDER)) return 0;
  if (in->op == OP_TEST_IN_SET) {
    n = set_count(c->sets.v[in->arg]);
    v = set_values(c->sets.v[in->arg]);
  } else if (in->op != OP_TEST_EQ_TEXT && (in->op != OP_TEST_CMP_K || in->aux != CMP_EQ)) return 0;
  if (n > most) return 0;
  for (uint32_t i = 0; i < n; i++) out[i] = class_of_constant(k, &v[i]);
  return n;
}

bool classes_edges(const Classes *k, const Chunk *c, uint32_t test, Arena *a, Edges *out) {
  const Instr *in = &c->code.v[test];
  if (in->op == OP_TEST_MISSING) return true;
  if (k->kind == CLASSES_ORDER) {
    Doubles bounds = {0};
    order_bounds(k, c, in, a, &bounds);
    for (uint32_t i = 0; i < bounds.n; i++) VEC_PUSH(a, *out, order_class(k, bounds.v[i]));
    return true;
  }
  if (k->kind != CLASSES_TEXT || (in->op != OP_TEST_EQ_TEXT && in->op != OP_TEST_IN_SET)) return false;
  bool is_set = in->op == OP_TEST_IN_SET;
  const Value *v = is_set ? set_values(c->sets.v[in->arg]) : &c->consts.v[in->arg];
  for (uint32_t i = 0, n = is_set ? set_count(c->sets.v[in->arg]) : 1; i < n; i++) {
    uint32_t class = class_of_constant(k, &v[i]);
    VEC_PUSH(a, *out, class);
    VEC_PUSH(a, *out, class + 1);
  }
  return true;
}
