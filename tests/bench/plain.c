/* The same work as Leat's, as one would write it by hand for this one set of rules. */
#include "bench/bench.h"
#include "bench/plain.h"
#include "bench/words.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rules.inc"

#define LEAD_COLUMNS "source, region, industry, email_domain, title, company_size, score, amount"

static Text text_of(sqlite3_stmt *s, int column) {
  return (Text){(const char *)sqlite3_column_text(s, column), (uint32_t)sqlite3_column_bytes(s, column)};
}

static Lead lead_of(sqlite3_stmt *s, int from) {
  return (Lead){text_of(s, from),          text_of(s, from + 1),           text_of(s, from + 2),
                text_of(s, from + 3),      text_of(s, from + 4),           sqlite3_column_int64(s, from + 5),
                sqlite3_column_int64(s, from + 6), sqlite3_column_int64(s, from + 7)};
}

static Text kept(Text t) { /* a copy that outlives the row; given back with the process */
  char *p = malloc(t.n + 1u);
  if (!p) abort();
  memcpy(p, t.p, t.n);
  p[t.n] = 0;
  return (Text){p, t.n};
}

static Lead *load(const char *path, int64_t *count_out) {
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  int64_t count = 0, room = 1 << 20;
  Lead *leads = malloc((size_t)room * sizeof *leads);
  if (leads && sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2(db, "select " LEAD_COLUMNS " from leads order by rowid", -1, &s, NULL) == SQLITE_OK)
    while (sqlite3_step(s) == SQLITE_ROW) {
      if (count == room && !(leads = realloc(leads, (size_t)(room *= 2) * sizeof *leads))) abort();
      Lead l = lead_of(s, 0);
      Text *texts[] = {&l.source, &l.region, &l.industry, &l.email_domain, &l.title};
      for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = kept(*texts[i]);
      leads[count++] = l;
    }
  sqlite3_finalize(s);
  sqlite3_close(db);
  *count_out = count;
  return leads;
}

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int plain_100(const Lead *l) { return first_match(l); }

bool plain_eval(const char *path, FirstMatch *match_of, int64_t most, uint32_t rounds, double *best_out,
                int32_t **first_match_out, int64_t *leads_out) {
  static Lead *leads; /* loaded once, never given back: the process ends soon */
  static int64_t all;
  if (!leads) leads = load(path, &all);
  int64_t count = all < most ? all : most;
  int32_t *match = leads && count ? malloc((size_t)count * sizeof *match) : NULL;
  if (!match) return false;
  *best_out = 1e9;
  for (uint32_t round = 0; round < rounds; round++) {
    double from = cpu_seconds();
    for (int64_t i = 0; i < count; i++) match[i] = match_of(&leads[i]);
    double taken = cpu_seconds() - from;
    if (taken < *best_out) *best_out = taken;
  }
  *first_match_out = match;
  *leads_out = count;
  return true;
}

/* ---- end to end ---- */

typedef struct Work {
  sqlite3 *db;
  sqlite3_stmt *read, *update, *ledger;
  int next[POOLS]; /* whose turn it is */
  int64_t last_id;
  const char *version;
} Work;

static int exec(Work *w, const char *sql) { return sqlite3_exec(w->db, sql, NULL, NULL, NULL); }

static int inputs_json(const Lead *l, char *out, size_t size) {
  return snprintf(out, size,
                  "{\"source\":\"%.*s\",\"region\":\"%.*s\",\"industry\":\"%.*s\",\"email_domain\":\"%.*s\","
                  "\"title\":\"%.*s\",\"company_size\":%lld,\"score\":%lld,\"amount\":%lld}",
                  (int)l->source.n, l->source.p, (int)l->region.n, l->region.p, (int)l->industry.n, l->industry.p,
                  (int)l->email_domain.n, l->email_domain.p, (int)l->title.n, l->title.p, (long long)l->company_size,
                  (long long)l->score, (long long)l->amount);
}

static int write_ledger(Work *w, int64_t id, const Lead *l, int rule, const char *pool, const char *rep) {
  char inputs[1024], label[16];
  int n = inputs_json(l, inputs, sizeof inputs);
  int line = 10 + POOLS + (rule < 0 ? RULES : rule) + 1;
  snprintf(label, sizeof label, "line %d", line);
  sqlite3_bind_int64(w->ledger, 1, id);
  sqlite3_bind_text(w->ledger, 2, BENCH_NOW_TEXT, -1, SQLITE_STATIC);
  sqlite3_bind_text(w->ledger, 3, label, -1, SQLITE_STATIC);
  sqlite3_bind_int(w->ledger, 4, line);
  sqlite3_bind_text(w->ledger, 5, w->version, -1, SQLITE_STATIC);
  sqlite3_bind_text(w->ledger, 6, pool, -1, SQLITE_STATIC);
  sqlite3_bind_text(w->ledger, 7, rep, -1, SQLITE_STATIC);
  sqlite3_bind_text(w->ledger, 8, inputs, n, SQLITE_STATIC);
  int rc = sqlite3_step(w->ledger);
  sqlite3_reset(w->ledger);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int route_one(Work *w, int64_t id, const Lead *l) {
  char pool[16], rep[16];
  int rule = first_match(l), p = rule < 0 ? 0 : rule % POOLS;
  snprintf(pool, sizeof pool, "p%d", p);
  snprintf(rep, sizeof rep, "r%d", p * REPS_PER_POOL + w->next[p]);
  w->next[p] = (w->next[p] + 1) % REPS_PER_POOL;
  sqlite3_bind_text(w->update, 1, rep, -1, SQLITE_STATIC);
  sqlite3_bind_text(w->update, 2, pool, -1, SQLITE_STATIC);
  sqlite3_bind_int64(w->update, 3, id);
  int rc = sqlite3_step(w->update);
  sqlite3_reset(w->update);
  if (rc != SQLITE_DONE || sqlite3_changes(w->db) != 1) return rc == SQLITE_DONE ? SQLITE_MISMATCH : rc;
  return write_ledger(w, id, l, rule, pool, rep);
}

/* One transaction of up to 1,000 leads; *done_out = 0 at the end. */
static int route_batch(Work *w, int *done_out) {
  enum { BATCH = 1000 };
  static Lead leads[BATCH];
  static int64_t ids[BATCH];
  int n = 0, rc = exec(w, "begin immediate");
  sqlite3_bind_int64(w->read, 1, w->last_id);
  while (rc == SQLITE_OK && n < BATCH && sqlite3_step(w->read) == SQLITE_ROW) {
    ids[n] = sqlite3_column_int64(w->read, 0);
    leads[n] = lead_of(w->read, 1);
    Text *texts[] = {&leads[n].source, &leads[n].region, &leads[n].industry, &leads[n].email_domain, &leads[n].title};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = kept(*texts[i]);
    n++;
  }
  sqlite3_reset(w->read);
  for (int i = 0; i < n && rc == SQLITE_OK; i++) {
    const Lead *l = &leads[i];
    rc = route_one(w, ids[i], l);
    const Text texts[] = {l->source, l->region, l->industry, l->email_domain, l->title};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) free((void *)(uintptr_t)texts[t].p);
  }
  if (n) w->last_id = ids[n - 1];
  *done_out = n;
  return rc == SQLITE_OK ? exec(w, "commit") : rc;
}

static int prepare(Work *w) {
  int rc = exec(w, "pragma journal_mode = wal; pragma synchronous = full;");
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2(w->db, "select id, " LEAD_COLUMNS " from leads where owner is null and id > ?1"
                                   " order by id limit 1000", -1, &w->read, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2(w->db, "update leads set owner = ?1, pool = ?2, status = 'assigned'"
                                   " where id = ?3 and owner is null", -1, &w->update, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2(w->db, "insert into leat_ledger (lead, at, rule, line, script, pool, rep, outcome, reason,"
                                   " run, inputs, passed, errors, respond_by) values (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                                   " 'assigned', null, 1, ?8, null, null, null)", -1, &w->ledger, NULL);
  return rc;
}

bool plain_run(const char *path, const char *version) {
  Work w = {.version = version};
  int done = 1, rc = sqlite3_open_v2(path, &w.db, SQLITE_OPEN_READWRITE, NULL);
  if (rc == SQLITE_OK) rc = prepare(&w);
  while (rc == SQLITE_OK && done) rc = route_batch(&w, &done);
  if (rc != SQLITE_OK) fprintf(stderr, "plain run: %s\n", sqlite3_errmsg(w.db));
  sqlite3_finalize(w.read);
  sqlite3_finalize(w.update);
  sqlite3_finalize(w.ledger);
  sqlite3_close(w.db);
  return rc == SQLITE_OK;
}
