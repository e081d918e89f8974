#include "fixture.h"

/* Reads to the end in batches of `most`, and gives the ids in order; every lead is left as it was. */
static const char *all_ids(Store *s, uint32_t most) {
  static char out[8192];
  LeadCursor *c;
  LeadRow *leads;
  uint32_t n;
  size_t used = 0;
  Arena a;
  arena_init(&a, 0);
  out[0] = 0;
  assert_store_ok(s, store_cursor_open(s, NULL, 0, &c));
  do {
    assert_store_ok(s, store_cursor_next(c, &a, most, &leads, &n));
    assert_true(n <= most);
    for (uint32_t i = 0; i < n; i++)
      used += (size_t)snprintf(out + used, sizeof out - used, "%s%.*s%s", used ? " " : "", STR_FMT(leads[i].id_text),
                               leads[i].waiting ? "w" : "");
    arena_reset(&a);
  } while (n);
  store_cursor_close(c);
  arena_deinit(&a);
  return out;
}

static void leads_without_an_owner_come_in_order(void **state) {
  Fixture *f = *state;
  open_mapped(f);
  sql(f,
      "INSERT INTO leads(id, owner) VALUES (-3, NULL), (1, NULL), (2, 'alice'), (3, ''), (4, '  '), (5, NULL), (9, "
      "NULL)");
  for (uint32_t most = 1; most < 9; most++) assert_string_equal(all_ids(f->s, most), "-3 1 3 4 5 9");
  int64_t n;
  assert_store_ok(f->s, store_count_pending(f->s, &n));
  assert_int_equal(n, 6);
}

static void the_status_decides_what_is_pending(void **state) {
  Fixture *f = *state;
  open_mapped(f);
  sql(f,
      "INSERT INTO leads(id, status) VALUES (1, NULL), (2, 'new'), (3, 'held'), (4, 'Nurtured'), (5, 'archived'), (6, "
      "'unrouted'), "
      "(7, 'error'), (8, 'WON'), (9, '已成交'), (10, 'Open - Not Contacted'), (11, 'duplicate'), (12, ' lost ')");
  assert_string_equal(all_ids(f->s, 5), "1 2 6 7 10");
}

static void without_a_status_column_the_state_decides(void **state) {
  Fixture *f = *state;
  sql(f, "CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT); INSERT INTO leads(id) VALUES (1), (2), (3), (4)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_lock_run(f->s));
  sql(f,
      "INSERT INTO leat_state(lead, outcome, at) VALUES (1, 'held', 'x'), (2, 'unrouted', 'x'), (3, 'waiting', 'x')");
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  assert_string_equal(all_ids(f->s, 5), "3w 2 4");
  int64_t n;
  assert_store_ok(f->s, store_count_pending(f->s, &n));
  assert_int_equal(n, 3);
}

static void a_held_lead_set_back_by_hand_is_pending_again(void **state) {
  Fixture *f = *state;
  LeadRow lead;
  bool found, changed;
  open_mapped(f);
  sql(f, "INSERT INTO leads(id) VALUES (1), (2)");
  assert_store_ok(f->s, store_lead(f->s, &f->arena, NULL, 0, STR("1"), &lead, NULL, NULL, &found));
  StateRow held = {.outcome = STR("held"), .rule = STR("r"), .at = 1000};
  assert_store_ok(f->s, store_state(f->s, &lead, &held, &changed));
  assert_string_equal(all_ids(f->s, 5), "2");
  sql(f, "UPDATE leads SET status = 'new' WHERE id = 1");
  assert_string_equal(all_ids(f->s, 5), "1 2");
  sql(f, "UPDATE leads SET status = NULL WHERE id = 1");
  assert_string_equal(all_ids(f->s, 5), "1 2");
}

static void waiting_leads_come_first_oldest_first_and_once(void **state) {
  Fixture *f = *state;
  open_mapped(f);
  sql(f,
      "INSERT INTO leads(id, status) VALUES (1, 'new'), (2, 'waiting'), (3, 'waiting'), (4, 'new'), (5, 'waiting'), "
      "(6, 'waiting');"
      "INSERT INTO leat_state(lead, outcome, at) VALUES (5, 'waiting', '2026-03-02T09:00:00Z'), "
      "(3, 'waiting', '2026-03-02T09:00:00.500Z'), (2, 'waiting', '2026-03-02T08:00:00Z')");
  for (uint32_t most = 1; most < 8; most++) assert_string_equal(all_ids(f->s, most), "2w 5w 3w 6w 1 4");
}

/* What the run itself writes must not bring a lead back. */
static void no_lead_comes_twice_in_a_run(void **state) {
  Fixture *f = *state;
  LeadCursor *c;
  LeadRow *leads;
  uint32_t n, total = 0;
  open_mapped(f);
  sql(f, "INSERT INTO leads(id, status) VALUES (1, 'new'), (2, 'waiting'), (3, 'new'), (4, 'waiting'), (5, 'new')");
  assert_store_ok(f->s, store_cursor_open(f->s, NULL, 0, &c));
  static const char *const outcomes[] = {"unrouted", "waiting", "error"};
  for (;;) {
    assert_store_ok(f->s, store_begin(f->s));
    assert_store_ok(f->s, store_cursor_next(c, &f->arena, 2, &leads, &n));
    for (uint32_t i = 0; i < n; i++) {
      bool changed;
      StateRow state_row = {.outcome = str_of(outcomes[total++ % 3]), .at = 1000};
      assert_store_ok(f->s, store_state(f->s, &leads[i], &state_row, &changed));
    }
    assert_store_ok(f->s, store_commit(f->s));
    if (!n) break;
  }
  assert_int_equal(total, 5);
  store_cursor_close(c);
}

static void a_rewound_batch_is_read_again(void **state) {
  Fixture *f = *state;
  LeadCursor *c;
  LeadRow *leads;
  uint32_t n;
  open_mapped(f);
  sql(f,
      "INSERT INTO leads(id, status) VALUES (1, 'new'), (2, 'waiting'), (3, 'waiting'), (4, 'new'), (5, 'new'), (6, "
      "'waiting')");
  assert_store_ok(f->s, store_cursor_open(f->s, NULL, 0, &c));
  static const char *const batches[] = {"2 3", "6 1", "4 5"};
  for (size_t b = 0; b < 3; b++)
    for (int again = 0; again < 3; again++) {
      char ids[64] = "";
      CursorPlace place = store_cursor_place(c);
      assert_store_ok(f->s, store_cursor_next(c, &f->arena, 2, &leads, &n));
      for (uint32_t i = 0; i < n; i++)
        snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%.*s", i ? " " : "", STR_FMT(leads[i].id_text));
      assert_string_equal(ids, batches[b]);
      if (again == 1) /* from two batches on, too */
        assert_store_ok(f->s, store_cursor_next(c, &f->arena, 2, &leads, &n));
      if (again < 2) store_cursor_back(c, &place);
    }
  assert_store_ok(f->s, store_cursor_next(c, &f->arena, 2, &leads, &n));
  assert_int_equal(n, 0);
  store_cursor_close(c);
}

static void a_waiting_lead_that_got_an_owner_is_passed_over(void **state) {
  Fixture *f = *state;
  LeadCursor *c;
  LeadRow *leads;
  uint32_t n;
  open_mapped(f);
  sql(f, "INSERT INTO leads(id, status) VALUES (1, 'waiting'), (2, 'waiting'), (3, 'waiting')");
  assert_store_ok(f->s, store_cursor_open(f->s, NULL, 0, &c));
  sql(f, "UPDATE leads SET owner = 'alice' WHERE id = 1; UPDATE leads SET status = 'new' WHERE id = 2");
  assert_store_ok(f->s, store_cursor_next(c, &f->arena, 9, &leads, &n));
  assert_int_equal(n, 2);
  assert_str(leads[0].id_text, "3");
  assert_true(leads[0].waiting);
  assert_str(leads[1].id_text, "2");
  assert_false(leads[1].waiting);
  store_cursor_close(c);
}

static void cells_are_raw_and_of_the_asked_columns(void **state) {
  Fixture *f = *state;
  LeadCursor *c;
  LeadRow *leads;
  uint32_t n;
  sql(f,
      "CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT, a, b, c, d, e);"
      "INSERT INTO leads VALUES (1, NULL, 'x', 2, 2.5, NULL, x'00'), (2, NULL, 'a' || char(0) || 'b', 9e999, '', 'é', "
      "'z')");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  CodeColumn columns[] = {column("a"), column("B"),  column("c"), column("d"),
                          column("e"), column("id"), column("a"), column("d")};
  columns[7].read = false;
  columns[7].written = true;
  assert_store_ok(f->s, store_cursor_open(f->s, columns, 8, &c));
  assert_store_ok(f->s, store_cursor_next(c, &f->arena, 9, &leads, &n));
  assert_int_equal(n, 2);
  const Value *v = leads[0].cells;
  assert_str(value_str(v[0]), "x");
  assert_int_equal(v[1].kind, VAL_INT);
  assert_true(v[2].kind == VAL_REAL && v[2].d == 2.5);
  assert_true(v[3].kind == VAL_MISSING && v[3].error == 0);
  assert_true(v[4].kind == VAL_MISSING && v[4].error == ERROR_DATA_TYPE);
  assert_true(v[5].kind == VAL_INT && v[5].i == 1);
  assert_str(value_str(v[6]), "x");
  v = leads[1].cells;
  assert_true(v[0].kind == VAL_MISSING && v[0].error == ERROR_DATA_TYPE);
  assert_true(v[1].kind == VAL_REAL && v[1].d > 1e308);
  assert_true(v[2].kind == VAL_TEXT && v[2].n == 0);
  assert_str(value_str(v[3]), "é");
  assert_int_equal(v[7].kind, VAL_MISSING);
  store_cursor_close(c);
}

static void an_unknown_column_is_said(void **state) {
  Fixture *f = *state;
  LeadCursor *c;
  open_mapped(f);
  CodeColumn col = column("statsu");
  assert_status(f->s, store_cursor_open(f->s, &col, 1, &c), STORE_BAD);
  assert_error_has(f->s, "did you mean `status`");
}

static void tables_without_rowid_and_with_text_ids_are_read_too(void **state) {
  Fixture *f = *state;
  sql(f,
      "CREATE TABLE leads(id TEXT PRIMARY KEY, owner TEXT, status TEXT) WITHOUT ROWID;"
      "INSERT INTO leads VALUES ('b', NULL, NULL), ('a', NULL, 'waiting'), ('客', NULL, NULL), ('10', NULL, NULL), "
      "('9', 'x', NULL)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  for (uint32_t most = 1; most < 6; most++) assert_string_equal(all_ids(f->s, most), "aw 10 b 客");
}

static void a_column_named_rowid_hides_nothing(void **state) {
  Fixture *f = *state;
  sql(f,
      "CREATE TABLE leads(id TEXT PRIMARY KEY, owner TEXT, rowid TEXT, _rowid_ TEXT);"
      "INSERT INTO leads VALUES ('a', NULL, 'x', 'x'), ('b', NULL, 'x', 'x'), ('c', NULL, 'x', 'x')");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  assert_string_equal(all_ids(f->s, 1), "a b c");
}

static void a_lead_is_found_by_its_id_as_text(void **state) {
  Fixture *f = *state;
  LeadRow lead;
  Str owner, lead_status;
  bool found;
  open_mapped(f);
  sql(f, "INSERT INTO leads(id, owner, status) VALUES (7, 'alice', 'won')");
  CodeColumn col = column("status");
  assert_store_ok(f->s, store_lead(f->s, &f->arena, &col, 1, STR("7"), &lead, &owner, &lead_status, &found));
  assert_true(found);
  assert_str(owner, "alice");
  assert_str(lead_status, "won");
  assert_str(value_str(lead.cells[0]), "won");
  assert_str(lead.id_text, "7");
  assert_store_ok(f->s, store_lead(f->s, &f->arena, NULL, 0, STR("x' OR 1"), &lead, NULL, NULL, &found));
  assert_false(found);
}

static void an_untyped_id_is_found_as_number_and_as_text(void **state) {
  Fixture *f = *state;
  LeadRow lead;
  bool found;
  sql(f, "CREATE TABLE leads(id UNIQUE, owner TEXT); INSERT INTO leads VALUES (7, NULL), ('007', NULL), ('x', NULL)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  static const char *const ids[] = {"7", "007", "x"};
  for (int i = 0; i < 3; i++) {
    assert_store_ok(f->s, store_lead(f->s, &f->arena, NULL, 0, str_of(ids[i]), &lead, NULL, NULL, &found));
    assert_true(found);
    assert_str(lead.id_text, ids[i]);
  }
}

static bool count_rows(void *ctx, const LeadRow *row) {
  int64_t *sum = ctx;
  *sum += row->id.i;
  return *sum < 6;
}

static void every_lead_can_be_read_until_told_to_stop(void **state) {
  Fixture *f = *state;
  int64_t sum = 0;
  open_mapped(f);
  sql(f, "INSERT INTO leads(id, owner) VALUES (1, 'a'), (2, NULL), (3, NULL), (4, NULL)");
  assert_store_ok(f->s, store_each_lead(f->s, NULL, 0, 100, count_rows, &sum));
  assert_int_equal(sum, 6);
  sum = 0;
  assert_store_ok(f->s, store_each_lead(f->s, NULL, 0, 2, count_rows, &sum));
  assert_int_equal(sum, 3);
}

static void a_dry_run_on_a_crm_without_tables_of_leat_reads_all(void **state) {
  Fixture *f = *state;
  uint32_t n;
  TurnRow *turns;
  LedgerRow *ledger;
  sql(f, "CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT); INSERT INTO leads(id) VALUES (1), (2)");
  assert_store_ok(f->s, store_open(f->path, STORE_READ, &f->s));
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  assert_string_equal(all_ids(f->s, 5), "1 2");
  assert_store_ok(f->s, store_turns(f->s, &f->arena, &turns, &n));
  assert_int_equal(n, 0);
  assert_store_ok(f->s, store_ledger_of(f->s, &f->arena, STR("1"), &ledger, &n));
  assert_int_equal(n, 0);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(leads_without_an_owner_come_in_order),
      T(the_status_decides_what_is_pending),
      T(without_a_status_column_the_state_decides),
      T(a_held_lead_set_back_by_hand_is_pending_again),
      T(waiting_leads_come_first_oldest_first_and_once),
      T(no_lead_comes_twice_in_a_run),
      T(a_rewound_batch_is_read_again),
      T(a_waiting_lead_that_got_an_owner_is_passed_over),
      T(cells_are_raw_and_of_the_asked_columns),
      T(an_unknown_column_is_said),
      T(tables_without_rowid_and_with_text_ids_are_read_too),
      T(a_column_named_rowid_hides_nothing),
      T(a_lead_is_found_by_its_id_as_text),
      T(an_untyped_id_is_found_as_number_and_as_text),
      T(every_lead_can_be_read_until_told_to_stop),
      T(a_dry_run_on_a_crm_without_tables_of_leat_reads_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
