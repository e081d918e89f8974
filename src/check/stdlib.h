/* The standard modules and their data: the files of stdlib/, which are part of the program. */
#ifndef LEAT_CHECK_STDLIB_H
#define LEAT_CHECK_STDLIB_H
#include "base/str.h"

typedef struct StdFile { const char *name; const char *start, *end; } StdFile; /* "std/cn/region.leat" */

const StdFile *std_files(size_t *count_out); /* sorted by name */
bool std_find(Str name, Str *text_out);
/* "std/cn/region" of a module's file; empty: the file holds data. */
Str std_module(const StdFile *file);
#endif
