#include "vm/index.h"

#include <stdlib.h>

#include "base/mem.h"
#include "vm/conjunct.h"
#include "vm/machine.h"

enum { PASSING_MOST = 8, DIRECT_BYTES = 32 * 1024 * 1024 };

void index_init(Index *x) {
  *x = (Index){.direct_left = DIRECT_BYTES};
  arena_init(&x->arena, 0);
}

void index_deinit(Index *x) {
  for (uint32_t i = 0; i < x->scope_count; i++) {
    mem_free(x->scopes[i].visits.v);
    mem_free(x->scopes[i].found.v);
  }
  arena_deinit(&x->arena);
}

/* ---- blocks of rules ---- */

typedef struct Layout { /* of all rules */
  uint32_t *fails; /* by rule: where its condition jumps when it is false */
  uint32_t *siblings;
} Layout;

static bool find_end(const Chunk *c, uint32_t *end_out) {
  uint32_t at = c->rules.v[c->rules.n - 1].entry;
  while (at < c->code.n && c->code.v[at].op != OP_END) at++;
  *end_out = at;
  return at < c->code.n;
}

/* False: the rules are not laid out one after the other, each before those within it. */
static bool find_layout(const Chunk *c, Arena *scratch, Layout *out) {
  uint32_t end, n = c->rules.n;
  if (n == 0 || !find_end(c, &end)) return false;
  out->fails = ARENA_ARRAY(scratch, uint32_t, n);
  out->siblings = ARENA_ARRAY(scratch, uint32_t, n + 1); /* by parent + 1 */
  uint32_t *last = ARENA_ARRAY(scratch, uint32_t, n + 1); /* by parent + 1: 1 + the sibling before */
  for (uint32_t i = 0; i < n; i++) {
    const CodeRule *rule = &c->rules.v[i];
    if (rule->entry < c->entry || rule->entry >= end || c->code.v[rule->entry].op != OP_RULE) return false;
    if (rule->parent >= (int32_t)i || rule->parent < -1) return false;
    if (i && rule->entry <= c->rules.v[i - 1].entry) return false;
    uint32_t *before = &last[rule->parent + 1];
    if (*before) out->fails[*before - 1] = rule->entry;
    *before = i + 1;
    out->siblings[rule->parent + 1]++;
  }
  for (uint32_t i = 0; i < n; i++)
    if (!out->fails[i]) out->fails[i] = c->rules.v[i].parent < 0 ? end : out->fails[c->rules.v[i].parent];
  return true;
}

static void find_scopes(Index *x, const Layout *layout, uint32_t least, Arena *scratch) {
  const Chunk *c = x->chunk;
  uint32_t *scope_of = ARENA_ARRAY(scratch, uint32_t, c->rules.n + 1); /* by parent + 1: 1 + scope */
  for (uint32_t i = 0; i <= c->rules.n; i++) x->scope_count += layout->siblings[i] >= least;
  x->scopes = ARENA_ARRAY(&x->arena, Scope, x->scope_count + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i <= c->rules.n; i++) {
    uint32_t rules = layout->siblings[i];
    if (rules < least) continue;
    scope_of[i] = n + 1;
    Scope *scope = &x->scopes[n++];
    scope->parent = (int32_t)i - 1;
    scope->rules = ARENA_ARRAY(&x->arena, uint32_t, rules);
    scope->entries = ARENA_ARRAY(&x->arena, uint32_t, rules + 1);
    scope->fired = ARENA_ARRAY(&x->arena, uint32_t, rules);
    scope->ends = ARENA_ARRAY(&x->arena, int32_t, rules);
  }
  for (uint32_t i = 0; i < c->rules.n; i++) {
    uint32_t of = scope_of[c->rules.v[i].parent + 1];
    if (!of) continue;
    Scope *scope = &x->scopes[of - 1];
    scope->rules[scope->n] = i;
    scope->entries[scope->n++] = c->rules.v[i].entry + 1;
    scope->entries[scope->n] = layout->fails[i];
  }
}

/* ---- rows ---- */

/* The rule that surely ends the run once control is at `fired`, unless nobody is found. */
static int32_t rule_ends(const Chunk *c, uint32_t fired) {
  for (uint32_t at = fired; at < c->code.n; at++) {
    const Instr *in = &c->code.v[at];
    switch ((Op)in->op) {
      case OP_ASSIGN:
      case OP_WAIT: return (int32_t)c->targets.v[in->arg].rule;
      case OP_HOLD:
      case OP_NURTURE:
      case OP_ARCHIVE:
      case OP_STOP: return (int32_t)c->effects.v[in->arg].rule;
      case OP_RULE:
      case OP_END:
      case OP_RETURN: return -1;
      default:
        if (op_info((Op)in->op)->operands[2] == 'j') return -1;
    }
  }
  return -1;
}

typedef struct Builder {
  Index *x;
  Arena *scratch;
  RuleRows *rows;         /* by scope */
  uint32_t *column_of;    /* by slot: 1 + column */
} Builder;

static Classes *classes_for(Builder *b, uint32_t slot) {
  Index *x = b->x;
  if (!b->column_of[slot]) {
    classes_init(&x->columns[x->column_count++], x->chunk, slot);
    b->column_of[slot] = x->column_count;
  }
  return &x->columns[b->column_of[slot] - 1];
}

static void row_add(Builder *b, uint32_t scope, uint32_t top, const Conjunct *conjunct) {
  Row row = {.top = top, .open = conjunct->open};
  row.tests = ARENA_ARRAY(b->scratch, RowTest, conjunct->n + 1);
  for (uint32_t i = 0; i < conjunct->n; i++) {
    uint32_t test = conjunct->tests[i], slot = b->x->chunk->code.v[test].slot;
    if (classes_add(classes_for(b, slot), &b->x->arena, b->x->chunk, test))
      row.tests[row.n++] = (RowTest){.test = test, .column = b->column_of[slot] - 1};
    else row.open = true;
  }
  VEC_PUSH(b->scratch, b->rows[scope], row);
}

static void scope_rows(Builder *b, uint32_t at, Arena *rule_scratch) {
  Scope *scope = &b->x->scopes[at];
  const Chunk *c = b->x->chunk;
  for (uint32_t top = 0; top < scope->n; top++) {
    uint32_t fails = top + 1 < scope->n ? scope->entries[top + 1] - 1 : scope->entries[scope->n];
    Conjuncts conjuncts = {0};
    scope->ends[top] = -1;
    arena_reset(rule_scratch);
    if (conjuncts_find(c, scope->entries[top], fails, rule_scratch, &conjuncts, &scope->fired[top]))
      scope->ends[top] = rule_ends(c, scope->fired[top]);
    else VEC_PUSH(rule_scratch, conjuncts, (Conjunct){.open = true});
    for (uint32_t i = 0; i < conjuncts.n; i++) row_add(b, at, top, &conjuncts.v[i]);
  }
  scope->rows = b->rows[at].n;
}

/* Which classes pass a test is asked for again and again. */
static void rows_finish(Builder *b, RuleRows *rows) {
  uint32_t passing[PASSING_MOST];
  for (uint32_t i = 0; i < rows->n; i++) {
    Row *row = &rows->v[i];
    for (uint32_t k = 0; k < row->n; k++) {
      RowTest *test = &row->tests[k];
      uint32_t n = classes_passing(&b->x->columns[test->column], b->x->chunk, test->test, passing, PASSING_MOST);
      uint32_t *kept = ARENA_ARRAY(b->scratch, uint32_t, n + 1);
      memcpy(kept, passing, n * sizeof *kept);
      test->passing = kept;
      test->passing_count = n;
    }
  }
}

/* ---- all ---- */

/* Jumps to the RULE of a rule that is indexed must not lead past it, where jumps otherwise go. */
static void mark_tops(Index *x, Steps *s) {
  const Chunk *c = x->chunk;
  for (uint32_t i = 0; i < x->scope_count; i++)
    for (uint32_t top = 0; top < x->scopes[i].n; top++) {
      Step *step = &s->v[x->scopes[i].entries[top] - 1];
      step->op = STEP_TOP;
      step->slot = i;
      step->jump = top;
    }
  for (uint32_t at = 0; at < s->n; at++) {
    const Instr *in = &c->code.v[at];
    if (op_info((Op)in->op)->operands[2] == 'j' && s->v[in->jump].op == STEP_TOP) s->v[at].jump = in->jump - at;
  }
}

static void build_trees(Builder *b) {
  Index *x = b->x;
  for (uint32_t i = 0; i < x->column_count; i++) classes_finish(&x->columns[i], &x->arena);
  for (uint32_t i = 0; i < x->scope_count; i++) {
    rows_finish(b, &b->rows[i]);
    if (x->keep) x->scopes[i].kept = &b->rows[i];
    x->scopes[i].root = tree_build(x, b->scratch, &b->rows[i]);
  }
}

void index_build(Index *x, Steps *s, const Chunk *c, uint32_t least) {
  Arena scratch, rule_scratch;
  Layout layout = {0};
  x->built = true;
  x->chunk = c;
  x->steps = s;
  arena_init(&scratch, 0);
  arena_init(&rule_scratch, 0);
  if (find_layout(c, &scratch, &layout)) find_scopes(x, &layout, least, &scratch);
  if (x->scope_count) {
    Builder b = {.x = x, .scratch = &scratch};
    x->columns = ARENA_ARRAY(&x->arena, Classes, c->columns.n + 1);
    if (x->keep) b.scratch = &x->arena;
    b.rows = ARENA_ARRAY(b.scratch, RuleRows, x->scope_count);
    b.column_of = ARENA_ARRAY(&scratch, uint32_t, c->columns.n + 1);
    for (uint32_t i = 0; i < x->scope_count; i++) scope_rows(&b, i, &rule_scratch);
    x->own_codes = ARENA_ARRAY(&x->arena, uint32_t, x->column_count + 1);
    build_trees(&b);
    mark_tops(x, s);
  }
  arena_deinit(&rule_scratch);
  arena_deinit(&scratch);
}

/* ---- one lead ---- */

void index_begin(Index *x, const Value *row, const uint32_t *codes) {
  x->row = row;
  x->codes = codes ? (uint32_t *)codes : x->own_codes;
  if (!codes && x->column_count) memset(x->codes, 0xFF, x->column_count * sizeof *x->codes); /* CODE_NONE */
  if (++x->lead == 0) {
    for (uint32_t i = 0; i < x->scope_count; i++) x->scopes[i].lead = 0;
    x->lead = 1;
  }
}

void index_codes(Index *x, const Value *row, uint32_t *codes_out) {
  for (uint32_t i = 0; i < x->column_count; i++)
    codes_out[i] = class_of(&x->columns[i], &x->arena, x->chunk, x->steps, row + x->columns[i].slot);
}

static void found_add(Scope *scope, Candidate candidate) {
  if (scope->found.n == scope->found.cap) {
    scope->found.cap = scope->found.cap ? scope->found.cap * 2 : 64;
    scope->found.v = mem_realloc(scope->found.v, scope->found.cap * sizeof *scope->found.v);
  }
  scope->found.v[scope->found.n++] = candidate;
}

static int cmp_candidate(const void *a, const void *b) { /* of one rule, what is sure comes first */
  const Candidate *x = a, *y = b;
  if (x->top != y->top) return x->top < y->top ? -1 : 1;
  return x->doubt - y->doubt;
}

/* Those from `from` on came last and are in order, as are those before. */
static void found_sort(Scope *scope, uint32_t from) {
  Candidate *v = scope->found.v;
  if (from == scope->found.at || from == scope->found.n || cmp_candidate(&v[from - 1], &v[from]) <= 0) return;
  if (scope->found.n - scope->found.at > 64) {
    qsort(v + scope->found.at, scope->found.n - scope->found.at, sizeof *v, cmp_candidate);
    return;
  }
  for (uint32_t i = from; i < scope->found.n; i++) {
    Candidate new = v[i];
    uint32_t at = i;
    for (; at > scope->found.at && cmp_candidate(&v[at - 1], &new) > 0; at--) v[at] = v[at - 1];
    v[at] = new;
  }
}

static void visit_match(Index *x, Scope *scope, const Visit *visit, uint32_t least) {
  uint64_t bits[BLOCK_WORDS], doubt[BLOCK_WORDS];
  uint32_t from = scope->found.n;
  const Block *b = visit->block;
  if (!block_match(x, b, bits, doubt)) return;
  for (uint32_t i = 0; i < b->words; i++)
    for (uint64_t word = bits[i]; word; word &= word - 1) {
      uint32_t bit = (uint32_t)__builtin_ctzll(word), top = b->tops[i * 64 + bit];
      if (top >= least) found_add(scope, (Candidate){top, visit->doubt || (doubt[i] >> bit & 1)});
    }
  found_sort(scope, from);
}

uint32_t index_next(Index *x, uint32_t at, uint32_t top) {
  Scope *scope = &x->scopes[at];
  if (scope->lead != x->lead) {
    scope->lead = x->lead;
    visits_find(x, scope);
  }
  for (;;) {
    while (scope->found.at < scope->found.n && scope->found.v[scope->found.at].top < top) scope->found.at++;
    const Candidate *next = scope->found.at < scope->found.n ? &scope->found.v[scope->found.at] : NULL;
    const Visit *visit = scope->visits.at < scope->visits.n ? &scope->visits.v[scope->visits.at] : NULL;
    if (visit && (!next || visit->block->tops[0] <= next->top)) {
      scope->visits.at++;
      visit_match(x, scope, visit, top);
      continue;
    }
    if (!next) return scope->entries[scope->n];
    return next->doubt || !scope->fired[next->top] ? scope->entries[next->top] : scope->fired[next->top];
  }
}

const Candidate *index_last(const Index *x, uint32_t at) {
  const Scope *scope = &x->scopes[at];
  return scope->found.at < scope->found.n ? &scope->found.v[scope->found.at] : NULL;
}

bool index_first(Index *x, int32_t *rule_out) {
  if (!x->scope_count || x->scopes[0].parent >= 0) return false;
  const Scope *scope = &x->scopes[0];
  Candidate first;
  *rule_out = -1;
  if (!candidate_first(x, scope, &first)) return true;
  *rule_out = scope->ends[first.top];
  return !first.doubt && *rule_out >= 0;
}
