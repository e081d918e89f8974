#include "syntax_test.h"

#include "syntax/doc.h"

static Arena arena;
static Docs docs;

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

static void read_docs(const char *text) {
  SourceSet sources;
  DiagList diags;
  source_set_init(&sources, &arena);
  diag_init(&diags, &arena);
  uint32_t file = source_add(&sources, STR("test"), str_of(text));
  const Script *script = parse_script(&arena, &sources, file, &diags);
  assert_int_equal(diags.errors, 0);
  docs_read(&arena, &sources, file, script, &docs);
}

static void assert_doc(uint32_t i, const char *kind, const char *form, const char *text) {
  assert_true(i < docs.list.n);
  assert_string_equal(docs.list.v[i].kind, kind);
  if (!str_is(docs.list.v[i].form, form)) fail_msg("%.*s", STR_FMT(docs.list.v[i].form));
  if (!str_is(docs.list.v[i].text, text)) fail_msg("%.*s", STR_FMT(docs.list.v[i].text));
}

static void comments_directly_above_are_of_the_definition(void **state) {
  (void)state;
  read_docs("# About all.\n# Two lines.\n\n# One.\n#\n#  Two.\ndefine twice(x, `odd name`) = x\n"
            "# far\n\nlet a = 1\n#! eval a => 1\nlet b = 2 # beside\n# t\nunique table t(prefix p, q: text) -> r, s {\n"
            "  row \"a\", \"b\" -> 1, 2\n}\n  # indented\n  list l = (\"x\")\npool \"p\" { member \"m\" }\n");
  assert_true(str_is(docs.about, "About all.\nTwo lines."));
  assert_int_equal(docs.list.n, 6);
  assert_doc(0, "define", "twice(x, `odd name`)", "One.\n\n Two.");
  assert_doc(1, "let", "a", "");
  assert_doc(2, "let", "b", "");
  assert_doc(3, "table", "t(prefix p, q) -> r, s", "t");
  assert_doc(4, "list", "l", "indented");
  assert_doc(5, "pool", "\"p\"", "");
}

static void names_of_the_file_alone_have_no_page(void **state) {
  (void)state;
  read_docs("# Of _a only.\nlet _a = 1\n\n# Of b.\nlet b = _a");
  assert_true(docs.about.n == 0);
  assert_int_equal(docs.list.n, 1);
  assert_doc(0, "let", "b", "Of b.");
}

static void a_comment_above_use_is_about_the_file(void **state) {
  (void)state;
  read_docs("\n\n# All of it.\nuse \"std/text\"\nlet b = 1");
  assert_true(str_is(docs.about, "All of it."));
  read_docs("");
  assert_true(docs.about.n == 0 && docs.list.n == 0);
  read_docs("# Only this.");
  assert_true(str_is(docs.about, "Only this."));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(comments_directly_above_are_of_the_definition),
      cmocka_unit_test(names_of_the_file_alone_have_no_page),
      cmocka_unit_test(a_comment_above_use_is_about_the_file),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
