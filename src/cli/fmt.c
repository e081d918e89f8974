/* leat fmt: scripts in their one canonical layout. */
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/difference.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "syntax/layout.h"

typedef struct Fmt {
  Cli *cli;
  bool check, diff, write;
} Fmt;

static void print_findings(const Cli *cli, const DiagList *found, const SourceSet *sources) {
  StrBuf text;
  strbuf_init(&text);
  diag_render(found, sources, cli->term.colour_err, &text);
  fflush(stdout);
  fwrite(text.p, 1, text.n, stderr);
  strbuf_deinit(&text);
}

/* LEAT_OK: `out` has the layout. */
static int layout_text(const Cli *cli, Arena *arena, Str name, Str text, StrBuf *out) {
  SourceSet sources;
  DiagList found;
  source_set_init(&sources, arena);
  diag_init(&found, arena);
  switch (layout_script(arena, &sources, source_add(&sources, name, text), &found, out)) {
    case LAYOUT_ERRORS: print_findings(cli, &found, &sources); return LEAT_SCRIPT;
    case LAYOUT_UNSAFE:
      say_error(cli, "%.*s is left as it is: laid out, it would not be the same script; please report this",
                STR_FMT(name));
      return LEAT_SCRIPT;
    case LAYOUT_DONE: break;
  }
  return LEAT_OK;
}

static void print_difference(Str name, Str before, Str after) {
  StrBuf text;
  strbuf_init(&text);
  difference_unified(&text, name, before, after);
  out_lines(strbuf_view(&text));
  strbuf_deinit(&text);
}

static int write_file(const Fmt *f, const char *path, Str text) {
  char error[256];
  if (!file_replace(&f->cli->arena, path, text, error, sizeof error)) {
    say_error(f->cli, "cannot write `%s`: %s", path, error);
    return LEAT_USAGE;
  }
  say_note(f->cli, "%s is laid out anew", path);
  return LEAT_OK;
}

static int deliver(const Fmt *f, const char *path, Str name, Str before, const StrBuf *out) {
  Str after = strbuf_view(out);
  bool same = str_eq(before, after);
  if (f->diff && !same) print_difference(name, before, after);
  if (f->check && !same) say_note(f->cli, "%.*s is not in its canonical layout", STR_FMT(name));
  if (f->write) return same ? LEAT_OK : write_file(f, path, after);
  if (f->check) return same ? LEAT_OK : LEAT_FINDINGS;
  if (!f->diff) out_write(out);
  return LEAT_OK;
}

static int format_file(const Fmt *f, const char *path) {
  bool standard = strcmp(path, "-") == 0;
  Str text, name = standard ? STR("<stdin>") : str_of(path);
  if (!cli_read(f->cli, path, LIMIT_SCRIPT_BYTES, &text)) return LEAT_USAGE;
  Arena arena;
  StrBuf out;
  arena_init(&arena, 0);
  strbuf_init(&out);
  int status = layout_text(f->cli, &arena, name, text, &out);
  if (status == LEAT_OK) status = deliver(f, path, name, text, &out);
  strbuf_deinit(&out);
  arena_deinit(&arena);
  return status;
}

static int run(Cli *cli) {
  const Fmt f = {.cli = cli,
                 .check = options_has(&cli->options, "check"),
                 .diff = options_has(&cli->options, "diff"),
                 .write = options_has(&cli->options, "write")};
  if (f.write && f.check) return usage_error(cli, "--check writes nothing; leave out --write");
  int worst = LEAT_OK;
  for (uint32_t i = 0; i < cli->options.positionals.n; i++)
    if (f.write && strcmp(cli->options.positionals.v[i], "-") == 0)
      return usage_error(cli, "standard input cannot be written; leave out --write");
  for (uint32_t i = 0; i < cli->options.positionals.n; i++) {
    int status = format_file(&f, cli->options.positionals.v[i]);
    if (status > worst) worst = status;
  }
  return worst;
}

static const Option options[] = {
    {"write", 'w', NULL, "write the layout into the file instead of to standard output"},
    {"check", 0, NULL, "write nothing; exit 1 when a script is not in its canonical layout"},
    {"diff", 0, NULL, "show what would change, as a unified diff"},
    {0},
};
static const Example examples[] = {
    {"leat fmt route.leat", "the script in its canonical layout, to standard output"},
    {"leat fmt -w *.leat", "these scripts, in place"},
    {"leat fmt --check --diff *.leat", "for a build: what is not canonical, and exit 1"},
    {"leat fmt - <route.leat", "for an editor"},
    {0},
};
const Command command_fmt = {
    .word = "fmt",
    .arguments = "SCRIPT…",
    .examples = examples,
    .details = "Only blanks and line ends change. A script with syntax errors is left as it is: exit code 3.",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
