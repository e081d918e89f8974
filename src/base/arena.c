#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* With AddressSanitizer, what is not handed out is poisoned: use after a reset and reads past the end are caught. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { FIRST_BYTES = 16 * 1024, LARGEST_BYTES = 1024 * 1024, ALIGN = 16 };

struct ArenaBlock {
  ArenaBlock *next; /* the block before this one in time */
  size_t used, cap;
  alignas(ALIGN) char bytes[];
};

void arena_init(Arena *a, size_t limit_bytes) { *a = (Arena){.limit = limit_bytes}; }

static void block_free(ArenaBlock *block) {
  ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->cap);
  mem_free(block);
}

/* The largest block stays, unless it was made for one large thing: what is filled again and again soon has room in
 * it. */
void arena_reset(Arena *a) {
  ArenaBlock *kept = NULL;
  for (ArenaBlock *block = a->head, *next; block; block = next) {
    next = block->next;
    bool better = block->cap <= LARGEST_BYTES && (!kept || block->cap > kept->cap);
    ArenaBlock *dropped = better ? kept : block;
    if (better) kept = block;
    if (dropped) block_free(dropped);
  }
  if (kept) {
    kept->used = 0;
    kept->next = NULL;
    ASAN_POISON_MEMORY_REGION(kept->bytes, kept->cap);
  }
  a->head = kept;
  a->used = 0;
}

void arena_deinit(Arena *a) {
  for (ArenaBlock *block = a->head, *next; block; block = next) {
    next = block->next;
    block_free(block);
  }
  *a = (Arena){.limit = a->limit};
}

static ArenaBlock *block_new(size_t cap) {
  ArenaBlock *block = mem_realloc(NULL, sizeof *block + cap);
  *block = (ArenaBlock){.cap = cap};
  ASAN_POISON_MEMORY_REGION(block->bytes, cap);
  return block;
}

/* A block with room for `size` more bytes. A large one goes behind the head, whose rest stays in use. */
static ArenaBlock *block_with_room(Arena *a, size_t size) {
  ArenaBlock *head = a->head;
  if (head && head->cap - head->used >= size) return head;
  size_t cap = !head ? FIRST_BYTES : head->cap < LARGEST_BYTES ? head->cap * 2 : LARGEST_BYTES;
  if (head && size > cap / 4) {
    ArenaBlock *own = block_new(size);
    own->next = head->next;
    head->next = own;
    return own;
  }
  ArenaBlock *block = block_new(size > cap ? size : cap);
  block->next = head;
  a->head = block;
  return block;
}

static size_t round_up(size_t bytes) {
  if (bytes > SIZE_MAX / 4) mem_exhausted();
  return bytes ? (bytes + (ALIGN - 1)) & ~(size_t)(ALIGN - 1) : ALIGN;
}

/* As it comes, not zeroed. */
static char *take(Arena *a, size_t bytes) {
  size_t size = round_up(bytes);
  ArenaBlock *block = a->head;
  if (!block || block->cap - block->used < size) block = block_with_room(a, size);
  char *p = block->bytes + block->used;
  block->used += size;
  a->used += size;
  ASAN_UNPOISON_MEMORY_REGION(p, bytes);
  return p;
}

void *arena_alloc(Arena *a, size_t bytes) {
  char *p = take(a, bytes);
  if (bytes) memset(p, 0, bytes);
  return p;
}

void *arena_try(Arena *a, size_t bytes) {
  if (a->limit && (bytes > a->limit || a->used + round_up(bytes) > a->limit)) return NULL;
  return arena_alloc(a, bytes);
}

Str arena_copy(Arena *a, Str s) {
  if (s.n == SIZE_MAX) mem_exhausted();
  char *p = take(a, s.n + 1);
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return (Str){p, s.n};
}

Str arena_printf(Arena *a, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (n < 0) BUG("bad format: %s", format);
  char *p = arena_alloc(a, (size_t)n + 1);
  vsnprintf(p, (size_t)n + 1, format, again);
  va_end(again);
  return (Str){p, (size_t)n};
}

/* The newest piece of the head block grows where it is. */
static bool grow_in_place(Arena *a, char *old, size_t old_bytes, size_t new_bytes) {
  ArenaBlock *head = a->head;
  size_t old_size = round_up(old_bytes), new_size = round_up(new_bytes);
  if (!head || head->used < old_size || old != head->bytes + (head->used - old_size)) return false;
  if (new_size - old_size > head->cap - head->used) return false;
  head->used += new_size - old_size;
  a->used += new_size - old_size;
  ASAN_UNPOISON_MEMORY_REGION(old, new_bytes);
  memset(old + old_bytes, 0, new_bytes - old_bytes);
  return true;
}

void *arena_grow(Arena *a, void *old, size_t old_bytes, size_t new_bytes) {
  if (new_bytes < old_bytes) BUG("arena_grow from %zu to %zu bytes", old_bytes, new_bytes);
  if (old && grow_in_place(a, old, old_bytes, new_bytes)) return old;
  void *p = arena_alloc(a, new_bytes);
  if (old && old_bytes) memcpy(p, old, old_bytes);
  return p;
}
