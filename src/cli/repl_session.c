#include "cli/repl_session.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/repl_names.h"
#include "cli/term.h"
#include "store/store.h"
#include "syntax/parse.h"

void session_init(Session *s, Leat *l, int64_t now) {
  *s = (Session){.leat = l, .now = now, .name = STR("<repl>")};
  arena_init(&s->arena, 0);
}

void session_deinit(Session *s) {
  strbuf_deinit(&s->out);
  strbuf_deinit(&s->err);
  arena_deinit(&s->arena);
}

uint32_t session_lines(Str text) {
  uint32_t n = 0;
  for (size_t i = 0; i < text.n; i++) n += text.p[i] == '\n';
  return n;
}

void session_text(const Session *s, uint32_t skip, StrBuf *out) {
  for (uint32_t i = 0; i < s->items.n; i++)
    if (s->items.v[i].taken && i != skip) strbuf_str(out, s->items.v[i].text);
}

/* ---- the past ---- */

static void remember(Session *s) {
  SessionItems copy = {.n = s->items.n, .cap = s->items.n};
  copy.v = ARENA_ARRAY(&s->arena, SessionItem, copy.n + 1);
  if (copy.n) memcpy(copy.v, s->items.v, copy.n * sizeof *copy.v);
  VEC_PUSH(&s->arena, s->undo, copy);
  VEC_PUSH(&s->arena, s->undo_names, s->name);
}

static void forget_newest(Session *s) {
  s->undo.n--;
  s->undo_names.n--;
}

/* ---- loading ---- */

static bool lead_apply(Session *s) {
  LeatStatus status = LEAT_OK;
  if (s->lead_kind == SESSION_LEAD_ID) status = leat_lead_set_id(s->leat, s->lead);
  if (s->lead_kind == SESSION_LEAD_LITERAL) status = leat_lead_set_literal(s->leat, s->lead);
  for (uint32_t i = 0; status == LEAT_OK && i < s->sets.n; i++)
    status = leat_lead_set_field(s->leat, s->sets.v[i].field, s->sets.v[i].value);
  return status == LEAT_OK;
}

static bool load_taken(Session *s) {
  StrBuf text;
  strbuf_init(&text);
  session_text(s, UINT32_MAX, &text);
  LeatStatus status = leat_load(s->leat, s->name.p, strbuf_view(&text));
  strbuf_deinit(&text);
  return status == LEAT_OK;
}

/* After a change that cannot fail: the script was loaded in this state before. */
void session_reload(Session *s) {
  load_taken(s);
  lead_apply(s);
}

/* The line number of a finding's first line, "name:LINE:…"; 0: it is not one. */
static uint32_t finding_line(const Session *s, Str line) {
  if (str_starts(line, STR("\x1b[1m"))) line = (Str){line.p + 4, line.n - 4};
  if (!str_starts(line, s->name) || line.n <= s->name.n || line.p[s->name.n] != ':') return 0;
  uint32_t number = 0;
  for (size_t i = s->name.n + 1; i < line.n && line.p[i] >= '0' && line.p[i] <= '9' && number < UINT32_MAX / 10; i++)
    number = number * 10 + (uint32_t)(line.p[i] - '0');
  return number;
}

/* What is only wrong as long as the script is not finished. */
static bool is_premature(Str line) {
  return str_contains(line, str_of(diag_id(DIAG_NO_OTHERWISE))) || str_contains(line, str_of(diag_id(DIAG_UNUSED)));
}

/* Findings about the lines from..to of the script; those about others were shown when those came. */
static bool findings_between(Session *s, uint32_t from, uint32_t to, StrBuf *out) {
  StrBuf all;
  strbuf_init(&all);
  leat_findings(s->leat, s->colour, &all);
  bool inside = false, any = false;
  for (size_t at = 0; at < all.n;) {
    const char *newline = memchr(all.p + at, '\n', all.n - at);
    size_t end = newline ? (size_t)(newline - all.p) + 1 : all.n;
    Str line = {all.p + at, end - at};
    uint32_t number = finding_line(s, line);
    if (number) inside = number >= from && number <= to && !is_premature(line);
    if (inside) strbuf_str(out, line);
    any |= inside;
    at = end;
  }
  strbuf_deinit(&all);
  return any;
}

static void item_lines(const Session *s, uint32_t item, uint32_t *from_out, uint32_t *to_out) {
  uint32_t line = 1;
  for (uint32_t i = 0; i < item; i++)
    if (s->items.v[i].taken) line += session_lines(s->items.v[i].text);
  *from_out = line;
  *to_out = line + session_lines(s->items.v[item].text);
  if (*to_out > line) --*to_out;
}

static void write_error(const Session *s, StrBuf *out) {
  strbuf_text(out, "leat: ");
  text_printable(out, str_of(leat_error(s->leat)));
  strbuf_char(out, '\n');
}

static void write_findings(Session *s, uint32_t item, StrBuf *out) {
  uint32_t from, to;
  item_lines(s, item, &from, &to);
  if (findings_between(s, from, to, out) || leat_error_count(s->leat) == 0) return;
  leat_findings(s->leat, s->colour, out);
}

/* The byte where the line of the script's last `otherwise` begins; its end when there is none. */
static size_t otherwise_at(Str text) {
  Arena scratch;
  SourceSet sources;
  DiagList ignored;
  arena_init(&scratch, 0);
  source_set_init(&sources, &scratch);
  diag_init(&ignored, &scratch);
  const Script *script = parse_script(&scratch, &sources, source_add(&sources, STR("<repl>"), text), &ignored);
  const Rule *last = script->rules.n ? script->rules.v[script->rules.n - 1] : NULL;
  size_t at = last && !last->when && ignored.errors == 0 ? last->whole.start : text.n;
  while (at < text.n && at > 0 && text.p[at - 1] != '\n') at--;
  arena_deinit(&scratch);
  return at;
}

static void split_items(Session *s, Str text) {
  size_t at = otherwise_at(text);
  if (at > 0) VEC_PUSH(&s->arena, s->items, (SessionItem){.text = {text.p, at}, .taken = true});
  if (at < text.n)
    VEC_PUSH(&s->arena, s->items, (SessionItem){.text = {text.p + at, text.n - at}, .taken = true, .last = true});
}

bool session_load(Session *s, Str name, Str text) {
  remember(s);
  SessionItems old = s->items;
  Str old_name = s->name;
  s->items = (SessionItems){0};
  s->name = arena_copy(&s->arena, name);
  Str copy = text.n && text.p[text.n - 1] != '\n' ? arena_printf(&s->arena, "%.*s\n", STR_FMT(text))
                                                  : arena_copy(&s->arena, text);
  split_items(s, copy);
  bool good = load_taken(s);
  if (!good && leat_error_count(s->leat) == 0) write_error(s, &s->err);
  else leat_findings(s->leat, s->colour, &s->err);
  if (!good) {
    s->failed = true;
    forget_newest(s);
    s->items = old;
    s->name = old_name;
    return false;
  }
  lead_apply(s);
  return true;
}

/* ---- statements ---- */

static const char *headline(Session *s, uint32_t item, StrBuf *shown) {
  Str text = str_trim(s->items.v[item].text);
  while (text.n && text.p[0] == '#') { /* comments belong to a statement, but do not name it */
    const char *newline = memchr(text.p, '\n', text.n);
    text = newline ? str_trim((Str){newline, text.n - (size_t)(newline - text.p)}) : STR("");
  }
  const char *newline = text.n ? memchr(text.p, '\n', text.n) : NULL;
  text_clip(shown, str_trim((Str){text.p, newline ? (size_t)(newline - text.p) : text.n}), 60);
  return shown->p ? shown->p : "";
}

static void say_added(Session *s, uint32_t item, bool late) {
  StrBuf shown;
  strbuf_init(&shown);
  Str first = str_of(headline(s, item, &shown));
  if (late) lang_printf(&s->out, s->lang, "added now: %.*s\n", STR_FMT(first));
  else lang_printf(&s->out, s->lang, "added: %.*s\n", STR_FMT(first));
  strbuf_deinit(&shown);
  session_say_takes(s, item);
}

/* With every statement that waits: they may need each other. */
static bool take_all(Session *s, uint32_t newest) {
  SessionItems *items = &s->items;
  bool *before = mem_alloc(items->n * sizeof *before);
  bool any = false;
  for (uint32_t i = 0; i < items->n; i++) {
    before[i] = items->v[i].taken;
    any |= !before[i] && i != newest;
    items->v[i].taken = true;
  }
  bool good = any && load_taken(s);
  if (!good)
    for (uint32_t i = 0; i < items->n; i++) items->v[i].taken = before[i];
  if (good) {
    lead_apply(s);
    for (uint32_t i = 0; i < items->n; i++)
      if (!before[i]) say_added(s, i, i != newest);
  }
  mem_free(before);
  return good;
}

/* Each statement that waits on its own, as long as one more is taken. */
static void take_waiting(Session *s) {
  for (bool again = true; again;) {
    again = false;
    for (uint32_t i = 0; i < s->items.n; i++) {
      SessionItem *item = &s->items.v[i];
      if (item->taken) continue;
      item->taken = true;
      if (load_taken(s)) {
        lead_apply(s);
        say_added(s, i, true);
        again = true;
      } else {
        item->taken = false;
      }
    }
  }
}

static void refuse_item(Session *s, SessionItem *item, uint32_t index) {
  StrBuf why;
  strbuf_init(&why);
  if (leat_error_count(s->leat) == 0) write_error(s, &why);
  else write_findings(s, index, &why);
  item->taken = false;
  if (s->patient) item->why = arena_copy(&s->arena, strbuf_view(&why));
  else strbuf_str(&s->err, strbuf_view(&why));
  strbuf_deinit(&why);
}

static uint32_t items_insert(Session *s, Str text) {
  SessionItems *items = &s->items;
  VEC_PUSH(&s->arena, *items, (SessionItem){.text = text});
  uint32_t at = items->n - 1;
  for (; at > 0 && items->v[at - 1].last; at--) {
    items->v[at] = items->v[at - 1];
    items->v[at - 1] = (SessionItem){.text = text};
  }
  return at;
}

bool session_add(Session *s, Str statement) {
  remember(s);
  bool ends = statement.n && statement.p[statement.n - 1] == '\n';
  Str text = arena_printf(&s->arena, "%.*s%s", STR_FMT(statement), ends ? "" : "\n");
  uint32_t newest = items_insert(s, text);
  if (take_all(s, newest)) return true;
  s->items.v[newest].taken = true;
  if (load_taken(s)) {
    lead_apply(s);
    write_findings(s, newest, &s->err);
    say_added(s, newest, false);
    take_waiting(s);
    return true;
  }
  refuse_item(s, &s->items.v[newest], newest);
  return false;
}

static void restore_newest(Session *s) {
  s->items = s->undo.v[s->undo.n - 1];
  s->name = s->undo_names.v[s->undo.n - 1];
  forget_newest(s);
  session_reload(s);
}

void session_retract(Session *s) {
  if (s->undo.n > 0) restore_newest(s);
}

void session_give_up(Session *s) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < s->items.n; i++) {
    const SessionItem *item = &s->items.v[i];
    if (!item->taken) strbuf_str(&s->err, item->why);
    if (!item->taken) s->failed = true;
    else s->items.v[kept++] = *item;
  }
  s->items.n = kept;
}

/* A refused statement left a state behind that looks the same: it is passed over. */
bool session_undo(Session *s) {
  session_give_up(s);
  StrBuf now, then;
  strbuf_init(&now);
  strbuf_init(&then);
  session_text(s, UINT32_MAX, &now);
  bool changed = false;
  while (!changed && s->undo.n > 0) {
    s->items = s->undo.v[s->undo.n - 1];
    s->name = s->undo_names.v[s->undo.n - 1];
    forget_newest(s);
    session_give_up(s);
    strbuf_clear(&then);
    session_text(s, UINT32_MAX, &then);
    changed = !str_eq(strbuf_view(&now), strbuf_view(&then));
  }
  strbuf_deinit(&now);
  strbuf_deinit(&then);
  session_reload(s);
  return changed;
}

/* ---- expressions and the current lead ---- */

static void say_why_unknown(Session *s, Str expression) {
  Str *names;
  size_t n = names_in(&s->arena, s->leat, expression, &names);
  bool any = false;
  for (size_t i = 0; i < n; i++) {
    StrBuf value;
    const char *type;
    strbuf_init(&value);
    if (leat_lead_eval(s->leat, names[i], s->now, &value, &type) == LEAT_OK && str_is(strbuf_view(&value), "missing")) {
      strbuf_text(&s->out, any ? lang_text(s->lang, ", ") : " (");
      StrBuf said;
      strbuf_init(&said);
      lang_printf(&said, s->lang, "%.*s is missing", STR_FMT(names[i]));
      text_printable(&s->out, strbuf_view(&said));
      strbuf_deinit(&said);
      any = true;
    }
    strbuf_deinit(&value);
  }
  if (any) strbuf_char(&s->out, ')');
}

void session_eval(Session *s, Str expression) {
  StrBuf value;
  const char *type = "";
  strbuf_init(&value);
  LeatStatus status = leat_lead_eval(s->leat, expression, s->now, &value, &type);
  if (status == LEAT_OK) {
    bool missing = str_is(strbuf_view(&value), "missing") || str_is(strbuf_view(&value), "unknown");
    strbuf_text(&s->out, "= ");
    if (missing && strcmp(type, "bool") == 0) strbuf_text(&s->out, "unknown");
    else text_printable(&s->out, strbuf_view(&value));
    strbuf_printf(&s->out, " : %s", type);
    if (missing) say_why_unknown(s, expression);
    strbuf_char(&s->out, '\n');
  } else if (leat_error_count(s->leat) > 0) {
    leat_findings(s->leat, s->colour, &s->err);
  } else {
    write_error(s, &s->err);
  }
  if (status != LEAT_OK) s->failed = true;
  strbuf_deinit(&value);
}

static bool refused(Session *s, LeatStatus status) {
  if (status == LEAT_OK) return false;
  if (status == LEAT_SCRIPT && leat_error_count(s->leat) > 0) leat_findings(s->leat, s->colour, &s->err);
  else write_error(s, &s->err);
  s->failed = true;
  return true;
}

bool session_lead_choose(Session *s, Str what) {
  bool literal = what.n > 0 && what.p[0] == '{';
  if (refused(s, literal ? leat_lead_set_literal(s->leat, what) : leat_lead_set_id(s->leat, what))) {
    lead_apply(s);
    return false;
  }
  s->lead_kind = literal ? SESSION_LEAD_LITERAL : SESSION_LEAD_ID;
  s->lead = arena_copy(&s->arena, what);
  s->sets.n = 0;
  return true;
}

bool session_lead_set(Session *s, Str field, Str value) {
  if (refused(s, leat_lead_set_field(s->leat, field, value))) return false;
  VEC_PUSH(&s->arena, s->sets, (SessionSet){arena_copy(&s->arena, field), arena_copy(&s->arena, value)});
  return true;
}

typedef struct FirstLead { Session *s; Str id; } FirstLead;

static bool keep_first(void *ctx, const LeadRow *row) {
  FirstLead *first = ctx;
  first->id = arena_copy(&first->s->arena, row->id_text);
  return false;
}

bool session_lead_first(Session *s) {
  FirstLead first = {.s = s};
  if (!leat_has_db(s->leat)) return false;
  if (store_each_lead(leat_store(s->leat), NULL, 0, 1, keep_first, &first) != STORE_OK || first.id.n == 0) return false;
  return session_lead_choose(s, first.id);
}
