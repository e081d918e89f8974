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

static bool is_enough(Cli *cli, const LeatCoverage *c, int64_t least) {
  if ((int64_t)c->covered * 100 >= least * (int64_t)c->total) return true;
  uint32_t permille = leat_permille(c->covered, c->total);
  say_error(cli, "coverage is %u.%u%%, below %lld%%", permille / 10, permille % 10, (long long)least);
  return false;
}

static int run(Cli *cli) {
  LeatTestOptions wanted = {.filter = str_of(options_value(&cli->options, "filter")),
                            .coverage = options_has(&cli->options, "coverage")};
  LeatTestReport report;
  Str error = STR("");
  int64_t least = -1;
  if (!options_int(&cli->options, &cli->arena, "fail-under", 0, 100, &least, &error))
    return usage_error(cli, "%.*s", STR_FMT(error));
  if (least >= 0 && !wanted.coverage) return usage_error(cli, "--fail-under needs --coverage");
  Leat *l = cli_leat(cli);
  int status = options_has(&cli->options, "db") ? cli_open(cli, l, LEAT_DB_READ) : LEAT_OK;
  if (status == LEAT_OK) status = cli_load(cli, l, cli->options.positionals.v[0], cli->verbose);
  if (status == LEAT_OK) {
    LeatStatus tested = leat_test(l, &wanted, &report);
    if (tested == LEAT_OK || tested == LEAT_FINDINGS) {
      print_report(cli, &report);
      status = tested;
      if (least >= 0 && report.coverage && !is_enough(cli, report.coverage, least)) status = LEAT_FINDINGS;
    } else {
      status = cli_fail(cli, l, tested);
    }
  }
  leat_free(l);
  return status;
}

static const Option options[] = {
    {"filter", 0, "TEXT", "only tests whose name holds this text"},
    {"coverage", 0, NULL, "say which rules, clauses and rows of tables the tests touch"},
    {"fail-under", 0, "PERCENT", "exit 1 when less than this is covered"},
    {"db", 'd', "FILE", "take columns, reps and turns from this database, which is only read"},
    ALLOW_OPTION,
    FORMAT_OPTION("text, json or junit"),
    {0},
};
static const Example examples[] = {
    {"leat test route.leat", "run the tests and promises that stand in the script"},
    {"leat test route.leat --filter demo", "only tests whose name holds `demo`"},
    {"leat test route.leat --coverage --fail-under 90", "what the tests leave out; exit 1 when that is much"},
    {"leat test route.leat --format junit > tests.xml", "for a build server"},
    {0},
};
const Command command_test = {
    .word = "test",
    .arguments = "SCRIPT [--db FILE]",
    .examples = examples,
    .details = "Exit code 0: all passed, or there are none. 1: some failed, or too little is covered. 3: the\n"
               "script has errors.\n"
               "The time is 2026-01-01, midnight in the script's zone, unless a test says `at`.",
    .options = options,
    .least = 1,
    .most = 1,
    .formats = 1U << FORMAT_TABLE | 1U << FORMAT_JSON | 1U << FORMAT_JUNIT,
    .run = run,
};
