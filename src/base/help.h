/* The pages that say more about a finding: what it means, a script that draws it, what to write instead.
 *
 * They lie in base/help/CODE.txt, embedded at build: [en] and [zh] text, [wrong] and [right] scripts (both may lack).
 * [wrong NAME] and [right NAME] is the file NAME that the script before it reads. */
#ifndef LEAT_BASE_HELP_H
#define LEAT_BASE_HELP_H
#include "base/diag.h"

typedef struct HelpPage {
  Str meaning[LANG_COUNT];
  Str wrong, right; /* parts of a script; empty: none is shown */
  Str wrong_name, wrong_file, right_name, right_file; /* what stands in the file of that name; empty: none is read */
} HelpPage;

bool help_find(DiagCode code, HelpPage *page_out); /* false: the finding has no page */
/* The page for people: the code and what it says with … for what varies, its meaning, both scripts. */
void help_print(StrBuf *out, DiagCode code, Lang lang);
#endif
