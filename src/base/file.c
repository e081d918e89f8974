#include "base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

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

/* Reads to the end, but at most limit + 1 bytes, into the arena; errno when it fails. A NUL follows the text. */
static bool read_all(Arena *a, int fd, size_t expected, size_t limit, Str *out) {
  size_t cap = expected + 4096, n = 0;
  char *p = arena_alloc(a, cap);
  while (n <= limit) {
    if (n + 1 == cap) {
      p = arena_grow(a, p, cap, cap * 2);
      cap *= 2;
    }
    size_t room = cap - n - 1, allowed = limit - n + 1;
    ssize_t got = read(fd, p + n, room < allowed ? room : allowed);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    n += (size_t)got;
  }
  *out = (Str){p, n};
  return true;
}

bool file_read(Arena *a, const char *path, size_t limit, Str *text_out, char *error_out, size_t error_size) {
  bool standard = strcmp(path, "-") == 0;
  int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return fail_errno(error_out, error_size, errno);
  struct stat info;
  Str text = STR("");
  bool good = fstat(fd, &info) == 0;
  size_t expected = good && S_ISREG(info.st_mode) && info.st_size > 0 ? (size_t)info.st_size : 0;
  if (good && expected <= limit) good = read_all(a, fd, expected, limit, &text);
  int number = errno;
  if (!standard) close(fd);
  if (!good) return fail_errno(error_out, error_size, number);
  if (expected > limit || text.n > limit) {
    snprintf(error_out, error_size, "larger than %zu bytes", limit);
    return false;
  }
  *text_out = text;
  return true;
}

static bool write_all(int fd, Str text) {
  while (text.n) {
    ssize_t put = write(fd, text.p, text.n);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    text.p += put;
    text.n -= (size_t)put;
  }
  return true;
}

bool file_replace(Arena *a, const char *path, Str text, char *error_out, size_t error_size) {
  struct stat info;
  char *real = realpath(path, NULL);
  if (!real || stat(real, &info) != 0 || access(real, W_OK) != 0) {
    int number = errno;
    free(real);
    return fail_errno(error_out, error_size, number);
  }
  if (!S_ISREG(info.st_mode)) {
    free(real);
    return fail(error_out, error_size, "not a regular file");
  }
  Str beside = arena_printf(a, "%s.......", real);
  char *name = (char *)(uintptr_t)beside.p; /* the arena's copy, which mkstemp fills in */
  memset(name + beside.n - 6, 'X', 6);
  int fd = mkstemp(name);
  bool good = fd >= 0 && write_all(fd, text) && fchmod(fd, info.st_mode & 07777) == 0 && fsync(fd) == 0;
  int number = errno;
  if (fd >= 0 && close(fd) != 0 && good) good = false, number = errno;
  if (good && rename(name, real) != 0) good = false, number = errno;
  if (!good && fd >= 0) unlink(name);
  free(real);
  return good || fail_errno(error_out, error_size, number);
}

bool file_is_private(const char *path, bool *out, char *error_out, size_t error_size) {
  struct stat info;
  if (stat(path, &info) != 0) return fail_errno(error_out, error_size, errno);
  *out = S_ISREG(info.st_mode) && (info.st_mode & (S_IRWXG | S_IRWXO)) == 0 &&
         (info.st_uid == geteuid() || info.st_uid == 0);
  return true;
}
