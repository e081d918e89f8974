/* Raw data to values of a column's type. */
#include "base/limits.h"
#include "base/mem.h"
#include "vm/vm.h"

#include <math.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static Arena arena;
static Chunk chunk;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  chunk_init(&chunk, &arena);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  return 0;
}

static void assert_cell(const CodeColumn *column, Value raw, const char *expected) {
  StrBuf out;
  strbuf_init(&out);
  Value v = vm_cell(&chunk, column, raw, &arena);
  value_print(&out, v);
  if (v.kind == VAL_MISSING && v.error) strbuf_printf(&out, " (%s)", rule_error_text((RuleError)v.error));
  assert_string_equal(out.p, expected);
  strbuf_deinit(&out);
}

static Value text(const char *s) { return value_text(str_of(s)); }
#define WRONG "missing (the data is of another type than the column)"

static void numbers_come_from_numbers_and_from_their_text(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_NUMBER};
  assert_cell(&c, value_int(7), "7");
  assert_cell(&c, text(" 3.5 "), "3.5");
  assert_cell(&c, text("Select"), WRONG);
  assert_cell(&c, text("  "), "missing");
  assert_cell(&c, (Value){.kind = VAL_REAL, .d = (double)NAN}, WRONG);
  assert_cell(&c, (Value){.kind = VAL_REAL, .d = (double)INFINITY}, WRONG);
  assert_cell(&c, value_missing(), "missing");
}

static void a_default_stands_for_absent_data_only(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_NUMBER, .missing_value = value_int(5)};
  assert_cell(&c, value_missing(), "5");
  assert_cell(&c, text(""), "5");
  assert_cell(&c, text("Select"), WRONG);
}

static void bools_are_read_from_words_and_from_0_and_1(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_BOOL};
  assert_cell(&c, text("Yes"), "true");
  assert_cell(&c, text("否"), "false");
  assert_cell(&c, value_int(1), "true");
  assert_cell(&c, value_int(2), WRONG);
  assert_cell(&c, text("maybe"), WRONG);
}

static void times_are_read_from_iso_text_seconds_and_milliseconds(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_TIME};
  assert_cell(&c, text("2026-03-02T09:30:00+08:00"), "2026-03-02T01:30:00Z");
  assert_cell(&c, value_int(1772500000), "2026-03-03T01:06:40Z");
  assert_cell(&c, text("1772500000000"), "2026-03-03T01:06:40Z");
  assert_cell(&c, text("yesterday"), WRONG);
  assert_cell(&c, (Value){.kind = VAL_REAL, .d = 1e300}, WRONG);
}

static void durations_are_seconds(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_DURATION};
  assert_cell(&c, value_int(90), "90 seconds");
  assert_int_equal(vm_cell(&chunk, &c, text("0.5"), &arena).i, 500);
}

static void text_is_nfc_and_valid(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_TEXT};
  assert_cell(&c, text("e\xcc\x81"), "\"\xc3\xa9\"");
  assert_cell(&c, text("\xff"), "missing (the text is not valid UTF-8)");
  assert_cell(&c, text(""), "\"\"");
  assert_cell(&c, value_int(42), "\"42\"");
}

static void nocase_text_compares_folded_and_prints_as_written(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_TEXT, .nocase = true};
  Value v = vm_cell(&chunk, &c, text("Straße"), &arena);
  assert_true(value_eq(v, text("strasse")));
  assert_cell(&c, text("Straße"), "\"Straße\"");
}

static void lists_are_split_or_read_from_json(void **state) {
  (void)state;
  CodeColumn split = {.type = TYPE_LIST, .list_separator = STR(",")}, json = {.type = TYPE_LIST};
  assert_cell(&split, text(" saas , retail,,"), "(\"saas\", \"retail\")");
  assert_cell(&split, text(" "), "missing");
  assert_cell(&json, text("[\"a\\u00e9\\n\\ud83d\\ude00\", 2, true, null]"), "(\"aé\\n😀\", 2, true)");
  assert_cell(&json, text("[]"), "()");
  assert_cell(&json, text("[1,]"), WRONG);
  assert_cell(&json, text("[[1]]"), WRONG);
  assert_cell(&json, text("[\"\\ud83d\"]"), WRONG);
  assert_cell(&json, text("[\"a"), WRONG);
  assert_cell(&json, text("[\"a\\"), WRONG);
  assert_cell(&json, text("[1] x"), WRONG);
}

static void a_list_may_have_as_many_items_as_the_limit_says(void **state) {
  (void)state;
  CodeColumn c = {.type = TYPE_LIST, .list_separator = STR(",")};
  StrBuf items;
  strbuf_init(&items);
  for (int i = 0; i < LIMIT_LIST_ITEMS; i++) strbuf_text(&items, "x,");
  Value v = vm_cell(&chunk, &c, value_text(strbuf_view(&items)), &arena);
  assert_int_equal(v.kind, VAL_LIST);
  assert_int_equal(v.list->n, LIMIT_LIST_ITEMS);
  strbuf_text(&items, "x");
  assert_cell(&c, value_text(strbuf_view(&items)), "error: a list has too many items");
  strbuf_deinit(&items);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(numbers_come_from_numbers_and_from_their_text),
    TEST(a_default_stands_for_absent_data_only),
    TEST(bools_are_read_from_words_and_from_0_and_1),
    TEST(times_are_read_from_iso_text_seconds_and_milliseconds),
    TEST(durations_are_seconds),
    TEST(text_is_nfc_and_valid),
    TEST(nocase_text_compares_folded_and_prints_as_written),
    TEST(lists_are_split_or_read_from_json),
    TEST(a_list_may_have_as_many_items_as_the_limit_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
