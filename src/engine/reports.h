/* What the reports of tests have in common: texts that may hold data, and the parts that coverage adds. */
#ifndef LEAT_ENGINE_REPORTS_H
#define LEAT_ENGINE_REPORTS_H
#include "engine/leat.h"

/* A message in the language, fit for a terminal. */
void told_printf(StrBuf *out, Lang lang, const char *english, ...) __attribute__((format(printf, 3, 4)));

/* coverage_text.c */
void coverage_text(StrBuf *out, Lang lang, const LeatCoverage *c); /* totals, and what is not covered line by line */
void coverage_json(JsonWriter *w, const LeatCoverage *c);          /* the key "coverage" of the object under way */
void coverage_junit(StrBuf *out, const LeatCoverage *c);           /* <properties> of a suite */
/* mutation_text.c */
void mutation_text(StrBuf *out, Lang lang, const LeatMutation *m);
void mutation_json(JsonWriter *w, const LeatMutation *m); /* the key "mutation" */
void mutation_junit(StrBuf *out, const LeatTestReport *r); /* a suite of its own: what survived, failed */
/* testing_text.c */
void xml_attribute(StrBuf *out, const char *name, Str text);
#endif
