#include "base/path.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

Str path_folder(Str path) {
  if (str_starts(path, STR("<"))) return STR("");
  while (path.n && path.p[path.n - 1] != '/') path.n--;
  return path;
}

/* Without the last part; true: there was one, which was no "..". */
static bool part_drop(StrBuf *out) {
  size_t at = out->n;
  while (at > 0 && out->p[at - 1] != '/') at--;
  Str last = {out->p ? out->p + at : "", out->n - at};
  if (last.n == 0 || str_is(last, "..")) return false;
  out->n = at > 0 ? at - 1 : 0;
  return true;
}

static void parts_add(StrBuf *out, Str path) {
  for (size_t at = 0; at <= path.n;) {
    const char *slash = at < path.n ? memchr(path.p + at, '/', path.n - at) : NULL;
    size_t end = slash ? (size_t)(slash - path.p) : path.n;
    Str part = {path.p + at, end - at};
    bool up = str_is(part, "..");
    at = end + 1;
    if (part.n == 0 || str_is(part, ".") || (up && part_drop(out))) continue;
    if (out->n) strbuf_char(out, '/');
    strbuf_str(out, part);
  }
}

Str path_join(Arena *a, Str base, Str path) {
  StrBuf out;
  strbuf_init(&out);
  parts_add(&out, path_folder(base));
  parts_add(&out, path);
  Str joined = arena_copy(a, strbuf_view(&out));
  strbuf_deinit(&out);
  return joined;
}

bool path_climbs(Str path) { return str_is(path, "..") || str_starts(path, STR("../")); }

static bool fail(char *error_out, size_t error_size, const char *why) {
  snprintf(error_out, error_size, "%s", why);
  return false;
}

static bool fail_errno(char *error_out, size_t error_size, int number) {
  char room[128];
  snprintf(error_out, error_size, "%s", strerror_r(number, room, sizeof room));
  if (error_size) error_out[0] = (char)tolower((unsigned char)error_out[0]);
  return false;
}

static bool is_inside(Str folder, Str path) {
  if (folder.n && folder.p[folder.n - 1] == '/') folder.n--; /* the root folder */
  return path.n > folder.n && memcmp(folder.p, path.p, folder.n) == 0 && path.p[folder.n] == '/';
}

static bool real(Arena *a, const char *path, Str *real_out, char *error_out, size_t error_size) {
  char *found = realpath(path, NULL);
  if (!found) return fail_errno(error_out, error_size, errno);
  *real_out = arena_copy(a, str_of(found));
  free(found);
  return true;
}

bool path_real_folder(Arena *a, const char *folder, Str *real_out, char *error_out, size_t error_size) {
  Str found;
  struct stat info;
  if (!real(a, folder[0] ? folder : ".", &found, error_out, error_size)) return false;
  if (stat(found.p, &info) != 0) return fail_errno(error_out, error_size, errno);
  if (!S_ISDIR(info.st_mode)) return fail_errno(error_out, error_size, ENOTDIR);
  *real_out = found;
  return true;
}

bool path_real(Arena *a, Str folder, Str path, Str *real_out, char *error_out, size_t error_size) {
  Str found;
  struct stat info;
  if (memchr(path.p, '\0', path.n)) return fail(error_out, error_size, "a path with a NUL byte");
  if (!real(a, arena_copy(a, path).p, &found, error_out, error_size)) return false;
  if (!is_inside(folder, found)) return fail(error_out, error_size, "a link out of the script's folder");
  if (stat(found.p, &info) != 0) return fail_errno(error_out, error_size, errno);
  if (!S_ISREG(info.st_mode)) return fail(error_out, error_size, "not a regular file");
  *real_out = found;
  return true;
}
