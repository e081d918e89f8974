/* Memory that is given back all at once: one arena for a program, one for a lead or a batch of leads.
 *
 * arena_init -> arena_alloc ... -> arena_reset (keep one block, use again) -> arena_deinit. */
#ifndef LEAT_BASE_ARENA_H
#define LEAT_BASE_ARENA_H
#include "base/str.h"

typedef struct ArenaBlock ArenaBlock;
typedef struct Arena {
  ArenaBlock *head;
  size_t used;  /* bytes handed out since the last reset */
  size_t limit; /* bytes; 0 is none. Only arena_try heeds it. */
} Arena;

void arena_init(Arena *a, size_t limit_bytes);
void arena_reset(Arena *a);
void arena_deinit(Arena *a);
void *arena_alloc(Arena *a, size_t bytes); /* zeroed, aligned to 16; never NULL (see base/mem.h) */
void *arena_try(Arena *a, size_t bytes);   /* zeroed; NULL beyond the limit: the caller reports which limit */
Str arena_copy(Arena *a, Str s);           /* NUL-terminated copy */
Str arena_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void *arena_grow(Arena *a, void *old, size_t old_bytes, size_t new_bytes);

#define ARENA_NEW(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define ARENA_ARRAY(arena, T, count) ((T *)arena_alloc((arena), sizeof(T) * (size_t)(count)))

/* A growing array in an arena: VEC(Rule *) rules; VEC_PUSH(arena, rules, rule); rules.v[i], i < rules.n */
#define VEC(T) struct { T *v; uint32_t n, cap; }
#define VEC_PUSH(arena, vec, ...)                                                                              \
  do {                                                                                                         \
    if ((vec).n == (vec).cap) {                                                                                \
      uint32_t cap_ = (vec).cap ? (vec).cap * 2 : 8;                                                           \
      (vec).v = arena_grow((arena), (vec).v, (vec).cap * sizeof *(vec).v, cap_ * sizeof *(vec).v);             \
      (vec).cap = cap_;                                                                                        \
    }                                                                                                          \
    (vec).v[(vec).n++] = (__VA_ARGS__);                                                                        \
  } while (0)
#endif
