#include "fixture.h"

typedef struct Decl {
  SourceDecl d;
  Mapping m[8];
} Decl;

static SourceDecl *decl(Decl *x, const char *table, const char *where) {
  *x = (Decl){.d = {.table = str_of(table), .where = str_of(where)}};
  x->d.mappings.v = x->m;
  return &x->d;
}

static void map_role(Decl *x, const char *role, const char *column_name) {
  x->m[x->d.mappings.n++] = (Mapping){.role = str_of(role), .column = str_of(column_name)};
}

static void open_crm(Fixture *f) {
  sql(f,
      "CREATE TABLE crm_lead(lead_id TEXT PRIMARY KEY, owner_email TEXT, sales_pool TEXT, kind TEXT, score NUM, grp "
      "TEXT);"
      "CREATE TABLE secret(k TEXT);"
      "INSERT INTO crm_lead VALUES ('a', NULL, NULL, 'lead', 5, 'x'), ('b', NULL, NULL, 'deal', 9, 'x'), ('c', NULL, "
      "NULL, 'lead', 50, 'y');"
      "CREATE TABLE users(email TEXT, nick TEXT, role TEXT, enabled INTEGER); INSERT INTO users VALUES ('z@x.de', 'Z', "
      "'sales', 1), "
      "('y@x.de', 'Y', 'admin', 1), ('a@x.de', 'A', 'sales', 0)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
}

static SourceDecl *crm_leads(Decl *x, const char *where) {
  decl(x, "CRM_Lead", where);
  map_role(x, "id", "lead_id");
  map_role(x, "owner", "OWNER_EMAIL");
  map_role(x, "pool", "sales_pool");
  return &x->d;
}

static int64_t pending(Store *s) {
  int64_t n;
  assert_store_ok(s, store_count_pending(s, &n));
  return n;
}

static void a_crm_is_read_by_its_own_names(void **state) {
  Fixture *f = *state;
  Decl l, r;
  RepRow *reps;
  uint32_t n;
  bool has;
  open_crm(f);
  crm_leads(&l, "kind = 'lead'");
  decl(&r, "users", "role = 'sales'");
  map_role(&r, "id", "email");
  map_role(&r, "name", "nick");
  map_role(&r, "active", "enabled");
  assert_store_ok(f->s, store_map(f->s, &l.d, &r.d));
  assert_int_equal(pending(f->s), 2);
  assert_store_ok(f->s, store_reps(f->s, &f->arena, NULL, 0, &reps, &n));
  assert_int_equal(n, 2);
  assert_str(reps[0].id, "z@x.de");
  assert_str(reps[0].name, "Z");
  assert_true(reps[0].active);
  assert_false(reps[1].active);
  assert_store_ok(f->s, store_has_column(f->s, STR("pool"), &has));
  assert_true(has);
  assert_store_ok(f->s, store_has_column(f->s, STR("status"), &has));
  assert_false(has);
}

static void an_assignment_writes_only_mapped_columns(void **state) {
  Fixture *f = *state;
  Decl l;
  LeadRow lead;
  bool found;
  open_crm(f);
  assert_store_ok(f->s, store_map(f->s, crm_leads(&l, ""), NULL));
  assert_store_ok(f->s, store_lead(f->s, &f->arena, NULL, 0, STR("a"), &lead, NULL, NULL, &found));
  assert_store_ok(f->s, store_assign(f->s, &lead, STR("z@x.de"), STR("p"), STR("assigned")));
  assert_string_equal(rows(f, "SELECT * FROM crm_lead WHERE lead_id = 'a'"), "a|z@x.de|p|lead|5|x");
}

static void a_missing_table_or_column_is_said_with_the_nearest(void **state) {
  Fixture *f = *state;
  Decl l;
  open_crm(f);
  assert_status(f->s, store_map(f->s, NULL, NULL), STORE_BAD);
  assert_error_has(f->s, "leat init");
  assert_status(f->s, store_map(f->s, decl(&l, "crm_leads", ""), NULL), STORE_BAD);
  assert_error_has(f->s, "did you mean `crm_lead`");
  decl(&l, "crm_lead", "");
  map_role(&l, "id", "leadid");
  assert_status(f->s, store_map(f->s, &l.d, NULL), STORE_BAD);
  assert_error_has(f->s, "did you mean `lead_id`");
  decl(&l, "crm_lead", "");
  map_role(&l, "id", "lead_id");
  assert_status(f->s, store_map(f->s, &l.d, NULL), STORE_BAD);
  assert_error_has(f->s, "no column `owner`");
  assert_status(f->s, store_map(f->s, decl(&l, "leat_state", ""), NULL), STORE_BAD);
  assert_status(f->s, store_map(f->s, decl(&l, "sqlite_schema", ""), NULL), STORE_BAD);
  assert_status(f->s, store_map(f->s, crm_leads(&l, ""), decl(&(Decl){0}, "user", "")), STORE_BAD);
  assert_error_has(f->s, "did you mean `users`");
}

static void a_condition_may_not_leave_its_parentheses(void **state) {
  Fixture *f = *state;
  Decl l;
  static const char *const bad[] = {
      "1) OR (1",
      "1; DROP TABLE crm_lead",
      "1 --",
      "1 /* x",
      "1)) --",
      "(1",
      "1)",
      "'a",
      "\"a",
      "kind = 'lead' -- x",
      "[x",
      "`x",
      "?",
      "?1",
      ":a",
      "@a",
      " ",
      "1 ORDER BY 1",
      "1 LIMIT 1",
      "kind = 'a' UNION SELECT 1",
      "kind =",
      "nokind = 1",
      "kind = \"lead\"",
      "(SELECT count(*) FROM secret) > 0",
      "EXISTS (SELECT 1 FROM secret)",
      "lead_id IN (SELECT lead_id FROM crm_lead)",
      "secret.k = 1",
      "load_extension('x')",
      "randomblob(9) > 1",
      "random() > 0",
      "date('now') > score",
      "CURRENT_TIMESTAMP > kind",
      "readfile('/etc/passwd')",
      "printf('%999999999d', 1) = ''",
      "zeroblob(1000000000) = ''",
      "sqlite_version() > ''",
      "count(*) > 1",
      "raise(ignore)",
      "kind MATCH 'x'",
      "lead_id IN pragma_table_list",
      "1 GROUP BY 1",
  };
  open_crm(f);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (store_map(f->s, crm_leads(&l, bad[i]), NULL) != STORE_BAD) fail_msg("accepted: %s", bad[i]);
  assert_string_equal(rows(f, "SELECT count(*) FROM crm_lead"), "3");
}

static void a_condition_on_columns_is_taken(void **state) {
  Fixture *f = *state;
  Decl l;
  static const struct {
    const char *where;
    int64_t n;
  } good[] = {
      {"kind = 'lead'", 2},
      {"(score > 6) AND kind IN ('lead', 'deal')", 2},
      {"crm_lead.score BETWEEN 5 AND 9", 2},
      {"kind = ';--/*)('", 0},
      {"lower(kind) LIKE 'LE%'", 2},
      {"grp = 'x' OR grp = 'y'", 3},
      {"kind = 'it''s'", 0},
      {"[kind] = 'lead' AND `grp` = 'x'", 1},
      {"\"kind\" = 'lead'", 2},
      {"CASE WHEN score > 10 THEN 1 ELSE 0 END", 1},
      {"coalesce(owner_email, '') = ''", 3},
      {"score - -1 > 6", 2},
  };
  open_crm(f);
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    assert_store_ok(f->s, store_map(f->s, crm_leads(&l, good[i].where), NULL));
    if (pending(f->s) != good[i].n) fail_msg("%s", good[i].where);
  }
}

static void the_condition_may_use_names_of_our_tables_columns(void **state) {
  Fixture *f = *state;
  Decl l;
  LeadCursor *c;
  sql(f,
      "CREATE TABLE l(id INTEGER PRIMARY KEY, owner TEXT, lead TEXT, outcome TEXT, at TEXT); INSERT INTO l VALUES (1, "
      "NULL, 'x', 'y', 'z')");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_store_ok(f->s, store_map(f->s, decl(&l, "l", "lead = 'x' AND outcome = 'y' AND at = 'z'"), NULL));
  assert_int_equal(pending(f->s), 1);
  assert_store_ok(f->s, store_cursor_open(f->s, NULL, 0, &c));
  store_cursor_close(c);
}

static void every_lead_needs_an_id_of_its_own(void **state) {
  Fixture *f = *state;
  Decl l;
  sql(f,
      "CREATE TABLE a(id TEXT, owner TEXT); INSERT INTO a VALUES ('x', NULL), ('y', NULL), ('x', NULL);"
      "CREATE TABLE b(id TEXT, owner TEXT); INSERT INTO b VALUES ('x', NULL), (NULL, NULL);"
      "CREATE TABLE c(id REAL, owner TEXT); INSERT INTO c VALUES (1.5, NULL);"
      "CREATE TABLE d(id TEXT, owner TEXT, keep INT); INSERT INTO d VALUES ('x', NULL, 1), ('x', NULL, 0);"
      "CREATE VIEW v AS SELECT * FROM a");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  assert_status(f->s, store_map(f->s, decl(&l, "a", ""), NULL), STORE_BAD);
  assert_error_has(f->s, "several leads with one id");
  assert_status(f->s, store_map(f->s, decl(&l, "b", ""), NULL), STORE_BAD);
  assert_status(f->s, store_map(f->s, decl(&l, "c", ""), NULL), STORE_BAD);
  assert_store_ok(f->s, store_map(f->s, decl(&l, "d", "keep"), NULL));
  assert_status(f->s, store_map(f->s, decl(&l, "v", ""), NULL), STORE_BAD);
  assert_error_has(f->s, "view");
}

static void reps_may_come_from_a_view(void **state) {
  Fixture *f = *state;
  Decl r;
  RepRow *reps;
  uint32_t n;
  open_default(f);
  sql(f,
      "INSERT INTO reps(id, team) VALUES ('b', 'east'), ('a', 'east'), ('c', 'west'); CREATE VIEW people AS SELECT * "
      "FROM reps");
  assert_store_ok(f->s, store_map(f->s, NULL, decl(&r, "people", "team = 'east'")));
  assert_store_ok(f->s, store_reps(f->s, &f->arena, NULL, 0, &reps, &n));
  assert_int_equal(n, 2);
  assert_str(reps[0].id, "a");
}

static void odd_names_are_quoted(void **state) {
  Fixture *f = *state;
  Decl l;
  LeadRow lead;
  bool found, changed;
  sql(f,
      "CREATE TABLE \"le\"\"ads; DROP\"(\"i d\" TEXT PRIMARY KEY, \"ow'ner\" TEXT, \"客户\" TEXT, status TEXT); "
      "INSERT INTO \"le\"\"ads; DROP\" VALUES ('a''b', NULL, 'x', NULL)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  decl(&l, "le\"ads; DROP", "\"客户\" = 'x'");
  map_role(&l, "id", "i d");
  map_role(&l, "owner", "ow'ner");
  assert_store_ok(f->s, store_map(f->s, &l.d, NULL));
  assert_store_ok(f->s, store_lock_run(f->s));
  CodeColumn col = column("客户");
  assert_store_ok(f->s, store_lead(f->s, &f->arena, &col, 1, STR("a'b"), &lead, NULL, NULL, &found));
  assert_true(found);
  assert_str(value_str(lead.cells[0]), "x");
  assert_store_ok(f->s, store_set_field(f->s, &lead, STR("客户"), value_text(STR("'y'"))));
  assert_store_ok(f->s, store_state(f->s, &lead, &(StateRow){.outcome = STR("held")}, &changed));
  assert_store_ok(f->s, store_assign(f->s, &lead, STR("o'x"), STR(""), STR("")));
  assert_string_equal(rows(f, "SELECT * FROM \"le\"\"ads; DROP\""), "a'b|o'x|'y'|held");
}

static void types_come_from_declarations_or_values(void **state) {
  Fixture *f = *state;
  Schema schema;
  StrBuf out;
  sql(f,
      "CREATE TABLE leads(id INTEGER PRIMARY KEY, a INT NOT NULL, b VARCHAR(20), c DECIMAL(10,2), d BOOLEAN, e "
      "TIMESTAMP, f DATE, g CLOB, "
      "h, i, j, k BLOB, m JSON, n DOUBLE PRECISION); INSERT INTO leads(a, h, i, j) VALUES (1, 'x', 1, 'x'), (1, 'y', "
      "2.5, 3), (1, NULL, NULL, 4)");
  assert_store_ok(f->s, store_open(f->path, STORE_READ, &f->s));
  assert_store_ok(f->s, store_lead_schema(f->s, NULL, &f->arena, &schema));
  assert_true(schema.known);
  static const char letters[] = "?tnbimxl";
  strbuf_init(&out);
  for (uint32_t i = 0; i < schema.columns.n; i++) {
    strbuf_char(&out, letters[schema.columns.v[i].type]);
    if (!schema.columns.v[i].nullable) strbuf_char(&out, '!');
  }
  assert_string_equal(out.p, "n!n!tnbiittn???n");
  strbuf_deinit(&out);
  assert_store_ok(f->s, store_rep_schema(f->s, NULL, &f->arena, &schema));
  assert_false(schema.known);
}

static void distinct_values_are_given_when_few(void **state) {
  Fixture *f = *state;
  Str *values;
  size_t n;
  open_default(f);
  sql(f,
      "ALTER TABLE leads ADD COLUMN source TEXT; INSERT INTO leads(source) VALUES ('b'), ('a'), ('b'), (NULL), ('A')");
  assert_store_ok(f->s, store_map(f->s, NULL, NULL));
  assert_store_ok(f->s, store_distinct(f->s, &f->arena, STR("source"), 3, &values, &n));
  assert_int_equal(n, 3);
  assert_str(values[0], "A");
  assert_str(values[2], "b");
  assert_store_ok(f->s, store_distinct(f->s, &f->arena, STR("source"), 2, &values, &n));
  assert_int_equal(n, 0);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(a_crm_is_read_by_its_own_names),
      T(an_assignment_writes_only_mapped_columns),
      T(a_missing_table_or_column_is_said_with_the_nearest),
      T(a_condition_may_not_leave_its_parentheses),
      T(a_condition_on_columns_is_taken),
      T(the_condition_may_use_names_of_our_tables_columns),
      T(every_lead_needs_an_id_of_its_own),
      T(reps_may_come_from_a_view),
      T(odd_names_are_quoted),
      T(types_come_from_declarations_or_values),
      T(distinct_values_are_given_when_few),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
