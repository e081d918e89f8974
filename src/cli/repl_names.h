/* Which columns and lets of the program does a piece of text name? */
#ifndef LEAT_CLI_REPL_NAMES_H
#define LEAT_CLI_REPL_NAMES_H
#include "base/arena.h"
#include "engine/leat.h"

size_t names_in(Arena *a, Leat *l, Str text, Str **names_out); /* each once, in order of appearance */
size_t name_length(Str text, size_t at); /* bytes of the identifier that begins at text[at]; 0: none does */
#endif
