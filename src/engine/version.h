/* The version of a script: what it says, and what the files that it took in said then. */
#ifndef LEAT_ENGINE_VERSION_H
#define LEAT_ENGINE_VERSION_H
#include "engine/engine.h"

/* Fills script->version, and script->files with all that the database must keep beside the text, so that a past
 * decision is explained by the files of then. For a script without files the version is the hash of its text. */
void version_make(Loaded *script);
#endif
