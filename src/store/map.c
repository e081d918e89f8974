/* The script's `leads from` and `reps from` against the tables that are there. */
#include "store/db.h"

static const char *const ROLE_WORDS[ROLE_COUNT] = {
    "id", "owner", "pool", "status", "created_at", "name", "email", "active", "capacity", "away_from", "away_until",
    "per_day", "per_week", "per_month", "hours", "zone", "calendar", "paused", "paused_until", "departed_at",
};

static const char *const SETTLED = "'held', 'nurtured', 'archived', 'waiting', 'duplicate', 'sea'";

static StoreStatus find_roles(Store *s, MappedTable *m, const SourceDecl *decl) {
  for (int r = 0; r < ROLE_COUNT; r++) m->role[r] = table_column(&m->table, str_of(ROLE_WORDS[r]));
  for (uint32_t i = 0; decl && i < decl->mappings.n; i++) {
    const Mapping *mapping = &decl->mappings.v[i];
    int column = table_column(&m->table, mapping->column);
    if (column < 0) return table_no_column(s, &m->table, mapping->column);
    for (int r = 0; r < ROLE_COUNT; r++)
      if (str_is(mapping->role, ROLE_WORDS[r])) {
        m->role[r] = column;
        m->said[r] = true;
      }
  }
  return STORE_OK;
}

static StoreStatus need_role(Store *s, const MappedTable *m, Role role, const char *example) {
  if (m->role[role] >= 0) return STORE_OK;
  const char *word = ROLE_WORDS[role];
  return store_fail(s, STORE_BAD, "table `%.*s` has no column `%s`; say which one it is, as in { %s = %s }",
                    STR_FMT(m->table.name), word, word, example);
}

static Str text_of(Arena *a, StrBuf *sql) {
  Str text = arena_copy(a, strbuf_view(sql));
  strbuf_clear(sql);
  return text;
}

/* What leads and reps have in common: the table, its roles, its key, its scope. */
static StoreStatus map_table(Store *s, MappedTable *m, const SourceDecl *decl) {
  Arena *a = &s->arena;
  const Table *t = &m->table;
  StrBuf sql;
  StoreStatus status = find_roles(s, m, decl);
  if (status == STORE_OK) status = need_role(s, m, ROLE_ID, "lead_id");
  if (status == STORE_OK && decl && decl->where.n) status = where_check(s, t, decl->where);
  if (status != STORE_OK) return status;
  strbuf_init(&sql);
  sql_name(&sql, t->name);
  m->from = text_of(a, &sql);
  sql_column(&sql, t, m->role[ROLE_ID]);
  m->id = text_of(a, &sql);
  m->by_rowid = t->rowid != NULL;
  m->key = m->by_rowid ? arena_printf(a, "%.*s.%s", STR_FMT(m->from), t->rowid) : m->id;
  m->scope = decl && decl->where.n ? arena_printf(a, "(\n%.*s\n)", STR_FMT(decl->where)) : STR("1");
  strbuf_deinit(&sql);
  m->known = true;
  return STORE_OK;
}

/* Which leads are to be routed, and which wait. With a status column its value is the truth; else leat_state. */
static void lead_conditions(Store *s, MappedTable *m) {
  Arena *a = &s->arena;
  StrBuf sql;
  strbuf_init(&sql);
  sql_column(&sql, &m->table, m->role[ROLE_OWNER]);
  Str owner = text_of(a, &sql);
  m->closed = STR("0");
  m->free = arena_printf(a, "(%.*s IS NULL OR trim(%.*s) = '')", STR_FMT(owner), STR_FMT(owner));
  if (m->role[ROLE_STATUS] >= 0) {
    sql_column(&sql, &m->table, m->role[ROLE_STATUS]);
    Str column = text_of(a, &sql);
    /* What most leads hold is asked first: the rest costs far more. */
    strbuf_printf(&sql, "(%.*s IS NULL OR ", STR_FMT(column));
    if (!s->closed_said) strbuf_printf(&sql, "%.*s = 'new' OR ", STR_FMT(column));
    sql_not_closed(&sql, s, column, SETTLED);
    strbuf_char(&sql, ')');
    m->pending = text_of(a, &sql);
    strbuf_text(&sql, "coalesce(NOT (");
    sql_not_closed(&sql, s, column, "");
    strbuf_text(&sql, "), 0)");
    m->closed = text_of(a, &sql);
    m->waiting = arena_printf(a, "(%.*s IS NOT 'new' AND lower(trim(%.*s)) = 'waiting')", STR_FMT(column),
                              STR_FMT(column));
  } else if (s->has_leat) {
    /* The + takes the column's affinity away, so that the primary key of leat_state is used. */
    Str of_lead = arena_printf(
        a, "EXISTS (SELECT 1 FROM leat_state WHERE leat_state.lead = +%.*s AND leat_state.outcome", STR_FMT(m->id));
    m->pending = arena_printf(a, "NOT %.*s IN (%s))", STR_FMT(of_lead), SETTLED);
    m->waiting = arena_printf(a, "%.*s = 'waiting')", STR_FMT(of_lead));
  } else {
    m->pending = STR("1");
    m->waiting = STR("0");
  }
  m->pending = arena_printf(a, "%.*s AND %.*s AND %.*s", STR_FMT(m->free), STR_FMT(m->pending), STR_FMT(m->scope));
  m->waiting = arena_printf(a, "%.*s AND %.*s AND %.*s", STR_FMT(m->free), STR_FMT(m->waiting), STR_FMT(m->scope));
  strbuf_deinit(&sql);
}

static bool id_is_rowid(const MappedTable *m) {
  const TableColumn *id = &m->table.columns.v[m->role[ROLE_ID]];
  int keys = 0;
  for (uint32_t i = 0; i < m->table.columns.n; i++) keys += m->table.columns.v[i].primary > 0;
  return !m->table.without_rowid && keys == 1 && id->primary == 1 && str_eq_ascii_nocase(id->declared, STR("INTEGER"));
}

static StoreStatus id_is_unique(Store *s, const MappedTable *m, bool *out) {
  static const char doing[] = "read the indexes of a table";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s,
                                "SELECT 1 FROM pragma_index_list(?1) AS l WHERE l.\"unique\" AND NOT l.partial "
                                "AND (SELECT count(*) FROM pragma_index_info(l.name)) = 1 "
                                "AND (SELECT name FROM pragma_index_info(l.name)) = ?2 COLLATE NOCASE",
                                doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, m->table.name);
  bind_str(stmt, 2, m->table.columns.v[m->role[ROLE_ID]].name);
  *out = stmt_row(s, stmt, doing, &status);
  sqlite3_finalize(stmt);
  return status;
}

/* The first row of a query that looks for what must not be: its value goes into the message. */
static StoreStatus none_of(Store *s, Str sql, const char *what, const MappedTable *m) {
  static const char doing[] = "check the ids of the leads";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s, sql.p, doing, &stmt);
  if (status != STORE_OK) return status;
  if (stmt_row(s, stmt, doing, &status)) {
    const char *text = (const char *)sqlite3_column_text(stmt, 0);
    status = store_fail(s, STORE_BAD, "table `%.*s` has %s (column `%.*s`): %s", STR_FMT(m->table.name), what,
                        STR_FMT(m->table.columns.v[m->role[ROLE_ID]].name), text ? text : "NULL");
  }
  sqlite3_finalize(stmt);
  return status;
}

/* Every lead has an id, a whole number or text, that no other has. */
static StoreStatus check_ids(Store *s, const MappedTable *m) {
  bool unique;
  Arena *a = &s->arena;
  if (id_is_rowid(m)) return STORE_OK;
  Str id = m->id, from = m->from, scope = m->scope;
  Str sql = arena_printf(
      a, "SELECT %.*s FROM %.*s WHERE (typeof(%.*s) NOT IN ('integer', 'text') OR %.*s = '') AND %.*s LIMIT 1",
      STR_FMT(id), STR_FMT(from), STR_FMT(id), STR_FMT(id), STR_FMT(scope));
  StoreStatus status = none_of(s, sql, "a lead whose id is neither a whole number nor text", m);
  if (status == STORE_OK) status = id_is_unique(s, m, &unique);
  if (status != STORE_OK || unique) return status;
  sql = arena_printf(a, "SELECT %.*s FROM %.*s WHERE %.*s GROUP BY %.*s HAVING count(*) > 1 LIMIT 1", STR_FMT(id),
                     STR_FMT(from), STR_FMT(scope), STR_FMT(id));
  return none_of(s, sql, "several leads with one id", m);
}

static StoreStatus find_leads(Store *s, Arena *a, const SourceDecl *decl, Table *out) {
  bool found;
  Str name = decl ? decl->table : STR("leads");
  StoreStatus status = table_find(s, a, name, out, &found);
  if (status != STORE_OK) return status;
  if (!found && !decl)
    return store_fail(s, STORE_BAD,
                      "the database has no table `leads`: make it with `leat init`, load leads with "
                      "`leat import`, or say `leads from \"…\"` in the script");
  if (!found && name_is_reserved(name))
    return store_fail(s, STORE_BAD, "`%.*s` is one of Leat's own tables, or SQLite's", STR_FMT(name));
  if (!found) return table_unknown(s, name);
  if (out->view)
    return store_fail(s, STORE_BAD,
                      "`%.*s` is a view: leads must come from a table, so that their owner can be written",
                      STR_FMT(out->name));
  return STORE_OK;
}

static StoreStatus find_reps(Store *s, Arena *a, const SourceDecl *decl, Table *out, bool *found_out) {
  Str name = decl ? decl->table : STR("reps");
  StoreStatus status = table_find(s, a, name, out, found_out);
  if (status != STORE_OK || *found_out || !decl) return status;
  return table_unknown(s, name);
}

StoreStatus store_map(Store *s, const SourceDecl *leads, const SourceDecl *reps) {
  bool found;
  stmt_clear(s, STMT_MAPPED);
  arena_reset(&s->arena);
  s->leads = s->reps = (MappedTable){0};
  s->events = s->activities = (EventTable){0};
  s->mapped = false;
  StoreStatus status = find_leads(s, &s->arena, leads, &s->leads.table);
  if (status == STORE_OK) status = map_table(s, &s->leads, leads);
  if (status == STORE_OK) status = need_role(s, &s->leads, ROLE_OWNER, "owner_email");
  if (status == STORE_OK) status = check_ids(s, &s->leads);
  if (status == STORE_OK) lead_conditions(s, &s->leads);
  if (status == STORE_OK) status = find_reps(s, &s->arena, reps, &s->reps.table, &found);
  if (status == STORE_OK && found) status = map_table(s, &s->reps, reps);
  s->mapped = status == STORE_OK;
  return status;
}

StoreStatus store_has_column(Store *s, Str role, bool *out) {
  need_map(s);
  *out = table_column(&s->leads.table, role) >= 0;
  for (int r = 0; r < ROLE_COUNT; r++)
    if (str_is(role, ROLE_WORDS[r])) *out = s->leads.role[r] >= 0;
  return STORE_OK;
}

/* ---- what the checker must know ---- */

/* A column without a type is what its first values are, when they agree. */
static StoreStatus sample_type(Store *s, const Table *t, int column, Type *out) {
  static const char doing[] = "look at a column's values";
  StrBuf sql;
  sqlite3_stmt *stmt;
  strbuf_init(&sql);
  strbuf_text(&sql, "SELECT count(*), sum(type = 'text'), sum(type IN ('integer', 'real')) FROM (SELECT typeof(");
  sql_column(&sql, t, column);
  strbuf_text(&sql, ") AS type FROM ");
  sql_name(&sql, t->name);
  strbuf_text(&sql, " WHERE ");
  sql_column(&sql, t, column);
  strbuf_text(&sql, " IS NOT NULL LIMIT 1000)");
  StoreStatus status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  if (stmt_row(s, stmt, doing, &status)) {
    int64_t all = sqlite3_column_int64(stmt, 0);
    if (all && sqlite3_column_int64(stmt, 1) == all) *out = TYPE_TEXT;
    if (all && sqlite3_column_int64(stmt, 2) == all) *out = TYPE_NUMBER;
  }
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus table_schema(Store *s, const Table *t, Arena *a, Schema *out) {
  StoreStatus status = STORE_OK;
  out->known = true;
  for (uint32_t i = 0; i < t->columns.n && status == STORE_OK; i++) {
    const TableColumn *c = &t->columns.v[i];
    SchemaColumn column = {.name = c->name, .type = c->type, .nullable = !c->not_null && !c->primary};
    if (column.type == TYPE_NONE) status = sample_type(s, t, (int)i, &column.type);
    VEC_PUSH(a, out->columns, column);
  }
  return status;
}

StoreStatus store_lead_schema(Store *s, const SourceDecl *leads, Arena *a, Schema *out) {
  Table t;
  *out = (Schema){0};
  StoreStatus status = find_leads(s, a, leads, &t);
  return status == STORE_OK ? table_schema(s, &t, a, out) : status;
}

StoreStatus store_rep_schema(Store *s, const SourceDecl *reps, Arena *a, Schema *out) {
  Table t;
  bool found;
  *out = (Schema){0};
  StoreStatus status = find_reps(s, a, reps, &t, &found);
  return status == STORE_OK && found ? table_schema(s, &t, a, out) : status;
}
