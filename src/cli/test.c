/* leat test: the tests and promises of a script. */
#include "base/limits.h"
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

/* The part that must reach `least` percent; false: it does not. */
static bool is_enough(Cli *cli, const LeatTestReport *report, int64_t least) {
  const LeatCoverage *c = report->coverage;
  const LeatMutation *m = report->mutation;
  uint32_t part = c ? c->covered : m ? m->killed : 0, whole = c ? c->total : m ? m->killed + m->survived : 0;
  if (least < 0 || (int64_t)part * 100 >= least * (int64_t)whole) return true;
  uint32_t permille = leat_permille(part, whole);
  if (c) say_error(cli, "coverage is %u.%u%%, below %lld%%", permille / 10, permille % 10, (long long)least);
  else
    say_error(cli, "%u.%u%% of the changes are noticed, below %lld%%", permille / 10, permille % 10, (long long)least);
  return false;
}

/* False: a mistake, which was said. */
static bool options_take(Cli *cli, LeatTestOptions *wanted, int64_t *least) {
  const Options *o = &cli->options;
  Str error = STR("");
  bool good = options_int(o, &cli->arena, "fail-under", 0, 100, least, &error) &&
              options_int(o, &cli->arena, "most", 1, LIMIT_MUTANTS, &wanted->most, &error) &&
              options_int(o, &cli->arena, "seed", 0, INT64_MAX, &wanted->seed, &error);
  if (!good) usage_error(cli, "%.*s", STR_FMT(error));
  else if (wanted->coverage && wanted->mutate) good = !usage_error(cli, "--coverage and --mutate go one at a time");
  else if (*least >= 0 && !wanted->coverage && !wanted->mutate)
    good = !usage_error(cli, "--fail-under needs --coverage or --mutate");
  else if (!wanted->mutate && (options_has(o, "most") || options_has(o, "seed")))
    good = !usage_error(cli, "--most and --seed need --mutate");
  return good;
}

static int test(Cli *cli, Leat *l, LeatTestOptions *wanted, int64_t least) {
  LeatTestReport report;
  Progress progress;
  progress_init(&progress, wanted->mutate && cli->term.err_is_terminal && !cli->quiet, cli->lang,
                "tried %lld of %lld changes (%d%%)");
  if (progress.wanted) wanted->progress = progress_step;
  wanted->progress_ctx = &progress;
  if (wanted->mutate) wanted->stop = cli_catch_signals();
  LeatStatus tested = leat_test(l, wanted, &report);
  progress_end(&progress);
  if (tested != LEAT_OK && tested != LEAT_FINDINGS) return cli_fail(cli, l, tested);
  print_report(cli, &report);
  return is_enough(cli, &report, least) ? (int)tested : LEAT_FINDINGS;
}

static int run(Cli *cli) {
  LeatTestOptions wanted = {.filter = str_of(options_value(&cli->options, "filter")),
                            .coverage = options_has(&cli->options, "coverage"),
                            .mutate = options_has(&cli->options, "mutate")};
  int64_t least = -1;
  if (!options_take(cli, &wanted, &least)) return LEAT_USAGE;
  Leat *l = cli_leat(cli);
  int status = options_has(&cli->options, "db") ? cli_open(cli, l, LEAT_DB_READ) : LEAT_OK;
  if (status == LEAT_OK) status = cli_load(cli, l, cli->options.positionals.v[0], cli->verbose);
  if (status == LEAT_OK) status = test(cli, l, &wanted, least);
  leat_free(l);
  return status;
}

static const Option options[] = {
    {"filter", 0, "TEXT", "only tests whose name holds this text"},
    {"coverage", 0, NULL, "say which rules, clauses and rows of tables the tests touch"},
    {"mutate", 0, NULL, "change the script here and there, and say which changes no test notices"},
    {"most", 0, "N", "with --mutate: at most N changes, evenly spread over the script (default 1000)"},
    {"seed", 0, "N", "with --most: which ones; the same number draws the same (default 0)"},
    {"fail-under", 0, "PERCENT", "exit 1 when less than this is covered, or noticed"},
    {"db", 'd', "FILE", "take columns, reps and turns from this database, which is only read"},
    ALLOW_OPTION,
    FORMAT_OPTION("text, json or junit"),
    {0},
};
static const Example examples[] = {
    {"leat test route.leat", "run the tests and promises that stand in the script"},
    {"leat test route.leat --filter demo", "only tests whose name holds `demo`"},
    {"leat test route.leat --coverage --fail-under 90", "what the tests leave out; exit 1 when that is much"},
    {"leat test route.leat --mutate", "which changes of the script no test would notice"},
    {"leat test route.leat --format junit > tests.xml", "for a build server"},
    {0},
};
const Command command_test = {
    .word = "test",
    .arguments = "SCRIPT [--db FILE]",
    .examples = examples,
    .details = "Exit code 0: all passed, or there are none. 1: some failed, or too little is covered or\n"
               "noticed. 3: the script has errors.\n"
               "The time is 2026-01-01, midnight in the script's zone, unless a test says `at`.",
    .options = options,
    .least = 1,
    .most = 1,
    .formats = 1U << FORMAT_TABLE | 1U << FORMAT_JSON | 1U << FORMAT_JUNIT,
    .run = run,
};
