/* The leads and the script that the REPL opens on when it is given none; made from samples/ by the build. */
#ifndef LEAT_CLI_SAMPLES_H
#define LEAT_CLI_SAMPLES_H
#include "base/str.h"

Str sample_leads(void);  /* CSV */
Str sample_script(void); /* Leat */
#endif
