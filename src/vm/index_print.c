/* What is indexed, which rules are always candidates, and why: for people. */
#include "vm/index.h"

static void print_name(StrBuf *out, const Index *x, uint32_t rule) {
  const CodeRule *r = &x->chunk->rules.v[rule];
  strbuf_printf(out, "rule %u \"%.*s\" (line %u)", rule, STR_FMT(r->name), r->line);
}

static void print_columns(StrBuf *out, const Index *x) {
  static const char *const kinds[] = {
    [CLASSES_TEXT] = "texts", [CLASSES_ORDER] = "bounds", [CLASSES_BOOL] = "bools", [CLASSES_PRESENCE] = "presence"};
  if (x->column_count) strbuf_text(out, "columns\n");
  for (uint32_t i = 0; i < x->column_count; i++) {
    const Classes *k = &x->columns[i];
    uint32_t named = k->kind == CLASSES_TEXT ? k->settled - CLASS_FIRST - (k->patterns.n == 0) : k->bounds.n;
    strbuf_printf(out, "  %.*s: %s", STR_FMT(x->chunk->columns.v[k->slot].name), kinds[k->kind]);
    if (k->kind == CLASSES_TEXT || k->kind == CLASSES_ORDER) strbuf_printf(out, " %u", named);
    if (k->patterns.n) strbuf_printf(out, ", parts of texts %u", k->patterns.n);
    strbuf_char(out, '\n');
  }
}

static void print_tests(StrBuf *out, const Index *x, const Row *row) {
  for (uint32_t i = 0; i < row->n; i++) {
    uint32_t slot = x->columns[row->tests[i].column].slot;
    bool again = i && row->tests[i - 1].column == row->tests[i].column;
    if (!again) strbuf_printf(out, "%s%.*s", i ? ", " : "", STR_FMT(x->chunk->columns.v[slot].name));
  }
}

static bool is_indexed(const Scope *scope, uint32_t top, uint32_t test) {
  for (uint32_t i = 0; i < scope->kept->n; i++) {
    const Row *row = &scope->kept->v[i];
    if (row->top != top) continue;
    for (uint32_t k = 0; k < row->n; k++)
      if (row->tests[k].test == test) return true;
  }
  return false;
}

/* What of the condition the machine tests. */
static void print_open(StrBuf *out, const Index *x, const Scope *scope, uint32_t top, const SourceSet *sources) {
  uint32_t end = scope->fired[top] ? scope->fired[top] : scope->entries[top];
  for (uint32_t at = scope->entries[top], n = 0; at < end; at++) {
    uint8_t op = x->chunk->code.v[at].op;
    if (op > OP_JUMP_UNLESS || op == OP_JUMP || (op <= OP_TEST_BOOL && is_indexed(scope, top, at))) continue;
    strbuf_printf(out, "%s`%.*s`", n++ ? ", " : "; then tested: ",
                  STR_FMT(source_slice(sources, x->chunk->spans.v[at])));
  }
}

static void print_row(StrBuf *out, const Index *x, const Scope *scope, const Row *row, const SourceSet *sources) {
  bool otherwise = x->chunk->rules.v[scope->rules[row->top]].condition == NO_FUNC;
  strbuf_text(out, "  ");
  print_name(out, x, scope->rules[row->top]);
  strbuf_text(out, ": ");
  if (row->n) print_tests(out, x, row);
  else strbuf_text(out, otherwise ? "always a candidate: otherwise" : "always a candidate");
  if (row->open) print_open(out, x, scope, row->top, sources);
  strbuf_char(out, '\n');
}

static void print_tree(StrBuf *out, const Index *x, uint32_t node, int depth) {
  for (; node != NO_NODE; node = x->nodes.v[node].rest) {
    const Node *n = &x->nodes.v[node];
    uint32_t values = 0, rows = 0;
    if (n->column == NO_COLUMN) {
      for (uint32_t i = 0; i < n->count; i++) rows += n->blocks[i].n;
      strbuf_printf(out, "  %*sblock: conjunctions %u\n", depth * 2, "", rows);
      return;
    }
    for (uint32_t i = 0; i < n->count; i++) values += n->children[i] != NO_NODE;
    strbuf_printf(out, "  %*sby %.*s: values %u\n", depth * 2, "",
                  STR_FMT(x->chunk->columns.v[x->columns[n->column].slot].name), values);
    for (uint32_t i = 0; i < n->count && depth < 2; i++)
      if (n->children[i] != NO_NODE) {
        print_tree(out, x, n->children[i], depth + 1);
        break; /* one of them shows how the others are made */
      }
    if (n->rest != NO_NODE) strbuf_printf(out, "  %*srest\n", depth * 2, "");
  }
}

static void print_scope(StrBuf *out, const Index *x, const Scope *scope, const SourceSet *sources) {
  if (scope->parent < 0) strbuf_text(out, "main program");
  else {
    strbuf_text(out, "block of ");
    print_name(out, x, (uint32_t)scope->parent);
  }
  strbuf_printf(out, ": rules %u, conjunctions %u\n", scope->n, scope->kept->n);
  for (uint32_t i = 0; i < scope->kept->n; i++) print_row(out, x, scope, &scope->kept->v[i], sources);
  strbuf_text(out, "  tree\n");
  print_tree(out, x, scope->root, 1);
}

/* Blocks that are tried rule by rule. */
static void print_others(StrBuf *out, const Index *x, uint32_t least) {
  const Chunk *c = x->chunk;
  for (uint32_t i = 0; i < c->rules.n; i++) {
    int32_t parent = c->rules.v[i].parent;
    uint32_t n = 0, scope = 0;
    if (parent >= 0 && (uint32_t)parent + 1 != i) continue; /* the first of its block comes after its parent */
    if (parent < 0 && i) continue;
    while (scope < x->scope_count && x->scopes[scope].parent != parent) scope++;
    if (scope < x->scope_count) continue;
    for (uint32_t k = i; k < c->rules.n; k++) n += c->rules.v[k].parent == parent;
    if (parent < 0) strbuf_text(out, "main program");
    else {
      strbuf_text(out, "block of ");
      print_name(out, x, (uint32_t)parent);
    }
    strbuf_printf(out, ": rules %u, tried one by one: fewer than %u\n", n, least);
  }
}

void index_print(StrBuf *out, const Index *x, uint32_t least, const SourceSet *sources) {
  for (uint32_t i = 0; i < x->scope_count; i++) print_scope(out, x, &x->scopes[i], sources);
  print_others(out, x, least);
  print_columns(out, x);
}
