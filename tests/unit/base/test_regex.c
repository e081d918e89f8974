#include "unit.h"

#include "base/limits.h"
#include "base/regex.h"

static char error[160];
static size_t error_at;

static RegexResult match(const char *pattern, const char *subject) {
  Regex *r = regex_new(str_of(pattern), error, sizeof error, &error_at);
  if (!r) fail_msg("%s: %s", pattern, error);
  RegexResult result = regex_match(r, str_of(subject));
  regex_free(r);
  return result;
}

static void assert_refused(const char *pattern, const char *part_of_error, size_t at) {
  Regex *r = regex_new(str_of(pattern), error, sizeof error, &error_at);
  if (r) fail_msg("accepted %s", pattern);
  if (!strstr(error, part_of_error)) fail_msg("%s: %s", pattern, error);
  assert_int_equal(error_at, at);
}

static void a_match_may_be_anywhere(void **state) {
  (void)state;
  assert_int_equal(match("b+", "aabbcc"), REGEX_YES);
  assert_int_equal(match("^b+", "aabbcc"), REGEX_NO);
  assert_int_equal(match("", ""), REGEX_YES);
  assert_int_equal(match("(a)(b)(c)", "xabc"), REGEX_YES);
}

static void case_is_ignored_beyond_ascii_when_asked(void **state) {
  (void)state;
  assert_int_equal(match("(?i)ceo|总经理|é", "É"), REGEX_YES);
  assert_int_equal(match("(?i)ceo|总经理", "副总经理"), REGEX_YES);
  assert_int_equal(match("^..$", "评分"), REGEX_YES);
}

static void a_broken_pattern_says_where(void **state) {
  (void)state;
  assert_refused("ab(c", "missing closing parenthesis", 4);
  assert_refused("a*b[", "missing terminating ]", 4);
  assert_refused("a**b", "quantifier", 2);
  assert_refused("\xff", "UTF-8", 0);
}

static void references_recursion_and_callouts_are_refused(void **state) {
  (void)state;
  assert_refused("x(a)\\1", "back", 0);
  assert_refused("(?<n>a)\\k<n>", "back", 7);
  assert_refused("(?P<n>a)(?P=n)", "back", 8);
  assert_refused("(a)\\g1", "references", 3);
  assert_refused("a(?R)", "recursion", 1);
  assert_refused("(a)(?1)", "recursion", 3);
  assert_refused("(a)(?-1)", "recursion", 3);
  assert_refused("(?+1)(a)", "recursion", 0);
  assert_refused("(?<n>a)(?&n)", "recursion", 7);
  assert_refused("(?P<n>a)(?P>n)", "recursion", 8);
  assert_refused("a(?C1)b", "callouts", 1);
}

static void recursion_is_not_hidden_by_escapes(void **state) {
  (void)state;
  assert_refused("\\c\\(?R)", "recursion", 3);
  assert_refused("\\Q\\\\E\\\\(?R)", "recursion", 7);
  assert_refused("(?x)#\\Q\n(?R)", "recursion", 8);
  assert_refused("(?#\\)(?R)", "recursion", 5);
  assert_refused("[\\]](?R)", "recursion", 4);
  assert_refused("\\\\(?R)", "recursion", 2);
}

static void ordinary_groups_are_allowed(void **state) {
  (void)state;
  assert_int_equal(match("(?:a|b)(?=c)(?!d)(?<=b)(?<!x)(?>c)(?-i)", "bc"), REGEX_YES);
  assert_int_equal(match("\\(?R\\)", "R)"), REGEX_YES);
  assert_int_equal(match("(?<name>a)(?P<other>b)", "ab"), REGEX_YES);
}

static void a_catastrophic_pattern_gives_up(void **state) {
  (void)state;
  assert_int_equal(match("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), REGEX_LIMIT);
  assert_int_equal(match("(x+x+)+[yz]", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), REGEX_LIMIT);
}

static void a_pattern_that_compiles_too_large_is_refused(void **state) {
  (void)state;
  assert_refused("(?:abcdefghij){1700}", "too large", 0);
  char *long_pattern = malloc(LIMIT_REGEX_BYTES + 2);
  memset(long_pattern, 'a', LIMIT_REGEX_BYTES + 1);
  long_pattern[LIMIT_REGEX_BYTES + 1] = '\0';
  assert_null(regex_new(str_of(long_pattern), error, sizeof error, &error_at));
  free(long_pattern);
}

static void invalid_utf8_never_matches(void **state) {
  (void)state;
  assert_int_equal(match(".*", "a\xff"), REGEX_NO);
  assert_int_equal(match("[^x]", "\xed\xa0\x80"), REGEX_NO);
}

static void a_null_str_is_an_empty_text(void **state) {
  (void)state;
  Regex *r = regex_new((Str){NULL, 0}, error, sizeof error, &error_at);
  assert_non_null(r);
  assert_int_equal(regex_match(r, (Str){NULL, 0}), REGEX_YES);
  regex_free(r);
  regex_free(NULL);
}

/* What comes out; "LIMIT" and "LONG" for those results. */
static void assert_replaced(const char *pattern, Str subject, const char *with, const char *expected) {
  Regex *r = regex_new(str_of(pattern), error, sizeof error, &error_at);
  if (!r) fail_msg("%s: %s", pattern, error);
  StrBuf out;
  strbuf_init(&out);
  RegexResult result = regex_replace(r, subject, str_of(with), 20, &out);
  const char *said = result == REGEX_LIMIT ? "LIMIT" : result == REGEX_LONG ? "LONG" : out.p ? out.p : "";
  if (strcmp(said, expected)) fail_msg("%s: \"%s\" instead of \"%s\"", pattern, said, expected);
  if (result == REGEX_NO) assert_true(str_eq(strbuf_view(&out), subject));
  strbuf_deinit(&out);
  regex_free(r);
}

static void every_match_is_replaced_once(void **state) {
  (void)state;
  assert_replaced("a", STR("banana"), "", "bnn");
  assert_replaced("x*", STR("abc"), "-", "-a-b-c-");
  assert_replaced("x*", STR("axc"), "-", "-a-c-");
  assert_replaced("a?", STR("aab"), "x", "xxbx");
  assert_replaced("", STR("上海"), "|", "|上|海|");
  assert_replaced("", (Str){NULL, 0}, "x", "x");
  assert_replaced("^", STR("ab"), "x", "xab");
  assert_replaced("b|$", STR("ab"), "x", "ax");
  assert_replaced("(?<=a)b", STR("abab"), "c", "acac");
  assert_replaced("a\\Kb", STR("abab"), "c", "acac");
  assert_replaced("\\w", STR("ab"), "$0\\1", "$0\\1$0\\1");
}

static void replacing_is_bounded(void **state) {
  (void)state;
  assert_replaced("a", STR("aaaaa"), "1234", "12341234123412341234");
  assert_replaced("a", STR("aaaaab"), "1234", "LONG");
  assert_replaced("a", STR("ab"), "123456789012345678901", "LONG");
  assert_replaced("c", STR("aaaaaaaaaaaaaaaaaaaaa"), "", "LONG");
  assert_replaced("(a+)+$", STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), "", "LIMIT");
  assert_replaced("b", STR("ab\xff"), "x", "ab\xff");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_match_may_be_anywhere),
      cmocka_unit_test(case_is_ignored_beyond_ascii_when_asked),
      cmocka_unit_test(a_broken_pattern_says_where),
      cmocka_unit_test(references_recursion_and_callouts_are_refused),
      cmocka_unit_test(recursion_is_not_hidden_by_escapes),
      cmocka_unit_test(ordinary_groups_are_allowed),
      cmocka_unit_test(a_catastrophic_pattern_gives_up),
      cmocka_unit_test(a_pattern_that_compiles_too_large_is_refused),
      cmocka_unit_test(invalid_utf8_never_matches),
      cmocka_unit_test(a_null_str_is_an_empty_text),
      cmocka_unit_test(every_match_is_replaced_once),
      cmocka_unit_test(replacing_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
