/* Script text to its one canonical layout: tokens and comments stay as written, only what stands between them changes.
 *
 * A text is cut into words (tokens with the comments before them; layout_words.c); the layout decides where lines
 * begin and hands over lines with cells (layout.c); the lines are padded into columns (layout_lines.c). What decides
 * is the order of words, where the grammar saw things begin (marks.h), comments, and blank lines between things. */
#ifndef LEAT_SYNTAX_LAYOUT_H
#define LEAT_SYNTAX_LAYOUT_H
#include "base/diag.h"

typedef enum LayoutResult {
  LAYOUT_DONE,
  LAYOUT_ERRORS, /* the script has errors, now in diags; nothing is written */
  LAYOUT_UNSAFE  /* the result would not be the same script; nothing is written */
} LayoutResult;

/* Appends the layout of a file to `out`. */
LayoutResult layout_script(Arena *arena, SourceSet *sources, uint32_t file, DiagList *diags, StrBuf *out);
#endif
