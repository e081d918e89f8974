#include "unit.h"

#include <math.h>
#include <stdio.h>

#include "base/json.h"

static StrBuf out;
static JsonWriter w;

static int setup(void **state) {
  (void)state;
  strbuf_init(&out);
  json_init(&w, &out);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  strbuf_deinit(&out);
  return 0;
}

static void commas_stand_only_between_values(void **state) {
  (void)state;
  json_begin_object(&w);
  json_key(&w, "a");
  json_begin_array(&w);
  json_int(&w, 1);
  json_bool(&w, true);
  json_null(&w);
  json_begin_object(&w);
  json_end_object(&w);
  json_begin_array(&w);
  json_end_array(&w);
  json_end_array(&w);
  json_key_str(&w, STR("b\""));
  json_text(&w, NULL);
  json_key(&w, "c");
  json_text(&w, "x");
  json_end_object(&w);
  assert_str(strbuf_view(&out), "{\"a\":[1,true,null,{},[]],\"b\\\"\":null,\"c\":\"x\"}");
}

/* Wherever it stands in a run of plain bytes, which are taken eight at a time. */
static void a_special_byte_is_seen_at_every_place(void **state) {
  (void)state;
  static const struct { const char *raw, *written; } cases[] = {
    {"\"", "\\\""}, {"\\", "\\\\"}, {"\x1f", "\\u001f"}, {"\x7f", "\\u007f"}, {"\n", "\\n"}, {" ", " "}, {"!", "!"},
    {"#", "#"}, {"[", "["}, {"]", "]"}, {"~", "~"}, {"é", "é"}, {"评", "评"}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
    for (int place = 0; place < 20; place++) {
      char raw[64], want[80];
      strbuf_clear(&out);
      json_init(&w, &out);
      snprintf(raw, sizeof raw, "%.*s%s%.*s", place, "abcdefghijklmnopqrst", cases[c].raw, 19 - place,
               "ABCDEFGHIJKLMNOPQRS");
      snprintf(want, sizeof want, "{\"k\":\"%.*s%s%.*s\",\"n\":-7}", place, "abcdefghijklmnopqrst", cases[c].written,
               19 - place, "ABCDEFGHIJKLMNOPQRS");
      json_begin_object(&w);
      json_member_str(&w, STR("\"k\":"), str_of(raw));
      json_member_int(&w, STR("\"n\":"), -7);
      json_end_object(&w);
      assert_string_equal(out.p, want);
    }
}

static void text_is_escaped_so_that_no_control_is_left(void **state) {
  (void)state;
  json_str(&w, STR("\"\\/\b\f\n\r\t\x01\x1f\x7f\0é评\xc2\x9b\xe2\x80\xa8\xe2\x80\xae\xf0\x9f\x98\x80"));
  assert_str(strbuf_view(&out), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\\u0000é评\\u009b\\u2028\\u202e😀\"");
}

static void bad_bytes_become_the_replacement(void **state) {
  (void)state;
  json_str(&w, STR("a\xff\xe4\xb8"));
  assert_str(strbuf_view(&out), "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void numbers_keep_their_exact_value(void **state) {
  (void)state;
  json_begin_array(&w);
  json_int(&w, INT64_MIN);
  json_number(&w, (Number){.is_int = false, .d = 0.1});
  json_number(&w, (Number){.is_int = false, .d = NAN});
  json_number(&w, (Number){.is_int = false, .d = INFINITY});
  json_end_array(&w);
  assert_str(strbuf_view(&out), "[-9223372036854775808,0.1,null,null]");
}

static void sixty_levels_are_written(void **state) {
  (void)state;
  for (int i = 0; i < 60; i++) json_begin_array(&w);
  for (int i = 0; i < 60; i++) json_end_array(&w);
  assert_int_equal(out.n, 120);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(commas_stand_only_between_values), TEST(a_special_byte_is_seen_at_every_place),
      TEST(text_is_escaped_so_that_no_control_is_left),
      TEST(bad_bytes_become_the_replacement), TEST(numbers_keep_their_exact_value),
      TEST(sixty_levels_are_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
