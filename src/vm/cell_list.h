/* List cells: text split at a separator, or a JSON array of texts, numbers and bools. Only for src/vm. */
#ifndef LEAT_VM_CELL_LIST_H
#define LEAT_VM_CELL_LIST_H
#include "code/chunk.h"

Value list_cell(const CodeColumn *column, Value raw, Arena *arena);
/* Checked, NFC, folded when nocase; VAL_MISSING with ERROR_BAD_UTF8 when it is no text. */
Value cell_text(Str s, bool nocase, Arena *arena);
#endif
