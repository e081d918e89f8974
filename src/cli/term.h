/* The terminal: is there one, how wide, colour or not; progress that comes and goes; text made safe for it. */
#ifndef LEAT_CLI_TERM_H
#define LEAT_CLI_TERM_H
#include "base/lang.h"

typedef enum ColourWhen { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } ColourWhen;
bool colour_of(const char *word, ColourWhen *out);

typedef struct Term {
  bool out_is_terminal, err_is_terminal, in_is_terminal;
  bool colour_out, colour_err;
  int width; /* columns of the terminal on standard output; 0: it is none */
} Term;
/* NO_COLOR (not empty) and TERM=dumb turn `auto` off. */
void term_init(Term *t, ColourWhen when);

/* Progress on standard error: after half a second, at most ten times a second, cleared at the end. */
typedef struct Progress {
  bool wanted, shown;
  Lang lang;
  const char *format; /* "routing %lld of %lld leads (%d%%)" */
  int64_t start_ms, last_ms;
} Progress;
/* The format takes how many are done and of how many, as long long, and the percentage, as int. */
void progress_init(Progress *p, bool wanted, Lang lang, const char *format);
void progress_step(void *progress, int64_t done, int64_t total); /* fits LeatRunOptions.progress */
void progress_end(Progress *p);
int64_t stopwatch_ms(void); /* monotonic; only differences mean something */

/* Lines of text with everything but newlines made printable: for text that holds data. */
void term_lines(StrBuf *out, Str text);
#endif
