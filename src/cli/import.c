/* leat import: a file of leads into the table leads, with an account of every row. */
#include "store/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "cli/import_report.h"

/* Comma-separated header names; repeated options add up. */
static uint32_t split_keys(Cli *cli, const Str **keys_out) {
  Str *given;
  uint32_t n = options_values(&cli->options, &cli->arena, "key", &given);
  VEC(Str) keys = {0};
  for (uint32_t i = 0; i < n; i++) {
    for (Str rest = given[i]; rest.n > 0;) {
      const char *comma = memchr(rest.p, ',', rest.n);
      size_t end = comma ? (size_t)(comma - rest.p) : rest.n;
      Str key = str_trim((Str){rest.p, end});
      if (key.n) VEC_PUSH(&cli->arena, keys, key);
      rest = comma ? (Str){rest.p + end + 1, rest.n - end - 1} : STR("");
    }
  }
  *keys_out = keys.v;
  return keys.n;
}

static bool separator_of(const char *word, char *out) {
  static const struct { const char *word; char separator; } named[] = {
      {"tab", '\t'}, {"\\t", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"pipe", '|'}};
  for (size_t i = 0; i < sizeof named / sizeof *named; i++)
    if (strcmp(word, named[i].word) == 0) {
      *out = named[i].separator;
      return true;
    }
  *out = word[0];
  return strlen(word) == 1 && word[0] != '"' && word[0] != '\n' && word[0] != '\r';
}

static int take_options(Cli *cli, ImportOptions *out) {
  const Options *o = &cli->options;
  const char *separator = options_value(o, "separator"), *as = options_value(o, "as");
  const char *table = options_value(o, "table");
  *out = (ImportOptions){
      .encoding = options_value(o, "encoding"),
      .ragged = options_has(o, "keep-ragged") ? RAGGED_KEEP : RAGGED_REJECT,
      .existing = options_has(o, "update") ? EXISTING_UPDATE : EXISTING_KEEP,
      .now = cli->now,
      .table = table ? str_of(table) : STR(""),
  };
  out->key_count = split_keys(cli, &out->keys);
  Str *types;
  out->type_count = options_values(o, &cli->arena, "type", &types);
  out->type_names = types;
  if (separator && !separator_of(separator, &out->separator))
    return usage_error(cli, "--separator is one character, or tab, not `%s`", separator);
  if (as && strcmp(as, "csv") == 0) out->format = IMPORT_CSV;
  else if (as && strcmp(as, "jsonl") == 0) out->format = IMPORT_JSON_LINES;
  else if (as) return usage_error(cli, "--as is csv or jsonl, not `%s`", as);
  if (out->existing == EXISTING_UPDATE && out->key_count == 0)
    return usage_error(cli, "--update needs --key: which column says that two rows are the same lead?");
  return LEAT_OK;
}

static Str rejects_path(Cli *cli, const char *file) {
  const char *given = options_value(&cli->options, "rejects");
  if (given) return str_of(given);
  if (strcmp(file, "-") == 0) return STR("leat-rejects.csv");
  return arena_printf(&cli->arena, "%s.rejects.csv", file);
}

static bool same_file(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The rejected rows as they stood, below the header they had: mended, the file can be imported as it is. */
static bool write_rejects(Cli *cli, Str path, const ImportReport *report) {
  FILE *f = fopen(path.p, "we");
  bool good = f != NULL;
  if (f) {
    if (report->separator) good = fprintf(f, "%.*s\n", STR_FMT(report->header_raw)) >= 0;
    for (uint32_t i = 0; good && i < report->rejects.n; i++) {
      Str raw = report->rejects.v[i].raw;
      good = fwrite(raw.p, 1, raw.n, f) == raw.n && fputc('\n', f) != EOF;
    }
    good = fclose(f) == 0 && good;
  }
  if (!good) say_error(cli, "cannot write `%s`: %s", path.p, strerror(errno));
  return good;
}

static int status_code(StoreStatus status) {
  switch (status) {
    case STORE_OK: return LEAT_OK;
    case STORE_BAD: return LEAT_INPUT;
    case STORE_BUSY: return LEAT_BUSY;
    case STORE_LIMIT: return LEAT_LIMIT;
    default: return LEAT_DATABASE;
  }
}

static int import_into(Cli *cli, Leat *l, Str bytes, const ImportOptions *options) {
  const char *file = cli->options.positionals.v[0];
  ImportReport report = {0};
  Store *store = leat_store(l);
  StoreStatus status = import_leads(store, &cli->arena, bytes, options, &report);
  if (status != STORE_OK) {
    say_error(cli, "%.*s", STR_FMT(lang_told(&cli->arena, cli->lang, str_of(store_error(store)))));
    return status_code(status);
  }
  Str rejects = STR("");
  if (report.rejects.n > 0) {
    rejects = rejects_path(cli, file);
    if (same_file(rejects.p, file)) {
      say_error(cli, "%lld rows rejected; `%s` is the file itself: name another one with --rejects",
                (long long)report.rejected, rejects.p);
      return LEAT_INPUT;
    }
    if (!write_rejects(cli, rejects, &report)) return LEAT_INPUT;
  }
  StrBuf text;
  strbuf_init(&text);
  if (cli->format == FORMAT_JSON) import_report_json(&report, rejects, &text);
  else if (!cli->quiet) import_report_text(cli, &report, rejects, &text);
  out_write(&text);
  strbuf_deinit(&text);
  if (report.rejected > 0 && cli->quiet)
    say_error(cli, "%lld rows rejected; see %s", (long long)report.rejected, rejects.p);
  return report.rejected > 0 ? LEAT_INPUT : LEAT_OK;
}

static int run(Cli *cli) {
  ImportOptions options;
  Str bytes;
  int status = take_options(cli, &options);
  if (status != LEAT_OK) return status;
  if (!options_value(&cli->options, "db")) return usage_error(cli, "import needs --db FILE");
  if (!cli_read(cli, cli->options.positionals.v[0], LIMIT_INPUT_BYTES, &bytes)) return LEAT_USAGE;
  Leat *l = cli_leat(cli);
  status = cli_open(cli, l, LEAT_DB_CREATE);
  if (status == LEAT_OK) status = import_into(cli, l, bytes, &options);
  leat_free(l);
  return status;
}

static const Option options[] = {
    DB_OPTION,
    {"key", 'k', "COLUMN[,...]", "rows with the same values here are the same lead; the second is not added"},
    {"update", 0, NULL, "with --key: rows that are there already take the file's values"},
    {"type", 0, "COLUMN=TYPE", "take a column as text, number, bool or time; may be repeated"},
    {"encoding", 0, "NAME", "UTF-8, UTF-16LE, UTF-16BE, GB18030, … (default: recognised)"},
    {"separator", 0, "C", "between cells: a character, or tab (default: recognised)"},
    {"as", 0, "KIND", "csv or jsonl (default: recognised)"},
    {"keep-ragged", 0, NULL, "keep rows with too few or too many cells"},
    {"rejects", 0, "FILE", "where rejected rows go (default: beside the file)"},
    {"table", 0, "NAME", "the table to fill (default leads)"},
    FORMAT_OPTION("table or json"),
    NOW_OPTION,
    {0},
};
static const Example examples[] = {
    {"leat import leads.csv --db crm.db", "load leads; tables and columns are made when missing"},
    {"leat import leads.csv --db crm.db --key email", "import again without doubling"},
    {"leat import export.csv --db crm.db --key id --update", "take over what changed"},
    {"leat import leads.csv --db crm.db --type phone=text", "keep leading zeros of numbers that are names"},
    {"curl -s URL | leat import - --db crm.db", "from a pipe, CSV or one JSON object per line"},
    {0},
};
const Command command_import = {
    .word = "import",
    .arguments = "FILE --db FILE",
    .examples = examples,
    .details = "Nothing is lost silently: read = imported + updated + unchanged + rejected. Rejected rows are\n"
               "written, as they stood, to FILE.rejects.csv (leat-rejects.csv for standard input), and the exit\n"
               "code is 4.",
    .options = options,
    .least = 1,
    .most = 1,
    .formats = 1U << FORMAT_TABLE | 1U << FORMAT_JSON,
    .run = run,
};
