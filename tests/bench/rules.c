/* Writes the rules of the benchmark twice: as C conditions and as a script of Leat.  rules INC LEAT [COUNT] */
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

int main(int argc, char **argv) {
  int rules = argc == 4 ? atoi(argv[3]) : RULES;
  if (argc < 3 || !(c = fopen(argv[1], "w")) || !(leat = fopen(argv[2], "w"))) return 2;
  fprintf(leat, "lead {\n  source: text\n  region: text\n  industry: text\n  email_domain: text\n  title: text\n"
                "  company_size: number\n  score: number\n  amount: number\n}\n");
  for (int pool = 0; pool < POOLS; pool++) {
    fprintf(leat, "pool \"p%d\" {", pool);
    for (int rep = 0; rep < REPS_PER_POOL; rep++) fprintf(leat, " member \"r%d\"", pool * REPS_PER_POOL + rep);
    fprintf(leat, " }\n");
  }
  fprintf(c, "static int first_match(const Lead *l) {\n");
  for (int i = 0; i < rules; i++) {
    conditions = 0;
    fprintf(c, "  if (");
    fprintf(leat, "when ");
    condition(i % 8);
    fprintf(c, ") return %d;\n", i);
    fprintf(leat, " assign pool \"p%d\" roundrobin\n", i % POOLS);
  }
  fprintf(c, "  return -1;\n}\n");
  fprintf(leat, "otherwise assign pool \"p0\" roundrobin\n");
  return fclose(c) || fclose(leat) ? 1 : 0;
}
