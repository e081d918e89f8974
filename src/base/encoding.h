/* Bytes of a file to UTF-8: recognises UTF-8 (with or without BOM), UTF-16 LE/BE (with BOM, or by its zero bytes and
 * even length), and GB18030/GBK; else Latin-1 is not guessed: it fails and says where. Backed by iconv. */
#ifndef LEAT_BASE_ENCODING_H
#define LEAT_BASE_ENCODING_H
#include "base/arena.h"

/* *name_out: "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030". False: *bad_at_out is the first byte that fits none.
 * The text is in the arena (or `bytes` itself when it was plain UTF-8); a BOM is dropped. A given name forces it. */
bool encoding_decode(Arena *a, Str bytes, const char *forced_name, Str *text_out, const char **name_out,
                     size_t *bad_at_out);
bool encoding_is_known(const char *name); /* one that encoding_decode can be forced to */
#endif
