#include "cli/repl_commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/term.h"
#include "syntax/print.h"

#define REPL_COMMAND(name, word, arguments, doc) static void run_##name(Session *s, Str argument);
#include "cli/repl_commands.def"
#undef REPL_COMMAND

static const ReplCommand table[] = {
#define REPL_COMMAND(name, word, arguments, doc) {word, arguments, doc, run_##name},
#include "cli/repl_commands.def"
#undef REPL_COMMAND
};
enum { COMMANDS = sizeof table / sizeof *table };

const ReplCommand *repl_command_table(size_t *count_out) {
  *count_out = COMMANDS;
  return table;
}

void repl_refuse(Session *s, const char *format, ...) {
  StrBuf line;
  strbuf_init(&line);
  va_list args;
  va_start(args, format);
  lang_vprintf(&line, s->lang, format, args);
  va_end(args);
  strbuf_text(&s->err, "leat: ");
  text_printable(&s->err, strbuf_view(&line));
  strbuf_char(&s->err, '\n');
  strbuf_deinit(&line);
  s->failed = true;
}

void repl_command(Session *s, Str line) {
  size_t end = 0;
  while (end < line.n && line.p[end] != ' ' && line.p[end] != '\t') end++;
  Str word = {line.p, end}, argument = str_trim((Str){line.p + end, line.n - end}), words[COMMANDS];
  for (int i = 0; i < COMMANDS; i++) {
    words[i] = str_of(table[i].word);
    if (!str_eq(words[i], word)) continue;
    table[i].run(s, argument);
    return;
  }
  Str near = suggest(word, words, COMMANDS);
  if (near.n) repl_refuse(s, "unknown command `%.*s`; did you mean `%.*s`?", STR_FMT(word), STR_FMT(near));
  else repl_refuse(s, "unknown command `%.*s`; .help lists them", STR_FMT(word));
}

/* ---- the current lead ---- */

/* Every column, whether the script reads it or not; of a lead written out, what it says. */
static void show_lead(Session *s) {
  Arena scratch;
  arena_init(&scratch, 0);
  size_t n;
  const Str *names = leat_names(s->leat, LEAT_COLUMNS, &n);
  Str *columns = ARENA_ARRAY(&scratch, Str, n + 1);
  for (size_t i = 0; i < n; i++) columns[i] = arena_copy(&scratch, names[i]);
  Table t;
  table_init(&t, &scratch);
  table_add_column(&t, "column", COLUMN_TEXT);
  table_add_column(&t, "value", COLUMN_TEXT);
  for (size_t i = 0; i < n; i++) {
    StrBuf name, value;
    const char *type;
    strbuf_init(&name);
    strbuf_init(&value);
    print_name(&name, columns[i]);
    bool read = leat_lead_eval(s->leat, strbuf_view(&name), s->now, &value, &type) == LEAT_OK;
    bool written_out = s->lead_kind == SESSION_LEAD_LITERAL; /* what it does not say is missing */
    if (read && !(written_out && str_is(strbuf_view(&value), "missing"))) {
      table_cell(&t, columns[i]);
      table_cell(&t, arena_copy(&scratch, strbuf_view(&value)));
    }
    strbuf_deinit(&name);
    strbuf_deinit(&value);
  }
  table_write(&t, (TableLook){.width = s->width, .colour = s->colour, .lang = s->lang}, &s->out);
  arena_deinit(&scratch);
}

static bool lead_is_there(Session *s) {
  if (s->lead_kind != SESSION_LEAD_NONE) return true;
  repl_refuse(s, "no lead is chosen yet: .lead ID, or .lead {source: \"demo\"}");
  return false;
}

static void run_lead(Session *s, Str argument) {
  if (argument.n ? session_lead_choose(s, argument) : lead_is_there(s)) show_lead(s);
}

static void run_set(Session *s, Str argument) {
  size_t end = 0;
  bool quoted = argument.n > 0 && argument.p[0] == '`'; /* .set `Lead Source` "demo" */
  if (quoted)
    for (end = 1; end < argument.n && argument.p[end] != '`';) end++;
  else
    while (end < argument.n && argument.p[end] != ' ' && argument.p[end] != '\t' && argument.p[end] != '=') end++;
  Str field = quoted ? (Str){argument.p + 1, end ? end - 1 : 0} : (Str){argument.p, end};
  if (quoted && end < argument.n) end++;
  Str value = str_trim((Str){argument.p + end, argument.n - end});
  bool assigns = value.n && value.p[0] == '=' && !(value.n > 1 && value.p[1] == '=');
  if (assigns) value = str_trim((Str){value.p + 1, value.n - 1});
  if (field.n == 0 || value.n == 0) repl_refuse(s, ".set wants a field and a value: .set score 95");
  else if (session_lead_set(s, field, value)) show_lead(s);
}

static bool explain(Session *s, LeatExplanation *out) {
  *out = (LeatExplanation){0};
  if (!lead_is_there(s)) return false;
  session_reload(s); /* of the values, only those that the script reads are shown */
  if (leat_lead_explain(s->leat, s->now, out) == LEAT_OK) return true;
  repl_refuse(s, "%s", leat_error(s->leat));
  return false;
}

static void write_quoted(StrBuf *out, const char *before, Str text, const char *after) {
  if (text.n == 0) return;
  strbuf_text(out, before);
  text_printable(out, text);
  strbuf_text(out, after);
}

static void run_route(Session *s, Str argument) {
  (void)argument;
  LeatExplanation e;
  if (!explain(s, &e)) return;
  leat_explanation_headline(&e, &s->out);
  for (uint32_t i = 0; i < e.rule_count; i++)
    for (uint32_t j = 0; e.rules[i].verdict == LEAT_TRUE && j < e.rules[i].effect_count; j++)
      write_quoted(&s->out, "  ", e.rules[i].effects[j], "\n");
}

static void run_why(Session *s, Str argument) {
  (void)argument;
  LeatExplanation e;
  if (explain(s, &e)) leat_explanation_text(&e, s->colour, &s->out);
}

/* ---- the script ---- */

static Str hits_of(const LeatRuleCount *counts, uint32_t n, const LeatRuleTrace *rule, Arena *a) {
  for (uint32_t i = 0; i < n; i++)
    if (counts[i].line == rule->line && str_eq(counts[i].name, rule->name))
      return arena_printf(a, "%lld", (long long)counts[i].hits);
  return STR("");
}

static void rules_table(Session *s, Arena *a, const LeatExplanation *e) {
  LeatRuleCount *counts = NULL;
  uint32_t n = 0;
  int64_t leads;
  if (leat_has_db(s->leat) && leat_take_counts(s->leat, s->now, 1000, &counts, &n, &leads) != LEAT_OK) n = 0;
  Table t;
  table_init(&t, a);
  table_add_column(&t, "line", COLUMN_NUMBER);
  table_add_column(&t, "rule", COLUMN_TEXT);
  if (n > 0) table_add_column(&t, "leads", COLUMN_NUMBER);
  table_add_column(&t, "this lead", COLUMN_TEXT);
  for (uint32_t i = 0; i < e->rule_count; i++) {
    const LeatRuleTrace *rule = &e->rules[i];
    table_int(&t, rule->line);
    table_cell(&t, arena_printf(a, "%*s%.*s", (int)rule->depth * 2, "",
                                STR_FMT(leat_rule_told(a, s->lang, rule->name))));
    if (n > 0) table_cell(&t, hits_of(counts, n, rule, a));
    table_cell(&t, str_of(lang_heading(s->lang, leat_verdict_word(rule->verdict))));
  }
  table_write(&t, (TableLook){.width = s->width, .colour = s->colour, .lang = s->lang}, &s->out);
}

static void run_rules(Session *s, Str argument) {
  (void)argument;
  LeatExplanation e;
  if (!explain(s, &e)) return;
  Arena scratch;
  arena_init(&scratch, 0);
  if (e.rule_count == 0)
    lang_printf(&s->out, s->lang, "no rules yet; type one: when score > 80 hold for \"me\" \"hot\"\n");
  else rules_table(s, &scratch, &e);
  arena_deinit(&scratch);
}

static void run_script(Session *s, Str argument) {
  (void)argument;
  StrBuf text;
  strbuf_init(&text);
  session_text(s, UINT32_MAX, &text);
  uint32_t line = 1;
  for (size_t at = 0; at < text.n; line++) {
    const char *newline = memchr(text.p + at, '\n', text.n - at);
    size_t end = newline ? (size_t)(newline - text.p) : text.n;
    strbuf_printf(&s->out, "%4u  ", line);
    term_lines(&s->out, (Str){text.p + at, end - at});
    strbuf_char(&s->out, '\n');
    at = end + 1;
  }
  strbuf_deinit(&text);
}

static void run_undo(Session *s, Str argument) {
  (void)argument;
  if (!session_undo(s)) {
    repl_refuse(s, "there is nothing to undo");
    return;
  }
  StrBuf text;
  strbuf_init(&text);
  session_text(s, UINT32_MAX, &text);
  lang_printf(&s->out, s->lang, "undone; the script has %u lines\n", session_lines(strbuf_view(&text)));
  strbuf_deinit(&text);
}

static void run_clear(Session *s, Str argument) {
  (void)argument;
  if (session_load(s, STR("<repl>"), STR(""))) lang_printf(&s->out, s->lang, "the script is empty\n");
}

static void run_load(Session *s, Str argument) {
  char error[256];
  Str text;
  if (argument.n == 0) {
    repl_refuse(s, ".load wants a file: .load route.leat");
    return;
  }
  Str path = arena_copy(&s->arena, argument);
  if (str_is(path, "-")) repl_refuse(s, "the lines you type are read already");
  else if (!file_read(&s->arena, path.p, LIMIT_SCRIPT_BYTES, &text, error, sizeof error))
    repl_refuse(s, "cannot read `%s`: %s", path.p, error);
  else if (session_load(s, path, text))
    lang_printf(&s->out, s->lang, "loaded %u lines\n", session_lines(text));
}

/* Whole or not at all: written beside, then put in place. */
static bool write_file(const char *path, const StrBuf *text, bool over, Arena *a) {
  Str beside = over ? arena_printf(a, "%s.new-%ld", path, (long)getpid()) : str_of(path);
  int fd = open(beside.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return false;
  FILE *f = fdopen(fd, "w");
  bool good = f && fwrite(text->n ? text->p : "", 1, text->n, f) == text->n;
  good = f && fclose(f) == 0 && good;
  if (good && over) good = rename(beside.p, path) == 0;
  if (good) return true;
  int why = errno;
  unlink(beside.p);
  errno = why;
  return false;
}

/* Putting a file in its place would take a device, a pipe or a folder away. */
static bool is_something_else(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

static void save(Session *s, Str argument, bool over) {
  if (argument.n == 0) {
    repl_refuse(s, ".save wants a file: .save route.leat");
    return;
  }
  StrBuf text;
  Str path = arena_copy(&s->arena, argument);
  if (over && is_something_else(path.p)) {
    repl_refuse(s, "`%s` is not a regular file", path.p);
    return;
  }
  strbuf_init(&text);
  session_text(s, UINT32_MAX, &text);
  if (write_file(path.p, &text, over, &s->arena)) {
    lang_printf(&s->out, s->lang, "saved %u lines to ", session_lines(strbuf_view(&text)));
    text_printable(&s->out, path);
    strbuf_char(&s->out, '\n');
  } else if (errno == EEXIST) {
    repl_refuse(s, "`%s` is there already; .save! %s writes over it", path.p, path.p);
  } else {
    repl_refuse(s, "cannot write `%s`: %s", path.p, strerror(errno));
  }
  strbuf_deinit(&text);
}

static void run_save(Session *s, Str argument) { save(s, argument, false); }
static void run_save_over(Session *s, Str argument) { save(s, argument, true); }

/* ---- the rest ---- */

static Str load_of(Arena *a, Lang lang, const LeatRosterRow *row) {
  if (row->capacity < 0) return arena_printf(a, "%lld", (long long)row->open);
  return lang_say(a, lang, "%lld of %lld", (long long)row->open, (long long)row->capacity);
}

static void run_pools(Session *s, Str argument) {
  (void)argument;
  LeatRosterRow *rows;
  uint32_t n;
  if (leat_roster(s->leat, s->now, &rows, &n) != LEAT_OK) {
    repl_refuse(s, "%s", leat_error(s->leat));
    return;
  }
  if (n == 0) {
    lang_printf(&s->out, s->lang, "no pools yet; type one: pool \"senior\" { member \"alice\" member \"bob\" }\n");
    return;
  }
  Arena scratch;
  arena_init(&scratch, 0);
  Table t;
  table_init(&t, &scratch);
  table_add_column(&t, "pool", COLUMN_TEXT);
  table_add_column(&t, "strategy", COLUMN_TEXT);
  table_add_column(&t, "rep", COLUMN_TEXT);
  table_add_column(&t, "weight", COLUMN_NUMBER);
  table_add_column(&t, "open", COLUMN_NUMBER);
  table_add_column(&t, "", COLUMN_TEXT);
  for (uint32_t i = 0; i < n; i++) {
    bool same = i > 0 && str_eq(rows[i].pool, rows[i - 1].pool);
    table_cell(&t, same ? STR("") : rows[i].pool);
    table_cell(&t, same ? STR("") : rows[i].strategy);
    table_cell(&t, rows[i].rep);
    table_cell(&t, rows[i].weight);
    table_cell(&t, load_of(&scratch, s->lang, &rows[i]));
    table_cell(&t, rows[i].next       ? str_of(lang_text(s->lang, "next"))
                   : rows[i].eligible ? STR("")
                                      : lang_told(&scratch, s->lang, rows[i].why));
  }
  table_write(&t, (TableLook){.width = s->width, .colour = s->colour, .lang = s->lang}, &s->out);
  arena_deinit(&scratch);
}

static void run_now(Session *s, Str argument) {
  int64_t instant = s->now;
  char text[40];
  if (argument.n && !time_parse(argument, zone_utc(), &instant)) {
    repl_refuse(s, ".now wants a time such as 2026-03-02T09:30:00+08:00");
    return;
  }
  s->now = instant;
  strbuf_str(&s->out, (Str){text, time_format(instant, text)});
  strbuf_char(&s->out, '\n');
}

static void run_help(Session *s, Str argument) { repl_help(s, argument); }

static void run_quit(Session *s, Str argument) {
  (void)argument;
  s->quit = true;
}
