#include "syntax/keyword.h"

#include <string.h>

#include "syntax/ast.h"
#include "syntax/leat_grammar.h"
#include "syntax/parse.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define WEEK_MS (7 * DAY_MS)

static const KeywordInfo infos[] = {
#define KEYWORD(word, group, token, value) {word, GROUP_##group, T_##token, value},
#include "grammar/keywords.def"
#undef KEYWORD
};

#define WORD_STATEMENT "statement"
#define WORD_ACTION "action"
#define WORD_CLAUSE "clause"
#define WORD_OPERATOR "operator"
#define WORD_UNIT "unit"
#define WORD_TYPE "type"
#define WORD_STRATEGY "strategy"
#define WORD_LATER "later"

static const Keyword words[] = {
#define KEYWORD(word, group, token, value) {word, WORD_##group},
#include "grammar/keywords.def"
#undef KEYWORD
};

enum { KEYWORD_COUNT = sizeof infos / sizeof infos[0] };

const KeywordInfo *keyword_find(Str word) {
  size_t low = 0, high = KEYWORD_COUNT;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = str_cmp(word, str_of(infos[middle].word));
    if (order == 0) return &infos[middle];
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return NULL;
}

const KeywordInfo *keyword_info(size_t *count_out) {
  *count_out = KEYWORD_COUNT;
  return infos;
}

const Keyword *keyword_table(size_t *count_out) {
  *count_out = KEYWORD_COUNT;
  return words;
}
