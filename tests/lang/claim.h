/* Claims about a script, written in its comments beside the line they judge; tests/lang/README.md lists them. */
#ifndef TESTS_LANG_CLAIM_H
#define TESTS_LANG_CLAIM_H
#include "base/arena.h"

typedef enum ClaimKind {
  CLAIM_FINDING, /* error CODE, warning CODE, note CODE */
  CLAIM_LEAD,    /* lead {…} */
  CLAIM_NOW,     /* now INSTANT */
  CLAIM_OUTCOME, /* -> WORDS, also {…} -> WORDS */
  CLAIM_HERE,    /* here VERDICT, also {…} here VERDICT */
  CLAIM_EVAL,    /* eval EXPRESSION => VALUE [: TYPE] */
  CLAIM_EFFECT,  /* effect TEXT */
  CLAIM_WHY,     /* why TEXT */
  CLAIM_SQL,     /* sql STATEMENT */
  CLAIM_RUN,     /* run [strict|dry] => STATUS */
  CLAIM_TESTS,   /* tests => STATUS */
  CLAIM_QUERY,   /* query SELECT => VALUE */
  CLAIM_WRONG    /* not a claim: text says why */
} ClaimKind;

typedef struct Claim {
  ClaimKind kind;
  uint32_t line;   /* of the comment */
  uint32_t judged; /* the line of the script it speaks of: its own, or the last one before it that has code */
  Str lead;        /* {…} before -> or here; empty: the lead set last */
  Str text;        /* what follows the word */
  Str wanted;      /* after => */
  bool met;        /* FINDING: it was found */
} Claim;

typedef struct Claims { VEC(Claim) v; } Claims;

void claims_read(Arena *a, Str script, Claims *out);
/* Takes the next word, or text in double quotes, from the front of *rest; empty at the end. */
Str claim_word(Str *rest);
#endif
