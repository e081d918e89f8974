/* Who can receive leads: reps, pools, their turns and their open leads. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "store/db.h"

enum { HOUR_MS = 60 * 60 * 1000, DATE_BYTES = 10 };
static const char REPS[] = "read the reps";

/* ---- reps ---- */

/* Known to be active: a number other than 0, or a word that says so. NULL is not known. */
static bool read_active(sqlite3_stmt *stmt, int at) {
  static const char *const yes[] = {"true", "yes", "y", "t", "on", "active", "enabled", "1", "是", "在职", "启用"};
  if (sqlite3_column_type(stmt, at) == SQLITE_INTEGER || sqlite3_column_type(stmt, at) == SQLITE_FLOAT)
    return sqlite3_column_double(stmt, at) != 0;
  Str word = str_trim(str_of((const char *)sqlite3_column_text(stmt, at)));
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    if (str_eq_ascii_nocase(word, str_of(yes[i]))) return true;
  return false;
}

/* A whole number from 0; anything else is no capacity. */
static int64_t read_capacity(sqlite3_stmt *stmt, int at) {
  Number x = {.is_int = true, .i = -1};
  switch (sqlite3_column_type(stmt, at)) {
    case SQLITE_INTEGER: x.i = sqlite3_column_int64(stmt, at); break;
    case SQLITE_FLOAT: x = (Number){.is_int = false, .d = sqlite3_column_double(stmt, at)}; break;
    case SQLITE_TEXT:
      if (!number_parse(str_of((const char *)sqlite3_column_text(stmt, at)), &x)) return -1;
      break;
    default: return -1;
  }
  if (!x.is_int) return x.d >= 0 && x.d < 1e15 ? (int64_t)floor(x.d) : -1;
  return x.i >= 0 ? x.i : -1;
}

/* NULL and blank: not there. False: there is something, but no time. */
static bool read_time(sqlite3_stmt *stmt, int at, Arena *a, RawTime *out) {
  int64_t instant;
  int type = sqlite3_column_type(stmt, at);
  *out = (RawTime){0};
  if (type == SQLITE_NULL) return true;
  if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
    *out = (RawTime){.there = true, .instant = time_from_number(sqlite3_column_double(stmt, at))};
    return true;
  }
  out->text = str_trim(cell_str(stmt, at, a));
  out->there = out->text.n > 0;
  if (!out->there || time_parse(out->text, zone_utc(), &instant)) return true;
  Number seconds; /* in a column of texts */
  if (!number_parse(out->text, &seconds)) return false;
  *out = (RawTime){.there = true, .instant = time_from_number(seconds.is_int ? (double)seconds.i : seconds.d)};
  return true;
}

bool raw_time_at(const RawTime *t, const Zone *zone, bool is_end, int64_t *out) {
  Civil day;
  if (!t->there) return false;
  *out = t->instant;
  if (!t->text.n) return true;
  if (!time_parse(t->text, zone, out)) return false;
  if (!is_end || t->text.n > DATE_BYTES) return true;
  zone_civil(zone, *out + 36 * (int64_t)HOUR_MS, &day); /* some time of the next day, however long this one is */
  day.hour = day.minute = day.second = day.millis = 0;
  *out = zone_instant(zone, &day);
  return true;
}

StoreStatus period_time(Store *s, sqlite3_stmt *stmt, int at, Arena *a, Str rep, const char *word, RawTime *out) {
  if (read_time(stmt, at, a, out)) return STORE_OK;
  return store_fail(s, STORE_BAD, "rep `%.*s`: %s is not a time", STR_FMT(rep), word);
}

static void add_role(StrBuf *sql, const MappedTable *m, Role role, const char *otherwise) {
  strbuf_text(sql, ", ");
  if (m->role[role] >= 0)
    sql_column(sql, &m->table, m->role[role]);
  else
    strbuf_text(sql, otherwise);
}

/* 0 key, 1 id, then these, then what was requested. */
static const struct { Role role; const char *otherwise; } REP_ROLES[] = {
    {ROLE_NAME, "NULL"},       {ROLE_ACTIVE, "1"},          {ROLE_CAPACITY, "NULL"}, {ROLE_PER_DAY, "NULL"},
    {ROLE_PER_WEEK, "NULL"},   {ROLE_PER_MONTH, "NULL"},    {ROLE_AWAY_FROM, "NULL"}, {ROLE_AWAY_UNTIL, "NULL"},
    {ROLE_HOURS, "NULL"},      {ROLE_ZONE, "NULL"},         {ROLE_CALENDAR, "NULL"}, {ROLE_PAUSED, "NULL"},
    {ROLE_PAUSED_UNTIL, "NULL"}, {ROLE_DEPARTED_AT, "NULL"},
};
enum { REP_FIRST = 2, REP_COUNT = sizeof REP_ROLES / sizeof *REP_ROLES };

static int role_at(Role role) {
  for (int i = 0; i < REP_COUNT; i++)
    if (REP_ROLES[i].role == role) return REP_FIRST + i;
  BUG("not a role of reps");
}

static StoreStatus reps_select(Store *s, Arena *a, StrBuf *sql, const CodeColumn *columns, uint32_t n, Picks *picks) {
  const MappedTable *m = &s->reps;
  strbuf_printf(sql, "SELECT %.*s, %.*s", STR_FMT(m->key), STR_FMT(m->id));
  for (int i = 0; i < REP_COUNT; i++) add_role(sql, m, REP_ROLES[i].role, REP_ROLES[i].otherwise);
  StoreStatus status = picks_add(s, a, sql, &m->table, columns, n, REP_FIRST + REP_COUNT, picks);
  strbuf_printf(sql, " FROM %.*s WHERE trim(%.*s) <> '' AND %.*s ORDER BY %.*s", STR_FMT(m->from), STR_FMT(m->id),
                STR_FMT(m->scope), STR_FMT(m->key));
  return status;
}

static int cmp_rep_id(const void *x, const void *y) {
  const RepRow *a = *(RepRow *const *)x, *b = *(RepRow *const *)y;
  return str_cmp(a->id, b->id);
}

static StoreStatus reps_are_distinct(Store *s, RepRow *reps, uint32_t n) {
  Arena scratch;
  StoreStatus status = STORE_OK;
  arena_init(&scratch, 0);
  RepRow **order = ARENA_ARRAY(&scratch, RepRow *, n + 1);
  for (uint32_t i = 0; i < n; i++) order[i] = &reps[i];
  if (n) qsort(order, n, sizeof *order, cmp_rep_id);
  for (uint32_t i = 1; i < n && status == STORE_OK; i++)
    if (str_eq(order[i - 1]->id, order[i]->id))
      status = store_fail(s, STORE_BAD, "table `%.*s` has two reps `%.*s`", STR_FMT(s->reps.table.name),
                          STR_FMT(order[i]->id));
  arena_deinit(&scratch);
  return status;
}

static Str role_text(Store *s, sqlite3_stmt *stmt, Role role, Arena *a) {
  bool is_text = sqlite3_column_type(stmt, role_at(role)) == SQLITE_TEXT;
  return is_text || s->reps.said[role] ? str_trim(cell_str(stmt, role_at(role), a)) : (Str){"", 0};
}

static const Zone *zone_known(Store *s, Str name) {
  for (uint32_t i = 0; i < s->zones.n; i++)
    if (str_eq(s->zones.v[i].name, name)) return s->zones.v[i].zone;
  NamedZone zone = {arena_copy(&s->zone_arena, name), zone_open(&s->zone_arena, name)};
  VEC_PUSH(&s->zone_arena, s->zones, zone);
  return zone.zone;
}

typedef struct ScheduleTexts { Str hours, zone, calendar; } ScheduleTexts;

static ScheduleTexts texts_at(sqlite3_stmt *stmt, int at, Arena *a) {
  return (ScheduleTexts){str_trim(cell_str(stmt, at, a)), str_trim(cell_str(stmt, at + 1, a)),
                         str_trim(cell_str(stmt, at + 2, a))};
}

/* A column `zone` that the script does not speak of may hold anything: the name of a sales zone, say. */
static StoreStatus schedule_read(Store *s, Arena *a, Str whose, ScheduleTexts texts, bool zone_said, Schedule *out) {
  HoursFault fault;
  *out = (Schedule){.calendar = texts.calendar};
  if (texts.zone.n) out->zone = zone_known(s, texts.zone);
  if (texts.zone.n && !out->zone && (zone_said || str_contains(texts.zone, STR("/"))))
    return store_fail(s, STORE_BAD, "%.*s: there is no time zone `%.*s`", STR_FMT(whose), STR_FMT(texts.zone));
  if (!texts.hours.n) return STORE_OK;
  WeekHours *week = ARENA_NEW(a, WeekHours);
  out->week = week;
  if (hours_read_week(texts.hours, week, &fault)) return STORE_OK;
  return store_fail(s, STORE_BAD, "%.*s: the hours \"%.*s\" can't be read: %s", STR_FMT(whose), STR_FMT(texts.hours),
                    fault.why);
}

static StoreStatus rep_times(Store *s, sqlite3_stmt *stmt, Arena *a, RepRow *rep) {
  const struct { Role role; const char *word; RawTime *out; } times[] = {
      {ROLE_AWAY_FROM, "away_from", &rep->away_from},
      {ROLE_AWAY_UNTIL, "away_until", &rep->away_until},
      {ROLE_PAUSED_UNTIL, "paused_until", &rep->paused_until},
      {ROLE_DEPARTED_AT, "departed_at", &rep->departed_at},
  };
  StoreStatus status = STORE_OK;
  for (size_t i = 0; status == STORE_OK && i < sizeof times / sizeof *times; i++)
    status = period_time(s, stmt, role_at(times[i].role), a, rep->id, times[i].word, times[i].out);
  return status;
}

static StoreStatus rep_read(Store *s, sqlite3_stmt *stmt, Arena *a, RepRow *rep) {
  static const Role units[CAPACITY_UNITS] = {ROLE_CAPACITY, ROLE_PER_DAY, ROLE_PER_WEEK, ROLE_PER_MONTH};
  *rep = (RepRow){.id = str_trim(cell_str(stmt, 1, a)), .name = cell_str(stmt, role_at(ROLE_NAME), a)};
  if (!rep->name.n) rep->name = rep->id;
  rep->active = read_active(stmt, role_at(ROLE_ACTIVE));
  for (int unit = 0; unit < CAPACITY_UNITS; unit++) rep->most[unit] = read_capacity(stmt, role_at(units[unit]));
  rep->has_paused = sqlite3_column_type(stmt, role_at(ROLE_PAUSED)) != SQLITE_NULL;
  rep->paused = rep->has_paused && read_active(stmt, role_at(ROLE_PAUSED));
  ScheduleTexts texts = {role_text(s, stmt, ROLE_HOURS, a), role_text(s, stmt, ROLE_ZONE, a),
                         role_text(s, stmt, ROLE_CALENDAR, a)};
  Str whose = arena_printf(a, "rep `%.*s`", STR_FMT(rep->id));
  StoreStatus status = schedule_read(s, a, whose, texts, s->reps.said[ROLE_ZONE], &rep->schedule);
  return status == STORE_OK ? rep_times(s, stmt, a, rep) : status;
}

StoreStatus store_reps(Store *s, Arena *a, const CodeColumn *columns, uint32_t n, RepRow **out, uint32_t *count_out) {
  VEC(RepRow) reps = {0};
  StrBuf sql;
  Picks picks;
  sqlite3_stmt *stmt = NULL;
  need_map(s);
  *out = NULL;
  *count_out = 0;
  if (!s->reps.known) return STORE_OK;
  strbuf_init(&sql);
  StoreStatus status = reps_select(s, a, &sql, columns, n, &picks);
  if (status == STORE_OK) status = stmt_new(s, sql.p, REPS, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  while (status == STORE_OK && stmt_row(s, stmt, REPS, &status)) {
    RepRow rep;
    Value *cells = ARENA_ARRAY(a, Value, n + 1);
    status = rep_read(s, stmt, a, &rep);
    picks_read(&picks, stmt, a, cells);
    rep.cells = cells;
    VEC_PUSH(a, reps, rep);
  }
  sqlite3_finalize(stmt);
  if (status == STORE_OK) status = reps_are_distinct(s, reps.v, reps.n);
  *out = reps.v;
  *count_out = status == STORE_OK ? reps.n : 0;
  return status;
}

/* ---- pools: the tables of the default schema, where they are ---- */

/* Finds a table that has the needed columns; a table of that name that lacks one is somebody else's. */
static StoreStatus find_with(Store *s, Arena *a, Str name, const char *first, const char *second, Table *t,
                             bool *found_out) {
  StoreStatus status = table_find(s, a, name, t, found_out);
  if (status != STORE_OK || !*found_out) return status;
  *found_out = table_column(t, str_of(first)) >= 0 && (!second || table_column(t, str_of(second)) >= 0);
  return STORE_OK;
}

static void add_column(StrBuf *sql, const Table *t, const char *name) {
  int column = table_column(t, str_of(name));
  if (column >= 0)
    sql_column(sql, t, column);
  else
    strbuf_text(sql, "NULL");
}

/* "SELECT name, NULL, … FROM pools": columns that are not there are NULL. */
static void add_columns(StrBuf *sql, const Table *t, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    strbuf_text(sql, i ? ", " : "SELECT ");
    add_column(sql, t, names[i]);
  }
  strbuf_text(sql, " FROM ");
  sql_name(sql, t->name);
}

StoreStatus store_pools(Store *s, Arena *a, PoolRow **out, uint32_t *count_out) {
  static const char doing[] = "read the pools";
  static const char *const columns[] = {"name", "strategy", "capacity", "per_day", "per_week", "per_month",
                                        "hours", "zone", "calendar"};
  VEC(PoolRow) pools = {0};
  Table t;
  bool found;
  StrBuf sql;
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  StoreStatus status = find_with(s, a, STR("pools"), "name", NULL, &t, &found);
  if (status != STORE_OK || !found) return status;
  strbuf_init(&sql);
  add_columns(&sql, &t, columns, sizeof columns / sizeof *columns);
  strbuf_text(&sql, " WHERE trim(name) <> '' ORDER BY name");
  status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  while (status == STORE_OK && stmt_row(s, stmt, doing, &status)) {
    PoolRow pool = {.name = cell_str(stmt, 0, a), .strategy = str_trim(cell_str(stmt, 1, a))};
    for (int unit = 0; unit < CAPACITY_UNITS; unit++) pool.most[unit] = read_capacity(stmt, 2 + unit);
    status = schedule_read(s, a, arena_printf(a, "pool `%.*s`", STR_FMT(pool.name)), texts_at(stmt, 6, a), true,
                           &pool.schedule);
    VEC_PUSH(a, pools, pool);
  }
  sqlite3_finalize(stmt);
  *out = pools.v;
  *count_out = pools.n;
  return status;
}

static StoreStatus read_weight(Store *s, sqlite3_stmt *stmt, PoolMemberRow *m) {
  Number x = {.is_int = true, .i = 0};
  int type = sqlite3_column_type(stmt, 2);
  if (type == SQLITE_NULL) return STORE_OK;
  if (type == SQLITE_INTEGER) x.i = sqlite3_column_int64(stmt, 2);
  if (type == SQLITE_FLOAT) x = (Number){.is_int = false, .d = sqlite3_column_double(stmt, 2)};
  bool fits = type != SQLITE_TEXT || number_parse(str_of((const char *)sqlite3_column_text(stmt, 2)), &x);
  if (!fits || !(x.is_int ? x.i > 0 : x.d > 0 && isfinite(x.d)))
    return store_fail(s, STORE_BAD, "pool `%.*s`: the weight of `%.*s` is not a number above zero", STR_FMT(m->pool),
                      STR_FMT(m->rep));
  if (!x.is_int && x.d == floor(x.d) && x.d < 1e15) x = (Number){.is_int = true, .i = (int64_t)x.d};
  m->has_weight = true;
  m->weight = x;
  return STORE_OK;
}

static void members_select(StrBuf *sql, const Table *t) {
  static const char *const names[] = {"pool", "rep", "weight", "capacity", "per_day", "per_week", "per_month",
                                      "skills", "hours", "zone", "calendar"};
  add_columns(sql, t, names, sizeof names / sizeof *names);
  strbuf_text(sql, " WHERE trim(pool) <> '' AND trim(rep) <> '' ORDER BY pool");
  if (table_column(t, STR("position")) >= 0) strbuf_text(sql, ", position IS NULL, position");
  strbuf_printf(sql, ", %s", t->rowid ? t->rowid : "rep");
}

StoreStatus store_members(Store *s, Arena *a, PoolMemberRow **out, uint32_t *count_out) {
  static const char doing[] = "read the pools' members";
  VEC(PoolMemberRow) members = {0};
  Table t;
  bool found;
  StrBuf sql;
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  StoreStatus status = find_with(s, a, STR("pool_members"), "pool", "rep", &t, &found);
  if (status != STORE_OK || !found) return status;
  strbuf_init(&sql);
  members_select(&sql, &t);
  status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  while (status == STORE_OK && stmt_row(s, stmt, doing, &status)) {
    PoolMemberRow m = {.pool = cell_str(stmt, 0, a), .rep = str_trim(cell_str(stmt, 1, a)),
                       .skills = str_trim(cell_str(stmt, 7, a))};
    for (int unit = 0; unit < CAPACITY_UNITS; unit++) m.most[unit] = read_capacity(stmt, 3 + unit);
    status = read_weight(s, stmt, &m);
    Str whose = arena_printf(a, "pool `%.*s`, rep `%.*s`", STR_FMT(m.pool), STR_FMT(m.rep));
    if (status == STORE_OK) status = schedule_read(s, a, whose, texts_at(stmt, 8, a), true, &m.schedule);
    VEC_PUSH(a, members, m);
  }
  sqlite3_finalize(stmt);
  *out = members.v;
  *count_out = status == STORE_OK ? members.n : 0;
  return status;
}

static int cmp_str(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

StoreStatus store_pool_names(Store *s, Arena *a, Str **names_out, size_t *count_out) {
  PoolRow *pools;
  PoolMemberRow *members;
  uint32_t pool_count, member_count;
  VEC(Str) names = {0};
  *names_out = NULL;
  *count_out = 0;
  StoreStatus status = store_pools(s, a, &pools, &pool_count);
  if (status == STORE_OK) status = store_members(s, a, &members, &member_count);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < pool_count; i++) VEC_PUSH(a, names, pools[i].name);
  for (uint32_t i = 0; i < member_count; i++)
    if (!i || !str_eq(members[i].pool, members[i - 1].pool)) VEC_PUSH(a, names, members[i].pool);
  if (names.n) qsort(names.v, names.n, sizeof *names.v, cmp_str);
  size_t kept = 0;
  for (uint32_t i = 0; i < names.n; i++)
    if (!kept || !str_eq(names.v[kept - 1], names.v[i])) names.v[kept++] = names.v[i];
  *names_out = names.v;
  *count_out = kept;
  return STORE_OK;
}

/* ---- what the runs left ---- */

StoreStatus store_turns(Store *s, Arena *a, TurnRow **out, uint32_t *count_out) {
  static const char doing[] = "read the turns";
  VEC(TurnRow) turns = {0};
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  if (!s->has_leat) return STORE_OK;
  StoreStatus status =
      stmt_new(s, "SELECT pool, rep, seq, credit, scale FROM leat_turns ORDER BY pool, rep", doing, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, doing, &status)) {
    TurnRow turn = {.pool = cell_str(stmt, 0, a),
                    .rep = cell_str(stmt, 1, a),
                    .seq = sqlite3_column_int64(stmt, 2),
                    .credit = sqlite3_column_int64(stmt, 3),
                    .scale = sqlite3_column_int64(stmt, 4)};
    VEC_PUSH(a, turns, turn);
  }
  sqlite3_finalize(stmt);
  *out = turns.v;
  *count_out = turns.n;
  return status;
}

Str open_condition(Store *s, Arena *a) {
  const MappedTable *m = &s->leads;
  Str open = arena_printf(a, "NOT %.*s AND %.*s", STR_FMT(m->free), STR_FMT(m->scope));
  if (m->role[ROLE_STATUS] < 0) return open;
  StrBuf sql;
  strbuf_init(&sql);
  sql_column(&sql, &m->table, m->role[ROLE_STATUS]);
  Str status = arena_copy(a, strbuf_view(&sql));
  strbuf_clear(&sql);
  strbuf_printf(&sql, "%.*s AND (%.*s IS NULL OR ", STR_FMT(open), STR_FMT(status));
  sql_not_closed(&sql, s, status, "");
  strbuf_char(&sql, ')');
  open = arena_copy(a, strbuf_view(&sql));
  strbuf_deinit(&sql);
  return open;
}

static void open_select(StrBuf *sql, Store *s, Arena *a) {
  const MappedTable *m = &s->leads;
  strbuf_text(sql, "SELECT ");
  sql_column(sql, &m->table, m->role[ROLE_OWNER]);
  strbuf_printf(sql, ", count(*) FROM %.*s WHERE %.*s GROUP BY 1 ORDER BY 1", STR_FMT(m->from),
                STR_FMT(open_condition(s, a)));
}

StoreStatus store_open_counts(Store *s, Arena *a, OpenRow **out, uint32_t *count_out) {
  static const char doing[] = "count the open leads";
  VEC(OpenRow) rows = {0};
  StrBuf sql;
  sqlite3_stmt *stmt;
  need_map(s);
  *out = NULL;
  *count_out = 0;
  strbuf_init(&sql);
  open_select(&sql, s, a);
  StoreStatus status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, doing, &status)) {
    OpenRow row = {.rep = cell_str(stmt, 0, a), .open = sqlite3_column_int64(stmt, 1)};
    VEC_PUSH(a, rows, row);
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}
