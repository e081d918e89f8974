/* The next batch is read and decided while this one is written.
 *
 * Its thread reads through a connection of its own, each batch in a snapshot of its own. What it sees may lack the
 * batches that are being written: those are other leads, and the turns and open leads that they take are in the
 * roster, which it alone uses. What other programs write meanwhile changes the data version that the writer sees when
 * it begins its transaction: then everything decided ahead is forgotten and comes again (run.c). So no decision rests
 * on data that were not there when it was written. */
#include <pthread.h>
#include <sched.h>

#include "base/mem.h"
#include "engine/run.h"

enum { ROOMS = sizeof((Run *)0)->batches / sizeof *((Run *)0)->batches };

typedef struct Ahead {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool stop;
  uint32_t made, given, written; /* batches, from the first on; made - written <= ROOMS */
} Ahead;

static void make_batch(Run *run, Batch *b) {
  b->status = store_begin_read(run->reader);
  if (b->status == STORE_OK) b->status = batch_read(run, b, run->reader);
  store_rollback(run->reader); /* before it decides: a snapshot that stays keeps the WAL from starting anew */
  if (b->status == STORE_OK) b->status = batch_decide(run, b);
}

/* After the last one, and after one that is not whole, it has nothing to do. */
static void *work(void *arg) {
  Run *run = arg;
  Ahead *a = run->ahead;
  for (bool more = true; more;) {
    pthread_mutex_lock(&a->lock);
    while (!a->stop && a->made - a->written == ROOMS) pthread_cond_wait(&a->changed, &a->lock);
    Batch *b = &run->batches[a->made % ROOMS];
    bool stop = a->stop;
    pthread_mutex_unlock(&a->lock);
    if (stop) return NULL;
    make_batch(run, b);
    more = b->status == STORE_OK && b->count == run->l->batch && !batch_left(run, b);
    pthread_mutex_lock(&a->lock);
    a->made++;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
  }
  return NULL;
}

static bool two_cores(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 1;
}

/* Choices that ask the database, or write to it, belong into the writer's transaction. */
static bool may_start(const Run *run) {
  bool asks = run->life || run->barring || run->not_last || run->joins || run->roster->asks_store;
  return !run->never_ahead && !run->one_by_one && !asks && two_cores();
}

static StoreStatus open_reader(Run *run) {
  if (run->reader) return STORE_OK;
  const char *path = store_path(run->store);
  StoreStatus status = path ? store_open(path, STORE_READ, &run->reader) : STORE_FAILED;
  return status == STORE_OK ? loaded_map(run->script, run->reader) : status;
}

static bool start_thread(Run *run) {
  Ahead *a = mem_alloc(sizeof *a);
  pthread_mutex_init(&a->lock, NULL);
  pthread_cond_init(&a->changed, NULL);
  run->ahead = a;
  if (pthread_create(&a->thread, NULL, work, run) == 0) return true;
  run->ahead = NULL;
  pthread_mutex_destroy(&a->lock);
  pthread_cond_destroy(&a->changed);
  mem_free(a);
  return false;
}

StoreStatus ahead_start(Run *run) {
  if (run->ahead || !may_start(run)) return STORE_OK;
  run->alone = false;
  for (int i = 0; i < ROOMS; i++) batch_init(run, &run->batches[i]);
  StoreStatus status = open_reader(run);
  if (status == STORE_OK) status = store_cursor_move(run->cursor, run->reader);
  if (status == STORE_OK && start_thread(run)) return STORE_OK;
  run->never_ahead = true;
  return store_cursor_move(run->cursor, run->store);
}

Batch *ahead_next(Run *run) {
  Ahead *a = run->ahead;
  pthread_mutex_lock(&a->lock);
  while (a->made == a->given) pthread_cond_wait(&a->changed, &a->lock);
  Batch *b = &run->batches[a->given++ % ROOMS];
  pthread_mutex_unlock(&a->lock);
  return b;
}

void ahead_done(Run *run) {
  Ahead *a = run->ahead;
  pthread_mutex_lock(&a->lock);
  a->written++;
  pthread_cond_broadcast(&a->changed);
  pthread_mutex_unlock(&a->lock);
}

static void end_thread(Run *run) {
  Ahead *a = run->ahead;
  pthread_mutex_lock(&a->lock);
  a->stop = true;
  pthread_cond_broadcast(&a->changed);
  pthread_mutex_unlock(&a->lock);
  pthread_join(a->thread, NULL);
  pthread_mutex_destroy(&a->lock);
  pthread_cond_destroy(&a->changed);
}

StoreStatus ahead_stop(Run *run, const Batch *from) {
  Ahead *a = run->ahead;
  if (!a) return STORE_OK;
  end_thread(run);
  if (!from && a->made > a->given) from = &run->batches[a->given % ROOMS];
  if (from) store_cursor_back(run->cursor, &from->place);
  run->ahead = NULL;
  mem_free(a);
  roster_free(run->roster);
  run->roster = NULL;
  return store_cursor_move(run->cursor, run->store);
}

void ahead_deinit(Run *run) {
  if (run->ahead) {
    end_thread(run);
    mem_free(run->ahead);
  }
  run->ahead = NULL;
}
