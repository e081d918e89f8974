/* What an import did, for people and as JSON. */
#ifndef LEAT_CLI_IMPORT_REPORT_H
#define LEAT_CLI_IMPORT_REPORT_H
#include "cli/command.h"
#include "store/import.h"

/* rejects_path: where the rejected rows were written; empty when there are none. */
void import_report_text(Cli *cli, const ImportReport *report, Str rejects_path, StrBuf *out);
void import_report_json(const ImportReport *report, Str rejects_path, StrBuf *out);
#endif
