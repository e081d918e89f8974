#include "engine/run.h"
#include "engine/classes.h"
#include "engine/life.h"
#include <string.h>

void run_init(Run *run, Leat *l, const LeatRunOptions *options) {
  *run = (Run){.l = l, .script = l->loaded, .options = options, .store = l->store};
  arena_init(&run->arena, 0);
  rows_init(&run->rows, &run->script->chunk, &run->arena);
  batch_init(run, &run->batches[0]);
  run->vm = vm_new(&run->script->chunk, options->now_ms);
  tally_init(&run->tally, &run->script->chunk);
  run->joins = joins_new(run->store, &run->rows, run->vm, options->dry_run);
  run->not_last = not_last_most(&run->script->chunk);
  run->life = life_kept(&run->script->chunk);
  run->never_ahead = run->life || run->script->chunk.duplicates.n > 0; /* what is known of them moves with each lead */
  strbuf_init(&run->summary);
}

void run_deinit(Run *run) {
  ahead_deinit(run);
  if (run->cursor) store_cursor_close(run->cursor);
  store_close(run->reader);
  roster_free(run->roster);
  joins_free(run->joins);
  duplicates_free(run->duplicates);
  vm_free(run->vm);
  tally_deinit(&run->tally);
  for (size_t i = 0; i < sizeof run->batches / sizeof *run->batches; i++) batch_deinit(&run->batches[i]);
  arena_deinit(&run->arena);
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

/* Inside a transaction: the roster as it is now, and whether writing one lead may change another. A batch that was
 * decided by what another program has changed since is forgotten. */
static StoreStatus roster_refresh(Run *run, Batch **ready) {
  int64_t version = store_data_version(run->store);
  if (run->roster && version == run->data_version) return STORE_OK;
  StoreStatus status = ahead_stop(run, *ready);
  *ready = NULL;
  run->data_version = version;
  if (status == STORE_OK) status = store_has_triggers(run->store, &run->one_by_one);
  run->one_by_one |= run->options->limit > 0;
  return status == STORE_OK ? roster_reload(run) : status;
}

StoreStatus run_refresh(Run *run) {
  Batch *none = NULL;
  return roster_refresh(run, &none);
}

static bool stop_asked(const Run *run) { return run->options->stop && *run->options->stop; }

Str run_rule_name(const Run *run, int64_t rule) {
  return rule < 0 ? (Str){"", 0} : run->script->chunk.rules.v[rule].name;
}

int64_t run_rule_line(const Run *run, int64_t rule) {
  return rule < 0 ? 0 : run->script->chunk.rules.v[rule].line;
}

static void tell_decision(const Run *run, Batch *b, const Decision *decision) {
  const LeatRunOptions *o = run->options;
  if (!o->dry_run || !o->decision) return;
  const Plan *plan = &decision->plan;
  LeatDecision d = {.lead = decision->lead->id_text, .outcome = str_of(outcome_word(plan->outcome)),
                    .rule = decision->by.n ? decision->by : run_rule_name(run, plan->rule),
                    .pool = plan->pool, .rep = plan->rep, .reason = decision->reason,
                    .score = plain_words(&b->lead_arena, plan->score),
                    .class = plain_words(&b->lead_arena, plan->class)};
  o->decision(o->decision_ctx, &d);
}

static void duplicates_forget(Run *run) {
  duplicates_free(run->duplicates);
  run->duplicates = NULL;
}

/* A lead that is written: it is counted, and told. */
void run_count(Run *run, Batch *b, const Decision *d) {
  run->done++;
  if (d->met) {
    run->changed_meanwhile++;
    duplicates_forget(run); /* somebody else has it: who, is found out before the next lead */
    return;
  }
  run->changed += d->changed;
  tally_plan(&run->tally, &d->plan, &run->rows, d->row, d->lead->cells, d->fits, d->lead->id_text);
  tell_decision(run, b, d);
}

/* Leads that stay as they were don't count: else those that stay unrouted would keep the ones behind them waiting. */
bool run_limit_reached(const Run *run) {
  return run->options->limit > 0 && run->changed >= run->options->limit;
}

/* A batch that is done over has counted some of its leads already. */
static StoreStatus write_decisions(Run *run, Batch *b) {
  StoreStatus status = apply_decisions(run, b);
  for (uint32_t i = 0; i < b->decided && status == STORE_OK; i++)
    if (b->first + i >= run->counted) run_count(run, b, &b->decisions[i]);
  uint32_t end = b->first + b->decided;
  if (status == STORE_OK && run->counted < end) run->counted = end;
  return status;
}

/* A lead that goes alone takes its turn when it is written, and then its turn is written. */
StoreStatus run_take_alone(Run *run, Batch *b) {
  const Decision *d = &b->decisions[0];
  StoreStatus status = d->met ? STORE_OK : decision_take(run, d);
  if (status != STORE_OK || run->options->dry_run) return status;
  b->moves = roster_moved(run->roster, &b->lead_arena);
  return roster_save(&b->moves, run->store);
}

/* What is known of duplicates is read once, and again when leads have come meanwhile or a batch is done over. */
static StoreStatus batch_duplicates(Run *run, const Batch *b) {
  bool known = run->duplicates != NULL;
  if (run->script->chunk.duplicates.n == 0 || b->count == 0) return STORE_OK;
  for (uint32_t i = 0; i < b->count && known; i++)
    known = strmap_get(&run->duplicates->by_id, b->leads[i].id_text) != STRMAP_NONE;
  if (known) return STORE_OK;
  duplicates_forget(run);
  const DuplicatesWanted wanted = {.now_ms = run->options->now_ms, .for_run = true};
  return duplicates_find(run->store, run->script, &wanted, &run->duplicates);
}

/* The next leads, read, decided and written within this transaction. */
static StoreStatus run_batch(Run *run, Batch *b) {
  b->count = 0;
  if (run_limit_reached(run)) return STORE_OK;
  StoreStatus status = batch_read(run, b, run->store);
  if (status == STORE_OK) status = batch_duplicates(run, b);
  run->alone = run->one_by_one || run->redo;
  while (status == STORE_OK && batch_left(run, b) && !run_limit_reached(run)) {
    status = batch_decide(run, b);
    if (status == STORE_OK) status = write_decisions(run, b);
    if (status == STORE_OK && run->alone) status = run_take_alone(run, b);
    if (status == STORE_OK && !run->duplicates) status = batch_duplicates(run, b); /* one was met */
  }
  if (status != STORE_OK || run->options->dry_run) return status;
  return classes_save(run->roster, run->store);
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

StoreStatus run_progress(Run *run, bool finished) {
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
StoreStatus run_commit(Run *run) {
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
static StoreStatus run_redo(Run *run, const Batch *b) {
  store_rollback(run->store);
  run->redo = true;
  if (run->ahead) return ahead_stop(run, b);
  store_cursor_back(run->cursor, &b->place);
  roster_free(run->roster);
  run->roster = NULL;
  duplicates_forget(run);
  return STORE_OK;
}

/* A batch that was decided ahead, or NULL. One that could not be, or was too much for the memory it may have, is for
 * the transaction, and so are all that follow. */
static StoreStatus take_ready(Run *run, Batch **out) {
  *out = run->ahead ? ahead_next(run) : NULL;
  if (!*out || ((*out)->status == STORE_OK && !batch_left(run, *out))) return STORE_OK;
  StoreStatus status = ahead_stop(run, *out);
  run->never_ahead = true;
  *out = NULL;
  return status;
}

/* Within a transaction. */
static StoreStatus run_next(Run *run, Batch **b) {
  StoreStatus status = roster_refresh(run, b);
  if (status != STORE_OK || run->roster->limit_error.n) return status;
  if (*b) return write_decisions(run, *b);
  *b = &run->batches[0];
  return run_batch(run, *b);
}

/* *more_out: there may be leads left. After that the batch is no longer the caller's. */
static StoreStatus batch_end(Run *run, const Batch *b, bool own_transaction, bool *more_out) {
  *more_out = b->count == run->l->batch && !run_limit_reached(run);
  StoreStatus status = run_progress(run, !*more_out);
  if (status == STORE_OK && own_transaction) status = run_commit(run);
  if (status != STORE_OK) return status;
  run->redo = false;
  run->counted = 0;
  if (run->ahead) ahead_done(run);
  else if (own_transaction && *more_out) status = ahead_start(run);
  return status;
}

static LeatStatus run_failed(Run *run, StoreStatus status, bool own_transaction) {
  engine_store_fail(run->l, status);
  if (own_transaction) store_rollback(run->store);
  return engine_status(status);
}

LeatStatus run_stopped(Run *run) {
  if (!stop_asked(run)) return LEAT_OK;
  return engine_fail(run->l, LEAT_INTERRUPTED, "interrupted after %lld leads", (long long)run->done);
}

/* Batches until no lead is left; each in a transaction of its own, unless the caller holds one around all of them. */
static LeatStatus run_batches(Run *run, bool own_transactions) {
  for (bool more = true; more;) {
    Batch *b;
    LeatStatus stopped = run_stopped(run);
    if (stopped != LEAT_OK) return stopped;
    StoreStatus status = take_ready(run, &b);
    if (status == STORE_OK && own_transactions) status = store_begin(run->store);
    if (status == STORE_OK) status = run_next(run, &b);
    if (status == STORE_CONFLICT && own_transactions && !run->redo) {
      status = run_redo(run, b);
      if (status != STORE_OK) return run_failed(run, status, own_transactions);
      continue;
    }
    if (status != STORE_OK) return run_failed(run, status, own_transactions);
    if (run->roster->limit_error.n) {
      engine_fail(run->l, LEAT_LIMIT, "%.*s", STR_FMT(run->roster->limit_error));
      if (own_transactions) store_rollback(run->store);
      return LEAT_LIMIT;
    }
    if (run->failed_strictly) return LEAT_FINDINGS;
    status = batch_end(run, b, own_transactions, &more);
    if (status != STORE_OK) return run_failed(run, status, own_transactions);
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
  StoreStatus status = run_commit(run);
  return status == STORE_OK ? result : engine_status(status);
}

static LeatStatus run_all(Run *run, LeatReport *out) {
  bool one_transaction = run->options->dry_run || run->options->strict;
  LeatStatus result = run_start(run, one_transaction);
  if (result != LEAT_OK) return result;
  if (run->life) result = life_serve(run, !one_transaction);
  if (result == LEAT_OK) result = run_batches(run, !one_transaction);
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
