/* Calls: built-in functions by their table, and uses of define. */
#include "check/checker.h"

Builtin builtin_of(Str word) {
  for (int i = 0; i < BUILTIN_COUNT; i++)
    if (str_is(word, builtin_info((Builtin)i)->word)) return (Builtin)i;
  return BUILTIN_COUNT;
}

static const char *letter_word(char letter) {
  switch (letter) {
  case 't': return "text";
  case 'e': return "\"kind\"";
  case 'c': return "column";
  case 'n': return "number";
  case 'T': return "time";
  case 'd':
  case 'D': return "duration";
  case 'w': return "working time";
  case 'x': return "\"pattern\"";
  default: return "value";
  }
}

/* "round(number, [number])" */
static Str builtin_form(Checker *c, const BuiltinInfo *info) {
  StrBuf b;
  strbuf_init(&b);
  strbuf_printf(&b, "%s(", info->word);
  for (int i = 0; info->arguments[i]; i++) {
    if (i > 0 && info->arguments[i] != '*') strbuf_text(&b, ", ");
    if (info->arguments[i] == '*') strbuf_text(&b, ", …");
    else if (i >= info->least) strbuf_printf(&b, "[%s]", letter_word(info->arguments[i]));
    else strbuf_text(&b, letter_word(info->arguments[i]));
  }
  strbuf_char(&b, ')');
  Str form = arena_copy(c->arena, strbuf_view(&b));
  strbuf_deinit(&b);
  return form;
}

static bool is_listed(const char *letters, uint32_t *most_out) {
  uint32_t n = (uint32_t)str_of(letters).n;
  bool repeats = n > 0 && letters[n - 1] == '*';
  *most_out = repeats ? UINT32_MAX : n;
  return repeats;
}

static Str takes_words(Checker *c, int least, uint32_t most) {
  Lang lang = c->diags->lang;
  if (most == 0) return lang_say(c->arena, lang, "no arguments");
  if (most == UINT32_MAX && least == 1) return lang_say(c->arena, lang, "at least 1 argument");
  if (most == UINT32_MAX) return lang_say(c->arena, lang, "at least %d arguments", least);
  if (most != (uint32_t)least) return lang_say(c->arena, lang, "%d to %u arguments", least, most);
  return least == 1 ? lang_say(c->arena, lang, "1 argument") : lang_say(c->arena, lang, "%d arguments", least);
}

static bool count_check(Checker *c, const Expr *e, const BuiltinInfo *info) {
  uint32_t most;
  is_listed(info->arguments, &most);
  if (e->items.n >= (uint32_t)info->least && e->items.n <= most) return true;
  Str takes = takes_words(c, info->least, most);
  diag_add(c->diags, DIAG_ARGUMENT_COUNT, e->span, STR_FMT(str_of(info->word)), STR_FMT(takes), e->items.n);
  if (most == 0) diag_fix(c->diags, "write `%s` without parentheses", info->word);
  else diag_fix(c->diags, "its form is %.*s: %s", STR_FMT(builtin_form(c, info)), info->doc);
  return false;
}

static Type letter_type(char letter) {
  switch (letter) {
  case 't':
  case 'e': return TYPE_TEXT;
  case 'n': return TYPE_NUMBER;
  case 'T': return TYPE_TIME;
  case 'd':
  case 'D': return TYPE_DURATION;
  case 'w': return TYPE_WORKING;
  default: return TYPE_NONE;
  }
}

static void argument_wrong(Checker *c, const Expr *arg, const BuiltinInfo *info, const char *wants) {
  diag_add(c->diags, DIAG_ARGUMENT_TYPE, arg->span, info->word, wants, STR_FMT(shown(c, arg)),
           type_phrase((Type)arg->type));
  diag_fix(c->diags, "its form is %.*s: %s", STR_FMT(builtin_form(c, info)), info->doc);
}

static void argument_check(Checker *c, Builtin b, Expr *arg, char letter) {
  const BuiltinInfo *info = builtin_info(b);
  if (letter == 'x') {
    pattern_check(c, arg, info->word);
    return;
  }
  Type want = letter_type(letter);
  if (want != TYPE_NONE && expr_is_untyped(c, arg)) expr_infer(c, arg, want);
  if (arg->type == TYPE_NONE) return;
  if (b == BUILTIN_LENGTH && arg->type == TYPE_LIST) return;
  if (letter == 'D' && arg->type == TYPE_WORKING) {
    working_use(c, arg->span);
    return;
  }
  if (want != TYPE_NONE && arg->type != want)
    argument_wrong(c, arg, info, b == BUILTIN_LENGTH ? "text or a list" : type_phrase(want));
  else if (letter == 'a' && arg->type == TYPE_LIST) argument_wrong(c, arg, info, "one value");
}

/* min and max: all of one type that has an order by size. */
static void alike_check(Checker *c, Builtin b, Expr *e) {
  Expr *model = NULL;
  for (uint32_t i = 0; i < e->items.n && !model; i++)
    if (e->items.v[i]->type != TYPE_NONE) model = e->items.v[i];
  for (uint32_t i = 0; i < e->items.n; i++)
    if (expr_is_untyped(c, e->items.v[i])) expr_infer(c, e->items.v[i], model ? (Type)model->type : TYPE_NUMBER);
  if (!model) model = e->items.v[0];
  e->type = model->type;
  if (model->type == TYPE_NONE) return;
  if (model->type != TYPE_NUMBER && model->type != TYPE_TIME && model->type != TYPE_DURATION) {
    argument_wrong(c, model, builtin_info(b), "numbers, times or durations");
    e->type = TYPE_NONE;
    return;
  }
  for (uint32_t i = 0; i < e->items.n; i++)
    if (e->items.v[i]->type != TYPE_NONE && e->items.v[i]->type != model->type)
      argument_wrong(c, e->items.v[i], builtin_info(b), type_phrase((Type)model->type));
}

static bool keeps_case_rule(Builtin b) {
  return b == BUILTIN_LOWER || b == BUILTIN_FOLD || b == BUILTIN_TRIM || b == BUILTIN_REPLACE || b == BUILTIN_HALFWIDTH;
}

/* As its last argument; without it, that of the script. */
static bool takes_calendar(Builtin b) {
  return b == BUILTIN_WORKING || b == BUILTIN_WORKING_HOURS || b == BUILTIN_WORKING_DAYS || b == BUILTIN_WORKING_ADD;
}

static void builtin_call(Checker *c, Expr *e, Builtin b) {
  const BuiltinInfo *info = builtin_info(b);
  e->ref_kind = REF_BUILTIN;
  e->ref = b;
  e->type = (uint8_t)info->result;
  for (uint32_t i = 0; i < e->items.n; i++) {
    expr_check(c, e->items.v[i]);
    e->nullable |= e->items.v[i]->nullable;
  }
  if (b == BUILTIN_DOMAIN || b == BUILTIN_DIGITS || b == BUILTIN_IP_NUMBER || b == BUILTIN_LAST_EVENT)
    e->nullable = true;
  if (!count_check(c, e, info)) return;
  uint32_t most;
  if (is_listed(info->arguments, &most)) alike_check(c, b, e);
  else
    for (uint32_t i = 0; i < e->items.n; i++) argument_check(c, b, e->items.v[i], info->arguments[i]);
  if (takes_calendar(b)) {
    if (e->items.n == (uint32_t)info->least) working_use(c, e->span);
    else calendar_name_check(c, e->items.v[info->least]);
  }
  if (info->arguments[0] == 'e') event_call_check(c, e, b);
  if (b == BUILTIN_OWNER_BY) owner_by_check(c, e);
  if (keeps_case_rule(b) && e->items.n == (uint32_t)info->least)
    e->nocase = e->items.v[0]->nocase;
}

void builtin_call_check(Checker *c, Expr *e) { builtin_call(c, e, builtin_of(e->text)); }

static void function_unknown(Checker *c, const Expr *e) {
  if (column_exists(c, e->text) || name_find(c, e->text, e->span)) {
    diag_add(c->diags, DIAG_NOT_A_FUNCTION, e->span, STR_FMT(e->text));
    diag_fix(c->diags, "write `%.*s` without parentheses", STR_FMT(e->text));
    return;
  }
  if (c->modules_broken) return;
  diag_add(c->diags, DIAG_UNKNOWN_FUNCTION, e->span, STR_FMT(e->text));
  if (!suggestions_wanted(c) || private_elsewhere(c, e->text)) return;
  VEC(Str) names = {0};
  for (int i = 0; i < BUILTIN_COUNT; i++) VEC_PUSH(c->arena, names, str_of(builtin_info((Builtin)i)->word));
  for (uint32_t i = 0; i < c->symbols.n; i++)
    if ((c->symbols.v[i].kind == SYMBOL_DEFINE || c->symbols.v[i].kind == SYMBOL_TABLE) &&
        symbol_in_sight(c, &c->symbols.v[i], e->span))
      VEC_PUSH(c->arena, names, c->symbols.v[i].name);
  Str near = suggest(e->text, names.v, names.n);
  if (near.n) diag_fix(c->diags, "did you mean `%.*s(…)`?", STR_FMT(near));
}

void call_check(Checker *c, Expr *e) {
  Symbol *s = name_find(c, e->text, e->span);
  if (s && s->kind == SYMBOL_TABLE) {
    table_use(c, e, s);
    return;
  }
  bool known = (s && s->kind == SYMBOL_DEFINE) || builtin_of(e->text) != BUILTIN_COUNT;
  if (known && e->base.n) {
    diag_add(c->diags, DIAG_NOT_A_TABLE, e->span, STR_FMT(e->text), STR_FMT(e->base));
    return;
  }
  if (s && s->kind == SYMBOL_DEFINE) {
    s->used = true;
    define_use(c, e, s);
    return;
  }
  Builtin b = builtin_of(e->text);
  if (b != BUILTIN_COUNT) {
    builtin_call(c, e, b);
    return;
  }
  for (uint32_t i = 0; i < e->items.n; i++) expr_check(c, e->items.v[i]);
  function_unknown(c, e);
  if (s) s->used = true;
}
