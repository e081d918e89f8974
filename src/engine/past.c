/* A decision of the past, evaluated again with the script, the values and the time that the ledger kept. Who was free
 * then is not evaluated again: the ledger says who got the lead and who was passed over. */
#include "base/limits.h"
#include "engine/explain.h"
#include "syntax/print.h"
#include <string.h>

typedef struct PastHost {
  Tracer *tracer;
  const LedgerRow *row;
  PassedRow *passed;
  uint32_t passed_count;
} PastHost;

static Try past_try(PastHost *past, uint32_t target, Str name, bool found) {
  Tracer *t = past->tracer;
  bool rep = t->script->chunk.targets.v[target].kind == TARGET_REP;
  int64_t line = t->script->chunk.rules.v[t->script->chunk.targets.v[target].rule].line;
  Lang lang = t->script->lang;
  StrBuf words, who;
  strbuf_init(&words);
  strbuf_init(&who);
  print_text_literal(&who, name);
  Str literal = strbuf_view(&who), rep_id = past->row->rep;
  if (found && rep) lang_printf(&words, lang, "rep %.*s: %.*s got it", STR_FMT(literal), STR_FMT(rep_id));
  else if (found) lang_printf(&words, lang, "pool %.*s: %.*s got it", STR_FMT(literal), STR_FMT(rep_id));
  else if (rep) lang_printf(&words, lang, "rep %.*s was not free", STR_FMT(literal));
  else lang_printf(&words, lang, "pool %.*s: nobody was free", STR_FMT(literal));
  Try try = {.target = target, .words = engine_copy_buf(t->a, &words)};
  strbuf_deinit(&who);
  strbuf_deinit(&words);
  try.passed = ARENA_ARRAY(t->a, LeatPassed, past->passed_count + 1);
  for (uint32_t i = 0; i < past->passed_count; i++) {
    const PassedRow *passed = &past->passed[i];
    if (passed->line != line) continue;
    if (rep ? passed->pool.n == 0 && str_eq(passed->rep, name) : str_eq(passed->pool, name))
      try.passed[try.passed_count++] = (LeatPassed){passed->pool, passed->rep, lang_told(t->a, lang, passed->why)};
  }
  return try;
}

static ChoiceResult past_choose(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out) {
  (void)vm;
  PastHost *past = ctx;
  const LedgerRow *row = past->row;
  bool rep = past->tracer->script->chunk.targets.v[target].kind == TARGET_REP;
  bool found = rep ? row->pool.n == 0 && str_eq(row->rep, name) : row->pool.n > 0 && str_eq(row->pool, name);
  found = found && str_is(row->outcome, outcome_word(OUTCOME_ASSIGNED));
  VEC_PUSH(past->tracer->a, past->tracer->tries, past_try(past, target, name, found));
  if (!found) return CHOICE_NOBODY;
  *out = (Choice){.pool = row->pool, .rep = row->rep};
  return CHOICE_FOUND;
}

/* What the ledger says goes over what the evaluation says. */
static void outcome_of_ledger(Arena *a, const LedgerRow *row, LeatExplanation *out) {
  char at[40];
  out->past = true;
  out->at = arena_copy(a, (Str){at, time_format(row->at, at)});
  out->script = arena_copy(a, row->script);
  out->outcome = arena_copy(a, row->outcome);
  out->rule = arena_copy(a, row->rule);
  out->line = (uint32_t)row->line;
  out->arm = arena_copy(a, row->arm);
  out->pool = arena_copy(a, row->pool);
  out->rep = arena_copy(a, row->rep);
  out->reason = arena_copy(a, leat_reason_told(a, out->lang, row->outcome, row->reason));
}

/* The leads that it was compared with may be others by now: the ledger says which one it was. */
static bool by_duplicate(const Loaded *script, const LedgerRow *ledger) {
  bool found = false;
  for (uint32_t i = 0; i < script->chunk.duplicates.n; i++)
    found |= script->chunk.duplicates.v[i].line == ledger->line;
  return found && str_is(ledger->rule, "duplicate");
}

static void evaluate_again(Leat *l, const Loaded *script, const LedgerRow *ledger, Str lead_id, LeatExplanation *out) {
  Arena *a = &l->explain_arena, values;
  arena_init(&values, LIMIT_ARENA_PER_LEAD);
  Value *row = ARENA_ARRAY(a, Value, script->chunk.columns.n + 1);
  row_from_json(&script->chunk, ledger->inputs, a, row);
  ExplainInput in = {.script = script, .row = row, .lead_id = lead_id, .now = ledger->at, .values = &values,
                     .vm = vm_new(&script->chunk, ledger->at)};
  Plan plan;
  plan_reset(&plan);
  Tracer tracer = {.script = script, .a = a, .vm = in.vm, .row = row, .lead_id = lead_id, .plan = &plan};
  scratch_init(&tracer.scratch, script, ledger->at, row, lead_id, &values);
  PastHost past = {.tracer = &tracer, .row = ledger};
  past.passed_count = passed_from_json(ledger->passed, a, &past.passed);
  VmHost host = {.ctx = &past, .choose = past_choose};
  out->duplicate = by_duplicate(script, ledger);
  if (!out->duplicate) vm_run(in.vm, row, lead_id, &values, &host, &plan);
  else vm_begin(in.vm, row, lead_id, &values);
  explain_fill(l, &tracer, &in, out);
  scratch_deinit(&tracer.scratch);
  vm_free(in.vm);
  arena_deinit(&values);
}

typedef struct PastScript { Str name, text; FileAccess files; } PastScript;

/* The script as it was, against the tables as they are; without them when they do not fit any more. */
static Loaded *load_past(Leat *l, const PastScript *past) {
  StoreStatus status;
  Loaded *script = loaded_new(l, l->store, past->name, past->text, &past->files, &status);
  if (!loaded_ok(script)) {
    loaded_free(script);
    script = loaded_new(l, NULL, past->name, past->text, &past->files, &status);
  }
  if (l->loaded) (void)loaded_map(l->loaded, l->store); /* loading mapped the store to the old script */
  return script;
}

static StoreStatus find_files(Leat *l, Str version, PastScript *out) {
  Arena *a = &l->explain_arena;
  ScriptFile *files;
  uint32_t count;
  StoreStatus status = store_files_load(l->store, a, version, &files, &count);
  TakenFile *kept = ARENA_ARRAY(a, TakenFile, count + 1);
  for (uint32_t i = 0; i < count; i++)
    kept[i] = (TakenFile){.name = files[i].name, .id = files[i].id, .text = files[i].text};
  out->files = (FileAccess){.is_past = true, .kept = kept, .kept_count = count};
  return status;
}

static LeatStatus find_decision(Leat *l, Str lead_id, LedgerRow *row_out, PastScript *out) {
  Arena *a = &l->explain_arena;
  LedgerRow *rows;
  uint32_t count;
  bool found = false;
  StoreStatus status = store_ledger_of(l->store, a, lead_id, &rows, &count);
  if (status != STORE_OK) return engine_store_fail(l, status);
  if (count == 0) return engine_fail(l, LEAT_INPUT, "the ledger has no decision about lead %.*s", STR_FMT(lead_id));
  uint32_t at = 0; /* what limits and people did with it since was decided by no rule */
  while (at + 1 < count && rows[at].inputs.n == 0) at++;
  *row_out = rows[at];
  status = store_script_load(l->store, a, rows[at].script, &out->name, &out->text, &found);
  if (status == STORE_OK && found) status = find_files(l, rows[at].script, out);
  if (status != STORE_OK) return engine_store_fail(l, status);
  if (!found)
    return engine_fail(l, LEAT_INPUT, "script version %.*s is not in the database", STR_FMT(rows[at].script));
  return LEAT_OK;
}

LeatStatus leat_explain_past(Leat *l, Str lead_id, LeatExplanation *out) {
  if (!l->store) return engine_fail(l, LEAT_USAGE, "no database is open");
  explain_begin(l, out);
  LedgerRow row;
  PastScript past;
  LeatStatus result = find_decision(l, lead_id, &row, &past);
  if (result != LEAT_OK) return result;
  Loaded *script = load_past(l, &past);
  if (loaded_ok(script)) {
    evaluate_again(l, script, &row, lead_id, out);
    outcome_of_ledger(&l->explain_arena, &row, out);
  } else {
    result = engine_fail(l, LEAT_SCRIPT, "script version %.*s does not compile any more", STR_FMT(row.script));
  }
  loaded_free(script);
  return result;
}
