#include "syntax_test.h"

#include <time.h>

static void assert_tokens(const char *text, const char *wanted) {
  Parsed p;
  parsed_init(&p, str_of(text));
  print_tokens(&p.text, &p.sources, 0);
  assert_string_equal(p.text.p ? p.text.p : "", wanted);
  parsed_free(&p);
}

static void tokens_are_listed_with_line_column_and_kind(void **state) {
  (void)state;
  assert_tokens("when a == \"x\"\n  stop # end",
                "1:1 statement when\n1:6 name a\n1:8 sign ==\n1:11 text \"x\"\n2:3 action stop\n");
  assert_tokens("09:30 2026-03-02 30% `a b` x: 来源", "1:1 time of day 09:30\n1:7 time 2026-03-02\n1:18 number 30%\n"
                                                        "1:22 name `a b`\n1:28 label x\n1:31 name 来源\n");
}

static void not_in_is_one_token_over_blanks_comments_and_lines(void **state) {
  (void)state;
  assert_tokens("not in", "1:1 operator not in\n");
  assert_tokens("not # why\r\n  in", "1:1 operator not # why\\r\\n  in\n");
  assert_tokens("not inside", "1:1 operator not\n1:5 name inside\n");
}

static void line_ends_may_be_lf_crlf_or_cr(void **state) {
  (void)state;
  assert_parses("when a # one\n stop\nwhen b stop");
  assert_parses("when a # one\r\n stop\r\nwhen b stop");
  Parsed p;
  parse_text(&p, "when a # one\r stop\rwhen b # two\r stop");
  assert_clean(&p);
  assert_int_equal(p.script->rules.n, 2);
  parsed_free(&p);
}

static void a_bom_at_the_start_is_skipped(void **state) {
  (void)state;
  assert_parses("\xEF\xBB\xBFwhen a stop");
  Parsed p;
  parse_text(&p, "when \xEF\xBB\xBF" "a stop");
  assert_true(p.diags.errors > 0);
  parsed_free(&p);
}

static void ideographic_and_no_break_spaces_are_blanks(void **state) {
  (void)state;
  assert_parses("when　来源 == \"a\"\u00a0stop");
}

static void a_nul_byte_is_an_error_wherever_it_stands(void **state) {
  (void)state;
  const Str texts[] = {STR("\0"), STR("when a stop\0when b stop"), STR("when a == \"x\0y\" stop"), STR("# \0\n"),
                       STR("when a stop\0")};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    Parsed p;
    parse_bytes(&p, texts[i]);
    assert_int_equal(p.diags.items.n, 1);
    assert_int_equal(p.diags.items.v[0].code, DIAG_NUL_BYTE);
    assert_int_equal(p.script->rules.n, 0);
    parsed_free(&p);
  }
}

static void bytes_that_are_not_utf8_are_reported_with_their_place(void **state) {
  (void)state;
  assert_error("when a\n == \"\xff\" stop", DIAG_NOT_UTF8, 2, 6, "byte 0xff", "UTF-8");
  assert_error("\xc0\xaf", DIAG_NOT_UTF8, 1, 1, "0xc0", "");
  assert_error("a \xed\xa0\x80", DIAG_NOT_UTF8, 1, 3, "0xed", "");
}

static void direction_controls_outside_texts_are_errors(void **state) {
  (void)state;
  assert_error("when a # \u202e\n stop", DIAG_BIDI_CONTROL, 1, 10, "U+202E", "");
  assert_error("when \u2066 a stop", DIAG_BIDI_CONTROL, 1, 6, "U+2066", "");
  assert_error("when `\u2069` == 1 stop", DIAG_BIDI_CONTROL, 1, 7, "U+2069", "");
  assert_parses("when a == \"\u202e\" stop");
}

static void any_single_byte_ends_in_a_clean_parse_or_an_error(void **state) {
  (void)state;
  for (int byte = 0; byte < 256; byte++) {
    char c = (char)byte;
    Parsed p;
    parse_bytes(&p, (Str){&c, 1});
    bool blank = byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '#';
    if ((p.diags.errors == 0) != blank) fail_msg("byte 0x%02x: %u errors", (unsigned)byte, p.diags.errors);
    parsed_free(&p);
  }
}

static void assert_number(const char *text, bool is_int, double value) {
  Parsed p;
  parse_expr(&p, text);
  assert_clean(&p);
  assert_int_equal(p.expr->kind, EXPR_NUMBER);
  assert_int_equal(p.expr->number.is_int, is_int);
  double found = is_int ? (double)p.expr->number.i : p.expr->number.d;
  if (found != value) fail_msg("%s is %.17g, wanted %.17g", text, found, value);
  parsed_free(&p);
}

static void numbers_are_whole_when_they_can_be(void **state) {
  (void)state;
  assert_number("80", true, 80);
  assert_number("1_000_000", true, 1000000);
  assert_number("0.25", false, 0.25);
  assert_number("30%", false, 0.3);
  assert_number("300%", true, 3);
  assert_number("1.5k", true, 1500);
  assert_number("2m", true, 2000000);
  assert_number("100万", true, 1000000);
  assert_number("0.00001万", false, 0.1);
  assert_number("3亿", true, 300000000);
  assert_number("2.50", false, 2.5);
  assert_number("-5", true, -5);
  assert_number("30 km", true, 30);
  assert_number("007", true, 7);
  assert_number("9223372036854775807", true, 9223372036854775807.0);
}

static void numbers_out_of_range_or_shape_are_errors(void **state) {
  (void)state;
  assert_error("when a > 9223372036854775808 stop", DIAG_NUMBER_TOO_BIG, 1, 10, "9223372036854775808", "");
  assert_error("when a > 1000000000000亿 stop", DIAG_NUMBER_TOO_BIG, 1, 10, "", "");
  assert_error("when a > 12abc stop", DIAG_BAD_NUMBER, 1, 10, "`12abc`", "a name cannot begin with a digit");
  assert_error("when a > 2hours stop", DIAG_BAD_NUMBER, 1, 10, "`2hours`", "`2 hours`");
  assert_error("when a > 2h stop", DIAG_BAD_NUMBER, 1, 10, "`2h`", "`2 hours`");
  assert_error("when a > 5K stop", DIAG_BAD_NUMBER, 1, 10, "`5K`", "`5k`");
  assert_error("when a > 1_ stop", DIAG_BAD_NUMBER, 1, 10, "`1_`", "");
  assert_error("when a > 100万， stop", DIAG_FULLWIDTH, 1, 14, "`，`", "use `,`");
}

static void assert_duration(const char *text, int64_t ms) {
  Parsed p;
  parse_expr(&p, text);
  assert_clean(&p);
  assert_int_equal(p.expr->kind, EXPR_DURATION);
  assert_int_equal(p.expr->duration_ms, ms);
  parsed_free(&p);
}

static void durations_and_times_of_day_are_milliseconds(void **state) {
  (void)state;
  assert_duration("90 minutes", 5400000);
  assert_duration("1.5 hours", 5400000);
  assert_duration("15 days", INT64_C(15) * 86400000);
  assert_duration("2 weeks", INT64_C(14) * 86400000);
  assert_duration("1 second", 1000);
  assert_duration("-2 hours", -7200000);
  assert_duration("09:30", 34200000);
  assert_duration("9:30", 34200000);
  assert_duration("24:00", 86400000);
  assert_duration("09:30:15.250", 34215250);
  assert_error("when a < 24:01 stop", DIAG_BAD_TIME, 1, 10, "`24:01`", "");
  assert_error("when a < 12:60 stop", DIAG_BAD_TIME, 1, 10, "`12:60`", "");
  assert_error("when a < 999999999999 days stop", DIAG_BAD_DURATION, 1, 10, "`999999999999 days`", "");
}

static void working_time_is_marked(void **state) {
  (void)state;
  Parsed p;
  parse_expr(&p, "2 working hours");
  assert_clean(&p);
  assert_true(p.expr->working);
  assert_int_equal(p.expr->duration_ms, 7200000);
  parsed_free(&p);
}

static void assert_time(const char *text, int64_t ms, bool local) {
  Parsed p;
  parse_expr(&p, text);
  assert_clean(&p);
  assert_int_equal(p.expr->kind, EXPR_TIME);
  assert_int_equal(p.expr->time, ms);
  assert_int_equal(p.expr->time_is_local, local);
  parsed_free(&p);
}

static void dates_and_instants_know_whether_they_are_local(void **state) {
  (void)state;
  assert_time("1970-01-02", 86400000, true);
  assert_time("1970-01-01T09:30", 34200000, true);
  assert_time("1970-01-01T09:30:00Z", 34200000, false);
  assert_time("1970-01-01T09:30:00+08:00", 34200000 - 8 * 3600000, false);
  assert_time("1970-01-01T09:30:00-01:00", 34200000 + 3600000, false);
}

static void dates_that_do_not_exist_are_errors(void **state) {
  (void)state;
  assert_error("when a > 2026-02-30 stop", DIAG_BAD_TIME, 1, 10, "`2026-02-30`", "");
  assert_error("when a > 2026-13-01 stop", DIAG_BAD_TIME, 1, 10, "`2026-13-01`", "");
  assert_error("when a > 2026-3-2 stop", DIAG_BAD_TIME, 1, 10, "`2026-3-2`", "two digits");
  assert_error("when a > 2026-03-02T25:00 stop", DIAG_BAD_TIME, 1, 10, "`2026-03-02T25:00`", "");
}

static void assert_text(const char *written, Str wanted) {
  Parsed p;
  parse_expr(&p, written);
  assert_clean(&p);
  assert_int_equal(p.expr->kind, EXPR_TEXT);
  if (!str_eq(p.expr->text, wanted)) fail_msg("%s gave `%.*s`", written, STR_FMT(p.expr->text));
  parsed_free(&p);
}

static void escapes_are_read_and_text_is_composed(void **state) {
  (void)state;
  assert_text("\"\"", STR(""));
  assert_text("\"a\\n\\t\\\"\\\\b\"", STR("a\n\t\"\\b"));
  assert_text("\"\\u{1F600}\\u{41}\"", STR("\U0001F600A"));
  assert_text("\"e\u0301\"", STR("\u00e9"));
  assert_text("\"e\\u{301}\"", STR("\u00e9"));
}

static void wrong_escapes_are_pointed_at(void **state) {
  (void)state;
  assert_error("when a == \"x\\q\" stop", DIAG_BAD_ESCAPE, 1, 13, "`\\q`", "\\\\");
  assert_error("when a == \"\\u{0}\" stop", DIAG_BAD_ESCAPE, 1, 12, "`\\u{0}`", "");
  assert_error("when a == \"\\u{D800}\" stop", DIAG_BAD_ESCAPE, 1, 12, "`\\u{D800}`", "");
  assert_error("when a == \"\\u{110000}\" stop", DIAG_BAD_ESCAPE, 1, 12, "", "");
  assert_error("when a == \"\\u41\" stop", DIAG_BAD_ESCAPE, 1, 12, "`\\u`", "");
  assert_error("when a == \"\\中\" stop", DIAG_BAD_ESCAPE, 1, 12, "`\\中`", "");
}

static void an_open_text_ends_with_its_line(void **state) {
  (void)state;
  Parsed p;
  parse_text(&p, "when a == \"abc stop\nwhen b stop\nwhen c == \"\\");
  assert_int_equal(p.diags.items.n, 2);
  assert_finding(&p, 0, DIAG_TEXT_NOT_CLOSED, 1, 11, "not closed on this line", "\\n");
  assert_finding(&p, 1, DIAG_TEXT_NOT_CLOSED, 3, 11, "", "");
  assert_int_equal(p.script->rules.n, 1);
  parsed_free(&p);
  assert_error("when `abc stop\nwhen b stop", DIAG_NAME_NOT_CLOSED, 1, 6, "", "");
  assert_error("when `` == 1 stop", DIAG_EMPTY_NAME, 1, 6, "", "");
}

static void signs_of_chinese_keyboards_are_named_with_ours(void **state) {
  (void)state;
  assert_error("when a in （1, 2) stop", DIAG_FULLWIDTH, 1, 11, "`（`", "use `(`");
  assert_error("when a in (1, 2） stop", DIAG_FULLWIDTH, 1, 16, "`）`", "use `)`");
  assert_error("when a in (1， 2) stop", DIAG_FULLWIDTH, 1, 13, "`，`", "use `,`");
  assert_error("lead { a： text }", DIAG_FULLWIDTH, 1, 9, "`：`", "use `:`");
  assert_error("when a == “上海” stop", DIAG_FULLWIDTH, 1, 11, "`“`", "use `\"`");
  assert_error("when a ＝＝ 1 stop", DIAG_FULLWIDTH, 1, 8, "`＝＝`", "use `==`");
  assert_error("when a ≥ 1 stop", DIAG_BAD_CHARACTER, 1, 8, "`≥`", "use `>=`");
  assert_error("when a stop；", DIAG_SEPARATOR, 1, 12, "`；`", "");
}

static void words_of_other_languages_are_named_with_ours(void **state) {
  (void)state;
  assert_error("when a && b stop", DIAG_FOREIGN_WORD, 1, 8, "`&&`", "use `and`");
  assert_error("when a || b stop", DIAG_FOREIGN_WORD, 1, 8, "`||`", "use `or`");
  assert_error("when !a stop", DIAG_FOREIGN_WORD, 1, 6, "`!`", "use `not`");
  assert_error("when a <> 1 stop", DIAG_FOREIGN_WORD, 1, 8, "`<>`", "use `!=`");
  assert_error("when a => 1 stop", DIAG_FOREIGN_WORD, 1, 8, "`=>`", "use `>=`");
  assert_error("when a == 'x' stop", DIAG_SINGLE_QUOTES, 1, 11, "double quotes", "\"");
  assert_error("when a stop;", DIAG_SEPARATOR, 1, 12, "`;`", "");
}

static char *repeat(char c, size_t n, const char *before, const char *after) {
  size_t b = strlen(before), a = strlen(after);
  char *text = mem_alloc(b + n + a + 1);
  memcpy(text, before, b);
  memset(text + b, c, n);
  memcpy(text + b + n, after, a);
  return text;
}

static void names_have_a_longest_length(void **state) {
  (void)state;
  char *fits = repeat('a', LIMIT_IDENT_BYTES, "when ", " stop"),
       *beyond = repeat('a', LIMIT_IDENT_BYTES + 1, "when ", " stop");
  assert_parses(fits);
  assert_error(beyond, DIAG_NAME_TOO_LONG, 1, 6, "128", "");
  mem_free(fits);
  mem_free(beyond);
  assert_parses("when 上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海 stop"); /* 126 bytes */
  assert_error("when 上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上海上 stop", DIAG_NAME_TOO_LONG,
               1, 6, "", ""); /* 129 */
}

static void texts_have_a_longest_length(void **state) {
  (void)state;
  char *fits = repeat('x', LIMIT_TOKEN_BYTES - 2, "when a == \"", "\" stop");
  char *beyond = repeat('x', LIMIT_TOKEN_BYTES - 1, "when a == \"", "\" stop");
  assert_parses(fits);
  assert_error(beyond, DIAG_TOKEN_TOO_LONG, 1, 11, "a text has more than 65536 bytes", "");
  mem_free(fits);
  mem_free(beyond);
}

static double cpu_to_parse(const char *text) {
  struct timespec start, end;
  Parsed p;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
  parse_text(&p, text);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  parsed_free(&p);
  return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

/* Eight times the text: about eight times the work when it is linear, sixty-four when it is quadratic. */
static void assert_linear(const char *eighth, const char *whole, const char *what) {
  double small = cpu_to_parse(eighth), large = cpu_to_parse(whole);
  if (large > 0.5 && large > 32 * small) fail_msg("%s: %.2f s for an eighth of it, %.2f s for all", what, small, large);
}

static void tokens_of_ten_megabytes_cost_linear_time(void **state) {
  (void)state;
  enum { N = 10 * 1000 * 1000 };
  static const struct { char c; const char *before, *after; } shapes[] = {
    {'a', "when ", " stop"}, {'7', "when a > ", " stop"}, {'x', "when a == \"", "\" stop"}, {'x', "when a == \"", ""},
    {'x', "when `", "` stop"}, {'x', "when `", ""}, {'x', "#", ""}, {' ', "when", "a stop"}, {'_', "1", ""}};
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    char *eighth = repeat(shapes[i].c, N / 8, shapes[i].before, shapes[i].after);
    char *whole = repeat(shapes[i].c, N, shapes[i].before, shapes[i].after);
    assert_linear(eighth, whole, shapes[i].before);
    mem_free(eighth);
    mem_free(whole);
  }
}

static void wide_blanks(StrBuf *text, int times) {
  strbuf_init(text);
  strbuf_text(text, "when a in (");
  for (int i = 0; i < times; i++) strbuf_text(text, "　来　,1　,");
  strbuf_text(text, "1) stop");
}

static void wide_blanks_between_letters_cost_linear_time(void **state) {
  (void)state;
  StrBuf eighth, whole;
  wide_blanks(&eighth, 10000);
  wide_blanks(&whole, 80000);
  assert_linear(eighth.p, whole.p, "wide blanks");
  strbuf_deinit(&eighth);
  strbuf_deinit(&whole);
}

static void keywords_are_sorted_and_unique(void **state) {
  (void)state;
  size_t count;
  const Keyword *words = keyword_table(&count);
  assert_true(count > 90);
  for (size_t i = 1; i < count; i++)
    if (strcmp(words[i - 1].word, words[i].word) >= 0) fail_msg("%s before %s", words[i - 1].word, words[i].word);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tokens_are_listed_with_line_column_and_kind),
    cmocka_unit_test(not_in_is_one_token_over_blanks_comments_and_lines),
    cmocka_unit_test(line_ends_may_be_lf_crlf_or_cr),
    cmocka_unit_test(a_bom_at_the_start_is_skipped),
    cmocka_unit_test(ideographic_and_no_break_spaces_are_blanks),
    cmocka_unit_test(a_nul_byte_is_an_error_wherever_it_stands),
    cmocka_unit_test(bytes_that_are_not_utf8_are_reported_with_their_place),
    cmocka_unit_test(direction_controls_outside_texts_are_errors),
    cmocka_unit_test(any_single_byte_ends_in_a_clean_parse_or_an_error),
    cmocka_unit_test(numbers_are_whole_when_they_can_be),
    cmocka_unit_test(numbers_out_of_range_or_shape_are_errors),
    cmocka_unit_test(durations_and_times_of_day_are_milliseconds),
    cmocka_unit_test(working_time_is_marked),
    cmocka_unit_test(dates_and_instants_know_whether_they_are_local),
    cmocka_unit_test(dates_that_do_not_exist_are_errors),
    cmocka_unit_test(escapes_are_read_and_text_is_composed),
    cmocka_unit_test(wrong_escapes_are_pointed_at),
    cmocka_unit_test(an_open_text_ends_with_its_line),
    cmocka_unit_test(signs_of_chinese_keyboards_are_named_with_ours),
    cmocka_unit_test(words_of_other_languages_are_named_with_ours),
    cmocka_unit_test(names_have_a_longest_length),
    cmocka_unit_test(texts_have_a_longest_length),
    cmocka_unit_test(tokens_of_ten_megabytes_cost_linear_time),
    cmocka_unit_test(wide_blanks_between_letters_cost_linear_time),
    cmocka_unit_test(keywords_are_sorted_and_unique),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
