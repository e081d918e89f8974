#include "base/base64.h"
#include "unit.h"

/* RFC 4648, section 10. */
static const char *const VECTORS[][2] = {{"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},       {"foo", "Zm9v"},
                                         {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

static void the_vectors_of_the_standard_go_both_ways(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
    StrBuf text, back;
    strbuf_init(&text);
    strbuf_init(&back);
    base64_add(&text, str_of(VECTORS[i][0]));
    assert_str(strbuf_view(&text), VECTORS[i][1]);
    assert_true(base64_read(&back, str_of(VECTORS[i][1])));
    assert_str(strbuf_view(&back), VECTORS[i][0]);
    strbuf_deinit(&text);
    strbuf_deinit(&back);
  }
}

static void all_bytes_come_back(void **state) {
  (void)state;
  char bytes[256];
  for (int i = 0; i < 256; i++) bytes[i] = (char)i;
  StrBuf text, back;
  strbuf_init(&text);
  strbuf_init(&back);
  base64_add(&text, (Str){bytes, sizeof bytes});
  assert_true(base64_read(&back, strbuf_view(&text)));
  assert_true(str_eq(strbuf_view(&back), (Str){bytes, sizeof bytes}));
  strbuf_deinit(&text);
  strbuf_deinit(&back);
}

static void what_is_no_base64_is_refused_and_leaves_nothing(void **state) {
  (void)state;
  static const char *const wrong[] = {"Z", "Zg", "Zg=", "Zg= ", "Zm9v!A==", "=g==", "Zm=v", "Z===", "Zm9vYg=="
                                      "x"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    StrBuf back;
    strbuf_init(&back);
    strbuf_text(&back, "before");
    assert_false(base64_read(&back, str_of(wrong[i])));
    assert_int_equal(back.n, 6);
    strbuf_deinit(&back);
  }
}

static void percent_leaves_the_unreserved_characters(void **state) {
  (void)state;
  StrBuf out;
  strbuf_init(&out);
  percent_add(&out, STR("aZ09-._~ +/=&\xE4\xB8\x8A\0"));
  assert_str(strbuf_view(&out), "aZ09-._~%20%2B%2F%3D%26%E4%B8%8A%00");
  strbuf_deinit(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_vectors_of_the_standard_go_both_ways),
      cmocka_unit_test(all_bytes_come_back),
      cmocka_unit_test(what_is_no_base64_is_refused_and_leaves_nothing),
      cmocka_unit_test(percent_leaves_the_unreserved_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
