#include "engine/events.h"

#include <stdlib.h>

#include "base/limits.h"

Value events_list(Arena *a, const int64_t *times, uint32_t n) {
  ListValue *list = ARENA_NEW(a, ListValue);
  list->n = n;
  list->v = ARENA_ARRAY(a, Value, n + 1);
  for (uint32_t i = 0; i < n; i++) list->v[i] = value_time(times[i]);
  return (Value){.kind = VAL_LIST, .list = list};
}

Value events_unreadable(void) { return (Value){.kind = VAL_MISSING, .error = ERROR_DATA_TYPE}; }

static Value value_of(Arena *a, const EventTimes *times) {
  if (times->too_many) return value_error(ERROR_EVENTS);
  return times->unreadable ? events_unreadable() : events_list(a, times->v, times->n);
}

static int64_t since(const Chunk *chunk, const CodeColumn *column, int64_t now) {
  int64_t out, work;
  if (column->event_ms == INT64_MAX || __builtin_sub_overflow(now, column->event_ms, &out)) return INT64_MIN;
  if (column->event_work == 0) return out;
  if (!chunk->calendar || !calendar_add_span(chunk->calendar, now, -column->event_work, &work)) return INT64_MIN;
  return work < out ? work : out;
}

static int by_time(const void *a, const void *b) {
  const int64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

Value events_seen(Arena *a, const Chunk *chunk, uint32_t slot, int64_t *times, uint32_t n, int64_t now) {
  int64_t from = since(chunk, &chunk->columns.v[slot], now);
  uint32_t seen = 0;
  for (uint32_t i = 0; i < n; i++)
    if (times[i] >= from && times[i] <= now) times[seen++] = times[i];
  if (seen > LIMIT_EVENTS_PER_LEAD) return value_error(ERROR_EVENTS);
  if (seen) qsort(times, seen, sizeof *times, by_time);
  return events_list(a, times, seen);
}

/* As many leads as one query takes. */
static StoreStatus load_some(Store *store, const Rows *rows, Arena *a, const Str *leads, uint32_t count, int64_t now,
                             Value *out) {
  uint32_t kinds = rows->listed - rows->count;
  EventWant wants[LIMIT_EVENT_KINDS];
  EventTimes *times = ARENA_ARRAY(a, EventTimes, (size_t)count * kinds);
  for (uint32_t k = 0; k < kinds; k++) {
    const CodeColumn *column = &rows->columns[rows->count + k];
    wants[k] = (EventWant){.kind = column->event_kind, .since = since(rows->chunk, column, now)};
  }
  StoreStatus status = store_events(store, a, rows->chunk->zone, leads, count, wants, kinds, now, times);
  for (size_t i = 0; status == STORE_OK && i < (size_t)count * kinds; i++) out[i] = value_of(a, &times[i]);
  return status;
}

StoreStatus events_load(Store *store, const Rows *rows, Arena *a, const Str *leads, uint32_t count, int64_t now,
                        Value **out) {
  uint32_t kinds = rows->listed - rows->count;
  *out = NULL;
  if (kinds == 0) return STORE_OK;
  *out = ARENA_ARRAY(a, Value, (size_t)count * kinds + 1);
  StoreStatus status = STORE_OK;
  for (uint32_t at = 0; at < count && status == STORE_OK; at += LIMIT_BATCH_LEADS) {
    uint32_t n = count - at < LIMIT_BATCH_LEADS ? count - at : LIMIT_BATCH_LEADS;
    status = load_some(store, rows, a, leads + at, n, now, *out + (size_t)at * kinds);
  }
  return status;
}

void events_put(const Rows *rows, const Value *values, Value *row) {
  for (uint32_t i = rows->count; values && i < rows->listed; i++) row[rows->slots[i]] = values[i - rows->count];
}
