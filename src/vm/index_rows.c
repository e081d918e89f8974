/* The index at work on one lead: down the trees, and blocks ANDed together. */
#include "base/mem.h"
#include "vm/machine.h"

#include <stdlib.h>

static inline uint32_t code_at(Index *x, uint32_t column) {
  uint32_t code = x->codes[column];
  if (code != CODE_NONE) return code;
  Classes *k = &x->columns[column];
  return x->codes[column] = class_of(k, &x->arena, x->chunk, x->steps, x->row + k->slot);
}

/* Bits of the tests that are surely not as they want for a value of the class, and of those that are unknown. */
static void facet_fill(const Index *x, const Block *b, const Facet *f, uint32_t class, uint64_t *bits) {
  const Value *v = &x->columns[f->column].values.v[class];
  memcpy(bits, b->all, b->words * sizeof *bits);
  if (class < CLASS_FIRST) memset(bits + b->words, 0, b->words * sizeof *bits);
  for (uint32_t i = 0; i < f->test_count; i++) {
    const Instr *in = &x->chunk->code.v[f->tests[i].test];
    uint32_t word = f->tests[i].bit / 64;
    uint64_t bit = (uint64_t)1 << f->tests[i].bit % 64;
    unsigned truth = class == CLASS_ANY ? (unsigned)TRUTH_UNKNOWN : test_truth(x->chunk, in, v);
    if (truth == TRUTH_UNKNOWN) ASSERT(class < CLASS_FIRST), bits[b->words + word] |= bit;
    else if (truth != in->want) bits[word] &= ~bit;
  }
}

/* The stretch of classes that a class lies in; the first begins below every edge. */
static uint32_t facet_stretch(const Facet *f, uint32_t class) {
  const uint32_t *low = f->edges;
  uint32_t n = f->edge_count;
  if (class < *low) return CLASS_FIRST;
  while (n > 1) {
    uint32_t half = n / 2;
    low = low[half] <= class ? low + half : low;
    n -= half;
  }
  return CLASS_FIRST + 1 + (uint32_t)(low - f->edges);
}

static __attribute__((noinline, cold)) const uint64_t *facet_row_new(Index *x, const Block *b, const Facet *f,
                                                                     uint32_t at, uint32_t class, uint64_t *room) {
  if (at < f->row_count) {
    room = ARENA_ARRAY(&x->arena, uint64_t, class < CLASS_FIRST ? b->words * 2 : b->words);
    f->rows[at] = room;
  }
  facet_fill(x, b, f, class, room);
  return room;
}

/* room: for what is not kept. */
static inline const uint64_t *facet_row(Index *x, const Block *b, const Facet *f, uint32_t class, uint64_t *room) {
  uint32_t at = f->edge_count && class >= CLASS_FIRST ? facet_stretch(f, class) : class;
  if (at < f->row_count && f->rows[at]) return f->rows[at];
  return facet_row_new(x, b, f, at, class, room);
}

static __attribute__((always_inline)) inline bool match(Index *x, const Block *b, uint64_t *bits, uint64_t *doubt,
                                                         uint32_t words) {
  uint64_t room[BLOCK_WORDS * 2];
  for (uint32_t i = 0; i < words; i++) {
    bits[i] = b->all[i];
    doubt[i] = ~b->sure[i];
  }
  for (const Facet *f = b->facets, *end = f + b->facet_count; f < end; f++) {
    uint32_t class = code_at(x, f->column);
    const uint64_t *row = facet_row(x, b, f, class, room);
    uint64_t any = 0;
    for (uint32_t i = 0; i < words; i++) any |= bits[i] &= row[i];
    if (!any) return false;
    if (class >= CLASS_FIRST) continue;
    for (uint32_t i = 0; i < words; i++) doubt[i] |= row[words + i];
  }
  return true;
}

bool block_match(Index *x, const Block *b, uint64_t *bits, uint64_t *doubt) {
  switch (b->words) {
    case 1: return match(x, b, bits, doubt, 1);
    case 2: return match(x, b, bits, doubt, 2);
    case BLOCK_WORDS: return match(x, b, bits, doubt, BLOCK_WORDS);
    default: return match(x, b, bits, doubt, b->words);
  }
}

/* ---- down the trees ---- */

typedef struct Way { uint32_t node; bool doubt; } Way;

static uint32_t node_child(const Node *n, uint32_t class) {
  if (n->direct) return class - CLASS_FIRST < n->count ? n->children[class - CLASS_FIRST] : NO_NODE;
  const uint32_t *low = n->classes;
  for (uint32_t left = n->count; left > 1;) {
    uint32_t half = left / 2;
    low = low[half] <= class ? low + half : low;
    left -= half;
  }
  return *low == class ? n->children[low - n->classes] : NO_NODE;
}

static void visit_blocks(Scope *scope, const Node *n, bool doubt) {
  for (uint32_t i = 0; i < n->count; i++) {
    if (scope->visits.n == scope->visits.cap) {
      scope->visits.cap = scope->visits.cap ? scope->visits.cap * 2 : 16;
      scope->visits.v = mem_realloc(scope->visits.v, scope->visits.cap * sizeof *scope->visits.v);
    }
    scope->visits.v[scope->visits.n++] = (Visit){&n->blocks[i], doubt};
  }
}

static int cmp_visit(const void *a, const void *b) {
  uint32_t x = *((const Visit *)a)->block->tops, y = *((const Visit *)b)->block->tops;
  return (x > y) - (x < y);
}

static void visits_sort(Scope *scope) {
  Visit *v = scope->visits.v;
  if (scope->visits.n > 64) {
    qsort(v, scope->visits.n, sizeof *v, cmp_visit);
    return;
  }
  for (uint32_t i = 1; i < scope->visits.n; i++) {
    Visit visit = v[i];
    uint32_t at = i;
    for (; at && cmp_visit(&v[at - 1], &visit) > 0; at--) v[at] = v[at - 1];
    v[at] = visit;
  }
}

static void visit_node(Index *x, Scope *scope, uint32_t node, bool doubt) {
  while (node != NO_NODE) {
    const Node *n = &x->nodes.v[node];
    if (n->column == NO_COLUMN) {
      visit_blocks(scope, n, doubt);
      return;
    }
    uint32_t class = code_at(x, n->column), child;
    if (class >= CLASS_FIRST) {
      child = node_child(n, class);
      if (child != NO_NODE) visit_node(x, scope, child, doubt);
    } else
      for (uint32_t i = 0; i < n->count; i++)
        if (n->children[i] != NO_NODE) visit_node(x, scope, n->children[i], true);
    node = n->rest;
  }
}

void visits_find(Index *x, Scope *scope) {
  scope->visits.n = scope->visits.at = 0;
  scope->found.n = scope->found.at = 0;
  visit_node(x, scope, scope->root, false);
  if (scope->visits.n > 1) visits_sort(scope);
}

/* ---- the first ---- */

static void first_in_blocks(Index *x, const Node *n, bool doubtful, Candidate *best) {
  uint64_t bits[BLOCK_WORDS], doubt[BLOCK_WORDS];
  for (const Block *b = n->blocks, *end = b + n->count; b < end && b->tops[0] <= best->top; b++) {
    if (!block_match(x, b, bits, doubt)) continue;
    uint32_t i = 0;
    while (!bits[i]) i++;
    uint32_t bit = (uint32_t)__builtin_ctzll(bits[i]);
    Candidate found = {b->tops[i * 64 + bit], doubtful || (doubt[i] >> bit & 1)};
    if (found.top < best->top || (found.top == best->top && !found.doubt)) *best = found;
    return;
  }
}

static void first_in_node(Index *x, uint32_t node, bool doubt, Candidate *best) {
  while (node != NO_NODE) {
    const Node *n = &x->nodes.v[node];
    if (n->column == NO_COLUMN) {
      first_in_blocks(x, n, doubt, best);
      return;
    }
    uint32_t class = code_at(x, n->column), child;
    if (class >= CLASS_FIRST) {
      child = node_child(n, class);
      if (child != NO_NODE) first_in_node(x, child, doubt, best);
    } else
      for (uint32_t i = 0; i < n->count; i++)
        if (n->children[i] != NO_NODE) first_in_node(x, n->children[i], true, best);
    node = n->rest;
  }
}

bool candidate_first(Index *x, const Scope *scope, Candidate *out) {
  *out = (Candidate){UINT32_MAX, true};
  first_in_node(x, scope->root, false, out);
  return out->top != UINT32_MAX;
}
