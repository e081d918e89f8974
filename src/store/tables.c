/* What tables there are: the default ones for who has no CRM, and Leat's own. */
#include "store/db.h"
#include "check/states.h"

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
     "capacity INTEGER, away_from TEXT, away_until TEXT, hours TEXT, zone TEXT, paused_until TEXT, departed_at TEXT)"},
    {"leaves", "CREATE TABLE leaves(rep TEXT NOT NULL, \"from\" TEXT NOT NULL, \"to\" TEXT)"},
    {"busy", "CREATE TABLE busy(rep TEXT NOT NULL, \"from\" TEXT NOT NULL, \"to\" TEXT NOT NULL)"},
    {"events",
     "CREATE TABLE events(lead TEXT NOT NULL, kind TEXT NOT NULL, at DATETIME NOT NULL);"
     "CREATE INDEX events_of_lead ON events(lead, kind, at)"},
    {"activities",
     "CREATE TABLE activities(lead TEXT NOT NULL, kind TEXT, at DATETIME NOT NULL);"
     "CREATE INDEX activities_of_lead ON activities(lead, at)"},
    {"pools", "CREATE TABLE pools(name TEXT PRIMARY KEY NOT NULL, strategy TEXT, capacity INTEGER)"},
    {"pool_members",
     "CREATE TABLE pool_members("
     "pool TEXT NOT NULL, rep TEXT NOT NULL, weight REAL NOT NULL DEFAULT 1 CHECK(weight > 0), capacity INTEGER,"
     "position INTEGER, PRIMARY KEY(pool, rep))"},
};

const char *const LEADS_TEXT_ID_SQL =
    "CREATE TABLE leads("
    "id TEXT PRIMARY KEY NOT NULL, created_at DATETIME, owner TEXT, pool TEXT, status TEXT DEFAULT 'new')";

/* Version 1, but for the ledger and the state, whose words come from states.def. */
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
          "CREATE TABLE leat_absent(pool TEXT NOT NULL, rep TEXT NOT NULL, since INTEGER NOT NULL,"
          "extra INTEGER NOT NULL, used INTEGER NOT NULL, PRIMARY KEY(pool, rep)) STRICT, WITHOUT ROWID;"
          "CREATE TABLE leat_sticky(pool TEXT NOT NULL, what TEXT NOT NULL, key TEXT NOT NULL, rep TEXT NOT NULL,"
          "lead ANY NOT NULL, at TEXT NOT NULL, PRIMARY KEY(pool, what, key)) STRICT, WITHOUT ROWID;"
          "CREATE TABLE leat_owned(id INTEGER PRIMARY KEY, lead ANY NOT NULL, rep TEXT NOT NULL, pool TEXT, sea TEXT,"
          "how TEXT NOT NULL CHECK(how IN ('assigned', 'claimed', 'approved', 'by hand')), begun TEXT NOT NULL,"
          "responded TEXT, ended TEXT, why TEXT, barred INTEGER NOT NULL DEFAULT 0, rule TEXT, line INTEGER,"
          "rung INTEGER NOT NULL DEFAULT 0, script TEXT) STRICT;"
          "CREATE UNIQUE INDEX leat_owned_open ON leat_owned(lead) WHERE ended IS NULL;"
          "CREATE INDEX leat_owned_lead ON leat_owned(lead, id);"
          "CREATE INDEX leat_owned_rep ON leat_owned(rep, id);"
          "CREATE TABLE leat_timers(lead ANY NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,"
          "due INTEGER NOT NULL, PRIMARY KEY(lead, kind, number)) STRICT, WITHOUT ROWID;"
          "CREATE INDEX leat_timers_due ON leat_timers(due, lead, kind, number);"
          "CREATE TABLE leat_activity(id INTEGER PRIMARY KEY, lead ANY NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,"
          "rep TEXT) STRICT;"
          "CREATE INDEX leat_activity_lead ON leat_activity(lead, id);"
          "CREATE TABLE leat_penalties(id INTEGER PRIMARY KEY, rep TEXT NOT NULL, sea TEXT NOT NULL,"
          "weight REAL NOT NULL CHECK(weight >= 0), begun TEXT NOT NULL, until TEXT NOT NULL, lead ANY NOT NULL,"
          "lifted TEXT, UNIQUE(lead, rep, begun)) STRICT;"
          "ALTER TABLE leat_outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE leat_outbox ADD COLUMN next_at TEXT;"
          "ALTER TABLE leat_outbox ADD COLUMN dead_at TEXT;"
          "ALTER TABLE leat_outbox ADD COLUMN error TEXT;"
          "CREATE INDEX leat_outbox_unsent ON leat_outbox(coalesce(channel, 'tasks'), id) "
          "WHERE sent_at IS NULL AND dead_at IS NULL;"
          "CREATE TABLE leat_channels(name TEXT PRIMARY KEY NOT NULL, busy_until TEXT,"
          "failures INTEGER NOT NULL DEFAULT 0, next_at TEXT, error TEXT) STRICT, WITHOUT ROWID;"
          /* Days are those of the rep's own zone; of what was before, those of UTC. */
          "CREATE TABLE leat_days(day TEXT NOT NULL, rep TEXT NOT NULL, leads INTEGER NOT NULL,"
          "PRIMARY KEY(day, rep)) STRICT, WITHOUT ROWID;"
          "INSERT INTO leat_days SELECT substr(at, 1, 10), rep, count(*) FROM leat_ledger "
          "WHERE outcome = 'assigned' AND rep IS NOT NULL GROUP BY 1, 2;"
          "CREATE TABLE leat_fits(lead ANY NOT NULL, class TEXT NOT NULL, rep TEXT NOT NULL, fits INTEGER NOT NULL,"
          "PRIMARY KEY(lead, class)) STRICT, WITHOUT ROWID;",
};

/* Version 3 has more words for what becomes of a lead: both tables are made anew around their rows. */
static const char *const OLD_LEDGER =
    "DROP TRIGGER IF EXISTS leat_state_moves; ALTER TABLE leat_ledger RENAME TO leat_old_ledger;"
    "ALTER TABLE leat_state RENAME TO leat_old_state;";
static const char *const NEW_LEDGER =
    "INSERT INTO leat_ledger(id, lead, at, rule, line, script, pool, rep, outcome, reason, run, inputs, passed, errors,"
    "respond_by) SELECT id, lead, at, rule, line, script, pool, rep, outcome, reason, run, inputs, passed, errors,"
    "respond_by FROM leat_old_ledger;"
    "INSERT INTO leat_state(lead, outcome, pool, rule, line, reason, script, at)"
    "SELECT lead, outcome, pool, rule, line, reason, script, at FROM leat_old_state; DROP TABLE leat_old_ledger;"
    "DROP TABLE leat_old_state;";

/* OR, not IN: SQLite would build a table of the words for every row that it checks. */
static void add_outcomes(StrBuf *sql) {
  static const char *const words[] = {
#define STATE(name, word, final, doc) word,
#include "check/states.def"
#undef STATE
  };
  strbuf_text(sql, "TEXT NOT NULL CHECK(");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    strbuf_printf(sql, "%soutcome = '%s'", i ? " OR " : "", words[i]);
  strbuf_char(sql, ')');
}

static const char *state_word(StateName state) {
  static const char *const words[] = {
#define STATE(name, word, final, doc) [STATE_##name] = word,
#include "check/states.def"
#undef STATE
  };
  return words[state];
}

/* Only a change of state is looked at: a lead that stays as it was costs nothing. */
static void add_moves(StrBuf *sql) {
  static const struct { StateName from, to; } moves[] = {
#define STATE_MOVE(from, to, by) {STATE_##from, STATE_##to},
#include "check/states.def"
#undef STATE_MOVE
  };
  strbuf_text(sql,
              "CREATE TRIGGER leat_state_moves BEFORE UPDATE OF outcome ON leat_state WHEN NEW.outcome IS NOT "
              "OLD.outcome AND OLD.outcome || '>' || NEW.outcome NOT IN (");
  for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
    strbuf_printf(sql, "%s'%s>%s'", i ? ", " : "", state_word(moves[i].from), state_word(moves[i].to));
  strbuf_text(sql, ") BEGIN SELECT RAISE(ABORT, 'a lead does not go from this state to that'); END;");
}

static void add_ledger(StrBuf *sql) {
  strbuf_text(sql,
              "CREATE TABLE leat_ledger(id INTEGER PRIMARY KEY, lead ANY NOT NULL, at TEXT NOT NULL, rule TEXT,"
              "line INTEGER, script TEXT, pool TEXT, rep TEXT, outcome ");
  add_outcomes(sql);
  strbuf_text(sql,
              ", reason TEXT, run INTEGER, inputs TEXT, passed TEXT, errors TEXT, respond_by TEXT, move TEXT, "
              "arm TEXT) STRICT;"
              "CREATE TABLE leat_state(lead ANY PRIMARY KEY NOT NULL, outcome ");
  add_outcomes(sql);
  strbuf_text(sql,
              ", pool TEXT, rule TEXT, line INTEGER, reason TEXT, script TEXT, at TEXT NOT NULL, approved TEXT) STRICT,"
              " WITHOUT ROWID;");
  add_moves(sql);
}

static StoreStatus make_own(Store *s) {
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_text(&sql, OWN_SQL);
  add_ledger(&sql);
  strbuf_text(&sql, "INSERT INTO leat_meta(key, value) VALUES ('version', 1);");
  StoreStatus status = db_exec(s, sql.p, "make Leat's tables");
  strbuf_deinit(&sql);
  return status;
}

static StoreStatus renew_ledger(Store *s, const char *doing) {
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_text(&sql, OLD_LEDGER);
  add_ledger(&sql);
  strbuf_text(&sql, NEW_LEDGER);
  StoreStatus status = db_exec(s, sql.p, doing);
  strbuf_deinit(&sql);
  return status;
}

/* A new database has the newest ledger from the first. */
static StoreStatus take_steps(Store *s, int64_t version, bool is_new) {
  static const char doing[] = "bring Leat's tables up to date";
  StoreStatus status = STORE_OK;
  for (; status == STORE_OK && version < TABLES_VERSION; version++) {
    if (version == 2 && !is_new) status = renew_ledger(s, doing);
    if (status == STORE_OK) status = db_exec(s, STEPS_SQL[version], doing);
  }
  if (status != STORE_OK) return status;
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_printf(&sql, "UPDATE leat_meta SET value = %d WHERE key = 'version'", TABLES_VERSION);
  status = db_exec(s, sql.p, doing);
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
  bool is_new = version == 0;
  if (status == STORE_OK && is_new) {
    status = make_own(s);
    version = 1;
  }
  if (status == STORE_OK && version < TABLES_VERSION) status = take_steps(s, version, is_new);
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
