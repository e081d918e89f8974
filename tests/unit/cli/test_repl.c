#include "cli/repl_commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sample_session.h"

static SampleSession x;
static StrBuf script;

static int from_pipe(void **state) {
  (void)state;
  strbuf_init(&script);
  sample_open(&x, false);
  return 0;
}
static int at_terminal(void **state) {
  (void)state;
  strbuf_init(&script);
  sample_open(&x, true);
  return 0;
}
static int teardown(void **state) {
  (void)state;
  strbuf_deinit(&script);
  sample_close(&x);
  return 0;
}

static const char *script_now(void) {
  strbuf_clear(&script);
  sample_script(&x, &script);
  return script.p ? script.p : "";
}

static void an_expression_shows_value_and_type(void **state) {
  (void)state;
  sample_feed(&x, "score + 1");
  assert_text(strbuf_view(&x.s.out), "= 93 : number\n");
  sample_feed(&x, "source == \"demo\"");
  assert_text(strbuf_view(&x.s.out), "= true : bool\n");
  sample_feed(&x, "name");
  assert_text(strbuf_view(&x.s.out), "= \"Ada\" : text\n");
}

static void an_unknown_says_what_is_missing(void **state) {
  (void)state;
  sample_feed(&x, ".lead 4\nscore > 80");
  assert_holds(&x.s.out, "= unknown : bool (score is missing)\n");
}

static void an_expression_goes_on_while_a_parenthesis_is_open(void **state) {
  (void)state;
  sample_feed(&x, "source in (\"demo\",\n");
  assert_true(input_wants_more(&x.in));
  assert_text(strbuf_view(&x.s.out), "");
  input_line(&x.in, STR("\"fair\")"));
  assert_text(strbuf_view(&x.s.out), "= true : bool\n");
}

static void a_rule_says_which_leads_it_takes_alone_and_in_its_place(void **state) {
  (void)state;
  sample_feed(&x, "when score > 90 hold for \"me\" \"hot\"");
  assert_holds(&x.s.out, "takes 1 of 4 leads alone, 1 after the rules before it: 1\n");
  sample_feed(&x, "when source == \"demo\" hold for \"me\" \"demo\"");
  assert_holds(&x.s.out, "takes 2 of 4 leads alone, 1 after the rules before it: 3\n");
}

static void a_bad_rule_is_refused_and_nothing_is_kept(void **state) {
  (void)state;
  sample_feed(&x, "when scor > 90 hold for \"me\" \"hot\"");
  assert_holds(&x.s.err, "score");
  assert_string_equal(script_now(), "");
  sample_feed(&x, "score");
  assert_text(strbuf_view(&x.s.out), "= 92 : number\n");
}

static void at_a_terminal_the_effect_shows_at_once_and_anew_when_it_goes_on(void **state) {
  (void)state;
  sample_feed(&x, "pool \"a\" { member \"ann\" }\npool \"b\" { member \"ben\" }");
  sample_feed(&x, "when score > 90 assign pool \"a\"");
  assert_holds(&x.s.out, "takes 1 of 4");
  sample_feed(&x, "  else pool \"b\"");
  assert_holds(&x.s.out, "takes 1 of 4");
  assert_string_equal(script_now(), "pool \"a\" { member \"ann\" }\npool \"b\" { member \"ben\" }\n"
                                    "when score > 90 assign pool \"a\"\n  else pool \"b\"\n");
}

static void from_a_pipe_a_statement_is_taken_when_the_next_begins(void **state) {
  (void)state;
  sample_feed(&x, "when score > 90\n  hold for \"me\" \"hot\"\n");
  assert_text(strbuf_view(&x.s.out), "");
  sample_feed(&x, "otherwise nurture \"news\"\n");
  assert_holds(&x.s.out, "when score > 90");
  strbuf_clear(&x.s.out);
  input_end(&x.in);
  assert_holds(&x.s.out, "otherwise");
}

static const char whole_script[] = "# who takes what\n"
                                   "timezone \"Europe/Berlin\"\n"
                                   "\n"
                                   "when score > 90   # the best\n"
                                   "  tag \"hot\"\n"
                                   "  assign pool \"a\"\n"
                                   "\n"
                                   "  # or the others\n"
                                   "  else pool \"b\"\n"
                                   "when region == \"上海\" {\n"
                                   "\n"
                                   "  when score > 80 assign pool \"b\" roundrobin\n"
                                   "}\n"
                                   "pool \"a\" {\n"
                                   "  member \"ann\"\n"
                                   "}\n"
                                   "pool \"b\" { member \"ben\" }\n"
                                   "let n = length(name)\n"
                                   "when n > 10 stop\n"
                                   "otherwise nurture \"news\"\n";

static void a_script_line_by_line_is_the_same_as_loaded(void **state) {
  (void)state;
  sample_feed(&x, whole_script);
  input_end(&x.in);
  assert_text(strbuf_view(&x.s.err), "");
  assert_string_equal(script_now(), whole_script);
  assert_false(x.s.failed);
}

static void what_is_refused_for_good_is_said_at_the_end(void **state) {
  (void)state;
  sample_feed(&x, "when score > 90 assign pool \"nowhere\"\nwhen score > 80 hold for \"me\"\n");
  input_end(&x.in);
  assert_holds(&x.s.err, "nowhere");
  assert_true(x.s.failed);
  assert_string_equal(script_now(), "when score > 80 hold for \"me\"\n");
}

static void an_unfinished_statement_is_refused_at_the_end(void **state) {
  (void)state;
  sample_feed(&x, "when score > 90 {\n  tag \"a\"\n");
  input_end(&x.in);
  assert_true(x.s.err.n > 0);
  assert_string_equal(script_now(), "");
}

static void undo_takes_back_one_statement_at_a_time(void **state) {
  (void)state;
  sample_feed(&x, "when score > 90 stop\nwhen score > 80 stop\nwhen scor > 1 stop\n.undo");
  assert_string_equal(script_now(), "when score > 90 stop\n");
  sample_feed(&x, ".undo");
  assert_string_equal(script_now(), "");
  sample_feed(&x, ".undo");
  assert_holds(&x.s.err, "nothing to undo");
}

static void clear_begins_anew_and_can_be_undone(void **state) {
  (void)state;
  sample_feed(&x, "when score > 90 stop\n.clear");
  assert_string_equal(script_now(), "");
  sample_feed(&x, ".undo");
  assert_string_equal(script_now(), "when score > 90 stop\n");
}

static void what_is_typed_comes_before_the_otherwise_of_a_loaded_script(void **state) {
  (void)state;
  assert_true(session_load(&x.s, STR("a.leat"), STR("when score > 90 stop\n# the rest\notherwise stop\n")));
  sample_feed(&x, "when score > 50 stop");
  assert_string_equal(script_now(), "when score > 90 stop\n# the rest\nwhen score > 50 stop\notherwise stop\n");
}

static void a_value_set_by_hand_survives_a_new_rule(void **state) {
  (void)state;
  sample_feed(&x, ".lead 4\n.set score 95\nwhen score > 90 stop\nscore");
  assert_holds(&x.s.out, "= 95 : number\n");
}

static void a_lead_can_be_written_out(void **state) {
  (void)state;
  sample_feed(&x, ".lead {source: \"demo\", score: 7}\nscore");
  assert_holds(&x.s.out, "= 7 : number\n");
  sample_feed(&x, ".lead 99\nscore");
  assert_true(x.s.err.n > 0);
  assert_holds(&x.s.out, "= 7 : number\n");
}

static void route_and_why_speak_of_the_current_lead(void **state) {
  (void)state;
  sample_feed(&x, "pool \"a\" { member \"ann\" }\nrule \"hot\" when score > 90 assign pool \"a\" roundrobin\n");
  sample_feed(&x, ".route");
  assert_holds(&x.s.out, "ann");
  sample_feed(&x, ".set score 74\n.why");
  assert_holds(&x.s.out, "74");
  assert_holds(&x.s.out, "hot");
  sample_feed(&x, ".pools");
  assert_holds(&x.s.out, "ann");
  assert_holds(&x.s.out, "next");
  sample_feed(&x, ".rules");
  assert_holds(&x.s.out, "hot");
}

static void save_writes_the_script_and_never_over_a_file(void **state) {
  (void)state;
  char folder[] = "/tmp/leat-repl-XXXXXX", line[160], path[64];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/s.leat", folder);
  snprintf(line, sizeof line, "when score > 90 stop\n.save %s", path);
  sample_feed(&x, line);
  assert_holds(&x.s.out, "saved 1 lines");
  snprintf(line, sizeof line, ".save %s", path);
  sample_feed(&x, line);
  assert_holds(&x.s.err, ".save!");
  snprintf(line, sizeof line, "when score > 80 stop\n.save! %s", path);
  sample_feed(&x, line);
  assert_holds(&x.s.out, "saved 2 lines");
  snprintf(line, sizeof line, ".undo\n.undo\n.load %s", path);
  sample_feed(&x, line);
  assert_holds(&x.s.out, "loaded 2 lines");
  assert_string_equal(script_now(), "when score > 90 stop\nwhen score > 80 stop\n");
  unlink(path);
  rmdir(folder);
}

static void an_unknown_command_is_answered_with_the_nearest(void **state) {
  (void)state;
  sample_feed(&x, ".ruote");
  assert_holds(&x.s.err, "did you mean `.route`?");
}

static void help_knows_commands_functions_actions_and_strategies(void **state) {
  (void)state;
  static const char *const topics[] = {".route", "undo", "bucket", "assign", "weighted", "when"};
  for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
    strbuf_clear(&x.s.out);
    strbuf_clear(&x.s.err);
    repl_help(&x.s, str_of(topics[i]));
    assert_true(x.s.out.n > 0);
    assert_text(strbuf_view(&x.s.err), "");
  }
  repl_help(&x.s, STR("roundrobbin"));
  assert_holds(&x.s.err, "roundrobin");
}

static void a_command_in_the_middle_of_a_statement_drops_it(void **state) {
  (void)state;
  sample_feed(&x, "when score > 90 {\n.now");
  assert_holds(&x.s.err, "dropped");
  assert_string_equal(script_now(), "");
  assert_false(input_wants_more(&x.in));
}

typedef struct Remembered { char last[200]; int entries; } Remembered;
static void keep(void *ctx, Str entry, bool again) {
  Remembered *r = ctx;
  snprintf(r->last, sizeof r->last, "%.*s", STR_FMT(entry));
  if (!again) r->entries++;
}

static void a_statement_of_several_lines_is_one_entry_of_the_history(void **state) {
  (void)state;
  Remembered r = {0};
  x.in.remember = keep;
  x.in.ctx = &r;
  sample_feed(&x, "pool \"a\" {\n  member \"ann\"\n}\n");
  assert_int_equal(r.entries, 1);
  assert_string_equal(r.last, "pool \"a\" {\n  member \"ann\"\n}");
  sample_feed(&x, "when score > 90 assign pool \"a\"\n");
  sample_feed(&x, "else wait\n");
  assert_int_equal(r.entries, 2);
  assert_string_equal(r.last, "when score > 90 assign pool \"a\"\nelse wait");
}

#define PIPE(test) cmocka_unit_test_setup_teardown(test, from_pipe, teardown)
#define TERMINAL(test) cmocka_unit_test_setup_teardown(test, at_terminal, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TERMINAL(an_expression_shows_value_and_type),
      TERMINAL(an_unknown_says_what_is_missing),
      TERMINAL(an_expression_goes_on_while_a_parenthesis_is_open),
      TERMINAL(a_rule_says_which_leads_it_takes_alone_and_in_its_place),
      TERMINAL(a_bad_rule_is_refused_and_nothing_is_kept),
      TERMINAL(at_a_terminal_the_effect_shows_at_once_and_anew_when_it_goes_on),
      PIPE(from_a_pipe_a_statement_is_taken_when_the_next_begins),
      PIPE(a_script_line_by_line_is_the_same_as_loaded),
      PIPE(what_is_refused_for_good_is_said_at_the_end),
      PIPE(an_unfinished_statement_is_refused_at_the_end),
      TERMINAL(undo_takes_back_one_statement_at_a_time),
      TERMINAL(clear_begins_anew_and_can_be_undone),
      TERMINAL(what_is_typed_comes_before_the_otherwise_of_a_loaded_script),
      TERMINAL(a_value_set_by_hand_survives_a_new_rule),
      TERMINAL(a_lead_can_be_written_out),
      TERMINAL(route_and_why_speak_of_the_current_lead),
      TERMINAL(save_writes_the_script_and_never_over_a_file),
      TERMINAL(an_unknown_command_is_answered_with_the_nearest),
      TERMINAL(help_knows_commands_functions_actions_and_strategies),
      TERMINAL(a_command_in_the_middle_of_a_statement_drops_it),
      TERMINAL(a_statement_of_several_lines_is_one_entry_of_the_history),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
