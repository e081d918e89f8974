/* Typed trees put together by hand, as the checker would hand them over, and a program of one rule around them. */
#ifndef TESTS_UNIT_VM_TREE_H
#define TESTS_UNIT_VM_TREE_H
#include "base/limits.h"
#include "base/mem.h"
#include "check/program.h"
#include "compile/compile.h"
#include "vm/vm.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { A, B, N, M, T, S, L, WHEN, TREE_COLUMNS }; /* two bools, two numbers, text, nocase text, list, time */

typedef struct Tree {
  Arena arena, lead;
  SourceSet sources;
  Script script;
  Program program;
  Rule rule;
  DiagList diags;
  Chunk chunk;
  Vm *vm;
  Plan plan;
} Tree;

static inline Expr *tree_expr(Tree *t, ExprKind kind, Type type) {
  Expr *e = ARENA_NEW(&t->arena, Expr);
  e->kind = kind;
  e->type = (uint8_t)type;
  return e;
}
static inline Expr *tree_op(Tree *t, ExprKind kind, Type type, Expr *a, Expr *b) {
  Expr *e = tree_expr(t, kind, type);
  e->a = a;
  e->b = b;
  return e;
}
static inline Expr *tree_column(Tree *t, uint32_t slot) {
  const Column *column = &t->program.columns.v[slot];
  Expr *e = tree_expr(t, EXPR_NAME, column->type);
  e->ref_kind = REF_COLUMN;
  e->ref = slot;
  e->text = column->name;
  e->nocase = column->nocase;
  if (column->type == TYPE_LIST) e->elem = TYPE_TEXT;
  return e;
}
static inline Expr *tree_int(Tree *t, int64_t i) {
  Expr *e = tree_expr(t, EXPR_NUMBER, TYPE_NUMBER);
  e->number = (Number){.is_int = true, .i = i};
  return e;
}
static inline Expr *tree_real(Tree *t, double d) {
  Expr *e = tree_expr(t, EXPR_NUMBER, TYPE_NUMBER);
  e->number = (Number){.is_int = false, .d = d};
  return e;
}
static inline Expr *tree_text(Tree *t, const char *text) {
  Expr *e = tree_expr(t, EXPR_TEXT, TYPE_TEXT);
  e->text = str_of(text);
  return e;
}
static inline Expr *tree_bool(Tree *t, bool b) {
  Expr *e = tree_expr(t, EXPR_BOOL, TYPE_BOOL);
  e->boolean = b;
  return e;
}
static inline Expr *tree_compare(Tree *t, CompareOp op, Expr *a, Expr *b) {
  Expr *e = tree_op(t, EXPR_COMPARE, TYPE_BOOL, a, b);
  e->op = (uint8_t)op;
  return e;
}
static inline Expr *tree_arith(Tree *t, ArithOp op, Type type, Expr *a, Expr *b) {
  Expr *e = tree_op(t, EXPR_ARITH, type, a, b);
  e->op = (uint8_t)op;
  return e;
}
static inline Expr *tree_call(Tree *t, Builtin which, Type type) {
  Expr *e = tree_expr(t, EXPR_CALL, type);
  e->ref_kind = REF_BUILTIN;
  e->ref = which;
  return e;
}
static inline void tree_item(Tree *t, Expr *e, Expr *item) { VEC_PUSH(&t->arena, e->items, item); }
/* 1 / 0 == 1: an error whatever the lead is */
static inline Expr *tree_error(Tree *t) {
  Expr *divided = tree_arith(t, ARITH_DIV, TYPE_NUMBER, tree_int(t, 1), tree_int(t, 0));
  return tree_compare(t, CMP_EQ, divided, tree_int(t, 1));
}

static inline void tree_add_column(Tree *t, Str name, Type type, bool nocase) {
  Column column = {.name = name, .source_name = name, .type = type, .nullable = true, .nocase = nocase, .read = true};
  VEC_PUSH(&t->arena, t->program.columns, column);
}

static inline void tree_init(Tree *t) {
  memset(t, 0, sizeof *t);
  arena_init(&t->arena, 0);
  arena_init(&t->lead, 1024 * 1024);
  source_set_init(&t->sources, &t->arena);
  source_add(&t->sources, STR("test"), STR("when true stop\n"));
  diag_init(&t->diags, &t->arena);
  t->program.script = &t->script;
  t->program.sources = &t->sources;
  t->program.zone = zone_utc();
  tree_add_column(t, STR("a"), TYPE_BOOL, false);
  tree_add_column(t, STR("b"), TYPE_BOOL, false);
  tree_add_column(t, STR("n"), TYPE_NUMBER, false);
  tree_add_column(t, STR("m"), TYPE_NUMBER, false);
  tree_add_column(t, STR("t"), TYPE_TEXT, false);
  tree_add_column(t, STR("s"), TYPE_TEXT, true);
  tree_add_column(t, STR("l"), TYPE_LIST, false);
  tree_add_column(t, STR("w"), TYPE_TIME, false);
}

static inline void tree_unload(Tree *t) {
  vm_free(t->vm);
  t->vm = NULL;
  if (t->chunk.arena) chunk_deinit(&t->chunk);
}

static inline void tree_deinit(Tree *t) {
  tree_unload(t);
  arena_deinit(&t->arena);
  arena_deinit(&t->lead);
}

static inline void tree_compile(Tree *t, int64_t now) {
  tree_unload(t);
  chunk_init(&t->chunk, &t->arena);
  assert_true(compile_program(&t->chunk, &t->program, &t->diags));
  t->vm = vm_new(&t->chunk, now);
}

/* when `condition` stop: fires only when the condition is true, and needs no host. */
static inline void tree_rule(Tree *t, Expr *condition, int64_t now) {
  Action *stop = ARENA_NEW(&t->arena, Action);
  stop->kind = ACTION_STOP;
  memset(&t->rule, 0, sizeof t->rule);
  t->rule.when = condition;
  VEC_PUSH(&t->arena, t->rule.actions, stop);
  t->script.rules.n = t->program.rules.n = 0;
  VEC_PUSH(&t->arena, t->script.rules, &t->rule);
  VEC_PUSH(&t->arena, t->program.rules, &t->rule);
  tree_compile(t, now);
}

static inline void tree_run(Tree *t, const Value *row, const VmHost *host) {
  arena_reset(&t->lead);
  plan_reset(&t->plan);
  vm_run(t->vm, row, STR("7"), &t->lead, host, &t->plan);
}

static inline Value tree_eval(Tree *t, Expr *e, const Value *row) {
  uint32_t func = compile_expression(&t->chunk, &t->program, e, &t->diags);
  assert_int_not_equal(func, NO_FUNC);
  vm_begin(t->vm, row, STR("7"), &t->lead);
  return vm_eval(t->vm, func, NULL);
}

/* Random numbers that a seed repeats (splitmix64). */
static inline uint32_t tree_random(uint64_t *state, uint32_t below) {
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return (uint32_t)((z ^ z >> 31) % below);
}
#endif
