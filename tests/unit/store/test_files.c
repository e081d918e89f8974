/* The files that a script version took in, and databases of the version before there were any. */
#include "fixture.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void save(Fixture *f, const char *version, const ScriptFile *files, uint32_t count) {
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(f->s, store_files_save(f->s, str_of(version), files, count));
  assert_store_ok(f->s, store_commit(f->s));
}

static void files_come_back_in_their_order(void **state) {
  Fixture *f = *state;
  ScriptFile *back;
  uint32_t n;
  open_default(f);
  const ScriptFile files[] = {{STR("./z.leat"), STR("./z.leat"), STR("let a = 1"), STR(HASH_A)},
                              {STR("./a.leat"), STR("./z.leat"), STR("let a = 1"), STR(HASH_A)},
                              {STR("std/x.csv"), STR("std/x.csv"), STR(""), STR(HASH_B)}};
  save(f, "v1", files, 3);
  save(f, "v1", files, 3); /* once is enough */
  save(f, "v2", files + 2, 1);
  save(f, "v3", NULL, 0);
  assert_string_equal(rows(f, "SELECT count(*) FROM leat_files"), "2");
  assert_store_ok(f->s, store_files_load(f->s, &f->arena, STR("v1"), &back, &n));
  assert_int_equal(n, 3);
  for (uint32_t i = 0; i < 3; i++) {
    assert_true(str_eq(back[i].name, files[i].name));
    assert_true(str_eq(back[i].id, files[i].id));
    assert_true(str_eq(back[i].text, files[i].text));
  }
  assert_store_ok(f->s, store_files_load(f->s, &f->arena, STR("v3"), &back, &n));
  assert_int_equal(n, 0);
  assert_store_ok(f->s, store_files_load(f->s, &f->arena, STR("nothing"), &back, &n));
  assert_int_equal(n, 0);
}

static void a_large_file_is_kept_in_parts(void **state) {
  Fixture *f = *state;
  enum { BYTES = 16 * 1024 * 1024 };
  ScriptFile *back;
  uint32_t n;
  open_default(f);
  for (size_t extra = 0; extra < 2; extra++) {
    char *bytes = malloc(BYTES + extra), version[2] = {(char)('0' + extra), 0};
    assert_non_null(bytes);
    for (size_t i = 0; i < BYTES + extra; i++) bytes[i] = (char)(i * 31 + i / 4096);
    ScriptFile file = {STR("./big.csv"), STR("./big.csv"), {bytes, BYTES + extra}, extra ? STR(HASH_A) : STR(HASH_B)};
    save(f, version, &file, 1);
    assert_store_ok(f->s, store_files_load(f->s, &f->arena, str_of(version), &back, &n));
    assert_int_equal(n, 1);
    assert_true(str_eq(back[0].text, file.text));
    free(bytes);
  }
  assert_string_equal(rows(f, "SELECT group_concat(n) FROM (SELECT count(*) n FROM leat_files GROUP BY hash ORDER BY "
                              "hash)"), "2,1");
}

static void first_version(Fixture *f) {
  open_default(f);
  store_close(f->s);
  f->s = NULL;
  /* what versions 2 and 3 added */
  sql(f, OLD_OUTBOX
         "DROP TABLE leat_files; DROP TABLE leat_script_files; DROP TABLE leat_sticky;"
         "DROP TABLE leat_absent; DROP INDEX leat_ledger_of_lead;"
         "DROP TABLE leat_owned; DROP TABLE leat_timers; DROP TABLE leat_activity; DROP TABLE leat_penalties;"
         "DROP TABLE leat_days; DROP TABLE leat_fits;"
         "UPDATE leat_meta SET value = 1 WHERE key = 'version'");
}

static void the_first_version_is_read_as_it_is(void **state) {
  Fixture *f = *state;
  ScriptFile *back;
  uint32_t n = 7;
  first_version(f);
  assert_store_ok(f->s, store_open(f->path, STORE_READ, &f->s));
  assert_store_ok(f->s, store_files_load(f->s, &f->arena, STR("v1"), &back, &n));
  assert_int_equal(n, 0);
  assert_string_equal(rows(f, "SELECT value FROM leat_meta WHERE key = 'version'"), "1");
}

static void the_first_version_is_brought_up_to_date_when_it_is_written(void **state) {
  Fixture *f = *state;
  first_version(f);
  sql(f, "INSERT INTO leat_scripts VALUES ('old', 'n', 'stop', '2026-01-01T00:00:00Z')");
  const ScriptFile file = {STR("./a.leat"), STR("./a.leat"), STR("x"), STR(HASH_A)};
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  save(f, "v1", &file, 1);
  assert_string_equal(rows(f, "SELECT value FROM leat_meta WHERE key = 'version'"), "3");
  assert_string_equal(rows(f, "SELECT count(*) FROM leat_files"), "1");
  assert_string_equal(rows(f, "SELECT text FROM leat_scripts"), "stop");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(files_come_back_in_their_order, setup, teardown),
      cmocka_unit_test_setup_teardown(a_large_file_is_kept_in_parts, setup, teardown),
      cmocka_unit_test_setup_teardown(the_first_version_is_read_as_it_is, setup, teardown),
      cmocka_unit_test_setup_teardown(the_first_version_is_brought_up_to_date_when_it_is_written, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
