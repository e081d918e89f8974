/* What the files of this floor share: the state of one check, and the functions that cross file borders. */
#ifndef LEAT_CHECK_CHECKER_H
#define LEAT_CHECK_CHECKER_H
#include "base/limits.h"
#include "check/namemap.h"
#include "check/program.h"

#define NO_SLOT UINT32_MAX
enum { DATA_VALUES = 1000 }; /* distinct values of a column beyond which spelling is not compared with the data */

typedef enum SymbolKind {
  SYMBOL_LET, SYMBOL_LIST, SYMBOL_DEFINE, SYMBOL_TABLE, SYMBOL_SCORE, SYMBOL_CLASS
} SymbolKind;
typedef struct Symbol { /* a let, list, define, table, score or class: they share one space of names */
  SymbolKind kind;
  uint32_t index; /* of the declaration in the script */
  uint32_t slot;  /* index in program->lets, ->lists or ->tables; NO_SLOT: not checked (a cycle, broken) */
  Str name;
  Span span;
  bool used;
  bool broken; /* DEFINE, LET: part of a cycle; DEFINE: its body failed once: one finding is enough */
  bool shown;  /* DEFINE: the warnings of its body are already in the list */
  bool of_module;
  bool reached; /* a definition of a module is looked at when something first uses it */
  bool hides_said;
} Symbol;

typedef struct Peeked { /* the values that the data holds in one column, as far as it was read */
  bool asked, whole; /* whole: these are all, sorted */
  Str *values;
  size_t count; /* 0: no data, or too many values */
  NameMap exact, loose; /* value -> index; loose, of all: folded, trimmed, of one width */
} Peeked;

typedef struct ModuleUse { uint32_t user, used; const UseDecl *decl; } ModuleUse; /* in program->modules */

typedef enum ExprPlace {
  PLACE_LEAD,  /* conditions, lets, actions: the lead only */
  PLACE_WHERE, /* where of an assign: the lead and the rep */
  PLACE_POOL,  /* pool … from reps where: the rep only */
  PLACE_EXPECT /* expect: the lead and what became of it */
} ExprPlace;

typedef struct Checker {
  Arena *arena;
  SourceSet *sources;
  Script *script;
  Program *program;
  const CheckOptions *options;
  DiagList *diags, *findings;       /* findings: of the whole check, while diags may be those of one use of a define */
  NameTable fields, roles, schema;  /* lead: block, mapping, table -> index */
  NameTable rep_roles, rep_schema, rep_fields;
  NameTable event_roles, event_schema;
  NameMap slots, rep_slots;         /* Column.name -> slot */
  NameMap event_slots;              /* Column.event_kind -> slot */
  uint32_t event_kinds;
  NameMap join_slots;               /* Column.name of a joined one -> slot */
  VEC(Span) typed_at;               /* by slot: the use that fixed the type of a column without one */
  VEC(Span) rep_typed_at;
  NameMap names;                    /* -> index in symbols */
  VEC(Symbol) symbols;
  struct Uses *uses;                /* by symbol: the lets and defines that it names; NULL until they are asked for */
  uint8_t *visited;                 /* by symbol */
  NameMap files;                    /* name -> index in program->files */
  bool modules_broken;              /* names may be unknown for that reason only */
  VEC(ModuleUse) module_uses;       /* which module uses which */
  NameMap pools;                    /* script: index; database: NO_SLOT */
  VEC(Expr *) untyped;              /* operands whose type is that of a column not yet typed, inner before outer */
  VEC(Expr *) spine;                /* stack: left operands are walked without recursion, chains may be very long */
  VEC(Peeked) peeked;               /* by slot */
  ExprPlace place;
  uint32_t depth;
  uint32_t define_nodes;
  bool define_limit_said;
  bool working_used; /* working time of the script's calendar is counted somewhere: */
  Span working_span; /* the first place */
  NameMap calendar_names;   /* -> index in script->calendars */
  uint32_t calendar_chosen; /* the one that counts working time; NO_SLOT: none */
  bool *calendar_needed;    /* by declaration; NULL: there are too many */
  bool reloaded;            /* from a checked program */
  Str define_reason; /* why a body failed, through however many defines it is used */
} Checker;

void checker_init(Checker *c, Arena *arena, Program *program, const CheckOptions *options, DiagList *diags);
Str shown(Checker *c, const Expr *e);     /* as written, in backquotes, clipped */
void zone_unknown(Checker *c, Str name, Span span);
const char *type_phrase(Type t);          /* "a number" */
bool suggestions_wanted(const Checker *c); /* false once more errors were found than are shown */

/* columns.c */
void columns_init(Checker *c);
void columns_check_sources(Checker *c);           /* lead { }, leads from, reps from */
uint32_t column_find(Checker *c, Str name, Span span);     /* NO_SLOT: no such column */
uint32_t rep_column_find(Checker *c, Str name, Span span); /* likewise */
bool column_exists(Checker *c, Str name);         /* declared, mapped or in the table; gives no slot */
void columns_finish(Checker *c);                  /* declared but unused ones get the last slots */
size_t column_names(Checker *c, Str **names_out); /* for suggestions */
size_t rep_column_names(Checker *c, Str **names_out);

/* names.c */
void names_declare(Checker *c);
void names_reload(Checker *c);   /* from a checked program, for one more expression */
void names_order(Checker *c);    /* finds cycles, checks the lets, each after those it uses */
void names_unused(Checker *c);
Symbol *name_find(Checker *c, Str name, Span span); /* as seen from there; one of a module is checked by now */
bool symbol_in_sight(const Checker *c, const Symbol *s, Span span); /* may it be named there? */
bool private_elsewhere(Checker *c, Str name); /* right after a finding that the name is unknown; true: explained */
void name_unknown(Checker *c, Str name, Span span);
/* fix.c: attach to the finding just added */
void fix_name(Checker *c, Span span, Str near); /* "did you mean `near`?" */
void fix_near_text(Checker *c, Span span, Str near); /* "did you mean "near"?" */
void fix_text(Checker *c, Span span, Str text);      /* only what to write: the text in quotes */
void fix_add_quotes(Checker *c, const Expr *number);
void fix_drop_quotes(Checker *c, const Expr *text);
void quotes_forgotten(Checker *c, const Expr *e); /* right after e was checked */

/* files.c */
typedef struct FileUse {
  Str name; /* as it is written */
  Span span;
  size_t most_bytes;
  DiagCode unreadable, not_utf8; /* (name, why), (name, line) */
} FileUse;
/* The name of TakenFile for a path that is written in this source. False: error_out. */
bool file_name(Checker *c, uint32_t source, Str path, Str *name_out, char *error_out, size_t error_size);
/* The same file is read once. False: error_out. */
bool file_take(Checker *c, Str name, size_t most_bytes, TakenFile *out, char *error_out, size_t error_size);
bool named_file_read(Checker *c, const FileUse *use, Str *text_out); /* UTF-8 without BOM; false: reported */
/* score.c, events.c */
bool is_computed(const Symbol *s);                   /* score or class */
typedef struct Uses { uint32_t *v; uint32_t n, cap; } Uses; /* symbols that a let, a define, score or class names */
void uses_of(Checker *c, Expr *root, const DefineDecl *of, Uses *uses);
void computed_symbols(Checker *c, Symbol *out, uint32_t *count_out); /* at most two */
void computed_uses(Checker *c, const Symbol *s, Uses *uses);
void computed_check(Checker *c, Symbol *s);          /* makes its lets */
void class_review(Checker *c, const Expr *e, const Expr *value); /* is there such a class? */
void event_call_check(Checker *c, Expr *e, Builtin b);
uint32_t event_slot_find(const Checker *c, Str kind); /* NO_SLOT: the script asks for none such */
uint32_t event_column_add(Checker *c, Column column);

/* joins.c */
void owner_by_check(Checker *c, Expr *e);
void joined_table_use(Checker *c, Expr *e, const LookupTable *t, uint32_t result); /* of a table from the database */
bool joined_table_check(Checker *c, const TableDecl *decl, LookupTable *t);        /* false: reported */
uint32_t join_column_add(Checker *c, Column column);

/* modules.c */
void modules_link(Checker *c);   /* what the script uses joins it: c->script is another one from here on */
void modules_unused(Checker *c); /* a `use` of which nothing is used */
void modules_finish(Checker *c); /* warnings about standard modules are not for who uses them */
const Module *module_of(const Checker *c, uint32_t source); /* the script itself, unless it is of a module */

/* lists.c */
void lists_check(Checker *c);
void named_list_check(Checker *c, Symbol *s);
uint32_t list_folded(Checker *c, uint32_t list);  /* the same list with folded texts */
void list_twice(Checker *c, Expr *const *items, uint32_t n);

/* expr.c */
void expr_check(Checker *c, Expr *e);
bool expr_is_untyped(const Checker *c, const Expr *e);
void expr_infer(Checker *c, Expr *e, Type type);
void expr_unify(Checker *c, Expr *a, Expr *b, Type fallback); /* one gives its type to the other if that has none */
bool expr_want_span(Checker *c, Expr *e, const char *who); /* a duration or working time */
bool expr_want(Checker *c, Expr *e, Type want, const char *who); /* false: reported, or reported before */
void expr_want_condition(Checker *c, Expr *e);
void expr_finish_types(Checker *c);
void expr_nocase(Checker *c, Expr *e); /* this text is compared folded */
const Expr *expr_core(const Expr *e);  /* what a use of a define stands for */

/* operators.c */
void operator_check(Checker *c, Expr *e);
void set_check(Checker *c, Expr *e); /* IN */
void pattern_check(Checker *c, Expr *pattern, const char *word); /* a regular expression, after `word` */

/* call.c, define.c */
void call_check(Checker *c, Expr *e);
void builtin_call_check(Checker *c, Expr *e); /* whatever else has the name of this built-in */
Builtin builtin_of(Str word);        /* BUILTIN_COUNT: none */
void define_use(Checker *c, Expr *e, Symbol *define);

/* constant.c */
typedef struct Const {
  Type type;
  Number number;
  int64_t i; /* TIME, DURATION, BOOL */
  Str text;
} Const;
bool const_of(const Checker *c, const Expr *e, Const *out);
int const_cmp(const Const *x, const Const *y); /* of one type */

/* table_check.c, table_file.c, table_use.c, table_boxes.c */
void tables_check(Checker *c);
void table_check(Checker *c, Symbol *s);
/* Of a mutant: the table of a file that the script itself has already made of the same declaration; or NULL. */
LookupTable *table_kept(const Checker *c, const TableDecl *decl, uint64_t folded);
bool table_from_file(Checker *c, const TableDecl *decl, LookupTable *t); /* false: reported */
void table_use(Checker *c, Expr *e, Symbol *table);
void boxes_review_folded(Checker *c, const LookupTable *t, const LookupTable *from); /* what folding adds to that */
void boxes_review(Checker *c, const LookupTable *t); /* rows that overlap or are never reached */
bool within_keys_check(Checker *c, const LookupTable *t); /* the lengths of what is looked for within a text */
Type table_type(FieldTypeWord word);
Cell cell_of_const(const Const *v);

/* truth.c, facts.c, missing.c, data.c: what can be said about a condition once it is typed */
typedef enum Truth { TRUTH_OPEN, TRUTH_TRUE, TRUTH_FALSE } Truth;
Truth truth_of(Checker *c, const Expr *e);
void truth_review(Checker *c, const Expr *e);
bool facts_review(Checker *c, const Expr *const *outer, uint32_t outer_count, const Expr *e); /* false: reported */
void missing_review(Checker *c, const Expr *e);
void data_review(Checker *c, const Expr *column, const Expr *value);
typedef struct Operands { const Expr **v; uint32_t n, cap; } Operands;
void operands_of(Checker *c, const Expr *e, ExprKind kind, Operands *out); /* and / or flattened, in order */

/* calendars.c, calendar_file.c */
void calendars_check(Checker *c);  /* their names, and which one counts working time */
void calendars_reload(Checker *c); /* from a checked program, for one more expression */
const WeekHours *week_check(Checker *c, Str hours, Span span); /* never NULL */
void calendar_use(Checker *c, Str name, Span span);
void calendars_for_reps(Checker *c);
void calendars_review(Checker *c); /* is it clear which calendar counts the working time that is used? */
void calendars_finish(Checker *c); /* makes those that are needed, once that is known */
void working_use(Checker *c, Span span); /* working time of the script's calendar is counted here */
void calendar_name_check(Checker *c, const Expr *name); /* an argument that names a calendar */
typedef struct PlannedDays { /* the hours of open days are known once the week is */
  int64_t first, last;
  bool open;
  int weekday;           /* OPEN: as whose day; 0: as the first that works */
  const DayHours *hours; /* OPEN: its own, or NULL */
  Str name;
} PlannedDays;
typedef VEC(PlannedDays) PlannedVec;
bool calendar_file_read(Checker *c, const CalendarItem *item, PlannedVec *days); /* false: reported */

/* working.c */
bool working_compare(Checker *c, Expr *e); /* COMPARE with working time on one side; false: it has none */
Type working_arith(ArithOp op, Type a, Type b); /* TYPE_NONE: no such operation */

/* tests.c */
const Expr *lead_part(const Expr *e); /* the first part of a checked expression that reads the lead, or NULL */

/* duplicates.c */
void duplicates_check(Checker *c);

/* pools.c, rules.c */
void template_check(Checker *c, const Template *t); /* NULL is fine */
void pools_check(Checker *c);
void target_check(Checker *c, Target *t);
void pool_name_check(Checker *c, Str name, Span span); /* there is such a pool */
/* strategies.c */
void strategy_check(Checker *c, Strategy *s);
void rules_check(Checker *c);
void template_check(Checker *c, const Template *t); /* its {fields}; NULL is fine */
/* life.c */
void span_check(Checker *c, Expr *e, const char *who); /* a fixed duration above zero; NULL is fine */
void ladder_check(Checker *c, Action *assign); /* its times, and the rungs after the first */
void sea_target_check(Checker *c, Expr *name);
void life_check(Checker *c);

/* tests.c: after everything else, on a copy of the program, so that rules read no column more for their sake */
void tests_check(Checker *c);
void tests_finish(Checker *c); /* once the calendars are made */
bool result_use(Checker *c, Expr *e); /* in `expect`: this name is a result */
#endif
