/* Random score and class statements × random leads with events: what the machine computes beside a plain evaluation
 * that follows the manual part by part, with the C library's 2^x.
 *   score_oracle [--seed N] [--leads N] [--plant]
 * Prints the seed, `ok` or `not ok`, and a disagreement as small as it gets. --plant lets the plain evaluation count an
 * event that is exactly as old as its window: then a disagreement must be found and come out small. */
#include "compile/compile.h"
#include "engine/events.h"
#include "syntax/parse.h"
#include "vm/vm.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 6, EVENTS = 7, KINDS = 3, CLASSES = 3, LEADS = 24, HALF_LIVES = 64 };
#define NOW INT64_C(1772442000000) /* 2026-03-02T09:00:00Z */
#define HOUR INT64_C(3600000)

static const char *const kind_words[KINDS] = {"view", "open", "call"};

typedef enum Ask { /* what the condition of a part is */
  ASK_VISITS,      /* visits >= limit */
  ASK_NOT_VISITS,  /* not (visits >= limit) */
  ASK_SHARE,       /* 10 / visits > limit: fails for 0 */
  ASK_CITY,        /* city == "a" */
  ASK_COUNT,       /* events("…", window) >= limit */
  ASK_LAST,        /* last_event("…") in last window */
  ASKS
} Ask;

typedef struct Part {
  bool per_event;
  Ask ask;
  int kind, halves; /* points are so many halves */
  int64_t limit, window, half_life, most; /* 0: none; windows and half-lives in hours, most above 0 */
} Part;

typedef struct Model { /* a script */
  int start;
  bool bounded, otherwise;
  int low, high;
  int part_count, class_count;
  Part parts[PARTS];
  int classes[CLASSES]; /* from this score on, falling */
} Model;

typedef struct Lead {
  bool has_visits, has_city;
  int visits, city;
  int event_count;
  struct { int kind; int64_t age; } events[EVENTS];
} Lead;

typedef struct Scored {
  bool has_class;
  double score;
  int class; /* -1: the one that takes the rest */
} Scored;

/* ---- drawing */

static uint64_t state;

static uint32_t below(uint32_t n) {
  state += UINT64_C(0x9e3779b97f4a7c15);
  uint64_t z = state;
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return (uint32_t)((z ^ (z >> 31)) >> 32) % n;
}

static Part part_draw(void) {
  Part p = {.per_event = below(2), .ask = (Ask)below(ASKS), .kind = (int)below(KINDS), .halves = (int)below(81) - 40};
  p.limit = below(4);
  p.window = below(3) ? 1 + below(72) : 0;
  if (!p.per_event) {
    if (p.window == 0) p.window = 24;
    return p;
  }
  p.half_life = below(2) ? 1 + below(48) : 0;
  p.most = below(2) ? 1 + below(30) : 0;
  return p;
}

static Model model_draw(void) {
  Model m = {.start = (int)below(3) * 10, .bounded = below(2), .otherwise = below(2)};
  m.low = (int)below(20) - 10;
  m.high = m.low + (int)below(60);
  m.part_count = 1 + (int)below(PARTS);
  for (int i = 0; i < m.part_count; i++) m.parts[i] = part_draw();
  m.class_count = (int)below(CLASSES + 1);
  for (int i = 0; i < m.class_count; i++) m.classes[i] = 40 - 20 * i + (int)below(10);
  return m;
}

/* Half of the events lie on the edge of some part's window, or a millisecond beside it. */
static int64_t age_draw(const Model *m) {
  const Part *p = &m->parts[below((uint32_t)m->part_count)];
  if (p->window && below(2)) return p->window * HOUR + (int64_t)below(3) - 1;
  if (below(6) == 0) return (int64_t)below(3) - 1;
  return (int64_t)below(100) * HOUR + (int64_t)below(3600000);
}

static Lead lead_draw(const Model *m) {
  Lead l = {.has_visits = below(4) > 0, .has_city = below(4) > 0, .visits = (int)below(6), .city = (int)below(2)};
  l.event_count = (int)below(EVENTS + 1);
  for (int i = 0; i < l.event_count; i++) {
    l.events[i].kind = (int)below(KINDS);
    l.events[i].age = age_draw(m);
  }
  return l;
}

/* ---- the script */

static void condition_print(StrBuf *out, const Part *p) {
  const char *kind = kind_words[p->kind];
  long long limit = p->limit, window = p->window;
  switch (p->ask) {
    case ASK_VISITS: strbuf_printf(out, "visits >= %lld", limit); return;
    case ASK_NOT_VISITS: strbuf_printf(out, "not (visits >= %lld)", limit); return;
    case ASK_SHARE: strbuf_printf(out, "10 / visits > %lld", limit); return;
    case ASK_CITY: strbuf_text(out, "city == \"a\""); return;
    case ASK_COUNT: strbuf_printf(out, "events(\"%s\", %lld hours) >= %lld", kind, window, limit); return;
    case ASK_LAST: strbuf_printf(out, "last_event(\"%s\") in last %lld hours", kind, window); return;
    case ASKS: break;
  }
  abort();
}

static void part_print(StrBuf *out, const Part *p) {
  strbuf_printf(out, "score %s%d%s ", p->halves < 0 ? "-" : "+", abs(p->halves) / 2, p->halves % 2 ? ".5" : "");
  if (!p->per_event) {
    strbuf_text(out, "when ");
    condition_print(out, p);
    strbuf_char(out, '\n');
    return;
  }
  strbuf_printf(out, "per event \"%s\"", kind_words[p->kind]);
  if (p->window) strbuf_printf(out, " in last %lld hours", (long long)p->window);
  if (p->half_life) strbuf_printf(out, " half-life %lld hours", (long long)p->half_life);
  if (p->most) strbuf_printf(out, " max %lld", (long long)p->most);
  strbuf_char(out, '\n');
}

static void model_print(StrBuf *out, const Model *m) {
  strbuf_printf(out, "lead { visits: number  city: text }\nscore starts %d", m->start);
  if (m->bounded) strbuf_printf(out, " between %d and %d", m->low, m->high);
  strbuf_char(out, '\n');
  for (int i = 0; i < m->part_count; i++) part_print(out, &m->parts[i]);
  for (int i = 0; i < m->class_count; i++)
    strbuf_printf(out, "class \"c%d\" when score >= %d\n", i, m->classes[i]);
  if (m->class_count && m->otherwise) strbuf_text(out, "class \"rest\" otherwise\n");
  strbuf_text(out, "when score >= 0 archive \"done\"\notherwise stop\n");
}

static void lead_print(StrBuf *out, const Lead *l) {
  if (l->has_visits) strbuf_printf(out, "visits %d ", l->visits);
  if (l->has_city) strbuf_printf(out, "city %c ", 'a' + l->city);
  for (int i = 0; i < l->event_count; i++)
    strbuf_printf(out, "%s %lld ms ago ", kind_words[l->events[i].kind], (long long)l->events[i].age);
}

/* ---- the plain evaluation */

static bool planted;

static bool seen(int64_t age, int64_t window) {
  if (age < 0) return false;
  return window == 0 || age < window * HOUR || (planted && age == window * HOUR);
}

static int count_of(const Lead *l, int kind, int64_t window) {
  int n = 0;
  for (int i = 0; i < l->event_count; i++) n += l->events[i].kind == kind && seen(l->events[i].age, window);
  return n;
}

static bool holds(const Part *p, const Lead *l) {
  int64_t newest = INT64_MAX;
  switch (p->ask) {
    case ASK_VISITS: return l->has_visits && l->visits >= p->limit;
    case ASK_NOT_VISITS: return l->has_visits && l->visits < p->limit;
    case ASK_SHARE: return l->has_visits && l->visits != 0 && 10.0 / l->visits > (double)p->limit;
    case ASK_CITY: return l->has_city && l->city == 0;
    case ASK_COUNT: return count_of(l, p->kind, p->window) >= p->limit;
    case ASK_LAST:
      for (int i = 0; i < l->event_count; i++)
        if (l->events[i].kind == p->kind && l->events[i].age >= 0 && l->events[i].age < newest)
          newest = l->events[i].age;
      return newest != INT64_MAX && seen(newest, p->window);
    case ASKS: break;
  }
  abort();
}

static double points_of(const Part *p, const Lead *l) {
  double points = p->halves / 2.0, sum = 0;
  if (!p->per_event) return holds(p, l) ? points : 0;
  for (int i = 0; i < l->event_count; i++) {
    int64_t age = l->events[i].age;
    if (l->events[i].kind != p->kind || !seen(age, p->window)) continue;
    if (p->half_life && age / (p->half_life * HOUR) >= HALF_LIVES) continue;
    sum += p->half_life ? exp2(-(double)age / (double)(p->half_life * HOUR)) : 1;
  }
  double all = p->half_life ? round(points * sum * 1e9) / 1e9 : points * sum;
  if (p->most && all > 0 && all > (double)p->most) all = (double)p->most;
  if (p->most && all < 0 && -all > (double)p->most) all = -(double)p->most;
  return all;
}

static Scored plain(const Model *m, const Lead *l) {
  Scored r = {.score = m->start};
  for (int i = 0; i < m->part_count; i++) r.score += points_of(&m->parts[i], l);
  r.score = round(r.score * 1e9) / 1e9;
  if (m->bounded && r.score > m->high) r.score = m->high;
  if (m->bounded && r.score < m->low) r.score = m->low;
  for (int i = 0; i < m->class_count && !r.has_class; i++)
    if (r.score >= m->classes[i]) r = (Scored){true, r.score, i};
  if (!r.has_class && m->class_count && m->otherwise) r = (Scored){true, r.score, -1};
  return r;
}

/* ---- the machine */

typedef struct Machine {
  Arena arena, lead_arena;
  Chunk chunk;
  Vm *vm;
  bool good;
} Machine;

static void machine_open(Machine *t, const Model *m) {
  static const Schema unknown;
  CheckOptions options = {.leads = &unknown, .reps = &unknown};
  SourceSet sources;
  DiagList diags;
  StrBuf text;
  *t = (Machine){0};
  arena_init(&t->arena, 0);
  arena_init(&t->lead_arena, 0);
  source_set_init(&sources, &t->arena);
  diag_init(&diags, &t->arena);
  strbuf_init(&text);
  model_print(&text, m);
  uint32_t file = source_add(&sources, STR("score"), strbuf_view(&text));
  strbuf_deinit(&text);
  Script *script = parse_script(&t->arena, &sources, file, &diags);
  Program *program = check_script(&t->arena, &sources, script, &options, &diags);
  if (diags.errors) return;
  chunk_init(&t->chunk, &t->arena);
  t->good = compile_program(&t->chunk, program, &diags);
  if (t->good) t->vm = vm_new(&t->chunk, NOW);
}

static void machine_close(Machine *t) {
  vm_free(t->vm);
  if (t->chunk.arena) chunk_deinit(&t->chunk);
  arena_deinit(&t->lead_arena);
  arena_deinit(&t->arena);
}

/* The times as the store gives them: oldest first. */
static Value times_of(Arena *a, const Lead *l, Str kind) {
  int64_t times[EVENTS];
  uint32_t n = 0;
  for (int i = 0; i < l->event_count; i++) {
    if (!str_is(kind, kind_words[l->events[i].kind])) continue;
    int64_t at = NOW - l->events[i].age;
    uint32_t k = n++;
    for (; k > 0 && times[k - 1] > at; k--) times[k] = times[k - 1];
    times[k] = at;
  }
  return events_list(a, times, n);
}

static Value cell_of(Arena *a, const CodeColumn *column, const Lead *l) {
  if (column->is_events) return times_of(a, l, column->event_kind);
  if (str_is(column->name, "visits")) return l->has_visits ? value_int(l->visits) : value_missing();
  if (!l->has_city) return value_missing();
  return value_text(l->city == 0 ? STR("a") : STR("b"));
}

/* A class that the machine names otherwise than the script does comes out as one that no script has. */
static int class_of(Str word, const Model *m) {
  char name[16];
  for (int i = 0; i < m->class_count; i++) {
    snprintf(name, sizeof name, "c%d", i);
    if (str_is(word, name)) return i;
  }
  return str_is(word, "rest") ? -1 : CLASSES;
}

static Scored machine_judge(Machine *t, const Model *m, const Lead *l) {
  Plan plan = {0};
  arena_reset(&t->lead_arena);
  plan_reset(&plan);
  Value *row = ARENA_ARRAY(&t->lead_arena, Value, t->chunk.columns.n + 1);
  for (uint32_t slot = 0; slot < t->chunk.columns.n; slot++)
    row[slot] = cell_of(&t->lead_arena, &t->chunk.columns.v[slot], l);
  vm_run(t->vm, row, STR("1"), &t->lead_arena, NULL, &plan);
  Scored r = {.score = NAN, .has_class = plan.class.kind == VAL_TEXT};
  if (plan.score.kind == VAL_INT) r.score = (double)plan.score.i;
  if (plan.score.kind == VAL_REAL) r.score = plan.score.d;
  if (r.has_class) r.class = class_of(value_str(plan.class), m);
  return r;
}

/* The last decimal may be rounded the other way where the C library's 2^x is not exact; then the class may differ. */
static bool agree(const Model *m, Scored a, Scored b) {
  bool fades = false;
  for (int i = 0; i < m->part_count; i++) fades |= m->parts[i].per_event && m->parts[i].half_life;
  double slack = fades ? 1.5e-9 : 0;
  if (!(fabs(a.score - b.score) <= slack)) return false;
  bool edge = fades && fabs(a.score - round(a.score)) < 4e-9 && a.score != b.score;
  return edge || (a.has_class == b.has_class && (!a.has_class || a.class == b.class));
}

static bool differs(const Model *m, const Lead *l) {
  Machine t;
  machine_open(&t, m);
  bool bad = t.good && !agree(m, machine_judge(&t, m, l), plain(m, l));
  machine_close(&t);
  return bad;
}

/* ---- making a case small: each step leaves one thing out */

static bool without_part(Model *m, int at) {
  if (m->part_count <= 1) return false;
  memmove(&m->parts[at], &m->parts[at + 1], sizeof *m->parts * (size_t)(m->part_count - at - 1));
  m->part_count--;
  return true;
}

static bool part_plainer(Part *p, int step) {
  Part before = *p;
  if (step == 0 && p->per_event) p->half_life = 0;
  if (step == 1 && p->per_event) p->most = 0;
  if (step == 2 && p->per_event) p->window = 0;
  if (step == 3) p->halves = 2;
  return memcmp(&before, p, sizeof *p) != 0;
}

/* The k-th smaller case; false: there are no more. */
static bool smaller(const Model *m, const Lead *l, int k, Model *m_out, Lead *l_out, bool *changed) {
  enum { STEPS = 5 };
  *m_out = *m;
  *l_out = *l;
  *changed = true;
  if (k < m->part_count * STEPS) {
    int step = k % STEPS;
    *changed = step == 0 ? without_part(m_out, k / STEPS) : part_plainer(&m_out->parts[k / STEPS], step - 1);
    return true;
  }
  k -= m->part_count * STEPS;
  if (k < l->event_count) {
    l_out->events[k] = l_out->events[--l_out->event_count];
    return true;
  }
  k -= l->event_count;
  if (k == 0) m_out->class_count = 0;
  if (k == 1) m_out->bounded = false;
  if (k == 2) m_out->start = 0;
  if (k == 3) l_out->has_visits = false;
  if (k == 4) l_out->has_city = false;
  *changed = memcmp(m, m_out, sizeof *m) != 0 || memcmp(l, l_out, sizeof *l) != 0;
  return k < 5;
}

static void case_shrink(Model *m, Lead *l) {
  Model small;
  Lead lead;
  bool changed;
  for (int k = 0; smaller(m, l, k, &small, &lead, &changed); k++) {
    if (!changed || !differs(&small, &lead)) continue;
    *m = small;
    *l = lead;
    k = -1;
  }
}

static void case_print(const Model *m, const Lead *l) {
  Machine t;
  StrBuf out;
  strbuf_init(&out);
  model_print(&out, m);
  lead_print(&out, l);
  machine_open(&t, m);
  Scored a = machine_judge(&t, m, l), b = plain(m, l);
  machine_close(&t);
  printf("%.*s\nmachine %.10g class %d, plainly %.10g class %d\n", STR_FMT(strbuf_view(&out)), a.score,
         a.has_class ? a.class : -2, b.score, b.has_class ? b.class : -2);
  strbuf_deinit(&out);
}

/* ---- */

typedef struct Tally { uint64_t leads, refused, with_class, moved; } Tally;

static bool compare(uint64_t most, Tally *tally, Model *m, Lead *l) {
  while (tally->leads < most && tally->refused < 3) {
    Machine t;
    *m = model_draw();
    machine_open(&t, m);
    tally->refused += !t.good;
    for (int i = 0; t.good && i < LEADS; i++, tally->leads++) {
      *l = lead_draw(m);
      Scored a = machine_judge(&t, m, l), b = plain(m, l);
      tally->with_class += b.has_class;
      tally->moved += b.score != m->start;
      if (agree(m, a, b)) continue;
      machine_close(&t);
      return false;
    }
    machine_close(&t);
  }
  return true;
}

static bool claim(bool good, const char *words) {
  printf("%s %s\n", good ? "ok" : "not ok", words);
  return good;
}

int main(int count, char **words) {
  uint64_t leads = 200000, seed = 1;
  Tally tally = {0};
  Model m;
  Lead l;
  for (int i = 1; i < count; i++) {
    if (!strcmp(words[i], "--plant")) planted = true;
    else if (!strcmp(words[i], "--seed") && i + 1 < count) seed = strtoull(words[++i], NULL, 0);
    else if (!strcmp(words[i], "--leads") && i + 1 < count) leads = strtoull(words[++i], NULL, 0);
    else return fputs("score_oracle [--seed N] [--leads N] [--plant]\n", stderr), 2;
  }
  state = seed;
  bool same = compare(leads, &tally, &m, &l);
  printf("# seed %" PRIu64 ": %" PRIu64 " leads, %" PRIu64 " with a class, %" PRIu64 " scored away from the start\n",
         seed, tally.leads, tally.with_class, tally.moved);
  if (!same) {
    case_shrink(&m, &l);
    case_print(&m, &l);
  }
  if (planted) {
    bool good = claim(!same, "a mistake planted in the plain evaluation is found");
    return good && claim(m.part_count == 1 && l.event_count == 1, "and the case is made small") ? 0 : 1;
  }
  bool good = claim(same, "the machine and the plain evaluation agree on score and class");
  good &= claim(tally.refused == 0, "every script that was drawn compiles");
  good &= claim(!same || (tally.leads >= leads && tally.with_class * 4 > leads && tally.moved * 2 > leads),
                "as many leads as were asked for, with points and classes");
  return good ? 0 : 1;
}
