#include "syntax_test.h"

#include <ftw.h>

#include "base/file.h"
#include "syntax/layout.h"
#include "syntax/tree_equal.h"

/* A text laid out; NULL when it has errors. The caller frees `out`. */
static LayoutResult lay_out(Str text, StrBuf *out) {
  Parsed p;
  parsed_init(&p, text);
  strbuf_init(out);
  strbuf_text(out, "");
  LayoutResult result = layout_script(&p.arena, &p.sources, 0, &p.diags, out);
  parsed_free(&p);
  return result;
}

static void assert_layout(const char *text, const char *wanted) {
  StrBuf out;
  assert_int_equal(lay_out(str_of(text), &out), LAYOUT_DONE);
  assert_string_equal(out.p, wanted);
  strbuf_deinit(&out);
}

static void assert_canonical(const char *text) { assert_layout(text, text); }

static bool same_tree(Str a, Str b) {
  Parsed x, y;
  parse_bytes(&x, a);
  parse_bytes(&y, b);
  bool same = x.diags.errors == 0 && y.diags.errors == 0 && tree_equal(x.script, y.script);
  parsed_free(&x);
  parsed_free(&y);
  return same;
}

/* Laid out once more it is the same, and it is the same script. */
static void assert_stable(Str text, const StrBuf *once) {
  StrBuf twice;
  if (lay_out(strbuf_view(once), &twice) != LAYOUT_DONE) fail_msg("not laid out again:\n%s", once->p);
  if (!str_eq(strbuf_view(once), strbuf_view(&twice)))
    fail_msg("%.*s\n--- once\n%s\n--- twice\n%s", STR_FMT(text), once->p, twice.p);
  if (!same_tree(text, strbuf_view(once))) fail_msg("another tree:\n%.*s\n---\n%s", STR_FMT(text), once->p);
  strbuf_deinit(&twice);
}

static void words_stay_as_written(void **state) {
  (void)state;
  assert_layout("when   `a b`>=100万 and\tx in(1_000,30%,0.25 ) stop",
                "when `a b` >= 100万 and x in (1_000, 30%, 0.25) stop\n");
  assert_layout("let a=-5- -b+ - (c)", "let a = -5 - -b + -(c)\n");
  assert_layout("when x not\n in l and not ( y ) stop", "when x not in l and not (y) stop\n");
  assert_layout("when date ( x ) is missing or rep . team == f() stop",
                "when date(x) is missing or rep.team == f() stop\n");
  assert_layout("when tag==list tag \"a\"", "when tag == list tag \"a\"\n");
}

static void ranges_of_instants_stay_apart(void **state) {
  (void)state;
  assert_layout("when t in 2026-03-02T09:00 .. 2026-03-03 stop", "when t in 2026-03-02T09:00 .. 2026-03-03 stop\n");
  assert_layout("when t in 2026-03-02 .. 2026-03-03 stop", "when t in 2026-03-02..2026-03-03 stop\n");
  assert_layout("when x in 1 .. 5 stop", "when x in 1..5 stop\n");
}

static void line_ends_and_blank_lines(void **state) {
  (void)state;
  assert_layout("", "");
  assert_layout("\n\n  \n", "");
  assert_layout("\xEF\xBB\xBFwhen a stop\r\n\r\n\r\n\rwhen b\rstop", "when a stop\n\nwhen b stop\n");
  assert_layout("pool \"p\" {\n\n\nmember \"a\"\n\n\nmember \"b\"\n\n}",
                "pool \"p\" {\n  member \"a\"\n\n  member \"b\"\n}\n");
}

static void comments_stay_where_they_were(void **state) {
  (void)state;
  assert_canonical("# alone\n");
  assert_canonical("when a stop  # beside\n# before\n\n# and before\nwhen b stop\n\n# end\n");
  assert_layout("#a  \nwhen a#b\nstop#c\n\n\n\n#d", "#a\nwhen a  #b\n  stop  #c\n\n#d\n");
  assert_canonical("when a  # why\n    and b\n  stop\n");
  assert_canonical("list l = (\n  \"a\",  # one\n  # two\n  \"b\"\n)\n");
  assert_canonical("pool \"p\" {  # the pool\n  member \"a\"\n  # nobody else\n}\n");
}

static void comments_on_lines_together_share_a_column(void **state) {
  (void)state;
  assert_layout("let a = 1 # x\nlet bcd = 2 # y\n\nlet e = 3 # z\n",
                "let a = 1    # x\nlet bcd = 2  # y\n\nlet e = 3  # z\n");
}

static void long_conditions_break_before_or_then_and(void **state) {
  (void)state;
  assert_canonical("when source == \"a long text, one of several\" and country == \"another long text\"\n"
                   "    or source == \"a third long text, of several\" and country in (\"a\", \"b\")\n"
                   "  stop\n");
  assert_canonical("when source == \"a long text, one of several\"\n"
                   "    and country == \"another long text\"\n"
                   "    and source == \"a third long text, of several\"\n"
                   "  stop\n");
}

static void a_chain_of_targets_breaks_before_else(void **state) {
  (void)state;
  assert_canonical("otherwise\n"
                   "  assign pool \"the first of the pools\" weighted where rep.language == language within 4 hours\n"
                   "    else pool \"the second of the pools\" roundrobin\n"
                   "    else wait\n");
}

static void columns_are_aligned_by_width_on_screen(void **state) {
  (void)state;
  assert_canonical("lead {\n"
                   "  城市:         text\n"
                   "  score:        number = 0\n"
                   "  `预算（元）`: number\n"
                   "  b:            text nocase\n"
                   "  products:     list \",\"\n"
                   "}\n");
}

static void errors_write_nothing(void **state) {
  (void)state;
  static const char *const broken[] = {"when", "when a == stop", "when a stop }", "pool \"x\" {", "\"",
                                       "when a && b stop", "\xff"};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    StrBuf out;
    assert_int_equal(lay_out(str_of(broken[i]), &out), LAYOUT_ERRORS);
    assert_int_equal(out.n, 0);
    strbuf_deinit(&out);
  }
}

/* Every script of the tree. */
static int scripts_seen, scripts_laid_out;

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where) {
  (void)info;
  (void)where;
  if (kind != FTW_F || !str_ends(str_of(path), STR(".leat")) || str_contains(str_of(path), STR("/build"))) return 0;
  Arena arena;
  Str text;
  char why[160];
  StrBuf out;
  arena_init(&arena, 0);
  if (!file_read(&arena, path, LIMIT_SCRIPT_BYTES, &text, why, sizeof why)) fail_msg("%s: %s", path, why);
  scripts_seen++;
  LayoutResult result = lay_out(text, &out);
  if (result == LAYOUT_UNSAFE) fail_msg("%s cannot be laid out safely", path);
  if (result == LAYOUT_DONE) assert_stable(text, &out);
  scripts_laid_out += result == LAYOUT_DONE;
  strbuf_deinit(&out);
  arena_deinit(&arena);
  return 0;
}

static void every_script_of_the_tree_round_trips(void **state) {
  (void)state;
  assert_int_equal(nftw(LEAT_SOURCE_DIR, visit, 16, FTW_PHYS), 0);
  assert_true(scripts_seen > 100);
  assert_true(scripts_laid_out > 80);
}

/* Another text, number or name anywhere in a script is another tree: so no part of the tree is forgotten. */
static int changes_seen;

static void assert_changes_count(const char *path, Str text) {
  Parsed p;
  parse_bytes(&p, text);
  if (p.diags.errors == 0) {
    print_tokens(&p.text, &p.sources, 0);
    for (size_t at = 0; at < text.n; at++) {
      bool digit = text.p[at] >= '0' && text.p[at] <= '9', letter = text.p[at] >= 'a' && text.p[at] <= 'z';
      if (!digit && !letter) continue;
      Str other = arena_copy(&p.arena, text);
      ((char *)(uintptr_t)other.p)[at] = digit ? (text.p[at] == '3' ? '4' : '3') : (text.p[at] == 'q' ? 'z' : 'q');
      Parsed q;
      parse_bytes(&q, other);
      StrBuf tokens;
      strbuf_init(&tokens);
      if (q.diags.errors == 0) {
        print_tokens(&tokens, &q.sources, 0);
        bool same_words = str_eq(strbuf_view(&tokens), strbuf_view(&p.text));
        if (!same_words && tree_equal(p.script, q.script))
          fail_msg("%s: tree_equal does not see the change at byte %zu:\n%.*s", path, at, STR_FMT(other));
        changes_seen += !same_words;
      }
      strbuf_deinit(&tokens);
      parsed_free(&q);
    }
  }
  parsed_free(&p);
}

static int visit_for_changes(const char *path, const struct stat *info, int kind, struct FTW *where) {
  (void)where;
  bool wanted = kind == FTW_F && info->st_size < 1500 && str_ends(str_of(path), STR(".leat"));
  if (!wanted) return 0;
  Arena arena;
  Str text;
  char why[160];
  arena_init(&arena, 0);
  if (!file_read(&arena, path, LIMIT_SCRIPT_BYTES, &text, why, sizeof why)) fail_msg("%s: %s", path, why);
  assert_changes_count(path, text);
  arena_deinit(&arena);
  return 0;
}

static void every_change_of_a_word_is_another_tree(void **state) {
  (void)state;
  assert_int_equal(nftw(LEAT_SOURCE_DIR "/examples", visit_for_changes, 16, FTW_PHYS), 0);
  assert_int_equal(nftw(LEAT_SOURCE_DIR "/tests/lang", visit_for_changes, 16, FTW_PHYS), 0);
  if (changes_seen < 1000) fail_msg("only %d changes", changes_seen);
}

static void deep_and_long_scripts(void **state) {
  (void)state;
  StrBuf text, out;
  strbuf_init(&text);
  strbuf_text(&text, "when ");
  for (int i = 0; i < 200; i++) strbuf_text(&text, "(a or ");
  strbuf_text(&text, "b");
  strbuf_fill(&text, ')', 200);
  for (int i = 0; i < 20000; i++) strbuf_text(&text, " and c");
  strbuf_text(&text, " stop");
  assert_int_equal(lay_out(strbuf_view(&text), &out), LAYOUT_DONE);
  assert_stable(strbuf_view(&text), &out);
  strbuf_deinit(&text);
  strbuf_deinit(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_stay_as_written),
      cmocka_unit_test(ranges_of_instants_stay_apart),
      cmocka_unit_test(line_ends_and_blank_lines),
      cmocka_unit_test(comments_stay_where_they_were),
      cmocka_unit_test(comments_on_lines_together_share_a_column),
      cmocka_unit_test(long_conditions_break_before_or_then_and),
      cmocka_unit_test(a_chain_of_targets_breaks_before_else),
      cmocka_unit_test(columns_are_aligned_by_width_on_screen),
      cmocka_unit_test(errors_write_nothing),
      cmocka_unit_test(every_script_of_the_tree_round_trips),
      cmocka_unit_test(every_change_of_a_word_is_another_tree),
      cmocka_unit_test(deep_and_long_scripts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
