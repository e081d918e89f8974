#include "cli/repl_edit.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/repl_complete.h"

enum { HISTORY_ENTRIES = 2000 };

struct Editor {
  EditLine *el;
  History *history;
  Input *input;
  Arena arena; /* for paths */
  Str history_path; /* empty: nowhere to keep it */
  int last_entry;   /* number of the newest history entry */
  bool cancelled;
};

static const char *prompt(EditLine *el) {
  Editor *e;
  el_get(el, EL_CLIENTDATA, &e);
  return input_wants_more(e->input) ? "...   " : "leat> ";
}

/* ---- history ---- */

static bool make_folders(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
    *slash = '/';
    if (!made) return false;
  }
  return true;
}

static Str history_path(Arena *a) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  Str path = STR("");
  if (state && state[0] == '/') path = arena_printf(a, "%s/leat/history", state);
  else if (home && home[0] == '/') path = arena_printf(a, "%s/.local/state/leat/history", home);
  if (path.n == 0) return path;
  char *spare = arena_alloc(a, path.n + 1);
  memcpy(spare, path.p, path.n);
  return make_folders(spare) ? path : STR("");
}

static void remember(void *ctx, Str entry, bool again) {
  Editor *e = ctx;
  HistEvent event;
  char *text = mem_alloc(entry.n + 1);
  memcpy(text, entry.p, entry.n);
  if (again) history(e->history, &event, H_DEL, e->last_entry);
  if (history(e->history, &event, H_ENTER, text) >= 0) e->last_entry = event.num;
  mem_free(text);
}

static void history_save(Editor *e) {
  if (e->history_path.n == 0) return;
  HistEvent event;
  mode_t old = umask(077);
  history(e->history, &event, H_SAVE, e->history_path.p);
  chmod(e->history_path.p, 0600);
  umask(old);
}

/* ---- keys ---- */

static unsigned char on_cancel(EditLine *el, int key) {
  (void)key;
  Editor *e;
  el_get(el, EL_CLIENTDATA, &e);
  e->cancelled = true;
  fputs("^C\n", stdout); /* CC_NEWLINE itself shows nothing */
  return CC_NEWLINE;
}

static void replace_word(EditLine *el, Str old, Str new, const char *ending) {
  StrBuf text;
  strbuf_init(&text);
  strbuf_str(&text, new);
  strbuf_text(&text, ending);
  size_t typed = text_length(old);
  if (typed) el_deletestr(el, (int)typed);
  if (text.n) el_insertstr(el, text.p);
  strbuf_deinit(&text);
}

static void list_candidates(const Session *s, const Completions *found) {
  StrBuf text;
  strbuf_init(&text);
  strbuf_char(&text, '\n');
  completions_print(found, s->width > 0 ? s->width : 80, s->lang, &text);
  fwrite(text.p, 1, text.n, stdout);
  fflush(stdout);
  strbuf_deinit(&text);
}

static unsigned char on_tab(EditLine *el, int key) {
  (void)key;
  Editor *e;
  el_get(el, EL_CLIENTDATA, &e);
  Session *s = e->input->session;
  const LineInfo *info = el_line(el);
  Str line = {info->buffer, (size_t)(info->cursor - info->buffer)};
  Arena scratch;
  arena_init(&scratch, 0);
  Completions found;
  complete(s, &scratch, input_pending(e->input), arena_copy(&scratch, line), &found);
  Str common = completions_common(&found);
  Str typed = {line.p + found.start, line.n - found.start};
  unsigned char result = CC_ERROR;
  if (found.items.n == 1) {
    bool open = common.n && (common.p[common.n - 1] == '(' || common.p[common.n - 1] == '/');
    replace_word(el, typed, common, open ? "" : found.ending);
    result = CC_REFRESH;
  } else if (found.items.n > 1 && common.n > typed.n) {
    replace_word(el, typed, common, "");
    result = CC_REFRESH;
  } else if (found.items.n > 1) {
    list_candidates(s, &found);
    result = CC_REDISPLAY;
  }
  arena_deinit(&scratch);
  return result;
}

/* ---- life ---- */

/* libedit needs to know how many bytes make a character; nothing else follows the locale. */
static void set_characters(void) {
  const char *set = setlocale(LC_CTYPE, "");
  if (MB_CUR_MAX == 1 || !set) setlocale(LC_CTYPE, "C.UTF-8");
}

static void bind_keys(EditLine *el) {
  el_set(el, EL_EDITOR, "emacs");
  el_set(el, EL_ADDFN, "leat-complete", "complete keywords, names and values", on_tab);
  el_set(el, EL_ADDFN, "leat-cancel", "drop what is being typed", on_cancel);
  el_source(el, NULL); /* may switch to vi: our keys come after */
  el_set(el, EL_BIND, "\t", "leat-complete", NULL);
  el_set(el, EL_BIND, "^C", "leat-cancel", NULL);
  el_set(el, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_set(el, EL_SETTY, "-d", "-isig", NULL); /* Ctrl-C comes as a key while a line is typed */
}

Editor *editor_new(Input *in) {
  set_characters();
  Editor *e = mem_alloc(sizeof *e);
  HistEvent event;
  arena_init(&e->arena, 0);
  e->input = in;
  e->history = history_init();
  e->el = el_init("leat", stdin, stdout, stderr);
  if (!e->history || !e->el) {
    editor_free(e);
    return NULL;
  }
  history(e->history, &event, H_SETSIZE, HISTORY_ENTRIES);
  history(e->history, &event, H_SETUNIQUE, 1);
  e->history_path = history_path(&e->arena);
  if (e->history_path.n) history(e->history, &event, H_LOAD, e->history_path.p);
  el_set(e->el, EL_CLIENTDATA, e);
  el_set(e->el, EL_PROMPT, prompt);
  el_set(e->el, EL_HIST, history, e->history);
  el_set(e->el, EL_SIGNAL, 1); /* a new size of the window is heeded */
  bind_keys(e->el);
  in->remember = remember;
  in->ctx = e;
  return e;
}

void editor_free(Editor *e) {
  if (e->el) el_end(e->el);
  if (e->history) {
    history_save(e);
    history_end(e->history);
  }
  arena_deinit(&e->arena);
  mem_free(e);
}

EditorResult editor_read(Editor *e, Str *entry_out) {
  int n = 0;
  e->cancelled = false;
  const char *line = el_gets(e->el, &n);
  if (e->cancelled) return EDITOR_CANCEL;
  if (!line || n <= 0) return EDITOR_END;
  *entry_out = (Str){line, (size_t)n};
  if (entry_out->p[entry_out->n - 1] == '\n') entry_out->n--;
  return EDITOR_LINE;
}
