#include "engine/coverage.h"
#include "base/limits.h"
#include "code/lookup.h"
#include "syntax/print.h"
#include <string.h>

bool coverage_open(Coverage *c, const Loaded *script, Chunk *chunk, Vm *vm) {
  *c = (Coverage){.script = script, .chunk = chunk, .vm = vm};
  arena_init(&c->arena, 0);
  arena_init(&c->values, LIMIT_ARENA_PER_LEAD);
  coverage_collect(c);
  DiagList diags;
  diag_init(&diags, &c->arena);
  return compile_questions(chunk, script->program, c->questions.v, c->questions.n, &diags);
}

void coverage_close(Coverage *c) {
  arena_deinit(&c->arena);
  arena_deinit(&c->values);
}

/* ---- one condition on one lead ---- */

static CoverVerdict verdict(Value v) {
  if (v.kind == VAL_BOOL) return v.i ? COVER_TRUE : COVER_FALSE;
  return COVER_UNKNOWN;
}

static CoverVerdict negated(CoverVerdict v) {
  if (v == COVER_TRUE) return COVER_FALSE;
  return v == COVER_FALSE ? COVER_TRUE : v;
}

/* Kleene's. */
static CoverVerdict joined(CoverJoin join, CoverVerdict x, CoverVerdict y) {
  CoverVerdict strong = join == COVER_AND ? COVER_FALSE : COVER_TRUE;
  if (x == strong || y == strong) return strong;
  return x == COVER_UNKNOWN || y == COVER_UNKNOWN ? COVER_UNKNOWN : negated(strong);
}

static CoverVerdict node_judge(Coverage *c, uint32_t at, const Value *rep) {
  CoverNode *node = &c->nodes.v[at];
  switch (node->join) {
    case COVER_NOT: node->verdict = negated(node_judge(c, at + 1, rep)); break;
    case COVER_AND:
    case COVER_OR: {
      CoverVerdict first = node_judge(c, at + 1, rep);
      node->verdict = joined(node->join, first, node_judge(c, node->other, rep));
      break;
    }
    case COVER_CLAUSE: {
      CoverClause *clause = &c->clauses.v[node->other];
      node->verdict = verdict(vm_eval(c->vm, c->questions.v[clause->question].func, rep));
      clause->seen[node->verdict]++;
      break;
    }
  }
  return node->verdict;
}

/* What the whole comes to, true or not, by what this node comes to: bit v is set when v makes it true. Going down, the
 * other operand says what is left of that. A clause decided when its opposite would have made another bit of it. */
static void node_decide(Coverage *c, uint32_t at, unsigned holds) {
  const CoverNode *node = &c->nodes.v[at];
  unsigned below = 0;
  switch (node->join) {
    case COVER_NOT:
      for (CoverVerdict v = COVER_FALSE; v <= COVER_UNKNOWN; v++) below |= (holds >> negated(v) & 1) << v;
      node_decide(c, at + 1, below);
      return;
    case COVER_AND:
    case COVER_OR: {
      CoverVerdict first = c->nodes.v[at + 1].verdict, second = c->nodes.v[node->other].verdict;
      for (CoverVerdict v = COVER_FALSE; v <= COVER_UNKNOWN; v++)
        below |= (holds >> joined(node->join, v, second) & 1) << v;
      node_decide(c, at + 1, below);
      below = 0;
      for (CoverVerdict v = COVER_FALSE; v <= COVER_UNKNOWN; v++)
        below |= (holds >> joined(node->join, first, v) & 1) << v;
      node_decide(c, node->other, below);
      return;
    }
    case COVER_CLAUSE:
      if (node->verdict == COVER_UNKNOWN || (holds >> COVER_FALSE & 1) == (holds >> COVER_TRUE & 1)) return;
      c->clauses.v[node->other].decided[node->verdict]++;
      return;
  }
}

/* ---- what was reached ---- */

static bool is_open(const CoverSite *site, CoverGuard guard) {
  return guard.decision == NO_DECISION || site->decisions.v[guard.decision].verdict == guard.want;
}

static void lookup_follow(Coverage *c, const CoverLookup *lookup, const Value *rep) {
  CoverTable *table = &c->tables.v[lookup->table];
  const LookupTable *asked = c->chunk->tables.v[lookup->lookup];
  Value keys[LIMIT_TABLE_COLUMNS];
  for (uint32_t i = 0; i < asked->key_count; i++) {
    keys[i] = vm_eval(c->vm, c->questions.v[lookup->question + i].func, rep);
    if (keys[i].kind == VAL_ERROR) return;
  }
  uint32_t row = asked->lookup ? lookup_row(asked->lookup, keys) : NO_ROW;
  if (row != NO_ROW) table->taken[row]++;
}

static void let_reach(Coverage *c, uint32_t let);

static void site_judge(Coverage *c, CoverSite *site, const Value *rep) {
  for (uint32_t i = 0; i < site->decisions.n; i++) {
    CoverDecision *decision = &site->decisions.v[i];
    decision->verdict = COVER_NOT_REACHED;
    if (!is_open(site, decision->guard)) continue;
    decision->verdict = node_judge(c, decision->node, rep);
    node_decide(c, decision->node, 1U << COVER_TRUE);
  }
  for (uint32_t i = 0; i < site->lookups.n; i++)
    if (is_open(site, site->lookups.v[i].guard)) lookup_follow(c, &site->lookups.v[i], rep);
  for (uint32_t i = 0; i < site->lets.n; i++)
    if (is_open(site, site->lets.v[i].guard)) let_reach(c, site->lets.v[i].let);
}

static void site_reach(Coverage *c, CoverSite *site) {
  if (site->lead == c->lead) return;
  site->lead = c->lead;
  site_judge(c, site, NULL);
}

static void let_reach(Coverage *c, uint32_t let) { site_reach(c, &c->lets[let]); }

/* They are computed for each lead before the rules; a class only as far as the first that fits. */
static void computed_reach(Coverage *c) {
  const Program *p = c->script->program;
  bool fits = false;
  for (uint32_t i = 0; i < p->lets.n; i++) {
    LetKind kind = p->lets.v[i].kind;
    if (kind != LET_SCORE_PART && (kind != LET_CLASS_PART || fits)) continue;
    let_reach(c, i);
    fits |= kind == LET_CLASS_PART && verdict(vm_eval(c->vm, c->chunk->lets.v[i], NULL)) == COVER_TRUE;
  }
}

static void rules_reach(Coverage *c, const Plan *plan) {
  const Chunk *chunk = c->chunk;
  for (uint32_t i = 0; i < chunk->rules.n; i++) c->fired_now[i] = false;
  for (uint32_t i = 0; i < plan->fired.n; i++) c->fired_now[plan->fired.v[i]] = true;
  for (uint32_t i = 0; i < chunk->rules.n; i++) {
    int32_t parent = chunk->rules.v[i].parent;
    if (parent >= 0 && !c->fired_now[parent]) continue;
    site_reach(c, &c->conditions[i]);
    if (c->fired_now[i]) {
      c->fired[i]++;
      site_reach(c, &c->actions[i]);
    }
    if ((int32_t)i == plan->rule) return;
  }
}

/* ---- who was asked ---- */

static CoverSite *target_site(const Coverage *c, Span target) {
  for (uint32_t i = 0; i < c->targets.n; i++)
    if (span_same(c->targets.v[i].target, target)) return c->targets.v[i].site;
  return NULL;
}

static void asked_judge(Coverage *c, CoverSite *site, const Roster *r, const Asked *asked) {
  if (asked->pool == NO_POOL) {
    uint32_t rep = strmap_get(&r->rep_index, asked->name);
    Candidate alone = {.weight = {.is_int = true, .i = 1}, .capacity = -1};
    if (rep != STRMAP_NONE) site_judge(c, site, roster_rep_row(r, rep, &alone, value_missing()));
    return;
  }
  const RosterPool *pool = &r->pools.v[asked->pool];
  for (uint32_t i = 0; i < pool->count; i++) {
    const RosterRep *rep = &r->reps.v[pool->reps[i]];
    if (roster_gate(rep, &pool->terms[i]) != PASS_NONE) continue;
    site_judge(c, site, roster_rep_row(r, pool->reps[i], &pool->members[i], pool->skills[i]));
  }
}

static void targets_reach(Coverage *c, const Roster *r) {
  for (uint32_t i = 0; i < r->asked.n; i++) {
    CoverSite *site = target_site(c, c->chunk->targets.v[r->asked.v[i].target].span);
    if (site && r->asked.v[i].result != CHOICE_NO_SUCH) asked_judge(c, site, r, &r->asked.v[i]);
  }
}

void coverage_lead(Coverage *c, const Value *row, Str lead_id, const Plan *plan, const Roster *roster) {
  arena_reset(&c->values);
  c->lead++;
  vm_begin(c->vm, row, lead_id, &c->values);
  computed_reach(c);
  rules_reach(c, plan);
  targets_reach(c, roster);
}

/* ---- the report ---- */

static Str file_name_of(const Coverage *c, Span span) { return c->script->sources.files.v[span.file]->name; }

static uint32_t line_of(const Coverage *c, Span span) { return source_line(&c->script->sources, span); }

/* As it is written; in a `define`, with the arguments in place. */
static Str clause_words(const Coverage *c, const CoverClause *clause, Arena *a) {
  if (!span_same(clause->place, clause->e->span)) return expr_words(a, clause->e);
  return source_words(a, &c->script->sources, clause->place);
}

static LeatCoverClause clause_told(const Coverage *c, const CoverClause *clause, Arena *a) {
  return (LeatCoverClause){.file = file_name_of(c, clause->place), .line = line_of(c, clause->place),
                           .text = clause_words(c, clause, a), .kind = clause->kind,
                           .name = arena_copy(a, clause->name),
                           .was_true = clause->seen[COVER_TRUE], .was_false = clause->seen[COVER_FALSE],
                           .was_unknown = clause->seen[COVER_UNKNOWN],
                           .decided_true = clause->decided[COVER_TRUE],
                           .decided_false = clause->decided[COVER_FALSE]};
}

static LeatCoverTable table_told(const Coverage *c, const CoverTable *table, Arena *a) {
  const TableDecl *decl = table->table->decl;
  LeatCoverTable told = {.name = decl->name, .file = file_name_of(c, decl->span), .line = line_of(c, decl->span),
                         .from = decl->from_file ? decl->file : (Str){"", 0}, .row_count = table->rows};
  for (uint32_t i = 0; i < table->rows; i++) told.taken += table->taken[i] > 0;
  if (decl->from_file) return told;
  told.rows = ARENA_ARRAY(a, LeatCoverRow, table->rows + 1);
  for (uint32_t i = 0; i < table->rows && i < decl->rows.n; i++) {
    Span span = decl->rows.v[i].span;
    told.rows[i] = (LeatCoverRow){line_of(c, span), source_words(a, &c->script->sources, span), table->taken[i]};
  }
  return told;
}

LeatCoverage *coverage_report(const Coverage *c, Arena *a) {
  const Program *p = c->script->program;
  LeatCoverage *out = ARENA_NEW(a, LeatCoverage);
  out->rules = ARENA_ARRAY(a, LeatCoverRule, p->rules.n + 1);
  out->clauses = ARENA_ARRAY(a, LeatCoverClause, c->clauses.n + 1);
  out->tables = ARENA_ARRAY(a, LeatCoverTable, c->tables.n + 1);
  for (uint32_t i = 0; i < p->rules.n; i++) {
    Span span = p->rules.v[i]->span;
    LeatCoverRule rule = {arena_copy(a, c->chunk->rules.v[i].name), file_name_of(c, span), line_of(c, span),
                          source_words(a, &c->script->sources, span), c->fired[i]};
    out->rules[out->rule_count++] = rule;
    out->rules_fired += c->fired[i] > 0;
  }
  for (uint32_t i = 0; i < c->clauses.n; i++) {
    LeatCoverClause clause = clause_told(c, &c->clauses.v[i], a);
    out->clauses[out->clause_count++] = clause;
    out->clauses_seen += clause.was_true > 0 && clause.was_false > 0;
    out->clauses_deciding += clause.decided_true > 0 && clause.decided_false > 0;
  }
  for (uint32_t i = 0; i < c->tables.n; i++) {
    LeatCoverTable table = table_told(c, &c->tables.v[i], a);
    out->tables[out->table_count++] = table;
    if (!table.rows) continue;
    out->rows += table.row_count;
    out->rows_taken += table.taken;
  }
  out->covered = out->rules_fired + out->clauses_deciding + out->rows_taken;
  out->total = out->rule_count + out->clause_count + out->rows;
  return out;
}
