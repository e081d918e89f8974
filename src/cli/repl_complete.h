/* What could stand at the end of a piece of text: keywords, columns, pools, built-ins, lets, dot-commands, files, and
 * the values that the data holds. */
#ifndef LEAT_CLI_REPL_COMPLETE_H
#define LEAT_CLI_REPL_COMPLETE_H
#include "cli/repl_session.h"

typedef struct Completions {
  size_t start;       /* byte in the line where the word begins that the candidates replace */
  VEC(Str) items;     /* whole words, sorted, each once */
  const char *ending; /* to be added behind the only one: a blank, a quote, "(" is in the word already */
} Completions;

/* `before`: the lines before this one that belong to the statement; `line`: up to the cursor. */
void complete(Session *s, Arena *a, Str before, Str line, Completions *out);
Str completions_common(const Completions *c); /* what all of them begin with; ends between characters */
/* The candidates in columns of equal width, at most `most` lines. */
void completions_print(const Completions *c, int width, Lang lang, StrBuf *out);
#endif
