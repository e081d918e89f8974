/* conform SUITE… runs suites by name; conform --zones lists the zones that `zones` wants.
 * LEAT_DATA names the folder of the data. Prints `ok`, `not ok` or `skip`, and `suite NAME PASSED INTENDED FAILED`. */
#include "conform.h"
#include "base/file.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *data_folder;

static const struct { const char *name; void (*run)(Suite *); } suites[] = {
  {"kleene", kleene_suite}, {"numbers", numbers_suite}, {"nonfinite", nonfinite_suite}, {"text", text_suite},
  {"utf8", utf8_suite}, {"utf8_data", utf8_data_suite}, {"csv", csv_suite}, {"json", json_suite},
  {"json_import", json_import_suite}, {"encodings", encodings_suite}, {"folding", folding_suite},
  {"zones", zones_suite},
};

bool suite_case(Suite *s, bool good, const char *format, ...) {
  if (good) {
    s->passed++;
    return true;
  }
  va_list args;
  s->failed++;
  printf("not ok %s: ", s->name);
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
  putchar('\n');
  return false;
}

void suite_intended(Suite *s, bool as_intended, const char *format, ...) {
  va_list args;
  if (as_intended) s->intended++;
  else s->failed++;
  printf(as_intended ? "# intended: %s: " : "not ok %s: ", s->name);
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
  putchar('\n');
}

Str data_read(Arena *a, const char *format, ...) {
  char path[4096];
  va_list args;
  Str text;
  int n = snprintf(path, sizeof path, "%s/", data_folder);
  va_start(args, format);
  vsnprintf(path + n, sizeof path - (size_t)n, format, args);
  va_end(args);
  char why[256];
  return file_read(a, path, 64 * 1024 * 1024, &text, why, sizeof why) ? text : (Str){0};
}

static bool suite_run(const char *name) {
  for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
    if (strcmp(suites[i].name, name) != 0) continue;
    Suite s = {.name = name};
    suites[i].run(&s);
    if (s.skipped) printf("skip: no data for %s\n", name);
    else {
      if (s.passed == 0) printf("not ok %s: no case was tried\n", name), s.failed++;
      if (!s.failed) printf("ok %s: %u cases, %u intended differences\n", name, s.passed, s.intended);
      printf("suite %s %u %u %u\n", name, s.passed, s.intended, s.failed);
    }
    return s.failed == 0;
  }
  fprintf(stderr, "conform: no suite %s\n", name);
  return false;
}

int main(int count, char **words) {
  bool good = count > 1;
  data_folder = getenv("LEAT_DATA") ? getenv("LEAT_DATA") : ".";
  if (count == 2 && !strcmp(words[1], "--zones")) {
    for (const char *const *zone = zone_list; *zone; zone++) puts(*zone);
    return 0;
  }
  for (int i = 1; i < count; i++) good &= suite_run(words[i]);
  return good ? 0 : 1;
}
