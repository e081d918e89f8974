#include "cli/deliver.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

struct Courier {
  Arena arena; /* of one try */
  StrBuf reply;
  void *library;
  bool tried;
  CURL *handle;
  CURL *(*init)(void);
  void (*cleanup)(CURL *);
  void (*reset)(CURL *);
  CURLcode (*global_init)(long);
  CURLcode (*setopt)(CURL *, CURLoption, ...);
  CURLcode (*perform)(CURL *);
  CURLcode (*getinfo)(CURL *, CURLINFO, ...);
  const char *(*strerror)(CURLcode);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free)(struct curl_slist *);
  char *(*version)(void);
};

Courier *deliver_open(void) {
  Courier *c = mem_alloc(sizeof *c);
  arena_init(&c->arena, 0);
  strbuf_init(&c->reply);
  return c;
}

void deliver_close(Courier *c) {
  if (!c) return;
  if (c->handle) c->cleanup(c->handle);
  strbuf_deinit(&c->reply);
  arena_deinit(&c->arena);
  mem_free(c); /* the library stays: it may have handlers at exit */
}

static bool find(Courier *c, const char *name, void *function_out) {
  void *found = dlsym(c->library, name);
  memcpy(function_out, &found, sizeof found); /* POSIX: an address of data holds one of a function */
  return found != NULL;
}

static bool load(Courier *c) {
  if (c->tried) return c->handle != NULL;
  c->tried = true;
  c->library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!c->library) return false;
  bool whole = find(c, "curl_easy_init", &c->init) && find(c, "curl_easy_cleanup", &c->cleanup) &&
               find(c, "curl_easy_reset", &c->reset) && find(c, "curl_global_init", &c->global_init) &&
               find(c, "curl_easy_setopt", &c->setopt) && find(c, "curl_easy_perform", &c->perform) &&
               find(c, "curl_easy_getinfo", &c->getinfo) && find(c, "curl_easy_strerror", &c->strerror) &&
               find(c, "curl_slist_append", &c->slist_append) && find(c, "curl_slist_free_all", &c->slist_free) &&
               find(c, "curl_version", &c->version);
  if (whole && c->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) c->handle = c->init();
  return c->handle != NULL;
}

const char *deliver_version(Courier *c) { return load(c) ? c->version() : "not installed"; }

static size_t take_reply(char *bytes, size_t size, size_t count, void *ctx) {
  StrBuf *reply = ctx;
  size_t n = size * count, room = LIMIT_SEND_REPLY_BYTES - reply->n;
  strbuf_add(reply, bytes, n < room ? n : room);
  return n; /* the rest is read and dropped */
}

typedef struct Upload { Str rest; } Upload;

static size_t give_mail(char *room, size_t size, size_t count, void *ctx) {
  Upload *u = ctx;
  size_t n = size * count < u->rest.n ? size * count : u->rest.n;
  if (n) memcpy(room, u->rest.p, n);
  u->rest = (Str){u->rest.p + n, u->rest.n - n};
  return n;
}

static struct curl_slist *list_of(Courier *c, const Str *texts, uint32_t n) {
  struct curl_slist *list = NULL;
  for (uint32_t i = 0; i < n; i++) {
    struct curl_slist *longer = c->slist_append(list, arena_copy(&c->arena, texts[i]).p);
    if (!longer) mem_exhausted();
    list = longer;
  }
  return list;
}

static const char *c_text(Courier *c, Str text) { return arena_copy(&c->arena, text).p; }

static void set_common(Courier *c, const LeatRequest *r) {
  long timeout = (long)r->timeout_ms;
  c->setopt(c->handle, CURLOPT_URL, c_text(c, r->url));
  c->setopt(c->handle, CURLOPT_NOSIGNAL, 1L);
  c->setopt(c->handle, CURLOPT_TIMEOUT_MS, timeout);
  c->setopt(c->handle, CURLOPT_CONNECTTIMEOUT_MS, timeout);
  c->setopt(c->handle, CURLOPT_USERAGENT, "leat/" LEAT_VERSION);
  c->setopt(c->handle, CURLOPT_WRITEFUNCTION, take_reply);
  c->setopt(c->handle, CURLOPT_WRITEDATA, &c->reply);
}

static void set_http(Courier *c, const LeatRequest *r, struct curl_slist *headers) {
  c->setopt(c->handle, CURLOPT_PROTOCOLS_STR, "http,https");
  c->setopt(c->handle, CURLOPT_FOLLOWLOCATION, 0L);
  c->setopt(c->handle, CURLOPT_HTTPHEADER, headers);
  c->setopt(c->handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n);
  c->setopt(c->handle, CURLOPT_POSTFIELDS, r->body.n ? r->body.p : "");
}

/* A password leaves only through TLS. */
static void set_mail(Courier *c, const LeatRequest *r, struct curl_slist *to, Upload *upload) {
  c->setopt(c->handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  c->setopt(c->handle, CURLOPT_USE_SSL, r->user.n ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
  if (r->user.n) c->setopt(c->handle, CURLOPT_USERNAME, c_text(c, r->user));
  if (r->password.n) c->setopt(c->handle, CURLOPT_PASSWORD, c_text(c, r->password));
  c->setopt(c->handle, CURLOPT_MAIL_FROM, c_text(c, arena_printf(&c->arena, "<%.*s>", STR_FMT(r->from))));
  c->setopt(c->handle, CURLOPT_MAIL_RCPT, to);
  c->setopt(c->handle, CURLOPT_UPLOAD, 1L);
  c->setopt(c->handle, CURLOPT_READFUNCTION, give_mail);
  c->setopt(c->handle, CURLOPT_READDATA, upload);
}

static bool never_connected(Courier *c, CURLcode code) {
  double seconds = 0;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_LOGIN_DENIED:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return true;
    case CURLE_OPERATION_TIMEDOUT:
      return c->getinfo(c->handle, CURLINFO_CONNECT_TIME, &seconds) == CURLE_OK && !(seconds > 0);
    default: return false;
  }
}

static void take_answer(Courier *c, CURLcode code, LeatReply *out) {
  long status = 0;
  curl_off_t retry = 0;
  c->getinfo(c->handle, CURLINFO_RESPONSE_CODE, &status);
  if (c->getinfo(c->handle, CURLINFO_RETRY_AFTER, &retry) == CURLE_OK) out->retry_after_s = (int64_t)retry;
  out->body = strbuf_view(&c->reply);
  bool answered = code == CURLE_OK || (code != CURLE_LOGIN_DENIED && code != CURLE_OPERATION_TIMEDOUT && status >= 400);
  if (answered) {
    out->status = (int)status;
    return;
  }
  out->error = str_of(c->strerror(code)); /* not CURLOPT_ERRORBUFFER: that may quote the address, which is a secret */
  out->unreachable = never_connected(c, code);
}

void deliver_send(Courier *c, const LeatRequest *request, LeatReply *out) {
  *out = (LeatReply){0};
  if (request->transport == LEAT_SEND_COMMAND) {
    deliver_command(request, out);
    return;
  }
  if (!load(c)) {
    *out = (LeatReply){.error = STR("libcurl.so.4 is not installed (package libcurl4)"), .unreachable = true};
    return;
  }
  bool mail = request->transport == LEAT_SEND_MAIL;
  Upload upload = {request->body};
  arena_reset(&c->arena);
  strbuf_clear(&c->reply);
  c->reset(c->handle);
  set_common(c, request);
  struct curl_slist *list = mail ? list_of(c, request->to, request->to_count)
                                 : list_of(c, request->headers, request->header_count);
  if (mail) set_mail(c, request, list, &upload);
  else set_http(c, request, list);
  CURLcode code = c->perform(c->handle);
  c->slist_free(list);
  take_answer(c, code, out);
}
