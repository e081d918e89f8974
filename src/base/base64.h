/* Bytes as text: base64 (RFC 4648, section 4, padded) and the percent-encoding of URLs (RFC 3986, section 2.1). */
#ifndef LEAT_BASE_BASE64_H
#define LEAT_BASE_BASE64_H
#include "base/str.h"

void base64_add(StrBuf *out, Str bytes);
/* False: it is not base64; *out is then as it was. */
bool base64_read(StrBuf *out, Str text);
void percent_add(StrBuf *out, Str bytes); /* all but letters, digits, - . _ ~ */
#endif
