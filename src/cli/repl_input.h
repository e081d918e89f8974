/* Lines into statements, expressions and dot-commands.
 *
 * Leat has no terminator: a statement that is complete stands until the next one begins, for a line such as `else pool
 * "b"` may go on with it. At a terminal its effect is shown at once and shown anew when it goes on; from a pipe it is
 * taken when the next line does not continue it. */
#ifndef LEAT_CLI_REPL_INPUT_H
#define LEAT_CLI_REPL_INPUT_H
#include "cli/repl_session.h"

typedef struct Input {
  Session *session;
  bool interactive;
  StrBuf preface;      /* blank and comment lines since the last statement */
  StrBuf before;       /* the preface of the pending statement */
  StrBuf pending;      /* the statement, or the expression with open parentheses, that is being typed */
  bool is_expression;
  bool applied;        /* the session has the pending statement */
  /* A finished entry for the history; `again`: instead of the last one. May be NULL. */
  void (*remember)(void *ctx, Str entry, bool again);
  void *ctx;
} Input;

void input_init(Input *in, Session *session, bool interactive);
void input_deinit(Input *in);
void input_line(Input *in, Str line); /* without its line end */
void input_end(Input *in);            /* no more lines: what is complete is taken, what is not is said */
void input_cancel(Input *in);         /* Ctrl-C: what is being typed is dropped */
bool input_wants_more(const Input *in); /* the prompt is the continuation prompt */
Str input_pending(const Input *in);     /* the lines before this one that belong to it */

/* Open braces, parentheses or quotes at the end of the text? Comments and texts are passed over. */
bool input_is_open(Str text);
bool input_is_command(Str line); /* .word */
#endif
