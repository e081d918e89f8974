#include "engine/auto_capacity.h"
#include <math.h>

enum { WEEK = 7, LEARNING_WEEKS = 2 };
/* Weights of the newest day; fixed, so that the same history gives the same capacity. */
static const double LEVEL_WEIGHT = 0.1, SEASON_WEIGHT = 0.2;

static double mean(const int64_t *leads, uint32_t first, uint32_t step, uint32_t count) {
  double sum = 0;
  for (uint32_t i = 0; i < count; i++) sum += (double)leads[first + i * step];
  return sum / count;
}

AutoCapacity auto_capacity(const int64_t *leads, uint32_t weeks, int64_t history_days) {
  uint32_t days = weeks * WEEK;
  AutoCapacity out = {.history_days = history_days < (int64_t)days ? history_days : (int64_t)days};
  double season[WEEK];
  for (uint32_t i = 0; i < days; i++) out.worked_days += leads[i] > 0;
  out.known = history_days >= (int64_t)days && out.worked_days >= (int64_t)weeks;
  if (!out.known) return out;
  out.level = mean(leads, 0, 1, LEARNING_WEEKS * WEEK);
  for (uint32_t d = 0; d < WEEK; d++) season[d] = mean(leads, d, WEEK, LEARNING_WEEKS) - out.level;
  for (uint32_t i = LEARNING_WEEKS * WEEK; i < days; i++) {
    double had = (double)leads[i], before = out.level, *day = &season[i % WEEK];
    out.level = LEVEL_WEIGHT * (had - *day) + (1 - LEVEL_WEIGHT) * before;
    *day = SEASON_WEIGHT * (had - before) + (1 - SEASON_WEIGHT) * *day;
  }
  out.weekday = season[0]; /* whole weeks: the day after them has the weekday of the first */
  double forecast = floor(out.level + out.weekday + 0.5);
  out.per_day = forecast >= 1 ? (int64_t)forecast : 1;
  return out;
}
