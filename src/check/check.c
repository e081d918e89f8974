#include "check/checker.h"

void checker_init(Checker *c, Arena *arena, Program *program, const CheckOptions *options, DiagList *diags) {
  *c = (Checker){.arena = arena, .sources = program->sources, .script = program->script, .program = program,
                 .options = options, .diags = diags, .findings = diags};
  columns_init(c);
}

void zone_unknown(Checker *c, Str name, Span span) {
  diag_add(c->diags, DIAG_UNKNOWN_ZONE, span, STR_FMT(name));
  Str *names = NULL;
  size_t count = zone_names(c->arena, &names);
  Str near = suggest(name, names, count);
  if (near.n) fix_near_text(c, span, near);
}

static void zone_check(Checker *c) {
  Script *s = c->script;
  c->program->zone = zone_utc();
  if (!s->has_zone) return;
  const Zone *zone = zone_open(c->arena, s->zone);
  if (zone) {
    c->program->zone = zone;
    return;
  }
  zone_unknown(c, s->zone, s->zone_span);
}

Program *check_script(Arena *arena, SourceSet *sources, Script *script, const CheckOptions *options,
                      DiagList *diags) {
  Program *program = ARENA_NEW(arena, Program);
  program->script = script;
  program->sources = sources;
  Checker c;
  checker_init(&c, arena, program, options, diags);
  zone_check(&c);
  modules_link(&c);
  calendars_check(&c);
  columns_check_sources(&c);
  names_declare(&c);
  lists_check(&c);
  tables_check(&c);
  names_order(&c);
  pools_check(&c);
  rules_check(&c);
  life_check(&c);
  duplicates_check(&c);
  calendars_review(&c);
  names_unused(&c);
  columns_finish(&c);
  expr_finish_types(&c);
  tests_check(&c);
  calendars_finish(&c);
  tests_finish(&c);
  modules_unused(&c);
  modules_finish(&c);
  return program;
}

bool check_expression(Arena *arena, Program *program, const CheckOptions *options, Expr *expr, DiagList *diags) {
  uint32_t before = diags->errors;
  Checker c;
  checker_init(&c, arena, program, options, diags);
  names_reload(&c);
  calendars_reload(&c);
  expr_check(&c, expr);
  if (program->calendar == NULL) calendars_review(&c);
  calendars_finish(&c);
  expr_finish_types(&c);
  return diags->errors == before;
}

Str rule_label(Arena *arena, const Program *program, const Rule *rule) {
  if (rule->name.n) return rule->name;
  return arena_printf(arena, "line %u", source_line(program->sources, rule->span));
}

Str shown(Checker *c, const Expr *e) {
  enum { MOST = 48 };
  Str s = source_slice(c->sources, e->span);
  if (s.n == 0) s = e->text;
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] == '\n') s.n = i;
  if (s.n <= MOST) return arena_printf(c->arena, "`%.*s`", STR_FMT(s));
  size_t n = MOST;
  while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80) n--;
  return arena_printf(c->arena, "`%.*s…`", (int)n, s.p);
}

const char *type_phrase(Type t) {
  static const char *const words[TYPE_COUNT] = {"of no known type", "text",   "a number", "true or false",
                                                "a time",           "a duration", "a list", "working time"};
  return words[t];
}

bool suggestions_wanted(const Checker *c) { return c->diags->errors <= LIMIT_DIAGS_PER_FILE; }
