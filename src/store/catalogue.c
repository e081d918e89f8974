/* What the database says of its tables. */
#include <string.h>

#include "store/db.h"

static bool holds(Str text, const char *part) {
  size_t n = strlen(part);
  for (size_t i = 0; i + n <= text.n; i++)
    if (str_eq_ascii_nocase((Str){text.p + i, n}, (Str){part, n})) return true;
  return false;
}

Type type_declared(Str declared) {
  static const struct {
    const char *part;
    Type type;
  } RULES[] = {
      {"BOOL", TYPE_BOOL},   {"DATE", TYPE_TIME},   {"TIME", TYPE_TIME},  {"CHAR", TYPE_TEXT},   {"TEXT", TYPE_TEXT},
      {"CLOB", TYPE_TEXT},   {"STRING", TYPE_TEXT}, {"INT", TYPE_NUMBER}, {"REAL", TYPE_NUMBER}, {"NUM", TYPE_NUMBER},
      {"DOUB", TYPE_NUMBER}, {"FLOA", TYPE_NUMBER}, {"DEC", TYPE_NUMBER},
  };
  for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
    if (holds(declared, RULES[i].part)) return RULES[i].type;
  return TYPE_NONE;
}

bool name_is_reserved(Str name) {
  return (name.n >= 5 && str_eq_ascii_nocase((Str){name.p, 5}, STR("leat_"))) ||
         (name.n >= 7 && str_eq_ascii_nocase((Str){name.p, 7}, STR("sqlite_")));
}

void sql_name(StrBuf *out, Str name) {
  strbuf_char(out, '"');
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] == '"') strbuf_char(out, '"');
    strbuf_char(out, name.p[i]);
  }
  strbuf_char(out, '"');
}

void sql_column(StrBuf *out, const Table *t, int column) {
  sql_name(out, t->name);
  strbuf_char(out, '.');
  sql_name(out, t->columns.v[column].name);
}

int table_column(const Table *t, Str name) {
  for (uint32_t i = 0; i < t->columns.n; i++)
    if (str_eq_ascii_nocase(t->columns.v[i].name, name)) return (int)i;
  return -1;
}

static const char *free_rowid_name(const Table *t) {
  static const char *const names[] = {"rowid", "_rowid_", "oid"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (table_column(t, str_of(names[i])) < 0) return names[i];
  return NULL;
}

static StoreStatus read_columns(Store *s, Arena *a, Table *t) {
  static const char doing[] = "read the columns of a table";
  sqlite3_stmt *stmt;
  /* hidden 1 is a hidden column of a virtual table; 2 and 3 are generated columns, which can be read. */
  StoreStatus status = stmt_new(s,
                                "SELECT name, type, dflt_value, \"notnull\", pk FROM pragma_table_xinfo(?1) "
                                "WHERE hidden <> 1 ORDER BY cid",
                                doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, t->name);
  while (stmt_row(s, stmt, doing, &status)) {
    TableColumn c = {.name = cell_str(stmt, 0, a),
                     .declared = cell_str(stmt, 1, a),
                     .default_sql = cell_str(stmt, 2, a),
                     .not_null = sqlite3_column_int(stmt, 3) != 0,
                     .primary = sqlite3_column_int(stmt, 4)};
    c.type = type_declared(c.declared);
    VEC_PUSH(a, t->columns, c);
  }
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus table_find(Store *s, Arena *a, Str name, Table *out, bool *found_out) {
  static const char doing[] = "read what tables there are";
  sqlite3_stmt *stmt;
  *found_out = false;
  *out = (Table){0};
  if (name_is_reserved(name)) return STORE_OK;
  StoreStatus status = stmt_new(s,
                                "SELECT name, type = 'view', wr FROM pragma_table_list "
                                "WHERE schema = 'main' AND name = ?1 COLLATE NOCASE",
                                doing, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, name);
  if (stmt_row(s, stmt, doing, &status)) {
    *found_out = true;
    out->name = cell_str(stmt, 0, a);
    out->view = sqlite3_column_int(stmt, 1) != 0;
    out->without_rowid = sqlite3_column_int(stmt, 2) != 0;
  }
  sqlite3_finalize(stmt);
  if (status == STORE_OK && *found_out) status = read_columns(s, a, out);
  if (status == STORE_OK && *found_out && !out->view && !out->without_rowid) out->rowid = free_rowid_name(out);
  return status;
}

StoreStatus table_names(Store *s, Arena *a, Str **out, size_t *count_out) {
  static const char doing[] = "read what tables there are";
  VEC(Str) names = {0};
  sqlite3_stmt *stmt;
  *out = NULL;
  *count_out = 0;
  StoreStatus status =
      stmt_new(s,
               "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view') "
               "ORDER BY name",
               doing, &stmt);
  if (status != STORE_OK) return status;
  while (stmt_row(s, stmt, doing, &status)) {
    Str name = cell_str(stmt, 0, a);
    if (!name_is_reserved(name)) VEC_PUSH(a, names, name);
  }
  sqlite3_finalize(stmt);
  *out = names.v;
  *count_out = names.n;
  return status;
}

StoreStatus table_unknown(Store *s, Str name) {
  Arena scratch;
  Str *names;
  size_t count;
  arena_init(&scratch, 0);
  StoreStatus status = table_names(s, &scratch, &names, &count);
  if (status == STORE_OK) {
    Str near = suggest(name, names, count);
    if (near.n)
      status = store_fail(s, STORE_BAD, "there is no table `%.*s`; did you mean `%.*s`?", STR_FMT(name), STR_FMT(near));
    else
      status = store_fail(s, STORE_BAD, "there is no table `%.*s` in the database", STR_FMT(name));
  }
  arena_deinit(&scratch);
  return status;
}

StoreStatus table_no_column(Store *s, const Table *t, Str name) {
  Arena scratch;
  arena_init(&scratch, 0);
  Str *names = ARENA_ARRAY(&scratch, Str, t->columns.n + 1);
  for (uint32_t i = 0; i < t->columns.n; i++) names[i] = t->columns.v[i].name;
  Str near = suggest(name, names, t->columns.n);
  if (near.n)
    store_fail(s, STORE_BAD, "table `%.*s` has no column `%.*s`; did you mean `%.*s`?", STR_FMT(t->name),
               STR_FMT(name), STR_FMT(near));
  else
    store_fail(s, STORE_BAD, "table `%.*s` has no column `%.*s`", STR_FMT(t->name), STR_FMT(name));
  arena_deinit(&scratch);
  return STORE_BAD;
}
