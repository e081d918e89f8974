/* Which member is nearest, without looking at all of them: a k-d tree (Bentley 1975) over the points of the sphere in
 * space, so that neither the poles nor the 180th meridian are a special case. The answer is that of comparing the
 * distances of all members, to the last bit: what the tree leaves out is surely farther. */
#ifndef LEAT_STRATEGY_PLACES_H
#define LEAT_STRATEGY_PLACES_H
#include "strategy/member_set.h"

typedef struct PlaceNode PlaceNode;
typedef struct Places {
  uint32_t count;
  const double *lat, *lon; /* by member, degrees */
  uint32_t *order;         /* members with a place, as the tree has them */
  double (*points)[3];     /* parallel to order */
  uint32_t *at;            /* of each member: where in order */
  PlaceNode *nodes;
  uint32_t node_count;
} Places;

/* lat and lon stay the caller's; only the members of `known` have a place. */
void places_init(Places *p, Arena *a, const double *lat, const double *lon, const MemberSet *known);
/* The nearest of those who are eligible, all of whom are known; of equally near ones the first in the listed order
 * turned so that it begins at `from`; -1: there is none. */
int32_t places_nearest(const Places *p, const MemberSet *eligible, double lat, double lon, uint32_t from,
                       double *km_out);
#endif
