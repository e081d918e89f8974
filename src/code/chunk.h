/* Bytecode of one script: instructions, constants, tables. Made by compile/, proved by verify, run by vm/. Never read
 * from outside the process.
 *
 * chunk_init(&chunk, arena) -> emit ... -> chunk_verify -> run -> chunk_deinit
 * (frees regexes; the arena has the rest). */
#ifndef LEAT_CODE_CHUNK_H
#define LEAT_CODE_CHUNK_H
#include "base/arena.h"
#include "base/calendar.h"
#include "base/regex.h"
#include "base/source.h"
#include "check/program.h"
#include "check/table.h"
#include "code/value.h"
#include "syntax/ast.h"

typedef enum Op {
#define OP(name, pops, pushes, operands, doc) OP_##name,
#include "code/op.def"
#undef OP
  OP_COUNT
} Op;

typedef struct Instr {
  uint8_t op;
  uint8_t want;  /* tests and JUMP_UNLESS: 1 wants true, 0 wants false */
  uint8_t aux;   /* CompareOp */
  uint8_t jump_if; /* tests and JUMP_UNLESS: 1 turns it around: jumps when it is what is wanted, else goes on */
  uint32_t slot;
  uint32_t arg;
  uint32_t jump; /* index of an instruction, always greater than this one's */
} Instr;

typedef struct ValueSet ValueSet; /* constants for `in` (code/set.h): texts, folded when nocase; numbers, times, … */

typedef struct Func { /* an expression that ends in RETURN: lets, where-filters, conditions for explain */
  uint32_t entry;
  Type result;
} Func;
#define NO_FUNC UINT32_MAX
#define NO_SET UINT32_MAX

typedef struct CodeColumn { /* a slot */
  Str name;        /* in the script */
  Str source_name; /* in the table */
  Type type;
  bool nocase;          /* text is case-folded as it is read */
  Str list_separator;
  Value missing_value;  /* instead of a missing value; VAL_MISSING: none */
  bool read, written;
  bool is_events;   /* a list of the times of the lead's events of one kind, oldest first; no table has it */
  Str event_kind;
  int64_t event_ms; /* how far back they are wanted; INT64_MAX: all */
  WorkingSpan event_work; /* and by the calendar */
  JoinKind join;      /* what other rows of the database say for a key; no column of the lead's table */
  uint32_t join_func; /* gives the key */
  Str join_table, join_key, join_result, join_where; /* OWNER: only the key, a column of the leads */
  Type join_type;     /* of the key, as the table has it */
  bool join_nocase;
} CodeColumn;

typedef struct CodeRule {
  Str name;      /* or "line 12" */
  uint32_t line;
  Span span;
  uint32_t condition; /* Func giving true/false/unknown; NO_FUNC: otherwise */
  uint32_t entry;     /* its RULE instruction */
  int32_t parent;     /* rule whose block it is in, or -1 */
  bool ends;          /* has an action that ends routing */
  bool is_arm;        /* of a split: the ledger keeps its name */
} CodeRule;

typedef struct CodeBy { /* what a strategy compares the members by */
  uint32_t func;       /* over lead and rep; NO_FUNC: nothing, or learned */
  Str words;           /* as written */
  bool has_most;       /* nearest max */
  double most_km;
  double least;        /* at least this share for each; 0: none said */
  LearnedKind learned;
  int64_t learned_ms;
} CodeBy;
typedef struct CodeSpan { /* of time; span 0: none said */
  int64_t span;          /* ms, or a WorkingSpan when `working` */
  bool working;
} CodeSpan;

typedef struct CodeTarget { /* one rung of assign … else … */
  TargetKind kind;
  StrategyKind strategy; /* STRATEGY_NONE: the pool's own, else roundrobin */
  CodeBy by;             /* of `strategy` */
  uint32_t where;        /* Func over lead and rep, or NO_FUNC */
  uint32_t sticky;       /* Func that gives the key, or NO_FUNC */
  Str sticky_by;         /* the key in words */
  uint32_t not_last;     /* so many of the lead's last owners are passed over */
  uint32_t rule;
  int64_t within;        /* first response due after this: ms, or a WorkingSpan when `within_working`; 0: none */
  bool within_working;
  Span span, where_span;
  uint32_t rung;         /* of a ladder; NO_RUNG: the assign has none */
  uint32_t who;          /* of a later rung: Func that gives the name; else NO_FUNC: the code pushes it */
} CodeTarget;
#define NO_RUNG UINT32_MAX

typedef struct CodeRung { /* one step of assign … then … */
  uint32_t rule, number;  /* number: the assign itself is 0 */
  uint32_t first, count;  /* targets, tried in this order */
  uint32_t next;          /* or NO_RUNG */
  CodeSpan remind, respond, progress;
} CodeRung;

typedef struct CodeAfter { /* after 15 days without activity … */
  AfterKind kind;
  AfterDeed deed;
  CodeSpan time;
  uint32_t when;          /* Func, or NO_FUNC */
  uint32_t text;          /* SEA: its name; ARCHIVE, HOLD: the reason, a Func; or NO_FUNC */
  Str name;               /* HOLD: for whom; NURTURE: programme */
  int64_t not_last;
  uint32_t line;
  Str words;              /* as it is written */
} CodeAfter;

typedef struct CodeSea {
  Str name;
  struct { Str *v; uint32_t n, cap; } pools;
  int64_t per_day, open;  /* -1: any number */
  CodeSpan every, cooldown, protect, extend, most, penalty_for, penalty_after;
  bool has_penalty;
  Number weight;
} CodeSea;

typedef struct CodeEffect { /* static part of an effect */
  ActionKind kind;
  Str name; /* channel, for whom, programme, field */
  uint32_t rule;
  Span span;
} CodeEffect;

typedef struct CodePart { /* a part of the score, or the condition of a class */
  Str name;      /* "score +25", "class "hot"" */
  uint32_t line;
  uint32_t let;  /* computes it: points, or whether the class fits; a gap adds nothing, and does not fit */
  bool is_class;
  uint32_t index; /* of the declaration in the script */
} CodePart;
#define NO_PART UINT32_MAX

typedef struct CodeClass { Str text; uint32_t func; } CodeClass; /* a condition over the lead, and how it is written */
typedef struct CodeClassCapacity { int64_t most; uint32_t class; } CodeClassCapacity;
typedef struct CodeTerms { /* of a member, or of a pool for those that say nothing else */
  int64_t most[CAPACITY_UNITS]; /* -1: none said */
  struct { CodeClassCapacity *v; uint32_t n, cap; } classes;
  uint32_t auto_weeks;
  const WeekHours *week; /* or NULL */
  const Zone *zone;      /* or NULL */
  Calendar *calendar;    /* or NULL */
} CodeTerms;
typedef struct CodeMember {
  Str name;
  bool has_weight;
  Number weight;
  CodeTerms terms;
  struct { Str *v; uint32_t n, cap; } skills;
} CodeMember;
typedef struct CodePool {
  Str name;
  StrategyKind strategy;
  CodeBy by;
  CodeTerms terms;
  struct { CodeMember *v; uint32_t n, cap; } members;
  int64_t catch_up; /* turns that who was absent may have later; 0: none */
  bool from_reps;
  uint32_t from_where; /* Func over rep only, or NO_FUNC */
} CodePool;

typedef struct CodeSame { /* one thing that must be the same, or alike */
  uint32_t func;    /* Func over the lead; a text comes folded when its column is compared so */
  bool similar;
  double least;     /* similarity from here on; 1: only the same */
} CodeSame;
typedef struct CodeSameAll { CodeSame *v; uint32_t n, cap; } CodeSameAll;
typedef struct CodeDuplicate { /* any of its clauses */
  uint32_t line;
  Span span;
  DuplicateThen then;
  Str name;         /* HOLD: for whom */
  uint32_t reason;  /* HOLD: Func over the lead giving a text, or NO_FUNC */
  VEC(CodeSameAll) clauses;
} CodeDuplicate;

typedef struct CodeCalendar { Str name; Calendar *calendar; } CodeCalendar;

typedef struct Chunk {
  Arena *arena;
  const Zone *zone;
  Calendar *calendar; /* that counts working time; NULL only where no code does */
  VEC(CodeCalendar) calendars;
  VEC(Instr) code;
  VEC(Span) spans; /* parallel to code */
  VEC(Value) consts;
  VEC(ValueSet *) sets;
  VEC(uint32_t) list_sets; /* set of each named list, or NO_SET while it is not used */
  VEC(Regex *) regexes;
  VEC(const LookupTable *) tables; /* by Expr.ref; those that the code uses have a lookup */
  VEC(Func) funcs;
  VEC(uint32_t) lets; /* Func of each let; a let uses only lets before it */
  VEC(Str) let_names;
  VEC(uint32_t) let_parts; /* by let: its part, or NO_PART */
  VEC(CodePart) parts;
  bool has_arms;      /* some rule is an arm */
  uint32_t score_let, class_let; /* or NO_LET */
  VEC(CodeColumn) columns;
  VEC(CodeColumn) rep_columns;
  VEC(CodeRule) rules;
  VEC(CodeTarget) targets;
  VEC(CodeEffect) effects;
  VEC(CodePool) pools;
  VEC(CodeClass) classes; /* that some capacity speaks of */
  VEC(CodeRung) rungs;
  VEC(CodeAfter) afters;
  VEC(CodeSea) seas;
  VEC(CodeDuplicate) duplicates;
  uint32_t entry;     /* where a lead starts */
  uint32_t max_stack; /* set by chunk_verify */
  bool too_deep;      /* set by chunk_verify when it refuses only because values or lets are nested beyond the limits */
  uint32_t fault_at;  /* the instruction at which it refused */
} Chunk;

void chunk_init(Chunk *c, Arena *arena);
void chunk_deinit(Chunk *c);
uint32_t chunk_emit(Chunk *c, Instr instr, Span span); /* its index */
/* Every jump forward and inside, every operand in its table, types and height of the stack right at every instruction,
 * every path ends. False: *why_out says what and where (for BUG: the user can't cause it). Sets max_stack. */
bool chunk_verify(Chunk *c, Str *why_out);
void chunk_print(StrBuf *out, const Chunk *c, const SourceSet *sources); /* the disassembly: leat dump --stage code */
/* What issues are told of: a rule, or, from rules.n on, a part. */
Str chunk_rule_name(const Chunk *c, uint32_t rule);
uint32_t chunk_rule_line(const Chunk *c, uint32_t rule);
const char *op_word(Op op);
typedef struct OpInfo { const char *word; int pops, pushes; const char *operands, *doc; } OpInfo;
const OpInfo *op_info(Op op);
/* The constants group that a value belongs to; TYPE_NONE for missing and errors. */
Type value_type(Value v);
#endif
