/* Line editing at a terminal: libedit with history, completion, and the user's own .editrc. */
#ifndef LEAT_CLI_REPL_EDIT_H
#define LEAT_CLI_REPL_EDIT_H
#include "cli/repl_input.h"

typedef struct Editor Editor;
Editor *editor_new(Input *in); /* NULL: the terminal is not fit for it. Hooks itself into in->remember. */
void editor_free(Editor *e);   /* saves the history */
typedef enum EditorResult { EDITOR_LINE, EDITOR_CANCEL, EDITOR_END } EditorResult;
/* One entry of the user, maybe of several lines; valid until the next call. */
EditorResult editor_read(Editor *e, Str *entry_out);
#endif
