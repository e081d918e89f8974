#include "engine/mutation.h"
#include "base/hash.h"
#include "base/limits.h"
#include "engine/testing.h"
#include "syntax/mutants.h"

typedef struct Mutating {
  Leat *l;
  const LeatTestOptions *options;
  const Loaded *script; /* as it is */
  Arena *a;             /* of the report */
  LeatMutation *out;
} Mutating;

/* ---- which changes are tried */

/* One of each stretch of the script, so that no part of it is left out; which one, the seed says. */
static void mutants_thin(Mutants *mutants, uint32_t most, int64_t seed) {
  uint32_t n = mutants->n;
  if (n <= most) return;
  for (uint32_t i = 0; i < most; i++) {
    uint32_t from = (uint32_t)((uint64_t)i * n / most), to = (uint32_t)(((uint64_t)i + 1) * n / most);
    const uint64_t key[2] = {(uint64_t)seed, i};
    mutants->v[i] = mutants->v[from + hash_sip13((Str){"", 0}, key) % (to - from)];
  }
  mutants->n = most;
}

/* ---- what is said of one */

static Str what_words(const Mutating *m, const Mutant *mutant) {
  const SourceSet *sources = &m->script->sources;
  Lang lang = m->l->lang;
  Str was = source_slice(sources, mutant->span);
  switch (mutant->kind) {
    case MUTANT_OPERATOR:
    case MUTANT_CONSTANT: return lang_say(m->a, lang, "`%.*s` becomes `%.*s`", STR_FMT(was), STR_FMT(mutant->with));
    case MUTANT_NOT: return lang_say(m->a, lang, "without `not`");
    case MUTANT_RULE: return lang_say(m->a, lang, "without this rule");
    case MUTANT_ORDER:
      return lang_say(m->a, lang, "the rule of line %u comes first", source_line(sources, mutant->second));
    case MUTANT_ACTION: return lang_say(m->a, lang, "without this action");
    case MUTANT_CLAUSE: return lang_say(m->a, lang, "without this clause");
    case MUTANT_ROW: return lang_say(m->a, lang, "without this row");
    case MUTANT_STATEMENT: break;
  }
  return lang_say(m->a, lang, "without this statement");
}

/* The whole lines in which the place lies. */
static Span lines_of(const SourceSet *sources, Span span) {
  Str text = sources->files.v[span.file]->text;
  while (span.start > 0 && text.p[span.start - 1] != '\n') span.start--;
  while (span.end < text.n && text.p[span.end] != '\n') span.end++;
  return span;
}

static Str heads(const Mutating *m, Span first, Span second) {
  const SourceSet *sources = &m->script->sources;
  Str a = source_words(m->a, sources, first), b = source_words(m->a, sources, second);
  return arena_printf(m->a, "%.*s\n%.*s", STR_FMT(a), STR_FMT(b));
}

static void change_words(const Mutating *m, const Mutant *mutant, LeatMutant *out) {
  const SourceSet *sources = &m->script->sources;
  if (mutant->kind == MUTANT_ORDER) {
    out->before = heads(m, mutant->first, mutant->second);
    out->after = heads(m, mutant->second, mutant->first);
    return;
  }
  Span lines = lines_of(sources, mutant->span);
  Str head = source_slice(sources, (Span){lines.file, lines.start, mutant->span.start});
  Str tail = source_slice(sources, (Span){lines.file, mutant->span.end, lines.end});
  Str after = arena_printf(m->a, "%.*s%.*s%.*s", STR_FMT(head), STR_FMT(mutant->with), STR_FMT(tail));
  out->before = str_trim(source_words(m->a, sources, lines));
  out->after = str_trim(text_words(m->a, after));
}

/* ---- one change */

/* The first of the tests that fails, or the promise that is broken; empty: all pass. */
static Str first_failure(const Mutating *m, Testing *t) {
  const Script *script = t->script.script;
  for (uint32_t i = 0; i < script->tests.n && t->status == LEAT_OK; i++) {
    if (!test_wanted(m->options, &script->tests.v[i])) continue;
    testing_run(t, i);
    if (!t->failed) continue;
    for (uint32_t k = 0; k < script->promises.n; k++)
      if (t->kept[k].broken) return source_words(m->a, &t->script.sources, script->promises.v[k].span);
    return arena_copy(m->a, script->tests.v[i].name);
  }
  return (Str){"", 0};
}

static LeatStatus script_try(const Mutating *m, const Loaded *script, LeatMutant *out) {
  Testing t;
  out->result = LEAT_NOT_COMPILED;
  LeatStatus status = LEAT_OK;
  if (testing_open(&t, m->l, script)) {
    t.quiet = true;
    t.no_promises = m->options->filter.n > 0;
    out->killed_by = first_failure(m, &t);
    out->result = t.failed ? LEAT_KILLED : LEAT_SURVIVED;
    status = t.status;
  }
  testing_close(&t);
  return status;
}

static LeatStatus mutant_try(const Mutating *m, const Mutant *mutant, LeatMutant *out) {
  Arena arena;
  StoreStatus mapped;
  arena_init(&arena, 0);
  Str text = mutant_text(&arena, m->script->text, mutant);
  LeatStatus status = LEAT_OK;
  *out = (LeatMutant){.file = m->script->name, .line = source_line(&m->script->sources, mutant->span),
                      .kind = mutant_kind_word(mutant->kind), .what = what_words(m, mutant),
                      .result = LEAT_NOT_COMPILED};
  change_words(m, mutant, out);
  Loaded *script = loaded_new(m->l, m->l->store, m->script->name, text, NULL, &mapped);
  if (mapped == STORE_OK && loaded_ok(script) && script->program->tests) status = script_try(m, script, out);
  loaded_free(script);
  arena_deinit(&arena);
  return status;
}

static LeatStatus all_try(Mutating *m, const Mutants *mutants) {
  LeatMutation *out = m->out;
  for (uint32_t i = 0; i < mutants->n; i++) {
    LeatMutant *mutant = &out->mutants[out->count++];
    if (m->options->progress) m->options->progress(m->options->progress_ctx, i, mutants->n);
    LeatStatus status = mutant_try(m, &mutants->v[i], mutant);
    if (status != LEAT_OK) return status;
    if (m->options->stop && *m->options->stop) return engine_fail(m->l, LEAT_INTERRUPTED, "interrupted");
    out->killed += mutant->result == LEAT_KILLED;
    out->survived += mutant->result == LEAT_SURVIVED;
    out->not_compiled += mutant->result == LEAT_NOT_COMPILED;
  }
  return LEAT_OK;
}

LeatStatus mutation_run(Leat *l, const LeatTestOptions *options, LeatTestReport *report) {
  Mutating m = {.l = l, .options = options, .script = l->loaded, .a = &l->test_arena};
  Arena arena;
  Mutants mutants;
  DiagList diags;
  arena_init(&arena, 0);
  diag_init(&diags, &arena);
  m.out = report->mutation = ARENA_NEW(m.a, LeatMutation);
  m.out->tests = ARENA_ARRAY(m.a, Str, report->test_count + 1);
  for (uint32_t i = 0; i < report->test_count; i++) m.out->tests[m.out->test_count++] = report->tests[i].name;
  bool found = mutants_find(&arena, &l->loaded->sources, l->loaded->file, &diags, &mutants);
  m.out->found = mutants.n;
  mutants_thin(&mutants, options->most > 0 ? (uint32_t)options->most : LIMIT_MUTANTS, options->seed);
  m.out->mutants = ARENA_ARRAY(m.a, LeatMutant, mutants.n + 1);
  l->mutating = true;
  LeatStatus status = found ? all_try(&m, &mutants) : LEAT_OK;
  l->mutating = false;
  if (l->store) (void)loaded_map(l->loaded, l->store);
  arena_deinit(&arena);
  return status;
}
