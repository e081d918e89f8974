/* What the subcommands share: messages, output, loading a script, opening a database, exit codes. */
#ifndef LEAT_CLI_CLI_H
#define LEAT_CLI_CLI_H
#include "cli/command.h"

int cli_main(int argc, char **argv); /* the whole program; gives the exit code */

/* Messages: one line each on standard error, made printable. A note is dropped by --quiet. */
void say_error(const Cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_note(const Cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
int usage_error(const Cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3))); /* 2 */

void out_write(const StrBuf *text); /* to standard output; failures are found by the end of cli_main */
void out_flush(void);
void out_lines(Str text);           /* likewise, each line made printable: for text that holds data */

Leat *cli_leat(Cli *cli); /* leat_new, in the language of the call and with the folders that it allows */
/* Failed: the message was said. */
int cli_open(Cli *cli, Leat *l, LeatDb mode);     /* the database of --db, which must be given */
bool cli_read(Cli *cli, const char *path, size_t limit_bytes, Str *text_out); /* "-" is standard input */
/* Reads and loads a script. Its errors, and with `warn` its warnings, go to standard error. */
int cli_load(Cli *cli, Leat *l, const char *path, bool warn);
/* The script of --script, else the first positional when it ends in .leat or is "-", else NULL; *rest_out is where the
 * other positionals begin. */
const char *cli_script(const Cli *cli, uint32_t *rest_out);
int cli_load_or_none(Cli *cli, Leat *l, const char *path); /* NULL: an empty script, for what the database alone says */
int cli_fail(const Cli *cli, const Leat *l, LeatStatus status); /* says leat_error, gives the exit code */
void cli_findings(const Cli *cli, const Leat *l); /* to standard error */

/* SIGINT and SIGTERM only set a flag from here on (a second one ends the program at once). */
const volatile int *cli_catch_signals(void);
int cli_signal_code(void); /* 130 or 143; 0: none came */

Str cli_instant(Arena *a, int64_t instant_ms); /* RFC 3339, UTC */
void version_print(StrBuf *out);
#endif
