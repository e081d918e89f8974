#include "base/ip.h"

/* One part at *at, which it moves on; -1: there is none. */
static int part_read(Str s, size_t *at) {
  size_t start = *at;
  int part = 0;
  while (*at < s.n && *at - start < 3 && s.p[*at] >= '0' && s.p[*at] <= '9') part = part * 10 + (s.p[(*at)++] - '0');
  bool padded = *at - start > 1 && s.p[start] == '0';
  return *at == start || padded || part > 255 ? -1 : part;
}

bool ip4_parse(Str s, uint32_t *number_out) {
  const Str mapped = STR("::ffff:");
  size_t at = s.n > mapped.n && str_eq_ascii_nocase((Str){s.p, mapped.n}, mapped) ? mapped.n : 0;
  uint32_t number = 0;
  for (int i = 0; i < 4; i++) {
    if (i && (at == s.n || s.p[at++] != '.')) return false;
    int part = part_read(s, &at);
    if (part < 0) return false;
    number = number << 8 | (uint32_t)part;
  }
  if (at != s.n) return false;
  *number_out = number;
  return true;
}
