/* Calendars: the hours of their weeks, the days that depart from them, and which of them counts working time. */
#include "check/checker.h"

#include <stdlib.h>

#define USUAL_HOURS STR("mon-fri 09:00-18:00")

typedef struct CalendarPlan {
  enum { PLAN_NEW, PLAN_OPEN, PLAN_DONE } state;
  const Zone *zone;
  WeekHours week;
  bool has_hours;
  PlannedVec days;
} CalendarPlan;

typedef struct Calendars { /* while they are made */
  Checker *c;
  CalendarPlan *plans; /* by declaration */
  uint64_t days; /* of all plans so far: those that are copied count again */
} Calendars;

/* ---- what stands in a calendar */

/* A byte of a text in quotes as a place in the script, when the text stands there as it is. */
static Span place_in(Checker *c, Str text, Span span, size_t at) {
  Str token = source_slice(c->sources, span);
  if (token.n != text.n + 2 || !str_eq((Str){token.p + 1, text.n}, text) || text.n == 0) return span;
  uint32_t start = span.start + 1 + (uint32_t)(at < text.n ? at : text.n - 1);
  return (Span){span.file, start, start + 1};
}

static void text_wrong(Checker *c, Str text, Span span, const HoursFault *fault) {
  diag_add(c->diags, DIAG_CALENDAR_HOURS, place_in(c, text, span, fault->at), fault->why);
}

static void hours_wrong(Checker *c, const CalendarItem *item, const HoursFault *fault) {
  text_wrong(c, item->text, item->text_span, fault);
}

const WeekHours *week_check(Checker *c, Str hours, Span span) {
  HoursFault fault;
  WeekHours *week = ARENA_NEW(c->arena, WeekHours);
  if (!hours_read_week(hours, week, &fault)) text_wrong(c, hours, span, &fault);
  return week;
}

static const Zone *zone_find(Checker *c, const CalendarItem *item) {
  const Zone *zone = zone_open(c->arena, item->text);
  if (zone) return zone;
  zone_unknown(c, item->text, item->text_span);
  return c->program->zone;
}

/* Own hours take the place of all of another calendar's. */
static void hours_add(Checker *c, CalendarPlan *plan, const CalendarItem *item, bool *own) {
  HoursFault fault;
  if (!*own) plan->week = (WeekHours){0};
  *own = plan->has_hours = true;
  if (!hours_read_week(item->text, &plan->week, &fault)) hours_wrong(c, item, &fault);
}

static void days_add(Checker *c, CalendarPlan *plan, const CalendarItem *item) {
  PlannedDays days = {.first = item->first, .last = item->last, .open = item->kind == CALENDAR_OPEN};
  HoursFault fault;
  if (!days.open) days.name = item->text;
  if (days.open && item->text.n) {
    DayHours *hours = ARENA_NEW(c->arena, DayHours);
    if (!hours_read_day(item->text, hours, &fault)) hours_wrong(c, item, &fault);
    days.hours = hours;
  }
  if (days.open && item->like.n && (days.weekday = hours_weekday(item->like)) == 0) {
    diag_add(c->diags, DIAG_CALENDAR_WEEKDAY, item->like_span, STR_FMT(item->like));
    diag_fix(c->diags, "write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`");
  }
  VEC_PUSH(c->arena, plan->days, days);
}

static int item_order(const void *x, const void *y) {
  const CalendarItem *a = *(CalendarItem *const *)x, *b = *(CalendarItem *const *)y;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  return a < b ? -1 : a > b;
}

/* Of what is written out here a day is closed or open, not both. */
static void both_report(Checker *c, const CalendarDecl *decl) {
  VEC(CalendarItem *) items = {0};
  for (uint32_t i = 0; i < decl->items.n; i++)
    if (decl->items.v[i].kind == CALENDAR_CLOSED || decl->items.v[i].kind == CALENDAR_OPEN)
      VEC_PUSH(c->arena, items, &decl->items.v[i]);
  if (items.n < 2) return;
  qsort(items.v, items.n, sizeof *items.v, item_order);
  const CalendarItem *latest[2] = {NULL, NULL}; /* of each kind, the one that reaches farthest */
  for (uint32_t i = 0; i < items.n; i++) {
    const CalendarItem *item = items.v[i];
    int kind = item->kind == CALENDAR_OPEN;
    const CalendarItem *other = latest[!kind];
    if (other && other->last >= item->first) {
      char day[40];
      time_format(item->first * 86400000, day);
      bool first = item->span.start < other->span.start;
      diag_add(c->diags, DIAG_CALENDAR_BOTH, first ? other->span : item->span, 10, day);
      diag_cause(c->diags, first ? item->span : other->span, "first said here");
      return;
    }
    if (!latest[kind] || latest[kind]->last < item->last) latest[kind] = item;
  }
}

static void items_read(Checker *c, const CalendarDecl *decl, CalendarPlan *plan, bool needed) {
  bool own_hours = false;
  for (uint32_t i = 0; i < decl->items.n; i++) {
    const CalendarItem *item = &decl->items.v[i];
    switch (item->kind) {
    case CALENDAR_ZONE: plan->zone = zone_find(c, item); break;
    case CALENDAR_HOURS: hours_add(c, plan, item, &own_hours); break;
    case CALENDAR_CLOSED: case CALENDAR_OPEN: days_add(c, plan, item); break;
    case CALENDAR_FILE:
      if (needed) calendar_file_read(c, item, &plan->days);
      break;
    }
  }
  both_report(c, decl);
}

/* ---- names */

static void calendar_unknown(Checker *c, Str name, Span span) {
  VEC(Str) names = {0};
  diag_add(c->diags, DIAG_UNKNOWN_CALENDAR, span, STR_FMT(name));
  for (uint32_t i = 0; i < c->script->calendars.n; i++) VEC_PUSH(c->arena, names, c->script->calendars.v[i].name);
  Str near = suggest(name, names.v, names.n);
  if (near.n) diag_fix(c->diags, "did you mean \"%.*s\"?", STR_FMT(near));
  else if (names.n == 0)
    diag_fix(c->diags, "declare it: `calendar \"%.*s\" { hours \"mon-fri 09:00-18:00\" }`", STR_FMT(name));
}

static void names_collect(Checker *c) {
  uint32_t first;
  for (uint32_t i = 0; i < c->script->calendars.n; i++) {
    const CalendarDecl *decl = &c->script->calendars.v[i];
    if (name_map_put(c->arena, &c->calendar_names, decl->name, i)) {
      NamedCalendar calendar = {decl->name, NULL, i};
      VEC_PUSH(c->arena, c->program->calendars, calendar);
      continue;
    }
    name_map_get(&c->calendar_names, decl->name, &first);
    diag_add(c->diags, DIAG_CALENDAR_TWICE, decl->span, STR_FMT(decl->name));
    diag_cause(c->diags, c->script->calendars.v[first].span, "first declared here");
  }
}

/* ---- one after those that it is like; a chain may be long, so it is followed without recursion */

static void plan_begin(Calendars *all, uint32_t at) {
  CalendarPlan *plan = &all->plans[at];
  uint32_t model;
  const Str like = all->c->script->calendars.v[at].like;
  *plan = (CalendarPlan){.zone = all->c->program->zone};
  if (like.n == 0 || !name_map_get(&all->c->calendar_names, like, &model)) return;
  if (all->plans[model].state != PLAN_DONE) return;
  const CalendarPlan *from = &all->plans[model];
  *plan = *from;
  plan->days = (PlannedVec){0};
  all->days += from->days.n;
  if (all->days > LIMIT_CALENDAR_DAYS) return; /* plan_finish says so */
  for (uint32_t i = 0; i < from->days.n; i++) VEC_PUSH(all->c->arena, plan->days, from->days.v[i]);
}

static void plan_finish(Calendars *all, uint32_t at) {
  Checker *c = all->c;
  CalendarPlan *plan = &all->plans[at];
  HoursFault fault;
  const CalendarDecl *decl = &c->script->calendars.v[at];
  bool good = all->days <= LIMIT_CALENDAR_DAYS;
  plan_begin(all, at);
  uint32_t copied = plan->days.n;
  if (all->days <= LIMIT_CALENDAR_DAYS) items_read(c, decl, plan, c->calendar_needed[at]);
  all->days += plan->days.n - copied;
  if (good && all->days > LIMIT_CALENDAR_DAYS)
    diag_add(c->diags, DIAG_CALENDAR_LARGE, decl->span, STR_FMT(decl->name), (int)LIMIT_CALENDAR_DAYS);
  if (!plan->has_hours) hours_read_week(USUAL_HOURS, &plan->week, &fault);
  plan->state = PLAN_DONE;
}

/* The calendar that this one is like and that is not done yet; itself when there is none. */
static uint32_t model_of(Calendars *all, uint32_t at) {
  const CalendarDecl *decl = &all->c->script->calendars.v[at];
  uint32_t model;
  if (decl->like.n == 0) return at;
  if (!name_map_get(&all->c->calendar_names, decl->like, &model)) {
    calendar_unknown(all->c, decl->like, decl->like_span);
    return at;
  }
  if (all->plans[model].state == PLAN_DONE) return at;
  if (all->plans[model].state == PLAN_NEW) return model;
  diag_add(all->c->diags, DIAG_CALENDAR_CYCLE, decl->like_span, STR_FMT(decl->like));
  return at;
}

static void plan_make(Calendars *all, uint32_t root) {
  VEC(uint32_t) path = {0};
  if (all->plans[root].state != PLAN_NEW) return;
  VEC_PUSH(all->c->arena, path, root);
  while (path.n > 0) {
    uint32_t at = path.v[path.n - 1];
    all->plans[at].state = PLAN_OPEN;
    uint32_t model = model_of(all, at);
    if (model != at) {
      VEC_PUSH(all->c->arena, path, model);
      continue;
    }
    plan_finish(all, at);
    path.n--;
  }
}

/* ---- the calendars themselves */

static Calendar *calendar_make(Checker *c, const CalendarPlan *plan) {
  CalendarDay *days = ARENA_ARRAY(c->arena, CalendarDay, plan->days.n + 1);
  for (uint32_t i = 0; i < plan->days.n; i++) {
    const PlannedDays *d = &plan->days.v[i];
    days[i] = (CalendarDay){.first = d->first, .last = d->last, .name = d->name};
    if (!d->open) continue;
    if (!d->hours) days[i].like = d->weekday ? d->weekday : LIKE_FIRST;
    days[i].hours = d->hours ? d->hours : d->weekday ? &plan->week.day[d->weekday] : hours_first_day(&plan->week);
  }
  return calendar_new(c->arena, plan->zone, &plan->week, days, plan->days.n);
}

static Calendar *usual_calendar(Checker *c) {
  CalendarPlan plan = {.zone = c->program->zone};
  HoursFault fault;
  hours_read_week(USUAL_HOURS, &plan.week, &fault);
  return calendar_make(c, &plan);
}

/* ---- which of them counts, and which are needed */

/* The only one that the script itself declares; those of modules stand by until they are named. */
static uint32_t own_calendar(const Script *s) {
  uint32_t own = NO_SLOT;
  for (uint32_t i = 0; i < s->calendars.n; i++) {
    if (s->calendars.v[i].span.file != s->file) continue;
    if (own != NO_SLOT) return NO_SLOT;
    own = i;
  }
  return own;
}

static void calendar_choose(Checker *c) {
  const Script *s = c->script;
  c->calendar_chosen = own_calendar(s);
  if (!s->has_calendar) return;
  if (!name_map_get(&c->calendar_names, s->calendar, &c->calendar_chosen)) {
    c->calendar_chosen = NO_SLOT;
    calendar_unknown(c, s->calendar, s->calendar_span);
  } else c->calendar_needed[c->calendar_chosen] = true;
}

/* Those that the script itself declares are read at any rate; those of modules when something names them. */
void calendars_check(Checker *c) {
  const Script *s = c->script;
  c->calendar_chosen = NO_SLOT;
  if (s->calendars.n > LIMIT_CALENDARS) {
    diag_add(c->diags, DIAG_CALENDARS_MANY, s->calendars.v[LIMIT_CALENDARS].span, s->calendars.n, (int)LIMIT_CALENDARS);
    return;
  }
  c->calendar_needed = ARENA_ARRAY(c->arena, bool, s->calendars.n + 1);
  for (uint32_t i = 0; i < s->calendars.n; i++) c->calendar_needed[i] = s->calendars.v[i].span.file == s->file;
  names_collect(c);
  calendar_choose(c);
}

void calendars_reload(Checker *c) {
  const Program *p = c->program;
  c->reloaded = true;
  c->calendar_chosen = NO_SLOT;
  c->calendar_needed = ARENA_ARRAY(c->arena, bool, c->script->calendars.n + 1);
  for (uint32_t i = 0; i < p->calendars.n; i++) {
    name_map_put(c->arena, &c->calendar_names, p->calendars.v[i].name, p->calendars.v[i].decl);
    c->calendar_needed[p->calendars.v[i].decl] = p->calendars.v[i].calendar != NULL;
  }
}

/* Those that a needed one is like are needed. */
static void models_mark(Checker *c) {
  const Script *s = c->script;
  uint32_t model;
  for (uint32_t i = 0; i < s->calendars.n; i++) {
    if (!c->calendar_needed[i]) continue;
    for (uint32_t at = i; s->calendars.v[at].like.n > 0; at = model) {
      if (!name_map_get(&c->calendar_names, s->calendars.v[at].like, &model) || c->calendar_needed[model]) break;
      c->calendar_needed[model] = true;
    }
  }
}

static bool calendars_wanting(const Checker *c) {
  const Program *p = c->program;
  for (uint32_t i = 0; i < p->calendars.n; i++)
    if (c->calendar_needed[p->calendars.v[i].decl] && !p->calendars.v[i].calendar) return true;
  return false;
}

void calendars_finish(Checker *c) {
  Calendars all = {.c = c};
  Program *p = c->program;
  const uint32_t n = c->script->calendars.n;
  if (!c->calendar_needed) return;
  if (n == 0 && !p->calendar) p->calendar = usual_calendar(c);
  if (c->reloaded && !calendars_wanting(c)) return;
  models_mark(c);
  all.plans = ARENA_ARRAY(c->arena, CalendarPlan, n + 1);
  for (uint32_t i = 0; i < n; i++) plan_make(&all, i);
  for (uint32_t i = 0; i < p->calendars.n; i++) {
    NamedCalendar *calendar = &p->calendars.v[i];
    if (!c->calendar_needed[calendar->decl] || calendar->calendar) continue;
    calendar->calendar = calendar_make(c, &all.plans[calendar->decl]);
    if (calendar->decl == c->calendar_chosen) p->calendar = calendar->calendar;
  }
}

/* ---- use */

void working_use(Checker *c, Span span) {
  if (c->working_used) return;
  c->working_used = true;
  c->working_span = span;
}

void calendars_review(Checker *c) {
  const Script *s = c->script;
  if (!c->working_used || s->has_calendar || s->calendars.n > LIMIT_CALENDARS) return;
  if (c->calendar_chosen != NO_SLOT) return;
  if (s->calendars.n == 0) {
    diag_add(c->diags, DIAG_CALENDAR_DEFAULT, c->working_span);
    diag_fix(c->diags, "say it: `calendar \"office\" { hours \"mon-fri 09:00-18:00\" }`");
    return;
  }
  diag_add(c->diags, DIAG_CALENDAR_WHICH, c->working_span, s->calendars.n);
  diag_fix(c->diags, "write `calendar \"%.*s\"` as a statement", STR_FMT(s->calendars.v[0].name));
}

void calendar_use(Checker *c, Str name, Span span) {
  uint32_t decl;
  if (!c->calendar_needed) return;
  if (name_map_get(&c->calendar_names, name, &decl)) c->calendar_needed[decl] = true;
  else calendar_unknown(c, name, span);
}

/* Tables of the database may name calendars as well: the script's own, and with a column for it those of modules. */
void calendars_for_reps(Checker *c) {
  uint32_t column;
  bool any = name_table_get(c->arena, &c->rep_roles, STR("calendar"), &column) ||
             name_table_get(c->arena, &c->rep_schema, STR("calendar"), &column);
  for (uint32_t i = 0; c->calendar_needed && c->options->has_db && i < c->script->calendars.n; i++)
    if (any || c->script->calendars.v[i].span.file == c->script->file) c->calendar_needed[i] = true;
}

void calendar_name_check(Checker *c, const Expr *name) {
  Const value;
  if (!c->calendar_needed) return;
  if (!const_of(c, name, &value) || value.type != TYPE_TEXT) { /* any of them */
    for (uint32_t i = 0; i < c->script->calendars.n; i++) c->calendar_needed[i] = true;
    return;
  }
  calendar_use(c, value.text, name->span);
}
