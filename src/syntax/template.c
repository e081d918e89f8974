/* Texts with {field} parts. */
#include <string.h>

#include "base/text.h"
#include "syntax/build.h"
#include "syntax/leat_grammar.h"
#include "syntax/literal.h"

typedef struct Reader {
  Lexer *lexer;
  Template *template;
  StrBuf plain; /* literal text since the last part */
  uint32_t at, end;
} Reader;

static void end_plain(Reader *r) {
  if (r->plain.n == 0) return;
  Arena *arena = r->lexer->arena;
  Str text = text_nfc(arena, arena_copy(arena, strbuf_view(&r->plain)));
  VEC_PUSH(arena, r->template->parts, (TemplatePart){.text = text});
  strbuf_clear(&r->plain);
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* A name, in backquotes or not, at *at; moves past it and the blanks after it. */
static bool read_name(Reader *r, uint32_t *at, uint32_t end, Str *name_out) {
  const char *p = r->lexer->text.p;
  while (*at < end && is_blank(p[*at])) ++*at;
  uint32_t start = *at;
  if (*at < end && p[*at] == '`') {
    const char *close = memchr(p + start + 1, '`', end - start - 1);
    if (!close) return false;
    *at = (uint32_t)(close - p) + 1;
    *name_out = (Str){p + start + 1, *at - start - 2};
  } else {
    Str text = {p, end};
    while (*at < end) {
      size_t next = *at;
      uint32_t c = text_decode(text, &next);
      bool digit = c >= '0' && c <= '9';
      if (!(text_is_letter(c) || c == '_' || (digit && *at > start))) break;
      *at = (uint32_t)next;
    }
    *name_out = (Str){p + start, *at - start};
  }
  while (*at < end && is_blank(p[*at])) ++*at;
  return name_out->n > 0 && name_out->n <= LIMIT_IDENT_BYTES;
}

/* What stands between braces: name, or base.name. NULL: something else. */
static Expr *read_field(Reader *r, uint32_t start, uint32_t end) {
  Arena *arena = r->lexer->arena;
  const char *p = r->lexer->text.p;
  uint32_t at = start;
  Str name, base = {0};
  if (!read_name(r, &at, end, &name)) return NULL;
  if (at < end && p[at] == '.') {
    base = text_nfc(arena, name);
    at++;
    if (!read_name(r, &at, end, &name)) return NULL;
  }
  if (at != end) return NULL;
  while (start < end && is_blank(p[start])) start++;
  while (end > start && is_blank(p[end - 1])) end--;
  Expr *e = ARENA_NEW(arena, Expr);
  e->kind = base.n ? EXPR_FIELD : EXPR_NAME;
  e->span = lexer_span(r->lexer, start, end);
  e->base = base;
  e->text = text_nfc(arena, name);
  e->depth = 1;
  return e;
}

static void read_braces(Reader *r) {
  Lexer *lexer = r->lexer;
  uint32_t open = r->at;
  const char *close = memchr(lexer->text.p + open, '}', r->end - open);
  if (!close) {
    LEXER_REPORT(lexer, DIAG_TEMPLATE_NOT_CLOSED, lexer_span(lexer, open, open + 1));
    LEXER_FIX(lexer, "close it with `}`, or write `{{` for a brace");
    r->at = r->end;
    return;
  }
  uint32_t end = (uint32_t)(close - lexer->text.p);
  r->at = end + 1;
  end_plain(r);
  Expr *field = read_field(r, open + 1, end);
  if (field) {
    VEC_PUSH(lexer->arena, r->template->parts, (TemplatePart){.expr = field});
    return;
  }
  LEXER_REPORT(lexer, DIAG_TEMPLATE_NAME, lexer_span(lexer, open, end + 1));
  LEXER_FIX(lexer, "name the value with `let` and put that name here; `{{` is a brace");
}

static void read_brace(Reader *r) {
  Lexer *lexer = r->lexer;
  char c = lexer->text.p[r->at];
  bool twice = r->at + 1 < r->end && lexer->text.p[r->at + 1] == c;
  if (twice) {
    strbuf_char(&r->plain, c);
    r->at += 2;
  } else if (c == '{') {
    read_braces(r);
  } else {
    LEXER_REPORT(lexer, DIAG_TEMPLATE_BRACE, lexer_span(lexer, r->at, r->at + 1));
    LEXER_FIX(lexer, "write `}}` for a brace");
    r->at++;
  }
}

Template *literal_template(Lexer *lexer, const Token *text) {
  Template *template = ARENA_NEW(lexer->arena, Template);
  template->span = text->span;
  template->source = text->text;
  Reader r = {.lexer = lexer, .template = template, .at = text->inner_start, .end = text->inner_end};
  strbuf_init(&r.plain);
  bool was_quiet = lexer->quiet;
  while (r.at < r.end) {
    char c = lexer->text.p[r.at];
    if (c == '{' || c == '}') {
      read_brace(&r);
    } else if (c == '\\') {
      lexer->quiet = true; /* a bad escape was reported when the token was read */
      literal_escape(lexer, &r.at, r.end, &r.plain);
      lexer->quiet = was_quiet;
    } else {
      strbuf_char(&r.plain, c);
      r.at++;
    }
  }
  end_plain(&r);
  strbuf_deinit(&r.plain);
  return template;
}
