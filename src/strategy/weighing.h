/* Turns in exact proportion to weights.
 *
 * Virtual time. While W is the sum of the weights of those who share in the turns, one turn moves the pool's virtual
 * time V by 1/W, and a member of weight w is due w V turns. His lag is w V minus the turns that he had: what he is
 * owed, in turns. Each turn goes, among the members whose next turn has begun to be theirs (lag + w/W > 0), to the one
 * whose turn is due first, counted in whole turns from now; of several due at once to the one next in turn. That is
 * earliest deadline first over the windows of Pfair scheduling (Baruah, Cohen, Plaxton, Varvel 1996), which keeps every
 * lag within (-1, 1) while the set stays the same; virtual time, which lets members come and go without touching the
 * others, is Stoica's and Abdel-Wahab's (1995).
 *
 * Exact: V is kept as time/sum and what a member had as had/weight, both in units of 2^-24 turn, compared by cross
 * multiplication in 128 bits. As long as nobody comes or goes nothing is ever rounded. One who goes takes his lag with
 * him and has it when he comes back. */
#ifndef LEAT_STRATEGY_WEIGHING_H
#define LEAT_STRATEGY_WEIGHING_H
#include "base/number.h"
#include "strategy/tournament.h"

#define TURN_UNITS (INT64_C(1) << 24) /* one turn */

typedef struct Share { /* of one member, as it is kept between runs */
  int64_t credit;
  int64_t scale; /* below 0: he shares in the turns with weight -scale and had credit units; else he is out and his lag
                    is credit/scale of a turn (0/0: none) */
} Share;

typedef struct Weighing {
  uint32_t count;
  int64_t *weights;       /* in force */
  uint64_t weights_id;
  MemberSet in;           /* who shares in the turns */
  int64_t *credit;        /* in: units that he had since V was 0; out: his lag in units */
  bool *touched;          /* his share must be saved */
  int64_t time, sum;      /* V = time / (sum units) */
  Tournament due;         /* those of `in` whose next turn has begun, by when it is due */
  Tournament latest;      /* the same members, the one whose turn began last first */
  Tournament early;       /* the others of `in`, by when their turn begins */
} Weighing;

/* Weights as whole numbers in the same proportion, exact for what decimals can write (3, 1.5, 1 become 6, 3, 2), as
 * far as the sum stays below 2^60; beyond that the least are rounded, to 1 at least. Weights that are not above 0 give
 * 0. */
void weights_whole(const Number *weights, uint32_t count, int64_t *out);

/* Goes on from what was kept: `shares` of each member, time and sum of the pool (0, 0: none). */
Weighing *weighing_new(Arena *a, uint32_t count, const Share *shares, int64_t time, int64_t sum,
                       const int64_t *weights);
/* From now on these weights hold; lags stay. Equal ids are of equal weights; 0 says nothing. */
void weighing_use(Weighing *w, const int64_t *weights, uint64_t id);
/* From now on these and no others share in the turns. */
void weighing_sync(Weighing *w, const MemberSet *members);
/* Who is next among those who share; of equals the first behind `last`. -1: nobody shares. */
int32_t weighing_pick(Weighing *w, int32_t last);
void weighing_take(Weighing *w, uint32_t picked);
/* How much of a turn he is owed, the coming one included; below 0 when he is ahead. */
double weighing_owed(const Weighing *w, uint32_t member);
Share weighing_share(const Weighing *w, uint32_t member);
/* One who shared when the pool was left at time/sum and is no longer in it. */
Share share_out(Share s, int64_t time, int64_t sum);
#endif
