/* define: a use is its body with the arguments in place of the parameters, checked where it stands. */
#include "check/checker.h"

static const Expr *argument_of(const DefineDecl *d, const Expr *use, const Expr *e) {
  if (!d || e->kind != EXPR_NAME || e->base.n) return NULL;
  for (uint32_t i = 0; i < d->params.n; i++)
    if (str_eq(d->params.v[i].name, e->text)) return use->items.v[i];
  return NULL;
}

typedef struct Cloning {
  Checker *c;
  const DefineDecl *define;
  const Expr *use;
  bool too_large;
} Cloning;

static Expr *clone(Cloning *k, const Expr *e);

/* One node; its left operand is left to the caller, which goes down without recursion. */
static Expr *clone_node(Cloning *k, const Expr *e) {
  Checker *c = k->c;
  if (++c->define_nodes > LIMIT_DEFINE_NODES) k->too_large = true;
  const Expr *argument = argument_of(k->define, k->use, e);
  if (argument) {
    Cloning plain = {.c = c};
    Expr *copy = clone(&plain, argument);
    k->too_large |= plain.too_large;
    return copy;
  }
  Expr *copy = ARENA_NEW(c->arena, Expr);
  *copy = *e;
  copy->expansion = NULL;
  copy->items.v = NULL;
  copy->items.n = copy->items.cap = 0;
  copy->ref_kind = REF_NONE;
  copy->type = copy->elem = TYPE_NONE;
  copy->nullable = copy->nocase = false;
  if (k->too_large) return copy;
  if (e->b) copy->b = clone(k, e->b);
  if (e->c) copy->c = clone(k, e->c);
  for (uint32_t i = 0; i < e->items.n; i++) VEC_PUSH(c->arena, copy->items, clone(k, e->items.v[i]));
  return copy;
}

static Expr *clone(Cloning *k, const Expr *e) {
  Expr *root = NULL;
  Expr **place = &root;
  while (e && !k->too_large) {
    bool argument = argument_of(k->define, k->use, e) != NULL;
    *place = clone_node(k, e);
    if (argument) break;
    place = &(*place)->a;
    e = e->a;
  }
  if (!root) root = ARENA_NEW(k->c->arena, Expr);
  return root;
}

static Str define_form(Checker *c, const DefineDecl *d) {
  StrBuf b;
  strbuf_init(&b);
  strbuf_printf(&b, "%.*s(", STR_FMT(d->name));
  for (uint32_t i = 0; i < d->params.n; i++)
    strbuf_printf(&b, "%s%.*s", i ? ", " : "", STR_FMT(d->params.v[i].name));
  strbuf_char(&b, ')');
  Str form = arena_copy(c->arena, strbuf_view(&b));
  strbuf_deinit(&b);
  return form;
}

static bool count_check(Checker *c, const Expr *e, const DefineDecl *d) {
  if (e->items.n == d->params.n) return true;
  Lang lang = c->diags->lang;
  Str takes = d->params.n == 0   ? lang_say(c->arena, lang, "no arguments")
              : d->params.n == 1 ? lang_say(c->arena, lang, "1 argument")
                                 : lang_say(c->arena, lang, "%u arguments", d->params.n);
  diag_add(c->diags, DIAG_ARGUMENT_COUNT, e->span, STR_FMT(d->name), STR_FMT(takes), e->items.n);
  diag_fix(c->diags, "its form is %.*s", STR_FMT(define_form(c, d)));
  diag_cause(c->diags, d->span, "defined here");
  return false;
}

static bool arguments_check(Checker *c, Expr *e) {
  bool good = true;
  for (uint32_t i = 0; i < e->items.n; i++) {
    Expr *arg = e->items.v[i];
    expr_check(c, arg);
    good &= arg->type != TYPE_NONE || expr_is_untyped(c, arg);
  }
  return good;
}

static bool within(Span inner, Span outer) {
  return inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

/* The findings of a body: the first error is told where the define is used, with its reason; warnings once. */
static void body_findings(Checker *c, const Expr *use, Symbol *s, const DefineDecl *d, const DiagList *found) {
  for (uint32_t i = 0; i < found->items.n; i++) {
    const Diag *diag = &found->items.v[i];
    if (diag->code == DIAG_DEFINE_LARGE) {
      diag_add(c->diags, DIAG_DEFINE_LARGE, use->span, LIMIT_DEFINE_NODES);
      return;
    }
    if (diag_severity(diag->code) == SEVERITY_ERROR) {
      if (diag->code != DIAG_DEFINE_FAILS) c->define_reason = diag->message;
      diag_add(c->diags, DIAG_DEFINE_FAILS, use->span, STR_FMT(s->name), STR_FMT(c->define_reason));
      diag_cause(c->diags, diag->span, "in `%.*s`", STR_FMT(s->name));
      if (diag->fix.n) diag_fix(c->diags, "%.*s", STR_FMT(diag->fix));
      s->broken = true;
      return;
    }
    if (s->shown || !within(diag->span, d->body->span)) continue;
    VEC_PUSH(c->diags->arena, c->diags->items, *diag);
    c->diags->warnings++;
  }
  s->shown = true;
}

static void expand(Checker *c, Expr *e, Symbol *s, const DefineDecl *d) {
  Cloning k = {.c = c, .define = d, .use = e};
  Expr *body = clone(&k, d->body);
  if (k.too_large) {
    if (!c->define_limit_said) diag_add(c->diags, DIAG_DEFINE_LARGE, e->span, LIMIT_DEFINE_NODES);
    c->define_limit_said = true;
    return;
  }
  DiagList *real = c->diags;
  DiagList found;
  diag_init(&found, c->arena);
  found.lang = real->lang;
  c->diags = &found;
  expr_check(c, body);
  c->diags = real;
  body_findings(c, e, s, d, &found);
  if (found.errors) return;
  e->ref_kind = REF_DEFINE;
  e->ref = s->index;
  e->expansion = body;
  e->type = body->type;
  e->elem = body->elem;
  e->nullable = body->nullable;
  e->nocase = body->nocase;
}

void define_use(Checker *c, Expr *e, Symbol *s) {
  uint32_t at = (uint32_t)(s - c->symbols.v);
  const DefineDecl *d = &c->script->defines.v[s->index];
  bool good = arguments_check(c, e);
  if (s->broken || !count_check(c, e, d) || !good) return;
  expand(c, e, &c->symbols.v[at], d);
}
