#include "store/outbox.h"

#include "base/mem.h"
#include "store/db.h"

static const char READ[] = "read the outbox";
static const char WRITE[] = "write the outbox";

#define MESSAGE_COLUMNS \
  "id, CAST(lead AS TEXT), kind, coalesce(channel, '" TASK_CHANNEL "'), text, rule, error, at, due, tries, next_at, " \
  "dead_at"

static OutboxMessage message_read(sqlite3_stmt *stmt, Arena *a) {
  return (OutboxMessage){.id = sqlite3_column_int64(stmt, 0), .lead = cell_str(stmt, 1, a),
                         .kind = cell_str(stmt, 2, a), .channel = cell_str(stmt, 3, a),
                         .text = cell_str(stmt, 4, a), .rule = cell_str(stmt, 5, a),
                         .error = cell_str(stmt, 6, a), .at = cell_time(stmt, 7),
                         .due = cell_time(stmt, 8), .tries = sqlite3_column_int64(stmt, 9),
                         .next_at = cell_time(stmt, 10), .dead_at = cell_time(stmt, 11)};
}

/* To its end; the statement is finalised. */
static StoreStatus messages_read(Store *s, Arena *a, sqlite3_stmt *stmt, OutboxMessage **out, uint32_t *count_out) {
  VEC(OutboxMessage) found = {0};
  StoreStatus status = STORE_OK;
  while (stmt_row(s, stmt, READ, &status)) VEC_PUSH(a, found, message_read(stmt, a));
  sqlite3_finalize(stmt);
  *out = found.v;
  *count_out = status == STORE_OK ? found.n : 0;
  return status;
}

StoreStatus store_unsent(Store *s, Arena *a, Str channel, int64_t after, uint32_t most, OutboxMessage **out,
                         uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  StoreStatus status = stmt_new(s,
                                "SELECT " MESSAGE_COLUMNS " FROM leat_outbox WHERE sent_at IS NULL AND dead_at IS NULL "
                                "AND coalesce(channel, '" TASK_CHANNEL "') = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                                READ, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, channel);
  sqlite3_bind_int64(stmt, 2, after);
  sqlite3_bind_int64(stmt, 3, most);
  return messages_read(s, a, stmt, out, count_out);
}

StoreStatus store_outbox_list(Store *s, Arena *a, bool dead, uint32_t most, OutboxMessage **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  StoreStatus status = stmt_new(s,
                                dead ? "SELECT " MESSAGE_COLUMNS " FROM leat_outbox WHERE dead_at IS NOT NULL "
                                       "ORDER BY id DESC LIMIT ?1"
                                     : "SELECT " MESSAGE_COLUMNS " FROM leat_outbox WHERE sent_at IS NULL "
                                       "AND dead_at IS NULL ORDER BY id DESC LIMIT ?1",
                                READ, &stmt);
  if (status != STORE_OK) return status;
  sqlite3_bind_int64(stmt, 1, most);
  return messages_read(s, a, stmt, out, count_out);
}

/* ---- channels ---- */

static StoreStatus channel_read(Store *s, Arena *a, Str channel, ChannelState *out) {
  sqlite3_stmt *stmt;
  *out = (ChannelState){0};
  StoreStatus status =
      stmt_new(s, "SELECT busy_until, failures, next_at, error FROM leat_channels WHERE name = ?1", READ, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, channel);
  if (stmt_row(s, stmt, READ, &status))
    *out = (ChannelState){.busy_until = cell_time(stmt, 0), .failures = sqlite3_column_int64(stmt, 1),
                          .next_at = cell_time(stmt, 2), .error = a ? cell_str(stmt, 3, a) : (Str){"", 0}};
  sqlite3_finalize(stmt);
  return status;
}

static StoreStatus channel_write(Store *s, Str channel, const ChannelState *state) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s,
                                "INSERT INTO leat_channels(name, busy_until, failures, next_at, error) "
                                "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT(name) DO UPDATE "
                                "SET busy_until = ?2, failures = ?3, next_at = ?4, error = ?5",
                                WRITE, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, channel);
  bind_time_or_null(stmt, 2, state->busy_until);
  sqlite3_bind_int64(stmt, 3, state->failures);
  bind_time_or_null(stmt, 4, state->next_at);
  bind_str_or_null(stmt, 5, state->error);
  status = stmt_run(s, stmt, WRITE);
  sqlite3_finalize(stmt);
  return status;
}

/* Commits, or rolls back what failed. A conflict found on the way is the caller's answer; what was written stays. */
static StoreStatus finish(Store *s, StoreStatus status) {
  if (status == STORE_OK || status == STORE_CONFLICT) {
    StoreStatus committed = store_commit(s);
    if (committed == STORE_OK) return status;
    status = committed;
  }
  store_rollback(s);
  return status;
}

StoreStatus store_channel_take(Store *s, Arena *a, Str channel, int64_t now, int64_t until, ChannelState *state_out) {
  StoreStatus status = store_begin(s);
  if (status != STORE_OK) return status;
  status = channel_read(s, a, channel, state_out);
  if (status == STORE_OK && state_out->busy_until > now)
    status = store_fail(s, STORE_CONFLICT, "channel `%.*s` is being delivered by another process", STR_FMT(channel));
  if (status == STORE_OK) {
    state_out->busy_until = until;
    status = channel_write(s, channel, state_out);
  }
  return finish(s, status);
}

StoreStatus store_channel_give(Store *s, Str channel, const ChannelState *state) {
  ChannelState free = *state;
  free.busy_until = 0;
  StoreStatus status = store_begin(s);
  return status == STORE_OK ? finish(s, channel_write(s, channel, &free)) : status;
}

/* In a transaction: the channel stays ours, if it is. */
static StoreStatus channel_keep(Store *s, Str channel, int64_t held, int64_t until) {
  ChannelState now;
  StoreStatus status = channel_read(s, NULL, channel, &now);
  if (status != STORE_OK) return status;
  if (now.busy_until != held)
    return store_fail(s, STORE_CONFLICT, "channel `%.*s` was taken over by another process", STR_FMT(channel));
  sqlite3_stmt *stmt;
  status = stmt_new(s, "UPDATE leat_channels SET busy_until = ?2 WHERE name = ?1", WRITE, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, channel);
  bind_time_or_null(stmt, 2, until);
  status = stmt_run(s, stmt, WRITE);
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus store_sent(Store *s, const OutboxMessage *m, int64_t at, int64_t held, int64_t until) {
  sqlite3_stmt *stmt;
  StoreStatus status = store_begin(s);
  if (status != STORE_OK) return status;
  status = stmt_new(s,
                    "UPDATE leat_outbox SET sent_at = ?2, tries = tries + 1, next_at = NULL, error = NULL, "
                    "dead_at = NULL WHERE id = ?1 AND sent_at IS NULL",
                    WRITE, &stmt);
  if (status == STORE_OK) {
    sqlite3_bind_int64(stmt, 1, m->id);
    bind_time_or_null(stmt, 2, at);
    status = stmt_run(s, stmt, WRITE);
    sqlite3_finalize(stmt);
  }
  if (status == STORE_OK) status = channel_keep(s, m->channel, held, until);
  return finish(s, status);
}

StoreStatus store_not_sent(Store *s, const OutboxMessage *m, int64_t held, int64_t until) {
  sqlite3_stmt *stmt;
  StoreStatus status = store_begin(s);
  if (status != STORE_OK) return status;
  status = stmt_new(s,
                    "UPDATE leat_outbox SET tries = ?2, next_at = ?3, dead_at = ?4, error = ?5 "
                    "WHERE id = ?1 AND sent_at IS NULL AND dead_at IS NULL",
                    WRITE, &stmt);
  if (status == STORE_OK) {
    sqlite3_bind_int64(stmt, 1, m->id);
    sqlite3_bind_int64(stmt, 2, m->tries);
    bind_time_or_null(stmt, 3, m->next_at);
    bind_time_or_null(stmt, 4, m->dead_at);
    bind_str_or_null(stmt, 5, m->error);
    status = stmt_run(s, stmt, WRITE);
    sqlite3_finalize(stmt);
  }
  if (status == STORE_OK) status = channel_keep(s, m->channel, held, until);
  return finish(s, status);
}

StoreStatus store_channel_counts(Store *s, Arena *a, ChannelCount **out, uint32_t *count_out) {
  VEC(ChannelCount) found = {0};
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  StoreStatus status = stmt_new(s,
                                "SELECT coalesce(channel, '" TASK_CHANNEL "'), "
                                "count(*) FILTER (WHERE dead_at IS NULL), count(dead_at) FROM leat_outbox "
                                "WHERE sent_at IS NULL GROUP BY 1 ORDER BY 1",
                                READ, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, READ, &status))
    VEC_PUSH(a, found, (ChannelCount){.channel = cell_str(stmt, 0, a), .unsent = sqlite3_column_int64(stmt, 1),
                                      .dead = sqlite3_column_int64(stmt, 2)});
  sqlite3_finalize(stmt);
  *out = found.v;
  *count_out = status == STORE_OK ? found.n : 0;
  return status;
}

StoreStatus store_revive(Store *s, int64_t id, int64_t *count_out) {
  sqlite3_stmt *stmt;
  *count_out = 0;
  StoreStatus status = store_begin(s);
  if (status != STORE_OK) return status;
  status = stmt_new(s,
                    "UPDATE leat_outbox SET dead_at = NULL, tries = 0, next_at = NULL "
                    "WHERE dead_at IS NOT NULL AND (?1 = 0 OR id = ?1)",
                    WRITE, &stmt);
  if (status == STORE_OK) {
    sqlite3_bind_int64(stmt, 1, id);
    status = stmt_run(s, stmt, WRITE);
    *count_out = sqlite3_changes64(s->db);
    sqlite3_finalize(stmt);
  }
  return finish(s, status);
}
