#include "vm/conjunct.h"

/* Where control can be, and what has come out as wanted on the way there: an instruction is reached by each of its
 * conjunctions. A test that did not come out as wanted says nothing: conditions are compiled so that what follows it is
 * an alternative. */
typedef struct Reach {
  const Chunk *chunk;
  Arena *arena;
  uint32_t from, fails, fired;
  Conjuncts *at; /* by instruction, from `from` to `fired` */
} Reach;

static bool is_part_of(const Conjunct *small, const Conjunct *large) {
  uint32_t i = 0;
  if (small->n > large->n || (small->open && !large->open)) return false;
  for (uint32_t k = 0; k < large->n && i < small->n; k++) i += small->tests[i] == large->tests[k];
  return i == small->n;
}

static Conjunct common(Arena *a, const Conjunct *x, const Conjunct *y) {
  uint32_t *tests = ARENA_ARRAY(a, uint32_t, x->n + 1), n = 0;
  for (uint32_t i = 0, k = 0; i < x->n && k < y->n;) {
    if (x->tests[i] == y->tests[k]) {
      tests[n++] = x->tests[i++];
      k++;
    } else if (x->tests[i] < y->tests[k]) i++;
    else k++;
  }
  return (Conjunct){.tests = tests, .n = n, .open = true};
}

/* Only the smallest ones are kept; when there are too many, what they have in common. */
static void add(Arena *a, Conjuncts *to, Conjunct new) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < to->n; i++)
    if (is_part_of(&to->v[i], &new)) return;
  for (uint32_t i = 0; i < to->n; i++)
    if (!is_part_of(&new, &to->v[i])) to->v[kept++] = to->v[i];
  to->n = kept;
  if (to->n < CONJUNCTS_MOST) {
    VEC_PUSH(a, *to, new);
    return;
  }
  for (uint32_t i = 0; i < to->n; i++) new = common(a, &new, &to->v[i]);
  to->v[0] = new;
  to->n = 1;
}

static Conjunct with_test(Arena *a, const Conjunct *x, uint32_t test) {
  if (x->n == CONJUNCT_TESTS_MOST) return (Conjunct){.tests = x->tests, .n = x->n, .open = true};
  uint32_t *tests = ARENA_ARRAY(a, uint32_t, x->n + 1);
  for (uint32_t i = 0; i < x->n; i++) tests[i] = x->tests[i];
  tests[x->n] = test;
  return (Conjunct){.tests = tests, .n = x->n + 1, .open = x->open};
}

static bool pass_on(Reach *r, uint32_t at, uint32_t to, bool wanted) {
  Conjuncts *here = &r->at[at - r->from];
  uint8_t op = r->chunk->code.v[at].op;
  if (to == r->fails) return true;
  if (to > r->fired) return false;
  for (uint32_t i = 0; i < here->n; i++) {
    Conjunct next = here->v[i];
    if (wanted && op == OP_JUMP_UNLESS) next.open = true;
    else if (wanted && op <= OP_TEST_BOOL) next = with_test(r->arena, &next, at);
    add(r->arena, &r->at[to - r->from], next);
  }
  return true;
}

static bool pass(Reach *r, uint32_t at) {
  const Instr *in = &r->chunk->code.v[at];
  if (in->op == OP_JUMP) return pass_on(r, at, in->jump, false);
  if (in->op > OP_JUMP_UNLESS) return pass_on(r, at, at + 1, false);
  return pass_on(r, at, in->jump, in->jump_if) && pass_on(r, at, at + 1, !in->jump_if);
}

static bool find_fired(Reach *r) {
  for (r->fired = r->from; r->fired < r->fails; r->fired++) {
    uint8_t op = r->chunk->code.v[r->fired].op;
    if (op == OP_FIRED) return true;
    if (op == OP_RULE || op == OP_END || op == OP_RETURN || op >= OP_TAG) return false;
  }
  return false;
}

bool conjuncts_find(const Chunk *c, uint32_t from, uint32_t fails, Arena *scratch, Conjuncts *out,
                    uint32_t *fired_out) {
  Reach r = {.chunk = c, .arena = scratch, .from = from, .fails = fails};
  if (!find_fired(&r)) return false;
  r.at = ARENA_ARRAY(scratch, Conjuncts, r.fired - from + 1);
  VEC_PUSH(scratch, r.at[0], (Conjunct){0});
  for (uint32_t at = from; at < r.fired; at++)
    if (!pass(&r, at)) return false;
  *out = r.at[r.fired - from];
  *fired_out = r.fired;
  return true;
}
