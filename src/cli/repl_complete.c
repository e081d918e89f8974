#include "cli/repl_complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/program.h"
#include "check/stdlib.h"
#include "cli/repl_commands.h"
#include "cli/repl_names.h"
#include "syntax/parse.h"
#include "syntax/print.h"

enum { MOST_VALUES = 500, MOST_LINES = 20, TOKENS = 32 };

typedef enum TokenKind { TOKEN_NAME, TOKEN_TEXT, TOKEN_SIGN } TokenKind;
typedef struct Token { TokenKind kind; Str text; } Token;

/* The end of the text as tokens, newest last, and the word or quote that the cursor stands in. */
typedef struct Context {
  Token v[TOKENS];
  uint32_t n;
  char quote;   /* '"' or '`': the cursor is inside; 0: not */
  size_t start; /* of the word, or behind the quote; in the whole text */
} Context;

static void context_push(Context *c, TokenKind kind, Str text) {
  if (c->n == TOKENS) memmove(c->v, c->v + 1, (size_t)--c->n * sizeof *c->v);
  c->v[c->n++] = (Token){kind, text};
}

/* Behind the closing quote, or 0 when it is not closed. */
static size_t quote_end(Str s, size_t at) {
  char quote = s.p[at];
  for (at++; at < s.n && s.p[at] != '\n'; at++) {
    if (s.p[at] == quote) return at + 1;
    if (s.p[at] == '\\' && quote == '"') at++;
  }
  return at < s.n ? at : 0;
}

static size_t sign_length(Str s, size_t at) {
  static const char *const two[] = {"==", "!=", "<=", ">=", "??"};
  for (size_t i = 0; i < sizeof two / sizeof *two; i++)
    if (str_starts((Str){s.p + at, s.n - at}, str_of(two[i]))) return 2;
  size_t next = at;
  text_decode(s, &next);
  return next - at;
}

static void context_read(Context *c, Str s) {
  *c = (Context){.start = s.n};
  for (size_t at = 0; at < s.n;) {
    size_t n = name_length(s, at);
    if (n > 0) {
      if (at + n == s.n) c->start = at;
      else context_push(c, TOKEN_NAME, (Str){s.p + at, n});
      at += n;
    } else if (s.p[at] == '"' || s.p[at] == '`') {
      size_t end = quote_end(s, at);
      if (end == 0) {
        c->quote = s.p[at];
        c->start = at + 1;
        return;
      }
      context_push(c, s.p[at] == '"' ? TOKEN_TEXT : TOKEN_NAME, (Str){s.p + at + 1, end - at - 2});
      at = end;
    } else if (s.p[at] == '#') {
      while (at < s.n && s.p[at] != '\n') at++;
    } else if (s.p[at] == ' ' || s.p[at] == '\t' || s.p[at] == '\n') {
      at++;
    } else {
      n = sign_length(s, at);
      context_push(c, TOKEN_SIGN, (Str){s.p + at, n});
      at += n;
    }
  }
}

/* The back-th token from the end; an empty one beyond. */
static Token token(const Context *c, uint32_t back) {
  return back < c->n ? c->v[c->n - 1 - back] : (Token){TOKEN_SIGN, STR("")};
}

static bool is_word(Token t, const char *word) { return t.kind == TOKEN_NAME && str_is(t.text, word); }
static bool is_sign(Token t, const char *sign) { return t.kind == TOKEN_SIGN && str_is(t.text, sign); }

/* The column whose value is about to be typed; empty: none. */
static Str value_column(const Context *c) {
  static const char *const signs[] = {"==", "!=", "<", "<=", ">", ">=", "??", ":", "="};
  uint32_t back = 0;
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (is_sign(token(c, 0), signs[i])) return token(c, 1).kind == TOKEN_NAME ? token(c, 1).text : STR("");
  if (is_word(token(c, 0), "with")) return token(c, 2).text;
  if (is_word(token(c, 0), "contains")) return token(c, 1).text;
  if (is_word(token(c, 1), "set")) return token(c, 0).text;
  if (!is_sign(token(c, 0), "(") && !is_sign(token(c, 0), ",")) return STR("");
  while (back < c->n && !is_sign(token(c, back), "(")) back++;
  if (!is_word(token(c, back + 1), "in")) return STR("");
  bool negated = is_word(token(c, back + 2), "not");
  Token column = token(c, back + (negated ? 3 : 2));
  return column.kind == TOKEN_NAME ? column.text : STR("");
}

/* ---- candidates ---- */

typedef struct Matcher {
  Arena *arena;
  Str prefix;
  bool any_case;
  Completions *out;
} Matcher;

static bool matches(const Matcher *m, Str word) {
  if (word.n < m->prefix.n) return false;
  Str head = {word.p, m->prefix.n};
  return m->any_case ? str_eq_ascii_nocase(head, m->prefix) : str_eq(head, m->prefix);
}

/* `shown` is what is inserted, when it differs from the word itself: quoted names, functions with a parenthesis. */
static void offer(Matcher *m, Str word, Str shown) {
  if (matches(m, word) || (m->prefix.n > 0 && str_starts(shown, m->prefix)))
    VEC_PUSH(m->arena, m->out->items, arena_copy(m->arena, shown));
}

static void offer_names(Matcher *m, Leat *l, LeatNames kind) {
  size_t n;
  const Str *names = leat_names(l, kind, &n);
  for (size_t i = 0; i < n; i++) offer(m, names[i], names[i]);
}

static void offer_keywords(Matcher *m) {
  size_t n;
  const Keyword *table = keyword_table(&n);
  for (size_t i = 0; i < n; i++)
    if (strcmp(table[i].group, "later") != 0) offer(m, str_of(table[i].word), str_of(table[i].word));
}

static void offer_columns(Matcher *m, Leat *l, bool quoted) {
  size_t n;
  const Str *names = leat_names(l, LEAT_COLUMNS, &n);
  for (size_t i = 0; i < n; i++) {
    StrBuf shown;
    strbuf_init(&shown);
    if (!quoted) print_name(&shown, names[i]);
    offer(m, names[i], quoted ? names[i] : strbuf_view(&shown));
    strbuf_deinit(&shown);
  }
}

static void offer_builtins(Matcher *m) {
  for (int i = 0; i < BUILTIN_COUNT; i++) {
    const BuiltinInfo *info = builtin_info((Builtin)i);
    offer(m, str_of(info->word), arena_printf(m->arena, "%s%s", info->word, *info->arguments ? "(" : ""));
  }
}

/* A value as it stands between quotes. */
static void offer_values(Matcher *m, Leat *l, Str column) {
  size_t n;
  const Str *values = leat_column_values(l, column, MOST_VALUES, &n);
  for (size_t i = 0; i < n; i++) {
    StrBuf literal;
    strbuf_init(&literal);
    print_text_literal(&literal, values[i]);
    offer(m, values[i], (Str){literal.p + 1, literal.n - 2});
    strbuf_deinit(&literal);
  }
}

static void offer_commands(Matcher *m) {
  size_t n;
  const ReplCommand *table = repl_command_table(&n);
  for (size_t i = 0; i < n; i++) offer(m, str_of(table[i].word), str_of(table[i].word));
}

static void offer_files(Matcher *m, Str path) {
  size_t cut = path.n;
  while (cut > 0 && path.p[cut - 1] != '/') cut--;
  Str folder = cut ? arena_copy(m->arena, (Str){path.p, cut}) : STR("./");
  m->prefix = (Str){path.p + cut, path.n - cut};
  m->out->start += cut;
  DIR *dir = opendir(folder.p);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    bool hidden = entry->d_name[0] == '.' && !(m->prefix.n && m->prefix.p[0] == '.');
    if (hidden) continue;
    const char *slash = entry->d_type == DT_DIR ? "/" : "";
    offer(m, str_of(entry->d_name), arena_printf(m->arena, "%s%s", entry->d_name, slash));
  }
  closedir(dir);
}

/* ---- where the cursor stands ---- */

static void offer_modules(Matcher *m, Str path) {
  size_t n;
  const StdFile *files = std_files(&n);
  if (str_starts(path, STR("./")) || str_starts(path, STR("../"))) {
    offer_files(m, path);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    Str module = std_module(&files[i]);
    if (module.n) offer(m, module, module);
  }
}

static void complete_quoted(Session *s, const Context *c, Matcher *m) {
  if (c->quote == '`') {
    offer_columns(m, s->leat, true);
    m->out->ending = "`";
    return;
  }
  m->out->ending = "\"";
  Str column = value_column(c);
  if (is_word(token(c, 0), "use")) offer_modules(m, m->prefix);
  else if (is_word(token(c, 0), "pool")) offer_names(m, s->leat, LEAT_POOLS);
  else if (is_word(token(c, 0), "rep") || is_word(token(c, 0), "member")) offer_names(m, s->leat, LEAT_REPS);
  else if (column.n) offer_values(m, s->leat, column);
}

static void complete_word(Session *s, Matcher *m) {
  m->out->ending = " ";
  offer_columns(m, s->leat, false);
  offer_names(m, s->leat, LEAT_LETS);
  offer_names(m, s->leat, LEAT_DEFINITIONS);
  offer_builtins(m);
  offer_keywords(m);
}

/* The argument of a dot-command; false: it is completed like the language. */
static bool complete_argument(Session *s, Str command, Str argument, Matcher *m) {
  m->out->ending = " ";
  if (str_is(command, ".load") || str_is(command, ".save") || str_is(command, ".save!")) {
    offer_files(m, argument);
    m->out->ending = "";
    return true;
  }
  m->prefix = argument;
  if (str_is(command, ".set") && !str_contains(argument, STR(" "))) {
    offer_columns(m, s->leat, false);
    return true;
  }
  if (!str_is(command, ".help")) return false;
  offer_commands(m);
  offer_builtins(m);
  offer_keywords(m);
  return true;
}

static int in_order(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

static void sort_once(Completions *c) {
  if (c->items.n == 0) return;
  qsort(c->items.v, c->items.n, sizeof *c->items.v, in_order);
  uint32_t kept = 1;
  for (uint32_t i = 1; i < c->items.n; i++)
    if (!str_eq(c->items.v[i], c->items.v[kept - 1])) c->items.v[kept++] = c->items.v[i];
  c->items.n = kept;
}

static void complete_with(Session *s, Matcher *m, Str before, Str line) {
  bool is_command = before.n == 0 && line.n > 0 && line.p[0] == '.';
  size_t blank = 0;
  while (is_command && blank < line.n && line.p[blank] != ' ') blank++;
  if (is_command && blank == line.n) {
    m->prefix = line;
    m->out->start = 0;
    m->out->ending = " ";
    offer_commands(m);
    return;
  }
  size_t from = blank;
  while (is_command && from < line.n && line.p[from] == ' ') from++;
  m->out->start = from;
  if (is_command && complete_argument(s, (Str){line.p, blank}, (Str){line.p + from, line.n - from}, m)) return;
  Str whole = arena_printf(m->arena, "%.*s%.*s", STR_FMT(before), STR_FMT(line));
  Context c;
  context_read(&c, whole);
  if (c.start < before.n) return; /* a quote that was opened on a line before */
  m->prefix = (Str){whole.p + c.start, whole.n - c.start};
  m->out->start = c.start - before.n;
  if (c.quote) complete_quoted(s, &c, m);
  else complete_word(s, m);
}

void complete(Session *s, Arena *a, Str before, Str line, Completions *out) {
  for (int any_case = 0; any_case < 2; any_case++) {
    *out = (Completions){.ending = ""};
    Matcher m = {.arena = a, .out = out, .any_case = any_case};
    complete_with(s, &m, before, line);
    if (out->items.n > 0) break;
  }
  sort_once(out);
}

Str completions_common(const Completions *c) {
  if (c->items.n == 0) return STR("");
  Str common = c->items.v[0];
  for (uint32_t i = 1; i < c->items.n; i++) {
    size_t n = 0;
    while (n < common.n && n < c->items.v[i].n && common.p[n] == c->items.v[i].p[n]) n++;
    common.n = n;
  }
  const unsigned char *first = (const unsigned char *)c->items.v[0].p;
  while (common.n > 0 && common.n < c->items.v[0].n && (first[common.n] & 0xC0) == 0x80) common.n--;
  return common;
}

void completions_print(const Completions *c, int width, Lang lang, StrBuf *out) {
  int widest = 1;
  for (uint32_t i = 0; i < c->items.n; i++) {
    int w = text_width(c->items.v[i]);
    if (w > widest) widest = w;
  }
  if (widest > width / 2) widest = width / 2;
  uint32_t columns = (uint32_t)(width / (widest + 2) > 0 ? width / (widest + 2) : 1);
  uint32_t lines = (c->items.n + columns - 1) / columns;
  for (uint32_t line = 0; line < lines && line < MOST_LINES; line++) {
    for (uint32_t column = 0; column < columns; column++) {
      uint32_t i = column * lines + line;
      if (i >= c->items.n) break;
      size_t start = out->n;
      text_clip(out, c->items.v[i], widest);
      int pad = widest - text_width((Str){out->p + start, out->n - start});
      if (i + lines < c->items.n) strbuf_fill(out, ' ', (size_t)(pad > 0 ? pad : 0) + 2);
    }
    strbuf_char(out, '\n');
  }
  if (lines > MOST_LINES) lang_printf(out, lang, "… %u in all\n", c->items.n);
}
