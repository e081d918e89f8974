/* What reps and managers do with a lead: leat respond, release, claim, approve, convert. */
#include "cli/cli.h"

static void print_moved(Cli *cli, const LeatMoved *moved) {
  Table t;
  StrBuf text;
  Lang lang = format_for_people(cli->format) ? cli->lang : LANG_EN;
  table_init(&t, &cli->arena);
  table_add_column(&t, "lead", COLUMN_TEXT);
  table_add_column(&t, "state", COLUMN_TEXT);
  table_add_column(&t, "owner", COLUMN_TEXT);
  table_add_column(&t, "pool", COLUMN_TEXT);
  table_cell(&t, moved->lead);
  table_cell(&t, lang_str(lang, moved->state));
  table_cell(&t, moved->owner);
  table_cell(&t, moved->pool);
  strbuf_init(&text);
  TableLook look = {.format = cli->format, .width = cli->term.width, .colour = cli->term.colour_out, .lang = lang};
  table_write(&t, look, &text);
  out_write(&text);
  strbuf_deinit(&text);
}

static int run_move(Cli *cli, LeatMoveKind kind) {
  const char *rep = options_value(&cli->options, "rep"), *script = options_value(&cli->options, "script");
  const char *owner = options_value(&cli->options, "owner");
  if (!rep || !*rep || !script)
    return usage_error(cli, "%s needs --rep NAME, --script SCRIPT and --db FILE", cli->command->word);
  LeatMove move = {.kind = kind, .lead = str_of(cli->options.positionals.v[0]), .rep = str_of(rep),
                   .owner = str_of(owner), .now_ms = cli->now};
  LeatMoved moved;
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_WRITE);
  if (status == LEAT_OK) status = cli_load(cli, l, script, false);
  if (status == LEAT_OK) {
    status = (int)leat_move(l, &move, &moved);
    if (status == LEAT_OK) print_moved(cli, &moved);
    else status = cli_fail(cli, l, (LeatStatus)status);
  }
  leat_free(l);
  return status;
}

static int run_respond(Cli *cli) { return run_move(cli, LEAT_RESPOND); }
static int run_release(Cli *cli) { return run_move(cli, LEAT_RELEASE); }
static int run_claim(Cli *cli) { return run_move(cli, LEAT_CLAIM); }
static int run_approve(Cli *cli) { return run_move(cli, LEAT_APPROVE); }
static int run_convert(Cli *cli) { return run_move(cli, LEAT_CONVERT); }

#define MOVE_OPTIONS                                                                  \
  DB_OPTION, ALLOW_OPTION, {"script", 's', "SCRIPT", "the script by which leads are routed"}, \
      {"rep", 'r', "NAME", "who does it"}, NOW_OPTION,                                \
      FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)")
#define MOVE_FORMATS                                                                                       \
  (1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_TSV | 1U << FORMAT_JSON | 1U << FORMAT_NDJSON | \
   1U << FORMAT_MARKDOWN)

static const Option options[] = {MOVE_OPTIONS, {0}};
static const Option approve_options[] = {
    MOVE_OPTIONS,
    {"owner", 'o', "NAME", "who gets the lead (default: whom the rules say)"},
    {0},
};

static const Example respond_examples[] = {
    {"leat respond 17 --rep alice --script route.leat --db crm.db", "alice has called lead 17"},
    {0},
};
const Command command_respond = {.word = "respond", .arguments = "LEAD --rep NAME --script SCRIPT --db FILE",
                                 .examples = respond_examples, .options = options, .least = 1, .most = 1,
                                 .formats = MOVE_FORMATS, .run = run_respond};
static const Example release_examples[] = {
    {"leat release 17 --rep alice --script route.leat --db crm.db", "alice gives lead 17 back"},
    {0},
};
const Command command_release = {.word = "release", .arguments = "LEAD --rep NAME --script SCRIPT --db FILE",
                                 .examples = release_examples, .options = options, .least = 1, .most = 1,
                                 .formats = MOVE_FORMATS, .run = run_release};
static const Example claim_examples[] = {
    {"leat claim 17 --rep alice --script route.leat --db crm.db", "alice takes lead 17 out of its sea"},
    {0},
};
const Command command_claim = {.word = "claim", .arguments = "LEAD --rep NAME --script SCRIPT --db FILE",
                               .examples = claim_examples, .options = options, .least = 1, .most = 1,
                               .formats = MOVE_FORMATS, .run = run_claim};
static const Example approve_examples[] = {
    {"leat approve 17 --rep manager --owner alice --script route.leat --db crm.db", "a held lead goes to alice"},
    {"leat approve 17 --rep manager --script route.leat --db crm.db", "the other rules say who gets it"},
    {0},
};
const Command command_approve = {.word = "approve",
                                 .arguments = "LEAD --rep NAME [--owner NAME] --script SCRIPT --db FILE",
                                 .examples = approve_examples, .options = approve_options, .least = 1, .most = 1,
                                 .formats = MOVE_FORMATS, .run = run_approve};
static const Example convert_examples[] = {
    {"leat convert 17 --rep alice --script route.leat --db crm.db", "lead 17 is a customer now"},
    {0},
};
const Command command_convert = {.word = "convert", .arguments = "LEAD --rep NAME --script SCRIPT --db FILE",
                                 .examples = convert_examples, .options = options, .least = 1, .most = 1,
                                 .formats = MOVE_FORMATS, .run = run_convert};
