/* The tests of a script: leads given, routed by the code that a run uses, and held against what is expected.
 *
 *   testing_open(&t, l) -> testing_run(&t, test) for each -> testing_close(&t)
 *
 * Turns and open leads persist across the leads of one test and begin anew with the next. Nothing is applied. */
#ifndef LEAT_ENGINE_TESTING_H
#define LEAT_ENGINE_TESTING_H
#include "engine/coverage.h"
#include "engine/explain.h"
#include "engine/joins.h"

typedef struct Wrote { uint32_t slot; Value value; } Wrote;
typedef struct Routed { /* a lead of a test, and what became of it; lives in Testing.arena */
  Value *row;         /* the results in their slots too */
  Str id;
  int64_t now;
  uint32_t ordinal;   /* in the test, from 1 */
  Span given;         /* the step that gave it */
  Str file;           /* of `each lead in`, else empty */
  uint32_t file_line;
  Outcome outcome;
  int32_t rule;
  Str pool, rep, reason;
  uint32_t errors;
  VEC(Str) tags;
  VEC(Wrote) wrote;
} Routed;

typedef struct Kept { /* a promise, over all leads */
  int64_t leads, broken;
  uint32_t test, ordinal; /* the first lead that broke it */
} Kept;

typedef struct Testing {
  Leat *l;
  Loaded script;    /* the one loaded, with the program of the tests and a chunk of its own */
  Arena chunk_arena;
  Arena arena;      /* of the test at hand */
  Arena lead_arena; /* of the lead at hand */
  Vm *vm;
  Rows rows;
  Value *blank;
  uint32_t id_slot; /* of the column `id`; UINT32_MAX: none */
  Roster *roster;
  Joins *joins;     /* or NULL */
  uint32_t test;    /* index of the test at hand */
  int64_t now;      /* of its leads that say nothing else */
  VEC(Routed) group; /* leads that the next expect speaks of */
  bool judged;      /* an expect came after them */
  uint32_t count;   /* leads of the test so far */
  Kept *kept;       /* by promise */
  uint32_t explain_at;          /* stop at this lead and explain it; 0: no */
  LeatExplanation *explanation;
  bool explained;
  bool quiet;       /* only whether it fails, in `failed`; the first failure ends the test */
  bool failed;
  bool no_promises; /* they are not asked */
  VEC(LeatTestFailure) failures; /* in l->test_arena */
  Coverage *coverage; /* or NULL */
  LeatStatus status; /* of the world: not LEAT_OK ends the test */
} Testing;

/* Of a script that need not be the one in use; it has tests or promises. False: the chunk could not be made. */
bool testing_open(Testing *t, Leat *l, const Loaded *script);
void testing_close(Testing *t);
void testing_run(Testing *t, uint32_t test);
/* The text of an explanation of one lead of a test; empty when there is no such lead. */
Str testing_explain(Testing *t, uint32_t test, uint32_t ordinal);
bool test_wanted(const LeatTestOptions *options, const TestDecl *test);
void testing_fail(Testing *t, Span at, Str expected, Str got, const Routed *lead, int64_t others);
Str routed_words(Arena *a, const Testing *t, const Routed *lead);

/* testing_expect.c: the leads of the group against one expect */
void expect_judge(Testing *t, const TestStep *step);
bool promise_kept(Testing *t, const Promise *promise, const Routed *lead);

/* testing_file.c: every row of a CSV file beside the script */
void testing_each(Testing *t, const TestStep *step, void (*take)(Testing *, const TestStep *, Routed *));
#endif
