/* Reading whole files with a bound, and paths that stay beside a script. */
#ifndef LEAT_BASE_FILE_H
#define LEAT_BASE_FILE_H
#include "base/arena.h"

/* "-" is standard input. False: error_out says why ("no such file or directory"). */
bool file_read(Arena *a, const char *path, size_t limit_bytes, Str *text_out, char *error_out, size_t error_size);
/* path beside base_file, refused when it is absolute, leaves the folder of base_file by "..", or is reached through a
 * symbolic link that does. */
bool file_beside(Arena *a, Str base_file, Str path, Str *path_out, char *error_out, size_t error_size);
#endif
