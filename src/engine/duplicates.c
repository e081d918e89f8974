#include "engine/duplicates.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/likeness.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/row.h"

typedef struct Entry { /* a lead in the block of one clause */
  uint32_t clause; /* of all statements, in order */
  uint32_t lead;
  uint64_t key[2];
  Likeness *alike; /* of the terms that are only alike */
  const CodeSameAll *of;
} Entry;

typedef struct Finding {
  Duplicates *d;
  const Chunk *chunk;
  Vm *vm;
  Rows rows;
  CodeColumn *columns; /* of rows, and the one that holds the truth */
  bool has_truth;
  Value *row;
  Arena values; /* of one lead */
  StrBuf text;
  const DuplicatesWanted *asked;
  bool everyone;
  Entry *room;       /* for those of one lead */
  VEC(Entry) entries;
  uint32_t wanted;   /* so many entries, sorted, are those of the leads that were taken the time before */
} Finding;

/* ---- keys ---- */

/* 128 bits under two fixed keys: two different texts never meet in practice, and nobody can make them. */
static void key_of(Str text, const uint64_t seed[2], uint64_t out[2]) {
  const uint64_t other[2] = {seed[1], ~seed[0]};
  out[0] = hash_sip13(text, seed);
  out[1] = hash_sip13(text, other);
}

static uint64_t seeds[2];

static void seeds_draw(void) {
  if (!seeds[0]) seeds[0] = hash_seeded(STR("one")) | 1;
  if (!seeds[1]) seeds[1] = hash_seeded(STR("two")) | 1;
}

/* The values that must be the same, one after the other. False: one is missing, which is the same as nothing. */
static bool block_text(Finding *f, const CodeSameAll *clause) {
  strbuf_clear(&f->text);
  for (uint32_t i = 0; i < clause->n; i++) {
    if (clause->v[i].similar) continue;
    Value v = vm_eval(f->vm, clause->v[i].func, NULL);
    if (value_is_gap(v)) return false;
    size_t before = f->text.n;
    strbuf_char(&f->text, (char)('a' + value_type(v)));
    value_plain(&f->text, v);
    if (v.kind == VAL_TEXT && f->text.n == before + 1) return false; /* an empty text says nothing */
    strbuf_printf(&f->text, "\n%zu\n", f->text.n - before);
  }
  return true;
}

/* False: one is missing. */
static bool alike_of(Finding *f, const CodeSameAll *clause, Likeness **out) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < clause->n; i++) n += clause->v[i].similar;
  *out = NULL;
  if (n == 0) return true;
  *out = ARENA_ARRAY(&f->d->arena, Likeness, n);
  n = 0;
  for (uint32_t i = 0; i < clause->n; i++) {
    if (!clause->v[i].similar) continue;
    Value v = vm_eval(f->vm, clause->v[i].func, NULL);
    if (v.kind != VAL_TEXT) return false;
    (*out)[n] = likeness_of(&f->d->arena, value_str(v));
    if ((*out)[n].text.n == 0) return false;
    if ((*out)[n].text.p == value_str(v).p) (*out)[n].text = arena_copy(&f->d->arena, (*out)[n].text);
    n++;
  }
  return true;
}

static int entry_order(const void *x, const void *y) {
  const Entry *a = x, *b = y;
  if (a->clause != b->clause) return a->clause < b->clause ? -1 : 1;
  for (int i = 0; i < 2; i++)
    if (a->key[i] != b->key[i]) return a->key[i] < b->key[i] ? -1 : 1;
  return (a->lead > b->lead) - (a->lead < b->lead);
}

/* Is a lead that was asked for in this block? */
static bool is_wanted(const Finding *f, const Entry *e) {
  uint32_t low = 0, high = f->wanted;
  Entry first = *e;
  first.lead = 0;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (entry_order(&f->entries.v[middle], &first) < 0) low = middle + 1;
    else high = middle;
  }
  return low < f->wanted && f->entries.v[low].clause == e->clause &&
         memcmp(f->entries.v[low].key, e->key, sizeof e->key) == 0;
}

/* ---- reading ---- */

static uint32_t lead_add(Finding *f, const KnownLead *known) {
  SameLead lead = {.id = arena_copy(&f->d->arena, known->row->id_text), .pending = known->pending,
                   .owner = known->owner.n ? arena_copy(&f->d->arena, known->owner) : (Str){"", 0}};
  if (f->has_truth) {
    strbuf_clear(&f->text);
    value_plain(&f->text, known->row->cells[f->rows.count]);
    lead.truth = engine_copy_buf(&f->d->arena, &f->text);
  }
  VEC_PUSH(&f->d->arena, f->d->leads, lead);
  return f->d->leads.n - 1;
}

/* Does it matter by itself, not only by what it shares with others? */
static bool is_asked(const Finding *f, const KnownLead *known) {
  return f->asked->only.n ? str_eq(known->row->id_text, f->asked->only) : known->pending;
}

/* The lead's place in each block; *wanted_out: one of them holds a lead that was taken before. */
static uint32_t entries_of(Finding *f, Entry *out, bool *wanted_out) {
  uint32_t number = 0, n = 0;
  for (uint32_t s = 0; s < f->chunk->duplicates.n; s++) {
    const CodeDuplicate *code = &f->chunk->duplicates.v[s];
    for (uint32_t c = 0; c < code->clauses.n; c++) {
      Entry e = {.clause = number++};
      if (!block_text(f, &code->clauses.v[c])) continue;
      key_of(strbuf_view(&f->text), seeds, e.key);
      *wanted_out |= f->wanted > 0 && is_wanted(f, &e);
      out[n] = e;
      out[n++].of = &code->clauses.v[c];
    }
  }
  return n;
}

static bool take_lead(void *ctx, const KnownLead *known) {
  Finding *f = ctx;
  bool taken = f->everyone || is_asked(f, known);
  if (!taken && f->wanted == 0) return true;
  arena_reset(&f->values);
  rows_fill(&f->rows, known->row->cells, &f->values, f->row);
  vm_begin(f->vm, f->row, known->row->id_text, &f->values);
  uint32_t n = entries_of(f, f->room, &taken);
  if (!taken) return true;
  uint32_t lead = lead_add(f, known);
  for (uint32_t i = 0; i < n; i++) {
    Entry e = f->room[i];
    e.lead = lead;
    if (alike_of(f, e.of, &e.alike)) VEC_PUSH(&f->d->arena, f->entries, e);
  }
  return true;
}

static StoreStatus read_once(Finding *f, Store *store) {
  f->d->leads.n = 0;
  StoreStatus status = store_each_known(store, f->columns, f->rows.count + f->has_truth, take_lead, f);
  f->entries.n -= f->wanted;
  memmove(f->entries.v, f->entries.v + f->wanted, f->entries.n * sizeof *f->entries.v);
  f->wanted = 0;
  return status;
}

/* When only some were asked for: those, then what shares a block with them, and so on until a group is whole. */
static StoreStatus read_leads(Finding *f, Store *store) {
  f->everyone = !f->asked->for_run && f->asked->only.n == 0;
  StoreStatus status = read_once(f, store);
  for (uint32_t before = 0; status == STORE_OK && !f->everyone && f->d->leads.n > before;) {
    before = f->d->leads.n;
    f->wanted = f->entries.n;
    if (f->wanted) qsort(f->entries.v, f->wanted, sizeof *f->entries.v, entry_order);
    status = read_once(f, store);
  }
  return status;
}

/* ---- groups ---- */

static uint32_t root_of(uint32_t *parent, uint32_t lead) {
  while (parent[lead] != lead) lead = parent[lead] = parent[parent[lead]];
  return lead;
}

uint32_t duplicates_first(const Duplicates *d, uint32_t statement, uint32_t lead) {
  return root_of(d->groups[statement].parent, lead);
}

/* x < y in the order of the table. */
static void join(SameGroups *g, uint32_t x, uint32_t y, uint16_t clause) {
  uint32_t a = root_of(g->parent, x), b = root_of(g->parent, y);
  if (g->other[y] == NO_LEAD) {
    g->other[y] = x;
    g->clause[y] = clause;
  }
  if (a == b) return;
  if (a < b) g->parent[b] = a;
  else g->parent[a] = b;
}

static bool all_alike(Finding *f, const CodeSameAll *clause, const Likeness *x, const Likeness *y) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < clause->n; i++) {
    if (!clause->v[i].similar) continue;
    if (!likeness_reaches(&f->values, &x[n], &y[n], clause->v[i].least)) return false;
    n++;
  }
  return true;
}

/* A block: entries from..to, in the order of the table. */
static void group_block(Finding *f, SameGroups *g, const CodeSameAll *clause, uint16_t number, const Entry *block,
                        uint32_t n) {
  bool exact = true;
  for (uint32_t i = 0; i < clause->n; i++) exact &= !clause->v[i].similar;
  if (!exact && n > LIMIT_DUPLICATE_BLOCK) {
    f->d->large_blocks++;
    f->d->large_leads += n - LIMIT_DUPLICATE_BLOCK;
    n = LIMIT_DUPLICATE_BLOCK;
  }
  for (uint32_t i = 1; i < n; i++) {
    if (exact) {
      join(g, block[0].lead, block[i].lead, number);
      continue;
    }
    for (uint32_t k = 0; k < i; k++) {
      if (root_of(g->parent, block[k].lead) == root_of(g->parent, block[i].lead)) continue;
      if (all_alike(f, clause, block[k].alike, block[i].alike)) join(g, block[k].lead, block[i].lead, number);
    }
  }
}

static void groups_init(Duplicates *d, uint32_t statements) {
  uint32_t n = d->leads.n;
  d->groups = ARENA_ARRAY(&d->arena, SameGroups, statements + 1);
  for (uint32_t s = 0; s < statements; s++) {
    SameGroups *g = &d->groups[s];
    *g = (SameGroups){ARENA_ARRAY(&d->arena, uint32_t, n + 1), ARENA_ARRAY(&d->arena, uint32_t, n + 1),
                      ARENA_ARRAY(&d->arena, uint32_t, n + 1), ARENA_ARRAY(&d->arena, uint16_t, n + 1)};
    for (uint32_t i = 0; i < n; i++) {
      g->parent[i] = i;
      g->next[i] = g->other[i] = NO_LEAD;
    }
  }
}

/* The leads of each group, chained in the order of the table. */
static void groups_chain(Duplicates *d, uint32_t statements) {
  uint32_t *last = mem_alloc((d->leads.n + 1) * sizeof *last);
  for (uint32_t s = 0; s < statements; s++) {
    SameGroups *g = &d->groups[s];
    for (uint32_t i = 0; i < d->leads.n; i++) {
      uint32_t first = root_of(g->parent, i);
      if (first != i) g->next[last[first]] = i;
      last[first] = i;
    }
  }
  mem_free(last);
}

static void find_groups(Finding *f) {
  uint32_t at = 0, number = 0;
  groups_init(f->d, f->chunk->duplicates.n);
  if (f->entries.n) qsort(f->entries.v, f->entries.n, sizeof *f->entries.v, entry_order);
  for (uint32_t s = 0; s < f->chunk->duplicates.n; s++) {
    const CodeDuplicate *code = &f->chunk->duplicates.v[s];
    for (uint32_t c = 0; c < code->clauses.n; c++, number++) {
      while (at < f->entries.n && f->entries.v[at].clause == number) {
        Entry *block = &f->entries.v[at];
        uint32_t n = 1;
        while (at + n < f->entries.n && block[n].clause == number &&
               memcmp(block[n].key, block->key, sizeof block->key) == 0)
          n++;
        group_block(f, &f->d->groups[s], &code->clauses.v[c], (uint16_t)c, block, n);
        at += n;
      }
    }
  }
  groups_chain(f->d, f->chunk->duplicates.n);
}

/* ---- the whole ---- */

static void finding_init(Finding *f, Duplicates *d, const DuplicatesWanted *wanted) {
  *f = (Finding){.d = d, .chunk = &d->script->chunk, .asked = wanted};
  arena_init(&f->values, LIMIT_ARENA_PER_LEAD);
  strbuf_init(&f->text);
  rows_init(&f->rows, f->chunk, &d->arena);
  f->row = ARENA_ARRAY(&d->arena, Value, f->rows.width + 1);
  f->columns = f->rows.columns;
  f->has_truth = wanted->truth.n > 0;
  if (f->has_truth) {
    f->columns = ARENA_ARRAY(&d->arena, CodeColumn, f->rows.count + 1);
    if (f->rows.count) memcpy(f->columns, f->rows.columns, f->rows.count * sizeof *f->columns);
    f->columns[f->rows.count] = (CodeColumn){.name = wanted->truth, .source_name = wanted->truth, .read = true};
  }
  f->vm = vm_new(f->chunk, wanted->now_ms);
  uint32_t clauses = 0;
  for (uint32_t i = 0; i < f->chunk->duplicates.n; i++) clauses += f->chunk->duplicates.v[i].clauses.n;
  f->room = ARENA_ARRAY(&d->arena, Entry, clauses + 1);
  seeds_draw();
}

static void finding_deinit(Finding *f) {
  vm_free(f->vm);
  arena_deinit(&f->values);
  strbuf_deinit(&f->text);
}

StoreStatus duplicates_find(Store *store, const Loaded *script, const DuplicatesWanted *wanted, Duplicates **out) {
  Finding f;
  *out = NULL;
  if (script->chunk.duplicates.n == 0) return STORE_OK;
  Duplicates *d = mem_alloc(sizeof *d);
  d->script = script;
  arena_init(&d->arena, 0);
  finding_init(&f, d, wanted);
  StoreStatus status = read_leads(&f, store);
  if (status == STORE_OK && d->leads.n > 0) {
    find_groups(&f);
    strmap_init(&d->by_id, &d->arena);
    for (uint32_t i = 0; i < d->leads.n; i++) strmap_put(&d->by_id, d->leads.v[i].id, i);
  }
  finding_deinit(&f);
  if (status == STORE_OK && d->leads.n > 0) *out = d;
  else duplicates_free(d);
  return status;
}

void duplicates_free(Duplicates *d) {
  if (!d) return;
  arena_deinit(&d->arena);
  mem_free(d);
}

/* What a clause says, as the script has it: "fold(email)", "similarity(company), city". */
static void clause_words(StrBuf *out, const Duplicates *d, uint32_t statement, uint32_t number) {
  const DuplicateDecl *decl = d->script->script->duplicates.v[statement];
  const DuplicateClause *clause = &decl->clauses.v[number];
  for (uint32_t i = 0; i < clause->terms.n; i++) {
    const DuplicateTerm *term = &clause->terms.v[i];
    Str key = source_slice(&d->script->sources, term->key->span);
    strbuf_text(out, i ? ", " : "");
    if (term->similar) strbuf_printf(out, "similarity(%.*s)", STR_FMT(key));
    else strbuf_str(out, key);
  }
}

/* A lead of the group that this one was found to be the same as, and by which clause. */
static uint32_t neighbour(const Duplicates *d, uint32_t statement, uint32_t lead, uint32_t *clause_out) {
  const SameGroups *g = &d->groups[statement];
  *clause_out = g->clause[lead];
  if (g->other[lead] != NO_LEAD) return g->other[lead];
  for (uint32_t i = duplicates_first(d, statement, lead); i != NO_LEAD; i = g->next[i]) {
    *clause_out = g->clause[i];
    if (g->other[i] == lead) return i;
  }
  BUG("a lead of a group is the same as none");
}

Str duplicates_why(Arena *a, const Duplicates *d, uint32_t statement, uint32_t lead, uint32_t other) {
  uint32_t clause, near = neighbour(d, statement, lead, &clause);
  StrBuf words;
  strbuf_init(&words);
  clause_words(&words, d, statement, clause);
  Str what = strbuf_view(&words);
  Str id = d->leads.v[other].id;
  Str why = near == other ? arena_printf(a, "duplicate of lead %.*s: same %.*s", STR_FMT(id), STR_FMT(what))
                          : arena_printf(a, "duplicate of lead %.*s through lead %.*s: same %.*s",
                                         STR_FMT(id), STR_FMT(d->leads.v[near].id), STR_FMT(what));
  strbuf_deinit(&words);
  return why;
}
