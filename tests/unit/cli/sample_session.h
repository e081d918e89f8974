/* A REPL session on four leads in memory, fed with lines as from a pipe or from a terminal. */
#ifndef SAMPLE_SESSION_H
#define SAMPLE_SESSION_H
#include "cli/repl_input.h"
#include "store/import.h"
#include "unit.h"

static const char sample_csv[] = "id,name,source,region,score,Lead Source\n"
                                 "1,Ada,demo,north,92,web\n"
                                 "2,Luis,newsletter,south,23,\"a \"\"b\"\"\"\n"
                                 "3,王芳,demo,上海,88,web\n"
                                 "4,Tom,fair,上海浦东,,web\n";

typedef struct SampleSession {
  Leat *leat;
  Session s;
  Input in;
} SampleSession;

static inline void sample_open(SampleSession *x, bool interactive) {
  Arena a;
  ImportReport report = {0};
  Str key = STR("id");
  ImportOptions options = {.keys = &key, .key_count = 1};
  arena_init(&a, 0);
  x->leat = leat_new();
  assert_int_equal(leat_open(x->leat, NULL, LEAT_DB_MEMORY), LEAT_OK);
  assert_int_equal(import_leads(leat_store(x->leat), &a, str_of(sample_csv), &options, &report), STORE_OK);
  assert_int_equal(report.imported, 4);
  arena_deinit(&a);
  session_init(&x->s, x->leat, 1772467200000);
  x->s.patient = !interactive;
  input_init(&x->in, &x->s, interactive);
  assert_int_equal(leat_load(x->leat, "<repl>", STR("")), LEAT_OK);
  assert_true(session_lead_first(&x->s));
}

static inline void sample_close(SampleSession *x) {
  input_deinit(&x->in);
  session_deinit(&x->s);
  leat_free(x->leat);
}

/* Every line of the text; what was said before is forgotten. */
static inline void sample_feed(SampleSession *x, const char *text) {
  strbuf_clear(&x->s.out);
  strbuf_clear(&x->s.err);
  for (Str rest = str_of(text); rest.n > 0;) {
    const char *newline = memchr(rest.p, '\n', rest.n);
    size_t end = newline ? (size_t)(newline - rest.p) : rest.n;
    input_line(&x->in, (Str){rest.p, end});
    rest = newline ? (Str){newline + 1, rest.n - end - 1} : STR("");
  }
}

static inline void sample_script(const SampleSession *x, StrBuf *out) { session_text(&x->s, UINT32_MAX, out); }
#endif
