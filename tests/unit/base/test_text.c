#include "unit.h"

#include "base/text.h"

static Arena arena;
static StrBuf out;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  strbuf_init(&out);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  strbuf_deinit(&out);
  return 0;
}

static void ill_formed_utf8_is_found_where_it_begins(void **state) {
  (void)state;
  static const struct {
    Str text;
    size_t at;
  } cases[] = {
      {{"ab\x80", 3}, 2},         {{"\xc0\xaf", 2}, 0},         {{"\xc1\xbf", 2}, 0},     {{"x\xe0\x80\xaf", 4}, 1},
      {{"\xed\xa0\x80", 3}, 0},   {{"\xf4\x90\x80\x80", 4}, 0}, {{"\xf5\x80\x80\x80", 4}, 0},
      {{"\xe4\xb8", 2}, 0},       {{"\xf0\x9f\x98", 3}, 0},     {{"\xff", 1}, 0},         {{"\xf0\x8f\xbf\xbf", 4}, 0},
      {{"12345678\xc3", 9}, 8},   {{"\xc3\x28", 2}, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t at = 999;
    assert_false(text_is_utf8(cases[i].text, &at));
    assert_int_equal(at, cases[i].at);
  }
}

static void every_code_point_survives_encode_and_decode(void **state) {
  (void)state;
  for (uint32_t c = 0; c <= 0x10FFFF; c++) {
    char bytes[4];
    size_t n = text_encode(c, bytes), at = 0;
    if (c >= 0xD800 && c <= 0xDFFF) {
      assert_int_equal(n, 0);
      continue;
    }
    if (text_decode((Str){bytes, n}, &at) != c || at != n) fail_msg("U+%X", c);
  }
  char bytes[4];
  assert_int_equal(text_encode(0x110000, bytes), 0);
}

static void a_bad_byte_decodes_to_the_replacement_and_moves_on(void **state) {
  (void)state;
  size_t at = 0;
  Str text = STR("\xff" "a");
  assert_int_equal(text_decode(text, &at), 0xFFFD);
  assert_int_equal(text_decode(text, &at), 'a');
  assert_int_equal(text_decode(text, &at), 0xFFFD);
  assert_int_equal(at, 2);
}

static void nfc_composes_and_leaves_composed_text_where_it_is(void **state) {
  (void)state;
  assert_str(text_nfc(&arena, STR("e\xcc\x81")), "é");
  assert_str(text_nfc(&arena, STR("\xe2\x84\xab")), "Å");
  Str composed = STR("公司 café");
  assert_ptr_equal(text_nfc(&arena, composed).p, composed.p);
  Str broken = STR("e\xcc\x81\xff");
  assert_ptr_equal(text_nfc(&arena, broken).p, broken.p);
}

static void quick_nfc_never_says_yes_to_what_composes(void **state) {
  (void)state;
  assert_true(text_is_nfc_quick(STR("plain ASCII, 中文，ＡＢ")));
  assert_false(text_is_nfc_quick(STR("e\xcc\x81")));
  assert_false(text_is_nfc_quick(STR("\xff")));
  for (uint32_t c = 0; c <= 0x10FFFF; c++) {
    char bytes[4];
    Str one = {bytes, text_encode(c, bytes)};
    if (one.n && text_is_nfc_quick(one) && !str_eq(text_nfc(&arena, one), one)) fail_msg("U+%X", c);
    if (c % 4096 == 0) arena_reset(&arena);
  }
}

static void folding_ignores_case_without_a_locale(void **state) {
  (void)state;
  assert_str(text_fold(&arena, STR("HeLLo")), "hello");
  assert_str(text_fold(&arena, STR("STRASSE")), "strasse");
  assert_str(text_fold(&arena, STR("straße")), "strasse");
  assert_str(text_fold(&arena, STR("ΌΣΟΣ")), "όσοσ");
  assert_str(text_fold(&arena, STR("E\xcc\x81")), "é");
  assert_str(text_fold(&arena, STR("I")), "i");
  Str folded = STR("already folded 中文");
  assert_ptr_equal(text_fold(&arena, folded).p, folded.p);
}

static void lower_changes_letters_one_by_one(void **state) {
  (void)state;
  assert_str(text_lower(&arena, STR("ÀB-Я")), "àb-я");
  assert_str(text_lower(&arena, STR("straße")), "straße");
  assert_str(text_lower(&arena, STR("Z\xff")), "Z\xff");
}

static void length_counts_code_points(void **state) {
  (void)state;
  assert_int_equal(text_length(STR("")), 0);
  assert_int_equal(text_length(STR("abcdefghij评分x")), 13);
  assert_int_equal(text_length(STR("a\xff\xfe" "b")), 4);
}

static void width_is_in_terminal_columns(void **state) {
  (void)state;
  assert_int_equal(text_width(STR("ab")), 2);
  assert_int_equal(text_width(STR("评分")), 4);
  assert_int_equal(text_width(STR("e\xcc\x81")), 1);
  assert_int_equal(text_width(STR("ＡＢ")), 4);
  assert_int_equal(text_width(STR("\xf0\x9f\x98\x80")), 2);
  assert_int_equal(text_width(STR("a\xe2\x80\x8d\xcd\x8f" "b")), 2); /* zero-width joiner, combining joiner */
  assert_int_equal(text_width(STR("한글")), 4);
  assert_int_equal(text_width(STR("ｱｲ")), 2);
}

static void letters_of_any_script_may_stand_in_a_name(void **state) {
  (void)state;
  const uint32_t letters[] = {'a', 'Z', 0x8BC4, 0xE9, 0x416, 0x3042, 0x301};
  const uint32_t others[] = {'1', '_', ' ', '-', 0x3000, 0x200B, 0x202E, 0x3164, 0x1F600, 0xFF0C, 0x60, 0xFFFD, 0x378};
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) assert_true(text_is_letter(letters[i]));
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) assert_false(text_is_letter(others[i]));
}

static void nothing_that_steers_a_terminal_is_printed(void **state) {
  (void)state;
  text_printable(&out, STR("a\x1b[31m\n\t\r\x7f\0\xc2\x9b\xe2\x80\xae\xff评"));
  assert_str(strbuf_view(&out), "a\\x1b[31m\\n\\t\\r\\x7f\\x00\\u{9b}\\u{202e}\xef\xbf\xbd评");
}

static void no_input_byte_gives_a_control_byte(void **state) {
  (void)state;
  for (int first = 0; first < 256; first++)
    for (int second = 0; second < 256; second++) {
      char pair[2] = {(char)first, (char)second};
      strbuf_clear(&out);
      text_printable(&out, (Str){pair, 2});
      assert_true(text_is_utf8(strbuf_view(&out), NULL));
      for (size_t i = 0; i < out.n; i++) assert_true((unsigned char)out.p[i] >= 0x20 && out.p[i] != 0x7f);
      assert_false(str_contains(strbuf_view(&out), STR("\xc2\x9b")));
    }
}

static Str clipped(Str s, int columns) {
  strbuf_clear(&out);
  text_clip(&out, s, columns);
  return strbuf_view(&out);
}

static void clipping_keeps_within_the_columns(void **state) {
  (void)state;
  assert_str(clipped(STR("abcdef"), 6), "abcdef");
  assert_str(clipped(STR("abcdefg"), 6), "abcde…");
  assert_str(clipped(STR("评分来源"), 8), "评分来源");
  assert_str(clipped(STR("评分来源"), 7), "评分来…");
  assert_str(clipped(STR("评分来源"), 6), "评分…");
  assert_str(clipped(STR("ab"), 1), "…");
  assert_str(clipped(STR("ab"), 0), "");
  assert_str(clipped(STR("\x1b\x1b"), 5), "\\x1b…");
  assert_str(clipped(STR("abcde\xcc\x81"), 5), "abcde\xcc\x81");
}

static void html_is_escaped_for_text_and_attributes(void **state) {
  (void)state;
  text_html(&out, STR("<a href=\"x\" id='y'>&\x01\n\xff</a>"));
  assert_str(strbuf_view(&out), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;\xef\xbf\xbd\n\xef\xbf\xbd&lt;/a&gt;");
}

static void halfwidth_changes_the_forms_of_ascii_only(void **state) {
  (void)state;
  assert_str(text_halfwidth(&arena, STR("ＡＺａｚ０９！～　（）")), "AZaz09!~ ()");
  assert_str(text_halfwidth(&arena, STR("上海浦东、ｶﾀｶﾅ。￥")), "上海浦东、ｶﾀｶﾅ。￥");
  assert_str(text_halfwidth(&arena, STR("abc")), "abc");
  assert_str(text_halfwidth(&arena, STR("")), "");
  Str same = STR("上海");
  assert_ptr_equal(text_halfwidth(&arena, same).p, same.p);
  assert_str(text_halfwidth(&arena, STR("Ａ\xff")), "Ａ\xff");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(ill_formed_utf8_is_found_where_it_begins),
      TEST(every_code_point_survives_encode_and_decode),
      TEST(a_bad_byte_decodes_to_the_replacement_and_moves_on),
      TEST(nfc_composes_and_leaves_composed_text_where_it_is),
      TEST(quick_nfc_never_says_yes_to_what_composes),
      TEST(folding_ignores_case_without_a_locale),
      TEST(lower_changes_letters_one_by_one),
      TEST(halfwidth_changes_the_forms_of_ascii_only),
      TEST(length_counts_code_points),
      TEST(width_is_in_terminal_columns),
      TEST(letters_of_any_script_may_stand_in_a_name),
      TEST(nothing_that_steers_a_terminal_is_printed),
      TEST(no_input_byte_gives_a_control_byte),
      TEST(clipping_keeps_within_the_columns),
      TEST(html_is_escaped_for_text_and_attributes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
