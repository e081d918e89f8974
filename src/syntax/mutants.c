#include "syntax/mutants.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "syntax/layout_parts.h"
#include "syntax/leat_grammar.h"

const char *mutant_kind_word(MutantKind kind) {
  static const char *const words[] = {"operator", "not",    "constant", "rule",     "order",
                                      "action",   "clause", "row",      "statement"};
  return words[kind];
}

typedef struct Finder {
  Arena *arena;
  const Words *words;
  const Word *w; /* words->list.v */
  uint32_t file;
  Mutants *out;
} Finder;

static bool has(const Word *w, uint32_t marks) { return (w->marks & marks) != 0; }

static Mutant *add(Finder *f, MutantKind kind, uint32_t start, uint32_t end, Str with) {
  Mutant mutant = {.kind = kind, .span = {f->file, start, end}, .with = with};
  VEC_PUSH(f->arena, *f->out, mutant);
  return &f->out->v[f->out->n - 1];
}

static void replace(Finder *f, MutantKind kind, uint32_t i, const char *with) {
  add(f, kind, f->w[i].start, f->w[i].end, str_of(with));
}

/* Nothing in its place but its line ends. */
static void drop(Finder *f, MutantKind kind, uint32_t start, uint32_t end) {
  StrBuf ends;
  strbuf_init(&ends);
  for (uint32_t i = start; i < end; i++)
    if (f->words->text.p[i] == '\n') strbuf_char(&ends, '\n');
  add(f, kind, start, end, arena_copy(f->arena, strbuf_view(&ends)));
  strbuf_deinit(&ends);
}

/* ---- operators */

static void compare_change(Finder *f, uint32_t i) {
  switch (f->w[i].kind) {
    case T_EQ: replace(f, MUTANT_OPERATOR, i, "!="); return;
    case T_NE: replace(f, MUTANT_OPERATOR, i, "=="); return;
    case T_LT:
      replace(f, MUTANT_OPERATOR, i, "<=");
      replace(f, MUTANT_OPERATOR, i, ">=");
      return;
    case T_LE:
      replace(f, MUTANT_OPERATOR, i, "<");
      replace(f, MUTANT_OPERATOR, i, ">");
      return;
    case T_GT:
      replace(f, MUTANT_OPERATOR, i, ">=");
      replace(f, MUTANT_OPERATOR, i, "<=");
      return;
    default:
      replace(f, MUTANT_OPERATOR, i, ">");
      replace(f, MUTANT_OPERATOR, i, "<");
  }
}

static int kind_before(const Finder *f, uint32_t i, uint32_t places) { return i < places ? 0 : f->w[i - places].kind; }

/* `between 0 and 100`, and the points of a score, which may be signed. */
static bool ends_between(const Finder *f, uint32_t i) {
  return kind_before(f, i, 2) == T_BETWEEN || (kind_before(f, i, 2) == T_MINUS && kind_before(f, i, 3) == T_BETWEEN);
}

/* The `not` of `not in`, `is not`, or of a condition; that of `not last 2` belongs to its clause. */
static void not_drop(Finder *f, uint32_t i) {
  uint32_t end = f->w[i + 1].start;
  if (has(&f->w[i], MARK_CLAUSE) || f->w[i + 1].kind == T_LAST || f->w[i + 1].comments) return;
  drop(f, MUTANT_NOT, f->w[i].start, end);
}

static void known_change(Finder *f, uint32_t i) {
  int before = kind_before(f, i, 1);
  bool asked = before == T_IS || (before == T_NOT && kind_before(f, i, 2) == T_IS);
  if (asked) replace(f, MUTANT_OPERATOR, i, f->w[i].kind == T_KNOWN ? "missing" : "known");
}

static void sum_change(Finder *f, uint32_t i) {
  bool points = i > 0 && f->w[i - 1].kind == T_SCORE && has(&f->w[i - 1], MARK_STATEMENT);
  if (!points && has(&f->w[i], MARK_SIGN | MARK_JOINED)) return;
  replace(f, MUTANT_OPERATOR, i, f->w[i].kind == T_PLUS ? "-" : "+");
}

/* ---- constants */

/* One more, or one less, in the last digit: 80 becomes 81, 0.25 becomes 0.26, 100万 becomes 101万, 09:59 is not
 * meant. Empty: there is none below zero. */
static Str number_nudged(Arena *a, Str text, bool up) {
  size_t digits = 0;
  while (digits < text.n && strchr("0123456789._", text.p[digits])) digits++;
  char *out = arena_alloc(a, text.n + 2); /* a digit more than there are */
  memcpy(out + 1, text.p, text.n);
  out[0] = '0';
  for (size_t i = digits + 1; i-- > 0;) {
    if (out[i] == '.' || out[i] == '_') continue;
    bool carries = out[i] == (up ? '9' : '0');
    if (!up && carries && i == 0) return (Str){"", 0};
    out[i] = (char)(carries ? (up ? '0' : '9') : out[i] + (up ? 1 : -1));
    if (!carries) break;
  }
  size_t from = 0;
  while (from < digits && out[from] == '0' && ((out[from + 1] >= '0' && out[from + 1] <= '9') || out[from + 1] == '_'))
    from += out[from + 1] == '_' ? 2 : 1;
  return (Str){out + from, text.n + 1 - from};
}

static Str clock_nudged(Arena *a, Str text, bool up) {
  int minutes = atoi(text.p) * 60 + atoi(text.p + 3) + (up ? 1 : -1);
  if (text.n != 5 || minutes < 0 || minutes >= 24 * 60) return (Str){"", 0};
  return arena_printf(a, "%02d:%02d", minutes / 60, minutes % 60);
}

static Str date_nudged(Arena *a, Str text, bool up) {
  int64_t instant;
  char day[40];
  if (text.n < 10 || !time_parse((Str){text.p, 10}, zone_utc(), &instant)) return (Str){"", 0};
  enum { DAY = 24 * 60 * 60 * 1000 };
  time_format(instant + (up ? DAY : -DAY), day);
  return arena_printf(a, "%.10s%.*s", day, (int)text.n - 10, text.p + 10);
}

static void constant_change(Finder *f, uint32_t i) {
  Str text = word_text(f->words, i);
  for (int up = 1; up >= 0; up--) {
    Str with = f->w[i].kind == T_NUMBER ? number_nudged(f->arena, text, up)
               : f->w[i].kind == T_TIME ? date_nudged(f->arena, text, up)
                                        : clock_nudged(f->arena, text, up);
    if (with.n) add(f, MUTANT_CONSTANT, f->w[i].start, f->w[i].end, with);
  }
}

/* ---- one word */

static void word_change(Finder *f, uint32_t i, int statement) {
  const Word *w = &f->w[i];
  if (has(w, MARK_NAME)) return;
  switch (w->kind) {
    case T_EQ:
    case T_NE:
    case T_LT:
    case T_LE:
    case T_GT:
    case T_GE: compare_change(f, i); return;
    case T_AND:
      if (!ends_between(f, i)) replace(f, MUTANT_OPERATOR, i, "or");
      return;
    case T_OR: replace(f, MUTANT_OPERATOR, i, "and"); return;
    case T_NOT: not_drop(f, i); return;
    case T_IN:
      if (statement != T_PER && kind_before(f, i, 1) != T_NOT) replace(f, MUTANT_OPERATOR, i, "not in");
      return;
    case T_MISSING:
    case T_KNOWN: known_change(f, i); return;
    case T_PLUS:
    case T_MINUS: sum_change(f, i); return;
    case T_STAR:
    case T_SLASH:
      if (statement != T_TABLE) replace(f, MUTANT_OPERATOR, i, w->kind == T_STAR ? "/" : "*");
      return;
    case T_TRUE: replace(f, MUTANT_CONSTANT, i, "false"); return;
    case T_FALSE: replace(f, MUTANT_CONSTANT, i, "true"); return;
    case T_NUMBER:
    case T_TIME:
    case T_CLOCK_TIME: constant_change(f, i); return;
    default: return;
  }
}

/* ---- clauses and rows */

/* Words up to where something else begins; a bracket that closes what is open outside ends it, too. */
static uint32_t part_end(const Finder *f, uint32_t i, uint32_t end, uint32_t marks) {
  for (i++; i < end; i++) {
    const Word *w = &f->w[i];
    if (has(w, marks) || w->kind == T_RBRACE) break;
    if (w->kind == T_LPAREN) i = w->match;
  }
  return i;
}

/* What belongs to another target goes with it; of an `else`, but for what is said of the assignment as a whole. */
static bool goes_with(int target, int clause) {
  if (target == T_THEN) return clause != T_THEN;
  return target == T_ELSE && clause != T_ELSE && clause != T_THEN && clause != T_WITHIN;
}

static uint32_t clause_end(const Finder *f, uint32_t i, uint32_t end) {
  const uint32_t outer = MARK_STATEMENT | MARK_RULE | MARK_ACTION | MARK_ITEM | MARK_LINE;
  uint32_t to = part_end(f, i, end, outer | MARK_CLAUSE);
  while (to < end && has(&f->w[to], MARK_CLAUSE) && !has(&f->w[to], outer) && goes_with(f->w[i].kind, f->w[to].kind))
    to = part_end(f, to, end, outer | MARK_CLAUSE);
  return to;
}

static void clause_drop(Finder *f, uint32_t i, uint32_t end) {
  uint32_t to = clause_end(f, i, end);
  if (to > i) drop(f, MUTANT_CLAUSE, f->w[i].start, f->w[to - 1].end);
}

static void row_drop(Finder *f, uint32_t i, uint32_t end) {
  uint32_t to = part_end(f, i, end, MARK_LINE);
  drop(f, MUTANT_ROW, f->w[i].start, f->w[to - 1].end);
}

/* ---- statements */

static bool is_changed(int first) {
  switch (first) {
    case T_TEST:
    case T_NEVER:
    case T_ALWAYS:
    case T_LEAD:
    case T_LEADS:
    case T_REPS:
    case T_EVENTS:
    case T_USE:
    case T_TIMEZONE:
    case T_CALENDAR: return false;
    default: return true;
  }
}

/* The word that says what a statement is: its first one, but T_PER of points for each event. */
static int statement_kind(const Finder *f, uint32_t from, uint32_t to) {
  int first = f->w[from].kind;
  if (first == T_UNIQUE) return T_TABLE;
  return first == T_SCORE && from + 3 < to && f->w[from + 3].kind == T_PER ? T_PER : first;
}

static void statement_change(Finder *f, uint32_t from, uint32_t to) {
  int first = f->w[from].kind, kind = statement_kind(f, from, to);
  if (!is_changed(first)) return;
  if (first == T_SCORE || first == T_CLASS) drop(f, MUTANT_STATEMENT, f->w[from].start, f->w[to - 1].end);
  for (uint32_t i = from; i < to; i++) {
    if (has(&f->w[i], MARK_CLAUSE) || (kind == T_PER && f->w[i].kind == T_IN)) clause_drop(f, i, to);
    if (kind == T_TABLE && has(&f->w[i], MARK_LINE)) row_drop(f, i, to);
    word_change(f, i, kind);
  }
}

/* ---- rules */

static void order_change(Finder *f, const Rule *a, const Rule *b) {
  Str text = f->words->text;
  StrBuf with;
  strbuf_init(&with);
  strbuf_add(&with, text.p + b->whole.start, b->whole.end - b->whole.start);
  strbuf_add(&with, text.p + a->whole.end, b->whole.start - a->whole.end);
  strbuf_add(&with, text.p + a->whole.start, a->whole.end - a->whole.start);
  Mutant *mutant =
      add(f, MUTANT_ORDER, a->whole.start, b->whole.end, arena_copy(f->arena, strbuf_view(&with)));
  mutant->first = a->span;
  mutant->second = b->span;
  strbuf_deinit(&with);
}

static void rules_change(Finder *f, Rule *const *rules, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    const Rule *rule = rules[i];
    if (!rule->arm.n) drop(f, MUTANT_RULE, rule->whole.start, rule->whole.end); /* the others would not make 100 % */
    if (!rule->arm.n && i + 1 < n) order_change(f, rule, rules[i + 1]);
    bool several = rule->actions.n + rule->inner.n > 1;
    for (uint32_t k = 0; several && k < rule->actions.n; k++)
      drop(f, MUTANT_ACTION, rule->actions.v[k]->span.start, rule->actions.v[k]->span.end);
    rules_change(f, rule->inner.v, rule->inner.n);
  }
}

static int by_place(const void *a, const void *b) {
  const Mutant *x = a, *y = b;
  if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->span.end != y->span.end) return x->span.end < y->span.end ? -1 : 1;
  return str_cmp(x->with, y->with);
}

bool mutants_find(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags, Mutants *out) {
  Marks marks = {0};
  Words words;
  uint32_t errors_before = diags->errors;
  *out = (Mutants){0};
  const Script *script = parse_marked(arena, sources, file, diags, &marks);
  if (diags->errors > errors_before || !words_read(&words, arena, sources, file, diags)) return false;
  words_mark(&words, &marks);
  Finder f = {.arena = arena, .words = &words, .w = words.list.v, .file = file, .out = out};
  for (uint32_t i = 0; i < words.n;) {
    uint32_t end = i + 1;
    while (end < words.n && !has(&f.w[end], MARK_STATEMENT)) end++;
    statement_change(&f, i, end);
    i = end;
  }
  rules_change(&f, script->rules.v, script->rules.n);
  if (out->n) qsort(out->v, out->n, sizeof *out->v, by_place);
  return true;
}

Str mutant_text(Arena *arena, Str script, const Mutant *m) {
  size_t n = script.n - (m->span.end - m->span.start) + m->with.n;
  char *text = arena_alloc(arena, n + 1);
  memcpy(text, script.p, m->span.start);
  if (m->with.n) memcpy(text + m->span.start, m->with.p, m->with.n);
  memcpy(text + m->span.start + m->with.n, script.p + m->span.end, script.n - m->span.end);
  return (Str){text, n};
}
