#include "base/ini.h"
#include "unit.h"

static void settings_stand_in_sections(void **state) {
  (void)state;
  IniReader r;
  ini_begin(&r, STR("\xEF\xBB\xBF# head\r\nlang = zh\n\n[ sales-de ]\r\n type=slack\r\n; note\n"
                    "url = https://x/?a=b ; no note\nempty =\n[上海]\nkey = 值"));
  assert_int_equal(ini_next(&r), INI_SETTING);
  assert_str(r.section, "");
  assert_str(r.key, "lang");
  assert_str(r.value, "zh");
  assert_int_equal(ini_next(&r), INI_SECTION);
  assert_str(r.section, "sales-de");
  assert_int_equal(r.line, 4);
  assert_int_equal(ini_next(&r), INI_SETTING);
  assert_str(r.key, "type");
  assert_str(r.value, "slack");
  assert_int_equal(ini_next(&r), INI_SETTING);
  assert_str(r.value, "https://x/?a=b ; no note");
  assert_int_equal(r.line, 7);
  assert_int_equal(ini_next(&r), INI_SETTING);
  assert_str(r.value, "");
  assert_int_equal(ini_next(&r), INI_SECTION);
  assert_str(r.section, "上海");
  assert_int_equal(ini_next(&r), INI_SETTING);
  assert_str(r.value, "值");
  assert_int_equal(ini_next(&r), INI_END);
  assert_int_equal(ini_next(&r), INI_END);
}

static void what_is_neither_is_said_with_its_line(void **state) {
  (void)state;
  static const struct { Str text; uint32_t line; } wrong[] = {
      {{"[a]\nword\n", 9}, 2}, {{"[a\n", 3}, 1}, {{"[ ]\n", 4}, 1}, {{"\n= x\n", 5}, 2}, {{"a = b\0c\n", 8}, 1}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    IniReader r;
    IniItem item;
    ini_begin(&r, wrong[i].text);
    do item = ini_next(&r);
    while (item == INI_SECTION || item == INI_SETTING);
    assert_int_equal(item, INI_BAD);
    assert_int_equal(r.line, wrong[i].line);
    assert_non_null(r.why);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(settings_stand_in_sections),
      cmocka_unit_test(what_is_neither_is_said_with_its_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
