#include "lang/claim.h"
#include <string.h>

static Str cut(Str s, size_t from) { return (Str){s.p + from, s.n - from}; }

static const char *find(Str s, const char *part) {
  return s.n ? memmem(s.p, s.n, part, strlen(part)) : NULL;
}

Str claim_word(Str *rest) {
  *rest = str_trim(*rest);
  size_t n = 0;
  bool quoted = rest->n > 0 && rest->p[0] == '"';
  if (quoted) {
    n = 1;
    while (n < rest->n && rest->p[n] != '"') n += rest->p[n] == '\\' && n + 1 < rest->n ? 2 : 1;
    Str word = {rest->p + 1, n - 1};
    *rest = cut(*rest, n < rest->n ? n + 1 : n);
    return word;
  }
  while (n < rest->n && rest->p[n] != ' ') n++;
  Str word = {rest->p, n};
  *rest = cut(*rest, n);
  return word;
}

/* {…} at the front, braces in quotes not counted. */
static Str take_literal(Str *rest) {
  size_t depth = 0, i = 0;
  bool quoted = false;
  for (; i < rest->n; i++) {
    char c = rest->p[i];
    if (quoted && c == '\\') i++;
    else if (c == '"') quoted = !quoted;
    else if (!quoted && c == '{') depth++;
    else if (!quoted && c == '}' && --depth == 0) break;
  }
  if (i == rest->n) return (Str){0};
  Str literal = {rest->p, i + 1};
  *rest = str_trim(cut(*rest, i + 1));
  return literal;
}

static void split_wanted(Claim *c) {
  const char *arrow = find(c->text, "=>");
  if (!arrow) {
    c->kind = CLAIM_WRONG;
    c->text = STR("=> is missing");
    return;
  }
  Str whole = c->text;
  c->text = str_trim((Str){whole.p, (size_t)(arrow - whole.p)});
  c->wanted = str_trim(cut(whole, (size_t)(arrow - whole.p) + 2));
}

static void read_claim(Str text, Claim *c) {
  static const struct { const char *word; ClaimKind kind; } words[] = {
    {"error", CLAIM_FINDING}, {"warning", CLAIM_FINDING}, {"note", CLAIM_FINDING}, {"lead", CLAIM_LEAD},
    {"now", CLAIM_NOW},       {"->", CLAIM_OUTCOME},      {"here", CLAIM_HERE},    {"eval", CLAIM_EVAL},
    {"effect", CLAIM_EFFECT}, {"why", CLAIM_WHY},         {"sql", CLAIM_SQL},      {"run", CLAIM_RUN},
    {"query", CLAIM_QUERY},   {"tests", CLAIM_TESTS},
  };
  Str rest = str_trim(text);
  if (rest.n && rest.p[0] == '{') c->lead = take_literal(&rest);
  Str word = claim_word(&rest);
  c->kind = CLAIM_WRONG;
  c->text = STR("no such claim");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_is(word, words[i].word)) {
      c->kind = words[i].kind;
      c->text = str_trim(rest);
    }
  bool has_wanted = c->kind == CLAIM_EVAL || c->kind == CLAIM_QUERY || c->kind == CLAIM_RUN || c->kind == CLAIM_TESTS;
  if (has_wanted) split_wanted(c);
}

void claims_read(Arena *a, Str script, Claims *out) {
  uint32_t line = 0, code_line = 0;
  while (script.n) {
    const char *end = memchr(script.p, '\n', script.n);
    Str text = {script.p, end ? (size_t)(end - script.p) : script.n};
    script = cut(script, text.n + (end ? 1 : 0));
    line++;
    Str trimmed = str_trim(text);
    if (trimmed.n && trimmed.p[0] != '#') code_line = line;
    const char *mark = find(text, "#!");
    if (!mark) continue;
    Claim c = {.line = line, .judged = code_line};
    read_claim(cut(text, (size_t)(mark - text.p) + 2), &c);
    VEC_PUSH(a, out->v, c);
  }
}
