/* A daily capacity learned from how many leads somebody handled before.
 *
 * The method is seasonal exponential smoothing without a trend (P. R. Winters, Forecasting sales by exponentially
 * weighted moving averages, Management Science 6, 1960; Hyndman and Athanasopoulos, Forecasting: principles and
 * practice, 3rd edition, 8.3) with a season of a week: level and profile begin as the means of the first two weeks,
 * then each day moves both. The forecast of the weekday is the capacity, rounded, and never below one. */
#ifndef LEAT_ENGINE_AUTO_CAPACITY_H
#define LEAT_ENGINE_AUTO_CAPACITY_H
#include <stdbool.h>
#include <stdint.h>

typedef struct AutoCapacity {
  bool known;          /* there is history enough */
  int64_t per_day;     /* for the day asked for; 1 or more */
  double level;        /* leads a day, all days of the week together */
  double weekday;      /* how much its weekday adds */
  int64_t history_days, worked_days; /* days of history that there are, and those with leads */
} AutoCapacity;

/* For the day after them: `leads` of each day of so many weeks, oldest first; history_days: for how many days he has
 * been given leads. */
AutoCapacity auto_capacity(const int64_t *leads, uint32_t weeks, int64_t history_days);
#endif
