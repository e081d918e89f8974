/* What the parts of the layout share: words, and lines under way. */
#ifndef LEAT_SYNTAX_LAYOUT_PARTS_H
#define LEAT_SYNTAX_LAYOUT_PARTS_H
#include "syntax/lexer.h"
#include "syntax/marks.h"

typedef struct Comment {
  Str text;        /* with its `#`, without blanks at its end */
  bool trailing;   /* on the line of the word before it */
  bool after_blank; /* a blank line before it */
} Comment;

typedef struct Word { /* a token; after the last one stands one of kind 0 for the end */
  int kind;
  uint32_t start, end;
  uint32_t marks; /* MarkKind bits */
  uint32_t match; /* of a bracket: the other one */
  uint32_t first_comment, comments; /* between the word before and this one */
  int width;
  bool begins_line; /* in the source */
  bool after_blank; /* a blank line before it, below its comments */
} Word;

typedef struct Words {
  Arena *arena;
  Str text;
  VEC(Word) list;
  VEC(Comment) comments;
  uint32_t n; /* words without the end */
} Words;

/* False: the text cannot be scanned. */
bool words_read(Words *w, Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags);
void words_mark(Words *w, const Marks *marks);
bool words_same(const Words *a, const Words *b); /* the same words and comments, each beside the same */
static inline Str word_text(const Words *w, uint32_t i) {
  return (Str){w->text.p + w->list.v[i].start, w->list.v[i].end - w->list.v[i].start};
}

typedef enum Align { ALIGN_NONE, ALIGN_POOL, ALIGN_MEMBER, ALIGN_FIELD, ALIGN_MAPPING, ALIGN_ROW } Align;

/* Lines that are being made: text is added to the last one. A cell is padded to the width of its column in the lines
 * next to it that are aligned the same way. */
typedef struct Line {
  uint32_t start, end; /* in `text` */
  int indent;
  Align align;
  bool after_blank;
  uint32_t first_cell, cells; /* offsets in `text` before which padding goes */
  Str comment; /* at its end */
  int width;   /* of all but the comment, padding included */
} Line;

typedef struct Lines {
  Arena *arena;
  StrBuf text;
  VEC(Line) list;
  VEC(uint32_t) cells;
  int column; /* where the last line has come to */
} Lines;

void lines_init(Lines *l, Arena *arena);
void lines_deinit(Lines *l);
Line *lines_begin(Lines *l, int indent, bool after_blank);
void lines_add(Lines *l, Str text, int width);
void lines_cell(Lines *l); /* instead of a blank */
void lines_comment(Lines *l, Str text); /* behind the last line */
void lines_write(const Lines *l, StrBuf *out);
#endif
