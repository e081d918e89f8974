#include "syntax/lexer.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "syntax/build.h"
#include "syntax/leat_grammar.h"
#include "syntax/scan.h"

static bool can_be_scanned(Lexer *lexer) {
  Str text = lexer->text;
  if (text.n > LIMIT_SCRIPT_BYTES) {
    diag_add(lexer->diags, DIAG_SCRIPT_TOO_LONG, lexer_span(lexer, 0, 0), LIMIT_SCRIPT_BYTES);
    return false;
  }
  const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;
  if (nul) {
    uint32_t at = (uint32_t)(nul - text.p);
    diag_add(lexer->diags, DIAG_NUL_BYTE, lexer_span(lexer, at, at + 1));
    return false;
  }
  size_t bad;
  if (!text_is_utf8(text, &bad)) {
    uint32_t at = (uint32_t)bad;
    diag_add(lexer->diags, DIAG_NOT_UTF8, lexer_span(lexer, at, at + 1), (unsigned)(unsigned char)text.p[at]);
    diag_fix(lexer->diags, "save the script as UTF-8");
    return false;
  }
  return true;
}

bool lexer_open(Lexer *lexer, Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags) {
  memset(lexer, 0, sizeof *lexer);
  lexer->arena = arena;
  lexer->diags = diags;
  lexer->file = file;
  lexer->text = sources->files.v[file]->text;
  lexer->fresh_line = true;
  if (!can_be_scanned(lexer)) return false;
  lexer->buffer = mem_alloc(lexer->text.n + 2);
  if (lexer->text.n) memcpy(lexer->buffer, lexer->text.p, lexer->text.n);
  if (str_starts(lexer->text, STR("\xEF\xBB\xBF"))) memset(lexer->buffer, ' ', 3); /* positions stay */
  lexer->scanner = scan_open(lexer);
  return true;
}

void lexer_close(Lexer *lexer) {
  if (!lexer->scanner) return;
  scan_close(lexer);
  mem_free(lexer->buffer);
  lexer->buffer = NULL;
}

/* The token `index` places after the last one that was taken. */
static const Token *look(Lexer *lexer, uint32_t index) {
  while (lexer->ahead_count <= index) {
    lexer->raw.kind = leat_scan(lexer->scanner);
    lexer->fresh_line = false;
    lexer->ahead[lexer->ahead_count++] = lexer->raw;
  }
  return &lexer->ahead[index];
}

static void drop(Lexer *lexer) {
  lexer->ahead_count--;
  memmove(lexer->ahead, lexer->ahead + 1, lexer->ahead_count * sizeof *lexer->ahead);
}

static void stop(Lexer *lexer) {
  lexer->stopped = true;
  lexer->quiet = true;
}

static void open_bracket(Lexer *lexer, const Token *token) {
  if (lexer->open_count == LIMIT_NESTING) {
    LEXER_REPORT(lexer, DIAG_TOO_NESTED, token->span, LIMIT_NESTING);
    stop(lexer);
    return;
  }
  bool is_brace = token->kind == T_LBRACE;
  lexer->open[lexer->open_count++] = (OpenBracket){is_brace, token->span};
  lexer->braces += is_brace;
}

static void pop_bracket(Lexer *lexer) {
  lexer->open_count--;
  lexer->braces -= lexer->open[lexer->open_count].is_brace;
}

/* A `}` also ends parentheses that were left open inside its block. */
static void close_bracket(Lexer *lexer, bool is_brace) {
  if (is_brace && lexer->braces == 0) return;
  if (is_brace)
    while (!lexer->open[lexer->open_count - 1].is_brace) pop_bracket(lexer);
  if (lexer->open_count && lexer->open[lexer->open_count - 1].is_brace == is_brace) pop_bracket(lexer);
}

static void join_pairs(Lexer *lexer, Token *token) {
  if (token->kind == T_NUMBER) {
    int next = look(lexer, 0)->kind;
    if (next == T_LEADS && look(lexer, 1)->kind == T_LBRACE) token->kind = T_COUNT;
    if (next == T_EVENTS && look(lexer, 1)->kind == T_STRING) token->kind = T_COUNT;
    return;
  }
  bool is_word = token->keyword || token->kind == T_NAME;
  if (!is_word) return;
  const Token *next = look(lexer, 0);
  if (next->kind == T_COLON) token->kind = T_LABEL;
  else if (token->kind == T_NOT && next->kind == T_IN) token->kind = T_NOT_IN;
  else return;
  if (token->kind == T_NOT_IN) token->span.end = next->span.end;
  drop(lexer);
}

/* The next token, brackets counted. */
static void take(Lexer *lexer, Token *token_out) {
  *token_out = *look(lexer, 0);
  drop(lexer);
  join_pairs(lexer, token_out);
  switch (token_out->kind) {
    case T_LPAREN:
    case T_LBRACE: open_bracket(lexer, token_out); break;
    case T_RPAREN: close_bracket(lexer, false); break;
    case T_RBRACE: close_bracket(lexer, true); break;
    default: break;
  }
}

static bool is_word(const Token *token) { return token->kind == T_NAME || token->keyword; }

static bool starts_declaration(Lexer *lexer, const Token *token) {
  const Token *next = look(lexer, 0);
  switch (token->kind) {
    case T_LET:
    case T_DEFINE:
    case T_TABLE:
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
    case T_SCORE: return next->kind == T_PLUS || next->kind == T_MINUS || next->kind == T_STARTS;
    case T_CLASS: return next->kind == T_STRING;
    case T_DUPLICATE: return next->kind == T_WHEN;
    case T_LATER: return next->kind == T_STRING || next->kind == T_NUMBER || is_word(next);
    default: return false;
  }
}

static bool starts_statement(Lexer *lexer, const Token *token, const Token *mistake) {
  if (lexer->sync_by_indent && !(token->begins_line && token->column <= mistake->column)) return false;
  if (token->kind == T_WHEN || token->kind == T_OTHERWISE) return true;
  if (token->kind == T_RULE) {
    int next = look(lexer, 0)->kind;
    return next == T_WHEN || next == T_STRING;
  }
  return lexer->block_braces == 0 && token->begins_line && starts_declaration(lexer, token);
}

/* From the mistake on to where a statement can be read again; that token is held for the parser. */
static void pass_over(Lexer *lexer) {
  const Token mistake = lexer->last;
  Token token = mistake;
  bool was_quiet = lexer->quiet;
  lexer->quiet = true;
  if (lexer->sync == SYNC_AFTER_LAST) take(lexer, &token);
  while (token.kind != T_END && !lexer->stopped) {
    if (token.kind == T_RBRACE && lexer->block_braces && lexer->braces < lexer->block_braces) break;
    if (lexer->braces == lexer->block_braces && starts_statement(lexer, &token, &mistake)) break;
    take(lexer, &token);
  }
  while (lexer->open_count && !lexer->open[lexer->open_count - 1].is_brace) pop_bracket(lexer);
  lexer->quiet = was_quiet || lexer->stopped;
  lexer->sync = SYNC_NONE;
  lexer->last = token;
  lexer->held = true;
}

void lexer_next(Lexer *lexer, Token *token_out) {
  Token token = {.kind = T_END, .span = lexer_span(lexer, lexer->at, lexer->at)};
  if (lexer->start) {
    token.kind = lexer->start;
    lexer->start = 0;
    *token_out = token;
    return;
  }
  if (lexer->sync != SYNC_NONE) {
    pass_over(lexer);
    token.kind = T_SYNC;
    token.span.start = token.span.end = lexer->last.span.start;
    *token_out = token;
    return;
  }
  if (lexer->held) {
    lexer->held = false;
    token = lexer->last;
  } else if (!lexer->stopped) {
    take(lexer, &token);
    lexer->before_last = lexer->last;
  }
  if (lexer->stopped) token = (Token){.kind = T_END, .span = token.span};
  lexer->last = token;
  *token_out = token;
}

const Token *lexer_peek(Lexer *lexer) { return look(lexer, 0); }

void lexer_recover(Lexer *lexer, bool after_last, bool by_indent) {
  lexer->sync = after_last ? SYNC_AFTER_LAST : SYNC_AT_LAST;
  lexer->sync_by_indent = by_indent;
}
