/* A batch of leads: read, and decided in parts that memory has room for; mostly all at once. */
#include "base/limits.h"
#include "base/mem.h"
#include "engine/events.h"
#include "engine/run.h"

void batch_init(Run *run, Batch *b) {
  uint32_t most = run->l->batch;
  if (b->decisions) return;
  *b = (Batch){0};
  arena_init(&b->arena, 0);
  arena_init(&b->lead_arena, LIMIT_ARENA_PER_LEAD);
  strbuf_init(&b->text);
  /* Not zeroed: a run of few leads touches little of it. */
  b->decisions = mem_realloc(NULL, most * sizeof *b->decisions);
  b->writes = mem_realloc(NULL, most * sizeof *b->writes);
  b->values = mem_realloc(NULL, (size_t)most * (run->rows.width + 1) * sizeof *b->values);
}

void batch_deinit(Batch *b) {
  arena_deinit(&b->arena);
  arena_deinit(&b->lead_arena);
  strbuf_deinit(&b->text);
  mem_free(b->decisions);
  mem_free(b->writes);
  mem_free(b->values);
}

static StoreStatus read_events(Run *run, Batch *b, Store *from) {
  Str *ids = ARENA_ARRAY(&b->arena, Str, b->count + 1);
  b->kinds = run->rows.listed - run->rows.count;
  for (uint32_t i = 0; i < b->count; i++) ids[i] = b->leads[i].id_text;
  return events_load(from, &run->rows, &b->arena, ids, b->count, run->options->now_ms, &b->events);
}

/* Whom the leads were taken from: they must not go back to them. */
static StoreStatus read_barred(Batch *b, Store *from) {
  StoreStatus status = STORE_OK;
  b->barred = ARENA_ARRAY(&b->arena, uint32_t, b->count + 1);
  for (uint32_t i = 0; i < b->count && status == STORE_OK; i++) {
    OwnedRow *rows;
    uint32_t count;
    status = store_owned_of(from, &b->arena, b->leads[i].id, 1, &rows, &count);
    if (count) b->barred[i] = (uint32_t)rows[0].barred;
  }
  return status;
}

static StoreStatus read_owners(Run *run, Batch *b, Store *from) {
  Value *ids = ARENA_ARRAY(&b->arena, Value, b->count + 1);
  for (uint32_t i = 0; i < b->count; i++) ids[i] = b->leads[i].id;
  b->owners = ARENA_ARRAY(&b->arena, Owners, b->count + 1);
  return store_owners(from, &b->arena, ids, b->count, run->not_last, b->owners);
}

StoreStatus batch_read(Run *run, Batch *b, Store *from) {
  arena_reset(&b->arena);
  b->events = NULL;
  b->owners = NULL;
  b->barred = NULL;
  b->present = (Str){"", 0};
  b->count = b->decided = b->first = 0;
  b->moves = (RosterMoves){0};
  b->place = store_cursor_place(run->cursor);
  StoreStatus status = store_cursor_next(run->cursor, &b->arena, run->l->batch, &b->leads, &b->count);
  if (status == STORE_OK && run->rows.listed > run->rows.count) status = read_events(run, b, from);
  if (status == STORE_OK && run->joins) status = joins_load(run->joins, &b->arena, b->leads, b->count, b->events);
  if (status == STORE_OK && run->barring) status = read_barred(b, from);
  if (status == STORE_OK && run->not_last) status = read_owners(run, b, from);
  return status;
}

StoreStatus decision_take(Run *run, const Decision *d) {
  if (d->plan.outcome != OUTCOME_ASSIGNED) return STORE_OK;
  StoreStatus status = roster_take(run->roster);
  if (status == STORE_OK && run->joins) status = joins_take(run->joins, d->lead, INT64_MIN, d->plan.rep);
  return status;
}

bool batch_left(const Run *run, const Batch *b) { return b->first + b->decided < b->count && !run->failed_strictly; }

StoreStatus batch_decide(Run *run, Batch *b) {
  enum { ARENA_BYTES = 4 * 1024 * 1024 };
  StoreStatus status = STORE_OK;
  b->first += b->decided;
  b->decided = 0;
  arena_reset(&b->lead_arena);
  while (status == STORE_OK && batch_left(run, b) && b->lead_arena.used < ARENA_BYTES) {
    status = decide_lead(run, b, b->first + b->decided);
    if (status != STORE_OK) break;
    const Plan *plan = &b->decisions[b->decided - 1].plan;
    if (run->options->strict && plan->errors.n > 0) run->failed_strictly = true;
    if (run->alone) break;
    status = decision_take(run, &b->decisions[b->decided - 1]);
  }
  b->moves = roster_moved(run->roster, &b->lead_arena);
  return status;
}
