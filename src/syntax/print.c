#include "syntax/print.h"

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "syntax/keyword.h"

/* How tightly an expression holds together; as the precedences of leat.y, lowest first. */
typedef enum Binding {
  BIND_IF, BIND_OR, BIND_AND, BIND_NOT, BIND_RELATION, BIND_RANGE, BIND_DEFAULT, BIND_SUM, BIND_PRODUCT, BIND_SIGN,
  BIND_ALL
} Binding;

static Binding binding_of(const Expr *e) {
  switch (e->kind) {
    case EXPR_IF: return BIND_IF;
    case EXPR_OR: return BIND_OR;
    case EXPR_AND: return BIND_AND;
    case EXPR_NOT: return BIND_NOT;
    case EXPR_COMPARE:
    case EXPR_IN:
    case EXPR_IN_LAST:
    case EXPR_CONTAINS:
    case EXPR_STARTS:
    case EXPR_ENDS:
    case EXPR_MATCHES:
    case EXPR_IS_MISSING:
    case EXPR_IS_KNOWN: return BIND_RELATION;
    case EXPR_RANGE: return BIND_RANGE;
    case EXPR_DEFAULT: return BIND_DEFAULT;
    case EXPR_ARITH: return e->op == ARITH_ADD || e->op == ARITH_SUB ? BIND_SUM : BIND_PRODUCT;
    case EXPR_NEGATE: return BIND_SIGN;
    default: return BIND_ALL;
  }
}

static bool is_literal(const Expr *e) {
  return e->kind == EXPR_TEXT || e->kind == EXPR_NUMBER || e->kind == EXPR_BOOL || e->kind == EXPR_TIME ||
         e->kind == EXPR_DURATION;
}

/* Words that are no names even where a name is expected (see `name` in leat.y). */
static bool is_reserved(Str word) {
  static const char *const reserved[] = {"and",  "assign", "else", "false",     "if",   "in",  "is",
                                         "not",  "or",     "otherwise", "then", "true", "when"};
  for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
    if (str_is(word, reserved[i])) return true;
  return false;
}

static bool is_plain_name(Str name) {
  if (name.n == 0 || is_reserved(name) || (name.p[0] >= '0' && name.p[0] <= '9')) return false;
  for (size_t at = 0; at < name.n;) {
    uint32_t c = text_decode(name, &at);
    if (!(text_is_letter(c) || c == '_' || (c >= '0' && c <= '9'))) return false;
  }
  return true;
}

void print_name(StrBuf *out, Str name) {
  bool plain = is_plain_name(name);
  if (!plain) strbuf_char(out, '`');
  strbuf_str(out, name);
  if (!plain) strbuf_char(out, '`');
}

static bool needs_code(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void print_text_literal(StrBuf *out, Str value) {
  strbuf_char(out, '"');
  for (size_t at = 0; at < value.n;) {
    size_t start = at;
    uint32_t c = text_decode(value, &at);
    if (c == '\n') strbuf_text(out, "\\n");
    else if (c == '\t') strbuf_text(out, "\\t");
    else if (c == '"' || c == '\\') strbuf_char(out, '\\'), strbuf_char(out, (char)c);
    else if (needs_code(c)) strbuf_printf(out, "\\u{%x}", (unsigned)c);
    else strbuf_add(out, value.p + start, at - start);
  }
  strbuf_char(out, '"');
}

/* As the user wrote it, blanks made one; false: not written, or with a comment or odd blanks inside. */
static bool print_written(StrBuf *out, Str text) {
  if (text.n == 0 || memchr(text.p, '#', text.n) || str_contains(text, STR("\u3000")) ||
      str_contains(text, STR("\u00a0")))
    return false;
  bool blank = false;
  for (size_t i = 0; i < text.n; i++) {
    bool is_blank = text.p[i] == ' ' || (text.p[i] >= '\t' && text.p[i] <= '\r');
    if (is_blank && !blank && !(i == 1 && text.p[0] == '-')) strbuf_char(out, ' ');
    if (!is_blank) strbuf_char(out, text.p[i]);
    blank = is_blank;
  }
  return true;
}

static void print_number(StrBuf *out, const Expr *e) {
  char digits[32];
  if (!print_written(out, e->text)) strbuf_add(out, digits, number_format(e->number, digits));
}

static void print_duration(StrBuf *out, const Expr *e) {
  static const struct { int64_t ms; const char *word; } units[] = {
    {86400000, "days"}, {3600000, "hours"}, {60000, "minutes"}, {1000, "seconds"}};
  if (print_written(out, e->text)) return;
  if (e->working) {
    char text[96];
    strbuf_add(out, text, working_span_format(e->duration_ms, text));
    return;
  }
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (e->duration_ms % units[i].ms == 0 && (e->duration_ms || i == 3)) {
      strbuf_printf(out, "%lld %s", (long long)(e->duration_ms / units[i].ms), units[i].word);
      return;
    }
  int64_t ms = e->duration_ms < 0 ? -e->duration_ms : e->duration_ms;
  strbuf_printf(out, "%s%lld.%03d seconds", e->duration_ms < 0 ? "-" : "", (long long)(ms / 1000), (int)(ms % 1000));
}

static void print_at(StrBuf *out, const Expr *e, Binding at_least);

static void print_binary(StrBuf *out, const Expr *e, const char *word, Binding left, Binding right) {
  print_at(out, e->a, left);
  strbuf_printf(out, " %s ", word);
  print_at(out, e->b, right);
}

static void print_relation(StrBuf *out, const Expr *e, const char *word) {
  print_binary(out, e, word, BIND_RANGE, BIND_RANGE);
}

static void print_items(StrBuf *out, const Expr *e) {
  strbuf_char(out, '(');
  for (uint32_t i = 0; i < e->items.n; i++) {
    if (i > 0) strbuf_text(out, ", ");
    print_at(out, e->items.v[i], BIND_IF);
  }
}

/* (x) is x in parentheses; only right of `in` it is a list when x is a literal. */
static void print_list(StrBuf *out, const Expr *e, bool is_set) {
  print_items(out, e);
  if (e->items.n == 1 && !(is_set && is_literal(e->items.v[0]))) strbuf_char(out, ',');
  strbuf_char(out, ')');
}

static void print_in(StrBuf *out, const Expr *e) {
  print_at(out, e->a, BIND_RANGE);
  strbuf_text(out, e->negated ? " not in " : " in ");
  if (e->kind == EXPR_IN_LAST) {
    strbuf_text(out, "last ");
    print_at(out, e->b, BIND_ALL);
  } else if (e->b->kind == EXPR_LIST) {
    print_list(out, e->b, true);
  } else {
    print_at(out, e->b, BIND_RANGE);
  }
}

static void print_if(StrBuf *out, const Expr *e) {
  strbuf_text(out, "if ");
  print_at(out, e->a, BIND_IF);
  strbuf_text(out, " then ");
  print_at(out, e->b, BIND_IF);
  strbuf_text(out, " else ");
  print_at(out, e->c, BIND_IF);
}

static void print_negate(StrBuf *out, const Expr *e) {
  bool literal = e->a->kind == EXPR_NUMBER || e->a->kind == EXPR_DURATION; /* -5 would be read as one number */
  strbuf_text(out, literal ? "-(" : "-");
  print_at(out, e->a, BIND_SIGN);
  if (literal) strbuf_char(out, ')');
}

static void print_leaf(StrBuf *out, const Expr *e) {
  switch (e->kind) {
    case EXPR_TEXT: print_text_literal(out, e->text); break;
    case EXPR_NUMBER: print_number(out, e); break;
    case EXPR_BOOL: strbuf_text(out, e->boolean ? "true" : "false"); break;
    case EXPR_TIME: strbuf_str(out, e->text); break;
    case EXPR_DURATION: print_duration(out, e); break;
    case EXPR_FIELD:
      print_name(out, e->base);
      strbuf_char(out, '.');
      print_name(out, e->text);
      break;
    case EXPR_CALL:
      print_name(out, e->text);
      print_items(out, e);
      strbuf_char(out, ')');
      if (e->base.n) {
        strbuf_char(out, '.');
        print_name(out, e->base);
      }
      break;
    case EXPR_LIST: print_list(out, e, false); break;
    default: print_name(out, e->text); break;
  }
}

static void print_bare(StrBuf *out, const Expr *e) {
  Binding own = binding_of(e);
  switch (e->kind) {
    case EXPR_OR: print_binary(out, e, "or", BIND_OR, BIND_OR); break;
    case EXPR_AND: print_binary(out, e, "and", BIND_AND, BIND_AND); break;
    case EXPR_NOT:
      strbuf_text(out, "not ");
      print_at(out, e->a, BIND_NOT);
      break;
    case EXPR_COMPARE: print_relation(out, e, compare_word((CompareOp)e->op)); break;
    case EXPR_CONTAINS:
    case EXPR_STARTS:
    case EXPR_ENDS:
    case EXPR_MATCHES: print_relation(out, e, expr_kind_word(e->kind)); break;
    case EXPR_IS_MISSING:
    case EXPR_IS_KNOWN:
      print_at(out, e->a, BIND_RANGE);
      strbuf_printf(out, " %s", expr_kind_word(e->kind));
      break;
    case EXPR_IN:
    case EXPR_IN_LAST: print_in(out, e); break;
    case EXPR_RANGE:
      print_at(out, e->a, BIND_DEFAULT);
      strbuf_text(out, "..");
      print_at(out, e->b, BIND_DEFAULT);
      break;
    case EXPR_DEFAULT: print_binary(out, e, "??", own, (Binding)(own + 1)); break;
    case EXPR_ARITH: print_binary(out, e, arith_word((ArithOp)e->op), own, (Binding)(own + 1)); break;
    case EXPR_NEGATE: print_negate(out, e); break;
    case EXPR_IF: print_if(out, e); break;
    default: print_leaf(out, e); break;
  }
}

static void print_at(StrBuf *out, const Expr *e, Binding at_least) {
  bool parens = binding_of(e) < at_least;
  if (parens) strbuf_char(out, '(');
  print_bare(out, e);
  if (parens) strbuf_char(out, ')');
}

void print_expr(StrBuf *out, const Expr *e) { print_at(out, e, BIND_IF); }

Str expr_words(Arena *a, const Expr *e) {
  StrBuf text;
  strbuf_init(&text);
  print_expr(&text, e);
  Str copy = arena_copy(a, strbuf_view(&text));
  strbuf_deinit(&text);
  return copy;
}
