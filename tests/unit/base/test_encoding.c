#include "unit.h"

#include <stdio.h>

#include "base/encoding.h"
#include "base/file.h"

static Arena arena;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  return 0;
}

static void assert_decodes(Str bytes, const char *forced, const char *text, const char *name) {
  Str decoded;
  const char *found;
  size_t bad_at = 0;
  if (!encoding_decode(&arena, bytes, forced, &decoded, &found, &bad_at)) fail_msg("bad at %zu", bad_at);
  assert_str(decoded, text);
  assert_string_equal(found, name);
}

static void assert_fails(Str bytes, const char *forced, size_t wanted) {
  Str decoded;
  const char *found;
  size_t bad_at = 9999;
  assert_false(encoding_decode(&arena, bytes, forced, &decoded, &found, &bad_at));
  assert_int_equal(bad_at, wanted);
}

static void plain_utf8_is_given_back_as_it_is(void **state) {
  (void)state;
  Str bytes = STR("name,评分\n"), text;
  const char *name;
  size_t bad_at;
  assert_true(encoding_decode(&arena, bytes, NULL, &text, &name, &bad_at));
  assert_ptr_equal(text.p, bytes.p);
  assert_string_equal(name, "UTF-8");
  assert_decodes(STR(""), NULL, "", "UTF-8");
}

static void a_byte_order_mark_is_dropped_and_believed(void **state) {
  (void)state;
  assert_decodes(STR("\xef\xbb\xbf" "a"), NULL, "a", "UTF-8");
  assert_decodes(STR("\xff\xfe" "a\0\xc4\x8b"), NULL, "a评", "UTF-16LE");
  assert_decodes(STR("\xfe\xff\0a\x8b\xc4"), NULL, "a评", "UTF-16BE");
  assert_decodes(STR("\x84\x31\x95\x33" "a\xc6\xc0"), NULL, "a评", "GB18030");
}

static void utf16_without_a_mark_is_known_by_its_zeros(void **state) {
  (void)state;
  assert_decodes(STR("n\0a\0m\0e\0,\0\xc4\x8b\n\0"), NULL, "name,评\n", "UTF-16LE");
  assert_decodes(STR("\0n\0a\0m\0e\0,\x8b\xc4\0\n"), NULL, "name,评\n", "UTF-16BE");
  assert_decodes(STR("a\0b\0c\0d\0e\0\0N"), NULL, "abcde一", "UTF-16LE"); /* U+4E00: 00 4E */
}

static void one_nul_does_not_make_utf16_of_ascii(void **state) {
  (void)state;
  Str text;
  const char *name;
  size_t bad_at;
  assert_true(encoding_decode(&arena, STR("name,score\nacme\0,1\n"), NULL, &text, &name, &bad_at));
  assert_string_equal(name, "UTF-8");
  assert_int_equal(text.n, 19);
}

static void gbk_and_gb18030_are_recognised(void **state) {
  (void)state;
  assert_decodes(STR("\xb6\xab\xb3\xc7\xc7\xf8,1\n"), NULL, "东城区,1\n", "GB18030");
  assert_decodes(STR("\xb6\xab\xb3\xc7\x95\x32\x82\x36\n"), NULL, "东城𠀀\n", "GB18030");
}

static void latin1_is_not_guessed(void **state) {
  (void)state;
  assert_fails(STR("caf\xe9,x\n"), NULL, 3);
  assert_fails(STR("M\xfcller,Stra\xdf" "e\n"), NULL, 1);
  assert_decodes(STR("caf\xe9,x\n"), "ISO-8859-1", "café,x\n", "ISO-8859-1");
}

static void damaged_utf8_is_not_taken_for_gbk(void **state) {
  (void)state;
  assert_fails(STR("东城区,西城区,朝阳区,丰台\xe5\x8c,x\n"), NULL, 36);
}

static void cut_off_wide_characters_are_found(void **state) {
  (void)state;
  assert_fails(STR("\xff\xfe" "a\0b"), NULL, 4);
  assert_fails(STR("\xff\xfe\x00\xd8" "a\0"), NULL, 2);
}

static void a_forced_name_is_obeyed_in_any_case(void **state) {
  (void)state;
  assert_decodes(STR("\xb6\xab"), "gbk", "东", "GB18030");
  assert_decodes(STR("a\0"), "utf-16le", "a", "UTF-16LE");
  assert_decodes(STR("\xfe\xff\0a"), "utf-16", "a", "UTF-16BE");
  assert_decodes(STR("\xef\xbb\xbf" "a"), "utf8", "a", "UTF-8");
  assert_fails(STR("a\xff"), "utf-8", 1);
}

static void a_forced_name_is_only_a_name(void **state) {
  (void)state;
  assert_fails(STR("a"), "no-such-encoding", 0);
  assert_fails(STR("a"), "", 0);
  assert_fails(STR("a"), "ASCII//TRANSLIT", 0);
  assert_fails(STR("a"), "../../etc/x", 0);
}

static void text_larger_than_a_piece_is_whole(void **state) {
  (void)state;
  enum { PAIRS = 20000 };
  char *bytes = malloc(PAIRS * 2);
  for (size_t i = 0; i < PAIRS; i++) memcpy(bytes + 2 * i, "\xb6\xab", 2);
  Str text;
  const char *name;
  size_t bad_at;
  assert_true(encoding_decode(&arena, (Str){bytes, PAIRS * 2}, NULL, &text, &name, &bad_at));
  free(bytes);
  assert_int_equal(text.n, PAIRS * 3);
  assert_memory_equal(text.p + text.n - 3, "东", 3);
}

/* With the folder of test data: one table in seven encodings. */
static void one_table_in_seven_encodings_is_one_text(void **state) {
  (void)state;
  const char *data = getenv("LEAT_DATA");
  if (!data) skip();
  static const char *const names[] = {"UTF-8-BOM", "GB18030", "GBK", "UTF-16BE", "UTF-16LE-BOM", "UTF-16LE"};
  Str first = STR("");
  for (size_t i = 0; i < 6; i++) {
    char path[512], error[128];
    snprintf(path, sizeof path, "%s/messy/cn_encodings/cn_areas.%s.csv", data, names[i]);
    Str bytes, text;
    const char *name;
    size_t bad_at = 0;
    if (!file_read(&arena, path, 1 << 24, &bytes, error, sizeof error)) fail_msg("%s: %s", path, error);
    assert_true(encoding_decode(&arena, bytes, NULL, &text, &name, &bad_at));
    if (i == 0) first = text;
    assert_true(str_eq(text, first));
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(plain_utf8_is_given_back_as_it_is),
      TEST(a_byte_order_mark_is_dropped_and_believed),
      TEST(utf16_without_a_mark_is_known_by_its_zeros),
      TEST(one_nul_does_not_make_utf16_of_ascii),
      TEST(gbk_and_gb18030_are_recognised),
      TEST(latin1_is_not_guessed),
      TEST(damaged_utf8_is_not_taken_for_gbk),
      TEST(cut_off_wide_characters_are_found),
      TEST(a_forced_name_is_obeyed_in_any_case),
      TEST(a_forced_name_is_only_a_name),
      TEST(text_larger_than_a_piece_is_whole),
      TEST(one_table_in_seven_encodings_is_one_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
