#include "base/limits.h"
#include "base/mem.h"
#include "check/program.h"
#include "code/chunk.h"

#include <stdlib.h>
#include <string.h>

/* Abstract interpretation in one pass: jumps only go forward and the stack is empty at each, so the state at an
 * instruction is known when it is reached. A region is the code from one entry to the next: a function, or the main
 * program. Lets are looked at in order, so that what a LET needs is known before it is used. */
typedef struct Verifier {
  Chunk *c;
  uint32_t *entries; /* sorted; entry_count of them */
  uint32_t entry_count;
  bool *is_target;     /* by instruction */
  uint32_t *let_need;  /* stack that computing let i takes */
  uint32_t *let_depth; /* lets that it computes one inside the other */
  /* of the region at hand */
  bool is_main, is_let;
  Type result;
  uint32_t let_end; /* only lets before this one may be used */
  uint32_t end;     /* first instruction after the region */
  uint32_t height, need, depth;
  uint8_t types[LIMIT_STACK];
  uint32_t at;
  const char *fault; /* NULL: none yet */
} Verifier;

static bool fail(Verifier *v, const char *fault) {
  if (!v->fault) v->fault = fault;
  return false;
}

static bool fail_deep(Verifier *v, const char *fault) {
  if (!v->fault) v->c->too_deep = true;
  return fail(v, fault);
}

static uint32_t table_size(const Chunk *c, char operand) {
  switch (operand) {
    case 'c': return c->columns.n;
    case 'l': return c->lets.n;
    case 'r': return c->rep_columns.n;
    case 'k': return c->consts.n;
    case 'g': return c->consts.n ? c->consts.n - 1 : 0;
    case 's': return c->sets.n;
    case 'x': return c->regexes.n;
    case 'T': return c->tables.n;
    case 'b': return BUILTIN_COUNT;
    case 't': return c->targets.n;
    case 'e': return c->effects.n;
    case 'f': return c->rules.n;
    default: return UINT32_MAX;
  }
}

static bool operands_fit(Verifier *v, const Instr *in, const char *operands) {
  if (in->want > 1 || in->jump_if > 1 || in->aux > CMP_GE) return fail(v, "a flag is out of range");
  if (operands[0] != '-' && in->slot >= table_size(v->c, operands[0])) return fail(v, "the slot is out of range");
  if (operands[1] != '-' && in->arg >= table_size(v->c, operands[1])) return fail(v, "the argument is out of range");
  if (operands[2] != 'j') return true;
  if (in->jump <= v->at) return fail(v, "a jump goes back");
  if (in->jump >= v->end) return fail(v, "a jump leaves its function");
  v->is_target[in->jump] = true;
  return true;
}

/* Unknown types fit anything: the machine looks at the value itself. */
static bool type_fits(uint8_t have, Type want) {
  return want == TYPE_NONE || have == TYPE_NONE || have == (uint8_t)want;
}

static bool test_fits(Verifier *v, const Instr *in) {
  const Chunk *c = v->c;
  uint8_t column = (uint8_t)c->columns.v[in->slot].type;
  switch ((Op)in->op) {
    case OP_TEST_CMP_K: return type_fits(column, value_type(c->consts.v[in->arg])) || fail(v, "types differ");
    case OP_TEST_IN_RANGE:
      if (value_type(c->consts.v[in->arg]) != value_type(c->consts.v[in->arg + 1])) return fail(v, "types differ");
      return type_fits(column, value_type(c->consts.v[in->arg])) || fail(v, "types differ");
    case OP_TEST_EQ_TEXT:
    case OP_TEST_STARTS:
    case OP_TEST_ENDS:
      if (c->consts.v[in->arg].kind != VAL_TEXT) return fail(v, "the constant is no text");
      return type_fits(column, TYPE_TEXT) || fail(v, "the column is no text");
    case OP_TEST_CONTAINS:
      if (column == TYPE_LIST) return true;
      if (c->consts.v[in->arg].kind != VAL_TEXT) return fail(v, "the constant is no text");
      return type_fits(column, TYPE_TEXT) || fail(v, "the column is no text");
    case OP_TEST_MATCHES: return type_fits(column, TYPE_TEXT) || fail(v, "the column is no text");
    case OP_TEST_BOOL: return type_fits(column, TYPE_BOOL) || fail(v, "the column is no bool");
    default: return true;
  }
}

static Type call_result(Verifier *v, const Instr *in, const uint8_t *args) {
  const BuiltinInfo *info = builtin_info((Builtin)in->arg);
  size_t most = strlen(info->arguments);
  bool repeats = most && info->arguments[most - 1] == '*';
  if (in->slot < (uint32_t)info->least || (!repeats && in->slot > most)) fail(v, "too few or too many arguments");
  bool as_first = info->result == TYPE_NONE || in->arg == BUILTIN_FOLD; /* fold takes lists too */
  if (!as_first) return info->result;
  return in->slot ? (Type)args[0] : TYPE_NONE;
}

static Type lookup_result(Verifier *v, const Instr *in, const uint8_t *keys) {
  const LookupTable *t = v->c->tables.v[in->slot];
  if (!t->lookup) fail(v, "a table without its index");
  if (in->arg >= t->result_count) {
    fail(v, "a table has fewer results");
    return TYPE_NONE;
  }
  for (uint32_t i = 0; i < t->key_count; i++)
    if (!type_fits(keys[i], t->keys[i].type)) fail(v, "a key of the wrong type");
  return t->results[in->arg].type;
}

/* What the instruction leaves on the stack; `t` are the types of what it pops. Faults when they do not fit. */
static Type value_result(Verifier *v, const Instr *in, const uint8_t *t) {
  const Chunk *c = v->c;
  Type wants[3] = {TYPE_NONE, TYPE_NONE, TYPE_NONE}, result = TYPE_BOOL;
  switch ((Op)in->op) {
    case OP_COLUMN: return c->columns.v[in->slot].type;
    case OP_REP: return c->rep_columns.v[in->slot].type;
    case OP_LET: return c->funcs.v[c->lets.v[in->slot]].result;
    case OP_CONST: return value_type(c->consts.v[in->arg]);
    case OP_COMPARE:
      if (!type_fits(t[0], (Type)t[1])) fail(v, "types differ");
      break;
    case OP_IN_RANGE:
      if (!type_fits(t[0], (Type)t[1]) || !type_fits(t[0], (Type)t[2])) fail(v, "types differ");
      break;
    case OP_IN_LIST: wants[1] = TYPE_LIST; break;
    case OP_IN_LAST: wants[0] = TYPE_TIME, wants[1] = t[1] == TYPE_WORKING ? TYPE_WORKING : TYPE_DURATION; break;
    case OP_MAKE_LIST: result = TYPE_LIST; break;
    case OP_STARTS:
    case OP_ENDS: wants[0] = wants[1] = TYPE_TEXT; break;
    case OP_MATCHES: wants[0] = TYPE_TEXT; break;
    case OP_NOT: wants[0] = TYPE_BOOL; break;
    case OP_AND:
    case OP_OR: wants[0] = wants[1] = TYPE_BOOL; break;
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV: result = TYPE_NONE; break;
    case OP_NEGATE: result = (Type)t[0]; break;
    case OP_DEFAULT: result = t[0] == t[1] ? (Type)t[0] : TYPE_NONE; break;
    case OP_SELECT: wants[0] = TYPE_BOOL, result = t[1] == t[2] ? (Type)t[1] : TYPE_NONE; break;
    case OP_LOOKUP: return lookup_result(v, in, t);
    case OP_CALL: return call_result(v, in, t);
    case OP_TEXT:
    case OP_JOIN: result = TYPE_TEXT; break;
    default: break;
  }
  for (int i = 0; i < op_info((Op)in->op)->pops; i++)
    if (!type_fits(t[i], wants[i])) fail(v, "a value of the wrong type");
  return result;
}

static bool effect_fits(Verifier *v, const Instr *in) {
  const Chunk *c = v->c;
  if (in->op == OP_ASSIGN || in->op == OP_WAIT) {
    bool is_wait = c->targets.v[in->arg].kind == TARGET_WAIT;
    return is_wait == (in->op == OP_WAIT) || fail(v, "a target of another kind");
  }
  static const struct { uint8_t op, action; } pairs[] = {
      {OP_TAG, ACTION_TAG},   {OP_SET, ACTION_SET},         {OP_NOTIFY, ACTION_NOTIFY},   {OP_TASK, ACTION_TASK},
      {OP_HOLD, ACTION_HOLD}, {OP_NURTURE, ACTION_NURTURE}, {OP_ARCHIVE, ACTION_ARCHIVE}, {OP_STOP, ACTION_STOP}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (pairs[i].op == in->op && (uint8_t)c->effects.v[in->arg].kind == pairs[i].action) return true;
  return fail(v, "an effect of another kind");
}

static bool op_ends_flow(Op op) {
  return op == OP_JUMP || op == OP_RETURN || op == OP_END || op == OP_HOLD || op == OP_NURTURE ||
         op == OP_ARCHIVE || op == OP_STOP;
}

static bool let_fits(Verifier *v, uint32_t let) {
  if (let >= v->let_end) return fail(v, "a let uses one that is not before it");
  if (v->need < v->height + v->let_need[let]) v->need = v->height + v->let_need[let];
  if (v->depth < v->let_depth[let]) v->depth = v->let_depth[let];
  if (v->depth + v->is_let > LIMIT_NESTING) return fail_deep(v, "lets inside lets, too deep");
  return v->need <= LIMIT_STACK || fail_deep(v, "the stack is too high");
}

static bool instr_pops_and_pushes(Verifier *v, const Instr *in, const OpInfo *info) {
  uint32_t pops = (uint32_t)info->pops;
  if (in->op == OP_MAKE_LIST || in->op == OP_JOIN) pops = in->arg;
  if (in->op == OP_CALL) pops = in->slot;
  if (in->op == OP_LOOKUP) pops = v->c->tables.v[in->slot]->key_count;
  if (pops > v->height) return fail(v, "the stack is too short");
  v->height -= pops;
  if (!info->pushes) return true;
  if (v->height >= LIMIT_STACK) return fail_deep(v, "the stack is too high");
  v->types[v->height] = (uint8_t)value_result(v, in, v->types + v->height);
  v->height++;
  if (v->need < v->height) v->need = v->height;
  return !v->fault;
}

static bool verify_instr(Verifier *v) {
  const Instr *in = &v->c->code.v[v->at];
  if (in->op >= OP_COUNT) return fail(v, "no such instruction");
  if (v->is_target[v->at] && v->height) return fail(v, "the stack is not empty at a jump target");
  const OpInfo *info = op_info((Op)in->op);
  if (!operands_fit(v, in, info->operands)) return false;
  if (in->op <= OP_TEST_BOOL && !test_fits(v, in)) return false;
  if (in->op == OP_LET && !let_fits(v, in->slot)) return false;
  if (in->op == OP_REP && (v->is_main || v->is_let)) return fail(v, "a rep's column where there is no rep");
  bool effect = in->op >= OP_TAG, main_only = effect || in->op == OP_RULE || in->op == OP_FIRED || in->op == OP_END;
  if (main_only && !v->is_main) return fail(v, "an effect in a function");
  if (in->op == OP_RETURN && v->is_main) return fail(v, "a return outside of a function");
  if (effect && !effect_fits(v, in)) return false;
  uint8_t top = v->height ? v->types[v->height - 1] : (uint8_t)TYPE_NONE;
  if (!instr_pops_and_pushes(v, in, info)) return false;
  if (in->op == OP_RETURN && !type_fits(top, v->result)) return fail(v, "a function gives another type");
  if (in->op == OP_JUMP_UNLESS && !type_fits(top, TYPE_BOOL)) return fail(v, "the condition is no bool");
  bool empty_after = in->op <= OP_RETURN || effect;
  return !empty_after || v->height == 0 || fail(v, "the stack is not empty");
}

static int entry_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The region that begins at `entry`. */
static bool verify_region(Verifier *v, uint32_t entry) {
  uint32_t *found = bsearch(&entry, v->entries, v->entry_count, sizeof *v->entries, entry_order);
  if (!found) return fail(v, "a function without an entry");
  v->end = found + 1 < v->entries + v->entry_count ? found[1] : v->c->code.n;
  v->height = v->need = v->depth = 0;
  bool flows = true;
  for (v->at = entry; v->at < v->end; v->at++) {
    if (!verify_instr(v)) return false;
    flows = !op_ends_flow((Op)v->c->code.v[v->at].op);
  }
  v->at = v->end - 1;
  return !flows || fail(v, "a path that does not end");
}

static bool func_fits(uint32_t func, const Chunk *c) { return func == NO_FUNC || func < c->funcs.n; }

static bool parts_fit(Verifier *v) {
  const Chunk *c = v->c;
  bool no_score = c->score_let == NO_LET, no_class = c->class_let == NO_LET;
  if (c->let_parts.n != c->lets.n) return fail(v, "lets and their parts differ");
  if ((!no_score && c->score_let >= c->lets.n) || (!no_class && c->class_let >= c->lets.n))
    return fail(v, "a score or class without its let");
  for (uint32_t i = 0; i < c->lets.n; i++)
    if (c->let_parts.v[i] != NO_PART && c->let_parts.v[i] >= c->parts.n) return fail(v, "a let of no part");
  for (uint32_t i = 0; i < c->parts.n; i++) {
    const CodePart *part = &c->parts.v[i];
    if (part->let >= c->lets.n || c->let_parts.v[part->let] != i) return fail(v, "a part of no let");
    Type wanted = part->is_class ? TYPE_BOOL : TYPE_NUMBER;
    if (c->lets.v[part->let] >= c->funcs.n || c->funcs.v[c->lets.v[part->let]].result != wanted)
      return fail(v, "a part of another type");
  }
  return true;
}

static bool tables_fit(Verifier *v) {
  const Chunk *c = v->c;
  if (c->spans.n != c->code.n) return fail(v, "spans and code differ");
  for (uint32_t i = 0; i < c->consts.n; i++)
    if (c->consts.v[i].kind == VAL_ERROR) return fail(v, "a constant is an error");
  for (uint32_t i = 0; i < c->lets.n; i++)
    if (c->lets.v[i] >= c->funcs.n) return fail(v, "a let without a function");
  for (uint32_t i = 0; i < c->rules.n; i++) {
    const CodeRule *rule = &c->rules.v[i];
    if (!func_fits(rule->condition, c)) return fail(v, "a rule without its condition");
    if (rule->parent >= (int32_t)i) return fail(v, "a rule inside a later one");
    if (rule->entry >= c->code.n || c->code.v[rule->entry].op != OP_RULE || c->code.v[rule->entry].arg != i)
      return fail(v, "a rule without its beginning");
  }
  for (uint32_t i = 0; i < c->columns.n; i++)
    if (c->columns.v[i].join && !func_fits(c->columns.v[i].join_func, c)) return fail(v, "a joined column's key");
  for (uint32_t i = 0; i < c->targets.n; i++)
    if (!func_fits(c->targets.v[i].where, c) || !func_fits(c->targets.v[i].by.func, c) ||
        !func_fits(c->targets.v[i].sticky, c) ||
        !func_fits(c->targets.v[i].who, c) || c->targets.v[i].rule >= c->rules.n ||
        (c->targets.v[i].rung != NO_RUNG && c->targets.v[i].rung >= c->rungs.n))
      return fail(v, "a target's table");
  for (uint32_t i = 0; i < c->effects.n; i++)
    if (c->effects.v[i].rule >= c->rules.n) return fail(v, "an effect's rule");
  for (uint32_t i = 0; i < c->pools.n; i++)
    if (!func_fits(c->pools.v[i].from_where, c) || !func_fits(c->pools.v[i].by.func, c))
      return fail(v, "a pool's function");
  for (uint32_t i = 0; i < c->rungs.n; i++)
    if (c->rungs.v[i].first + c->rungs.v[i].count > c->targets.n || c->rungs.v[i].rule >= c->rules.n ||
        (c->rungs.v[i].next != NO_RUNG && (c->rungs.v[i].next <= i || c->rungs.v[i].next >= c->rungs.n)))
      return fail(v, "a rung's table");
  for (uint32_t i = 0; i < c->afters.n; i++)
    if (!func_fits(c->afters.v[i].when, c) || !func_fits(c->afters.v[i].text, c)) return fail(v, "a limit's function");
  return parts_fit(v);
}

static bool collect_entries(Verifier *v) {
  const Chunk *c = v->c;
  for (uint32_t i = 0; i < c->funcs.n; i++) v->entries[v->entry_count++] = c->funcs.v[i].entry;
  v->entries[v->entry_count++] = c->entry;
  qsort(v->entries, v->entry_count, sizeof *v->entries, entry_order);
  if (v->entries[0] != 0) return fail(v, "code before the first entry");
  for (uint32_t i = 0; i < v->entry_count; i++) {
    if (v->entries[i] >= c->code.n) return fail(v, "an entry outside the code");
    if (i && v->entries[i] == v->entries[i - 1]) return fail(v, "two functions at one place");
  }
  return true;
}

static bool verify_func(Verifier *v, uint32_t func, bool is_let) {
  v->is_main = false;
  v->is_let = is_let;
  v->result = v->c->funcs.v[func].result;
  return verify_region(v, v->c->funcs.v[func].entry);
}

static bool verify_all(Verifier *v) {
  Chunk *c = v->c;
  if (!tables_fit(v) || !collect_entries(v)) return false;
  uint32_t most = 0;
  for (uint32_t i = 0; i < c->lets.n; i++) {
    v->let_end = i;
    if (!verify_func(v, c->lets.v[i], true)) return false;
    v->let_need[i] = v->need;
    v->let_depth[i] = v->depth + 1;
    if (most < v->need) most = v->need;
  }
  v->let_end = c->lets.n;
  for (uint32_t i = 0; i < c->funcs.n; i++) {
    if (!verify_func(v, i, false)) return false;
    if (most < v->need) most = v->need;
  }
  v->is_main = true;
  v->is_let = false;
  if (!verify_region(v, c->entry)) return false;
  if (most < v->need) most = v->need;
  c->max_stack = most;
  return true;
}

bool chunk_verify(Chunk *c, Str *why_out) {
  Verifier *v = mem_alloc(sizeof *v);
  v->c = c;
  v->entries = mem_alloc(sizeof *v->entries * ((size_t)c->funcs.n + 1));
  v->is_target = mem_alloc((size_t)c->code.n + 1);
  v->let_need = mem_alloc(sizeof *v->let_need * ((size_t)c->lets.n + 1));
  v->let_depth = mem_alloc(sizeof *v->let_depth * ((size_t)c->lets.n + 1));
  c->too_deep = false;
  bool good = verify_all(v);
  c->fault_at = v->at;
  if (!good && why_out) *why_out = arena_printf(c->arena, "instruction %u: %s", v->at, v->fault);
  mem_free(v->entries);
  mem_free(v->is_target);
  mem_free(v->let_need);
  mem_free(v->let_depth);
  mem_free(v);
  return good;
}
