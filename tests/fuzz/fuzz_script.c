/* Any bytes as a script: parse, check, compile; when it loads, route a lead with it. */
#include "engine/leat.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Leat *l = leat_new();
  LeatStatus status = leat_load(l, "fuzz.leat", (Str){(const char *)data, size});
  StrBuf text;
  strbuf_init(&text);
  leat_findings(l, false, &text);
  if (status == LEAT_OK) {
    LeatExplanation e = {0};
    if (leat_lead_set_literal(l, STR("{}")) != LEAT_OK || leat_lead_explain(l, 1772442000000, &e) != LEAT_OK) abort();
    leat_explanation_text(&e, false, &text);
  } else if (status == LEAT_SCRIPT && leat_error_count(l) == 0) {
    abort();
  }
  strbuf_deinit(&text);
  leat_free(l);
  return 0;
}
