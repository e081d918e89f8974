/* The admin's `where "sql"`: proves that it can neither leave its parentheses nor touch anything but its table. */
#include <string.h>

#include "store/db.h"

/* Functions of one row without effects, clock or randomness. */
static const char *const ALLOWED[] = {
    "abs",
    "ceil",
    "ceiling",
    "coalesce",
    "floor",
    "glob",
    "hex",
    "ifnull",
    "iif",
    "instr",
    "json_array_length",
    "json_extract",
    "json_type",
    "json_valid",
    "->",
    "->>",
    "length",
    "like",
    "likely",
    "lower",
    "ltrim",
    "max",
    "min",
    "mod",
    "nullif",
    "quote",
    "replace",
    "round",
    "rtrim",
    "sign",
    "substr",
    "substring",
    "trim",
    "typeof",
    "unicode",
    "unlikely",
    "upper",
};

typedef struct WhereCheck {
  const Table *table;
  int selects;
  char refused[64]; /* what was not allowed, in words */
} WhereCheck;

static int refuse(WhereCheck *c, const char *what, const char *name) {
  if (!c->refused[0]) sqlite3_snprintf((int)sizeof c->refused, c->refused, what, name ? name : "");
  return SQLITE_DENY;
}

static int authorise(void *ctx, int action, const char *a, const char *b, const char *schema, const char *inside) {
  WhereCheck *c = ctx;
  (void)schema;
  if (action == SQLITE_SELECT) return c->selects++ && !c->table->view ? refuse(c, "a subquery", NULL) : SQLITE_OK;
  if (action == SQLITE_READ) {
    bool own = a && str_eq_ascii_nocase(str_of(a), c->table->name);
    bool through_view = c->table->view && inside && str_eq_ascii_nocase(str_of(inside), c->table->name);
    return own || through_view ? SQLITE_OK : refuse(c, "the table %.40s", a);
  }
  if (action == SQLITE_FUNCTION) {
    for (size_t i = 0; b && i < sizeof ALLOWED / sizeof *ALLOWED; i++)
      if (str_eq_ascii_nocase(str_of(b), str_of(ALLOWED[i]))) return SQLITE_OK;
    if (c->table->view && inside) return SQLITE_OK; /* the view's own text */
    return refuse(c, "the function %.40s", b);
  }
  return refuse(c, "anything but a condition on columns", NULL);
}

/* The byte after the quoted run that begins at i; where.n + 1 when it has no end. */
static size_t quoted_end(Str where, size_t i) {
  char end = where.p[i] == '[' ? ']' : where.p[i];
  for (size_t k = i + 1; k < where.n; k++) {
    if (where.p[k] != end) continue;
    if (end != ']' && k + 1 < where.n && where.p[k + 1] == end) {
      k++;
      continue;
    }
    return k + 1;
  }
  return where.n + 1;
}

static bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c & 0x80);
}

static Str word_at(Str where, size_t i) {
  size_t end = i;
  while (end < where.n && is_word(where.p[end])) end++;
  return (Str){where.p + i, end - i};
}

/* SQLite does not tell the authorizer of every subquery: `a IN (SELECT b FROM t)` may be read off an index. */
static bool begins_query(Str word) {
  return str_eq_ascii_nocase(word, STR("select")) || str_eq_ascii_nocase(word, STR("values")) ||
         str_eq_ascii_nocase(word, STR("with"));
}

static const char *unbalanced(Str where) {
  size_t depth = 0;
  for (size_t i = 0; i < where.n;) {
    char c = where.p[i], next = i + 1 < where.n ? where.p[i + 1] : 0;
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
      i = quoted_end(where, i);
      if (i > where.n) return "a quote is never closed";
      continue;
    }
    if (c == 0) return "it holds a NUL character";
    if (c == ';') return "it holds a semicolon";
    if ((c == '-' && next == '-') || (c == '/' && next == '*')) return "it holds a comment";
    if (is_word(c)) {
      Str word = word_at(where, i);
      if (begins_query(word)) return "it holds a subquery";
      i += word.n;
      continue;
    }
    if (c == '(') depth++;
    if (c == ')' && depth-- == 0) return "a parenthesis is closed that was never opened";
    i++;
  }
  return depth ? "a parenthesis is never closed" : NULL;
}

static StoreStatus where_bad(Store *s, Str where, const char *why) {
  return store_fail(s, STORE_BAD, "the condition \"%.*s\" can't be used: %s", STR_FMT(where), why);
}

StoreStatus where_check(Store *s, const Table *t, Str where) {
  const char *why = unbalanced(where);
  if (why) return where_bad(s, where, why);
  if (!str_trim(where).n) return where_bad(s, where, "it is empty");
  WhereCheck check = {.table = t};
  StrBuf sql;
  sqlite3_stmt *stmt = NULL;
  const char *tail = NULL;
  int dqs = 1;
  strbuf_init(&sql);
  strbuf_text(&sql, "SELECT 1 FROM ");
  sql_name(&sql, t->name);
  strbuf_text(&sql, " WHERE (\n");
  strbuf_str(&sql, where);
  strbuf_text(&sql, "\n)");
  /* "sales" would quietly become a text: say that there is no such column instead. Views may rely on it. */
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, -1, &dqs);
  if (!t->view) sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_set_authorizer(s->db, authorise, &check);
  int code = sqlite3_prepare_v2(s->db, sql.p, (int)sql.n, &stmt, &tail);
  sqlite3_set_authorizer(s->db, NULL, NULL);
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, dqs, NULL);
  StoreStatus status = STORE_OK;
  if (check.refused[0])
    status = store_fail(s, STORE_BAD, "the condition \"%.*s\" may not use %s", STR_FMT(where), check.refused);
  else if (code != SQLITE_OK)
    status = where_bad(s, where, sqlite3_errmsg(s->db));
  else if (!stmt || *tail || !sqlite3_stmt_readonly(stmt))
    status = where_bad(s, where, "it is more than one condition");
  else if (sqlite3_bind_parameter_count(stmt))
    status = where_bad(s, where, "it holds a parameter");
  sqlite3_finalize(stmt);
  strbuf_deinit(&sql);
  return status;
}
