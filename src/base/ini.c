#include "base/ini.h"

#include <string.h>

void ini_begin(IniReader *r, Str text) {
  *r = (IniReader){.rest = text};
  if (str_starts(text, STR("\xEF\xBB\xBF"))) r->rest = (Str){text.p + 3, text.n - 3};
}

static Str take_line(IniReader *r) {
  const char *end = memchr(r->rest.p, '\n', r->rest.n);
  size_t n = end ? (size_t)(end - r->rest.p) : r->rest.n;
  Str line = {r->rest.p, n};
  n += end != NULL;
  r->rest = (Str){r->rest.p + n, r->rest.n - n};
  r->line++;
  return str_trim(line);
}

static IniItem bad(IniReader *r, const char *why) {
  r->why = why;
  return INI_BAD;
}

static IniItem read_section(IniReader *r, Str line) {
  if (line.p[line.n - 1] != ']') return bad(r, "a section is `[name]`");
  r->section = str_trim((Str){line.p + 1, line.n - 2});
  return r->section.n ? INI_SECTION : bad(r, "a section needs a name: `[name]`");
}

static IniItem read_setting(IniReader *r, Str line) {
  const char *equals = memchr(line.p, '=', line.n);
  if (!equals) return bad(r, "a line is `[section]`, `key = value` or a comment");
  r->key = str_trim((Str){line.p, (size_t)(equals - line.p)});
  r->value = str_trim((Str){equals + 1, line.n - (size_t)(equals + 1 - line.p)});
  return r->key.n ? INI_SETTING : bad(r, "a setting needs a key: `key = value`");
}

IniItem ini_next(IniReader *r) {
  while (r->rest.n) {
    Str line = take_line(r);
    if (memchr(line.p, '\0', line.n)) return bad(r, "a NUL byte is no text");
    if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';') continue;
    return line.p[0] == '[' ? read_section(r, line) : read_setting(r, line);
  }
  return INI_END;
}
