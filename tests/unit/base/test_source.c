#include "unit.h"

#include "base/source.h"

static Arena arena;
static SourceSet set;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  source_set_init(&set, &arena);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  return 0;
}

static Span point(uint32_t file, uint32_t at) { return (Span){file, at, at}; }

static void lf_crlf_and_a_lone_cr_end_a_line(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("one\ntwo\r\nthree\rfour"));
  assert_int_equal(set.files.v[file]->line_count, 4);
  assert_str(source_line_text(&set, file, 1), "one");
  assert_str(source_line_text(&set, file, 2), "two");
  assert_str(source_line_text(&set, file, 3), "three");
  assert_str(source_line_text(&set, file, 4), "four");
  assert_str(source_line_text(&set, file, 5), "");
  assert_str(source_line_text(&set, file, 0), "");
}

static void an_empty_line_before_crlf_is_empty(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("\n\r\n\r\r\n"));
  assert_int_equal(set.files.v[file]->line_count, 5);
  for (uint32_t line = 1; line <= 5; line++) assert_str(source_line_text(&set, file, line), "");
}

static void every_byte_has_its_line(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("ab\n\ncd"));
  const uint32_t lines[] = {1, 1, 1, 2, 3, 3, 3, 3};
  for (uint32_t at = 0; at < 8; at++) assert_int_equal(source_line(&set, point(file, at)), lines[at]);
}

static void columns_count_characters_not_bytes(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("x\n评分 > 1"));
  assert_int_equal(source_column(&set, point(file, 2)), 1);
  assert_int_equal(source_column(&set, point(file, 5)), 2);
  assert_int_equal(source_column(&set, point(file, 9)), 4);
  assert_int_equal(source_column(&set, point(file, 1000)), 7);
}

static void empty_text_has_one_line(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("<repl>"), STR(""));
  assert_int_equal(source_line(&set, point(file, 0)), 1);
  assert_int_equal(source_column(&set, point(file, 0)), 1);
  assert_str(source_line_text(&set, file, 1), "");
}

static void a_slice_is_cut_at_the_end_of_the_text(void **state) {
  (void)state;
  uint32_t file = source_add(&set, STR("a"), STR("abc"));
  assert_str(source_slice(&set, (Span){file, 1, 2}), "b");
  assert_str(source_slice(&set, (Span){file, 1, 99}), "bc");
  assert_str(source_slice(&set, (Span){file, 50, 99}), "");
}

static void the_set_keeps_its_own_copy_with_two_nuls(void **state) {
  (void)state;
  char text[] = "abc";
  uint32_t file = source_add(&set, STR("a"), (Str){text, 3});
  text[0] = 'x';
  assert_memory_equal(set.files.v[file]->text.p, "abc\0\0", 5);
}

static void joined_spans_cover_both(void **state) {
  (void)state;
  Span joined = span_join((Span){1, 10, 12}, (Span){1, 3, 11});
  assert_int_equal(joined.start, 3);
  assert_int_equal(joined.end, 12);
  joined = span_join((Span){1, 10, 12}, (Span){2, 3, 11});
  assert_int_equal(joined.file, 1);
  assert_int_equal(joined.start, 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(lf_crlf_and_a_lone_cr_end_a_line, setup, teardown),
      cmocka_unit_test_setup_teardown(an_empty_line_before_crlf_is_empty, setup, teardown),
      cmocka_unit_test_setup_teardown(every_byte_has_its_line, setup, teardown),
      cmocka_unit_test_setup_teardown(columns_count_characters_not_bytes, setup, teardown),
      cmocka_unit_test_setup_teardown(empty_text_has_one_line, setup, teardown),
      cmocka_unit_test_setup_teardown(a_slice_is_cut_at_the_end_of_the_text, setup, teardown),
      cmocka_unit_test_setup_teardown(the_set_keeps_its_own_copy_with_two_nuls, setup, teardown),
      cmocka_unit_test_setup_teardown(joined_spans_cover_both, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
