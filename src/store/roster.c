/* Who can receive leads: reps, pools, their turns and their open leads. */
#include <math.h>
#include <stdlib.h>

#include "store/db.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, DATE_BYTES = 10 };
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

/* False: there is something, but no time. *day_out: a date alone, which as an end means the whole day. */
static bool read_instant(Store *s, sqlite3_stmt *stmt, int at, int64_t *out, bool *there_out, bool *day_out) {
  int type = sqlite3_column_type(stmt, at);
  *there_out = *day_out = false;
  if (type == SQLITE_NULL) return true;
  if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
    *there_out = true;
    *out = time_from_number(sqlite3_column_double(stmt, at));
    return true;
  }
  Str text = str_trim(str_of((const char *)sqlite3_column_text(stmt, at)));
  if (!text.n) return true;
  *there_out = true;
  *day_out = text.n <= DATE_BYTES;
  return time_parse(text, s->zone, out);
}

static StoreStatus read_away(Store *s, sqlite3_stmt *stmt, int at, RepRow *rep) {
  bool from, until, day;
  rep->away_from = INT64_MIN;
  rep->away_until = INT64_MAX;
  if (!read_instant(s, stmt, at, &rep->away_from, &from, &day))
    return store_fail(s, STORE_BAD, "rep `%.*s`: away_from is not a time", STR_FMT(rep->id));
  if (!read_instant(s, stmt, at + 1, &rep->away_until, &until, &day))
    return store_fail(s, STORE_BAD, "rep `%.*s`: away_until is not a time", STR_FMT(rep->id));
  if (until && day) rep->away_until += DAY_MS - 1;
  if (!from && !until) {
    rep->away_from = INT64_MAX;
    rep->away_until = INT64_MIN;
  }
  return STORE_OK;
}

static void add_role(StrBuf *sql, const MappedTable *m, Role role, const char *otherwise) {
  strbuf_text(sql, ", ");
  if (m->role[role] >= 0)
    sql_column(sql, &m->table, m->role[role]);
  else
    strbuf_text(sql, otherwise);
}

/* 0 key, 1 id, 2 name, 3 active, 4 capacity, 5 away_from, 6 away_until, 7… requested */
static StoreStatus reps_select(Store *s, Arena *a, StrBuf *sql, const CodeColumn *columns, uint32_t n, Picks *picks) {
  const MappedTable *m = &s->reps;
  strbuf_printf(sql, "SELECT %.*s, %.*s", STR_FMT(m->key), STR_FMT(m->id));
  add_role(sql, m, ROLE_NAME, "NULL");
  add_role(sql, m, ROLE_ACTIVE, "1");
  add_role(sql, m, ROLE_CAPACITY, "NULL");
  add_role(sql, m, ROLE_AWAY_FROM, "NULL");
  add_role(sql, m, ROLE_AWAY_UNTIL, "NULL");
  StoreStatus status = picks_add(s, a, sql, &m->table, columns, n, 7, picks);
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
    RepRow rep = {.id = cell_str(stmt, 1, a), .name = cell_str(stmt, 2, a)};
    Value *cells = ARENA_ARRAY(a, Value, n + 1);
    rep.id = str_trim(rep.id);
    if (!rep.name.n) rep.name = rep.id;
    rep.active = read_active(stmt, 3);
    rep.capacity = read_capacity(stmt, 4);
    status = read_away(s, stmt, 5, &rep);
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

StoreStatus store_pools(Store *s, Arena *a, PoolRow **out, uint32_t *count_out) {
  static const char doing[] = "read the pools";
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
  strbuf_text(&sql, "SELECT ");
  add_column(&sql, &t, "name");
  strbuf_text(&sql, ", ");
  add_column(&sql, &t, "strategy");
  strbuf_text(&sql, ", ");
  add_column(&sql, &t, "capacity");
  strbuf_text(&sql, " FROM ");
  sql_name(&sql, t.name);
  strbuf_text(&sql, " WHERE trim(name) <> '' ORDER BY name");
  status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, doing, &status)) {
    PoolRow pool = {
        .name = cell_str(stmt, 0, a), .strategy = str_trim(cell_str(stmt, 1, a)), .capacity = read_capacity(stmt, 2)};
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
  static const char *const names[] = {"pool", "rep", "weight", "capacity"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    strbuf_text(sql, i ? ", " : "SELECT ");
    add_column(sql, t, names[i]);
  }
  strbuf_text(sql, " FROM ");
  sql_name(sql, t->name);
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
    PoolMemberRow m = {
        .pool = cell_str(stmt, 0, a), .rep = str_trim(cell_str(stmt, 1, a)), .capacity = read_capacity(stmt, 3)};
    status = read_weight(s, stmt, &m);
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

static void open_select(StrBuf *sql, const MappedTable *m) {
  const Table *t = &m->table;
  strbuf_text(sql, "SELECT ");
  sql_column(sql, t, m->role[ROLE_OWNER]);
  strbuf_printf(sql, ", count(*) FROM %.*s WHERE NOT %.*s AND %.*s", STR_FMT(m->from), STR_FMT(m->free),
                STR_FMT(m->scope));
  if (m->role[ROLE_STATUS] >= 0) {
    strbuf_text(sql, " AND (");
    sql_column(sql, t, m->role[ROLE_STATUS]);
    strbuf_text(sql, " IS NULL OR lower(trim(");
    sql_column(sql, t, m->role[ROLE_STATUS]);
    strbuf_text(sql, ")) NOT IN (");
    for (const char *const *word = store_closed_statuses(); *word; word++)
      strbuf_printf(sql, "%s'%s'", word == store_closed_statuses() ? "" : ", ", *word);
    strbuf_text(sql, "))");
  }
  strbuf_text(sql, " GROUP BY 1 ORDER BY 1");
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
  open_select(&sql, &s->leads);
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
