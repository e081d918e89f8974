#include "code/chunk.h"

#include "check/program.h"
#include "code/set.h"

static void print_place(StrBuf *out, const SourceSet *sources, Span span) {
  if (!sources || span.file >= sources->files.n) strbuf_text(out, "     -  ");
  else strbuf_printf(out, "%4u:%-3u", source_line(sources, span), source_column(sources, span));
}

static void print_const(StrBuf *out, const Chunk *c, uint32_t k) {
  strbuf_char(out, ' ');
  value_print(out, c->consts.v[k]);
}

static void print_set(StrBuf *out, const ValueSet *set) {
  enum { SHOWN = 8 };
  strbuf_text(out, " (");
  for (uint32_t i = 0; i < set_count(set) && i < SHOWN; i++) {
    if (i) strbuf_text(out, ", ");
    value_print(out, set_values(set)[i]);
  }
  if (set_count(set) > SHOWN) strbuf_printf(out, ", ... %u in all", set_count(set));
  strbuf_char(out, ')');
}

static void print_target(StrBuf *out, const Chunk *c, uint32_t index) {
  static const char *const kinds[] = {"pool", "rep", "wait", "sea"};
  const CodeTarget *t = &c->targets.v[index];
  strbuf_printf(out, " %s", kinds[t->kind]);
  if (t->strategy != STRATEGY_NONE) strbuf_printf(out, " %s", strategy_word(t->strategy));
  if (t->by.func != NO_FUNC) strbuf_printf(out, " by @%u", c->funcs.v[t->by.func].entry);
  if (t->where != NO_FUNC) strbuf_printf(out, " where @%u", c->funcs.v[t->where].entry);
  if (t->sticky != NO_FUNC) strbuf_printf(out, " sticky @%u", c->funcs.v[t->sticky].entry);
  if (t->not_last) strbuf_printf(out, " not last %u", t->not_last);
  if (t->rung != NO_RUNG) strbuf_printf(out, " rung %u", t->rung);
  if (t->within == 0) return;
  strbuf_text(out, " within ");
  value_print(out, t->within_working ? value_working(t->within) : value_duration(t->within));
}

static void print_operand(StrBuf *out, const Chunk *c, char kind, uint32_t i) {
  switch (kind) {
    case 'c': strbuf_printf(out, " %.*s", STR_FMT(c->columns.v[i].name)); break;
    case 'l': strbuf_printf(out, " %.*s", STR_FMT(c->let_names.v[i])); break;
    case 'r': strbuf_printf(out, " rep.%.*s", STR_FMT(c->rep_columns.v[i].name)); break;
    case 'k': print_const(out, c, i); break;
    case 'g':
      print_const(out, c, i);
      strbuf_text(out, " ..");
      print_const(out, c, i + 1);
      break;
    case 's': print_set(out, c->sets.v[i]); break;
    case 'T': strbuf_printf(out, " %.*s", STR_FMT(c->tables.v[i]->name)); break;
    case 'x': strbuf_printf(out, " regex %u", i); break;
    case 'b': strbuf_printf(out, " %s", builtin_info((Builtin)i)->word); break;
    case 't': print_target(out, c, i); break;
    case 'e':
      if (c->effects.v[i].name.n) strbuf_printf(out, " \"%.*s\"", STR_FMT(c->effects.v[i].name));
      break;
    case 'f': strbuf_printf(out, " %u \"%.*s\"", i, STR_FMT(c->rules.v[i].name)); break;
    case 'n': strbuf_printf(out, " %u", i); break;
    default: break;
  }
}

static void print_instr(StrBuf *out, const Chunk *c, const SourceSet *sources, uint32_t at) {
  const Instr *in = &c->code.v[at];
  const OpInfo *info = op_info((Op)in->op);
  strbuf_printf(out, "%6u  ", at);
  print_place(out, sources, c->spans.v[at]);
  strbuf_printf(out, "  %-14s", info->word);
  print_operand(out, c, info->operands[0], in->slot);
  if (in->op == OP_TEST_CMP_K || in->op == OP_COMPARE) strbuf_printf(out, " %s", compare_word((CompareOp)in->aux));
  if (in->op == OP_LOOKUP) strbuf_printf(out, ".%.*s", STR_FMT(c->tables.v[in->slot]->results[in->arg].name));
  else print_operand(out, c, info->operands[1], in->arg);
  if (in->op == OP_JUMP) strbuf_printf(out, " -> %u", in->jump);
  else if (info->operands[2] == 'j')
    strbuf_printf(out, " %s %s -> %u", in->jump_if ? "if" : "unless", in->want ? "true" : "false", in->jump);
  strbuf_char(out, '\n');
}

static void print_heading(StrBuf *out, const Chunk *c, uint32_t func) {
  for (uint32_t i = 0; i < c->lets.n; i++)
    if (c->lets.v[i] == func) {
      bool is_let = c->let_parts.v[i] == NO_PART && i != c->score_let && i != c->class_let;
      strbuf_printf(out, "%s%.*s\n", is_let ? "let " : "", STR_FMT(c->let_names.v[i]));
      return;
    }
  strbuf_printf(out, "function %u: %s\n", func, type_word(c->funcs.v[func].result));
}

/* Functions were emitted one after another, so that `next` walks along with the code. */
void chunk_print(StrBuf *out, const Chunk *c, const SourceSet *sources) {
  uint32_t next = 0;
  for (uint32_t at = 0; at < c->code.n; at++) {
    if (at == c->entry) strbuf_text(out, "rules\n");
    while (next < c->funcs.n && c->funcs.v[next].entry < at) next++;
    if (next < c->funcs.n && c->funcs.v[next].entry == at) print_heading(out, c, next);
    print_instr(out, c, sources, at);
  }
}
