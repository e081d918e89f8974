/* .help: the dot-commands, or what a word of the language means, from the tables of the floors below. */
#include <string.h>

#include "base/help.h"
#include "base/text.h"
#include "check/program.h"
#include "cli/command.h"
#include "cli/repl_commands.h"
#include "syntax/parse.h"

typedef struct Topic { const char *word, *kind, *doc; } Topic;

static const Topic words[] = {
#define ACTION(name, word, ends, doc) {word, "action", doc},
#include "check/actions.def"
#undef ACTION
#define STRATEGY(name, word, doc) {word, "strategy", doc},
#include "check/strategies.def"
#undef STRATEGY
};
enum { WORDS = sizeof words / sizeof *words };

static void write_commands(StrBuf *out, Lang lang) {
  size_t n;
  const ReplCommand *table = repl_command_table(&n);
  lang_printf(out, lang, "type an expression to see its value, or a rule or declaration to add it to the script\n");
  for (size_t i = 0; i < n; i++) {
    int used = (int)(strlen(table[i].word) + 1 + strlen(table[i].arguments));
    strbuf_printf(out, "  %s %s%*s %s\n", table[i].word, table[i].arguments, used < 34 ? 34 - used : 0, "",
                  lang_text(lang, table[i].doc));
  }
  lang_printf(out, lang, ".help also knows every keyword, action, strategy and function: .help roundrobin\n");
}

static bool write_word(StrBuf *out, Str word, Lang lang) {
  bool found = false;
  for (int i = 0; i < WORDS; i++) {
    if (!str_is(word, words[i].word)) continue;
    strbuf_printf(out, "%s (%s): %s\n", words[i].word, lang_text(lang, words[i].kind), lang_text(lang, words[i].doc));
    found = true;
  }
  return found;
}

/* distance_km(number, number, number, number): number */
static void write_signature(StrBuf *out, const BuiltinInfo *info) {
  static const char letters[] = "tnTda";
  static const char *const names[] = {"text", "number", "time", "duration", "value"};
  strbuf_text(out, info->word);
  const char *between = "(";
  for (const char *c = info->arguments; *c; c++) {
    const char *at = strchr(letters, *c);
    strbuf_printf(out, "%s%s", between, *c == '*' ? "..." : at ? names[at - letters] : "value");
    between = ", ";
  }
  if (*info->arguments) strbuf_char(out, ')');
}

static bool write_builtin(StrBuf *out, Str word, Lang lang) {
  for (int i = 0; i < BUILTIN_COUNT; i++) {
    const BuiltinInfo *info = builtin_info((Builtin)i);
    if (!str_is(word, info->word)) continue;
    write_signature(out, info);
    if (info->result != TYPE_NONE) strbuf_printf(out, ": %s", type_word(info->result));
    strbuf_printf(out, "\n  %s\n", lang_text(lang, info->doc));
    return true;
  }
  return false;
}

static bool write_command(StrBuf *out, Str word, Lang lang) {
  size_t n;
  const ReplCommand *table = repl_command_table(&n);
  for (size_t i = 0; i < n; i++) {
    Str name = str_of(table[i].word);
    if (!str_eq(word, name) && !str_eq(word, (Str){name.p + 1, name.n - 1})) continue;
    strbuf_printf(out, "%s %s\n  %s\n", table[i].word, table[i].arguments, lang_text(lang, table[i].doc));
    return true;
  }
  return false;
}

bool help_keyword(StrBuf *out, Str word, Lang lang) {
  size_t n;
  const Keyword *table = keyword_table(&n);
  for (size_t i = 0; i < n; i++) {
    if (!str_is(word, table[i].word)) continue;
    bool later = strcmp(table[i].group, "later") == 0;
    if (later) lang_printf(out, lang, "%.*s: a word kept for a later version\n", STR_FMT(word));
    else lang_printf(out, lang, "%.*s: a word of the language (%s)\n", STR_FMT(word), table[i].group);
    return true;
  }
  return false;
}

static Str nearest_topic(Arena *a, Str word) {
  size_t commands, keywords;
  const ReplCommand *command = repl_command_table(&commands);
  const Keyword *keyword = keyword_table(&keywords);
  VEC(Str) all = {0};
  for (size_t i = 0; i < commands; i++) VEC_PUSH(a, all, str_of(command[i].word));
  for (size_t i = 0; i < keywords; i++) VEC_PUSH(a, all, str_of(keyword[i].word));
  for (int i = 0; i < BUILTIN_COUNT; i++) VEC_PUSH(a, all, str_of(builtin_info((Builtin)i)->word));
  return suggest(word, all.v, all.n);
}

bool help_topic(StrBuf *out, Str word, Lang lang) {
  DiagCode code;
  if (diag_find(word, &code)) {
    help_print(out, code, lang);
    return true;
  }
  bool found = write_word(out, word, lang);
  found |= write_builtin(out, word, lang);
  return found;
}

void repl_help(Session *s, Str word) {
  if (word.n == 0) {
    write_commands(&s->out, s->lang);
    return;
  }
  bool found = help_topic(&s->out, word, s->lang);
  if (!found || word.p[0] == '.') found |= write_command(&s->out, word, s->lang);
  if (found || help_keyword(&s->out, word, s->lang) || help_std(&s->out, word, s->lang)) return;
  Arena scratch;
  arena_init(&scratch, 0);
  Str near = nearest_topic(&scratch, word);
  if (near.n) repl_refuse(s, "nothing is known of `%.*s`; did you mean `%.*s`?", STR_FMT(word), STR_FMT(near));
  else repl_refuse(s, "nothing is known of `%.*s`", STR_FMT(word));
  arena_deinit(&scratch);
}
