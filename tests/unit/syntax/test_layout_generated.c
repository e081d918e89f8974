/* Generated scripts, with blanks, line ends and comments anywhere: what the layout promises of every script. */
#include "syntax_test.h"

#include <stdlib.h>

#include "syntax/layout.h"
#include "syntax/tree_equal.h"

enum { PROGRAMS = 10000, MAX_TOKENS = 4000 };

typedef struct Maker {
  uint64_t state;
  const char *tokens[MAX_TOKENS];
  int n;
} Maker;

static uint32_t draw(Maker *m, uint32_t below) { /* xorshift64* */
  m->state ^= m->state >> 12;
  m->state ^= m->state << 25;
  m->state ^= m->state >> 27;
  return (uint32_t)((m->state * UINT64_C(2685821657736338717)) >> 33) % below;
}
static bool chance(Maker *m, uint32_t percent) { return draw(m, 100) < percent; }
static void put(Maker *m, const char *token) {
  if (m->n < MAX_TOKENS) m->tokens[m->n++] = token;
}
static void put_one(Maker *m, const char *const *choices, size_t bytes) {
  put(m, choices[draw(m, (uint32_t)(bytes / sizeof *choices))]);
}
#define ONE_OF(m, ...) put_one((m), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}))
#define PUT(m, ...) put_all((m), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}))
static void put_all(Maker *m, const char *const *tokens, size_t bytes) {
  for (size_t i = 0; i < bytes / sizeof *tokens; i++) put(m, tokens[i]);
}

static void name(Maker *m) {
  ONE_OF(m, "source", "score", "来源", "`odd # name`", "company_size", "a", "tag", "list", "time", "rule",
         "skills", "default");
}
static void text(Maker *m) {
  ONE_OF(m, "\"demo\"", "\"# no comment\"", "\"上海\"", "\"a \\\" quote\"", "\"some text that is rather long\"",
         "\"x {score}\"");
}
static void number(Maker *m) { ONE_OF(m, "0", "80", "1_000", "100万", "30%", "0.25", "2k"); }

static void duration(Maker *m) {
  ONE_OF(m, "1", "2", "90");
  if (chance(m, 20)) put(m, "working");
  ONE_OF(m, "minutes", "hours", "days");
}

static void literal(Maker *m) {
  switch (draw(m, 6)) {
    case 0: number(m); break;
    case 1: put(m, "-"), number(m); break;
    case 2: duration(m); break;
    case 3: ONE_OF(m, "2026-03-02", "2026-03-02T09:30:00+08:00", "09:30"); break;
    default: text(m); break;
  }
}

static void literals(Maker *m) {
  put(m, "(");
  uint32_t n = draw(m, chance(m, 10) ? 30 : 5);
  for (uint32_t i = 0; i <= n; i++) {
    literal(m);
    if (i < n || chance(m, 20)) put(m, ",");
  }
  put(m, ")");
}

static void value(Maker *m, int depth) {
  switch (draw(m, depth > 0 ? 10 : 4)) {
    case 0: name(m); break;
    case 1: literal(m); break;
    case 2: PUT(m, "rep", "."), name(m); break;
    case 3: name(m); break;
    case 4: put(m, "("), value(m, depth - 1), put(m, ")"); break;
    case 5: ONE_OF(m, "lower", "date", "age"), put(m, "("), value(m, depth - 1), put(m, ")"); break;
    case 6:
      put(m, "if"), value(m, depth - 1);
      put(m, "then"), value(m, depth - 1);
      put(m, "else"), value(m, depth - 1);
      break;
    case 7: PUT(m, "-", "("), value(m, depth - 1), put(m, ")"); break;
    default:
      put(m, "("), value(m, depth - 1);
      ONE_OF(m, "+", "-", "*", "/", "??");
      value(m, depth - 1), put(m, ")");
  }
}

static void condition(Maker *m, int depth) {
  switch (draw(m, depth > 0 ? 12 : 7)) {
    case 0: name(m), ONE_OF(m, "==", "!=", "<", "<=", ">", ">="), value(m, 1); break;
    case 1: name(m), put(m, "is"), ONE_OF(m, "missing", "known"); break;
    case 2:
      name(m);
      if (chance(m, 50)) put(m, "not");
      put(m, "in"), literals(m);
      break;
    case 3:
      name(m), put(m, "in");
      if (chance(m, 30)) PUT(m, "-", "5");
      else ONE_OF(m, "1", "2026-03-02T09:30");
      put(m, ".."), ONE_OF(m, "9", "2026-03-03");
      break;
    case 4: name(m), PUT(m, "in", "last"), duration(m); break;
    case 5: name(m), PUT(m, "starts", "with"), text(m); break;
    case 6: name(m), ONE_OF(m, "contains", "matches"), text(m); break;
    case 7: PUT(m, "not", "("), condition(m, depth - 1), put(m, ")"); break;
    case 8: put(m, "("), condition(m, depth - 1), put(m, ")"); break;
    default: condition(m, depth - 1), ONE_OF(m, "and", "or", "and"), condition(m, depth - 1); break;
  }
}

static void target(Maker *m) {
  if (chance(m, 20)) put(m, "rep"), text(m);
  else {
    put(m, "pool"), text(m);
    if (chance(m, 60)) ONE_OF(m, "roundrobin", "weighted", "first");
  }
  if (chance(m, 25)) put(m, "where"), condition(m, 1);
}

static void action(Maker *m) {
  switch (draw(m, 9)) {
    case 0: put(m, "tag"), text(m); break;
    case 1: put(m, "set"), name(m), put(m, "="), value(m, 2); break;
    case 2: PUT(m, "notify", "\"sales\""), text(m); break;
    case 3:
      put(m, "task"), text(m);
      if (chance(m, 50)) put(m, "due"), duration(m);
      break;
    case 4: PUT(m, "hold", "for", "\"m\""); break;
    case 5: PUT(m, "nurture", "\"n\""); break;
    case 6: put(m, "stop"); break;
    default:
      put(m, "assign"), target(m);
      if (chance(m, 30)) put(m, "within"), duration(m);
      for (int i = 0; i < 3 && chance(m, 40); i++) put(m, "else"), target(m);
      if (chance(m, 20)) PUT(m, "else", "wait");
  }
}

static void rule(Maker *m, int depth) {
  if (chance(m, 40)) {
    put(m, "rule");
    if (chance(m, 80)) put(m, "\"a rule\"");
  }
  put(m, "when"), condition(m, 3);
  bool block = depth > 0 && chance(m, 25);
  if (block) put(m, "{");
  for (uint32_t n = draw(m, 3) + !block; n > 0; n--) action(m);
  if (!block) return;
  for (uint32_t n = draw(m, 4); n > 0; n--) rule(m, depth - 1);
  put(m, "}");
}

static void member(Maker *m) {
  put(m, "member"), text(m);
  if (chance(m, 30)) put(m, "weight"), ONE_OF(m, "1", "2.5");
  if (chance(m, 30)) PUT(m, "capacity", "20", "open");
  if (chance(m, 20)) PUT(m, "skills", "\"erp\"", ",", "\"en\"");
}

static void pool(Maker *m) {
  put(m, "pool"), text(m);
  if (chance(m, 15)) {
    PUT(m, "from", "reps", "where"), condition(m, 2);
    return;
  }
  put(m, "{");
  if (chance(m, 20)) PUT(m, "default", "capacity", "3", "open");
  if (chance(m, 20)) PUT(m, "strategy", "weighted");
  for (uint32_t n = draw(m, 6); n > 0; n--) member(m);
  put(m, "}");
}

static void lead_block(Maker *m) {
  static const char *const fields[] = {"source", "score", "来源", "`odd # name`", "when", "a", "lead", "list"};
  PUT(m, "lead", "{");
  for (uint32_t i = 0; i < draw(m, 9); i++) {
    put(m, fields[i % 8]), put(m, ":");
    if (chance(m, 20)) PUT(m, "list", "\",\"");
    else ONE_OF(m, "text", "number", "time");
    if (chance(m, 20)) put(m, ",");
  }
  put(m, "}");
}

static void cell(Maker *m) {
  switch (draw(m, 6)) {
    case 0: put(m, "*"); break;
    case 1: ONE_OF(m, ">=", "<", "!="), number(m); break;
    case 2: number(m), put(m, ".."), number(m); break;
    case 3: put(m, "in"), literals(m); break;
    default: literal(m);
  }
}

static void table(Maker *m) {
  if (chance(m, 20)) put(m, "unique");
  PUT(m, "table", "t", "(");
  uint32_t keys = 1 + draw(m, 3), results = 1 + draw(m, 2);
  for (uint32_t i = 0; i < keys; i++) {
    if (i) put(m, ",");
    if (chance(m, 20)) ONE_OF(m, "prefix", "range", "within");
    ONE_OF(m, "a", "城市", "b");
  }
  put(m, ")");
  if (results > 1) PUT(m, "->", "x", ",", "y");
  if (chance(m, 20)) {
    PUT(m, "from", "\"t.csv\"");
    return;
  }
  put(m, "{");
  for (uint32_t n = draw(m, 5); n > 0; n--) {
    put(m, "row");
    for (uint32_t i = 0; i < keys; i++) {
      if (i) put(m, ",");
      cell(m);
    }
    put(m, "->"), literal(m);
    if (results > 1) put(m, ","), literal(m);
  }
  put(m, "}");
}

static void score_statement(Maker *m) {
  switch (draw(m, 4)) {
    case 0: PUT(m, "class", "\"hot\"", "when"), condition(m, 2); break;
    case 1: PUT(m, "score", "+", "25", "when"), condition(m, 2); break;
    case 2: PUT(m, "score", "-", "15", "when"), condition(m, 2); break;
    default:
      PUT(m, "score", "+", "10", "per", "event", "\"visit\"");
      if (chance(m, 50)) PUT(m, "in", "last", "14", "days");
      if (chance(m, 50)) PUT(m, "half", "-", "life", "3", "days");
      if (chance(m, 50)) PUT(m, "max", "30");
  }
}

static void calendar(Maker *m) {
  PUT(m, "calendar", "\"shop\"");
  if (chance(m, 20)) PUT(m, "like", "\"cn\"");
  put(m, "{");
  if (chance(m, 40)) PUT(m, "zone", "\"Asia/Shanghai\"");
  if (chance(m, 60)) PUT(m, "hours", "\"mon-fri 09:00-12:00, 13:00-18:00\"");
  if (chance(m, 40)) PUT(m, "closed", "2026-10-01", "..", "2026-10-07", "\"国庆\"");
  if (chance(m, 40)) PUT(m, "open", "2026-10-10", "like", "\"fri\"");
  if (chance(m, 20)) PUT(m, "closed", "from", "\"days.csv\"");
  put(m, "}");
}

static void given(Maker *m) {
  put(m, "{");
  for (uint32_t n = draw(m, 4); n > 0; n--) {
    name(m), put(m, ":"), literal(m);
    if (chance(m, 70)) put(m, ",");
  }
  put(m, "}");
}

static void expectation(Maker *m) {
  put(m, "expect");
  switch (draw(m, 6)) {
    case 0: PUT(m, "pool", "\"p\"", "rule", "\"r\""); break;
    case 1: PUT(m, "not", "owner", "\"bob\""); break;
    case 2: PUT(m, "owners", "\"a\"", ",", "\"b\""); break;
    case 3: PUT(m, "outcome", "held"); break;
    case 4: PUT(m, "priority", "=", "1"); break;
    default: condition(m, 1);
  }
}

static void test_block(Maker *m) {
  PUT(m, "test", "\"a test\"", "{");
  for (uint32_t n = draw(m, 4); n > 0; n--) {
    switch (draw(m, 5)) {
      case 0: PUT(m, "6", "leads"), given(m); break;
      case 1: PUT(m, "each", "lead", "in", "\"l.csv\""); break;
      case 2: PUT(m, "rep", "\"bob\"", "away", "lead"), given(m); break;
      case 3:
        PUT(m, "cases", "a", ",", "b", "->", "pool", ",", "outcome", "{");
        for (uint32_t k = 1 + draw(m, 3); k > 0; k--)
          PUT(m, "row"), literal(m), put(m, ","), literal(m), PUT(m, "->", "\"p\"", ",", "assigned");
        put(m, "}");
        continue;
      default:
        put(m, "lead"), given(m);
        if (chance(m, 30)) PUT(m, "at", "2026-03-02T09:00");
    }
    expectation(m);
  }
  put(m, "}");
}

static void same_condition(Maker *m) {
  PUT(m, "same", "city", "and");
  if (chance(m, 50)) PUT(m, "(", "same", "fold", "(", "email", ")", "or", "same", "a", ")");
  else PUT(m, "similarity", "(", "company", ")", ">=", "0.9");
}

static void life_statement(Maker *m) {
  switch (draw(m, 4)) {
    case 0:
      put(m, "after"), ONE_OF(m, "15", "3"), PUT(m, "days", "without"), ONE_OF(m, "activity", "response");
      if (chance(m, 50)) put(m, "when"), condition(m, 1);
      if (chance(m, 50)) PUT(m, "release", "to", "sea", "\"public\"");
      else put(m, "reassign");
      break;
    case 1: PUT(m, "after", "departure", "reassign"); break;
    case 2:
      PUT(m, "sea", "\"public\"", "{", "open", "to", "pool", "\"a\"", ",", "pool", "\"b\"");
      if (chance(m, 50)) PUT(m, "claim", "5", "per", "day", ",", "20", "open", ",", "every", "1", "minute");
      if (chance(m, 50)) PUT(m, "cooldown", "12", "hours");
      if (chance(m, 50)) PUT(m, "protect", "10", "days", "extend", "3", "days", "max", "20", "days");
      put(m, "}");
      break;
    default:
      PUT(m, "duplicate", "when"), same_condition(m);
      if (chance(m, 50)) PUT(m, "or", "same", "phone");
      if (chance(m, 50)) PUT(m, "route", "to", "owner");
      else PUT(m, "hold", "for", "\"m\"", "\"why\"");
  }
}

static void declaration(Maker *m) {
  switch (draw(m, 9)) {
    case 0: PUT(m, "use", "\"./team.leat\""); break;
    case 1: PUT(m, "leads", "from", "\"crm\"", "{", "id", "=", "nr", "owner", "=", "who", "}"); break;
    case 2: PUT(m, "reps", "from", "\"users\"", "where", "\"x = 1\""); break;
    case 3: PUT(m, "events", "from", "\"ev\"", "{", "lead", "=", "l", "kind", "=", "k", "at", "=", "t", "}"); break;
    case 4: PUT(m, "never", "assign", "when"), condition(m, 2); break;
    case 5: PUT(m, "always", "route"); break;
    case 6: calendar(m); break;
    case 7: life_statement(m); break;
    default: test_block(m);
  }
}

static void statement(Maker *m) {
  switch (draw(m, 14)) {
    case 0: put(m, "let"), name(m), put(m, "="), value(m, 4); break;
    case 1:
      PUT(m, "define", "f", "(", "x", ",", "y", ")", "=");
      condition(m, 3);
      break;
    case 2: put(m, "list"), name(m), put(m, "="), literals(m); break;
    case 3: put(m, "list"), name(m), PUT(m, "from", "\"f.txt\""); break;
    case 4: pool(m); break;
    case 5: table(m); break;
    case 6: score_statement(m); break;
    case 7:
    case 8:
    case 9: declaration(m); break;
    default: rule(m, 3); break;
  }
}

static void program(Maker *m) {
  m->n = 0;
  if (chance(m, 10)) PUT(m, "timezone", "\"Asia/Shanghai\"");
  if (chance(m, 40)) lead_block(m);
  for (uint32_t n = draw(m, 8); n > 0; n--) statement(m);
  if (chance(m, 50)) put(m, "otherwise"), action(m);
}

/* The tokens with something between them. `comments`: also comments and blank lines; counted. */
static int join(Maker *m, bool comments, StrBuf *out) {
  int count = 0;
  strbuf_clear(out);
  strbuf_text(out, "");
  for (int i = 0; i <= m->n; i++) {
    static const char *const plain[] = {" ", "  ", "\n", "\t", "\r\n   ", " "};
    static const char *const blank_lines[] = {"\n\n", "\n \n\n\n"};
    strbuf_text(out, plain[draw(m, 6)]);
    uint32_t what = comments ? draw(m, 100) : 100;
    if (what < 4) strbuf_printf(out, " # c%d;\n", count++);
    else if (what < 8) strbuf_printf(out, "\n#c%d; \n", count++);
    else if (what < 9) strbuf_printf(out, "\n\n#c%d;\n#c%d;\n\n\n", count, count + 1), count += 2;
    else if (what < 14) strbuf_text(out, blank_lines[draw(m, 2)]);
    if (i < m->n) strbuf_text(out, m->tokens[i]);
  }
  return count;
}

static LayoutResult lay_out(Str script, StrBuf *out) {
  Parsed p;
  parsed_init(&p, script);
  strbuf_clear(out);
  strbuf_text(out, "");
  LayoutResult result = layout_script(&p.arena, &p.sources, 0, &p.diags, out);
  if (result == LAYOUT_ERRORS && getenv("LEAT_SHOW")) printf("%s\n%.*s\n", findings(&p), STR_FMT(script));
  parsed_free(&p);
  return result;
}

static bool same_tree(Str a, Str b) {
  Parsed x, y;
  parse_bytes(&x, a);
  parse_bytes(&y, b);
  bool same = tree_equal(x.script, y.script);
  parsed_free(&x);
  parsed_free(&y);
  return same;
}

static int times(Str whole, const char *part) {
  int n = 0;
  size_t size = strlen(part);
  for (size_t i = 0; i + size <= whole.n; i++) n += memcmp(whole.p + i, part, size) == 0;
  return n;
}

static void assert_promises(int seed, int comments, const StrBuf *script, const StrBuf *once, const StrBuf *twice) {
  Str written = strbuf_view(script), result = strbuf_view(once);
  const char *broken = NULL;
  if (!str_eq(result, strbuf_view(twice))) broken = "is another script when laid out again";
  else if (!same_tree(written, result)) broken = "has another tree";
  for (int i = 0; i < comments && !broken; i++) {
    char part[32];
    snprintf(part, sizeof part, "c%d;\n", i);
    if (times(result, part) != 1) broken = "lost or doubled a comment";
  }
  if (!broken && str_contains(result, STR("\n\n\n"))) broken = "has two blank lines";
  if (!broken && str_contains(result, STR(" \n"))) broken = "ends a line in blanks";
  if (broken) fail_msg("program %d %s:\n%s\n--- once\n%s\n--- twice\n%s", seed, broken, script->p, once->p, twice->p);
}

static void generated_scripts_keep_their_tree_and_comments(void **state) {
  (void)state;
  Maker m;
  StrBuf script, once, twice;
  int valid = 0;
  strbuf_init(&script), strbuf_init(&once), strbuf_init(&twice);
  for (int seed = 1; seed <= PROGRAMS; seed++) {
    m.state = (uint64_t)seed * UINT64_C(0x9E3779B97F4A7C15);
    program(&m);
    int comments = join(&m, true, &script);
    LayoutResult result = lay_out(strbuf_view(&script), &once);
    if (result == LAYOUT_UNSAFE) fail_msg("program %d is not laid out safely:\n%s", seed, script.p);
    if (result == LAYOUT_ERRORS) continue;
    valid++;
    assert_int_equal(lay_out(strbuf_view(&once), &twice), LAYOUT_DONE);
    assert_promises(seed, comments, &script, &once, &twice);
  }
  strbuf_deinit(&script), strbuf_deinit(&once), strbuf_deinit(&twice);
  print_message("%d of %d generated scripts are valid\n", valid, PROGRAMS);
  assert_true(valid > PROGRAMS * 9 / 10);
}

static void blanks_and_line_ends_of_the_source_do_not_matter(void **state) {
  (void)state;
  Maker m;
  StrBuf script, one, other;
  strbuf_init(&script), strbuf_init(&one), strbuf_init(&other);
  for (int seed = 1; seed <= PROGRAMS / 4; seed++) {
    m.state = (uint64_t)seed * UINT64_C(0xD1B54A32D192ED03);
    program(&m);
    join(&m, false, &script);
    if (lay_out(strbuf_view(&script), &one) != LAYOUT_DONE) continue;
    join(&m, false, &script);
    assert_int_equal(lay_out(strbuf_view(&script), &other), LAYOUT_DONE);
    if (!str_eq(strbuf_view(&one), strbuf_view(&other))) fail_msg("program %d:\n%s\n---\n%s", seed, one.p, other.p);
  }
  strbuf_deinit(&script), strbuf_deinit(&one), strbuf_deinit(&other);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(generated_scripts_keep_their_tree_and_comments),
      cmocka_unit_test(blanks_and_line_ends_of_the_source_do_not_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
