/* From what reps did to how many leads they get: estimates that do not judge a rep on a few leads, and shares with a
 * floor. */
#ifndef LEAT_STRATEGY_SHARES_H
#define LEAT_STRATEGY_SHARES_H
#include "base/number.h"

typedef struct Record { /* of one rep */
  int64_t won, closed;
  double target; /* attainment: leads to be won; 0: none */
} Record;

/* Which part of his closed leads each rep wins: the mean of the posterior of a beta prior that is learned from all reps
 * (empirical Bayes; the prior's strength by the moments of the beta-binomial, Kleinman 1973, kept within 5 and 200
 * leads). One who closed nothing has the rate of all. Without any closed lead: all equal. */
void shares_win_rate(const Record *records, uint32_t count, double *out);
/* Which part of his target each rep has won, drawn to the rate of all by as much as one mean target weighs (the mean of
 * the posterior of a gamma prior over Poisson counts). One without target has the rate of all. */
void shares_attainment(const Record *records, uint32_t count, double *out);
/* How many leads the prior of shares_win_rate weighs. */
double shares_prior(const Record *records, uint32_t count);
/* No share of the sum is less than `least`, as far as that is possible; those above give in proportion. Weights not
 * above 0 have no share. */
void weights_at_least(Number *weights, uint32_t count, double least);
#endif
