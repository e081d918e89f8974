#include "check/stdlib.h"

bool std_find(Str name, Str *text_out) {
  size_t count;
  const StdFile *files = std_files(&count);
  for (size_t i = 0; i < count; i++) {
    if (!str_is(name, files[i].name)) continue;
    *text_out = (Str){files[i].start, (size_t)(files[i].end - files[i].start)};
    return true;
  }
  return false;
}

Str std_module(const StdFile *file) {
  static const size_t ending = sizeof ".leat" - 1;
  Str name = str_of(file->name);
  if (name.n <= ending || !str_is((Str){name.p + name.n - ending, ending}, ".leat")) return (Str){"", 0};
  return (Str){name.p, name.n - ending};
}
