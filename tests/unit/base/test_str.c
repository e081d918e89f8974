#include "unit.h"

static void a_null_pointer_is_the_empty_str(void **state) {
  (void)state;
  assert_int_equal(str_of(NULL).n, 0);
  assert_true(str_eq(str_of(NULL), STR("")));
}

static void order_is_by_unsigned_bytes_then_length(void **state) {
  (void)state;
  assert_int_equal(str_cmp(STR("a"), STR("b")), -1);
  assert_int_equal(str_cmp(STR("b"), STR("a")), 1);
  assert_int_equal(str_cmp(STR("a"), STR("ab")), -1);
  assert_int_equal(str_cmp(STR("ab"), STR("a")), 1);
  assert_int_equal(str_cmp(STR("a\0b"), STR("a\0b")), 0);
  assert_int_equal(str_cmp(STR("z"), STR("\xc3\xa9")), -1);
}

static void starts_ends_and_contains_accept_the_empty_text(void **state) {
  (void)state;
  assert_true(str_starts(STR("abc"), STR("")) && str_ends(STR("abc"), STR("")) && str_contains(STR("abc"), STR("")));
  assert_true(str_starts(STR(""), STR("")) && str_ends(STR(""), STR("")) && str_contains(STR(""), STR("")));
}

static void starts_ends_and_contains_compare_whole_bytes(void **state) {
  (void)state;
  assert_true(str_starts(STR("abc"), STR("ab")));
  assert_false(str_starts(STR("ab"), STR("abc")));
  assert_true(str_ends(STR("abc"), STR("bc")));
  assert_false(str_ends(STR("bc"), STR("abc")));
  assert_false(str_ends(STR("abc"), STR("ab")));
  assert_true(str_contains(STR("a\0bc"), STR("\0b")));
  assert_false(str_contains(STR("abc"), STR("cb")));
}

static void ascii_case_is_ignored_only_in_ascii(void **state) {
  (void)state;
  assert_true(str_eq_ascii_nocase(STR("AbZ@"), STR("aBz@")));
  assert_false(str_eq_ascii_nocase(STR("@"), STR("`")));
  assert_false(str_eq_ascii_nocase(STR("É"), STR("é")));
  assert_false(str_eq_ascii_nocase(STR("a"), STR("aa")));
}

static void trim_takes_ascii_and_wide_blanks_at_both_ends(void **state) {
  (void)state;
  assert_str(str_trim(STR(" \t\r\n\xc2\xa0\xe3\x80\x80 a b \xe3\x80\x80\xc2\xa0\n")), "a b");
  assert_str(str_trim(STR("\xe3\x80\x80 ")), "");
  assert_str(str_trim(STR("")), "");
  assert_str(str_trim(STR("\xe3\x80\x81")), "\xe3\x80\x81");
}

static void a_buffer_grows_and_ends_in_nul(void **state) {
  (void)state;
  StrBuf b;
  strbuf_init(&b);
  assert_int_equal(strbuf_view(&b).n, 0);
  for (int i = 0; i < 1000; i++) strbuf_printf(&b, "%d,", i % 10);
  assert_int_equal(b.n, 2000);
  assert_int_equal(b.p[b.n], '\0');
  assert_memory_equal(b.p + 1998, "9,", 2);
  strbuf_clear(&b);
  strbuf_fill(&b, '~', 3);
  strbuf_char(&b, '!');
  strbuf_add(&b, "\0x", 2);
  assert_true(str_eq(strbuf_view(&b), STR("~~~!\0x")));
  strbuf_deinit(&b);
  assert_null(b.p);
}

static void a_format_longer_than_the_room_is_whole(void **state) {
  (void)state;
  StrBuf b;
  strbuf_init(&b);
  strbuf_printf(&b, "%0500d", 7);
  assert_int_equal(b.n, 500);
  assert_int_equal(b.p[499], '7');
  strbuf_deinit(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_null_pointer_is_the_empty_str),
      cmocka_unit_test(order_is_by_unsigned_bytes_then_length),
      cmocka_unit_test(starts_ends_and_contains_accept_the_empty_text),
      cmocka_unit_test(starts_ends_and_contains_compare_whole_bytes),
      cmocka_unit_test(ascii_case_is_ignored_only_in_ascii),
      cmocka_unit_test(trim_takes_ascii_and_wide_blanks_at_both_ends),
      cmocka_unit_test(a_buffer_grows_and_ends_in_nul),
      cmocka_unit_test(a_format_longer_than_the_room_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
