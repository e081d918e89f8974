#include "engine/catch_up.h"
#include "engine/roster.h"

enum { PRESENT = -1 };

bool catch_up_any(const Chunk *chunk) {
  for (uint32_t i = 0; i < chunk->pools.n; i++)
    if (chunk->pools.v[i].catch_up > 0) return true;
  return false;
}

static bool is_absent(const RosterRep *rep, const MemberTerms *terms) {
  PassKind kind = roster_gate(rep, terms);
  return kind == PASS_INACTIVE || kind == PASS_PAUSED || kind == PASS_AWAY || kind == PASS_DEPARTED;
}

StoreStatus catch_up_load(Roster *r, Arena *scratch) {
  AbsentRow *rows = NULL;
  uint32_t count = 0;
  StoreStatus status = r->store ? store_absent(r->store, scratch, &rows, &count) : STORE_OK;
  for (uint32_t p = 0; status == STORE_OK && p < r->pools.n; p++) {
    RosterPool *pool = &r->pools.v[p];
    if (!pool->catch_up) continue;
    pool->missed = ARENA_ARRAY(&r->arena, Missed, pool->count + 1);
    for (uint32_t i = 0; i < pool->count; i++) pool->missed[i] = (Missed){.since = PRESENT, .used = -1};
    for (uint32_t i = 0; i < count; i++) {
      uint32_t rep = str_eq(rows[i].pool, pool->name) ? strmap_get(&r->rep_index, rows[i].rep) : STRMAP_NONE;
      int32_t member = rep == STRMAP_NONE ? -1 : roster_place(r, p, rep);
      if (member >= 0)
        pool->missed[member] = (Missed){.since = rows[i].since, .extra = rows[i].extra, .used = rows[i].used};
    }
  }
  return status;
}

static double weight_of(const RosterPool *pool, uint32_t member) {
  Number w = pool->members[member].weight;
  if (pool->strategy != STRATEGY_WEIGHTED) return 1;
  return w.is_int ? (double)w.i : w.d;
}

/* Of the turns since he went, those that would have been his beside the members who are here now. */
static int64_t turns_missed(const Roster *r, const RosterPool *pool, uint32_t member) {
  double all = weight_of(pool, member);
  for (uint32_t i = 0; i < pool->count; i++)
    if (i != member && !is_absent(&r->reps.v[pool->reps[i]], &pool->terms[i])) all += weight_of(pool, i);
  return (int64_t)((double)(pool->turns.last_seq - pool->missed[member].since) * weight_of(pool, member) / all + 1e-9);
}

void catch_up_review(Roster *r, uint32_t index) {
  RosterPool *pool = &r->pools.v[index];
  for (uint32_t i = 0; pool->catch_up && i < pool->count; i++) {
    Missed *m = &pool->missed[i];
    bool absent = is_absent(&r->reps.v[pool->reps[i]], &pool->terms[i]);
    if (absent == (m->since != PRESENT)) continue;
    if (!absent) {
      m->extra += turns_missed(r, pool, i);
      if (m->extra > pool->catch_up) m->extra = pool->catch_up;
    }
    m->since = absent ? pool->turns.last_seq : PRESENT;
    m->changed = true;
  }
}

/* What changed is of no account until a turn moves: so it is kept with the turn. */
static StoreStatus keep_changes(Roster *r, RosterPool *pool) {
  StoreStatus status = STORE_OK;
  for (uint32_t i = 0; r->writes && i < pool->count && status == STORE_OK; i++) {
    Missed *m = &pool->missed[i];
    if (!m->changed) continue;
    AbsentRow row = {.pool = pool->name, .rep = r->reps.v[pool->reps[i]].id, .since = m->since, .extra = m->extra,
                     .used = m->used};
    status = store_absent_save(r->store, &row);
    m->changed = false;
  }
  return status;
}

bool catch_up_take(Roster *r, StoreStatus *status_out) {
  RosterPool *pool = &r->pools.v[r->last_pool];
  *status_out = STORE_OK;
  if (!pool->catch_up) return false;
  Missed *m = &pool->missed[r->last_member];
  bool turns = r->last_strategy == STRATEGY_ROUNDROBIN || r->last_strategy == STRATEGY_WEIGHTED;
  bool extra = turns && m->extra > 0 && m->used != pool->turns.last_seq; /* one a round: then it is his own turn */
  if (extra) {
    m->extra--;
    m->used = pool->turns.last_seq;
    m->changed = true;
  }
  *status_out = keep_changes(r, pool);
  return extra;
}
