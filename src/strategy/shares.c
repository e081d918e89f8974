#include "strategy/shares.h"
#include "base/mem.h"
#include <math.h>

typedef struct Total { double won, closed, squares, reps; } Total;

static Total total_of(const Record *records, uint32_t count) {
  Total t = {0};
  for (uint32_t i = 0; i < count; i++) {
    if (records[i].closed <= 0) continue;
    double n = (double)records[i].closed;
    t.won += (double)records[i].won;
    t.closed += n;
    t.squares += n * n;
    t.reps++;
  }
  return t;
}

/* The spread of the reps' rates is what chance makes of one rate for all, (reps - 1) in units of a binomial's variance,
 * and beyond that what they differ by: rho, the correlation of two leads of one rep. A prior of k leads has
 * rho = 1/(k + 1). */
double shares_prior(const Record *records, uint32_t count) {
  const double weakest = 5, strongest = 200, unknown = 20;
  Total t = total_of(records, count);
  double rate = t.closed > 0 ? t.won / t.closed : 0, spread = 0;
  if (t.reps < 2 || rate <= 0 || rate >= 1) return unknown;
  for (uint32_t i = 0; i < count; i++) {
    if (records[i].closed <= 0) continue;
    double n = (double)records[i].closed, off = (double)records[i].won / n - rate;
    spread += n * off * off;
  }
  double more = t.closed - t.squares / t.closed - (t.reps - 1);
  double rho = more > 0 ? (spread / (rate * (1 - rate)) - (t.reps - 1)) / more : 0;
  double prior = rho > 0 ? 1 / rho - 1 : strongest;
  return fmin(strongest, fmax(weakest, prior));
}

void shares_win_rate(const Record *records, uint32_t count, double *out) {
  Total t = total_of(records, count);
  double rate = (t.won + 1) / (t.closed + 2), prior = shares_prior(records, count);
  for (uint32_t i = 0; i < count; i++)
    out[i] = ((double)records[i].won + prior * rate) / ((double)records[i].closed + prior);
}

void shares_attainment(const Record *records, uint32_t count, double *out) {
  double won = 0, target = 0, reps = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!(records[i].target > 0)) continue;
    won += (double)records[i].won;
    target += records[i].target;
    reps++;
  }
  double rate = target > 0 ? (won + 1) / (target + 1) : 1, prior = reps > 0 ? target / reps : 1;
  for (uint32_t i = 0; i < count; i++) {
    bool has = records[i].target > 0;
    out[i] = has ? ((double)records[i].won + prior * rate) / (records[i].target + prior) : rate;
  }
}

static double real_of(Number x) { return x.is_int ? (double)x.i : x.d; }

/* Those below the floor get it; what is left is shared by the others in proportion, until nobody more is below. */
void weights_at_least(Number *weights, uint32_t count, double least) {
  double sum = 0, left = 1;
  uint32_t members = 0, floored = 0, before = UINT32_MAX;
  if (!(least > 0)) return;
  bool *is_floored = mem_alloc(count + 1);
  for (uint32_t i = 0; i < count; i++) {
    if (!(real_of(weights[i]) > 0)) continue;
    sum += real_of(weights[i]);
    members++;
  }
  if (members > 0 && least * members >= 1) { /* the floor is more than all can have */
    for (uint32_t i = 0; i < count; i++)
      if (real_of(weights[i]) > 0) weights[i] = (Number){.is_int = true, .i = 1};
    members = 0;
  }
  for (; members > 0 && floored != before;) {
    before = floored;
    for (uint32_t i = 0; i < count; i++) {
      double weight = real_of(weights[i]);
      if (!(weight > 0) || is_floored[i] || weight / sum * left >= least) continue;
      is_floored[i] = true;
      floored++;
      sum -= weight;
      left -= least;
    }
  }
  for (uint32_t i = 0; members > 0 && i < count; i++)
    if (real_of(weights[i]) > 0) weights[i] = (Number){.d = is_floored[i] ? least : real_of(weights[i]) / sum * left};
  mem_free(is_floored);
}
