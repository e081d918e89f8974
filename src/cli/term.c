#include "cli/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

enum { DEFAULT_WIDTH = 80, PROGRESS_AFTER_MS = 500, PROGRESS_EVERY_MS = 100 };

bool colour_of(const char *word, ColourWhen *out) {
  static const char *const words[] = {"auto", "always", "never"};
  for (int i = 0; i < 3; i++)
    if (strcmp(word, words[i]) == 0) {
      *out = (ColourWhen)i;
      return true;
    }
  return false;
}

static bool colour_is_welcome(void) {
  const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
  return !(no && *no) && term && strcmp(term, "dumb") != 0;
}

static int width_now(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return DEFAULT_WIDTH;
}

void term_init(Term *t, ColourWhen when) {
  t->in_is_terminal = isatty(STDIN_FILENO) == 1;
  t->out_is_terminal = isatty(STDOUT_FILENO) == 1;
  t->err_is_terminal = isatty(STDERR_FILENO) == 1;
  bool welcome = when == COLOUR_AUTO && colour_is_welcome();
  t->colour_out = when == COLOUR_ALWAYS || (welcome && t->out_is_terminal);
  t->colour_err = when == COLOUR_ALWAYS || (welcome && t->err_is_terminal);
  t->width = t->out_is_terminal ? width_now() : 0;
}

int64_t stopwatch_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_init(Progress *p, bool wanted, Lang lang, const char *format) {
  *p = (Progress){.wanted = wanted, .lang = lang, .format = format, .start_ms = stopwatch_ms()};
}

void progress_step(void *progress, int64_t done, int64_t total) {
  Progress *p = progress;
  if (!p->wanted) return;
  int64_t now = stopwatch_ms();
  if (now - p->start_ms < PROGRESS_AFTER_MS || now - p->last_ms < PROGRESS_EVERY_MS) return;
  p->last_ms = now;
  p->shown = true;
  int percent = total > 0 ? (int)(done * 100 / total) : 0;
  StrBuf line;
  strbuf_init(&line);
  strbuf_text(&line, "\r\x1b[K");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* progress_init says what it takes */
  lang_printf(&line, p->lang, p->format, (long long)done, (long long)total, percent);
#pragma GCC diagnostic pop
  fwrite(line.p, 1, line.n, stderr);
  fflush(stderr);
  strbuf_deinit(&line);
}

void progress_end(Progress *p) {
  if (!p->shown) return;
  fputs("\r\x1b[K", stderr);
  fflush(stderr);
  p->shown = false;
}

void term_lines(StrBuf *out, Str text) {
  for (size_t at = 0; at < text.n;) {
    size_t end = at;
    while (end < text.n && text.p[end] != '\n' && text.p[end] != '\t') end++;
    text_printable(out, (Str){text.p + at, end - at});
    if (end < text.n) strbuf_char(out, text.p[end]);
    at = end + 1;
  }
}
