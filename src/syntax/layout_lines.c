#include "base/text.h"
#include "syntax/layout_parts.h"

enum { MAX_CELLS = 64, COMMENT_GAP = 2, COMMENT_FAR = 60 };

void lines_init(Lines *l, Arena *arena) {
  *l = (Lines){.arena = arena};
  strbuf_init(&l->text);
}

void lines_deinit(Lines *l) { strbuf_deinit(&l->text); }

static Line *last_line(Lines *l) { return &l->list.v[l->list.n - 1]; }

Line *lines_begin(Lines *l, int indent, bool after_blank) {
  uint32_t at = (uint32_t)l->text.n;
  Line line = {.start = at, .end = at, .indent = indent, .first_cell = l->cells.n};
  line.after_blank = after_blank && l->list.n > 0;
  VEC_PUSH(l->arena, l->list, line);
  l->column = indent;
  return last_line(l);
}

void lines_add(Lines *l, Str text, int width) {
  strbuf_str(&l->text, text);
  last_line(l)->end = (uint32_t)l->text.n;
  l->column += width;
}

void lines_cell(Lines *l) {
  VEC_PUSH(l->arena, l->cells, (uint32_t)l->text.n);
  last_line(l)->cells++;
  l->column++;
}

void lines_comment(Lines *l, Str text) { last_line(l)->comment = text; }

static Str cell_text(const Lines *l, const Line *line, uint32_t k) {
  uint32_t from = k == 0 ? line->start : l->cells.v[line->first_cell + k - 1];
  uint32_t to = k == line->cells ? line->end : l->cells.v[line->first_cell + k];
  return (Str){l->text.p + from, to - from};
}

/* Lines from `first` on that share their columns. */
static uint32_t group_end(const Lines *l, uint32_t first) {
  const Line *head = &l->list.v[first];
  uint32_t end = first + 1;
  while (head->align != ALIGN_NONE && end < l->list.n) {
    const Line *line = &l->list.v[end];
    if (line->align != head->align || line->indent != head->indent || line->after_blank) break;
    end++;
  }
  return end;
}

static void column_widths(const Lines *l, uint32_t first, uint32_t end, int widths[MAX_CELLS]) {
  for (uint32_t i = first; i < end; i++) {
    const Line *line = &l->list.v[i];
    for (uint32_t k = 0; k < line->cells && k < MAX_CELLS; k++) {
      int width = text_width(cell_text(l, line, k));
      if (width > widths[k]) widths[k] = width;
    }
  }
}

/* The padded texts, one behind the other; `ends` has where each ends. */
static void pad_group(const Lines *l, uint32_t first, uint32_t end, StrBuf *out, uint32_t *ends) {
  int widths[MAX_CELLS] = {0};
  column_widths(l, first, end, widths);
  for (uint32_t i = first; i < end; i++) {
    Line *line = &l->list.v[i];
    line->width = line->indent;
    for (uint32_t k = 0; k <= line->cells; k++) {
      Str cell = cell_text(l, line, k);
      int width = text_width(cell);
      int padding = k == line->cells ? 0 : 1 + (k < MAX_CELLS ? widths[k] - width : 0);
      strbuf_str(out, cell);
      strbuf_fill(out, ' ', (size_t)padding);
      line->width += width + padding;
    }
    ends[i] = (uint32_t)out->n;
  }
}

/* Comments on lines next to each other stand in one column, unless that is far from some of them. */
static uint32_t comment_column(const Lines *l, uint32_t i, uint32_t *end_out) {
  int widest = 0, narrowest = l->list.v[i].width;
  uint32_t end = i;
  for (; end < l->list.n && l->list.v[end].comment.n && (end == i || !l->list.v[end].after_blank); end++) {
    int width = l->list.v[end].width;
    if (width > widest) widest = width;
    if (width < narrowest) narrowest = width;
  }
  *end_out = end;
  return widest - narrowest > COMMENT_FAR ? 0 : (uint32_t)widest + COMMENT_GAP;
}

void lines_write(const Lines *l, StrBuf *out) {
  StrBuf padded;
  strbuf_init(&padded);
  uint32_t *ends = ARENA_ARRAY(l->arena, uint32_t, l->list.n + 1);
  for (uint32_t i = 0; i < l->list.n;) {
    uint32_t end = group_end(l, i);
    pad_group(l, i, end, &padded, ends);
    i = end;
  }
  uint32_t column = 0, column_end = 0;
  for (uint32_t i = 0, from = 0; i < l->list.n; from = ends[i++]) {
    const Line *line = &l->list.v[i];
    if (line->after_blank) strbuf_char(out, '\n');
    strbuf_fill(out, ' ', (size_t)line->indent);
    strbuf_add(out, padded.p + from, ends[i] - from);
    if (line->comment.n) {
      if (i >= column_end) column = comment_column(l, i, &column_end);
      int blanks = (int)column - line->width;
      strbuf_fill(out, ' ', (size_t)(blanks > COMMENT_GAP ? blanks : COMMENT_GAP));
      strbuf_str(out, line->comment);
    }
    strbuf_char(out, '\n');
  }
  strbuf_deinit(&padded);
}
