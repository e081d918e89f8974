/* The life of a Leat: its handle, its database, its findings. */
#include "base/limits.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "syntax/parse.h"
#include "syntax/print.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Leat *leat_new(void) {
  Leat *l = mem_alloc(sizeof *l);
  l->batch = LIMIT_BATCH_LEADS;
  arena_init(&l->report_arena, 0);
  arena_init(&l->test_arena, 0);
  arena_init(&l->explain_arena, 0);
  arena_init(&l->roster_arena, 0);
  arena_init(&l->counts_arena, 0);
  arena_init(&l->values_arena, 0);
  arena_init(&l->allowed_arena, 0);
  arena_init(&l->lead.arena, 0);
  for (size_t i = 0; i < sizeof l->names_arena / sizeof l->names_arena[0]; i++) arena_init(&l->names_arena[i], 0);
  strbuf_init(&l->plan_text);
  return l;
}

void leat_free(Leat *l) {
  if (!l) return;
  loaded_free(l->loaded);
  loaded_free(l->failed);
  if (l->store) store_close(l->store);
  arena_deinit(&l->report_arena);
  arena_deinit(&l->test_arena);
  arena_deinit(&l->explain_arena);
  arena_deinit(&l->roster_arena);
  arena_deinit(&l->counts_arena);
  arena_deinit(&l->values_arena);
  arena_deinit(&l->allowed_arena);
  arena_deinit(&l->lead.arena);
  for (size_t i = 0; i < sizeof l->names_arena / sizeof l->names_arena[0]; i++) arena_deinit(&l->names_arena[i]);
  strbuf_deinit(&l->plan_text);
  mem_free(l);
}

const char *leat_error(const Leat *l) { return l->error; }

void leat_set_language(Leat *l, Lang lang) { l->lang = lang; }

LeatStatus engine_fail(Leat *l, LeatStatus status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  StrBuf text;
  strbuf_init(&text);
  lang_vprintf(&text, l->lang, format, args);
  snprintf(l->error, sizeof l->error, "%.*s", STR_FMT(strbuf_view(&text)));
  strbuf_deinit(&text);
  va_end(args);
  for (char *p = l->error; *p; p++) {
    if (*p == '\n' || *p == '\r') *p = ' ';
  }
  return status;
}

LeatStatus engine_status(StoreStatus status) {
  static const LeatStatus table[] = {
      [STORE_OK] = LEAT_OK,           [STORE_MISSING] = LEAT_DATABASE,  [STORE_NOT_DB] = LEAT_DATABASE,
      [STORE_NEWER] = LEAT_DATABASE,  [STORE_BUSY] = LEAT_BUSY,         [STORE_READONLY] = LEAT_DATABASE,
      [STORE_FULL] = LEAT_DATABASE,   [STORE_BAD] = LEAT_DATABASE,      [STORE_CONFLICT] = LEAT_DATABASE,
      [STORE_LIMIT] = LEAT_LIMIT,     [STORE_FAILED] = LEAT_DATABASE,
  };
  return table[status];
}

static LeatStatus store_said(Leat *l, StoreStatus status, const Store *store) {
  Arena a;
  arena_init(&a, 0);
  engine_fail(l, engine_status(status), "%.*s", STR_FMT(lang_told(&a, l->lang, str_of(store_error(store)))));
  arena_deinit(&a);
  return engine_status(status);
}

LeatStatus engine_store_fail(Leat *l, StoreStatus status) {
  if (!l->store) return engine_fail(l, engine_status(status), "no database is open");
  return store_said(l, status, l->store);
}

LeatStatus leat_open(Leat *l, const char *path, LeatDb mode) {
  static const StoreMode modes[] = {
      [LEAT_DB_CREATE] = STORE_CREATE, [LEAT_DB_WRITE] = STORE_WRITE, [LEAT_DB_READ] = STORE_READ,
      [LEAT_DB_MEMORY] = STORE_MEMORY};
  if (l->store) store_close(l->store);
  l->store = NULL;
  l->opened++;
  if (l->loaded) l->loaded->options.peek = NULL; /* it peeked into the database just closed */
  Store *store = NULL;
  StoreStatus status = store_open(path, modes[mode], &store);
  if (status != STORE_OK) {
    if (store) store_said(l, status, store);
    else engine_fail(l, engine_status(status), "memory is exhausted");
    if (store) store_close(store);
    return engine_status(status);
  }
  l->store = store;
  return LEAT_OK;
}

bool leat_has_db(const Leat *l) { return l->store != NULL; }

struct Store *leat_store(Leat *l) { return l->store; }

void engine_set_batch(Leat *l, uint32_t leads) { l->batch = leads > 0 ? leads : 1; }

Str plain_words(Arena *a, Value v) {
  StrBuf text;
  strbuf_init(&text);
  value_plain(&text, v);
  Str words = engine_copy_buf(a, &text);
  strbuf_deinit(&text);
  return words;
}

Str engine_copy_buf(Arena *a, const StrBuf *b) { return b->n ? arena_copy(a, strbuf_view(b)) : (Str){"", 0}; }

int engine_str_order(const void *a, const void *b) { return str_cmp(*(const Str *)a, *(const Str *)b); }

/* ---- findings ---- */

void leat_findings(const Leat *l, bool colour, StrBuf *out) {
  if (l->findings) diag_render(l->findings, l->findings_sources, colour, out);
}

void leat_findings_json(const Leat *l, StrBuf *out) {
  if (l->findings) diag_render_json(l->findings, l->findings_sources, out);
  else strbuf_text(out, "[]");
}

uint32_t leat_error_count(const Leat *l) { return l->findings ? l->findings->errors : 0; }
uint32_t leat_warning_count(const Leat *l) { return l->findings ? l->findings->warnings : 0; }

LeatSize leat_size(const Leat *l) {
  if (!l->loaded) return (LeatSize){0};
  const Program *p = l->loaded->program;
  return (LeatSize){.rules = p->rules.n, .pools = p->script->pools.n, .columns = p->columns.n,
                    .modules = p->modules.n - 1};
}

/* The tree as it was parsed, before the checker wrote types into it. */
static void dump_ast(const Loaded *script, StrBuf *out) {
  Arena arena;
  arena_init(&arena, 0);
  DiagList diags;
  diag_init(&diags, &arena);
  print_tree(out, &script->sources, parse_script(&arena, &script->sources, script->file, &diags));
  arena_deinit(&arena);
}

bool leat_dump(Leat *l, const char *stage, StrBuf *out) {
  const Loaded *script = l->failed ? l->failed : l->loaded;
  Str name = str_of(stage);
  if (str_is(name, "tokens")) {
    if (script) print_tokens(out, &script->sources, script->file);
  } else if (str_is(name, "ast")) {
    if (script) dump_ast(script, out);
  } else if (str_is(name, "types")) {
    if (script) print_tree(out, &script->sources, script->parsed);
  } else if (str_is(name, "code")) {
    if (l->loaded) chunk_print(out, &l->loaded->chunk, &l->loaded->sources);
  } else if (str_is(name, "plan-index")) {
    if (l->loaded) vm_index_print(out, &l->loaded->chunk, &l->loaded->sources);
  } else if (str_is(name, "plan")) {
    if (l->plan_text.n) strbuf_str(out, strbuf_view(&l->plan_text));
  } else {
    return false;
  }
  return true;
}
