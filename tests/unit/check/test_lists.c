/* Lists from files. */
#include <stdlib.h>
#include <unistd.h>
#include "base/limits.h"
#include "fixture.h"

#define SCRIPT "list l from \"entries.txt\"\nwhen source in l archive \"x\" otherwise stop"

static char folder[64];
static Fixture f;

static void open_with_file(const char *bytes, size_t n) {
  char path[128];
  strcpy(folder, "leat-lists-XXXXXX");
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/entries.txt", folder);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, n, file), n);
  fclose(file);
  snprintf(path, sizeof path, "%s/script.leat", folder);
  fixture_open(&f, path, SCRIPT, WITH_NOTHING);
}

static int teardown(void **state) {
  char path[128];
  (void)state;
  snprintf(path, sizeof path, "%s/entries.txt", folder);
  unlink(path);
  rmdir(folder);
  fixture_close(&f);
  return 0;
}

static void entries_are_trimmed_and_blank_lines_and_comments_passed_over(void **state) {
  (void)state;
  const Str text = STR("\xef\xbb\xbficbc.com.cn\r\n\r\n# banks\r\n  12 \r\ncafe\xcc\x81");
  open_with_file(text.p, text.n);
  assert_int_equal(f.diags.errors, 0);
  const NamedList *l = &f.program->lists.v[0];
  assert_int_equal(l->items.n, 3);
  assert_true(str_is(l->items.v[0]->text, "icbc.com.cn"));
  assert_true(str_is(l->items.v[1]->text, "12"));
  assert_int_equal(l->items.v[1]->type, TYPE_TEXT); /* a file of numbers is a list of texts */
  assert_true(str_is(l->items.v[2]->text, "caf\xc3\xa9"));
  assert_true(l->used);
}

static void a_file_that_is_not_utf8_is_refused_with_its_line(void **state) {
  (void)state;
  open_with_file("a\nb\xff\n", 5);
  const Diag *d = fixture_found(&f, DIAG_LIST_FILE_UTF8);
  assert_non_null(d);
  assert_non_null(memmem(d->message.p, d->message.n, "line 2", 6));
}

static void open_with_entries(uint32_t n) {
  char *bytes = malloc((size_t)n * 2);
  for (uint32_t i = 0; i < n; i++) memcpy(bytes + 2 * (size_t)i, "a\n", 2);
  open_with_file(bytes, (size_t)n * 2);
  free(bytes);
}

static void more_entries_than_the_limit_are_refused(void **state) {
  (void)state;
  open_with_entries(LIMIT_LIST_FILE_ENTRIES + 1);
  assert_non_null(fixture_found(&f, DIAG_LIST_FILE_LONG));
}

static void fewer_entries_than_the_limit_pass(void **state) {
  (void)state;
  open_with_entries(1000);
  assert_int_equal(f.diags.errors, 0);
  assert_int_equal(f.program->lists.v[0].items.n, 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(entries_are_trimmed_and_blank_lines_and_comments_passed_over, teardown),
    cmocka_unit_test_teardown(a_file_that_is_not_utf8_is_refused_with_its_line, teardown),
    cmocka_unit_test_teardown(more_entries_than_the_limit_are_refused, teardown),
    cmocka_unit_test_teardown(fewer_entries_than_the_limit_pass, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
