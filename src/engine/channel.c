#include "engine/channel.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/ini.h"
#include "base/limits.h"
#include "base/number.h"
#include "base/text.h"

static const struct { const char *word; LeatTransport transport; } KINDS[] = {
#define CHANNEL(name, word, transport, doc) {word, transport},
#include "engine/channels.def"
#undef CHANNEL
};

const char *channel_word(ChannelKind kind) { return KINDS[kind].word; }
LeatTransport channel_transport(ChannelKind kind) { return KINDS[kind].transport; }

#define ONLY(kind) (1U << CHANNEL_##kind)
enum {
  CHATS = ONLY(SLACK) | ONLY(WECOM) | ONLY(DINGTALK) | ONLY(FEISHU),
  HTTPS = CHATS | ONLY(WEBHOOK),
  ANY_KIND = HTTPS | ONLY(MAIL) | ONLY(COMMAND)
};
typedef struct Setting {
  const char *key;
  uint32_t kinds, needed; /* bits 1 << ChannelKind */
  bool secret;
  size_t at; /* offset of the Str; 0: read by its own function */
} Setting;
static const Setting SETTINGS[] = {
    {"url", HTTPS, HTTPS, true, offsetof(Channel, url)},
    {"secret", ONLY(DINGTALK) | ONLY(FEISHU) | ONLY(WEBHOOK), 0, true, offsetof(Channel, secret)},
    {"server", ONLY(MAIL), ONLY(MAIL), false, offsetof(Channel, server)},
    {"user", ONLY(MAIL), 0, false, offsetof(Channel, user)},
    {"password", ONLY(MAIL), 0, true, offsetof(Channel, password)},
    {"from", ONLY(MAIL), ONLY(MAIL), false, offsetof(Channel, from)},
    {"to", ONLY(MAIL), ONLY(MAIL), false, 0},
    {"subject", ONLY(MAIL), 0, false, offsetof(Channel, subject)},
    {"command", ONLY(COMMAND), ONLY(COMMAND), false, offsetof(Channel, command)},
    {"timeout", ANY_KIND, 0, false, 0},
};
enum { SETTING_COUNT = sizeof SETTINGS / sizeof *SETTINGS };

typedef struct Reading {
  Leat *l;
  Arena *a;
  Str name; /* of the file */
  bool is_private;
  IniReader ini;
  Channel channel;
  bool open, has_kind;
  uint32_t given; /* bits by setting */
  ChannelList *out;
} Reading;

static LeatStatus __attribute__((format(printf, 2, 3))) bad_line(Reading *r, const char *format, ...) {
  StrBuf what;
  va_list args;
  strbuf_init(&what);
  va_start(args, format);
  lang_vprintf(&what, r->l->lang, format, args);
  va_end(args);
  engine_fail(r->l, LEAT_USAGE, "%.*s:%u: %.*s", STR_FMT(r->name), r->ini.line, STR_FMT(strbuf_view(&what)));
  strbuf_deinit(&what);
  return LEAT_USAGE;
}

static Str *setting_text(Channel *c, const Setting *s) { return (Str *)(void *)((char *)c + s->at); }

/* ---- secrets ---- */

static LeatStatus read_secret_file(Reading *r, Str path, Str *out) {
  char why[256];
  bool is_private;
  Str file = arena_copy(r->a, path), text;
  if (!file_is_private(file.p, &is_private, why, sizeof why))
    return bad_line(r, "cannot read `%.*s`: %s", STR_FMT(path), why);
  if (!is_private)
    return bad_line(r, "others may read `%.*s`; say `chmod 600 %.*s`", STR_FMT(path), STR_FMT(path));
  if (!file_read(r->a, file.p, LIMIT_SECRET_BYTES, &text, why, sizeof why))
    return bad_line(r, "cannot read `%.*s`: %s", STR_FMT(path), why);
  *out = str_trim(text);
  return LEAT_OK;
}

static LeatStatus read_secret(Reading *r, Str key, Str value, Str *out) {
  if (str_starts(value, STR("file:"))) {
    LeatStatus status = read_secret_file(r, (Str){value.p + 5, value.n - 5}, out);
    if (status != LEAT_OK) return status;
  } else if (str_starts(value, STR("env:"))) {
    Str name = arena_copy(r->a, (Str){value.p + 4, value.n - 4});
    const char *found = getenv(name.p);
    if (!found) return bad_line(r, "the environment has no variable `%.*s`", STR_FMT(name));
    *out = arena_copy(r->a, str_trim(str_of(found)));
  } else if (!r->is_private) {
    return bad_line(r,
                    "`%.*s` is a secret, and others may read this file; "
                    "say `env:NAME`, `file:PATH` or `chmod 600 %.*s`",
                    STR_FMT(key), STR_FMT(r->name));
  } else {
    *out = value;
  }
  if (out->n == 0) return bad_line(r, "`%.*s` is empty", STR_FMT(key));
  return LEAT_OK;
}

/* ---- what a value must be ---- */

/* No blanks and control characters: they would end a header, or an address. */
static bool is_one_word(Str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f) return false;
  return s.n > 0;
}

static bool is_address(Str s) {
  const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;
  return at && at > s.p && at + 1 < s.p + s.n && is_one_word(s) && !memchr(s.p, '<', s.n) && !memchr(s.p, '>', s.n);
}

static LeatStatus read_recipients(Reading *r, Str value) {
  while (value.n) {
    const char *comma = memchr(value.p, ',', value.n);
    size_t n = comma ? (size_t)(comma - value.p) : value.n;
    Str one = str_trim((Str){value.p, n});
    if (!is_address(one)) return bad_line(r, "`%.*s` is no e-mail address", STR_FMT(one));
    VEC_PUSH(r->a, r->channel.to, one);
    n += comma != NULL;
    value = (Str){value.p + n, value.n - n};
  }
  if (r->channel.to.n == 0) return bad_line(r, "`%s` is empty", "to");
  return LEAT_OK;
}

static LeatStatus read_timeout(Reading *r, Str value) {
  Number seconds;
  if (!number_parse(value, &seconds) || !seconds.is_int || seconds.i < 1 || seconds.i > LIMIT_SEND_SECONDS)
    return bad_line(r, "`timeout` is a whole number of seconds from 1 to %d, not `%.*s`", LIMIT_SEND_SECONDS,
                    STR_FMT(value));
  r->channel.timeout_ms = seconds.i * 1000;
  return LEAT_OK;
}

static LeatStatus check_text(Reading *r, const Setting *s, Str text) {
  Str key = str_of(s->key);
  size_t bad_at;
  if (!text_is_utf8(text, &bad_at)) return bad_line(r, "`%s` is not UTF-8 text", s->key);
  if (str_is(key, "from") && !is_address(text)) return bad_line(r, "`%.*s` is no e-mail address", STR_FMT(text));
  if (str_is(key, "url") &&
      (!is_one_word(text) || (!str_starts(text, STR("https://")) && !str_starts(text, STR("http://")))))
    return bad_line(r, "`%s` must begin with %s", "url", "https:// or http://");
  if (str_is(key, "server") &&
      (!is_one_word(text) || (!str_starts(text, STR("smtp://")) && !str_starts(text, STR("smtps://")))))
    return bad_line(r, "`%s` must begin with %s", "server", "smtp:// or smtps://");
  return LEAT_OK;
}

static LeatStatus read_kind(Reading *r, Str value) {
  Str words[CHANNEL_KINDS];
  for (int i = 0; i < CHANNEL_KINDS; i++) words[i] = str_of(KINDS[i].word);
  for (int i = 0; i < CHANNEL_KINDS; i++) {
    if (!str_eq(value, words[i])) continue;
    r->channel.kind = (ChannelKind)i;
    r->has_kind = true;
    return LEAT_OK;
  }
  Str near = suggest(value, words, CHANNEL_KINDS);
  if (near.n) return bad_line(r, "there is no type `%.*s`; did you mean `%.*s`?", STR_FMT(value), STR_FMT(near));
  return bad_line(r, "there is no type `%.*s`; there are slack, wecom, dingtalk, feishu, webhook, mail and command",
                  STR_FMT(value));
}

static LeatStatus unknown_setting(Reading *r) {
  Str words[SETTING_COUNT];
  for (int i = 0; i < SETTING_COUNT; i++) words[i] = str_of(SETTINGS[i].key);
  Str near = suggest(r->ini.key, words, SETTING_COUNT);
  if (near.n)
    return bad_line(r, "there is no setting `%.*s`; did you mean `%.*s`?", STR_FMT(r->ini.key), STR_FMT(near));
  return bad_line(r, "there is no setting `%.*s`", STR_FMT(r->ini.key));
}

static LeatStatus read_setting(Reading *r) {
  Str key = r->ini.key, value = r->ini.value;
  if (!r->open) return bad_line(r, "`%.*s` stands before the first `[channel]`", STR_FMT(key));
  if (str_is(key, "type")) return read_kind(r, value);
  for (uint32_t i = 0; i < SETTING_COUNT; i++) {
    const Setting *s = &SETTINGS[i];
    if (!str_is(key, s->key)) continue;
    if (r->given & 1U << i) return bad_line(r, "`%.*s` is set twice", STR_FMT(key));
    r->given |= 1U << i;
    if (str_is(key, "to")) return read_recipients(r, value);
    if (str_is(key, "timeout")) return read_timeout(r, value);
    Str *text = setting_text(&r->channel, s);
    *text = value;
    LeatStatus status = s->secret ? read_secret(r, key, value, text) : LEAT_OK;
    if (status == LEAT_OK && text->n == 0) return bad_line(r, "`%.*s` is empty", STR_FMT(key));
    return status == LEAT_OK ? check_text(r, s, *text) : status;
  }
  return unknown_setting(r);
}

/* ---- sections ---- */

static LeatStatus end_channel(Reading *r) {
  if (!r->open) return LEAT_OK;
  r->open = false;
  const Channel *c = &r->channel;
  uint32_t here = r->ini.line;
  r->ini.line = c->line;
  if (!r->has_kind)
    return bad_line(r, "channel `%.*s` needs `type = slack`, wecom, dingtalk, feishu, webhook, mail or command",
                    STR_FMT(c->name));
  for (uint32_t i = 0; i < SETTING_COUNT; i++) {
    const Setting *s = &SETTINGS[i];
    bool given = r->given & 1U << i;
    if (!given && s->needed & 1U << c->kind)
      return bad_line(r, "channel `%.*s` needs `%s`", STR_FMT(c->name), s->key);
    if (given && !(s->kinds & 1U << c->kind))
      return bad_line(r, "`%s` means nothing for a channel of type `%s`", s->key, channel_word(c->kind));
  }
  r->ini.line = here;
  VEC_PUSH(r->a, *r->out, *c);
  return LEAT_OK;
}

static LeatStatus begin_channel(Reading *r) {
  LeatStatus status = end_channel(r);
  if (status != LEAT_OK) return status;
  for (uint32_t i = 0; i < r->out->n; i++)
    if (str_eq(r->out->v[i].name, r->ini.section))
      return bad_line(r, "channel `%.*s` stands on line %u already", STR_FMT(r->ini.section), r->out->v[i].line);
  if (r->out->n == LIMIT_CHANNELS) return bad_line(r, "there are more than %d channels", LIMIT_CHANNELS);
  r->channel = (Channel){.name = r->ini.section, .line = r->ini.line, .timeout_ms = 10000};
  r->open = true;
  r->has_kind = false;
  r->given = 0;
  return LEAT_OK;
}

LeatStatus channels_parse(Leat *l, Arena *a, Str name, Str text, bool is_private, ChannelList *out) {
  Reading r = {.l = l, .a = a, .name = name, .is_private = is_private, .out = out};
  *out = (ChannelList){0};
  ini_begin(&r.ini, text);
  for (;;) {
    LeatStatus status = LEAT_OK;
    switch (ini_next(&r.ini)) {
      case INI_END: return end_channel(&r);
      case INI_BAD: return bad_line(&r, "%s", r.ini.why);
      case INI_SECTION: status = begin_channel(&r); break;
      case INI_SETTING: status = read_setting(&r); break;
    }
    if (status != LEAT_OK) return status;
  }
}
