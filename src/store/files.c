/* The files that scripts took in, each text once: a past decision is explained by what they held then. */
#include "base/mem.h"
#include "store/db.h"

enum { PART_BYTES = 16 * 1024 * 1024 }; /* of one row: far below what SQLite takes in a value */

static const char KEEP[] = "keep the files of the script";
static const char READ[] = "read the files of the script";

/* Is there a row? */
static StoreStatus row_exists(Store *s, const char *sql, Str key, bool *out) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s, sql, KEEP, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, key);
  *out = stmt_row(s, stmt, KEEP, &status);
  sqlite3_finalize(stmt);
  return status;
}

static StoreStatus part_save(Store *s, Str hash, int64_t part, Str bytes) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(s, "INSERT INTO leat_files(hash, part, bytes) VALUES (?1, ?2, ?3)", KEEP, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, hash);
  sqlite3_bind_int64(stmt, 2, part);
  sqlite3_bind_blob(stmt, 3, bytes.n ? bytes.p : "", (int)bytes.n, SQLITE_STATIC);
  status = stmt_run(s, stmt, KEEP);
  sqlite3_finalize(stmt);
  return status;
}

static StoreStatus text_save(Store *s, const ScriptFile *file) {
  bool there;
  StoreStatus status = row_exists(s, "SELECT 1 FROM leat_files WHERE hash = ?1", file->hash, &there);
  if (status != STORE_OK || there) return status;
  size_t at = 0;
  for (int64_t part = 0; status == STORE_OK && (part == 0 || at < file->text.n); part++) {
    size_t n = file->text.n - at < PART_BYTES ? file->text.n - at : PART_BYTES;
    status = part_save(s, file->hash, part, (Str){file->text.p + at, n});
    at += n;
  }
  return status;
}

static StoreStatus name_save(Store *s, Str version, uint32_t place, const ScriptFile *file) {
  sqlite3_stmt *stmt;
  StoreStatus status = stmt_new(
      s, "INSERT INTO leat_script_files(version, place, name, id, hash) VALUES (?1, ?2, ?3, ?4, ?5)", KEEP, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, version);
  sqlite3_bind_int64(stmt, 2, place);
  bind_str(stmt, 3, file->name);
  bind_str(stmt, 4, file->id);
  bind_str(stmt, 5, file->hash);
  status = stmt_run(s, stmt, KEEP);
  sqlite3_finalize(stmt);
  return status;
}

StoreStatus store_files_save(Store *s, Str version16, const ScriptFile *files, uint32_t count) {
  bool there;
  if (count == 0) return STORE_OK;
  StoreStatus status = row_exists(s, "SELECT 1 FROM leat_script_files WHERE version = ?1", version16, &there);
  if (status != STORE_OK || there) return status;
  for (uint32_t i = 0; status == STORE_OK && i < count; i++) {
    status = text_save(s, &files[i]);
    if (status == STORE_OK) status = name_save(s, version16, i, &files[i]);
  }
  return status;
}

static StoreStatus text_load(Store *s, Arena *a, ScriptFile *file) {
  sqlite3_stmt *stmt;
  StrBuf text;
  StoreStatus status = stmt_new(s, "SELECT bytes FROM leat_files WHERE hash = ?1 ORDER BY part", READ, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, file->hash);
  strbuf_init(&text);
  while (stmt_row(s, stmt, READ, &status)) {
    const char *bytes = sqlite3_column_blob(stmt, 0);
    strbuf_add(&text, bytes ? bytes : "", (size_t)sqlite3_column_bytes(stmt, 0));
  }
  sqlite3_finalize(stmt);
  file->text = arena_copy(a, strbuf_view(&text));
  strbuf_deinit(&text);
  return status;
}

StoreStatus store_files_load(Store *s, Arena *a, Str version16, ScriptFile **out, uint32_t *count_out) {
  sqlite3_stmt *stmt;
  VEC(ScriptFile) files = {0};
  int64_t found = 0; /* a database of the first version, opened for reading, has no such table */
  *out = NULL;
  *count_out = 0;
  StoreStatus status = db_int(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'leat_script_files'", READ, &found);
  if (status != STORE_OK || !found) return status;
  status = stmt_new(s, "SELECT name, id, hash FROM leat_script_files WHERE version = ?1 ORDER BY place", READ, &stmt);
  if (status != STORE_OK) return status;
  bind_str(stmt, 1, version16);
  while (stmt_row(s, stmt, READ, &status)) {
    ScriptFile file = {.name = cell_str(stmt, 0, a), .id = cell_str(stmt, 1, a), .hash = cell_str(stmt, 2, a)};
    VEC_PUSH(a, files, file);
  }
  sqlite3_finalize(stmt);
  for (uint32_t i = 0; status == STORE_OK && i < files.n; i++) status = text_load(s, a, &files.v[i]);
  *out = files.v;
  *count_out = files.n;
  return status;
}
