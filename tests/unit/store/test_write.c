#include "fixture.h"
#include <signal.h>
#include <sys/resource.h>

enum { NOW = 1772414400 };

static LeadRow lead_of(Fixture *f, const char *id) {
  LeadRow lead;
  bool found;
  assert_store_ok(f->s, store_lead(f->s, &f->arena, NULL, 0, str_of(id), &lead, NULL, NULL, &found));
  assert_true(found);
  return lead;
}

static void open_three(Fixture *f) {
  open_default(f);
  sql(f,
      "ALTER TABLE leads ADD COLUMN score INTEGER; ALTER TABLE leads ADD COLUMN note TEXT; INSERT INTO leads(id) "
      "VALUES (1), (2), (3)");
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
}

static void an_owner_is_written_once(void **state) {
  Fixture *f = *state;
  open_three(f);
  LeadRow lead = lead_of(f, "1");
  assert_store_ok(f->s, store_assign(f->s, &lead, STR("alice"), STR("p"), STR("assigned")));
  assert_status(f->s, store_assign(f->s, &lead, STR("bob"), STR("p"), STR("assigned")), STORE_CONFLICT);
  assert_error_has(f->s, "lead 1");
  assert_string_equal(rows(f, "SELECT owner, pool, status FROM leads"), "alice|p|assigned ~|~|new ~|~|new");
}

static void an_owner_set_by_hand_is_respected(void **state) {
  Fixture *f = *state;
  open_three(f);
  LeadRow lead = lead_of(f, "2");
  sql(f, "UPDATE leads SET owner = 'carol' WHERE id = 2");
  assert_status(f->s, store_assign(f->s, &lead, STR("bob"), STR(""), STR("")), STORE_CONFLICT);
  sql(f, "DELETE FROM leads WHERE id = 2");
  assert_status(f->s, store_assign(f->s, &lead, STR("bob"), STR(""), STR("")), STORE_CONFLICT);
}

/* ---- batches ---- */

enum { MANY = 200 };

/* Leads 1, 1 + step, … in the order of `turn`, owners a0, a1, …; every fifth gets none, every seventh is not logged. */
static LeadWrite *batch_of(Fixture *f, uint32_t n, int64_t step, uint32_t turn) {
  LeadRow *leads = ARENA_ARRAY(&f->arena, LeadRow, n);
  LeadWrite *writes = ARENA_ARRAY(&f->arena, LeadWrite, n);
  for (uint32_t i = 0; i < n; i++) {
    int64_t id = (int64_t)((i * turn) % n) * step + 1;
    leads[i] = (LeadRow){.id = value_int(id), .rowid = id, .id_text = arena_printf(&f->arena, "%d", (int)id)};
    writes[i] = (LeadWrite){.lead = &leads[i], .assigned = id / step % 5 != 0, .logged = id / step % 7 != 0};
    writes[i].ledger = (LedgerRow){.run = 4, .at = NOW * 1000LL, .lead = value_int(id), .line = id,
                                   .rule = STR("r"), .script = STR("abc"), .outcome = STR("assigned"),
                                   .rep = arena_printf(&f->arena, "a%d", (int)id), .pool = STR("p"),
                                   .respond_by = id % 2 ? NOW * 1000LL + id * 1000 : 0, .inputs = STR("{}")};
  }
  return writes;
}

static void open_many(Fixture *f, uint32_t n, int64_t step) {
  char text[200];
  open_default(f);
  snprintf(text, sizeof text, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + %d FROM n LIMIT %u) "
           "INSERT INTO leads(id) SELECT i FROM n", (int)step, n);
  sql(f, text);
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
}

/* Close together, far apart, and out of order: what is written is the same. */
static void a_batch_gets_its_owners_at_once(void **state) {
  Fixture *f = *state;
  open_many(f, MANY, 1);
  for (int round = 0; round < 3; round++) {
    int64_t step = round == 1 ? 1000 : 1;
    sql(f, "DELETE FROM leads; DELETE FROM leat_ledger");
    char text[200];
    snprintf(text, sizeof text, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + %d FROM n LIMIT %d) "
             "INSERT INTO leads(id) SELECT i FROM n", (int)step, MANY);
    sql(f, text);
    LeadWrite *writes = batch_of(f, MANY, step, round == 2 ? 77 : 1);
    assert_store_ok(f->s, store_begin(f->s));
    assert_store_ok(f->s, store_assign_all(f->s, writes, MANY, STR("assigned")));
    assert_store_ok(f->s, store_ledger_all(f->s, writes, MANY));
    assert_store_ok(f->s, store_commit(f->s));
    for (uint32_t i = 0; i < MANY; i++) {
      snprintf(text, sizeof text, "SELECT owner, pool, status FROM leads WHERE id = %d", (int)writes[i].lead->rowid);
      char want[100];
      snprintf(want, sizeof want, "a%d|p|assigned", (int)writes[i].lead->rowid);
      assert_string_equal(rows(f, text), writes[i].assigned ? want : "~|~|new");
      snprintf(text, sizeof text,
               "SELECT rep, rule, line, script, pool, outcome, run, at, inputs, reason, passed, errors, "
               "respond_by IS NULL FROM leat_ledger WHERE lead = %d", (int)writes[i].lead->rowid);
      snprintf(want, sizeof want, "a%d|r|%d|abc|p|assigned|4|2026-03-02T01:20:00Z|{}|~|~|~|%d",
               (int)writes[i].lead->rowid, (int)writes[i].lead->rowid, writes[i].lead->rowid % 2 == 0);
      assert_string_equal(rows(f, text), writes[i].logged ? want : "");
    }
  }
}

static void one_with_an_owner_fails_the_batch(void **state) {
  Fixture *f = *state;
  open_many(f, MANY, 1);
  LeadWrite *writes = batch_of(f, MANY, 1, 1);
  sql(f, "UPDATE leads SET owner = 'zoe' WHERE id = 7");
  assert_store_ok(f->s, store_begin(f->s));
  assert_status(f->s, store_assign_all(f->s, writes, MANY, STR("assigned")), STORE_CONFLICT);
  store_rollback(f->s);
  assert_string_equal(rows(f, "SELECT owner FROM leads WHERE owner IS NOT NULL"), "zoe");
  assert_string_equal(rows(f, "SELECT owner FROM leads WHERE id = 7"), "zoe");
}

/* A batch keeps rowids that are no ids; what lies between its leads stays as it is. */
static void a_batch_touches_only_its_own(void **state) {
  Fixture *f = *state;
  open_many(f, MANY, 1);
  LeadWrite *writes = batch_of(f, MANY, 1, 1);
  for (uint32_t i = 0; i < MANY; i++) writes[i].assigned = i % 2 == 0;
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(f->s, store_assign_all(f->s, writes, MANY, STR("assigned")));
  assert_store_ok(f->s, store_commit(f->s));
  assert_string_equal(rows(f, "SELECT count(*), min(id % 2) FROM leads WHERE owner = 'a' || id"), "100|1");
  assert_string_equal(rows(f, "SELECT count(*) FROM leads WHERE owner IS NULL AND status = 'new'"), "100");
}

static void triggers_are_seen(void **state) {
  Fixture *f = *state;
  bool found;
  open_three(f);
  sql(f, "CREATE TABLE other(id INT); CREATE TRIGGER t0 AFTER UPDATE ON other BEGIN SELECT 1; END");
  assert_store_ok(f->s, store_has_triggers(f->s, &found));
  assert_false(found);
  sql(f, "CREATE TRIGGER t1 AFTER UPDATE ON Leads BEGIN SELECT 1; END");
  assert_store_ok(f->s, store_has_triggers(f->s, &found));
  assert_true(found);
  sql(f, "DROP TRIGGER t1; CREATE TRIGGER t2 AFTER INSERT ON leat_ledger BEGIN SELECT 1; END");
  assert_store_ok(f->s, store_has_triggers(f->s, &found));
  assert_true(found);
}

static void the_same_state_is_no_change(void **state) {
  Fixture *f = *state;
  bool changed;
  open_three(f);
  LeadRow lead = lead_of(f, "1");
  StateRow row = {.outcome = STR("held"),
                  .rule = STR("r"),
                  .reason = STR("why"),
                  .script = STR("abc"),
                  .line = 3,
                  .at = NOW * 1000LL};
  assert_store_ok(f->s, store_state(f->s, &lead, &row, &changed));
  assert_true(changed);
  sql(f, "UPDATE leads SET status = 'new'");
  row.at++;
  assert_store_ok(f->s, store_state(f->s, &lead, &row, &changed));
  assert_false(changed);
  assert_string_equal(rows(f, "SELECT status FROM leads WHERE id = 1"), "held");
  assert_string_equal(rows(f, "SELECT * FROM leat_state"), "1|held|~|r|3|why|abc|2026-03-02T01:20:00Z|~");
  row.reason = STR("other");
  assert_store_ok(f->s, store_state(f->s, &lead, &row, &changed));
  assert_true(changed);
  assert_store_ok(f->s, store_state_clear(f->s, &lead));
  assert_string_equal(rows(f, "SELECT count(*) FROM leat_state"), "0");
}

static void a_lead_keeps_its_place_in_the_queue(void **state) {
  Fixture *f = *state;
  bool changed;
  open_three(f);
  LeadRow lead = lead_of(f, "1");
  StateRow row = {.outcome = STR("waiting"), .pool = STR("p"), .script = STR("a"), .at = 1000};
  assert_store_ok(f->s, store_state(f->s, &lead, &row, &changed));
  row.script = STR("b");
  row.at = 2000;
  assert_store_ok(f->s, store_state(f->s, &lead, &row, &changed));
  assert_true(changed);
  assert_string_equal(rows(f, "SELECT script, at FROM leat_state"), "b|1970-01-01T00:00:01Z");
  row.pool = STR("q");
  assert_store_ok(f->s, store_state(f->s, &lead, &row, &changed));
  assert_string_equal(rows(f, "SELECT pool, at FROM leat_state"), "q|1970-01-01T00:00:02Z");
}

static void fields_take_values_of_every_kind(void **state) {
  Fixture *f = *state;
  open_three(f);
  LeadRow lead = lead_of(f, "1");
  Value items[] = {value_text(STR("a\"b")), value_int(2)};
  ListValue list = {2, items};
  static const char *const want[] = {"x", "5", "2.5", "1", "2026-03-02T01:20:00Z", "[\"a\\\"b\",2]", "~"};
  const Value values[] = {value_text(STR("x")),
                          value_int(5),
                          {.kind = VAL_REAL, .d = 2.5},
                          value_bool(true),
                          value_time(NOW * 1000LL),
                          {.kind = VAL_LIST, .list = &list},
                          value_missing()};
  for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
    assert_store_ok(f->s, store_set_field(f->s, &lead, STR("NOTE"), values[i]));
    assert_string_equal(rows(f, "SELECT note FROM leads WHERE id = 1"), want[i]);
  }
  assert_store_ok(f->s, store_set_field(f->s, &lead, STR("score"), value_time(5)));
  assert_string_equal(rows(f, "SELECT score FROM leads WHERE id = 1"), "5");
  assert_status(f->s, store_set_field(f->s, &lead, STR("scor"), value_int(1)), STORE_BAD);
  assert_status(f->s, store_set_field(f->s, &lead, STR("owner"), value_text(STR("x"))), STORE_BAD);
  assert_status(f->s, store_set_field(f->s, &lead, STR("id"), value_int(9)), STORE_BAD);
}

static void a_constraint_of_the_table_is_the_users_to_mend(void **state) {
  Fixture *f = *state;
  sql(f,
      "CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT CHECK(owner <> 'bob'), n INT NOT NULL); INSERT INTO "
      "leads(id, n) VALUES (1, 1)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  LeadRow lead = lead_of(f, "1");
  assert_status(f->s, store_assign(f->s, &lead, STR("bob"), STR(""), STR("")), STORE_BAD);
  assert_status(f->s, store_set_field(f->s, &lead, STR("n"), value_missing()), STORE_BAD);
}

static void tags_are_kept_once_and_the_outbox_in_order(void **state) {
  Fixture *f = *state;
  open_three(f);
  LeadRow lead = lead_of(f, "1");
  assert_store_ok(f->s, store_tag(f->s, &lead, STR("hot"), 1000, STR("r")));
  assert_store_ok(f->s, store_tag(f->s, &lead, STR("hot"), 2000, STR("s")));
  assert_string_equal(rows(f, "SELECT * FROM leat_tags"), "1|hot|1970-01-01T00:00:01Z|r");
  assert_store_ok(f->s,
                  store_outbox(f->s, &lead,
                               &(OutboxRow){.kind = STR("notify"), .channel = STR("c"), .text = STR("t"), .at = 1000}));
  assert_store_ok(
      f->s,
      store_outbox(f->s, &lead,
                   &(OutboxRow){.kind = STR("task"), .text = STR("call"), .at = 1000, .due = 3000, .rule = STR("r")}));
  assert_string_equal(
      rows(f, "SELECT id, lead, kind, channel, text, due, at, rule, sent_at FROM leat_outbox"),
      "1|1|notify|c|t|~|1970-01-01T00:00:01Z|~|~ 2|1|task|~|call|1970-01-01T00:00:03Z|1970-01-01T00:00:01Z|r|~");
}

static void turns_come_back_as_saved(void **state) {
  Fixture *f = *state;
  TurnRow *turns;
  uint32_t n;
  open_three(f);
  assert_store_ok(f->s, store_turn_save(f->s, &(TurnRow){STR("p"), STR("b"), 1, 2, 3}));
  assert_store_ok(f->s, store_turn_save(f->s, &(TurnRow){STR("p"), STR("a"), INT64_MAX, INT64_MIN, 1}));
  assert_store_ok(f->s, store_turn_save(f->s, &(TurnRow){STR("p"), STR("b"), 4, 5, 6}));
  assert_store_ok(f->s, store_turns(f->s, &f->arena, &turns, &n));
  assert_int_equal(n, 2);
  assert_str(turns[0].rep, "a");
  assert_true(turns[0].seq == INT64_MAX && turns[0].credit == INT64_MIN);
  assert_true(turns[1].seq == 4 && turns[1].credit == 5 && turns[1].scale == 6);
}

static void the_ledger_gives_back_what_it_took_newest_first(void **state) {
  Fixture *f = *state;
  LedgerRow *got;
  uint32_t n;
  open_three(f);
  LedgerRow row = {.run = 1,
                   .at = NOW * 1000LL + 5,
                   .lead = value_int(1),
                   .rule = STR("hot"),
                   .line = 3,
                   .script = STR("abc"),
                   .pool = STR("p"),
                   .rep = STR("alice"),
                   .outcome = STR("assigned"),
                   .inputs = STR("{\"score\":90}"),
                   .respond_by = NOW * 1000LL};
  assert_store_ok(f->s, store_ledger(f->s, &row));
  assert_store_ok(
      f->s,
      store_ledger(f->s, &(LedgerRow){.at = 1000, .lead = value_int(1), .outcome = STR("held"), .reason = STR("big")}));
  assert_store_ok(f->s,
                  store_ledger(f->s, &(LedgerRow){.at = 1000, .lead = value_text(STR("1x")), .outcome = STR("held")}));
  assert_string_equal(
      rows(f,
           "SELECT lead, at, rule, line, script, pool, rep, outcome, reason, run, inputs, passed, errors, respond_by "
           "FROM leat_ledger WHERE id = 1"),
      "1|2026-03-02T01:20:00.005Z|hot|3|abc|p|alice|assigned|~|1|{\"score\":90}|~|~|2026-03-02T01:20:00Z");
  assert_store_ok(f->s, store_ledger_of(f->s, &f->arena, STR("1"), &got, &n));
  assert_int_equal(n, 2);
  assert_str(got[0].reason, "big");
  assert_true(got[1].at == row.at && got[1].line == 3 && got[1].respond_by == row.respond_by && got[1].run == 1);
  assert_str(got[1].rep, "alice");
  assert_true(got[1].lead.kind == VAL_INT && got[1].lead.i == 1);
}

static void scripts_are_kept_once(void **state) {
  Fixture *f = *state;
  Str name, text;
  bool found;
  open_three(f);
  assert_store_ok(f->s, store_script_save(f->s, STR("v1"), STR("a.leat"), STR("text"), 1000));
  assert_store_ok(f->s, store_script_save(f->s, STR("v1"), STR("b.leat"), STR("text"), 2000));
  assert_store_ok(f->s, store_script_load(f->s, &f->arena, STR("v1"), &name, &text, &found));
  assert_true(found);
  assert_str(name, "a.leat");
  assert_str(text, "text");
  assert_store_ok(f->s, store_script_load(f->s, &f->arena, STR("v2"), &name, &text, &found));
  assert_false(found);
}

static void a_run_knows_how_far_it_came(void **state) {
  Fixture *f = *state;
  int64_t run, reached;
  open_three(f);
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(f->s, store_run_start(f->s, 1000, STR("v1"), &run));
  assert_store_ok(f->s, store_run_progress(f->s, run, 500, STR("{}"), false));
  assert_store_ok(f->s, store_commit(f->s));
  assert_store_ok(f->s, store_begin(f->s));
  assert_store_ok(f->s, store_run_progress(f->s, run, 1000, STR(""), true));
  assert_store_ok(f->s, store_run_reached(f->s, run, &reached));
  assert_int_equal(reached, 500);
  assert_store_ok(f->s, store_run_reached(f->s, run + 1, &reached));
  assert_int_equal(reached, 0);
  assert_status(f->s, store_run_progress(f->s, run + 1, 1, STR(""), false), STORE_FAILED);
}

/* A file size limit stands in for a full disk. */
static void a_full_disk_is_said_and_leaves_nothing(void **state) {
  Fixture *f = *state;
  struct rlimit old, small;
  open_three(f);
  Str big = {memset(malloc(8 << 20), 'x', 8 << 20), 8 << 20};
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small = (struct rlimit){1 << 20, old.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  assert_store_ok(f->s, store_begin(f->s));
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  StoreStatus status = store_script_save(f->s, STR("v"), STR("n"), big, 1000);
  if (status == STORE_OK) status = store_commit(f->s);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_int_equal(status, STORE_FULL);
  assert_error_has(f->s, "can't");
  store_rollback(f->s);
  assert_string_equal(rows(f, "SELECT count(*) FROM leat_scripts"), "0");
  free((char *)big.p);
}

static void roster_tables_are_read_in_order(void **state) {
  Fixture *f = *state;
  PoolRow *pools;
  PoolMemberRow *m;
  RepRow *reps;
  OpenRow *open;
  Str *names;
  size_t name_count;
  uint32_t n;
  open_default(f);
  sql(f,
      "INSERT INTO reps(id, name, active, capacity, away_from, away_until) VALUES ('bob', NULL, 1, 5, NULL, NULL), "
      "('alice', 'Alice', 0, NULL, '2026-03-02', '2026-03-03'), ('carol', '', 1, -1, NULL, '2026-03-02T10:00:00Z');"
      "INSERT INTO pools VALUES ('z', 'first', 3), ('a', NULL, NULL);"
      "INSERT INTO pool_members VALUES ('z', 'carol', 1.5, NULL, NULL), ('z', 'bob', 2, 7, 2), ('z', 'alice', 1, NULL, "
      "1), ('m', 'bob', 1, NULL, NULL);"
      "INSERT INTO leads(owner, status) VALUES ('bob', 'assigned'), ('bob', 'Won'), ('bob', NULL), ('alice', "
      "'closed'), (NULL, 'new')");
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  CodeColumn col = column("team");
  assert_store_ok(f->s, store_reps(f->s, &f->arena, &col, 1, &reps, &n));
  assert_int_equal(n, 3);
  assert_str(reps[0].name, "bob");
  assert_true(reps[0].active && reps[0].most[CAPACITY_OPEN] == 5 && !reps[0].away_from.there);
  assert_false(reps[1].active);
  int64_t from, until;
  assert_true(raw_time_at(&reps[1].away_from, zone_utc(), false, &from) && from == 1772409600000);
  assert_true(raw_time_at(&reps[1].away_until, zone_utc(), true, &until) && until == 1772409600000 + 2 * 86400000LL);
  assert_true(reps[2].most[CAPACITY_OPEN] == -1 && !reps[2].away_from.there);
  assert_true(raw_time_at(&reps[2].away_until, zone_utc(), true, &until) && until == 1772445600000);
  assert_store_ok(f->s, store_pools(f->s, &f->arena, &pools, &n));
  assert_true(n == 2 && pools[0].most[CAPACITY_OPEN] == -1 && pools[1].most[CAPACITY_OPEN] == 3);
  assert_str(pools[1].strategy, "first");
  assert_store_ok(f->s, store_members(f->s, &f->arena, &m, &n));
  assert_int_equal(n, 4);
  assert_str(m[0].pool, "m");
  assert_str(m[1].rep, "alice");
  assert_str(m[2].rep, "bob");
  assert_true(m[2].weight.is_int && m[2].weight.i == 2 && m[2].most[CAPACITY_OPEN] == 7);
  assert_true(!m[3].weight.is_int && m[3].weight.d == 1.5);
  assert_store_ok(f->s, store_pool_names(f->s, &f->arena, &names, &name_count));
  assert_int_equal(name_count, 3);
  assert_str(names[1], "m");
  assert_store_ok(f->s, store_open_counts(f->s, &f->arena, &open, &n));
  assert_int_equal(n, 1);
  assert_str(open[0].rep, "bob");
  assert_int_equal(open[0].open, 2);
}

static void a_bad_absence_or_a_double_rep_is_said(void **state) {
  Fixture *f = *state;
  RepRow *reps;
  uint32_t n;
  open_mapped(f);
  sql(f, "INSERT INTO reps(id, away_until) VALUES ('bob', 'soon')");
  assert_status(f->s, store_reps(f->s, &f->arena, NULL, 0, &reps, &n), STORE_BAD);
  assert_error_has(f->s, "bob");
  sql(f, "UPDATE reps SET away_until = NULL; INSERT INTO reps(id) VALUES (' bob')");
  assert_status(f->s, store_reps(f->s, &f->arena, NULL, 0, &reps, &n), STORE_BAD);
  assert_error_has(f->s, "two reps");
}

static void other_peoples_pools_are_ignored(void **state) {
  Fixture *f = *state;
  PoolRow *pools;
  PoolMemberRow *m;
  uint32_t n;
  sql(f, "CREATE TABLE pools(id INT, water TEXT); CREATE TABLE pool_members(id INT)");
  assert_store_ok(f->s, store_open(f->path, STORE_READ, &f->s));
  assert_store_ok(f->s, store_pools(f->s, &f->arena, &pools, &n));
  assert_int_equal(n, 0);
  assert_store_ok(f->s, store_members(f->s, &f->arena, &m, &n));
  assert_int_equal(n, 0);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(an_owner_is_written_once),
      T(an_owner_set_by_hand_is_respected),
      T(a_batch_gets_its_owners_at_once),
      T(one_with_an_owner_fails_the_batch),
      T(a_batch_touches_only_its_own),
      T(triggers_are_seen),
      T(the_same_state_is_no_change),
      T(a_lead_keeps_its_place_in_the_queue),
      T(fields_take_values_of_every_kind),
      T(a_constraint_of_the_table_is_the_users_to_mend),
      T(tags_are_kept_once_and_the_outbox_in_order),
      T(turns_come_back_as_saved),
      T(the_ledger_gives_back_what_it_took_newest_first),
      T(scripts_are_kept_once),
      T(a_run_knows_how_far_it_came),
      T(a_full_disk_is_said_and_leaves_nothing),
      T(roster_tables_are_read_in_order),
      T(a_bad_absence_or_a_double_rep_is_said),
      T(other_peoples_pools_are_ignored),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
