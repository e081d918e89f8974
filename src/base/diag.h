/* Findings about the user's script or data: collected, never printed here.
 *
 *   diag_add(list, DIAG_UNKNOWN_COLUMN, span, STR_FMT(name));   the text comes from diags.def
 *   diag_fix(list, "did you mean `%.*s`?", ...);                attaches to the one just added
 *   diag_cause(list, other_span, "declared here");              a second place, underlined ~~~
 *
 * At most LIMIT_DIAGS_PER_FILE errors are kept; one is added that says so. Findings are rendered in source order. */
#ifndef LEAT_BASE_DIAG_H
#define LEAT_BASE_DIAG_H
#include "base/lang.h"
#include "base/source.h"

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE } Severity;

typedef enum DiagCode {
#define DIAG(name, code, severity, text) DIAG_##name,
#include "base/diags.def"
#undef DIAG
  DIAG_COUNT
} DiagCode;

typedef struct Diag {
  DiagCode code;
  Span span;
  Str message;
  Str fix;    /* empty: none */
  Span edit;  /* only when has_edit: written in its place, edit_text is the fix */
  Str edit_text;
  bool has_edit;
  Span cause; /* only when cause_text is not empty */
  Str cause_text;
} Diag;

typedef struct DiagList {
  Arena *arena;
  VEC(Diag) items;
  uint32_t errors, warnings; /* all that were added, kept or not */
  Lang lang;         /* that messages are written in; set behind diag_init */
  bool last_dropped; /* then diag_fix and diag_cause have nothing to attach to */
} DiagList;

void diag_init(DiagList *list, Arena *arena);
/* The arguments of the code's text. As in every message, %s is a word of ours, %.*s what the user wrote (lang.h). */
void diag_add(DiagList *list, DiagCode code, Span span, ...);
void diag_fix(DiagList *list, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The fix as a change of the script, where it is surely meant so; after diag_fix. */
void diag_edit(DiagList *list, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_cause(DiagList *list, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));

const char *diag_id(DiagCode code); /* "E0203" */
const char *diag_name(DiagCode code); /* "UNKNOWN_COLUMN" */
Severity diag_severity(DiagCode code);
const char *diag_text(DiagCode code, Lang lang); /* the format of its message */
Str diag_remedy(const Diag *d, Lang lang); /* its fix, else what usually helps; empty: nothing */
bool diag_find(Str id, DiagCode *code_out);      /* "E0203", "e0203" */

/* Text for people: `file:line:col: error: … [E0203]`, the line, ^^^ under the fault (by display width), the fix. */
void diag_render(const DiagList *list, const SourceSet *sources, bool colour, StrBuf *out);
/* A JSON array, one object per finding: code, severity, a place, message, fix, help (the command that says more), edit
 * (null, or a place and `text`: what to write there), and cause when there is one (a place and `message`); of a place
 * in a module also used_by: the places of its `use`, the nearest first. A place is file, line, column, end_line,
 * end_column (characters, from 1), display_column (of a terminal, from 1), byte and end_byte (in the file, from 0, end
 * excluded). */
void diag_render_json(const DiagList *list, const SourceSet *sources, StrBuf *out);

/* The candidate nearest to `word` (case folded, Damerau-Levenshtein, at most a third of its length away);
 * an empty Str when none is near. */
Str suggest(Str word, const Str *candidates, size_t count);
#endif
