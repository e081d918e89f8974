/* The files of base/help as bytes: made at build by base/embed_help.cmake, ended by a page without a name. */
#ifndef LEAT_BASE_HELP_PAGES_H
#define LEAT_BASE_HELP_PAGES_H
#include <stddef.h>

typedef struct EmbeddedPage {
  const char *name; /* "E0203" */
  const unsigned char *bytes;
  size_t size;
} EmbeddedPage;

extern const EmbeddedPage help_pages[];
#endif
