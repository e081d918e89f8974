#include "lang/golden.h"
#include "lang/claim.h"
#include "base/file.h"
#include "engine/leat.h"
#include "syntax/layout.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const int64_t GOLDEN_NOW = 1772442000000; /* 2026-03-02T09:00:00Z */

/* …/golden/<stage>/<name>.txt to the stage and …/golden/<name>.leat. */
static bool split_path(Arena *a, Str path, Str *stage_out, Str *script_out) {
  const char *slash = memrchr(path.p, '/', path.n);
  if (!slash || !str_ends(path, STR(".txt"))) return false;
  Str folder = {path.p, (size_t)(slash - path.p)};
  const char *before = memrchr(folder.p, '/', folder.n);
  if (!before) return false;
  *stage_out = arena_copy(a, (Str){before + 1, folder.n - (size_t)(before + 1 - folder.p)});
  Str name = {slash + 1, path.n - folder.n - 1 - 4};
  *script_out = arena_printf(a, "%.*s/%.*s.leat", (int)(before - folder.p), folder.p, STR_FMT(name));
  return true;
}

/* For the stage plan: one plan for each `#! lead {…}` of the script. */
static bool dump_plans(Leat *l, Arena *a, const char *path, StrBuf *out) {
  Str text;
  char why[160];
  Claims claims = {0};
  if (!file_read(a, path, 1 << 30, &text, why, sizeof why)) return false;
  claims_read(a, text, &claims);
  for (uint32_t i = 0; i < claims.v.n; i++) {
    if (claims.v.v[i].kind != CLAIM_LEAD) continue;
    LeatExplanation e = {0};
    strbuf_printf(out, "lead %.*s\n", STR_FMT(claims.v.v[i].text));
    if (leat_lead_set_literal(l, claims.v.v[i].text) != LEAT_OK) return false;
    if (leat_lead_explain(l, GOLDEN_NOW, &e) != LEAT_OK) return false;
    strbuf_str(out, e.plan);
  }
  return true;
}

/* Findings name the script as it was given: only its name, not its folder. So it is read from there. */
static LeatStatus load(Leat *l, Arena *a, const char *path) {
  Str text;
  char why[160];
  const char *slash = strrchr(path, '/');
  if (!slash) slash = path - 1;
  Str folder = slash < path ? STR(".") : arena_copy(a, (Str){path, (size_t)(slash - path)});
  if (!file_read(a, path, 1 << 30, &text, why, sizeof why)) return LEAT_INPUT;
  int here = open(".", O_RDONLY | O_DIRECTORY);
  if (here < 0 || chdir(folder.p) != 0) return LEAT_INPUT;
  LeatStatus status = leat_load(l, slash + 1, text);
  if (fchdir(here) != 0) status = LEAT_INPUT;
  close(here);
  return status;
}

static bool lay_out(Arena *a, const char *path, StrBuf *out) {
  Str text;
  char why[160];
  SourceSet sources;
  DiagList found;
  source_set_init(&sources, a);
  diag_init(&found, a);
  if (!file_read(a, path, 1 << 30, &text, why, sizeof why)) return false;
  return layout_script(a, &sources, source_add(&sources, str_of(path), text), &found, out) == LAYOUT_DONE;
}

static bool make(const char *file, Arena *a, StrBuf *out) {
  Str stage, script;
  if (!split_path(a, str_of(file), &stage, &script)) return false;
  if (str_is(stage, "layout")) return lay_out(a, script.p, out);
  Leat *l = leat_new();
  LeatStatus status = load(l, a, script.p);
  bool good;
  if (str_is(stage, "findings")) {
    leat_findings(l, false, out);
    good = true;
  } else if (str_is(stage, "plan")) {
    good = status == LEAT_OK && dump_plans(l, a, script.p, out);
  } else {
    good = leat_dump(l, stage.p, out);
  }
  if (!good) fprintf(stderr, "#   %s: %s\n", script.p, leat_error(l));
  leat_free(l);
  return good;
}

static bool compare(const char *file, Arena *a, Str have) {
  Str want;
  char why[160];
  if (!file_read(a, file, 1 << 30, &want, why, sizeof why)) return printf("#   %s: %s\n", file, why), false;
  if (str_eq(want, have)) return true;
  size_t at = 0, line = 1;
  for (; at < want.n && at < have.n && want.p[at] == have.p[at]; at++) line += want.p[at] == '\n';
  while (at > 0 && have.p[at - 1] != '\n') at--;
  printf("#   differs from line %zu on; now it is:\n#   %.*s\n", line,
         (int)(have.n - at > 400 ? 400 : have.n - at), have.p + at);
  printf("#   lang_runner --golden --update FILE accepts it\n");
  return false;
}

static bool update(const char *file, Str have) {
  FILE *f = fopen(file, "w");
  if (!f) return false;
  bool good = fwrite(have.p, 1, have.n, f) == have.n;
  return fclose(f) == 0 && good;
}

int golden_main(int count, char **arguments) {
  bool updating = count > 0 && strcmp(arguments[0], "--update") == 0;
  int failures = 0;
  for (int i = updating; i < count; i++) {
    Arena a;
    StrBuf out;
    arena_init(&a, 0);
    strbuf_init(&out);
    bool good = make(arguments[i], &a, &out);
    Str made = strbuf_view(&out);
    if (good) good = updating ? update(arguments[i], made) : compare(arguments[i], &a, made);
    printf("%s %s\n", good ? "ok" : "not ok", arguments[i]);
    failures += !good;
    strbuf_deinit(&out);
    arena_deinit(&a);
  }
  return failures ? 1 : 0;
}
