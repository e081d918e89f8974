/* What reps did about leads: a table of the script's, and what they told Leat. */
#include <stdlib.h>

#include "store/db.h"

static const char READING[] = "read the activities";

StoreStatus store_map_activities(Store *s, const SourceDecl *decl) {
  need_map(s);
  bool found;
  EventTable *e = &s->activities;
  *e = (EventTable){0};
  StoreStatus status = table_find(s, &s->arena, decl ? decl->table : STR("activities"), &e->table, &found);
  if (status != STORE_OK) return status;
  if (!found) return decl ? table_unknown(s, decl->table) : STORE_OK;
  status = event_column(s, e, decl, "lead", "lead_id", &e->lead);
  if (status == STORE_OK) status = event_column(s, e, decl, "at", "created", &e->at);
  if (status == STORE_OK) status = event_scope(s, e, decl);
  return status;
}

/* SELECT at FROM activities WHERE lead IN (?1, ?2) */
static void activities_sql(StrBuf *sql, const EventTable *e) {
  strbuf_text(sql, "SELECT ");
  sql_column(sql, &e->table, e->at);
  strbuf_printf(sql, " FROM %.*s WHERE ", STR_FMT(e->from));
  sql_column(sql, &e->table, e->lead);
  strbuf_printf(sql, " IN (?1, ?2) AND %.*s", STR_FMT(e->scope));
}

static int cmp_time(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

typedef struct Between { int64_t since, until; } Between;

static StoreStatus of_script(Store *s, Arena *a, const Zone *zone, Str lead, Between between, EventTimes *out) {
  sqlite3_stmt *stmt = s->stmts[STMT_ACTIVITIES];
  StoreStatus status = STORE_OK;
  if (!s->activities.known) return status;
  if (!stmt) {
    StrBuf sql;
    strbuf_init(&sql);
    activities_sql(&sql, &s->activities);
    status = stmt_ready(s, STMT_ACTIVITIES, sql.p, READING, &stmt);
    strbuf_deinit(&sql);
  }
  if (status != STORE_OK) return status;
  bind_id_text(stmt, 1, lead);
  while (stmt_row(s, stmt, READING, &status)) {
    int64_t at;
    if (!raw_time(cell_value(stmt, 0, a), zone, &at)) out->unreadable = true;
    else if (at >= between.since && at <= between.until) VEC_PUSH(a, *out, at);
  }
  sqlite3_reset(stmt);
  return status;
}

static StoreStatus told(Store *s, Arena *a, Value lead, Between between, EventTimes *out) {
  sqlite3_stmt *stmt;
  if (!s->has_leat || s->version < 3) return STORE_OK;
  StoreStatus status = stmt_ready(s, STMT_ACTIVITY_TOLD, "SELECT at FROM leat_activity WHERE lead = ?1 ORDER BY id",
                                  READING, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  while (stmt_row(s, stmt, READING, &status)) {
    int64_t at = cell_time(stmt, 0);
    if (at >= between.since && at <= between.until) VEC_PUSH(a, *out, at);
  }
  sqlite3_reset(stmt);
  return status;
}

StoreStatus store_activities(Store *s, Arena *a, const Zone *zone, const LeadRow *lead, int64_t since, int64_t until,
                             EventTimes *out) {
  need_map(s);
  const Between between = {since, until};
  *out = (EventTimes){0};
  StoreStatus status = of_script(s, a, zone, lead->id_text, between, out);
  if (status == STORE_OK) status = told(s, a, lead->id, between, out);
  if (out->n) qsort(out->v, out->n, sizeof *out->v, cmp_time);
  return status;
}

StoreStatus store_activity_add(Store *s, Value lead, int64_t at, Str kind, Str rep) {
  static const char doing[] = "write an activity";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_ACTIVITY_ADD, "INSERT INTO leat_activity(lead, at, kind, rep) VALUES (?1, ?2, ?3, ?4)", doing, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead);
  bind_time(s, stmt, 2, at);
  bind_str(stmt, 3, kind);
  bind_str_or_null(stmt, 4, rep);
  return stmt_run(s, stmt, doing);
}
