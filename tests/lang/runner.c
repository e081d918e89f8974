/* Runs one script and judges the claims in its comments; prints `ok FILE` or `not ok FILE` and what was seen. */
#include <jansson.h> /* before base/json.h, which has a json_null of its own */
#include "lang/claim.h"
#include "lang/golden.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/file.h"
#include "engine/leat.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Runner {
  Arena arena;
  const char *path;
  Str text;
  Claims claims;
  Leat *leat;
  char db[64]; /* a database of this test; empty: none */
  int64_t now;
  uint32_t failures;
} Runner;

static void complain(Runner *r, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void complain(Runner *r, uint32_t line, const char *format, ...) {
  if (!r->failures++) printf("not ok %s\n", r->path);
  printf("#   %s:%u: ", r->path, line);
  va_list args;
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
  putchar('\n');
}

static void complain_findings(Runner *r, uint32_t line, const char *what) {
  StrBuf text;
  strbuf_init(&text);
  leat_findings(r->leat, false, &text);
  complain(r, line, "%s: %s\n%s", what, leat_error(r->leat), text.p ? text.p : "");
  strbuf_deinit(&text);
}

/* ---- the database ---- */

static void sql(Runner *r, const Claim *c, Str statement, Str *value_out) {
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  StrBuf row;
  strbuf_init(&row);
  int rc = sqlite3_open(r->db, &db);
  for (const char *p = statement.p, *end = p + statement.n; rc == SQLITE_OK && p < end;) {
    rc = sqlite3_prepare_v2(db, p, (int)(end - p), &stmt, &p);
    if (rc != SQLITE_OK || !stmt) break;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
      if (row.n) strbuf_char(&row, '/');
      for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        const char *cell = (const char *)sqlite3_column_text(stmt, i);
        if (i) strbuf_char(&row, '|');
        strbuf_text(&row, cell ? cell : "null");
      }
    }
    if (rc == SQLITE_DONE) rc = SQLITE_OK;
    sqlite3_finalize(stmt);
  }
  if (rc != SQLITE_OK) complain(r, c->line, "SQL: %s", sqlite3_errmsg(db));
  if (value_out) *value_out = arena_copy(&r->arena, strbuf_view(&row));
  strbuf_deinit(&row);
  sqlite3_close(db);
}

static bool prepare_db(Runner *r) {
  bool needed = false, written = false;
  for (uint32_t i = 0; i < r->claims.v.n; i++) {
    needed |= r->claims.v.v[i].kind == CLAIM_SQL;
    written |= r->claims.v.v[i].kind == CLAIM_RUN;
  }
  if (!needed) return true;
  snprintf(r->db, sizeof r->db, "%s/leat-lang-%d.db", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
  unlink(r->db);
  Leat *maker = leat_new();
  bool made = leat_open(maker, r->db, LEAT_DB_CREATE) == LEAT_OK;
  if (!made) complain(r, 0, "no database: %s", leat_error(maker));
  leat_free(maker);
  for (uint32_t i = 0; made && i < r->claims.v.n; i++)
    if (r->claims.v.v[i].kind == CLAIM_SQL) sql(r, &r->claims.v.v[i], r->claims.v.v[i].text, NULL);
  if (made && leat_open(r->leat, r->db, written ? LEAT_DB_WRITE : LEAT_DB_READ) != LEAT_OK)
    complain(r, 0, "the database does not open: %s", leat_error(r->leat));
  return !r->failures;
}

/* ---- findings ---- */

/* `FILE:LINE` of a module, whose path ends so. */
static bool place_fits(Str place, const char *file, json_t *finding) {
  char have[1024];
  size_t n = (size_t)snprintf(have, sizeof have, "/%s:%lld", file,
                              (long long)json_integer_value(json_object_get(finding, "line")));
  return n < sizeof have && n > place.n && have[n - place.n - 1] == '/' &&
         memcmp(have + n - place.n, place.p, place.n) == 0;
}

/* `CODE`, `CODE at COLUMN`, `CODE in FILE:LINE` against one finding. */
static bool finding_fits(const Runner *r, const Claim *c, json_t *finding) {
  Str rest = c->text, code = claim_word(&rest), at = claim_word(&rest), column = claim_word(&rest);
  const char *have = json_string_value(json_object_get(finding, "code"));
  const char *file = json_string_value(json_object_get(finding, "file"));
  if (!have || !str_is(code, have)) return false;
  if (str_is(at, "in")) return file && place_fits(column, file, finding);
  if (file && strcmp(file, r->path) != 0) return false;
  if (json_integer_value(json_object_get(finding, "line")) != (json_int_t)c->judged) return false;
  return !str_is(at, "at") || json_integer_value(json_object_get(finding, "column")) == atoll(column.p);
}

static void judge_findings(Runner *r) {
  StrBuf text;
  strbuf_init(&text);
  leat_findings_json(r->leat, &text);
  json_t *all = json_loads(text.p ? text.p : "[]", 0, NULL), *finding;
  if (!json_is_array(all)) complain(r, 0, "the findings are not a JSON array: %s", text.p);
  size_t n;
  json_array_foreach(all, n, finding) {
    bool wanted = false;
    for (uint32_t i = 0; i < r->claims.v.n && !wanted; i++) {
      Claim *c = &r->claims.v.v[i];
      wanted = c->kind == CLAIM_FINDING && !c->met && finding_fits(r, c, finding);
      if (wanted) c->met = true;
    }
    if (wanted) continue;
    complain(r, (uint32_t)json_integer_value(json_object_get(finding, "line")), "not claimed: %s at column %lld: %s",
             json_string_value(json_object_get(finding, "code")),
             (long long)json_integer_value(json_object_get(finding, "column")),
             json_string_value(json_object_get(finding, "message")));
  }
  for (uint32_t i = 0; i < r->claims.v.n; i++) {
    const Claim *c = &r->claims.v.v[i];
    if (c->kind == CLAIM_FINDING && !c->met) complain(r, c->judged, "not found: %.*s", STR_FMT(c->text));
  }
  json_decref(all);
  strbuf_deinit(&text);
}

/* ---- leads ---- */

static void judge_word(Runner *r, const Claim *c, const char *what, Str have, Str want) {
  if (!str_eq(have, want))
    complain(r, c->line, "%s is \"%.*s\", wanted \"%.*s\"", what, STR_FMT(have), STR_FMT(want));
}

static void judge_outcome(Runner *r, const Claim *c, const LeatExplanation *e) {
  Str rest = c->text;
  for (Str word = claim_word(&rest); word.n; word = claim_word(&rest)) {
    if (str_is(word, "pool")) judge_word(r, c, "pool", e->pool, claim_word(&rest));
    else if (str_is(word, "rep")) judge_word(r, c, "rep", e->rep, claim_word(&rest));
    else if (str_is(word, "rule")) judge_word(r, c, "rule", e->rule, claim_word(&rest));
    else if (str_is(word, "reason")) judge_word(r, c, "reason", e->reason, claim_word(&rest));
    else judge_word(r, c, "outcome", e->outcome, word);
  }
}

static void judge_here(Runner *r, const Claim *c, const LeatExplanation *e) {
  for (uint32_t i = 0; i < e->rule_count; i++)
    if (e->rules[i].line == c->judged) {
      judge_word(r, c, "the rule", str_of(leat_verdict_word(e->rules[i].verdict)), c->text);
      return;
    }
  complain(r, c->line, "no rule begins on line %u", c->judged);
}

static void judge_text(Runner *r, const Claim *c, const LeatExplanation *e) {
  StrBuf text;
  strbuf_init(&text);
  if (c->kind == CLAIM_WHY) leat_explanation_text(e, false, &text);
  else strbuf_str(&text, e->plan);
  if (!str_contains(strbuf_view(&text), c->text))
    complain(r, c->line, "no \"%.*s\" in\n%s", STR_FMT(c->text), text.p ? text.p : "");
  strbuf_deinit(&text);
}

static void judge_eval(Runner *r, const Claim *c) {
  StrBuf value;
  strbuf_init(&value);
  const char *type = "";
  if (leat_lead_eval(r->leat, c->text, r->now, &value, &type) != LEAT_OK) {
    complain_findings(r, c->line, "eval failed");
  } else {
    strbuf_text(&value, " : ");
    strbuf_text(&value, type);
    Str have = strbuf_view(&value);
    bool typed = memmem(c->wanted.p, c->wanted.n, " : ", 3) != NULL;
    if (!typed) have.n -= strlen(type) + 3;
    judge_word(r, c, "the value", have, c->wanted);
  }
  strbuf_deinit(&value);
}

static void judge_status(Runner *r, const Claim *c, LeatStatus status) {
  static const struct { LeatStatus status; const char *word; } words[] = {
    {LEAT_OK, "ok"}, {LEAT_FINDINGS, "findings"}, {LEAT_SCRIPT, "script"}, {LEAT_DATABASE, "database"},
    {LEAT_LIMIT, "limit"}, {LEAT_BUSY, "busy"}, {LEAT_INPUT, "input"},
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i].status == status && str_is(c->wanted, words[i].word)) return;
  complain(r, c->line, "it ended with %d (%s), wanted %.*s", (int)status, leat_error(r->leat), STR_FMT(c->wanted));
}

static void judge_tests(Runner *r, const Claim *c) {
  LeatTestOptions options = {0};
  LeatTestReport report = {0};
  LeatStatus status = leat_test(r->leat, &options, &report);
  StrBuf text;
  strbuf_init(&text);
  leat_test_text(&report, false, &text);
  if (status == LEAT_FINDINGS && !str_is(c->wanted, "findings")) complain(r, c->line, "%s", text.p);
  else judge_status(r, c, status);
  strbuf_deinit(&text);
}

static void judge_run(Runner *r, const Claim *c) {
  LeatRunOptions options = {.now_ms = r->now, .strict = str_is(c->text, "strict"), .dry_run = str_is(c->text, "dry")};
  LeatReport report = {0};
  judge_status(r, c, leat_run(r->leat, &options, &report));
}

static void judge_on_lead(Runner *r, const Claim *c) {
  if (c->lead.n && leat_lead_set_literal(r->leat, c->lead) != LEAT_OK) {
    complain_findings(r, c->line, "the lead");
    return;
  }
  LeatExplanation e = {0};
  if (leat_lead_explain(r->leat, r->now, &e) != LEAT_OK) complain(r, c->line, "explain: %s", leat_error(r->leat));
  else if (c->kind == CLAIM_OUTCOME) judge_outcome(r, c, &e);
  else if (c->kind == CLAIM_HERE) judge_here(r, c, &e);
  else judge_text(r, c, &e);
}

static void judge(Runner *r, const Claim *c) {
  Str seen = {0};
  switch (c->kind) {
    case CLAIM_FINDING: case CLAIM_SQL: break;
    case CLAIM_LEAD:
      if (leat_lead_set_literal(r->leat, c->text) != LEAT_OK) complain_findings(r, c->line, "the lead");
      break;
    case CLAIM_NOW:
      if (!time_parse(c->text, zone_utc(), &r->now)) complain(r, c->line, "no instant: %.*s", STR_FMT(c->text));
      break;
    case CLAIM_EVAL: judge_eval(r, c); break;
    case CLAIM_RUN: judge_run(r, c); break;
    case CLAIM_TESTS: judge_tests(r, c); break;
    case CLAIM_QUERY:
      sql(r, c, c->text, &seen);
      judge_word(r, c, "the query", seen, c->wanted);
      break;
    case CLAIM_WRONG: complain(r, c->line, "%.*s", STR_FMT(c->text)); break;
    default: judge_on_lead(r, c);
  }
}

static int run_claims(Runner *r) {
  claims_read(&r->arena, r->text, &r->claims);
  if (!r->claims.v.n) complain(r, 1, "no claim (#! …) in this script");
  if (prepare_db(r)) {
    LeatStatus status = leat_load_file(r->leat, r->path);
    judge_findings(r);
    bool judged = false;
    for (uint32_t i = 0; i < r->claims.v.n; i++) {
      const Claim *c = &r->claims.v.v[i];
      judged |= c->kind != CLAIM_FINDING && c->kind != CLAIM_SQL;
      if (status == LEAT_OK || c->kind == CLAIM_WRONG) judge(r, c);
    }
    if (status != LEAT_OK && (judged || status != LEAT_SCRIPT))
      complain(r, 1, "the script does not load: %s", leat_error(r->leat));
  }
  if (!r->failures) printf("ok %s\n", r->path);
  return r->failures ? 1 : 0;
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (argc >= 2 && strcmp(argv[1], "--golden") == 0) return golden_main(argc - 2, argv + 2);
  if (argc != 2) return fprintf(stderr, "use: lang_runner SCRIPT | lang_runner --golden [--update] FILE…\n"), 2;
  Runner r = {.path = argv[1], .now = 1772442000000}; /* 2026-03-02T09:00:00Z, a Monday */
  char why[160];
  arena_init(&r.arena, 0);
  if (!file_read(&r.arena, r.path, 1 << 30, &r.text, why, sizeof why)) {
    printf("not ok %s\n#   %s\n", r.path, why);
    return 2;
  }
  r.leat = leat_new();
  int status = run_claims(&r);
  leat_free(r.leat);
  arena_deinit(&r.arena);
  if (r.db[0]) {
    unlink(r.db);
    char beside[80];
    static const char *const ends[] = {"-wal", "-shm", "-lock", ".lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
      snprintf(beside, sizeof beside, "%s%s", r.db, ends[i]);
      unlink(beside);
    }
  }
  return status;
}
