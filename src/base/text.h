/* Unicode text: validity, NFC, case folding, display width, and what may reach a terminal. Backed by utf8proc. */
#ifndef LEAT_BASE_TEXT_H
#define LEAT_BASE_TEXT_H
#include "base/arena.h"

bool text_is_utf8(Str s, size_t *bad_at_out); /* strict: no overlong, no surrogate, at most U+10FFFF */
bool text_is_nfc_quick(Str s);                /* true: surely NFC (ASCII, common CJK, …); false: ask text_nfc */
/* Both return s itself when nothing changes; else a copy in the arena. Invalid UTF-8 is returned as it is. */
Str text_nfc(Arena *a, Str s);
Str text_fold(Arena *a, Str s); /* full case folding (Unicode CaseFolding C+F), then NFC; no locale */
Str text_lower(Arena *a, Str s);
Str text_halfwidth(Arena *a, Str s); /* U+FF01..U+FF5E as the ASCII they are forms of, U+3000 as a blank; or s itself */
size_t text_length(Str s); /* code points */
int text_width(Str s);     /* columns on a terminal: CJK 2, combining 0 */
uint32_t text_decode(Str s, size_t *at); /* the code point at *at, which it moves on; U+FFFD for bad bytes */
size_t text_encode(uint32_t code_point, char out[4]); /* bytes written; 0 for no code point */
bool text_is_letter(uint32_t code_point);     /* may begin an identifier; in one, ASCII digits and _ may follow */

/* For terminals and logs: controls as \x1b, bidi controls as \u{202e}, bad bytes as U+FFFD; \n and \t are escaped. */
void text_printable(StrBuf *out, Str s);
/* At most `columns` wide, with … when cut; printable as above. */
void text_clip(StrBuf *out, Str s, int columns);
void text_html(StrBuf *out, Str s); /* & < > " ' escaped */
/* Similarity of two texts in 0..1: Jaro-Winkler over code points of the folded texts (Winkler 1990, p = 0.1). */
double text_similarity(Arena *a, Str x, Str y);
#endif
