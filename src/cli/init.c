/* leat init: the default tables in a new or existing database. */
#include <unistd.h>

#include "cli/cli.h"

static int run(Cli *cli) {
  const char *path = options_value(&cli->options, "db");
  if (!path) return usage_error(cli, "init needs --db FILE");
  bool existed = access(path, F_OK) == 0;
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_CREATE);
  leat_free(l);
  if (status != LEAT_OK || cli->quiet) return status;
  StrBuf text;
  strbuf_init(&text);
  if (existed) lang_printf(&text, cli->lang, "ready: %.*s\n", STR_FMT(str_of(path)));
  else lang_printf(&text, cli->lang, "made %.*s\n", STR_FMT(str_of(path)));
  lang_printf(&text, cli->lang,
              "  leads         id, created_at, owner, pool, status, and what you import\n"
              "  reps          who may receive leads: active, capacity, away from and until\n"
              "  pools         strategy and capacity of each pool\n"
              "  pool_members  who is in which pool, in turn\n"
              "  leat_...      Leat's own: ledger, turns, states, outbox, runs\n");
  lang_printf(&text, cli->lang, "next: leat import leads.csv --db %.*s\n", STR_FMT(str_of(path)));
  out_lines(strbuf_view(&text));
  strbuf_deinit(&text);
  return status;
}

static const Option options[] = {DB_OPTION, {0}};
static const Example examples[] = {
    {"leat init --db crm.db", "make crm.db with the tables leads, reps, pools and pool_members"},
    {0},
};
const Command command_init = {
    .word = "init",
    .arguments = "--db FILE",
    .examples = examples,
    .details = "Tables that are there already are left as they are: doing it again is harmless.",
    .options = options,
    .run = run,
};
