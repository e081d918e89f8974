/* What happened to leads: one query for a batch of them. Tables of others get no index from us: theirs on the lead is
 * used when there is one. */
#include <stdlib.h>

#include "base/limits.h"
#include "store/db.h"

static const char READING[] = "read the events";
enum { IDS = 2 * LIMIT_BATCH_LEADS }; /* each id as text, and as a number when it looks like one */

/* ---- the table ---- */

static StoreStatus find_events(Store *s, Arena *a, const SourceDecl *decl, Table *out, bool *found_out) {
  StoreStatus status = table_find(s, a, decl ? decl->table : STR("events"), out, found_out);
  if (status != STORE_OK || *found_out || !decl) return status;
  return table_unknown(s, decl->table);
}

StoreStatus event_column(Store *s, const EventTable *e, const SourceDecl *decl, const char *role, const char *example,
                          int *out) {
  *out = table_column(&e->table, str_of(role));
  for (uint32_t i = 0; decl && i < decl->mappings.n; i++) {
    if (!str_is(decl->mappings.v[i].role, role)) continue;
    *out = table_column(&e->table, decl->mappings.v[i].column);
    if (*out < 0) return table_no_column(s, &e->table, decl->mappings.v[i].column);
  }
  if (*out >= 0) return STORE_OK;
  return store_fail(s, STORE_BAD, "table `%.*s` has no column `%s`; say which one it is, as in { %s = %s }",
                    STR_FMT(e->table.name), role, role, example);
}

StoreStatus event_scope(Store *s, EventTable *e, const SourceDecl *decl) {
  StoreStatus status = decl && decl->where.n ? where_check(s, &e->table, decl->where) : STORE_OK;
  if (status != STORE_OK) return status;
  StrBuf sql;
  strbuf_init(&sql);
  sql_name(&sql, e->table.name);
  e->from = arena_copy(&s->arena, strbuf_view(&sql));
  strbuf_deinit(&sql);
  e->scope = decl && decl->where.n ? arena_printf(&s->arena, "(\n%.*s\n)", STR_FMT(decl->where)) : STR("1");
  e->known = true;
  return STORE_OK;
}

StoreStatus store_map_events(Store *s, const SourceDecl *decl, bool needed) {
  need_map(s);
  bool found;
  EventTable *e = &s->events;
  *e = (EventTable){0};
  StoreStatus status = find_events(s, &s->arena, decl, &e->table, &found);
  if (status == STORE_OK && !found && needed)
    return store_fail(s, STORE_BAD,
                      "the database has no table `events`: make it with `leat init`, or say `events from \"…\"` in "
                      "the script");
  if (status != STORE_OK || (!needed && !decl)) return status;
  status = event_column(s, e, decl, "lead", "lead_id", &e->lead);
  if (status == STORE_OK) status = event_column(s, e, decl, "kind", "type", &e->kind);
  if (status == STORE_OK) status = event_column(s, e, decl, "at", "created", &e->at);
  return status == STORE_OK ? event_scope(s, e, decl) : status;
}

StoreStatus store_event_schema(Store *s, const SourceDecl *decl, Arena *a, Schema *out) {
  Table t;
  bool found;
  *out = (Schema){0};
  StoreStatus status = find_events(s, a, decl, &t, &found);
  if (status != STORE_OK || !found) return status;
  out->known = true;
  for (uint32_t i = 0; i < t.columns.n; i++)
    VEC_PUSH(a, out->columns, (SchemaColumn){.name = t.columns.v[i].name, .type = t.columns.v[i].type});
  return STORE_OK;
}

/* ---- reading ---- */

/* SELECT lead, kind, at FROM events WHERE lead IN (?1, …) AND kind IN (…) */
static void events_sql(StrBuf *sql, const EventTable *e, uint32_t kinds) {
  strbuf_text(sql, "SELECT ");
  sql_column(sql, &e->table, e->lead);
  strbuf_text(sql, ", ");
  sql_column(sql, &e->table, e->kind);
  strbuf_text(sql, ", ");
  sql_column(sql, &e->table, e->at);
  strbuf_printf(sql, " FROM %.*s WHERE ", STR_FMT(e->from));
  sql_column(sql, &e->table, e->lead);
  for (int i = 0; i < IDS; i++) strbuf_printf(sql, "%s?%d", i ? ", " : " IN (", i + 1);
  strbuf_text(sql, ") AND ");
  sql_column(sql, &e->table, e->kind);
  for (uint32_t i = 0; i < kinds; i++) strbuf_printf(sql, "%s?%u", i ? ", " : " IN (", IDS + i + 1);
  strbuf_printf(sql, ") AND %.*s", STR_FMT(e->scope));
}

static StoreStatus events_ready(Store *s, uint32_t kinds, sqlite3_stmt **out) {
  StrBuf sql;
  if (s->stmts[STMT_EVENTS] && s->events.kinds != kinds) {
    sqlite3_finalize(s->stmts[STMT_EVENTS]);
    s->stmts[STMT_EVENTS] = NULL;
  }
  s->events.kinds = kinds;
  strbuf_init(&sql);
  if (!s->stmts[STMT_EVENTS]) events_sql(&sql, &s->events, kinds);
  StoreStatus status = stmt_ready(s, STMT_EVENTS, sql.p ? sql.p : "", READING, out);
  strbuf_deinit(&sql);
  return status;
}

typedef struct LeadPlace { Str id; uint32_t at; } LeadPlace;

static int cmp_place(const void *a, const void *b) {
  return str_cmp(((const LeadPlace *)a)->id, ((const LeadPlace *)b)->id);
}

/* A lead's id as text, however this table spells it. */
static Str lead_id(sqlite3_stmt *stmt, Arena *a) {
  Value v = cell_value(stmt, 0, a);
  char digits[32];
  if (v.kind == VAL_TEXT) return value_str(v);
  if (v.kind != VAL_INT && v.kind != VAL_REAL) return (Str){"", 0};
  if (v.kind == VAL_REAL && v.d >= -9.0e15 && v.d <= 9.0e15) v = value_int((int64_t)v.d);
  return arena_copy(a, (Str){digits, number_format(value_as_number(v), digits)});
}

bool raw_time(Value v, const Zone *zone, int64_t *out) {
  Number n;
  if (v.kind == VAL_TEXT) {
    Str text = str_trim(value_str(v));
    if (time_parse(text, zone, out)) return true;
    if (!number_parse(text, &n)) return false;
    v = value_number(n);
  }
  if (v.kind != VAL_INT && v.kind != VAL_REAL) return false;
  double d = v.kind == VAL_INT ? (double)v.i : v.d;
  if (!(d >= -8.64e15 && d <= 8.64e15)) return false;
  *out = time_from_number(d);
  return true;
}

typedef struct Reading {
  Arena *a;
  Arena scratch; /* of one row */
  const Zone *zone;
  LeadPlace *places;
  uint32_t *counts; /* events of each lead */
  uint32_t leads, kind_count;
  const EventWant *kinds;
  int64_t until;
  EventTimes *out;
} Reading;

static void read_event(Reading *r, sqlite3_stmt *stmt) {
  LeadPlace wanted = {.id = lead_id(stmt, &r->scratch)};
  const LeadPlace *place = bsearch(&wanted, r->places, r->leads, sizeof wanted, cmp_place);
  Value kind = cell_value(stmt, 1, &r->scratch);
  uint32_t k = 0;
  if (!place || kind.kind != VAL_TEXT) return;
  while (k < r->kind_count && !str_eq(r->kinds[k].kind, value_str(kind))) k++;
  if (k == r->kind_count) return; /* a collation of the column takes more for equal than we do */
  EventTimes *times = &r->out[(size_t)place->at * r->kind_count + k];
  int64_t at;
  if (!raw_time(cell_value(stmt, 2, &r->scratch), r->zone, &at)) {
    times->unreadable = true;
    return;
  }
  if (at > r->until || at <= r->kinds[k].since) return;
  if (++r->counts[place->at] > LIMIT_EVENTS_PER_LEAD) {
    for (uint32_t i = 0; i < r->kind_count; i++) r->out[(size_t)place->at * r->kind_count + i].too_many = true;
    return;
  }
  VEC_PUSH(r->a, *times, at);
}

static void bind_asked(sqlite3_stmt *stmt, const Reading *r) {
  for (uint32_t i = 0; i < r->leads; i++) bind_id_text(stmt, (int)(2 * i + 1), r->places[i].id);
  for (uint32_t i = 0; i < r->kind_count; i++) bind_str(stmt, IDS + (int)i + 1, r->kinds[i].kind);
}

static int cmp_time(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static StoreStatus read_all(Store *s, Reading *r) {
  sqlite3_stmt *stmt;
  StoreStatus status = events_ready(s, r->kind_count, &stmt);
  if (status != STORE_OK) return status;
  bind_asked(stmt, r);
  while (stmt_row(s, stmt, READING, &status)) {
    read_event(r, stmt);
    arena_reset(&r->scratch);
  }
  sqlite3_reset(stmt);
  sqlite3_clear_bindings(stmt);
  for (size_t i = 0; i < (size_t)r->leads * r->kind_count; i++)
    if (r->out[i].n) qsort(r->out[i].v, r->out[i].n, sizeof *r->out[i].v, cmp_time);
  return status;
}

StoreStatus store_events(Store *s, Arena *a, const Zone *zone, const Str *leads, uint32_t lead_count,
                         const EventWant *kinds, uint32_t kind_count, int64_t until, EventTimes *out) {
  need_map(s);
  if (!s->events.known) return store_fail(s, STORE_BAD, "the database has no table `events`");
  Reading r = {.a = a, .zone = zone, .leads = lead_count, .kinds = kinds, .kind_count = kind_count, .until = until,
               .out = out};
  if (lead_count == 0 || kind_count == 0) return STORE_OK;
  arena_init(&r.scratch, 0);
  r.places = ARENA_ARRAY(a, LeadPlace, lead_count);
  r.counts = ARENA_ARRAY(a, uint32_t, lead_count);
  for (uint32_t i = 0; i < lead_count; i++) r.places[i] = (LeadPlace){leads[i], i};
  qsort(r.places, lead_count, sizeof *r.places, cmp_place);
  for (size_t i = 0; i < (size_t)lead_count * kind_count; i++) out[i] = (EventTimes){0};
  StoreStatus status = read_all(s, &r);
  arena_deinit(&r.scratch);
  return status;
}
