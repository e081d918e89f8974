#include "store/json_read.h" /* jansson has a json_null of its own: before base/json.h */

#include "engine/message.h"

#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/json.h"

Str message_key(Arena *a, const OutboxMessage *m) {
  char hex[65];
  Str all = arena_printf(a, "%lld\n%.*s\n%.*s\n%lld\n%.*s", (long long)m->id, STR_FMT(m->lead), STR_FMT(m->channel),
                         (long long)m->at, STR_FMT(m->text));
  sha256_hex(all, hex);
  return arena_copy(a, (Str){hex, 32});
}

Str message_time(Arena *a, int64_t instant_ms) {
  char text[40];
  if (!instant_ms) return (Str){"", 0};
  return arena_copy(a, (Str){text, time_format(instant_ms, text)});
}

static Str taken(Arena *a, StrBuf *b) {
  Str text = engine_copy_buf(a, b);
  strbuf_deinit(b);
  return text;
}

static void add_header(Arena *a, LeatRequest *r, Str line) {
  Str *grown = ARENA_ARRAY(a, Str, r->header_count + 1);
  if (r->header_count) memcpy(grown, r->headers, r->header_count * sizeof *grown);
  grown[r->header_count] = line;
  r->headers = grown;
  r->header_count++;
}

/* What a person reads. */
static Str plain_text(Arena *a, const OutboxMessage *m) {
  if (!m->due) return m->text;
  return arena_printf(a, "%.*s\n(due %.*s)", STR_FMT(m->text), STR_FMT(message_time(a, m->due)));
}

/* ---- JSON ---- */

static void key_text(JsonWriter *w, const char *key, Str text) {
  json_key(w, key);
  json_str(w, text);
}

static void key_text_or_null(JsonWriter *w, const char *key, Str text) {
  json_key(w, key);
  if (text.n) json_str(w, text);
  else json_null(w);
}

static Str plain_json(Arena *a, const OutboxMessage *m, Str key) {
  StrBuf b;
  JsonWriter w;
  strbuf_init(&b);
  json_init(&w, &b);
  json_begin_object(&w);
  json_key(&w, "format");
  json_int(&w, 1);
  key_text(&w, "id", key);
  key_text(&w, "kind", m->kind);
  key_text(&w, "channel", m->channel);
  key_text(&w, "lead", m->lead);
  key_text(&w, "text", m->text);
  key_text_or_null(&w, "rule", m->rule);
  key_text(&w, "at", message_time(a, m->at));
  key_text_or_null(&w, "due", message_time(a, m->due));
  json_end_object(&w);
  return taken(a, &b);
}

/* {"msgtype": "text", "text": {"content": …}}, with other words for Feishu, and the fields of its signature. */
static Str chat_json(Arena *a, const char *type, const char *kind, const char *content, Str text, Str seconds,
                     Str sign) {
  StrBuf b;
  JsonWriter w;
  strbuf_init(&b);
  json_init(&w, &b);
  json_begin_object(&w);
  if (sign.n) {
    key_text(&w, "timestamp", seconds);
    key_text(&w, "sign", sign);
  }
  key_text(&w, type, str_of(kind));
  json_key(&w, content);
  json_begin_object(&w);
  key_text(&w, str_is(str_of(content), "text") ? "content" : "text", text);
  json_end_object(&w);
  json_end_object(&w);
  return taken(a, &b);
}

/* Slack reads & < > as its markup. */
static Str slack_json(Arena *a, Str text) {
  StrBuf escaped, b;
  JsonWriter w;
  strbuf_init(&escaped);
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == '&') strbuf_text(&escaped, "&amp;");
    else if (c == '<') strbuf_text(&escaped, "&lt;");
    else if (c == '>') strbuf_text(&escaped, "&gt;");
    else strbuf_char(&escaped, c);
  }
  strbuf_init(&b);
  json_init(&w, &b);
  json_begin_object(&w);
  key_text(&w, "text", strbuf_view(&escaped));
  json_end_object(&w);
  strbuf_deinit(&escaped);
  return taken(a, &b);
}

/* ---- signatures ---- */

static Str signature(Arena *a, Str key, Str message) {
  unsigned char digest[32];
  StrBuf b;
  hmac_sha256(key, message, digest);
  strbuf_init(&b);
  base64_add(&b, (Str){(const char *)digest, sizeof digest});
  return taken(a, &b);
}

/* url + timestamp and sign, as DingTalk wants them. */
static Str dingtalk_url(Arena *a, const Channel *c, int64_t now_ms) {
  Str sign = signature(a, c->secret, arena_printf(a, "%lld\n%.*s", (long long)now_ms, STR_FMT(c->secret)));
  StrBuf b;
  strbuf_init(&b);
  strbuf_str(&b, c->url);
  strbuf_printf(&b, "%ctimestamp=%lld&sign=", memchr(c->url.p, '?', c->url.n) ? '&' : '?', (long long)now_ms);
  percent_add(&b, sign);
  return taken(a, &b);
}

/* The key of Standard Webhooks: base64 behind whsec_, else the bytes as they stand. */
static Str webhook_key(Arena *a, Str secret) {
  if (!str_starts(secret, STR("whsec_"))) return secret;
  StrBuf b;
  strbuf_init(&b);
  bool good = base64_read(&b, (Str){secret.p + 6, secret.n - 6});
  Str key = taken(a, &b);
  return good ? key : secret;
}

static void webhook_headers(Arena *a, const Channel *c, int64_t now_ms, Str key, LeatRequest *r) {
  long long seconds = (long long)(now_ms / 1000);
  add_header(a, r, arena_printf(a, "Idempotency-Key: \"%.*s\"", STR_FMT(key)));
  add_header(a, r, arena_printf(a, "webhook-id: %.*s", STR_FMT(key)));
  add_header(a, r, arena_printf(a, "webhook-timestamp: %lld", seconds));
  if (!c->secret.n) return;
  Str content = arena_printf(a, "%.*s.%lld.%.*s", STR_FMT(key), seconds, STR_FMT(r->body));
  add_header(a, r, arena_printf(a, "webhook-signature: v1,%.*s",
                                STR_FMT(signature(a, webhook_key(a, c->secret), content))));
}

/* ---- mail ---- */

/* "=?UTF-8?B?…?=", several when it is long: 45 bytes of text make 60 of base64, and no character is cut. */
static void add_encoded_words(StrBuf *out, Str text) {
  enum { MOST = 45 };
  for (size_t at = 0; at < text.n;) {
    size_t n = text.n - at < MOST ? text.n - at : MOST;
    while (n > 1 && at + n < text.n && ((unsigned char)text.p[at + n] & 0xC0) == 0x80) n--;
    strbuf_text(out, at ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
    base64_add(out, (Str){text.p + at, n});
    strbuf_text(out, "?=");
    at += n;
  }
}

static Str first_line(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] == '\n' || text.p[i] == '\r') return (Str){text.p, i};
  return text;
}

static Str subject_of(Arena *a, const Channel *c, const OutboxMessage *m) {
  if (!c->subject.n) return first_line(m->text);
  static const Str mark = {"{lead}", 6};
  for (size_t i = 0; i + mark.n <= c->subject.n; i++)
    if (memcmp(c->subject.p + i, mark.p, mark.n) == 0)
      return first_line(arena_printf(a, "%.*s%.*s%.*s", (int)i, c->subject.p, STR_FMT(m->lead),
                                     (int)(c->subject.n - i - mark.n), c->subject.p + i + mark.n));
  return first_line(c->subject);
}

static void add_date(StrBuf *out, int64_t now_ms) {
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Civil t;
  zone_civil(zone_utc(), now_ms, &t);
  strbuf_printf(out, "Date: %s, %d %s %lld %02d:%02d:%02d +0000\r\n",
                days[weekday_iso(civil_days(t.year, t.month, t.day)) - 1], t.day, months[t.month - 1],
                (long long)t.year, t.hour, t.minute, t.second);
}

static void add_body(StrBuf *out, Str text) {
  enum { LINE = 57 }; /* bytes that make 76 of base64 */
  for (size_t at = 0; at < text.n; at += LINE) {
    base64_add(out, (Str){text.p + at, text.n - at < LINE ? text.n - at : LINE});
    strbuf_text(out, "\r\n");
  }
}

static Str mail_text(Arena *a, const Channel *c, const OutboxMessage *m, int64_t now_ms, Str key) {
  StrBuf b;
  strbuf_init(&b);
  add_date(&b, now_ms);
  strbuf_printf(&b, "From: <%.*s>\r\nTo: ", STR_FMT(c->from));
  for (uint32_t i = 0; i < c->to.n; i++) strbuf_printf(&b, "%s<%.*s>", i ? ",\r\n " : "", STR_FMT(c->to.v[i]));
  strbuf_text(&b, "\r\nSubject: ");
  add_encoded_words(&b, subject_of(a, c, m));
  strbuf_printf(&b, "\r\nMessage-ID: <%.*s@leat.invalid>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                STR_FMT(key));
  add_body(&b, plain_text(a, m));
  return taken(a, &b);
}

void message_request(Arena *a, const Channel *c, const OutboxMessage *m, int64_t now_ms, LeatRequest *out) {
  Str key = message_key(a, m), text = plain_text(a, m), none = {"", 0};
  *out = (LeatRequest){.transport = channel_transport(c->kind), .url = c->url, .timeout_ms = c->timeout_ms};
  if (out->transport == LEAT_SEND_HTTP) add_header(a, out, STR("Content-Type: application/json"));
  switch (c->kind) {
    case CHANNEL_SLACK: out->body = slack_json(a, text); break;
    case CHANNEL_WECOM: out->body = chat_json(a, "msgtype", "text", "text", text, none, none); break;
    case CHANNEL_DINGTALK:
      out->body = chat_json(a, "msgtype", "text", "text", text, none, none);
      if (c->secret.n) out->url = dingtalk_url(a, c, now_ms);
      break;
    case CHANNEL_FEISHU: {
      Str seconds = arena_printf(a, "%lld", (long long)(now_ms / 1000)), sign = none;
      if (c->secret.n)
        sign = signature(a, arena_printf(a, "%.*s\n%.*s", STR_FMT(seconds), STR_FMT(c->secret)), none);
      out->body = chat_json(a, "msg_type", "text", "content", text, seconds, sign);
      break;
    }
    case CHANNEL_WEBHOOK:
      out->body = plain_json(a, m, key);
      webhook_headers(a, c, now_ms, key, out);
      break;
    case CHANNEL_MAIL:
      out->url = c->server;
      out->user = c->user;
      out->password = c->password;
      out->from = c->from;
      out->to = c->to.v;
      out->to_count = c->to.n;
      out->body = mail_text(a, c, m, now_ms, key);
      break;
    case CHANNEL_COMMAND:
      out->command = c->command;
      out->body = plain_json(a, m, key);
      break;
    case CHANNEL_KINDS: break;
  }
}

/* ---- answers ---- */

static bool one_of(int code, const int *codes, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (codes[i] == code) return true;
  return false;
}
#define ONE_OF(code, ...) one_of((code), (const int[]){__VA_ARGS__}, sizeof(int[]){__VA_ARGS__} / sizeof(int))

static Verdict judge_http(int status) {
  if (status >= 200 && status < 300) return SEND_DONE;
  if (ONE_OF(status, 408, 425, 429) || status >= 500) return SEND_LATER;
  return ONE_OF(status, 400, 413, 414, 415, 422) ? SEND_REFUSED : SEND_DOWN;
}

static Verdict judge_mail(int status) {
  if (status >= 200 && status < 300) return SEND_DONE;
  if (ONE_OF(status, 421, 454) || ONE_OF(status, 502, 503, 504, 530, 534, 535, 538)) return SEND_DOWN;
  return status >= 500 ? SEND_REFUSED : SEND_LATER;
}

/* sysexits.h: EX_DATAERR, EX_UNAVAILABLE, EX_NOPERM, EX_CONFIG; 126 and 127 are the shell's. */
static Verdict judge_command(int code) {
  if (code == 0) return SEND_DONE;
  if (code == 65) return SEND_REFUSED;
  return ONE_OF(code, 69, 77, 78, 126, 127) ? SEND_DOWN : SEND_LATER;
}

/* The robots answer 200 and say in the body what became of it: 0 is good. False: it says nothing of the kind. */
static bool robot_code(Arena *a, Str body, int64_t *code_out, Str *words_out) {
  Str why;
  json_t *root = json_read(a, body, JSON_NAMES_MAY_REPEAT, &why);
  if (!root) return false;
  const json_t *code = json_object_get(root, "errcode"), *words = json_object_get(root, "errmsg");
  if (!json_is_integer(code)) code = json_object_get(root, "code");
  if (!json_is_integer(code)) code = json_object_get(root, "StatusCode");
  if (!json_is_string(words)) words = json_object_get(root, "msg");
  bool good = json_is_integer(code);
  if (good) *code_out = json_integer_value(code);
  *words_out = json_is_string(words) ? arena_copy(a, str_of(json_string_value(words))) : (Str){"", 0};
  json_decref(root);
  return good;
}

/* Too many messages, of WeCom, DingTalk and Feishu; a message that is too long or empty, of the same. */
static Verdict judge_robot(int64_t code) {
  if (code == 0) return SEND_DONE;
  if (ONE_OF((int)code, 45009, 130101, 410100, 9499, 11232)) return SEND_LATER;
  return ONE_OF((int)code, 40058, 44004, 45002, 400105, 19002) ? SEND_REFUSED : SEND_DOWN;
}

Verdict message_judge(Arena *a, ChannelKind kind, const LeatReply *reply, Str *why_out) {
  LeatTransport transport = channel_transport(kind);
  *why_out = reply->error;
  if (reply->error.n) return reply->unreachable ? SEND_DOWN : SEND_LATER;
  Verdict verdict = transport == LEAT_SEND_HTTP   ? judge_http(reply->status)
                    : transport == LEAT_SEND_MAIL ? judge_mail(reply->status)
                                                  : judge_command(reply->status);
  *why_out = transport == LEAT_SEND_COMMAND ? arena_printf(a, "the command ended with exit code %d", reply->status)
                                            : arena_printf(a, "the other side answered %d", reply->status);
  bool robot = kind == CHANNEL_WECOM || kind == CHANNEL_DINGTALK || kind == CHANNEL_FEISHU;
  int64_t code = 0;
  Str words = {"", 0};
  if (verdict != SEND_DONE || !robot) return verdict;
  if (!robot_code(a, reply->body, &code, &words)) {
    *why_out = STR("the answer is none of such a robot");
    return SEND_DOWN;
  }
  *why_out = arena_printf(a, "the robot answered %lld: %.*s", (long long)code, STR_FMT(words));
  return judge_robot(code);
}

int64_t message_backoff_ms(int64_t tries, int64_t retry_after_s) {
  enum { MINUTE = 60 * 1000, MOST = 6 * 60 * MINUTE, DAY_S = 24 * 60 * 60 };
  int64_t wait = MINUTE;
  for (int64_t i = 1; i < tries && wait < MOST; i++) wait *= 2;
  if (wait > MOST) wait = MOST;
  int64_t asked = retry_after_s > DAY_S ? DAY_S : retry_after_s;
  return asked * 1000 > wait ? asked * 1000 : wait;
}
