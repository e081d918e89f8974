#include "unit.h"

#include "base/difference.h"

static void assert_difference(const char *before, const char *after, const char *wanted) {
  StrBuf out;
  strbuf_init(&out);
  strbuf_text(&out, "");
  difference_unified(&out, STR("x"), str_of(before), str_of(after));
  assert_string_equal(out.p, wanted);
  strbuf_deinit(&out);
}

static void equal_texts_have_no_difference(void **state) {
  (void)state;
  assert_difference("", "", "");
  assert_difference("a\nb", "a\nb", "");
}

static void a_change_stands_in_its_context(void **state) {
  (void)state;
  assert_difference("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
                    "--- x\n+++ x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void changes_far_apart_are_two(void **state) {
  (void)state;
  assert_difference("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
                    "--- x\n+++ x\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

static void changes_near_each_other_are_one(void **state) {
  (void)state;
  assert_difference("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
                    "--- x\n+++ x\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
}

static void texts_from_and_to_nothing(void **state) {
  (void)state;
  assert_difference("", "a\n", "--- x\n+++ x\n@@ -0,0 +1 @@\n+a\n");
  assert_difference("a\n", "", "--- x\n+++ x\n@@ -1 +0,0 @@\n-a\n");
}

static void a_missing_last_line_end_is_said(void **state) {
  (void)state;
  assert_difference("a", "a\n", "--- x\n+++ x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

static void the_difference_is_small(void **state) {
  (void)state;
  assert_difference("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n",
                    "--- x\n+++ x\n@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n");
}

static void texts_without_a_common_line_are_one_change(void **state) {
  (void)state;
  StrBuf before, after, out;
  strbuf_init(&before);
  strbuf_init(&after);
  strbuf_init(&out);
  for (int i = 0; i < 3000; i++) {
    strbuf_printf(&before, "a%d\n", i);
    strbuf_printf(&after, "b%d\n", i);
  }
  difference_unified(&out, STR("x"), strbuf_view(&before), strbuf_view(&after));
  assert_true(str_starts(strbuf_view(&out), STR("--- x\n+++ x\n@@ -1,3000 +1,3000 @@\n-a0\n-a1\n")));
  assert_true(str_ends(strbuf_view(&out), STR("+b2998\n+b2999\n")));
  strbuf_deinit(&before);
  strbuf_deinit(&after);
  strbuf_deinit(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_texts_have_no_difference),
      cmocka_unit_test(a_change_stands_in_its_context),
      cmocka_unit_test(changes_far_apart_are_two),
      cmocka_unit_test(changes_near_each_other_are_one),
      cmocka_unit_test(texts_from_and_to_nothing),
      cmocka_unit_test(a_missing_last_line_end_is_said),
      cmocka_unit_test(the_difference_is_small),
      cmocka_unit_test(texts_without_a_common_line_are_one_change),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
