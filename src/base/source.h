/* Script text with its name, and places in it as exact byte positions. */
#ifndef LEAT_BASE_SOURCE_H
#define LEAT_BASE_SOURCE_H
#include "base/arena.h"

typedef struct Span {
  uint32_t file;       /* index in the SourceSet */
  uint32_t start, end; /* bytes, end excluded; start == end is a point */
} Span;

typedef struct Source {
  Str name; /* as the user gave it; "<stdin>", "<repl>" */
  Str text;
  uint32_t *line_starts; /* byte of each line's first character */
  uint32_t line_count;
  bool is_used; /* a module; then used_at is the place that took it in first */
  Span used_at;
} Source;

typedef struct SourceSet {
  Arena *arena;
  VEC(Source *) files;
} SourceSet;

void source_set_init(SourceSet *set, Arena *arena);
uint32_t source_add(SourceSet *set, Str name, Str text); /* copies both; gives the file index */
void source_used(SourceSet *set, uint32_t file, Span at); /* this file is a module that is named there */
uint32_t source_line(const SourceSet *set, Span span);   /* 1-based line of span.start */
uint32_t source_column(const SourceSet *set, Span span); /* 1-based, in characters (code points) */
Str source_line_text(const SourceSet *set, uint32_t file, uint32_t line); /* without its end of line */
Str source_slice(const SourceSet *set, Span span);
Str text_words(Arena *a, Str text); /* on one line, each gap one blank */
Str source_words(Arena *a, const SourceSet *set, Span span); /* the slice so */
bool span_same(Span a, Span b);
Span span_join(Span a, Span b);
#endif
