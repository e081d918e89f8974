/* Doc comments: the comment lines directly above a definition say what it is for. */
#ifndef LEAT_SYNTAX_DOC_H
#define LEAT_SYNTAX_DOC_H
#include "syntax/ast.h"

typedef struct Doc {
  const char *kind; /* "define", "let", "list", "table", "calendar", "pool" */
  Str name;
  Str form;         /* "blank(text)", "area(prefix number) -> city" */
  Str text;         /* lines without their `#`; empty: there is no comment */
  uint32_t at;      /* byte of the script */
} Doc;

typedef struct Docs {
  Str about; /* the comment at the top that is of no definition */
  VEC(Doc) list; /* in the order of the script, without names that begin with `_` */
} Docs;

/* Of a script that was parsed without errors. Lives in the arena. */
void docs_read(Arena *arena, const SourceSet *sources, uint32_t file, const Script *script, Docs *out);
#endif
