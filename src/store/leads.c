/* Reading leads: in batches for a run, one by one for explain, all for samples. */
#include <string.h>

#include <stdlib.h>

#include "base/mem.h"
#include "store/db.h"

static const char READING[] = "read the leads";

struct LeadCursor {
  Store *s;
  Arena arena;
  Picks picks;
  Str select;               /* SELECT key, id, … FROM … WHERE */
  sqlite3_stmt *of_waiting; /* one lead of the queue, when it still waits */
  sqlite3_stmt *pending;    /* the next page */
  bool paged;               /* `pending` begins after a key */
  VEC(LeadKey) waiting;     /* the queue as it was when the cursor was opened, oldest first */
  VEC(LeadKey) given;       /* those of it that were given, in order of the key once the queue is through */
  CursorPlace now;
  uint32_t sorted;          /* so many of `given` are in order of the key */
};

/* ---- the queue ---- */

static LeadKey read_key(const Store *s, sqlite3_stmt *stmt, Arena *a) {
  if (s->leads.by_rowid) return (LeadKey){.rowid = sqlite3_column_int64(stmt, 0)};
  return (LeadKey){.id = cell_value(stmt, 0, a)};
}

static void bind_place(const Store *s, sqlite3_stmt *stmt, int at, LeadKey key) {
  if (s->leads.by_rowid)
    sqlite3_bind_int64(stmt, at, key.rowid);
  else
    bind_value(stmt, at, key.id);
}

static StoreStatus read_queue(LeadCursor *c) {
  Store *s = c->s;
  const MappedTable *m = &s->leads;
  sqlite3_stmt *stmt;
  Str since =
      s->has_leat
          ? arena_printf(&c->arena, "(SELECT rtrim(leat_state.at, 'Z') FROM leat_state WHERE leat_state.lead = +%.*s)",
                         STR_FMT(m->id))
          : STR("NULL");
  Str sql = arena_printf(
      &c->arena, "SELECT %.*s, %.*s AS leat_since FROM %.*s WHERE %.*s ORDER BY leat_since IS NULL, leat_since, %.*s",
      STR_FMT(m->key), STR_FMT(since), STR_FMT(m->from), STR_FMT(m->waiting), STR_FMT(m->key));
  StoreStatus status = stmt_new(s, sql.p, READING, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, READING, &status)) VEC_PUSH(&c->arena, c->waiting, read_key(s, stmt, &c->arena));
  sqlite3_finalize(stmt);
  return status;
}

/* ---- opening ---- */

static StoreStatus prepare_page(LeadCursor *c, bool after_key) {
  const MappedTable *m = &c->s->leads;
  Str sql = arena_printf(&c->arena, "%.*s %.*s%s%.*s%s ORDER BY %.*s LIMIT ?2", STR_FMT(c->select), STR_FMT(m->pending),
                         after_key ? " AND " : "", after_key ? (int)m->key.n : 0, m->key.p, after_key ? " > ?1" : "",
                         STR_FMT(m->key));
  sqlite3_finalize(c->pending);
  c->pending = NULL;
  c->paged = after_key;
  return stmt_new(c->s, sql.p, READING, &c->pending);
}

/* "SELECT key, id, requested columns FROM table WHERE" */
static StoreStatus lead_select(Store *s, Arena *a, const CodeColumn *columns, uint32_t n, Picks *picks, Str *out) {
  const MappedTable *m = &s->leads;
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_printf(&sql, "SELECT %.*s, %.*s", STR_FMT(m->key), STR_FMT(m->id));
  StoreStatus status = picks_add(s, a, &sql, &m->table, columns, n, 2, picks);
  strbuf_printf(&sql, " FROM %.*s WHERE", STR_FMT(m->from));
  *out = arena_copy(a, strbuf_view(&sql));
  strbuf_deinit(&sql);
  return status;
}

static StoreStatus prepare_both(LeadCursor *c) {
  const MappedTable *m = &c->s->leads;
  Str sql =
      arena_printf(&c->arena, "%.*s %.*s AND %.*s = ?1", STR_FMT(c->select), STR_FMT(m->waiting), STR_FMT(m->key));
  StoreStatus status = stmt_new(c->s, sql.p, READING, &c->of_waiting);
  return status == STORE_OK ? prepare_page(c, c->now.started) : status;
}

StoreStatus store_cursor_open(Store *s, const CodeColumn *columns, uint32_t n, LeadCursor **out) {
  need_map(s);
  LeadCursor *c = mem_alloc(sizeof *c);
  *c = (LeadCursor){.s = s};
  arena_init(&c->arena, 0);
  *out = NULL;
  StoreStatus status = lead_select(s, &c->arena, columns, n, &c->picks, &c->select);
  if (status == STORE_OK) status = prepare_both(c);
  if (status == STORE_OK) status = read_queue(c);
  if (status == STORE_OK)
    *out = c;
  else
    store_cursor_close(c);
  return status;
}

void store_cursor_close(LeadCursor *c) {
  if (!c) return;
  sqlite3_finalize(c->of_waiting);
  sqlite3_finalize(c->pending);
  arena_deinit(&c->arena);
  mem_free(c);
}

/* ---- reading ---- */

typedef struct Batch {
  Arena *arena;
  LeadRow *rows;
  Value *cells; /* `width` for each row */
  uint32_t count, most, width;
} Batch;

static StoreStatus batch_add(LeadCursor *c, Batch *b, sqlite3_stmt *stmt, bool waiting) {
  LeadRow *row = &b->rows[b->count];
  *row = (LeadRow){.waiting = waiting};
  lead_read(c->s, stmt, &c->picks, b->arena, b->cells + (size_t)b->count * b->width, row);
  if (row->id.kind == VAL_MISSING)
    return store_fail(c->s, STORE_BAD, "a lead has no id, or one that is neither a number nor text");
  b->count++;
  return STORE_OK;
}

static StoreStatus take_waiting(LeadCursor *c, Batch *b) {
  StoreStatus status = STORE_OK;
  while (status == STORE_OK && b->count < b->most && c->now.waiting < c->waiting.n) {
    LeadKey key = c->waiting.v[c->now.waiting++];
    bind_place(c->s, c->of_waiting, 1, key);
    if (stmt_row(c->s, c->of_waiting, READING, &status)) {
      status = batch_add(c, b, c->of_waiting, true);
      VEC_PUSH(&c->arena, c->given, key);
      c->now.given = c->given.n;
    }
    sqlite3_reset(c->of_waiting);
  }
  return status;
}

static int cmp_key(const void *x, const void *y) {
  const LeadKey *a = x, *b = y;
  if (a->rowid != b->rowid) return a->rowid < b->rowid ? -1 : 1;
  if (a->id.kind != b->id.kind) return a->id.kind < b->id.kind ? -1 : 1;
  if (a->id.kind == VAL_MISSING) return 0;
  return value_cmp(a->id, b->id);
}

/* A lead of the queue that came out unrouted is pending now, but had its turn. */
static bool was_given(LeadCursor *c, const LeadRow *row) {
  if (!c->given.n) return false;
  if (c->sorted != c->given.n) {
    qsort(c->given.v, c->given.n, sizeof *c->given.v, cmp_key);
    c->sorted = c->given.n;
  }
  LeadKey key = c->s->leads.by_rowid ? (LeadKey){.rowid = row->rowid} : (LeadKey){.id = row->id};
  return bsearch(&key, c->given.v, c->given.n, sizeof *c->given.v, cmp_key) != NULL;
}

static void keep_last(LeadCursor *c, const LeadRow *row) {
  c->now.started = true;
  c->now.last.rowid = row->rowid;
  c->now.last.id = row->id;
  if (!c->s->leads.by_rowid && row->id.kind == VAL_TEXT)
    c->now.last.id = value_text(arena_copy(&c->arena, value_str(row->id)));
}

static StoreStatus take_page(LeadCursor *c, Batch *b) {
  StoreStatus status = STORE_OK;
  uint32_t wanted = b->most - b->count, got = 0;
  if (c->paged != c->now.started) status = prepare_page(c, c->now.started);
  if (status != STORE_OK) return status;
  if (c->now.started) bind_place(c->s, c->pending, 1, c->now.last);
  sqlite3_bind_int64(c->pending, 2, wanted);
  while (status == STORE_OK && stmt_row(c->s, c->pending, READING, &status)) {
    got++;
    status = batch_add(c, b, c->pending, false);
    if (status != STORE_OK) break;
    LeadRow *row = &b->rows[b->count - 1];
    if (got == wanted) keep_last(c, row);
    if (was_given(c, row)) b->count--;
  }
  sqlite3_reset(c->pending);
  if (got < wanted) c->now.ended = true;
  return status;
}

StoreStatus store_cursor_next(LeadCursor *c, Arena *a, uint32_t most, LeadRow **out, uint32_t *count_out) {
  Batch b = {.arena = a, .most = most, .width = c->picks.n};
  b.rows = ARENA_ARRAY(a, LeadRow, most);
  b.cells = ARENA_ARRAY(a, Value, (size_t)most * b.width + 1);
  StoreStatus status = take_waiting(c, &b);
  while (status == STORE_OK && b.count < most && !c->now.ended) status = take_page(c, &b);
  *out = b.rows;
  *count_out = status == STORE_OK ? b.count : 0;
  return status;
}

CursorPlace store_cursor_place(const LeadCursor *c) { return c->now; }

void store_cursor_back(LeadCursor *c, const CursorPlace *place) {
  /* `given` is in order of arrival until the queue is through, and after that no batch adds to it but the one that
   * emptied the queue: what was given since is dropped by its key. */
  if (c->given.n > place->given) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->given.n; i++) {
      bool again = false;
      for (uint32_t k = place->waiting; k < c->now.waiting && !again; k++)
        again = cmp_key(&c->given.v[i], &c->waiting.v[k]) == 0;
      if (!again) c->given.v[kept++] = c->given.v[i];
    }
    c->given.n = kept;
    c->sorted = 0;
  }
  c->now = *place;
}

StoreStatus store_cursor_move(LeadCursor *c, Store *s) {
  if (c->s == s) return STORE_OK;
  need_map(s);
  sqlite3_finalize(c->of_waiting);
  c->of_waiting = NULL;
  c->s = s;
  return prepare_both(c);
}

StoreStatus store_count_pending(Store *s, int64_t *out) {
  need_map(s);
  const MappedTable *m = &s->leads;
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_printf(&sql, "SELECT count(*) FROM %.*s WHERE (%.*s) OR (%.*s)", STR_FMT(m->from), STR_FMT(m->pending),
                STR_FMT(m->waiting));
  StoreStatus status = db_int(s, sql.p, "count the leads", out);
  strbuf_deinit(&sql);
  return status;
}

/* ---- others ---- */

/* "SELECT key, id, owner, status, waits, requested columns FROM table WHERE id is that" */
static StoreStatus one_lead_select(Store *s, Arena *a, StrBuf *sql, const CodeColumn *columns, uint32_t n,
                                   Picks *picks) {
  const MappedTable *m = &s->leads;
  strbuf_printf(sql, "SELECT %.*s, %.*s, ", STR_FMT(m->key), STR_FMT(m->id));
  sql_column(sql, &m->table, m->role[ROLE_OWNER]);
  strbuf_text(sql, ", ");
  if (m->role[ROLE_STATUS] >= 0)
    sql_column(sql, &m->table, m->role[ROLE_STATUS]);
  else
    strbuf_text(sql, "NULL");
  strbuf_printf(sql, ", (%.*s)", STR_FMT(m->waiting));
  StoreStatus status = picks_add(s, a, sql, &m->table, columns, n, 5, picks);
  strbuf_printf(sql, " FROM %.*s WHERE %.*s IN (?1, ?2) LIMIT 1", STR_FMT(m->from), STR_FMT(m->id));
  return status;
}

StoreStatus store_lead(Store *s, Arena *a, const CodeColumn *columns, uint32_t n, Str id, LeadRow *out, Str *owner_out,
                       Str *status_out, bool *found_out) {
  static const char doing[] = "read a lead";
  need_map(s);
  StrBuf sql;
  Picks picks;
  sqlite3_stmt *stmt = NULL;
  *found_out = false;
  *out = (LeadRow){0};
  strbuf_init(&sql);
  StoreStatus status = one_lead_select(s, a, &sql, columns, n, &picks);
  if (status == STORE_OK) status = stmt_new(s, sql.p, doing, &stmt);
  strbuf_deinit(&sql);
  if (status != STORE_OK) return status;
  bind_id_text(stmt, 1, id);
  if (stmt_row(s, stmt, doing, &status)) {
    *found_out = true;
    out->waiting = sqlite3_column_int(stmt, 4) != 0;
    lead_read(s, stmt, &picks, a, ARENA_ARRAY(a, Value, n + 1), out);
    if (owner_out) *owner_out = cell_str(stmt, 2, a);
    if (status_out) *status_out = cell_str(stmt, 3, a);
  }
  sqlite3_finalize(stmt);
  return status;
}

typedef struct Each { /* row by row; owner: of store_each_open */
  const CodeColumn *columns;
  uint32_t n;
  Str condition;
  int64_t most;
  bool (*lead)(void *ctx, const LeadRow *row);
  bool (*open)(void *ctx, const LeadRow *row, Str owner);
  void *ctx;
} Each;

static Str text_of_owner(Arena *a, Value v) {
  char digits[32];
  if (v.kind == VAL_TEXT) return value_str(v);
  if (v.kind != VAL_INT && v.kind != VAL_REAL) return (Str){"", 0};
  return arena_copy(a, (Str){digits, number_format(value_as_number(v), digits)});
}

static StoreStatus each_row(Store *s, const Each *each) {
  const MappedTable *m = &s->leads;
  Arena fixed, of_row;
  Picks picks;
  Str select;
  sqlite3_stmt *stmt = NULL;
  arena_init(&fixed, 0);
  arena_init(&of_row, 0);
  StoreStatus status = lead_select(s, &fixed, each->columns, each->n, &picks, &select);
  if (status == STORE_OK) {
    Str sql = arena_printf(&fixed, "%.*s %.*s ORDER BY %.*s LIMIT ?1", STR_FMT(select), STR_FMT(each->condition),
                           STR_FMT(m->key));
    status = stmt_new(s, sql.p, READING, &stmt);
  }
  if (status == STORE_OK) {
    Value *cells = ARENA_ARRAY(&fixed, Value, each->n + 1);
    sqlite3_bind_int64(stmt, 1, each->most);
    for (bool more = true; more && stmt_row(s, stmt, READING, &status); arena_reset(&of_row)) {
      LeadRow row = {0};
      lead_read(s, stmt, &picks, &of_row, cells, &row);
      if (each->lead) more = each->lead(each->ctx, &row);
      else more = each->open(each->ctx, &row, text_of_owner(&of_row, cells[each->n - 1]));
    }
  }
  sqlite3_finalize(stmt);
  arena_deinit(&fixed);
  arena_deinit(&of_row);
  return status;
}

StoreStatus store_each_lead(Store *s, const CodeColumn *columns, uint32_t n, int64_t most,
                            bool (*each)(void *ctx, const LeadRow *row), void *ctx) {
  need_map(s);
  return each_row(s, &(Each){.columns = columns, .n = n, .condition = s->leads.scope, .most = most, .lead = each,
                             .ctx = ctx});
}

StoreStatus store_each_open(Store *s, const CodeColumn *columns, uint32_t n,
                            bool (*each)(void *ctx, const LeadRow *row, Str owner), void *ctx) {
  need_map(s);
  Arena a;
  arena_init(&a, 0);
  CodeColumn *all = ARENA_ARRAY(&a, CodeColumn, n + 1);
  if (n) memcpy(all, columns, n * sizeof *all);
  all[n] = (CodeColumn){.source_name = s->leads.table.columns.v[s->leads.role[ROLE_OWNER]].name, .read = true};
  StoreStatus status = each_row(s, &(Each){.columns = all, .n = n + 1, .condition = open_condition(s, &a),
                                           .most = INT64_MAX, .open = each, .ctx = ctx});
  arena_deinit(&a);
  return status;
}

/* "SELECT key, id, owner, pending, requested columns FROM table WHERE scope" in rowid order */
static StoreStatus known_select(Store *s, Arena *a, const CodeColumn *columns, uint32_t n, Picks *picks, Str *out) {
  const MappedTable *m = &s->leads;
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_printf(&sql, "SELECT %.*s, %.*s, ", STR_FMT(m->key), STR_FMT(m->id));
  sql_column(&sql, &m->table, m->role[ROLE_OWNER]);
  strbuf_printf(&sql, ", (%.*s) OR (%.*s)", STR_FMT(m->pending), STR_FMT(m->waiting));
  StoreStatus status = picks_add(s, a, &sql, &m->table, columns, n, 4, picks);
  strbuf_printf(&sql, " FROM %.*s WHERE %.*s ORDER BY %.*s", STR_FMT(m->from), STR_FMT(m->scope), STR_FMT(m->key));
  *out = arena_copy(a, strbuf_view(&sql));
  strbuf_deinit(&sql);
  return status;
}

StoreStatus store_each_known(Store *s, const CodeColumn *columns, uint32_t n,
                             bool (*each)(void *ctx, const KnownLead *lead), void *ctx) {
  need_map(s);
  Arena fixed, of_row;
  Picks picks;
  Str sql;
  sqlite3_stmt *stmt = NULL;
  arena_init(&fixed, 0);
  arena_init(&of_row, 0);
  StoreStatus status = known_select(s, &fixed, columns, n, &picks, &sql);
  if (status == STORE_OK) status = stmt_new(s, sql.p, READING, &stmt);
  if (status == STORE_OK) {
    Value *cells = ARENA_ARRAY(&fixed, Value, n + 1);
    for (bool more = true; more && stmt_row(s, stmt, READING, &status); arena_reset(&of_row)) {
      LeadRow row = {0};
      lead_read(s, stmt, &picks, &of_row, cells, &row);
      KnownLead known = {.row = &row, .owner = str_trim(cell_str(stmt, 2, &of_row)),
                         .pending = sqlite3_column_int(stmt, 3) != 0};
      more = each(ctx, &known);
    }
  }
  sqlite3_finalize(stmt);
  arena_deinit(&fixed);
  arena_deinit(&of_row);
  return status;
}
