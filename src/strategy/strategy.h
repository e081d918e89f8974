/* Who in a pool receives the lead: pure functions from a roster to a member.
 *
 * Turns. Each member carries `seq`, the number of the pool's turn at which he was last served (0: never). roundrobin
 * gives the turn to the member after the one with the greatest seq, in listed order, passing over those who are not
 * eligible; so a pool may gain, lose or reorder members between runs without anyone being skipped or doubled.
 * Weights. `credit`/`scale` is a member's lag as an exact fraction of a turn: what he should have had by now minus what
 * he had. weighted serves, among those whose next turn has come, the one whose turn is due first (earliest deadline
 * first over Pfair windows: Baruah, Cohen, Plaxton, Varvel 1996), which keeps every count within one turn of its exact
 * share while the eligible set stays the same. A member who is away keeps his lag. */
#ifndef LEAT_STRATEGY_STRATEGY_H
#define LEAT_STRATEGY_STRATEGY_H
#include "base/number.h"
#include "syntax/ast.h"

typedef struct Candidate { /* one member, in listed order */
  Number weight;      /* > 0 */
  int64_t capacity;   /* open leads; -1: none */
  int64_t open;       /* open leads now */
  bool eligible;      /* active, here, below capacity, let in by `where` */
  int64_t seq, credit, scale;
} Candidate;

/* Index of the member who is next, or -1 when nobody is eligible. Changes nothing. */
int32_t strategy_pick(StrategyKind kind, const Candidate *members, uint32_t count, Str lead_id);
/* weighted: how much of a turn an eligible member is owed, the coming one included; below 0 when he is ahead. */
double strategy_owed(const Candidate *members, uint32_t count, int32_t member);
/* The turn is taken by `picked`: moves seq, and for weighted the credits of all eligible members. */
void strategy_take(StrategyKind kind, Candidate *members, uint32_t count, int32_t picked);
#endif
