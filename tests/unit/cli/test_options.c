#include "cli/options.h"

#include "unit.h"

static const Option table[] = {{"db", 'd', "FILE", "the database"},
                               {"type", 0, "COLUMN=TYPE", "a type"},
                               {"dry-run", 'n', NULL, "write nothing"},
                               {0}};

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

static bool parse(Options *o, char **argv) {
  int argc = 0;
  while (argv[argc]) argc++;
  return options_parse(o, &arena, LANG_EN, table, argc, argv);
}
#define PARSE(o, ...) parse(o, (char *[]){"run", __VA_ARGS__, NULL})

static void options_may_stand_before_between_and_after_positionals(void **state) {
  (void)state;
  Options o;
  assert_true(PARSE(&o, "--db", "a.db", "x.leat", "-n", "42", "--type=phone=text"));
  assert_int_equal(o.positionals.n, 2);
  assert_string_equal(o.positionals.v[0], "x.leat");
  assert_string_equal(o.positionals.v[1], "42");
  assert_string_equal(options_value(&o, "db"), "a.db");
  assert_true(options_has(&o, "dry-run"));
  assert_string_equal(options_value(&o, "type"), "phone=text");
}

static void a_dash_alone_is_a_positional_and_so_is_all_behind_two(void **state) {
  (void)state;
  Options o;
  assert_true(PARSE(&o, "-", "--", "--db"));
  assert_int_equal(o.positionals.n, 2);
  assert_string_equal(o.positionals.v[0], "-");
  assert_string_equal(o.positionals.v[1], "--db");
  assert_false(options_has(&o, "db"));
}

static void the_last_of_a_repeated_option_counts_and_all_can_be_had(void **state) {
  (void)state;
  Options o;
  Str *values;
  assert_true(PARSE(&o, "-d", "a.db", "--db", "b.db"));
  assert_string_equal(options_value(&o, "db"), "b.db");
  assert_int_equal(options_values(&o, &arena, "db", &values), 2);
  assert_text(values[0], "a.db");
  assert_text(values[1], "b.db");
}

static void an_unknown_option_is_answered_with_the_nearest_one(void **state) {
  (void)state;
  Options o;
  assert_false(PARSE(&o, "--dry-rum"));
  assert_text(o.error, "unknown option `--dry-rum`; did you mean `--dry-run`?");
  assert_false(PARSE(&o, "--xyzzy"));
  assert_text(o.error, "unknown option `--xyzzy`");
  assert_false(PARSE(&o, "-Z"));
  assert_text(o.error, "unknown option `-Z`");
}

static void a_missing_value_and_a_value_too_many_are_told_apart(void **state) {
  (void)state;
  Options o;
  assert_false(PARSE(&o, "--db"));
  assert_text(o.error, "--db needs a value: --db FILE");
  assert_false(PARSE(&o, "-d"));
  assert_text(o.error, "--db needs a value: --db FILE");
  assert_false(PARSE(&o, "--dry-run=yes"));
  assert_text(o.error, "--dry-run takes no value");
}

static void a_number_is_whole_and_within_bounds(void **state) {
  (void)state;
  static const char *const bad[] = {"0", "65", "1.5", "many", "", "9999999999999999999"};
  Options o;
  int64_t n = 5;
  Str error = STR("");
  assert_true(PARSE(&o, "-n"));
  assert_true(options_int(&o, &arena, "db", 1, 64, &n, &error));
  assert_int_equal(n, 5);
  assert_true(PARSE(&o, "--db", "64"));
  assert_true(options_int(&o, &arena, "db", 1, 64, &n, &error));
  assert_int_equal(n, 64);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_true(PARSE(&o, "--db", (char *)(uintptr_t)bad[i]));
    assert_false(options_int(&o, &arena, "db", 1, 64, &n, &error));
    assert_true(str_starts(error, STR("--db wants a whole number from 1 to 64")));
  }
}

static void help_lists_every_option_with_its_argument(void **state) {
  (void)state;
  StrBuf help;
  strbuf_init(&help);
  options_help(&help, LANG_EN, table);
  assert_holds(&help, "  -d, --db FILE             the database\n");
  assert_holds(&help, "      --type COLUMN=TYPE    a type\n");
  assert_holds(&help, "  -n, --dry-run             write nothing\n");
  strbuf_deinit(&help);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(options_may_stand_before_between_and_after_positionals),
      cmocka_unit_test(a_dash_alone_is_a_positional_and_so_is_all_behind_two),
      cmocka_unit_test(the_last_of_a_repeated_option_counts_and_all_can_be_had),
      cmocka_unit_test(an_unknown_option_is_answered_with_the_nearest_one),
      cmocka_unit_test(a_missing_value_and_a_value_too_many_are_told_apart),
      cmocka_unit_test(a_number_is_whole_and_within_bounds),
      cmocka_unit_test(help_lists_every_option_with_its_argument),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
