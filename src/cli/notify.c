/* leat notify: sends what `notify` and `task` put into the outbox. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/deliver.h"

enum { LISTED = 1000 };

typedef struct Sending {
  Courier *courier;
  int64_t started;
} Sending;

static void send_one(void *ctx, const LeatRequest *request, LeatReply *out) {
  deliver_send(((Sending *)ctx)->courier, request, out);
}

static int64_t elapsed(void *ctx) { return stopwatch_ms() - ((Sending *)ctx)->started; }

/* ---- tables ---- */

static void write_table(Cli *cli, const Table *t) {
  StrBuf text;
  strbuf_init(&text);
  TableLook look = {.format = cli->format, .width = cli->term.width, .colour = cli->term.colour_out,
                    .lang = format_for_people(cli->format) ? cli->lang : LANG_EN};
  table_write(t, look, &text);
  out_write(&text);
  strbuf_deinit(&text);
}

static Str told(Cli *cli, Str english) {
  return format_for_people(cli->format) ? lang_told(&cli->arena, cli->lang, english) : english;
}

static void print_report(Cli *cli, const LeatNotifyReport *report) {
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "channel", COLUMN_TEXT);
  table_add_column(&t, "type", COLUMN_TEXT);
  table_add_column(&t, "sent", COLUMN_NUMBER);
  table_add_column(&t, "failed", COLUMN_NUMBER);
  table_add_column(&t, "given up", COLUMN_NUMBER);
  table_add_column(&t, "waiting", COLUMN_NUMBER);
  table_add_column(&t, "dead", COLUMN_NUMBER);
  table_add_column(&t, "why", COLUMN_TEXT);
  for (uint32_t i = 0; i < report->count; i++) {
    const LeatChannelReport *row = &report->channels[i];
    table_cell(&t, row->channel);
    table_cell(&t, row->type);
    table_int(&t, row->sent);
    table_int(&t, row->failed);
    table_int(&t, row->refused);
    table_int(&t, row->waiting);
    table_int(&t, row->dead);
    table_cell(&t, told(cli, row->error));
  }
  write_table(cli, &t);
}

static void print_messages(Cli *cli, const LeatMessage *messages, uint32_t count, bool dead) {
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "id", COLUMN_NUMBER);
  table_add_column(&t, "channel", COLUMN_TEXT);
  table_add_column(&t, "lead", COLUMN_TEXT);
  table_add_column(&t, "at", COLUMN_TEXT);
  table_add_column(&t, "tries", COLUMN_NUMBER);
  table_add_column(&t, dead ? "dead" : "not before", COLUMN_TEXT);
  table_add_column(&t, "why", COLUMN_TEXT);
  table_add_column(&t, "text", COLUMN_TEXT);
  for (uint32_t i = 0; i < count; i++) {
    const LeatMessage *m = &messages[i];
    table_int(&t, m->id);
    table_cell(&t, m->channel);
    table_cell(&t, m->lead);
    table_cell(&t, m->at);
    table_int(&t, m->tries);
    table_cell(&t, dead ? m->dead : m->next);
    table_cell(&t, told(cli, m->error));
    table_cell(&t, m->text);
  }
  write_table(cli, &t);
}

/* ---- what it does ---- */

static int list(Cli *cli, Leat *l, bool dead) {
  LeatMessage *messages;
  uint32_t count;
  LeatStatus status = leat_messages(l, dead, LISTED, &messages, &count);
  if (status != LEAT_OK) return cli_fail(cli, l, status);
  print_messages(cli, messages, count, dead);
  return LEAT_OK;
}

static int retry(Cli *cli, Leat *l, const char *which) {
  int64_t id = 0, count;
  Str error;
  if (strcmp(which, "all") != 0 && !options_int(&cli->options, &cli->arena, "retry", 1, INT64_MAX, &id, &error))
    return usage_error(cli, "--retry wants the id of a message, or all, not `%s`", which);
  LeatStatus status = leat_revive(l, id, &count);
  if (status != LEAT_OK) return cli_fail(cli, l, status);
  say_note(cli, "%lld messages will be tried again", (long long)count);
  return LEAT_OK;
}

/* --channels, else the first channels.conf: here, the user's, the machine's. NULL: none is there. */
static const char *channels_path(Cli *cli) {
  const char *given = options_value(&cli->options, "channels");
  const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  if (given) return given;
  Str places[3] = {STR("channels.conf"), {"", 0}, STR("/etc/leat/channels.conf")};
  if (config && *config) places[1] = arena_printf(&cli->arena, "%s/leat/channels.conf", config);
  else if (home && *home) places[1] = arena_printf(&cli->arena, "%s/.config/leat/channels.conf", home);
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (places[i].n && access(places[i].p, R_OK) == 0) return places[i].p;
  return NULL;
}

static int read_channels(Cli *cli, LeatNotifyOptions *options) {
  char why[256];
  const char *path = channels_path(cli);
  if (!path) return usage_error(cli, "notify needs --channels FILE, which says where each channel goes");
  if (!cli_read(cli, path, LIMIT_CHANNELS_BYTES, &options->channels)) return LEAT_USAGE;
  options->file_name = str_of(path);
  if (strcmp(path, "-") == 0) options->is_private = true;
  else if (!file_is_private(path, &options->is_private, why, sizeof why)) options->is_private = false;
  return LEAT_OK;
}

static int deliver(Cli *cli, Leat *l) {
  Sending sending = {.started = stopwatch_ms()};
  LeatNotifyOptions options = {.now_ms = cli->now, .ctx = &sending, .clock_ms = elapsed, .send = send_one};
  LeatNotifyReport report;
  Str error = STR("");
  if (!options_int(&cli->options, &cli->arena, "limit", 1, INT64_MAX, &options.limit, &error))
    return usage_error(cli, "%.*s", STR_FMT(error));
  int read = read_channels(cli, &options);
  if (read != LEAT_OK) return read;
  options.only = str_of(options_value(&cli->options, "channel"));
  options.stop = cli_catch_signals();
  sending.courier = deliver_open();
  LeatStatus status = leat_notify(l, &options, &report);
  deliver_close(sending.courier);
  bool made = status == LEAT_OK || status == LEAT_FINDINGS || status == LEAT_INTERRUPTED || report.count > 0;
  if (made && (!cli->quiet || cli->format != FORMAT_TABLE)) print_report(cli, &report);
  if (made)
    say_note(cli, "%lld messages sent, %lld failed, %lld given up", (long long)report.sent, (long long)report.failed,
             (long long)report.refused);
  if (status == LEAT_FINDINGS) say_error(cli, "%s", leat_error(l));
  return status == LEAT_OK || status == LEAT_FINDINGS ? (int)status : cli_fail(cli, l, status);
}

static int run(Cli *cli) {
  const char *which = options_value(&cli->options, "retry");
  bool dead = options_has(&cli->options, "dead"), waiting = options_has(&cli->options, "waiting");
  if (dead + waiting + (which != NULL) > 1) return usage_error(cli, "--dead, --waiting and --retry exclude each other");
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, dead || waiting ? LEAT_DB_READ : LEAT_DB_WRITE);
  if (status == LEAT_OK && which) status = retry(cli, l, which);
  else if (status == LEAT_OK && (dead || waiting)) status = list(cli, l, dead);
  else if (status == LEAT_OK) status = deliver(cli, l);
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    {"channels", 'c', "FILE", "where each channel goes (default: ./channels.conf, then the user's, then /etc/leat/)"},
    {"channel", 0, "NAME", "only this channel"},
    {"limit", 0, "N", "try at most N messages"},
    NOW_OPTION,
    {"waiting", 0, NULL, "list the messages that wait; send nothing"},
    {"dead", 0, NULL, "list the messages that were given up; send nothing"},
    {"retry", 0, "ID", "try a message that was given up again; `all` for all of them"},
    FORMAT_OPTION("table, csv, tsv, json, ndjson or markdown (default table)"),
    {0},
};
static const Example examples[] = {
    {"leat notify --db crm.db --channels channels.conf", "send what is due"},
    {"leat notify --db crm.db -q", "from cron: say something only when something is wrong"},
    {"leat notify --db crm.db --dead", "which messages were given up, and why"},
    {"leat notify --db crm.db --retry all", "after the cause is mended: they are sent next time"},
    {0},
};
const Command command_notify = {
    .word = "notify",
    .arguments = "--db FILE [--channels FILE]",
    .examples = examples,
    .details = "A message is sent at least once, always with the same id, in order for each lead. What fails is tried\n"
               "again, later each time; after 12 tries it is given up and listed by --dead. Tasks go to the channel\n"
               "`tasks`.",
    .options = options,
    .least = 0,
    .most = 0,
    .formats = (1U << FORMAT_TABLE | 1U << FORMAT_CSV | 1U << FORMAT_TSV | 1U << FORMAT_JSON | 1U << FORMAT_NDJSON |
                1U << FORMAT_MARKDOWN),
    .run = run,
};
