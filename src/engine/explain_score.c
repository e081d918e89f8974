/* Where the score of a lead comes from, point by point, and how its class was found. */
#include <math.h>
#include <stdio.h>

#include "engine/trace.h"
#include "syntax/print.h"

enum { NAMES = 4 }; /* columns told beside the points */

static Str taken(Arena *a, StrBuf *b) {
  Str text = engine_copy_buf(a, b);
  strbuf_deinit(b);
  return text;
}

static Str value_text_of(Arena *a, Value v) {
  StrBuf text;
  strbuf_init(&text);
  value_plain(&text, v);
  return taken(a, &text);
}

/* A sum of fractions is told as it is rounded. */
static Str number_text(Arena *a, Number n) {
  char digits[40];
  if (n.is_int || !(fabs(n.d) < 1e6)) return arena_copy(a, (Str){digits, number_format(n, digits)});
  n.d = round(n.d * 1e9) / 1e9;
  return arena_copy(a, (Str){digits, number_format(n, digits)});
}

/* What is written after the points, on one line. */
static Str part_words(Tracer *t, const ScorePart *part) {
  if (part->when) return expr_words(t->a, part->when);
  Span span = part->span;
  span.start = part->points_span.end;
  StrBuf text;
  strbuf_init(&text);
  Str written = str_trim(source_slice(&t->script->sources, span));
  for (size_t i = 0; i < written.n; i++) {
    bool line_end = written.p[i] == '\n' || written.p[i] == '\r';
    strbuf_char(&text, line_end ? ' ' : written.p[i]);
  }
  return taken(t->a, &text);
}

/* ---- what a condition read ---- */

typedef struct Names {
  const Expr *v[NAMES];
  uint32_t n;
} Names;

static bool is_event_call(const Expr *e) {
  return e->kind == EXPR_CALL && e->ref_kind == REF_BUILTIN && builtin_info((Builtin)e->ref)->arguments[0] == 'e';
}

static void add_name(Names *names, const Expr *e) {
  for (uint32_t i = 0; i < names->n && e->kind == EXPR_NAME; i++)
    if (names->v[i]->ref_kind == e->ref_kind && names->v[i]->ref == e->ref) return;
  if (names->n < NAMES) names->v[names->n++] = e;
}

/* Columns, lets and events, in the order in which they stand. Chains are deep on their left side only. */
static void names_of(Names *names, const Expr *e) {
  if (!e || names->n == NAMES) return;
  while (e->expansion) e = e->expansion;
  if (e->kind == EXPR_NAME && (e->ref_kind == REF_COLUMN || e->ref_kind == REF_LET)) add_name(names, e);
  if (is_event_call(e)) {
    add_name(names, e);
    return;
  }
  names_of(names, e->a);
  names_of(names, e->b);
  names_of(names, e->c);
  for (uint32_t i = 0; i < e->items.n; i++) names_of(names, e->items.v[i]);
}

static Str names_words(Tracer *t, const Expr *e) {
  Names names = {.n = 0};
  StrBuf text;
  names_of(&names, e);
  strbuf_init(&text);
  for (uint32_t i = 0; i < names.n; i++) {
    Value v = scratch_eval(&t->scratch, names.v[i], NULL);
    if (v.kind == VAL_MISSING) continue;
    if (text.n) strbuf_text(&text, ", ");
    if (names.v[i]->kind == EXPR_NAME) print_name(&text, names.v[i]->text);
    else strbuf_str(&text, expr_words(t->a, names.v[i]));
    strbuf_char(&text, ' ');
    value_words(&text, v);
  }
  if (text.n == 0) strbuf_str(&text, expr_words(t->a, e)); /* it asks for what is missing, or for the time */
  return taken(t->a, &text);
}

/* ---- events ---- */

/* How many of the events the part saw. */
static Str events_words(Tracer *t, const ScorePart *part, const Expr *call) {
  Value times = t->row[call->slot];
  Expr count = *call;
  StrBuf text;
  strbuf_init(&text);
  strbuf_text(&text, "events ");
  print_text_literal(&text, part->kind);
  strbuf_char(&text, ' ');
  if (part->half_life && times.kind == VAL_LIST) { /* all that it asked for, however faded */
    count.text = STR("events");
    count.ref = BUILTIN_EVENTS;
    Expr *items[2] = {call->items.v[0], part->window};
    count.items.v = items;
    count.items.n = part->window ? 2 : 1;
    value_words(&text, scratch_eval(&t->scratch, &count, NULL));
  } else {
    value_words(&text, scratch_eval(&t->scratch, call, NULL));
  }
  return taken(t->a, &text);
}

/* Why they can't be counted. */
static Str gap_words(Tracer *t, uint32_t slot, Value gap) {
  Str why = gap.kind == VAL_ERROR ? str_of(rule_error_text((RuleError)gap.error))
                                  : row_fault(t->a, &t->script->chunk.columns.v[slot], gap.error != 0);
  return lang_told(t->a, t->script->lang, why);
}

/* ---- score ---- */

static LeatPart score_part(Tracer *t, const CodePart *code, Number *sum, bool *good) {
  const Chunk *chunk = &t->script->chunk;
  const ScorePart *part = &t->script->script->score_parts.v[code->index];
  const Expr *value = t->script->program->lets.v[code->let].value;
  Value adds = vm_eval(t->vm, chunk->lets.v[code->let], NULL);
  bool minus = number_cmp(part->points, (Number){.is_int = true, .i = 0}) < 0;
  Str points = number_text(t->a, part->points);
  LeatPart out = {.line = code->line, .text = part_words(t, part)};
  out.name = arena_printf(t->a, "%s%.*s", minus ? "" : "+", STR_FMT(points));
  if (part->when) {
    Clauses clauses = {0};
    out.verdict = clauses_explain(&t->scratch, t->a, part->when, NULL, &clauses);
    out.why = clauses_why(t->a, t->script->lang, clauses.v, clauses.n);
    out.because = names_words(t, part->when);
  } else {
    out.because = events_words(t, part, value);
    out.verdict = value_is_gap(adds) ? verdict_of(adds) : LEAT_TRUE;
    out.why = value_is_gap(adds) ? gap_words(t, value->slot, adds) : out.because;
  }
  if (value_is_gap(adds)) adds = value_int(0);
  if (!part->when && out.verdict == LEAT_TRUE && number_cmp(value_as_number(adds), (Number){.is_int = true}) == 0)
    out.verdict = LEAT_FALSE;
  out.adds = number_text(t->a, value_as_number(adds));
  *good = *good && number_add(*sum, value_as_number(adds), sum);
  return out;
}

static Str bound_words(Tracer *t, const ScoreStart *start, Number sum) {
  bool above = start->bounded && number_cmp(sum, start->high) > 0;
  bool below = start->bounded && number_cmp(sum, start->low) < 0;
  if (!above && !below) return (Str){"", 0};
  Str bound = number_text(t->a, above ? start->high : start->low);
  if (above) return lang_say(t->a, t->script->lang, "at most %.*s", STR_FMT(bound));
  return lang_say(t->a, t->script->lang, "at least %.*s", STR_FMT(bound));
}

static void trace_score(Tracer *t, LeatScore *out) {
  const Chunk *chunk = &t->script->chunk;
  const ScoreStart *start = &t->script->script->score_start;
  Number sum = start->given ? start->start : (Number){.is_int = true, .i = 0};
  bool good = true;
  out->has = true;
  out->starts = number_text(t->a, sum);
  out->value = value_text_of(t->a, vm_eval(t->vm, chunk->lets.v[chunk->score_let], NULL));
  out->parts = ARENA_ARRAY(t->a, LeatPart, chunk->parts.n + 1);
  for (uint32_t i = 0; i < chunk->parts.n; i++)
    if (!chunk->parts.v[i].is_class) out->parts[out->part_count++] = score_part(t, &chunk->parts.v[i], &sum, &good);
  if (!good) return;
  out->sum = number_text(t->a, sum);
  out->bound = bound_words(t, start, sum);
}

/* ---- class ---- */

static LeatPart class_part(Tracer *t, const ClassDecl *decl) {
  LeatPart out = {.line = source_line(&t->script->sources, decl->span), .name = arena_copy(t->a, decl->name),
                  .verdict = LEAT_TRUE};
  if (!decl->when) return out;
  Clauses clauses = {0};
  out.text = expr_words(t->a, decl->when);
  out.verdict = clauses_explain(&t->scratch, t->a, decl->when, NULL, &clauses);
  out.why = clauses_why(t->a, t->script->lang, clauses.v, clauses.n);
  out.because = names_words(t, decl->when);
  return out;
}

static void trace_class(Tracer *t, LeatClass *out) {
  const Script *script = t->script->script;
  out->has = true;
  out->parts = ARENA_ARRAY(t->a, LeatPart, script->classes.n + 1);
  for (uint32_t i = 0; i < script->classes.n && out->line == 0; i++) {
    LeatPart *part = &out->parts[out->part_count++];
    *part = class_part(t, &script->classes.v[i]);
    if (part->verdict != LEAT_TRUE) continue;
    out->value = part->name;
    out->line = part->line;
  }
}

void trace_computed(Tracer *t, LeatExplanation *out) {
  const Chunk *chunk = &t->script->chunk;
  vm_begin(t->vm, t->row, t->lead_id, t->scratch.values);
  if (chunk->score_let != NO_LET) trace_score(t, &out->score);
  if (chunk->class_let != NO_LET) trace_class(t, &out->class);
}
