/* The typed tree of a condition as an SQL expression, by what the language page says and nothing of Leat's code.
 *
 * SQL's NULL is both `missing` and an error of a rule. Where SQLite goes on with a real number after an overflow, or
 * with an infinity, CASE makes it NULL. */
#include "oracle.h"
#include "base/mem.h"
#include <float.h>
#include <math.h>

static void expression(Sql *sql, const Expr *e);

static void bound(Sql *sql, Value v) {
  VEC_PUSH(sql->arena, sql->bound, v);
  strbuf_printf(&sql->text, "?%u", sql->bound.n);
}

/* The SQL of a part by itself, to be put in more than once. */
static Str part(Sql *sql, const Expr *e) {
  StrBuf outer = sql->text;
  strbuf_init(&sql->text);
  expression(sql, e);
  Str made = arena_copy(sql->arena, strbuf_view(&sql->text));
  strbuf_deinit(&sql->text);
  sql->text = outer;
  return made;
}

static void add(Sql *sql, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(Sql *sql, const char *format, ...) {
  va_list args;
  va_start(args, format);
  strbuf_vprintf(&sql->text, format, args);
  va_end(args);
}

static void number(Sql *sql, Number x) {
  bound(sql, x.is_int ? value_int(x.i) : (Value){.kind = VAL_REAL, .d = x.d});
}

/* NULL unless the result is finite, and an integer where both operands are. */
static void checked(Sql *sql, Str result, Str a, Str b) {
  add(sql, "CASE WHEN typeof(%.*s) = 'integer' AND typeof(%.*s) = 'integer' AND typeof(%.*s) <> 'integer' THEN NULL",
      STR_FMT(a), STR_FMT(b), STR_FMT(result));
  add(sql, " WHEN (%.*s) NOT BETWEEN ", STR_FMT(result));
  bound(sql, (Value){.kind = VAL_REAL, .d = -DBL_MAX});
  add(sql, " AND ");
  bound(sql, (Value){.kind = VAL_REAL, .d = DBL_MAX});
  add(sql, " THEN NULL ELSE %.*s END", STR_FMT(result));
}

static void division(Sql *sql, Str a, Str b) {
  Str quotient = arena_printf(sql->arena, "(CAST(%.*s AS REAL) / %.*s)", STR_FMT(a), STR_FMT(b));
  add(sql, "CASE WHEN %.*s = 0 THEN NULL", STR_FMT(b));
  add(sql, " WHEN typeof(%.*s) = 'integer' AND typeof(%.*s) = 'integer' AND %.*s %% %.*s = 0 THEN ", STR_FMT(a),
      STR_FMT(b), STR_FMT(a), STR_FMT(b));
  checked(sql, arena_printf(sql->arena, "(%.*s / %.*s)", STR_FMT(a), STR_FMT(b)), a, b);
  add(sql, " ELSE ");
  checked(sql, quotient, quotient, b);
  add(sql, " END");
}

static void arith(Sql *sql, const Expr *e) {
  static const char signs[] = {'+', '-', '*'};
  Str a = part(sql, e->a), b = part(sql, e->b);
  if (e->type == TYPE_TEXT) add(sql, "%.*s || %.*s", STR_FMT(a), STR_FMT(b));
  else if (e->op == ARITH_DIV) division(sql, a, b);
  else checked(sql, arena_printf(sql->arena, "(%.*s %c %.*s)", STR_FMT(a), signs[e->op], STR_FMT(b)), a, b);
}

static void binary(Sql *sql, const Expr *e, const char *word) {
  expression(sql, e->a);
  add(sql, " %s ", word);
  expression(sql, e->b);
}

static void compare(Sql *sql, const Expr *e) {
  static const char *const words[] = {"=", "<>", "<", "<=", ">", ">="};
  binary(sql, e, sql->planted && e->op == CMP_GE ? ">" : words[e->op]);
}

static void among(Sql *sql, Expr *const *items, uint32_t count) {
  add(sql, "(");
  for (uint32_t i = 0; i < count; i++) {
    if (i) add(sql, ", ");
    expression(sql, items[i]);
  }
  add(sql, ")");
}

static void in_set(Sql *sql, const Expr *e) {
  const Expr *set = e->b;
  expression(sql, e->a);
  add(sql, e->negated ? " NOT" : "");
  if (set->ref_kind == REF_LIST) {
    const NamedList *list = &sql->program->lists.v[set->ref];
    add(sql, " IN ");
    among(sql, list->items.v, list->items.n);
  } else if (set->kind == EXPR_LIST) {
    add(sql, " IN ");
    among(sql, set->items.v, set->items.n);
  } else {
    add(sql, " BETWEEN ");
    expression(sql, set->a);
    add(sql, " AND ");
    expression(sql, set->b);
  }
}

/* The first or last characters of a text beside another text. Every text begins and ends with the empty one. */
static void end_of(Sql *sql, const Expr *e) {
  Str whole = part(sql, e->a), end = part(sql, e->b);
  if (e->kind == EXPR_STARTS)
    add(sql, "substr(%.*s, 1, length(%.*s)) = %.*s", STR_FMT(whole), STR_FMT(end), STR_FMT(end));
  else
    add(sql, "CASE WHEN length(%.*s) = 0 THEN %.*s IS NOT NULL OR NULL WHEN length(%.*s) > length(%.*s) THEN 0"
        " ELSE substr(%.*s, -length(%.*s)) = %.*s END", STR_FMT(end), STR_FMT(whole), STR_FMT(end), STR_FMT(whole),
        STR_FMT(whole), STR_FMT(end), STR_FMT(end));
}

static void call(Sql *sql, const Expr *e) {
  Str a = part(sql, e->items.v[0]);
  switch ((Builtin)e->ref) {
    case BUILTIN_LOWER:
    case BUILTIN_FOLD: add(sql, "lower(%.*s)", STR_FMT(a)); break;
    case BUILTIN_TRIM: add(sql, "trim(%.*s)", STR_FMT(a)); break;
    case BUILTIN_LENGTH: add(sql, "length(%.*s)", STR_FMT(a)); break;
    case BUILTIN_ABS: add(sql, "abs(%.*s)", STR_FMT(a)); break;
    case BUILTIN_FLOOR:
      add(sql, "CAST(%.*s AS INTEGER) - (CAST(%.*s AS INTEGER) > %.*s)", STR_FMT(a), STR_FMT(a), STR_FMT(a));
      break;
    case BUILTIN_MIN: add(sql, "min"); among(sql, e->items.v, e->items.n); break;
    case BUILTIN_MAX: add(sql, "max"); among(sql, e->items.v, e->items.n); break;
    default: BUG("no SQL for the built-in %s", builtin_info((Builtin)e->ref)->word);
  }
}

static void choice(Sql *sql, const Expr *e) {
  Str condition = part(sql, e->a);
  add(sql, "CASE WHEN %.*s THEN ", STR_FMT(condition));
  expression(sql, e->b);
  add(sql, " WHEN NOT %.*s THEN ", STR_FMT(condition));
  expression(sql, e->c);
  add(sql, " END");
}

static void name(Sql *sql, const Expr *e) {
  if (e->ref_kind == REF_LET) {
    expression(sql, sql->program->lets.v[e->ref].value);
    return;
  }
  ASSERT(e->ref_kind == REF_COLUMN);
  int field = 0;
  while (!str_is(sql->program->columns.v[e->ref].name, field_words[field])) field++;
  add(sql, "?%d", field + 1);
}

static void negation(Sql *sql, const Expr *e) {
  Str a = part(sql, e->a);
  checked(sql, arena_printf(sql->arena, "(0 - %.*s)", STR_FMT(a)), a, a);
}

static void node(Sql *sql, const Expr *e) {
  switch (e->kind) {
    case EXPR_TEXT: bound(sql, value_text(e->text)); break;
    case EXPR_NUMBER: number(sql, e->number); break;
    case EXPR_BOOL: add(sql, e->boolean ? "1" : "0"); break;
    case EXPR_NAME: name(sql, e); break;
    case EXPR_CALL: call(sql, e); break;
    case EXPR_NOT: add(sql, "NOT "); expression(sql, e->a); break;
    case EXPR_NEGATE: negation(sql, e); break;
    case EXPR_AND: binary(sql, e, "AND"); break;
    case EXPR_OR: binary(sql, e, "OR"); break;
    case EXPR_COMPARE: compare(sql, e); break;
    case EXPR_ARITH: arith(sql, e); break;
    case EXPR_IN: in_set(sql, e); break;
    case EXPR_CONTAINS: {
      Str whole = part(sql, e->a), piece = part(sql, e->b);
      add(sql, "instr(%.*s, %.*s) > 0", STR_FMT(whole), STR_FMT(piece));
      break;
    }
    case EXPR_STARTS:
    case EXPR_ENDS: end_of(sql, e); break;
    case EXPR_DEFAULT: {
      Str value = part(sql, e->a), instead = part(sql, e->b);
      add(sql, "coalesce(%.*s, %.*s)", STR_FMT(value), STR_FMT(instead));
      break;
    }
    case EXPR_IS_MISSING: expression(sql, e->a); add(sql, " IS NULL"); break;
    case EXPR_IS_KNOWN: expression(sql, e->a); add(sql, " IS NOT NULL"); break;
    case EXPR_IF: choice(sql, e); break;
    default: BUG("no SQL for %s", expr_kind_word(e->kind));
  }
}

static void expression(Sql *sql, const Expr *e) {
  bool folded = e->nocase && e->type == TYPE_TEXT;
  for (; e->expansion; e = e->expansion) folded |= e->expansion->nocase && e->type == TYPE_TEXT;
  add(sql, folded ? "lower((" : "(");
  node(sql, e);
  add(sql, folded ? "))" : ")");
}

void sql_condition(Sql *sql, const Expr *condition) { expression(sql, condition); }

void sql_bind(sqlite3_stmt *stmt, int at, Value v) {
  switch (v.kind) {
    case VAL_TEXT: sqlite3_bind_text(stmt, at, v.s ? v.s : "", (int)v.n, SQLITE_TRANSIENT); break;
    case VAL_INT:
    case VAL_BOOL: sqlite3_bind_int64(stmt, at, v.i); break;
    case VAL_REAL: sqlite3_bind_double(stmt, at, v.d); break;
    default: sqlite3_bind_null(stmt, at); break;
  }
}
