#include "engine/run.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/events.h"
#include <string.h>

static void run_init(Run *run, Leat *l, const LeatRunOptions *options) {
  *run = (Run){.l = l, .script = l->loaded, .options = options, .store = l->store};
  arena_init(&run->arena, 0);
  arena_init(&run->batch_arena, 0);
  arena_init(&run->lead_arena, LIMIT_ARENA_PER_LEAD);
  rows_init(&run->rows, &run->script->chunk, &run->arena);
  run->decisions = ARENA_ARRAY(&run->arena, Decision, l->batch);
  run->writes = ARENA_ARRAY(&run->arena, LeadWrite, l->batch);
  run->values = ARENA_ARRAY(&run->arena, Value, (size_t)l->batch * (run->rows.width + 1));
  run->vm = vm_new(&run->script->chunk, options->now_ms);
  tally_init(&run->tally, &run->script->chunk);
  run->joins = joins_new(run->store, &run->rows, run->vm, options->dry_run);
  run->not_last = not_last_most(&run->script->chunk);
  strbuf_init(&run->text);
  strbuf_init(&run->summary);
}

static void run_deinit(Run *run) {
  if (run->cursor) store_cursor_close(run->cursor);
  roster_free(run->roster);
  joins_free(run->joins);
  vm_free(run->vm);
  tally_deinit(&run->tally);
  arena_deinit(&run->arena);
  arena_deinit(&run->batch_arena);
  arena_deinit(&run->lead_arena);
  strbuf_deinit(&run->text);
  strbuf_deinit(&run->summary);
}

static StoreStatus roster_reload(Run *run) {
  joins_forget(run->joins);
  roster_free(run->roster);
  run->roster = NULL;
  StoreStatus status = roster_load(&run->roster, run->store, run->script, run->vm, run->options->now_ms);
  if (status != STORE_OK) return status;
  run->roster->writes = !run->options->dry_run;
  run->host = (VmHost){.ctx = run->roster, .choose = roster_choose};
  return status;
}

/* Inside a transaction: the roster as it is now, and whether writing one lead may change another. */
static StoreStatus roster_refresh(Run *run) {
  int64_t version = store_data_version(run->store);
  if (run->roster && version == run->data_version) return STORE_OK;
  run->data_version = version;
  StoreStatus status = store_has_triggers(run->store, &run->one_by_one);
  run->one_by_one |= run->options->limit > 0;
  return status == STORE_OK ? roster_reload(run) : status;
}

static bool stop_asked(const Run *run) { return run->options->stop && *run->options->stop; }

Str run_rule_name(const Run *run, int64_t rule) {
  return rule < 0 ? (Str){"", 0} : run->script->chunk.rules.v[rule].name;
}

int64_t run_rule_line(const Run *run, int64_t rule) {
  return rule < 0 ? 0 : run->script->chunk.rules.v[rule].line;
}

static void tell_decision(Run *run, const Decision *decision) {
  const LeatRunOptions *o = run->options;
  if (!o->dry_run || !o->decision) return;
  const Plan *plan = &decision->plan;
  LeatDecision d = {.lead = decision->lead->id_text, .outcome = str_of(outcome_word(plan->outcome)),
                    .rule = run_rule_name(run, plan->rule), .pool = plan->pool, .rep = plan->rep,
                    .reason = decision->reason, .score = plain_words(&run->lead_arena, plan->score),
                    .class = plain_words(&run->lead_arena, plan->class)};
  o->decision(o->decision_ctx, &d);
}

/* A lead that is written: it is counted, and told. */
static void run_count(Run *run, const Decision *d) {
  run->done++;
  if (d->met) {
    run->changed_meanwhile++;
    return;
  }
  run->changed += d->changed;
  tally_plan(&run->tally, &d->plan, &run->rows, d->row, d->lead->cells, d->fits, d->lead->id_text);
  tell_decision(run, d);
}

/* Leads that stay as they were don't count: else those that stay unrouted would keep the ones behind them waiting. */
static bool limit_reached(const Run *run) {
  return run->options->limit > 0 && run->changed >= run->options->limit;
}

static StoreStatus batch_events(Run *run, Batch *b) {
  Str *ids = ARENA_ARRAY(&run->batch_arena, Str, b->count + 1);
  b->kinds = run->rows.listed - run->rows.count;
  for (uint32_t i = 0; i < b->count; i++) ids[i] = b->leads[i].id_text;
  return events_load(run->store, &run->rows, &run->batch_arena, ids, b->count, run->options->now_ms, &b->events);
}

static StoreStatus batch_owners(Run *run, Batch *b) {
  if (!run->not_last) return STORE_OK;
  Value *ids = ARENA_ARRAY(&run->batch_arena, Value, b->count + 1);
  for (uint32_t i = 0; i < b->count; i++) ids[i] = b->leads[i].id;
  b->owners = ARENA_ARRAY(&run->batch_arena, Owners, b->count + 1);
  return store_owners(run->store, &run->batch_arena, ids, b->count, run->not_last, b->owners);
}

static StoreStatus batch_read(Run *run, Batch *b) {
  arena_reset(&run->batch_arena);
  StoreStatus status = store_cursor_next(run->cursor, &run->batch_arena, run->l->batch, &b->leads, &b->count);
  if (status == STORE_OK && run->rows.listed > run->rows.count) status = batch_events(run, b);
  if (status == STORE_OK && run->joins)
    status = joins_load(run->joins, &run->batch_arena, b->leads, b->count, b->events);
  return status == STORE_OK ? batch_owners(run, b) : status;
}

/* `first`: the place of the first of them in its batch. A batch that is done over has counted some already. */
static StoreStatus write_decisions(Run *run, uint32_t first) {
  StoreStatus status = apply_decisions(run);
  for (uint32_t i = 0; i < run->decided && status == STORE_OK; i++)
    if (first + i >= run->counted) run_count(run, &run->decisions[i]);
  if (status == STORE_OK && run->counted < first + run->decided) run->counted = first + run->decided;
  return status;
}

/* The lead is his who was chosen for it: his turn, what sticks, and what the next leads may ask. */
static StoreStatus take(Run *run, const Decision *d) {
  if (d->plan.outcome != OUTCOME_ASSIGNED) return STORE_OK;
  StoreStatus status = roster_take(run->roster);
  if (status == STORE_OK && run->joins) status = joins_take(run->joins, d->lead, INT64_MIN, d->plan.rep);
  return status;
}

/* Leads from *at on, as many as may be decided before they are written; turns move as they are taken, but for a lead
 * of its own, whose owner is written first. */
static StoreStatus decide_some(Run *run, const Batch *b, uint32_t *at) {
  enum { ARENA_BYTES = 4 * 1024 * 1024 };
  StoreStatus status = STORE_OK;
  arena_reset(&run->lead_arena);
  run->decided = 0;
  while (*at < b->count && status == STORE_OK && !run->failed_strictly && run->lead_arena.used < ARENA_BYTES) {
    status = decide_lead(run, b, (*at)++);
    if (status != STORE_OK) break;
    const Plan *plan = &run->decisions[run->decided - 1].plan;
    if (run->options->strict && plan->errors.n > 0) run->failed_strictly = true;
    if (run->alone) break;
    status = take(run, &run->decisions[run->decided - 1]);
  }
  return status;
}

static StoreStatus run_leads(Run *run, const Batch *b) {
  StoreStatus status = STORE_OK;
  run->alone = run->one_by_one || run->redo;
  for (uint32_t at = 0; status == STORE_OK && at < b->count && !run->failed_strictly && !limit_reached(run);) {
    uint32_t first = at;
    status = decide_some(run, b, &at);
    if (status == STORE_OK) status = write_decisions(run, first);
    const Decision *d = &run->decisions[0];
    if (run->alone && status == STORE_OK && !d->met) status = take(run, d);
  }
  return status;
}

/* The next leads, decided and written; *count_out = 0 at the end. */
static StoreStatus run_batch(Run *run, uint32_t *count_out) {
  Batch b = {0};
  *count_out = 0;
  if (limit_reached(run)) return STORE_OK;
  StoreStatus status = batch_read(run, &b);
  if (status == STORE_OK) status = run_leads(run, &b);
  if (status == STORE_OK && !run->options->dry_run) status = roster_save_turns(run->roster, run->store);
  *count_out = b.count;
  return status;
}

static void report_fill(const Run *run, LeatReport *out) {
  Leat *l = run->l;
  arena_reset(&l->report_arena);
  memset(out, 0, sizeof *out);
  tally_report(&run->tally, &l->report_arena, out);
  out->run = run->number;
  out->script = arena_copy(&l->report_arena, run->script->version);
  out->dry_run = run->options->dry_run;
  out->changed_meanwhile = run->changed_meanwhile;
}

static StoreStatus write_progress(Run *run, bool finished) {
  if (run->options->dry_run) return STORE_OK;
  strbuf_clear(&run->summary);
  if (finished) {
    LeatReport report;
    report_fill(run, &report);
    leat_report_json(&report, &run->summary);
  }
  return store_run_progress(run->store, run->number, run->done, strbuf_view(&run->summary), finished);
}

/* A failed COMMIT may have been one that worked: the run's row, read again, says so. Nothing is ever done twice. */
static StoreStatus batch_commit(Run *run) {
  StoreStatus status = store_commit(run->store);
  if (status == STORE_OK) return STORE_OK;
  engine_store_fail(run->l, status);
  store_rollback(run->store);
  int64_t reached = -1;
  if (store_run_reached(run->store, run->number, &reached) == STORE_OK && reached == run->done) return STORE_OK;
  return status;
}

static void tell_progress(const Run *run) {
  const LeatRunOptions *o = run->options;
  if (o->progress) o->progress(o->progress_ctx, run->done, run->total > run->done ? run->total : run->done);
}

/* Someone gave a lead of the batch an owner while it was written: rarely, and only by what the database does by itself.
 * The batch is read again and goes lead by lead, so that a turn is not taken for nothing. */
static void run_redo(Run *run) {
  store_rollback(run->store);
  store_cursor_rewind_batch(run->cursor);
  roster_free(run->roster);
  run->roster = NULL;
  run->redo = true;
}

/* Batches until no lead is left; each in a transaction of its own, unless the caller holds one around all of them. */
static LeatStatus run_batches(Run *run, bool own_transactions) {
  for (uint32_t count = 1; count > 0;) {
    if (stop_asked(run))
      return engine_fail(run->l, LEAT_INTERRUPTED, "interrupted after %lld leads", (long long)run->done);
    StoreStatus status = own_transactions ? store_begin(run->store) : STORE_OK;
    if (status != STORE_OK) return engine_store_fail(run->l, status);
    status = roster_refresh(run);
    if (status == STORE_OK && run->roster->limit_error.n) {
      if (own_transactions) store_rollback(run->store);
      return engine_fail(run->l, LEAT_LIMIT, "%.*s", STR_FMT(run->roster->limit_error));
    }
    if (status == STORE_OK) status = run_batch(run, &count);
    if (status == STORE_CONFLICT && own_transactions && !run->redo) {
      run_redo(run);
      count = 1;
      continue;
    }
    if (status == STORE_OK && run->failed_strictly) return LEAT_FINDINGS;
    if (status == STORE_OK) status = write_progress(run, count == 0);
    if (status != STORE_OK) {
      engine_store_fail(run->l, status);
      if (own_transactions) store_rollback(run->store);
      return engine_status(status);
    }
    if (own_transactions) {
      status = batch_commit(run);
      if (status != STORE_OK) return engine_status(status);
    }
    run->redo = false;
    run->counted = 0;
    tell_progress(run);
  }
  return LEAT_OK;
}

static StoreStatus run_register(Run *run) {
  const Loaded *script = run->script;
  StoreStatus status =
      store_script_save(run->store, script->version, script->name, script->text, run->options->now_ms);
  if (status == STORE_OK)
    status = store_files_save(run->store, script->version, script->files, script->file_count);
  if (status == STORE_OK)
    status = store_run_start(run->store, run->options->now_ms, script->version, &run->number);
  return status;
}

static LeatStatus run_start(Run *run, bool one_transaction) {
  StoreStatus status = run->options->dry_run ? store_begin_read(run->store) : store_begin(run->store);
  if (status != STORE_OK) return engine_store_fail(run->l, status);
  if (!run->options->dry_run) status = run_register(run);
  if (status == STORE_OK && run->options->progress) {
    status = store_count_pending(run->store, &run->total);
  }
  if (status == STORE_OK)
    status = store_cursor_open(run->store, run->rows.columns, run->rows.count, &run->cursor);
  if (status == STORE_OK && !one_transaction) status = store_commit(run->store);
  if (status == STORE_OK) return LEAT_OK;
  engine_store_fail(run->l, status);
  store_rollback(run->store);
  return engine_status(status);
}

/* The end of a run that holds one transaction: a dry run and a strict run with errors leave nothing behind. */
static LeatStatus run_end(Run *run, LeatStatus result) {
  if (run->options->dry_run || result != LEAT_OK) {
    if (run->cursor) store_cursor_close(run->cursor);
    run->cursor = NULL;
    store_rollback(run->store);
    return result;
  }
  StoreStatus status = batch_commit(run);
  return status == STORE_OK ? result : engine_status(status);
}

static LeatStatus run_all(Run *run, LeatReport *out) {
  bool one_transaction = run->options->dry_run || run->options->strict;
  LeatStatus result = run_start(run, one_transaction);
  if (result != LEAT_OK) return result;
  result = run_batches(run, !one_transaction);
  if (one_transaction) result = run_end(run, result);
  if (result != LEAT_OK && result != LEAT_FINDINGS && result != LEAT_INTERRUPTED) return result;
  if (one_transaction && result != LEAT_OK) run->number = 0;
  report_fill(run, out);
  if (run->failed_strictly)
    return engine_fail(run->l, LEAT_FINDINGS, "stopped at the first lead on which a rule failed; nothing was written");
  if (result == LEAT_OK && out->error_count > 0)
    return engine_fail(run->l, LEAT_FINDINGS, "rules failed on some leads");
  return result;
}

LeatStatus leat_run(Leat *l, const LeatRunOptions *options, LeatReport *out) {
  LeatStatus ready = engine_need_db(l);
  if (ready != LEAT_OK) return ready;
  if (!options->dry_run) {
    StoreStatus status = store_lock_run(l->store);
    if (status != STORE_OK) return engine_store_fail(l, status);
  }
  StoreStatus status = loaded_map(l->loaded, l->store);
  if (status != STORE_OK) return engine_store_fail(l, status);
  Run run;
  run_init(&run, l, options);
  LeatStatus result = run_all(&run, out);
  run_deinit(&run);
  return result;
}
