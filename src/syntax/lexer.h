/* Script text to the tokens of the grammar: the flex scanner with one token of sight ahead.
 *
 * The scanner alone would leave three things to the grammar that an LALR(1) parser cannot see: that `not in` is one
 * operator, that a word before `:` is a field's label (so that any word may name a field), that the number in
 * `6 leads {` ends no value before it, and where to go on after an error. The lexer does them. It also counts open
 * brackets, so that nesting stays within LIMIT_NESTING. */
#ifndef LEAT_SYNTAX_LEXER_H
#define LEAT_SYNTAX_LEXER_H
#include "base/diag.h"
#include "base/limits.h"
#include "base/number.h"
#include "syntax/keyword.h"

typedef struct Token {
  int kind; /* T_… of the grammar */
  Span span;
  uint32_t column;  /* bytes from the start of its line */
  bool begins_line; /* nothing but blanks before it on its line */
  Str text;         /* name, unescaped text */
  uint32_t inner_start, inner_end; /* TEXT: what stands between the quotes */
  const KeywordInfo *keyword;      /* or NULL */
  union {
    Number number;
    int64_t time; /* ms */
  };
  bool time_is_local;
} Token;

typedef struct OpenBracket { bool is_brace; Span span; } OpenBracket;

typedef struct Lexer {
  Arena *arena;
  DiagList *diags;
  uint32_t file;
  Str text;
  char *buffer; /* the copy that flex scans, ended by two NULs */
  void *scanner;
  Token raw;           /* what the scanner is making */
  uint32_t at;         /* first byte that was not scanned */
  uint32_t line_begin; /* where the current line starts */
  bool fresh_line;
  Token ahead[3];
  uint32_t ahead_count;
  Token last, before_last; /* delivered to the parser */
  OpenBracket open[LIMIT_NESTING];
  uint32_t open_count, braces;
  bool damaged; /* a token of this statement was bad, so that a syntax error may only follow from that */
  bool quiet;   /* passing over text: no findings */
  bool stopped; /* a limit was hit: the rest is not read */
  int start;    /* token to deliver first, or 0 */
  enum { SYNC_NONE, SYNC_AT_LAST, SYNC_AFTER_LAST } sync;
  bool sync_by_indent;
  uint32_t block_braces; /* braces open inside the innermost block of rules; the parser keeps it */
  bool held; /* `last` is to be delivered again */
} Lexer;

/* False: the text cannot be scanned at all (too long, NUL, not UTF-8); a finding says why, nothing is to be closed. */
bool lexer_open(Lexer *lexer, Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags);
void lexer_close(Lexer *lexer);

void lexer_next(Lexer *lexer, Token *token_out); /* T_END for ever at the end */
const Token *lexer_peek(Lexer *lexer);           /* the token after the last one */

/* After a mistake: the next token will be T_SYNC, and the one after it the start of a statement, or the `}` that closes
 * the block of rules inside which `block_braces` braces are open (0: not in a block), or the end. The search begins at
 * the token delivered last, or after it. By indent: it goes on only at a line indented no deeper than that token. */
void lexer_recover(Lexer *lexer, bool after_last, bool by_indent);

/* For the scanner and the reading of literals: findings are dropped while the lexer passes over text. */
#define LEXER_REPORT(lexer, ...) \
  ((lexer)->quiet ? (void)0 : ((void)((lexer)->damaged = true), diag_add((lexer)->diags, __VA_ARGS__)))
#define LEXER_EDIT(lexer, span, ...) ((lexer)->quiet ? (void)0 : diag_edit((lexer)->diags, span, __VA_ARGS__))
#define LEXER_FIX(lexer, ...) ((lexer)->quiet ? (void)0 : diag_fix((lexer)->diags, __VA_ARGS__))
static inline Span lexer_span(const Lexer *lexer, uint32_t start, uint32_t end) {
  return (Span){lexer->file, start, end};
}
#endif
