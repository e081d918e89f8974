/* leat help: the overview, or one command's page. Both are made from the tables. */
#include "cli/cli.h"

static const Command *const table[] = {
#define COMMAND(name, summary) &command_##name,
#include "cli/commands.def"
#undef COMMAND
};
static const char *const summaries[] = {
#define COMMAND(name, summary) summary,
#include "cli/commands.def"
#undef COMMAND
};
enum { COMMANDS = sizeof table / sizeof *table };

const Command *const *command_table(size_t *count_out) {
  *count_out = COMMANDS;
  return table;
}

const Command *command_find(Str word) {
  for (int i = 0; i < COMMANDS; i++)
    if (str_is(word, table[i]->word)) return table[i];
  return NULL;
}

const char *command_summary(const Command *command) {
  for (int i = 0; i < COMMANDS; i++)
    if (table[i] == command) return summaries[i];
  return "";
}

static const Option version_option[] = {
    {"version", 0, NULL, "show the version, and those of the libraries"},
    {0},
};

static const struct { const char *code, *meaning; } exit_codes[] = {
    {"0", "all went well"},
    {"1", "it ran, but some leads failed, or a check found something"},
    {"2", "the command was not understood, or a file could not be read"},
    {"3", "the script does not compile"},
    {"4", "some input data was rejected, or there is no such lead"},
    {"5", "the database is missing, damaged, read-only, full or of a newer version"},
    {"6", "a limit was hit"},
    {"75", "busy: another run is at work; try again"},
    {"130, 143", "ended by a signal"},
};

static void write_examples(StrBuf *out, Lang lang, const Example *examples) {
  for (; examples && examples->line; examples++)
    strbuf_printf(out, "  %s\n      %s\n", examples->line, lang_text(lang, examples->meaning));
}

static void write_overview(StrBuf *out, Lang lang) {
  lang_printf(out, lang, "Leat routes sales leads by rules that read aloud.\n\nExamples\n");
  write_examples(out, lang, command_help.examples);
  lang_printf(out, lang, "\nCommands\n");
  for (int i = 0; i < COMMANDS; i++)
    strbuf_printf(out, "  %-9s %s\n", table[i]->word, lang_text(lang, summaries[i]));
  lang_printf(out, lang, "\nOptions of every command\n");
  options_help(out, lang, common_options);
  options_help(out, lang, version_option);
  lang_printf(out, lang, "\nExit codes\n");
  for (size_t i = 0; i < sizeof exit_codes / sizeof *exit_codes; i++)
    strbuf_printf(out, "  %-9s %s\n", exit_codes[i].code, lang_text(lang, exit_codes[i].meaning));
  lang_printf(out, lang, "\n`leat help COMMAND` says more about one command, `leat help E0203` about a finding.\n");
}

void help_write(const Command *command, Lang lang, StrBuf *out) {
  if (command == &command_help) {
    write_overview(out, lang);
    return;
  }
  strbuf_printf(out, "leat %s: %s\n\n", command->word, lang_text(lang, command_summary(command)));
  lang_printf(out, lang, "Examples\n");
  write_examples(out, lang, command->examples);
  lang_printf(out, lang, "\nUsage\n");
  strbuf_printf(out, "  leat %s %s\n", command->word, command->arguments);
  if (command->details) strbuf_printf(out, "\n%s\n", lang_text(lang, command->details));
  lang_printf(out, lang, "\nOptions\n");
  options_help(out, lang, command->options);
  options_help(out, lang, common_options);
}

/* A word that is no command: a code such as E0203, or a word of the language. */
static int explain_word(const Cli *cli, const char *word) {
  StrBuf text;
  strbuf_init(&text);
  bool known = help_topic(&text, str_of(word), cli->lang) || help_keyword(&text, str_of(word), cli->lang) ||
               help_std(&text, str_of(word), cli->lang);
  out_write(&text);
  strbuf_deinit(&text);
  if (known) return LEAT_OK;
  return usage_error(cli, "there is no help on `%s`: it is no command, no code such as E0203, no word of the language",
                     word);
}

static int run(Cli *cli) {
  const Command *about = &command_help;
  if (cli->options.positionals.n > 0) {
    const char *word = cli->options.positionals.v[0];
    about = command_find(str_of(word));
    if (!about) return explain_word(cli, word);
  }
  StrBuf text;
  strbuf_init(&text);
  help_write(about, cli->lang, &text);
  out_write(&text);
  strbuf_deinit(&text);
  return LEAT_OK;
}

static const Example examples[] = {
    {"leat repl", "play with rules on sample leads; nothing to prepare"},
    {"leat import leads.csv --db crm.db", "load leads into a database, made if need be"},
    {"leat check route.leat --db crm.db", "find the mistakes in a script"},
    {"leat run route.leat --db crm.db --dry-run", "show where every lead would go"},
    {"leat run route.leat --db crm.db", "route the leads"},
    {"leat explain route.leat --db crm.db 42", "say why lead 42 goes where"},
    {0},
};
const Command command_help = {
    .word = "help",
    .arguments = "[COMMAND | CODE | WORD | std | MODULE]",
    .examples = examples,
    .least = 0,
    .most = 1,
    .run = run};
