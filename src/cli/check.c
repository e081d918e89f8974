/* leat check: the findings about a script, or how much of it there is. */
#include "base/limits.h"
#include "check/program.h"
#include "cli/cli.h"
#include "syntax/parse.h"

typedef struct Size { uint32_t rules, pools, columns; } Size;

static uint32_t count_rules(const Rule *rule) {
  uint32_t n = 1;
  for (uint32_t i = 0; i < rule->inner.n; i++) n += count_rules(rule->inner.v[i]);
  return n;
}

/* Of a script that has no errors, whatever the database: what it declares and reads. */
static Size size_of(Arena *a, Str name, Str text) {
  SourceSet sources;
  DiagList ignored;
  const Schema none = {0};
  const CheckOptions options = {.leads = &none, .reps = &none};
  source_set_init(&sources, a);
  diag_init(&ignored, a);
  Script *script = parse_script(a, &sources, source_add(&sources, name, text), &ignored);
  const Program *program = check_script(a, &sources, script, &options, &ignored);
  Size size = {.pools = script->pools.n, .columns = program->columns.n};
  for (uint32_t i = 0; i < script->rules.n; i++) size.rules += count_rules(script->rules.v[i]);
  return size;
}

static const char *plural(uint32_t n) { return n == 1 ? "" : "s"; }

static void print_ok(Cli *cli, Str name, Str text) {
  Size size = size_of(&cli->arena, name, text);
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
      if (loaded == LEAT_OK && cli->format != FORMAT_JSON && !cli->quiet) print_ok(cli, name, text);
    }
  }
  leat_free(l);
  return status;
}

static const Option options[] = {
    {"db", 'd', "FILE", "check column names, pools and values against this database too"},
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
