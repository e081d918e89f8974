/* Types of expressions: leaves, names, and the frame that walks the tree. Operators are in operators.c. */
#include "check/checker.h"
#include "base/text.h"

enum { DEPTH_MOST = 4 * LIMIT_NESTING };

static void typed(Expr *e, Type type, bool nullable) {
  e->type = (uint8_t)type;
  e->nullable = nullable;
}

const Expr *expr_core(const Expr *e) {
  while (e->expansion) e = e->expansion;
  return e;
}

/* ---- columns whose type is not known before their first use */

static Column *column_of(const Checker *c, const Expr *e) {
  if (e->ref_kind == REF_COLUMN) return &c->program->columns.v[e->ref];
  if (e->ref_kind == REF_REP) return &c->program->rep_columns.v[e->ref];
  return NULL;
}

bool expr_is_untyped(const Checker *c, const Expr *e) {
  for (;;) {
    if (e->type != TYPE_NONE) return false;
    if (e->expansion) e = e->expansion;
    else if (e->ref_kind == REF_LET) e = c->program->lets.v[e->ref].value;
    else if (e->kind == EXPR_DEFAULT || e->kind == EXPR_IF) {
      if (expr_is_untyped(c, e->kind == EXPR_IF ? e->c : e->b)) return true;
      e = e->kind == EXPR_IF ? e->b : e->a;
    } else {
      const Column *column = column_of(c, e);
      return column && column->type == TYPE_NONE;
    }
  }
}

static void column_fix_type(Checker *c, Expr *e, Column *column, Type type) {
  if (column->type != TYPE_NONE) return;
  column->type = type;
  if (e->ref_kind == REF_COLUMN) c->typed_at.v[e->ref] = e->span;
  else c->rep_typed_at.v[e->ref] = e->span;
}

void expr_infer(Checker *c, Expr *e, Type type) {
  for (;;) {
    if (e->type != TYPE_NONE) return;
    e->type = (uint8_t)type;
    if (type == TYPE_LIST) e->elem = TYPE_TEXT;
    Column *column = column_of(c, e);
    if (column) column_fix_type(c, e, column, type);
    if (e->expansion) e = e->expansion;
    else if (e->ref_kind == REF_LET) e = c->program->lets.v[e->ref].value;
    else if (e->kind == EXPR_DEFAULT || e->kind == EXPR_IF) {
      expr_infer(c, e->kind == EXPR_IF ? e->c : e->b, type);
      e = e->kind == EXPR_IF ? e->b : e->a;
    } else return;
  }
}

void expr_unify(Checker *c, Expr *a, Expr *b, Type fallback) {
  bool a_open = expr_is_untyped(c, a), b_open = expr_is_untyped(c, b);
  if (a_open && b->type != TYPE_NONE) expr_infer(c, a, (Type)b->type);
  else if (b_open && a->type != TYPE_NONE) expr_infer(c, b, (Type)a->type);
  else if (a_open && b_open && fallback != TYPE_NONE) {
    expr_infer(c, a, fallback);
    expr_infer(c, b, fallback);
  }
}

static Type type_behind(const Checker *c, const Expr *e) {
  const Column *column = column_of(c, e);
  if (column) return column->type;
  if (e->expansion) return (Type)e->expansion->type;
  if (e->ref_kind == REF_LET) return (Type)c->program->lets.v[e->ref].value->type;
  if (e->kind == EXPR_DEFAULT) return (Type)(e->a->type ? e->a->type : e->b->type);
  if (e->kind == EXPR_IF) return (Type)(e->b->type ? e->b->type : e->c->type);
  return TYPE_NONE;
}

void expr_finish_types(Checker *c) {
  for (uint32_t i = 0; i < c->program->columns.n; i++)
    if (c->program->columns.v[i].type == TYPE_NONE) c->program->columns.v[i].type = TYPE_TEXT;
  for (uint32_t i = 0; i < c->program->rep_columns.n; i++)
    if (c->program->rep_columns.v[i].type == TYPE_NONE) c->program->rep_columns.v[i].type = TYPE_TEXT;
  for (uint32_t i = 0; i < c->untyped.n; i++) {
    Expr *e = c->untyped.v[i];
    if (e->type != TYPE_NONE) continue;
    e->type = (uint8_t)type_behind(c, e);
    if (e->type == TYPE_LIST) e->elem = TYPE_TEXT;
  }
  c->untyped.n = 0;
}

/* ---- what is wanted of an operand */

/* A second place that explains why a column has its type: the first use, when the script declares nothing. */
static void type_cause(Checker *c, const Expr *e) {
  const Column *column = column_of(c, e);
  if (!column || column->origin != COLUMN_ASSUMED) return;
  Span at = e->ref_kind == REF_COLUMN ? c->typed_at.v[e->ref] : c->rep_typed_at.v[e->ref];
  if (at.start == e->span.start && at.file == e->span.file) return;
  diag_cause(c->diags, at, "used as %s here", type_phrase(column->type));
}

bool expr_want(Checker *c, Expr *e, Type want, const char *who) {
  if (expr_is_untyped(c, e)) expr_infer(c, e, want);
  if (e->type == want) return true;
  if (e->type == TYPE_NONE) return false;
  diag_add(c->diags, DIAG_NEEDS_TYPE, e->span, who, type_phrase(want), STR_FMT(shown(c, e)),
           type_phrase((Type)e->type));
  type_cause(c, e);
  Number number;
  if (want == TYPE_TEXT && e->kind == EXPR_NUMBER) fix_add_quotes(c, e);
  if (want == TYPE_NUMBER && e->kind == EXPR_TEXT && number_parse(e->text, &number)) fix_drop_quotes(c, e);
  if (want == TYPE_DURATION && e->kind == EXPR_NUMBER)
    diag_fix(c->diags, "say the unit, as in `%.*s days`", STR_FMT(e->text));
  return false;
}

bool expr_want_span(Checker *c, Expr *e, const char *who) {
  if (e->type != TYPE_WORKING) return expr_want(c, e, TYPE_DURATION, who);
  working_use(c, e->span);
  return true;
}

void expr_want_condition(Checker *c, Expr *e) {
  if (expr_is_untyped(c, e)) expr_infer(c, e, TYPE_BOOL);
  if (e->type == TYPE_BOOL || e->type == TYPE_NONE) return;
  Str text = shown(c, e);
  diag_add(c->diags, DIAG_NOT_A_CONDITION, e->span, STR_FMT(text), type_phrase((Type)e->type));
  Str bare = {text.p + 1, text.n - 2};
  if (e->kind == EXPR_TEXT) diag_fix(c->diags, "compare it with something, as in `source in (…, %.*s)`", STR_FMT(bare));
  else if (e->kind != EXPR_NAME && e->kind != EXPR_FIELD) return;
  else if (e->type == TYPE_NUMBER)
    diag_fix(c->diags, "`%.*s is known`, or a comparison such as `%.*s > 0`", STR_FMT(bare), STR_FMT(bare));
  else if (e->type == TYPE_TEXT)
    diag_fix(c->diags, "`%.*s is known`, or a comparison such as `%.*s == \"…\"`", STR_FMT(bare), STR_FMT(bare));
  else diag_fix(c->diags, "`%.*s is known`, or a comparison", STR_FMT(bare));
}

void expr_nocase(Checker *c, Expr *e) {
  for (;;) {
    e->nocase = true;
    if (e->kind == EXPR_TEXT) e->text = text_fold(c->arena, e->text);
    for (uint32_t i = 0; e->kind == EXPR_LIST && i < e->items.n; i++) expr_nocase(c, e->items.v[i]);
    if (e->expansion) e = e->expansion;
    else if (e->kind == EXPR_DEFAULT || e->kind == EXPR_IF) {
      expr_nocase(c, e->kind == EXPR_IF ? e->c : e->b);
      e = e->kind == EXPR_IF ? e->b : e->a;
    } else return;
  }
}

/* ---- leaves */

static void time_check(Checker *c, Expr *e) {
  typed(e, TYPE_TIME, false);
  if (!e->time_is_local) return;
  Civil local;
  zone_civil(zone_utc(), e->time, &local);
  e->time = zone_instant(c->program->zone, &local);
  e->time_is_local = false;
}



static void column_use(Checker *c, Expr *e, uint32_t slot) {
  Column *column = &c->program->columns.v[slot];
  column->read = true;
  e->ref_kind = REF_COLUMN;
  e->ref = slot;
  typed(e, column->type, column->nullable);
  e->nocase = column->nocase;
  if (column->type == TYPE_LIST) e->elem = TYPE_TEXT;
  if (c->place == PLACE_POOL) {
    diag_add(c->diags, DIAG_LEAD_IN_POOL, e->span, STR_FMT(column->name));
    diag_fix(c->diags, "write `rep.%.*s` for the rep's, or move the condition to `where` of the assign",
             STR_FMT(column->name));
  }
}

static void let_use(Checker *c, Expr *e, Symbol *s) {
  if (s->slot == NO_SLOT) return; /* in a cycle, which was reported */
  const Expr *value = c->program->lets.v[s->slot].value;
  e->ref_kind = REF_LET;
  e->ref = s->slot;
  typed(e, (Type)value->type, value->nullable);
  e->elem = value->elem;
  e->nocase = value->nocase;
  if (c->place != PLACE_POOL) return;
  diag_add(c->diags, DIAG_LEAD_IN_POOL, e->span, STR_FMT(s->name));
  diag_fix(c->diags, "make `%.*s` a `define`", STR_FMT(s->name));
}

static void symbol_use(Checker *c, Expr *e, Symbol *s) {
  s->used = true;
  if (s->kind == SYMBOL_LET || is_computed(s)) let_use(c, e, s);
  else if (s->kind == SYMBOL_DEFINE) define_use(c, e, s);
  else if (s->kind == SYMBOL_TABLE) {
    diag_add(c->diags, DIAG_TABLE_BARE, e->span, STR_FMT(s->name));
    diag_fix(c->diags, "write `%.*s(…)`", STR_FMT(s->name));
  }
  else {
    diag_add(c->diags, DIAG_LIST_PLACE, e->span, STR_FMT(s->name));
    diag_fix(c->diags, "write `… in %.*s`", STR_FMT(s->name));
  }
}

static void builtin_bare(Checker *c, Expr *e, Builtin b) {
  const BuiltinInfo *info = builtin_info(b);
  if (info->arguments[0] == 0) {
    e->ref_kind = REF_BUILTIN;
    e->ref = b;
    typed(e, info->result, false);
    return;
  }
  diag_add(c->diags, DIAG_FUNCTION_BARE, e->span, info->word);
  diag_fix(c->diags, "write `%s(…)`", info->word);
}

static void name_check(Checker *c, Expr *e) {
  if (c->place == PLACE_EXPECT && result_use(c, e)) return;
  Symbol *s = name_find(c, e->text, e->span);
  if (s) {
    symbol_use(c, e, s);
    return;
  }
  Builtin b = builtin_of(e->text);
  if (b != BUILTIN_COUNT && !column_exists(c, e->text)) {
    builtin_bare(c, e, b);
    return;
  }
  uint32_t slot = column_find(c, e->text, e->span);
  if (slot == NO_SLOT) name_unknown(c, e->text, e->span);
  else column_use(c, e, slot);
}

static void rep_field(Checker *c, Expr *e) {
  if (c->place == PLACE_LEAD || c->place == PLACE_EXPECT) {
    diag_add(c->diags, DIAG_REP_OUTSIDE_WHERE, e->span);
    diag_fix(c->diags, "move the condition to the assign: `assign pool \"…\" where %.*s …`",
             STR_FMT(source_slice(c->sources, e->span)));
    return;
  }
  uint32_t slot = rep_column_find(c, e->text, e->span);
  if (slot == NO_SLOT) {
    diag_add(c->diags, DIAG_UNKNOWN_REP_COLUMN, e->span, STR_FMT(e->text));
    if (!suggestions_wanted(c)) return;
    Str *names;
    size_t n = rep_column_names(c, &names);
    Str near = suggest(e->text, names, n);
    if (near.n) diag_fix(c->diags, "did you mean `rep.%.*s`?", STR_FMT(near));
    return;
  }
  Column *column = &c->program->rep_columns.v[slot];
  column->read = true;
  e->ref_kind = REF_REP;
  e->ref = slot;
  typed(e, column->type, column->nullable);
  if (column->type == TYPE_LIST) e->elem = TYPE_TEXT;
}

static void field_check(Checker *c, Expr *e) {
  if (str_is(e->base, "rep")) {
    rep_field(c, e);
    return;
  }
  if (!str_is(e->base, "lead")) {
    diag_add(c->diags, DIAG_UNKNOWN_FIELD, e->span, STR_FMT(e->base), STR_FMT(e->text));
    return;
  }
  e->kind = EXPR_NAME; /* a column like any other, past a let of the same name */
  uint32_t slot = column_find(c, e->text, e->span);
  if (slot == NO_SLOT) name_unknown(c, e->text, e->span);
  else column_use(c, e, slot);
}

static void list_check(Checker *c, Expr *e) {
  Expr *first = NULL;
  e->type = TYPE_LIST;
  for (uint32_t i = 0; i < e->items.n; i++) {
    Expr *item = e->items.v[i];
    expr_check(c, item);
    quotes_forgotten(c, item);
    e->nullable |= item->nullable;
    if (!first && item->type != TYPE_NONE) first = item;
  }
  if (first && first->type == TYPE_WORKING) {
    diag_add(c->diags, DIAG_WORKING_IN_LIST, first->span, STR_FMT(shown(c, first)));
    diag_fix(c->diags, "keep its hours as a number, or give each its own name with `let`");
  }
  for (uint32_t i = 0; first && i < e->items.n; i++) {
    Expr *item = e->items.v[i];
    if (expr_is_untyped(c, item)) expr_infer(c, item, (Type)first->type);
    if (item->type == TYPE_NONE || item->type == first->type) continue;
    diag_add(c->diags, DIAG_LIST_MIXED, item->span, STR_FMT(shown(c, item)), type_phrase((Type)item->type),
             type_phrase((Type)first->type));
    diag_cause(c->diags, first->span, "the first item");
  }
  if (first) e->elem = first->type;
}

/* ---- the walk */

static Expr *left_of(const Expr *e) {
  switch (e->kind) {
  case EXPR_NAME: case EXPR_FIELD: case EXPR_CALL: case EXPR_LIST: return NULL;
  default: return e->a;
  }
}

static void node_check(Checker *c, Expr *e) {
  switch (e->kind) {
  case EXPR_TEXT: typed(e, TYPE_TEXT, false); break;
  case EXPR_NUMBER: typed(e, TYPE_NUMBER, false); break;
  case EXPR_BOOL: typed(e, TYPE_BOOL, false); break;
  case EXPR_TIME: time_check(c, e); break;
  case EXPR_DURATION: typed(e, e->working ? TYPE_WORKING : TYPE_DURATION, false); break;
  case EXPR_NAME: name_check(c, e); break;
  case EXPR_FIELD: field_check(c, e); break;
  case EXPR_CALL: call_check(c, e); break;
  case EXPR_LIST: list_check(c, e); break;
  case EXPR_IN: set_check(c, e); break;
  default: operator_check(c, e); break;
  }
  if (e->type == TYPE_NONE && expr_is_untyped(c, e)) VEC_PUSH(c->arena, c->untyped, e);
}

void expr_check(Checker *c, Expr *e) {
  if (c->depth == DEPTH_MOST) {
    diag_add(c->diags, DIAG_TOO_DEEP, e->span, (int)DEPTH_MOST);
    return;
  }
  c->depth++;
  uint32_t base = c->spine.n;
  for (Expr *left = e; left; left = left_of(left)) VEC_PUSH(c->arena, c->spine, left);
  while (c->spine.n > base) node_check(c, c->spine.v[--c->spine.n]);
  c->depth--;
}
