#include <string.h>

#include "base/text.h"
#include "syntax/layout_parts.h"
#include "syntax/leat_grammar.h"
#include "syntax/scan.h"

typedef struct Gap { /* what was seen between two words */
  uint32_t first_comment;
  int breaks; /* line ends since the last word or comment */
} Gap;

static Str without_blanks_at_end(Str s) {
  while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\v' || s.p[s.n - 1] == '\f')) s.n--;
  return s;
}

/* Blanks, line ends (CR, LF, CR LF) and comments. */
static Gap gap_read(Words *w, uint32_t from, uint32_t to) {
  Gap gap = {.first_comment = w->comments.n};
  const char *p = w->text.p;
  bool at_start = from == 0;
  for (uint32_t at = from; at < to;) {
    if (p[at] == '\n' || p[at] == '\r') {
      gap.breaks++;
      at += p[at] == '\r' && at + 1 < to && p[at + 1] == '\n' ? 2 : 1;
    } else if (p[at] == '#') {
      uint32_t end = at;
      while (end < to && p[end] != '\n' && p[end] != '\r') end++;
      Str text = without_blanks_at_end((Str){p + at, end - at});
      bool first = gap.first_comment == w->comments.n;
      bool trailing = first && gap.breaks == 0 && !at_start;
      VEC_PUSH(w->arena, w->comments, (Comment){text, trailing, gap.breaks > 1});
      gap.breaks = 0;
      at = end;
    } else {
      at++;
    }
  }
  return gap;
}

static void word_add(Words *w, int kind, Span span) {
  uint32_t before = w->list.n ? w->list.v[w->list.n - 1].end : 0;
  Gap gap = gap_read(w, before, span.start);
  Word word = {.kind = kind, .start = span.start, .end = span.end, .first_comment = gap.first_comment};
  word.comments = w->comments.n - gap.first_comment;
  word.begins_line = gap.breaks > 0 || word.comments > 0 || w->list.n == 0;
  word.after_blank = gap.breaks > 1;
  word.width = text_width((Str){w->text.p + span.start, span.end - span.start});
  VEC_PUSH(w->arena, w->list, word);
}

/* Brackets that match nothing are syntax errors, and those are not laid out. */
static void match_brackets(Words *w) {
  uint32_t open[LIMIT_NESTING], depth = 0;
  for (uint32_t i = 0; i < w->n; i++) {
    int kind = w->list.v[i].kind;
    if ((kind == T_LPAREN || kind == T_LBRACE) && depth < LIMIT_NESTING) open[depth++] = i;
    if ((kind == T_RPAREN || kind == T_RBRACE) && depth > 0) {
      uint32_t other = open[--depth];
      w->list.v[i].match = other;
      w->list.v[other].match = i;
    }
  }
}

bool words_read(Words *w, Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags) {
  Lexer lexer;
  *w = (Words){.arena = arena, .text = sources->files.v[file]->text};
  if (!lexer_open(&lexer, arena, sources, file, diags)) return false;
  while (leat_scan(lexer.scanner) != 0) {
    word_add(w, lexer.raw.kind, lexer.raw.span);
    lexer.fresh_line = false;
  }
  lexer_close(&lexer);
  w->n = w->list.n;
  uint32_t end = (uint32_t)w->text.n;
  word_add(w, 0, (Span){file, end, end});
  match_brackets(w);
  return true;
}

static Word *word_at(Words *w, uint32_t byte) {
  uint32_t low = 0, high = w->n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (w->list.v[middle].start < byte) low = middle + 1;
    else high = middle;
  }
  return &w->list.v[low]; /* at worst the end */
}

void words_mark(Words *w, const Marks *marks) {
  for (uint32_t i = 0; i < marks->n; i++) {
    Word *word = word_at(w, marks->v[i].at);
    if (word->start == marks->v[i].at) word->marks |= marks->v[i].kind;
  }
}

bool words_same(const Words *a, const Words *b) {
  if (a->n != b->n || a->comments.n != b->comments.n) return false;
  for (uint32_t i = 0; i <= a->n; i++) {
    const Word *x = &a->list.v[i], *y = &b->list.v[i];
    if (x->kind != y->kind || x->comments != y->comments || !str_eq(word_text(a, i), word_text(b, i))) return false;
  }
  for (uint32_t i = 0; i < a->comments.n; i++) {
    const Comment *x = &a->comments.v[i], *y = &b->comments.v[i];
    if (x->trailing != y->trailing || !str_eq(x->text, y->text)) return false;
  }
  return true;
}
