/* leat check: the findings about a script, or how much of it there is. */
#include "base/limits.h"
#include "cli/cli.h"

static const char *plural(uint32_t n) { return n == 1 ? "" : "s"; }

static void print_ok(Cli *cli, const Leat *l) {
  LeatSize size = leat_size(l);
  StrBuf line;
  strbuf_init(&line);
  lang_printf(&line, cli->lang, "ok: %u rule%s, %u pool%s, %u column%s\n", size.rules, plural(size.rules), size.pools,
              plural(size.pools), size.columns, plural(size.columns));
  out_write(&line);
  strbuf_deinit(&line);
}

static void print_findings(Cli *cli, const Leat *l) {
  StrBuf text;
  strbuf_init(&text);
  if (cli->format == FORMAT_JSON) {
    leat_findings_json(l, &text);
    if (text.n == 0 || text.p[text.n - 1] != '\n') strbuf_char(&text, '\n');
  } else {
    leat_findings(l, cli->term.colour_out, &text);
  }
  out_write(&text);
  strbuf_deinit(&text);
}

static int run(Cli *cli) {
  const char *path = cli->options.positionals.v[0];
  Str text, name = str_is(str_of(path), "-") ? STR("<stdin>") : str_of(path);
  if (!cli_read(cli, path, LIMIT_SCRIPT_BYTES, &text)) return LEAT_USAGE;
  Leat *l = cli_leat(cli);
  int status = options_has(&cli->options, "db") ? cli_open(cli, l, LEAT_DB_READ) : LEAT_OK;
  if (status == LEAT_OK) {
    LeatStatus loaded = leat_load(l, name.p, text);
    if (loaded != LEAT_OK && leat_error_count(l) == 0) {
      status = cli_fail(cli, l, loaded);
    } else {
      print_findings(cli, l);
      bool strict = options_has(&cli->options, "strict") && leat_warning_count(l) > 0;
      status = loaded != LEAT_OK ? (int)loaded : strict ? (int)LEAT_FINDINGS : (int)LEAT_OK;
      if (loaded == LEAT_OK && cli->format != FORMAT_JSON && !cli->quiet) print_ok(cli, l);
    }
  }
  leat_free(l);
  return status;
}

static const Option options[] = {
    {"db", 'd', "FILE", "check column names, pools and values against this database too"},
    ALLOW_OPTION,
    {"strict", 0, NULL, "exit 1 when there are warnings"},
    FORMAT_OPTION("text or json"),
    {0},
};
static const Example examples[] = {
    {"leat check route.leat", "find mistakes that show without data"},
    {"leat check route.leat --db crm.db", "compare with the columns, pools and values of the database"},
    {"leat check route.leat --strict --format json", "for a build: findings as JSON, exit 1 on warnings"},
    {0},
};
const Command command_check = {
    .word = "check",
    .arguments = "SCRIPT [--db FILE]",
    .examples = examples,
    .details = "Exit code 3: the script has errors. 0: it has none. 1: it has warnings, and --strict was given.",
    .options = options,
    .least = 1,
    .most = 1,
    .formats = 1U << FORMAT_TABLE | 1U << FORMAT_JSON,
    .run = run,
};
