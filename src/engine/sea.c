/* What people see of seas and of held leads. */
#include <stdlib.h>
#include <string.h>

#include "engine/life.h"

/* Columns by which one could reach the lead without claiming it. */
static const char *const CONTACTS[] = {"mail", "phone", "mobile", "tel",  "wechat", "whatsapp", "qq", "contact",
                                       "address", "邮箱", "邮件", "电话", "手机", "微信", "地址", "联系", NULL};

static bool is_contact(Str column) {
  for (size_t c = 0; CONTACTS[c]; c++) {
    size_t n = strlen(CONTACTS[c]);
    for (size_t i = 0; i + n <= column.n; i++)
      if (str_eq_ascii_nocase((Str){column.p + i, n}, str_of(CONTACTS[c]))) return true;
  }
  return false;
}

/* The first and the last character are left: "a…m". */
static Str masked(Arena *a, Str text) {
  size_t first = 1, last = text.n;
  if (text.n == 0) return text;
  while (first < text.n && ((unsigned char)text.p[first] & 0xc0) == 0x80) first++;
  do last--;
  while (last > first && ((unsigned char)text.p[last] & 0xc0) == 0x80);
  if (last <= first) return STR("*");
  return arena_printf(a, "%.*s***%.*s", (int)first, text.p, (int)(text.n - last), text.p + last);
}

LeatStatus leat_sea(Leat *l, Str name, LeatSea *out) {
  Arena *a = &l->report_arena;
  SeaLead *leads;
  uint32_t count, n = 0;
  *out = (LeatSea){0};
  LeatStatus ready = engine_need_db(l);
  if (ready != LEAT_OK) return ready;
  const Chunk *chunk = &l->loaded->chunk;
  if (!sea_named(chunk, name)) return engine_fail(l, LEAT_INPUT, "there is no sea %.*s", STR_FMT(name));
  arena_reset(a);
  CodeColumn *columns = ARENA_ARRAY(a, CodeColumn, chunk->columns.n + 1);
  out->columns = ARENA_ARRAY(a, Str, chunk->columns.n + 1);
  for (uint32_t i = 0; i < chunk->columns.n; i++) {
    const CodeColumn *c = &chunk->columns.v[i];
    if (c->source_name.n == 0 || c->is_events || str_is(c->name, "id")) continue;
    out->columns[n] = arena_copy(a, c->name);
    columns[n++] = *c;
  }
  StoreStatus status = loaded_map(l->loaded, l->store);
  if (status == STORE_OK) status = store_sea_leads(l->store, a, name, columns, n, &leads, &count);
  if (status != STORE_OK) return engine_store_fail(l, status);
  out->column_count = n;
  out->count = count;
  out->leads = ARENA_ARRAY(a, LeatSeaLead, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    LeatSeaLead *lead = &out->leads[i];
    *lead = (LeatSeaLead){.lead = leads[i].row.id_text, .since = leads[i].since, .cells = ARENA_ARRAY(a, Str, n + 1)};
    for (uint32_t k = 0; k < n; k++) {
      Str text = plain_words(a, leads[i].row.cells[k]);
      lead->cells[k] = is_contact(columns[k].name) || is_contact(columns[k].source_name) ? masked(a, text) : text;
    }
  }
  return LEAT_OK;
}

/* ---- who claims and does nothing ---- */

static LeatSuspect *suspect_of(Arena *a, LeatSuspects *all, Str rep) {
  for (uint32_t i = 0; i < all->n; i++)
    if (str_eq(all->v[i].rep, rep)) return &all->v[i];
  LeatSuspect one = {.rep = rep, .weight = 1};
  VEC_PUSH(a, *all, one);
  return &all->v[all->n - 1];
}

static int by_share(const void *x, const void *y) {
  const LeatSuspect *a = x, *b = y;
  int64_t left = a->responded * b->claims, right = b->responded * a->claims;
  if (left != right) return left < right ? -1 : 1;
  if (a->claims != b->claims) return a->claims > b->claims ? -1 : 1;
  return str_cmp(a->rep, b->rep);
}

LeatStatus leat_sea_suspects(Leat *l, Str name, int64_t now_ms, LeatSuspects *out) {
  Arena *a = &l->report_arena;
  OwnedRow *rows;
  PenaltyRow *penalties;
  uint32_t count;
  *out = (LeatSuspects){0};
  LeatStatus ready = engine_need_db(l);
  if (ready != LEAT_OK) return ready;
  if (!sea_named(&l->loaded->chunk, name)) return engine_fail(l, LEAT_INPUT, "there is no sea %.*s", STR_FMT(name));
  arena_reset(a);
  StoreStatus status = loaded_map(l->loaded, l->store);
  if (status == STORE_OK) status = store_claimed(l->store, a, name, &rows, &count);
  for (uint32_t i = 0; i < count && status == STORE_OK; i++) {
    LeatSuspect *rep = suspect_of(a, out, rows[i].rep);
    EventTimes done = {0};
    LeadRow lead = {.id = rows[i].lead, .id_text = plain_words(a, rows[i].lead)};
    status = store_activities(l->store, a, l->loaded->chunk.zone, &lead, rows[i].begun,
                              rows[i].ended ? rows[i].ended : now_ms, &done);
    rep->claims++;
    rep->responded += done.n > 0;
    rep->open += !rows[i].ended;
  }
  if (status == STORE_OK) status = store_penalties(l->store, a, now_ms, (Str){"", 0}, &penalties, &count);
  if (status != STORE_OK) return engine_store_fail(l, status);
  for (uint32_t i = 0; i < count; i++) {
    if (!str_eq(penalties[i].sea, name)) continue;
    LeatSuspect *rep = suspect_of(a, out, penalties[i].rep);
    if (penalties[i].weight < rep->weight) rep->weight = penalties[i].weight;
    if (penalties[i].until > rep->until) rep->until = penalties[i].until;
  }
  if (out->n) qsort(out->v, out->n, sizeof *out->v, by_share);
  return LEAT_OK;
}

LeatStatus leat_sea_lift(Leat *l, Str rep, int64_t now_ms, int64_t *count_out) {
  LeatStatus ready = engine_need_db(l);
  if (ready != LEAT_OK) return ready;
  StoreStatus status = store_begin(l->store);
  if (status == STORE_OK) status = store_penalty_lift(l->store, rep, now_ms, count_out);
  if (status == STORE_OK) status = store_commit(l->store);
  if (status == STORE_OK) return LEAT_OK;
  engine_store_fail(l, status);
  store_rollback(l->store);
  return engine_status(status);
}

LeatStatus leat_held(Leat *l, LeatHeld **out, uint32_t *count_out) {
  Arena *a = &l->report_arena;
  StateRow *rows;
  Value *leads;
  if (!l->store) return engine_fail(l, LEAT_USAGE, "no database is open");
  arena_reset(a);
  StoreStatus status = store_held(l->store, a, &rows, &leads, count_out);
  if (status != STORE_OK) return engine_store_fail(l, status);
  *out = ARENA_ARRAY(a, LeatHeld, *count_out + 1);
  for (uint32_t i = 0; i < *count_out; i++)
    (*out)[i] = (LeatHeld){.lead = plain_words(a, leads[i]), .since = rows[i].at, .reason = rows[i].reason,
                           .rule = rows[i].rule};
  return LEAT_OK;
}
