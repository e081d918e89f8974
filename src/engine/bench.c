/* Rules over leads in memory: which rule takes each, and how fast. Time is read here: measuring it is the
 * point. */
#include "base/limits.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/events.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- leads in memory ---- */

typedef struct Sample {
  Rows rows;
  Arena texts; /* what the cells' values point to */
  Value *values;
  Str *ids;
  uint32_t *codes, code_count; /* of vm_codes */
  int64_t count, room;
} Sample;

/* Texts of the database live only until the next row. */
static Value keep_text(Arena *a, Value v) {
  return v.kind == VAL_TEXT ? value_text(arena_copy(a, value_str(v))) : v;
}

static bool sample_lead(void *ctx, const LeadRow *lead) {
  Sample *s = ctx;
  uint32_t width = s->rows.width;
  if (s->count == s->room) {
    s->room = s->room ? s->room * 2 : 1024;
    s->values = mem_realloc(s->values, (size_t)s->room * (width + 1) * sizeof *s->values);
    s->ids = mem_realloc(s->ids, (size_t)s->room * sizeof *s->ids);
  }
  Value cells[LIMIT_CSV_COLUMNS];
  for (uint32_t i = 0; i < s->rows.count; i++) cells[i] = keep_text(&s->texts, lead->cells[i]);
  rows_fill(&s->rows, cells, &s->texts, s->values + (size_t)s->count * width);
  s->ids[s->count] = arena_copy(&s->texts, lead->id_text);
  s->count++;
  return true;
}

static StoreStatus sample_read(Sample *s, Leat *l, int64_t most, int64_t now) {
  Value *events;
  rows_init(&s->rows, &l->loaded->chunk, &s->texts);
  if (s->rows.count > LIMIT_CSV_COLUMNS) return STORE_LIMIT;
  StoreStatus status = store_each_lead(l->store, s->rows.columns, s->rows.count, most, sample_lead, s);
  if (status == STORE_OK)
    status = events_load(l->store, &s->rows, &s->texts, s->ids, (uint32_t)s->count, now, &events);
  uint32_t kinds = s->rows.listed - s->rows.count;
  for (int64_t i = 0; status == STORE_OK && kinds && i < s->count; i++)
    events_put(&s->rows, events + (size_t)i * kinds, s->values + (size_t)i * s->rows.width);
  return status;
}

static void sample_deinit(Sample *s) {
  mem_free(s->values);
  mem_free(s->ids);
  mem_free(s->codes);
  arena_deinit(&s->texts);
}

/* ---- take counts ---- */

static ChoiceResult always_found(void *ctx, Vm *vm, uint32_t target, Str name, Choice *out) {
  (void)ctx, (void)vm, (void)target;
  *out = (Choice){.pool = name, .rep = name};
  return CHOICE_FOUND;
}

static void count_hit(LeatRuleCount *rule, Str lead, Arena *a) {
  rule->hits++;
  if (rule->example_count < sizeof rule->examples / sizeof *rule->examples)
    rule->examples[rule->example_count++] = arena_copy(a, lead);
}

static void count_plan(LeatRuleCount *rules, uint32_t n, const Plan *plan, Str lead, Arena *a) {
  for (uint32_t i = 0; i < plan->fired.n; i++) count_hit(&rules[plan->fired.v[i]], lead, a);
  for (uint32_t i = 0; i < plan->unknowns.n; i++)
    if (plan->unknowns.v[i].rule < n) rules[plan->unknowns.v[i].rule].unknowns++;
  for (uint32_t i = 0; i < plan->errors.n; i++)
    if (plan->errors.v[i].rule < n) rules[plan->errors.v[i].rule].errors++;
}

LeatStatus leat_take_counts(Leat *l, int64_t now_ms, int64_t most, LeatRuleCount **rules_out, uint32_t *count_out,
                            int64_t *leads_out) {
  LeatStatus result = engine_need_db(l);
  if (result != LEAT_OK) return result;
  const Chunk *chunk = &l->loaded->chunk;
  Sample sample = {0};
  arena_init(&sample.texts, 0);
  StoreStatus status = sample_read(&sample, l, most, now_ms);
  if (status != STORE_OK) {
    sample_deinit(&sample);
    return engine_store_fail(l, status);
  }
  arena_reset(&l->counts_arena);
  LeatRuleCount *rules = ARENA_ARRAY(&l->counts_arena, LeatRuleCount, chunk->rules.n + 1);
  for (uint32_t i = 0; i < chunk->rules.n; i++)
    rules[i] = (LeatRuleCount){.name = arena_copy(&l->counts_arena, chunk->rules.v[i].name),
                               .line = chunk->rules.v[i].line};
  Arena lead_arena;
  arena_init(&lead_arena, LIMIT_ARENA_PER_LEAD);
  VmHost host = {.choose = always_found};
  Vm *vm = vm_new(chunk, now_ms);
  for (int64_t i = 0; i < sample.count; i++) {
    Plan plan;
    arena_reset(&lead_arena);
    plan_reset(&plan);
    vm_run(vm, sample.values + (size_t)i * sample.rows.width, sample.ids[i], &lead_arena, &host, &plan);
    count_plan(rules, chunk->rules.n, &plan, sample.ids[i], &l->counts_arena);
  }
  vm_free(vm);
  arena_deinit(&lead_arena);
  *rules_out = rules;
  *count_out = chunk->rules.n;
  *leads_out = sample.count;
  sample_deinit(&sample);
  return LEAT_OK;
}

/* ---- speed ---- */

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int64_t resident_kb(void) {
  long pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (!f) return 0;
  if (fscanf(f, "%*d %ld", &pages) != 1) pages = 0;
  fclose(f);
  return (int64_t)pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* Rules as the script's author counts them; an `otherwise` is none. */
static int32_t rule_told(const Chunk *chunk, int32_t rule) {
  return rule >= 0 && chunk->rules.v[rule].condition == NO_FUNC ? -1 : rule;
}

static void one_pass(const Sample *sample, const Chunk *chunk, Vm *vm, Arena *arena, int32_t *first_match) {
  for (int64_t i = 0; i < sample->count; i++) {
    if (arena->used) arena_reset(arena);
    const uint32_t *codes = sample->codes + (size_t)i * sample->code_count;
    int32_t rule = vm_first_match(vm, sample->values + (size_t)i * sample->rows.width, codes, arena);
    first_match[i] = rule_told(chunk, rule);
  }
}

/* The leads' values as the index tells them apart: texts are read once, not in each pass. */
static double sample_code(Sample *s, Vm *vm) {
  double from = seconds(CLOCK_PROCESS_CPUTIME_ID);
  s->code_count = vm_codes(vm, NULL, NULL);
  s->codes = mem_alloc(((size_t)s->count * s->code_count + 1) * sizeof *s->codes);
  for (int64_t i = 0; i < s->count; i++)
    vm_codes(vm, s->values + (size_t)i * s->rows.width, s->codes + (size_t)i * s->code_count);
  return seconds(CLOCK_PROCESS_CPUTIME_ID) - from;
}

static Vm *index_made(const Chunk *chunk, int64_t now_ms, LeatBench *out) {
  double from = seconds(CLOCK_PROCESS_CPUTIME_ID);
  Vm *vm = vm_new(chunk, now_ms);
  vm_index(vm, true);
  IndexSize size = vm_index_size(vm);
  out->index_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - from;
  out->rules = size.rules;
  out->conjunctions = size.conjunctions;
  out->blocks = size.blocks;
  out->columns = size.columns;
  out->nodes = size.nodes;
  return vm;
}

static void time_passes(const Sample *sample, const Chunk *chunk, Vm *vm, LeatBench *out, int32_t *first_match) {
  Arena arena;
  arena_init(&arena, LIMIT_ARENA_PER_LEAD);
  for (uint32_t round = 0; round < out->rounds; round++) {
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    one_pass(sample, chunk, vm, &arena, first_match);
    out->cpu_s[round] = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    out->wall_s[round] = seconds(CLOCK_MONOTONIC) - wall;
  }
  arena_deinit(&arena);
}

static double process_time(void) { return seconds(CLOCK_PROCESS_CPUTIME_ID); }

/* ---- what each rule costs ---- */

static void profile(Leat *l, const Sample *sample, int64_t now_ms, LeatBench *out) {
  const Chunk *chunk = &l->loaded->chunk;
  Arena arena;
  VmHost host = {.choose = always_found};
  RuleCounts counts = {.clock = process_time};
  arena_reset(&l->counts_arena);
  arena_init(&arena, LIMIT_ARENA_PER_LEAD);
  counts.rules = ARENA_ARRAY(&l->counts_arena, RuleCount, chunk->rules.n + 1);
  Vm *vm = vm_new(chunk, now_ms);
  vm_count(vm, &counts);
  for (int64_t i = 0; i < sample->count; i++) {
    Plan plan;
    arena_reset(&arena);
    plan_reset(&plan);
    vm_run(vm, sample->values + (size_t)i * sample->rows.width, sample->ids[i], &arena, &host, &plan);
  }
  vm_free(vm);
  arena_deinit(&arena);
  out->costs = ARENA_ARRAY(&l->counts_arena, LeatRuleCost, chunk->rules.n + 1);
  out->cost_count = chunk->rules.n;
  out->find_s = counts.index_seconds;
  for (uint32_t i = 0; i < chunk->rules.n; i++) {
    const RuleCount *c = &counts.rules[i];
    out->costs[i] = (LeatRuleCost){arena_copy(&l->counts_arena, chunk->rules.v[i].name), chunk->rules.v[i].line,
                                   c->candidates, c->evaluations, c->hits, c->seconds};
  }
}

LeatStatus leat_bench(Leat *l, int64_t leads, uint32_t rounds, int64_t now_ms, bool costs, LeatBench *out,
                      int32_t **first_match_out) {
  LeatStatus result = engine_need_db(l);
  if (result != LEAT_OK) return result;
  memset(out, 0, sizeof *out);
  uint32_t most = (uint32_t)(sizeof out->cpu_s / sizeof out->cpu_s[0]);
  Sample sample = {0};
  arena_init(&sample.texts, 0);
  StoreStatus status = sample_read(&sample, l, leads, now_ms);
  if (status != STORE_OK) {
    sample_deinit(&sample);
    return engine_store_fail(l, status);
  }
  Vm *vm = index_made(&l->loaded->chunk, now_ms, out);
  out->coding_s = sample_code(&sample, vm);
  out->load_s = seconds(CLOCK_PROCESS_CPUTIME_ID); /* since the program began: script and leads */
  out->rss_loaded_kb = resident_kb();
  out->rounds = rounds < most ? rounds : most;
  out->leads = sample.count;
  int32_t *first_match = mem_alloc(((size_t)sample.count + 1) * sizeof *first_match);
  time_passes(&sample, &l->loaded->chunk, vm, out, first_match);
  out->index_bytes = (int64_t)vm_index_size(vm).bytes; /* with the rows that these leads needed */
  vm_free(vm);
  if (costs) profile(l, &sample, now_ms, out);
  sample_deinit(&sample);
  if (first_match_out) *first_match_out = first_match;
  else mem_free(first_match);
  return LEAT_OK;
}
