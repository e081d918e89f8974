/* The languages that messages are written in. English is the source; every other language is a table beside it.
 *
 * A message is a printf format. In it %s stands for a word of ours and is translated as well ("a number") unless it is
 * code, in backquotes; %.*s stands for what the user wrote and stays. A translation takes the same arguments; with
 * %2$s it takes them in another order.
 * Nothing here looks at the locale: the language is chosen by the caller. */
#ifndef LEAT_BASE_LANG_H
#define LEAT_BASE_LANG_H
#include "base/arena.h"

typedef enum Lang {
#define LANGUAGE(name, word, title) LANG_##name,
#include "base/langs.def"
#undef LANGUAGE
  LANG_COUNT
} Lang;

const char *lang_word(Lang lang);             /* "zh" */
bool lang_parse(Str word, Lang *lang_out);    /* "zh"; false: there is no such language, *lang_out stays */
/* Of a locale such as "zh_CN.UTF-8" or a list of them such as "de:zh_CN": the first that is known; false: none is. */
bool lang_of_locale(Str locale, Lang *lang_out);

const char *lang_text(Lang lang, const char *english); /* itself when the table lacks it */
bool lang_has(Lang lang, const char *english);
Str lang_str(Lang lang, Str english);                       /* likewise, of a word of ours that is no literal */
const char *lang_heading(Lang lang, const char *english);   /* of a column in a table, of a verdict */
/* Writes the format in the language. */
void lang_printf(StrBuf *out, Lang lang, const char *english, ...) __attribute__((format(printf, 3, 4)));
void lang_vprintf(StrBuf *out, Lang lang, const char *english, va_list args);
Str lang_say(Arena *a, Lang lang, const char *english, ...) __attribute__((format(printf, 3, 4)));
/* The same with a translation that the caller has looked up. */
void lang_vformat(StrBuf *out, Lang lang, const char *english, const char *translated, va_list args);
/* What was put together in English before anyone asked for a language, as the ledger keeps it and the database says it,
 * in the language: such texts are known by their form, those of TOLD in the catalogue. Others stay. */
Str lang_told(Arena *a, Lang lang, Str english);
/* Does the translation take the arguments of the English format, each with the same conversion? */
bool lang_same_arguments(const char *english, const char *translated);
/* Every entry of the catalogue, for tests; false behind the last. */
bool lang_entry(size_t i, const char **english_out, const char **chinese_out);
#endif
