/* score and class: each part becomes a let without a name of the language, and so do the sum and the class. So they are
 * computed at most once for a lead, and what uses itself is found as with any let. */
#include "check/checker.h"
#include "syntax/print.h"

bool is_computed(const Symbol *s) { return s->kind == SYMBOL_SCORE || s->kind == SYMBOL_CLASS; }

static bool has_score(const Script *s) { return s->score_start.given || s->score_parts.n > 0; }

void computed_symbols(Checker *c, Symbol *out, uint32_t *count_out) {
  const Script *s = c->script;
  *count_out = 0;
  if (has_score(s)) {
    Span span = s->score_start.given ? s->score_start.span : s->score_parts.v[0].span;
    if (s->score_parts.n > 0 && s->score_parts.v[0].span.start < span.start) span = s->score_parts.v[0].span;
    out[(*count_out)++] = (Symbol){.kind = SYMBOL_SCORE, .slot = NO_SLOT, .name = STR("score"), .span = span};
  }
  if (s->classes.n > 0)
    out[(*count_out)++] =
      (Symbol){.kind = SYMBOL_CLASS, .slot = NO_SLOT, .name = STR("class"), .span = s->classes.v[0].span};
}

void computed_uses(Checker *c, const Symbol *s, Uses *uses) {
  const Script *script = c->script;
  for (uint32_t i = 0; s->kind == SYMBOL_SCORE && i < script->score_parts.n; i++)
    if (script->score_parts.v[i].when) uses_of(c, script->score_parts.v[i].when, NULL, uses);
  for (uint32_t i = 0; s->kind == SYMBOL_CLASS && i < script->classes.n; i++)
    if (script->classes.v[i].when) uses_of(c, script->classes.v[i].when, NULL, uses);
}

static void condition_check(Checker *c, Expr *when) {
  expr_check(c, when);
  expr_want_condition(c, when);
  if (when->type != TYPE_BOOL || !facts_review(c, NULL, 0, when)) return;
  truth_review(c, when);
  missing_review(c, when);
}

static void let_add(Checker *c, LetKind kind, uint32_t index, Str name, Span span, Expr *value) {
  Let let = {.name = name, .span = span, .value = value, .used = true, .kind = kind, .index = index};
  VEC_PUSH(c->arena, c->program->lets, let);
}

/* What stands for the sum or the class where its type is asked for. */
static Expr *stand_in(Checker *c, Str name, Span span, Type type, bool nullable) {
  Expr *e = ARENA_NEW(c->arena, Expr);
  *e = (Expr){.kind = EXPR_CALL, .span = span, .type = (uint8_t)type, .nullable = nullable, .text = name};
  return e;
}

/* ---- score */

static Expr *text_new(Checker *c, Str text, Span span) {
  Expr *e = ARENA_NEW(c->arena, Expr);
  *e = (Expr){.kind = EXPR_TEXT, .span = span, .text = text};
  return e;
}

/* `per event "x" in last D` counts events("x", D), with a half-life fading_events("x", H, D). */
static Expr *event_call(Checker *c, const ScorePart *part) {
  Expr *e = ARENA_NEW(c->arena, Expr);
  *e = (Expr){.kind = EXPR_CALL, .span = part->span, .text = part->half_life ? STR("fading_events") : STR("events")};
  VEC_PUSH(c->arena, e->items, text_new(c, part->kind, part->kind_span));
  if (part->half_life) VEC_PUSH(c->arena, e->items, part->half_life);
  if (part->window) VEC_PUSH(c->arena, e->items, part->window);
  builtin_call_check(c, e);
  return e;
}

/* "score +25", "score +10 per event "pricing_page"": what a report calls it, together with its line */
static Str part_label(Checker *c, const ScorePart *part) {
  char digits[32];
  StrBuf b;
  strbuf_init(&b);
  bool minus = number_cmp(part->points, (Number){.is_int = true, .i = 0}) < 0;
  strbuf_text(&b, minus ? "score " : "score +");
  strbuf_add(&b, digits, number_format(part->points, digits));
  if (!part->when) {
    strbuf_text(&b, " per event ");
    print_text_literal(&b, part->kind);
  }
  Str label = arena_copy(c->arena, strbuf_view(&b));
  strbuf_deinit(&b);
  return label;
}

static void score_check(Checker *c, Symbol *s) {
  const Script *script = c->script;
  Expr **values = ARENA_ARRAY(c->arena, Expr *, script->score_parts.n);
  for (uint32_t i = 0; i < script->score_parts.n; i++) { /* may reach lets of modules, which must not stand between */
    ScorePart *part = &script->score_parts.v[i];
    values[i] = part->when ? part->when : event_call(c, part);
    if (part->when) condition_check(c, part->when);
  }
  for (uint32_t i = 0; i < script->score_parts.n; i++) {
    const ScorePart *part = &script->score_parts.v[i];
    let_add(c, LET_SCORE_PART, i, part_label(c, part), part->span, values[i]);
  }
  s->slot = c->program->lets.n;
  let_add(c, LET_SCORE, 0, s->name, s->span, stand_in(c, s->name, s->span, TYPE_NUMBER, false));
}

/* ---- class */

static Str class_label(Checker *c, const ClassDecl *decl) {
  StrBuf b;
  strbuf_init(&b);
  strbuf_text(&b, "class ");
  print_text_literal(&b, decl->name);
  Str label = arena_copy(c->arena, strbuf_view(&b));
  strbuf_deinit(&b);
  return label;
}

static void class_check(Checker *c, Symbol *s) {
  const Script *script = c->script;
  const ClassDecl *all = NULL; /* the one that takes every lead */
  for (uint32_t i = 0; i < script->classes.n; i++) {
    const ClassDecl *decl = &script->classes.v[i];
    if (all) {
      diag_add(c->diags, DIAG_CLASS_NEVER, decl->name_span, STR_FMT(decl->name));
      diag_cause(c->diags, all->span, "this takes every lead");
      diag_fix(c->diags, "put it before that class");
    }
    if (decl->when) condition_check(c, decl->when);
    else if (!all) all = decl;
  }
  for (uint32_t i = 0; i < script->classes.n; i++) {
    const ClassDecl *decl = &script->classes.v[i];
    if (decl->when) let_add(c, LET_CLASS_PART, i, class_label(c, decl), decl->span, decl->when);
  }
  s->slot = c->program->lets.n;
  let_add(c, LET_CLASS, 0, s->name, s->span, stand_in(c, s->name, s->span, TYPE_TEXT, all == NULL));
}

void computed_check(Checker *c, Symbol *s) {
  ExprPlace before = c->place;
  c->place = PLACE_LEAD;
  if (s->kind == SYMBOL_SCORE) score_check(c, s);
  else class_check(c, s);
  c->place = before;
}

void class_review(Checker *c, const Expr *e, const Expr *value) {
  Const constant;
  const Script *script = c->script;
  e = expr_core(e);
  if (e->ref_kind != REF_LET || c->program->lets.v[e->ref].kind != LET_CLASS) return;
  if (c->options->mutant_of || !const_of(c, value, &constant) || constant.type != TYPE_TEXT) return;
  Str *names = ARENA_ARRAY(c->arena, Str, script->classes.n);
  for (uint32_t i = 0; i < script->classes.n; i++) {
    names[i] = script->classes.v[i].name;
    if (str_eq(names[i], constant.text)) return;
  }
  diag_add(c->diags, DIAG_UNKNOWN_CLASS, value->span, STR_FMT(constant.text));
  Str near = suggest(constant.text, names, script->classes.n);
  if (near.n) diag_fix(c->diags, "did you mean \"%.*s\"?", STR_FMT(near));
}
