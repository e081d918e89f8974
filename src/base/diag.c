#include "base/diag.h"

#include "base/limits.h"
#include "base/mem.h"

enum { WARNINGS_PER_FILE = 100 };

typedef struct DiagKind {
  const char *name, *id, *text;
  Severity severity;
} DiagKind;

static const DiagKind kinds[DIAG_COUNT] = {
#define DIAG(name, code, severity, text) [DIAG_##name] = {#name, code, text, severity},
#include "base/diags.def"
#undef DIAG
};

static const char *const chinese[DIAG_COUNT] = {
#define DIAG_ZH(name, text) [DIAG_##name] = text,
#include "base/diags_zh.def"
#undef DIAG_ZH
};

static const char *const remedies[DIAG_COUNT][LANG_COUNT] = {
#define FIX(name, english, chinese) [DIAG_##name] = {english, chinese},
#include "base/diag_fixes.def"
#undef FIX
};

static const DiagKind *kind_of(DiagCode code) {
  if ((unsigned)code >= DIAG_COUNT) BUG("no finding %d", (int)code);
  return &kinds[code];
}

const char *diag_id(DiagCode code) { return kind_of(code)->id; }
const char *diag_name(DiagCode code) { return kind_of(code)->name; }
Severity diag_severity(DiagCode code) { return kind_of(code)->severity; }

const char *diag_text(DiagCode code, Lang lang) {
  const char *english = kind_of(code)->text, *translated = lang == LANG_ZH ? chinese[code] : NULL;
  return translated ? translated : english;
}

Str diag_remedy(const Diag *d, Lang lang) {
  const char *usual = remedies[d->code][lang];
  return d->fix.n > 0 || !usual ? d->fix : str_of(usual);
}

bool diag_find(Str id, DiagCode *code_out) {
  for (int i = 0; i < DIAG_COUNT; i++) {
    if (!str_eq_ascii_nocase(id, str_of(kinds[i].id))) continue;
    *code_out = (DiagCode)i;
    return true;
  }
  return false;
}

void diag_init(DiagList *list, Arena *arena) { *list = (DiagList){.arena = arena}; }

static Str message_of(const DiagList *list, const char *english, const char *translated, va_list args) {
  StrBuf text;
  strbuf_init(&text);
  lang_vformat(&text, list->lang, english, translated, args);
  Str message = arena_copy(list->arena, strbuf_view(&text));
  strbuf_deinit(&text);
  return message;
}

static uint32_t kept_of(const DiagList *list, uint32_t file, bool errors) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < list->items.n; i++) {
    const Diag *d = &list->items.v[i];
    n += d->span.file == file && (diag_severity(d->code) == SEVERITY_ERROR) == errors;
  }
  return n;
}

void diag_add(DiagList *list, DiagCode code, Span span, ...) {
  const DiagKind *kind = kind_of(code);
  bool error = kind->severity == SEVERITY_ERROR;
  list->errors += error;
  list->warnings += kind->severity == SEVERITY_WARNING;
  uint32_t kept = kept_of(list, span.file, error);
  uint32_t limit = error ? LIMIT_DIAGS_PER_FILE : WARNINGS_PER_FILE;
  list->last_dropped = kept >= limit;
  if (error && kept == limit) {
    const Diag last = {.code = DIAG_TOO_MANY_ERRORS, .span = span,
                       .message = str_of(diag_text(DIAG_TOO_MANY_ERRORS, list->lang))};
    VEC_PUSH(list->arena, list->items, last);
  }
  if (list->last_dropped) return;
  va_list args;
  va_start(args, span);
  Str message = message_of(list, kind->text, diag_text(code, list->lang), args);
  const Diag found = {.code = code, .span = span, .message = message};
  va_end(args);
  VEC_PUSH(list->arena, list->items, found);
}

static Diag *newest(DiagList *list) {
  if (list->last_dropped) return NULL;
  if (list->items.n == 0) BUG("nothing was found yet");
  return &list->items.v[list->items.n - 1];
}

void diag_fix(DiagList *list, const char *format, ...) {
  Diag *d = newest(list);
  if (!d) return;
  va_list args;
  va_start(args, format);
  d->fix = message_of(list, format, lang_text(list->lang, format), args);
  va_end(args);
}

void diag_edit(DiagList *list, Span span, const char *format, ...) {
  Diag *d = newest(list);
  if (!d) return;
  va_list args;
  StrBuf text;
  va_start(args, format);
  strbuf_init(&text);
  strbuf_vprintf(&text, format, args);
  va_end(args);
  d->edit = span;
  d->edit_text = arena_copy(list->arena, strbuf_view(&text));
  d->has_edit = true;
  strbuf_deinit(&text);
}

void diag_cause(DiagList *list, Span span, const char *format, ...) {
  Diag *d = newest(list);
  if (!d) return;
  va_list args;
  va_start(args, format);
  d->cause = span;
  d->cause_text = message_of(list, format, lang_text(list->lang, format), args);
  va_end(args);
}
