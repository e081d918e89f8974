/* The trees of the index, built from the top: rows are parted by the column that spares a lead most of them. */
#include <stdlib.h>

#include "base/mem.h"
#include "vm/machine.h"

/* What a visit costs, in rows of a block: a branch must spare more than that to be worth it. */
enum { SPARED_LEAST = 96 };
enum { DEPTH_MOST = 32, GROWTH_MOST = 4 };
enum { DIRECT_SPARSE = 8, CLASSES_ALWAYS = 64, CLASSES_PER_ROW = 16 }; /* up to when something is found by its class */

typedef struct Gain { uint32_t rows, classes, distinct; } Gain;
typedef struct Part { uint32_t class, row; } Part;

typedef struct Tree {
  Index *x;
  Arena *scratch;
  const RuleRows *rows;
  uint64_t room;         /* rows that branches may still add */
  Gain *gains;           /* by column */
  uint32_t **stamps;     /* by column and class: the node that met the class last */
  uint32_t stamp, depth;
  uint32_t path[DEPTH_MOST]; /* columns that are decided */
} Tree;

static bool is_decided(const Tree *t, uint32_t column) {
  for (uint32_t i = 0; i < t->depth; i++)
    if (t->path[i] == column) return true;
  return false;
}

/* ---- blocks ---- */

typedef struct FacetTest { uint32_t column; BlockTest test; } FacetTest;
typedef VEC(FacetTest) FacetTests;

static int cmp_facet_test(const void *a, const void *b) {
  const FacetTest *x = a, *y = b;
  if (x->column != y->column) return x->column < y->column ? -1 : 1;
  if (x->test.bit != y->test.bit) return x->test.bit < y->test.bit ? -1 : 1;
  return (x->test.test > y->test.test) - (x->test.test < y->test.test);
}

static int cmp_u32(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static int cmp_facet(const void *a, const void *b) { /* what leaves most rows out comes first */
  const Facet *x = a, *y = b;
  if (x->test_count != y->test_count) return x->test_count > y->test_count ? -1 : 1;
  return (x->column > y->column) - (x->column < y->column);
}

/* False: the classes at which its tests change are too many to tell. */
static bool facet_edges(Tree *t, Facet *f) {
  const Classes *k = &t->x->columns[f->column];
  Edges edges = {0};
  uint32_t n = 0;
  for (uint32_t i = 0; i < f->test_count; i++)
    if (!classes_edges(k, t->x->chunk, f->tests[i].test, t->scratch, &edges)) return false;
  VEC_PUSH(t->scratch, edges, CLASS_FIRST);
  qsort(edges.v, edges.n, sizeof *edges.v, cmp_u32);
  for (uint32_t i = 0; i < edges.n; i++)
    if (n == 0 || edges.v[n - 1] != edges.v[i]) edges.v[n++] = edges.v[i];
  uint32_t *kept = ARENA_ARRAY(&t->x->arena, uint32_t, n);
  memcpy(kept, edges.v, n * sizeof *kept);
  f->edges = kept;
  f->edge_count = n;
  f->row_count = CLASS_FIRST + n + 1;
  return true;
}

/* A row for each class is found at once; one for each stretch takes a search and less memory. */
static void facet_rows(Tree *t, const Block *b, Facet *f) {
  Index *x = t->x;
  const Classes *k = &x->columns[f->column];
  uint32_t classes = k->settled + (k->patterns.n ? PATTERN_CLASSES_MOST / 4 : 0);
  uint64_t bytes = classes * sizeof *f->rows;
  bool few = k->settled <= CLASSES_ALWAYS + CLASSES_PER_ROW * b->n && bytes <= x->direct_left;
  f->row_count = CLASS_FIRST;
  bool edged = (!few || k->settled > CLASSES_ALWAYS) && facet_edges(t, f);
  if (edged && (!few || f->edge_count < k->settled / 4)) few = false;
  else if (few) {
    f->edge_count = 0;
    f->row_count = classes;
    x->direct_left -= bytes;
  }
  f->rows = ARENA_ARRAY(&x->arena, const uint64_t *, f->row_count);
}

static void block_facets(Tree *t, Block *b, FacetTests *tests) {
  Arena *a = &t->x->arena;
  BlockTest *all = ARENA_ARRAY(a, BlockTest, tests->n + 1);
  uint32_t count = 0;
  if (tests->n) qsort(tests->v, tests->n, sizeof *tests->v, cmp_facet_test);
  for (uint32_t i = 0; i < tests->n; i++) count += i == 0 || tests->v[i].column != tests->v[i - 1].column;
  b->facets = ARENA_ARRAY(a, Facet, count + 1);
  for (uint32_t i = 0; i < tests->n; i++) {
    if (i == 0 || tests->v[i].column != tests->v[i - 1].column)
      b->facets[b->facet_count++] = (Facet){.column = tests->v[i].column, .tests = &all[i]};
    all[i] = tests->v[i].test;
    b->facets[b->facet_count - 1].test_count++;
  }
  qsort(b->facets, b->facet_count, sizeof *b->facets, cmp_facet);
  for (uint32_t i = 0; i < b->facet_count; i++) facet_rows(t, b, &b->facets[i]);
}

static void block_make(Tree *t, Block *b, const uint32_t *rows, uint32_t n) {
  Arena *a = &t->x->arena;
  *b = (Block){.n = n, .words = (n + 63) / 64};
  uint32_t *tops = ARENA_ARRAY(a, uint32_t, n);
  uint64_t *bits = ARENA_ARRAY(a, uint64_t, b->words * 2);
  FacetTests tests = {0};
  for (uint32_t i = 0; i < n; i++) {
    const Row *row = &t->rows->v[rows[i]];
    tops[i] = row->top;
    bits[i / 64] |= (uint64_t)1 << i % 64;
    if (!row->open) bits[b->words + i / 64] |= (uint64_t)1 << i % 64;
    for (uint32_t k = 0; k < row->n; k++)
      if (!is_decided(t, row->tests[k].column))
        VEC_PUSH(t->scratch, tests, (FacetTest){row->tests[k].column, {i, row->tests[k].test}});
  }
  b->tops = tops;
  b->all = bits;
  b->sure = bits + b->words;
  block_facets(t, b, &tests);
  t->x->block_count++;
}

static uint32_t node_add(Index *x, Node n) {
  VEC_PUSH(&x->arena, x->nodes, n);
  return x->nodes.n - 1;
}

static uint32_t leaf_make(Tree *t, const uint32_t *rows, uint32_t n) {
  Node leaf = {.column = NO_COLUMN, .rest = NO_NODE, .count = (n + BLOCK_ROWS - 1) / BLOCK_ROWS};
  leaf.blocks = ARENA_ARRAY(&t->x->arena, Block, leaf.count + 1);
  for (uint32_t i = 0; i < leaf.count; i++) {
    uint32_t from = i * BLOCK_ROWS, left = n - from;
    block_make(t, &leaf.blocks[i], rows + from, left < BLOCK_ROWS ? left : BLOCK_ROWS);
  }
  return node_add(t->x, leaf);
}

/* ---- branches ---- */

static const RowTest *narrow_test(const Row *row, uint32_t column) {
  for (uint32_t i = 0; i < row->n; i++)
    if (row->tests[i].column == column && row->tests[i].passing_count) return &row->tests[i];
  return NULL;
}

static void gain_count(Tree *t, const Row *row) {
  for (uint32_t i = 0; i < row->n; i++) {
    const RowTest *test = &row->tests[i];
    if (!test->passing_count || narrow_test(row, test->column) != test || is_decided(t, test->column)) continue;
    Gain *gain = &t->gains[test->column];
    gain->rows++;
    gain->classes += test->passing_count;
    for (uint32_t k = 0; k < test->passing_count; k++) {
      uint32_t *stamp = &t->stamps[test->column][test->passing[k]];
      gain->distinct += *stamp != t->stamp;
      *stamp = t->stamp;
    }
  }
}

/* The column by which a lead is spared most rows, taking it that the values named are equally frequent. */
static uint32_t best_column(Tree *t, const uint32_t *rows, uint32_t n) {
  uint32_t best = NO_COLUMN, most = SPARED_LEAST;
  if (n <= SPARED_LEAST || t->depth == DEPTH_MOST) return NO_COLUMN;
  memset(t->gains, 0, t->x->column_count * sizeof *t->gains);
  t->stamp++;
  for (uint32_t i = 0; i < n; i++) gain_count(t, &t->rows->v[rows[i]]);
  for (uint32_t i = 0; i < t->x->column_count; i++) {
    const Gain *g = &t->gains[i];
    if (g->rows == 0 || g->classes - g->rows > t->room) continue;
    uint32_t met = g->classes / g->distinct, spared = g->rows > met ? g->rows - met : 0;
    if (spared <= most) continue;
    most = spared;
    best = i;
  }
  return best;
}

static bool passes(const Index *x, const Row *row, uint32_t column, uint32_t class) {
  const Value *v = &x->columns[column].values.v[class];
  for (uint32_t i = 0; i < row->n; i++) {
    const Instr *in = &x->chunk->code.v[row->tests[i].test];
    if (row->tests[i].column == column && test_truth(x->chunk, in, v) != in->want) return false;
  }
  return true;
}

static int cmp_part(const void *a, const void *b) {
  const Part *x = a, *y = b;
  if (x->class != y->class) return x->class < y->class ? -1 : 1;
  return (x->row > y->row) - (x->row < y->row);
}

static uint32_t node_make(Tree *t, const uint32_t *rows, uint32_t n);

typedef VEC(uint32_t) Numbers;

static void children_make(Tree *t, Node *node, Part *parts, uint32_t n) {
  Numbers classes = {0}, children = {0}, rows = {0};
  t->path[t->depth++] = node->column;
  for (uint32_t i = 0; i < n; i++) {
    VEC_PUSH(t->scratch, rows, parts[i].row);
    if (i + 1 < n && parts[i + 1].class == parts[i].class) continue;
    uint32_t child = node_make(t, rows.v, rows.n);
    VEC_PUSH(t->scratch, classes, parts[i].class);
    VEC_PUSH(t->scratch, children, child);
    rows.n = 0;
  }
  t->depth--;
  uint32_t span = t->x->columns[node->column].settled - CLASS_FIRST;
  node->direct = span <= DIRECT_SPARSE * children.n + CLASSES_ALWAYS;
  node->count = node->direct ? span : children.n;
  uint32_t *by = ARENA_ARRAY(&t->x->arena, uint32_t, node->count + 1), *names = NULL;
  if (node->direct) memset(by, 0xFF, node->count * sizeof *by); /* NO_NODE */
  else names = ARENA_ARRAY(&t->x->arena, uint32_t, node->count + 1);
  for (uint32_t i = 0; i < children.n; i++) {
    if (names) names[i] = classes.v[i];
    by[names ? i : classes.v[i] - CLASS_FIRST] = children.v[i];
  }
  node->classes = names;
  node->children = by;
}

static uint32_t branch_make(Tree *t, uint32_t column, const uint32_t *rows, uint32_t n) {
  Node node = {.column = column, .rest = NO_NODE};
  VEC(Part) parts = {0};
  Numbers rest = {0};
  for (uint32_t i = 0; i < n; i++) {
    const RowTest *test = narrow_test(&t->rows->v[rows[i]], column);
    uint32_t before = parts.n;
    for (uint32_t k = 0; test && k < test->passing_count; k++)
      if (passes(t->x, &t->rows->v[rows[i]], column, test->passing[k]))
        VEC_PUSH(t->scratch, parts, (Part){test->passing[k], rows[i]});
    /* What no value passes is unknown all the same when the value is missing. */
    if (parts.n == before) VEC_PUSH(t->scratch, rest, rows[i]);
  }
  if (t->gains[column].classes > t->gains[column].rows) t->room -= t->gains[column].classes - t->gains[column].rows;
  if (parts.n) qsort(parts.v, parts.n, sizeof *parts.v, cmp_part);
  children_make(t, &node, parts.v, parts.n);
  if (rest.n) node.rest = node_make(t, rest.v, rest.n);
  return node_add(t->x, node);
}

static uint32_t node_make(Tree *t, const uint32_t *rows, uint32_t n) {
  uint32_t column = best_column(t, rows, n);
  return column == NO_COLUMN ? leaf_make(t, rows, n) : branch_make(t, column, rows, n);
}

uint32_t tree_build(Index *x, Arena *scratch, const RuleRows *rows) {
  Tree t = {.x = x, .scratch = scratch, .rows = rows, .room = (uint64_t)rows->n * (GROWTH_MOST - 1)};
  t.gains = ARENA_ARRAY(scratch, Gain, x->column_count + 1);
  t.stamps = ARENA_ARRAY(scratch, uint32_t *, x->column_count + 1);
  for (uint32_t i = 0; i < x->column_count; i++) t.stamps[i] = ARENA_ARRAY(scratch, uint32_t, x->columns[i].settled);
  uint32_t *all = ARENA_ARRAY(scratch, uint32_t, rows->n + 1);
  for (uint32_t i = 0; i < rows->n; i++) all[i] = i;
  return node_make(&t, all, rows->n);
}
