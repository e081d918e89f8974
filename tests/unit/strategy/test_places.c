/* The nearest member: as measuring every one says, poles and the 180th meridian included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/geo.h"
#include "base/mem.h"
#include "strategy/places.h"

static uint64_t next_random(uint64_t *state) {
  *state += 0x9e3779b97f4a7c15u;
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static double between(uint64_t *state, double low, double high) {
  return low + (high - low) * (double)(next_random(state) >> 11) / 9007199254740992.0;
}

static int32_t measure_all(const double *lat, const double *lon, const MemberSet *who, double at_lat, double at_lon,
                           uint32_t from) {
  int32_t best = -1;
  double least = 0;
  for (uint32_t k = 0; k < who->size; k++) {
    uint32_t i = (from + k) % who->size;
    if (!member_set_has(who, i)) continue;
    double km = geo_km(geo_haversine(lat[i], lon[i], at_lat, at_lon));
    if (best >= 0 && km >= least) continue;
    best = (int32_t)i;
    least = km;
  }
  return best;
}

/* Where places lie close together, opposite each other, around a pole, across the 180th meridian, or on one spot. */
static void scatter(uint64_t *random, int kind, double *lat, double *lon) {
  static const double box[][4] = {{-90, 90, -180, 180},  {30, 31, 120, 122},  {89, 90, -180, 180},
                                  {-90, -89.99, 0, 360}, {-20, 20, 179, 181}, {-0.001, 0.001, 179.999, 180.001}};
  const double *b = box[kind % 6];
  *lat = between(random, b[0], b[1]);
  *lon = between(random, b[2], b[3]);
  if (kind == 6) *lat = (double)(int)(*lat / 30) * 30, *lon = (double)(int)(*lon / 60) * 60;
  if (*lon > 180 && next_random(random) % 2) *lon -= 360;
}

static void the_tree_answers_as_measuring_everyone_does(void **state) {
  (void)state;
  enum { MOST = 700 };
  static double lat[MOST], lon[MOST];
  for (uint64_t seed = 1; seed <= 60; seed++) {
    uint64_t random = seed;
    int kind = (int)(seed % 7);
    uint32_t n = 1 + (uint32_t)(next_random(&random) % MOST);
    Arena arena;
    MemberSet known, eligible;
    Places p;
    arena_init(&arena, 0);
    member_set_init(&known, &arena, n);
    member_set_init(&eligible, &arena, n);
    for (uint32_t i = 0; i < n; i++) {
      scatter(&random, kind, &lat[i], &lon[i]);
      member_set_put(&known, i, next_random(&random) % 10 > 0);
      member_set_put(&eligible, i, member_set_has(&known, i) && next_random(&random) % 4 > 0);
    }
    places_init(&p, &arena, lat, lon, &known);
    for (int k = 0; k < 200; k++) {
      double at_lat, at_lon, km = -1;
      uint32_t from = (uint32_t)(next_random(&random) % n);
      scatter(&random, k % 3 ? kind : k % 7, &at_lat, &at_lon);
      if (k % 11 == 0) at_lat = -lat[from], at_lon = lon[from] + 180; /* as far as can be */
      int32_t want = measure_all(lat, lon, &eligible, at_lat, at_lon, from);
      int32_t got = places_nearest(&p, &eligible, at_lat, at_lon, from, &km);
      if (got != want) fail_msg("seed %llu: %d, want %d", (unsigned long long)seed, got, want);
      if (got >= 0) assert_true(km == geo_km(geo_haversine(lat[got], lon[got], at_lat, at_lon)));
    }
    arena_deinit(&arena);
  }
}

static void equally_near_ones_take_turns(void **state) {
  (void)state;
  double lat[40], lon[40], km;
  Arena arena;
  MemberSet all;
  Places p;
  arena_init(&arena, 0);
  member_set_init(&all, &arena, 40);
  for (uint32_t i = 0; i < 40; i++) {
    lat[i] = 50;
    lon[i] = 8;
    member_set_put(&all, i, true);
  }
  places_init(&p, &arena, lat, lon, &all);
  for (uint32_t from = 0; from < 40; from++) assert_int_equal(places_nearest(&p, &all, 51, 9, from, &km), from);
  arena_deinit(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_tree_answers_as_measuring_everyone_does),
      cmocka_unit_test(equally_near_ones_take_turns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
