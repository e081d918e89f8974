/* leat bench: how fast the rules of a script run over leads in memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "cli/cli.h"

enum { MOST_ROUNDS = sizeof((LeatBench *)0)->cpu_s / sizeof(double), COSTS_SHOWN = 50 };

static void json_seconds(JsonWriter *w, const char *key, const double *v, uint32_t n) {
  json_key(w, key);
  json_begin_array(w);
  for (uint32_t i = 0; i < n; i++) json_number(w, (Number){.is_int = false, .d = v[i]});
  json_end_array(w);
}

static void json_real(JsonWriter *w, const char *key, double d) {
  json_key(w, key);
  json_number(w, (Number){.is_int = false, .d = d});
}

static void json_count(JsonWriter *w, const char *key, int64_t n) {
  json_key(w, key);
  json_int(w, n);
}

static void json_index(JsonWriter *w, const LeatBench *b) {
  json_key(w, "index");
  json_begin_object(w);
  json_real(w, "build", b->index_s);
  json_real(w, "coding", b->coding_s);
  json_count(w, "rules", b->rules);
  json_count(w, "conjunctions", b->conjunctions);
  json_count(w, "columns", b->columns);
  json_count(w, "nodes", b->nodes);
  json_count(w, "blocks", b->blocks);
  json_count(w, "bytes", b->index_bytes);
  json_end_object(w);
}

static void json_costs(JsonWriter *w, const LeatBench *b) {
  json_real(w, "find", b->find_s);
  json_key(w, "rules");
  json_begin_array(w);
  for (uint32_t i = 0; i < b->cost_count; i++) {
    const LeatRuleCost *c = &b->costs[i];
    json_begin_object(w);
    json_key(w, "rule");
    json_str(w, c->name);
    json_count(w, "line", c->line);
    json_count(w, "candidates", (int64_t)c->candidates);
    json_count(w, "evaluations", (int64_t)c->evaluations);
    json_count(w, "hits", (int64_t)c->hits);
    json_real(w, "seconds", c->seconds);
    json_end_object(w);
  }
  json_end_array(w);
}

static void write_json(const LeatBench *b, StrBuf *out) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_object(&w);
  json_real(&w, "load", b->load_s);
  json_count(&w, "rss_loaded_kb", b->rss_loaded_kb);
  json_seconds(&w, "cpu", b->cpu_s, b->rounds);
  json_seconds(&w, "wall", b->wall_s, b->rounds);
  json_index(&w, b);
  if (b->costs) json_costs(&w, b);
  json_end_object(&w);
  strbuf_char(out, '\n');
}

static double per_lead(const LeatBench *b, double s) { return b->leads ? s * 1e9 / (double)b->leads : 0.0; }

static int cmp_double(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void write_summary(const Cli *cli, const LeatBench *b, StrBuf *out) {
  double s[MOST_ROUNDS];
  memcpy(s, b->cpu_s, sizeof s);
  qsort(s, b->rounds, sizeof *s, cmp_double);
  lang_printf(out, cli->lang, "a lead: least %.0f ns, median %.0f ns; telling its values apart %.0f ns\n",
              per_lead(b, s[0]), per_lead(b, s[b->rounds / 2]), per_lead(b, b->coding_s));
  lang_printf(out, cli->lang,
              "index: rules %u, conjunctions of tests %u, columns %u, blocks %u; %lld kB, made in %.0f ms\n", b->rules,
              b->conjunctions, b->columns, b->blocks, (long long)(b->index_bytes / 1024), b->index_s * 1e3);
}

static int cmp_cost(const void *a, const void *b) {
  const LeatRuleCost *x = *(const LeatRuleCost *const *)a, *y = *(const LeatRuleCost *const *)b;
  if (x->seconds != y->seconds) return x->seconds < y->seconds ? 1 : -1;
  return (x->line > y->line) - (x->line < y->line);
}

/* The dearest first. */
static void write_costs(Cli *cli, const LeatBench *b, StrBuf *out) {
  Table t;
  const LeatRuleCost **order = ARENA_ARRAY(&cli->arena, const LeatRuleCost *, b->cost_count + 1);
  for (uint32_t i = 0; i < b->cost_count; i++) order[i] = &b->costs[i];
  qsort(order, b->cost_count, sizeof *order, cmp_cost);
  table_init(&t, &cli->arena);
  table_add_column(&t, "rule", COLUMN_TEXT);
  table_add_column(&t, "line", COLUMN_NUMBER);
  table_add_column(&t, "candidates", COLUMN_NUMBER);
  table_add_column(&t, "evaluations", COLUMN_NUMBER);
  table_add_column(&t, "hits", COLUMN_NUMBER);
  table_add_column(&t, "cpu ms", COLUMN_NUMBER);
  for (uint32_t i = 0; i < b->cost_count && i < COSTS_SHOWN; i++) {
    table_cell(&t, order[i]->name);
    table_int(&t, order[i]->line);
    table_int(&t, (int64_t)order[i]->candidates);
    table_int(&t, (int64_t)order[i]->evaluations);
    table_int(&t, (int64_t)order[i]->hits);
    table_cell(&t, arena_printf(&cli->arena, "%.2f", order[i]->seconds * 1e3));
  }
  table_write(&t, (TableLook){.width = cli->term.width, .colour = cli->term.colour_out, .lang = cli->lang}, out);
  lang_printf(out, cli->lang, "finding the rules took %.2f ms\n", b->find_s * 1e3);
  if (b->cost_count > COSTS_SHOWN)
    lang_printf(out, cli->lang, "%u rules that cost less are not shown; --format json has all\n",
                b->cost_count - COSTS_SHOWN);
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
    table_cell(&t, arena_printf(&cli->arena, "%.0f", per_lead(b, b->cpu_s[i])));
  }
  lang_printf(out, cli->lang, "%lld leads, loaded in %.2f s, %lld kB\n", (long long)b->leads, b->load_s,
                (long long)b->rss_loaded_kb);
  table_write(&t, (TableLook){.width = cli->term.width, .colour = cli->term.colour_out, .lang = cli->lang}, out);
  write_summary(cli, b, out);
  if (b->costs) write_costs(cli, b, out);
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
  LeatStatus status = leat_bench(l, leads, rounds, cli->now, options_has(&cli->options, "profile"), bench,
                                 path ? &matches : NULL);
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
    {"profile", 0, NULL, "say of each rule how often it could take a lead, was tested, was true, and its time"},
    NOW_OPTION,
    FORMAT_OPTION("table or json"),
    {0},
};
static const Example examples[] = {
    {"leat bench route.leat --db crm.db", "rules over all leads in memory, five times"},
    {"leat bench route.leat --db crm.db --profile", "what each rule costs, the dearest first"},
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
