/* All tests of a script, and its promises over the leads that they give. */
#include "base/limits.h"
#include "engine/mutation.h"
#include "engine/testing.h"
#include <string.h>

enum { EXPLAINED = 3 }; /* failures of one test whose lead is explained */

bool test_wanted(const LeatTestOptions *options, const TestDecl *test) {
  return options->filter.n == 0 || str_contains(test->name, options->filter);
}

static Str place_file(const Testing *t, Span span) { return t->script.sources.files.v[span.file]->name; }

/* The leads of a failed test are explained by giving them once more, each at its first failure. */
static void failures_explain(Testing *t, uint32_t test, LeatTestFailure *failures, uint32_t count) {
  uint32_t told[EXPLAINED], n = 0;
  for (uint32_t i = 0; i < count && n < EXPLAINED; i++) {
    uint32_t ordinal = failures[i].ordinal, k = 0;
    while (k < n && told[k] != ordinal) k++;
    if (ordinal == 0 || k < n) continue;
    told[n++] = ordinal;
    failures[i].explanation = testing_explain(t, test, ordinal);
  }
}

static LeatTestResult test_result(Testing *t, uint32_t index) {
  const TestDecl *test = &t->script.script->tests.v[index];
  LeatTestResult result = {.name = test->name, .file = place_file(t, test->span),
                           .line = source_line(&t->script.sources, test->span)};
  memset(&t->failures, 0, sizeof t->failures);
  testing_run(t, index);
  result.leads = t->count;
  result.failures = t->failures.v;
  result.failure_count = t->failures.n;
  failures_explain(t, index, result.failures, result.failure_count);
  return result;
}

static LeatTestResult promise_result(Testing *t, uint32_t index) {
  Arena *a = &t->l->test_arena;
  const Promise *promise = &t->script.script->promises.v[index];
  const Kept *kept = &t->kept[index];
  LeatTestResult result = {.promise = true, .file = place_file(t, promise->span), .leads = kept->leads,
                           .line = source_line(&t->script.sources, promise->span)};
  result.name = arena_copy(a, source_slice(&t->script.sources, promise->span));
  if (kept->broken == 0) return result;
  const TestDecl *test = &t->script.script->tests.v[kept->test];
  LeatTestFailure *failure = ARENA_NEW(a, LeatTestFailure);
  *failure = (LeatTestFailure){.file = result.file, .line = result.line, .others = kept->broken - 1,
                               .ordinal = kept->ordinal};
  failure->expected = result.name;
  failure->explanation = testing_explain(t, kept->test, kept->ordinal);
  failure->got = str_of(lang_text(t->script.lang, "broken"));
  failure->lead = lang_say(a, t->script.lang, "lead %u of test \"%.*s\"", kept->ordinal, STR_FMT(test->name));
  result.failures = failure;
  result.failure_count = 1;
  return result;
}

static void suite_run(Testing *t, const LeatTestOptions *options, LeatTestReport *out) {
  const Script *script = t->script.script;
  out->tests = ARENA_ARRAY(&t->l->test_arena, LeatTestResult, script->tests.n + script->promises.n + 1);
  for (uint32_t i = 0; i < script->tests.n && t->status == LEAT_OK; i++)
    if (test_wanted(options, &script->tests.v[i])) out->tests[out->test_count++] = test_result(t, i);
  for (uint32_t i = 0; i < script->promises.n && t->status == LEAT_OK && options->filter.n == 0; i++)
    out->tests[out->test_count++] = promise_result(t, i);
  for (uint32_t i = 0; i < out->test_count; i++) out->failed += out->tests[i].failure_count > 0;
}

/* The same while what they touch is noted. */
static void suite_cover(Testing *t, const LeatTestOptions *options, LeatTestReport *out) {
  Coverage coverage;
  if (coverage_open(&coverage, &t->script, &t->script.chunk, t->vm)) {
    t->coverage = &coverage;
    suite_run(t, options, out);
    out->coverage = coverage_report(&coverage, &t->l->test_arena);
  } else {
    t->status = engine_fail(t->l, LEAT_LIMIT, "the script is too large for coverage");
  }
  coverage_close(&coverage);
}

LeatStatus leat_test(Leat *l, const LeatTestOptions *options, LeatTestReport *out) {
  LeatStatus result = engine_need_script(l);
  if (result != LEAT_OK) return result;
  arena_reset(&l->test_arena);
  memset(out, 0, sizeof *out);
  out->lang = l->lang;
  out->script = arena_copy(&l->test_arena, l->loaded->name);
  if (!l->loaded->program->tests) return LEAT_OK;
  if (l->store) {
    StoreStatus status = store_begin_read(l->store);
    if (status != STORE_OK) return engine_store_fail(l, status);
  }
  Testing t;
  if (testing_open(&t, l, l->loaded)) (options->coverage ? suite_cover : suite_run)(&t, options, out);
  else t.status = engine_fail(l, LEAT_LIMIT, "the tests are too large to be compiled");
  result = t.status;
  testing_close(&t);
  if (result == LEAT_OK && options->mutate && out->failed == 0) result = mutation_run(l, options, out);
  if (l->store) store_rollback(l->store);
  if (result != LEAT_OK) return result;
  return out->failed > 0 ? LEAT_FINDINGS : LEAT_OK;
}
