#include "base/json.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

enum { DEEPEST = sizeof(((JsonWriter *)0)->need_comma) / sizeof(bool) };

void json_init(JsonWriter *w, StrBuf *out) { *w = (JsonWriter){.out = out}; }

static inline void before_value(JsonWriter *w) {
  if (w->after_key) {
    w->after_key = false;
    return;
  }
  if (w->need_comma[w->depth]) strbuf_char(w->out, ',');
  w->need_comma[w->depth] = true;
}

static void begin(JsonWriter *w, char bracket) {
  before_value(w);
  strbuf_char(w->out, bracket);
  if (++w->depth >= DEEPEST) BUG("JSON deeper than %d", DEEPEST);
  w->need_comma[w->depth] = false;
}

static void end(JsonWriter *w, char bracket) {
  if (w->depth == 0 || w->after_key) BUG("JSON ends where it cannot");
  w->depth--;
  strbuf_char(w->out, bracket);
}

void json_begin_object(JsonWriter *w) { begin(w, '{'); }
void json_end_object(JsonWriter *w) { end(w, '}'); }
void json_begin_array(JsonWriter *w) { begin(w, '['); }
void json_end_array(JsonWriter *w) { end(w, ']'); }

/* What a terminal, a browser or a line reader could take for a command is written as \u too. */
static bool needs_escape(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static void add_character(StrBuf *out, uint32_t c) {
  static const char short_forms[] = "\bb\ff\nn\rr\tt\"\"\\\\";
  for (const char *form = short_forms; *form; form += 2) {
    if ((uint32_t)*form != c) continue;
    char bytes[2] = {'\\', form[1]};
    strbuf_add(out, bytes, 2);
    return;
  }
  if (needs_escape(c)) {
    strbuf_printf(out, "\\u%04x", c);
    return;
  }
  char bytes[4];
  strbuf_add(out, bytes, text_encode(c, bytes));
}

/* Bytes of the character at p that is surely valid and stands for itself; 0: look closer. */
static size_t plain_bytes(const unsigned char *p, size_t left) {
  unsigned char c = p[0];
  if (c < 0x80) return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  if (c >= 0xE3 && c != 0xED && c < 0xEF) /* U+3000 to U+EFFF but for surrogates */
    return left >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 ? 3 : 0;
  return c >= 0xC3 && c < 0xE0 && c != 0xD8 && left >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
}

/* How many bytes from the start surely stand for themselves. Eight at a time while all are plain ASCII. */
static size_t plain_run(Str s) {
  const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
  size_t at = 0, bytes;
  for (; s.n - at >= 8; at += 8) {
    uint64_t w, quote, slash, delete;
    memcpy(&w, s.p + at, 8);
    quote = w ^ ones * '"';
    slash = w ^ ones * '\\';
    delete = w ^ ones * 0x7F;
    /* A byte under 0x20, or one of the three, borrows from its high bit. */
    if ((w | (w - ones * 0x20) | (quote - ones) | (slash - ones) | (delete - ones)) & highs) break;
  }
  while (at < s.n && (bytes = plain_bytes((const unsigned char *)s.p + at, s.n - at)) > 0) at += bytes;
  return at;
}

/* Into room for it. */
static void add_plain(StrBuf *out, char *p, Str s) {
  *p = '"';
  if (s.n) memcpy(p + 1, s.p, s.n);
  p[s.n + 1] = '"';
  p[s.n + 2] = '\0';
  out->n += s.n + 2;
}

static void add_quoted(StrBuf *out, Str s) {
  size_t plain = plain_run(s);
  add_plain(out, strbuf_room(out, plain + 2), (Str){s.p, plain});
  if (plain == s.n) return;
  out->n--; /* not its end yet */
  for (size_t at = plain; at < s.n;) {
    add_character(out, text_decode(s, &at));
    size_t run = plain_run((Str){s.p + at, s.n - at});
    strbuf_add(out, s.p + at, run);
    at += run;
  }
  strbuf_char(out, '"');
}

void json_key_str(JsonWriter *w, Str key) {
  if (w->after_key) BUG("two JSON keys in a row");
  before_value(w);
  add_quoted(w->out, key);
  strbuf_char(w->out, ':');
  w->after_key = true;
}

void json_key_quoted(JsonWriter *w, Str quoted) {
  if (w->after_key) BUG("two JSON keys in a row");
  before_value(w);
  strbuf_str(w->out, quoted);
  w->after_key = true;
}

/* The key is written into room for `more` bytes of a value as well: where the value begins. */
static char *member_begin(JsonWriter *w, Str quoted, size_t more) {
  if (w->after_key) BUG("two JSON keys in a row");
  StrBuf *out = w->out;
  char *p = strbuf_room(out, quoted.n + more + 1);
  if (w->need_comma[w->depth]) *p++ = ',';
  w->need_comma[w->depth] = true;
  memcpy(p, quoted.p, quoted.n);
  p += quoted.n;
  out->n = (size_t)(p - out->p);
  return p;
}

void json_member_str(JsonWriter *w, Str quoted, Str s) {
  size_t plain = plain_run(s);
  char *p = member_begin(w, quoted, plain + 2);
  if (plain == s.n) add_plain(w->out, p, s);
  else add_quoted(w->out, s);
}

void json_member_int(JsonWriter *w, Str quoted, int64_t i) {
  char *p = member_begin(w, quoted, 32);
  w->out->n += number_format((Number){.is_int = true, .i = i}, p);
}

void json_key(JsonWriter *w, const char *key) { json_key_str(w, str_of(key)); }

void json_str(JsonWriter *w, Str s) {
  before_value(w);
  add_quoted(w->out, s);
}

static void add_word(JsonWriter *w, const char *word) {
  before_value(w);
  strbuf_text(w->out, word);
}

void json_text(JsonWriter *w, const char *c_string) {
  if (c_string) json_str(w, str_of(c_string));
  else json_null(w);
}

void json_int(JsonWriter *w, int64_t i) { json_number(w, (Number){.is_int = true, .i = i}); }

void json_number(JsonWriter *w, Number x) {
  if (!x.is_int && !isfinite(x.d)) {
    json_null(w);
    return;
  }
  before_value(w);
  w->out->n += number_format(x, strbuf_room(w->out, 32));
}

void json_bool(JsonWriter *w, bool b) { add_word(w, b ? "true" : "false"); }
void json_null(JsonWriter *w) { add_word(w, "null"); }
