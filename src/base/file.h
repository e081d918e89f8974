/* Reading whole files with a bound, and replacing them. */
#ifndef LEAT_BASE_FILE_H
#define LEAT_BASE_FILE_H
#include "base/arena.h"

/* "-" is standard input. False: error_out says why ("no such file or directory"). */
bool file_read(Arena *a, const char *path, size_t limit_bytes, Str *text_out, char *error_out, size_t error_size);
/* Puts a text in the place of a file's: a new file beside it takes its name and its permissions, so that readers see
 * the old or the new one, whole. A symbolic link stays one. */
bool file_replace(Arena *a, const char *path, Str text, char *error_out, size_t error_size);
/* *out: a regular file of this user or of root that nobody else may read or write. */
bool file_is_private(const char *path, bool *out, char *error_out, size_t error_size);
#endif
