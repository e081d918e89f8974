/* A script that needs no other file: its text with the entries of its list files written in. */
#ifndef LEAT_ENGINE_WHOLE_H
#define LEAT_ENGINE_WHOLE_H
#include "engine/engine.h"

/* For a checked script. `list x from "file"` becomes `list x = ("…", "…")` on the same line, so that lines keep their
 * numbers. The script's version is the hash of this text: a changed list file is another version, and a past decision
 * is explained by the entries of then. Lives in the arena of the script; the text itself when it has no list file. */
Str whole_script(Loaded *script);
#endif
