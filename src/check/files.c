/* Files that a script names: lists and tables beside it. */
#include "base/file.h"
#include "base/text.h"
#include "check/checker.h"

static bool bytes_read(Checker *c, const FileUse *use, Str *text_out) {
  char why[256];
  Str path;
  Str base = c->sources->files.v[use->span.file]->name;
  if (file_beside(c->arena, base, use->name, &path, why, sizeof why) &&
      file_read(c->arena, path.p, use->most_bytes, text_out, why, sizeof why))
    return true;
  diag_add(c->diags, use->unreadable, use->span, STR_FMT(use->name), why);
  return false;
}

bool named_file_read(Checker *c, const FileUse *use, Str *text_out) {
  size_t bad_at;
  if (!bytes_read(c, use, text_out)) return false;
  if (str_starts(*text_out, STR("\xef\xbb\xbf"))) *text_out = (Str){text_out->p + 3, text_out->n - 3};
  if (text_is_utf8(*text_out, &bad_at)) return true;
  unsigned line = 1;
  for (size_t i = 0; i < bad_at; i++) line += text_out->p[i] == '\n';
  diag_add(c->diags, use->not_utf8, use->span, STR_FMT(use->name), line);
  diag_fix(c->diags, "save the file as UTF-8");
  return false;
}
