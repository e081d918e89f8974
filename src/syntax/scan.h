/* The flex scanner and what it calls: one raw token at a time into lexer->raw. */
#ifndef LEAT_SYNTAX_SCAN_H
#define LEAT_SYNTAX_SCAN_H
#include "syntax/lexer.h"

int leat_scan(void *scanner); /* the kind of token made; 0 at the end */
void *scan_open(Lexer *lexer);  /* scans lexer->buffer, which holds the text and two NULs */
void scan_close(Lexer *lexer);

/* Each makes lexer->raw from the bytes just matched, at raw.span. */
int scan_name(Lexer *lexer, size_t bytes); /* a keyword or a name */
void scan_long_name(Lexer *lexer);         /* beyond the limit: reported, made a name */
int scan_backquoted(Lexer *lexer);
int scan_number(Lexer *lexer, Str written); /* with its suffix */
int scan_date(Lexer *lexer, Str written);
int scan_clock_time(Lexer *lexer, Str written);
int scan_text(Lexer *lexer, uint32_t quote_bytes);
void scan_line_ends(Lexer *lexer, Str blanks);
void scan_comment(Lexer *lexer, Str comment);

/* The bytes of the letters at the token's start, as far as they begin within `bytes`; 0: it begins with some other
 * sign. */
size_t scan_letters(const Lexer *lexer, size_t bytes);
/* A sign outside ASCII that is no letter: reports it. The token meant by it (T_STRING: a quote opens), 0 when there is
 * none. *bytes_out: its length. */
int scan_sign(Lexer *lexer, size_t *bytes_out);
#endif
