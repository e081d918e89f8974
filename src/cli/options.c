#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/number.h"

enum { FIRST_CODE = 256, MOST_OPTIONS = 64, DOC_COLUMN = 28 };

const Option common_options[] = {
    {"quiet", 'q', NULL, "say only what went wrong"},
    {"verbose", 'v', NULL, "say more"},
    {"color", 0, "WHEN", "auto, always or never (default auto; NO_COLOR is heeded)"},
    {"lang", 0, "LANG", "en or zh (default: what LC_ALL, LC_MESSAGES and LANG say)"},
    {"help", 'h', NULL, "show this help"},
    {0},
};

/* Both tables in the form that getopt_long wants; code - FIRST_CODE is the index of an option. */
typedef struct Parser {
  const Option *known[MOST_OPTIONS];
  struct option longs[MOST_OPTIONS + 1];
  char letters[MOST_OPTIONS * 2 + 3];
  int count;
} Parser;

static void parser_add(Parser *p, const Option *table) {
  for (; table && table->name; table++) {
    ASSERT(p->count < MOST_OPTIONS);
    p->known[p->count] = table;
    p->longs[p->count] = (struct option){.name = table->name,
                                         .has_arg = table->argument ? required_argument : no_argument,
                                         .val = FIRST_CODE + p->count};
    if (table->letter) {
      size_t n = strlen(p->letters);
      p->letters[n] = table->letter;
      if (table->argument) p->letters[n + 1] = ':';
    }
    p->count++;
  }
}

static const Option *option_of(const Parser *p, int code) {
  if (code >= FIRST_CODE) return p->known[code - FIRST_CODE];
  for (int i = 0; i < p->count; i++)
    if (p->known[i]->letter == code) return p->known[i];
  return NULL;
}

static Str unknown_option(const Parser *p, Arena *a, Lang lang, const char *word) {
  Str names[MOST_OPTIONS];
  for (int i = 0; i < p->count; i++) names[i] = str_of(p->known[i]->name);
  bool is_long = word[0] == '-' && word[1] == '-';
  size_t end = is_long ? strcspn(word, "=") : 0;
  Str near = is_long ? suggest((Str){word + 2, end - 2}, names, (size_t)p->count) : STR("");
  if (near.n == 0) return lang_say(a, lang, "unknown option `%s`", word);
  return lang_say(a, lang, "unknown option `%.*s`; did you mean `--%.*s`?", (int)end, word, STR_FMT(near));
}

static Str bad_option(const Parser *p, Arena *a, Lang lang, int code, char *const *argv) {
  if (code == ':') {
    const Option *option = option_of(p, optopt);
    return lang_say(a, lang, "--%.*s needs a value: --%.*s %.*s", STR_FMT(str_of(option->name)),
                    STR_FMT(str_of(option->name)), STR_FMT(str_of(option->argument)));
  }
  if (optopt >= FIRST_CODE) {
    const char *name = option_of(p, optopt)->name;
    return lang_say(a, lang, "--%.*s takes no value", STR_FMT(str_of(name)));
  }
  if (optopt) {
    char letter[3] = {'-', (char)optopt, 0};
    return unknown_option(p, a, lang, letter);
  }
  return unknown_option(p, a, lang, argv[optind - 1]);
}

bool options_parse(Options *o, Arena *a, Lang lang, const Option *own, int argc, char *const *argv) {
  *o = (Options){.lang = lang};
  Parser p = {.letters = "-:"}; /* positionals come in place; a missing value is told apart */
  parser_add(&p, own);
  parser_add(&p, common_options);
  optind = 0;
  opterr = 0;
  for (int code; (code = getopt_long(argc, argv, p.letters, p.longs, NULL)) != -1;) {
    if (code == 1) {
      VEC_PUSH(a, o->positionals, optarg);
    } else if (code == '?' || code == ':') {
      o->error = bad_option(&p, a, lang, code, argv);
      return false;
    } else {
      VEC_PUSH(a, o->given, (GivenOption){option_of(&p, code), optarg});
    }
  }
  for (int i = optind; i < argc; i++) VEC_PUSH(a, o->positionals, argv[i]); /* after -- */
  return true;
}

static const GivenOption *last_given(const Options *o, const char *name) {
  for (uint32_t i = o->given.n; i > 0; i--)
    if (strcmp(o->given.v[i - 1].option->name, name) == 0) return &o->given.v[i - 1];
  return NULL;
}

bool options_has(const Options *o, const char *name) { return last_given(o, name) != NULL; }

const char *options_value(const Options *o, const char *name) {
  const GivenOption *given = last_given(o, name);
  return given ? given->value : NULL;
}

uint32_t options_values(const Options *o, Arena *a, const char *name, Str **values_out) {
  VEC(Str) values = {0};
  for (uint32_t i = 0; i < o->given.n; i++)
    if (strcmp(o->given.v[i].option->name, name) == 0) VEC_PUSH(a, values, str_of(o->given.v[i].value));
  *values_out = values.v;
  return values.n;
}

bool options_int(const Options *o, Arena *a, const char *name, int64_t least, int64_t most, int64_t *out,
                 Str *error_out) {
  const char *value = options_value(o, name);
  if (!value) return true;
  Number x;
  if (!number_parse(str_of(value), &x) || !x.is_int || x.i < least || x.i > most) {
    *error_out = lang_say(a, o->lang, "--%.*s wants a whole number from %lld to %lld, not `%s`", STR_FMT(str_of(name)),
                          (long long)least, (long long)most, value);
    return false;
  }
  *out = x.i;
  return true;
}

void options_help(StrBuf *out, Lang lang, const Option *table) {
  for (; table && table->name; table++) {
    size_t start = out->n;
    if (table->letter) strbuf_printf(out, "  -%c, --%s", table->letter, table->name);
    else strbuf_printf(out, "      --%s", table->name);
    if (table->argument) strbuf_printf(out, " %s", table->argument);
    size_t used = out->n - start;
    strbuf_fill(out, ' ', used + 2 <= DOC_COLUMN ? DOC_COLUMN - used : 2);
    strbuf_printf(out, "%s\n", lang_text(lang, table->doc));
  }
}
