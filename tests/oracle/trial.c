#include "oracle.h"
#include "base/limits.h"
#include "base/mem.h"
#include "compile/compile.h"
#include "syntax/parse.h"

const char *const verdict_words[] = {"false", "true", "unknown", "no verdict"};

/* The lead is bound as the first constants. */
static sqlite3_stmt *statement(Trial *t, const Expr *condition, bool planted) {
  Sql sql = {.arena = &t->arena, .program = t->program, .planted = planted};
  strbuf_init(&sql.text);
  strbuf_text(&sql.text, "SELECT ");
  for (int i = 0; i < FIELDS; i++) VEC_PUSH(&t->arena, sql.bound, value_missing());
  sql_condition(&sql, condition);
  sqlite3_stmt *stmt = NULL;
  if (sqlite3_prepare_v2(t->db, sql.text.p, (int)sql.text.n, &stmt, NULL) != SQLITE_OK)
    BUG("%s: %s", sqlite3_errmsg(t->db), sql.text.p);
  for (uint32_t i = FIELDS; i < sql.bound.n; i++) sql_bind(stmt, (int)i + 1, sql.bound.v[i]);
  strbuf_deinit(&sql.text);
  return stmt;
}

void trial_load(Trial *t, sqlite3 *db, Str text) {
  static const Schema unknown;
  CheckOptions options = {.leads = &unknown, .reps = &unknown};
  *t = (Trial){.db = db};
  arena_init(&t->arena, 0);
  arena_init(&t->lead_arena, LIMIT_ARENA_PER_LEAD);
  source_set_init(&t->sources, &t->arena);
  diag_init(&t->diags, &t->arena);
  uint32_t file = source_add(&t->sources, STR("oracle"), text);
  Script *script = parse_script(&t->arena, &t->sources, file, &t->diags);
  t->program = check_script(&t->arena, &t->sources, script, &options, &t->diags);
  if (t->diags.errors) return;
  chunk_init(&t->chunk, &t->arena);
  t->good = compile_program(&t->chunk, t->program, &t->diags);
  if (t->good) t->vm = vm_new(&t->chunk, 0);
}

void trial_prepare(Trial *t, uint32_t rules, bool planted) {
  t->rules = rules;
  t->tests = ARENA_ARRAY(&t->arena, sqlite3_stmt *, rules);
  for (uint32_t i = 0; i < rules; i++)
    if (t->program->rules.v[i]->when) t->tests[i] = statement(t, t->program->rules.v[i]->when, planted);
}

void trial_open(Trial *t, sqlite3 *db, const Str *conditions, uint32_t count, bool planted) {
  StrBuf text;
  strbuf_init(&text);
  strbuf_text(&text, preamble);
  for (uint32_t i = 0; i < count; i++) strbuf_printf(&text, "when %.*s tag \"%u\"\n", STR_FMT(conditions[i]), i);
  strbuf_text(&text, "otherwise stop\n");
  trial_load(t, db, strbuf_view(&text));
  strbuf_deinit(&text);
  if (t->good) trial_prepare(t, count, planted);
}

void trial_close(Trial *t) {
  for (uint32_t i = 0; i < t->rules; i++) sqlite3_finalize(t->tests[i]);
  vm_free(t->vm);
  if (t->chunk.arena) chunk_deinit(&t->chunk);
  arena_deinit(&t->lead_arena);
  arena_deinit(&t->arena);
}

static Verdict verdict_of(Value v) {
  if (value_is_gap(v)) return VERDICT_UNKNOWN;
  return v.kind != VAL_BOOL ? VERDICT_BROKEN : v.i ? VERDICT_TRUE : VERDICT_FALSE;
}

Verdict trial_ask(sqlite3_stmt *stmt, const Value lead[FIELDS]) {
  Verdict verdict = VERDICT_BROKEN;
  for (int i = 0; i < FIELDS; i++) sql_bind(stmt, i + 1, lead[i]);
  if (sqlite3_step(stmt) == SQLITE_ROW) {
    bool null = sqlite3_column_type(stmt, 0) == SQLITE_NULL;
    verdict = null ? VERDICT_UNKNOWN : sqlite3_column_int64(stmt, 0) ? VERDICT_TRUE : VERDICT_FALSE;
  }
  sqlite3_reset(stmt);
  return verdict;
}

Value *trial_row(Trial *t, const Value lead[FIELDS]) {
  Value *row = ARENA_ARRAY(&t->lead_arena, Value, t->chunk.columns.n + 1);
  for (uint32_t slot = 0; slot < t->chunk.columns.n; slot++)
    for (int i = 0; i < FIELDS; i++)
      if (str_is(t->chunk.columns.v[slot].name, field_words[i]))
        row[slot] = vm_cell(&t->chunk, &t->chunk.columns.v[slot], lead[i], &t->lead_arena);
  return row;
}

/* A rule once noted neither as fired nor as unknown nor as failed was false; noted twice, it has no verdict. */
static void run_note(Verdicts *out, uint32_t rules, uint32_t rule, Verdict verdict) {
  if (rule < rules) out[rule].run = out[rule].run == VERDICT_FALSE ? verdict : VERDICT_BROKEN;
}

void trial_judge(Trial *t, const Value lead[FIELDS], Verdicts *out) {
  Plan plan = {0};
  arena_reset(&t->lead_arena);
  plan_reset(&plan);
  Value *row = trial_row(t, lead);
  vm_run(t->vm, row, STR("1"), &t->lead_arena, NULL, &plan);
  for (uint32_t i = 0; i < t->rules; i++) out[i].run = VERDICT_FALSE;
  for (uint32_t i = 0; i < plan.fired.n; i++) run_note(out, t->rules, plan.fired.v[i], VERDICT_TRUE);
  for (uint32_t i = 0; i < plan.unknowns.n; i++) run_note(out, t->rules, plan.unknowns.v[i].rule, VERDICT_UNKNOWN);
  for (uint32_t i = 0; i < plan.errors.n; i++) run_note(out, t->rules, plan.errors.v[i].rule, VERDICT_UNKNOWN);
  vm_begin(t->vm, row, STR("1"), &t->lead_arena);
  for (uint32_t i = 0; i < t->rules; i++) {
    out[i].function = verdict_of(vm_eval(t->vm, t->chunk.rules.v[i].condition, NULL));
    out[i].sqlite = trial_ask(t->tests[i], lead);
  }
}

bool verdicts_agree(const Verdicts *v) {
  return v->run == v->function && v->function == v->sqlite && v->run != VERDICT_BROKEN;
}
