/* Rule sets as people write them: territories of equalities, lists and ranges, blocks within blocks, labels before
 * assignments; and some that nobody would write. */
#include "sets.h"
#include "base/mem.h"
#include <stdio.h>

enum { FEW = 24, SOME = 70, MANY = 700, NAMES = 90 };
typedef enum Style { STYLE_TERRITORY, STYLE_ACCOUNTS, STYLE_MIXED, STYLE_WILD, STYLES } Style;

static void name(Draw *d, StrBuf *out) {
  static const char *const words[] = {"ab", "abc", "demo", "Demo", "B", "", "\xE4\xB8\x8A\xE6\xB5\xB7", "ab ab"};
  if (draw_below(d, 4)) strbuf_printf(out, "\"k%u\"", draw_below(d, NAMES));
  else strbuf_printf(out, "\"%s\"", words[draw_below(d, sizeof words / sizeof *words)]);
}

static const char *text_column(Draw *d) { return field_words[FIELD_CITY + (int)draw_below(d, 3)]; }
static const char *number_column(Draw *d) { return field_words[FIELD_VISITS + (int)draw_below(d, 4)]; }

static void names(Draw *d, StrBuf *out) {
  uint32_t n = 2 + draw_below(d, 5);
  for (uint32_t i = 0; i < n; i++) {
    strbuf_text(out, i ? ", " : "(");
    name(d, out);
  }
  strbuf_text(out, ")");
}

static void number(Draw *d, StrBuf *out) {
  static const char *const edges[] = {"9007199254740992", "9007199254740993", "-9007199254740993", "0.1"};
  if (draw_below(d, 12) == 0) strbuf_text(out, edges[draw_below(d, sizeof edges / sizeof *edges)]);
  else if (draw_below(d, 4) == 0) strbuf_printf(out, "%d.%u", (int)draw_below(d, 14) - 4, draw_below(d, 10));
  else strbuf_printf(out, "%d", (int)draw_below(d, 16) - 4);
}

static void text_test(Draw *d, StrBuf *out) {
  static const char *const parts[] = {"contains", "starts with", "ends with"};
  strbuf_printf(out, "%s ", text_column(d));
  switch (draw_below(d, 8)) {
    case 0: strbuf_text(out, "!= "), name(d, out); break;
    case 1:
    case 2: strbuf_text(out, "in "), names(d, out); break;
    case 3: strbuf_text(out, "not in "), names(d, out); break;
    case 4:
      strbuf_printf(out, "%s \"%s\"", parts[draw_below(d, 3)], draw_below(d, 2) ? "a" : draw_below(d, 2) ? "k1" : "3");
      break;
    case 5: strbuf_printf(out, "is %s", draw_below(d, 2) ? "missing" : "known"); break;
    default: strbuf_text(out, "== "), name(d, out); break;
  }
}

static void number_test(Draw *d, StrBuf *out) {
  static const char *const words[] = {"==", "!=", "<", "<=", ">", ">="};
  strbuf_printf(out, "%s ", number_column(d));
  if (draw_below(d, 8) == 0) strbuf_printf(out, "is %s", draw_below(d, 2) ? "missing" : "known");
  else if (draw_below(d, 6) == 0) strbuf_printf(out, "in (%u, %u.5, 3)", draw_below(d, 6), draw_below(d, 6));
  else if (draw_below(d, 3) == 0) {
    int low = (int)draw_below(d, 14) - 4;
    strbuf_printf(out, "in %d..%d", low, low + (int)draw_below(d, 6));
  } else strbuf_printf(out, "%s ", words[draw_below(d, 6)]), number(d, out);
}

static void other_test(Draw *d, StrBuf *out, bool *in_sql) {
  switch (draw_below(d, 8)) {
    case 0: strbuf_text(out, "won"); break;
    case 1: strbuf_text(out, "not lost"); break;
    case 2: strbuf_text(out, "place == "), name(d, out); break;
    case 3: strbuf_text(out, "total > 3"); break;
    case 4: strbuf_text(out, "city in towns"); break;
    case 5:
      strbuf_printf(out, "tier(city, visits) == \"%s\"", draw_below(d, 2) ? "gold" : "wood");
      *in_sql = false;
      break;
    case 6:
      strbuf_text(out, "firm matches \"^k[0-4]\"");
      *in_sql = false;
      break;
    default: strbuf_text(out, "above(2)"); break;
  }
}

static void test(Draw *d, StrBuf *out, bool *in_sql) {
  uint32_t kind = draw_below(d, 12);
  if (kind < 6) text_test(d, out);
  else if (kind < 11) number_test(d, out);
  else other_test(d, out, in_sql);
}

static void conjunction(Draw *d, StrBuf *out, bool *in_sql) {
  for (uint32_t i = 0, n = 1 + draw_below(d, 4); i < n; i++) {
    if (i) strbuf_text(out, " and ");
    test(d, out, in_sql);
  }
}

static void territory(Draw *d, StrBuf *out) {
  int low = (int)draw_below(d, 14) - 4;
  strbuf_text(out, "city == ");
  name(d, out);
  if (draw_below(d, 2)) strbuf_text(out, " and source == "), name(d, out);
  else strbuf_text(out, " and source in "), names(d, out);
  strbuf_printf(out, " and visits in %d..%d", low, low + (int)draw_below(d, 5));
}

static void condition(Draw *d, Style style, StrBuf *out, bool *in_sql) {
  if (style == STYLE_TERRITORY && draw_below(d, 10)) territory(d, out);
  else if (style == STYLE_ACCOUNTS && draw_below(d, 20)) strbuf_text(out, "firm == "), name(d, out);
  else if (style == STYLE_WILD && draw_below(d, 2)) draw_condition(d, out);
  else {
    bool two = draw_below(d, 5) == 0;
    if (two && draw_below(d, 3) == 0) strbuf_text(out, "not ");
    if (two) strbuf_text(out, "(");
    conjunction(d, out, in_sql);
    if (two) strbuf_text(out, " or "), conjunction(d, out, in_sql), strbuf_text(out, ")");
    if (two && draw_below(d, 2)) strbuf_text(out, " and "), conjunction(d, out, in_sql);
  }
}

static void rule_draw(Draw *d, Style style, RuleSet *s, bool inner, bool otherwise) {
  SetRule *rule = &s->v[s->n++];
  *rule = (SetRule){.inner = inner, .act = (Act)draw_below(d, ACTS)};
  if (draw_below(d, 2)) rule->act = ACT_TAG;
  strbuf_init(&rule->condition);
  if (!otherwise) condition(d, style, &rule->condition, &s->in_sql);
}

void set_draw(Draw *d, RuleSet *out) {
  uint32_t size = draw_below(d, 40);
  uint32_t n = 2 + draw_below(d, size == 0 ? MANY : size < 10 ? SOME : FEW), inner = 0;
  Style style = (Style)draw_below(d, STYLES);
  bool blocks = draw_below(d, 3) == 0;
  *out = (RuleSet){.v = mem_alloc((n + 1) * sizeof *out->v), .in_sql = n <= SOME};
  for (uint32_t i = 0; i < n; i++) {
    if (inner) {
      inner--;
      rule_draw(d, style, out, true, inner == 0 && draw_below(d, 3) == 0);
      continue;
    }
    rule_draw(d, style, out, false, false);
    if (!blocks || i + 1 == n || draw_below(d, 4)) continue;
    inner = 1 + draw_below(d, draw_below(d, 4) ? 4 : 40);
    out->v[i].act = draw_below(d, 2) ? ACT_TAG : ACT_SET;
  }
  if (!inner && draw_below(d, 2)) rule_draw(d, style, out, false, true);
}

void set_free(RuleSet *s) {
  for (uint32_t i = 0; i < s->n; i++) strbuf_deinit(&s->v[i].condition);
  mem_free(s->v);
}

void set_lead(Draw *d, Value lead[FIELDS]) {
  static char words[NAMES][16];
  draw_lead(d, lead);
  if (!words[0][0])
    for (int i = 0; i < NAMES; i++) snprintf(words[i], sizeof words[i], "k%d", i);
  for (int i = FIELD_CITY; i <= FIELD_SOURCE; i++)
    if (lead[i].kind == VAL_TEXT && draw_below(d, 3)) lead[i] = value_text(str_of(words[draw_below(d, NAMES)]));
}
