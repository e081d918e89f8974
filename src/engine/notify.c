/* The way out of the outbox: each channel in turn, each message at least once.
 *
 * Messages about one lead keep their order within a channel: one that must wait holds back those behind it. A message
 * that fails waits longer each time, and is given up after LIMIT_SEND_TRIES. A channel that cannot be reached costs its
 * messages no try; it is left alone for as long. */
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/channel.h"
#include "engine/message.h"
#include "engine/strmap.h"
#include "store/outbox.h"

enum { PAGE = 100, FAILURES_IN_A_ROW = 3, HOLD_SLACK_MS = 60 * 1000 };

typedef struct Delivery {
  Leat *l;
  const LeatNotifyOptions *options;
  Arena *arena;      /* of the report */
  Arena page, one;   /* of the messages at hand; of one try */
  const Channel *channel;
  LeatChannelReport *report;
  ChannelState state;
  int64_t held;      /* the channel is ours until then */
  StrMap blocked;    /* leads of which a message waits */
  int64_t tried, failures_in_a_row;
  bool stop;         /* with this channel, for now */
} Delivery;

static int64_t now_of(const Delivery *d) { return d->options->now_ms + d->options->clock_ms(d->options->ctx); }

static bool is_over(const Delivery *d) {
  const LeatNotifyOptions *o = d->options;
  return (o->stop && *o->stop) || (o->limit > 0 && d->tried >= o->limit);
}

/* Longer than a try may take, so that nobody else begins with the channel meanwhile. */
static int64_t hold_until(const Delivery *d) { return now_of(d) + d->channel->timeout_ms + HOLD_SLACK_MS; }

static StoreStatus note_sent(Delivery *d, const OutboxMessage *m) {
  d->report->sent++;
  d->failures_in_a_row = 0;
  d->state.failures = 0;
  int64_t until = hold_until(d);
  StoreStatus status = store_sent(d->l->store, m, now_of(d), d->held, until);
  if (status == STORE_OK) d->held = until;
  return status;
}

static StoreStatus note_failure(Delivery *d, OutboxMessage *m, Verdict verdict, const LeatReply *reply, Str why) {
  int64_t now = now_of(d), until = hold_until(d);
  d->report->error = arena_copy(d->arena, why);
  m->error = why;
  m->tries += verdict != SEND_DOWN;
  bool given_up = verdict == SEND_REFUSED || m->tries >= LIMIT_SEND_TRIES;
  m->dead_at = given_up ? now : 0;
  m->next_at = given_up || verdict == SEND_DOWN ? 0 : now + message_backoff_ms(m->tries, reply->retry_after_s);
  if (given_up) d->report->refused++;
  else d->report->failed++;
  if (!given_up) strmap_put(&d->blocked, arena_copy(d->arena, m->lead), 0);
  d->failures_in_a_row += verdict == SEND_LATER;
  if (verdict == SEND_DOWN) {
    d->state.failures++;
    d->state.next_at = now + message_backoff_ms(d->state.failures, reply->retry_after_s);
    d->state.error = d->report->error;
  }
  d->stop = verdict == SEND_DOWN || d->failures_in_a_row >= FAILURES_IN_A_ROW;
  StoreStatus status = store_not_sent(d->l->store, m, d->held, until);
  if (status == STORE_OK) d->held = until;
  return status;
}

static StoreStatus try_message(Delivery *d, OutboxMessage *m) {
  LeatRequest request;
  LeatReply reply = {0};
  Str why;
  arena_reset(&d->one);
  message_request(&d->one, d->channel, m, now_of(d), &request);
  d->tried++;
  d->options->send(d->options->ctx, &request, &reply);
  Verdict verdict = message_judge(&d->one, d->channel->kind, &reply, &why);
  return verdict == SEND_DONE ? note_sent(d, m) : note_failure(d, m, verdict, &reply, why);
}

static StoreStatus deliver_page(Delivery *d, int64_t *after, bool *end_out) {
  OutboxMessage *messages;
  uint32_t count;
  arena_reset(&d->page);
  StoreStatus status = store_unsent(d->l->store, &d->page, d->channel->name, *after, PAGE, &messages, &count);
  for (uint32_t i = 0; status == STORE_OK && i < count && !d->stop && !is_over(d); i++) {
    OutboxMessage *m = &messages[i];
    *after = m->id;
    if (strmap_get(&d->blocked, m->lead) != STRMAP_NONE) continue;
    if (m->next_at > now_of(d)) strmap_put(&d->blocked, arena_copy(d->arena, m->lead), 0);
    else status = try_message(d, m);
  }
  *end_out = count < PAGE;
  return status;
}

static StoreStatus deliver_messages(Delivery *d) {
  StoreStatus status = STORE_OK;
  bool end = false;
  int64_t after = 0;
  while (status == STORE_OK && !end && !d->stop && !is_over(d)) status = deliver_page(d, &after, &end);
  if (status == STORE_CONFLICT) { /* somebody else took the channel over: it is his now */
    d->report->error = arena_copy(d->arena, str_of(store_error(d->l->store)));
    return STORE_OK;
  }
  if (status != STORE_OK) return status;
  if (d->state.failures == 0) d->state = (ChannelState){0};
  return store_channel_give(d->l->store, d->channel->name, &d->state);
}

static Str rest_text(Arena *a, const ChannelState *state) {
  char until[40];
  size_t n = time_format(state->next_at, until);
  return arena_printf(a, "not before %.*s: %.*s", (int)n, until, STR_FMT(state->error));
}

/* *busy_out: another process delivers it. */
static StoreStatus deliver_channel(Delivery *d, bool *busy_out) {
  d->stop = false;
  d->failures_in_a_row = 0;
  strmap_init(&d->blocked, d->arena);
  d->held = hold_until(d);
  StoreStatus status = store_channel_take(d->l->store, d->arena, d->channel->name, now_of(d), d->held, &d->state);
  *busy_out = status == STORE_CONFLICT;
  if (*busy_out) {
    d->report->error = arena_copy(d->arena, str_of(store_error(d->l->store)));
    return STORE_OK;
  }
  if (status != STORE_OK) return status;
  if (d->state.next_at <= now_of(d)) return deliver_messages(d);
  d->report->error = rest_text(d->arena, &d->state);
  return store_channel_give(d->l->store, d->channel->name, &d->state);
}

/* ---- the report: channels of the file in its order, then others that messages wait for ---- */

static LeatChannelReport *report_row(LeatNotifyReport *report, Str channel) {
  for (uint32_t i = 0; i < report->count; i++)
    if (str_eq(report->channels[i].channel, channel)) return &report->channels[i];
  return NULL;
}

static StoreStatus report_counts(Delivery *d, LeatNotifyReport *out) {
  ChannelCount *counts;
  uint32_t n;
  StoreStatus status = store_channel_counts(d->l->store, d->arena, &counts, &n);
  if (status != STORE_OK) return status;
  LeatChannelReport *all = ARENA_ARRAY(d->arena, LeatChannelReport, out->count + n + 1);
  for (uint32_t i = 0; i < out->count; i++) all[i] = out->channels[i];
  out->channels = all;
  for (uint32_t i = 0; i < n; i++) {
    if (d->options->only.n && !str_eq(counts[i].channel, d->options->only)) continue;
    LeatChannelReport *row = report_row(out, counts[i].channel);
    if (!row) {
      row = &all[out->count++];
      *row = (LeatChannelReport){.channel = counts[i].channel};
      row->error = counts[i].unsent ? STR("there is no such channel in the file") : (Str){"", 0};
    }
    row->waiting = counts[i].unsent;
    row->dead = counts[i].dead;
  }
  return STORE_OK;
}

static LeatStatus verdict_of(Leat *l, const LeatNotifyReport *r, uint32_t served, uint32_t busy) {
  bool unsent = r->failed > 0 || r->refused > 0;
  for (uint32_t i = 0; i < r->count; i++) unsent |= r->channels[i].error.n > 0;
  if (served > 0 && busy == served) return engine_fail(l, LEAT_BUSY, "another `leat notify` is at work; try again");
  return unsent ? engine_fail(l, LEAT_FINDINGS, "some messages could not be sent") : LEAT_OK;
}

static LeatStatus deliver_all(Delivery *d, const ChannelList *list, LeatNotifyReport *out) {
  uint32_t served = 0, busy = 0;
  out->channels = ARENA_ARRAY(d->arena, LeatChannelReport, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++) {
    const Channel *c = &list->v[i];
    bool is_busy = false;
    if (d->options->only.n && !str_eq(c->name, d->options->only)) continue;
    d->channel = c;
    d->report = &out->channels[out->count++];
    *d->report = (LeatChannelReport){.channel = c->name, .type = str_of(channel_word(c->kind))};
    StoreStatus status = is_over(d) ? STORE_OK : deliver_channel(d, &is_busy);
    if (status != STORE_OK) return engine_store_fail(d->l, status);
    served++;
    busy += is_busy;
    out->sent += d->report->sent;
    out->failed += d->report->failed;
    out->refused += d->report->refused;
  }
  if (d->options->only.n && served == 0)
    return engine_fail(d->l, LEAT_INPUT, "%.*s has no channel `%.*s`", STR_FMT(d->options->file_name),
                       STR_FMT(d->options->only));
  StoreStatus status = report_counts(d, out);
  if (status != STORE_OK) return engine_store_fail(d->l, status);
  if (d->options->stop && *d->options->stop)
    return engine_fail(d->l, LEAT_INTERRUPTED, "interrupted after %lld messages", (long long)d->tried);
  return verdict_of(d->l, out, served, busy);
}

LeatStatus leat_notify(Leat *l, const LeatNotifyOptions *options, LeatNotifyReport *out) {
  Delivery d = {.l = l, .options = options, .arena = &l->report_arena};
  ChannelList list;
  *out = (LeatNotifyReport){0};
  arena_reset(&l->report_arena);
  LeatStatus status =
      channels_parse(l, &l->report_arena, options->file_name, options->channels, options->is_private, &list);
  if (status != LEAT_OK) return status;
  if (!l->store) return engine_store_fail(l, STORE_MISSING);
  StoreStatus ready = store_begin(l->store); /* brings Leat's tables up to date */
  if (ready == STORE_OK) ready = store_commit(l->store);
  if (ready != STORE_OK) return engine_store_fail(l, ready);
  arena_init(&d.page, 0);
  arena_init(&d.one, 0);
  status = deliver_all(&d, &list, out);
  arena_deinit(&d.page);
  arena_deinit(&d.one);
  return status;
}

/* ---- what is in the outbox ---- */

LeatStatus leat_messages(Leat *l, bool dead, uint32_t most, LeatMessage **out, uint32_t *count_out) {
  Arena *a = &l->report_arena;
  OutboxMessage *rows;
  *count_out = 0;
  arena_reset(a);
  if (!l->store) return engine_store_fail(l, STORE_MISSING);
  StoreStatus status = store_outbox_list(l->store, a, dead, most, &rows, count_out);
  if (status != STORE_OK) return engine_store_fail(l, status);
  *out = ARENA_ARRAY(a, LeatMessage, *count_out + 1);
  for (uint32_t i = 0; i < *count_out; i++) {
    const OutboxMessage *m = &rows[i];
    (*out)[i] = (LeatMessage){.id = m->id, .tries = m->tries, .lead = m->lead, .channel = m->channel, .text = m->text,
                              .rule = m->rule, .error = m->error, .at = message_time(a, m->at),
                              .next = message_time(a, m->next_at), .dead = message_time(a, m->dead_at)};
  }
  return LEAT_OK;
}

LeatStatus leat_revive(Leat *l, int64_t id, int64_t *count_out) {
  *count_out = 0;
  if (!l->store) return engine_store_fail(l, STORE_MISSING);
  StoreStatus status = store_revive(l->store, id, count_out);
  if (status != STORE_OK) return engine_store_fail(l, status);
  if (id && *count_out == 0)
    return engine_fail(l, LEAT_INPUT, "message %lld is not among those that were given up", (long long)id);
  return LEAT_OK;
}
