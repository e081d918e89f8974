#include "compile/compile.h"

#include "base/limits.h"
#include "base/mem.h"
#include "compile/compiler.h"
#include "syntax/print.h"

static Value list_of(Compiler *c, const Expr *e) {
  ListValue *list = ARENA_NEW(c->chunk->arena, ListValue);
  list->v = ARENA_ARRAY(c->chunk->arena, Value, e->items.n ? e->items.n : 1);
  for (uint32_t i = 0; i < e->items.n; i++)
    if (expr_const(c, e->items.v[i], &list->v[list->n])) list->n++;
  return (Value){.kind = VAL_LIST, .list = list};
}

/* Where a joined column comes from; its key is compiled once all columns are there. */
static void join_of(Compiler *c, const Column *from, CodeColumn *column) {
  column->join = from->join;
  column->join_func = NO_FUNC;
  if (!from->join) return;
  column->join_type = (Type)from->join_key->type;
  column->join_nocase = from->join_key->nocase;
  if (from->join == JOIN_OWNER) {
    column->join_key = c->program->columns.v[from->join_of].source_name;
    return;
  }
  column->join_table = from->join_table->file;
  column->join_key = from->join_table->keys.v[0].name;
  column->join_result = from->join_result->name;
  column->join_where = from->join_table->where;
}

static void joins_emit(Compiler *c) {
  for (uint32_t i = 0; i < c->chunk->columns.n; i++) {
    if (!c->chunk->columns.v[i].join || c->chunk->columns.v[i].join_func != NO_FUNC) continue;
    uint32_t func = func_emit(c, c->program->columns.v[i].join_key);
    c->chunk->columns.v[i].join_func = func;
  }
}

static CodeColumn column_of(Compiler *c, const Column *from) {
  CodeColumn column = {.name = from->name, .source_name = from->source_name, .type = from->type, .nocase = from->nocase,
                       .list_separator = from->list_separator, .read = from->read, .written = from->written,
                       .is_events = from->is_events, .event_kind = from->event_kind};
  join_of(c, from, &column);
  if (!from->missing_value) return column;
  if (from->missing_value->kind == EXPR_LIST) column.missing_value = list_of(c, from->missing_value);
  else if (!expr_const(c, from->missing_value, &column.missing_value)) column.missing_value = value_missing();
  return column;
}

/* Slots are those of the program. What is there already may be read or written by more than before. */
static void columns_add(Compiler *c) {
  Chunk *chunk = c->chunk;
  const Program *p = c->program;
  for (uint32_t i = 0; i < p->columns.n; i++) {
    if (i >= chunk->columns.n) VEC_PUSH(chunk->arena, chunk->columns, column_of(c, &p->columns.v[i]));
    chunk->columns.v[i].read |= p->columns.v[i].read;
    chunk->columns.v[i].event_ms = p->columns.v[i].event_ms;
    chunk->columns.v[i].event_work = p->columns.v[i].event_work;
    chunk->columns.v[i].written |= p->columns.v[i].written;
  }
  for (uint32_t i = 0; i < p->rep_columns.n; i++) {
    if (i >= chunk->rep_columns.n) VEC_PUSH(chunk->arena, chunk->rep_columns, column_of(c, &p->rep_columns.v[i]));
    chunk->rep_columns.v[i].read |= p->rep_columns.v[i].read;
  }
}

static void tables_add(Compiler *c) {
  for (uint32_t i = c->chunk->tables.n; i < c->program->tables.n; i++)
    VEC_PUSH(c->chunk->arena, c->chunk->tables, c->program->tables.v[i]);
}

static void calendars_add(Compiler *c) {
  const Program *p = c->program;
  c->chunk->calendar = p->calendar;
  c->chunk->calendars.n = 0;
  for (uint32_t i = 0; i < p->calendars.n; i++) {
    CodeCalendar calendar = {p->calendars.v[i].name, p->calendars.v[i].calendar};
    VEC_PUSH(c->chunk->arena, c->chunk->calendars, calendar);
  }
}

static void lets_emit(Compiler *c) {
  for (uint32_t i = c->chunk->lets.n; i < c->program->lets.n; i++) {
    const Let *let = &c->program->lets.v[i];
    uint32_t func = let->kind == LET_PLAIN ? func_emit(c, let->value) : computed_emit(c, i);
    VEC_PUSH(c->chunk->arena, c->chunk->lets, func);
    VEC_PUSH(c->chunk->arena, c->chunk->let_names, let->name);
    VEC_PUSH(c->chunk->arena, c->chunk->let_parts, computed_part(c, i));
  }
}

/* One condition is one class, however often it is written. */
static uint32_t class_of(Compiler *c, const Expr *when) {
  StrBuf text;
  Chunk *chunk = c->chunk;
  strbuf_init(&text);
  print_expr(&text, when);
  CodeClass class = {.text = arena_copy(chunk->arena, strbuf_view(&text))};
  strbuf_deinit(&text);
  for (uint32_t i = 0; i < chunk->classes.n; i++)
    if (str_eq(chunk->classes.v[i].text, class.text)) return i;
  class.func = func_emit(c, when);
  VEC_PUSH(chunk->arena, chunk->classes, class);
  return chunk->classes.n - 1;
}

static CodeTerms terms_of(Compiler *c, const Terms *from) {
  CodeTerms terms = {.auto_weeks = from->auto_weeks, .week = from->week, .zone = from->in_zone};
  for (uint32_t i = 0; from->calendar.n && i < c->program->calendars.n; i++)
    if (str_eq(c->program->calendars.v[i].name, from->calendar)) terms.calendar = c->program->calendars.v[i].calendar;
  for (int unit = 0; unit < CAPACITY_UNITS; unit++)
    terms.most[unit] = from->capacity.has[unit] ? from->capacity.most[unit] : -1;
  for (uint32_t i = 0; i < from->classes.n; i++) {
    CodeClassCapacity capacity = {from->classes.v[i].most, class_of(c, from->classes.v[i].when)};
    VEC_PUSH(c->chunk->arena, terms.classes, capacity);
  }
  return terms;
}

static CodeMember member_of(Compiler *c, const Member *from) {
  CodeMember member = {.name = from->name, .has_weight = from->has_weight, .weight = {.is_int = true, .i = 1}};
  Chunk *chunk = c->chunk;
  if (from->has_weight) member.weight = from->weight;
  member.terms = terms_of(c, &from->terms);
  for (uint32_t i = 0; i < from->skills.n; i++) VEC_PUSH(chunk->arena, member.skills, from->skills.v[i]);
  return member;
}

static void pools_emit(Compiler *c) {
  Chunk *chunk = c->chunk;
  const Script *script = c->program->script;
  for (uint32_t i = 0; i < script->pools.n; i++) {
    const PoolDecl *from = &script->pools.v[i];
    CodePool pool = {.name = from->name,
                     .strategy = from->strategy,
                     .catch_up = from->catch_up,
                     .by = by_of(c, from->how),
                     .terms = terms_of(c, &from->terms),
                     .from_reps = from->from_reps,
                     .from_where = NO_FUNC};
    pool.by.func = by_emit(c, from->how);
    if (from->from_where) pool.from_where = func_emit(c, from->from_where);
    for (uint32_t m = 0; m < from->members.n; m++)
      VEC_PUSH(chunk->arena, pool.members, member_of(c, &from->members.v[m]));
    VEC_PUSH(chunk->arena, chunk->pools, pool);
  }
}

static bool compiler_finish(Compiler *c) {
  Str why;
  if (c->failed) return false;
  if (chunk_verify(c->chunk, &why)) return true;
  if (!c->chunk->too_deep) BUG("the compiler made a wrong chunk: %.*s", STR_FMT(why));
  diag_add(c->diags, DIAG_VALUES_TOO_DEEP, c->chunk->spans.v[c->chunk->fault_at], (int)LIMIT_STACK, (int)LIMIT_NESTING);
  return false;
}

bool compile_program(Chunk *chunk, const Program *program, DiagList *diags) {
  Compiler c = {.chunk = chunk, .program = program, .diags = diags};
  if (program->zone) chunk->zone = program->zone;
  calendars_add(&c);
  columns_add(&c);
  tables_add(&c);
  rules_emit(&c);
  lets_emit(&c);
  pools_emit(&c);
  joins_emit(&c);
  life_emit(&c);
  duplicates_emit(&c);
  if (program->testing) tests_emit(&c);
  return compiler_finish(&c);
}

bool compile_questions(Chunk *chunk, const Program *program, Question *questions, uint32_t count, DiagList *diags) {
  Compiler c = {.chunk = chunk, .program = program, .diags = diags};
  uint32_t code = chunk->code.n, consts = chunk->consts.n, funcs = chunk->funcs.n, lets = chunk->lets.n;
  calendars_add(&c);
  columns_add(&c);
  tables_add(&c);
  lets_emit(&c); /* of modules, that nothing used before */
  for (uint32_t i = 0; i < count; i++)
    questions[i].func = questions[i].folded ? folded_func_emit(&c, questions[i].e) : func_emit(&c, questions[i].e);
  joins_emit(&c);
  if (compiler_finish(&c)) return true;
  for (uint32_t i = 0; i < chunk->columns.n; i++)
    if (chunk->columns.v[i].join_func != NO_FUNC && chunk->columns.v[i].join_func >= funcs)
      chunk->columns.v[i].join_func = NO_FUNC;
  chunk->code.n = chunk->spans.n = code;
  chunk->consts.n = consts;
  chunk->funcs.n = funcs;
  chunk->lets.n = chunk->let_names.n = lets;
  return false;
}

uint32_t compile_expression(Chunk *chunk, const Program *program, const Expr *expr, DiagList *diags) {
  Question question = {.e = expr};
  return compile_questions(chunk, program, &question, 1, diags) ? question.func : NO_FUNC;
}
