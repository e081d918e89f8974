#include "fixture.h"
#include <sys/file.h>
#include <sys/wait.h>

static void make_legacy(Fixture *f) {
  sql(f,
      "PRAGMA journal_mode = DELETE; CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT); INSERT INTO leads(id) "
      "VALUES (1), (2)");
}

/* Names and contents of all files of the folder but -shm, which holds locks and no data. */
static void folder_hash(Fixture *f, char out[65]) {
  struct dirent **names;
  int n = scandir(f->dir, &names, NULL, alphasort);
  StrBuf all;
  assert_true(n >= 0);
  strbuf_init(&all);
  for (int i = 0; i < n; i++) {
    char path[600];
    static char bytes[1 << 20];
    if (names[i]->d_name[0] != '.') {
      snprintf(path, sizeof path, "%s/%s", f->dir, names[i]->d_name);
      FILE *file = fopen(path, "rb");
      assert_non_null(file);
      size_t got = fread(bytes, 1, sizeof bytes, file);
      fclose(file);
      strbuf_text(&all, names[i]->d_name);
      if (!strstr(names[i]->d_name, "-shm")) strbuf_add(&all, bytes, got);
    }
    free(names[i]);
  }
  free(names);
  sha256_hex(strbuf_view(&all), out);
  strbuf_deinit(&all);
}

static void read_everything(Fixture *f) {
  Store *s;
  int64_t pending;
  assert_store_ok(s, store_open(f->path, STORE_READ, &s));
  assert_store_ok(s, store_map(s, NULL, NULL));
  assert_store_ok(s, store_begin_read(s));
  assert_store_ok(s, store_count_pending(s, &pending));
  assert_int_equal(pending, 2);
  assert_int_not_equal(store_begin(s), STORE_OK);
  store_rollback(s);
  store_close(s);
}

static void reading_leaves_the_folder_as_it_was(Fixture *f) {
  char before[65], after[65];
  folder_hash(f, before);
  read_everything(f);
  folder_hash(f, after);
  assert_string_equal(before, after);
}

static void reading_a_legacy_database_leaves_the_folder_as_it_was(void **state) {
  make_legacy(*state);
  reading_leaves_the_folder_as_it_was(*state);
}

static void reading_a_wal_database_leaves_the_folder_as_it_was(void **state) {
  make_legacy(*state);
  sql(*state, "PRAGMA journal_mode = WAL");
  reading_leaves_the_folder_as_it_was(*state);
}

static void copy_file(Fixture *f, const char *from, const char *to) {
  char a[600], b[600];
  static char bytes[1 << 20];
  snprintf(a, sizeof a, "%s/%s", f->dir, from);
  snprintf(b, sizeof b, "%s/%s", f->dir, to);
  FILE *in = fopen(a, "rb"), *out = fopen(b, "wb");
  assert_non_null(in);
  assert_non_null(out);
  size_t n = fread(bytes, 1, sizeof bytes, in);
  assert_int_equal(fwrite(bytes, 1, n, out), n);
  fclose(in);
  fclose(out);
}

/* As after kill -9: the -wal holds committed rows that are not in the database. */
static void leave_a_filled_wal(Fixture *f, bool with_shm) {
  sqlite3 *db;
  make_legacy(f);
  assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
  assert_int_equal(
      sqlite3_exec(db, "PRAGMA journal_mode = WAL; DELETE FROM leads; INSERT INTO leads(id) VALUES (7), (8)", 0, 0, 0),
      SQLITE_OK);
  copy_file(f, "crm.db", "copy.db");
  copy_file(f, "crm.db-wal", "copy.db-wal");
  if (with_shm) copy_file(f, "crm.db-shm", "copy.db-shm");
  sqlite3_close(db);
  snprintf(f->path, sizeof f->path, "%s/copy.db", f->dir);
}

static void reading_past_a_filled_wal_folds_nothing_in(void **state) {
  leave_a_filled_wal(*state, true);
  reading_leaves_the_folder_as_it_was(*state);
}

static void reading_past_a_filled_wal_makes_no_shm(void **state) {
  leave_a_filled_wal(*state, false);
  reading_leaves_the_folder_as_it_was(*state);
}

static void reading_past_an_empty_wal_keeps_it(void **state) {
  Fixture *f = *state;
  make_legacy(f);
  sql(f, "PRAGMA journal_mode = WAL");
  char name[400];
  snprintf(name, sizeof name, "%s-wal", f->path);
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  fclose(file);
  reading_leaves_the_folder_as_it_was(f);
}

static void reading_beside_a_writer_sees_what_is_committed(void **state) {
  Fixture *f = *state;
  Store *reader;
  int64_t n;
  open_mapped(f);
  sql(f, "INSERT INTO leads(owner) VALUES (NULL), (NULL)");
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(reader, store_open(f->path, STORE_READ, &reader));
  assert_store_ok(reader, store_map(reader, NULL, NULL));
  assert_store_ok(reader, store_count_pending(reader, &n));
  assert_int_equal(n, 2);
  store_close(reader);
  assert_store_ok(f->s, store_commit(f->s));
}

static void a_new_file_has_the_default_tables(void **state) {
  Fixture *f = *state;
  open_default(f);
  assert_string_equal(rows(f, "SELECT group_concat(name, ' ') FROM pragma_table_info('leads')"),
                      "id created_at owner pool status");
  assert_string_equal(
      rows(f, "SELECT count(*) FROM sqlite_schema WHERE name IN ('leads', 'reps', 'pools', 'pool_members')"), "4");
  sql(f, "INSERT INTO leads(id) VALUES (1)");
  assert_string_equal(rows(f, "SELECT status FROM leads"), "new");
}

static void the_ledger_refuses_an_unknown_outcome(void **state) {
  Fixture *f = *state;
  open_default(f);
  sqlite3 *db;
  sqlite3_open(f->path, &db);
  assert_int_equal(sqlite3_exec(db, "INSERT INTO leat_ledger(lead, at, outcome) VALUES (1, 'x', 'gone')", 0, 0, 0),
                   SQLITE_CONSTRAINT);
  assert_int_equal(sqlite3_exec(db, "INSERT INTO leat_ledger(lead, at, outcome) VALUES (1, 'x', 'held')", 0, 0, 0),
                   SQLITE_OK);
  sqlite3_close(db);
}

static void a_crm_gets_only_tables_of_leat(void **state) {
  Fixture *f = *state;
  sql(f, "CREATE TABLE crm_lead(lead_id TEXT PRIMARY KEY, owner_email TEXT)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_string_equal(
      rows(f, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'leat!_%' ESCAPE '!'"), "1");
  assert_string_equal(rows(f, "SELECT sql FROM sqlite_schema WHERE name = 'crm_lead'"),
                      "CREATE TABLE crm_lead(lead_id TEXT PRIMARY KEY, owner_email TEXT)");
}

static void opening_twice_makes_nothing_twice(void **state) {
  Fixture *f = *state;
  open_default(f);
  sql(f, "INSERT INTO leads(id) VALUES (1)");
  store_close(f->s);
  open_default(f);
  assert_string_equal(rows(f, "SELECT count(*) FROM leads"), "1");
}

static void a_missing_file_is_said(void **state) {
  Fixture *f = *state;
  assert_status(f->s, store_open(f->path, STORE_WRITE, &f->s), STORE_MISSING);
  assert_error_has(f->s, "crm.db");
  store_close(f->s);
  assert_status(f->s, store_open(f->path, STORE_READ, &f->s), STORE_MISSING);
  assert_int_equal(access(f->path, F_OK), -1);
}

static void a_missing_folder_is_said(void **state) {
  Fixture *f = *state;
  char path[400];
  snprintf(path, sizeof path, "%s/no/crm.db", f->dir);
  assert_status(f->s, store_open(path, STORE_CREATE, &f->s), STORE_MISSING);
}

static void text_is_no_database(void **state) {
  Fixture *f = *state;
  FILE *file = fopen(f->path, "wb");
  fputs(
      "id,owner\n1,alice\nand so on, far enough to be longer than a header of a database file is, which is a hundred "
      "bytes\n",
      file);
  fclose(file);
  assert_status(f->s, store_open(f->path, STORE_WRITE, &f->s), STORE_NOT_DB);
  store_close(f->s);
  assert_status(f->s, store_open(f->path, STORE_READ, &f->s), STORE_NOT_DB);
}

static void a_folder_or_fifo_is_no_database(void **state) {
  Fixture *f = *state;
  assert_status(f->s, store_open(f->dir, STORE_READ, &f->s), STORE_NOT_DB);
  store_close(f->s);
  assert_int_equal(mkfifo(f->path, 0600), 0);
  assert_status(f->s, store_open(f->path, STORE_WRITE, &f->s), STORE_NOT_DB);
}

static void a_damaged_page_is_found_before_anything_is_written(void **state) {
  Fixture *f = *state;
  sql(f,
      "CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT, t TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
      "SELECT i + 1 FROM n "
      "WHERE i < 2000) INSERT INTO leads SELECT i, NULL, hex(randomblob(20)) FROM n");
  int fd = open(f->path, O_RDWR);
  static const char junk[512] = {[0 ... 511] = 0x5a};
  assert_int_equal(pwrite(fd, junk, sizeof junk, 8 * 4096), sizeof junk);
  close(fd);
  assert_status(f->s, store_open(f->path, STORE_WRITE, &f->s), STORE_NOT_DB);
  assert_error_has(f->s, "damaged");
}

static void a_value_against_a_constraint_is_no_damage(void **state) {
  Fixture *f = *state;
  sql(f,
      "CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT, n INTEGER CHECK(n > 0)); PRAGMA ignore_check_constraints "
      "= 1; "
      "INSERT INTO leads VALUES (1, NULL, -1)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
}

static void a_newer_version_is_left_alone(void **state) {
  Fixture *f = *state;
  open_default(f);
  store_close(f->s);
  sql(f, "UPDATE leat_meta SET value = value + 1 WHERE key = 'version'");
  assert_status(f->s, store_open(f->path, STORE_WRITE, &f->s), STORE_NEWER);
  store_close(f->s);
  assert_status(f->s, store_open(f->path, STORE_READ, &f->s), STORE_NEWER);
}

static void odd_names_of_files_mean_themselves(void **state) {
  Fixture *f = *state;
  static const char *const names[] = {"a?mode=memory", "b%41", "c #d", "客户.db", "e:f", "-g", ":memory:"};
  char cwd[4096];
  assert_non_null(getcwd(cwd, sizeof cwd));
  assert_int_equal(chdir(f->dir), 0);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_store_ok(f->s, store_open(names[i], STORE_CREATE, &f->s));
    store_close(f->s);
    f->s = NULL;
    assert_int_equal(access(names[i], F_OK), 0);
    assert_store_ok(f->s, store_open(names[i], STORE_READ, &f->s));
    store_close(f->s);
    f->s = NULL;
  }
  assert_int_equal(chdir(cwd), 0);
}

static void one_run_at_a_time(void **state) {
  Fixture *f = *state;
  Store *other;
  open_default(f);
  assert_store_ok(f->s, store_lock_run(f->s));
  assert_store_ok(f->s, store_lock_run(f->s));
  assert_store_ok(other, store_open(f->path, STORE_WRITE, &other));
  assert_status(other, store_lock_run(other), STORE_BUSY);
  assert_error_has(other, "another run");
  store_close(f->s);
  f->s = NULL;
  assert_store_ok(other, store_lock_run(other));
  store_close(other);
}

/* Closing a descriptor of the file would have dropped the locks of this process. */
static void a_refused_run_lock_keeps_the_transaction_locked(void **state) {
  Fixture *f = *state;
  Store *holder;
  open_default(f);
  assert_store_ok(holder, store_open(f->path, STORE_WRITE, &holder));
  assert_store_ok(holder, store_lock_run(holder));
  assert_store_ok(f->s, store_begin(f->s));
  assert_status(f->s, store_lock_run(f->s), STORE_BUSY);
  pid_t child = fork();
  if (child == 0) {
    sqlite3 *db;
    int code = sqlite3_open(f->path, &db);
    if (code == SQLITE_OK) code = sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0);
    _exit(code == SQLITE_BUSY ? 0 : 1);
  }
  int how;
  assert_int_equal(waitpid(child, &how, 0), child);
  assert_int_equal(how, 0);
  store_close(holder);
}

static void the_data_version_changes_when_another_writes(void **state) {
  Fixture *f = *state;
  open_mapped(f);
  int64_t before = store_data_version(f->s);
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(f->s, store_turn_save(f->s, &(TurnRow){.pool = STR("a"), .rep = STR("b")}));
  assert_store_ok(f->s, store_commit(f->s));
  assert_int_equal(store_data_version(f->s), before);
  sql(f, "INSERT INTO reps(id) VALUES ('alice')");
  assert_int_not_equal(store_data_version(f->s), before);
}

static void a_rollback_leaves_nothing(void **state) {
  Fixture *f = *state;
  open_mapped(f);
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(f->s, store_turn_save(f->s, &(TurnRow){.pool = STR("a"), .rep = STR("b")}));
  store_rollback(f->s);
  store_rollback(f->s);
  assert_string_equal(rows(f, "SELECT count(*) FROM leat_turns"), "0");
}

static void a_database_in_memory_is_whole(void **state) {
  Fixture *f = *state;
  int64_t n;
  assert_store_ok(f->s, store_open(NULL, STORE_MEMORY, &f->s));
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  assert_store_ok(f->s, store_lock_run(f->s));
  assert_store_ok(f->s, store_count_pending(f->s, &n));
  assert_int_equal(n, 0);
}

static void rows_are_not_committed_into_a_file_that_lost_its_name(Fixture *f) {
  assert_store_ok(f->s, store_begin(f->s));
  int64_t run;
  assert_store_ok(f->s, store_run_start(f->s, 0, STR("s"), &run));
  assert_int_equal(store_commit(f->s), STORE_MISSING);
  assert_non_null(strstr(store_error(f->s), "moved or deleted"));
  store_rollback(f->s);
}

static void a_database_deleted_meanwhile_takes_no_rows(void **state) {
  Fixture *f = *state;
  assert_store_ok(f->s, store_open(f->path, STORE_CREATE, &f->s));
  assert_int_equal(unlink(f->path), 0);
  rows_are_not_committed_into_a_file_that_lost_its_name(f);
}

static void a_database_replaced_meanwhile_takes_no_rows(void **state) {
  Fixture *f = *state;
  char other[320];
  snprintf(other, sizeof other, "%s.new", f->path);
  assert_store_ok(f->s, store_open(f->path, STORE_CREATE, &f->s));
  FILE *file = fopen(other, "wb");
  assert_non_null(file);
  fclose(file);
  assert_int_equal(rename(other, f->path), 0);
  rows_are_not_committed_into_a_file_that_lost_its_name(f);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(reading_a_legacy_database_leaves_the_folder_as_it_was),
      T(reading_a_wal_database_leaves_the_folder_as_it_was),
      T(reading_past_a_filled_wal_folds_nothing_in),
      T(reading_past_a_filled_wal_makes_no_shm),
      T(reading_past_an_empty_wal_keeps_it),
      T(reading_beside_a_writer_sees_what_is_committed),
      T(a_new_file_has_the_default_tables),
      T(the_ledger_refuses_an_unknown_outcome),
      T(a_crm_gets_only_tables_of_leat),
      T(opening_twice_makes_nothing_twice),
      T(a_missing_file_is_said),
      T(a_missing_folder_is_said),
      T(text_is_no_database),
      T(a_folder_or_fifo_is_no_database),
      T(a_damaged_page_is_found_before_anything_is_written),
      T(a_value_against_a_constraint_is_no_damage),
      T(a_newer_version_is_left_alone),
      T(odd_names_of_files_mean_themselves),
      T(one_run_at_a_time),
      T(a_refused_run_lock_keeps_the_transaction_locked),
      T(the_data_version_changes_when_another_writes),
      T(a_rollback_leaves_nothing),
      T(a_database_deleted_meanwhile_takes_no_rows),
      T(a_database_replaced_meanwhile_takes_no_rows),
      T(a_database_in_memory_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
