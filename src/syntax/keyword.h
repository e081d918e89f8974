/* Looking up keywords: the table of grammar/keywords.def with the tokens of the grammar. */
#ifndef LEAT_SYNTAX_KEYWORD_H
#define LEAT_SYNTAX_KEYWORD_H
#include "base/str.h"

typedef enum KeywordGroup {
  GROUP_STATEMENT, GROUP_ACTION, GROUP_CLAUSE, GROUP_OPERATOR, GROUP_UNIT, GROUP_TYPE, GROUP_STRATEGY, GROUP_LATER
} KeywordGroup;

typedef struct KeywordInfo {
  const char *word;
  KeywordGroup group;
  int token;
  int64_t value; /* milliseconds of a UNIT, a StrategyKind, a FieldTypeWord */
} KeywordInfo;

const KeywordInfo *keyword_find(Str word); /* NULL: not a keyword */
const KeywordInfo *keyword_info(size_t *count_out);
#endif
