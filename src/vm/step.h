/* Instructions made ready for the machine: tests of a column against constants become a step that holds its operands.
 *
 * Texts of a column are looked up once per lead among all constants that the script compares it with; after that an
 * equality is a comparison of small numbers and a set is a mask of them. Numbers are compared with two bounds; short
 * prefixes, suffixes and parts with one word. Whatever a step can't decide (a missing value, an error, another type) is
 * left to the instruction that it was made of. */
#ifndef LEAT_VM_STEP_H
#define LEAT_VM_STEP_H
#include "base/arena.h"
#include "code/chunk.h"

#include <string.h>

enum { /* kinds of steps beside those of Op */
  STEP_EQ = OP_COUNT, /* text of a column by its code */
  STEP_IN_MASK,       /* one of up to 63 codes */
  STEP_IN_WORDS,      /* one of many codes */
  STEP_RANGE,         /* number between two bounds */
  STEP_STARTS,
  STEP_ENDS,
  STEP_CONTAINS,
  STEP_TOP, /* the RULE of a rule that is indexed: on to the next of its block that can take the lead; `slot` is the
               block, `jump` the rule's number there */
  STEP_COUNT
};

typedef struct RealRange { double low, high; } RealRange;

typedef struct Step {
  uint8_t op;
  uint8_t pass; /* of the kinds above: the truth with which it goes on */
  uint32_t slot;
  uint32_t arg;  /* as in the instruction; of the kinds above: code, words, index of reals, bytes of the text */
  uint32_t jump; /* steps ahead of this one, past the RULE that begins there */
  union {
    struct { int64_t low, high; };                /* RANGE: bounds of whole numbers */
    struct {
      uint64_t bits, mask;
    }; /* STARTS, ENDS, CONTAINS: the text as a word; IN_MASK: mask of codes */
    const uint64_t *words;                        /* IN_WORDS */
  };
} Step;

/* Codes of a text column: 0 is no constant of the script; these two are no codes. */
enum { CODE_UNSET = UINT16_MAX, CODE_NO_TEXT = UINT16_MAX - 1, CODE_MOST = 4096 };

typedef struct Dict { /* the constants that one column is compared with */
  uint32_t count, mask;
  uint16_t *slots; /* codes, 0 is free */
  Value *texts;    /* by code - 1 */
} Dict;

typedef struct Steps {
  Arena arena;
  uint32_t n, cap;
  Step *v; /* parallel to the chunk's code */
  VEC(RealRange) reals;
  uint32_t width; /* columns */
  Dict *dicts;    /* by column */
} Steps;

void steps_init(Steps *s);
void steps_deinit(Steps *s);
void steps_extend(Steps *s, const Chunk *c); /* for the instructions that are new since the last time */
uint16_t dict_code(const Dict *d, const Value *v);

/* Up to eight bytes as a word, the first in the lowest place; n is at least 1. */
static inline uint64_t text_head(const char *p, uint32_t n) {
  uint64_t word = 0;
  if (n >= 8) {
    memcpy(&word, p, 8);
    return word;
  }
  if (n >= 4) {
    uint32_t first, last;
    memcpy(&first, p, 4);
    memcpy(&last, p + n - 4, 4);
    return first | (uint64_t)last << (8 * (n - 4));
  }
  return (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n >> 1] << (8 * (n >> 1)) |
         (uint64_t)(unsigned char)p[n - 1] << (8 * (n - 1));
}

/* The last eight bytes, the very last in the highest place. */
static inline uint64_t text_tail(const char *p, uint32_t n) {
  return n >= 8 ? text_head(p + n - 8, 8) : text_head(p, n) << (8 * (8 - n));
}

static inline bool step_starts(const Step *in, const Value *v) {
  return v->n >= in->arg && (text_head(v->s, v->n) & in->mask) == in->bits;
}

static inline bool step_ends(const Step *in, const Value *v) {
  return v->n >= in->arg && (text_tail(v->s, v->n) & in->mask) == in->bits;
}

bool step_contains(const Step *in, const Value *v);
#endif
