/* A script, a small schema with data, and what the checker finds in them. */
#ifndef LEAT_TESTS_CHECK_FIXTURE_H
#define LEAT_TESTS_CHECK_FIXTURE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "check/program.h"
#include "syntax/parse.h"

enum { WITH_NOTHING = 0, WITH_TABLE = 1, WITH_POOLS = 2, WITH_DATA = 4, WITH_REPS = 8 };

typedef struct Fixture {
  Arena arena;
  SourceSet sources;
  DiagList diags;
  Schema leads, reps;
  DataPeek peek;
  CheckOptions options;
  Script *script;
  Program *program;
} Fixture;

/* One value at a time, as far as it is asked. */
static inline size_t peek_values(void *ctx, Arena *arena, Str column, size_t most, size_t have, Str **values_out) {
  static const char *const sources[] = {"Web Site", "Demo", "Referral"};
  size_t n = have < 3 ? have + 1 : 3;
  (void)ctx;
  if (!str_is(column, "source") || most < 3) return 0;
  *values_out = ARENA_ARRAY(arena, Str, n);
  for (size_t i = 0; i < n; i++) (*values_out)[i] = str_of(sources[i]);
  return n;
}

static inline void schema_add(Fixture *f, Schema *s, const char *name, Type type, bool nullable) {
  s->known = true;
  VEC_PUSH(&f->arena, s->columns, (SchemaColumn){str_of(name), type, nullable});
}

static inline void fixture_open(Fixture *f, const char *name, const char *text, int with) {
  static const Str pools[] = {{"senior", 6}, {"sdr", 3}};
  *f = (Fixture){.script = NULL};
  arena_init(&f->arena, 0);
  source_set_init(&f->sources, &f->arena);
  diag_init(&f->diags, &f->arena);
  if (with & WITH_TABLE) {
    schema_add(f, &f->leads, "id", TYPE_TEXT, false);
    schema_add(f, &f->leads, "created_at", TYPE_TEXT, true);
    schema_add(f, &f->leads, "owner", TYPE_TEXT, true);
    schema_add(f, &f->leads, "source", TYPE_TEXT, true);
    schema_add(f, &f->leads, "score", TYPE_NUMBER, true);
    schema_add(f, &f->leads, "country", TYPE_TEXT, true);
    schema_add(f, &f->leads, "Email", TYPE_TEXT, false);
    schema_add(f, &f->leads, "note", TYPE_NONE, true);
  }
  if (with & WITH_REPS) {
    schema_add(f, &f->reps, "user", TYPE_TEXT, false);
    schema_add(f, &f->reps, "level", TYPE_NUMBER, true);
  }
  f->peek.values = peek_values;
  f->options = (CheckOptions){.leads = &f->leads, .reps = &f->reps, .has_db = with & WITH_TABLE};
  if (with & WITH_POOLS) {
    f->options.db_pools = pools;
    f->options.db_pool_count = 2;
  }
  if (with & WITH_DATA) f->options.peek = &f->peek;
  uint32_t file = source_add(&f->sources, str_of(name), str_of(text));
  f->script = parse_script(&f->arena, &f->sources, file, &f->diags);
  if (f->diags.errors == 0) f->program = check_script(&f->arena, &f->sources, f->script, &f->options, &f->diags);
}

static inline void fixture_close(Fixture *f) { arena_deinit(&f->arena); }

static inline const Diag *fixture_found(const Fixture *f, DiagCode code) {
  for (uint32_t i = 0; i < f->diags.items.n; i++)
    if (f->diags.items.v[i].code == code) return &f->diags.items.v[i];
  return NULL;
}

static inline void fixture_print(const Fixture *f) {
  StrBuf b;
  strbuf_init(&b);
  diag_render(&f->diags, &f->sources, false, &b);
  print_error("%.*s\n", (int)b.n, b.p ? b.p : "");
  strbuf_deinit(&b);
}

static inline const Column *fixture_column(const Fixture *f, const char *name) {
  for (uint32_t i = 0; i < f->program->columns.n; i++)
    if (str_is(f->program->columns.v[i].name, name)) return &f->program->columns.v[i];
  return NULL;
}
#endif
