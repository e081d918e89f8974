/* leat repl: expressions and rules on leads, by hand. Nothing is ever written to the database. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "cli/repl_edit.h"
#include "cli/repl_input.h"
#include "cli/samples.h"
#include "store/import.h"

static void flush_session(Session *s) {
  out_write(&s->out);
  out_flush();
  if (s->err.n) fwrite(s->err.p, 1, s->err.n, stderr);
  strbuf_clear(&s->out);
  strbuf_clear(&s->err);
}

/* An entry recalled from the history may hold several lines. */
static void feed(Input *in, Str entry) {
  for (bool more = true; more && !in->session->quit;) {
    const char *newline = entry.n ? memchr(entry.p, '\n', entry.n) : NULL;
    size_t end = newline ? (size_t)(newline - entry.p) : entry.n;
    Str line = {entry.p, end};
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    input_line(in, line);
    flush_session(in->session);
    more = newline != NULL;
    if (more) entry = (Str){entry.p + end + 1, entry.n - end - 1};
  }
}

static void read_pipe(Input *in) {
  char *line = NULL;
  size_t size = 0;
  for (ssize_t n; !in->session->quit && (n = getline(&line, &size, stdin)) >= 0;) {
    if (n > 0 && line[n - 1] == '\n') n--;
    feed(in, (Str){line, (size_t)n});
  }
  free(line);
}

static void read_terminal(Input *in, Editor *editor) {
  Str entry;
  while (!in->session->quit) {
    EditorResult result = editor_read(editor, &entry);
    if (result == EDITOR_END) break;
    if (result == EDITOR_CANCEL) input_cancel(in);
    else feed(in, entry);
  }
  if (!in->session->quit) fputc('\n', stdout);
}

static int talk(Cli *cli, Session *s) {
  bool interactive = cli->term.in_is_terminal && cli->term.out_is_terminal;
  Input in;
  input_init(&in, s, interactive);
  s->patient = !interactive;
  flush_session(s);
  Editor *editor = interactive ? editor_new(&in) : NULL;
  if (editor) read_terminal(&in, editor);
  else read_pipe(&in);
  input_end(&in);
  flush_session(s);
  if (editor) editor_free(editor);
  input_deinit(&in);
  return !interactive && s->failed ? (int)LEAT_SCRIPT : (int)LEAT_OK;
}

/* ---- what it opens on ---- */

static int open_samples(Cli *cli, Session *s) {
  LeatStatus status = leat_open(s->leat, NULL, LEAT_DB_MEMORY);
  if (status != LEAT_OK) return cli_fail(cli, s->leat, status);
  Str key = STR("id");
  ImportOptions options = {.keys = &key, .key_count = 1, .now = cli->now};
  ImportReport report = {0};
  Store *store = leat_store(s->leat);
  if (import_leads(store, &cli->arena, sample_leads(), &options, &report) != STORE_OK) {
    say_error(cli, "the sample leads cannot be used: %.*s",
              STR_FMT(lang_told(&cli->arena, cli->lang, str_of(store_error(store)))));
    return LEAT_DATABASE;
  }
  session_load(s, STR("<sample>"), sample_script());
  if (!cli->now_given) s->now = INT64_C(1772467200000); /* 2026-03-02T16:00Z, the evening of the sample leads */
  if (!cli->quiet && cli->term.in_is_terminal) {
    lang_printf(&s->out, s->lang, "%lld sample leads and a sample script are loaded; nothing you do here is kept.\n",
                (long long)report.imported);
    lang_printf(&s->out, s->lang, "Try:  score > 80    .why    when score < 30 archive \"too cold\"    "
                                  "(.help for more, TAB completes)\n");
  }
  return LEAT_OK;
}

static int open_script(Cli *cli, Session *s) {
  const char *path = cli->options.positionals.v[0];
  Str text;
  if (!cli_read(cli, path, LIMIT_SCRIPT_BYTES, &text)) return LEAT_USAGE;
  if (!session_load(s, str_of(path), text) && cli->term.in_is_terminal)
    lang_printf(&s->err, s->lang, "the script was not loaded; mend it and say `.load %s`\n", path);
  return LEAT_OK;
}

static int open_all(Cli *cli, Session *s) {
  bool has_script = cli->options.positionals.n > 0, has_db = options_has(&cli->options, "db");
  int status = LEAT_OK;
  if (has_script && strcmp(cli->options.positionals.v[0], "-") == 0)
    return usage_error(cli, "standard input is where the statements come from: leat repl < SCRIPT");
  if (!has_script && !has_db) status = open_samples(cli, s);
  if (status == LEAT_OK && has_db) status = cli_open(cli, s->leat, LEAT_DB_READ);
  if (status == LEAT_OK && has_script) status = open_script(cli, s);
  if (status == LEAT_OK && s->items.n == 0) leat_load(s->leat, s->name.p, STR(""));
  size_t said = s->err.n; /* what is wrong with the script */
  if (status == LEAT_OK && !session_lead_first(s)) {
    session_lead_choose(s, STR("{}"));
    s->err.n = said;
    if (s->err.p) s->err.p[said] = '\0';
  }
  return status;
}

static int run(Cli *cli) {
  Leat *l = cli_leat(cli);
  Session s;
  session_init(&s, l, cli->now);
  s.colour = cli->term.colour_out;
  s.lang = cli->lang;
  s.width = cli->term.width;
  int status = open_all(cli, &s);
  s.failed = false;
  if (status == LEAT_OK) status = talk(cli, &s);
  session_deinit(&s);
  leat_free(l);
  return status;
}

static const Option options[] = {
    {"db", 'd', "FILE", "the leads to try on; it is only read"},
    ALLOW_OPTION,
    NOW_OPTION,
    {0},
};
static const Example examples[] = {
    {"leat repl", "on sample leads, with a sample script"},
    {"leat repl route.leat --db crm.db", "on your own"},
    {"echo 'score > 80' | leat repl --db crm.db", "from a pipe"},
    {0},
};
const Command command_repl = {
    .word = "repl",
    .arguments = "[SCRIPT] [--db FILE]",
    .examples = examples,
    .details = "Type an expression: its value on the current lead. Type a rule or a declaration: it joins the script.\n"
               "TAB completes, .help lists the commands. The database is never written. The history is kept in\n"
               "$XDG_STATE_HOME/leat/history (~/.local/state/leat/history); .editrc is heeded, vi mode too.",
    .options = options,
    .least = 0,
    .most = 1,
    .run = run,
};
