/* When reps are away or busy, from tables that name rep, from and to; how many leads each was given on each day, and of
 * which classes they were. */
#include "store/db.h"

static const char *const DEFAULT_TABLES[PERIOD_KINDS] = {"leaves", "busy"};

/* ---- the tables ---- */

static StoreStatus find_column(Store *s, const PeriodTable *p, const SourceDecl *decl, const char *role,
                               const char *example, int *out) {
  *out = table_column(&p->table, str_of(role));
  for (uint32_t i = 0; decl && i < decl->mappings.n; i++) {
    if (!str_is(decl->mappings.v[i].role, role)) continue;
    *out = table_column(&p->table, decl->mappings.v[i].column);
    if (*out < 0) return table_no_column(s, &p->table, decl->mappings.v[i].column);
  }
  if (*out >= 0 || !decl) return STORE_OK;
  return store_fail(s, STORE_BAD, "table `%.*s` has no column `%s`; say which one it is, as in { %s = %s }",
                    STR_FMT(p->table.name), role, role, example);
}

static StoreStatus find_periods(Store *s, PeriodKind kind, const SourceDecl *decl, Arena *a, Table *t, bool *found) {
  StoreStatus status = table_find(s, a, decl ? decl->table : str_of(DEFAULT_TABLES[kind]), t, found);
  if (status != STORE_OK || *found || !decl) return status;
  return table_unknown(s, decl->table);
}

/* A table of that name that lacks a column is somebody else's. */
StoreStatus store_map_periods(Store *s, PeriodKind kind, const SourceDecl *decl) {
  need_map(s);
  bool found;
  PeriodTable *p = &s->periods[kind];
  StrBuf sql;
  *p = (PeriodTable){0};
  StoreStatus status = find_periods(s, kind, decl, &s->arena, &p->table, &found);
  if (status != STORE_OK || !found) return status;
  status = find_column(s, p, decl, "rep", "user_id", &p->rep);
  if (status == STORE_OK) status = find_column(s, p, decl, "from", "starts", &p->from);
  if (status == STORE_OK) status = find_column(s, p, decl, "to", "ends", &p->to);
  if (status == STORE_OK && decl && decl->where.n) status = where_check(s, &p->table, decl->where);
  if (status != STORE_OK || p->rep < 0 || p->from < 0 || p->to < 0) return status;
  strbuf_init(&sql);
  sql_name(&sql, p->table.name);
  p->name = arena_copy(&s->arena, strbuf_view(&sql));
  strbuf_deinit(&sql);
  p->scope = decl && decl->where.n ? arena_printf(&s->arena, "(\n%.*s\n)", STR_FMT(decl->where)) : STR("1");
  p->known = true;
  return STORE_OK;
}

StoreStatus store_period_schema(Store *s, PeriodKind kind, const SourceDecl *decl, Arena *a, Schema *out) {
  Table t;
  bool found;
  *out = (Schema){0};
  StoreStatus status = find_periods(s, kind, decl, a, &t, &found);
  if (status != STORE_OK || !found) return status;
  out->known = true;
  for (uint32_t i = 0; i < t.columns.n; i++)
    VEC_PUSH(a, out->columns, (SchemaColumn){.name = t.columns.v[i].name, .type = t.columns.v[i].type});
  return STORE_OK;
}

static void periods_select(StrBuf *sql, const PeriodTable *p) {
  const int columns[] = {p->rep, p->from, p->to};
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    strbuf_text(sql, i ? ", " : "SELECT ");
    sql_column(sql, &p->table, columns[i]);
  }
  strbuf_printf(sql, " FROM %.*s WHERE %.*s ORDER BY 1, 2", STR_FMT(p->name), STR_FMT(p->scope));
}

StoreStatus store_periods(Store *s, PeriodKind kind, Arena *a, PeriodRow **out, uint32_t *count_out) {
  static const char doing[] = "read when the reps are away";
  static const char *const words[PERIOD_KINDS][2] = {{"leaves.from", "leaves.to"}, {"busy.from", "busy.to"}};
  VEC(PeriodRow) rows = {0};
  sqlite3_stmt *stmt;
  StrBuf sql;
  *out = NULL;
  *count_out = 0;
  if (!s->periods[kind].known) return STORE_OK;
  strbuf_init(&sql);
  periods_select(&sql, &s->periods[kind]);
  StoreStatus status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  while (status == STORE_OK && stmt_row(s, stmt, doing, &status)) {
    PeriodRow row = {.rep = str_trim(cell_str(stmt, 0, a))};
    status = period_time(s, stmt, 1, a, row.rep, words[kind][0], &row.from);
    if (status == STORE_OK) status = period_time(s, stmt, 2, a, row.rep, words[kind][1], &row.to);
    VEC_PUSH(a, rows, row);
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = status == STORE_OK ? rows.n : 0;
  return status;
}

/* ---- days ---- */

enum { DAY_MS = 24 * 60 * 60 * 1000, DATE_BYTES = 10, DAYS_VERSION = 3 };

static Str day_text(int64_t day, char out[40]) {
  time_format(day * DAY_MS, out);
  return (Str){out, DATE_BYTES};
}

StoreStatus store_days(Store *s, Arena *a, int64_t first, DayRow **out, uint32_t *count_out) {
  static const char doing[] = "read how many leads each rep was given";
  VEC(DayRow) rows = {0};
  sqlite3_stmt *stmt;
  char day[40];
  int64_t at;
  *out = NULL;
  *count_out = 0;
  if (!s->has_leat) return STORE_OK;
  /* Tables of before are only read: there the ledger says it, by days of UTC. */
  StoreStatus status =
      stmt_new(s, s->version >= DAYS_VERSION
                      ? "SELECT rep, day, leads FROM leat_days WHERE day >= ?1 ORDER BY day, rep"
                      : "SELECT rep, substr(at, 1, 10) AS day, count(*) FROM leat_ledger WHERE at >= ?1 AND "
                        "outcome = 'assigned' AND rep IS NOT NULL GROUP BY 2, 1 ORDER BY 2, 1",
               doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, day_text(first, day));
  while (stmt_row(s, stmt, doing, &status)) {
    if (!time_parse(cell_str(stmt, 1, a), zone_utc(), &at)) continue;
    DayRow row = {.rep = cell_str(stmt, 0, a), .day = at / DAY_MS, .leads = sqlite3_column_int64(stmt, 2)};
    VEC_PUSH(a, rows, row);
  }
  sqlite3_finalize(stmt);
  *out = rows.v;
  *count_out = rows.n;
  return status;
}

StoreStatus store_day_add(Store *s, Str rep, int64_t day, int64_t leads) {
  static const char doing[] = "count the leads of a rep";
  sqlite3_stmt *stmt;
  char text[40];
  StoreStatus status = stmt_ready(s, STMT_DAY,
                                  "INSERT INTO leat_days(day, rep, leads) VALUES (?1, ?2, ?3) "
                                  "ON CONFLICT(day, rep) DO UPDATE SET leads = leads + ?3",
                                  doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, day_text(day, text));
  bind_str(stmt, 2, rep);
  sqlite3_bind_int64(stmt, 3, leads);
  return stmt_run(s, stmt, doing);
}

/* ---- classes ---- */

StoreStatus store_fit(Store *s, Value lead, Str class, Str rep, bool *known_out, bool *fits_out) {
  static const char doing[] = "read of which class a lead was";
  sqlite3_stmt *stmt;
  *known_out = *fits_out = false;
  if (!s->has_leat || s->version < DAYS_VERSION) return STORE_OK;
  StoreStatus status = stmt_ready(s, STMT_FIT, "SELECT fits FROM leat_fits WHERE lead = ?1 AND class = ?2 AND rep = ?3",
                                  doing, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  bind_str(stmt, 2, class);
  bind_str(stmt, 3, rep);
  *known_out = stmt_row(s, stmt, doing, &status);
  if (*known_out) *fits_out = sqlite3_column_int(stmt, 0) != 0;
  sqlite3_reset(stmt);
  return status;
}

StoreStatus store_fit_save(Store *s, Value lead, Str class, Str rep, bool fits) {
  static const char doing[] = "write of which class a lead is";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_FIT_SAVE,
                                  "INSERT INTO leat_fits(lead, class, rep, fits) VALUES (?1, ?2, ?3, ?4) "
                                  "ON CONFLICT(lead, class) DO UPDATE SET rep = ?3, fits = ?4",
                                  doing, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  bind_str(stmt, 2, class);
  bind_str(stmt, 3, rep);
  sqlite3_bind_int(stmt, 4, fits);
  return stmt_run(s, stmt, doing);
}
