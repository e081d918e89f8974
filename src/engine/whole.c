#include "engine/whole.h"
#include "syntax/print.h"

static void write_entries(StrBuf *out, const ListDecl *list) {
  strbuf_text(out, " = (");
  for (uint32_t i = 0; i < list->items.n; i++) {
    if (i > 0) strbuf_text(out, ", ");
    print_text_literal(out, list->items.v[i]->text);
  }
  strbuf_char(out, ')');
}

Str whole_script(Loaded *script) {
  const Script *tree = script->script;
  StrBuf out;
  size_t at = 0;
  strbuf_init(&out);
  for (uint32_t i = 0; i < tree->lists.n; i++) { /* in the order in which they stand in the text */
    const ListDecl *list = &tree->lists.v[i];
    if (!list->from_file) continue;
    strbuf_add(&out, script->text.p + at, list->span.end - at);
    write_entries(&out, list);
    at = list->file_span.end;
  }
  if (at == 0) return script->text;
  strbuf_add(&out, script->text.p + at, script->text.n - at);
  Str whole = arena_copy(&script->arena, strbuf_view(&out));
  strbuf_deinit(&out);
  return whole;
}
