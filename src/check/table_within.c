/* The keys of a table that are looked for within a text: how long they are is what bounds a lookup and its index. */
#include "check/checker.h"

static const Cell *within_cell(const LookupTable *t, uint32_t row) {
  size_t at = (size_t)row * t->key_count + t->mode_key;
  return t->tests ? t->tests[at].v : &t->key_cells[at];
}

bool within_keys_check(Checker *c, const LookupTable *t) {
  const LookupColumn *key = &t->keys[t->mode_key];
  if (key->type != TYPE_TEXT) {
    diag_add(c->diags, DIAG_TABLE_KEY_TYPE, t->decl->keys.v[t->mode_key].span, STR_FMT(key->name),
             type_phrase(key->type));
    return false;
  }
  size_t bytes = 0;
  for (uint32_t row = 0; row < t->row_count; row++) {
    uint32_t n = within_cell(t, row)->n;
    if (n > LIMIT_TABLE_WITHIN_KEY) {
      Span place = t->lines ? t->decl->file_span : t->decl->rows.v[row].span;
      diag_add(c->diags, DIAG_TABLE_WITHIN_LONG, place, STR_FMT(t->name), (int)LIMIT_TABLE_WITHIN_KEY);
      if (t->lines) diag_fix(c->diags, "shorten it in line %u", t->lines[row]);
      return false;
    }
    bytes += n;
  }
  if (bytes <= LIMIT_TABLE_WITHIN_BYTES) return true;
  diag_add(c->diags, DIAG_TABLE_WITHIN_MANY, t->decl->span, STR_FMT(t->name), (int)LIMIT_TABLE_WITHIN_BYTES);
  return false;
}
