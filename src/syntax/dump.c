/* Dumps of tokens and of the tree, for `leat dump` and for tests. */
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "syntax/build.h"
#include "syntax/leat_grammar.h"
#include "syntax/parse.h"
#include "syntax/print.h"

typedef struct Dump {
  StrBuf *out;
  const SourceSet *sources;
  int depth;
} Dump;

static const char *const strategy_words[] = {"",     "roundrobin", "weighted", "leastloaded",
                                             "best", "nearest",    "first",    "random"};
static const char *const field_type_words[] = {"text", "number", "bool", "time", "duration", "list"};
/* The types of check/type.h, which lies above this floor; 0 is "not checked". */
static const char *const type_words[] = {"", "text", "number", "bool", "time", "duration", "list", "working time"};

static const char *token_word(const Token *t) {
  if (t->kind == T_LABEL) return "label";
  if (t->keyword) {
    static const char *const groups[] = {"statement", "action", "clause",   "operator",
                                         "unit",      "type",   "strategy", "later"};
    return groups[t->keyword->group];
  }
  switch (t->kind) {
    case T_NAME: return "name";
    case T_STRING: return "text";
    case T_COUNT:
    case T_NUMBER: return "number";
    case T_TIME: return "time";
    case T_CLOCK_TIME: return "time of day";
    default: return "sign";
  }
}

void print_tokens(StrBuf *out, const SourceSet *sources, uint32_t file) {
  Arena arena;
  DiagList diags;
  Lexer lexer;
  arena_init(&arena, 0);
  diag_init(&diags, &arena);
  if (lexer_open(&lexer, &arena, sources, file, &diags)) {
    Token t;
    for (lexer_next(&lexer, &t); t.kind != T_END; lexer_next(&lexer, &t)) {
      strbuf_printf(out, "%u:%u %s ", source_line(sources, t.span), source_column(sources, t.span), token_word(&t));
      text_printable(out, source_slice(sources, t.span));
      strbuf_char(out, '\n');
    }
    lexer_close(&lexer);
  }
  arena_deinit(&arena);
}

static void begin(Dump *d, Span span, const char *word) {
  strbuf_fill(d->out, ' ', (size_t)d->depth * 2);
  strbuf_printf(d->out, "%s %u:%u", word, source_line(d->sources, span), source_column(d->sources, span));
}

static void end(Dump *d) { strbuf_char(d->out, '\n'); }

static void put_text(Dump *d, Str text) {
  strbuf_char(d->out, ' ');
  print_text_literal(d->out, text);
}

static void put_name(Dump *d, Str name) {
  strbuf_char(d->out, ' ');
  print_name(d->out, name);
}

static void put_type(Dump *d, const Expr *e) {
  if (e->type == 0 || e->type >= sizeof type_words / sizeof type_words[0]) return;
  strbuf_printf(d->out, " : %s", type_words[e->type]);
  if (e->elem > 0 && e->elem < sizeof type_words / sizeof type_words[0])
    strbuf_printf(d->out, " of %s", type_words[e->elem]);
  if (e->nullable) strbuf_char(d->out, '?');
  if (e->nocase) strbuf_text(d->out, " nocase");
}

static void put_detail(Dump *d, const Expr *e) {
  switch (e->kind) {
    case EXPR_TEXT:
    case EXPR_NUMBER:
    case EXPR_BOOL:
    case EXPR_TIME:
    case EXPR_DURATION:
    case EXPR_NAME:
    case EXPR_FIELD:
      strbuf_char(d->out, ' ');
      print_expr(d->out, e);
      break;
    case EXPR_CALL:
      put_name(d, e->text);
      if (e->base.n) {
        strbuf_char(d->out, '.');
        print_name(d->out, e->base);
      }
      break;
    case EXPR_COMPARE: strbuf_printf(d->out, " %s", compare_word((CompareOp)e->op)); break;
    case EXPR_ARITH: strbuf_printf(d->out, " %s", arith_word((ArithOp)e->op)); break;
    default: break;
  }
  if (e->negated) strbuf_text(d->out, " negated");
}

static void dump_expr(Dump *d, const Expr *e) {
  if (!e) return;
  begin(d, e->span, expr_kind_word(e->kind));
  put_detail(d, e);
  put_type(d, e);
  end(d);
  d->depth++;
  dump_expr(d, e->a);
  dump_expr(d, e->b);
  dump_expr(d, e->c);
  for (uint32_t i = 0; i < e->items.n; i++) dump_expr(d, e->items.v[i]);
  d->depth--;
}

/* An expression under a word of its own. */
static void dump_clause(Dump *d, const char *word, const Expr *e) {
  if (!e) return;
  begin(d, e->span, word);
  end(d);
  d->depth++;
  dump_expr(d, e);
  d->depth--;
}

static void dump_template(Dump *d, const Template *t) {
  if (!t) return;
  begin(d, t->span, "text");
  put_text(d, t->source);
  end(d);
  d->depth++;
  for (uint32_t i = 0; i < t->parts.n; i++) dump_expr(d, t->parts.v[i].expr);
  d->depth--;
}

static void put_strategy(Dump *d, const Strategy *s) {
  char number[32];
  if (!s) return;
  strbuf_printf(d->out, " %s", strategy_words[s->kind]);
  if (s->has_most) strbuf_printf(d->out, " max %.*s km", (int)number_format(s->most_km, number), number);
  if (s->has_least) strbuf_printf(d->out, " at least %.*s", (int)number_format(s->least, number), number);
}

static void dump_target(Dump *d, const Target *t) {
  static const char *const words[] = {"pool", "rep", "wait", "sea"};
  for (; t; t = t->otherwise) {
    begin(d, t->span, words[t->kind]);
    put_strategy(d, t->how);
    if (t->not_last) strbuf_printf(d->out, " not last %lld", (long long)t->not_last);
    end(d);
    d->depth++;
    dump_expr(d, t->who);
    if (t->how) dump_clause(d, "by", t->how->by);
    dump_clause(d, "where", t->where);
    dump_clause(d, "sticky by", t->sticky);
    d->depth--;
  }
}

static void dump_one_action(Dump *d, const Action *a, const char *word);

/* A ladder stands under one another, rung by rung. */
static void dump_action(Dump *d, const Action *a) {
  static const char *const words[] = {"tag", "set", "notify", "task", "assign", "hold", "nurture", "archive", "stop"};
  dump_one_action(d, a, words[a->kind]);
  for (a = a->then; a; a = a->then) dump_one_action(d, a, "then");
}

static void dump_one_action(Dump *d, const Action *a, const char *word) {
  begin(d, a->span, word);
  if (a->kind == ACTION_SET) put_name(d, a->name);
  else if (a->name.n) put_text(d, a->name);
  end(d);
  d->depth++;
  dump_template(d, a->text);
  dump_expr(d, a->value);
  dump_target(d, a->target);
  dump_clause(d, "remind after", a->remind);
  dump_clause(d, "within", a->within);
  dump_clause(d, "for", a->progress);
  d->depth--;
}

static void dump_rule(Dump *d, const Rule *r) {
  begin(d, r->span, r->when ? "rule" : "otherwise");
  if (r->name.n) put_text(d, r->name);
  if (r->is_block) strbuf_text(d->out, r->inner.n && r->inner.v[0]->arm.n ? " split" : " block");
  end(d);
  d->depth++;
  dump_clause(d, "when", r->when);
  for (uint32_t i = 0; i < r->actions.n; i++) dump_action(d, r->actions.v[i]);
  for (uint32_t i = 0; i < r->inner.n; i++) dump_rule(d, r->inner.v[i]);
  d->depth--;
}

static void dump_fields(Dump *d, const char *word, const FieldDecl *fields, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const FieldDecl *f = &fields[i];
    begin(d, f->span, word);
    put_name(d, f->name);
    strbuf_printf(d->out, ": %s", field_type_words[f->type]);
    if (f->type == FIELD_LIST && f->list_separator.n) put_text(d, f->list_separator);
    else if (f->type == FIELD_LIST) strbuf_text(d->out, " json");
    if (f->nocase) strbuf_text(d->out, " nocase");
    end(d);
    d->depth++;
    dump_expr(d, f->missing_value);
    d->depth--;
  }
}

static void dump_source(Dump *d, const char *word, const SourceDecl *source) {
  if (!source) return;
  begin(d, source->span, word);
  put_text(d, source->table);
  if (source->where.n) {
    strbuf_text(d->out, " where");
    put_text(d, source->where);
  }
  end(d);
  d->depth++;
  for (uint32_t i = 0; i < source->mappings.n; i++) {
    begin(d, source->mappings.v[i].role_span, "mapping");
    put_name(d, source->mappings.v[i].role);
    strbuf_text(d->out, " =");
    put_name(d, source->mappings.v[i].column);
    end(d);
  }
  d->depth--;
}

static void dump_closed(Dump *d, const Script *s) {
  if (!s->has_closed) return;
  begin(d, s->closed_span, "closed statuses");
  for (uint32_t i = 0; i < s->closed.n; i++) put_text(d, s->closed.v[i]);
  end(d);
}

static void dump_names(Dump *d, const Script *s) {
  for (uint32_t i = 0; i < s->lets.n; i++) {
    begin(d, s->lets.v[i].span, "let");
    put_name(d, s->lets.v[i].name);
    end(d);
    d->depth++;
    dump_expr(d, s->lets.v[i].value);
    d->depth--;
  }
  for (uint32_t i = 0; i < s->defines.n; i++) {
    const DefineDecl *f = &s->defines.v[i];
    begin(d, f->span, "define");
    put_name(d, f->name);
    for (uint32_t k = 0; k < f->params.n; k++) put_name(d, f->params.v[k].name);
    end(d);
    d->depth++;
    dump_expr(d, f->body);
    d->depth--;
  }
  for (uint32_t i = 0; i < s->lists.n; i++) {
    const ListDecl *l = &s->lists.v[i];
    begin(d, l->span, "list");
    put_name(d, l->name);
    if (l->from_file) put_text(d, l->file);
    end(d);
    d->depth++;
    for (uint32_t k = 0; !l->from_file && k < l->items.n; k++) dump_expr(d, l->items.v[k]);
    d->depth--;
  }
}

static void put_number(Dump *d, Number n) {
  char digits[32];
  strbuf_char(d->out, ' ');
  strbuf_add(d->out, digits, number_format(n, digits));
}

static void dump_score_part(Dump *d, const ScorePart *part) {
  begin(d, part->span, "score");
  put_number(d, part->points);
  if (!part->when) {
    strbuf_text(d->out, " per event");
    put_text(d, part->kind);
  }
  if (part->has_most) {
    strbuf_text(d->out, " max");
    put_number(d, part->most);
  }
  end(d);
  d->depth++;
  dump_clause(d, "when", part->when);
  dump_clause(d, "in last", part->window);
  dump_clause(d, "half-life", part->half_life);
  d->depth--;
}

static void dump_score(Dump *d, const Script *s) {
  const ScoreStart *start = &s->score_start;
  if (start->given) {
    begin(d, start->span, "score starts");
    put_number(d, start->start);
    if (start->bounded) {
      strbuf_text(d->out, " between");
      put_number(d, start->low);
      put_number(d, start->high);
    }
    end(d);
  }
  for (uint32_t i = 0; i < s->score_parts.n; i++) dump_score_part(d, &s->score_parts.v[i]);
  for (uint32_t i = 0; i < s->classes.n; i++) {
    begin(d, s->classes.v[i].span, "class");
    put_text(d, s->classes.v[i].name);
    if (!s->classes.v[i].when) strbuf_text(d->out, " otherwise");
    end(d);
    d->depth++;
    dump_clause(d, "when", s->classes.v[i].when);
    d->depth--;
  }
}

static void dump_duplicate(Dump *d, const DuplicateDecl *decl) {
  static const char *const words[] = {"route to owner", "hold for"};
  begin(d, decl->span, "duplicate");
  strbuf_printf(d->out, " %s", words[decl->then]);
  if (decl->name.n) put_text(d, decl->name);
  if (decl->reason) put_text(d, decl->reason->source);
  end(d);
  d->depth++;
  for (uint32_t i = 0; i < decl->clauses.n; i++) {
    const DuplicateClause *clause = &decl->clauses.v[i];
    begin(d, clause->terms.v[0].span, "any");
    end(d);
    d->depth++;
    for (uint32_t k = 0; k < clause->terms.n; k++) {
      const DuplicateTerm *term = &clause->terms.v[k];
      begin(d, term->span, term->similar ? "similar" : "same");
      if (term->similar) put_number(d, term->least);
      end(d);
      d->depth++;
      dump_clause(d, "key", term->key);
      d->depth--;
    }
    d->depth--;
  }
  d->depth--;
}

static void dump_cell(Dump *d, const TableCell *cell) {
  static const char *const words[] = {"any", "value", "compare", "range", "in", "not in"};
  begin(d, cell->span, words[cell->kind]);
  if (cell->kind == CELL_COMPARE) strbuf_printf(d->out, " %s", compare_word(cell->op));
  end(d);
  d->depth++;
  for (uint32_t i = 0; i < cell->items.n; i++) dump_expr(d, cell->items.v[i]);
  d->depth--;
}

static void dump_row(Dump *d, const TableRow *row) {
  begin(d, row->span, "row");
  end(d);
  d->depth++;
  for (uint32_t i = 0; i < row->cells.n; i++) dump_cell(d, &row->cells.v[i]);
  for (uint32_t i = 0; i < row->values.n; i++) dump_clause(d, "gives", row->values.v[i]);
  d->depth--;
}

static void put_column(Dump *d, Str name, bool has_type, FieldTypeWord type) {
  put_name(d, name);
  if (has_type) strbuf_printf(d->out, ": %s", field_type_words[type]);
}

static void dump_table(Dump *d, const TableDecl *table) {
  static const char *const modes[] = {"", " prefix", " range", " within"};
  begin(d, table->span, table->unique ? "unique table" : "table");
  put_name(d, table->name);
  strbuf_text(d->out, " (");
  for (uint32_t i = 0; i < table->keys.n; i++) {
    const TableKey *key = &table->keys.v[i];
    strbuf_text(d->out, modes[key->mode]);
    put_column(d, key->name, key->has_type, key->type);
  }
  strbuf_text(d->out, table->results.n ? " ) ->" : " )");
  for (uint32_t i = 0; i < table->results.n; i++)
    put_column(d, table->results.v[i].name, table->results.v[i].has_type, table->results.v[i].type);
  if (table->from_db) strbuf_text(d->out, " db");
  if (table->from_file || table->from_db) put_text(d, table->file);
  if (table->where.n) put_text(d, table->where);
  end(d);
  d->depth++;
  for (uint32_t i = 0; i < table->rows.n; i++) dump_row(d, &table->rows.v[i]);
  d->depth--;
}

static void put_day(Dump *d, int64_t day) {
  char text[40];
  time_format(day * 86400000, text);
  strbuf_printf(d->out, " %.10s", text);
}

static void dump_calendar_item(Dump *d, const CalendarItem *item) {
  static const char *const words[] = {"zone", "hours", "closed", "open", "closed from"};
  begin(d, item->span, words[item->kind]);
  if (item->kind == CALENDAR_CLOSED || item->kind == CALENDAR_OPEN) put_day(d, item->first);
  if (item->last > item->first) put_day(d, item->last);
  if (item->text.n) put_text(d, item->text);
  if (item->like.n) {
    strbuf_text(d->out, " like");
    put_text(d, item->like);
  }
  end(d);
}

static void dump_calendar(Dump *d, const CalendarDecl *calendar) {
  begin(d, calendar->span, "calendar");
  put_text(d, calendar->name);
  if (calendar->like.n) {
    strbuf_text(d->out, " like");
    put_text(d, calendar->like);
  }
  end(d);
  d->depth++;
  for (uint32_t i = 0; i < calendar->items.n; i++) dump_calendar_item(d, &calendar->items.v[i]);
  d->depth--;
}

static void put_capacity(Dump *d, const Capacity *c) {
  static const char *const units[CAPACITY_UNITS] = {"open", "per day", "per week", "per month"};
  const char *before = " capacity";
  for (int unit = 0; unit < CAPACITY_UNITS; unit++) {
    if (!c->has[unit]) continue;
    strbuf_printf(d->out, "%s %lld %s", before, (long long)c->most[unit], units[unit]);
    before = ",";
  }
}

static void put_terms(Dump *d, const Terms *t) {
  put_capacity(d, &t->capacity);
  if (t->auto_weeks) strbuf_printf(d->out, " capacity auto from %u weeks", t->auto_weeks);
  const struct { const char *word; Str text; } texts[] = {
      {"hours", t->hours}, {"zone", t->zone}, {"calendar", t->calendar}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (!texts[i].text.n) continue;
    strbuf_printf(d->out, " %s", texts[i].word);
    put_text(d, texts[i].text);
  }
}

static void dump_classes(Dump *d, const Terms *t) {
  char words[48];
  for (uint32_t i = 0; i < t->classes.n; i++) {
    snprintf(words, sizeof words, "capacity %lld open when", (long long)t->classes.v[i].most);
    dump_clause(d, words, t->classes.v[i].when);
  }
}

static void dump_member(Dump *d, const Member *m) {
  char digits[32];
  begin(d, m->span, "member");
  put_text(d, m->name);
  if (m->has_weight) strbuf_printf(d->out, " weight %.*s", (int)number_format(m->weight, digits), digits);
  put_terms(d, &m->terms);
  for (uint32_t i = 0; i < m->skills.n; i++) put_text(d, m->skills.v[i]);
  end(d);
  d->depth++;
  dump_classes(d, &m->terms);
  d->depth--;
}

static void dump_pool(Dump *d, const PoolDecl *pool) {
  begin(d, pool->span, "pool");
  put_text(d, pool->name);
  put_terms(d, &pool->terms);
  put_strategy(d, pool->how);
  if (pool->catch_up) strbuf_printf(d->out, " catch up %lld", (long long)pool->catch_up);
  if (pool->from_reps) strbuf_text(d->out, " from reps");
  end(d);
  d->depth++;
  dump_classes(d, &pool->terms);
  for (uint32_t i = 0; i < pool->members.n; i++) dump_member(d, &pool->members.v[i]);
  if (pool->how) dump_clause(d, "by", pool->how->by);
  dump_clause(d, "where", pool->from_where);
  d->depth--;
}

/* ---- tests */

static void dump_given(Dump *d, const TestStep *step) {
  for (uint32_t i = 0; i < step->fields.n; i++) {
    const GivenField *field = &step->fields.v[i];
    begin(d, field->span, "given");
    put_name(d, field->name);
    end(d);
    d->depth++;
    dump_expr(d, field->value);
    d->depth--;
  }
}

static void dump_events(Dump *d, const TestStep *step) {
  for (uint32_t i = 0; i < step->events.n; i++) {
    const GivenEvent *event = &step->events.v[i];
    begin(d, event->span, "events");
    strbuf_printf(d->out, " %lld", (long long)event->count);
    put_text(d, event->kind);
    end(d);
    d->depth++;
    dump_clause(d, event->ago ? "ago" : "at", event->at);
    d->depth--;
  }
}

static void dump_expected(Dump *d, const TestStep *step) {
  static const char *const words[] = {"pool", "owner", "rule",  "tag",   "outcome",
                                      "owners", "tags", "field", "error", "condition"};
  for (uint32_t i = 0; i < step->clauses.n; i++) {
    const ExpectClause *clause = &step->clauses.v[i];
    begin(d, clause->span, clause->negated ? "not " : "");
    strbuf_printf(d->out, " %s", words[clause->kind]);
    if (clause->kind == EXPECT_FIELD) put_name(d, clause->name);
    for (uint32_t k = 0; k < clause->texts.n; k++) put_text(d, clause->texts.v[k]);
    end(d);
    d->depth++;
    dump_expr(d, clause->value);
    d->depth--;
  }
}

static void dump_step(Dump *d, const TestStep *step) {
  static const char *const words[] = {"leads", "each", "rep", "expect"};
  static const char *const states[] = {"away", "inactive", "open", "today", "this week", "this month"};
  begin(d, step->span, words[step->kind]);
  if (step->name.n) put_text(d, step->name);
  if (step->kind == STEP_REP) strbuf_printf(d->out, " %s", states[step->state]);
  if (step->kind != STEP_EXPECT && step->kind != STEP_EACH) strbuf_printf(d->out, " %lld", (long long)step->count);
  end(d);
  d->depth++;
  dump_given(d, step);
  dump_events(d, step);
  dump_clause(d, "at", step->at);
  dump_expected(d, step);
  d->depth--;
}

static void dump_after(Dump *d, const AfterDecl *after) {
  static const char *const kinds[] = {"without activity", "without response", "departure"};
  static const char *const deeds[] = {"reassign", "release to sea", "archive", "hold", "nurture"};
  begin(d, after->span, "after");
  strbuf_printf(d->out, " %s %s", kinds[after->kind], deeds[after->deed]);
  if (after->deed == DEED_REASSIGN) strbuf_printf(d->out, " not last %lld", (long long)after->not_last);
  if (after->name.n) put_text(d, after->name);
  end(d);
  d->depth++;
  dump_expr(d, after->time);
  dump_clause(d, "when", after->when);
  dump_expr(d, after->sea);
  dump_template(d, after->text);
  d->depth--;
}

static void dump_sea(Dump *d, const SeaDecl *sea) {
  begin(d, sea->span, "sea");
  put_text(d, sea->name);
  for (uint32_t i = 0; i < sea->pools.n; i++) put_text(d, sea->pools.v[i].name);
  if (sea->per_day >= 0) strbuf_printf(d->out, " %lld per day", (long long)sea->per_day);
  if (sea->open >= 0) strbuf_printf(d->out, " %lld open", (long long)sea->open);
  if (sea->has_penalty) {
    strbuf_text(d->out, " penalty weight");
    put_number(d, sea->weight);
  }
  end(d);
  d->depth++;
  dump_clause(d, "every", sea->every);
  dump_clause(d, "cooldown", sea->cooldown);
  dump_clause(d, "protect", sea->protect);
  dump_clause(d, "extend", sea->extend);
  dump_clause(d, "max", sea->most);
  dump_clause(d, "penalty for", sea->penalty_for);
  dump_clause(d, "penalty after", sea->penalty_after);
  d->depth--;
}

static const char *const promise_words[] = {
  [ACTION_ASSIGN] = "assign", [ACTION_HOLD] = "hold", [ACTION_NURTURE] = "nurture", [ACTION_ARCHIVE] = "archive"};

static void dump_tests(Dump *d, const Script *s) {
  for (uint32_t i = 0; i < s->tests.n; i++) {
    const TestDecl *test = &s->tests.v[i];
    begin(d, test->span, "test");
    put_text(d, test->name);
    end(d);
    d->depth++;
    dump_clause(d, "at", test->at);
    for (uint32_t k = 0; k < test->steps.n; k++) dump_step(d, &test->steps.v[k]);
    d->depth--;
  }
  for (uint32_t i = 0; i < s->promises.n; i++) {
    const Promise *promise = &s->promises.v[i];
    begin(d, promise->span, promise->when ? "never" : "always");
    if (promise->when) strbuf_printf(d->out, " %s", promise_words[promise->never]);
    end(d);
    d->depth++;
    dump_expr(d, promise->when);
    d->depth--;
  }
}

void print_tree(StrBuf *out, const SourceSet *sources, const Script *script) {
  Dump d = {.out = out, .sources = sources};
  if (script->has_zone) {
    begin(&d, script->zone_span, "timezone");
    put_text(&d, script->zone);
    end(&d);
  }
  for (uint32_t i = 0; i < script->uses.n; i++) {
    begin(&d, script->uses.v[i].span, "use");
    put_text(&d, script->uses.v[i].path);
    end(&d);
  }
  if (script->has_calendar) {
    begin(&d, script->calendar_span, "calendar");
    put_text(&d, script->calendar);
    end(&d);
  }
  dump_fields(&d, "field", script->fields.v, script->fields.n);
  dump_fields(&d, "rep field", script->rep_fields.v, script->rep_fields.n);
  dump_source(&d, "leads", script->leads_from);
  dump_source(&d, "reps", script->reps_from);
  dump_source(&d, "events", script->events_from);
  dump_source(&d, "leaves", script->leaves_from);
  dump_source(&d, "busy", script->busy_from);
  dump_closed(&d, script);
  dump_source(&d, "activities", script->activities_from);
  dump_names(&d, script);
  dump_score(&d, script);
  for (uint32_t i = 0; i < script->duplicates.n; i++) dump_duplicate(&d, script->duplicates.v[i]);
  for (uint32_t i = 0; i < script->tables.n; i++) dump_table(&d, &script->tables.v[i]);
  for (uint32_t i = 0; i < script->calendars.n; i++) dump_calendar(&d, &script->calendars.v[i]);
  for (uint32_t i = 0; i < script->pools.n; i++) dump_pool(&d, &script->pools.v[i]);
  for (uint32_t i = 0; i < script->rules.n; i++) dump_rule(&d, script->rules.v[i]);
  for (uint32_t i = 0; i < script->afters.n; i++) dump_after(&d, &script->afters.v[i]);
  for (uint32_t i = 0; i < script->seas.n; i++) dump_sea(&d, &script->seas.v[i]);
  dump_tests(&d, script);
}
