#include "unit.h"

#include "base/csv.h"
#include "base/limits.h"

static Arena arena;
static StrBuf out;

static int setup(void **state) {
  (void)state;
  arena_init(&arena, 0);
  strbuf_init(&out);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_deinit(&arena);
  strbuf_deinit(&out);
  return 0;
}

/* Each record as line:[field][field], quoted fields as "field", bad ones as line!raw! */
static void assert_read(Str text, char separator, const char *wanted) {
  CsvReader r;
  CsvRow row;
  strbuf_clear(&out);
  csv_open(&r, text, separator);
  for (CsvStatus status; (status = csv_next(&r, &arena, &row)) != CSV_END;) {
    strbuf_printf(&out, "%u", row.line);
    if (status == CSV_BAD) {
      assert_non_null(row.error);
      strbuf_printf(&out, "!%.*s!", STR_FMT(row.raw));
      continue;
    }
    assert_null(row.error);
    for (uint32_t i = 0; i < row.count; i++)
      if (row.quoted[i]) strbuf_printf(&out, "\"%.*s\"", STR_FMT(row.fields[i]));
      else strbuf_printf(&out, "[%.*s]", STR_FMT(row.fields[i]));
  }
  assert_str(strbuf_view(&out), wanted);
}

static void all_three_line_ends_end_a_record(void **state) {
  (void)state;
  assert_read(STR("a,b\nc,d\r\ne,f\rg,h"), ',', "1[a][b]2[c][d]3[e][f]4[g][h]");
  assert_read(STR("a,b\r\n"), ',', "1[a][b]");
}

static void blank_lines_are_passed_over_but_counted(void **state) {
  (void)state;
  assert_read(STR("\n\na\n\r\n\nb\n\n"), ',', "3[a]6[b]");
  assert_read(STR(""), ',', "");
}

static void an_empty_quoted_field_differs_from_an_empty_bare_one(void **state) {
  (void)state;
  assert_read(STR(",\"\",\n"), ',', "1[]\"\"[]");
}

static void quotes_may_hold_separators_quotes_and_newlines(void **state) {
  (void)state;
  assert_read(STR("\"a,b\",\"say \"\"hi\"\"\",\"x\r\ny\nz\"\nnext,1,2\n"), ',',
              "1\"a,b\"\"say \"hi\"\"\"x\r\ny\nz\"4[next][1][2]");
  assert_read(STR("\"\"\"\"\n"), ',', "1\"\"\"");
}

static void a_quote_inside_a_bare_field_is_itself(void **state) {
  (void)state;
  assert_read(STR("19\" rack,5'11\"\n"), ',', "1[19\" rack][5'11\"]");
}

static void text_after_a_closing_quote_is_an_error_of_its_record_only(void **state) {
  (void)state;
  assert_read(STR("a,b\n\"19\" rack\",x\nc,d\n"), ',', "1[a][b]2!\"19\" rack\",x!3[c][d]");
}

static void a_quote_that_is_never_closed_spoils_one_line(void **state) {
  (void)state;
  assert_read(STR("a,b\nc,\"d\ne,f\ng,h"), ',', "1[a][b]2!c,\"d!3[e][f]4[g][h]");
  assert_read(STR("\""), ',', "1!\"!");
}

static void a_stray_quote_does_not_swallow_the_rows_up_to_the_next_quote(void **state) {
  (void)state;
  assert_read(STR("a,\"b\nc,d\n\"e, f\",g\nh,i\n"), ',', "1!a,\"b!2[c][d]3\"e, f\"[g]4[h][i]");
}

static void other_separators_leave_commas_alone(void **state) {
  (void)state;
  assert_read(STR("a,1;b\n"), ';', "1[a,1][b]");
  assert_read(STR("a\t\"b\tc\"\n"), '\t', "1[a]\"b\tc\"");
}

static void a_line_that_names_the_separator_is_no_record(void **state) {
  (void)state;
  assert_read(STR("sep=;\r\na;b\n"), ';', "2[a][b]");
  assert_read(STR("sep=;"), ';', "");
  assert_read(STR("sep=ab;c\n"), ';', "1[sep=ab][c]");
}

static void the_raw_record_is_as_it_stood(void **state) {
  (void)state;
  CsvReader r;
  CsvRow row;
  csv_open(&r, STR("a,\"b\r\nc\" \r\nnext"), ',');
  assert_int_equal(csv_next(&r, &arena, &row), CSV_BAD);
  csv_open(&r, STR("a,\"b\r\nc\"\r\nnext"), ',');
  assert_int_equal(csv_next(&r, &arena, &row), CSV_ROW);
  assert_str(row.raw, "a,\"b\r\nc\"");
  assert_int_equal(csv_next(&r, &arena, &row), CSV_ROW);
  assert_str(row.raw, "next");
  assert_int_equal(row.line, 3);
}

/* A record of `before`, `times` times c, and `after`, then the record "next". */
static CsvStatus read_record(const char *before, char c, size_t times, const char *after, CsvRow *row) {
  CsvReader r;
  CsvRow next;
  strbuf_clear(&out);
  strbuf_text(&out, before);
  strbuf_fill(&out, c, times);
  strbuf_text(&out, after);
  strbuf_text(&out, "\nnext\n");
  csv_open(&r, strbuf_view(&out), ',');
  CsvStatus status = csv_next(&r, &arena, row);
  assert_int_equal(csv_next(&r, &arena, &next), CSV_ROW);
  assert_str(next.raw, "next");
  return status;
}

static void a_field_may_have_its_limit_and_not_a_byte_more(void **state) {
  (void)state;
  CsvRow row;
  assert_int_equal(read_record("a,", 'x', LIMIT_CSV_FIELD_BYTES, "", &row), CSV_ROW);
  assert_int_equal(read_record("a,", 'x', LIMIT_CSV_FIELD_BYTES + 1, ",b,\"c\nd\"", &row), CSV_BAD);
  assert_non_null(strstr(row.error, "65536"));
  assert_int_equal(read_record("\"", '\n', LIMIT_CSV_FIELD_BYTES + 1, "\"", &row), CSV_BAD);
}

static void a_record_may_have_its_limit_of_columns_and_not_one_more(void **state) {
  (void)state;
  CsvRow row;
  assert_int_equal(read_record("", ',', LIMIT_CSV_COLUMNS - 1, "", &row), CSV_ROW);
  assert_int_equal(row.count, LIMIT_CSV_COLUMNS);
  assert_int_equal(read_record("", ',', LIMIT_CSV_COLUMNS, "", &row), CSV_BAD);
  assert_non_null(strstr(row.error, "500"));
}

static void a_row_may_have_its_limit_of_bytes_and_not_one_more(void **state) {
  (void)state;
  for (size_t over = 0; over <= 1; over++) {
    StrBuf text;
    strbuf_init(&text);
    size_t left = LIMIT_CSV_ROW_BYTES + over;
    while (left > 0) {
      size_t n = left > 50001 ? 50000 : left;
      strbuf_fill(&text, 'x', n);
      left -= n;
      if (left > 0) {
        strbuf_char(&text, ',');
        left--;
      }
    }
    CsvReader r;
    CsvRow row;
    csv_open(&r, strbuf_view(&text), ',');
    assert_int_equal(csv_next(&r, &arena, &row), over ? CSV_BAD : CSV_ROW);
    assert_int_equal(csv_next(&r, &arena, &row), CSV_END);
    strbuf_deinit(&text);
  }
}

static void hostile_quotes_do_not_take_quadratic_time(void **state) {
  (void)state;
  StrBuf text;
  strbuf_init(&text);
  for (int i = 0; i < 100000; i++) strbuf_text(&text, "x\",y,\"\n");
  CsvReader r;
  CsvRow row;
  csv_open(&r, strbuf_view(&text), ',');
  uint32_t records = 0;
  while (csv_next(&r, &arena, &row) != CSV_END) {
    records++;
    arena_reset(&arena);
  }
  assert_true(records > 0);
  strbuf_deinit(&text);
}

static void the_separator_is_recognised(void **state) {
  (void)state;
  assert_int_equal(csv_sniff(STR("a,b,c\n1,2,3\n")), ',');
  assert_int_equal(csv_sniff(STR("a;b;c\n1,5;2;3\n1,5;2,5;3\n")), ';');
  assert_int_equal(csv_sniff(STR("a\tb\n1,2\t3\n")), '\t');
  assert_int_equal(csv_sniff(STR("a|b|c\n1|2|3\n")), '|');
  assert_int_equal(csv_sniff(STR("name\nAcme, Inc\n")), ',');
  assert_int_equal(csv_sniff(STR("sep=;\r\na,b;c\n")), ';');
  assert_int_equal(csv_sniff(STR("sep=ab\n1,2\n")), ',');
  assert_int_equal(csv_sniff(STR("")), ',');
  assert_int_equal(csv_sniff(STR("\"a;b\",c\n\"d;e\",f\n")), ',');
}

static Str written(Str field, bool raw) {
  strbuf_clear(&out);
  csv_write_field(&out, field, raw);
  return strbuf_view(&out);
}

static void a_field_that_a_spreadsheet_would_run_is_disarmed(void **state) {
  (void)state;
  assert_str(written(STR("=1+1"), false), "'=1+1");
  assert_str(written(STR("=cmd|'/C calc'!A0"), false), "\"'=cmd|'/C calc'!A0\"");
  assert_str(written(STR("@SUM(A1)"), false), "'@SUM(A1)");
  assert_str(written(STR("-2+3"), false), "'-2+3");
  assert_str(written(STR("\t=1"), false), "\"'\t=1\"");
  assert_str(written(STR("=1+1"), true), "=1+1");
}

static void numbers_and_phones_keep_their_sign(void **state) {
  (void)state;
  assert_str(written(STR("-12.5"), false), "-12.5");
  assert_str(written(STR("+8613800000000"), false), "+8613800000000");
}

static void quotes_come_only_where_they_are_needed(void **state) {
  (void)state;
  assert_str(written(STR("plain"), false), "plain");
  assert_str(written(STR(""), false), "");
  assert_str(written(STR("a\"b"), false), "\"a\"\"b\"");
  assert_str(written(STR("\"\""), false), "\"\"\"\"\"\"");
  assert_str(written(STR("a\nb"), false), "\"a\nb\"");
  assert_str(written(STR(" a"), false), "\" a\"");
}

static void what_was_written_reads_back_the_same(void **state) {
  (void)state;
  static const char alphabet[] = "a\",;|\t\r\n '";
  uint32_t seed = 7;
  for (int round = 0; round < 3000; round++) {
    char fields[3][8];
    size_t n[3];
    strbuf_clear(&out);
    for (int f = 0; f < 3; f++) {
      seed = seed * 1664525 + 1013904223;
      n[f] = (seed >> 16) % 8;
      for (size_t i = 0; i < n[f]; i++) {
        seed = seed * 1664525 + 1013904223;
        fields[f][i] = alphabet[(seed >> 20) % (sizeof alphabet - 1)];
      }
      if (f) strbuf_char(&out, ',');
      csv_write_field(&out, (Str){fields[f], n[f]}, true);
    }
    CsvReader r;
    CsvRow row;
    csv_open(&r, strbuf_view(&out), ',');
    assert_int_equal(csv_next(&r, &arena, &row), CSV_ROW);
    assert_int_equal(row.count, 3);
    for (int f = 0; f < 3; f++) assert_true(str_eq(row.fields[f], (Str){fields[f], n[f]}));
    assert_int_equal(csv_next(&r, &arena, &row), CSV_END);
    arena_reset(&arena);
  }
}

static void any_bytes_are_read_to_the_end(void **state) {
  (void)state;
  static const char alphabet[] = "a\",\n\r;";
  uint32_t seed = 3;
  for (int round = 0; round < 5000; round++) {
    char text[24];
    size_t n = sizeof text;
    for (size_t i = 0; i < n; i++) {
      seed = seed * 1664525 + 1013904223;
      text[i] = alphabet[(seed >> 20) % (sizeof alphabet - 1)];
    }
    CsvReader r;
    CsvRow row;
    csv_open(&r, (Str){text, n}, ',');
    int records = 0;
    uint32_t last_line = 0;
    while (csv_next(&r, &arena, &row) != CSV_END) {
      assert_true(row.line > last_line);
      assert_true(++records <= 24);
      last_line = row.line;
    }
    assert_int_equal(r.at, n);
    arena_reset(&arena);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(all_three_line_ends_end_a_record),
      TEST(blank_lines_are_passed_over_but_counted),
      TEST(an_empty_quoted_field_differs_from_an_empty_bare_one),
      TEST(quotes_may_hold_separators_quotes_and_newlines),
      TEST(a_quote_inside_a_bare_field_is_itself),
      TEST(text_after_a_closing_quote_is_an_error_of_its_record_only),
      TEST(a_quote_that_is_never_closed_spoils_one_line),
      TEST(a_stray_quote_does_not_swallow_the_rows_up_to_the_next_quote),
      TEST(other_separators_leave_commas_alone),
      TEST(a_line_that_names_the_separator_is_no_record),
      TEST(the_raw_record_is_as_it_stood),
      TEST(a_field_may_have_its_limit_and_not_a_byte_more),
      TEST(a_record_may_have_its_limit_of_columns_and_not_one_more),
      TEST(a_row_may_have_its_limit_of_bytes_and_not_one_more),
      TEST(hostile_quotes_do_not_take_quadratic_time),
      TEST(the_separator_is_recognised),
      TEST(a_field_that_a_spreadsheet_would_run_is_disarmed),
      TEST(numbers_and_phones_keep_their_sign),
      TEST(quotes_come_only_where_they_are_needed),
      TEST(what_was_written_reads_back_the_same),
      TEST(any_bytes_are_read_to_the_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
