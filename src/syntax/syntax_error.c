/* Syntax errors in the user's words: what was expected, what stands there, and what was probably meant. */
#include <stdio.h>
#include <string.h>

#include "syntax/build.h"
#include "syntax/leat_grammar.h"

enum { MAX_PHRASES = 5, MAX_SHOWN_BYTES = 40 };

/* One way to go on. */
typedef struct Phrase { int token; const char *words; } Phrase;

static const Phrase single_tokens[] = {
  {T_LBRACE, "`{`"},      {T_RBRACE, "`}`"},       {T_RPAREN, "`)`"},       {T_COMMA, "`,`"},
  {T_EQUALS, "`=`"},      {T_LPAREN, "`(`"},       {T_POOL, "`pool`"},      {T_REP, "`rep`"},
  {T_WHERE, "`where`"},   {T_ELSE, "`else`"},      {T_WITHIN, "`within`"},  {T_WAIT, "`wait`"},
  {T_DUE, "`due`"},       {T_FOR, "`for`"},        {T_FROM, "`from`"},      {T_REPS, "`reps`"},
  {T_MEMBER, "`member`"}, {T_WEIGHT, "`weight`"},  {T_CAPACITY, "`capacity`"}, {T_SKILLS, "`skills`"},
  {T_DEFAULT, "`default`"}, {T_STRATEGY, "`strategy`"}, {T_OPEN, "`open`"}, {T_LIST, "`list`"},
  {T_JSON, "`json`"},     {T_NOCASE, "`nocase`"},  {T_WITH, "`with`"},      {T_MISSING, "`missing`"},
  {T_ROW, "`row`"},       {T_ARROW, "`->`"},       {T_TABLE, "`table`"},    {T_KNOWN, "`known`"},
  {T_CLOSED, "`closed`"}, {T_ZONE, "`zone`"},      {T_LIKE, "`like`"},      {T_BY, "`by`"},
  {T_STICKY, "`sticky`"}, {T_DB, "`db`"}, {T_LEAST, "`least`"}, {T_SPLIT, "`split`"}, {T_ABSENT, "`absent`"},
  {T_KEEP, "`keep`"}, {T_PLACE, "`place`"}, {T_CATCH, "`catch`"}, {T_UP, "`up`"},
  {T_THEN, "`then`"},     {T_WHEN, "`when`"},
  {T_ROUTE, "`route`"},   {T_EXPECT, "`expect`"},  {T_AWAY, "`away`"},      {T_INACTIVE, "`inactive`"},
  {T_AUTO, "`auto`"},     {T_PER, "`per`"},       {T_EVENT, "`event`"},
};

typedef struct Wording {
  const SyntaxError *error;
  Parser *p;
  const char *phrases[MAX_PHRASES];
  int count;
} Wording;

static bool expects(const SyntaxError *e, int token) { return e->expected[TOKEN_PLACE(token)]; }

static bool expects_value(const SyntaxError *e) {
  return expects(e, T_NUMBER) && expects(e, T_STRING) && expects(e, T_NAME);
}
static bool expects_name(const SyntaxError *e) { return expects(e, T_NAME) && expects(e, T_TAG); }
static bool expects_operator(const SyntaxError *e) { return expects(e, T_PLUS); }
static bool expects_statement(const SyntaxError *e) { return expects(e, T_LET) && expects(e, T_WHEN); }
static bool expects_rule(const SyntaxError *e) {
  return expects(e, T_RULE) && expects(e, T_WHEN) && expects(e, T_OTHERWISE);
}
static bool expects_action(const SyntaxError *e) { return expects(e, T_TAG) && expects(e, T_ASSIGN); }

static void add_phrase(Wording *w, bool wanted, const char *words) {
  if (wanted && w->count < MAX_PHRASES) w->phrases[w->count++] = words;
}

static bool after_condition_word(const Parser *p) {
  switch (p->lexer.before_last.kind) {
    case T_WHEN:
    case T_WHERE:
    case T_AND:
    case T_OR:
    case T_NOT:
    case T_IF: return true;
    default: return false;
  }
}

/* Said by a phrase for the whole group already, or an obvious way to go on that only makes the list long. */
static bool is_covered(const SyntaxError *e, int token) {
  bool names = expects_name(e);
  switch (token) {
    case T_LPAREN: return expects_value(e) || expects_operator(e);
    case T_EQUALS: return expects_operator(e);
    case T_WHEN: return expects_rule(e);
    case T_SPLIT: return names || expects_action(e);
    case T_POOL:
    case T_LIST:
    case T_TABLE:
    case T_REP:
    case T_CLOSED:
    case T_REPS: return names || expects_statement(e);
    default: return names && token != T_LBRACE && token != T_RBRACE && token != T_RPAREN && token != T_COMMA;
  }
}

static void collect_phrases(Wording *w) {
  const SyntaxError *e = w->error;
  bool value = expects_value(e), name = expects_name(e);
  add_phrase(w, value, after_condition_word(w->p) ? "a condition" : "a value");
  add_phrase(w, name && !value, "a name");
  add_phrase(w, !value && expects(e, T_STRING) && !name, "a text in double quotes");
  add_phrase(w, !value && expects(e, T_NUMBER), "a number");
  add_phrase(w, expects(e, T_COUNT) && !value, "a lead such as `lead { source: \"web\" }`");
  add_phrase(w, expects_operator(e) && expects(e, T_EQ), "a comparison such as `==`");
  add_phrase(w, expects(e, T_AND) && !expects(e, T_EQ), "`and`");
  add_phrase(w, expects(e, T_OR) && !expects(e, T_EQ), "`or`");
  add_phrase(w, expects_action(e), "an action such as `assign`");
  add_phrase(w, expects_statement(e), "a statement such as `when`");
  add_phrase(w, expects_rule(e) && !expects_statement(e), "a rule");
  add_phrase(w, expects(e, T_STRATEGY_WORD) && !name, "a strategy such as `roundrobin`");
  add_phrase(w, expects(e, T_LABEL), "a field such as `source: text`");
  add_phrase(w, expects(e, T_TYPE_WORD) && !name, "a type such as `text`");
  add_phrase(w, expects(e, T_UNIT) && !name && !expects_operator(e) && !expects(e, T_KM), "a unit such as `days`");
  for (size_t i = 0; i < sizeof single_tokens / sizeof single_tokens[0]; i++) {
    int token = single_tokens[i].token;
    add_phrase(w, expects(e, token) && !is_covered(e, token), single_tokens[i].words);
  }
  if (w->count == 0) add_phrase(w, true, expects_operator(e) ? "an operator" : "the end of the script");
}

static Str expected_words(Wording *w) {
  Lang lang = w->p->diags->lang;
  StrBuf text;
  strbuf_init(&text);
  collect_phrases(w);
  for (int i = 0; i < w->count; i++) {
    const char *joint = i == 0 ? "" : i + 1 < w->count ? ", " : w->count > 2 ? ", or " : " or ";
    strbuf_text(&text, lang_text(lang, joint));
    strbuf_text(&text, lang_text(lang, w->phrases[i]));
  }
  Str words = arena_copy(w->p->arena, strbuf_view(&text));
  strbuf_deinit(&text);
  return words;
}

static Str found_words(const Parser *p, const Token *found) {
  Lang lang = p->diags->lang;
  if (found->kind == T_END) return lang_say(p->arena, lang, "the end of the script");
  Str written = {p->lexer.text.p + found->span.start, found->span.end - found->span.start};
  bool one_line = !memchr(written.p, '\n', written.n) && !memchr(written.p, '\r', written.n);
  if (written.n <= MAX_SHOWN_BYTES && one_line) return arena_printf(p->arena, "`%.*s`", STR_FMT(written));
  if (found->kind == T_STRING) return lang_say(p->arena, lang, "a text");
  if (found->kind == T_NOT_IN) return STR("`not in`");
  return lang_say(p->arena, lang, "a name");
}

static void report_not_yet(Parser *p, Str words, Span span) { diag_add(p->diags, DIAG_NOT_YET, span, STR_FMT(words)); }

void report_later(Parser *p, const Token *word) {
  report_not_yet(p, word->text, word->span);
  lexer_recover(&p->lexer, true, true);
}

/* Words of versions to come, where they would stand. True: reported. */
static bool is_later(Parser *p, const SyntaxError *e) {
  const Token *found = &e->found;
  bool in_assignment = expects(e, T_WITHIN) && expects(e, T_ELSE) && !expects_name(e);
  Span span = found->span;
  Str words = found->text;
  if (found->kind == T_LATER || found->kind == T_LATER_CLAUSE) {
    /* as it is */
  } else if (found->kind == T_NAME) {
    bool in_test = expects(e, T_EXPECT) && !expects_name(e); /* `later 3 hours` */
    if (!in_test || !str_is(words, "later")) return false;
  } else if (!in_assignment || (found->kind != T_THEN && found->kind != T_FOR)) {
    return false;
  }
  report_not_yet(p, words, span);
  return true;
}

static bool starts_or_ends_rule(int kind) {
  switch (kind) {
    case T_END:
    case T_RBRACE:
    case T_WHEN:
    case T_OTHERWISE:
    case T_RULE:
    case T_LET:
    case T_DEFINE:
    case T_LIST:
    case T_TABLE:
    case T_UNIQUE:
    case T_USE:
    case T_LEAD:
    case T_LEADS:
    case T_REPS:
    case T_TEST:
    case T_NEVER:
    case T_ALWAYS:
    case T_EVENTS:
    case T_LEAVES:
    case T_BUSY:
    case T_SCORE:
    case T_CLASS:
    case T_TIMEZONE: return true;
    default: return false;
  }
}

static bool is_action(int kind) {
  switch (kind) {
    case T_TAG:
    case T_SET:
    case T_NOTIFY:
    case T_TASK:
    case T_ASSIGN:
    case T_HOLD:
    case T_NURTURE:
    case T_ARCHIVE:
    case T_STOP: return true;
    default: return false;
  }
}

static void report_action_outside(Parser *p, Span span, Str word) {
  diag_add(p->diags, DIAG_ACTION_OUTSIDE_RULE, span, STR_FMT(word));
  diag_fix(p->diags, "say for which leads: `when … %.*s …`, or `otherwise %.*s …`", STR_FMT(word), STR_FMT(word));
}

static void report_action_late(Parser *p, Span span) {
  diag_add(p->diags, DIAG_ACTION_AFTER_RULES, span);
  diag_fix(p->diags, "put it before the inner rules of its block, or give it a rule of its own");
}

void report_action_after_rules(Parser *p, const Rule *body) {
  Span span = body->actions.v[0]->span;
  Str word = {p->lexer.text.p + span.start, 0};
  while (span.start + word.n < span.end && word.p[word.n] >= 'a' && word.p[word.n] <= 'z') word.n++;
  if (p->block_count == 0) report_action_outside(p, span, word);
  else report_action_late(p, span);
}

void report_equals(Parser *p, Span span) {
  diag_add(p->diags, DIAG_SINGLE_EQUALS, span);
  diag_fix(p->diags, "use `==`");
  diag_edit(p->diags, span, "==");
}

/* The span holds its beginning. */
static void report_range(Parser *p, Span span) {
  Str written = {p->lexer.text.p + span.start, span.end - span.start};
  diag_add(p->diags, DIAG_RANGE_PLACE, span, STR_FMT(arena_printf(p->arena, "`%.*s…`", STR_FMT(written))));
  diag_fix(p->diags, "write `… in %.*s`", STR_FMT(arena_printf(p->arena, "%.*s…", STR_FMT(written))));
}

/* Mistakes that have their own words. True: reported. */
static bool is_known_mistake(Parser *p, const SyntaxError *e) {
  const Token *found = &e->found, *before = &p->lexer.before_last;
  Str word = {p->lexer.text.p + found->span.start, found->span.end - found->span.start};
  if (expects_action(e) && expects(e, T_LBRACE) && starts_or_ends_rule(found->kind)) {
    diag_add(p->diags, DIAG_RULE_WITHOUT_ACTION, before->span);
    diag_fix(p->diags, "add one after the condition, such as `assign pool \"…\"`");
    return true;
  }
  if (is_action(found->kind) && expects_rule(e) && !expects_action(e) && !expects_name(e)) {
    if (p->block_count == 0) report_action_outside(p, found->span, word);
    else report_action_late(p, found->span);
    return true;
  }
  if ((found->kind == T_RBRACE && p->lexer.open_count == 0 && expects_statement(e)) ||
      (found->kind == T_RPAREN && !expects(e, T_RPAREN) && !expects_value(e) && !expects_name(e))) {
    diag_add(p->diags, DIAG_NOTHING_TO_CLOSE, found->span, STR_FMT(word));
    return true;
  }
  if ((found->kind == T_DEFAULT || found->kind == T_STRATEGY) && expects(e, T_MEMBER) && !expects(e, T_DEFAULT)) {
    diag_add(p->diags, DIAG_SETTING_AFTER_MEMBER, found->span);
    return true;
  }
  if (found->kind == T_RANGE && expects_operator(e)) {
    report_range(p, span_join(before->span, found->span));
    return true;
  }
  if (before->kind == T_IS && expects(e, T_MISSING)) {
    diag_add(p->diags, DIAG_IS_WHAT, found->span);
    diag_fix(p->diags, "to compare use `==`");
    return true;
  }
  return false;
}

typedef struct Alias { const char *written, *ours; } Alias;
static const Alias type_aliases[] = {
    {"string", "text"},   {"str", "text"},       {"varchar", "text"}, {"int", "number"},   {"integer", "number"},
    {"float", "number"},  {"decimal", "number"}, {"real", "number"},  {"boolean", "bool"}, {"date", "time"},
    {"datetime", "time"}, {"timestamp", "time"}, {"array", "list"},
};

static Str meant_word(const SyntaxError *e) {
  if (expects(e, T_TYPE_WORD))
    for (size_t i = 0; i < sizeof type_aliases / sizeof type_aliases[0]; i++)
      if (str_eq_ascii_nocase(e->found.text, str_of(type_aliases[i].written))) return str_of(type_aliases[i].ours);
  size_t count, near = 0;
  const KeywordInfo *infos = keyword_info(&count);
  Str candidates[TOKEN_PLACES];
  for (size_t i = 0; i < count && near < TOKEN_PLACES; i++)
    if (infos[i].group != GROUP_LATER && expects(e, infos[i].token)) candidates[near++] = str_of(infos[i].word);
  return suggest(e->found.text, candidates, near);
}

static void add_fix(Parser *p, const SyntaxError *e) {
  const Token *found = &e->found;
  if (found->kind == T_EQ && expects(e, T_EQUALS)) {
    diag_fix(p->diags, "use `=`");
    diag_edit(p->diags, found->span, "=");
  } else if ((found->kind == T_POOL || found->kind == T_REP) && expects_action(e)) {
    diag_fix(p->diags, "did you mean `assign %s`?", found->keyword->word);
  } else if (found->kind == T_NAME && !expects_name(e)) {
    Str near = meant_word(e);
    if (near.n) {
      diag_fix(p->diags, "did you mean `%.*s`?", STR_FMT(near));
      diag_edit(p->diags, found->span, "%.*s", STR_FMT(near));
    } else if (expects(e, T_STRING)) {
      diag_fix(p->diags, "put it in quotes: `\"%.*s\"`", STR_FMT(found->text));
      diag_edit(p->diags, found->span, "\"%.*s\"", STR_FMT(found->text));
    }
  }
}

static void add_cause(Parser *p, const SyntaxError *e) {
  const Lexer *lexer = &p->lexer;
  if (e->found.kind != T_END || lexer->open_count == 0) return;
  const OpenBracket *open = &lexer->open[lexer->open_count - 1];
  diag_cause(p->diags, open->span, "this `%s` is not closed", open->is_brace ? "{" : "(");
}

void parser_syntax_error(Parser *p, const SyntaxError *e) {
  if (p->lexer.stopped) return;
  if (p->diags->errors == p->errors_before && e->found.kind == T_END) p->ended_too_soon = true;
  bool damaged = p->lexer.damaged, later = !damaged && is_later(p, e);
  if (!damaged && !later && !is_known_mistake(p, e)) {
    Wording w = {.error = e, .p = p};
    Str expected = expected_words(&w), found = found_words(p, &e->found);
    diag_add(p->diags, DIAG_SYNTAX, e->found.span, STR_FMT(expected), STR_FMT(found));
    add_fix(p, e);
    add_cause(p, e);
  }
  lexer_recover(&p->lexer, false, later);
}

void parser_too_deep(Parser *p, Span span) {
  if (p->deep_reported || p->lexer.stopped) return;
  p->deep_reported = true;
  diag_add(p->diags, DIAG_TOO_DEEP, span, LIMIT_EXPR_DEPTH);
  diag_fix(p->diags, "give parts of it a name with `let`");
}
