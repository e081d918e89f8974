/* Options of the command line: one table per command gives parsing (getopt_long), help and suggestions.
 *
 * options_parse -> options_has, options_value, options_values; positionals may stand anywhere among them. */
#ifndef LEAT_CLI_OPTIONS_H
#define LEAT_CLI_OPTIONS_H
#include "base/lang.h"

typedef struct Option {
  const char *name;     /* without dashes; NULL ends a table */
  char letter;          /* 0: none */
  const char *argument; /* "FILE"; NULL: a flag */
  const char *doc;
} Option;

extern const Option common_options[]; /* that every command knows */

typedef struct GivenOption {
  const Option *option;
  const char *value; /* NULL of a flag */
} GivenOption;

typedef struct Options {
  Lang lang; /* of error */
  VEC(GivenOption) given; /* in the order of the command line */
  VEC(const char *) positionals;
  Str error; /* why it could not be parsed, with a suggestion */
} Options;

/* argv[0] is the command's word. `own` may be NULL. False: see error. All text stays argv's or lives in the arena. */
bool options_parse(Options *o, Arena *a, Lang lang, const Option *own, int argc, char *const *argv);
bool options_has(const Options *o, const char *name);
const char *options_value(const Options *o, const char *name); /* the last one given, or NULL */
uint32_t options_values(const Options *o, Arena *a, const char *name, Str **values_out); /* all of them */
/* An integer from least to most. False: *error_out says what is wrong; *out is untouched when the option is absent. */
bool options_int(const Options *o, Arena *a, const char *name, int64_t least, int64_t most, int64_t *out,
                 Str *error_out);

/* Two aligned columns: `  -q, --quiet        doc`. */
void options_help(StrBuf *out, Lang lang, const Option *table);
#endif
