#include "unit.h"

#include "base/diag.h"

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

static void a_locale_names_its_language(void **state) {
  (void)state;
  Lang lang = LANG_EN;
  assert_true(lang_of_locale(STR("zh_CN.UTF-8"), &lang));
  assert_int_equal(lang, LANG_ZH);
  assert_true(lang_of_locale(STR("de:en_GB:zh"), &lang));
  assert_int_equal(lang, LANG_EN);
  assert_true(lang_of_locale(STR("zh-Hans"), &lang));
  assert_int_equal(lang, LANG_ZH);
  const char *const unknown[] = {"", ":", "de_DE", "C", "zhx", "z"};
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
    assert_false(lang_of_locale(str_of(unknown[i]), &lang));
}

static void our_words_are_translated_and_the_users_are_not(void **state) {
  (void)state;
  assert_str(lang_say(&arena, LANG_ZH, "used as %s here", "a number"), "在这里作为数字使用");
  assert_str(lang_say(&arena, LANG_EN, "used as %s here", "a number"), "used as a number here");
  assert_str(lang_say(&arena, LANG_ZH, "did you mean `%.*s`?", 8, "a number"), "是不是 `a number`？");
  assert_str(lang_say(&arena, LANG_ZH, "use `%s`", "a number"), "改用 `a number`");
}

static void what_is_not_in_the_table_stays_english(void **state) {
  (void)state;
  assert_false(lang_has(LANG_ZH, "%d of %lld, %5.1f %% %02x %c %zu %%"));
  assert_str(lang_say(&arena, LANG_ZH, "%d of %lld, %5.1f %% %02x %c %zu %%", -3, 1LL << 40, 2.25, 10U, 'x', (size_t)7),
             "-3 of 1099511627776,   2.2 % 0a x 7 %");
}

static void say_in(StrBuf *out, const char *english, const char *translated, ...) {
  va_list args;
  va_start(args, translated);
  lang_vformat(out, LANG_ZH, english, translated, args);
  va_end(args);
}

static void a_translation_may_turn_the_arguments_around(void **state) {
  (void)state;
  StrBuf out;
  strbuf_init(&out);
  say_in(&out, "%.*s is missing from %.*s %d", "%3$d %2$.*s: %1$.*s", 1, "a", 2, "bc", 7);
  assert_str(strbuf_view(&out), "7 bc: a");
  strbuf_deinit(&out);
}

static void arguments_are_compared_by_place_and_kind(void **state) {
  (void)state;
  assert_true(lang_same_arguments("%s of %.*s", "%2$.*s 的 %1$s"));
  assert_false(lang_same_arguments("%s of %.*s", "%.*s 的 %s"));
  assert_false(lang_same_arguments("%s", "什么也没有"));
  assert_false(lang_same_arguments("%d", "%lld"));
  assert_false(lang_same_arguments("%d", "%1$d %2$d"));
}

static void what_was_said_in_english_is_known_by_its_form(void **state) {
  (void)state;
  const struct { const char *english, *chinese; } cases[] = {
      {"inactive", "不在岗"},
      {"a b is missing", "a b 缺失"},
      {"at capacity: 5 of 7 open", "已满：未结 5 / 7"},
      {"can't open the database: Permission denied", "不能打开数据库：没有权限"},
      {"the header line can't be read: a field is larger than 9 bytes", "不能读取表头：有一个字段超过 9 字节"},
      {"rep `x`: away_from is not a time", "销售 `x`：away_from 不是时间"},
      {"", ""},
      {"is missing", "is missing"},
      {"at capacity 5 of 7", "at capacity 5 of 7"},
      {"whatever", "whatever"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_str(lang_told(&arena, LANG_ZH, str_of(cases[i].english)), cases[i].chinese);
    assert_str(lang_told(&arena, LANG_EN, str_of(cases[i].english)), cases[i].english);
  }
}

static void heads_of_columns_have_words_of_their_own(void **state) {
  (void)state;
  assert_string_equal(lang_heading(LANG_ZH, "note"), "备注");
  assert_string_equal(lang_text(LANG_ZH, "note"), "提示");
  assert_string_equal(lang_heading(LANG_EN, "note"), "note");
}

static void every_translation_takes_the_arguments_of_its_source(void **state) {
  (void)state;
  const char *english, *chinese;
  for (size_t i = 0; lang_entry(i, &english, &chinese); i++) {
    if (!lang_same_arguments(english, chinese)) fail_msg("other arguments: %s -> %s", english, chinese);
    const char *text = lang_text(LANG_ZH, english), *heading = lang_heading(LANG_ZH, english);
    bool first = strcmp(text, chinese) == 0 || strcmp(heading, chinese) == 0;
    bool only_told = strcmp(text, english) == 0 && strcmp(heading, english) == 0;
    if (!first && !only_told) fail_msg("twice: %s", english);
  }
  for (int code = 0; code < DIAG_COUNT; code++) {
    english = diag_text((DiagCode)code, LANG_EN);
    chinese = diag_text((DiagCode)code, LANG_ZH);
    if (chinese == english) fail_msg("%s is not in diags_zh.def", diag_name((DiagCode)code));
    if (!lang_same_arguments(english, chinese)) fail_msg("other arguments: %s", diag_name((DiagCode)code));
  }
}

static void a_finding_is_found_by_its_code(void **state) {
  (void)state;
  DiagCode code;
  assert_true(diag_find(STR("e0203"), &code));
  assert_int_equal(code, DIAG_UNKNOWN_FUNCTION);
  assert_false(diag_find(STR("E9999"), &code));
}

#define TEST(name) cmocka_unit_test(name)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_locale_names_its_language),
      TEST(our_words_are_translated_and_the_users_are_not),
      TEST(what_is_not_in_the_table_stays_english),
      TEST(a_translation_may_turn_the_arguments_around),
      TEST(arguments_are_compared_by_place_and_kind),
      TEST(what_was_said_in_english_is_known_by_its_form),
      TEST(heads_of_columns_have_words_of_their_own),
      TEST(every_translation_takes_the_arguments_of_its_source),
      TEST(a_finding_is_found_by_its_code),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
