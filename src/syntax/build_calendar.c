#include "base/calendar.h"
#include "syntax/build.h"

/* Items are read one after another into the calendar that was begun last: calendars do not nest. */
CalendarDecl *calendar_begin(Parser *p, const Token *name) {
  p->calendar = ARENA_NEW(p->arena, CalendarDecl);
  p->calendar->name = text_not_empty(p, name);
  p->calendar->span = name->span;
  return p->calendar;
}

void calendar_like(Parser *p, CalendarDecl *calendar, const Token *name) {
  calendar->like = text_not_empty(p, name);
  calendar->like_span = name->span;
}

static CalendarItem *item_add(Parser *p, CalendarItemKind kind, Span span) {
  VEC_PUSH(p->arena, p->calendar->items, (CalendarItem){.kind = kind, .span = span});
  return &p->calendar->items.v[p->calendar->items.n - 1];
}

static void item_text(Parser *p, CalendarItem *item, const Token *text) {
  item->text = text_not_empty(p, text);
  item->text_span = text->span;
}

void calendar_zone_set(Parser *p, const Token *zone, Span span) {
  for (uint32_t i = 0; i < p->calendar->items.n; i++)
    if (p->calendar->items.v[i].kind == CALENDAR_ZONE)
      given_twice(p, "the zone", span, p->calendar->items.v[i].span);
  item_text(p, item_add(p, CALENDAR_ZONE, span), zone);
}

void calendar_hours(Parser *p, const Token *word, const Token *hours, Span span) {
  if (!str_is(word->text, "hours")) {
    diag_add(p->diags, DIAG_SYNTAX, word->span, STR_FMT(STR("`hours`")), STR_FMT(word->text));
    return;
  }
  item_text(p, item_add(p, CALENDAR_HOURS, span), hours);
}

/* The day as it is written: a moment in it has no day of its own before the zone is known. */
static int64_t day_of(Parser *p, const Token *date) {
  Str written = {p->lexer.text.p + date->span.start, date->span.end - date->span.start};
  if (str_contains(written, STR("T"))) {
    diag_add(p->diags, DIAG_CALENDAR_MOMENT, date->span, STR_FMT(written));
    diag_fix(p->diags, "write the day alone, as in 2026-10-01");
  }
  int64_t day = date->time / 86400000;
  return date->time % 86400000 < 0 ? day - 1 : day;
}

CalendarItem calendar_days(Parser *p, const Token *first, const Token *last) {
  CalendarItem days = {.span = span_join(first->span, last->span), .first = day_of(p, first)};
  days.last = first == last ? days.first : day_of(p, last);
  if (days.last < days.first) diag_add(p->diags, DIAG_CALENDAR_BACKWARDS, days.span);
  return days;
}

static CalendarItem *days_add(Parser *p, CalendarItemKind kind, const CalendarItem *days, Span span) {
  CalendarItem *item = item_add(p, kind, span);
  item->first = days->first;
  item->last = days->last;
  return item;
}

void calendar_closed(Parser *p, const CalendarItem *days, const Token *name, Span span) {
  CalendarItem *item = days_add(p, CALENDAR_CLOSED, days, span);
  if (name) item_text(p, item, name);
}

void calendar_open(Parser *p, const CalendarItem *days, const Token *hours, const Token *like, Span span) {
  CalendarItem *item = days_add(p, CALENDAR_OPEN, days, span);
  if (hours) item_text(p, item, hours);
  if (!like) return;
  item->like = text_not_empty(p, like);
  item->like_span = like->span;
}

void calendar_file(Parser *p, const Token *file, Span span) {
  item_text(p, item_add(p, CALENDAR_FILE, span), file);
}

void script_calendar(Parser *p, const CalendarDecl *calendar) {
  VEC_PUSH(p->arena, p->script->calendars, *calendar);
}

void script_calendar_choice(Parser *p, const Token *name) {
  if (p->script->has_calendar) given_twice(p, "the script's calendar", name->span, p->script->calendar_span);
  p->script->has_calendar = true;
  p->script->calendar = text_not_empty(p, name);
  p->script->calendar_span = name->span;
}
