#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"

enum { EXIT_PIPE = 141 };

static volatile int signal_seen; /* written by the handler alone */
static int output_errno;         /* of the first write to standard output that failed */

static void on_signal(int number) {
  if (signal_seen) _exit(128 + number);
  signal_seen = number;
}

const volatile int *cli_catch_signals(void) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  return &signal_seen;
}

int cli_signal_code(void) { return signal_seen ? 128 + signal_seen : 0; }

static void say(const Cli *cli, const char *prefix, const char *format, va_list args) {
  StrBuf raw, line;
  strbuf_init(&raw);
  strbuf_init(&line);
  lang_vprintf(&raw, cli->lang, format, args);
  strbuf_text(&line, cli->term.colour_err && *prefix ? "\x1b[1;31mleat:\x1b[0m " : "leat: ");
  text_printable(&line, strbuf_view(&raw));
  strbuf_char(&line, '\n');
  out_flush();
  fwrite(line.p, 1, line.n, stderr);
  strbuf_deinit(&raw);
  strbuf_deinit(&line);
}

void say_error(const Cli *cli, const char *format, ...) {
  va_list args;
  va_start(args, format);
  say(cli, "error", format, args);
  va_end(args);
}

void say_note(const Cli *cli, const char *format, ...) {
  if (cli->quiet) return;
  va_list args;
  va_start(args, format);
  say(cli, "", format, args);
  va_end(args);
}

int usage_error(const Cli *cli, const char *format, ...) {
  va_list args;
  va_start(args, format);
  say(cli, "error", format, args);
  va_end(args);
  StrBuf hint;
  strbuf_init(&hint);
  if (cli->command) lang_printf(&hint, cli->lang, "try `leat %s --help`\n", cli->command->word);
  else lang_printf(&hint, cli->lang, "try `leat help`\n");
  fwrite(hint.p, 1, hint.n, stderr);
  strbuf_deinit(&hint);
  return LEAT_USAGE;
}

void out_write(const StrBuf *text) {
  if (text->n && fwrite(text->p, 1, text->n, stdout) < text->n && output_errno == 0) output_errno = errno;
}

void out_flush(void) {
  if (fflush(stdout) != 0 && output_errno == 0) output_errno = errno;
}

void out_lines(Str text) {
  StrBuf shown;
  strbuf_init(&shown);
  term_lines(&shown, text);
  out_write(&shown);
  strbuf_deinit(&shown);
}

int cli_fail(const Cli *cli, const Leat *l, LeatStatus status) {
  if (status == LEAT_INTERRUPTED) {
    say_note(cli, "interrupted");
    return cli_signal_code() ? cli_signal_code() : (int)LEAT_INTERRUPTED;
  }
  say_error(cli, "%s", leat_error(l));
  return (int)status;
}

void cli_findings(const Cli *cli, const Leat *l) {
  StrBuf text;
  strbuf_init(&text);
  leat_findings(l, cli->term.colour_err, &text);
  out_flush();
  if (text.n) fwrite(text.p, 1, text.n, stderr);
  strbuf_deinit(&text);
}

Leat *cli_leat(Cli *cli) {
  Leat *l = leat_new();
  Str *folders;
  leat_set_language(l, cli->lang);
  uint32_t n = options_values(&cli->options, &cli->arena, "allow-dir", &folders);
  for (uint32_t i = 0; i < n; i++) (void)leat_allow_folder(l, folders[i].p); /* take_common has tried them */
  return l;
}

int cli_open(Cli *cli, Leat *l, LeatDb mode) {
  const char *path = options_value(&cli->options, "db");
  if (!path) return usage_error(cli, "%s needs --db FILE", cli->command->word);
  LeatStatus status = leat_open(l, path, mode);
  if (status != LEAT_OK) return cli_fail(cli, l, status);
  return LEAT_OK;
}

bool cli_read(Cli *cli, const char *path, size_t limit_bytes, Str *text_out) {
  char error[256];
  if (file_read(&cli->arena, path, limit_bytes, text_out, error, sizeof error)) return true;
  say_error(cli, "cannot read `%s`: %s", strcmp(path, "-") == 0 ? "standard input" : path, error);
  return false;
}

int cli_load(Cli *cli, Leat *l, const char *path, bool warn) {
  Str text;
  if (!cli_read(cli, path, LIMIT_SCRIPT_BYTES, &text)) return LEAT_USAGE;
  LeatStatus status = leat_load(l, strcmp(path, "-") == 0 ? "<stdin>" : path, text);
  if (status != LEAT_OK && leat_error_count(l) == 0) return cli_fail(cli, l, status);
  if (leat_error_count(l) > 0 || (warn && !cli->quiet)) cli_findings(cli, l);
  return (int)status;
}

const char *cli_script(const Cli *cli, uint32_t *rest_out) {
  const char *given = options_value(&cli->options, "script");
  const char *first = cli->options.positionals.n ? cli->options.positionals.v[0] : NULL;
  bool leads = !given && first && (strcmp(first, "-") == 0 || str_ends(str_of(first), STR(".leat")));
  *rest_out = leads ? 1 : 0;
  return leads ? first : given;
}

int cli_load_or_none(Cli *cli, Leat *l, const char *path) {
  if (path) return cli_load(cli, l, path, false);
  LeatStatus status = leat_load(l, "<none>", STR(""));
  return status == LEAT_OK ? LEAT_OK : cli_fail(cli, l, status);
}

Str cli_instant(Arena *a, int64_t instant_ms) {
  char text[40];
  size_t n = time_format(instant_ms, text);
  return arena_copy(a, (Str){text, n});
}

static void on_memory_exhausted(void) {
  static const char message[] = "leat: out of memory\n";
  (void)!write(STDERR_FILENO, message, sizeof message - 1);
  _exit(LEAT_LIMIT);
}

/* As gettext does it: the first of these that is set names the locale; LANGUAGE is heeded unless that is C. */
static Lang lang_of_environment(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  const char *locale = NULL, *list = getenv("LANGUAGE");
  for (size_t i = 0; i < sizeof names / sizeof *names && (!locale || !*locale); i++) locale = getenv(names[i]);
  Lang lang = LANG_EN;
  Str found = str_of(locale);
  if (found.n == 0 || str_is(found, "POSIX") || str_is(found, "C") || str_starts(found, STR("C."))) return lang;
  if (list && *list && lang_of_locale(str_of(list), &lang)) return lang;
  lang_of_locale(found, &lang);
  return lang;
}

/* Before the options are parsed, so that what is wrong with them is said in the language, too. */
static void take_language(Cli *cli, int argc, char **argv) {
  cli->lang = lang_of_environment();
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) lang_parse(str_of(argv[i + 1]), &cli->lang);
    if (strncmp(argv[i], "--lang=", 7) == 0) lang_parse(str_of(argv[i] + 7), &cli->lang);
  }
}

static int check_folders(Cli *cli) {
  Str *folders, real;
  char why[256];
  uint32_t n = options_values(&cli->options, &cli->arena, "allow-dir", &folders);
  for (uint32_t i = 0; i < n; i++)
    if (!path_real_folder(&cli->arena, folders[i].p, &real, why, sizeof why))
      return usage_error(cli, "--allow-dir wants a folder, not `%s`: %s", folders[i].p, why);
  return LEAT_OK;
}

/* --format, --color, --now and the like, which mean the same everywhere. */
static int take_common(Cli *cli) {
  const Options *o = &cli->options;
  cli->quiet = options_has(o, "quiet");
  cli->verbose = options_has(o, "verbose");
  ColourWhen when = COLOUR_AUTO;
  Lang lang;
  const char *language = options_value(o, "lang");
  const char *colour = options_value(o, "color"), *format = options_value(o, "format"), *now = options_value(o, "now");
  bool colour_good = !colour || colour_of(colour, &when);
  term_init(&cli->term, when);
  if (!colour_good) return usage_error(cli, "--color is auto, always or never, not `%s`", colour);
  if (language && !lang_parse(str_of(language), &lang))
    return usage_error(cli, "--lang is en or zh, not `%s`", language);
  cli->format = FORMAT_TABLE;
  cli->format_given = format != NULL;
  if (format && strcmp(format, "text") == 0) format = "table";
  if (format && (!format_of(format, &cli->format) || !(cli->command->formats & (1U << cli->format))))
    return usage_error(cli, "--format of %s is %.*s, not `%s`", cli->command->word,
                       STR_FMT(format_words(&cli->arena, cli->command->formats)), format);
  cli->now_given = now != NULL;
  cli->now = clock_now();
  if (now && !time_parse(str_of(now), zone_utc(), &cli->now))
    return usage_error(cli, "--now wants a time such as 2026-03-02T09:30:00+08:00, not `%s`", now);
  return check_folders(cli);
}

static int check_positionals(Cli *cli) {
  const Command *command = cli->command;
  int n = (int)cli->options.positionals.n;
  if (n < command->least)
    return usage_error(cli, "%s needs more: leat %s %s", command->word, command->word, command->arguments);
  if (command->most >= 0 && n > command->most)
    return usage_error(cli, "%s does not know what to do with `%s`", command->word,
                       cli->options.positionals.v[command->most]);
  return LEAT_OK;
}

static int show_help(const Cli *cli, const Command *command) {
  StrBuf text;
  strbuf_init(&text);
  help_write(command, cli->lang, &text);
  out_write(&text);
  strbuf_deinit(&text);
  return LEAT_OK;
}

static int run_command(Cli *cli, int argc, char **argv) {
  bool parsed = options_parse(&cli->options, &cli->arena, cli->lang, cli->command->options, argc, argv);
  int status = take_common(cli);
  if (parsed && options_has(&cli->options, "help")) return show_help(cli, cli->command);
  if (!parsed) return usage_error(cli, "%.*s", STR_FMT(cli->options.error));
  if (status == LEAT_OK) status = check_positionals(cli);
  return status == LEAT_OK ? cli->command->run(cli) : status;
}

static int unknown_command(Cli *cli, const char *word) {
  size_t n;
  const Command *const *table = command_table(&n);
  Str *words = ARENA_ARRAY(&cli->arena, Str, n);
  for (size_t i = 0; i < n; i++) words[i] = str_of(table[i]->word);
  Str near = suggest(str_of(word), words, n);
  if (near.n) return usage_error(cli, "unknown command `%s`; did you mean `%.*s`?", word, STR_FMT(near));
  return usage_error(cli, "unknown command `%s`", word);
}

/* The command may stand behind common options: `leat -q run …`. Gives its index, or argc. */
static int command_index(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (argv[i][0] != '-' || argv[i][1] == '\0') return i;
    if (strcmp(argv[i], "--color") == 0 || strcmp(argv[i], "--lang") == 0) i++;
  }
  return argc;
}

static int print_version(void) {
  StrBuf text;
  strbuf_init(&text);
  version_print(&text);
  out_write(&text);
  strbuf_deinit(&text);
  return LEAT_OK;
}

static int without_command(Cli *cli, int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--version") == 0 || strcmp(argv[i], "-V") == 0) return print_version();
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return show_help(cli, &command_help);
    if (argv[i][1] != '\0') return usage_error(cli, "unknown option `%s`", argv[i]);
  }
  StrBuf text;
  strbuf_init(&text);
  help_write(&command_help, cli->lang, &text);
  fwrite(text.p, 1, text.n, stderr);
  strbuf_deinit(&text);
  return LEAT_USAGE;
}

static int dispatch(Cli *cli, int argc, char **argv) {
  term_init(&cli->term, COLOUR_AUTO);
  take_language(cli, argc, argv);
  int at = command_index(argc, argv);
  if (at >= argc) return without_command(cli, argc, argv);
  cli->command = command_find(str_of(argv[at]));
  if (!cli->command) return unknown_command(cli, argv[at]);
  char **rest = ARENA_ARRAY(&cli->arena, char *, argc + 1);
  int n = 0;
  rest[n++] = argv[at];
  for (int i = 1; i < argc; i++)
    if (i != at) rest[n++] = argv[i];
  return run_command(cli, n, rest);
}

/* A reader that went away is no error; a full disk is. */
static int finish_output(const Cli *cli, int status) {
  out_flush();
  if (output_errno == 0) return status;
  if (output_errno == EPIPE) return EXIT_PIPE;
  say_error(cli, "cannot write standard output: %s", strerror(output_errno));
  return status == LEAT_OK ? (int)LEAT_FINDINGS : status;
}

/* A standard stream that is closed would lend its number to the next file that is opened, and messages would go there.
 * It is held open the wrong way round, so that using it still fails. */
static void hold_standard_streams(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int cli_main(int argc, char **argv) {
  hold_standard_streams();
  mem_on_exhausted(on_memory_exhausted);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a file beyond the size that is allowed: the write fails as on a full disk */
  Cli cli = {0};
  arena_init(&cli.arena, 0);
  int status = dispatch(&cli, argc, argv);
  status = finish_output(&cli, status);
  arena_deinit(&cli.arena);
  return status;
}
