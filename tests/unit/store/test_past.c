#include "fixture.h"
#include "base/limits.h"

enum { NOW = 1772414400 };

static void decided(Fixture *f, int64_t lead, const char *outcome, const char *rep) {
  const LedgerRow row = {.run = 1, .at = NOW * 1000LL, .lead = value_int(lead), .script = STR("v"),
                         .rep = str_of(rep), .outcome = str_of(outcome)};
  assert_store_ok(f->s, store_ledger(f->s, &row));
}

static Str joined(Fixture *f, const Owners *owners) {
  StrBuf out;
  strbuf_init(&out);
  for (uint32_t i = 0; i < owners->n; i++) strbuf_printf(&out, "%s%.*s", i ? " " : "", STR_FMT(owners->v[i]));
  Str copy = arena_copy(&f->arena, strbuf_view(&out));
  strbuf_deinit(&out);
  return copy;
}

static void owners_come_newest_first_and_each_once(void **state) {
  Fixture *f = *state;
  const Value leads[] = {value_int(3), value_int(1), value_int(2)};
  Owners owners[3];
  open_default(f);
  decided(f, 1, "assigned", "ann");
  decided(f, 2, "assigned", "ben");
  decided(f, 1, "assigned", "ben");
  decided(f, 1, "held", "zed");
  decided(f, 1, "assigned", "ann");
  decided(f, 1, "assigned", "cat");
  assert_store_ok(f->s, store_owners(f->s, &f->arena, leads, 3, 2, owners));
  assert_string_equal(joined(f, &owners[0]).p, "");
  assert_string_equal(joined(f, &owners[1]).p, "cat ann");
  assert_string_equal(joined(f, &owners[2]).p, "ben");
  assert_store_ok(f->s, store_owners(f->s, &f->arena, leads, 3, 9, owners));
  assert_string_equal(joined(f, &owners[1]).p, "cat ann ben");
}

static void a_whole_batch_is_one_question(void **state) {
  Fixture *f = *state;
  static Value leads[LIMIT_BATCH_LEADS];
  static Owners owners[LIMIT_BATCH_LEADS];
  open_default(f);
  assert_store_ok(f->s, store_begin(f->s));
  for (int64_t i = 0; i < LIMIT_BATCH_LEADS; i++) {
    decided(f, i, "assigned", i % 2 ? "odd" : "even");
    leads[LIMIT_BATCH_LEADS - 1 - i] = value_int(i);
  }
  assert_store_ok(f->s, store_commit(f->s));
  assert_store_ok(f->s, store_owners(f->s, &f->arena, leads, LIMIT_BATCH_LEADS, 1, owners));
  for (int64_t i = 0; i < LIMIT_BATCH_LEADS; i++)
    assert_string_equal(joined(f, &owners[LIMIT_BATCH_LEADS - 1 - i]).p, i % 2 ? "odd" : "even");
}

static void the_ledger_finds_a_lead_by_an_index(void **state) {
  Fixture *f = *state;
  open_default(f);
  const char *plan = rows(f, "EXPLAIN QUERY PLAN SELECT lead, rep FROM leat_ledger WHERE lead IN (1, 2) AND "
                             "outcome = 'assigned' ORDER BY id DESC");
  assert_non_null(strstr(plan, "leat_ledger_of_lead"));
}

static void what_sticks_is_found_by_pool_expression_and_key(void **state) {
  Fixture *f = *state;
  bool found;
  open_default(f);
  StickyRow row = {.pool = STR("p"), .by = STR("domain(email)"), .key = STR("a.com"), .rep = STR("ann"),
                   .lead = value_int(17), .at = NOW * 1000LL};
  assert_store_ok(f->s, store_sticky_save(f->s, &row));
  const StickyRow asked[] = {{.pool = STR("q"), .by = row.by, .key = row.key},
                             {.pool = row.pool, .by = STR("city"), .key = row.key},
                             {.pool = row.pool, .by = row.by, .key = STR("b.com")},
                             {.pool = row.pool, .by = row.by, .key = row.key}};
  for (int i = 0; i < 4; i++) {
    StickyRow got = asked[i];
    assert_store_ok(f->s, store_sticky(f->s, &f->arena, &got, &found));
    assert_int_equal(found, i == 3);
    if (!found) continue;
    assert_string_equal(got.rep.p, "ann");
    assert_int_equal(got.lead.i, 17);
    assert_int_equal(got.at, NOW * 1000LL);
  }
  row.rep = STR("ben");
  row.lead = value_text(STR("x-9"));
  assert_store_ok(f->s, store_sticky_save(f->s, &row));
  assert_string_equal(rows(f, "SELECT rep, lead FROM leat_sticky"), "ben|x-9");
}

static void a_database_of_version_2_is_read_as_if_nothing_was_remembered(void **state) {
  Fixture *f = *state;
  bool found = true;
  Owners owners;
  const Value lead = value_int(1);
  open_default(f);
  decided(f, 1, "assigned", "ann");
  store_close(f->s);
  f->s = NULL;
  sql(f, OLD_OUTBOX "DROP TABLE leat_sticky; DROP TABLE leat_absent;"
                    "UPDATE leat_meta SET value = 2 WHERE key = 'version'");
  assert_store_ok(f->s, store_open(f->path, STORE_READ, &f->s));
  StickyRow row = {.pool = STR("p"), .by = STR("x"), .key = STR("a")};
  assert_store_ok(f->s, store_sticky(f->s, &f->arena, &row, &found));
  assert_false(found);
  assert_store_ok(f->s, store_owners(f->s, &f->arena, &lead, 1, 2, &owners));
  assert_string_equal(joined(f, &owners).p, "ann");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(owners_come_newest_first_and_each_once, setup, teardown),
      cmocka_unit_test_setup_teardown(a_whole_batch_is_one_question, setup, teardown),
      cmocka_unit_test_setup_teardown(the_ledger_finds_a_lead_by_an_index, setup, teardown),
      cmocka_unit_test_setup_teardown(what_sticks_is_found_by_pool_expression_and_key, setup, teardown),
      cmocka_unit_test_setup_teardown(a_database_of_version_2_is_read_as_if_nothing_was_remembered, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
