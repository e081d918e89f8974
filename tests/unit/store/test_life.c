/* Who had a lead, what falls due, and the tables of an older version. */
#include "fixture.h"
#include "store/life.h"

static void open_life(Fixture *f) {
  assert_store_ok(f->s, store_open(f->path, STORE_CREATE, &f->s));
  sql(f, "INSERT INTO leads(id) VALUES (1), (2)");
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  assert_store_ok(f->s, store_begin(f->s));
}

static OwnedRow owned(int64_t lead, const char *rep, int64_t begun) {
  return (OwnedRow){.lead = value_int(lead), .rep = str_of(rep), .how = STR("assigned"), .begun = begun};
}

static void a_lead_has_one_open_owner_at_most(void **state) {
  Fixture *f = *state;
  OwnedRow open, first = owned(1, "alice", 1000), second = owned(1, "bob", 2000);
  bool found;
  open_life(f);
  assert_store_ok(f->s, store_owned_begin(f->s, &first));
  assert_status(f->s, store_owned_begin(f->s, &second), STORE_CONFLICT);
  assert_store_ok(f->s, store_owned_open(f->s, &f->arena, value_int(1), &open, &found));
  assert_true(found);
  assert_str(open.rep, "alice");
  assert_int_equal(open.begun, 1000);
  assert_store_ok(f->s, store_owned_end(f->s, open.id, 2000, STR("released"), 1));
  assert_status(f->s, store_owned_end(f->s, open.id, 3000, STR("released"), 1), STORE_CONFLICT);
  assert_store_ok(f->s, store_owned_begin(f->s, &second));
  OwnedRow *rows;
  uint32_t n;
  assert_store_ok(f->s, store_owned_of(f->s, &f->arena, value_int(1), 10, &rows, &n));
  assert_int_equal(n, 2);
  assert_str(rows[0].rep, "bob");
  assert_str(rows[1].why, "released");
  assert_int_equal(rows[1].ended, 2000);
}

static void the_first_response_counts(void **state) {
  Fixture *f = *state;
  OwnedRow open, row = owned(1, "alice", 1000);
  bool found;
  open_life(f);
  assert_store_ok(f->s, store_owned_begin(f->s, &row));
  assert_store_ok(f->s, store_owned_open(f->s, &f->arena, value_int(1), &open, &found));
  assert_store_ok(f->s, store_owned_respond(f->s, open.id, 5000));
  assert_store_ok(f->s, store_owned_respond(f->s, open.id, 9000));
  assert_store_ok(f->s, store_owned_open(f->s, &f->arena, value_int(1), &open, &found));
  assert_int_equal(open.responded, 5000);
}

static void an_owner_that_changed_is_not_taken_away(void **state) {
  Fixture *f = *state;
  LeadRow lead;
  bool found;
  open_life(f);
  assert_store_ok(f->s, store_lead(f->s, &f->arena, NULL, 0, STR("1"), &lead, NULL, NULL, &found));
  assert_store_ok(f->s, store_assign(f->s, &lead, STR("alice"), STR("p"), STR("assigned")));
  assert_status(f->s, store_unassign(f->s, &lead, STR("bob")), STORE_CONFLICT);
  assert_store_ok(f->s, store_unassign(f->s, &lead, STR("alice")));
  assert_status(f->s, store_unassign(f->s, &lead, STR("alice")), STORE_CONFLICT);
}

static void put(Fixture *f, int64_t lead, const char *kind, int64_t due) {
  TimerRow row = {.lead = value_int(lead), .kind = str_of(kind), .due = due};
  assert_store_ok(f->s, store_timer_put(f->s, &row));
}

static void timers_come_in_the_order_in_which_they_fall_due(void **state) {
  Fixture *f = *state;
  TimerRow *rows, last;
  uint32_t n;
  bool there;
  open_life(f);
  put(f, 1, "respond", 3000);
  put(f, 2, "respond", 1000);
  put(f, 1, "remind", 2000);
  put(f, 2, "progress", 9000);
  put(f, 2, "respond", 1500); /* moved */
  assert_store_ok(f->s, store_timers_due(f->s, &f->arena, 3000, NULL, 2, &rows, &n));
  assert_int_equal(n, 2);
  assert_int_equal(rows[0].due, 1500);
  assert_str(rows[1].kind, "remind");
  last = rows[1];
  assert_store_ok(f->s, store_timers_due(f->s, &f->arena, 3000, &last, 2, &rows, &n));
  assert_int_equal(n, 1);
  assert_int_equal(rows[0].due, 3000);
  assert_store_ok(f->s, store_timer_drop(f->s, &rows[0], &there));
  assert_true(there);
  assert_store_ok(f->s, store_timer_drop(f->s, &rows[0], &there));
  assert_false(there);
  assert_store_ok(f->s, store_timers_clear(f->s, value_int(2), true));
  assert_store_ok(f->s, store_timers_due(f->s, &f->arena, 10000, NULL, 9, &rows, &n));
  assert_int_equal(n, 1);
}

/* As version 2 made them. */
static const char SECOND_VERSION[] =
    OLD_OUTBOX "DROP TABLE leat_owned; DROP TABLE leat_timers; DROP TABLE leat_activity; DROP TABLE leat_penalties;"
    "DROP TABLE leat_days; DROP TABLE leat_fits;"
    "DROP TABLE leat_ledger; DROP TABLE leat_state; DROP TABLE leat_sticky; DROP TABLE leat_absent;"
    "CREATE TABLE leat_ledger(id INTEGER PRIMARY KEY, lead ANY NOT NULL, at TEXT NOT NULL, rule TEXT, line INTEGER,"
    "script TEXT, pool TEXT, rep TEXT, outcome TEXT NOT NULL CHECK(outcome = 'assigned' OR outcome = 'held'),"
    "reason TEXT, run INTEGER, inputs TEXT, passed TEXT, errors TEXT, respond_by TEXT) STRICT;"
    "CREATE TABLE leat_state(lead ANY PRIMARY KEY NOT NULL, outcome TEXT NOT NULL CHECK(outcome = 'assigned' OR "
    "outcome = 'held'), pool TEXT, rule TEXT, line INTEGER, reason TEXT, script TEXT, at TEXT NOT NULL) STRICT,"
    "WITHOUT ROWID;"
    "INSERT INTO leat_ledger(id, lead, at, outcome, rep) VALUES (7, 'a', '2026-01-01T00:00:00Z', 'assigned', 'zoe');"
    "INSERT INTO leat_state(lead, outcome, reason, at) VALUES (5, 'held', 'big', '2026-01-01T00:00:00Z');"
    "UPDATE leat_meta SET value = 2 WHERE key = 'version'";

static void the_ledger_of_the_second_version_is_kept(void **state) {
  Fixture *f = *state;
  assert_store_ok(f->s, store_open(f->path, STORE_CREATE, &f->s));
  store_close(f->s);
  f->s = NULL;
  sql(f, SECOND_VERSION);
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(f->s, store_commit(f->s));
  assert_string_equal(rows(f, "SELECT value FROM leat_meta WHERE key = 'version'"), "3");
  assert_string_equal(rows(f, "SELECT id || lead || outcome || rep FROM leat_ledger"), "7aassignedzoe");
  assert_string_equal(rows(f, "SELECT lead || outcome || reason FROM leat_state"), "5heldbig");
  assert_string_equal(rows(f, "SELECT day || rep || leads FROM leat_days"), "2026-01-01zoe1"); /* as capacities count */
  sql(f, "UPDATE leat_state SET outcome = 'sea'"); /* a word of the new version */
  assert_string_equal(rows(f, "SELECT group_concat(name) FROM sqlite_schema WHERE name LIKE 'leat_old%'"), "~");
}

static int run_sql(sqlite3 *db, const char *text) { return sqlite3_exec(db, text, NULL, NULL, NULL); }

static void the_database_refuses_a_move_that_is_not_allowed(void **state) {
  Fixture *f = *state;
  sqlite3 *db;
  assert_store_ok(f->s, store_open(f->path, STORE_CREATE, &f->s));
  assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
  assert_int_equal(run_sql(db, "INSERT INTO leat_state(lead, outcome, at) VALUES (1, 'won', 'x'), (2, 'held', 'x')"),
                   SQLITE_OK);
  assert_int_equal(run_sql(db, "UPDATE leat_state SET outcome = 'sea' WHERE lead = 2"), SQLITE_OK);
  assert_int_equal(run_sql(db, "UPDATE leat_state SET outcome = 'waiting' WHERE lead = 1"), SQLITE_CONSTRAINT);
  assert_int_equal(run_sql(db, "UPDATE leat_state SET outcome = 'gone' WHERE lead = 2"), SQLITE_CONSTRAINT);
  sqlite3_close(db);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_lead_has_one_open_owner_at_most, setup, teardown),
      cmocka_unit_test_setup_teardown(the_first_response_counts, setup, teardown),
      cmocka_unit_test_setup_teardown(an_owner_that_changed_is_not_taken_away, setup, teardown),
      cmocka_unit_test_setup_teardown(timers_come_in_the_order_in_which_they_fall_due, setup, teardown),
      cmocka_unit_test_setup_teardown(the_ledger_of_the_second_version_is_kept, setup, teardown),
      cmocka_unit_test_setup_teardown(the_database_refuses_a_move_that_is_not_allowed, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
