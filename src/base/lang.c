#include "base/lang.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { MOST_ARGUMENTS = 12, MOST_SPEC_BYTES = 16 };

typedef enum MessageKind { WORDS, HEAD, FORM } MessageKind;
typedef struct Message {
  MessageKind kind;
  const char *english, *chinese;
} Message;

static const Message messages[] = {
#define MESSAGE(english, chinese) {WORDS, english, chinese},
#define HEADING(english, chinese) {HEAD, english, chinese},
#define TOLD(english, chinese) {FORM, english, chinese},
#include "base/messages_zh.def"
#include "base/messages_notify_zh.def"
#include "base/messages_life_zh.def"
#include "base/messages_command_zh.def" /* the last: its last forms fit much */
#undef TOLD
#undef HEADING
#undef MESSAGE
};
enum { MESSAGES = sizeof messages / sizeof *messages };

static const char *const words[LANG_COUNT] = {
#define LANGUAGE(name, word, title) word,
#include "base/langs.def"
#undef LANGUAGE
};

const char *lang_word(Lang lang) { return words[lang]; }

bool lang_parse(Str word, Lang *lang_out) {
  for (int i = 0; i < LANG_COUNT; i++) {
    if (!str_eq_ascii_nocase(word, str_of(words[i]))) continue;
    *lang_out = (Lang)i;
    return true;
  }
  return false;
}

/* The letters before `_`, `-`, `.` or `@`. */
static Str language_part(Str locale) {
  for (size_t i = 0; i < locale.n; i++)
    if (strchr("_-.@", locale.p[i])) return (Str){locale.p, i};
  return locale;
}

bool lang_of_locale(Str locale, Lang *lang_out) {
  while (locale.n > 0) {
    const char *colon = memchr(locale.p, ':', locale.n);
    Str one = {locale.p, colon ? (size_t)(colon - locale.p) : locale.n};
    if (lang_parse(language_part(one), lang_out)) return true;
    size_t used = colon ? one.n + 1 : one.n;
    locale = (Str){locale.p + used, locale.n - used};
  }
  return false;
}

static const char *found(MessageKind kind, Str english) {
  for (size_t i = 0; i < MESSAGES; i++)
    if (messages[i].kind == kind && str_is(english, messages[i].english)) return messages[i].chinese;
  return NULL;
}

bool lang_has(Lang lang, const char *english) {
  return lang == LANG_EN || found(WORDS, str_of(english)) != NULL;
}

const char *lang_text(Lang lang, const char *english) {
  const char *text = lang == LANG_EN ? NULL : found(WORDS, str_of(english));
  return text ? text : english;
}

Str lang_str(Lang lang, Str english) {
  const char *text = lang == LANG_EN ? NULL : found(WORDS, english);
  return text ? str_of(text) : english;
}

const char *lang_heading(Lang lang, const char *english) {
  const char *text = lang == LANG_EN ? NULL : found(HEAD, str_of(english));
  return text ? text : english;
}

bool lang_entry(size_t i, const char **english_out, const char **chinese_out) {
  if (i >= MESSAGES) return false;
  *english_out = messages[i].english;
  *chinese_out = messages[i].chinese;
  return true;
}

/* ---- formats ---- */

typedef struct Spec { /* one conversion: %-6.2f, %2$s */
  size_t length;      /* bytes, with the % */
  int position;       /* 0: the next one; else that one, from 1 */
  bool takes_length;  /* .* */
  char size, kind;    /* size: 0, 'l', 'L' for ll, 'z'; kind: the letter at its end, '%' for a percent sign */
  char plain[MOST_SPEC_BYTES]; /* without its position, for printf */
} Spec;

static Spec spec_at(const char *format) {
  Spec s = {.length = 1};
  size_t digits = strspn(format + 1, "0123456789");
  if (digits > 0 && format[1 + digits] == '$') {
    for (size_t i = 1; i <= digits; i++) s.position = s.position * 10 + (format[i] - '0');
    s.length += digits + 1;
  }
  size_t from = s.length;
  s.length += strspn(format + s.length, "0123456789+-# .*");
  s.takes_length = memchr(format + from, '*', s.length - from) != NULL;
  for (; format[s.length] == 'l' || format[s.length] == 'z'; s.length++)
    s.size = s.size == 'l' ? 'L' : format[s.length];
  s.kind = format[s.length];
  if (s.kind) s.length++;
  if (s.length - from + 2 > MOST_SPEC_BYTES || !strchr("sduxXcgf%", s.kind)) BUG("bad format: %s", format);
  s.plain[0] = '%';
  memcpy(s.plain + 1, format + from, s.length - from);
  return s;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the specs are parts of formats that the compiler has checked */
static void add_number(StrBuf *out, const Spec *s, va_list *args) {
  switch (s->kind) {
    case 'g':
    case 'f': strbuf_printf(out, s->plain, va_arg(*args, double)); return;
    case 'c': strbuf_printf(out, s->plain, va_arg(*args, int)); return;
    default: break;
  }
  if (s->size == 'L') strbuf_printf(out, s->plain, va_arg(*args, long long));
  else if (s->size == 'l') strbuf_printf(out, s->plain, va_arg(*args, long));
  else if (s->size == 'z') strbuf_printf(out, s->plain, va_arg(*args, size_t));
  else strbuf_printf(out, s->plain, va_arg(*args, int));
}
#pragma GCC diagnostic pop

/* What stands in backquotes is code and stays as it is. */
static void add_argument(StrBuf *out, Lang lang, const Spec *s, bool is_code, va_list *args) {
  if (s->kind != 's') {
    add_number(out, s, args);
  } else if (s->takes_length) {
    int n = va_arg(*args, int);
    const char *p = va_arg(*args, const char *);
    strbuf_add(out, p, n > 0 ? strnlen(p, (size_t)n) : 0);
  } else {
    const char *word = va_arg(*args, const char *);
    strbuf_text(out, is_code ? word : lang_text(lang, word));
  }
}

/* Each argument as text, one behind the other: [ends[i - 1], ends[i]) of `all`. */
static int render_arguments(StrBuf *all, size_t ends[MOST_ARGUMENTS], Lang lang, const char *english, va_list *args) {
  int n = 0;
  for (const char *at = english; *at;) {
    if (*at != '%') {
      at++;
      continue;
    }
    Spec s = spec_at(at);
    bool is_code = at > english && at[-1] == '`';
    at += s.length;
    if (s.kind == '%') continue;
    if (n == MOST_ARGUMENTS) BUG("more than %d arguments: %s", MOST_ARGUMENTS, english);
    add_argument(all, lang, &s, is_code, args);
    ends[n++] = all->n;
  }
  return n;
}

static void fill_in(StrBuf *out, const char *format, const StrBuf *all, const size_t *ends, int count) {
  int next = 0;
  while (*format) {
    size_t plain = strcspn(format, "%");
    strbuf_add(out, format, plain);
    format += plain;
    if (!*format) return;
    Spec s = spec_at(format);
    format += s.length;
    if (s.kind == '%') {
      strbuf_char(out, '%');
      continue;
    }
    int i = s.position ? s.position - 1 : next++;
    if (i >= count) BUG("a translation takes more arguments than its source");
    size_t from = i ? ends[i - 1] : 0;
    if (ends[i] > from) strbuf_add(out, all->p + from, ends[i] - from);
  }
}

void lang_vformat(StrBuf *out, Lang lang, const char *english, const char *translated, va_list args) {
  if (lang == LANG_EN) {
    strbuf_vprintf(out, english, args);
    return;
  }
  StrBuf all;
  size_t ends[MOST_ARGUMENTS];
  va_list walked;
  strbuf_init(&all);
  va_copy(walked, args);
  int count = render_arguments(&all, ends, lang, english, &walked);
  va_end(walked);
  fill_in(out, translated, &all, ends, count);
  strbuf_deinit(&all);
}

void lang_vprintf(StrBuf *out, Lang lang, const char *english, va_list args) {
  lang_vformat(out, lang, english, lang_text(lang, english), args);
}

void lang_printf(StrBuf *out, Lang lang, const char *english, ...) {
  va_list args;
  va_start(args, english);
  lang_vprintf(out, lang, english, args);
  va_end(args);
}

Str lang_say(Arena *a, Lang lang, const char *english, ...) {
  StrBuf text;
  strbuf_init(&text);
  va_list args;
  va_start(args, english);
  lang_vprintf(&text, lang, english, args);
  va_end(args);
  Str said = arena_copy(a, strbuf_view(&text));
  strbuf_deinit(&text);
  return said;
}

/* ---- what was said before ---- */

/* The end of the shortest text from `at` on that the literal part of `format` follows, to its next conversion. */
static bool find_literal(Str text, size_t at, const char *format, size_t *end_out) {
  size_t n = strcspn(format, "%");
  if (!format[n]) { /* the last one: what follows is the end of the text */
    *end_out = text.n - (text.n >= n ? n : 0);
    return text.n >= at + n && memcmp(text.p + text.n - n, format, n) == 0;
  }
  for (*end_out = at; *end_out + n <= text.n; ++*end_out)
    if (n > 0 && memcmp(text.p + *end_out, format, n) == 0) return true;
  return false;
}

/* A text that was written with this format is written with its translation; false: it does not have that form. */
static bool retell(StrBuf *out, Arena *a, Lang lang, Str text, const Message *m) {
  const char *english = m->english;
  StrBuf all;
  size_t ends[MOST_ARGUMENTS], at = strcspn(english, "%");
  int n = 0;
  if (at > text.n || memcmp(text.p, english, at) != 0) return false;
  strbuf_init(&all);
  const char *format = english + at;
  bool good = *format || at == text.n;
  while (good && *format && n < MOST_ARGUMENTS) {
    Spec s = spec_at(format);
    size_t end;
    format += s.length;
    good = find_literal(text, at, format, &end);
    if (!good) break;
    Str one = {text.p + at, end - at};
    strbuf_str(&all, s.kind == 's' && !s.takes_length ? lang_told(a, lang, one) : one);
    ends[n++] = all.n;
    at = end + strcspn(format, "%");
    format += strcspn(format, "%");
  }
  if (good) fill_in(out, m->chinese, &all, ends, n);
  strbuf_deinit(&all);
  return good;
}

Str lang_told(Arena *a, Lang lang, Str english) {
  if (lang == LANG_EN || english.n == 0) return english;
  const char *whole = found(WORDS, english);
  if (whole) return str_of(whole);
  StrBuf out;
  strbuf_init(&out);
  bool good = false;
  for (size_t i = 0; !good && i < MESSAGES; i++)
    good = messages[i].kind == FORM && retell(&out, a, lang, english, &messages[i]);
  Str text = good ? arena_copy(a, strbuf_view(&out)) : english;
  strbuf_deinit(&out);
  return text;
}

/* The conversions of a format by argument; their number. */
static int specs_of(const char *format, Spec specs[MOST_ARGUMENTS]) {
  int next = 0, most = 0;
  while (*(format += strcspn(format, "%"))) {
    Spec s = spec_at(format);
    format += s.length;
    if (s.kind == '%') continue;
    int i = s.position ? s.position - 1 : next++;
    if (i >= MOST_ARGUMENTS) return -1;
    specs[i] = s;
    if (i >= most) most = i + 1;
  }
  return most;
}

bool lang_same_arguments(const char *english, const char *translated) {
  Spec ours[MOST_ARGUMENTS] = {0}, theirs[MOST_ARGUMENTS] = {0};
  int n = specs_of(english, ours);
  if (n < 0 || n != specs_of(translated, theirs)) return false;
  for (int i = 0; i < n; i++)
    if (strcmp(ours[i].plain, theirs[i].plain) != 0) return false;
  return true;
}
