/* The dot-commands of the REPL, from repl_commands.def. */
#ifndef LEAT_CLI_REPL_COMMANDS_H
#define LEAT_CLI_REPL_COMMANDS_H
#include "cli/repl_session.h"

typedef struct ReplCommand {
  const char *word, *arguments, *doc;
  void (*run)(Session *s, Str argument);
} ReplCommand;

const ReplCommand *repl_command_table(size_t *count_out);
void repl_command(Session *s, Str line); /* trimmed, begins with a point */
void repl_help(Session *s, Str word);    /* empty: the commands */
void repl_refuse(Session *s, const char *format, ...) __attribute__((format(printf, 2, 3))); /* a line to err */
#endif
