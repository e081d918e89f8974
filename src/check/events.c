/* events(…) and its like: which kinds of events a script asks for, and how far back it looks. The times of a kind are a
 * list in a column of the lead that no table has. */
#include "check/checker.h"
#include "syntax/print.h"

enum { HALF_LIVES = 64 }; /* an event this many half-lives old counts for nothing */

static Str column_name(Checker *c, Str kind) {
  StrBuf b;
  strbuf_init(&b);
  strbuf_text(&b, "events ");
  print_text_literal(&b, kind);
  Str name = arena_copy(c->arena, strbuf_view(&b));
  strbuf_deinit(&b);
  return name;
}

static uint32_t event_slot(Checker *c, Str kind, Span span) {
  uint32_t slot;
  if (name_map_get(&c->event_slots, kind, &slot)) return slot;
  if (++c->event_kinds == LIMIT_EVENT_KINDS + 1) diag_add(c->diags, DIAG_EVENT_KINDS, span, (int)LIMIT_EVENT_KINDS);
  Column column = {.name = column_name(c, kind), .type = TYPE_LIST, .origin = COLUMN_DECLARED, .span = span,
                   .read = true, .is_events = true, .event_kind = kind};
  return event_column_add(c, column);
}

/* How far back a call looks. */
typedef struct Sight {
  int64_t ms;       /* INT64_MAX: to the first event */
  WorkingSpan work; /* by the calendar instead, when it is not 0 */
} Sight;

uint32_t event_slot_find(const Checker *c, Str kind) {
  uint32_t slot;
  return name_map_get(&c->event_slots, kind, &slot) ? slot : NO_SLOT;
}

/* False: reported, or reported before. */
static bool span_of(Checker *c, const Expr *e, Sight *out) {
  Const value;
  if (e->type != TYPE_DURATION && e->type != TYPE_WORKING) return false;
  bool known = const_of(c, e, &value) && value.i > 0, working = e->type == TYPE_WORKING;
  if (known && working) known = working_span_days(value.i) >= 0 && working_span_ms(value.i) >= 0;
  if (!known) {
    diag_add(c->diags, DIAG_EVENT_SPAN, e->span, STR_FMT(shown(c, e)));
    diag_fix(c->diags, "write a duration above zero, as in `7 days`");
    return false;
  }
  *out = (Sight){working ? 0 : value.i, working ? value.i : 0};
  return true;
}

static bool sight_of(Checker *c, const Expr *e, Builtin b, Sight *out) {
  Sight half;
  *out = (Sight){INT64_MAX, 0};
  if (b == BUILTIN_LAST_EVENT || e->items.n == 1) return true;
  if (b == BUILTIN_EVENTS) return span_of(c, e->items.v[1], out);
  if (!span_of(c, e->items.v[1], &half) || (e->items.n > 2 && !span_of(c, e->items.v[2], out))) return false;
  if (__builtin_mul_overflow(half.ms, (int64_t)HALF_LIVES, &half.ms)) half.ms = INT64_MAX;
  if (out->work == 0 && half.ms < out->ms) out->ms = half.ms;
  return true;
}

/* What lies before both. */
static WorkingSpan farther(WorkingSpan a, WorkingSpan b) {
  int64_t days = working_span_days(a), ms = working_span_ms(a);
  if (working_span_days(b) > days) days = working_span_days(b);
  return working_span(days, working_span_ms(b) > ms ? working_span_ms(b) : ms);
}

void event_call_check(Checker *c, Expr *e, Builtin b) {
  Const kind;
  const Expr *first = e->items.v[0];
  if (c->place == PLACE_POOL) diag_add(c->diags, DIAG_LEAD_IN_POOL, e->span, STR_FMT(e->text));
  if (first->type != TYPE_TEXT) return;
  if (!const_of(c, first, &kind)) {
    diag_add(c->diags, DIAG_EVENT_KIND, first->span, builtin_info(b)->word, STR_FMT(shown(c, first)));
    return;
  }
  Sight sight;
  if (!sight_of(c, e, b, &sight)) return;
  e->slot = event_slot(c, kind.text, first->span);
  Column *column = &c->program->columns.v[e->slot];
  if (column->event_ms < sight.ms) column->event_ms = sight.ms;
  column->event_work = farther(column->event_work, sight.work);
}
