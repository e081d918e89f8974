#include "store/infer.h"

#include <string.h>

#include "base/clock.h"

enum {
  LONG_NUMBER_DIGITS = 11, /* from here on it is a phone number or a code, which must not be rounded or shortened */
  UNIX_TIME_DIGITS = 9     /* from 1973 on */
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

typedef struct Shape {
  bool plain, integer;
} Shape;

/* A number as people write quantities: no leading zero, no +, less than 11 digits before the point, an exponent only
 * behind a point or with a sign (12E4 is an article number). */
static Shape number_shape(Str s) {
  size_t i = 0, digits;
  bool point = false;
  if (i < s.n && s.p[i] == '-') i++;
  for (digits = 0; i < s.n && is_digit(s.p[i]); i++) digits++;
  if (!digits || digits >= LONG_NUMBER_DIGITS || (digits > 1 && s.p[i - digits] == '0')) return (Shape){0};
  if (i == s.n) return (Shape){true, true};
  if (s.p[i] == '.') {
    point = true;
    size_t start = ++i;
    while (i < s.n && is_digit(s.p[i])) i++;
    if (i == start) return (Shape){0};
  }
  if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
    i++;
    bool sign = i < s.n && (s.p[i] == '-' || s.p[i] == '+');
    i += sign;
    if (!(point || sign) || i == s.n) return (Shape){0};
    while (i < s.n && is_digit(s.p[i])) i++;
  }
  return (Shape){i == s.n, false};
}

static bool is_time(Str s) {
  int64_t ms;
  return s.n && is_digit(s.p[0]) && time_parse(s, zone_utc(), &ms);
}

bool int_canonical(Str s, int64_t *out) {
  Number x;
  char text[32];
  if (!s.n || s.n > 20 || !number_parse(s, &x) || !x.is_int) return false;
  *out = x.i;
  return str_eq(s, (Str){text, number_format(x, text)});
}

static void guess_text(Guess *g, Str s) {
  int64_t ignored;
  if (!g->not_id && !int_canonical(s, &ignored)) g->not_id = true;
  if (!g->not_number) {
    Number x;
    Shape shape = number_shape(s);
    if (!shape.plain || !number_parse(s, &x)) g->not_number = true;
    if (!shape.integer) g->not_integer = true;
  }
  if (!g->not_bool && !str_eq_ascii_nocase(s, STR("true")) && !str_eq_ascii_nocase(s, STR("false"))) g->not_bool = true;
  if (!g->not_time && !is_time(s)) g->not_time = true;
}

void guess_add(Guess *g, Value v) {
  if (v.kind == VAL_MISSING) return;
  g->filled++;
  if (v.kind == VAL_TEXT) {
    guess_text(g, str_trim(value_str(v)));
    return;
  }
  g->not_time = true;
  if (v.kind != VAL_INT) g->not_integer = g->not_id = true;
  if (!value_is_number(v)) g->not_number = true;
  if (v.kind != VAL_BOOL) g->not_bool = true;
}

/* ---- headers that name a code, not a quantity ---- */

static bool is_word_char(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool has_part(Str s, const char *part) {
  size_t n = strlen(part);
  for (size_t i = 0; i + n <= s.n; i++)
    if (str_eq_ascii_nocase((Str){s.p + i, n}, (Str){part, n})) return true;
  return false;
}

static bool has_word(Str s, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= s.n; i++)
    if (str_eq_ascii_nocase((Str){s.p + i, n}, (Str){word, n}) && (i == 0 || !is_word_char(s.p[i - 1])) &&
        (i + n == s.n || !is_word_char(s.p[i + n])))
      return true;
  return false;
}

static bool names_a_code(Str header) {
  static const char *const parts[] = {"phone",  "mobile",   "zipcode",  "postcode", "postal",
                                      "wechat", "whatsapp", "idnumber", "身份证",   "电话",
                                      "手机",   "邮编",     "邮政编码", "传真",     "微信"};
  static const char *const words[] = {"tel", "fax",       "zip",       "cell",  "qq",
                                      "ssn", "id number", "id_number", "id no", "id_no"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (has_part(header, parts[i])) return true;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (has_word(header, words[i])) return true;
  return false;
}

Type guess_type(const Guess *g, Str header) {
  if (!g->filled) return TYPE_TEXT;
  if (!g->not_bool) return TYPE_BOOL;
  if (!g->not_number) return names_a_code(header) ? TYPE_TEXT : TYPE_NUMBER;
  return g->not_time ? TYPE_TEXT : TYPE_TIME;
}

const char *guess_declared(const Guess *g, Type t) {
  switch (t) {
    case TYPE_NUMBER: return g->not_number ? "NUMERIC" : g->not_integer ? "REAL" : "INTEGER";
    case TYPE_BOOL: return "BOOLEAN";
    case TYPE_TIME: return "DATETIME";
    default: return "TEXT";
  }
}

/* ---- values ---- */

bool text_bool(Str s, bool *out) {
  static const struct {
    const char *word;
    bool value;
  } WORDS[] = {
      {"true", true}, {"false", false}, {"yes", true}, {"no", false},
      {"1", true},    {"0", false},     {"是", true},  {"否", false},
  };
  for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
    if (str_eq_ascii_nocase(s, str_of(WORDS[i].word))) {
      *out = WORDS[i].value;
      return true;
    }
  return false;
}

/* Seconds or milliseconds since 1970, kept as they are; a short number is rather a year or a mistake. */
static bool unix_time(Str s, Value *out) {
  Number x;
  if (s.n < UNIX_TIME_DIGITS || !number_parse(s, &x) || !x.is_int || x.i < 0) return false;
  *out = value_number(x);
  return true;
}

static bool fit_text(Value v, Type t, Value *out) {
  Str s = str_trim(value_str(v));
  Number x;
  bool b;
  switch (t) {
    case TYPE_NUMBER:
      if (!number_parse(s, &x)) return false;
      *out = value_number(x);
      return true;
    case TYPE_BOOL:
      if (!text_bool(s, &b)) return false;
      *out = value_bool(b);
      return true;
    case TYPE_TIME:
      if (!is_time(s)) return unix_time(s, out);
      *out = value_text(s);
      return true;
    default: return true;
  }
}

bool value_fit(Value v, Type t, Value *out) {
  *out = v;
  if (v.kind == VAL_TEXT) return fit_text(v, t, out);
  if (v.kind == VAL_BOOL && t == TYPE_TEXT) *out = value_text(v.i ? STR("true") : STR("false"));
  if (v.kind == VAL_BOOL) return t == TYPE_BOOL || t == TYPE_TEXT || t == TYPE_NONE;
  if (t == TYPE_BOOL && value_is_number(v)) return v.kind == VAL_INT && (v.i == 0 || v.i == 1);
  return true;
}
