/* leat duplicates: which leads of the database are the same. */
#include "cli/cli.h"

static void print_groups(Cli *cli, const LeatDuplicates *found) {
  Table t;
  StrBuf text;
  Lang lang = format_for_people(cli->format) ? cli->lang : LANG_EN;
  table_init(&t, &cli->arena);
  table_add_column(&t, "group", COLUMN_NUMBER);
  table_add_column(&t, "lead", COLUMN_TEXT);
  table_add_column(&t, "owner", COLUMN_TEXT);
  table_add_column(&t, "why", COLUMN_TEXT);
  for (uint32_t i = 0; i < found->lead_count; i++) {
    table_int(&t, found->leads[i].group);
    table_cell(&t, found->leads[i].lead);
    table_cell(&t, found->leads[i].owner);
    table_cell(&t, lang_told(&cli->arena, lang, found->leads[i].why));
  }
  strbuf_init(&text);
  TableLook look = {.format = cli->format, .width = cli->term.width, .colour = cli->term.colour_out, .lang = lang};
  table_write(&t, look, &text);
  out_write(&text);
  strbuf_deinit(&text);
}

static double share(int64_t part, int64_t whole) { return whole > 0 ? 100 * (double)part / (double)whole : 100; }

static void say_measure(Cli *cli, const LeatDuplicates *d) {
  double precision = share(d->right, d->found), recall = share(d->right, d->truth);
  double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
  say_note(cli, "precision %.2f%% (%lld of %lld pairs), recall %.2f%% (of %lld), F1 %.2f%%", precision,
           (long long)d->right, (long long)d->found, recall, (long long)d->truth, f1);
}

static int run(Cli *cli) {
  LeatDuplicates found;
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_READ);
  if (status == LEAT_OK) status = cli_load(cli, l, cli->options.positionals.v[0], true);
  if (status == LEAT_OK) {
    status = leat_duplicates(l, str_of(options_value(&cli->options, "truth")), cli->now, &found);
    if (status != LEAT_OK) status = cli_fail(cli, l, (LeatStatus)status);
  }
  if (status == LEAT_OK) {
    if (found.lead_count > 0 || cli->format != FORMAT_TABLE) print_groups(cli, &found);
    say_note(cli, "%lld leads, %lld groups of the same, %lld leads in them", (long long)found.compared,
             (long long)found.groups, (long long)found.lead_count);
    if (found.large_leads > 0)
      say_note(cli, "%lld leads share what must be the same with too many others and were not compared for similarity",
               (long long)found.large_leads);
    if (found.measured) say_measure(cli, &found);
  }
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    ALLOW_OPTION,
    NOW_OPTION,
    {"truth", 0, "COLUMN", "measure against this column, which is equal for the same person"},
    FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)"),
    {0},
};
static const Example examples[] = {
    {"leat duplicates route.leat --db crm.db", "which leads are the same, and why"},
    {"leat duplicates route.leat --db sample.db --truth person", "how well the rules find those that are known"},
    {0},
};
const Command command_duplicates = {
    .word = "duplicates",
    .arguments = "SCRIPT --db FILE",
    .examples = examples,
    .details = "By the script's `duplicate when …`. Nothing is written; `leat run` acts on them.",
    .options = options,
    .least = 1,
    .most = 1,
    .formats = (1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_TSV | 1U << FORMAT_JSON | 1U << FORMAT_NDJSON |
                1U << FORMAT_MARKDOWN),
    .run = run,
};
