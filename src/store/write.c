/* What a plan does to a lead. Each function is one row; the transaction is the caller's. */
#include "base/json.h"
#include "store/db.h"

static const char ASSIGNING[] = "write the owner of a lead";
static const char STATE[] = "write the state of a lead";

/* "UPDATE table SET owner = ?2, pool = ?3, status = … WHERE key = ?1 AND it has no owner" */
static void assign_sql(StrBuf *sql, const MappedTable *m) {
  const Table *t = &m->table;
  strbuf_printf(sql, "UPDATE %.*s SET ", STR_FMT(m->from));
  sql_name(sql, t->columns.v[m->role[ROLE_OWNER]].name);
  strbuf_text(sql, " = ?2");
  if (m->role[ROLE_POOL] >= 0) {
    strbuf_text(sql, ", ");
    sql_name(sql, t->columns.v[m->role[ROLE_POOL]].name);
    strbuf_text(sql, " = ?3");
  }
  if (m->role[ROLE_STATUS] >= 0) {
    strbuf_text(sql, ", ");
    sql_name(sql, t->columns.v[m->role[ROLE_STATUS]].name);
    strbuf_text(sql, " = coalesce(?4, ");
    sql_column(sql, t, m->role[ROLE_STATUS]);
    strbuf_char(sql, ')');
  }
  strbuf_printf(sql, " WHERE %.*s = ?1 AND %.*s", STR_FMT(m->key), STR_FMT(m->free));
}

StoreStatus mapped_ready(Store *s, StmtSlot slot, void (*write)(StrBuf *, const MappedTable *),
                                const char *doing, sqlite3_stmt **out) {
  need_map(s);
  *out = s->stmts[slot];
  if (*out) return STORE_OK;
  StrBuf sql;
  strbuf_init(&sql);
  write(&sql, &s->leads);
  StoreStatus status = stmt_ready(s, slot, sql.p, doing, out);
  strbuf_deinit(&sql);
  return status;
}

StoreStatus store_assign(Store *s, const LeadRow *lead, Str rep, Str pool, Str lead_status) {
  sqlite3_stmt *stmt;
  StoreStatus status = mapped_ready(s, STMT_ASSIGN, assign_sql, ASSIGNING, &stmt);
  if (status != STORE_OK) return status;
  bind_key(s, stmt, 1, lead);
  bind_str(stmt, 2, rep);
  if (s->leads.role[ROLE_POOL] >= 0) bind_str_or_null(stmt, 3, pool);
  if (s->leads.role[ROLE_STATUS] >= 0) bind_str_or_null(stmt, 4, lead_status);
  status = stmt_run(s, stmt, ASSIGNING);
  if (status == STORE_OK && sqlite3_changes64(s->db) != 1)
    return store_fail(s, STORE_CONFLICT, "lead %.*s has an owner by now, or is gone", STR_FMT(lead->id_text));
  return status;
}

/* ---- outcomes other than assigned ---- */

static void status_sql(StrBuf *sql, const MappedTable *m) {
  const Table *t = &m->table;
  strbuf_printf(sql, "UPDATE %.*s SET ", STR_FMT(m->from));
  sql_name(sql, t->columns.v[m->role[ROLE_STATUS]].name);
  strbuf_printf(sql, " = ?2 WHERE %.*s = ?1 AND ", STR_FMT(m->key));
  sql_column(sql, t, m->role[ROLE_STATUS]);
  strbuf_text(sql, " IS NOT ?2");
}

static StoreStatus write_status(Store *s, const LeadRow *lead, Str word) {
  sqlite3_stmt *stmt;
  if (s->leads.role[ROLE_STATUS] < 0) return STORE_OK;
  StoreStatus status = mapped_ready(s, STMT_STATUS, status_sql, STATE, &stmt);
  if (status != STORE_OK) return status;
  bind_key(s, stmt, 1, lead);
  bind_str(stmt, 2, word);
  return stmt_run(s, stmt, STATE);
}

static bool cell_is(sqlite3_stmt *stmt, int at, Str text) {
  const char *p = (const char *)sqlite3_column_text(stmt, at);
  return str_eq((Str){p ? p : "", p ? (size_t)sqlite3_column_bytes(stmt, at) : 0}, text);
}

StoreStatus store_status(Store *s, const LeadRow *lead, Str word) { return write_status(s, lead, word); }

typedef struct OldState {
  bool there, same, same_queue, over;
} OldState;

static StoreStatus read_state(Store *s, const LeadRow *lead, const StateRow *state, OldState *out) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_STATE_GET, "SELECT outcome, rule, reason, script, pool FROM leat_state WHERE lead = ?1", STATE, &stmt);
  if (status != STORE_OK) return status;
  *out = (OldState){0};
  bind_value(stmt, 1, lead->id);
  if (stmt_row(s, stmt, STATE, &status)) {
    bool outcome = cell_is(stmt, 0, state->outcome), pool = cell_is(stmt, 4, state->pool);
    out->there = true;
    out->same = outcome && pool && cell_is(stmt, 1, state->rule) && cell_is(stmt, 2, state->reason) &&
                cell_is(stmt, 3, state->script);
    out->same_queue = outcome && pool && str_is(state->outcome, "waiting");
    out->over = cell_is(stmt, 0, STR("archived")) || cell_is(stmt, 0, STR("won")) || cell_is(stmt, 0, STR("lost")) ||
                cell_is(stmt, 0, STR("duplicate")) || cell_is(stmt, 0, STR("sea"));
  }
  sqlite3_reset(stmt);
  return status;
}

/* ?9: it stays in the queue that it was in, and keeps its place there. */
StoreStatus put_state(Store *s, const LeadRow *lead, const StateRow *state, bool same_queue) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_STATE_PUT,
      "INSERT INTO leat_state(lead, outcome, pool, rule, line, reason, script, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
      "?8) "
      "ON CONFLICT(lead) DO UPDATE SET outcome = ?2, pool = ?3, rule = ?4, line = ?5, reason = ?6, script = ?7, "
      "at = CASE WHEN ?9 THEN at ELSE ?8 END",
      STATE, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead->id);
  bind_str(stmt, 2, state->outcome);
  bind_str_or_null(stmt, 3, state->pool);
  bind_str_or_null(stmt, 4, state->rule);
  if (state->line)
    sqlite3_bind_int64(stmt, 5, state->line);
  else
    sqlite3_bind_null(stmt, 5);
  bind_str_or_null(stmt, 6, state->reason);
  bind_str_or_null(stmt, 7, state->script);
  bind_time(s, stmt, 8, state->at);
  sqlite3_bind_int(stmt, 9, same_queue);
  s->states = STATES_SOME;
  return stmt_run(s, stmt, STATE);
}

StoreStatus store_state(Store *s, const LeadRow *lead, const StateRow *state, bool *changed_out) {
  OldState old = {0};
  need_map(s);
  StoreStatus status = read_state(s, lead, state, &old);
  if (status == STORE_OK) status = write_status(s, lead, state->outcome);
  /* A run was given it all the same: somebody made it new again, and what it was is over. */
  if (status == STORE_OK && !old.same && old.over) status = store_state_clear(s, lead);
  if (status == STORE_OK && !old.same) status = put_state(s, lead, state, old.same_queue);
  *changed_out = !old.same;
  return status;
}

StoreStatus store_state_is(Store *s, const LeadRow *lead, const StateRow *state, bool *same_out) {
  OldState old = {0};
  need_map(s);
  StoreStatus status = s->has_leat ? read_state(s, lead, state, &old) : STORE_OK;
  *same_out = old.same;
  return status;
}

/* Mostly nobody has a state: one look at the table spares a search for every lead. Holds for the transaction, which
 * keeps others from writing. */
static StoreStatus no_states(Store *s, bool *out) {
  int64_t some = 1;
  StoreStatus status = STORE_OK;
  *out = false;
  if (sqlite3_get_autocommit(s->db)) return STORE_OK;
  if (s->states == STATES_UNKNOWN) {
    status = db_int(s, "SELECT EXISTS (SELECT 1 FROM leat_state)", STATE, &some);
    s->states = some ? STATES_SOME : STATES_NONE;
  }
  *out = s->states == STATES_NONE;
  return status;
}

StoreStatus store_state_clear(Store *s, const LeadRow *lead) {
  sqlite3_stmt *stmt;
  bool none;
  StoreStatus status = no_states(s, &none);
  if (status != STORE_OK || none) return status;
  status = stmt_ready(s, STMT_STATE_CLEAR, "DELETE FROM leat_state WHERE lead = ?1", STATE, &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead->id);
  return stmt_run(s, stmt, STATE);
}

/* ---- fields ---- */

static StoreStatus field_stmt(Store *s, int column, bool changed_only, const char *doing, sqlite3_stmt **out) {
  const MappedTable *m = &s->leads;
  for (uint32_t i = 0; i < s->fields.n; i++)
    if (s->fields.v[i].column == column && s->fields.v[i].changed_only == changed_only) {
      *out = s->fields.v[i].stmt;
      return STORE_OK;
    }
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_printf(&sql, "UPDATE %.*s SET ", STR_FMT(m->from));
  sql_name(&sql, m->table.columns.v[column].name);
  strbuf_printf(&sql, " = ?2 WHERE %.*s = ?1", STR_FMT(m->key));
  if (changed_only) {
    strbuf_text(&sql, " AND ");
    sql_column(&sql, &m->table, column);
    strbuf_text(&sql, " IS NOT ?2");
  }
  StoreStatus status = stmt_new(s, sql.p, doing, out);
  strbuf_deinit(&sql);
  if (status == STORE_OK) VEC_PUSH(&s->arena, s->fields, (FieldStmt){column, changed_only, *out});
  return status;
}

static void write_json(JsonWriter *w, Value v) {
  char text[40];
  switch ((ValueKind)v.kind) {
    case VAL_TEXT: json_str(w, value_str(v)); break;
    case VAL_INT:
    case VAL_REAL: json_number(w, value_as_number(v)); break;
    case VAL_BOOL: json_bool(w, v.i != 0); break;
    case VAL_TIME: json_str(w, (Str){text, time_format(v.i, text)}); break;
    case VAL_DURATION: json_int(w, v.i); break;
    default: json_null(w); break;
  }
}

static void list_json(StrBuf *out, const ListValue *list) {
  JsonWriter w;
  json_init(&w, out);
  json_begin_array(&w);
  for (uint32_t i = 0; i < list->n; i++) write_json(&w, list->v[i]);
  json_end_array(&w);
}

static StoreStatus set_field(Store *s, const LeadRow *lead, Str source_column, Value value, bool changed_only) {
  static const char doing[] = "write a field of a lead";
  need_map(s);
  const MappedTable *m = &s->leads;
  int column = table_column(&m->table, source_column);
  sqlite3_stmt *stmt;
  if (column < 0) return table_no_column(s, &m->table, source_column);
  if (column == m->role[ROLE_ID] || column == m->role[ROLE_OWNER])
    return store_fail(s, STORE_BAD, "`set` may not write `%.*s`: it is the lead's %s", STR_FMT(source_column),
                      column == m->role[ROLE_ID] ? "id" : "owner");
  StoreStatus status = field_stmt(s, column, changed_only, doing, &stmt);
  if (status != STORE_OK) return status;
  StrBuf text;
  char time[40];
  strbuf_init(&text);
  bind_key(s, stmt, 1, lead);
  if (value.kind == VAL_LIST) {
    list_json(&text, value.list);
    bind_str(stmt, 2, strbuf_view(&text));
  } else if (value.kind == VAL_TIME && m->table.columns.v[column].type != TYPE_NUMBER) {
    bind_str(stmt, 2, (Str){time, time_format(value.i, time)});
  } else if (value.kind == VAL_TIME || value.kind == VAL_DURATION) {
    sqlite3_bind_int64(stmt, 2, value.i);
  } else {
    bind_value(stmt, 2, value);
  }
  status = stmt_run(s, stmt, doing);
  sqlite3_clear_bindings(stmt);
  strbuf_deinit(&text);
  return status;
}

StoreStatus store_set_field(Store *s, const LeadRow *lead, Str source_column, Value value) {
  return set_field(s, lead, source_column, value, false);
}

StoreStatus store_set_changed(Store *s, const LeadRow *lead, Str source_column, Value value) {
  return set_field(s, lead, source_column, value, true);
}

/* ---- beside the lead ---- */

StoreStatus store_tag(Store *s, const LeadRow *lead, Str tag, int64_t at, Str rule) {
  static const char doing[] = "write a tag";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_TAG, "INSERT INTO leat_tags(lead, tag, at, rule) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", doing,
      &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead->id);
  bind_str(stmt, 2, tag);
  bind_time(s, stmt, 3, at);
  bind_str_or_null(stmt, 4, rule);
  return stmt_run(s, stmt, doing);
}

StoreStatus store_outbox(Store *s, const LeadRow *lead, const OutboxRow *row) {
  static const char doing[] = "write the outbox";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(
      s, STMT_OUTBOX,
      "INSERT INTO leat_outbox(lead, kind, channel, text, due, at, rule) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", doing,
      &stmt);
  if (status != STORE_OK) return status;
  bind_value(stmt, 1, lead->id);
  bind_str(stmt, 2, row->kind);
  bind_str_or_null(stmt, 3, row->channel);
  bind_str(stmt, 4, row->text);
  bind_time_or_null(stmt, 5, row->due);
  bind_time(s, stmt, 6, row->at);
  bind_str_or_null(stmt, 7, row->rule);
  return stmt_run(s, stmt, doing);
}

StoreStatus store_turn_save(Store *s, const TurnRow *turn) {
  static const char doing[] = "write a turn";
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_ready(s, STMT_TURN,
                                  "INSERT INTO leat_turns(pool, rep, seq, credit, scale) VALUES (?1, ?2, ?3, ?4, ?5) "
                                  "ON CONFLICT(pool, rep) DO UPDATE SET seq = ?3, credit = ?4, scale = ?5",
                                  doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, turn->pool);
  bind_str(stmt, 2, turn->rep);
  sqlite3_bind_int64(stmt, 3, turn->seq);
  sqlite3_bind_int64(stmt, 4, turn->credit);
  sqlite3_bind_int64(stmt, 5, turn->scale);
  return stmt_run(s, stmt, doing);
}
