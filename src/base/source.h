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
} Source;

typedef struct SourceSet {
  Arena *arena;
  VEC(Source *) files;
} SourceSet;

void source_set_init(SourceSet *set, Arena *arena);
uint32_t source_add(SourceSet *set, Str name, Str text); /* copies both; gives the file index */
uint32_t source_line(const SourceSet *set, Span span);   /* 1-based line of span.start */
uint32_t source_column(const SourceSet *set, Span span); /* 1-based, in characters (code points) */
Str source_line_text(const SourceSet *set, uint32_t file, uint32_t line); /* without its end of line */
Str source_slice(const SourceSet *set, Span span);
Span span_join(Span a, Span b);
#endif
