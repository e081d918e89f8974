/* The store behind a Leat, for what the public header does not offer: import, listing leads. */
#ifndef LEAT_ENGINE_STORE_ACCESS_H
#define LEAT_ENGINE_STORE_ACCESS_H

struct Leat;
struct Store;
struct Store *leat_store(struct Leat *l); /* NULL: no database is open; closed by leat_free */
#endif
