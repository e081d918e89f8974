/* What the REPL knows, without a terminal: a script made of the statements taken so far, a current lead, a time.
 *
 * Results are collected in `out`, findings and refusals in `err`; whoever reads the lines writes them out.
 * A statement that was refused for want of a name that a later one declares is tried again with each that follows
 * directly, so that a script fed line by line comes out as if it had been loaded. */
#ifndef LEAT_CLI_REPL_SESSION_H
#define LEAT_CLI_REPL_SESSION_H
#include "base/arena.h"
#include "engine/leat.h"

typedef struct SessionItem {
  Str text;   /* one statement with the blank and comment lines before it; ends in a newline */
  bool taken; /* false: refused, but not given up */
  bool last;  /* the `otherwise` that ends a loaded script: what is typed later comes before it */
  Str why;    /* the findings that it was refused for, when they are still to be said */
} SessionItem;
typedef struct SessionItems { SessionItem *v; uint32_t n, cap; } SessionItems;

typedef enum SessionLead { SESSION_LEAD_NONE, SESSION_LEAD_ID, SESSION_LEAD_LITERAL } SessionLead;
typedef struct SessionSet { Str field, value; } SessionSet;

typedef struct Session {
  Arena arena; /* texts of the statements; for the whole session */
  Leat *leat;
  Str name;    /* of the script, for findings and for files beside it */
  SessionItems items;
  VEC(SessionItems) undo; /* earlier states, newest last */
  VEC(Str) undo_names;
  SessionLead lead_kind;
  Str lead;    /* id or literal */
  VEC(SessionSet) sets; /* .set, in order */
  int64_t now;
  Lang lang;
  bool colour;
  int width;   /* of the terminal; 0: none */
  bool patient; /* findings are said when a statement is given up, not when it is refused: for pipes */
  bool quit;
  bool failed; /* something was refused */
  StrBuf out, err;
} Session;

void session_init(Session *s, Leat *l, int64_t now); /* l stays the caller's */
void session_deinit(Session *s);

/* The statements taken, as one script; `skip` (an item's index, or UINT32_MAX) is left out. */
void session_text(const Session *s, uint32_t skip, StrBuf *out);
/* Replaces the script by a text as a whole; findings to err. The old one can be had back by session_undo. */
bool session_load(Session *s, Str name, Str text);
/* One statement, at the end of the script, but before the `otherwise` of a loaded one. Taken: says what it does.
 * False: findings to err, and it waits for a name to be declared. */
bool session_add(Session *s, Str statement);
void session_retract(Session *s); /* takes back the last session_add as if it had not been */
bool session_undo(Session *s);    /* false: nothing to undo */
void session_reload(Session *s);  /* forgets what expressions made the engine look at */
void session_give_up(Session *s); /* refused statements are dropped */
void session_eval(Session *s, Str expression);

bool session_lead_choose(Session *s, Str id_or_literal); /* refusal to err; then the lead stays as it was */
bool session_lead_set(Session *s, Str field, Str value);
bool session_lead_first(Session *s); /* the first lead of the database; false: there is none */

/* How many leads the rules of an item take, alone and after the rules before it, with a few ids. */
void session_say_takes(Session *s, uint32_t item);
uint32_t session_lines(Str text); /* how many line ends */
#endif
