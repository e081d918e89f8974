#include "base/encoding.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/text.h"

typedef struct Alias {
  const char *name, *canonical;
} Alias;

static const Alias aliases[] = {
    {"UTF-8", "UTF-8"},       {"UTF8", "UTF-8"},       {"UTF-16LE", "UTF-16LE"}, {"UTF16LE", "UTF-16LE"},
    {"UTF-16BE", "UTF-16BE"}, {"UTF16BE", "UTF-16BE"}, {"GB18030", "GB18030"},   {"GBK", "GB18030"},
    {"GB2312", "GB18030"},    {"CP936", "GB18030"},
};

/* Converts all of it; false with the position of the first byte that does not fit. */
static bool convert(Arena *a, Str bytes, const char *name, Str *text_out, size_t *bad_at_out) {
  *bad_at_out = 0;
  iconv_t handle = iconv_open("UTF-8", name);
  if (handle == (iconv_t)-1) return false;
  StrBuf out;
  strbuf_init(&out);
  char piece[8192], *in = (char *)(uintptr_t)bytes.p;
  size_t left = bytes.n;
  bool good = true;
  while (good && left > 0) {
    char *to = piece;
    size_t room = sizeof piece;
    if (iconv(handle, &in, &left, &to, &room) == (size_t)-1 && errno != E2BIG) good = false;
    strbuf_add(&out, piece, sizeof piece - room);
  }
  iconv_close(handle);
  *bad_at_out = bytes.n - left;
  if (good) *text_out = arena_copy(a, strbuf_view(&out));
  strbuf_deinit(&out);
  return good;
}

static size_t bom_bytes(Str bytes, const char *name) {
  if (strcmp(name, "UTF-8") == 0) return str_starts(bytes, STR("\xEF\xBB\xBF")) ? 3 : 0;
  if (strcmp(name, "UTF-16LE") == 0) return str_starts(bytes, STR("\xFF\xFE")) ? 2 : 0;
  if (strcmp(name, "UTF-16BE") == 0) return str_starts(bytes, STR("\xFE\xFF")) ? 2 : 0;
  return strcmp(name, "GB18030") == 0 && str_starts(bytes, STR("\x84\x31\x95\x33")) ? 4 : 0;
}

static bool decode_as(Arena *a, Str bytes, const char *name, Str *text_out, size_t *bad_at_out) {
  size_t skip = bom_bytes(bytes, name);
  Str rest = {bytes.p + skip, bytes.n - skip};
  bool good;
  if (strcmp(name, "UTF-8") == 0) {
    good = text_is_utf8(rest, bad_at_out);
    if (good) *text_out = rest;
  } else {
    good = convert(a, rest, name, text_out, bad_at_out);
  }
  if (!good) *bad_at_out += skip;
  return good;
}

/* UTF-16 without a BOM: ASCII characters make zero bytes on one side. Text that is UTF-8 as well needs many of them. */
static const char *guess_utf16(Str bytes, bool is_utf8) {
  if (bytes.n == 0 || bytes.n % 2 != 0) return NULL;
  size_t zeros[2] = {0, 0};
  for (size_t i = 0; i < bytes.n; i++) zeros[i % 2] += bytes.p[i] == '\0';
  size_t side = zeros[1] > zeros[0];
  bool clear = zeros[side] > 4 * zeros[1 - side] && zeros[side] * (is_utf8 ? 3 : 64) > bytes.n;
  return !clear ? NULL : side == 1 ? "UTF-16LE" : "UTF-16BE";
}

/* UTF-8 in which some bytes were damaged: nearly all that is not ASCII is well-formed. */
static bool is_damaged_utf8(Str bytes) {
  size_t well_formed = 0, bad = 0;
  for (size_t at = 0; at < bytes.n;) {
    size_t before = at;
    uint32_t code = text_decode(bytes, &at);
    if (at - before > 1) well_formed++;
    else bad += code > 0x7F;
  }
  return well_formed > 4 * bad;
}

/* GBK whose second bytes are mostly ASCII is rather Latin-1, an accented letter before a plain one: gives the first. */
static bool is_rather_latin(Str bytes, size_t *at_out) {
  size_t pairs = 0, low = 0;
  for (size_t at = 0; at + 1 < bytes.n; at++) {
    if ((unsigned char)bytes.p[at] < 0x80) continue;
    pairs++;
    if ((unsigned char)bytes.p[at + 1] < 0x80 && low++ == 0) *at_out = at;
    at++;
  }
  return low * 2 > pairs;
}

static bool recognise(Arena *a, Str bytes, Str *text_out, const char **name_out, size_t *bad_at_out) {
  static const char *const with_bom[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"};
  for (size_t i = 0; i < 4; i++) {
    *name_out = with_bom[i];
    if (bom_bytes(bytes, with_bom[i])) return decode_as(a, bytes, with_bom[i], text_out, bad_at_out);
  }
  size_t utf8_bad = bytes.n, gb_bad = 0, latin_at = 0;
  bool is_utf8 = text_is_utf8(bytes, &utf8_bad);
  const char *wide = guess_utf16(bytes, is_utf8);
  if (wide && convert(a, bytes, wide, text_out, &gb_bad) && !memchr(text_out->p, '\0', text_out->n)) {
    *name_out = wide;
    return true;
  }
  *name_out = "UTF-8";
  if (is_utf8) {
    *text_out = bytes;
    return true;
  }
  *bad_at_out = utf8_bad;
  if (is_damaged_utf8(bytes)) return false;
  *name_out = "GB18030";
  bool fits = convert(a, bytes, "GB18030", text_out, &gb_bad);
  if (fits && !is_rather_latin(bytes, &latin_at)) return true;
  size_t furthest = fits ? latin_at : gb_bad;
  if (furthest > utf8_bad) *bad_at_out = furthest;
  return false;
}

/* What iconv may be asked for: no //TRANSLIT, no path. */
static bool is_plain_name(const char *name) {
  size_t n = 0;
  for (; name[n]; n++)
    if (!isalnum((unsigned char)name[n]) && !strchr("-_.:", name[n])) return false;
  return n > 0 && n < 32;
}

static bool decode_forced(Arena *a, Str bytes, const char *forced, Str *text_out, const char **name_out,
                          size_t *bad_at) {
  *bad_at = 0;
  *name_out = arena_copy(a, str_of(forced)).p;
  if (!is_plain_name(forced)) return false;
  if (str_eq_ascii_nocase(str_of(forced), STR("UTF-16")) || str_eq_ascii_nocase(str_of(forced), STR("UTF16")))
    forced = bom_bytes(bytes, "UTF-16BE") ? "UTF-16BE" : "UTF-16LE";
  *name_out = arena_copy(a, str_of(forced)).p;
  for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
    if (str_eq_ascii_nocase(str_of(forced), str_of(aliases[i].name))) *name_out = aliases[i].canonical;
  return decode_as(a, bytes, *name_out, text_out, bad_at);
}

bool encoding_is_known(const char *name) {
  if (!is_plain_name(name)) return false;
  for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
    if (str_eq_ascii_nocase(str_of(name), str_of(aliases[i].name))) return true;
  iconv_t handle = iconv_open("UTF-8", name);
  if (handle == (iconv_t)-1) return false;
  iconv_close(handle);
  return true;
}

bool encoding_decode(Arena *a, Str bytes, const char *forced_name, Str *text_out, const char **name_out,
                     size_t *bad_at_out) {
  Str text = STR("");
  const char *name = NULL;
  size_t bad_at = 0;
  bool good = forced_name ? decode_forced(a, bytes, forced_name, &text, &name, &bad_at)
                          : recognise(a, bytes, &text, &name, &bad_at);
  if (good) {
    *text_out = text;
    *name_out = name;
  } else {
    *bad_at_out = bad_at;
  }
  return good;
}
