#include "bench/bench.h"
#include "bench/words.h"
#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>

static uint64_t state;
static uint32_t draw(uint32_t n) { /* integers only: the same everywhere */
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((state >> 33) % n);
}

static void bind_word(sqlite3_stmt *s, int at, const char *const *words, uint32_t count) {
  sqlite3_bind_text(s, at, words[draw(count)], -1, SQLITE_STATIC);
}

static int insert_all(sqlite3_stmt *s, int64_t count) {
  int rc = SQLITE_DONE;
  for (int64_t i = 0; i < count && rc == SQLITE_DONE; i++) {
    bind_word(s, 1, source_words, SOURCES);
    bind_word(s, 2, region_words, REGIONS);
    bind_word(s, 3, industry_words, INDUSTRIES);
    bind_word(s, 4, domain_words, DOMAINS);
    bind_word(s, 5, title_words, TITLES);
    sqlite3_bind_int(s, 6, (int)draw(6000));
    sqlite3_bind_int(s, 7, (int)draw(101));
    sqlite3_bind_int(s, 8, (int)draw(1000000));
    rc = sqlite3_step(s);
    sqlite3_reset(s);
  }
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

bool data_make(const char *path, int64_t count) {
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  state = 7;
  int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(db, "alter table leads add column source text; alter table leads add column region text;"
                          "alter table leads add column industry text; alter table leads add column email_domain text;"
                          "alter table leads add column title text; alter table leads add column company_size integer;"
                          "alter table leads add column score integer; alter table leads add column amount integer;"
                          "begin", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2(db, "insert into leads (created_at, source, region, industry, email_domain, title,"
                                " company_size, score, amount) values ('" BENCH_NOW_TEXT "', ?,?,?,?,?, ?,?,?)",
                            -1, &s, NULL);
  if (rc == SQLITE_OK) rc = insert_all(s, count);
  sqlite3_finalize(s);
  if (rc == SQLITE_OK) rc = sqlite3_exec(db, "commit; pragma wal_checkpoint(truncate)", NULL, NULL, NULL);
  if (rc != SQLITE_OK) fprintf(stderr, "bench data: %s\n", sqlite3_errmsg(db));
  sqlite3_close(db);
  return rc == SQLITE_OK;
}
