/* Paths that a script names: joined and cleaned as text, then looked up within the folders that it may read. */
#ifndef LEAT_BASE_PATH_H
#define LEAT_BASE_PATH_H
#include "base/arena.h"

/* `path` as the file `base` names it: ("sub/a.leat", "../b.csv") is "b.csv". Without "." and empty parts; ".." stands
 * at the front only, where the path climbs out of the folder that base is counted from. Empty: it names no file. */
Str path_join(Arena *a, Str base, Str path);
Str path_folder(Str path); /* with its slash; empty without one, and for "<stdin>" and the like */
bool path_climbs(Str path); /* begins with ".." */

/* The real path of a regular file that lies below `folder`, links followed. False: error_out says why. */
bool path_real(Arena *a, Str folder, Str path, Str *real_out, char *error_out, size_t error_size);
/* The real path of a folder. False: there is none. */
bool path_real_folder(Arena *a, const char *folder, Str *real_out, char *error_out, size_t error_size);
#endif
