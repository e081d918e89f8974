#include "syntax/parse.h"

#include "syntax/build.h"
#include "syntax/leat_grammar.h"

static void parser_init(Parser *p, Arena *arena, uint32_t file, DiagList *diags) {
  *p = (Parser){.arena = arena, .diags = diags, .errors_before = diags->errors};
  p->script = ARENA_NEW(arena, Script);
  p->script->file = file;
  p->script->end = (Span){file, 0, 0};
}

static void parser_run(Parser *p, const SourceSet *sources, int start) {
  if (!lexer_open(&p->lexer, p->arena, sources, p->script->file, p->diags)) return;
  p->lexer.start = start;
  p->script->end = lexer_span(&p->lexer, (uint32_t)p->lexer.text.n, (uint32_t)p->lexer.text.n);
  leat_yyparse(p);
  lexer_close(&p->lexer);
}

Script *parse_script(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags) {
  return parse_marked(arena, sources, file, diags, NULL);
}

Script *parse_marked(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags, Marks *marks_out) {
  Parser *p = ARENA_NEW(arena, Parser);
  parser_init(p, arena, file, diags);
  p->marks = marks_out;
  parser_run(p, sources, T_START_SCRIPT);
  return p->script;
}

Expr *parse_expression(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags) {
  Parser *p = ARENA_NEW(arena, Parser);
  parser_init(p, arena, file, diags);
  parser_run(p, sources, T_START_EXPRESSION);
  return diags->errors > p->errors_before ? NULL : p->expression;
}

enum { SIGHT = 4 };

/* A text on its own, in an arena that is given back. */
typedef struct Scratch {
  Arena arena;
  SourceSet sources;
  DiagList diags;
} Scratch;

static void scratch_init(Scratch *s, Str text) {
  arena_init(&s->arena, 0);
  source_set_init(&s->sources, &s->arena);
  source_add(&s->sources, STR("<text>"), text);
  diag_init(&s->diags, &s->arena);
}

/* The first tokens of a text; behind its end there is T_END. False: it cannot be read at all. */
static bool first_tokens(Str text, Token tokens[SIGHT]) {
  Scratch s;
  Lexer lexer;
  scratch_init(&s, text);
  for (int i = 0; i < SIGHT; i++) tokens[i] = (Token){.kind = T_END};
  bool readable = lexer_open(&lexer, &s.arena, &s.sources, 0, &s.diags);
  if (readable) {
    for (int i = 0; i < SIGHT; i++) lexer_next(&lexer, &tokens[i]);
    lexer_close(&lexer);
  }
  arena_deinit(&s.arena);
  return readable;
}

Completeness parse_completeness(Str text) {
  Token tokens[SIGHT];
  if (!first_tokens(text, tokens)) return TEXT_WRONG;
  Scratch s;
  scratch_init(&s, text);
  Parser *p = ARENA_NEW(&s.arena, Parser);
  parser_init(p, &s.arena, 0, &s.diags);
  parser_run(p, &s.sources, parse_starts_statement(text) ? T_START_SCRIPT : T_START_EXPRESSION);
  Completeness found = TEXT_COMPLETE;
  if (p->ended_too_soon) found = TEXT_INCOMPLETE;
  else if (s.diags.errors > 0) found = TEXT_WRONG;
  if (tokens[0].kind == T_END && s.diags.errors <= 1 && p->ended_too_soon) found = TEXT_EMPTY;
  arena_deinit(&s.arena);
  return found;
}

static bool is_word(const Token *t) { return t->kind == T_NAME || t->keyword; }

/* `table` may start a statement of a later version or be a column: what follows decides. */
static bool starts_later(const Token tokens[SIGHT]) {
  int next = tokens[1].kind;
  if (next == T_STRING || next == T_NUMBER || next == T_NAME || next == T_WHEN) return true;
  return tokens[1].keyword && tokens[1].keyword->group != GROUP_OPERATOR;
}

/* `score +25 when …`, not `score + 25`. */
static bool starts_score(const Token tokens[SIGHT]) {
  int next = tokens[1].kind, third = tokens[2].kind;
  if (next == T_STARTS) return third == T_NUMBER || third == T_MINUS || third == T_END;
  return (next == T_PLUS || next == T_MINUS) && third == T_NUMBER &&
         (tokens[3].kind == T_WHEN || tokens[3].kind == T_PER);
}

bool parse_starts_statement(Str text) {
  Token tokens[SIGHT];
  if (!first_tokens(text, tokens)) return false;
  const Token *next = &tokens[1];
  switch (tokens[0].kind) {
    case T_WHEN:
    case T_OTHERWISE: return true;
    case T_RULE: return next->kind == T_WHEN || next->kind == T_STRING || next->kind == T_END;
    case T_LET:
    case T_DEFINE: return is_word(next) || next->kind == T_END;
    case T_TABLE: return is_word(next) && (tokens[2].kind == T_LPAREN || tokens[2].kind == T_END);
    case T_LIST: return is_word(next);
    case T_UNIQUE: return next->kind == T_TABLE;
    case T_POOL:
    case T_TEST:
    case T_USE:
    case T_CALENDAR:
    case T_TIMEZONE: return next->kind == T_STRING;
    case T_NEVER: return next->keyword && next->keyword->group == GROUP_ACTION;
    case T_ALWAYS: return next->kind == T_ROUTE;
    case T_LEAD: return next->kind == T_LBRACE;
    case T_LEADS:
    case T_REPS:
    case T_LEAVES:
    case T_BUSY:
    case T_EVENTS: return next->kind == T_FROM;
    case T_CLOSED: return next->kind == T_STATUSES;
    case T_REP: return next->kind == T_LBRACE;
    case T_SCORE: return starts_score(tokens);
    case T_CLASS: return next->kind == T_STRING;
    case T_DUPLICATE: return next->kind == T_WHEN || next->kind == T_END;
    case T_LATER: return starts_later(tokens);
    default: return false;
  }
}

bool parse_continues_statement(Str text) {
  Token tokens[SIGHT];
  if (!first_tokens(text, tokens)) return false;
  const Token *next = &tokens[1];
  switch (tokens[0].kind) {
    case T_AND:
    case T_OR:
    case T_IN:
    case T_NOT_IN:
    case T_IS:
    case T_THEN:
    case T_ELSE:
    case T_ASSIGN:
    case T_LBRACE:
    case T_RBRACE:
    case T_RPAREN:
    case T_COMMA:
    case T_ARROW:
    case T_DOT:
    case T_RANGE:
    case T_PLUS:
    case T_STAR:
    case T_SLASH:
    case T_COALESCE:
    case T_EQUALS:
    case T_EQ:
    case T_NE:
    case T_LT:
    case T_LE:
    case T_GT:
    case T_GE: return true;
    case T_TAG:
    case T_NOTIFY:
    case T_TASK:
    case T_NURTURE:
    case T_ARCHIVE:
    case T_CONTAINS:
    case T_MATCHES:
    case T_MEMBER:
    case T_SKILLS: return next->kind == T_STRING;
    case T_STARTS:
    case T_ENDS: return next->kind == T_WITH;
    case T_HOLD: return next->kind == T_FOR;
    case T_ROUTE: return next->kind == T_TO;
    case T_SET: return is_word(next);
    case T_WHERE: return is_word(next) || next->kind == T_STRING || next->kind == T_LPAREN;
    case T_WITHIN:
    case T_DUE: return next->kind == T_NUMBER || next->kind == T_NAME;
    case T_WAIT:
    case T_STOP:
    case T_STRATEGY_WORD: return next->kind == T_END || next->keyword;
    default: return false;
  }
}
