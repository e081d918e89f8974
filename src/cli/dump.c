/* leat dump: what each stage makes of a script. */
#include <string.h>

#include "base/limits.h"
#include "base/diag.h"
#include "cli/cli.h"
#include "syntax/parse.h"
#include "syntax/print.h"

static const char *const stages[] = {"tokens", "ast", "types", "code", "plan-index", "plan"};
enum { STAGES = sizeof stages / sizeof *stages };

/* tokens and ast need no program: they can be seen of a script that does not compile, too. */
static bool dump_text(Cli *cli, const char *stage, Str name, Str text, StrBuf *out) {
  SourceSet sources;
  DiagList found;
  source_set_init(&sources, &cli->arena);
  diag_init(&found, &cli->arena);
  uint32_t file = source_add(&sources, name, text);
  if (strcmp(stage, "tokens") == 0) print_tokens(out, &sources, file);
  else if (strcmp(stage, "ast") == 0) print_tree(out, &sources, parse_script(&cli->arena, &sources, file, &found));
  else return false;
  return true;
}

static int choose_lead(Cli *cli, Leat *l) {
  const char *lead = options_value(&cli->options, "lead");
  if (!lead) return usage_error(cli, "--stage plan needs --lead: an id, or '{source: \"demo\"}'");
  bool literal = lead[0] == '{';
  LeatStatus status = literal ? leat_lead_set_literal(l, str_of(lead)) : leat_lead_set_id(l, str_of(lead));
  if (status == LEAT_OK) {
    LeatExplanation e = {0};
    status = leat_lead_explain(l, cli->now, &e);
  }
  if (status == LEAT_OK) return LEAT_OK;
  if (status == LEAT_SCRIPT && leat_error_count(l) > 0) {
    cli_findings(cli, l);
    return (int)status;
  }
  return cli_fail(cli, l, status);
}

static int dump_loaded(Cli *cli, Leat *l, const char *stage, StrBuf *out) {
  int status = strcmp(stage, "plan") == 0 ? choose_lead(cli, l) : LEAT_OK;
  if (status != LEAT_OK) return status;
  if (!leat_dump(l, stage, out)) return usage_error(cli, "there is no stage `%s`", stage);
  return LEAT_OK;
}

static int check_stage(const Cli *cli, const char *stage) {
  Str names[STAGES];
  if (!stage) return usage_error(cli, "dump needs --stage: tokens, ast, types, code, plan-index or plan");
  for (int i = 0; i < STAGES; i++) {
    names[i] = str_of(stages[i]);
    if (strcmp(stage, stages[i]) == 0) return LEAT_OK;
  }
  Str near = suggest(str_of(stage), names, STAGES);
  if (near.n) return usage_error(cli, "there is no stage `%s`; did you mean `%.*s`?", stage, STR_FMT(near));
  return usage_error(cli, "--stage is tokens, ast, types, code, plan-index or plan, not `%s`", stage);
}

static int run(Cli *cli) {
  const char *path = cli->options.positionals.v[0], *stage = options_value(&cli->options, "stage");
  Str text, name = strcmp(path, "-") == 0 ? STR("<stdin>") : str_of(path);
  int status = check_stage(cli, stage);
  if (status != LEAT_OK) return status;
  if (!cli_read(cli, path, LIMIT_SCRIPT_BYTES, &text)) return LEAT_USAGE;
  Leat *l = cli_leat(cli);
  StrBuf out;
  strbuf_init(&out);
  if (options_has(&cli->options, "db")) status = cli_open(cli, l, LEAT_DB_READ);
  if (status == LEAT_OK && !dump_text(cli, stage, name, text, &out)) {
    LeatStatus loaded = leat_load(l, name.p, text);
    if (leat_error_count(l) > 0) cli_findings(cli, l);
    if (loaded == LEAT_OK) status = dump_loaded(cli, l, stage, &out);
    else status = leat_error_count(l) > 0 ? (int)loaded : cli_fail(cli, l, loaded);
  }
  out_lines(strbuf_view(&out));
  strbuf_deinit(&out);
  leat_free(l);
  return status;
}

static const Option options[] = {
    {"stage", 's', "STAGE", "tokens, ast, types, code, plan-index or plan"},
    {"db", 'd', "FILE", "types and code: take the columns from this database; plan: the lead"},
    ALLOW_OPTION,
    {"lead", 0, "LEAD", "plan: the id of a lead, or one written out: '{source: \"demo\", score: 90}'"},
    NOW_OPTION,
    {0},
};
static const Example examples[] = {
    {"leat dump route.leat --stage code", "the bytecode of the rules"},
    {"leat dump route.leat --stage plan-index", "how rules are found by a lead's values, and which must be tried"},
    {"leat dump route.leat --stage plan --lead '{source: \"demo\"}'", "what the rules decide for such a lead"},
    {0},
};
const Command command_dump = {
    .word = "dump",
    .arguments = "SCRIPT --stage STAGE [--db FILE] [--lead LEAD]",
    .examples = examples,
    .options = options,
    .least = 1,
    .most = 1,
    .run = run,
};
