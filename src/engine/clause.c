#include "engine/clause.h"
#include "base/limits.h"
#include "code/lookup.h"
#include "engine/row.h"
#include "syntax/print.h"

enum { VALUE_BYTES = 160 };

LeatVerdict verdict_of(Value v) {
  if (v.kind == VAL_BOOL) return v.i ? LEAT_TRUE : LEAT_FALSE;
  return v.kind == VAL_ERROR ? LEAT_RULE_ERROR : LEAT_UNKNOWN;
}

static void add_cut(StrBuf *out, Str s) {
  if (s.n <= VALUE_BYTES) {
    strbuf_str(out, s);
    return;
  }
  size_t n = VALUE_BYTES;
  while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80) n--;
  strbuf_add(out, s.p, n);
  strbuf_text(out, "…");
}

void value_words(StrBuf *out, Value v) {
  StrBuf whole;
  strbuf_init(&whole);
  value_print(&whole, value_original(v));
  add_cut(out, strbuf_view(&whole));
  strbuf_deinit(&whole);
}

/* ---- why one comparison is what it is ---- */

static bool is_literal(const Expr *e) {
  switch (e->kind) {
    case EXPR_TEXT:
    case EXPR_NUMBER:
    case EXPR_BOOL:
    case EXPR_TIME:
    case EXPR_DURATION: return true;
    case EXPR_NAME: return e->ref_kind == REF_LIST;
    case EXPR_NEGATE: return is_literal(e->a);
    case EXPR_RANGE: return is_literal(e->a) && is_literal(e->b);
    case EXPR_LIST:
      for (uint32_t i = 0; i < e->items.n; i++) {
        if (!is_literal(e->items.v[i])) return false;
      }
      return true;
    default: return false;
  }
}

static void add_expr(StrBuf *out, const Expr *e) {
  StrBuf text;
  strbuf_init(&text);
  print_expr(&text, e);
  add_cut(out, strbuf_view(&text));
  strbuf_deinit(&text);
}

/* Where the rows of a table stand: "row 3", or "areas.csv:17". */
static void add_place(StrBuf *out, Lang lang, const LookupTable *t, uint32_t row) {
  if (t->lines) strbuf_printf(out, "%.*s:%u", STR_FMT(t->decl->file), t->lines[row]);
  else lang_printf(out, lang, "row %u", row + 1);
}

/* "score is 74", "region is missing", "amount / n: division by zero" */
static void add_named_value(StrBuf *out, Lang lang, Str name, Value v) {
  if (v.kind == VAL_ERROR) {
    lang_printf(out, lang, "%.*s: %s", STR_FMT(name), rule_error_text((RuleError)v.error));
    return;
  }
  if (v.kind == VAL_MISSING) {
    lang_printf(out, lang, "%.*s is missing", STR_FMT(name));
    return;
  }
  StrBuf value;
  strbuf_init(&value);
  value_words(&value, v);
  lang_printf(out, lang, "%.*s is %.*s", STR_FMT(name), STR_FMT(strbuf_view(&value)));
  strbuf_deinit(&value);
}

/* territory("上海", "saas") is "east-saas" (row 1) */
static void add_lookup(Scratch *s, StrBuf *out, const Expr *e, Value v, const Value *rep_row) {
  const LookupTable *t = s->program.tables.v[e->ref];
  Value keys[LIMIT_TABLE_COLUMNS];
  Lang lang = s->script->lang;
  StrBuf call;
  strbuf_init(&call);
  strbuf_printf(&call, "%.*s(", STR_FMT(e->text));
  for (uint32_t i = 0; i < e->items.n; i++) {
    keys[i] = scratch_eval(s, e->items.v[i], rep_row);
    if (i > 0) strbuf_text(&call, ", ");
    value_words(&call, keys[i]);
  }
  strbuf_char(&call, ')');
  if (e->base.n) strbuf_printf(&call, ".%.*s", STR_FMT(e->base));
  add_named_value(out, lang, strbuf_view(&call), v);
  strbuf_deinit(&call);
  if (v.kind == VAL_ERROR) return;
  uint32_t row = lookup_row(t->lookup, keys);
  if (row == NO_ROW) {
    lang_printf(out, lang, ": no row fits");
    return;
  }
  strbuf_text(out, " (");
  add_place(out, lang, t, row);
  strbuf_char(out, ')');
}

static void add_value(Scratch *s, StrBuf *out, const Expr *e, Value v, const Value *rep_row) {
  if (e->ref_kind == REF_TABLE) {
    add_lookup(s, out, e, v, rep_row);
    return;
  }
  if (v.kind == VAL_MISSING && v.n > 0 && v.n <= s->script->chunk.columns.n && e->ref_kind != REF_LET) {
    Str fault = row_fault(s->values, &s->script->chunk.columns.v[v.n - 1], v.error != 0);
    strbuf_str(out, lang_told(s->values, s->script->lang, fault));
    return;
  }
  StrBuf name;
  strbuf_init(&name);
  add_expr(&name, e);
  add_named_value(out, s->script->lang, strbuf_view(&name), v);
  strbuf_deinit(&name);
}

/* Its value adds nothing to how it is written, or it has none of its own. */
static bool is_plain(const Expr *e) { return is_literal(e) || e->kind == EXPR_RANGE || e->kind == EXPR_LIST; }

/* The right side: a literal as it is written, else with its value. */
static void add_needed(Scratch *s, StrBuf *out, const Expr *e, const Value *rep_row) {
  add_expr(out, e);
  if (is_plain(e)) return;
  strbuf_text(out, " (");
  value_words(out, scratch_eval(s, e, rep_row));
  strbuf_char(out, ')');
}

static CompareOp flipped(CompareOp op) {
  switch (op) {
    case CMP_LT: return CMP_GT;
    case CMP_LE: return CMP_GE;
    case CMP_GT: return CMP_LT;
    case CMP_GE: return CMP_LE;
    case CMP_EQ:
    case CMP_NE: break;
  }
  return op;
}

static void say_in(StrBuf *out, Lang lang, const Expr *e, Str right) {
  bool range = e->b->kind == EXPR_RANGE;
  if (range && e->negated) lang_printf(out, lang, ", needs outside %.*s", STR_FMT(right));
  else if (range) lang_printf(out, lang, ", needs %.*s", STR_FMT(right));
  else if (e->negated) lang_printf(out, lang, ", needs none of %.*s", STR_FMT(right));
  else lang_printf(out, lang, ", needs one of %.*s", STR_FMT(right));
}

/* ", needs > 80", ", needs to contain "erp"" */
static void say_needs(StrBuf *out, Lang lang, const Expr *e, CompareOp op, Str right) {
  switch (e->kind) {
    case EXPR_COMPARE:
      lang_printf(out, lang, ", needs %.*s %.*s", STR_FMT(str_of(compare_word(op))), STR_FMT(right));
      return;
    case EXPR_IN: say_in(out, lang, e, right); return;
    case EXPR_IN_LAST:
      if (e->negated) lang_printf(out, lang, ", needs not in the last %.*s", STR_FMT(right));
      else lang_printf(out, lang, ", needs in the last %.*s", STR_FMT(right));
      return;
    case EXPR_CONTAINS: lang_printf(out, lang, ", needs to contain %.*s", STR_FMT(right)); return;
    case EXPR_STARTS: lang_printf(out, lang, ", needs to start with %.*s", STR_FMT(right)); return;
    case EXPR_ENDS: lang_printf(out, lang, ", needs to end with %.*s", STR_FMT(right)); return;
    default: lang_printf(out, lang, ", needs to match %.*s", STR_FMT(right)); return;
  }
}

/* ", closed 2026-10-01..2026-10-07 "National Day"": the days that working time skipped, as a calendar says them. */
static void add_closed(Scratch *s, StrBuf *out, int64_t from, int64_t to) {
  enum { MOST = 3, DAY_MS = 86400000, DAY_CHARS = 10 };
  CalendarDay days[MOST];
  char text[40];
  const Calendar *c = s->script->chunk.calendar;
  uint32_t n = c ? calendar_skipped(c, from, to, days, MOST) : 0;
  for (uint32_t i = 0; i < n && i < MOST; i++) {
    strbuf_text(out, i == 0 ? "; closed " : ", ");
    time_format(days[i].first * DAY_MS, text);
    strbuf_add(out, text, DAY_CHARS);
    time_format(days[i].last * DAY_MS, text);
    if (days[i].first != days[i].last) strbuf_text(out, "..");
    if (days[i].first != days[i].last) strbuf_add(out, text, DAY_CHARS);
    if (days[i].name.n == 0) continue;
    strbuf_char(out, ' ');
    print_text_literal(out, days[i].name);
  }
  if (n > MOST) strbuf_text(out, ", …");
}

static Str moment_words(Scratch *s, Value from, Value moment) {
  StrBuf text;
  strbuf_init(&text);
  value_words(&text, moment);
  if (from.kind == VAL_TIME && moment.kind == VAL_TIME) add_closed(s, &text, from.i, moment.i);
  Str words = engine_copy_buf(s->values, &text);
  strbuf_deinit(&text);
  return words;
}

/* A comparison with working time stands for one of two moments: says the later end of that time. */
static void add_end(Scratch *s, StrBuf *out, const Expr *moments, const Value *rep_row) {
  const Expr *end = moments->a->kind == EXPR_ARITH && moments->a->b->type == TYPE_WORKING ? moments->a : moments->b;
  Str until = moment_words(s, scratch_eval(s, end->a, rep_row), scratch_eval(s, end, rep_row));
  lang_printf(out, s->script->lang, " (until %.*s)", STR_FMT(until));
}

/* Since when something is `in last 3 working days`. */
static void add_beginning(Scratch *s, StrBuf *out, Expr *span, const Value *rep_row) {
  Expr now = {.kind = EXPR_NAME, .span = span->span, .type = TYPE_TIME, .text = STR("now"), .ref_kind = REF_BUILTIN,
              .ref = BUILTIN_NOW};
  Expr before = {.kind = EXPR_ARITH, .op = ARITH_SUB, .span = span->span, .type = TYPE_TIME, .a = &now, .b = span};
  Str since = moment_words(s, scratch_eval(s, &now, rep_row), scratch_eval(s, &before, rep_row));
  lang_printf(out, s->script->lang, " (since %.*s)", STR_FMT(since));
}

static void why_binary(Scratch *s, StrBuf *out, const Expr *e, LeatVerdict verdict, const Value *rep_row) {
  const Expr *left = e->a, *right = e->b;
  CompareOp op = (CompareOp)e->op;
  if (e->kind == EXPR_COMPARE && is_literal(left) && !is_literal(right)) {
    left = e->b;
    right = e->a;
    op = flipped(op);
  }
  Value v = scratch_eval(s, left, rep_row);
  if (value_is_gap(v)) {
    add_value(s, out, left, v, rep_row);
    return;
  }
  if (!is_plain(right)) {
    Value needed = scratch_eval(s, right, rep_row);
    if (value_is_gap(needed)) {
      add_value(s, out, right, needed, rep_row);
      return;
    }
  }
  add_value(s, out, left, v, rep_row);
  if (verdict == LEAT_TRUE && e->kind == EXPR_COMPARE && op == CMP_EQ && is_literal(right)) return;
  StrBuf needed;
  strbuf_init(&needed);
  add_needed(s, &needed, right, rep_row);
  say_needs(out, s->script->lang, e, op, strbuf_view(&needed));
  strbuf_deinit(&needed);
  if (e->kind == EXPR_COMPARE && e->expansion) add_end(s, out, e->expansion, rep_row);
  if (e->kind == EXPR_IN_LAST && right->type == TYPE_WORKING) add_beginning(s, out, e->b, rep_row);
}

static void why_leaf(Scratch *s, StrBuf *out, const Expr *e, Value value, const Value *rep_row) {
  switch (e->kind) {
    case EXPR_COMPARE:
    case EXPR_IN:
    case EXPR_IN_LAST:
    case EXPR_CONTAINS:
    case EXPR_STARTS:
    case EXPR_ENDS:
    case EXPR_MATCHES: why_binary(s, out, e, verdict_of(value), rep_row); break;
    case EXPR_IS_MISSING:
    case EXPR_IS_KNOWN: add_value(s, out, e->a, scratch_eval(s, e->a, rep_row), rep_row); break;
    case EXPR_BOOL: break;
    default: add_value(s, out, e, value, rep_row); break;
  }
}

/* ---- the tree of parts ---- */

typedef enum Join { JOIN_LEAF, JOIN_AND, JOIN_OR, JOIN_NOT, JOIN_SAME } Join;
typedef struct Part { Join join; uint32_t end; } Part; /* end: index behind its last descendant */
typedef struct Parts {
  Scratch *s;
  Arena *a;
  const Value *rep_row;
  Clauses *clauses;
  VEC(Part) v; /* parallel to the clauses from `base` on */
  uint32_t base;
} Parts;

static Join join_of(const Expr *e) {
  if (e->kind == EXPR_AND) return JOIN_AND;
  if (e->kind == EXPR_OR) return JOIN_OR;
  if (e->kind == EXPR_NOT) return JOIN_NOT;
  if (e->ref_kind == REF_DEFINE && e->expansion) return JOIN_SAME;
  return JOIN_LEAF;
}

/* Kleene's: false beats unknown in `and`, true in `or`; an error is told before a missing value. */
static LeatVerdict joined(Join join, LeatVerdict x, LeatVerdict y) {
  LeatVerdict strong = join == JOIN_AND ? LEAT_FALSE : LEAT_TRUE, weak = join == JOIN_AND ? LEAT_TRUE : LEAT_FALSE;
  if (x == strong || y == strong) return strong;
  if (x == LEAT_RULE_ERROR || y == LEAT_RULE_ERROR) return LEAT_RULE_ERROR;
  return x == LEAT_UNKNOWN || y == LEAT_UNKNOWN ? LEAT_UNKNOWN : weak;
}

static LeatVerdict opposite(LeatVerdict v) {
  if (v == LEAT_TRUE) return LEAT_FALSE;
  return v == LEAT_FALSE ? LEAT_TRUE : v;
}

static LeatVerdict add_part(Parts *p, const Expr *e, uint32_t depth);

/* `a and b and c` is one part with three below it. */
static LeatVerdict add_chain(Parts *p, const Expr *e, Join join, uint32_t depth) {
  if (join_of(e) != join) return add_part(p, e, depth);
  LeatVerdict x = add_chain(p, e->a, join, depth);
  return joined(join, x, add_chain(p, e->b, join, depth));
}

static LeatVerdict add_leaf(Parts *p, const Expr *e, LeatClause *out) {
  StrBuf why;
  strbuf_init(&why);
  Value value = scratch_eval(p->s, e, p->rep_row);
  why_leaf(p->s, &why, e, value, p->rep_row);
  out->why = engine_copy_buf(p->a, &why);
  strbuf_deinit(&why);
  return verdict_of(value);
}

static LeatVerdict add_part(Parts *p, const Expr *e, uint32_t depth) {
  Join join = join_of(e);
  uint32_t at = p->v.n;
  LeatClause clause = {.depth = depth, .text = expr_words(p->a, e)};
  LeatVerdict verdict = LEAT_UNKNOWN;
  if (join == JOIN_LEAF) verdict = add_leaf(p, e, &clause);
  VEC_PUSH(p->a, p->v, (Part){join, 0});
  VEC_PUSH(p->a, *p->clauses, clause);
  if (join == JOIN_SAME) verdict = add_part(p, e->expansion, depth + 1);
  else if (join == JOIN_NOT) verdict = opposite(add_part(p, e->a, depth + 1));
  else if (join != JOIN_LEAF) verdict = add_chain(p, e, join, depth + 1);
  p->v.v[at].end = p->v.n;
  p->clauses->v[p->base + at].verdict = verdict;
  return verdict;
}

/* A false `and` is decided by its first false part, an unknown one by its unknown parts, a true one by all. */
static void mark_deciding(Parts *p, uint32_t at) {
  LeatClause *clauses = p->clauses->v + p->base;
  const Part *part = &p->v.v[at];
  LeatVerdict verdict = clauses[at].verdict;
  LeatVerdict strong = part->join == JOIN_AND ? LEAT_FALSE : LEAT_TRUE;
  bool chain = part->join == JOIN_AND || part->join == JOIN_OR;
  bool gap = verdict == LEAT_UNKNOWN || verdict == LEAT_RULE_ERROR;
  clauses[at].decided = true;
  for (uint32_t i = at + 1; i < part->end; i = p->v.v[i].end) {
    bool is_gap = clauses[i].verdict == LEAT_UNKNOWN || clauses[i].verdict == LEAT_RULE_ERROR;
    if (chain && gap && !is_gap) continue;
    if (chain && verdict == strong && clauses[i].verdict != strong) continue;
    mark_deciding(p, i);
    if (chain && verdict == strong) return;
  }
}

LeatVerdict clauses_explain(Scratch *s, Arena *a, const Expr *e, const Value *rep_row, Clauses *out) {
  Parts parts = {.s = s, .a = a, .rep_row = rep_row, .clauses = out, .base = out->n};
  LeatVerdict verdict = add_part(&parts, e, 0);
  mark_deciding(&parts, 0);
  return verdict;
}

Str clauses_why(Arena *a, Lang lang, const LeatClause *clauses, uint32_t count) {
  StrBuf out;
  strbuf_init(&out);
  for (uint32_t i = 0; i < count; i++) {
    if (!clauses[i].decided || clauses[i].why.n == 0) continue;
    if (out.n) strbuf_text(&out, lang_text(lang, "; "));
    strbuf_str(&out, clauses[i].why);
  }
  Str text = engine_copy_buf(a, &out);
  strbuf_deinit(&out);
  return text;
}
