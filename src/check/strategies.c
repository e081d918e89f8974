/* Strategies with what is said to them: by a number for each member, learned from history, by distance. */
#include "check/checker.h"

static const struct {
  const char *word;
  LearnedKind kind;
} learned_words[] = {{"win_rate", LEARNED_WIN_RATE}, {"attainment", LEARNED_ATTAINMENT}};
enum { LEARNED_DEFAULT_DAYS = 90 };
#define DAY_MS INT64_C(86400000)

/* `win_rate(90 days)`, or the word alone where no column has that name. */
static bool is_learned(Checker *c, Strategy *s) {
  Const span;
  Expr *by = s->by;
  if (by->kind != EXPR_CALL && (by->kind != EXPR_NAME || column_exists(c, by->text))) return false;
  for (size_t i = 0; i < sizeof learned_words / sizeof *learned_words; i++)
    if (str_is(by->text, learned_words[i].word)) s->learned = learned_words[i].kind;
  if (s->learned == LEARNED_NONE) return false;
  s->learned_ms = LEARNED_DEFAULT_DAYS * DAY_MS;
  if (by->kind == EXPR_NAME) return true;
  if (by->items.n == 1) {
    expr_check(c, by->items.v[0]);
    bool fixed = by->items.v[0]->type == TYPE_DURATION && const_of(c, by->items.v[0], &span) && span.i > 0;
    if (fixed) s->learned_ms = span.i;
    if (fixed) return true;
  }
  diag_add(c->diags, DIAG_LEARNED_SPAN, by->span, STR_FMT(by->text));
  diag_fix(c->diags, "say how far back, as in `%.*s(90 days)`", STR_FMT(by->text));
  return true;
}

static Expr *made(Checker *c, ExprKind kind, const char *base, const char *text, Span span) {
  Expr *e = ARENA_NEW(c->arena, Expr);
  *e = (Expr){.kind = kind, .span = span, .base = str_of(base), .text = str_of(text), .depth = 1};
  return e;
}

/* distance_km(rep.lat, rep.lon, lat, lon), as if it had been written. */
static void distance_make(Checker *c, Strategy *s) {
  bool lead = column_exists(c, STR("lat")) && column_exists(c, STR("lon"));
  bool rep = rep_column_find(c, STR("lat"), s->span) != NO_SLOT && rep_column_find(c, STR("lon"), s->span) != NO_SLOT;
  if (!lead || !rep) {
    diag_add(c->diags, DIAG_NEAREST_COLUMNS, s->span, lead ? "the reps" : "the leads");
    diag_fix(c->diags, lead ? "add them to the table of reps: degrees north and east"
                            : "declare them: `lead { lat: number  lon: number }`");
    return;
  }
  s->by = made(c, EXPR_CALL, "", "distance_km", s->span);
  VEC_PUSH(c->arena, s->by->items, made(c, EXPR_FIELD, "rep", "lat", s->span));
  VEC_PUSH(c->arena, s->by->items, made(c, EXPR_FIELD, "rep", "lon", s->span));
  VEC_PUSH(c->arena, s->by->items, made(c, EXPR_NAME, "", "lat", s->span));
  VEC_PUSH(c->arena, s->by->items, made(c, EXPR_NAME, "", "lon", s->span));
  s->by->depth = 2;
}

/* Along the left operands without recursion: chains may be long. */
static bool reads_rep(const Expr *e) {
  for (; e; e = e->a) {
    e = expr_core(e);
    if (e->kind == EXPR_FIELD && str_is(e->base, "rep")) return true;
    if (reads_rep(e->b) || reads_rep(e->c)) return true;
    for (uint32_t i = 0; i < e->items.n; i++)
      if (reads_rep(e->items.v[i])) return true;
  }
  return false;
}

static void by_check(Checker *c, Strategy *s) {
  const char *word = strategy_word(s->kind);
  c->place = PLACE_WHERE;
  expr_check(c, s->by);
  if (expr_is_untyped(c, s->by)) expr_infer(c, s->by, TYPE_NUMBER);
  c->place = PLACE_LEAD;
  if (s->by->type == TYPE_NONE) return;
  if (s->by->type != TYPE_NUMBER) {
    diag_add(c->diags, DIAG_BY_NUMBER, s->by->span, word, STR_FMT(shown(c, s->by)), type_phrase((Type)s->by->type));
    return;
  }
  if (reads_rep(s->by)) return;
  diag_add(c->diags, DIAG_BY_SAME, s->by->span, STR_FMT(shown(c, s->by)));
  diag_fix(c->diags, "name a column of the reps, as in `%s by rep.level`", word);
}

void strategy_check(Checker *c, Strategy *s) {
  bool takes_by = s->kind == STRATEGY_WEIGHTED || s->kind == STRATEGY_LEASTLOADED || s->kind == STRATEGY_BEST;
  if (s->has_least && s->kind != STRATEGY_WEIGHTED) {
    diag_add(c->diags, DIAG_LEAST_PLACE, s->limit_span);
    diag_fix(c->diags, "`%s` gives no shares: leave it out", strategy_word(s->kind));
  }
  if (s->kind == STRATEGY_NEAREST) distance_make(c, s);
  if (!s->by) return;
  if (s->kind != STRATEGY_NEAREST && !takes_by) {
    diag_add(c->diags, DIAG_BY_PLACE, s->by->span, strategy_word(s->kind));
    diag_fix(c->diags, "`weighted`, `leastloaded` and `best` take a `by`");
    return;
  }
  if (s->kind == STRATEGY_LEASTLOADED || !is_learned(c, s)) by_check(c, s);
}
