/* What the tests of this floor share: a text parsed, its findings, its tree as text. */
#ifndef SYNTAX_TEST_H
#define SYNTAX_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "syntax/parse.h"
#include "syntax/print.h"

typedef struct Parsed {
  Arena arena;
  SourceSet sources;
  DiagList diags;
  Script *script;
  Expr *expr;
  StrBuf text; /* the last dump */
} Parsed;

static inline void parsed_init(Parsed *p, Str text) {
  memset(p, 0, sizeof *p);
  arena_init(&p->arena, 0);
  source_set_init(&p->sources, &p->arena);
  diag_init(&p->diags, &p->arena);
  strbuf_init(&p->text);
  source_add(&p->sources, STR("test"), text);
}

static inline void parsed_free(Parsed *p) {
  strbuf_deinit(&p->text);
  arena_deinit(&p->arena);
}

static inline void parse_bytes(Parsed *p, Str text) {
  parsed_init(p, text);
  p->script = parse_script(&p->arena, &p->sources, 0, &p->diags);
}

static inline void parse_text(Parsed *p, const char *text) { parse_bytes(p, str_of(text)); }

static inline const char *findings(Parsed *p) {
  strbuf_clear(&p->text);
  strbuf_text(&p->text, "");
  diag_render(&p->diags, &p->sources, false, &p->text);
  return p->text.p ? p->text.p : "";
}

static inline const char *tree(Parsed *p) {
  strbuf_clear(&p->text);
  print_tree(&p->text, &p->sources, p->script);
  return p->text.p ? p->text.p : "";
}

static inline void assert_clean(Parsed *p) {
  if (p->diags.errors) fail_msg("unexpected:\n%s", findings(p));
}

static inline void assert_parses(const char *text) {
  Parsed p;
  parse_text(&p, text);
  if (p.diags.errors) fail_msg("%s\n%s", text, findings(&p));
  parsed_free(&p);
}

/* The finding number `index`: its name, place, and a part of its message and fix. */
static inline void assert_finding(Parsed *p, uint32_t index, DiagCode code, uint32_t line, uint32_t column,
                                  const char *message, const char *fix) {
  if (p->diags.items.n <= index) fail_msg("only %u findings:\n%s", p->diags.items.n, findings(p));
  const Diag *d = &p->diags.items.v[index];
  bool right = d->code == code && source_line(&p->sources, d->span) == line &&
               source_column(&p->sources, d->span) == column && str_contains(d->message, str_of(message)) &&
               str_contains(d->fix, str_of(fix));
  if (!right)
    fail_msg("wanted %s at %u:%u `%s` fix `%s`, got\n%s", diag_id(code), line, column, message, fix, findings(p));
}

/* Exactly one finding. */
static inline void assert_error(const char *text, DiagCode code, uint32_t line, uint32_t column, const char *message,
                                const char *fix) {
  Parsed p;
  parse_text(&p, text);
  if (p.diags.items.n != 1) fail_msg("wanted one finding in\n%s\ngot\n%s", text, findings(&p));
  assert_finding(&p, 0, code, line, column, message, fix);
  parsed_free(&p);
}

static inline void parse_expr(Parsed *p, const char *text) {
  parsed_init(p, str_of(text));
  p->expr = parse_expression(&p->arena, &p->sources, 0, &p->diags);
}

/* The expression printed again. */
static inline void assert_prints(const char *text, const char *wanted) {
  Parsed p;
  parse_expr(&p, text);
  assert_clean(&p);
  assert_non_null(p.expr);
  print_expr(&p.text, p.expr);
  assert_string_equal(p.text.p, wanted);
  parsed_free(&p);
}
#endif
