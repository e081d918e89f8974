#include "engine/learned.h"
#include "base/mem.h"
#include "strategy/shares.h"
#include <math.h>

struct Learned {
  const CodeBy *by;
  double *values; /* by rep */
  Learned *next;
};

const char *learned_word(LearnedKind kind) {
  static const char *const words[] = {[LEARNED_NONE] = "", [LEARNED_WIN_RATE] = "win_rate",
                                      [LEARNED_ATTAINMENT] = "attainment"};
  return words[kind];
}

typedef struct Counting {
  const Roster *r;
  Record *records;
} Counting;

static void count_lead(void *ctx, Str rep, bool won) {
  Counting *c = ctx;
  uint32_t at = strmap_get(&c->r->rep_index, rep);
  if (at == STRMAP_NONE) return;
  c->records[at].closed++;
  c->records[at].won += won;
}

static void add_targets(const Roster *r, Record *records) {
  for (uint32_t slot = 0; slot < r->chunk->rep_columns.n; slot++) {
    if (!str_is(r->chunk->rep_columns.v[slot].name, "target")) continue;
    for (uint32_t i = 0; i < r->reps.n; i++) {
      Value v = r->reps.v[i].cells[slot];
      if (value_is_number(v)) records[i].target = v.kind == VAL_INT ? (double)v.i : v.d;
    }
  }
}

static void learn(Roster *r, const CodeBy *by) {
  Learned *l = ARENA_NEW(&r->arena, Learned);
  Record *records = mem_alloc((r->reps.n + 1) * sizeof *records);
  Counting counting = {r, records};
  l->by = by;
  l->values = ARENA_ARRAY(&r->arena, double, r->reps.n);
  if (r->store && r->status == STORE_OK)
    r->status = store_closed_leads(r->store, r->chunk->zone, r->now - by->learned_ms, r->now, count_lead, &counting);
  add_targets(r, records);
  if (by->learned == LEARNED_WIN_RATE) shares_win_rate(records, r->reps.n, l->values);
  else shares_attainment(records, r->reps.n, l->values);
  mem_free(records);
  l->next = r->learned;
  r->learned = l;
}

StoreStatus learned_load(Roster *r) {
  const Chunk *c = r->chunk;
  for (uint32_t i = 0; i < c->targets.n; i++)
    if (c->targets.v[i].by.learned) learn(r, &c->targets.v[i].by);
  for (uint32_t i = 0; i < c->pools.n; i++)
    if (c->pools.v[i].by.learned) learn(r, &c->pools.v[i].by);
  return r->status;
}

Value learned_value(const Roster *r, const CodeBy *by, uint32_t rep) {
  const Learned *l = r->learned;
  while (l->by != by) l = l->next;
  return (Value){.kind = VAL_REAL, .d = l->values[rep]};
}

/* ---- in words ---- */

Str km_words(Arena *a, double km) {
  char text[32];
  Number x = {.d = km < 100 ? round(km * 10) / 10 : round(km)};
  return arena_copy(a, (Str){text, number_format(x, text)});
}

Str by_words(const CodeBy *by) { return by->learned ? str_of(learned_word(by->learned)) : by->words; }

Str value_rounded(Arena *a, Value v) {
  if (v.kind == VAL_REAL && fabs(v.d) < 1e12) v.d = round(v.d * 1000) / 1000;
  return plain_words(a, v);
}

Str pass_by_words(Arena *a, const Pass *pass) {
  if (pass->kind == PASS_PLACE) return STR("position not known: rep.lat or rep.lon is missing");
  if (pass->kind == PASS_LEAD_PLACE) return STR("the lead's position is not known: lat or lon is missing");
  if (pass->kind == PASS_FAR) return arena_printf(a, "too far: %.*s km", STR_FMT(km_words(a, pass->km)));
  Str by = by_words(pass->by);
  if (value_is_gap(pass->value)) return arena_printf(a, "%.*s is missing", STR_FMT(by));
  return arena_printf(a, "%.*s is %.*s, not above 0", STR_FMT(by), STR_FMT(value_rounded(a, pass->value)));
}
