/* What there is to be covered: the clauses, lookups and lets of every condition, action and let, found once. Modules of
 * Leat's own are not looked into: they have tests of their own. */
#include "engine/coverage.h"

typedef struct Place { /* where a condition stands */
  Span use;         /* of the outermost `define` that is being looked through; file UINT32_MAX: none */
  const char *kind;
  Str name;
} Place;
static const Span no_span = {.file = UINT32_MAX};

static bool is_std(const Coverage *c, Span span) {
  const Program *p = c->script->program;
  for (uint32_t i = 0; i < p->modules.n; i++)
    if (p->modules.v[i].file == span.file) return p->modules.v[i].is_std;
  return false;
}

static const Expr *looked_through(const Coverage *c, const Expr *e) {
  return e->ref_kind == REF_DEFINE && e->expansion && !is_std(c, e->expansion->span) ? e->expansion : NULL;
}

static uint32_t question_add(Coverage *c, const Expr *e, bool folded) {
  VEC_PUSH(&c->arena, c->questions, (Question){.e = e, .folded = folded});
  return c->questions.n - 1;
}

/* ---- conditions ---- */

static void clause_add(Coverage *c, const Expr *e, const Place *place) {
  CoverClause clause = {.e = e, .place = place->use.file == UINT32_MAX ? e->span : place->use, .kind = place->kind,
                        .name = place->name, .question = question_add(c, e, false)};
  VEC_PUSH(&c->arena, c->nodes, (CoverNode){.join = COVER_CLAUSE, .other = c->clauses.n});
  VEC_PUSH(&c->arena, c->clauses, clause);
}

static void nodes_add(Coverage *c, const Expr *e, const Place *place) {
  uint32_t at = c->nodes.n;
  const Expr *body = looked_through(c, e);
  if (body) {
    Place inside = *place;
    if (inside.use.file == UINT32_MAX) inside.use = e->span;
    nodes_add(c, body, &inside);
  } else if (e->kind == EXPR_NOT) {
    VEC_PUSH(&c->arena, c->nodes, (CoverNode){.join = COVER_NOT});
    nodes_add(c, e->a, place);
  } else if (e->kind == EXPR_AND || e->kind == EXPR_OR) {
    VEC_PUSH(&c->arena, c->nodes, (CoverNode){.join = e->kind == EXPR_AND ? COVER_AND : COVER_OR});
    nodes_add(c, e->a, place);
    c->nodes.v[at].other = c->nodes.n;
    nodes_add(c, e->b, place);
  } else {
    clause_add(c, e, place);
  }
}

static uint32_t decision_add(Coverage *c, CoverSite *site, const Expr *e, CoverGuard guard, const Place *place) {
  VEC_PUSH(&c->arena, site->decisions, (CoverDecision){.node = c->nodes.n, .guard = guard});
  nodes_add(c, e, place);
  return site->decisions.n - 1;
}

/* ---- what an expression asks ---- */

static uint32_t table_index(Coverage *c, const LookupTable *table) {
  for (uint32_t i = 0; i < c->tables.n; i++)
    if (c->tables.v[i].table->decl == table->decl) return i;
  CoverTable cover = {.table = table, .rows = table->row_count};
  cover.taken = ARENA_ARRAY(&c->arena, int64_t, table->row_count + 1);
  VEC_PUSH(&c->arena, c->tables, cover);
  return c->tables.n - 1;
}

static void lookup_add(Coverage *c, CoverSite *site, const Expr *e, CoverGuard guard) {
  const LookupTable *table = c->script->program->tables.v[e->ref];
  if (is_std(c, table->decl->span)) return;
  CoverLookup lookup = {.table = table_index(c, table), .lookup = e->ref, .guard = guard, .question = c->questions.n};
  for (uint32_t i = 0; i < e->items.n; i++) question_add(c, e->items.v[i], true);
  VEC_PUSH(&c->arena, site->lookups, lookup);
}

static void expr_collect(Coverage *c, CoverSite *site, const Expr *e, CoverGuard guard, const Place *place) {
  if (!e) return;
  const Expr *body = looked_through(c, e);
  if (body) {
    Place inside = *place;
    if (inside.use.file == UINT32_MAX) inside.use = e->span;
    expr_collect(c, site, body, guard, &inside);
    return;
  }
  if (e->ref_kind == REF_LET) VEC_PUSH(&c->arena, site->lets, (CoverLet){e->ref, guard});
  if (e->ref_kind == REF_TABLE) lookup_add(c, site, e, guard);
  expr_collect(c, site, e->a, guard, place);
  if (e->kind == EXPR_IF) {
    uint32_t decision = decision_add(c, site, e->a, guard, place);
    expr_collect(c, site, e->b, (CoverGuard){decision, COVER_TRUE}, place);
    expr_collect(c, site, e->c, (CoverGuard){decision, COVER_FALSE}, place);
    return;
  }
  expr_collect(c, site, e->b, guard, place);
  expr_collect(c, site, e->c, guard, place);
  for (uint32_t i = 0; i < e->items.n; i++) expr_collect(c, site, e->items.v[i], guard, place);
}

static const CoverGuard no_guard = {.decision = NO_DECISION};

static void value_collect(Coverage *c, CoverSite *site, const Expr *e, const char *kind, Str name) {
  const Place place = {no_span, kind, name};
  expr_collect(c, site, e, no_guard, &place);
}

static void condition_collect(Coverage *c, CoverSite *site, const Expr *e, const char *kind, Str name) {
  const Place place = {no_span, kind, name};
  if (!e || e->kind == EXPR_BOOL) return;
  decision_add(c, site, e, no_guard, &place);
  expr_collect(c, site, e, no_guard, &place);
}

/* ---- the script ---- */

static void template_collect(Coverage *c, CoverSite *site, const Template *t, Str rule) {
  for (uint32_t i = 0; t && i < t->parts.n; i++) value_collect(c, site, t->parts.v[i].expr, "rule", rule);
}

static void target_collect(Coverage *c, CoverSite *site, const Target *target, Str rule) {
  value_collect(c, site, target->who, "rule", rule);
  value_collect(c, site, target->sticky, "rule", rule);
  const Expr *by = target->how ? target->how->by : NULL;
  if (!target->where && !by) return;
  CoverTarget asked = {.target = target->span, .site = ARENA_NEW(&c->arena, CoverSite)};
  condition_collect(c, asked.site, target->where, "where", rule);
  value_collect(c, asked.site, by, "rule", rule);
  VEC_PUSH(&c->arena, c->targets, asked);
}

static void rule_collect(Coverage *c, const Rule *rule) {
  Str name = c->chunk->rules.v[rule->index].name;
  CoverSite *actions = &c->actions[rule->index];
  condition_collect(c, &c->conditions[rule->index], rule->when, "rule", name);
  for (uint32_t i = 0; i < rule->actions.n; i++) {
    const Action *action = rule->actions.v[i];
    value_collect(c, actions, action->value, "rule", name);
    value_collect(c, actions, action->within, "rule", name);
    template_collect(c, actions, action->text, name);
    for (const Target *t = action->target; t; t = t->otherwise) target_collect(c, actions, t, name);
  }
}

static bool is_decision(const Expr *e) {
  return e->type == TYPE_BOOL && e->kind != EXPR_NAME && e->kind != EXPR_IF && e->ref_kind != REF_TABLE;
}

static void let_collect(Coverage *c, uint32_t index) {
  static const char *const kinds[] = {[LET_PLAIN] = "let", [LET_SCORE_PART] = "score", [LET_SCORE] = "score",
                                      [LET_CLASS_PART] = "class", [LET_CLASS] = "class"};
  const Program *p = c->script->program;
  const Let *let = &p->lets.v[index];
  CoverSite *site = &c->lets[index];
  if (!let->value || is_std(c, let->value->span)) return;
  Str name = let->name;
  if (let->kind == LET_CLASS_PART) name = p->script->classes.v[let->index].name;
  if (is_decision(let->value)) condition_collect(c, site, let->value, kinds[let->kind], name);
  else value_collect(c, site, let->value, kinds[let->kind], name);
}

void coverage_collect(Coverage *c) {
  const Program *p = c->script->program;
  c->conditions = ARENA_ARRAY(&c->arena, CoverSite, p->rules.n + 1);
  c->actions = ARENA_ARRAY(&c->arena, CoverSite, p->rules.n + 1);
  c->lets = ARENA_ARRAY(&c->arena, CoverSite, p->lets.n + 1);
  c->fired = ARENA_ARRAY(&c->arena, int64_t, p->rules.n + 1);
  c->fired_now = ARENA_ARRAY(&c->arena, bool, p->rules.n + 1);
  for (uint32_t i = 0; i < p->lets.n; i++) let_collect(c, i);
  for (uint32_t i = 0; i < p->rules.n; i++) rule_collect(c, p->rules.v[i]);
}
