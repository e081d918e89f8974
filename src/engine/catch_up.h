/* What a rep who comes back may catch up: at most K of the turns that he missed, one a round, beside his own.
 *
 * A turn that he catches up moves nobody's turn. Absent is who is inactive, paused or on leave. */
#ifndef LEAT_ENGINE_CATCH_UP_H
#define LEAT_ENGINE_CATCH_UP_H
#include "engine/engine.h"

struct Roster;
StoreStatus catch_up_load(struct Roster *r, Arena *scratch); /* once the turns are known */
/* Who went and who came back since it was asked last. */
void catch_up_review(struct Roster *r, uint32_t pool);
/* The last choice counts. True: it is a turn that he catches up. */
bool catch_up_take(struct Roster *r, StoreStatus *status_out);
bool catch_up_any(const Chunk *chunk);
#endif
