/* leat run: routes the leads of a database, or says where they would go. */
#include "cli/cli.h"
#include "cli/run_report.h"

static void write_report(Cli *cli, const LeatReport *report, const Decisions *decisions, StrBuf *out) {
  switch (cli->format) {
    case FORMAT_TABLE:
      if (cli->quiet) return;
      if (report->dry_run && report->leads > 0) {
        decisions_write(cli, decisions, FORMAT_TABLE, out);
        strbuf_char(out, '\n');
      }
      run_report_text(cli, report, out);
      return;
    case FORMAT_JSON:
    case FORMAT_NDJSON:
      if (report->dry_run) decisions_json(decisions, report, out);
      else leat_report_json(report, out);
      if (out->n == 0 || out->p[out->n - 1] != '\n') strbuf_char(out, '\n');
      return;
    default:
      if (report->dry_run) decisions_write(cli, decisions, cli->format, out);
      else run_report_table(cli, report, out);
  }
}

static int64_t outcome_count(const LeatReport *r, const char *word) {
  for (uint32_t i = 0; i < r->outcome_count; i++)
    if (str_is(r->outcomes[i].name, word)) return r->outcomes[i].count;
  return 0;
}

/* One line per run, for the log of the job that runs it. */
static void say_summary(Cli *cli, const LeatReport *r) {
  Str run = r->dry_run ? str_of(lang_text(cli->lang, "dry run"))
            : r->run   ? lang_say(&cli->arena, cli->lang, "run %lld", (long long)r->run)
                       : str_of(lang_text(cli->lang, "run given up"));
  say_note(cli, "%.*s, script %.*s, %lld leads, %lld assigned, %lld failed, %lld ms", STR_FMT(run), STR_FMT(r->script),
           (long long)r->leads, (long long)outcome_count(r, "assigned"), (long long)outcome_count(r, "error"),
           (long long)r->elapsed_ms);
}

static int route(Cli *cli, Leat *l, LeatRunOptions *options) {
  Decisions decisions = {.arena = &cli->arena};
  Progress progress;
  progress_init(&progress, cli->term.err_is_terminal && !cli->quiet, cli->lang,
                options->dry_run ? "trying %lld of %lld leads (%d%%)" : "routing %lld of %lld leads (%d%%)");
  if (progress.wanted) options->progress = progress_step; /* else the leads need not be counted */
  options->progress_ctx = &progress;
  if (options->dry_run) {
    options->decision = decisions_add;
    options->decision_ctx = &decisions;
  }
  options->stop = cli_catch_signals();
  LeatReport report = {0};
  int64_t start = stopwatch_ms();
  LeatStatus status = leat_run(l, options, &report);
  report.elapsed_ms = stopwatch_ms() - start;
  progress_end(&progress);
  bool made = status == LEAT_OK || status == LEAT_FINDINGS || status == LEAT_INTERRUPTED;
  if (!made) return cli_fail(cli, l, status);
  StrBuf text;
  strbuf_init(&text);
  write_report(cli, &report, &decisions, &text);
  out_write(&text);
  strbuf_deinit(&text);
  if (status == LEAT_FINDINGS && (options->strict || cli->quiet)) say_error(cli, "%s", leat_error(l));
  say_summary(cli, &report);
  return status == LEAT_INTERRUPTED ? cli_fail(cli, l, status) : (int)status;
}

static int run(Cli *cli) {
  LeatRunOptions options = {.now_ms = cli->now,
                            .dry_run = options_has(&cli->options, "dry-run"),
                            .strict = options_has(&cli->options, "strict")};
  Str error = STR("");
  if (!options_int(&cli->options, &cli->arena, "limit", 1, INT64_MAX, &options.limit, &error))
    return usage_error(cli, "%.*s", STR_FMT(error));
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, options.dry_run ? LEAT_DB_READ : LEAT_DB_WRITE);
  if (status == LEAT_OK) status = cli_load(cli, l, cli->options.positionals.v[0], true);
  if (status == LEAT_OK) status = route(cli, l, &options);
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    ALLOW_OPTION,
    NOW_OPTION,
    {"dry-run", 'n', NULL, "show what would happen, lead by lead; write nothing"},
    {"limit", 0, "N", "route at most N leads; one that stays as it was does not count"},
    {"strict", 0, NULL, "a rule error fails the run: nothing of it is kept"},
    FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)"),
    {0},
};
static const Example examples[] = {
    {"leat run route.leat --db crm.db --dry-run", "where every lead would go; nothing is written"},
    {"leat run route.leat --db crm.db", "route every lead that has no owner"},
    {"leat run route.leat --db crm.db -q", "from cron: say something only when something is wrong"},
    {"leat run route.leat --db crm.db --format json", "for a program: one JSON object"},
    {"leat run route.leat --db crm.db -n --format csv > plan.csv", "the decisions of a dry run, for a spreadsheet"},
    {0},
};
const Command command_run = {
    .word = "run",
    .arguments = "SCRIPT --db FILE",
    .examples = examples,
    .details = "Leads that have an owner, and those that are held, archived or nurtured, are left alone; waiting\n"
               "leads come first. The run may be stopped or killed at any point: run again, it ends as if it had\n"
               "run once.",
    .options = options,
    .least = 1,
    .most = 1,
    .formats = (1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_TSV | 1U << FORMAT_JSON | 1U << FORMAT_NDJSON |
                1U << FORMAT_MARKDOWN),
    .run = run,
};
