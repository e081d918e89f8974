/* leat turns: who would get the next leads of a pool, and why. */
#include "cli/cli.h"

enum { NEXT_DEFAULT = 10, NEXT_MOST = 10000 };

static void print_turns(Cli *cli, const LeatTurn *turns, uint32_t count) {
  Table t;
  StrBuf text;
  Lang lang = format_for_people(cli->format) ? cli->lang : LANG_EN;
  table_init(&t, &cli->arena);
  table_add_column(&t, "turn", COLUMN_NUMBER);
  table_add_column(&t, "rep", COLUMN_TEXT);
  table_add_column(&t, "why", COLUMN_TEXT);
  table_add_column(&t, "passed over", COLUMN_TEXT);
  for (uint32_t i = 0; i < count; i++) {
    table_int(&t, i + 1);
    table_cell(&t, turns[i].rep);
    table_cell(&t, lang_told(&cli->arena, lang, turns[i].why));
    table_cell(&t, lang_told(&cli->arena, lang, turns[i].passed));
  }
  strbuf_init(&text);
  TableLook look = {.format = cli->format, .width = cli->term.width, .colour = cli->term.colour_out, .lang = lang};
  table_write(&t, look, &text);
  out_write(&text);
  strbuf_deinit(&text);
}

static int run(Cli *cli) {
  int64_t most = NEXT_DEFAULT;
  uint32_t from, count;
  LeatTurn *turns;
  Str error = STR("");
  const char *script = cli_script(cli, &from);
  if (!options_int(&cli->options, &cli->arena, "next", 1, NEXT_MOST, &most, &error))
    return usage_error(cli, "%.*s", STR_FMT(error));
  if (cli->options.positionals.n != from + 1) return usage_error(cli, "turns needs one POOL; `leat roster` lists them");
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_READ);
  if (status == LEAT_OK) status = cli_load_or_none(cli, l, script);
  if (status == LEAT_OK) {
    Str pool = str_of(cli->options.positionals.v[from]);
    status = leat_turns(l, pool, (uint32_t)most, cli->now, &turns, &count);
    if (status == LEAT_OK) print_turns(cli, turns, count);
    else status = cli_fail(cli, l, (LeatStatus)status);
  }
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    ALLOW_OPTION,
    SCRIPT_OPTION,
    {"next", 0, "N", "how many turns, up to 10,000 (default 10)"},
    NOW_OPTION,
    FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)"),
    {0},
};
static const Example examples[] = {
    {"leat turns senior --next 20 --script route.leat --db crm.db", "who gets the next 20 leads of a pool"},
    {"leat turns route.leat senior --db crm.db --format csv", "the same, ten of them, for a spreadsheet"},
    {0},
};
const Command command_turns = {
    .word = "turns",
    .arguments = "[SCRIPT] --db FILE POOL",
    .examples = examples,
    .details = "Nothing is written and no turn moves. Each lead counts under the capacity of who would get it.\n"
               "Filters of rules (`where`) are left out, and a pool that draws by the lead has no next.",
    .options = options,
    .least = 1,
    .most = 2,
    .formats = (1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_TSV | 1U << FORMAT_JSON | 1U << FORMAT_NDJSON |
                1U << FORMAT_MARKDOWN),
    .run = run,
};
