/* leat roster: who is in the pools, who of them is free now, and what keeps the others out. */
#include "cli/cli.h"

static bool is_wanted(const Cli *cli, uint32_t from, Str pool) {
  if (from == cli->options.positionals.n) return true;
  for (uint32_t i = from; i < cli->options.positionals.n; i++)
    if (str_is(pool, cli->options.positionals.v[i])) return true;
  return false;
}

static int check_names(Cli *cli, const LeatRosterRow *rows, uint32_t count, uint32_t from) {
  for (uint32_t i = from; i < cli->options.positionals.n; i++) {
    bool found = false;
    for (uint32_t k = 0; k < count && !found; k++) found = str_is(rows[k].pool, cli->options.positionals.v[i]);
    if (found) continue;
    say_error(cli, "there is no pool \"%.*s\", or nobody is in it", STR_FMT(str_of(cli->options.positionals.v[i])));
    return LEAT_INPUT;
  }
  return LEAT_OK;
}

enum { UNITS = 3 };

typedef struct Shown { bool until, units[UNITS], classes, learned; } Shown; /* columns with something in them */

/* Programs get every column, people those that say something. */
static Shown shown_of(Cli *cli, const LeatRosterRow *rows, uint32_t count, uint32_t from) {
  bool all = !format_for_people(cli->format);
  Shown shown = {all, {all, all, all}, all, all};
  for (uint32_t i = 0; i < count; i++) {
    if (!is_wanted(cli, from, rows[i].pool)) continue;
    for (int unit = 0; unit < UNITS; unit++) shown.units[unit] |= rows[i].most[unit] >= 0;
    shown.classes |= rows[i].classes.n > 0;
    shown.learned |= rows[i].learned.n > 0;
  }
  return shown;
}

static void add_columns(Table *t, Shown shown) {
  static const char *const units[UNITS][2] = {
      {"today", "per day"}, {"this week", "per week"}, {"this month", "per month"}};
  table_add_column(t, "pool", COLUMN_TEXT);
  table_add_column(t, "strategy", COLUMN_TEXT);
  table_add_column(t, "rep", COLUMN_TEXT);
  table_add_column(t, "weight", COLUMN_NUMBER);
  table_add_column(t, "open", COLUMN_NUMBER);
  table_add_column(t, "capacity", COLUMN_NUMBER);
  table_add_column(t, "free", COLUMN_TEXT);
  table_add_column(t, "why", COLUMN_TEXT);
  if (shown.until) table_add_column(t, "until", COLUMN_TEXT);
  for (int unit = 0; unit < UNITS; unit++)
    for (int i = 0; shown.units[unit] && i < 2; i++) table_add_column(t, units[unit][i], COLUMN_NUMBER);
  if (shown.classes) table_add_column(t, "classes", COLUMN_TEXT);
  if (shown.learned) table_add_column(t, "learned", COLUMN_TEXT);
}

static void add_most(Table *t, int64_t most) {
  if (most >= 0) table_int(t, most);
  else table_cell(t, STR(""));
}

static void add_row(Cli *cli, Table *t, Lang lang, Shown shown, const LeatRosterRow *row) {
  table_cell(t, row->pool);
  table_cell(t, row->strategy);
  table_cell(t, row->rep);
  table_cell(t, row->weight);
  table_int(t, row->open);
  add_most(t, row->capacity);
  table_cell(t, str_of(lang_text(lang, row->eligible ? "yes" : "no")));
  table_cell(t, row->next ? str_of(lang_text(lang, "next")) : lang_told(&cli->arena, lang, row->why));
  if (shown.until) table_cell(t, row->until);
  for (int unit = 0; unit < UNITS; unit++) {
    if (!shown.units[unit]) continue;
    table_int(t, row->given[unit]);
    add_most(t, row->most[unit]);
  }
  if (shown.classes) table_cell(t, row->classes);
  if (shown.learned) table_cell(t, lang_told(&cli->arena, lang, row->learned));
}

static void print_roster(Cli *cli, const LeatRosterRow *rows, uint32_t count, uint32_t from) {
  Table t;
  StrBuf text;
  Lang lang = format_for_people(cli->format) ? cli->lang : LANG_EN;
  Shown shown = shown_of(cli, rows, count, from);
  table_init(&t, &cli->arena);
  add_columns(&t, shown);
  for (uint32_t i = 0; i < count; i++)
    if (is_wanted(cli, from, rows[i].pool)) add_row(cli, &t, lang, shown, &rows[i]);
  strbuf_init(&text);
  TableLook look = {.format = cli->format, .width = cli->term.width, .colour = cli->term.colour_out, .lang = lang};
  table_write(&t, look, &text);
  out_write(&text);
  strbuf_deinit(&text);
}

static int run(Cli *cli) {
  uint32_t from, count;
  LeatRosterRow *rows;
  const char *script = cli_script(cli, &from);
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_READ);
  if (status == LEAT_OK) status = cli_load_or_none(cli, l, script);
  if (status == LEAT_OK) {
    status = leat_roster(l, cli->now, &rows, &count);
    if (status != LEAT_OK) status = cli_fail(cli, l, (LeatStatus)status);
    else status = check_names(cli, rows, count, from);
    if (status == LEAT_OK) print_roster(cli, rows, count, from);
  }
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    ALLOW_OPTION,
    SCRIPT_OPTION,
    NOW_OPTION,
    FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)"),
    {0},
};
static const Example examples[] = {
    {"leat roster route.leat --db crm.db", "every pool: who is free now, and what keeps the others out"},
    {"leat roster senior --script route.leat --db crm.db", "one pool"},
    {"leat roster --db crm.db --now 2026-03-02T09:00:00+08:00", "the pools of the database, at another time"},
    {0},
};
const Command command_roster = {
    .word = "roster",
    .arguments = "[SCRIPT] --db FILE [POOL...]",
    .examples = examples,
    .details = "A first word that ends in .leat is the script. Filters of rules (`where`) depend on the lead and are\n"
               "left out: `leat explain` has them.",
    .options = options,
    .least = 0,
    .most = -1,
    .formats = (1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_TSV | 1U << FORMAT_JSON | 1U << FORMAT_NDJSON |
                1U << FORMAT_MARKDOWN),
    .run = run,
};
