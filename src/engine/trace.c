#include "engine/trace.h"
#include "engine/learned.h"
#include "engine/run.h"
#include "syntax/print.h"
#include <string.h>

static Str take_buf(Arena *a, StrBuf *b) {
  Str text = engine_copy_buf(a, b);
  strbuf_deinit(b);
  return text;
}

/* ---- who was asked ---- */

/* "best by rep.level: 5, next bob 3" */
static void why_value(StrBuf *out, Arena *a, Lang lang, const Roster *r, const Asked *asked) {
  const RosterPool *pool = &r->pools.v[asked->pool];
  Str who = r->reps.v[pool->reps[asked->picked]].id, by = by_words(asked->by), value = value_rounded(a, asked->value);
  if (asked->next < 0) {
    lang_printf(out, lang, "%.*s by %.*s: %.*s", STR_FMT(who), STR_FMT(by), STR_FMT(value));
    return;
  }
  Str next = r->reps.v[pool->reps[asked->next]].id;
  lang_printf(out, lang, "%.*s by %.*s: %.*s, next %.*s %.*s", STR_FMT(who), STR_FMT(by), STR_FMT(value), STR_FMT(next),
              STR_FMT(value_rounded(a, asked->next_value)));
}

static void why_picked(StrBuf *out, Arena *a, Lang lang, const Roster *r, const Asked *asked) {
  const RosterPool *pool = &r->pools.v[asked->pool];
  const Candidate *m = &pool->members[asked->picked];
  Str who = r->reps.v[pool->reps[asked->picked]].id;
  switch (asked->strategy) {
    case STRATEGY_WEIGHTED:
      if (asked->by) lang_printf(out, lang, "%.*s is next by weight; %.*s: %.*s", STR_FMT(who),
                                 STR_FMT(by_words(asked->by)), STR_FMT(value_rounded(a, asked->value)));
      else lang_printf(out, lang, "%.*s is next by weight", STR_FMT(who));
      return;
    case STRATEGY_BEST: why_value(out, a, lang, r, asked); return;
    case STRATEGY_NEAREST:
      lang_printf(out, lang, "%.*s is nearest: %.*s km", STR_FMT(who), STR_FMT(km_words(a, asked->km)));
      return;
    case STRATEGY_LEASTLOADED:
      if (asked->by) {
        why_value(out, a, lang, r, asked);
        return;
      }
      if (m->capacity < 0) lang_printf(out, lang, "%.*s has the fewest open: %lld", STR_FMT(who), (long long)m->open);
      else
        lang_printf(out, lang, "%.*s has the fewest open: %lld of %lld", STR_FMT(who), (long long)m->open,
                    (long long)m->capacity);
      return;
    case STRATEGY_FIRST: lang_printf(out, lang, "%.*s is the first who is free", STR_FMT(who)); return;
    case STRATEGY_RANDOM: lang_printf(out, lang, "%.*s is drawn by the lead's id", STR_FMT(who)); return;
    case STRATEGY_NONE:
    case STRATEGY_ROUNDROBIN: break;
  }
  if (asked->before < 0) lang_printf(out, lang, "%.*s has the first turn", STR_FMT(who));
  else
    lang_printf(out, lang, "%.*s is next after %.*s", STR_FMT(who), STR_FMT(r->reps.v[pool->reps[asked->before]].id));
}

/* What was remembered of leads like this one, when that did not decide. */
static void say_sticky(StrBuf *out, Lang lang, const Sticky *sticky, Str lead) {
  const StickyRow *row = &sticky->row;
  if (sticky->state == STICKY_BUSY)
    lang_printf(out, lang, "; sticky: %.*s has lead %.*s with the same %.*s, but can't have this one",
                STR_FMT(row->rep), STR_FMT(lead), STR_FMT(row->by));
  if (sticky->state == STICKY_GONE)
    lang_printf(out, lang, "; sticky: %.*s had lead %.*s with the same %.*s, but left", STR_FMT(row->rep),
                STR_FMT(lead), STR_FMT(row->by));
}

static void say_rep(StrBuf *out, Lang lang, ChoiceResult result, Str name) {
  if (result == CHOICE_NO_SUCH) lang_printf(out, lang, "there is no rep %.*s", STR_FMT(name));
  else if (result == CHOICE_FOUND) lang_printf(out, lang, "rep %.*s is free", STR_FMT(name));
  else lang_printf(out, lang, "rep %.*s is not free", STR_FMT(name));
}

static void say_pool(StrBuf *out, Arena *a, Lang lang, const Roster *r, const Asked *asked, Str name) {
  if (asked->result == CHOICE_NO_SUCH) lang_printf(out, lang, "there is no pool %.*s", STR_FMT(name));
  else if (asked->result != CHOICE_FOUND && r->pools.v[asked->pool].count)
    lang_printf(out, lang, "pool %.*s: nobody is free", STR_FMT(name));
  else if (asked->result != CHOICE_FOUND) lang_printf(out, lang, "pool %.*s has no members", STR_FMT(name));
  if (asked->result != CHOICE_FOUND) return;
  StrBuf why;
  strbuf_init(&why);
  Str lead = plain_words(a, asked->sticky.row.lead);
  if (asked->sticky.state == STICKY_SAME)
    lang_printf(&why, lang, "%.*s, sticky: same %.*s as lead %.*s", STR_FMT(asked->sticky.row.rep),
                STR_FMT(asked->sticky.row.by), STR_FMT(lead));
  else
    why_picked(&why, a, lang, r, asked);
  say_sticky(&why, lang, &asked->sticky, lead);
  lang_printf(out, lang, "pool %.*s %.*s: %.*s", STR_FMT(name), STR_FMT(str_of(strategy_word(asked->strategy))),
              STR_FMT(strbuf_view(&why)));
  strbuf_deinit(&why);
}

static Str asked_words(Arena *a, Lang lang, const Roster *r, const Asked *asked) {
  StrBuf out, name;
  strbuf_init(&out);
  strbuf_init(&name);
  print_text_literal(&name, asked->name);
  bool rep = r->chunk->targets.v[asked->target].kind == TARGET_REP;
  if (rep) say_rep(&out, lang, asked->result, strbuf_view(&name));
  else say_pool(&out, a, lang, r, asked, strbuf_view(&name));
  strbuf_deinit(&name);
  return take_buf(a, &out);
}

static const Expr *where_of(const Action *action, Span span) {
  for (const Target *target = action->target; target; target = target->otherwise) {
    const Expr *where = target->where;
    if (where && where->span.start == span.start && where->span.end == span.end && where->span.file == span.file)
      return where;
  }
  return NULL;
}

static const Expr *target_where(const Loaded *script, uint32_t target) {
  const CodeTarget *t = &script->chunk.targets.v[target];
  const Rule *rule = script->program->rules.v[t->rule];
  for (uint32_t i = 0; i < rule->actions.n; i++) {
    const Expr *where = where_of(rule->actions.v[i], t->where_span);
    if (where) return where;
  }
  return NULL;
}

static Str where_words(Tracer *t, const Roster *r, const Pass *pass) {
  const Expr *where = target_where(t->script, pass->target);
  if (!where) return STR("where");
  Candidate alone = {.weight = {.is_int = true, .i = 1},
                     .capacity = r->reps.v[pass->rep].terms.most[CAPACITY_OPEN]};
  const Candidate *member = &alone;
  Value skills = value_missing();
  if (pass->pool != NO_POOL) {
    const RosterPool *pool = &r->pools.v[pass->pool];
    for (uint32_t i = 0; i < pool->count; i++) {
      if (pool->reps[i] != pass->rep) continue;
      member = &pool->members[i];
      skills = pool->skills[i];
    }
  }
  Clauses clauses = {0};
  clauses_explain(&t->scratch, t->a, where, roster_rep_row(r, pass->rep, member, skills), &clauses);
  Str why = clauses_why(t->a, t->script->lang, clauses.v, clauses.n), text = expr_words(t->a, where);
  return lang_say(t->a, t->script->lang, "where %.*s: %.*s", STR_FMT(text), STR_FMT(why));
}

void trace_asked(Tracer *t, const Roster *r) {
  for (uint32_t i = 0; i < r->asked.n; i++) {
    const Asked *asked = &r->asked.v[i];
    Try try = {.target = asked->target, .words = asked_words(t->a, t->script->lang, r, asked)};
    try.passed_count = asked->pass_end - asked->pass_start;
    try.passed = ARENA_ARRAY(t->a, LeatPassed, try.passed_count + 1);
    for (uint32_t k = 0; k < try.passed_count; k++) {
      const Pass *pass = &r->passes.v[asked->pass_start + k];
      LeatPassed *passed = &try.passed[k];
      if (pass->pool != NO_POOL) passed->pool = arena_copy(t->a, r->pools.v[pass->pool].name);
      passed->rep = arena_copy(t->a, r->reps.v[pass->rep].id);
      passed->why = pass->kind == PASS_WHERE ? where_words(t, r, pass)
                                             : lang_told(t->a, t->script->lang, pass_words(t->a, r, pass));
    }
    VEC_PUSH(t->a, t->tries, try);
  }
}

/* ---- what a rule did ---- */

typedef VEC(Str) Lines;

static Str effect_words(Tracer *t, const Effect *effect) {
  StrBuf out;
  strbuf_init(&out);
  strbuf_text(&out, action_word(effect->kind));
  strbuf_char(&out, ' ');
  if (effect->kind == ACTION_SET) {
    print_name(&out, effect->name);
    strbuf_text(&out, " = ");
  } else if (effect->kind == ACTION_NOTIFY) {
    print_text_literal(&out, effect->name);
    strbuf_char(&out, ' ');
  }
  value_words(&out, effect->value);
  if (!value_is_gap(effect->due)) {
    strbuf_text(&out, " due ");
    value_words(&out, effect->due);
  }
  return take_buf(t->a, &out);
}

static Str ending_words(Tracer *t) {
  const Plan *plan = t->plan;
  Lang lang = t->script->lang;
  Str reason = leat_reason_told(t->a, lang, str_of(outcome_word(plan->outcome)), plan_reason(t->a, plan));
  switch (plan->outcome) {
    case OUTCOME_HELD: return lang_say(t->a, lang, "held %.*s", STR_FMT(reason));
    case OUTCOME_NURTURED: return lang_say(t->a, lang, "nurtured by %.*s", STR_FMT(reason));
    case OUTCOME_ARCHIVED: return lang_say(t->a, lang, "archived: %.*s", STR_FMT(reason));
    case OUTCOME_WAITING: return lang_say(t->a, lang, "waits for pool \"%.*s\"", STR_FMT(plan->pool));
    case OUTCOME_SEA: return lang_say(t->a, lang, "goes into sea \"%.*s\"", STR_FMT(plan->pool));
    case OUTCOME_UNROUTED: return lang_say(t->a, lang, "stopped");
    default: return lang_str(lang, str_of(outcome_word(plan->outcome)));
  }
}

static void rule_did(Tracer *t, uint32_t index, LeatRuleTrace *out) {
  Lines lines = {0};
  VEC(LeatPassed) passed = {0};
  const Plan *plan = t->plan;
  for (uint32_t i = 0; i < plan->effects.n; i++) {
    if (plan->effects.v[i].rule == index) VEC_PUSH(t->a, lines, effect_words(t, &plan->effects.v[i]));
  }
  for (uint32_t i = 0; i < t->tries.n; i++) {
    const Try *try = &t->tries.v[i];
    if (t->script->chunk.targets.v[try->target].rule != index) continue;
    VEC_PUSH(t->a, lines, try->words);
    for (uint32_t k = 0; k < try->passed_count; k++) VEC_PUSH(t->a, passed, try->passed[k]);
  }
  for (uint32_t i = 0; i < plan->errors.n; i++) {
    if (plan->errors.v[i].rule != index) continue;
    VEC_PUSH(t->a, lines, lang_say(t->a, t->script->lang, "failed: %s", rule_error_text(plan->errors.v[i].error)));
  }
  if (out->ended && plan->outcome != OUTCOME_ASSIGNED) VEC_PUSH(t->a, lines, ending_words(t));
  out->effects = lines.v;
  out->effect_count = lines.n;
  out->passed = passed.v;
  out->passed_count = passed.n;
}

/* ---- rules in order ---- */

static void rule_condition(Tracer *t, uint32_t index, LeatRuleTrace *out) {
  const CodeRule *code = &t->script->chunk.rules.v[index];
  const Rule *rule = t->script->program->rules.v[index];
  out->verdict = code->condition == NO_FUNC ? LEAT_TRUE : verdict_of(vm_eval(t->vm, code->condition, NULL));
  if (!rule->when) return;
  Clauses clauses = {0};
  clauses_explain(&t->scratch, t->a, rule->when, NULL, &clauses);
  out->clauses = clauses.v;
  out->clause_count = clauses.n;
}

void trace_rules(Tracer *t, LeatExplanation *out) {
  const Chunk *chunk = &t->script->chunk;
  uint32_t n = chunk->rules.n;
  bool ended = false;
  out->rule_count = n;
  out->rules = ARENA_ARRAY(t->a, LeatRuleTrace, n + 1);
  vm_begin(t->vm, t->row, t->lead_id, t->scratch.values);
  for (uint32_t i = 0; i < n; i++) {
    const CodeRule *code = &chunk->rules.v[i];
    const Rule *rule = t->script->program->rules.v[i];
    LeatRuleTrace *trace = &out->rules[i];
    const LeatRuleTrace *parent = code->parent >= 0 ? &out->rules[code->parent] : NULL;
    *trace = (LeatRuleTrace){.line = code->line, .depth = parent ? parent->depth + 1 : 0, .verdict = LEAT_NOT_REACHED};
    trace->name = arena_copy(t->a, code->name);
    if (rule->when) trace->condition = expr_words(t->a, rule->when);
    if (ended || (parent && parent->verdict != LEAT_TRUE)) continue;
    trace->ended = (int32_t)i == t->plan->rule;
    ended = trace->ended;
    rule_condition(t, i, trace);
    rule_did(t, i, trace);
  }
}

static LeatValue told_value(Tracer *t, Str name, const char *type, Value v) {
  StrBuf out;
  strbuf_init(&out);
  value_words(&out, v);
  return (LeatValue){arena_copy(t->a, name), str_of(type), take_buf(t->a, &out)};
}

static const char *value_type_word(Value v) {
  static const Type types[] = {[VAL_TEXT] = TYPE_TEXT, [VAL_INT] = TYPE_NUMBER,   [VAL_REAL] = TYPE_NUMBER,
                               [VAL_BOOL] = TYPE_BOOL, [VAL_TIME] = TYPE_TIME,    [VAL_DURATION] = TYPE_DURATION,
                               [VAL_LIST] = TYPE_LIST, [VAL_MISSING] = TYPE_NONE, [VAL_ERROR] = TYPE_NONE,
                               [VAL_WORKING] = TYPE_WORKING};
  return value_is_gap(v) ? "" : type_word(types[v.kind]);
}

void trace_values(Tracer *t, const Rows *rows, LeatExplanation *out) {
  const Chunk *chunk = &t->script->chunk;
  out->values = ARENA_ARRAY(t->a, LeatValue, rows->all + chunk->lets.n + 1);
  for (uint32_t i = 0; i < rows->all; i++) {
    const CodeColumn *column = &rows->columns[i];
    out->values[out->value_count++] = told_value(t, column->name, type_word(column->type), t->row[rows->slots[i]]);
  }
  for (uint32_t i = 0; i < chunk->lets.n; i++) {
    if (chunk->let_parts.v[i] != NO_PART) continue;
    Value v = vm_eval(t->vm, chunk->lets.v[i], NULL);
    out->values[out->value_count++] = told_value(t, chunk->let_names.v[i], value_type_word(v), v);
  }
}
