#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void (*exhausted_handler)(void);

void mem_on_exhausted(void (*handler)(void)) { exhausted_handler = handler; }

void mem_exhausted(void) {
  if (exhausted_handler) exhausted_handler();
  abort(); /* a handler that comes back has nothing left to give */
}

void *mem_alloc(size_t bytes) {
  void *p = calloc(1, bytes ? bytes : 1);
  if (!p) mem_exhausted();
  return p;
}

void *mem_realloc(void *p, size_t bytes) {
  void *moved = realloc(p, bytes ? bytes : 1);
  if (!moved) mem_exhausted();
  return moved;
}

void mem_free(void *p) { free(p); }

void bug_at(const char *file, int line, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "leat: internal error at %s:%d: ", file, line);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  abort();
}
