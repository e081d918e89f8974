#include "unit.h"

#include "base/diag.h"
#include "base/limits.h"
#include "base/text.h"

static Arena arena;
static SourceSet set;
static DiagList list;
static StrBuf out;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  source_set_init(&set, &arena);
  diag_init(&list, &arena);
  strbuf_init(&out);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  strbuf_deinit(&out);
  return 0;
}

/* The span of the first `part` in the text of the file. */
static Span find(uint32_t file, const char *part) {
  const char *text = set.files.v[file]->text.p, *at = strstr(text, part);
  assert_non_null(at);
  return (Span){file, (uint32_t)(at - text), (uint32_t)(at - text + (ptrdiff_t)strlen(part))};
}

static Str rendered(bool colour) {
  strbuf_clear(&out);
  diag_render(&list, &set, colour, &out);
  return strbuf_view(&out);
}

/* Any error whose text takes one word is as good as another here. */
#define ONE_WORD DIAG_BAD_NUMBER

static void add(Span span, const char *word) { diag_add(&list, ONE_WORD, span, STR_FMT(str_of(word))); }

static void the_fault_is_underlined_and_the_fix_follows(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("hot.leat"), STR("\n\nwhen source == \"demo\" and scor > 80\n"));
  add(find(file, "scor "), "scor");
  list.items.v[0].span.end--;
  diag_fix(&list, "did you mean `%s`?", "score");
  assert_str(rendered(false), "hot.leat:3:27: error: `scor` is not a number [E0113]\n"
                              "  3 | when source == \"demo\" and scor > 80\n"
                              "    |                           ^^^^\n"
                              "    = did you mean `score`?\n");
}

static void the_underline_is_as_wide_as_the_terminal_shows_it(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("\t评分 > 总分 x"));
  add(find(file, "总分"), "x");
  assert_str(rendered(false), "a:1:7: error: `x` is not a number [E0113]\n"
                              "  1 |  评分 > 总分 x\n"
                              "    |         ^^^^\n");
}

static void an_empty_span_has_one_mark_even_at_the_end(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("ab\n"));
  add((Span){file, 2, 2}, "x");
  add((Span){file, 3, 3}, "x");
  add((Span){file, 400, 500}, "x");
  assert_str(rendered(false), "a:1:3: error: `x` is not a number [E0113]\n  1 | ab\n    |   ^\n"
                              "a:2:1: error: `x` is not a number [E0113]\n  2 | \n    | ^\n"
                              "a:2:1: error: `x` is not a number [E0113]\n  2 | \n    | ^\n");
}

static void a_span_over_lines_is_marked_to_the_end_of_the_first(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("when x\n  to y\n"));
  add((Span){file, 5, 12}, "x");
  assert_str(rendered(false), "a:1:6: error: `x` is not a number [E0113]\n  1 | when x\n    |      ^\n");
}

static void the_cause_is_shown_as_a_second_place(void **state) {
  (void)state;
  StrBuf text;
  strbuf_init(&text);
  strbuf_text(&text, "pool a\n");
  strbuf_fill(&text, '\n', 10);
  strbuf_text(&text, "pool b");
  uint32_t file = source_add(&set, STR("a"), strbuf_view(&text)), other = source_add(&set, STR("lib"), STR("pool b"));
  strbuf_deinit(&text);
  add(find(file, "pool b"), "b");
  diag_cause(&list, find(file, "pool a"), "%s here", "first");
  add(find(file, "b"), "c");
  diag_cause(&list, find(other, "b"), "there");
  assert_str(rendered(false), "a:12:1: error: `b` is not a number [E0113]\n"
                              "  12 | pool b\n"
                              "     | ^^^^^^\n"
                              "   1 | pool a\n"
                              "     | ~~~~~~ first here\n"
                              "a:12:6: error: `c` is not a number [E0113]\n"
                              "  12 | pool b\n"
                              "     |      ^\n"
                              "     : lib:1:6\n"
                              "   1 | pool b\n"
                              "     |      ~ there\n");
}

static void findings_are_shown_in_source_order(void **state) {
  (void)state;
  uint32_t first = source_add(&set, STR("a"), STR("xyz")), second = source_add(&set, STR("b"), STR("xyz"));
  add((Span){second, 0, 1}, "4");
  add((Span){first, 2, 3}, "3");
  add((Span){first, 0, 1}, "1");
  add((Span){first, 0, 1}, "2");
  Str text = rendered(false);
  const char *last = text.p;
  for (const char *word = "1234"; *word; word++) {
    char wanted[] = {'`', *word, '`', '\0'};
    const char *at = strstr(text.p, wanted);
    assert_true(at && at >= last);
    last = at;
  }
}

static void colour_comes_only_when_it_is_asked_for(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("x"));
  add((Span){file, 0, 1}, "x");
  assert_null(strchr(rendered(false).p, '\x1b'));
  assert_str(rendered(true), "a:1:1: \x1b[1;31merror:\x1b[0m `x` is not a number [E0113]\n"
                             "  1 | x\n    | \x1b[1;31m^\x1b[0m\n");
}

#define BLANKS_21 "                     "

static void no_control_of_script_or_name_reaches_the_terminal(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a\x1b]0;x\x07"), STR("x \x1b[31m \xe2\x80\xae\xff y\x07"));
  add(find(file, "y"), "\x1b[2J");
  diag_fix(&list, "\x1b%s", "[H");
  diag_cause(&list, find(file, "x"), "\x07");
  Str text = rendered(false);
  for (size_t i = 0; i < text.n; i++) assert_true(text.p[i] == '\n' || (unsigned char)text.p[i] >= 0x20);
  assert_non_null(strstr(text.p, "x \\x1b[31m \\u{202e}\xef\xbf\xbd y\\x07\n    | " BLANKS_21 "^"));
}

static void a_long_line_is_clipped_around_the_fault(void **state) {
  (void)state;
  StrBuf text;
  strbuf_init(&text);
  for (int i = 0; i < 1000; i++) strbuf_text(&text, "评分 ");
  strbuf_text(&text, "HERE");
  for (int i = 0; i < 1000; i++) strbuf_text(&text, " after");
  uint32_t file = source_add(&set, STR("a"), strbuf_view(&text));
  strbuf_deinit(&text);
  add(find(file, "HERE"), "x");
  Str shown = rendered(false);
  assert_true(shown.n < 500);
  const char *line = strstr(shown.p, "  1 | …"), *marks = strstr(shown.p, "^^^^"), *here = strstr(shown.p, "HERE");
  assert_true(line && marks && here && marks[4] == '\n');
  assert_non_null(strstr(here, "…\n"));
}

/* With wide signs the window is as wide as with narrow ones, and the fault stands in it. */
static void a_long_line_of_wide_signs_is_clipped_by_columns(void **state) {
  (void)state;
  StrBuf text;
  strbuf_init(&text);
  for (int i = 0; i < 500; i++) strbuf_text(&text, "前");
  strbuf_text(&text, "总分");
  for (int i = 0; i < 500; i++) strbuf_text(&text, "后");
  uint32_t file = source_add(&set, STR("a"), strbuf_view(&text));
  strbuf_deinit(&text);
  add(find(file, "总分"), "x");
  Str shown = rendered(false);
  const char *line = strstr(shown.p, "  1 | "), *marks = strstr(shown.p, "    | ");
  assert_true(line && marks);
  Str whole = {line + 6, (size_t)(marks - line) - 7};
  assert_int_equal(text_width(whole), 100);
  const char *fault = strstr(whole.p, "总分");
  int before = text_width((Str){whole.p, (size_t)(fault - whole.p)});
  assert_int_equal(before, 41);
  assert_int_equal(strspn(marks + 6, " "), before);
  assert_int_equal(strspn(marks + 6 + before, "^"), 4);
}

static void only_so_many_errors_of_a_file_are_kept(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("0123456789012345678901234567890"));
  uint32_t other = source_add(&set, STR("b"), STR("x"));
  for (uint32_t i = 0; i < LIMIT_DIAGS_PER_FILE; i++) add((Span){file, 30 - i, 31 - i}, "x");
  assert_int_equal(list.items.n, LIMIT_DIAGS_PER_FILE);
  add((Span){file, 0, 1}, "dropped");
  diag_fix(&list, "dropped");
  diag_cause(&list, (Span){file, 0, 1}, "dropped");
  add((Span){file, 0, 1}, "dropped");
  add((Span){other, 0, 1}, "kept");
  assert_int_equal(list.items.n, LIMIT_DIAGS_PER_FILE + 2);
  assert_int_equal(list.errors, LIMIT_DIAGS_PER_FILE + 3);
  Str text = rendered(false);
  assert_null(strstr(text.p, "dropped"));
  assert_non_null(strstr(text.p, "`kept`"));
  assert_non_null(strstr(text.p, "a:1:1: error: too many errors; the rest of this file is not shown [E0100]\nb:1:1"));
}

/* Each line holds one x: the mark stands under it whatever is before it. */
static void marks_stand_under_wide_and_combining_text(void **state) {
  (void)state;
  static const char *const lines[] = {
      "x",      "上海x",  "ＡＢx",     "e\xcc\x81x",       "\xf0\x9f\x98\x80x",
      "ㅎ한x", "ｱx",    "a\xe2\x80\x8bx", "\xef\xbb\xbfx", "\txx",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    setup(state);
    uint32_t file = source_add(&set, STR("a"), str_of(lines[i]));
    add(find(file, "x"), "x");
    Str text = rendered(false);
    const char *line = strstr(text.p, "  1 | "), *mark = line ? strstr(line, "\n    | ") : NULL;
    assert_non_null(mark);
    const char *x = strchr(line, 'x');
    size_t blanks = strspn(mark + 7, " ");
    if (blanks != (size_t)text_width((Str){line + 6, (size_t)(x - line) - 6})) fail_msg("%s", text.p);
    assert_int_equal(mark[7 + blanks], '^');
    teardown(state);
  }
  setup(state);
}

static void a_finding_without_a_file_has_no_place(void **state) {
  (void)state;
  add((Span){7, 0, 1}, "x");
  assert_str(rendered(false), "error: `x` is not a number [E0113]\n");
}

static void json_has_the_place_at_both_ends(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("评\n分x\ny"));
  add(find(file, "x\ny"), "x");
  diag_fix(&list, "say \"x\"");
  diag_edit(&list, find(file, "y"), "%d", 7);
  diag_cause(&list, find(file, "评"), "here");
  add((Span){9, 0, 0}, "z");
  strbuf_clear(&out);
  diag_render_json(&list, &set, &out);
  assert_str(strbuf_view(&out),
             "[{\"code\":\"E0113\",\"severity\":\"error\",\"file\":\"a\",\"line\":2,\"column\":2,\"end_line\":3,"
             "\"end_column\":2,\"display_column\":3,\"byte\":7,\"end_byte\":10,\"message\":\"`x` is not a number\","
             "\"fix\":\"say \\\"x\\\"\",\"help\":\"leat help E0113\",\"edit\":{\"file\":\"a\",\"line\":3,\"column\":1,"
             "\"end_line\":3,\"end_column\":2,\"display_column\":1,\"byte\":9,\"end_byte\":10,\"text\":\"7\"},"
             "\"cause\":{\"file\":\"a\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":2,"
             "\"display_column\":1,\"byte\":0,\"end_byte\":3,\"message\":\"here\"}},"
             "{\"code\":\"E0113\",\"severity\":\"error\",\"message\":\"`z` is not a number\",\"fix\":null,"
             "\"help\":\"leat help E0113\",\"edit\":null}]");
}

static void codes_are_unique_and_in_their_form(void **state) {
  (void)state;
  for (int i = 0; i < DIAG_COUNT; i++) {
    const char *id = diag_id((DiagCode)i);
    assert_int_equal(strlen(id), 5);
    assert_true(id[0] == (diag_severity((DiagCode)i) == SEVERITY_ERROR     ? 'E'
                          : diag_severity((DiagCode)i) == SEVERITY_WARNING ? 'W'
                                                                           : 'N'));
    assert_int_equal(strspn(id + 1, "0123456789"), 4);
    for (int j = 0; j < i; j++)
      if (strcmp(id, diag_id((DiagCode)j)) == 0) fail_msg("%s twice: %s", id, diag_name((DiagCode)i));
  }
}

static void the_nearest_name_is_suggested(void **state) {
  (void)state;
  const Str names[] = {STR("source"), STR("score"), STR("评分等级"), STR("Region"), STR("x")};
  assert_str(suggest(STR("scor"), names, 5), "score");
  assert_str(suggest(STR("socre"), names, 5), "score");
  assert_str(suggest(STR("sorce"), names, 5), "source");
  assert_str(suggest(STR("region"), names, 5), "Region");
  assert_str(suggest(STR("评分等纪"), names, 5), "评分等级");
  assert_str(suggest(STR("unrelated"), names, 5), "");
  assert_str(suggest(STR("y"), names, 5), "");
  assert_str(suggest(STR(""), names, 5), "");
  assert_str(suggest(STR("score"), NULL, 0), "");
}

static void a_suggestion_is_at_most_a_third_away(void **state) {
  (void)state;
  const Str names[] = {STR("abcdef")};
  assert_str(suggest(STR("abcdxy"), names, 1), "abcdef");
  assert_str(suggest(STR("abcxyz"), names, 1), "");
  assert_str(suggest(STR("abxye"), names, 1), "");
}

static void very_long_words_get_no_suggestion(void **state) {
  (void)state;
  char word[1000];
  memset(word, 'a', sizeof word);
  const Str names[] = {{word, 999}, {word, 65}, {word, 64}};
  assert_int_equal(suggest((Str){word, 1000}, names, 3).n, 0);
  assert_int_equal(suggest((Str){word, 63}, names, 3).n, 64);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_fault_is_underlined_and_the_fix_follows),
      TEST(the_underline_is_as_wide_as_the_terminal_shows_it),
      TEST(an_empty_span_has_one_mark_even_at_the_end),
      TEST(a_span_over_lines_is_marked_to_the_end_of_the_first),
      TEST(the_cause_is_shown_as_a_second_place),
      TEST(findings_are_shown_in_source_order),
      TEST(colour_comes_only_when_it_is_asked_for),
      TEST(no_control_of_script_or_name_reaches_the_terminal),
      TEST(a_long_line_is_clipped_around_the_fault),
      TEST(a_long_line_of_wide_signs_is_clipped_by_columns),
      TEST(only_so_many_errors_of_a_file_are_kept),
      TEST(a_finding_without_a_file_has_no_place),
      TEST(marks_stand_under_wide_and_combining_text),
      TEST(json_has_the_place_at_both_ends),
      TEST(codes_are_unique_and_in_their_form),
      TEST(the_nearest_name_is_suggested),
      TEST(a_suggestion_is_at_most_a_third_away),
      TEST(very_long_words_get_no_suggestion),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
