/* use: what a module declares joins the script, each file once, however often it is used. Definitions are looked at
 * when something uses them (names.c), so that those which nothing uses cost nothing. */
#include "base/path.h"
#include "check/checker.h"
#include "check/stdlib.h"
#include "syntax/parse.h"

typedef struct Linking {
  Checker *c;
  Script *whole; /* the script with all that joined it */
  VEC(uint32_t) open; /* the chain of modules under way, by their place in program->modules */
} Linking;

const Module *module_of(const Checker *c, uint32_t source) {
  const Program *p = c->program;
  for (uint32_t i = 1; i < p->modules.n; i++)
    if (p->modules.v[i].file == source) return &p->modules.v[i];
  return &p->modules.v[0];
}

/* ---- what a module may hold ---- */

static void report_held(Checker *c, Span span, const char *what) {
  diag_add(c->diags, DIAG_MODULE_HOLDS, span, lang_text(c->diags->lang, what));
  diag_fix(c->diags, "move it to the script that uses the module");
}

static void module_review(Checker *c, const Script *s) {
  if (s->has_zone) report_held(c, s->zone_span, "`timezone`");
  if (s->has_calendar) report_held(c, s->calendar_span, "the choice of a calendar");
  if (s->has_lead_block) report_held(c, s->lead_span, "`lead { }`");
  if (s->leads_from) report_held(c, s->leads_from->span, "`leads from`");
  if (s->reps_from) report_held(c, s->reps_from->span, "`reps from`");
  if (s->events_from) report_held(c, s->events_from->span, "`events from`");
  if (s->leaves_from) report_held(c, s->leaves_from->span, "`leaves from`");
  if (s->busy_from) report_held(c, s->busy_from->span, "`busy from`");
  if (s->has_rep_block) report_held(c, s->rep_span, "`rep { }`");
  if (s->has_closed) report_held(c, s->closed_span, "`closed statuses`");
  if (s->activities_from) report_held(c, s->activities_from->span, "`activities from`");
  if (s->afters.n) report_held(c, s->afters.v[0].span, "`after`");
  if (s->score_start.given) report_held(c, s->score_start.span, "`score`");
  if (s->score_parts.n) report_held(c, s->score_parts.v[0].span, "`score`");
  if (s->classes.n) report_held(c, s->classes.v[0].span, "`class`");
  if (s->duplicates.n) report_held(c, s->duplicates.v[0]->span, "`duplicate`");
  if (s->rules.n) report_held(c, s->rules.v[0]->span, "a rule");
  if (s->promises.n) report_held(c, s->promises.v[0].span, "a promise");
}

#define JOIN(l, part, from) \
  for (uint32_t i_ = 0; i_ < (from)->part.n; i_++) VEC_PUSH((l)->c->arena, (l)->whole->part, (from)->part.v[i_])

static void module_join(Linking *l, const Script *from) {
  JOIN(l, lets, from);
  JOIN(l, defines, from);
  JOIN(l, lists, from);
  JOIN(l, tables, from);
  JOIN(l, calendars, from);
  JOIN(l, pools, from);
  JOIN(l, seas, from);
}

/* ---- finding it ---- */

static void report_unknown(Checker *c, const UseDecl *use) {
  size_t count, modules = 0;
  const StdFile *files = std_files(&count);
  Str *names = ARENA_ARRAY(c->arena, Str, count + 1);
  for (size_t i = 0; i < count; i++) {
    names[modules] = std_module(&files[i]);
    if (names[modules].n) modules++;
  }
  diag_add(c->diags, DIAG_MODULE_UNKNOWN, use->span, STR_FMT(use->path));
  Str near = suggest(use->path, names, modules);
  if (near.n) diag_fix(c->diags, "did you mean \"%.*s\"?", STR_FMT(near));
  else diag_fix(c->diags, "`leat help std` lists them");
}

static bool is_file_path(Str path) {
  static const Str ending = {".leat", 5};
  bool dotted = str_starts(path, STR("./")) || str_starts(path, STR("../"));
  return dotted && path.n > ending.n && str_eq((Str){path.p + path.n - ending.n, ending.n}, ending);
}

/* False: reported. */
static bool module_find(Checker *c, const UseDecl *use, TakenFile *out, bool *is_std_out) {
  char why[256];
  Str name = STR("");
  *is_std_out = str_starts(use->path, STR("std/"));
  if (*is_std_out) {
    name = arena_printf(c->arena, "%.*s.leat", STR_FMT(use->path));
    if (file_take(c, name, LIMIT_SCRIPT_BYTES, out, why, sizeof why)) return true;
    report_unknown(c, use);
    return false;
  }
  if (!is_file_path(use->path)) {
    diag_add(c->diags, DIAG_MODULE_PATH, use->span, STR_FMT(use->path));
    diag_fix(c->diags, "write `use \"./team.leat\"` for a file, `use \"std/…\"` for a standard module");
    return false;
  }
  if (!file_name(c, use->span.file, use->path, &name, why, sizeof why) ||
      !file_take(c, name, LIMIT_SCRIPT_BYTES, out, why, sizeof why)) {
    diag_add(c->diags, DIAG_MODULE_FILE, use->span, STR_FMT(use->path), why);
    if (path_climbs(name)) diag_fix(c->diags, "allow its folder: --allow-dir DIR");
    return false;
  }
  *is_std_out = module_of(c, use->span.file)->is_std;
  return true;
}

/* ---- taking it in ---- */

static Str shown_name(Checker *c, const Module *m) {
  Str folder = path_folder(c->sources->files.v[c->script->file]->name), name = m->name;
  if (m->is_std) return name;
  if (str_starts(name, STR("./"))) name = (Str){name.p + 2, name.n - 2};
  return arena_printf(c->arena, "%.*s%.*s", STR_FMT(folder), STR_FMT(name));
}

static void report_cycle(Linking *l, const UseDecl *use, uint32_t again) {
  Checker *c = l->c;
  uint32_t from = l->open.n;
  StrBuf chain;
  strbuf_init(&chain);
  while (from > 0 && l->open.v[from - 1] != again) from--;
  for (uint32_t i = from - 1; i < l->open.n; i++)
    lang_printf(&chain, c->diags->lang, "%.*s uses ", STR_FMT(shown_name(c, &c->program->modules.v[l->open.v[i]])));
  strbuf_str(&chain, shown_name(c, &c->program->modules.v[again]));
  diag_add(c->diags, DIAG_MODULE_CYCLE, use->span, STR_FMT(strbuf_view(&chain)));
  strbuf_deinit(&chain);
}

static bool is_known(Linking *l, const TakenFile *file, uint32_t *at_out) {
  const Program *p = l->c->program;
  for (uint32_t i = 0; i < p->modules.n; i++) {
    *at_out = i;
    if (str_eq(p->modules.v[i].id, file->id)) return true;
  }
  return false;
}

static bool within_limits(Linking *l, const UseDecl *use) {
  Checker *c = l->c;
  if (l->open.n > LIMIT_MODULE_DEPTH) diag_add(c->diags, DIAG_MODULES_DEEP, use->span, (int)LIMIT_MODULE_DEPTH);
  else if (c->program->modules.n > LIMIT_MODULES) diag_add(c->diags, DIAG_MODULES_MANY, use->span, (int)LIMIT_MODULES);
  else return true;
  return false;
}

static void uses_take(Linking *l, const Script *s);

static void module_take(Linking *l, const TakenFile *file, const UseDecl *use, bool is_std) {
  Checker *c = l->c;
  uint32_t at = c->program->modules.n, errors = c->diags->errors;
  Module module = {.name = file->name, .id = file->id, .is_std = is_std, .open = true};
  module.file = source_add(c->sources, shown_name(c, &module), file->text);
  source_used(c->sources, module.file, use->span);
  VEC_PUSH(c->arena, c->program->modules, module);
  VEC_PUSH(c->arena, l->open, at);
  const Script *s = parse_script(c->arena, c->sources, module.file, c->diags);
  if (c->diags->errors > errors) c->modules_broken = true;
  module_review(c, s);
  uses_take(l, s);
  module_join(l, s);
  l->open.n--;
  c->program->modules.v[at].open = false;
}

static void use_take(Linking *l, const UseDecl *use) {
  Checker *c = l->c;
  TakenFile file;
  uint32_t at, user = l->open.v[l->open.n - 1];
  bool is_std, good = module_find(c, use, &file, &is_std);
  if (good && is_known(l, &file, &at)) {
    if (c->program->modules.v[at].open) report_cycle(l, use, at);
  } else if (good && within_limits(l, use)) {
    at = c->program->modules.n;
    module_take(l, &file, use, is_std);
  } else {
    c->modules_broken = true;
    return;
  }
  ModuleUse taken = {user, at, use};
  VEC_PUSH(c->arena, c->module_uses, taken);
}

static void uses_take(Linking *l, const Script *s) {
  for (uint32_t i = 0; i < s->uses.n; i++) use_take(l, &s->uses.v[i]);
}

/* The script as a module among others, so that one that uses it in turn is noticed. */
static Module script_module(Checker *c) {
  Module root = {.file = c->script->file, .open = true};
  Str path = c->sources->files.v[root.file]->name, folder = path_folder(path), real;
  char why[256];
  root.name = arena_printf(c->arena, "./%.*s", (int)(path.n - folder.n), path.p + folder.n);
  root.id = root.name;
  if (!c->options->files.is_past && !str_starts(path, STR("<")) &&
      path_real_folder(c->arena, arena_copy(c->arena, folder).p, &real, why, sizeof why))
    (void)path_real(c->arena, real, path, &root.id, why, sizeof why);
  return root;
}

void modules_link(Checker *c) {
  Linking l = {.c = c};
  VEC_PUSH(c->arena, c->program->modules, script_module(c));
  if (c->script->uses.n == 0) return;
  l.whole = ARENA_NEW(c->arena, Script);
  *l.whole = *c->script;
  VEC_PUSH(c->arena, l.open, 0);
  uses_take(&l, c->script);
  c->script = c->program->script = l.whole;
}

/* ---- of which nothing is used ---- */

/* By module: is something that it declares used? Pools and what they hold count at any rate. */
static void modules_mark(const Checker *c, bool *useful) {
  const Script *s = c->script;
  for (uint32_t m = 0; m < c->program->modules.n; m++) {
    uint32_t file = c->program->modules.v[m].file;
    for (uint32_t i = 0; i < c->symbols.n; i++)
      useful[m] |= c->symbols.v[i].reached && c->symbols.v[i].span.file == file;
    for (uint32_t i = 0; i < s->pools.n; i++) useful[m] |= s->pools.v[i].span.file == file;
    for (uint32_t i = 0; c->calendar_needed && i < s->calendars.n; i++)
      useful[m] |= c->calendar_needed[i] && s->calendars.v[i].span.file == file;
  }
}

/* A module that only brings others is used when they are. Those that a module uses were taken in after it, or before it
 * by another one, so one pass over all is not enough. */
static void modules_spread(const Checker *c, bool *useful) {
  for (bool more = true; more;) {
    more = false;
    for (uint32_t i = 0; i < c->module_uses.n; i++) {
      const ModuleUse *u = &c->module_uses.v[i];
      if (u->user == 0 || useful[u->user] || !useful[u->used]) continue;
      useful[u->user] = more = true;
    }
  }
}

void modules_unused(Checker *c) {
  if (c->modules_broken || c->findings->errors > 0 || c->script->rules.n == 0) return;
  bool *useful = ARENA_ARRAY(c->arena, bool, c->program->modules.n);
  modules_mark(c, useful);
  modules_spread(c, useful);
  for (uint32_t i = 0; i < c->module_uses.n; i++) {
    const ModuleUse *u = &c->module_uses.v[i];
    if (u->user != 0 || useful[u->used]) continue;
    diag_add(c->diags, DIAG_MODULE_UNUSED, u->decl->span, STR_FMT(u->decl->path));
    diag_fix(c->diags, "remove it, or use a name of it in a rule");
  }
}

void modules_finish(Checker *c) {
  DiagList *found = c->findings;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < found->items.n; i++) {
    const Diag *d = &found->items.v[i];
    bool theirs = diag_severity(d->code) == SEVERITY_WARNING && module_of(c, d->span.file)->is_std;
    if (theirs) found->warnings--;
    else found->items.v[kept++] = *d;
  }
  found->items.n = kept;
}
