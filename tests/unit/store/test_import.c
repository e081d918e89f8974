#include "fixture.h"

#include "store/import.h"

static ImportOptions options(void) { return (ImportOptions){.now = 1772414400000}; } /* 2026-03-02T01:20:00Z */

static ImportReport take_with(Fixture *f, const char *text, ImportOptions o, StoreStatus expected) {
  ImportReport r;
  if (!f->s) open_default(f);
  assert_status(f->s, import_leads(f->s, &f->arena, str_of(text), &o, &r), expected);
  if (expected == STORE_OK) assert_int_equal(r.read, r.imported + r.updated + r.unchanged + r.rejected);
  assert_int_equal(r.rejected, r.rejects.n);
  return r;
}

static ImportReport take(Fixture *f, const char *text) { return take_with(f, text, options(), STORE_OK); }

static ImportReport take_keyed(Fixture *f, const char *text, const char *key, ImportExisting existing) {
  ImportOptions o = options();
  Str name = str_of(key);
  o.keys = &name;
  o.key_count = 1;
  o.existing = existing;
  return take_with(f, text, o, STORE_OK);
}

/* "name:type name:type" of the columns of the last import */
static const char *types_of(const ImportReport *r) {
  static char out[2048];
  size_t n = 0;
  out[0] = 0;
  for (uint32_t i = 0; i < r->columns.n; i++)
    n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s:%.*s", i ? " " : "", STR_FMT(r->columns.v[i].column),
                          STR_FMT(r->columns.v[i].type));
  return out;
}

static void rows_become_leads_with_the_time_of_import(void **state) {
  Fixture *f = *state;
  ImportReport r = take(f, "name,score\nAnn,80\nBob,\n");
  assert_int_equal(r.imported, 2);
  assert_string_equal(rows(f, "SELECT id, created_at, owner, status, name, score FROM leads"),
                      "1|2026-03-02T01:20:00Z|~|new|Ann|80 2|2026-03-02T01:20:00Z|~|new|Bob|~");
}

static void types_are_those_of_all_values(void **state) {
  ImportReport r = take(*state,
                        "n,r,b,t,mixed,blank,code,plus,long,exp,sci,phone,电话,hotel\n"
                        "1,1.5,true,2026-03-02,1,,007,+49,12345678901,12E4,1.5e-3,12,13,1\n"
                        "-2,2,FALSE,2026-03-02T09:30:00+08:00,x,,8,1,1,1E5,1e-05,34,14,2\n");
  assert_string_equal(
      types_of(&r),
      "n:number r:number b:bool t:time mixed:text blank:text code:text plus:text long:text exp:text sci:number "
      "phone:text 电话:text hotel:number");
  assert_string_equal(rows(*state, "SELECT n, r, b, t, code, plus, long, exp, sci FROM leads WHERE id = 2"),
                      "-2|2.0|0|2026-03-02T09:30:00+08:00|8|1|1|1E5|1.0e-05");
  assert_string_equal(rows(*state, "SELECT typeof(n), typeof(r), typeof(code), code FROM leads WHERE id = 1"),
                      "integer|real|text|007");
}

static void a_forced_type_wins(void **state) {
  ImportOptions o = options();
  Str types[] = {STR("zipish=text"), STR("n=number")};
  o.type_names = types;
  o.type_count = 2;
  ImportReport r = take_with(*state, "zipish,n\n123,5\n456,unknown\n", o, STORE_OK);
  assert_string_equal(types_of(&r), "zipish:text n:number");
  assert_int_equal(r.columns.v[1].misfits, 1);
  assert_string_equal(rows(*state, "SELECT n FROM leads"), "5 unknown");
}

static void a_forced_type_of_no_column_is_said(void **state) {
  Fixture *f = *state;
  ImportOptions o = options();
  Str type = STR("scor=number");
  o.type_names = &type;
  o.type_count = 1;
  take_with(f, "score\n1\n", o, STORE_BAD);
  assert_error_has(f->s, "did you mean `score`");
  type = STR("score=money");
  take_with(f, "score\n1\n", o, STORE_BAD);
  assert_error_has(f->s, "money");
}

static void headers_keep_their_names(void **state) {
  ImportReport r =
      take(*state, "来源,\"a,b\",a\"b, padded ,,Name,NAME,name_2,leat_x,sqlite_y,select\n1,2,3,4,5,6,7,8,9,10,11\n");
  assert_string_equal(
      types_of(&r),
      "来源:number a,b:number a\"b:number padded:number column_5:number Name:number NAME_2:number name_2_2:number "
      "x_leat_x:number x_sqlite_y:number select:number");
  assert_true(r.columns.v[4].renamed);
  assert_true(r.columns.v[6].renamed);
  assert_false(r.columns.v[0].renamed);
  assert_false(r.columns.v[3].renamed);
  assert_string_equal(rows(*state, "SELECT \"来源\", \"a,b\", \"a\"\"b\", \"select\" FROM leads"), "1|2|3|11");
}

static void a_long_header_is_cut_at_a_character(void **state) {
  StrBuf text;
  strbuf_init(&text);
  for (int i = 0; i < 50; i++) strbuf_text(&text, "客户");
  strbuf_text(&text, "\n1\n");
  ImportReport r = take(*state, text.p);
  strbuf_deinit(&text);
  assert_int_equal(r.columns.v[0].column.n, 126);
  assert_true(r.columns.v[0].renamed);
}

static void columns_of_leads_take_their_values(void **state) {
  take(*state, "ID,Owner,pool,Status,created_at\n7,alice,p,won,2026-01-01\n8,,,,\n");
  assert_string_equal(rows(*state, "SELECT id, owner, pool, status, created_at FROM leads"),
                      "7|alice|p|won|2026-01-01 8|~|~|new|2026-03-02T01:20:00Z");
}

static void a_later_file_may_bring_new_columns_and_other_types(void **state) {
  Fixture *f = *state;
  take(f, "score\n1\n");
  ImportReport r = take(f, "score,city\nhigh,Bonn\n2,Köln\n");
  assert_false(r.columns.v[0].added);
  assert_true(r.columns.v[1].added);
  assert_int_equal(r.columns.v[0].misfits, 1);
  assert_string_equal(rows(f, "SELECT score, typeof(score), city FROM leads"),
                      "1|integer|~ high|text|Bonn 2|integer|Köln");
}

static void importing_twice_by_key_doubles_nothing(void **state) {
  Fixture *f = *state;
  const char *text = "email,score\na@x.de,1\nb@x.de,2\na@x.de,3\n";
  ImportReport r = take_keyed(f, text, "email", EXISTING_KEEP);
  assert_int_equal(r.imported, 2);
  assert_int_equal(r.unchanged, 1);
  r = take_keyed(f, text, "email", EXISTING_KEEP);
  assert_int_equal(r.imported, 0);
  assert_int_equal(r.unchanged, 3);
  assert_string_equal(rows(f, "SELECT email, score FROM leads"), "a@x.de|1 b@x.de|2");
}

static void without_a_key_every_row_is_new(void **state) {
  Fixture *f = *state;
  take(f, "email\na@x.de\n");
  take(f, "email\na@x.de\n");
  assert_string_equal(rows(f, "SELECT count(*) FROM leads"), "2");
}

static void an_update_writes_only_what_is_new_in_the_file(void **state) {
  Fixture *f = *state;
  take_keyed(f, "email,score,city\na@x.de,1,Bonn\nb@x.de,2,Ulm\n", "email", EXISTING_UPDATE);
  sql(f, "UPDATE leads SET owner = 'alice', status = 'assigned' WHERE id = 1");
  ImportReport r = take_keyed(f, "email,score,city,owner,status\n a@x.de ,5,,bob,new\nb@x.de,2,Ulm,,\nc@x.de,3,,,\n",
                              "email", EXISTING_UPDATE);
  assert_int_equal(r.updated, 1);
  assert_int_equal(r.unchanged, 1);
  assert_int_equal(r.imported, 1);
  assert_string_equal(rows(f, "SELECT email, score, city, owner, status FROM leads"),
                      "a@x.de|5|Bonn|alice|assigned b@x.de|2|Ulm|~|new c@x.de|3|~|~|new");
}

static void a_blank_key_is_rejected(void **state) {
  ImportReport r = take_keyed(*state, "email,score\n ,1\nb@x.de,2\n", "email", EXISTING_KEEP);
  assert_int_equal(r.rejected, 1);
  assert_int_equal(r.rejects.v[0].line, 2);
  assert_str(r.rejects.v[0].reason, "the key column `email` is blank");
  assert_str(r.rejects.v[0].raw, " ,1");
}

static void a_key_of_two_columns_needs_both_to_match(void **state) {
  ImportOptions o = options();
  Str keys[] = {STR("first"), STR("last")};
  o.keys = keys;
  o.key_count = 2;
  ImportReport r = take_with(*state, "first,last\na,b\na,c\na,b\n", o, STORE_OK);
  assert_int_equal(r.imported, 2);
  assert_int_equal(r.unchanged, 1);
}

static void a_key_that_is_no_column_is_said(void **state) {
  Fixture *f = *state;
  ImportOptions o = options();
  Str key = STR("emial");
  o.keys = &key;
  o.key_count = 1;
  take_with(f, "email\na\n", o, STORE_BAD);
  assert_error_has(f->s, "did you mean `email`");
}

static void an_id_is_the_key_when_none_is_named(void **state) {
  ImportReport r = take(*state, "id,name\n5,a\n6,b\n5,c\n");
  assert_int_equal(r.imported, 2);
  assert_int_equal(r.unchanged, 1);
}

static void an_empty_table_takes_ids_of_text(void **state) {
  Fixture *f = *state;
  take(f, "score\nx\n");
  sql(f, "DELETE FROM leads");
  ImportReport r = take(f, "id,name\nL-1,a\n007,b\n");
  assert_int_equal(r.imported, 2);
  assert_string_equal(rows(f, "SELECT id, typeof(id), name, score, status FROM leads ORDER BY name"),
                      "L-1|text|a|~|new 007|text|b|~|new");
  r = take(f, "id,name\nL-1,again\n");
  assert_int_equal(r.unchanged, 1);
}

static void a_table_of_numbers_rejects_ids_of_text(void **state) {
  Fixture *f = *state;
  take(f, "name\na\n");
  ImportReport r = take(f, "id,name\nL-1,a\n9,b\n");
  assert_int_equal(r.imported, 1);
  assert_str(r.rejects.v[0].reason, "id `L-1` is not a whole number, as the ids of this table are");
}

static void ragged_rows_are_rejected_with_their_line(void **state) {
  ImportReport r = take(*state, "a,b,c\n1,2\n\"x\ny\",2,3\n1,2,3,4\n");
  assert_int_equal(r.imported, 1);
  assert_int_equal(r.rejected, 2);
  assert_int_equal(r.rejects.v[0].line, 2);
  assert_str(r.rejects.v[0].reason, "row has 2 cells, the header has 3");
  assert_int_equal(r.rejects.v[1].line, 5);
  assert_str(r.rejects.v[1].raw, "1,2,3,4");
  assert_str(r.header_raw, "a,b,c");
}

static void ragged_rows_can_be_kept_if_nothing_is_lost(void **state) {
  ImportOptions o = options();
  o.ragged = RAGGED_KEEP;
  ImportReport r = take_with(*state, "a,b\n1\n2,3,,\n4,5,6\n", o, STORE_OK);
  assert_int_equal(r.imported, 2);
  assert_int_equal(r.rejected, 1);
  assert_string_equal(rows(*state, "SELECT a, b FROM leads"), "1|~ 2|3");
}

static void broken_quotes_and_nul_are_rejected(void **state) {
  Fixture *f = *state;
  ImportReport r;
  ImportOptions o = options();
  open_default(f);
  static const char text[] = "a,b\n1,x\0y\n\"2\"z,3\n4,5\n";
  assert_store_ok(f->s, import_leads(f->s, &f->arena, (Str){text, sizeof text - 1}, &o, &r));
  assert_int_equal(r.imported, 1);
  assert_int_equal(r.rejected, 2);
}

static void an_empty_file_is_refused_and_a_bare_header_is_not(void **state) {
  Fixture *f = *state;
  take_with(f, "", options(), STORE_BAD);
  assert_error_has(f->s, "empty");
  take_with(f, " \n\n", options(), STORE_BAD);
  ImportReport r = take(f, "a,b\n");
  assert_int_equal(r.read, 0);
  assert_int_equal(r.columns.n, 2);
  assert_string_equal(rows(f, "SELECT count(*) FROM pragma_table_info('leads')"), "5");
}

static void a_file_of_rejects_alone_changes_nothing(void **state) {
  Fixture *f = *state;
  ImportReport r = take(f, "a,b\n1\n2\n");
  assert_int_equal(r.read, 2);
  assert_int_equal(r.rejected, 2);
  assert_string_equal(rows(f, "SELECT count(*) FROM pragma_table_info('leads')"), "5");
}

static void json_lines_keep_their_types(void **state) {
  ImportReport r =
      take(*state,
           "{\"name\":\"Ann\",\"n\":1,\"big\":123456789012,\"ok\":true,\"tags\":[\"a\",{\"b\":1}],\"zip\":\"01234\"}\n"
           "\n"
           "{\"n\":2.5,\"at\":\"2026-03-02\",\"ok\":null,\"name\":\"\"}\r\n");
  assert_int_equal(r.separator, 0);
  assert_string_equal(types_of(&r), "name:text n:number big:number ok:bool tags:text zip:text at:time");
  assert_string_equal(rows(*state, "SELECT name, n, big, ok, tags, zip, at FROM leads"),
                      "Ann|1.0|123456789012|1|[\"a\",{\"b\":1}]|01234|~ ~|2.5|~|~|~|~|2026-03-02");
}

static void a_json_array_is_taken_too(void **state) {
  ImportReport r = take(*state, " [ {\"a\": \"],{\"},\n {\"a\": \"\\\"]\"} ,\n {\"a\":\n 3} ]\n");
  assert_int_equal(r.imported, 3);
  assert_string_equal(rows(*state, "SELECT a FROM leads"), "],{ \"] 3");
}

static void bad_json_is_rejected_with_its_line(void **state) {
  ImportReport r = take(
      *state,
      "{\"a\":1}\n{\"a\":1,\"a\":2}\n[1]\n{\"a\":\"x\\u0000y\"}\n{\"a\":99999999999999999999}\n{\"x\\u0000\":1}\n"
      "nonsense\n{\"a\":2}\n");
  assert_int_equal(r.imported, 2);
  assert_int_equal(r.rejected, 6);
  static const char *const reasons[] = {"a name occurs twice", "not a JSON object",
                                        "a text or name holds the character U+0000",
                                        "a number is too large; write it as text",
                                        "a text or name holds the character U+0000"};
  for (uint32_t i = 0; i < 5; i++) {
    assert_int_equal(r.rejects.v[i].line, i + 2);
    assert_str(r.rejects.v[i].reason, reasons[i]);
  }
}

static void a_nul_byte_ends_no_json(void **state) {
  Fixture *f = *state;
  ImportReport r;
  ImportOptions o = options();
  o.format = IMPORT_JSON_LINES;
  open_default(f);
  Str text = STR("{\"a\":1}\0{\"a\":2}\n{\"a\":3\0}\n{\"a\":4}\n");
  assert_status(f->s, import_leads(f->s, &f->arena, text, &o, &r), STORE_OK);
  assert_int_equal(r.imported, 1);
  assert_int_equal(r.rejected, 2);
  assert_str(r.rejects.v[0].reason, "a NUL byte stands in it");
}

static void json_may_be_nested_as_deep_as_the_limit(void **state) {
  StrBuf text;
  strbuf_init(&text);
  for (int extra = 0; extra < 2; extra++) {
    strbuf_text(&text, "{\"a\":");
    strbuf_fill(&text, '[', (size_t)(63 + extra));
    strbuf_fill(&text, ']', (size_t)(63 + extra));
    strbuf_text(&text, "}\n");
  }
  ImportReport r = take(*state, text.p);
  strbuf_deinit(&text);
  assert_int_equal(r.imported, 1);
  assert_int_equal(r.rejects.v[0].line, 2);
  assert_str(r.rejects.v[0].reason, "nested deeper than 64 levels");
}

static void a_json_array_that_is_cut_short_imports_nothing(void **state) {
  Fixture *f = *state;
  take_with(f, "[{\"a\":1},{\"a\":2", options(), STORE_BAD);
  assert_error_has(f->s, "cut short");
  assert_string_equal(rows(f, "SELECT count(*) FROM leads"), "0");
}

static void values_are_data_and_never_sql(void **state) {
  Fixture *f = *state;
  take(f, "\"a\"\"); DROP TABLE leads; --\",b\n\"'; DROP TABLE leads; --\",2\n");
  assert_string_equal(rows(f, "SELECT \"a\"\"); DROP TABLE leads; --\" FROM leads"), "'; DROP TABLE leads; --");
}

static void a_table_that_is_not_ours_is_not_altered(void **state) {
  Fixture *f = *state;
  sql(f, "CREATE TABLE leads(id INTEGER PRIMARY KEY, owner TEXT, name TEXT UNIQUE)");
  assert_store_ok(f->s, store_open(f->path, STORE_WRITE, &f->s));
  take_with(f, "name,city\na,b\n", options(), STORE_BAD);
  assert_error_has(f->s, "city");
  ImportReport r = take(f, "name\na\nb\na\n");
  assert_int_equal(r.imported, 2);
  assert_int_equal(r.rejected, 1);
  assert_string_equal(rows(f, "SELECT count(*) FROM pragma_table_info('leads')"), "3");
  assert_string_equal(rows(f, "SELECT count(*) FROM pragma_index_list('leads')"), "1");
}

static void reps_can_be_imported_too(void **state) {
  Fixture *f = *state;
  ImportOptions o = options();
  o.table = STR("reps");
  ImportReport r = take_with(f, "id,name,active\nalice,Alice,\nbob,Bob,0\n", o, STORE_OK);
  assert_int_equal(r.imported, 2);
  assert_string_equal(rows(f, "SELECT id, name, active FROM reps"), "alice|Alice|1 bob|Bob|0");
}

static void gb18030_and_utf16_are_recognised(void **state) {
  Fixture *f = *state;
  ImportReport r = take(f, "\xC0\xB4\xD4\xB4,\xCF\xFA\xCA\xDB\n\xD5\xB9\xBB\xE1,\xD5\xC5\xC8\xFD\n");
  assert_string_equal(r.encoding, "GB18030");
  assert_string_equal(rows(f, "SELECT \"来源\", \"销售\" FROM leads"), "展会|张三");
}

static void many_blank_columns_and_rows_are_counted(void **state) {
  ImportReport r = take(*state, "a,b\n1,\n2,\" \"\n,x\n");
  assert_int_equal(r.columns.v[0].filled, 2);
  assert_int_equal(r.columns.v[0].blank, 1);
  assert_int_equal(r.columns.v[1].filled, 1);
  assert_int_equal(r.columns.v[1].blank, 2);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(rows_become_leads_with_the_time_of_import),
      T(types_are_those_of_all_values),
      T(a_forced_type_wins),
      T(a_forced_type_of_no_column_is_said),
      T(headers_keep_their_names),
      T(a_long_header_is_cut_at_a_character),
      T(columns_of_leads_take_their_values),
      T(a_later_file_may_bring_new_columns_and_other_types),
      T(importing_twice_by_key_doubles_nothing),
      T(without_a_key_every_row_is_new),
      T(an_update_writes_only_what_is_new_in_the_file),
      T(a_blank_key_is_rejected),
      T(a_key_of_two_columns_needs_both_to_match),
      T(a_key_that_is_no_column_is_said),
      T(an_id_is_the_key_when_none_is_named),
      T(an_empty_table_takes_ids_of_text),
      T(a_table_of_numbers_rejects_ids_of_text),
      T(ragged_rows_are_rejected_with_their_line),
      T(ragged_rows_can_be_kept_if_nothing_is_lost),
      T(broken_quotes_and_nul_are_rejected),
      T(an_empty_file_is_refused_and_a_bare_header_is_not),
      T(a_file_of_rejects_alone_changes_nothing),
      T(json_lines_keep_their_types),
      T(a_json_array_is_taken_too),
      T(bad_json_is_rejected_with_its_line),
      T(a_nul_byte_ends_no_json),
      T(json_may_be_nested_as_deep_as_the_limit),
      T(a_json_array_that_is_cut_short_imports_nothing),
      T(values_are_data_and_never_sql),
      T(a_table_that_is_not_ours_is_not_altered),
      T(reps_can_be_imported_too),
      T(gb18030_and_utf16_are_recognised),
      T(many_blank_columns_and_rows_are_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
