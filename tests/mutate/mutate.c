/* Damages good scripts in seeded ways and loads each: it must be refused with findings or load, and a loaded one must
 * route a lead. A crash shows as a crash of this process (built with sanitizers); the script at fault is in --keep.
 *   mutate [--seed N] [--count N] [--keep FILE] SCRIPT…      mutate --files SCRIPT… (as they are) */
#include "base/file.h"
#include "engine/leat.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint64_t draw(void) { /* splitmix64 */
  uint64_t z = (state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}
static size_t below(size_t n) { return n ? (size_t)(draw() % n) : 0; }

/* Replaces `old` bytes at `at` by `text`. */
static void splice(StrBuf *b, size_t at, size_t old, Str text) {
  StrBuf made;
  strbuf_init(&made);
  strbuf_add(&made, b->p, at);
  strbuf_str(&made, text);
  strbuf_add(&made, b->p + at + old, b->n - at - old);
  strbuf_deinit(b);
  *b = made;
}

static size_t word_at(const StrBuf *b, size_t *length_out) {
  size_t at = below(b->n), n = 0;
  while (at > 0 && b->p[at - 1] != ' ' && b->p[at - 1] != '\n') at--;
  while (at + n < b->n && b->p[at + n] != ' ' && b->p[at + n] != '\n') n++;
  *length_out = n;
  return at;
}

static void damage(StrBuf *b) {
  static const Str pieces[] = {
    {"", 0}, {"(", 1}, {")", 1}, {"{", 1}, {"}", 1}, {"\"", 1}, {"`", 1}, {"\\", 1}, {"\0", 1}, {"\xff", 1},
    {"\xe4\xb8\x87", 3}, {"\r", 1}, {"..", 2}, {"not", 3}, {" and ", 5}, {" == ", 4}, {"9999999999999999999", 19},
    {"when", 4}, {"assign pool ", 12}, {"otherwise", 9}, {" missing ", 9}, {"if a then b else ", 17},
    {"#", 1}, {"-", 1}, {" matches \"(\"", 12}, {"2026-13-45", 10}, {"1e400", 5}, {" in last ", 9},
    {" else wait ", 11}, {"\xe2\x80\xae", 3},
  };
  size_t at = below(b->n + 1), n = 0;
  switch (below(7)) {
    case 0: if (at < b->n) b->p[at] = (char)below(256); break;
    case 1: splice(b, at, below(b->n - at + 1) % 40, (Str){0}); break;
    case 2: splice(b, at, 0, pieces[below(sizeof pieces / sizeof *pieces)]); break;
    case 3: at = word_at(b, &n); splice(b, at, n, pieces[below(sizeof pieces / sizeof *pieces)]); break;
    case 4: { /* a word to another place */
      char word[64];
      size_t from = word_at(b, &n);
      n = n > sizeof word ? sizeof word : n;
      memcpy(word, b->p + from, n);
      splice(b, at, 0, (Str){word, n});
      break;
    }
    case 5: if (at < b->n) b->n = at; break; /* cut short */
    default: at = word_at(b, &n); splice(b, at, n, (Str){0});
  }
}

static void keep(const char *path, Str text) {
  FILE *f = path ? fopen(path, "w") : NULL;
  if (!f) return;
  fwrite(text.p, 1, text.n, f);
  fclose(f);
}

/* Loads a script and, when it loads, routes an empty lead. False: it did neither properly. */
static bool try_script(const char *name, Str text, uint32_t *loaded) {
  Leat *l = leat_new();
  LeatStatus status = leat_load(l, name, text);
  StrBuf findings;
  strbuf_init(&findings);
  leat_findings(l, false, &findings);
  bool good = status == LEAT_OK || (status == LEAT_SCRIPT && leat_error_count(l) > 0 && findings.n > 0) ||
              (status == LEAT_LIMIT && leat_error(l)[0]);
  if (status == LEAT_OK) {
    LeatExplanation e = {0};
    ++*loaded;
    good = leat_lead_set_literal(l, STR("{}")) == LEAT_OK && leat_lead_explain(l, 1772442000000, &e) == LEAT_OK &&
           e.outcome.n > 0;
  }
  if (!good) printf("#   %s: status %d: %s\n", name, (int)status, leat_error(l));
  strbuf_deinit(&findings);
  leat_free(l);
  return good;
}

static int run_files(int count, char **paths) {
  int failures = 0;
  uint32_t loaded = 0;
  for (int i = 0; i < count; i++) {
    Arena a;
    Str text;
    char why[160];
    arena_init(&a, 0);
    bool good = file_read(&a, paths[i], 1 << 30, &text, why, sizeof why);
    if (!good) printf("#   %s: %s\n", paths[i], why);
    good = good && try_script(paths[i], text, &loaded);
    printf("%s %s\n", good ? "ok" : "not ok", paths[i]);
    failures += !good;
    arena_deinit(&a);
  }
  return failures ? 1 : 0;
}

static int run_mutants(int count, char **paths, uint32_t wanted, uint64_t seed, const char *keep_path) {
  Arena a;
  VEC(Str) scripts = {0};
  uint32_t loaded = 0, failures = 0;
  arena_init(&a, 0);
  for (int i = 0; i < count; i++) {
    Str text;
    char why[160];
    if (!file_read(&a, paths[i], 1 << 30, &text, why, sizeof why))
      return fprintf(stderr, "%s: %s\n", paths[i], why), 2;
    VEC_PUSH(&a, scripts, text);
  }
  if (!scripts.n) return fprintf(stderr, "no scripts\n"), 2;
  for (uint32_t i = 0; i < wanted; i++) {
    state = seed * 1000003u + i;
    StrBuf b;
    strbuf_init(&b);
    strbuf_str(&b, scripts.v[below(scripts.n)]);
    for (size_t times = 1 + below(4); times > 0; times--) damage(&b);
    keep(keep_path, (Str){b.p, b.n});
    if (!try_script("mutant.leat", (Str){b.p, b.n}, &loaded)) {
      printf("not ok mutant %u of seed %llu\n", i, (unsigned long long)seed);
      failures++;
    }
    strbuf_deinit(&b);
  }
  printf("#   seed %llu: %u mutants, %u of them load\n", (unsigned long long)seed, wanted, loaded);
  if (!failures) printf("ok %u mutants\n", wanted);
  arena_deinit(&a);
  return failures ? 1 : 0;
}

int main(int argc, char **argv) {
  uint32_t wanted = 1000;
  uint64_t seed = 1;
  const char *keep_path = NULL;
  setvbuf(stdout, NULL, _IOLBF, 0);
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    if (strcmp(argv[i], "--files") == 0) return run_files(argc - i - 1, argv + i + 1);
    if (i + 1 == argc) return 2;
    if (strcmp(argv[i], "--count") == 0) wanted = (uint32_t)strtoul(argv[++i], NULL, 10);
    else if (strcmp(argv[i], "--seed") == 0) seed = strtoull(argv[++i], NULL, 10);
    else if (strcmp(argv[i], "--keep") == 0) keep_path = argv[++i];
    else return fprintf(stderr, "no option %s\n", argv[i]), 2;
  }
  return run_mutants(argc - i, argv + i, wanted, seed, keep_path);
}
