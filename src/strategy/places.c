#include "strategy/places.h"
#include "base/geo.h"
#include "base/mem.h"

enum { LEAF = 8, DEPTH_MOST = 64, FEW = 32 };

struct PlaceNode {
  double low[3], high[3];
  uint32_t first, count; /* of order */
  uint32_t below;        /* its halves are nodes below and below + 1; 0: a leaf */
};

static void bounds(const Places *p, PlaceNode *node) {
  for (int axis = 0; axis < 3; axis++) {
    node->low[axis] = 2;
    node->high[axis] = -2;
    for (uint32_t i = node->first; i < node->first + node->count; i++) {
      double x = p->points[i][axis];
      if (x < node->low[axis]) node->low[axis] = x;
      if (x > node->high[axis]) node->high[axis] = x;
    }
  }
}

static void swap(Places *p, uint32_t a, uint32_t b) {
  uint32_t member = p->order[a];
  p->order[a] = p->order[b];
  p->order[b] = member;
  for (int axis = 0; axis < 3; axis++) {
    double x = p->points[a][axis];
    p->points[a][axis] = p->points[b][axis];
    p->points[b][axis] = x;
  }
}

/* The k-th least of first .. last - 1 comes to its place, lesser ones before it (Hoare's quickselect). */
static void select_nth(Places *p, uint32_t first, uint32_t last, uint32_t k, int axis) {
  while (last - first > 1) {
    double pivot = p->points[first + (last - 1 - first) / 2][axis];
    uint32_t low = first, high = last - 1;
    for (;; low++, high--) {
      while (p->points[low][axis] < pivot) low++;
      while (p->points[high][axis] > pivot) high--;
      if (low >= high) break;
      swap(p, low, high);
    }
    if (k <= high) last = high + 1;
    else first = high + 1;
  }
}

static int widest_axis(const PlaceNode *node) {
  int widest = 0;
  for (int axis = 1; axis < 3; axis++)
    if (node->high[axis] - node->low[axis] > node->high[widest] - node->low[widest]) widest = axis;
  return widest;
}

/* Node by node, each split into halves that are made later. */
static void build(Places *p) {
  for (uint32_t at = 0; at < p->node_count; at++) {
    PlaceNode *node = &p->nodes[at];
    bounds(p, node);
    if (node->count <= LEAF) continue;
    uint32_t half = node->count / 2;
    select_nth(p, node->first, node->first + node->count, node->first + half, widest_axis(node));
    node->below = p->node_count;
    p->nodes[p->node_count++] = (PlaceNode){.first = node->first, .count = half};
    p->nodes[p->node_count++] = (PlaceNode){.first = node->first + half, .count = node->count - half};
  }
}

void places_init(Places *p, Arena *a, const double *lat, const double *lon, const MemberSet *known) {
  *p = (Places){.lat = lat, .lon = lon};
  p->order = ARENA_ARRAY(a, uint32_t, known->count);
  p->points = arena_alloc(a, sizeof *p->points * (known->count + 1));
  for (int32_t i = -1; (i = member_set_next(known, (uint32_t)(i + 1))) >= 0;) {
    geo_point(lat[i], lon[i], p->points[p->count]);
    p->order[p->count++] = (uint32_t)i;
  }
  p->nodes = ARENA_ARRAY(a, PlaceNode, p->count + 2); /* halves hold more than LEAF / 2 each */
  if (p->count == 0) return;
  p->nodes[p->node_count++] = (PlaceNode){.count = p->count};
  build(p);
  p->at = ARENA_ARRAY(a, uint32_t, known->size);
  for (uint32_t i = 0; i < p->count; i++) p->at[p->order[i]] = i;
}

typedef struct Nearest { /* a search */
  const Places *p;
  const MemberSet *eligible;
  double lat, lon, point[3], km, haversine;
  uint32_t from;
  int32_t member;
} Nearest;

static uint32_t turned(const Nearest *n, uint32_t member) {
  return member >= n->from ? member - n->from : member + n->eligible->size - n->from;
}

/* Far more than what rounding can make of it, far less than what two places differ by. */
static bool is_farther(const Nearest *n, double haversine) {
  return n->member >= 0 && haversine > n->haversine * (1 + 1e-12) + 1e-15;
}

static void look_at(Nearest *n, uint32_t at) {
  const double *point = n->p->points[at];
  uint32_t member = n->p->order[at];
  double x = point[0] - n->point[0], y = point[1] - n->point[1], z = point[2] - n->point[2];
  if (is_farther(n, x * x + y * y + z * z) || !member_set_has(n->eligible, member)) return;
  double haversine = geo_haversine(n->p->lat[member], n->p->lon[member], n->lat, n->lon), km = geo_km(haversine);
  if (n->member >= 0 && km > n->km) return;
  if (n->member >= 0 && km == n->km && turned(n, member) > turned(n, (uint32_t)n->member)) return;
  n->member = (int32_t)member;
  n->km = km;
  n->haversine = haversine;
}

/* No point of the node has a lesser haversine, but for rounding. */
static double least_haversine(const Nearest *n, const PlaceNode *node) {
  double sum = 0;
  for (int axis = 0; axis < 3; axis++) {
    double out = node->low[axis] - n->point[axis], beyond = n->point[axis] - node->high[axis];
    if (beyond > out) out = beyond;
    if (out > 0) sum += out * out;
  }
  return sum;
}

static void search(Nearest *n) {
  const Places *p = n->p;
  struct { uint32_t node; double haversine; } stack[DEPTH_MOST];
  uint32_t height = 1;
  stack[0].node = 0;
  stack[0].haversine = 0;
  while (height > 0) {
    const PlaceNode *node = &p->nodes[stack[--height].node];
    if (is_farther(n, stack[height].haversine)) continue;
    if (!node->below) {
      for (uint32_t i = node->first; i < node->first + node->count; i++) look_at(n, i);
      continue;
    }
    double a = least_haversine(n, &p->nodes[node->below]), b = least_haversine(n, &p->nodes[node->below + 1]);
    ASSERT(height + 2 <= DEPTH_MOST);
    uint32_t nearer = a <= b ? 0 : 1; /* on top */
    stack[height].node = node->below + !nearer;
    stack[height++].haversine = nearer ? a : b;
    stack[height].node = node->below + nearer;
    stack[height++].haversine = nearer ? b : a;
  }
}

int32_t places_nearest(const Places *p, const MemberSet *eligible, double lat, double lon, uint32_t from,
                       double *km_out) {
  Nearest n = {.p = p, .eligible = eligible, .lat = lat, .lon = lon, .from = from, .member = -1};
  if (p->count == 0) return -1;
  geo_point(lat, lon, n.point);
  if (eligible->count > FEW) search(&n);
  else
    for (int32_t i = -1; (i = member_set_next(eligible, (uint32_t)(i + 1))) >= 0;) look_at(&n, p->at[i]);
  *km_out = n.km;
  return n.member;
}
