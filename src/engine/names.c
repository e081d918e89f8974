/* What there is to name, for completion. */
#include "engine/engine.h"
#include "engine/roster.h"
#include "syntax/parse.h"
#include <stdlib.h>

typedef VEC(Str) Names;

static void add_name(Arena *a, Names *names, Str name) {
  if (name.n) VEC_PUSH(a, *names, arena_copy(a, name));
}

static void add_columns(Leat *l, Arena *a, Names *names) {
  const Loaded *script = l->loaded;
  if (!script) return;
  for (uint32_t i = 0; i < script->program->columns.n; i++)
    if (!script->program->columns.v[i].is_events) add_name(a, names, script->program->columns.v[i].name);
  for (uint32_t i = 0; i < script->lead_schema.columns.n; i++)
    add_name(a, names, script->lead_schema.columns.v[i].name);
}

static void add_pools(Leat *l, Arena *a, Names *names) {
  const Loaded *script = l->loaded;
  if (!script) return;
  for (uint32_t i = 0; i < script->chunk.pools.n; i++) add_name(a, names, script->chunk.pools.v[i].name);
  for (size_t i = 0; i < script->db_pool_count; i++) add_name(a, names, script->db_pools[i]);
}

static void add_reps(Leat *l, Arena *a, Names *names) {
  if (!l->loaded) return;
  Roster *roster;
  Vm *vm = vm_new(&l->loaded->chunk, 0);
  if (roster_load(&roster, l->store, l->loaded, vm, 0) == STORE_OK) {
    for (uint32_t i = 0; i < roster->reps.n; i++) add_name(a, names, roster->reps.v[i].id);
    roster_free(roster);
  }
  vm_free(vm);
}

static bool in_sight(const Loaded *script, Str name, Span span) {
  return span.file == script->file || (name.n > 0 && name.p[0] != '_');
}

static void add_call(Arena *a, Names *names, Str name) { VEC_PUSH(a, *names, arena_printf(a, "%.*s(", STR_FMT(name))); }

static void add_definitions(Leat *l, Arena *a, Names *names) {
  if (!l->loaded) return;
  const Script *s = l->loaded->script;
  for (uint32_t i = 0; i < s->defines.n; i++)
    if (in_sight(l->loaded, s->defines.v[i].name, s->defines.v[i].span)) add_call(a, names, s->defines.v[i].name);
  for (uint32_t i = 0; i < s->tables.n; i++)
    if (in_sight(l->loaded, s->tables.v[i].name, s->tables.v[i].span)) add_call(a, names, s->tables.v[i].name);
  for (uint32_t i = 0; i < s->lists.n; i++)
    if (in_sight(l->loaded, s->lists.v[i].name, s->lists.v[i].span)) add_name(a, names, s->lists.v[i].name);
}

static void add_words(Leat *l, LeatNames what, Arena *a, Names *names) {
  size_t count;
  const Keyword *keywords = keyword_table(&count);
  switch (what) {
    case LEAT_COLUMNS: add_columns(l, a, names); break;
    case LEAT_POOLS: add_pools(l, a, names); break;
    case LEAT_REPS: add_reps(l, a, names); break;
    case LEAT_BUILTINS:
      for (int i = 0; i < BUILTIN_COUNT; i++) add_name(a, names, str_of(builtin_info((Builtin)i)->word));
      break;
    case LEAT_KEYWORDS:
      for (size_t i = 0; i < count; i++) add_name(a, names, str_of(keywords[i].word));
      break;
    case LEAT_LETS:
      for (uint32_t i = 0; l->loaded && i < l->loaded->program->lets.n; i++)
        if (l->loaded->chunk.let_parts.v[i] == NO_PART) add_name(a, names, l->loaded->program->lets.v[i].name);
      break;
    case LEAT_DEFINITIONS: add_definitions(l, a, names); break;
  }
}

const Str *leat_names(Leat *l, LeatNames what, size_t *count_out) {
  Arena *a = &l->names_arena[what];
  Names names = {0};
  arena_reset(a);
  (void)engine_need_script(l);
  add_words(l, what, a, &names);
  if (names.n) qsort(names.v, names.n, sizeof *names.v, engine_str_order);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < names.n; i++) {
    if (kept == 0 || !str_eq(names.v[kept - 1], names.v[i])) names.v[kept++] = names.v[i];
  }
  *count_out = kept;
  return names.v;
}

const Str *leat_column_values(Leat *l, Str column, size_t most, size_t *count_out) {
  Str *values = NULL;
  *count_out = 0;
  if (engine_need_db(l) != LEAT_OK) return NULL;
  Str source = column;
  for (uint32_t i = 0; i < l->loaded->program->columns.n; i++) {
    const Column *known = &l->loaded->program->columns.v[i];
    if (str_eq(known->name, column) && known->source_name.n) source = known->source_name;
  }
  arena_reset(&l->values_arena);
  if (store_distinct(l->store, &l->values_arena, source, most, &values, count_out) != STORE_OK) *count_out = 0;
  return values;
}
