#include "syntax/layout.h"

#include "syntax/layout_parts.h"
#include "syntax/leat_grammar.h"
#include "syntax/parse.h"
#include "syntax/tree_equal.h"

enum { WIDTH = 100, STEP = 2, NO_FIT = WIDTH + 1, MOST_ITEMS_ON_A_LINE = 4 };

typedef struct Layout {
  const Words *words;
  const Word *w; /* words->list.v */
  Lines lines;
  Align align;   /* of the item being put on one line */
} Layout;

/* Where a run of words that is too long for its line is broken: the first kind that it has, everywhere. */
typedef enum Break {
  BREAK_ELSE,   /* clauses that name another target */
  BREAK_CLAUSE, /* other clauses */
  BREAK_CHOICE, /* then and else of an `if` */
  BREAK_OR,
  BREAK_AND,
  BREAK_DEFAULT, /* ?? */
  BREAK_SUM,     /* + - */
  BREAK_NONE
} Break;

static bool has(const Word *w, uint32_t marks) { return (w->marks & marks) != 0; }
static bool opens(const Word *w) { return w->kind == T_LPAREN || w->kind == T_LBRACE; }
static uint32_t after_bracket(const Layout *l, uint32_t i) { return opens(&l->w[i]) ? l->w[i].match + 1 : i + 1; }

static bool is_sign(const Layout *l, uint32_t i) {
  const Word *w = &l->w[i];
  if (w->kind != T_MINUS && w->kind != T_PLUS) return false;
  return has(w, MARK_SIGN) || (i > 0 && has(&l->w[i - 1], MARK_STATEMENT));
}

static Break break_before(const Layout *l, uint32_t i) {
  const Word *w = &l->w[i];
  if (has(w, MARK_NAME | MARK_JOINED)) return BREAK_NONE;
  if (has(w, MARK_CLAUSE)) return w->kind == T_ELSE || w->kind == T_THEN ? BREAK_ELSE : BREAK_CLAUSE;
  switch (w->kind) {
    case T_THEN:
    case T_ELSE: return BREAK_CHOICE;
    case T_OR: return BREAK_OR;
    case T_AND: return BREAK_AND;
    case T_COALESCE: return BREAK_DEFAULT;
    case T_PLUS:
    case T_MINUS: return is_sign(l, i) ? BREAK_NONE : BREAK_SUM;
    default: return BREAK_NONE;
  }
}

static bool is_name(const Word *w) { return w->kind == T_NAME || has(w, MARK_NAME); }

/* An instant's digits would go on into the points of a range. */
static bool glues_to_range(const Layout *l, uint32_t i) {
  return l->w[i].kind != T_TIME || !str_contains(word_text(l->words, i), STR("T"));
}

/* On one line, items of two words stand close, as in `member "a" member "b"`; longer ones need air to be told apart. */
static int blanks_before_item(const Layout *l, uint32_t i) {
  bool short_before = i >= 2 && has(&l->w[i - 2], MARK_ITEM);
  bool is_short = i + 2 <= l->words->n && (has(&l->w[i + 2], MARK_ITEM) || l->w[i + 2].kind == T_RBRACE);
  return short_before && is_short ? 1 : 2;
}

/* Blanks between two words that stand on one line. */
static int blanks_before(const Layout *l, uint32_t i) {
  const Word *before = &l->w[i - 1], *w = &l->w[i];
  switch (w->kind) {
    case T_COMMA:
    case T_COLON:
    case T_RPAREN:
    case T_DOT: return 0;
    case T_RANGE: return !glues_to_range(l, i - 1);
    case T_LPAREN:
      if (is_name(before)) return 0;
      break;
    default: break;
  }
  if (before->kind == T_LPAREN || before->kind == T_DOT || has(w, MARK_JOINED)) return 0;
  if (before->kind == T_RANGE) return i >= 2 && !glues_to_range(l, i - 2);
  if (is_sign(l, i - 1)) return 0;
  if (has(w, MARK_ITEM) && before->kind != T_LBRACE && before->kind != T_COMMA) return blanks_before_item(l, i);
  return 1;
}

/* The next thing after the one that begins at `i` in a block that ends at `close`. A block in which the grammar marks
 * nothing has the lines of the source. */
static uint32_t next_item(const Layout *l, uint32_t i, uint32_t close, bool marked) {
  uint32_t marks = MARK_STATEMENT | MARK_RULE | MARK_ITEM | MARK_LINE;
  if (!has(&l->w[i], MARK_RULE)) marks |= MARK_ACTION;
  for (i = after_bracket(l, i); i < close; i = after_bracket(l, i))
    if (marked ? has(&l->w[i], marks) : l->w[i].begins_line) break;
  return i;
}

static bool is_marked_block(const Layout *l, uint32_t open) {
  return has(&l->w[open + 1], MARK_STATEMENT | MARK_RULE | MARK_ACTION | MARK_ITEM | MARK_LINE);
}

/* Must this block take more than one line whatever its width? */
static bool must_open(const Layout *l, uint32_t open) {
  uint32_t close = l->w[open].match;
  if (close == open + 1) return false;
  bool marked = is_marked_block(l, open);
  if (marked && has(&l->w[open + 1], MARK_STATEMENT | MARK_RULE | MARK_ACTION | MARK_LINE)) return true;
  int items = 1;
  for (uint32_t i = next_item(l, open + 1, close, marked); i < close; i = next_item(l, i, close, marked), items++)
    if (!marked || l->w[i].after_blank) return true;
  return items > MOST_ITEMS_ON_A_LINE;
}

/* Columns that the words take on one line; NO_FIT when they cannot stand on one. */
static int flat_width(const Layout *l, uint32_t from, uint32_t to) {
  int width = 0;
  for (uint32_t i = from; i < to && width <= WIDTH; i++) {
    const Word *w = &l->w[i];
    if (i > from && w->comments) return NO_FIT;
    if (w->kind == T_LBRACE && must_open(l, i)) return NO_FIT;
    width += w->width + (i > from ? blanks_before(l, i) : 0);
  }
  return width > WIDTH ? NO_FIT : width;
}

/* With the signs that cling to the end. */
static bool fits(const Layout *l, uint32_t from, uint32_t to) {
  uint32_t end = to;
  while (l->w[end].kind == T_COMMA || l->w[end].kind == T_RPAREN) end++;
  return l->lines.column + flat_width(l, from, to) + (int)(end - to) <= WIDTH;
}

static void put_word(Layout *l, uint32_t i) { lines_add(&l->lines, word_text(l->words, i), l->w[i].width); }

static const char blanks[] = "  ";
static void put_blanks(Layout *l, int n) { lines_add(&l->lines, (Str){blanks, (size_t)n}, n); }

/* The comments before a word: the one beside the word before stays there, the others take lines of their own. True:
 * there were such lines. */
static bool put_comments(Layout *l, uint32_t i, int indent, bool may_blank) {
  bool any = false;
  for (uint32_t k = 0; k < l->w[i].comments; k++) {
    const Comment *comment = &l->words->comments.v[l->w[i].first_comment + k];
    if (comment->trailing) {
      lines_comment(&l->lines, comment->text);
      continue;
    }
    lines_begin(&l->lines, indent, comment->after_blank && (may_blank || any));
    lines_add(&l->lines, comment->text, 0);
    any = true;
  }
  return any;
}

/* Below lines of comments a blank line stays in any place. */
static void new_line(Layout *l, uint32_t i, int indent, bool may_blank) {
  bool below_comment = put_comments(l, i, indent, may_blank);
  lines_begin(&l->lines, indent, l->w[i].after_blank && (may_blank || below_comment));
}

static bool is_cell(const Layout *l, uint32_t first, uint32_t i) {
  const Word *before = &l->w[i - 1], *w = &l->w[i];
  switch (l->align) {
    case ALIGN_POOL: return w->kind == T_LBRACE;
    case ALIGN_MEMBER: return i == first + 2;
    case ALIGN_FIELD: return before->kind == T_COLON || w->kind == T_EQUALS;
    case ALIGN_MAPPING: return w->kind == T_EQUALS;
    case ALIGN_ROW: return before->kind == T_COMMA || str_is(word_text(l->words, i), "->");
    case ALIGN_NONE: break;
  }
  return false;
}

/* What one line of a block or a statement is padded as. */
static Align align_of(const Layout *l, uint32_t from, uint32_t to) {
  const Word *w = &l->w[from];
  if (to < from + 3) return ALIGN_NONE;
  if (has(w, MARK_STATEMENT)) return w->kind == T_POOL && l->w[from + 2].kind == T_LBRACE ? ALIGN_POOL : ALIGN_NONE;
  if (has(w, MARK_LINE)) return str_is(word_text(l->words, from), "row") ? ALIGN_ROW : ALIGN_NONE;
  if (!has(w, MARK_ITEM)) return ALIGN_NONE;
  if (l->w[from + 1].kind == T_COLON) return ALIGN_FIELD;
  if (l->w[from + 1].kind == T_EQUALS) return ALIGN_MAPPING;
  return w->kind == T_MEMBER ? ALIGN_MEMBER : ALIGN_NONE;
}

static void put_flat(Layout *l, uint32_t from, uint32_t to) {
  int depth = 0;
  for (uint32_t i = from; i < to; i++) {
    if (l->w[i].kind == T_RPAREN || l->w[i].kind == T_RBRACE) depth--;
    if (i > from && depth == 0 && l->align != ALIGN_NONE && is_cell(l, from, i)) lines_cell(&l->lines);
    else if (i > from) put_blanks(l, blanks_before(l, i));
    put_word(l, i);
    if (opens(&l->w[i])) depth++;
  }
}

static void put_run(Layout *l, uint32_t from, uint32_t to, int indent);
static void put_block(Layout *l, uint32_t open, int indent);

/* What stands in parentheses, on lines of its own: as many elements on each as fit. */
static void put_parens(Layout *l, uint32_t open, int indent) {
  uint32_t close = l->w[open].match, from = open + 1;
  put_word(l, open);
  for (uint32_t i = from; i < close; from = i) {
    while (i < close && l->w[i].kind != T_COMMA) i = after_bracket(l, i);
    if (i < close) i++;
    bool joins = from > open + 1 && l->w[from].comments == 0;
    if (joins) l->lines.column += blanks_before(l, from);
    bool fit = joins && fits(l, from, i);
    if (joins) l->lines.column -= blanks_before(l, from);
    if (fit) put_blanks(l, blanks_before(l, from));
    else new_line(l, from, indent + STEP, false);
    put_run(l, from, i, indent + STEP);
  }
  new_line(l, close, indent, false);
  put_word(l, close);
}

/* Words of a run that has no place to break but within its brackets and at comments. */
static void put_unbroken(Layout *l, uint32_t from, uint32_t to, int indent) {
  for (uint32_t i = from; i < to; i = after_bracket(l, i)) {
    if (i > from && l->w[i].comments) new_line(l, i, indent + 2 * STEP, false);
    else if (i > from) put_blanks(l, blanks_before(l, i));
    if (!opens(&l->w[i])) put_word(l, i);
    else if (fits(l, i, l->w[i].match + 1)) put_flat(l, i, l->w[i].match + 1);
    else if (l->w[i].kind == T_LBRACE) put_block(l, i, indent);
    else put_parens(l, i, indent);
  }
}

static Break best_break(const Layout *l, uint32_t from, uint32_t to) {
  Break best = BREAK_NONE;
  for (uint32_t i = after_bracket(l, from); i < to; i = after_bracket(l, i)) {
    Break kind = break_before(l, i);
    if (kind < best) best = kind;
  }
  return best;
}

/* The words from `from` to before `to`, the first where the line now is. */
static void put_run(Layout *l, uint32_t from, uint32_t to, int indent) {
  if (fits(l, from, to)) {
    put_flat(l, from, to);
    return;
  }
  l->align = ALIGN_NONE;
  Break kind = best_break(l, from, to);
  if (kind == BREAK_NONE) {
    put_unbroken(l, from, to, indent);
    return;
  }
  bool clause = kind <= BREAK_CLAUSE;
  int below = indent + (clause ? STEP : 2 * STEP), inside = clause ? indent : indent + STEP;
  uint32_t start = from;
  for (uint32_t i = after_bracket(l, from); i < to; i = after_bracket(l, i)) {
    if (break_before(l, i) != kind) continue;
    put_run(l, start, i, inside);
    new_line(l, i, below, false);
    start = i;
    inside = indent + STEP;
  }
  put_run(l, start, to, inside);
}

static void put_rule(Layout *l, uint32_t from, uint32_t to, int indent) {
  uint32_t body = from, actions = 0;
  while (body < to && !has(&l->w[body], MARK_BODY)) body = after_bracket(l, body);
  for (uint32_t i = body; i < to; i = after_bracket(l, i)) actions += has(&l->w[i], MARK_ACTION);
  bool is_named = l->w[from].kind == T_RULE && l->w[from + 1].kind == T_STRING;
  bool is_block = body < to && l->w[body].kind == T_LBRACE;
  if (!is_block && !is_named && actions == 1 && fits(l, from, to)) {
    put_flat(l, from, to);
    return;
  }
  put_run(l, from, body, indent);
  if (is_block) {
    if (l->w[body].comments) new_line(l, body, indent, false);
    else put_blanks(l, 1);
    put_block(l, body, indent);
    return;
  }
  for (uint32_t i = body; i < to;) {
    uint32_t end = after_bracket(l, i);
    while (end < to && !has(&l->w[end], MARK_ACTION)) end = after_bracket(l, end);
    new_line(l, i, indent + STEP, false);
    put_run(l, i, end, indent + STEP);
    i = end;
  }
}

/* A statement, or one thing in a block, on the line just begun. */
static void put_item(Layout *l, uint32_t from, uint32_t to, int indent) {
  if (has(&l->w[from], MARK_RULE)) {
    put_rule(l, from, to, indent);
    return;
  }
  l->align = fits(l, from, to) ? align_of(l, from, to) : ALIGN_NONE;
  l->lines.list.v[l->lines.list.n - 1].align = l->align;
  put_run(l, from, to, indent);
  l->align = ALIGN_NONE;
}

static void put_block(Layout *l, uint32_t open, int indent) {
  uint32_t close = l->w[open].match;
  bool marked = is_marked_block(l, open);
  put_word(l, open);
  for (uint32_t i = open + 1; i < close;) {
    uint32_t end = next_item(l, i, close, marked);
    new_line(l, i, indent + STEP, i > open + 1);
    if (marked) put_item(l, i, end, indent + STEP);
    else put_unbroken(l, i, end, indent + STEP);
    i = end;
  }
  put_comments(l, close, indent + STEP, close > open + 1);
  lines_begin(&l->lines, indent, false);
  put_word(l, close);
}

static void put_script(Layout *l) {
  uint32_t n = l->words->n;
  for (uint32_t i = 0; i < n;) {
    uint32_t end = after_bracket(l, i);
    while (end < n && !has(&l->w[end], MARK_STATEMENT)) end = after_bracket(l, end);
    new_line(l, i, 0, true);
    put_item(l, i, end, 0);
    i = end;
  }
  put_comments(l, n, 0, true);
}

/* Nothing may be written that is another script: the words and comments are the same, and so is the tree. */
static bool is_same(const Words *words, const Script *script, Str text) {
  Arena arena;
  SourceSet sources;
  DiagList diags;
  Words again;
  arena_init(&arena, 0);
  source_set_init(&sources, &arena);
  diag_init(&diags, &arena);
  uint32_t file = source_add(&sources, STR("<layout>"), text);
  const Script *twin = parse_script(&arena, &sources, file, &diags);
  bool same = diags.errors == 0 && tree_equal(script, twin) && words_read(&again, &arena, &sources, file, &diags) &&
              words_same(words, &again);
  arena_deinit(&arena);
  return same;
}

LayoutResult layout_script(Arena *arena, SourceSet *sources, uint32_t file, DiagList *diags, StrBuf *out) {
  Marks marks = {0};
  Words words;
  uint32_t errors_before = diags->errors;
  const Script *script = parse_marked(arena, sources, file, diags, &marks);
  if (diags->errors > errors_before || !words_read(&words, arena, sources, file, diags)) return LAYOUT_ERRORS;
  words_mark(&words, &marks);
  Layout l = {.words = &words, .w = words.list.v};
  StrBuf text;
  lines_init(&l.lines, arena);
  strbuf_init(&text);
  put_script(&l);
  lines_write(&l.lines, &text);
  bool same = is_same(&words, script, strbuf_view(&text));
  if (same) strbuf_str(out, strbuf_view(&text));
  lines_deinit(&l.lines);
  strbuf_deinit(&text);
  return same ? LAYOUT_DONE : LAYOUT_UNSAFE;
}
