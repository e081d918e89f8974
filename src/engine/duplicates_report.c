/* All duplicates of a database, and how well they were found where the truth is known. */
#include "base/mem.h"
#include "engine/duplicates.h"
#include <stdlib.h>
#include <string.h>

typedef struct Whole { /* the groups of all statements together */
  const Duplicates *d;
  uint32_t *parent;
  uint32_t *by_group; /* leads, group by group, each in the order of the table */
} Whole;

static uint32_t first_of(uint32_t *parent, uint32_t lead) {
  while (parent[lead] != lead) lead = parent[lead] = parent[parent[lead]];
  return lead;
}

static void whole_join(Whole *w, uint32_t statements) {
  for (uint32_t i = 0; i < w->d->leads.n; i++) w->parent[i] = i;
  for (uint32_t s = 0; s < statements; s++) {
    for (uint32_t i = 0; i < w->d->leads.n; i++) {
      uint32_t a = first_of(w->parent, i), b = first_of(w->parent, duplicates_first(w->d, s, i));
      if (a < b) w->parent[b] = a;
      else w->parent[a] = b;
    }
  }
  for (uint32_t i = 0; i < w->d->leads.n; i++) (void)first_of(w->parent, i);
  for (uint32_t i = 0; i < w->d->leads.n; i++) w->parent[i] = first_of(w->parent, i);
}

typedef struct Place { uint32_t group, lead; } Place;

static int place_order(const void *x, const void *y) {
  const Place *a = x, *b = y;
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  return (a->lead > b->lead) - (a->lead < b->lead);
}

static int64_t pairs(int64_t n) { return n * (n - 1) / 2; }

static int truth_order(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

/* Pairs of equal texts; an empty one is equal to none. */
static int64_t equal_pairs(Str *texts, uint32_t n) {
  int64_t sum = 0;
  if (n) qsort(texts, n, sizeof *texts, truth_order);
  for (uint32_t i = 0, end; i < n; i = end) {
    for (end = i + 1; end < n && str_eq(texts[end], texts[i]); end++) continue;
    if (texts[i].n) sum += pairs(end - i);
  }
  return sum;
}

static void measure(const Whole *w, const Place *places, LeatDuplicates *out) {
  uint32_t n = w->d->leads.n;
  Str *texts = mem_alloc((n + 1) * sizeof *texts);
  for (uint32_t i = 0; i < n; i++) texts[i] = w->d->leads.v[i].truth;
  out->truth = equal_pairs(texts, n);
  for (uint32_t i = 0, end; i < n; i = end) {
    for (end = i; end < n && places[end].group == places[i].group; end++)
      texts[end - i] = w->d->leads.v[places[end].lead].truth;
    out->found += pairs(end - i);
    out->right += equal_pairs(texts, end - i);
  }
  out->measured = true;
  mem_free(texts);
}

/* By the first statement that says so. */
static Str why_of(Arena *a, const Duplicates *d, uint32_t lead) {
  for (uint32_t s = 0; s < d->script->chunk.duplicates.n; s++)
    if (d->groups[s].other[lead] != NO_LEAD) return duplicates_why(a, d, s, lead, d->groups[s].other[lead]);
  return (Str){"", 0};
}

static void list_groups(Arena *a, const Whole *w, const Place *places, LeatDuplicates *out) {
  uint32_t n = w->d->leads.n;
  out->leads = ARENA_ARRAY(a, LeatSame, n + 1);
  for (uint32_t i = 0, end; i < n; i = end) {
    for (end = i + 1; end < n && places[end].group == places[i].group; end++) continue;
    if (end - i < 2) continue;
    out->groups++;
    for (uint32_t k = i; k < end; k++) {
      const SameLead *lead = &w->d->leads.v[places[k].lead];
      out->leads[out->lead_count++] = (LeatSame){.group = out->groups, .lead = arena_copy(a, lead->id),
                                                 .owner = arena_copy(a, lead->owner),
                                                 .why = why_of(a, w->d, places[k].lead)};
    }
  }
}

static void report(Arena *a, const Duplicates *d, bool measured, LeatDuplicates *out) {
  uint32_t n = d->leads.n;
  Whole w = {.d = d, .parent = mem_alloc((n + 1) * sizeof *w.parent)};
  Place *places = mem_alloc((n + 1) * sizeof *places);
  whole_join(&w, d->script->chunk.duplicates.n);
  for (uint32_t i = 0; i < n; i++) places[i] = (Place){w.parent[i], i};
  if (n) qsort(places, n, sizeof *places, place_order);
  list_groups(a, &w, places, out);
  if (measured) measure(&w, places, out);
  out->compared = n;
  out->large_leads = d->large_leads;
  mem_free(places);
  mem_free(w.parent);
}

LeatStatus leat_duplicates(Leat *l, Str truth, int64_t now_ms, LeatDuplicates *out) {
  *out = (LeatDuplicates){0};
  LeatStatus ready = engine_need_db(l);
  if (ready != LEAT_OK) return ready;
  if (l->loaded->chunk.duplicates.n == 0)
    return engine_fail(l, LEAT_INPUT, "the script has no `duplicate` statement, such as `duplicate when same email`");
  StoreStatus status = loaded_map(l->loaded, l->store);
  if (status != STORE_OK) return engine_store_fail(l, status);
  Duplicates *d = NULL;
  arena_reset(&l->report_arena);
  status = duplicates_find(l->store, l->loaded, &(DuplicatesWanted){.now_ms = now_ms, .truth = truth}, &d);
  if (status != STORE_OK) return engine_store_fail(l, status);
  if (d) report(&l->report_arena, d, truth.n > 0, out);
  duplicates_free(d);
  return LEAT_OK;
}
