#include "cli/repl_names.h"

#include "base/text.h"

size_t name_length(Str text, size_t at) {
  size_t end = at;
  for (size_t next = at; next < text.n; end = next) {
    uint32_t c = text_decode(text, &next);
    bool digit = c >= '0' && c <= '9';
    if (!text_is_letter(c) && c != '_' && !(digit && end > at)) break;
  }
  return end - at;
}

static bool is_known(Leat *l, Str name) {
  static const LeatNames kinds[] = {LEAT_COLUMNS, LEAT_LETS};
  for (int k = 0; k < 2; k++) {
    size_t n;
    const Str *known = leat_names(l, kinds[k], &n);
    for (size_t i = 0; i < n; i++)
      if (str_eq(known[i], name)) return true;
  }
  return false;
}

static size_t skip_quoted(Str text, size_t at) {
  for (at++; at < text.n && text.p[at] != '"'; at++)
    if (text.p[at] == '\\') at++;
  return at + 1;
}

size_t names_in(Arena *a, Leat *l, Str text, Str **names_out) {
  VEC(Str) found = {0};
  for (size_t at = 0; at < text.n;) {
    size_t n = name_length(text, at);
    if (n == 0) {
      if (text.p[at] == '"') at = skip_quoted(text, at);
      else text_decode(text, &at);
      continue;
    }
    Str name = {text.p + at, n};
    at += n;
    bool again = false;
    for (uint32_t i = 0; i < found.n; i++) again |= str_eq(found.v[i], name);
    if (!again && is_known(l, name)) VEC_PUSH(a, found, arena_copy(a, name));
  }
  *names_out = found.v;
  return found.n;
}
