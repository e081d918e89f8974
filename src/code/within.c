#include "code/within.h"

typedef struct Edge { uint64_t key; uint32_t node; } Edge; /* key: the node it leaves, then the byte; 0: free */

struct Within {
  uint32_t nodes;
  uint64_t mask;
  Edge *edges;    /* open addressing */
  uint32_t *rows; /* by node */
};

Within *within_new(Arena *arena, size_t bytes) {
  uint64_t size = 16;
  while (size / 2 < bytes) size *= 2;
  Within *w = ARENA_NEW(arena, Within);
  *w = (Within){.nodes = WITHIN_ROOT, .mask = size - 1};
  w->edges = ARENA_ARRAY(arena, Edge, size);
  w->rows = ARENA_ARRAY(arena, uint32_t, bytes + 2);
  w->rows[WITHIN_ROOT] = UINT32_MAX;
  return w;
}

/* The edge, or the free place where it would go. */
static Edge *edge_of(const Within *w, uint32_t node, char byte) {
  uint64_t key = (uint64_t)node << 8 | (unsigned char)byte;
  uint64_t at = key * 0x9E3779B97F4A7C15u >> 20 & w->mask;
  while (w->edges[at].key && w->edges[at].key != key) at = (at + 1) & w->mask;
  return &w->edges[at];
}

uint32_t within_step(const Within *w, uint32_t node, char byte) { return edge_of(w, node, byte)->node; }

uint32_t within_row(const Within *w, uint32_t node) { return w->rows[node]; }

void within_add(Within *w, Str key, uint32_t row) {
  uint32_t node = WITHIN_ROOT;
  for (size_t i = 0; i < key.n; i++) {
    Edge *edge = edge_of(w, node, key.p[i]);
    if (!edge->key) {
      *edge = (Edge){.key = (uint64_t)node << 8 | (unsigned char)key.p[i], .node = ++w->nodes};
      w->rows[edge->node] = UINT32_MAX;
    }
    node = edge->node;
  }
  if (w->rows[node] == UINT32_MAX) w->rows[node] = row;
}
