/* leat explain: why a lead goes, or went, where. */
#include <string.h>

#include "cli/cli.h"

static void print_explanation(Cli *cli, const LeatExplanation *e, bool first) {
  StrBuf text;
  strbuf_init(&text);
  if (cli->format == FORMAT_JSON) {
    leat_explanation_json(e, &text);
  } else {
    if (!first) strbuf_char(&text, '\n');
    leat_explanation_text(e, cli->term.colour_out, &text);
  }
  if (text.n == 0 || text.p[text.n - 1] != '\n') strbuf_char(&text, '\n');
  out_write(&text);
  strbuf_deinit(&text);
}

/* Goes on after a lead that is not there; the worst status counts. */
static int explain_leads(Cli *cli, Leat *l, uint32_t from, bool past) {
  int worst = LEAT_OK;
  for (uint32_t i = from; i < cli->options.positionals.n; i++) {
    LeatExplanation e = {0};
    Str id = str_of(cli->options.positionals.v[i]);
    LeatStatus status = past ? leat_explain_past(l, id, &e) : leat_explain(l, id, cli->now, &e);
    if (status == LEAT_OK) print_explanation(cli, &e, i == from);
    else worst = cli_fail(cli, l, status);
    if (status == LEAT_SCRIPT) cli_findings(cli, l);
  }
  return worst;
}

static bool is_script(const char *path) { return strcmp(path, "-") == 0 || str_ends(str_of(path), STR(".leat")); }

static int run(Cli *cli) {
  bool past = options_has(&cli->options, "past");
  const char *first = cli->options.positionals.v[0];
  bool has_script = !past || is_script(first);
  if (has_script && cli->options.positionals.n < 2)
    return usage_error(cli, "which lead? leat explain %s --db FILE LEAD", first);
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_READ);
  if (status == LEAT_OK && !past) status = cli_load(cli, l, first, cli->verbose);
  if (status == LEAT_OK) status = explain_leads(cli, l, has_script ? 1 : 0, past);
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    ALLOW_OPTION,
    {"past", 0, NULL, "the newest decision in the ledger, with the script, values and time it was made with"},
    NOW_OPTION,
    FORMAT_OPTION("text or json"),
    {0},
};
static const Example examples[] = {
    {"leat explain route.leat --db crm.db 42", "where lead 42 would go now, rule by rule"},
    {"leat explain --past --db crm.db 42", "why it went where it went"},
    {"leat explain route.leat --db crm.db 42 43 --format json", "one JSON object per lead"},
    {0},
};
const Command command_explain = {
    .word = "explain",
    .arguments = "[SCRIPT] --db FILE LEAD...",
    .examples = examples,
    .details = "SCRIPT may be left out with --past: the ledger kept the script.",
    .options = options,
    .least = 1,
    .most = -1,
    .formats = 1U << FORMAT_TABLE | 1U << FORMAT_JSON,
    .run = run,
};
