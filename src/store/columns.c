/* Where the columns of an import file go. */
#include "base/limits.h"
#include "base/text.h"
#include "store/importer.h"

/* ---- names ---- */

static Str without_controls(Arena *a, Str name) {
  char *p = NULL;
  for (size_t i = 0; i < name.n; i++) {
    if ((unsigned char)name.p[i] >= 0x20 && name.p[i] != 0x7f) continue;
    if (!p) {
      Str copy = arena_copy(a, name);
      p = (char *)copy.p;
      name = copy;
    }
    p[i] = ' ';
  }
  return name;
}

static Str cut(Str name, size_t most) {
  if (name.n <= most) return name;
  while (most && ((unsigned char)name.p[most] & 0xc0) == 0x80) most--;
  return (Str){name.p, most};
}

static bool is_taken(const Importer *im, Str name) {
  for (uint32_t i = 0; i < im->targets.n; i++)
    if (str_eq_ascii_nocase(im->targets.v[i].name, name)) return true;
  return false;
}

/* A name that SQLite can take and no column before it has. */
static Str name_of(Importer *im, Str header, uint32_t place, bool *renamed_out) {
  Arena *a = im->a;
  Str plain = text_nfc(a, str_trim(header)), name = str_trim(without_controls(a, plain));
  if (!name.n) name = arena_printf(a, "column_%u", place);
  if (name_is_reserved(name)) name = arena_printf(a, "x_%.*s", STR_FMT(name));
  name = cut(name, LIMIT_IDENT_BYTES);
  Str base = name;
  for (unsigned k = 2; is_taken(im, name); k++) {
    Str suffix = arena_printf(a, "_%u", k), head = cut(base, LIMIT_IDENT_BYTES - suffix.n);
    name = arena_printf(a, "%.*s%.*s", STR_FMT(head), STR_FMT(suffix));
  }
  *renamed_out = !str_eq(name, plain);
  return name;
}

StoreStatus columns_name(Importer *im) {
  im->id = -1;
  for (uint32_t i = 0; i < im->rows.headers.n; i++) {
    bool renamed;
    ImportTarget *t = &im->targets.v[i];
    Str header = im->rows.headers.v[i];
    uint32_t all = im->targets.n;
    im->targets.n = i; /* those before it */
    t->name = name_of(im, header, i + 1, &renamed);
    im->targets.n = all;
    t->column = table_column(&im->table, t->name);
    if (t->column >= 0) t->name = im->table.columns.v[t->column].name;
    if (str_is(t->name, "id")) im->id = (int)i;
    ImportColumn column = {.header = header, .column = t->name, .renamed = renamed, .added = t->column < 0};
    VEC_PUSH(im->a, im->report->columns, column);
  }
  return STORE_OK;
}

/* By header or by name in the table; -1: none. */
static int target_find(const Importer *im, Str word) {
  word = str_trim(word);
  for (uint32_t i = 0; i < im->targets.n; i++)
    if (str_eq(str_trim(im->rows.headers.v[i]), word)) return (int)i;
  for (uint32_t i = 0; i < im->targets.n; i++)
    if (str_eq_ascii_nocase(im->targets.v[i].name, word)) return (int)i;
  return -1;
}

static StoreStatus no_such_header(Importer *im, Str word) {
  Str near = suggest(word, im->rows.headers.v, im->rows.headers.n);
  if (near.n)
    return store_fail(im->s, STORE_BAD, "the file has no column `%.*s`; did you mean `%.*s`?", STR_FMT(word),
                      STR_FMT(near));
  return store_fail(im->s, STORE_BAD, "the file has no column `%.*s`", STR_FMT(word));
}

/* ---- types ---- */

/* "phone=text" */
static StoreStatus force_type(Importer *im, Str word) {
  static const Type types[] = {TYPE_TEXT, TYPE_NUMBER, TYPE_BOOL, TYPE_TIME};
  size_t at = word.n;
  while (at && word.p[at - 1] != '=') at--;
  if (!at) return store_fail(im->s, STORE_BAD, "`%.*s` is not of the form column=type", STR_FMT(word));
  Str name = {word.p, at - 1}, type = str_trim((Str){word.p + at, word.n - at});
  int target = target_find(im, name);
  if (target < 0) return no_such_header(im, name);
  ImportTarget *t = &im->targets.v[target];
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (!str_is(type, type_word(types[i]))) continue;
    if (t->column >= 0 && t->type != types[i])
      return store_fail(im->s, STORE_BAD, "column `%.*s` is there already, as %s", STR_FMT(t->name),
                        type_word(t->type));
    t->type = types[i];
    return STORE_OK;
  }
  return store_fail(im->s, STORE_BAD, "`%.*s` is no type: text, number, bool or time", STR_FMT(type));
}

static bool is_protected(Str name) {
  static const char *const names[] = {"id", "owner", "pool", "status", "created_at"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (str_is(name, names[i])) return true;
  return false;
}

static StoreStatus choose_keys(Importer *im) {
  const ImportOptions *o = im->options;
  for (uint32_t i = 0; i < o->key_count; i++) {
    int target = target_find(im, o->keys[i]);
    if (target < 0) return no_such_header(im, o->keys[i]);
    im->key_count += !im->targets.v[target].key;
    im->targets.v[target].key = true;
  }
  if (!o->key_count && im->id >= 0) {
    im->targets.v[im->id].key = true;
    im->key_count = 1;
  }
  return STORE_OK;
}

StoreStatus columns_choose(Importer *im) {
  for (uint32_t i = 0; i < im->targets.n; i++) {
    ImportTarget *t = &im->targets.v[i];
    if (t->column >= 0) t->type = im->table.columns.v[t->column].type;
    if (t->type == TYPE_NONE) t->type = guess_type(&t->guess, im->rows.headers.v[i]);
  }
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < im->options->type_count && status == STORE_OK; i++)
    status = force_type(im, im->options->type_names[i]);
  if (status == STORE_OK) status = choose_keys(im);
  for (uint32_t i = 0; i < im->targets.n; i++) {
    ImportTarget *t = &im->targets.v[i];
    t->update = !t->key && !is_protected(t->name);
    im->report->columns.v[i].type = str_of(type_word(t->type));
  }
  return status;
}

/* ---- what the table lacks ---- */

static StoreStatus add_column(Importer *im, Str name, Str declared) {
  StrBuf sql;
  strbuf_init(&sql);
  strbuf_text(&sql, "ALTER TABLE ");
  sql_name(&sql, im->table.name);
  strbuf_text(&sql, " ADD COLUMN ");
  sql_name(&sql, name);
  strbuf_char(&sql, ' ');
  strbuf_str(&sql, declared);
  StoreStatus status = db_exec(im->s, sql.p, "add a column");
  strbuf_deinit(&sql);
  return status;
}

static bool id_declared_integer(const Importer *im) {
  int id = table_column(&im->table, STR("id"));
  return id >= 0 && im->table.columns.v[id].primary &&
         str_eq_ascii_nocase(im->table.columns.v[id].declared, STR("INTEGER"));
}

/* An empty default table may still change the kind of its ids. */
static StoreStatus ids_become_text(Importer *im) {
  int64_t filled;
  Table old = im->table;
  StoreStatus status = db_int(im->s, "SELECT count(*) FROM (SELECT 1 FROM leads LIMIT 1)", "count the leads", &filled);
  if (status != STORE_OK || filled) return status;
  status = db_exec(im->s, "DROP TABLE leads", "make the table of leads anew");
  if (status == STORE_OK) status = db_exec(im->s, LEADS_TEXT_ID_SQL, "make the table of leads anew");
  for (uint32_t i = 0; status == STORE_OK && i < old.columns.n; i++)
    if (!is_protected(old.columns.v[i].name)) status = add_column(im, old.columns.v[i].name, old.columns.v[i].declared);
  return status;
}

static StoreStatus add_key_index(Importer *im) {
  StrBuf sql, columns;
  if (!im->made || !im->key_count || (im->key_count == 1 && im->id >= 0 && im->targets.v[im->id].key)) return STORE_OK;
  strbuf_init(&sql);
  strbuf_init(&columns);
  Str name = arena_printf(im->a, "leat_key_%.*s", STR_FMT(im->table.name));
  for (uint32_t i = 0; i < im->targets.n; i++) {
    if (!im->targets.v[i].key) continue;
    name = arena_printf(im->a, "%.*s_%.*s", STR_FMT(name), STR_FMT(im->targets.v[i].name));
    if (columns.n) strbuf_text(&columns, ", ");
    sql_name(&columns, im->targets.v[i].name);
  }
  strbuf_text(&sql, "CREATE INDEX IF NOT EXISTS ");
  sql_name(&sql, name);
  strbuf_text(&sql, " ON ");
  sql_name(&sql, im->table.name);
  strbuf_printf(&sql, "(%s)", columns.p);
  StoreStatus status = db_exec(im->s, sql.p, "make an index of the key");
  strbuf_deinit(&sql);
  strbuf_deinit(&columns);
  return status;
}

static StoreStatus add_missing(Importer *im) {
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; i < im->targets.n && status == STORE_OK; i++) {
    ImportTarget *t = &im->targets.v[i];
    if (t->column >= 0) continue;
    if (!im->made)
      return store_fail(im->s, STORE_BAD, "table `%.*s` has no column `%.*s`, and Leat alters only tables that it made",
                        STR_FMT(im->table.name), STR_FMT(t->name));
    status = add_column(im, t->name, str_of(guess_declared(&t->guess, t->type)));
  }
  return status;
}

StoreStatus columns_add(Importer *im) {
  bool found, text_ids = im->id >= 0 && im->targets.v[im->id].guess.not_id && id_declared_integer(im);
  StoreStatus status = STORE_OK;
  if (text_ids && im->made && str_is(im->table.name, "leads")) status = ids_become_text(im);
  if (status == STORE_OK) status = add_missing(im);
  if (status == STORE_OK) status = table_find(im->s, im->a, im->table.name, &im->table, &found);
  if (status != STORE_OK) return status;
  for (uint32_t i = 0; i < im->targets.n; i++) {
    im->targets.v[i].column = table_column(&im->table, im->targets.v[i].name);
    if ((int)i != im->id) continue;
    im->targets.v[i].type = im->table.columns.v[im->targets.v[i].column].type;
    im->report->columns.v[i].type = str_of(type_word(im->targets.v[i].type));
  }
  im->id_is_integer = id_declared_integer(im);
  return add_key_index(im);
}
