/* Random conditions and leads. A condition is drawn as text, so that the whole way from text to verdict is tried.
 *
 * What may fail (overflow, division) stands only where an error and a missing value mean the same: `??` and
 * `is missing` tell them apart, and SQL has no errors. Their operands are drawn CALM. */
#include "oracle.h"

typedef enum Mood {
  CALM, /* nothing that could fail: no division, no sums of the column with extreme values */
  FREE
} Mood;

const char *const field_words[FIELDS] = {"won", "lost", "visits", "rate", "amount", "wide", "city", "firm", "source"};
const char preamble[] =
  "lead { won: bool lost: bool visits: number rate: number amount: number wide: number\n"
  "  city: text firm: text source: text nocase }\n"
  "let total = visits + amount\n"
  "let place = city ?? firm\n"
  "define above(limit) = amount > limit\n"
  "define outside(low, high) = not (rate in low..high)\n"
  "list towns = (\"ab\", \"\xE4\xB8\x8A\xE6\xB5\xB7\", \"B\", \"demo\")\n"
  "list marks = (1, 2.5, 9007199254740993, -3)\n";

static const char *const texts[] = {
  "", "a", "ab", "abc", "b", "B", "Ab", "ab ab", " a ", "demo", "DEMO", "Demo day", "\xE4\xB8\x8A\xE6\xB5\xB7",
  "\xE4\xB8\x8A", "\xE6\xB5\xB7", "\xC3\xA9", "e", "z", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD",
};
static const char *const wide_words[] = {
  "9007199254740992", "9007199254740993", "9007199254740991", "-9007199254740993", "9223372036854775807",
  "-9223372036854775807", "9223372036854775808.0", "-9223372036854775808.0", "9223372036854774784.0", "0", "0.5",
  "9007199254740992.0", "9007199254740994.0", "4611686018427387904", "0.000001",
};
static const double wide_reals[] = {
  0x1p53, 0x1p53 + 2, -0x1p53, 0x1p63, -0x1p63, 0x1.fffffffffffffp62, 1e308, -1e308, 0x1p-1074, 0.1, -0.0, 0x1p62,
};
static const int64_t wide_ints[] = {
  INT64_C(1) << 53, (INT64_C(1) << 53) + 1, (INT64_C(1) << 53) - 1, -(INT64_C(1) << 53) - 1, INT64_MAX, INT64_MIN,
  INT64_MAX - 511, INT64_C(1) << 62, 0, -1,
};
#define ANY(d, list) (list)[draw_below((d), sizeof (list) / sizeof *(list))]

uint32_t draw_below(Draw *d, uint32_t n) { /* splitmix64 */
  uint64_t z = d->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return (uint32_t)((z ^ z >> 31) % n);
}

/* ---- leads */

static Value draw_number(Draw *d, Field field) {
  bool whole = field == FIELD_VISITS || (field != FIELD_RATE && draw_below(d, 2));
  if (field == FIELD_WIDE && whole) return value_int(ANY(d, wide_ints));
  if (field == FIELD_WIDE) return (Value){.kind = VAL_REAL, .d = ANY(d, wide_reals)};
  if (whole) return value_int((int)draw_below(d, 16) - 4);
  return (Value){.kind = VAL_REAL, .d = ((int)draw_below(d, 40) - 8) / (draw_below(d, 2) ? 4.0 : 10.0)};
}

void draw_lead(Draw *d, Value lead[FIELDS]) {
  for (int i = 0; i < FIELDS; i++) {
    if (draw_below(d, 5) == 0) lead[i] = value_missing();
    else if (i <= FIELD_LOST) lead[i] = value_bool(draw_below(d, 2));
    else if (i <= FIELD_WIDE) lead[i] = draw_number(d, (Field)i);
    else lead[i] = value_text(str_of(ANY(d, texts)));
  }
}

/* ---- conditions */

static void bool_of(Draw *d, StrBuf *out, int depth, Mood mood);
static void number_of(Draw *d, StrBuf *out, int depth, Mood mood);
static void text_of(Draw *d, StrBuf *out, int depth, Mood mood);

static void word(StrBuf *out, const char *text) { strbuf_text(out, text); }

static void text_literal(Draw *d, StrBuf *out) { strbuf_printf(out, "\"%s\"", ANY(d, texts)); }

static void small_literal(Draw *d, StrBuf *out) {
  static const char *const small[] = {"0", "1", "2", "3", "5", "7", "10", "0.5", "2.5", "0.1", "1.0", "4.75", "30%",
                                      "-1", "-3", "-0.5"};
  word(out, ANY(d, small));
}

static void number_literal(Draw *d, StrBuf *out) {
  if (draw_below(d, 4)) small_literal(d, out);
  else word(out, ANY(d, wide_words));
}

/* (literal, literal, …) */
static void list_of(Draw *d, StrBuf *out, void (*item)(Draw *, StrBuf *)) {
  uint32_t n = 1 + draw_below(d, 5);
  word(out, "(");
  for (uint32_t i = 0; i < n; i++) {
    if (i) word(out, ", ");
    item(d, out);
  }
  word(out, n == 1 ? ",)" : ")");
}

static void two(Draw *d, StrBuf *out, int depth, Mood mood, const char *between,
                void (*part)(Draw *, StrBuf *, int, Mood)) {
  word(out, "(");
  part(d, out, depth - 1, mood);
  strbuf_printf(out, " %s ", between);
  part(d, out, depth - 1, mood);
  word(out, ")");
}

static void call(Draw *d, StrBuf *out, int depth, Mood mood, const char *name,
                 void (*part)(Draw *, StrBuf *, int, Mood)) {
  strbuf_printf(out, "%s(", name);
  part(d, out, depth - 1, mood);
  word(out, ")");
}

static void choice(Draw *d, StrBuf *out, int depth, Mood mood, void (*part)(Draw *, StrBuf *, int, Mood)) {
  word(out, "(if ");
  bool_of(d, out, depth - 1, mood);
  word(out, " then ");
  part(d, out, depth - 1, mood);
  word(out, " else ");
  part(d, out, depth - 1, mood);
  word(out, ")");
}

static void number_leaf(Draw *d, StrBuf *out, Mood mood) {
  uint32_t columns = mood == FREE ? 4 : 3;
  if (draw_below(d, 3) == 0) small_literal(d, out);
  else if (draw_below(d, 8) == 0) word(out, "total");
  else word(out, field_words[FIELD_VISITS + (int)draw_below(d, columns)]);
}

static void least_or_most(Draw *d, StrBuf *out, int depth) {
  strbuf_printf(out, "%s(", draw_below(d, 2) ? "min" : "max");
  number_of(d, out, depth - 1, CALM);
  word(out, ", ");
  number_of(d, out, depth - 1, CALM);
  word(out, ")");
}

static void number_of(Draw *d, StrBuf *out, int depth, Mood mood) {
  if (depth <= 0 || draw_below(d, 3) == 0) {
    number_leaf(d, out, mood);
    return;
  }
  switch (draw_below(d, 11)) {
    case 0: two(d, out, depth, mood, "+", number_of); break;
    case 1: two(d, out, depth, mood, "-", number_of); break;
    case 2: two(d, out, depth, mood, "*", number_of); break;
    case 3: two(d, out, depth, mood, mood == FREE ? "/" : "+", number_of); break;
    case 4: two(d, out, depth, CALM, "??", number_of); break;
    case 5: call(d, out, depth, mood, "-", number_of); break;
    case 6: call(d, out, depth, CALM, "abs", number_of); break;
    case 7: call(d, out, depth, CALM, "floor", number_of); break;
    case 8: least_or_most(d, out, depth); break;
    case 9: call(d, out, depth, CALM, "length", text_of); break;
    default: choice(d, out, depth, mood, number_of); break;
  }
}

static void text_of(Draw *d, StrBuf *out, int depth, Mood mood) {
  if (depth <= 0 || draw_below(d, 2) == 0) {
    if (draw_below(d, 4) == 0) text_literal(d, out);
    else if (draw_below(d, 6) == 0) word(out, "place");
    else word(out, field_words[FIELD_CITY + (int)draw_below(d, 3)]);
    return;
  }
  switch (draw_below(d, 6)) {
    case 0: two(d, out, depth, mood, "+", text_of); break;
    case 1: two(d, out, depth, CALM, "??", text_of); break;
    case 2: call(d, out, depth, mood, "lower", text_of); break;
    case 3: call(d, out, depth, mood, "fold", text_of); break;
    case 4: call(d, out, depth, mood, "trim", text_of); break;
    default: choice(d, out, depth, mood, text_of); break;
  }
}

static void compare_of(Draw *d, StrBuf *out, int depth, Mood mood) {
  static const char *const words[] = {"==", "!=", "<", "<=", ">", ">="};
  const char *compare = ANY(d, words);
  if (draw_below(d, 3) == 0) { /* a column beside a constant: the one fused instruction */
    bool is_text = draw_below(d, 2), turned = draw_below(d, 3) == 0;
    const char *column = is_text ? field_words[FIELD_CITY + (int)draw_below(d, 3)]
                                 : field_words[FIELD_VISITS + (int)draw_below(d, 4)];
    word(out, "(");
    if (!turned) strbuf_printf(out, "%s %s ", column, compare);
    if (is_text) text_literal(d, out);
    else number_literal(d, out);
    if (turned) strbuf_printf(out, " %s %s", compare, column);
    word(out, ")");
  } else if (draw_below(d, 9) == 0) two(d, out, depth, mood, draw_below(d, 2) ? "==" : "!=", bool_of);
  else two(d, out, depth, mood, compare, draw_below(d, 2) ? number_of : text_of);
}

static void in_of(Draw *d, StrBuf *out, int depth, Mood mood) {
  const char *in = draw_below(d, 3) ? "in" : "not in";
  bool is_text = draw_below(d, 2);
  int below = draw_below(d, 2) ? 0 : depth - 1;
  word(out, "(");
  (is_text ? text_of : number_of)(d, out, below, mood);
  strbuf_printf(out, " %s ", in);
  switch (draw_below(d, 4)) {
    case 0: word(out, is_text ? "towns" : "marks"); break;
    case 1: list_of(d, out, is_text ? text_literal : number_literal); break;
    case 2:
      (is_text ? text_literal : number_literal)(d, out);
      word(out, "..");
      (is_text ? text_literal : number_literal)(d, out);
      break;
    default:
      (is_text ? text_of : number_of)(d, out, 0, mood);
      word(out, "..");
      (is_text ? text_of : number_of)(d, out, 0, mood);
      break;
  }
  word(out, ")");
}

static void part_of(Draw *d, StrBuf *out, int depth, Mood mood) {
  static const char *const words[] = {"contains", "starts with", "ends with"};
  const char *relation = ANY(d, words);
  word(out, "(");
  text_of(d, out, draw_below(d, 2) ? 0 : depth - 1, mood);
  strbuf_printf(out, " %s ", relation);
  if (draw_below(d, 2)) text_literal(d, out);
  else text_of(d, out, depth - 1, mood);
  word(out, ")");
}

static void known_of(Draw *d, StrBuf *out, int depth) {
  int below = draw_below(d, 2) ? 0 : depth - 1;
  word(out, "(");
  switch (draw_below(d, 4)) {
    case 0: word(out, "wide"); break;
    case 1: text_of(d, out, below, CALM); break;
    case 2: bool_of(d, out, below, CALM); break;
    default: number_of(d, out, below, CALM); break;
  }
  strbuf_printf(out, " is %s)", draw_below(d, 2) ? "missing" : "known");
}

static void bool_leaf(Draw *d, StrBuf *out, Mood mood) {
  switch (draw_below(d, 8)) {
    case 0: word(out, draw_below(d, 2) ? "true" : "false"); break;
    case 1: call(d, out, 1, mood, "above", number_of); break;
    case 2: word(out, "outside(0.5, visits)"); break;
    default: word(out, field_words[draw_below(d, 2)]); break;
  }
}

static void chain_of(Draw *d, StrBuf *out, int depth, Mood mood) {
  const char *between = draw_below(d, 2) ? " and " : " or ";
  word(out, "(");
  for (uint32_t i = 0, n = 2 + draw_below(d, 4); i < n; i++) {
    if (i) word(out, between);
    bool_of(d, out, depth - 2, mood);
  }
  word(out, ")");
}

/* Equalities of one column in a row, which become a set. */
static void equalities_of(Draw *d, StrBuf *out) {
  bool any = draw_below(d, 2);
  const char *column = field_words[FIELD_CITY + (int)draw_below(d, 3)];
  word(out, "(");
  for (uint32_t i = 0, n = 3 + draw_below(d, 4); i < n; i++) {
    strbuf_printf(out, "%s%s %s ", i ? any ? " or " : " and " : "", column, any ? "==" : "!=");
    text_literal(d, out);
  }
  word(out, ")");
}

static void bool_of(Draw *d, StrBuf *out, int depth, Mood mood) {
  if (depth <= 0) {
    if (draw_below(d, 2)) bool_leaf(d, out, mood);
    else compare_of(d, out, 0, mood);
    return;
  }
  switch (draw_below(d, 14)) {
    case 0:
    case 1: two(d, out, depth, mood, "and", bool_of); break;
    case 2:
    case 3: two(d, out, depth, mood, "or", bool_of); break;
    case 4: call(d, out, depth, mood, "not ", bool_of); break;
    case 5: chain_of(d, out, depth, mood); break;
    case 6: in_of(d, out, depth, mood); break;
    case 7: part_of(d, out, depth, mood); break;
    case 8: known_of(d, out, depth); break;
    case 9: choice(d, out, depth, mood, bool_of); break;
    case 10: two(d, out, depth, CALM, "??", bool_of); break;
    case 11: equalities_of(d, out); break;
    default: compare_of(d, out, depth, mood); break;
  }
}

void draw_condition(Draw *d, StrBuf *out) { bool_of(d, out, 1 + (int)draw_below(d, 4), FREE); }
