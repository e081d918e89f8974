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

/* False: reported, or reported before. */
static bool span_of(Checker *c, const Expr *e, int64_t *ms_out) {
  Const value;
  if (e->type != TYPE_DURATION) return false;
  if (!const_of(c, e, &value) || value.i <= 0) {
    diag_add(c->diags, DIAG_EVENT_SPAN, e->span, STR_FMT(shown(c, e)));
    diag_fix(c->diags, "write a duration above zero, as in `7 days`");
    return false;
  }
  *ms_out = value.i;
  return true;
}

/* How far back the call looks; 0: reported. */
static int64_t sight_of(Checker *c, const Expr *e, Builtin b) {
  int64_t first = INT64_MAX, window = INT64_MAX;
  if (b == BUILTIN_LAST_EVENT || e->items.n == 1) return INT64_MAX;
  if (!span_of(c, e->items.v[1], &first)) return 0;
  if (b == BUILTIN_EVENTS) return first;
  if (e->items.n > 2 && !span_of(c, e->items.v[2], &window)) return 0;
  if (__builtin_mul_overflow(first, (int64_t)HALF_LIVES, &first)) first = INT64_MAX;
  return first < window ? first : window;
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
  int64_t sight = sight_of(c, e, b);
  if (sight == 0) return;
  e->slot = event_slot(c, kind.text, first->span);
  Column *column = &c->program->columns.v[e->slot];
  if (column->event_ms < sight) column->event_ms = sight;
}
