/* Fixes that are sure enough to be made by a program: said in words, and given as what to write in which place. */
#include "check/checker.h"
#include "syntax/print.h"

/* A name as it is written in a script: `Lead Source` in backquotes. */
void fix_name(Checker *c, Span span, Str near) {
  StrBuf name;
  strbuf_init(&name);
  print_name(&name, near);
  diag_fix(c->diags, "did you mean `%.*s`?", STR_FMT(near));
  diag_edit(c->diags, span, "%.*s", STR_FMT(strbuf_view(&name)));
  strbuf_deinit(&name);
}

void fix_text(Checker *c, Span span, Str text) {
  StrBuf literal;
  strbuf_init(&literal);
  print_text_literal(&literal, text);
  diag_edit(c->diags, span, "%.*s", STR_FMT(strbuf_view(&literal)));
  strbuf_deinit(&literal);
}

void fix_near_text(Checker *c, Span span, Str near) {
  diag_fix(c->diags, "did you mean \"%.*s\"?", STR_FMT(near));
  fix_text(c, span, near);
}

void fix_add_quotes(Checker *c, const Expr *number) {
  diag_fix(c->diags, "write \"%.*s\" in quotes", STR_FMT(number->text));
  diag_edit(c->diags, number->span, "\"%.*s\"", STR_FMT(number->text));
}

void fix_drop_quotes(Checker *c, const Expr *text) {
  diag_fix(c->diags, "write %.*s without quotes", STR_FMT(text->text));
  diag_edit(c->diags, text->span, "%.*s", STR_FMT(text->text));
}
