/* Texts in the script against the texts in the data: the same but for case or blanks, or near misses. */
#include "check/checker.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Folded, trimmed, full-width forms as their narrow twins, runs of blanks as one. */
static Str loose_key(Checker *c, Str s) {
  StrBuf b;
  char bytes[4];
  bool blank = false;
  strbuf_init(&b);
  s = text_fold(c->arena, str_trim(s));
  for (size_t at = 0; at < s.n;) {
    uint32_t point = text_decode(s, &at);
    if (point >= 0xff01 && point <= 0xff5e) point -= 0xfee0;
    if (point == 0x3000 || point == 0xa0 || point == '\t') point = ' ';
    if (point == ' ' && blank) continue;
    blank = point == ' ';
    strbuf_add(&b, bytes, text_encode(point, bytes));
  }
  Str key = text_fold(c->arena, arena_copy(c->arena, strbuf_view(&b)));
  strbuf_deinit(&b);
  return key;
}

static int cmp_text(const void *a, const void *b) { return str_cmp(*(const Str *)a, *(const Str *)b); }

static void peek_whole(Checker *c, Peeked *p) {
  p->whole = true;
  Str *sorted = ARENA_ARRAY(c->arena, Str, p->count + 1);
  if (p->count) memcpy(sorted, p->values, p->count * sizeof *sorted);
  qsort(sorted, p->count, sizeof *sorted, cmp_text);
  p->values = sorted;
  for (uint32_t i = 0; i < p->count; i++) name_map_put(c->arena, &p->loose, loose_key(c, sorted[i]), i);
}

/* Does the column hold this text? Read on until it is known. */
static bool peek_finds(Checker *c, const Column *column, Peeked *p, Str text) {
  uint32_t i;
  if (name_map_get(&p->exact, text, &i)) return true;
  while (!p->whole) {
    size_t had = p->count;
    p->count = c->options->peek->values(c->options->peek->ctx, c->arena, column->source_name, DATA_VALUES, had,
                                        &p->values);
    for (size_t k = had; k < p->count; k++) name_map_put(c->arena, &p->exact, text_nfc(c->arena, p->values[k]), 0);
    if (p->count <= had) peek_whole(c, p);
    if (name_map_get(&p->exact, text, &i)) return true;
  }
  return false;
}

static Peeked *peek(Checker *c, uint32_t slot) {
  while (c->peeked.n <= slot) VEC_PUSH(c->arena, c->peeked, (Peeked){.asked = false});
  Peeked *p = &c->peeked.v[slot];
  if (!p->asked) p->whole = c->program->columns.v[slot].source_name.n == 0;
  p->asked = true;
  return p;
}

void data_review(Checker *c, const Expr *e, const Expr *value) {
  Const constant;
  uint32_t i;
  e = expr_core(e);
  if (!c->options->peek || e->kind != EXPR_NAME || e->ref_kind != REF_COLUMN || e->type != TYPE_TEXT) return;
  if (!const_of(c, value, &constant) || constant.type != TYPE_TEXT) return;
  Peeked *p = peek(c, e->ref);
  if (peek_finds(c, &c->program->columns.v[e->ref], p, constant.text) || p->count == 0) return;
  if (name_map_get(&p->loose, loose_key(c, constant.text), &i)) {
    if (e->nocase && str_eq(text_fold(c->arena, p->values[i]), constant.text)) return;
    diag_add(c->diags, DIAG_VALUE_SPELLED, value->span, STR_FMT(shown(c, e)), STR_FMT(p->values[i]),
             STR_FMT(constant.text));
    diag_fix(c->diags, "write \"%.*s\"", STR_FMT(p->values[i]));
    fix_text(c, value->span, p->values[i]);
    return;
  }
  Str near = suggest(constant.text, p->values, p->count);
  if (near.n == 0) return;
  diag_add(c->diags, DIAG_VALUE_UNSEEN, value->span, STR_FMT(shown(c, e)), STR_FMT(constant.text));
  fix_near_text(c, value->span, near);
}
