#include "cli/repl_input.h"

#include "cli/repl_commands.h"
#include "syntax/parse.h"

void input_init(Input *in, Session *session, bool interactive) {
  *in = (Input){.session = session, .interactive = interactive};
}

void input_deinit(Input *in) {
  strbuf_deinit(&in->preface);
  strbuf_deinit(&in->before);
  strbuf_deinit(&in->pending);
}

bool input_is_open(Str text) {
  int depth = 0;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == '#') {
      while (i < text.n && text.p[i] != '\n') i++;
    } else if (c == '"' || c == '`') {
      for (i++; i < text.n && text.p[i] != c && text.p[i] != '\n'; i++)
        if (text.p[i] == '\\' && c == '"') i++;
    } else if (c == '{' || c == '(') {
      depth++;
    } else if (c == '}' || c == ')') {
      depth--;
    }
  }
  return depth > 0;
}

bool input_is_command(Str line) {
  line = str_trim(line);
  if (line.n < 2 || line.p[0] != '.') return false;
  return (line.p[1] >= 'a' && line.p[1] <= 'z') || (line.p[1] >= 'A' && line.p[1] <= 'Z');
}

static bool says_nothing(Str line) {
  line = str_trim(line);
  return line.n == 0 || line.p[0] == '#';
}

bool input_wants_more(const Input *in) {
  if (in->pending.n == 0) return false;
  Str text = strbuf_view(&in->pending);
  return input_is_open(text) || parse_completeness(text) == TEXT_INCOMPLETE;
}

Str input_pending(const Input *in) { return input_wants_more(in) ? strbuf_view(&in->pending) : STR(""); }

static void remember(Input *in, Str entry, bool again) {
  while (entry.n && entry.p[entry.n - 1] == '\n') entry.n--;
  if (in->remember && entry.n) in->remember(in->ctx, entry, again);
}

static void forget_pending(Input *in) {
  strbuf_clear(&in->pending);
  strbuf_clear(&in->before);
  in->applied = false;
  in->is_expression = false;
}

static void apply(Input *in, bool again) {
  StrBuf text;
  strbuf_init(&text);
  strbuf_str(&text, strbuf_view(&in->before));
  strbuf_str(&text, strbuf_view(&in->pending));
  session_add(in->session, strbuf_view(&text));
  strbuf_deinit(&text);
  in->applied = true;
  remember(in, strbuf_view(&in->pending), again);
}

static void add_line(StrBuf *to, Str line) {
  strbuf_str(to, line);
  strbuf_char(to, '\n');
}

/* A line was added to the pending text: is it whole? */
static void settle(Input *in, bool again) {
  if (input_wants_more(in)) return;
  if (in->is_expression) {
    session_eval(in->session, strbuf_view(&in->pending));
    remember(in, strbuf_view(&in->pending), false);
    forget_pending(in);
  } else if (in->interactive) {
    apply(in, again);
  }
}

/* The pending statement is whole, and what comes next does not belong to it. */
static void finish(Input *in) {
  if (in->pending.n > 0 && !in->applied) apply(in, false);
  forget_pending(in);
}

static void drop_unfinished(Input *in) {
  Session *s = in->session;
  repl_refuse(s, "the unfinished statement before was dropped");
  forget_pending(in);
}

static void begin(Input *in, Str line) {
  Session *s = in->session;
  if (input_is_command(line)) {
    session_give_up(s);
    remember(in, line, false);
    repl_command(s, str_trim(line));
  } else if (parse_starts_statement(line)) {
    strbuf_str(&in->before, strbuf_view(&in->preface));
    strbuf_clear(&in->preface);
    add_line(&in->pending, line);
    settle(in, false);
  } else {
    session_give_up(s);
    in->is_expression = true;
    add_line(&in->pending, line);
    settle(in, false);
  }
}

void input_line(Input *in, Str line) {
  if (in->pending.n > 0 && input_wants_more(in)) {
    if (input_is_command(line)) {
      drop_unfinished(in);
      begin(in, line);
    } else {
      add_line(&in->pending, line);
      settle(in, false);
    }
    return;
  }
  if (says_nothing(line)) {
    add_line(&in->preface, line);
    return;
  }
  if (in->pending.n > 0 && !input_is_command(line) && parse_continues_statement(line)) {
    bool again = in->applied;
    if (again) session_retract(in->session);
    in->applied = false;
    strbuf_str(&in->pending, strbuf_view(&in->preface));
    strbuf_clear(&in->preface);
    add_line(&in->pending, line);
    settle(in, again);
    return;
  }
  finish(in);
  begin(in, line);
}

void input_end(Input *in) {
  if (in->pending.n > 0 && input_wants_more(in) && in->is_expression) {
    session_eval(in->session, strbuf_view(&in->pending));
    forget_pending(in);
  }
  finish(in); /* what is not finished is refused with the reason */
  session_give_up(in->session);
}

void input_cancel(Input *in) {
  if (!in->applied) forget_pending(in);
}
