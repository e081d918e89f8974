/* What a subcommand is: a word, options, examples, a function. One file and one line of commands.def each. */
#ifndef LEAT_CLI_COMMAND_H
#define LEAT_CLI_COMMAND_H
#include "cli/options.h"
#include "cli/table.h"
#include "cli/term.h"
#include "engine/leat.h"

typedef struct Command Command;

typedef struct Cli { /* one call of the program */
  const Command *command;
  Options options;
  Term term;
  Lang lang;
  bool quiet, verbose;
  bool format_given;
  Format format; /* what --format says, else the command's default */
  Arena arena;   /* for the whole call */
  int64_t now;   /* --now, else the clock; instant */
  bool now_given;
} Cli;

typedef struct Example { const char *line, *meaning; } Example;

struct Command {
  const char *word;
  const char *arguments; /* "SCRIPT --db FILE" */
  const Example *examples; /* ended by {0} */
  const char *details;   /* paragraphs for --help, or NULL */
  const Option *options; /* ended by {0}, or NULL */
  int least, most;       /* positionals; most -1: any number */
  uint32_t formats;      /* bits 1 << Format that --format takes; 0: it has no --format */
  int (*run)(Cli *cli);  /* gives the exit code */
};

/* Every command's file defines `const Command command_NAME`. */
#define COMMAND(name, summary) extern const Command command_##name;
#include "cli/commands.def"
#undef COMMAND

const Command *const *command_table(size_t *count_out); /* in the order of commands.def */
const Command *command_find(Str word);
const char *command_summary(const Command *command);
/* What a finding's code, an action, a strategy or a function is about; a keyword. False: the word is none. */
bool help_topic(StrBuf *out, Str word, Lang lang);
bool help_keyword(StrBuf *out, Str word, Lang lang);
bool help_std(StrBuf *out, Str word, Lang lang); /* std: the list; a standard module; a name in one */
void help_write(const Command *command, Lang lang, StrBuf *out); /* of command_help: the overview */

#define DB_OPTION {"db", 'd', "FILE", "the SQLite database with the leads"}
#define ALLOW_OPTION {"allow-dir", 0, "DIR", "scripts may take in files of this folder too, not of their own only"}
#define NOW_OPTION {"now", 0, "TIME", "the run's time: 2026-03-02 or 2026-03-02T09:30:00+08:00 (default: the clock)"}
#define SCRIPT_OPTION {"script", 's', "SCRIPT", "the script whose pools are meant, beside those of the database"}
#define FORMAT_OPTION(words) {"format", 'f', "FORMAT", words}
#endif
