/* Who in a pool receives the lead: pure functions from a roster to a member.
 *
 * Turns belong to the pool and are kept from run to run; a lineup says who of the pool can be chosen for one kind of
 * lead, and there may be many over the same turns.
 *
 * turns_init -> lineup_init -> lineup_put for each member -> strategy_pick -> strategy_take when the answer counts,
 * lineup_put again whenever a member comes, goes or has another load. A pick is found in about log2(members) steps,
 * whoever is away.
 *
 * Each member carries `seq`, the number of the pool's turn at which he was last served (0: never). roundrobin gives the
 * turn to the member after the one with the greatest seq, in listed order, passing over those who are not eligible; so
 * a pool may gain, lose or reorder members between runs without anyone being skipped or doubled. For weighted see
 * strategy/weighing.h. */
#ifndef LEAT_STRATEGY_STRATEGY_H
#define LEAT_STRATEGY_STRATEGY_H
#include "strategy/places.h"
#include "strategy/weighing.h"
#include "syntax/ast.h"

typedef struct Candidate { /* one member, in listed order */
  Number weight;    /* > 0 */
  int64_t capacity; /* open leads; -1: none */
  int64_t open;     /* open leads now */
  int64_t seq;
  Share share;      /* as it was kept; weighing has what became of it */
} Candidate;

typedef struct Turns { /* of one pool */
  Arena *arena;
  Candidate *members;
  uint32_t count;
  int32_t last; /* who was served last, or -1 */
  int64_t last_seq;
  int64_t time, sum;      /* as they were kept, until there is a weighing */
  int64_t *weights;       /* the members' own */
  Weighing *weighing;     /* NULL: weighted was not used */
  bool *served;           /* his seq must be saved */
} Turns;

typedef struct Lineup { /* who can be chosen */
  Arena *arena;
  Turns *turns;
  MemberSet eligible;
  uint32_t unbounded;     /* eligible members without capacity: then open leads alone are compared */
  bool has_relative, has_absolute; /* the two below are kept up to date */
  Tournament relative, absolute;   /* the least loaded, by open/capacity and by open */
  /* of `by`, set by whoever computes it */
  const Number *values;   /* by member, only those of eligible ones count; NULL: there is no `by` */
  bool has_best;
  Tournament best;        /* the greatest value, or the least for leastloaded */
  const int64_t *weights; /* of weighted by; NULL: the members' own */
  uint64_t weights_id;    /* above 0, another one for other weights */
  const Places *places;   /* of nearest */
  double lat, lon;        /* of the lead */
  double km;              /* found by the last pick */
} Lineup;

/* `members` with weight, capacity, open, seq and share; they stay the caller's. time and sum: see weighing_new. */
void turns_init(Turns *t, Arena *a, Candidate *members, uint32_t count, int64_t time, int64_t sum);
/* Has he a turn to be saved? Forgets it. */
bool turns_moved(Turns *t, uint32_t member, Candidate *out);

void lineup_init(Lineup *l, Arena *a, Turns *turns); /* nobody is eligible */
void lineup_put(Lineup *l, uint32_t member, bool eligible); /* also when his load has changed */

/* Index of the member who is next, or -1 when nobody is eligible. Moves no turn. */
int32_t strategy_pick(StrategyKind kind, Lineup *l, Str lead_id);
/* weighted, after a pick: how much of a turn an eligible member is owed, the coming one included; below 0 when he is
 * ahead. */
double strategy_owed(const Lineup *l, uint32_t member);
/* The turn is taken by the member that the last pick of this lineup gave. */
void strategy_take(StrategyKind kind, Lineup *l, uint32_t picked);
#endif
