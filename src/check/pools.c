/* Pools and who may be in them; where an assign may send a lead. */
#include "check/checker.h"

static void members_check(Checker *c, const PoolDecl *pool) {
  NameMap seen = {0};
  if (pool->members.n > LIMIT_MEMBERS_PER_POOL) {
    diag_add(c->diags, DIAG_TOO_MANY_MEMBERS, pool->span, STR_FMT(pool->name), pool->members.n,
             LIMIT_MEMBERS_PER_POOL);
    return;
  }
  for (uint32_t i = 0; i < pool->members.n; i++) {
    const Member *m = &pool->members.v[i];
    uint32_t first;
    if (name_map_put(c->arena, &seen, m->name, i)) continue;
    name_map_get(&seen, m->name, &first);
    diag_add(c->diags, DIAG_MEMBER_TWICE, m->span, STR_FMT(m->name), STR_FMT(pool->name));
    diag_cause(c->diags, pool->members.v[first].span, "first here");
  }
}

/* ---- on what terms */

static void class_check(Checker *c, Expr *when) {
  expr_check(c, when);
  expr_want_condition(c, when);
  if (when->type != TYPE_BOOL || !facts_review(c, NULL, 0, when)) return;
  truth_review(c, when);
  missing_review(c, when);
}

/* A bound for a shorter time that is above that for a longer one binds nobody. */
static void capacity_review(Checker *c, const Capacity *capacity) {
  static const char *const units[CAPACITY_UNITS] = {"open", "per day", "per week", "per month"};
  for (int unit = CAPACITY_DAY; unit < CAPACITY_MONTH; unit++)
    for (int longer = unit + 1; capacity->has[unit] && longer < CAPACITY_UNITS; longer++) {
      if (!capacity->has[longer] || capacity->most[unit] <= capacity->most[longer]) continue;
      diag_add(c->diags, DIAG_CAPACITY_IDLE, capacity->spans[unit], (long long)capacity->most[unit], units[unit],
               (long long)capacity->most[longer], units[longer]);
      diag_cause(c->diags, capacity->spans[longer], "first said here");
      break;
    }
}

static void terms_check(Checker *c, Terms *t) {
  capacity_review(c, &t->capacity);
  for (uint32_t i = 0; i < t->classes.n; i++) class_check(c, t->classes.v[i].when);
  if (t->hours.n) t->week = week_check(c, t->hours, t->hours_span);
  if (t->zone.n && !(t->in_zone = zone_open(c->arena, t->zone))) zone_unknown(c, t->zone, t->zone_span);
  if (t->calendar.n) calendar_use(c, t->calendar, t->calendar_span);
}

static bool in_database(const Checker *c, Str name) {
  for (size_t i = 0; i < c->options->db_pool_count; i++)
    if (str_eq(c->options->db_pools[i], name)) return true;
  return false;
}

static void pool_check(Checker *c, PoolDecl *pool) {
  members_check(c, pool);
  terms_check(c, &pool->terms);
  for (uint32_t i = 0; i < pool->members.n; i++) terms_check(c, &pool->members.v[i].terms);
  if (pool->how) strategy_check(c, pool->how);
  if (pool->from_where) {
    c->place = PLACE_POOL;
    expr_check(c, pool->from_where);
    expr_want_condition(c, pool->from_where);
    c->place = PLACE_LEAD;
    if (pool->from_where->type == TYPE_BOOL && facts_review(c, NULL, 0, pool->from_where)) {
      truth_review(c, pool->from_where);
      missing_review(c, pool->from_where);
    }
  }
  if (pool->from_reps || pool->members.n > 0 || in_database(c, pool->name)) return;
  diag_add(c->diags, DIAG_POOL_EMPTY, pool->span, STR_FMT(pool->name));
  diag_fix(c->diags, "add `member \"…\"`");
}

void pools_check(Checker *c) {
  const Script *s = c->script;
  calendars_for_reps(c);
  if (s->pools.n > LIMIT_POOLS) {
    diag_add(c->diags, DIAG_TOO_MANY_POOLS, s->pools.v[LIMIT_POOLS].span, s->pools.n, LIMIT_POOLS);
    return;
  }
  for (uint32_t i = 0; i < s->pools.n; i++) {
    uint32_t first;
    PoolDecl *pool = &s->pools.v[i];
    if (!name_map_put(c->arena, &c->pools, pool->name, i)) {
      name_map_get(&c->pools, pool->name, &first);
      diag_add(c->diags, DIAG_POOL_TWICE, pool->span, STR_FMT(pool->name));
      diag_cause(c->diags, s->pools.v[first].span, "first declared here");
    }
    pool_check(c, pool);
  }
  for (size_t i = 0; i < c->options->db_pool_count; i++)
    name_map_put(c->arena, &c->pools, c->options->db_pools[i], NO_SLOT);
}

/* ---- targets */

static void pool_unknown(Checker *c, const Expr *e) {
  diag_add(c->diags, DIAG_UNKNOWN_POOL, e->span, STR_FMT(e->text));
  VEC(Str) names = {0};
  for (uint32_t i = 0; suggestions_wanted(c) && i < c->pools.cap; i++)
    if (c->pools.v[i].taken) VEC_PUSH(c->arena, names, c->pools.v[i].name);
  Str near = suggest(e->text, names.v, names.n);
  if (near.n) fix_near_text(c, e->span, near);
  else if (c->options->has_db) diag_fix(c->diags, "declare it: pool \"%.*s\" { member \"…\" }", STR_FMT(e->text));
  else
    diag_fix(c->diags, "declare it: pool \"%.*s\" { member \"…\" }, or give the database that has it with --db",
             STR_FMT(e->text));
}

void pool_name_check(Checker *c, Str name, Span span) {
  const Expr e = {.kind = EXPR_TEXT, .text = name, .span = span};
  uint32_t i;
  if (c->script->pools.n <= LIMIT_POOLS && !name_map_get(&c->pools, name, &i)) pool_unknown(c, &e);
}

/* Every text that the name of a pool may come out as, as far as it is written out. */
static void pool_names_check(Checker *c, const Expr *e) {
  e = expr_core(e);
  if (e->kind == EXPR_TEXT) {
    pool_name_check(c, e->text, e->span);
  } else if (e->kind == EXPR_DEFAULT) {
    pool_names_check(c, e->a);
    pool_names_check(c, e->b);
  } else if (e->kind == EXPR_IF) {
    pool_names_check(c, e->b);
    pool_names_check(c, e->c);
  }
}

static void where_check(Checker *c, Expr *where) {
  c->place = PLACE_WHERE;
  expr_check(c, where);
  expr_want_condition(c, where);
  c->place = PLACE_LEAD;
  if (where->type != TYPE_BOOL || !facts_review(c, NULL, 0, where)) return;
  truth_review(c, where);
  missing_review(c, where);
}

/* What leads may have in common: a value that can be told apart from others for sure. */
static void sticky_check(Checker *c, Target *t) {
  Expr *key = t->sticky;
  expr_check(c, key);
  if (expr_is_untyped(c, key)) expr_infer(c, key, TYPE_TEXT);
  if (t->kind == TARGET_REP) {
    diag_add(c->diags, DIAG_STICKY_POOL, key->span);
    diag_fix(c->diags, "`assign rep` always gives it to that rep: leave `sticky by` out");
  }
  if (key->type == TYPE_NONE) return;
  if (key->type == TYPE_LIST || key->type == TYPE_WORKING || key->type == TYPE_BOOL) {
    diag_add(c->diags, DIAG_STICKY_KEY, key->span, type_phrase((Type)key->type));
    diag_fix(c->diags, "name what leads of one customer have in common, as in `sticky by domain(email)`");
  }
}

void target_check(Checker *c, Target *t) {
  bool pool_before = false;
  for (; t; t = t->otherwise) {
    if (t->kind == TARGET_WAIT && !pool_before) {
      diag_add(c->diags, DIAG_WAIT_WITHOUT_POOL, t->span);
      diag_fix(c->diags, "name the pool whose queue the lead waits in: assign pool \"…\" else wait");
    }
    if (t->kind == TARGET_SEA) {
      sea_target_check(c, t->who);
    } else if (t->who) {
      expr_check(c, t->who);
      quotes_forgotten(c, t->who);
      bool text = expr_want(c, t->who, TYPE_TEXT, t->kind == TARGET_POOL ? "the name of a pool" : "the name of a rep");
      if (text && t->kind == TARGET_POOL) pool_names_check(c, t->who);
      if (text && t->kind == TARGET_REP && t->who->kind == EXPR_TEXT) {
        diag_add(c->diags, DIAG_NAMES_PERSON, t->who->span, STR_FMT(t->who->text));
        diag_fix(c->diags, "name a pool with that member, so that the rule outlives the person");
      }
    }
    if (t->how) strategy_check(c, t->how);
    if (t->where) where_check(c, t->where);
    if (t->sticky) sticky_check(c, t);
    pool_before |= t->kind == TARGET_POOL;
  }
}
