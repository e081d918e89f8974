/* leat --version: the program's version and those of what it is built upon. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <histedit.h>
#include <pcre2.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "cli/cli.h"
#include "store/store.h"

/* tzdata says its version in the first line of tzdata.zi: "# version 2024a". */
static void add_tzdata(StrBuf *out) {
  char line[64] = "";
  FILE *f = fopen("/usr/share/zoneinfo/tzdata.zi", "re");
  if (f && fgets(line, sizeof line, f)) line[strcspn(line, "\r\n")] = '\0';
  if (f) fclose(f);
  const char *version = strstr(line, "version ");
  strbuf_printf(out, "tzdata %s\n", version ? version + strlen("version ") : "of unknown version");
}

void version_print(StrBuf *out) {
  char pcre2[64] = "";
  pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
  strbuf_printf(out, "leat %s\nSQLite %s\nPCRE2 %s\nUnicode %s (utf8proc %s)\n", LEAT_VERSION, store_sqlite_version(),
                pcre2, utf8proc_unicode_version(), utf8proc_version());
  add_tzdata(out);
  strbuf_printf(out, "libedit %d.%d\n", LIBEDIT_MAJOR, LIBEDIT_MINOR);
}
