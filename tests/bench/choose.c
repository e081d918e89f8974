/* What choosing a member and giving him the turn costs, by strategy and size of the pool, while members fill up and
 * come free again all the time.
 *
 *   bench_choose           a table, in nanoseconds
 *   bench_choose --bound   exit 1 when a promise is broken: below 1 µs up to 100 members, and from 100 to
 *                          10,000 no more than twice what the logarithm grows by */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "base/mem.h"
#include "strategy/strategy.h"

enum { CAPACITY = 20, SIZES = 4, ROUNDS = 5 };
static const uint32_t sizes[SIZES] = {10, 100, 1000, 10000};

static uint64_t seed;
static uint32_t draw(uint32_t n) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((seed >> 33) % n);
}

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef struct Pool {
  Arena arena;
  uint32_t n;
  Candidate *members;
  Number *levels;
  double *lat, *lon;
  Turns turns;
  Places places;
  Lineup lineup;
} Pool;

static void pool_open(Pool *p, StrategyKind kind, uint32_t n) {
  MemberSet known;
  *p = (Pool){.n = n};
  seed = n;
  arena_init(&p->arena, 0);
  p->members = ARENA_ARRAY(&p->arena, Candidate, n);
  p->levels = ARENA_ARRAY(&p->arena, Number, n);
  p->lat = ARENA_ARRAY(&p->arena, double, n);
  p->lon = ARENA_ARRAY(&p->arena, double, n);
  member_set_init(&known, &p->arena, n);
  for (uint32_t i = 0; i < n; i++) {
    p->members[i] = (Candidate){.weight = {.d = 0.5 + draw(9) / 2.0}, .capacity = CAPACITY, .open = draw(CAPACITY)};
    p->levels[i] = (Number){.is_int = true, .i = draw(50)};
    p->lat[i] = draw(180000) / 1000.0 - 90;
    p->lon[i] = draw(360000) / 1000.0 - 180;
    member_set_put(&known, i, true);
  }
  turns_init(&p->turns, &p->arena, p->members, n, 0, 0);
  lineup_init(&p->lineup, &p->arena, &p->turns);
  if (kind == STRATEGY_BEST) p->lineup.values = p->levels;
  places_init(&p->places, &p->arena, p->lat, p->lon, &known);
  p->lineup.places = &p->places;
  for (uint32_t i = 0; i < n; i++) lineup_put(&p->lineup, i, true);
}

static void load_changed(Pool *p, uint32_t member, int by) {
  p->members[member].open += by;
  lineup_put(&p->lineup, member, p->members[member].open < CAPACITY);
}

/* A lead comes and is given; somebody's lead is closed. */
static void lead(Pool *p, StrategyKind kind, uint32_t number) {
  char id[16];
  uint32_t other = draw(p->n);
  if (kind == STRATEGY_NEAREST) {
    p->lineup.lat = draw(180000) / 1000.0 - 90;
    p->lineup.lon = draw(360000) / 1000.0 - 180;
  }
  memcpy(id, &number, sizeof number);
  int32_t picked = strategy_pick(kind, &p->lineup, (Str){id, sizeof number});
  if (picked >= 0) {
    strategy_take(kind, &p->lineup, (uint32_t)picked);
    load_changed(p, (uint32_t)picked, 1);
  }
  if (p->members[other].open > 0) load_changed(p, other, -1);
}

static double cost_ns(StrategyKind kind, uint32_t n) {
  const uint32_t leads = 200000;
  double best = INFINITY;
  Pool p;
  pool_open(&p, kind, n);
  for (uint32_t i = 0; i < leads / 4; i++) lead(&p, kind, i);
  for (int round = 0; round < ROUNDS; round++) {
    double start = now_ns();
    for (uint32_t i = 0; i < leads; i++) lead(&p, kind, i);
    best = fmin(best, (now_ns() - start) / leads);
  }
  arena_deinit(&p.arena);
  return best;
}

int main(int argc, char **argv) {
  static const struct { StrategyKind kind; const char *word; } strategies[] = {
      {STRATEGY_ROUNDROBIN, "roundrobin"}, {STRATEGY_WEIGHTED, "weighted"}, {STRATEGY_LEASTLOADED, "leastloaded"},
      {STRATEGY_BEST, "best"},             {STRATEGY_NEAREST, "nearest"},   {STRATEGY_FIRST, "first"},
      {STRATEGY_RANDOM, "random"}};
  bool bound = argc > 1 && strcmp(argv[1], "--bound") == 0, broken = false;
  printf("choosing a member, ns a lead   10    100  1,000 10,000  members; 10,000 : 100\n");
  for (size_t s = 0; s < sizeof strategies / sizeof *strategies; s++) {
    double ns[SIZES];
    for (int i = 0; i < SIZES; i++) ns[i] = cost_ns(strategies[s].kind, sizes[i]);
    double grows = ns[3] / ns[1], most = 2 * log(10000) / log(100);
    broken = broken || ns[1] >= 1000 || grows > most;
    printf("  %-24s %6.0f %6.0f %6.0f %6.0f  %.2f\n", strategies[s].word, ns[0], ns[1], ns[2], ns[3], grows);
  }
  if (bound) puts(broken ? "not ok choosing costs more than is promised" : "ok choosing costs what is promised");
  return bound && broken;
}
