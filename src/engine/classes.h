/* Capacities of one class of leads: `capacity 5 open when class == "key"`.
 *
 * The condition is asked once per lead. What it said of a lead that was given to somebody is kept (leat_fits), so that
 * the same leads make the same counts in one run or in many, whatever becomes of their columns; of other open leads it
 * is asked when the roster is loaded. */
#ifndef LEAT_ENGINE_CLASSES_H
#define LEAT_ENGINE_CLASSES_H
#include "engine/views.h"

StoreStatus classes_load(Roster *r, Store *store, Vm *vm); /* the open leads of all reps, by class */
void classes_begin_lead(Roster *r);
/* He has as many leads of some class as he may have, and the lead is of it: *class_out. */
bool class_is_full(Roster *r, Vm *vm, uint32_t rep, const MemberTerms *terms, uint32_t *class_out);
void classes_leave_out(Roster *r, Vm *vm, View *view); /* those of the pool, for the lead at hand */
Pass class_pass(const Roster *r, uint32_t rep, const MemberTerms *terms, uint32_t class);
void classes_ask(Roster *r, Vm *vm); /* all of them: somebody was found */
void classes_take(Roster *r, uint32_t rep);
StoreStatus classes_save(Roster *r, Store *store);
#endif
