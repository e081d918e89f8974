/* leat bench: how fast the rules of a script run over leads in memory. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "cli/cli.h"

enum { MOST_ROUNDS = sizeof((LeatBench *)0)->cpu_s / sizeof(double) };

static void json_seconds(JsonWriter *w, const char *key, const double *v, uint32_t n) {
  json_key(w, key);
  json_begin_array(w);
  for (uint32_t i = 0; i < n; i++) json_number(w, (Number){.is_int = false, .d = v[i]});
  json_end_array(w);
}

static void write_json(const LeatBench *b, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_object(&w);
  json_key(&w, "load");
  json_number(&w, (Number){.is_int = false, .d = b->load_s});
  json_key(&w, "rss_loaded_kb");
  json_int(&w, b->rss_loaded_kb);
  json_seconds(&w, "cpu", b->cpu_s, b->rounds);
  json_seconds(&w, "wall", b->wall_s, b->rounds);
  json_end_object(&w);
  strbuf_char(out, '\n');
}

static void write_table(Cli *cli, const LeatBench *b, StrBuf *out) {
  Table t;
  table_init(&t, &cli->arena);
  table_add_column(&t, "round", COLUMN_NUMBER);
  table_add_column(&t, "cpu ms", COLUMN_NUMBER);
  table_add_column(&t, "wall ms", COLUMN_NUMBER);
  table_add_column(&t, "ns per lead", COLUMN_NUMBER);
  for (uint32_t i = 0; i < b->rounds; i++) {
    table_int(&t, i + 1);
    table_cell(&t, arena_printf(&cli->arena, "%.1f", b->cpu_s[i] * 1e3));
    table_cell(&t, arena_printf(&cli->arena, "%.1f", b->wall_s[i] * 1e3));
    table_cell(&t, arena_printf(&cli->arena, "%.0f", b->leads ? b->cpu_s[i] * 1e9 / (double)b->leads : 0.0));
  }
  lang_printf(out, cli->lang, "%lld leads, loaded in %.2f s, %lld kB\n", (long long)b->leads, b->load_s,
                (long long)b->rss_loaded_kb);
  table_write(&t, (TableLook){.width = cli->term.width, .colour = cli->term.colour_out, .lang = cli->lang}, out);
}

static int write_matches(const Cli *cli, const char *path, const int32_t *matches, int64_t n) {
  FILE *f = fopen(path, "we");
  bool good = f != NULL;
  for (int64_t i = 0; good && i < n; i++) good = fprintf(f, "%d\n", matches[i]) > 0;
  if (f) good = fclose(f) == 0 && good;
  if (good) return LEAT_OK;
  say_error(cli, "cannot write `%s`: %s", path, strerror(errno));
  return LEAT_USAGE;
}

static int measure(Cli *cli, Leat *l, int64_t leads, uint32_t rounds) {
  const char *path = options_value(&cli->options, "out");
  LeatBench *bench = ARENA_NEW(&cli->arena, LeatBench);
  int32_t *matches = NULL;
  LeatStatus status = leat_bench(l, leads, rounds, cli->now, bench, path ? &matches : NULL);
  if (status != LEAT_OK) return cli_fail(cli, l, status);
  StrBuf text;
  strbuf_init(&text);
  if (cli->format == FORMAT_JSON) write_json(bench, &text);
  else write_table(cli, bench, &text);
  out_write(&text);
  strbuf_deinit(&text);
  int written = path ? write_matches(cli, path, matches, bench->leads) : LEAT_OK;
  mem_free(matches);
  return written;
}

static int run(Cli *cli) {
  int64_t leads = INT64_MAX, rounds = 5;
  Str error = STR("");
  if (!options_int(&cli->options, &cli->arena, "leads", 1, INT64_MAX, &leads, &error) ||
      !options_int(&cli->options, &cli->arena, "rounds", 1, MOST_ROUNDS, &rounds, &error))
    return usage_error(cli, "%.*s", STR_FMT(error));
  Leat *l = cli_leat(cli);
  int status = cli_open(cli, l, LEAT_DB_READ);
  if (status == LEAT_OK) status = cli_load(cli, l, cli->options.positionals.v[0], false);
  if (status == LEAT_OK) status = measure(cli, l, leads, (uint32_t)rounds);
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    ALLOW_OPTION,
    {"leads", 0, "N", "take the first N leads of the table (default all)"},
    {"rounds", 0, "R", "measure R times (default 5, at most 64)"},
    {"out", 'o', "FILE", "write per lead the number of the rule that ends it, first rule 0, none -1"},
    NOW_OPTION,
    FORMAT_OPTION("table or json"),
    {0},
};
static const Example examples[] = {
    {"leat bench route.leat --db crm.db", "rules over all leads in memory, five times"},
    {"leat bench route.leat --db crm.db --rounds 9 --format json", "for a program: one line of JSON"},
    {0},
};
const Command command_bench = {
    .word = "bench",
    .arguments = "SCRIPT --db FILE",
    .examples = examples,
    .options = options,
    .least = 1,
    .most = 1,
    .formats = 1U << FORMAT_TABLE | 1U << FORMAT_JSON,
    .run = run,
};
