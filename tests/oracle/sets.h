/* Whole rule sets: the machine that runs rule after rule, the one that finds them by the match index, and SQLite. */
#ifndef TESTS_ORACLE_SETS_H
#define TESTS_ORACLE_SETS_H
#include "oracle.h"

typedef enum Act { ACT_TAG, ACT_SET, ACT_FOUND, ACT_NOBODY, ACT_HOLD, ACT_STOP, ACT_NAMELESS, ACTS } Act;

typedef struct SetRule {
  StrBuf condition; /* empty: otherwise */
  bool inner;       /* in the block of the last rule that is not */
  Act act;          /* of a rule with a block: TAG or SET, before the rules within it */
} SetRule;

typedef struct RuleSet {
  SetRule *v;
  uint32_t n;
  bool in_sql; /* SQLite can say what each condition is */
} RuleSet;

void set_draw(Draw *d, RuleSet *out);
void set_free(RuleSet *s);
void set_lead(Draw *d, Value lead[FIELDS]);

typedef struct SetTrial {
  Trial trial;
  Vm *linear, *index;
  const RuleSet *set;
  Value *row;
  uint32_t *codes;
} SetTrial;
bool set_open(SetTrial *t, sqlite3 *db, const RuleSet *s, bool planted);
void set_close(SetTrial *t);
/* NULL: all agree; else who does not. */
const char *set_judge(SetTrial *t, const Value lead[FIELDS]);
/* As few rules and values as still disagree, printed. */
void set_report(const RuleSet *s, const Value lead[FIELDS], sqlite3 *db, bool planted);
#endif
