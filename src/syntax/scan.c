#include "syntax/scan.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "syntax/build.h"
#include "syntax/leat_grammar.h"
#include "syntax/literal.h"

static int made(Lexer *lexer, int kind) {
  lexer->raw.kind = kind;
  return kind;
}

static bool is_bidi_control(uint32_t code_point) {
  return (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
}

void scan_line_ends(Lexer *lexer, Str blanks) {
  for (size_t i = blanks.n; i > 0; i--)
    if (blanks.p[i - 1] == '\n' || blanks.p[i - 1] == '\r') {
      lexer->line_begin = lexer->at - (uint32_t)(blanks.n - i);
      lexer->fresh_line = true;
      return;
    }
}

/* A comment that shows its text in another order than it stands could hide a rule. */
static void check_direction(Lexer *lexer, uint32_t start, uint32_t end) {
  for (size_t at = start; at < end;) {
    const char *from = lexer->text.p + at, *found = memchr(from, 0xE2, end - at);
    if (!found) return;
    size_t begin = at = (size_t)(found - lexer->text.p);
    uint32_t code_point = text_decode(lexer->text, &at);
    if (is_bidi_control(code_point))
      LEXER_REPORT(lexer, DIAG_BIDI_CONTROL, lexer_span(lexer, (uint32_t)begin, (uint32_t)at), code_point);
  }
}

void scan_comment(Lexer *lexer, Str comment) {
  (void)comment;
  check_direction(lexer, lexer->raw.span.start, lexer->raw.span.end);
}

static size_t letters_from(const Lexer *lexer, size_t start, size_t bytes) {
  size_t at = start;
  while (at < start + bytes) {
    unsigned char c = (unsigned char)lexer->text.p[at];
    size_t next = at;
    if (c < 0x80 ? !(isalnum(c) || c == '_') : !text_is_letter(text_decode(lexer->text, &next))) break;
    at = c < 0x80 ? at + 1 : next;
  }
  return at - start;
}

size_t scan_letters(const Lexer *lexer, size_t bytes) { return letters_from(lexer, lexer->raw.span.start, bytes); }

int scan_name(Lexer *lexer, size_t bytes) {
  Token *raw = &lexer->raw;
  /* The scanner's buffer goes away; the script's text stays. */
  Str lasting = {lexer->text.p + raw->span.start, bytes};
  raw->keyword = keyword_find(lasting);
  raw->text = raw->keyword ? lasting : text_nfc(lexer->arena, lasting);
  return made(lexer, raw->keyword ? raw->keyword->token : T_NAME);
}

void scan_long_name(Lexer *lexer) {
  LEXER_REPORT(lexer, DIAG_NAME_TOO_LONG, lexer->raw.span, LIMIT_IDENT_BYTES);
  lexer->raw.text = STR("?");
  made(lexer, T_NAME);
}

int scan_backquoted(Lexer *lexer) {
  Token *raw = &lexer->raw;
  Str name = {lexer->text.p + raw->span.start + 1, raw->span.end - raw->span.start - 2};
  check_direction(lexer, raw->span.start, raw->span.end);
  if (name.n == 0) LEXER_REPORT(lexer, DIAG_EMPTY_NAME, raw->span);
  if (name.n > LIMIT_IDENT_BYTES) LEXER_REPORT(lexer, DIAG_NAME_TOO_LONG, raw->span, LIMIT_IDENT_BYTES);
  raw->text = name.n ? text_nfc(lexer->arena, name) : STR("?");
  return made(lexer, T_NAME);
}

static bool too_long(Lexer *lexer, const char *what) {
  Span span = lexer->raw.span;
  if (span.end - span.start <= LIMIT_TOKEN_BYTES) return false;
  LEXER_REPORT(lexer, DIAG_TOKEN_TOO_LONG, span, what, LIMIT_TOKEN_BYTES);
  return true;
}

static size_t number_digits(Str written) {
  size_t n = 0;
  while (n < written.n && strchr("0123456789_.", written.p[n])) n++;
  return n;
}

static void report_bad_number(Lexer *lexer, Str written, Str digits, Str suffix) {
  LEXER_REPORT(lexer, DIAG_BAD_NUMBER, lexer->raw.span, STR_FMT(written));
  const KeywordInfo *word = keyword_find(suffix);
  if (word && word->group == GROUP_UNIT)
    LEXER_FIX(lexer, "put a blank between: `%.*s %s`", STR_FMT(digits), word->word);
  else if (str_is(suffix, "h")) LEXER_FIX(lexer, "write `%.*s hours`", STR_FMT(digits));
  else if (str_is(suffix, "d")) LEXER_FIX(lexer, "write `%.*s days`", STR_FMT(digits));
  else if (str_is(suffix, "s")) LEXER_FIX(lexer, "write `%.*s seconds`", STR_FMT(digits));
  else if (str_is(suffix, "min")) LEXER_FIX(lexer, "write `%.*s minutes`", STR_FMT(digits));
  else if (str_is(suffix, "K") || str_is(suffix, "M"))
    LEXER_FIX(lexer, "write `%.*s%c`", STR_FMT(digits), suffix.p[0] == 'K' ? 'k' : 'm');
  else if (suffix.n)
    LEXER_FIX(lexer, "numbers may end in `k`, `m`, `万`, `亿` or `%%`; a name cannot begin with a digit");
}

static bool is_continuation(const Lexer *lexer, size_t at) {
  return at < lexer->text.n && ((unsigned char)lexer->text.p[at] & 0xC0) == 0x80;
}

int scan_number(Lexer *lexer, Str written) {
  Token *raw = &lexer->raw;
  raw->number = (Number){.is_int = true, .i = 1};
  Str digits = {written.p, number_digits(written)};
  Str suffix = {written.p + digits.n, written.n - digits.n};
  if (suffix.n && suffix.p[0] != '%') {
    size_t letters = letters_from(lexer, raw->span.start + digits.n, suffix.n);
    while (letters > suffix.n || is_continuation(lexer, raw->span.start + digits.n + letters)) letters--;
    suffix.n = letters;
    written.n = digits.n + suffix.n;
    raw->span.end = raw->span.start + (uint32_t)written.n;
    lexer->at = raw->span.end;
  }
  raw->text = (Str){lexer->text.p + raw->span.start, written.n};
  bool too_big;
  if (too_long(lexer, "a number") || literal_number(digits, suffix, &raw->number, &too_big))
    return made(lexer, T_NUMBER);
  if (too_big) LEXER_REPORT(lexer, DIAG_NUMBER_TOO_BIG, raw->span, STR_FMT(written));
  else report_bad_number(lexer, written, digits, suffix);
  return made(lexer, T_NUMBER);
}

static bool has_offset(Str written) {
  char last = written.p[written.n - 1];
  return last == 'Z' || memchr(written.p + 10, '+', written.n - 10) || memchr(written.p + 10, '-', written.n - 10);
}

int scan_date(Lexer *lexer, Str written) {
  Token *raw = &lexer->raw;
  raw->text = (Str){lexer->text.p + raw->span.start, written.n};
  bool has_shape = written.n >= 10 && written.p[4] == '-' && written.p[7] == '-';
  if (!has_shape || !time_parse(written, zone_utc(), &raw->time)) {
    LEXER_REPORT(lexer, DIAG_BAD_TIME, raw->span, STR_FMT(written));
    if (!has_shape) LEXER_FIX(lexer, "write month and day with two digits, as in `2026-03-02`");
    return made(lexer, T_TIME);
  }
  raw->time_is_local = !has_offset(written);
  return made(lexer, T_TIME);
}

int scan_clock_time(Lexer *lexer, Str written) {
  Token *raw = &lexer->raw;
  raw->text = (Str){lexer->text.p + raw->span.start, written.n};
  if (!literal_clock_time(raw->text, &raw->time)) LEXER_REPORT(lexer, DIAG_BAD_TIME, raw->span, STR_FMT(written));
  return made(lexer, T_CLOCK_TIME);
}

int scan_text(Lexer *lexer, uint32_t quote_bytes) {
  Token *raw = &lexer->raw;
  raw->inner_start = raw->span.start + quote_bytes;
  raw->inner_end = raw->span.end - quote_bytes;
  if (too_long(lexer, "a text")) raw->inner_end = raw->inner_start;
  raw->text = literal_text(lexer, raw->inner_start, raw->inner_end);
  return made(lexer, T_STRING);
}

typedef struct Sign { uint32_t code_point; int token; const char *ours; } Sign;
static const Sign signs[] = {
  {0xFF08, T_LPAREN, "("}, {0xFF09, T_RPAREN, ")"}, {0xFF0C, T_COMMA, ","}, {0x3001, T_COMMA, ","},
  {0xFF1A, T_COLON, ":"},  {0xFF5B, T_LBRACE, "{"}, {0xFF5D, T_RBRACE, "}"}, {0xFF0E, T_DOT, "."},
  {0xFF1D, T_EQUALS, "="}, {0xFF1E, T_GT, ">"},     {0xFF1C, T_LT, "<"},     {0xFF0B, T_PLUS, "+"},
  {0xFF0D, T_MINUS, "-"},  {0xFF0A, T_STAR, "*"},   {0xFF0F, T_SLASH, "/"},  {0x3010, T_LPAREN, "("},
  {0x3011, T_RPAREN, ")"}, {0x201C, T_STRING, "\""},       {0x201D, 0, "\""},       {0xFF02, 0, "\""},
  {0x2018, 0, "\""},       {0x2019, 0, "\""},       {0xFF01, T_NOT, "not"},  {0x2260, T_NE, "!="},
  {0x2264, T_LE, "<="},    {0x2265, T_GE, ">="},    {0x2212, T_MINUS, "-"},  {0x2013, T_MINUS, "-"},
  {0xD7, T_STAR, "*"},     {0xF7, T_SLASH, "/"},
};

static bool is_blank(uint32_t code_point) { return code_point == 0x3000 || code_point == 0xA0; }
static bool is_separator(uint32_t code_point) { return code_point == 0xFF1B || code_point == 0x3002; }

int scan_sign(Lexer *lexer, size_t *bytes_out) {
  Str written = {lexer->text.p + lexer->raw.span.start, lexer->text.n - lexer->raw.span.start};
  size_t at = 0;
  uint32_t code_point = text_decode(written, &at);
  *bytes_out = at;
  if (is_blank(code_point)) return 0;
  size_t next = at;
  bool twice = code_point == 0xFF1D && next < written.n && text_decode(written, &next) == 0xFF1D;
  if (twice) *bytes_out = at = next;
  Span span = lexer_span(lexer, lexer->raw.span.start, lexer->raw.span.start + (uint32_t)at);
  Str sign = {written.p, at};
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    if (signs[i].code_point != code_point) continue;
    bool fullwidth = code_point >= 0x3000 || code_point == 0x201C || code_point == 0x201D;
    LEXER_REPORT(lexer, fullwidth ? DIAG_FULLWIDTH : DIAG_BAD_CHARACTER, span, STR_FMT(sign));
    LEXER_FIX(lexer, "use `%s`", twice ? "==" : signs[i].ours);
    LEXER_EDIT(lexer, span, "%s", twice ? "==" : signs[i].ours);
    return lexer->raw.kind = twice ? T_EQ : signs[i].token;
  }
  if (is_bidi_control(code_point)) {
    LEXER_REPORT(lexer, DIAG_BIDI_CONTROL, span, code_point);
  } else if (is_separator(code_point)) {
    LEXER_REPORT(lexer, DIAG_SEPARATOR, span, STR_FMT(sign));
    LEXER_EDIT(lexer, span, "%s", "");
  } else if (code_point >= 0xFF10 && code_point <= 0xFF19) {
    LEXER_REPORT(lexer, DIAG_FULLWIDTH, span, STR_FMT(sign));
    LEXER_FIX(lexer, "use `%c`", '0' + (int)(code_point - 0xFF10));
    LEXER_EDIT(lexer, span, "%c", '0' + (int)(code_point - 0xFF10));
    lexer->raw.number = (Number){.is_int = true, .i = code_point - 0xFF10};
    lexer->raw.text = (Str){lexer->text.p + span.start, at};
    return made(lexer, T_NUMBER);
  } else {
    LEXER_REPORT(lexer, DIAG_BAD_CHARACTER, span, STR_FMT(sign));
  }
  return 0;
}
