/* Writes the rules of the benchmark twice: as C conditions and as a script of Leat.  rules INC LEAT [COUNT]
 * Up to 100 are of all kinds. Beyond, 40 of these are exceptions, and then come territories: a region, an industry and
 * a span of sizes, in no order. From 5,000 on the C goes through a table of territories. */
#include "words.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 20260302;
static int draw(int n) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (int)((state >> 33) % (uint64_t)n);
}

static FILE *c, *leat;
static int conditions; /* of the rule being written */

static void both(const char *in_c, const char *in_leat) {
  fprintf(c, "%s%s", conditions ? " && " : "", in_c);
  fprintf(leat, "%s%s", conditions++ ? " and " : "", in_leat);
}

static void text_test(const char *column, const char *function, const char *operator, const char *word, int negated) {
  char in_c[200], in_leat[200];
  snprintf(in_c, sizeof in_c, "%s%s(l->%s, \"%s\", %zu)", negated ? "!" : "", function, column, word, strlen(word));
  if (negated) snprintf(in_leat, sizeof in_leat, "not (%s %s \"%s\")", column, operator, word);
  else snprintf(in_leat, sizeof in_leat, "%s %s \"%s\"", column, operator, word);
  both(in_c, in_leat);
}

static void text_set(const char *column, const char *const *words, int count, int taken) {
  char in_c[600] = "(", in_leat[600];
  int from = draw(count);
  snprintf(in_leat, sizeof in_leat, "%s in (", column);
  for (int i = 0; i < taken; i++) {
    const char *word = words[(from + i * 3) % count];
    size_t n = strlen(in_c), m = strlen(in_leat);
    snprintf(in_c + n, sizeof in_c - n, "%seq(l->%s, \"%s\", %zu)", i ? " || " : "", column, word, strlen(word));
    snprintf(in_leat + m, sizeof in_leat - m, "%s\"%s\"", i ? ", " : "", word);
  }
  strcat(in_c, ")");
  strcat(in_leat, ")");
  both(in_c, in_leat);
}

static void number_test(const char *column, const char *operator, int value) {
  char in_c[100], in_leat[100];
  snprintf(in_c, sizeof in_c, "l->%s %s %d", column, operator, value);
  snprintf(in_leat, sizeof in_leat, "%s %s %d", column, operator, value);
  both(in_c, in_leat);
}

static void number_range(const char *column, int low, int high) {
  char in_c[100], in_leat[100];
  snprintf(in_c, sizeof in_c, "l->%s >= %d && l->%s <= %d", column, low, column, high);
  snprintf(in_leat, sizeof in_leat, "%s in %d..%d", column, low, high);
  both(in_c, in_leat);
}

static void condition(int kind) {
  int low = draw(4000);
  switch (kind) {
    case 0:
      text_test("region", "eq", "==", region_words[draw(REGIONS)], 0);
      number_test("score", ">", 92 + draw(6));
      break;
    case 1:
      text_set("industry", industry_words, INDUSTRIES, 3);
      number_range("company_size", low, low + 120);
      break;
    case 2:
      text_test("source", "eq", "==", source_words[draw(SOURCES)], 0);
      text_test("region", "eq", "==", region_words[draw(REGIONS)], 1);
      number_test("score", ">=", 97);
      break;
    case 3:
      text_test("email_domain", "ends", "ends with", ".cn", 0);
      text_test("industry", "eq", "==", industry_words[draw(INDUSTRIES)], 0);
      number_test("amount", ">", 900000 + draw(90000));
      break;
    case 4:
      text_test("title", "has", "contains", "chief", 0);
      number_range("company_size", low, low + 60);
      break;
    case 5:
      text_test("region", "eq", "==", region_words[draw(REGIONS)], 0);
      text_test("industry", "eq", "==", industry_words[draw(INDUSTRIES)], 0);
      number_range("company_size", low, low + 800);
      break;
    case 6:
      text_set("source", source_words, SOURCES, 2);
      text_set("region", region_words, REGIONS, 4);
      number_range("score", draw(90), 90 + draw(4));
      number_test("amount", "<", 20000 + draw(20000));
      break;
    default:
      text_test("email_domain", "starts", "starts with", "mail", 0);
      number_test("score", "<", 2 + draw(4));
      text_test("title", "eq", "==", title_words[draw(TITLES)], 0);
  }
}

enum { MIXED = 40, TABLE_FROM = 5000, CHUNK = 250, SIZES = 6000, STEP = 7919 };

static void territory_parts(uint32_t i, uint32_t bands, const char **region, const char **industry, int *low,
                            int *high) {
  uint32_t count = bands * REGIONS * INDUSTRIES, at = (uint32_t)((uint64_t)i * STEP % count);
  *region = region_words[at % REGIONS];
  *industry = industry_words[at / REGIONS % INDUSTRIES];
  uint32_t band = at / (REGIONS * INDUSTRIES);
  *low = (int)(band * SIZES / bands);
  *high = (int)((band + 1) * SIZES / bands) - 1;
}

static void territory(uint32_t i, uint32_t bands) {
  const char *region, *industry;
  int low, high;
  territory_parts(i, bands, &region, &industry, &low, &high);
  text_test("region", "eq", "==", region, 0);
  text_test("industry", "eq", "==", industry, 0);
  number_range("company_size", low, high);
}

static void territory_row(uint32_t i, uint32_t bands) {
  const char *region, *industry;
  int low, high;
  territory_parts(i, bands, &region, &industry, &low, &high);
  fprintf(c, "  {\"%s\", %zu, \"%s\", %zu, %d, %d},\n", region, strlen(region), industry, strlen(industry), low, high);
  fprintf(leat, "when region == \"%s\" and industry == \"%s\" and company_size in %d..%d", region, industry, low, high);
}

static void actions(uint32_t i) { fprintf(leat, " assign pool \"p%u\" roundrobin\n", i % POOLS); }

/* Functions of some conditions each, kept apart: in one piece the compiler takes minutes. */
static void conditions_write(uint32_t count, uint32_t total) {
  uint32_t mixed = total > 100 ? MIXED : total, bands = total / (REGIONS * INDUSTRIES) + 1;
  for (uint32_t i = 0; i < count; i++) {
    if (i && i % CHUNK == 0) fprintf(c, "  return -1;\n}\n");
    if (i % CHUNK == 0) fprintf(c, "static __attribute__((noinline)) int first_%u(const Lead *l) {\n", i);
    conditions = 0;
    fprintf(c, "  if (");
    fprintf(leat, "when ");
    if (i < mixed) condition((int)(i % 8));
    else territory(i - mixed, bands);
    fprintf(c, ") return %u;\n", i);
    actions(i);
  }
  fprintf(c, "  return -1;\n}\n");
}

static void table_write(uint32_t total) {
  uint32_t bands = total / (REGIONS * INDUSTRIES) + 1;
  fprintf(c, "static const struct { const char *region; size_t region_n; const char *industry; size_t industry_n;\n"
             "  int64_t low, high; } territories[] = {\n");
  for (uint32_t i = MIXED; i < total; i++) {
    territory_row(i - MIXED, bands);
    actions(i);
  }
  fprintf(c, "};\n");
}

static void first_match_write(uint32_t count, uint32_t total) {
  fprintf(c, "static int first_match(const Lead *l) {\n  int found;\n");
  for (uint32_t i = 0; i < count; i += CHUNK) fprintf(c, "  if ((found = first_%u(l)) >= 0) return found;\n", i);
  if (total > count)
    fprintf(c, "  for (int i = 0; i < %u; i++)\n"
               "    if (eq(l->region, territories[i].region, territories[i].region_n) &&\n"
               "        eq(l->industry, territories[i].industry, territories[i].industry_n) &&\n"
               "        l->company_size >= territories[i].low && l->company_size <= territories[i].high)\n"
               "      return i + %u;\n", total - count, count);
  fprintf(c, "  return -1;\n}\n");
}

int main(int argc, char **argv) {
  if (argc < 3 || !(c = fopen(argv[1], "w")) || !(leat = fopen(argv[2], "w"))) return 2;
  uint32_t total = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : RULES;
  uint32_t written = total >= TABLE_FROM ? MIXED : total;
  fprintf(leat, "lead {\n  source: text\n  region: text\n  industry: text\n  email_domain: text\n  title: text\n"
                "  company_size: number\n  score: number\n  amount: number\n}\n");
  for (int pool = 0; pool < POOLS; pool++) {
    fprintf(leat, "pool \"p%d\" {", pool);
    for (int rep = 0; rep < REPS_PER_POOL; rep++) fprintf(leat, " member \"r%d\"", pool * REPS_PER_POOL + rep);
    fprintf(leat, " }\n");
  }
  conditions_write(written, total);
  if (total > written) table_write(total);
  first_match_write(written, total);
  fprintf(leat, "otherwise assign pool \"p0\" roundrobin\n");
  return fclose(c) || fclose(leat) ? 1 : 0;
}
