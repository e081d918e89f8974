/* Where the parts of a script begin, as the grammar saw them: what a layout cannot tell from words alone, since nearly
 * every keyword may also be a name. */
#ifndef LEAT_SYNTAX_MARKS_H
#define LEAT_SYNTAX_MARKS_H
#include "base/diag.h"
#include "syntax/ast.h"

typedef enum MarkKind {
  MARK_STATEMENT = 1,
  MARK_RULE = 2,    /* `rule` or `when`, at the top or in a block */
  MARK_BODY = 4,    /* of a rule: its first action, or `{` */
  MARK_ACTION = 8,
  MARK_ITEM = 16,   /* of a block that may stand on one line: member, setting, field, mapping */
  MARK_LINE = 32,   /* of a block that never does: a line of its own */
  MARK_CLAUSE = 64, /* of an action, statement or item; a long one is broken here first */
  MARK_NAME = 128,  /* a word used as a name */
  MARK_JOINED = 512, /* stands close to the word before it, as in `half-life` */
  MARK_SIGN = 256   /* `-` before a number or value, `not` before a condition */
} MarkKind;

typedef struct Mark { uint32_t at; MarkKind kind; } Mark; /* byte of the script */
typedef struct Marks { Mark *v; uint32_t n, cap; } Marks; /* in the order of reduction; in the parser's arena */

/* As parse_script, with marks. They are of use only when there were no errors. */
Script *parse_marked(Arena *arena, const SourceSet *sources, uint32_t file, DiagList *diags, Marks *marks_out);
#endif
