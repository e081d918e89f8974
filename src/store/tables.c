/* What tables there are: the default ones for who has no CRM, and Leat's own. */
#include "store/db.h"

enum { TABLES_VERSION = 3 };

typedef struct DefaultTable {
  const char *name, *sql;
} DefaultTable;

static const DefaultTable DEFAULTS[] = {
    {"leads",
     "CREATE TABLE leads("
     "id INTEGER PRIMARY KEY, created_at DATETIME, owner TEXT, pool TEXT, status TEXT DEFAULT 'new')"},
    {"reps",
     "CREATE TABLE reps("
     "id TEXT PRIMARY KEY NOT NULL, name TEXT, email TEXT, team TEXT, active INTEGER NOT NULL DEFAULT 1,"
     "capacity INTEGER, away_from TEXT, away_until TEXT)"},
    {"events",
     "CREATE TABLE events(lead TEXT NOT NULL, kind TEXT NOT NULL, at DATETIME NOT NULL);"
     "CREATE INDEX events_of_lead ON events(lead, kind, at)"},
    {"pools", "CREATE TABLE pools(name TEXT PRIMARY KEY NOT NULL, strategy TEXT, capacity INTEGER)"},
    {"pool_members",
     "CREATE TABLE pool_members("
     "pool TEXT NOT NULL, rep TEXT NOT NULL, weight REAL NOT NULL DEFAULT 1 CHECK(weight > 0), capacity INTEGER,"
     "position INTEGER, PRIMARY KEY(pool, rep))"},
};

const char *const LEADS_TEXT_ID_SQL =
    "CREATE TABLE leads("
    "id TEXT PRIMARY KEY NOT NULL, created_at DATETIME, owner TEXT, pool TEXT, status TEXT DEFAULT 'new')";

/* Version 1, but for the ledger and the state, whose outcomes come from outcomes.def. */
static const char *const OWN_SQL =
    "CREATE TABLE leat_meta(key TEXT PRIMARY KEY NOT NULL, value ANY) STRICT;"
    "CREATE TABLE leat_turns(pool TEXT NOT NULL, rep TEXT NOT NULL, seq INTEGER NOT NULL, credit INTEGER NOT NULL,"
    "scale INTEGER NOT NULL, PRIMARY KEY(pool, rep)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE leat_tags(lead ANY NOT NULL, tag TEXT NOT NULL, at TEXT NOT NULL, rule TEXT,"
    "PRIMARY KEY(lead, tag)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE leat_outbox(id INTEGER PRIMARY KEY, lead ANY NOT NULL,"
    "kind TEXT NOT NULL CHECK(kind IN ('notify', 'task')), channel TEXT, text TEXT NOT NULL, due TEXT,"
    "at TEXT NOT NULL, rule TEXT, sent_at TEXT) STRICT;"
    "CREATE TABLE leat_runs(id INTEGER PRIMARY KEY, at TEXT NOT NULL, script TEXT, leads INTEGER NOT NULL DEFAULT 0,"
    "finished INTEGER NOT NULL DEFAULT 0, summary TEXT) STRICT;"
    "CREATE TABLE leat_scripts(version TEXT PRIMARY KEY NOT NULL, name TEXT, text TEXT NOT NULL, at TEXT NOT NULL) "
    "STRICT;";

/* What each later version adds to the one before: [1] makes version 2 of version 1. New databases go the same way. */
static const char *const STEPS_SQL[TABLES_VERSION] = {
    [1] = "CREATE TABLE leat_files(hash TEXT NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL,"
          "PRIMARY KEY(hash, part)) STRICT;"
          "CREATE TABLE leat_script_files(version TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,"
          "id TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY(version, place)) STRICT, WITHOUT ROWID;",
    [2] = "CREATE INDEX leat_ledger_of_lead ON leat_ledger(lead);"
          "CREATE TABLE leat_sticky(pool TEXT NOT NULL, what TEXT NOT NULL, key TEXT NOT NULL, rep TEXT NOT NULL,"
          "lead ANY NOT NULL, at TEXT NOT NULL, PRIMARY KEY(pool, what, key)) STRICT, WITHOUT ROWID;",
};

/* OR, not IN: SQLite would build a table of the words for every row that it checks. */
static void add_outcomes(StrBuf *sql) {
  static const char *const words[] = {
#define OUTCOME(name, word, doc) word,
#include "check/outcomes.def"
#undef OUTCOME
  };
  strbuf_text(sql, "TEXT NOT NULL CHECK(");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    strbuf_printf(sql, "%soutcome = '%s'", i ? " OR " : "", words[i]);
  strbuf_char(sql, ')');
}

static StoreStatus make_own(Store *s) {
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_text(&sql, OWN_SQL);
  strbuf_text(&sql,
              "CREATE TABLE leat_ledger(id INTEGER PRIMARY KEY, lead ANY NOT NULL, at TEXT NOT NULL, rule TEXT,"
              "line INTEGER, script TEXT, pool TEXT, rep TEXT, outcome ");
  add_outcomes(&sql);
  strbuf_text(&sql,
              ", reason TEXT, run INTEGER, inputs TEXT, passed TEXT, errors TEXT, respond_by TEXT) STRICT;"
              "CREATE TABLE leat_state(lead ANY PRIMARY KEY NOT NULL, outcome ");
  add_outcomes(&sql);
  strbuf_text(
      &sql, ", pool TEXT, rule TEXT, line INTEGER, reason TEXT, script TEXT, at TEXT NOT NULL) STRICT, WITHOUT ROWID;");
  strbuf_text(&sql, "INSERT INTO leat_meta(key, value) VALUES ('version', 1);");
  StoreStatus status = db_exec(s, sql.p, "make Leat's tables");
  strbuf_deinit(&sql);
  return status;
}

static StoreStatus take_steps(Store *s, int64_t version) {
  StoreStatus status = STORE_OK;
  for (; status == STORE_OK && version < TABLES_VERSION; version++)
    status = db_exec(s, STEPS_SQL[version], "bring Leat's tables up to date");
  if (status != STORE_OK) return status;
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_printf(&sql, "UPDATE leat_meta SET value = %d WHERE key = 'version'", TABLES_VERSION);
  status = db_exec(s, sql.p, "bring Leat's tables up to date");
  strbuf_deinit(&sql);
  return status;
}

StoreStatus tables_version(Store *s, int64_t *version_out) {
  int64_t found;
  *version_out = 0;
  StoreStatus status = db_int(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'leat_meta' AND type = 'table'",
                              "read the database", &found);
  if (status != STORE_OK || !found) return status;
  status =
      db_int(s, "SELECT value FROM leat_meta WHERE key = 'version'", "read the version of Leat's tables", version_out);
  if (status == STORE_OK) s->version = *version_out;
  if (status == STORE_OK && *version_out > TABLES_VERSION)
    return store_fail(s, STORE_NEWER,
                      "the database was made by a newer Leat (its tables are version %lld, this one knows %d)",
                      (long long)*version_out, TABLES_VERSION);
  return status;
}

static StoreStatus make_default(Store *s, const DefaultTable *t) {
  StrBuf sql;
  int64_t found;
  strbuf_init(&sql);
  strbuf_printf(&sql, "SELECT count(*) FROM sqlite_schema WHERE name = '%s' COLLATE NOCASE", t->name);
  StoreStatus status = db_int(s, sql.p, "read the database", &found);
  if (status == STORE_OK && !found) {
    strbuf_clear(&sql);
    strbuf_printf(&sql, "%s; INSERT OR REPLACE INTO leat_meta(key, value) VALUES ('made:%s', 1);", t->sql, t->name);
    status = db_exec(s, sql.p, "make the default tables");
  }
  strbuf_deinit(&sql);
  return status;
}

StoreStatus tables_make(Store *s, bool defaults) {
  int64_t version;
  StoreStatus status = tables_version(s, &version);
  if (status == STORE_OK && version == TABLES_VERSION && !defaults) {
    s->has_leat = true;
    return STORE_OK;
  }
  if (status == STORE_OK) status = db_exec(s, "BEGIN IMMEDIATE", "make Leat's tables");
  if (status != STORE_OK) return status;
  status = tables_version(s, &version); /* another process may have been faster */
  if (status == STORE_OK && version == 0) {
    status = make_own(s);
    version = 1;
  }
  if (status == STORE_OK && version < TABLES_VERSION) status = take_steps(s, version);
  for (size_t i = 0; defaults && status == STORE_OK && i < sizeof DEFAULTS / sizeof *DEFAULTS; i++)
    status = make_default(s, &DEFAULTS[i]);
  if (status == STORE_OK) status = db_exec(s, "COMMIT", "make Leat's tables");
  if (status != STORE_OK) store_rollback(s);
  s->has_leat = status == STORE_OK;
  if (status == STORE_OK) s->version = TABLES_VERSION;
  return status;
}

StoreStatus tables_made(Store *s, Str table, bool *out) {
  sqlite3_stmt *stmt;
  static const char doing[] = "read Leat's tables";
  *out = false;
  if (!s->has_leat) return STORE_OK;
  StoreStatus status = stmt_new(s, "SELECT 1 FROM leat_meta WHERE key = 'made:' || ?1 COLLATE NOCASE", doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, table);
  *out = stmt_row(s, stmt, doing, &status);
  sqlite3_finalize(stmt);
  return status;
}
