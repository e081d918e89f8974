#include "cli/table.h"

#include "base/text.h"
#include "unit.h"

static Arena arena;
static Table table;
static StrBuf out;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  strbuf_init(&out);
  table_init(&table, &arena);
  table_add_column(&table, "name", COLUMN_TEXT);
  table_add_column(&table, "leads", COLUMN_NUMBER);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  strbuf_deinit(&out);
  arena_deinit(&arena);
  return 0;
}

static void row(const char *name, const char *leads) {
  table_cell(&table, str_of(name));
  table_cell(&table, str_of(leads));
}

static void write_as(Format format) { table_write(&table, (TableLook){.format = format}, &out); }

static void columns_align_by_display_width(void **state) {
  (void)state;
  row("上海", "7");
  row("abc", "12");
  write_as(FORMAT_TABLE);
  assert_text(strbuf_view(&out), "name  leads\n上海      7\nabc      12\n");
}

static void a_table_is_clipped_to_the_terminal_where_the_text_is_widest(void **state) {
  (void)state;
  row("a very long name that does not fit at all", "123456");
  table_write(&table, (TableLook){.width = 30}, &out);
  size_t longest = 0;
  for (size_t at = 0; at < out.n;) {
    size_t end = at;
    while (out.p[end] != '\n') end++;
    size_t width = (size_t)text_width((Str){out.p + at, end - at});
    if (width > longest) longest = width;
    at = end + 1;
  }
  assert_int_equal(longest, 30);
  assert_holds(&out, "…");
  assert_holds(&out, "123456");
}

static void no_control_byte_of_a_cell_reaches_the_terminal(void **state) {
  (void)state;
  row("a\x1b[31m\nb\xff", "1");
  write_as(FORMAT_TABLE);
  assert_lacks(&out, "\x1b");
  assert_holds(&out, "a\\x1b[31m\\nb\uFFFD");
}

static void csv_quotes_and_disarms_formulas(void **state) {
  (void)state;
  row("a,\"b\"", "1");
  row("=cmd|x", "");
  write_as(FORMAT_CSV);
  assert_text(strbuf_view(&out), "name,leads\n\"a,\"\"b\"\"\",1\n\"'=cmd|x\",\n");
}

static void csv_shows_control_characters_but_keeps_lines(void **state) {
  (void)state;
  row("a\x1b[31m\nb\tc", "1");
  write_as(FORMAT_CSV);
  assert_text(strbuf_view(&out), "name,leads\n\"a\\x1b[31m\nb\tc\",1\n");
}

static void tsv_keeps_one_line_per_row(void **state) {
  (void)state;
  row("a\tb\nc\\", "1");
  write_as(FORMAT_TSV);
  assert_text(strbuf_view(&out), "name\tleads\na\\tb\\nc\\\\\t1\n");
}

static void json_has_numbers_bare_and_empty_ones_null(void **state) {
  (void)state;
  row("a\"b", "1");
  row("c", "");
  write_as(FORMAT_JSON);
  assert_text(strbuf_view(&out), "[{\"name\":\"a\\\"b\",\"leads\":1},{\"name\":\"c\",\"leads\":null}]\n");
}

static void json_lines_are_one_object_a_line(void **state) {
  (void)state;
  row("a", "1");
  row("b", "2");
  write_as(FORMAT_NDJSON);
  assert_text(strbuf_view(&out), "{\"name\":\"a\",\"leads\":1}\n{\"name\":\"b\",\"leads\":2}\n");
}

static void markdown_escapes_its_own_sign(void **state) {
  (void)state;
  row("a|b", "1");
  write_as(FORMAT_MARKDOWN);
  assert_text(strbuf_view(&out), "| name | leads |\n| --- | ---: |\n| a\\|b | 1 |\n");
}

static void every_format_is_found_by_its_word_and_no_other(void **state) {
  (void)state;
  Format f;
  for (int i = FORMAT_TABLE; i <= FORMAT_MARKDOWN; i++) {
    assert_true(format_of(format_word((Format)i), &f));
    assert_int_equal(f, i);
  }
  assert_false(format_of("xml", &f));
  assert_text(format_words(&arena, 1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_JSON), "table, csv or json");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(columns_align_by_display_width, setup, teardown),
      cmocka_unit_test_setup_teardown(a_table_is_clipped_to_the_terminal_where_the_text_is_widest, setup, teardown),
      cmocka_unit_test_setup_teardown(no_control_byte_of_a_cell_reaches_the_terminal, setup, teardown),
      cmocka_unit_test_setup_teardown(csv_quotes_and_disarms_formulas, setup, teardown),
      cmocka_unit_test_setup_teardown(csv_shows_control_characters_but_keeps_lines, setup, teardown),
      cmocka_unit_test_setup_teardown(tsv_keeps_one_line_per_row, setup, teardown),
      cmocka_unit_test_setup_teardown(json_has_numbers_bare_and_empty_ones_null, setup, teardown),
      cmocka_unit_test_setup_teardown(json_lines_are_one_object_a_line, setup, teardown),
      cmocka_unit_test_setup_teardown(markdown_escapes_its_own_sign, setup, teardown),
      cmocka_unit_test_setup_teardown(every_format_is_found_by_its_word_and_no_other, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
