/* What a run did: for people with shares and bars, or as one long table for programs. */
#ifndef LEAT_CLI_RUN_REPORT_H
#define LEAT_CLI_RUN_REPORT_H
#include "cli/command.h"

void run_report_text(Cli *cli, const LeatReport *report, StrBuf *out);
/* kind (outcome, rule, pool, rep, error, unknown), name, line, leads, unknowns, errors, examples */
void run_report_table(Cli *cli, const LeatReport *report, StrBuf *out);

typedef struct Decisions { /* of a dry run, as they come */
  Arena *arena;
  VEC(LeatDecision) items;
} Decisions;
void decisions_add(void *decisions, const LeatDecision *decision); /* copies */
void decisions_write(Cli *cli, const Decisions *d, Format format, StrBuf *out);
/* leat_report_json with one more member, "decisions". */
void decisions_json(const Decisions *d, const LeatReport *report, StrBuf *out);
#endif
