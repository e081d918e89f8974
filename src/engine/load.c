/* From text to bytecode, checked against the database that is open. */
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "compile/compile.h"
#include "engine/engine.h"
#include "engine/joins.h"
#include "engine/life.h"
#include "engine/version.h"
#include "syntax/parse.h"
#include <string.h>

bool loaded_ok(const Loaded *script) { return script->diags.errors == 0 && script->has_chunk; }

void loaded_free(Loaded *script) {
  if (!script) return;
  if (script->has_chunk) chunk_deinit(&script->chunk);
  Arena arena = script->arena;
  arena_deinit(&arena);
  mem_free(script);
}

static bool asks_for_events(const Loaded *script) {
  for (uint32_t i = 0; script->has_chunk && i < script->chunk.columns.n; i++)
    if (script->chunk.columns.v[i].is_events) return true;
  return false;
}

StoreStatus loaded_map(const Loaded *script, Store *store) {
  const Script *said = script->script;
  if (said->has_closed) store_set_closed(store, said->closed.v, said->closed.n);
  else store_set_closed(store, NULL, 0);
  StoreStatus status = store_map(store, said->leads_from, said->reps_from);
  if (status != STORE_OK) return status;
  status = store_map_periods(store, PERIOD_LEAVE, script->script->leaves_from);
  if (status == STORE_OK) status = store_map_periods(store, PERIOD_BUSY, script->script->busy_from);
  if (status != STORE_OK) return status;
  status = store_map_events(store, script->script->events_from, asks_for_events(script));
  bool life = script->has_chunk ? life_kept(&script->chunk) : script->script->activities_from != NULL;
  if (status != STORE_OK || !life) return status;
  return store_map_activities(store, script->script->activities_from);
}

/* All columns at once: each reading of the leads takes a while. */
static void peek_open(Loaded *script, size_t most) {
  Arena *a = &script->arena;
  const Schema *schema = &script->lead_schema;
  Str *columns = ARENA_ARRAY(a, Str, schema->columns.n + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < schema->columns.n; i++)
    if (str_contains(script->text, schema->columns.v[i].name)) columns[n++] = schema->columns.v[i].name;
  script->peeked.columns = columns;
  script->peeked.n = n;
  script->peeked.status = store_values_open(script->peeked.store, a, columns, n, most, &script->peeked.reader);
}

static size_t peek_values(void *ctx, Arena *arena, Str column, size_t most, size_t have, Str **values_out) {
  Loaded *script = ctx;
  size_t count = 0;
  if (!script->peeked.reader) peek_open(script, most);
  if (script->peeked.status != STORE_OK) return 0;
  for (uint32_t i = 0; i < script->peeked.n; i++)
    if (str_eq(script->peeked.columns[i], column))
      return store_values_more(script->peeked.reader, i, have, values_out);
  return store_distinct(script->peeked.store, arena, column, most, values_out, &count) == STORE_OK ? count : 0;
}

void loaded_peek_close(Loaded *script) {
  store_values_close(script->peeked.reader);
  script->peeked.reader = NULL;
}

static bool peek_table(void *ctx, Arena *arena, Str table, Schema *out) {
  Loaded *script = ctx;
  return store_table_schema(script->peeked.store, table, arena, out) == STORE_OK;
}

/* What the database knows of the tables that the script names. */
static StoreStatus load_schemas(Loaded *script, Store *store) {
  StoreStatus status = store_lead_schema(store, script->script->leads_from, &script->arena, &script->lead_schema);
  if (status == STORE_OK)
    status = store_rep_schema(store, script->script->reps_from, &script->arena, &script->rep_schema);
  if (status == STORE_OK)
    status = store_event_schema(store, script->script->events_from, &script->arena, &script->event_schema);
  if (status == STORE_OK)
    status = store_period_schema(store, PERIOD_LEAVE, script->script->leaves_from, &script->arena,
                                 &script->leave_schema);
  if (status == STORE_OK)
    status = store_period_schema(store, PERIOD_BUSY, script->script->busy_from, &script->arena, &script->busy_schema);
  if (status == STORE_OK)
    status = store_pool_names(store, &script->arena, &script->db_pools, &script->db_pool_count);
  return status;
}

/* The column of the table that takes what the script computes: as with `set`, on a table that is mapped only a mapped
 * one. */
static Str computed_column(const Loaded *script, Str name) {
  const SourceDecl *from = script->script->leads_from;
  bool mapped = !from || from->mappings.n == 0;
  for (uint32_t i = 0; from && i < from->mappings.n; i++) {
    if (!str_eq_ascii_nocase(from->mappings.v[i].role, name)) continue;
    name = from->mappings.v[i].column;
    mapped = true;
    break;
  }
  for (uint32_t i = 0; mapped && i < script->lead_schema.columns.n; i++)
    if (str_eq_ascii_nocase(script->lead_schema.columns.v[i].name, name)) return script->lead_schema.columns.v[i].name;
  return (Str){"", 0};
}

static void load_check(Loaded *script) {
  script->program =
      check_script(&script->arena, &script->sources, script->parsed, &script->options, &script->diags);
  script->script = script->program->script;
  if (script->diags.errors > 0) return;
  chunk_init(&script->chunk, &script->arena);
  script->has_chunk = true;
  compile_program(&script->chunk, script->program, &script->diags);
  if (script->chunk.score_let != NO_LET) script->score_column = computed_column(script, STR("score"));
  if (script->chunk.class_let != NO_LET) script->class_column = computed_column(script, STR("class"));
  version_make(script);
}

Loaded *loaded_new(Leat *l, Store *store, Str name, Str text, const FileAccess *past, StoreStatus *map_status) {
  Loaded *script = mem_alloc(sizeof *script);
  Arena *a = &script->arena;
  *map_status = STORE_OK;
  arena_init(a, 0);
  source_set_init(&script->sources, a);
  diag_init(&script->diags, a);
  script->lang = script->diags.lang = l->lang;
  script->file = source_add(&script->sources, name, text);
  script->name = script->sources.files.v[script->file]->name;
  script->text = script->sources.files.v[script->file]->text;
  script->parsed = script->script = parse_script(a, &script->sources, script->file, &script->diags);
  bool mapped = false;
  if (store && script->diags.errors == 0) {
    *map_status = load_schemas(script, store);
    if (*map_status == STORE_OK) {
      script->opened = l->opened;
      *map_status = loaded_map(script, store);
      mapped = *map_status == STORE_OK;
    }
  }
  script->peeked.store = store;
  script->peek = (DataPeek){.ctx = script, .values = peek_values};
  script->table_peek = (TablePeek){.ctx = script, .schema = peek_table};
  script->options = (CheckOptions){.leads = &script->lead_schema, .reps = &script->rep_schema,
                                   .events = &script->event_schema, .leaves = &script->leave_schema,
                                   .busy = &script->busy_schema,
                                   .db_pools = script->db_pools, .db_pool_count = script->db_pool_count,
                                   .has_db = script->opened > 0, .peek = mapped ? &script->peek : NULL,
                                   .tables = mapped ? &script->table_peek : NULL,
                                   .files = {.allowed = l->allowed.v, .allowed_count = l->allowed.n},
                                   .mutant_of = l->mutating ? l->loaded->program->tests : NULL};
  if (past) script->options.files = *past;
  load_check(script);
  loaded_peek_close(script);
  if (mapped && asks_for_events(script)) *map_status = store_map_events(store, script->script->events_from, true);
  if (mapped && *map_status == STORE_OK && script->has_chunk) *map_status = joins_check(store, &script->chunk);
  return script;
}

static void findings_of(Leat *l, const Loaded *script) {
  l->findings = &script->diags;
  l->findings_sources = &script->sources;
}

/* The script in use stays; what was tried is kept for its findings. */
static void load_failed(Leat *l, Loaded *script) {
  if (l->store && l->loaded && l->loaded->opened == l->opened) (void)loaded_map(l->loaded, l->store);
  l->failed = script;
  findings_of(l, script);
}

LeatStatus leat_load(Leat *l, const char *name, Str text) {
  if (text.n > LIMIT_SCRIPT_BYTES)
    return engine_fail(l, LEAT_LIMIT, "the script is larger than %d bytes", (int)LIMIT_SCRIPT_BYTES);
  StoreStatus map_status;
  Loaded *script = loaded_new(l, l->store, str_of(name), text, NULL, &map_status);
  if (map_status != STORE_OK) engine_store_fail(l, map_status);
  loaded_free(l->failed);
  l->failed = NULL;
  if (!loaded_ok(script)) {
    load_failed(l, script);
    return engine_fail(l, LEAT_SCRIPT, "the script has %u error%s", script->diags.errors,
                       script->diags.errors == 1 ? "" : "s");
  }
  if (map_status != STORE_OK) {
    char reason[sizeof l->error];
    memcpy(reason, l->error, sizeof reason);
    load_failed(l, script);
    return engine_fail(l, engine_status(map_status), "%s", reason);
  }
  loaded_free(l->loaded);
  l->loaded = script;
  findings_of(l, script);
  return LEAT_OK;
}

LeatStatus leat_allow_folder(Leat *l, const char *path) {
  char why[256];
  Str real;
  if (!path_real_folder(&l->allowed_arena, path, &real, why, sizeof why))
    return engine_fail(l, LEAT_USAGE, "cannot allow the folder %s: %s", path, why);
  VEC_PUSH(&l->allowed_arena, l->allowed, real);
  return LEAT_OK;
}

LeatStatus leat_load_file(Leat *l, const char *path) {
  Arena arena;
  arena_init(&arena, 0);
  char reason[256];
  Str text;
  LeatStatus status;
  if (!file_read(&arena, path, LIMIT_SCRIPT_BYTES, &text, reason, sizeof reason))
    status = engine_fail(l, LEAT_INPUT, "cannot read %s: %s", path, reason);
  else
    status = leat_load(l, str_is(str_of(path), "-") ? "<stdin>" : path, text);
  arena_deinit(&arena);
  return status;
}

LeatStatus engine_need_script(Leat *l) {
  if (!l->loaded) return engine_fail(l, LEAT_USAGE, "no script is loaded");
  if (!l->store || l->loaded->opened == l->opened) return LEAT_OK;
  StoreStatus map_status; /* the database was opened after the script was loaded */
  Loaded *script = loaded_new(l, l->store, l->loaded->name, l->loaded->text, NULL, &map_status);
  if (map_status != STORE_OK || !loaded_ok(script)) {
    loaded_free(l->failed);
    l->failed = script;
    findings_of(l, script);
    if (map_status != STORE_OK) return engine_store_fail(l, map_status);
    return engine_fail(l, LEAT_SCRIPT, "the script does not fit the database");
  }
  loaded_free(l->loaded);
  l->loaded = script;
  findings_of(l, script);
  return LEAT_OK;
}

LeatStatus engine_need_db(Leat *l) {
  if (!l->store) return engine_fail(l, LEAT_USAGE, "no database is open");
  return engine_need_script(l);
}
