/* A database in memory and a script, for tests of the engine. */
#ifndef LEAT_TESTS_ENGINE_TEST_H
#define LEAT_TESTS_ENGINE_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "engine/engine.h"
#include "store/import.h"

#define NOW INT64_C(1772442000000) /* 2026-03-02T09:00:00Z */

static inline void import_csv(Leat *l, const char *table, const char *csv) {
  Arena a;
  ImportReport report;
  arena_init(&a, 0);
  Str key = str_of(str_is(str_of(table), "pools") ? "name" : "id");
  ImportOptions options = {.now = NOW, .table = str_of(table)};
  if (!str_is(str_of(table), "pool_members")) options.keys = &key, options.key_count = 1;
  StoreStatus status = import_leads(leat_store(l), &a, str_of(csv), &options, &report);
  if (status != STORE_OK) fail_msg("import: %s", store_error(leat_store(l)));
  assert_int_equal(report.rejected, 0);
  arena_deinit(&a);
}

static inline void load(Leat *l, const char *script) {
  LeatStatus status = leat_load(l, "test.leat", str_of(script));
  if (status == LEAT_OK) return;
  StrBuf out;
  strbuf_init(&out);
  leat_findings(l, false, &out);
  fail_msg("%s\n%s", leat_error(l), out.n ? out.p : "");
}

/* "id,source,score,region" rows made by a small generator; some cells are blank. */
static inline void import_leads_made(Leat *l, int count, uint64_t seed) {
  static const char *const sources[] = {"demo", "web", "fair", ""};
  static const char *const regions[] = {"上海", "北京", "浙江", ""};
  StrBuf csv;
  strbuf_init(&csv);
  strbuf_text(&csv, "id,source,score,region\n");
  for (int i = 1; i <= count; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    strbuf_printf(&csv, "%d,%s,", i, sources[(seed >> 33) % 4]);
    if ((seed >> 40) % 5) strbuf_printf(&csv, "%d", (int)((seed >> 45) % 100));
    strbuf_printf(&csv, ",%s\n", regions[(seed >> 55) % 4]);
  }
  import_csv(l, "leads", csv.p);
  strbuf_deinit(&csv);
}

static inline Leat *memory(void) {
  Leat *l = leat_new();
  LeatStatus status = leat_open(l, NULL, LEAT_DB_MEMORY);
  if (status != LEAT_OK) fail_msg("%s", leat_error(l));
  return l;
}

static inline LeatReport run(Leat *l, LeatRunOptions options) {
  LeatReport report = {0};
  if (options.now_ms == 0) options.now_ms = NOW;
  LeatStatus status = leat_run(l, &options, &report);
  if (status != LEAT_OK && status != LEAT_FINDINGS) fail_msg("run: %s", leat_error(l));
  return report;
}

static inline int64_t counted(const LeatCount *counts, uint32_t n, const char *name) {
  for (uint32_t i = 0; i < n; i++) {
    if (str_is(counts[i].name, name)) return counts[i].count;
  }
  return 0;
}
static inline int64_t outcomes_of(LeatReport r, const char *word) { return counted(r.outcomes, r.outcome_count, word); }
static inline int64_t reps_of(LeatReport r, const char *rep) { return counted(r.reps, r.rep_count, rep); }
static inline int64_t pools_of(LeatReport r, const char *pool) { return counted(r.pools, r.pool_count, pool); }

/* Owner and status of a lead as "owner/status". */
static inline void lead_is(Leat *l, const char *id, const char *expected) {
  Arena a;
  LeadRow row;
  Str owner = {"", 0}, state = {"", 0};
  bool found;
  arena_init(&a, 0);
  assert_int_equal(store_lead(leat_store(l), &a, NULL, 0, str_of(id), &row, &owner, &state, &found), STORE_OK);
  assert_true(found);
  Str both = arena_printf(&a, "%.*s/%.*s", STR_FMT(owner), STR_FMT(state));
  if (!str_is(both, expected)) fail_msg("lead %s is %.*s, not %s", id, STR_FMT(both), expected);
  arena_deinit(&a);
}

static inline uint32_t ledger_rows(Leat *l, const char *id) {
  Arena a;
  LedgerRow *rows;
  uint32_t count;
  arena_init(&a, 0);
  assert_int_equal(store_ledger_of(leat_store(l), &a, str_of(id), &rows, &count), STORE_OK);
  arena_deinit(&a);
  return count;
}

/* Every lead's owner and status, and every turn, as one text. */
static inline void all_of(Leat *l, int leads, StrBuf *out) {
  Arena a;
  TurnRow *turns;
  uint32_t count;
  arena_init(&a, 0);
  for (int i = 1; i <= leads; i++) {
    LeadRow row;
    Str owner = {"", 0}, state = {"", 0};
    bool found;
    Str id = arena_printf(&a, "%d", i);
    assert_int_equal(store_lead(leat_store(l), &a, NULL, 0, id, &row, &owner, &state, &found), STORE_OK);
    strbuf_printf(out, "%d %.*s %.*s\n", i, STR_FMT(owner), STR_FMT(state));
  }
  assert_int_equal(store_turns(leat_store(l), &a, &turns, &count), STORE_OK);
  for (uint32_t i = 0; i < count; i++)
    strbuf_printf(out, "%.*s %.*s %lld %lld/%lld\n", STR_FMT(turns[i].pool), STR_FMT(turns[i].rep),
                  (long long)turns[i].seq, (long long)turns[i].credit, (long long)turns[i].scale);
  arena_deinit(&a);
}
#endif
