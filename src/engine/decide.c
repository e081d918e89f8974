/* One lead decided: the rules run, who gets it is chosen, and what will be written is made ready. Nothing is written,
 * and nothing asked of the store. */
#include "base/json.h"
#include "base/limits.h"
#include "engine/events.h"
#include "engine/run.h"
#include <string.h>

Str plan_reason(Arena *a, const Plan *plan) {
  if (plan->outcome != OUTCOME_HELD || plan->detail.n == 0) return plan->reason;
  if (plan->reason.n == 0) return arena_printf(a, "for %.*s", STR_FMT(plan->detail));
  return arena_printf(a, "for %.*s: %.*s", STR_FMT(plan->detail), STR_FMT(plan->reason));
}

static Str pass_reason(Arena *a, const Roster *r, const Loaded *script, const Pass *pass) {
  if (pass->kind != PASS_WHERE) return pass_words(a, r, pass);
  return arena_printf(a, "where %.*s",
                      STR_FMT(source_slice(&script->sources, r->chunk->targets.v[pass->target].where_span)));
}

static void write_passed(StrBuf *out, const Run *run, const Decision *d, Arena *a) {
  const Roster *r = run->roster;
  const Loaded *script = run->script;
  JsonWriter w;
  json_init(&w, out);
  json_begin_array(&w);
  for (uint32_t i = 0; i < d->pass_count; i++) {
    const Pass *pass = &d->passes[i];
    json_begin_object(&w);
    json_key(&w, "pool");
    json_str(&w, pass->pool == NO_POOL ? STR("") : r->pools.v[pass->pool].name);
    json_key(&w, "rep");
    json_str(&w, r->reps.v[pass->rep].id);
    json_key(&w, "why");
    json_str(&w, pass_reason(a, r, script, pass));
    json_key(&w, "line");
    json_int(&w, script->chunk.rules.v[r->chunk->targets.v[pass->target].rule].line);
    json_end_object(&w);
  }
  json_end_array(&w);
}

static void write_errors(StrBuf *out, const Plan *plan, const Chunk *chunk) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_array(&w);
  for (uint32_t i = 0; i < plan->errors.n; i++) {
    const RuleIssue *e = &plan->errors.v[i];
    json_begin_object(&w);
    json_key(&w, "rule");
    json_str(&w, chunk_rule_name(chunk, e->rule));
    json_key(&w, "line");
    json_int(&w, chunk_rule_line(chunk, e->rule));
    json_key(&w, "error");
    json_text(&w, rule_error_text(e->error));
    json_end_object(&w);
  }
  json_end_array(&w);
}

Str plan_arm(const Chunk *chunk, const Plan *plan) {
  for (uint32_t i = chunk->has_arms ? plan->fired.n : 0; i-- > 0;)
    if (chunk->rules.v[plan->fired.v[i]].is_arm) return chunk->rules.v[plan->fired.v[i]].name;
  return (Str){"", 0};
}

/* Texts of the program and of the roster are kept as they are. */
static LedgerRow ledger_row(const Run *run, const Decision *d) {
  const Plan *plan = &d->plan;
  return (LedgerRow){.run = run->number, .at = run->options->now_ms, .lead = d->lead->id,
                     .rule = d->by.n ? d->by : run_rule_name(run, plan->rule),
                     .line = d->by.n ? d->by_line : run_rule_line(run, plan->rule),
                     .script = run->script->version, .pool = plan->pool, .rep = plan->rep,
                     .outcome = str_of(outcome_word(plan->outcome)), .reason = d->reason,
                     .respond_by = plan->respond_by, .arm = plan_arm(&run->script->chunk, plan)};
}

static Str kept(Arena *a, StrBuf *text) { return text->n ? arena_copy(a, strbuf_view(text)) : (Str){"", 0}; }

void decide_details(const Run *run, Batch *b, Decision *d, LedgerRow *row) {
  StrBuf *text = &b->text;
  strbuf_clear(text);
  if (!d->moved) row_json(text, &run->rows, d->row, &d->plan);
  row->inputs = kept(&b->lead_arena, text);
  if (d->pass_count) {
    strbuf_clear(text);
    write_passed(text, run, d, &b->lead_arena);
    row->passed = kept(&b->lead_arena, text);
  }
  if (d->plan.errors.n) {
    strbuf_clear(text);
    write_errors(text, &d->plan, &run->script->chunk);
    row->errors = kept(&b->lead_arena, text);
  }
}

/* The ledger keeps every lead that is assigned; of the others only those that come out other than before, which is
 * found out later: who was passed over is kept until then. */
static void prepare(const Run *run, Batch *b, Decision *d, LeadWrite *w) {
  Roster *roster = run->roster;
  d->reason = plan_reason(&b->lead_arena, &d->plan);
  if (d->reason.n && d->plan.outcome == OUTCOME_ASSIGNED) /* the roster's words, which the next lead changes */
    d->reason = arena_copy(&b->lead_arena, d->reason);
  d->passes = roster->passes.v;
  d->pass_count = roster->passes.n < ROSTER_PASSES ? roster->passes.n : ROSTER_PASSES;
  *w = (LeadWrite){.lead = d->lead, .assigned = d->plan.outcome == OUTCOME_ASSIGNED, .ledger = ledger_row(run, d)};
  if (run->options->dry_run) return;
  if (w->assigned) {
    decide_details(run, b, d, &w->ledger);
  } else if (d->pass_count) {
    Pass *passes = ARENA_ARRAY(&b->lead_arena, Pass, d->pass_count);
    memcpy(passes, d->passes, d->pass_count * sizeof *passes);
    d->passes = passes;
  }
}

StoreStatus decide_begin(Run *run, Batch *b, uint32_t at, Decision **out) {
  const Rows *rows = &run->rows;
  const LeadRow *lead = &b->leads[at];
  Decision *d = &b->decisions[b->decided];
  Value *row = b->values + (size_t)b->decided * (rows->width + 1);
  LeadPast past = lead_past(&b->arena, lead->id, b->owners ? &b->owners[at] : NULL, b->present);
  if (b->barred) past.barred = b->barred[at];
  *d = (Decision){.lead = lead, .row = row};
  b->lead_arena.limit = b->lead_arena.used + LIMIT_ARENA_PER_LEAD;
  plan_reset(&d->plan);
  roster_begin_lead(run->roster, &past);
  d->fits = rows_fill(rows, lead->cells, &b->lead_arena, row);
  events_put(rows, b->events ? b->events + (size_t)at * b->kinds : NULL, row);
  for (uint32_t i = rows->count; i < rows->listed; i++) d->fits &= row[rows->slots[i]].kind != VAL_MISSING;
  *out = d;
  return run->joins ? joins_put(run->joins, lead, row, &b->lead_arena) : STORE_OK;
}

void decide_end(Run *run, Batch *b) {
  prepare(run, b, &b->decisions[b->decided], &b->writes[b->decided]);
  b->decided++;
}

/* False: the rules decide. */
static bool decide_duplicate(Run *run, Batch *b, Decision *d) {
  DuplicateVerdict verdict;
  const Duplicates *known = run->duplicates;
  uint32_t lead = known ? strmap_get(&known->by_id, d->lead->id_text) : STRMAP_NONE;
  if (lead == STRMAP_NONE || !duplicates_judge(known, run->roster, lead, &verdict)) return false;
  vm_begin(run->vm, d->row, d->lead->id_text, &b->lead_arena);
  duplicates_plan(known, run->roster, run->vm, &verdict, lead, &b->lead_arena, &d->plan);
  d->by = STR("duplicate");
  d->by_line = run->script->chunk.duplicates.v[verdict.statement].line;
  return true;
}

static void note_decided(Run *run, const Decision *d) {
  uint32_t lead = run->duplicates ? strmap_get(&run->duplicates->by_id, d->lead->id_text) : STRMAP_NONE;
  if (lead != STRMAP_NONE) duplicates_decided(run->duplicates, lead, &d->plan);
}

StoreStatus decide_lead(Run *run, Batch *b, uint32_t at) {
  Decision *d;
  StoreStatus status = decide_begin(run, b, at, &d);
  if (status != STORE_OK) return status;
  if (!decide_duplicate(run, b, d)) vm_run(run->vm, d->row, d->lead->id_text, &b->lead_arena, &run->host, &d->plan);
  note_decided(run, d);
  decide_end(run, b);
  return run->roster->status;
}
