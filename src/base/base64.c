#include "base/base64.h"

#include <string.h>

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_add(StrBuf *out, Str bytes) {
  for (size_t at = 0; at < bytes.n; at += 3) {
    size_t left = bytes.n - at < 3 ? bytes.n - at : 3;
    uint32_t group = 0;
    for (size_t i = 0; i < 3; i++) group = group << 8 | (i < left ? (unsigned char)bytes.p[at + i] : 0U);
    for (size_t i = 0; i < 4; i++) strbuf_char(out, i <= left ? DIGITS[(group >> (18 - 6 * i)) & 63] : '=');
  }
}

/* 0 to 63, or -1. */
static int digit_of(char c) {
  const char *found = c ? strchr(DIGITS, c) : NULL;
  return found ? (int)(found - DIGITS) : -1;
}

bool base64_read(StrBuf *out, Str text) {
  size_t before = out->n, digits = text.n;
  if (text.n % 4 != 0) return false;
  while (digits > 0 && text.n - digits < 2 && text.p[digits - 1] == '=') digits--;
  uint32_t bits = 0;
  for (size_t i = 0; i < digits; i++) {
    int digit = digit_of(text.p[i]);
    if (digit < 0) {
      out->n = before;
      return false;
    }
    bits = (bits << 6 | (uint32_t)digit) & 0xffffff;
    if (i % 4 != 0) strbuf_char(out, (char)(unsigned char)(bits >> (6 - 2 * (i % 4))));
  }
  return true;
}

void percent_add(StrBuf *out, Str bytes) {
  for (size_t i = 0; i < bytes.n; i++) {
    unsigned char c = (unsigned char)bytes.p[i];
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-._~", c));
    if (plain) strbuf_char(out, (char)c);
    else strbuf_printf(out, "%%%02X", c);
  }
}
