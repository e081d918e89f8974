/* Heap memory that is there or ends the process, and the trap for our own mistakes.
 *
 * mem_alloc and mem_realloc never return NULL: when the heap is exhausted they call the handler set by
 * mem_on_exhausted (the CLI sets one that prints and exits 6; the default aborts). */
#ifndef LEAT_BASE_MEM_H
#define LEAT_BASE_MEM_H
#include <stddef.h>

void *mem_alloc(size_t bytes); /* zeroed */
void *mem_realloc(void *p, size_t bytes);
void mem_free(void *p);
void mem_on_exhausted(void (*handler)(void));
_Noreturn void mem_exhausted(void);

/* An error of ours, never of the user's: says where and aborts. */
_Noreturn void bug_at(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
#define ASSERT(condition) ((condition) ? (void)0 : bug_at(__FILE__, __LINE__, "%s", #condition))
#endif
