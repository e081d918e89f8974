/* The channels that messages go to, as their file says: one section each, named as in `notify "sales" …`.
 *
 *   [sales]
 *   type = slack
 *   url = env:SLACK_SALES
 *
 * Secrets (addresses of robots, passwords, keys) are `env:NAME`, `file:PATH` of a file that only its owner may read, or
 * stand in the channels file itself when that is so. They are never printed. */
#ifndef LEAT_ENGINE_CHANNEL_H
#define LEAT_ENGINE_CHANNEL_H
#include "base/arena.h"
#include "engine/engine.h"

typedef enum ChannelKind {
#define CHANNEL(name, word, transport, doc) CHANNEL_##name,
#include "engine/channels.def"
#undef CHANNEL
  CHANNEL_KINDS
} ChannelKind;

typedef struct Channel {
  Str name;
  uint32_t line;
  ChannelKind kind;
  Str url, secret;               /* chat, webhook */
  Str server, user, password, from, subject; /* mail */
  VEC(Str) to;
  Str command;
  int64_t timeout_ms;            /* of one try */
} Channel;
typedef struct ChannelList { Channel *v; uint32_t n, cap; } ChannelList;

const char *channel_word(ChannelKind kind);
LeatTransport channel_transport(ChannelKind kind);
/* `is_private`: nobody but its owner may read the text. The list lives in the arena. LEAT_USAGE: engine_fail has said
 * line and cause. */
LeatStatus channels_parse(Leat *l, Arena *a, Str name, Str text, bool is_private, ChannelList *out);
#endif
