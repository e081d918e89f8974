/* Settings that stand in sections: `[name]`, then `key = value` a line; `#` or `;` begins a comment line.
 *
 * ini_begin -> ini_next until INI_END or INI_BAD. Texts point into the input. Values are taken as they stand, without
 * blanks at their ends; there are no quotes, escapes or continued lines. */
#ifndef LEAT_BASE_INI_H
#define LEAT_BASE_INI_H
#include "base/str.h"

typedef enum IniItem { INI_END, INI_SECTION, INI_SETTING, INI_BAD } IniItem;
typedef struct IniReader {
  Str rest;
  uint32_t line;   /* of the item read last, from 1 */
  Str section;     /* of a SECTION its name; of a SETTING where it stands; empty: before the first one */
  Str key, value;  /* of a SETTING */
  const char *why; /* of BAD, in the words of a message */
} IniReader;

void ini_begin(IniReader *r, Str text);
IniItem ini_next(IniReader *r);
#endif
