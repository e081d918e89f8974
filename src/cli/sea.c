/* leat sea: what lies in a public sea, and who claims without follow-up. leat held: what waits for a person. */
#include "cli/cli.h"

static void finish(Cli *cli, const Table *t, Lang lang) {
  StrBuf text;
  strbuf_init(&text);
  TableLook look = {.format = cli->format, .width = cli->term.width, .colour = cli->term.colour_out, .lang = lang};
  table_write(t, look, &text);
  out_write(&text);
  strbuf_deinit(&text);
}

static Lang language(const Cli *cli) { return format_for_people(cli->format) ? cli->lang : LANG_EN; }

static void print_sea(Cli *cli, const LeatSea *sea) {
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "lead", COLUMN_TEXT);
  table_add_column(&t, "since", COLUMN_TEXT);
  for (uint32_t k = 0; k < sea->column_count; k++) table_add_column(&t, sea->columns[k].p, COLUMN_TEXT);
  for (uint32_t i = 0; i < sea->count; i++) {
    table_cell(&t, sea->leads[i].lead);
    table_cell(&t, cli_instant(&cli->arena, sea->leads[i].since));
    for (uint32_t k = 0; k < sea->column_count; k++) table_cell(&t, sea->leads[i].cells[k]);
  }
  finish(cli, &t, language(cli));
}

static void print_suspects(Cli *cli, const LeatSuspects *all) {
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "rep", COLUMN_TEXT);
  table_add_column(&t, "claims", COLUMN_NUMBER);
  table_add_column(&t, "responded", COLUMN_NUMBER);
  table_add_column(&t, "share", COLUMN_NUMBER);
  table_add_column(&t, "open", COLUMN_NUMBER);
  table_add_column(&t, "weight", COLUMN_NUMBER);
  table_add_column(&t, "until", COLUMN_TEXT);
  for (uint32_t i = 0; i < all->n; i++) {
    const LeatSuspect *rep = &all->v[i];
    table_cell(&t, rep->rep);
    table_int(&t, rep->claims);
    table_int(&t, rep->responded);
    table_cell(&t, rep->claims ? arena_printf(&cli->arena, "%lld%%", (long long)(rep->responded * 100 / rep->claims))
                               : STR(""));
    table_int(&t, rep->open);
    table_cell(&t, arena_printf(&cli->arena, "%g", rep->weight));
    table_cell(&t, rep->until ? cli_instant(&cli->arena, rep->until) : STR(""));
  }
  finish(cli, &t, language(cli));
}

static int show(Cli *cli, Leat *l, Str name) {
  LeatSea sea;
  LeatSuspects suspects;
  bool suspicious = options_has(&cli->options, "suspects");
  LeatStatus status = suspicious ? leat_sea_suspects(l, name, cli->now, &suspects) : leat_sea(l, name, &sea);
  if (status != LEAT_OK) return cli_fail(cli, l, status);
  if (suspicious) print_suspects(cli, &suspects);
  else print_sea(cli, &sea);
  return LEAT_OK;
}

static int lift(Cli *cli, Leat *l, const char *rep) {
  int64_t count;
  LeatStatus status = leat_sea_lift(l, str_of(rep), cli->now, &count);
  if (status != LEAT_OK) return cli_fail(cli, l, status);
  say_note(cli, "%lld penalties of %s lifted", (long long)count, rep);
  return LEAT_OK;
}

static int run(Cli *cli) {
  const char *script = options_value(&cli->options, "script"), *rep = options_value(&cli->options, "lift");
  if (!script) return usage_error(cli, "%s needs --script SCRIPT and --db FILE", cli->command->word);
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, rep ? LEAT_DB_WRITE : LEAT_DB_READ);
  if (status == LEAT_OK) status = cli_load(cli, l, script, false);
  if (status == LEAT_OK) status = rep ? lift(cli, l, rep) : show(cli, l, str_of(cli->options.positionals.v[0]));
  leat_free(l);
  return status;
}

static int run_held(Cli *cli) {
  LeatHeld *held;
  uint32_t count;
  Table t;
  Lang lang = language(cli);
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_READ);
  if (status == LEAT_OK) {
    status = (int)leat_held(l, &held, &count);
    if (status != LEAT_OK) status = cli_fail(cli, l, (LeatStatus)status);
  }
  if (status == LEAT_OK) {
    table_init(&t, &cli->arena);
    table_add_column(&t, "lead", COLUMN_TEXT);
    table_add_column(&t, "since", COLUMN_TEXT);
    table_add_column(&t, "reason", COLUMN_TEXT);
    table_add_column(&t, "rule", COLUMN_TEXT);
    for (uint32_t i = 0; i < count; i++) {
      table_cell(&t, held[i].lead);
      table_cell(&t, cli_instant(&cli->arena, held[i].since));
      table_cell(&t, leat_reason_told(&cli->arena, lang, STR("held"), held[i].reason));
      table_cell(&t, leat_rule_told(&cli->arena, lang, held[i].rule));
    }
    finish(cli, &t, lang);
  }
  leat_free(l);
  return status;
}

#define SEA_FORMATS                                                                                        \
  (1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_TSV | 1U << FORMAT_JSON | 1U << FORMAT_NDJSON | \
   1U << FORMAT_MARKDOWN)

static const Option options[] = {
    DB_OPTION,
    ALLOW_OPTION,
    {"script", 's', "SCRIPT", "the script by which leads are routed"},
    {"suspects", 0, NULL, "who claimed and how often he responded, least first; penalties that hold"},
    {"lift", 0, "NAME", "end the penalties of this rep"},
    NOW_OPTION,
    FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)"),
    {0},
};
static const Example examples[] = {
    {"leat sea public --script route.leat --db crm.db", "what can be claimed; contact fields are masked"},
    {"leat sea public --suspects --script route.leat --db crm.db", "who claims and does not respond"},
    {0},
};
const Command command_sea = {.word = "sea", .arguments = "NAME --script SCRIPT --db FILE", .examples = examples,
                             .options = options, .least = 1, .most = 1, .formats = SEA_FORMATS, .run = run};

static const Option held_options[] = {
    DB_OPTION,
    FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)"),
    {0},
};
static const Example held_examples[] = {
    {"leat held --db crm.db", "the leads that wait for a person, oldest first"},
    {0},
};
const Command command_held = {.word = "held", .arguments = "--db FILE", .examples = held_examples,
                              .options = held_options, .least = 0, .most = 0, .formats = SEA_FORMATS, .run = run_held};
