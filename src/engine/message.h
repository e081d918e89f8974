/* A message of the outbox in the form of each kind of channel, and what an answer means. */
#ifndef LEAT_ENGINE_MESSAGE_H
#define LEAT_ENGINE_MESSAGE_H
#include "engine/channel.h"
#include "store/outbox.h"

/* The same at every try, and for every process: 32 hex digits of what the row says. */
Str message_key(Arena *a, const OutboxMessage *m);
Str message_time(Arena *a, int64_t instant_ms); /* RFC 3339; empty for 0 */
/* One try at the time `now_ms`. Formats: api.slack.com/messaging/webhooks; developer.work.weixin.qq.com (group robots);
 * open.dingtalk.com (custom robots); open.feishu.cn (custom bots); standardwebhooks.com; RFC 5322, 2047, 2045. */
void message_request(Arena *a, const Channel *channel, const OutboxMessage *m, int64_t now_ms, LeatRequest *out);

typedef enum Verdict {
  SEND_DONE,
  SEND_REFUSED, /* this message never: it is malformed, or its receiver unknown */
  SEND_LATER,   /* this message later */
  SEND_DOWN     /* the channel as a whole: not reached, or set up wrongly */
} Verdict;
/* *why_out: in words, of all but SEND_DONE. */
Verdict message_judge(Arena *a, ChannelKind kind, const LeatReply *reply, Str *why_out);
/* How long to wait after `tries` failures in a row: a minute, doubled each time up to six hours, at least what the
 * other side asked for (at most a day). */
int64_t message_backoff_ms(int64_t tries, int64_t retry_after_s);
#endif
