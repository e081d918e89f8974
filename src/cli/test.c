/* leat test: the tests and promises of a script. */
#include "cli/cli.h"

static void print_report(Cli *cli, const LeatTestReport *report) {
  StrBuf text;
  strbuf_init(&text);
  if (cli->format == FORMAT_JSON) leat_test_json(report, &text);
  else if (cli->format == FORMAT_JUNIT) leat_test_junit(report, &text);
  else leat_test_text(report, cli->term.colour_out, &text);
  if (text.n == 0 || text.p[text.n - 1] != '\n') strbuf_char(&text, '\n');
  out_write(&text);
  strbuf_deinit(&text);
}

static int run(Cli *cli) {
  LeatTestOptions wanted = {.filter = str_of(options_value(&cli->options, "filter"))};
  LeatTestReport report;
  Leat *l = cli_leat(cli);
  int status = options_has(&cli->options, "db") ? cli_open(cli, l, LEAT_DB_READ) : LEAT_OK;
  if (status == LEAT_OK) status = cli_load(cli, l, cli->options.positionals.v[0], cli->verbose);
  if (status == LEAT_OK) {
    LeatStatus tested = leat_test(l, &wanted, &report);
    if (tested == LEAT_OK || tested == LEAT_FINDINGS) {
      print_report(cli, &report);
      status = tested;
    } else {
      status = cli_fail(cli, l, tested);
    }
  }
  leat_free(l);
  return status;
}

static const Option options[] = {
    {"filter", 0, "TEXT", "only tests whose name holds this text"},
    {"db", 'd', "FILE", "take columns, reps and turns from this database, which is only read"},
    ALLOW_OPTION,
    FORMAT_OPTION("text, json or junit"),
    {0},
};
static const Example examples[] = {
    {"leat test route.leat", "run the tests and promises that stand in the script"},
    {"leat test route.leat --filter demo", "only tests whose name holds `demo`"},
    {"leat test route.leat --format junit > tests.xml", "for a build server"},
    {0},
};
const Command command_test = {
    .word = "test",
    .arguments = "SCRIPT [--db FILE]",
    .examples = examples,
    .details = "Exit code 0: all passed, or there are none. 1: some failed. 3: the script has errors.\n"
               "The time is 2026-01-01, midnight in the script's zone, unless a test says `at`.",
    .options = options,
    .least = 1,
    .most = 1,
    .formats = 1U << FORMAT_TABLE | 1U << FORMAT_JSON | 1U << FORMAT_JUNIT,
    .run = run,
};
