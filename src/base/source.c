#include "base/source.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void source_set_init(SourceSet *set, Arena *arena) { *set = (SourceSet){.arena = arena}; }

/* Bytes of the line end at `at`: 2 for CR LF, 1 for LF or a lone CR, 0 for no line end. */
static uint32_t line_end_at(Str text, size_t at) {
  if (text.p[at] == '\n') return 1;
  if (text.p[at] != '\r') return 0;
  return at + 1 < text.n && text.p[at + 1] == '\n' ? 2 : 1;
}

static void find_lines(Arena *arena, Source *source) {
  VEC(uint32_t) starts = {0};
  VEC_PUSH(arena, starts, 0);
  Str text = source->text;
  for (size_t at = 0; at < text.n;) {
    uint32_t end = line_end_at(text, at);
    at += end ? end : 1;
    if (end) VEC_PUSH(arena, starts, (uint32_t)at);
  }
  source->line_starts = starts.v;
  source->line_count = starts.n;
}

uint32_t source_add(SourceSet *set, Str name, Str text) {
  if (text.n >= UINT32_MAX) BUG("source text of %zu bytes", text.n);
  Source *source = ARENA_NEW(set->arena, Source);
  source->name = arena_copy(set->arena, name);
  char *copy = arena_alloc(set->arena, text.n + 2); /* two NULs: a scanner may run on the buffer itself */
  if (text.n) memcpy(copy, text.p, text.n);
  source->text = (Str){copy, text.n};
  find_lines(set->arena, source);
  VEC_PUSH(set->arena, set->files, source);
  return set->files.n - 1;
}

void source_used(SourceSet *set, uint32_t file, Span at) {
  if (file >= set->files.n) BUG("no source %u", file);
  set->files.v[file]->is_used = true;
  set->files.v[file]->used_at = at;
}

static const Source *source_of(const SourceSet *set, uint32_t file) {
  if (file >= set->files.n) BUG("no source %u", file);
  return set->files.v[file];
}

static uint32_t clamp(const Source *source, uint32_t at) {
  return at < source->text.n ? at : (uint32_t)source->text.n;
}

uint32_t source_line(const SourceSet *set, Span span) {
  const Source *source = source_of(set, span.file);
  uint32_t at = clamp(source, span.start), low = 0, high = source->line_count;
  while (high - low > 1) { /* line_starts[low] <= at, and at is before line_starts[high] */
    uint32_t middle = low + (high - low) / 2;
    if (source->line_starts[middle] <= at) low = middle;
    else high = middle;
  }
  return low + 1;
}

uint32_t source_column(const SourceSet *set, Span span) {
  const Source *source = source_of(set, span.file);
  uint32_t start = source->line_starts[source_line(set, span) - 1];
  return (uint32_t)text_length((Str){source->text.p + start, clamp(source, span.start) - start}) + 1;
}

Str source_line_text(const SourceSet *set, uint32_t file, uint32_t line) {
  const Source *source = source_of(set, file);
  if (line < 1 || line > source->line_count) return STR("");
  size_t start = source->line_starts[line - 1];
  size_t end = line < source->line_count ? source->line_starts[line] : source->text.n;
  if (line < source->line_count) {
    end--;
    if (end > start && source->text.p[end] == '\n' && source->text.p[end - 1] == '\r') end--;
  }
  return (Str){source->text.p + start, end - start};
}

Str source_slice(const SourceSet *set, Span span) {
  const Source *source = source_of(set, span.file);
  uint32_t start = clamp(source, span.start), end = clamp(source, span.end);
  return (Str){source->text.p + start, end > start ? end - start : 0};
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Str text_words(Arena *a, Str text) {
  char *out = arena_alloc(a, text.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (!is_blank(text.p[i])) out[n++] = text.p[i];
    else if (n && out[n - 1] != ' ') out[n++] = ' ';
  }
  return (Str){out, n};
}

Str source_words(Arena *a, const SourceSet *set, Span span) { return text_words(a, source_slice(set, span)); }

bool span_same(Span a, Span b) { return a.file == b.file && a.start == b.start && a.end == b.end; }

Span span_join(Span a, Span b) {
  if (a.file != b.file) return a;
  return (Span){a.file, a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}
