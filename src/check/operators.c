/* Types of operators. Every operator gives its result type even after an error, to keep one mistake one finding. */
#include "check/checker.h"
#include "base/regex.h"
#include "syntax/print.h"

static void typed(Expr *e, Type type, bool nullable) {
  e->type = (uint8_t)type;
  e->nullable = nullable;
}

static bool is_ordered(Type t) { return t == TYPE_NUMBER || t == TYPE_TEXT || t == TYPE_TIME || t == TYPE_DURATION; }

static bool join_nocase(Checker *c, Expr *a, Expr *b) {
  if (!a->nocase && !b->nocase) return false;
  expr_nocase(c, a);
  expr_nocase(c, b);
  return true;
}

/* ---- comparison */

/* A text that is put in order with a number ought to be one: texts in quotes would be compared sign by sign. */
static bool number_meant(Checker *c, const Expr *e) {
  if (e->kind != EXPR_NAME || e->ref_kind != REF_COLUMN) return false;
  StrBuf name;
  strbuf_init(&name);
  print_name(&name, e->text);
  diag_fix(c->diags, "declare it as a number: lead { %.*s: number }", STR_FMT(strbuf_view(&name)));
  strbuf_deinit(&name);
  return true;
}

static void types_differ(Checker *c, const Expr *a, const Expr *b, bool equality) {
  diag_add(c->diags, DIAG_TYPES_DIFFER, span_join(a->span, b->span), STR_FMT(shown(c, a)),
           type_phrase((Type)a->type), STR_FMT(shown(c, b)), type_phrase((Type)b->type));
  const Expr *literal = b->kind == EXPR_TEXT || b->kind == EXPR_NUMBER ? b : a;
  const Expr *other = literal == b ? a : b;
  Number number;
  int64_t time;
  if (!equality && literal->kind == EXPR_NUMBER && other->type == TYPE_TEXT && number_meant(c, other)) return;
  if (literal->kind == EXPR_NUMBER && other->type == TYPE_TEXT)
    fix_add_quotes(c, literal);
  else if (literal->kind == EXPR_NUMBER && other->type == TYPE_DURATION)
    diag_fix(c->diags, "say the unit, as in `%.*s days`", STR_FMT(literal->text));
  else if (literal->kind != EXPR_TEXT) return;
  else if (other->type == TYPE_NUMBER && number_parse(literal->text, &number))
    fix_drop_quotes(c, literal);
  else if (other->type == TYPE_TIME && time_parse(literal->text, c->program->zone, &time))
    fix_drop_quotes(c, literal);
  else if (other->type == TYPE_LIST)
    diag_fix(c->diags, "ask with `%.*s contains \"%.*s\"`", STR_FMT(source_slice(c->sources, other->span)),
             STR_FMT(literal->text));
  else if (other->type == TYPE_BOOL) diag_fix(c->diags, "compare with `true` or `false`, without quotes");
}

static void compare_check(Checker *c, Expr *e) {
  bool equality = e->op == CMP_EQ || e->op == CMP_NE;
  typed(e, TYPE_BOOL, e->a->nullable || e->b->nullable);
  quotes_forgotten(c, e->b);
  expr_unify(c, e->a, e->b, equality ? TYPE_TEXT : TYPE_NUMBER);
  if (working_compare(c, e) || e->a->type == TYPE_NONE || e->b->type == TYPE_NONE) return;
  if (e->a->type != e->b->type) {
    types_differ(c, e->a, e->b, equality);
    return;
  }
  if (e->a->type == TYPE_LIST || (!equality && !is_ordered((Type)e->a->type))) {
    diag_add(c->diags, DIAG_NO_ORDER, e->span, STR_FMT(shown(c, e->a)), type_phrase((Type)e->a->type),
             compare_word((CompareOp)e->op));
    if (e->a->type == TYPE_LIST) diag_fix(c->diags, "ask whether it holds a value: `… contains …`");
    return;
  }
  if (e->a->type == TYPE_TEXT) join_nocase(c, e->a, e->b);
  if (!equality) return;
  data_review(c, e->a, e->b);
  data_review(c, e->b, e->a);
  class_review(c, e->a, e->b);
  class_review(c, e->b, e->a);
}

/* ---- arithmetic */

static Type arith_result(ArithOp op, Type a, Type b) {
  if (a == TYPE_WORKING || b == TYPE_WORKING) return working_arith(op, a, b);
  switch (op) {
  case ARITH_ADD:
    if (a == b && (a == TYPE_NUMBER || a == TYPE_DURATION || a == TYPE_TEXT)) return a;
    if ((a == TYPE_TIME && b == TYPE_DURATION) || (a == TYPE_DURATION && b == TYPE_TIME)) return TYPE_TIME;
    return TYPE_NONE;
  case ARITH_SUB:
    if (a == b && (a == TYPE_NUMBER || a == TYPE_DURATION)) return a;
    if (a == TYPE_TIME && b == TYPE_TIME) return TYPE_DURATION;
    return a == TYPE_TIME && b == TYPE_DURATION ? TYPE_TIME : TYPE_NONE;
  case ARITH_MUL:
    if (a == TYPE_NUMBER && b == TYPE_NUMBER) return TYPE_NUMBER;
    if ((a == TYPE_DURATION && b == TYPE_NUMBER) || (a == TYPE_NUMBER && b == TYPE_DURATION)) return TYPE_DURATION;
    return TYPE_NONE;
  case ARITH_DIV:
    if (a == TYPE_NUMBER && b == TYPE_NUMBER) return TYPE_NUMBER;
    if (a == TYPE_DURATION && b == TYPE_NUMBER) return TYPE_DURATION;
    return a == TYPE_DURATION && b == TYPE_DURATION ? TYPE_NUMBER : TYPE_NONE;
  }
  return TYPE_NONE;
}

/* The type of a column not yet typed, from the operand beside it. */
static void arith_infer(Checker *c, const Expr *e, Expr *open, const Expr *other) {
  Type type = (Type)other->type;
  if (type == TYPE_NONE || e->op == ARITH_MUL || e->op == ARITH_DIV) type = TYPE_NUMBER;
  else if (type == TYPE_TIME && open == e->b) type = TYPE_DURATION;
  else if (type == TYPE_DURATION && open == e->a) type = TYPE_TIME;
  else if (type == TYPE_WORKING) type = TYPE_TIME;
  expr_infer(c, open, type);
}

static void arith_check(Checker *c, Expr *e) {
  bool a_open = expr_is_untyped(c, e->a), b_open = expr_is_untyped(c, e->b);
  e->nullable = e->a->nullable || e->b->nullable;
  if (a_open && (b_open || e->b->type != TYPE_NONE)) arith_infer(c, e, e->a, e->b);
  if (b_open && e->a->type != TYPE_NONE) arith_infer(c, e, e->b, e->a);
  Type a = (Type)e->a->type, b = (Type)e->b->type;
  if (a == TYPE_NONE || b == TYPE_NONE) return;
  typed(e, arith_result((ArithOp)e->op, a, b), e->nullable);
  e->nocase = e->type == TYPE_TEXT && join_nocase(c, e->a, e->b);
  if (e->type == TYPE_TIME && (a == TYPE_WORKING || b == TYPE_WORKING)) working_use(c, e->span);
  if (e->type != TYPE_NONE) return;
  diag_add(c->diags, DIAG_ARITHMETIC, e->span, arith_word((ArithOp)e->op), type_phrase(a), type_phrase(b));
  if ((a == TYPE_TIME && b == TYPE_NUMBER) || (a == TYPE_DURATION && b == TYPE_NUMBER))
    diag_fix(c->diags, "say the unit, as in `%s 3 days`", arith_word((ArithOp)e->op));
  bool mixed = (a == TYPE_WORKING && b == TYPE_DURATION) || (a == TYPE_DURATION && b == TYPE_WORKING);
  if (mixed) diag_fix(c->diags, "leave out `working`, or add one after the other to a time");
}

static void negate_check(Checker *c, Expr *e) {
  if (expr_is_untyped(c, e->a)) expr_infer(c, e->a, TYPE_NUMBER);
  typed(e, (Type)e->a->type, e->a->nullable);
  bool goes = e->type == TYPE_NUMBER || e->type == TYPE_DURATION || e->type == TYPE_WORKING;
  if (e->type == TYPE_NONE || goes) return;
  diag_add(c->diags, DIAG_NEEDS_TYPE, e->span, "`-`", "a number or a duration", STR_FMT(shown(c, e->a)),
           type_phrase((Type)e->a->type));
  e->type = TYPE_NONE;
}

/* ---- sets */

/* Texts on both sides, or a value and the elements it is looked up among. */
static void elements_check(Checker *c, Expr *value, Expr *where, Type elem) {
  if (expr_is_untyped(c, value) && elem != TYPE_NONE) expr_infer(c, value, elem);
  if (value->type == TYPE_NONE || elem == TYPE_NONE || value->type == elem) return;
  if (value->type == TYPE_LIST) return; /* no list is in a set: set_check says so */
  diag_add(c->diags, DIAG_NOT_AMONG, value->span, STR_FMT(shown(c, value)), type_phrase((Type)value->type),
           STR_FMT(shown(c, where)), type_phrase(elem));
}

static void in_named_list(Checker *c, Expr *e, Symbol *s) {
  Expr *set = e->b;
  s->used = true;
  if (s->slot == NO_SLOT) return;
  set->ref_kind = REF_LIST;
  set->ref = s->slot;
  set->type = TYPE_LIST;
  set->elem = (uint8_t)c->program->lists.v[s->slot].elem;
  elements_check(c, e->a, set, (Type)set->elem);
  if (e->a->nocase && set->elem == TYPE_TEXT) {
    set->ref = list_folded(c, s->slot);
    set->nocase = true;
  }
}

static void in_literal_list(Checker *c, Expr *e) {
  expr_check(c, e->b);
  if (e->b->elem == TYPE_NONE && e->a->type != TYPE_NONE) {
    for (uint32_t i = 0; i < e->b->items.n; i++) expr_unify(c, e->b->items.v[i], e->a, TYPE_NONE);
    e->b->elem = e->a->type;
  }
  elements_check(c, e->a, e->b, (Type)e->b->elem);
  if (e->a->nocase) expr_nocase(c, e->b);
  list_twice(c, e->b->items.v, e->b->items.n);
  for (uint32_t i = 0; i < e->b->items.n; i++) {
    data_review(c, e->a, e->b->items.v[i]);
    class_review(c, e->a, e->b->items.v[i]);
  }
}

static void in_range(Checker *c, Expr *e) {
  Expr *range = e->b, *low = range->a, *high = range->b;
  Const from, to;
  expr_check(c, low);
  expr_check(c, high);
  expr_unify(c, low, high, TYPE_NONE);
  expr_unify(c, e->a, low, TYPE_NUMBER);
  expr_unify(c, e->a, high, TYPE_NUMBER);
  range->nullable = low->nullable || high->nullable;
  if (e->a->type == TYPE_NONE || low->type == TYPE_NONE || high->type == TYPE_NONE) return;
  if (e->a->type != low->type) types_differ(c, e->a, low, false);
  else if (e->a->type != high->type) types_differ(c, e->a, high, false);
  else if (!is_ordered((Type)e->a->type))
    diag_add(c->diags, DIAG_NO_ORDER, e->span, STR_FMT(shown(c, e->a)), type_phrase((Type)e->a->type), "..");
  else {
    range->elem = low->type;
    if (e->a->nocase) {
      expr_nocase(c, low);
      expr_nocase(c, high);
    }
    if (!const_of(c, low, &from) || !const_of(c, high, &to) || const_cmp(&from, &to) <= 0) return;
    diag_add(c->diags, DIAG_EMPTY_RANGE, range->span, STR_FMT(shown(c, range)));
    diag_fix(c->diags, "write %.*s..%.*s", STR_FMT(source_slice(c->sources, high->span)),
             STR_FMT(source_slice(c->sources, low->span)));
  }
}

static void in_value(Checker *c, Expr *e) {
  expr_check(c, e->b);
  if (expr_is_untyped(c, e->b)) expr_infer(c, e->b, TYPE_LIST);
  if (e->b->type == TYPE_LIST) {
    elements_check(c, e->a, e->b, (Type)e->b->elem);
    if (e->a->nocase || e->b->nocase) join_nocase(c, e->a, e->b);
    return;
  }
  if (e->b->type == TYPE_NONE) return;
  diag_add(c->diags, DIAG_NOT_A_SET, e->b->span, STR_FMT(shown(c, e->b)), type_phrase((Type)e->b->type));
  Str right = source_slice(c->sources, e->b->span), left = source_slice(c->sources, e->a->span);
  if (e->b->kind == EXPR_TEXT || e->b->kind == EXPR_NUMBER)
    diag_fix(c->diags, "write `in (%.*s)`, or `== %.*s`", STR_FMT(right), STR_FMT(right));
  else if (e->b->type == TYPE_TEXT)
    diag_fix(c->diags, "for a part of a text write `%.*s contains %.*s`", STR_FMT(right), STR_FMT(left));
}

void set_check(Checker *c, Expr *e) {
  Symbol *s = e->b->kind == EXPR_NAME ? name_find(c, e->b->text, e->b->span) : NULL;
  if (s && s->kind == SYMBOL_LIST) in_named_list(c, e, s);
  else if (e->b->kind == EXPR_LIST) in_literal_list(c, e);
  else if (e->b->kind == EXPR_RANGE) in_range(c, e);
  else in_value(c, e);
  if (e->a->type == TYPE_LIST) {
    diag_add(c->diags, DIAG_NEEDS_TYPE, e->a->span, "the left of `in`", "one value", STR_FMT(shown(c, e->a)), "a list");
    diag_fix(c->diags, "ask with `%.*s contains …`", STR_FMT(source_slice(c->sources, e->a->span)));
  }
  typed(e, TYPE_BOOL, e->a->nullable || e->b->nullable);
}

/* ---- text */

static void contains_check(Checker *c, Expr *e) {
  expr_check(c, e->b);
  quotes_forgotten(c, e->b);
  typed(e, TYPE_BOOL, e->a->nullable || e->b->nullable);
  if (expr_is_untyped(c, e->a)) expr_infer(c, e->a, TYPE_TEXT);
  if (e->a->type == TYPE_NONE) return;
  if (e->a->type == TYPE_LIST) elements_check(c, e->b, e->a, (Type)e->a->elem);
  else if (!expr_want(c, e->a, TYPE_TEXT, "the left of `contains`") ||
           !expr_want(c, e->b, TYPE_TEXT, "the right of `contains`"))
    return;
  join_nocase(c, e->a, e->b);
}

static void affix_check(Checker *c, Expr *e) {
  expr_check(c, e->b);
  quotes_forgotten(c, e->b);
  typed(e, TYPE_BOOL, e->a->nullable || e->b->nullable);
  const char *who = e->kind == EXPR_STARTS ? "`starts with`" : "`ends with`";
  bool left = expr_want(c, e->a, TYPE_TEXT, who);
  if (expr_want(c, e->b, TYPE_TEXT, who) && left) join_nocase(c, e->a, e->b);
}

/* The byte of the pattern as a place in the script, when the pattern stands there as it is. */
static Span pattern_place(Checker *c, const Expr *pattern, size_t at) {
  Str token = source_slice(c->sources, pattern->span);
  bool verbatim = token.n == pattern->text.n + 2 && str_eq((Str){token.p + 1, pattern->text.n}, pattern->text);
  if (!verbatim) return pattern->span;
  uint32_t start = pattern->span.start + 1 + (uint32_t)(at < pattern->text.n ? at : pattern->text.n);
  return (Span){pattern->span.file, start, start + 1};
}

void pattern_check(Checker *c, Expr *pattern, const char *word) {
  char why[200];
  size_t at = 0;
  if (pattern->kind != EXPR_TEXT) {
    diag_add(c->diags, DIAG_REGEX_LITERAL, pattern->span, word);
    diag_fix(c->diags, "write the pattern in quotes");
    return;
  }
  pattern->type = TYPE_TEXT;
  Regex *regex = regex_new(pattern->text, why, sizeof why, &at);
  if (!regex) {
    diag_add(c->diags, DIAG_REGEX_BAD, pattern_place(c, pattern, at), why);
    return;
  }
  regex_free(regex);
}

static void matches_check(Checker *c, Expr *e) {
  typed(e, TYPE_BOOL, e->a->nullable);
  expr_want(c, e->a, TYPE_TEXT, "`matches`");
  pattern_check(c, e->b, "matches");
}

/* ---- the rest */

static void logic_check(Checker *c, Expr *e) {
  expr_check(c, e->b);
  expr_want_condition(c, e->a);
  expr_want_condition(c, e->b);
  typed(e, TYPE_BOOL, e->a->nullable || e->b->nullable);
}

static void default_check(Checker *c, Expr *e) {
  expr_check(c, e->b);
  expr_unify(c, e->a, e->b, TYPE_NONE);
  e->nullable = e->b->nullable;
  if (!e->a->nullable && (e->a->type != TYPE_NONE || expr_is_untyped(c, e->a))) {
    diag_add(c->diags, DIAG_NEVER_MISSING, e->a->span, STR_FMT(shown(c, e->a)));
    diag_fix(c->diags, "drop `?? …`");
  }
  if (e->a->type == TYPE_NONE || e->b->type == TYPE_NONE) return;
  e->type = e->a->type;
  e->elem = e->a->elem;
  if (e->a->type == TYPE_TEXT) e->nocase = join_nocase(c, e->a, e->b);
  if (e->a->type == e->b->type) return;
  diag_add(c->diags, DIAG_DEFAULT_DIFFERS, e->b->span, STR_FMT(shown(c, e->a)), type_phrase((Type)e->a->type),
           STR_FMT(shown(c, e->b)), type_phrase((Type)e->b->type));
}

static void if_check(Checker *c, Expr *e) {
  expr_check(c, e->b);
  expr_check(c, e->c);
  expr_want_condition(c, e->a);
  expr_unify(c, e->b, e->c, TYPE_NONE);
  e->nullable = e->a->nullable || e->b->nullable || e->c->nullable;
  if (e->b->type == TYPE_NONE || e->c->type == TYPE_NONE) return;
  e->type = e->b->type;
  e->elem = e->b->elem;
  if (e->b->type == TYPE_TEXT) e->nocase = join_nocase(c, e->b, e->c);
  if (e->b->type == e->c->type) return;
  diag_add(c->diags, DIAG_BRANCHES_DIFFER, e->c->span, STR_FMT(shown(c, e->b)), type_phrase((Type)e->b->type),
           STR_FMT(shown(c, e->c)), type_phrase((Type)e->c->type));
}

static void in_last_check(Checker *c, Expr *e) {
  expr_check(c, e->b);
  expr_want(c, e->a, TYPE_TIME, "the left of `in last`");
  expr_want_span(c, e->b, "`in last`");
  typed(e, TYPE_BOOL, e->a->nullable || e->b->nullable);
}

static void range_check(Checker *c, Expr *e) {
  diag_add(c->diags, DIAG_RANGE_PLACE, e->span, STR_FMT(shown(c, e)));
  diag_fix(c->diags, "write `… in %.*s`", STR_FMT(source_slice(c->sources, e->span)));
}

void operator_check(Checker *c, Expr *e) {
  switch (e->kind) {
  case EXPR_RANGE: range_check(c, e); break;
  case EXPR_NOT:
    expr_want_condition(c, e->a);
    typed(e, TYPE_BOOL, e->a->nullable);
    break;
  case EXPR_NEGATE: negate_check(c, e); break;
  case EXPR_AND: case EXPR_OR: logic_check(c, e); break;
  case EXPR_COMPARE:
    expr_check(c, e->b);
    compare_check(c, e);
    break;
  case EXPR_ARITH:
    expr_check(c, e->b);
    arith_check(c, e);
    break;
  case EXPR_IN_LAST: in_last_check(c, e); break;
  case EXPR_CONTAINS: contains_check(c, e); break;
  case EXPR_STARTS: case EXPR_ENDS: affix_check(c, e); break;
  case EXPR_MATCHES: matches_check(c, e); break;
  case EXPR_DEFAULT: default_check(c, e); break;
  case EXPR_IS_MISSING: case EXPR_IS_KNOWN: typed(e, TYPE_BOOL, false); break;
  case EXPR_IF: if_check(c, e); break;
  default: break;
  }
}
